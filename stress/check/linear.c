/* linear.c - see linear.h. */
#include "stress/check/linear.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- specifications ---------------------------------------------------------------------- */

static bool set_apply(linear_state *s, uint32_t op, int64_t arg, int64_t result) {
    (void)arg; /* one key at a time: the state says whether it is in */
    int64_t in = s->words[0];
    if (op == SET_HAS) return result == in;
    bool changes = op == SET_ADD ? !in : in;
    if (result != changes) return false;
    s->words[0] = op == SET_ADD;
    return true;
}

static bool queue_apply(linear_state *s, uint32_t op, int64_t arg, int64_t result) {
    if (op == QUEUE_PUT) {
        if (s->n == LINEAR_STATE) return false;
        s->words[s->n++] = arg;
        return true;
    }
    if (s->n == 0) return result == -1;
    if (s->words[0] != result) return false;
    s->n--;
    memmove(s->words, s->words + 1, s->n * sizeof *s->words);
    s->words[s->n] = 0;
    return true;
}

static bool counter_apply(linear_state *s, uint32_t op, int64_t arg, int64_t result) {
    if (s->words[0] != result) return false;
    if (op == COUNTER_ADD) s->words[0] += arg;
    return true;
}

static bool register_apply(linear_state *s, uint32_t op, int64_t arg, int64_t result) {
    if (op == REGISTER_READ) return s->words[0] == result;
    s->words[0] = arg;
    return true;
}

static int64_t set_result(const linear_state *s, uint32_t op, int64_t arg) {
    (void)arg;
    return op == SET_ADD ? !s->words[0] : s->words[0];
}

static int64_t queue_result(const linear_state *s, uint32_t op, int64_t arg) {
    (void)arg;
    return op == QUEUE_PUT ? 0 : s->n ? s->words[0] : -1;
}

static int64_t word_result(const linear_state *s, uint32_t op, int64_t arg) {
    (void)op, (void)arg;
    return s->words[0];
}

const linear_spec linear_set = {
    .name = "set",
    .ops = (const char *const[]){"add", "remove", "has", nullptr},
    .by_argument = true,
    .apply = set_apply,
    .result = set_result,
};
const linear_spec linear_queue = {
    .name = "queue",
    .ops = (const char *const[]){"put", "get", nullptr},
    .apply = queue_apply,
    .result = queue_result,
};
const linear_spec linear_counter = {
    .name = "counter",
    .ops = (const char *const[]){"add", "read", nullptr},
    .apply = counter_apply,
    .result = word_result,
};
const linear_spec linear_register = {
    .name = "register",
    .ops = (const char *const[]){"write", "read", nullptr},
    .apply = register_apply,
    .result = word_result,
};

static const linear_spec *const specs[] = {&linear_set, &linear_queue, &linear_counter,
                                           &linear_register};

const linear_spec *linear_spec_find(const char *name) {
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++)
        if (strcmp(specs[i]->name, name) == 0) return specs[i];
    return nullptr;
}

int linear_op_find(const linear_spec *spec, const char *name) {
    for (int i = 0; spec->ops[i]; i++)
        if (strcmp(spec->ops[i], name) == 0) return i;
    return -1;
}

/* ---- configurations that have been looked at --------------------------------------------- */

typedef struct seen {
    uint64_t *table; /* hashes; 0: free */
    size_t n, room;
} seen;

static uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* Two independent 32-bit halves make a wrong hit a matter of 2^-64 a pair. */
static uint64_t configuration_hash(const uint64_t *done, size_t words, const linear_state *s) {
    uint64_t hash = 1;
    for (size_t i = 0; i < words; i++)
        hash = mix(hash, done[i]);
    hash = mix(hash, s->n);
    for (uint32_t i = 0; i < (s->n ? s->n : 1); i++)
        hash = mix(hash, (uint64_t)s->words[i]);
    return hash ? hash : 1;
}

static void table_put(uint64_t *table, size_t room, uint64_t hash) {
    size_t at = hash % room;
    while (table[at])
        at = (at + 1) % room;
    table[at] = hash;
}

static bool seen_before(seen *s, uint64_t hash) {
    if (s->n * 2 >= s->room) {
        size_t room = s->room ? s->room * 2 : 1024;
        uint64_t *table = calloc(room, sizeof *table);
        if (!table) abort();
        for (size_t i = 0; i < s->room; i++)
            if (s->table[i]) table_put(table, room, s->table[i]);
        free(s->table);
        s->table = table;
        s->room = room;
    }
    for (size_t at = hash % s->room; s->table[at]; at = (at + 1) % s->room)
        if (s->table[at] == hash) return true;
    table_put(s->table, s->room, hash);
    s->n++;
    return false;
}

/* ---- the search -------------------------------------------------------------------------- */

typedef struct search {
    const linear_spec *spec;
    const history_call **calls; /* of one object, in the order in which they were called */
    size_t n, words;
    uint64_t *done;
    size_t n_done, completed; /* how many must be done: those that returned */
    size_t completed_done;
    seen memory;
    size_t best; /* the most that were explained */
} search;

static bool is_done(const search *s, size_t i) { return s->done[i / 64] >> i % 64 & 1; }

static void flip(search *s, size_t i) {
    s->done[i / 64] ^= UINT64_C(1) << i % 64;
    bool now = is_done(s, i), returned = s->calls[i]->ret != HISTORY_NEVER;
    s->n_done += now ? 1 : (size_t)-1;
    if (returned) s->completed_done += now ? 1 : (size_t)-1;
}

/* One level of the search: the call tried here, and the state before it. */
typedef struct level {
    size_t call;
    linear_state before;
} level;

/* A call may come next if it was called before the first return of those not yet done. */
static uint64_t first_return(const search *s) {
    uint64_t first = HISTORY_NEVER;
    for (size_t i = 0; i < s->n && s->calls[i]->call < first; i++)
        if (!is_done(s, i) && s->calls[i]->ret < first) first = s->calls[i]->ret;
    return first;
}

/* The result of a call that never returned is unknown: any that the state allows will do. */
static bool may_follow(const search *s, const history_call *c, linear_state *state) {
    int64_t result = c->result;
    if (c->ret == HISTORY_NEVER) result = s->spec->result(state, c->op, c->arg);
    return s->spec->apply(state, c->op, c->arg, result);
}

/* The next call from `from` on that can follow now; n: none. Moves the state on. */
static size_t candidate(search *s, size_t from, linear_state *state) {
    uint64_t limit = first_return(s);
    for (size_t i = from; i < s->n && s->calls[i]->call <= limit; i++) {
        linear_state after = *state;
        const history_call *c = s->calls[i];
        if (is_done(s, i)) continue;
        if (!may_follow(s, c, &after)) continue;
        flip(s, i);
        if (!seen_before(&s->memory, configuration_hash(s->done, s->words, &after))) {
            *state = after;
            return i;
        }
        flip(s, i);
    }
    return s->n;
}

static bool explain(search *s) {
    level *stack = calloc(s->n + 1, sizeof *stack);
    if (!stack) abort();
    linear_state state = {};
    size_t depth = 0, from = 0;
    while (s->completed_done < s->completed) {
        linear_state before = state;
        size_t i = candidate(s, from, &state);
        if (i < s->n) {
            stack[depth++] = (level){i, before};
            from = 0;
            if (s->n_done > s->best) s->best = s->n_done;
            continue;
        }
        if (depth == 0) break;
        depth--;
        flip(s, stack[depth].call);
        state = stack[depth].before;
        from = stack[depth].call + 1;
    }
    free(stack);
    return s->completed_done == s->completed;
}

static int by_call(const void *left, const void *right) {
    const history_call *a = *(const history_call *const *)left;
    const history_call *b = *(const history_call *const *)right;
    return a->call < b->call ? -1 : a->call > b->call;
}

static void tell(const history *h, const search *s, FILE *why) {
    char name[32];
    fprintf(why, "%s: %zu of %zu calls at most have an order that explains them:\n",
            history_object(h, s->calls[0]->object, name, sizeof name), s->best, s->n);
    for (size_t i = 0; i < s->n; i++) {
        const history_call *c = s->calls[i];
        fprintf(why, "  thread %" PRIu32 " %s(%" PRId64 ") = %" PRId64 " from %" PRIu64, c->thread,
                s->spec->ops[c->op], c->arg, c->result, c->call);
        if (c->ret == HISTORY_NEVER)
            fputs(", not returned\n", why);
        else
            fprintf(why, " to %" PRIu64 "\n", c->ret);
    }
}

static bool calls_check(const history *h, const linear_spec *spec, const history_call **calls,
                        size_t n, FILE *why) {
    search s = {.spec = spec, .calls = calls, .n = n, .words = (n + 63) / 64};
    s.done = calloc(s.words + 1, sizeof *s.done);
    if (!s.done) abort();
    for (size_t i = 0; i < n; i++)
        s.completed += calls[i]->ret != HISTORY_NEVER;
    qsort(calls, n, sizeof *calls, by_call);
    bool fits = explain(&s);
    if (!fits && why) tell(h, &s, why);
    free(s.done);
    free(s.memory.table);
    return fits;
}

static bool same_part(const linear_spec *spec, const history_call *a, const history_call *b) {
    return a->object == b->object && (!spec->by_argument || a->arg == b->arg);
}

bool linear_check(const history *h, FILE *why) {
    const history_call **calls = calloc(h->n_calls + 1, sizeof *calls);
    bool *taken = calloc(h->n_calls + 1, sizeof *taken);
    if (!calls || !taken) abort();
    bool fits = true;
    for (size_t i = 0; fits && i < h->n_calls; i++) {
        if (taken[i]) continue;
        const linear_spec *spec = history_spec(h, h->calls[i].object);
        size_t n = 0;
        for (size_t j = i; j < h->n_calls; j++)
            if (same_part(spec, &h->calls[i], &h->calls[j])) {
                taken[j] = true;
                calls[n++] = &h->calls[j];
            }
        fits = calls_check(h, spec, calls, n, why);
    }
    free(calls);
    free(taken);
    return fits;
}
