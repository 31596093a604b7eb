/* sre_match.c - regular expressions: the matcher.
 *
 * A backtracking machine: the place in the code, the place in the string, and one stack in malloc memory. The stack holds
 * where to go on when things fail (an alternative, one repetition less) and, between them, what was changed since (marks of
 * groups, counts of repeats), so that failing is: undo down to the newest place to go on, and go on there. What must be decided
 * once and for all (atomic groups, look-around, possessive repeats) runs above a CALL entry; its success drops the places
 * to go on above that entry but keeps what is to be undone.
 *
 * Owns: the stack and the repeats of an sre_state.
 * Invariants
 *   sre-1  m.frame is the index + 1 of the innermost CALL entry that is not decided yet, 0: none.
 *   sre-2  a repeat is dropped only together with everything pushed after it.
 * Threads: the owner of the state. The string does not change: str, bytes, or a private copy.
 */
#include <stdlib.h>

#include "runtime/error.h"
#include "runtime/modules/sre_internal.h"
#include "runtime/objects/text.h"
#include "runtime/protocol.h"

enum { STACK_LIMIT = 1 << 25, POLL_EVERY = 1 << 14 };

typedef enum entry_kind {
    UNDO_MARK,    /* index = mark, at = its old value, extra = the old lastindex */
    UNDO_REPEAT,  /* index = repeat, n = its old count, at = its old last */
    UNDO_CURRENT, /* extra = the old m.repeat */
    UNDO_NEW,     /* the same, and the repeats end at index */
    NEXT_BRANCH,  /* index = code of the next alternative's skip */
    ONE_LESS,     /* index = REPEAT_ONE, at = where it began, n = repetitions taken */
    ONE_MORE,     /* index = MIN_REPEAT_ONE, at = where to try one more, n = repetitions taken */
    UNTIL_TAIL,   /* index = MAX_UNTIL: go on behind it */
    UNTIL_BODY,   /* index = MIN_UNTIL: once more */
    CALL, /* index = the operator, at = where it began, n = iterations, frame = the outer one, extra = last begin */
} entry_kind;

typedef struct sre_repeat {
    uint32_t op; /* code index of REPEAT */
    int64_t count;
    int64_t last; /* where the last iteration began, -1: none */
    int64_t prev; /* the repeat around it */
} sre_repeat;

typedef struct machine {
    sre_state *s;
    const uint32_t *code;
    uint32_t pc, frame;
    int64_t ptr;
    int64_t repeat; /* the innermost repeat, -1: none */
} machine;

typedef enum step { GO, FAIL, DONE, ERROR } step;

#define INLINE [[gnu::always_inline]] static inline

/* ---- stack ---- */

[[gnu::noinline]] static bool stack_grow(sre_state *s) {
    size_t room = s->room * 8;
    bool few = s->stack == s->few_entries;
    sre_entry *stack =
        room > STACK_LIMIT ? NULL : realloc(few ? NULL : s->stack, room * sizeof *stack);
    if (stack == NULL) return rt_raise_memory_error(s->t), false;
    if (few) memcpy(stack, s->few_entries, sizeof s->few_entries);
    s->stack = stack;
    s->room = room;
    return true;
}

INLINE bool push(sre_state *s, sre_entry e) {
    if (__builtin_expect(s->depth == s->room, 0) && !stack_grow(s)) return false;
    s->stack[s->depth++] = e;
    return true;
}

static bool repeat_new(machine *m) {
    sre_state *s = m->s;
    if (s->nrepeats == s->repeats_room) {
        size_t room = s->repeats_room == 0 ? 16 : s->repeats_room * 2;
        sre_repeat *repeats =
            room > STACK_LIMIT ? NULL : realloc(s->repeats, room * sizeof *repeats);
        if (repeats == NULL) return rt_raise_memory_error(s->t), false;
        s->repeats = repeats;
        s->repeats_room = room;
    }
    if (!push(s, (sre_entry){.kind = UNDO_NEW, .index = (uint32_t)s->nrepeats, .extra = m->repeat}))
        return false;
    s->repeats[s->nrepeats] = (sre_repeat){.op = m->pc, .count = -1, .last = -1, .prev = m->repeat};
    m->repeat = (int64_t)s->nrepeats++;
    return true;
}

static void undo(machine *m, const sre_entry *e) {
    sre_state *s = m->s;
    switch ((entry_kind)e->kind) {
    case UNDO_MARK:
        s->marks[e->index] = e->at;
        s->lastindex = e->extra;
        break;
    case UNDO_REPEAT:
        s->repeats[e->index].count = (int64_t)(int32_t)e->n;
        s->repeats[e->index].last = e->at;
        break;
    case UNDO_NEW: s->nrepeats = e->index; [[fallthrough]];
    case UNDO_CURRENT: m->repeat = e->extra; break;
    default: break;
    }
}

/* The CALL entry `at` is decided: drops it and the places to go on above it. */
static void cut(sre_state *s, size_t at) {
    size_t to = at;
    for (size_t i = at + 1; i < s->depth; i++)
        if (s->stack[i].kind <= UNDO_NEW) s->stack[to++] = s->stack[i];
    s->depth = to;
}

/* ---- characters ---- */

INLINE uint32_t char_at(const sre_state *s, int width, int64_t i) {
    return rt_char_at(s->data, width, (size_t)i);
}

/* The set of the IN at pc has c. */
INLINE bool in_set(const sre_state *s, uint32_t pc, uint32_t c) {
    const sre_pattern *p = s->pattern;
    uint32_t set = ((const uint32_t *)(const void *)p->set_of->data)[pc];
    if (c < 256 && set != 0) return p->sets->data[(set - 1) * 32 + c / 8] >> (c % 8) & 1;
    return sre_in(sre_code(p)[pc], sre_code(p) + pc + 2, c);
}

/* c matches the operator at pc, which takes one character. */
INLINE bool one(const sre_state *s, const uint32_t *code, uint32_t pc, uint32_t c) {
    uint32_t op = code[pc];
    switch (op) {
    case SRE_ANY: return c != '\n';
    case SRE_ANY_ALL: return true;
    case SRE_LITERAL: return c == code[pc + 1];
    case SRE_NOT_LITERAL: return c != code[pc + 1];
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_UNI_IGNORE:
    case SRE_IN_LOC_IGNORE: return in_set(s, pc, c);
    case SRE_CATEGORY: return sre_category(code[pc + 1], c);
    case SRE_LITERAL_IGNORE:
    case SRE_LITERAL_UNI_IGNORE: return sre_lower(op, c) == code[pc + 1];
    case SRE_NOT_LITERAL_IGNORE:
    case SRE_NOT_LITERAL_UNI_IGNORE: return sre_lower(op, c) != code[pc + 1];
    case SRE_LITERAL_LOC_IGNORE: return sre_literal_loc(code[pc + 1], c);
    case SRE_NOT_LITERAL_LOC_IGNORE: return !sre_literal_loc(code[pc + 1], c);
    default: return false;
    }
}

/* How many characters from `from`, at most `most`, match the operator at pc. */
INLINE int64_t count_one(const sre_state *s, int width, const uint32_t *code, uint32_t pc,
                         int64_t from, int64_t most) {
    int64_t i = from, end = most < s->end - from ? from + most : s->end;
    uint32_t literal = code[pc + 1];
    switch (code[pc]) {
    case SRE_ANY_ALL: return end - from;
    case SRE_ANY:
        if (width == 1 && end > from) {
            const char *data = s->data, *hit = memchr(data + from, '\n', (size_t)(end - from));
            return hit == NULL ? end - from : hit - (data + from);
        }
        while (i < end && char_at(s, width, i) != '\n')
            i++;
        break;
    case SRE_LITERAL:
        while (i < end && char_at(s, width, i) == literal)
            i++;
        break;
    case SRE_NOT_LITERAL:
        while (i < end && char_at(s, width, i) != literal)
            i++;
        break;
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_UNI_IGNORE:
    case SRE_IN_LOC_IGNORE:
        while (i < end && in_set(s, pc, char_at(s, width, i)))
            i++;
        break;
    default:
        while (i < end && one(s, code, pc, char_at(s, width, i)))
            i++;
        break;
    }
    return i - from;
}

INLINE bool is_boundary(const sre_state *s, int width, int64_t ptr, uint32_t word) {
    bool before = ptr > 0 && sre_category(word, char_at(s, width, ptr - 1));
    bool here = ptr < s->end && sre_category(word, char_at(s, width, ptr));
    return s->end > 0 && before != here;
}

INLINE bool at_place(const sre_state *s, int width, int64_t ptr, uint32_t at) {
    enum { WORD = 4, LOC_WORD = 8, UNI_WORD = 14 };
    switch (at) {
    case SRE_AT_BEGINNING:
    case SRE_AT_BEGINNING_STRING: return ptr == 0;
    case SRE_AT_BEGINNING_LINE: return ptr == 0 || char_at(s, width, ptr - 1) == '\n';
    case SRE_AT_END: return ptr == s->end || (ptr + 1 == s->end && char_at(s, width, ptr) == '\n');
    case SRE_AT_END_LINE: return ptr == s->end || char_at(s, width, ptr) == '\n';
    case SRE_AT_END_STRING: return ptr == s->end;
    case SRE_AT_BOUNDARY: return is_boundary(s, width, ptr, WORD);
    case SRE_AT_NON_BOUNDARY: return s->end > 0 && !is_boundary(s, width, ptr, WORD);
    case SRE_AT_LOC_BOUNDARY: return is_boundary(s, width, ptr, LOC_WORD);
    case SRE_AT_LOC_NON_BOUNDARY: return s->end > 0 && !is_boundary(s, width, ptr, LOC_WORD);
    case SRE_AT_UNI_BOUNDARY: return is_boundary(s, width, ptr, UNI_WORD);
    case SRE_AT_UNI_NON_BOUNDARY: return s->end > 0 && !is_boundary(s, width, ptr, UNI_WORD);
    default: return false;
    }
}

/* ---- operators ---- */

INLINE step op_mark(machine *m) {
    sre_state *s = m->s;
    uint32_t i = m->code[m->pc + 1];
    if (!push(s,
              (sre_entry){.kind = UNDO_MARK, .index = i, .at = s->marks[i], .extra = s->lastindex}))
        return ERROR;
    s->marks[i] = m->ptr;
    if (i & 1) s->lastindex = i / 2 + 1;
    m->pc += 2;
    return GO;
}

INLINE step op_groupref(machine *m, int width) {
    sre_state *s = m->s;
    uint32_t op = m->code[m->pc], group = m->code[m->pc + 1];
    int64_t from = s->marks[2 * group], to = s->marks[2 * group + 1];
    if (from < 0 || to < from || to - from > s->end - m->ptr) return FAIL;
    for (; from < to; from++, m->ptr++) {
        uint32_t a = char_at(s, width, m->ptr), b = char_at(s, width, from);
        if (a != b && (op == SRE_GROUPREF || sre_lower(op, a) != sre_lower(op, b))) return FAIL;
    }
    m->pc += 2;
    return GO;
}

/* The alternative whose skip stands at `skip` cannot match here, by its first character. */
INLINE bool hopeless(const machine *m, int width, uint32_t skip) {
    uint32_t op = m->code[skip + 1];
    if (op != SRE_LITERAL && op != SRE_IN) return false;
    return m->ptr >= m->s->end || !one(m->s, m->code, skip + 1, char_at(m->s, width, m->ptr));
}

/* Enters the alternative whose skip stands at `skip`, or a later one. */
INLINE step branch(machine *m, int width, uint32_t skip) {
    for (; m->code[skip] != 0; skip += m->code[skip]) {
        if (hopeless(m, width, skip)) continue;
        uint32_t next = skip + m->code[skip];
        while (m->code[next] != 0 && hopeless(m, width, next))
            next += m->code[next];
        if (m->code[next] != 0 &&
            !push(m->s, (sre_entry){.kind = NEXT_BRANCH, .index = next, .at = m->ptr}))
            return ERROR;
        m->pc = skip + 1;
        return GO;
    }
    return FAIL;
}

INLINE uint32_t tail_of(const uint32_t *code, uint32_t pc) { return pc + 1 + code[pc + 1]; }

/* Takes n repetitions, or as many less as the tail's first literal asks for. */
INLINE step one_take(machine *m, int width, uint32_t pc, int64_t start, int64_t n) {
    const uint32_t *code = m->code;
    int64_t min = code[pc + 2];
    uint32_t tail = tail_of(code, pc);
    if (code[tail] == SRE_LITERAL) {
        uint32_t c = code[tail + 1];
        while (n >= min && (start + n >= m->s->end || char_at(m->s, width, start + n) != c))
            n--;
    }
    if (n < min) return FAIL;
    if (n > min &&
        !push(m->s, (sre_entry){.kind = ONE_LESS, .index = pc, .at = start, .n = (uint32_t)n}))
        return ERROR;
    m->ptr = start + n;
    m->pc = tail;
    return GO;
}

INLINE int64_t most_of(uint32_t max) { return max == SRE_MAXREPEAT ? INT64_MAX : (int64_t)max; }

INLINE step op_repeat_one(machine *m, int width, bool possessive) {
    uint32_t pc = m->pc;
    int64_t n = count_one(m->s, width, m->code, pc + 4, m->ptr, most_of(m->code[pc + 3]));
    if (n < (int64_t)m->code[pc + 2]) return FAIL;
    if (!possessive) return one_take(m, width, pc, m->ptr, n);
    m->ptr += n;
    m->pc = tail_of(m->code, pc);
    return GO;
}

INLINE step lazy_take(machine *m, uint32_t pc, int64_t n) {
    if (n < most_of(m->code[pc + 3]) &&
        !push(m->s, (sre_entry){.kind = ONE_MORE, .index = pc, .at = m->ptr, .n = (uint32_t)n}))
        return ERROR;
    m->pc = tail_of(m->code, pc);
    return GO;
}

INLINE step op_min_repeat_one(machine *m, int width) {
    int64_t min = m->code[m->pc + 2];
    if (min > 0 && count_one(m->s, width, m->code, m->pc + 4, m->ptr, min) < min) return FAIL;
    m->ptr += min;
    return lazy_take(m, m->pc, min);
}

/* ---- repeats of more than a character ---- */

static step op_repeat(machine *m) {
    if (!repeat_new(m)) return ERROR;
    m->pc = tail_of(m->code, m->pc);
    return GO;
}

/* One more iteration of the current repeat. */
static step iterate(machine *m, bool remember) {
    sre_state *s = m->s;
    sre_repeat *r = &s->repeats[m->repeat];
    if (!push(s, (sre_entry){.kind = UNDO_REPEAT,
                             .index = (uint32_t)m->repeat,
                             .n = (uint32_t)r->count,
                             .at = r->last}))
        return ERROR;
    r->count++;
    if (remember) r->last = m->ptr;
    m->pc = r->op + 4;
    return GO;
}

/* Leaves the current repeat for what follows the UNTIL at pc. */
static step leave(machine *m, uint32_t pc) {
    if (!push(m->s, (sre_entry){.kind = UNDO_CURRENT, .extra = m->repeat})) return ERROR;
    m->repeat = m->s->repeats[m->repeat].prev;
    m->pc = pc + 1;
    return GO;
}

static bool may_iterate(const machine *m, const sre_repeat *r) {
    return r->count + 1 < most_of(m->code[r->op + 3]) && m->ptr != r->last;
}

static step op_until(machine *m, bool greedy) {
    const sre_repeat *r = &m->s->repeats[m->repeat];
    if (r->count + 1 < (int64_t)m->code[r->op + 2]) return iterate(m, false);
    bool more = may_iterate(m, r);
    uint32_t pc = m->pc;
    if (more &&
        !push(m->s,
              (sre_entry){.kind = greedy ? UNTIL_TAIL : UNTIL_BODY, .index = pc, .at = m->ptr}))
        return ERROR;
    return greedy && more ? iterate(m, true) : leave(m, pc);
}

/* ---- what is decided once ---- */

static step call(machine *m, uint32_t body, int64_t at, uint32_t n, int64_t last) {
    sre_entry e = {
        .kind = CALL, .index = m->pc, .n = n, .frame = m->frame, .at = m->ptr, .extra = last};
    if (!push(m->s, e)) return ERROR;
    m->frame = (uint32_t)m->s->depth;
    m->ptr = at;
    m->pc = body;
    return GO;
}

static step op_assert(machine *m) {
    int64_t back = m->code[m->pc + 2];
    if (m->ptr >= back) return call(m, m->pc + 3, m->ptr - back, 0, -1);
    if (m->code[m->pc] == SRE_ASSERT) return FAIL;
    m->pc = tail_of(m->code, m->pc);
    return GO;
}

/* n iterations of the POSSESSIVE_REPEAT at pc are taken: one more, or on. last: where the iteration before began beyond the
 * least number. */
static step possess(machine *m, uint32_t n, int64_t last) {
    const uint32_t *code = m->code;
    if (n < code[m->pc + 2]) return call(m, m->pc + 4, m->ptr, n, -1);
    if ((int64_t)n < most_of(code[m->pc + 3]) && m->ptr != last)
        return call(m, m->pc + 4, m->ptr, n, m->ptr);
    m->pc = tail_of(code, m->pc) + 1;
    return GO;
}

/* The innermost call has succeeded. */
static step returned(machine *m) {
    sre_state *s = m->s;
    size_t at = m->frame - 1;
    sre_entry e = s->stack[at];
    if (m->code[e.index] == SRE_ASSERT_NOT) { /* fails with everything it did undone */
        while (s->depth > at)
            undo(m, &s->stack[--s->depth]);
        m->frame = e.frame;
        return FAIL;
    }
    cut(s, at);
    m->frame = e.frame;
    m->pc = e.index;
    if (m->code[e.index] == SRE_POSSESSIVE_REPEAT) return possess(m, e.n + 1, e.extra);
    if (m->code[e.index] == SRE_ASSERT) m->ptr = e.at;
    m->pc = tail_of(m->code, e.index);
    return GO;
}

/* The call of entry e has failed; it is popped. */
static step call_failed(machine *m, const sre_entry *e) {
    m->frame = e->frame;
    m->ptr = e->at;
    uint32_t op = m->code[e->index];
    if (op == SRE_ASSERT_NOT) {
        m->pc = tail_of(m->code, e->index);
        return GO;
    }
    if (op != SRE_POSSESSIVE_REPEAT || e->n < m->code[e->index + 2]) return FAIL;
    m->pc = tail_of(m->code, e->index) + 1;
    return GO;
}

INLINE step op_success(machine *m) {
    sre_state *s = m->s;
    if (m->frame != 0) return returned(m);
    if ((s->match_all && m->ptr != s->end) || (s->must_advance && m->ptr == s->from)) return FAIL;
    return DONE;
}

/* ---- the loop ---- */

/* Goes on at the newest place to do so; FAIL: there is none. */
static step resume(machine *m, int width, const sre_entry *e) {
    m->ptr = e->at;
    switch ((entry_kind)e->kind) {
    case NEXT_BRANCH: return branch(m, width, e->index);
    case ONE_LESS: return one_take(m, width, e->index, e->at, (int64_t)e->n - 1);
    case ONE_MORE:
        if (m->ptr >= m->s->end || !one(m->s, m->code, e->index + 4, char_at(m->s, width, m->ptr)))
            return FAIL;
        m->ptr++;
        return lazy_take(m, e->index, (int64_t)e->n + 1);
    case UNTIL_TAIL: return leave(m, e->index);
    case UNTIL_BODY: return iterate(m, true);
    case CALL: return call_failed(m, e);
    default: return FAIL;
    }
}

static step fail(machine *m, int width) {
    sre_state *s = m->s;
    while (s->depth > 0) {
        sre_entry e = s->stack[--s->depth];
        if (e.kind <= UNDO_NEW) {
            undo(m, &e);
            continue;
        }
        step next = resume(m, width, &e);
        if (next != FAIL) return next;
    }
    return FAIL;
}

INLINE step op_single(machine *m, int width) {
    if (m->ptr >= m->s->end || !one(m->s, m->code, m->pc, char_at(m->s, width, m->ptr)))
        return FAIL;
    m->ptr++;
    switch (m->code[m->pc]) {
    case SRE_ANY:
    case SRE_ANY_ALL: m->pc += 1; break;
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_UNI_IGNORE:
    case SRE_IN_LOC_IGNORE: m->pc = tail_of(m->code, m->pc); break;
    default: m->pc += 2; break;
    }
    return GO;
}

INLINE step op_groupref_exists(machine *m) {
    const int64_t *mark = &m->s->marks[2 * m->code[m->pc + 1]];
    bool set = mark[0] >= 0 && mark[1] >= mark[0];
    m->pc += set ? 3 : 1 + m->code[m->pc + 2];
    return GO;
}

INLINE step execute(machine *m, int width) {
    switch (m->code[m->pc]) {
    case SRE_FAILURE: return FAIL;
    case SRE_SUCCESS: return op_success(m);
    case SRE_INFO:
    case SRE_JUMP: m->pc = tail_of(m->code, m->pc); return GO;
    case SRE_MARK: return op_mark(m);
    case SRE_BRANCH: return branch(m, width, m->pc + 1);
    case SRE_AT:
        if (!at_place(m->s, width, m->ptr, m->code[m->pc + 1])) return FAIL;
        m->pc += 2;
        return GO;
    case SRE_REPEAT_ONE: return op_repeat_one(m, width, false);
    case SRE_POSSESSIVE_REPEAT_ONE: return op_repeat_one(m, width, true);
    case SRE_MIN_REPEAT_ONE: return op_min_repeat_one(m, width);
    case SRE_REPEAT: return op_repeat(m);
    case SRE_MAX_UNTIL: return op_until(m, true);
    case SRE_MIN_UNTIL: return op_until(m, false);
    case SRE_GROUPREF:
    case SRE_GROUPREF_IGNORE:
    case SRE_GROUPREF_LOC_IGNORE:
    case SRE_GROUPREF_UNI_IGNORE: return op_groupref(m, width);
    case SRE_GROUPREF_EXISTS: return op_groupref_exists(m);
    case SRE_ASSERT:
    case SRE_ASSERT_NOT: return op_assert(m);
    case SRE_ATOMIC_GROUP: return call(m, m->pc + 2, m->ptr, 0, -1);
    case SRE_POSSESSIVE_REPEAT: return possess(m, 0, -1);
    default: return op_single(m, width);
    }
}

/* A safepoint in the middle: signals' handlers run nested, and what they raise ends the search. */
[[gnu::noinline]] static bool poll(sre_state *s) { return rt_poll(s->t); }

INLINE int run(sre_state *s, int width) {
    machine m = {.s = s,
                 .code = sre_code(s->pattern),
                 .pc = s->pattern->first,
                 .ptr = s->from,
                 .repeat = -1};
    s->depth = 0;
    s->nrepeats = 0;
    s->lastindex = 0;
    s->start = s->from;
    for (uint32_t i = 0; i < 2 * s->pattern->groups; i++)
        s->marks[i] = -1;
    for (uint32_t fuel = POLL_EVERY;; fuel--) {
        if (fuel == 0) {
            if (!poll(s)) return -1;
            fuel = POLL_EVERY;
        }
        step next = execute(&m, width);
        if (next == FAIL) next = fail(&m, width);
        if (next == GO) continue;
        s->ptr = m.ptr;
        return next == DONE ? 1 : next == FAIL ? 0 : -1;
    }
}

static int run_1(sre_state *s) { return run(s, 1); }
static int run_2(sre_state *s) { return run(s, 2); }
static int run_4(sre_state *s) { return run(s, 4); }

int sre_match_here(sre_state *s) {
    if (s->from > s->end) return 0;
    return s->width == 1 ? run_1(s) : s->width == 2 ? run_2(s) : run_4(s);
}

/* ---- search ---- */

/* The next place from `from` on where the pattern's first character can stand; s->end + 1: none. */
static int64_t charset_find(const sre_state *s, int64_t from) {
    const uint32_t *set = sre_code(s->pattern) + s->pattern->charset;
    const uint8_t *bits = s->pattern->sets->data; /* the first bitmap is the charset's */
    for (; from < s->end; from++) {
        uint32_t c = char_at(s, s->width, from);
        if (c < 256 ? bits[c / 8] >> (c % 8) & 1 : sre_set_has(set, c)) return from;
    }
    return s->end + 1;
}

/* Where a match can begin, from `from` on; s->end + 1: nowhere. */
static int64_t candidate(const sre_state *s, int64_t from) {
    const sre_pattern *p = s->pattern;
    if (p->charset != 0) return charset_find(s, from);
    if (p->prefix == NULL || from > s->end) return from;
    rt_text text = {.data = s->data, .n = (size_t)s->end, .width = s->width, .kind = RT_TEXT_STR};
    rt_text prefix = {.data = p->prefix->data,
                      .n = p->prefix_length,
                      .width = p->prefix_width,
                      .kind = RT_TEXT_STR};
    int64_t found = rt_text_find(&text, &prefix, (size_t)from, (size_t)s->end);
    return found < 0 ? s->end + 1 : found;
}

int sre_search(sre_state *s) {
    int64_t first = s->from;
    uint32_t fuel = POLL_EVERY;
    s->from = candidate(s, first);
    if (s->from != first) s->must_advance = false; /* it is about the first place alone */
    for (; s->from <= s->end; s->from = candidate(s, s->from + 1)) {
        int found = sre_match_here(s);
        if (found != 0) return found;
        s->must_advance = false;
        if (--fuel == 0) {
            if (!poll(s)) return -1;
            fuel = POLL_EVERY;
        }
    }
    return 0;
}
