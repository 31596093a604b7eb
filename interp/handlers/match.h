/* match.h - handlers: structural pattern matching. */
HANDLER(MATCH_SEQUENCE) {
    R[pc->a] = rt_bool(vm_is_pattern_sequence(R[pc->b]));
    NEXT(1);
}

HANDLER(MATCH_MAPPING) {
    R[pc->a] = rt_bool(rt_has_flag(R[pc->b], RT_TF_MAPPING));
    NEXT(1);
}

#define MATCH(name, words, expression)                                                                     \
    HANDLER(name)                                                                                          \
    {                                                                                                      \
        SAVE();                                                                                            \
        RESULT(pc->a, words, expression);                                                                  \
    }
MATCH(MATCH_KEYS, 1, vm_match_keys_tail(t, R[pc->b], R[pc->c]))
MATCH(MATCH_REST, 1, vm_match_rest_tail(t, R[pc->b], R[pc->c]))
MATCH(MATCH_CLASS, 2, vm_match_class_tail(t, R[pc->b], R[pc->b + 1], pc->c, K[pc[1].bits]))
MATCH(GET_LEN, 1, rt_len_tail(t, R[pc->b]))
#undef MATCH
