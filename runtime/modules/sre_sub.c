/* sre_sub.c - regular expressions: sub and subn.
 *
 * A replacement with a backslash is a template: the re module makes a string or a function of it. Functions are called once
 * for each match, each call a tail call, so the pieces found so far are kept in a list.
 *
 * Owns: nothing. Threads: any.
 */
#include "runtime/error.h"
#include "runtime/modules/sre_internal.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/text.h"

/* What the continuations hand on; never changed once made. */
enum {
    PATTERN,
    STRING,
    FILTER,
    PIECES,
    WANT_COUNT,
    LEFT,
    FROM,
    ADVANCE,
    COPIED,
    COUNT,
    STATE_SIZE
};

/* What lies between matches, unless it is empty. */
static bool add_slice(sre_state *s, Value pieces, int64_t from, int64_t to) {
    if (from >= to) return true;
    Value piece = sre_slice(s, from, to);
    return !rt_is_null(piece) && rt_list_append(s->t, pieces, piece);
}

static Value finish(rt_thread *t, sre_state *s, const Value *v) {
    if (!add_slice(s, v[PIECES], rt_imm_int_get(v[COPIED]), s->end)) return RT_NULL;
    Value joiner = sre_slice(s, 0, 0);
    Value args[] = {joiner, v[PIECES]};
    Value text = rt_is_null(joiner) ? joiner : rt_text_join_method(t, args, 2);
    if (rt_is_null(text) || rt_same(v[WANT_COUNT], RT_FALSE)) return text;
    return rt_tuple_pack2(t, text, v[COUNT]);
}

/* What the filter answered. */
static bool add_answer(rt_thread *t, Value pieces, Value answer) {
    return rt_is_none(answer) || rt_list_append(t, pieces, answer);
}

static Value go_on(rt_thread *t, Value answer, Value state);

/* Finds matches and asks the filter for each until an answer has to be waited for. v: the values of a state. */
static Value replace(rt_thread *t, sre_state *s, Value *v) {
    bool calls = !rt_is_str(v[FILTER]) && !rt_is_bytes_like(v[FILTER]);
    int found = 0;
    while (rt_imm_int_get(v[LEFT]) != 0 && (found = sre_search(s)) > 0) {
        if (!add_slice(s, v[PIECES], rt_imm_int_get(v[COPIED]), s->start)) return RT_NULL;
        Value answer = v[FILTER], match = calls ? sre_match_new(s, v[PATTERN]) : RT_NONE;
        if (rt_is_null(match)) return RT_NULL;
        sre_advance(s);
        v[COPIED] = v[FROM] = rt_imm_int(s->ptr);
        v[ADVANCE] = rt_bool(s->must_advance);
        v[COUNT] = rt_imm_int(rt_imm_int_get(v[COUNT]) + 1);
        v[LEFT] = rt_imm_int(rt_imm_int_get(v[LEFT]) - 1);
        if (calls) answer = rt_call_kw_tail(t, v[FILTER], &match, 1, RT_NULL);
        if (rt_is_tail(answer)) return rt_suspend(t, go_on, v, STATE_SIZE);
        if (rt_is_null(answer) || !add_answer(t, v[PIECES], answer)) return RT_NULL;
    }
    return found < 0 ? RT_NULL : finish(t, s, v);
}

static Value run(rt_thread *t, Value *v) {
    sre_state s;
    Value result = RT_NULL;
    if (sre_state_init(t, &s, v[PATTERN], v[STRING], 0, INT64_MAX)) {
        s.from = rt_imm_int_get(v[FROM]);
        s.must_advance = rt_same(v[ADVANCE], RT_TRUE);
        result = replace(t, &s, v);
    }
    sre_state_drop(&s);
    return result;
}

static Value go_on(rt_thread *t, Value answer, Value state) {
    Value v[STATE_SIZE];
    for (size_t i = 0; i < STATE_SIZE; i++)
        v[i] = rt_state_at(state, i);
    return add_answer(t, v[PIECES], answer) ? run(t, v) : RT_NULL;
}

static Value with_filter(rt_thread *t, Value filter, Value state) {
    Value v[STATE_SIZE];
    for (size_t i = 0; i < STATE_SIZE; i++)
        v[i] = rt_state_at(state, i);
    v[FILTER] = filter;
    return run(t, v);
}

/* re._subx: state is the state of the substitution, its FILTER the template. */
static Value with_subx(rt_thread *t, Value subx, Value state) {
    return rt_then(t,
                   rt_tail_call2(t, subx, rt_state_at(state, PATTERN), rt_state_at(state, FILTER)),
                   with_filter, state);
}

/* repl stands for itself: a string without a backslash, or a function. -1: raised. */
static int is_plain(rt_thread *t, Value repl) {
    if (rt_type_of(repl)->slots.call != NULL) return 1;
    if (rt_is_str(repl)) {
        const rt_str *s = rt_as_str(repl);
        for (size_t i = 0; i < s->length; i++)
            if (rt_str_at(s, i) == '\\') return 0;
        return 1;
    }
    const unsigned char *data;
    size_t n;
    if (!rt_is_bytes_like(repl)) return 0;
    return rt_buffer_get(t, repl, &data, &n) ? memchr(data, '\\', n) == NULL : -1;
}

static Value substitute(rt_thread *t, Value *args, Value want_count) {
    int64_t count = 0;
    if (!rt_is_empty(args[3]) && !rt_arg_ssize(t, args[3], &count)) return RT_NULL;
    Value pieces = rt_list_new(t, NULL, 0);
    int plain = rt_is_null(pieces) ? -1 : is_plain(t, args[1]);
    if (plain < 0) return RT_NULL;
    Value v[STATE_SIZE] = {
        [PATTERN] = args[0],       [STRING] = args[2],
        [FILTER] = args[1],        [PIECES] = pieces,
        [WANT_COUNT] = want_count, [LEFT] = rt_imm_int(count == 0 ? -1 : count < 0 ? 0 : count),
        [FROM] = rt_imm_int(0),    [ADVANCE] = RT_FALSE,
        [COPIED] = rt_imm_int(0),  [COUNT] = rt_imm_int(0),
    };
    if (plain) return run(t, v);
    Value state = rt_state_new(t, v, STATE_SIZE);
    return rt_is_null(state) ? RT_NULL
                             : rt_then(t, sre_re_function_tail(t, "_subx"), with_subx, state);
}

Value sre_pattern_sub(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return substitute(t, args, RT_FALSE);
}

Value sre_pattern_subn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return substitute(t, args, RT_TRUE);
}
