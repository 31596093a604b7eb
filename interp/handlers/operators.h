/* operators.h - handlers: arithmetic and comparison, with the forms for immediate ints and floats.
 *
 * The plain form runs any operands and puts a form for ints or floats in place once it has seen two of a kind; a form
 * whose guess fails puts the plain form back (specialize.c counts how often). RR, RK: both operands in registers, or the right one a constant. */

#define BINARY(name, op)                                                                                   \
    SLOW_HANDLER(BINARY_##name)                                                                               \
    {                                                                                                      \
        SAVE();                                                                                            \
        Value x = V(pc->b), y = V(pc->c);                                                                  \
        vm_specialize_binary(pc, x, y);                                                                    \
        RESULT(pc->a, 2, rt_binary_tail(t, RT_##op, x, y));                                                \
    }                                                                                                      \
    HANDLER(INPLACE_##name)                                                                                \
    {                                                                                                      \
        SAVE();                                                                                            \
        Value x = R[pc->b], y = V(pc->c);                                                                  \
        vm_specialize_binary(pc, x, y);                                                                    \
        RESULT(pc->a, 2, rt_inplace_tail(t, RT_##op, x, y));                                               \
    }
BINARY(ADD, ADD)
BINARY(SUB, SUB)
BINARY(MUL, MUL)
BINARY(MATMUL, MATMUL)
BINARY(TRUEDIV, TRUEDIV)
BINARY(FLOORDIV, FLOORDIV)
BINARY(MOD, MOD)
BINARY(POW, POW)
BINARY(LSHIFT, LSHIFT)
BINARY(RSHIFT, RSHIFT)
BINARY(AND, AND)
BINARY(XOR, XOR)
BINARY(OR, OR)
#undef BINARY

#define LEFT_RR R[pc->b]
#define LEFT_RK R[pc->b]
#define LEFT_KR K[pc->b & (VM_CONST_BIT - 1)]
#define RIGHT_RR R[pc->c]
#define RIGHT_KR R[pc->c]
#define RIGHT_RK K[pc->c & (VM_CONST_BIT - 1)]

/* x and y are tagged ints; the result is computed on the tagged words, overflow and all. */
#define INT_FORM(name, kind, test, compute)                                                                \
    HANDLER(name##_INT_##kind)                                                                             \
    {                                                                                                      \
        Value x = LEFT_##kind, y = RIGHT_##kind;                                                           \
        if (UNLIKELY(!rt_is_imm_ints(x, y))) MISS();                                                       \
        int64_t r;                                                                                         \
        if (UNLIKELY(test)) MISS();                                                                        \
        compute;                                                                                           \
        R[pc->a] = (Value){(uint64_t)r};                                                                   \
        NEXT(2);                                                                                           \
    }
#define INT_FORMS(name, test, compute)                                                                     \
    INT_FORM(name, RR, test, compute) INT_FORM(name, RK, test, compute) INT_FORM(name, KR, test, compute)

INT_FORMS(ADD, __builtin_add_overflow((int64_t)x.bits, (int64_t)(y.bits - 1), &r), )
INT_FORMS(SUB, __builtin_sub_overflow((int64_t)x.bits, (int64_t)(y.bits - 1), &r), )
INT_FORMS(MUL, __builtin_mul_overflow((int64_t)(x.bits - 1), (int64_t)y.bits >> 1, &r), r += 1)
INT_FORMS(AND, false, r = (int64_t)(x.bits & y.bits))
INT_FORMS(OR, false, r = (int64_t)(x.bits | y.bits))
INT_FORMS(XOR, false, r = (int64_t)((x.bits ^ y.bits) | 1))
INT_FORMS(RSHIFT, (int64_t)y.bits<0 || y.bits>(62 << 1 | 1),
          r = ((int64_t)x.bits >> (y.bits >> 1)) | 1)
INT_FORMS(LSHIFT,
          y.bits > (61 << 1 | 1) || (((int64_t)((x.bits - 1) << (y.bits >> 1)) >> (y.bits >> 1)) !=
                                     (int64_t)(x.bits - 1)),
          r = (int64_t)((x.bits - 1) << (y.bits >> 1)) | 1)
INT_FORMS(FLOORDIV, (int64_t)y.bits <= 1,
          r = (vm_floor_div((int64_t)x.bits >> 1, (int64_t)y.bits >> 1) * 2) | 1)
INT_FORMS(MOD, (int64_t)y.bits <= 1,
          r = (vm_floor_mod((int64_t)x.bits >> 1, (int64_t)y.bits >> 1) * 2) | 1)
#undef INT_FORMS
#undef INT_FORM

/* An operand as a double: a float, or an int that a double can hold, which floats are combined with as python's do. */
#define AS_DOUBLE(d, v)                                                                                    \
    do {                                                                                                   \
        if (LIKELY(rt_is_imm_float(v)))                                                                    \
            d = rt_imm_float_get(v);                                                                       \
        else if (rt_is_imm_int(v))                                                                         \
            d = (double)rt_imm_int_get(v);                                                                 \
        else                                                                                               \
            MISS();                                                                                        \
    } while (0)

/* A result that needs a box is left to the plain operator. */
#define FLOAT_FORM(name, kind, test, expression)                                                           \
    HANDLER(name##_FLOAT_##kind)                                                                           \
    {                                                                                                      \
        Value vx = LEFT_##kind, vy = RIGHT_##kind;                                                         \
        double x, y;                                                                                       \
        AS_DOUBLE(x, vx);                                                                                  \
        AS_DOUBLE(y, vy);                                                                                  \
        if (UNLIKELY(test)) MISS();                                                                        \
        Value r = rt_imm_float_try(expression);                                                            \
        if (UNLIKELY(rt_is_null(r))) GOTO(BINARY_##name);                                                  \
        R[pc->a] = r;                                                                                      \
        NEXT(2);                                                                                           \
    }
#define FLOAT_FORMS(name, test, expression)                                                                \
    FLOAT_FORM(name, RR, test, expression) FLOAT_FORM(name, RK, test, expression) FLOAT_FORM(name, KR, test, expression)
#define BOTH_INTS rt_is_imm_ints(vx, vy)
FLOAT_FORMS(ADD, BOTH_INTS, x + y)
FLOAT_FORMS(SUB, BOTH_INTS, x - y)
FLOAT_FORMS(MUL, BOTH_INTS, x *y)
FLOAT_FORMS(TRUEDIV, y == 0.0 || (BOTH_INTS && !vm_exact_doubles(vx, vy)), x / y)
#undef BOTH_INTS
#undef FLOAT_FORMS
#undef FLOAT_FORM

HANDLER(ADD_STR) {
    Value x = V(pc->b), y = V(pc->c);
    if (UNLIKELY(!rt_is_exact(x, &rt_str_type) || !rt_is_exact(y, &rt_str_type))) MISS();
    SAVE();
    RESULT(pc->a, 2, rt_str_concat(t, x, y));
}

/* Comparison. The forms that end in JF or JT also run the JUMP_IF_FALSE or JUMP_IF_TRUE behind them, which tests their
 * result (specialize.c has checked that it does). */
#define COMPARE(name, op)                                                                                  \
    HANDLER(COMPARE_##name)                                                                                \
    {                                                                                                      \
        SAVE();                                                                                            \
        Value x = V(pc->b), y = V(pc->c);                                                                  \
        vm_specialize_compare(pc, x, y);                                                                   \
        RESULT(pc->a, 2, rt_compare_tail(t, x, y, RT_##name));                                             \
    }                                                                                                      \
    COMPARE_FORMS(name, op, RR)                                                                            \
    COMPARE_FORMS(name, op, RK)
#define COMPARE_FORMS(name, op, kind)                                                                      \
    COMPARE_INT(name, op, kind, , { R[pc->a] = rt_bool(r); NEXT(2); })                                     \
    COMPARE_INT(name, op, kind, _JF, { R[pc->a] = rt_bool(r); pc += r ? 0 : vm_jump32(pc + 2); NEXT(3); }) \
    COMPARE_INT(name, op, kind, _JT, { R[pc->a] = rt_bool(r); pc += r ? vm_jump32(pc + 2) : 0; NEXT(3); }) \
    COMPARE_FLOAT(name, op, kind, , { R[pc->a] = rt_bool(r); NEXT(2); })                                   \
    COMPARE_FLOAT(name, op, kind, _JF, { R[pc->a] = rt_bool(r); pc += r ? 0 : vm_jump32(pc + 2); NEXT(3); }) \
    COMPARE_FLOAT(name, op, kind, _JT, { R[pc->a] = rt_bool(r); pc += r ? vm_jump32(pc + 2) : 0; NEXT(3); })
#define COMPARE_INT(name, op, kind, suffix, go)                                                            \
    HANDLER(name##_INT_##kind##suffix)                                                                    \
    {                                                                                                      \
        Value x = R[pc->b], y = RIGHT_##kind;                                                              \
        if (UNLIKELY(!rt_is_imm_ints(x, y))) MISS();                                                       \
        bool r = (int64_t)x.bits op(int64_t) y.bits;                                                       \
        go                                                                                                 \
    }
#define COMPARE_FLOAT(name, op, kind, suffix, go)                                                          \
    HANDLER(name##_FLOAT_##kind##suffix)                                                                  \
    {                                                                                                      \
        Value x = R[pc->b], y = RIGHT_##kind;                                                              \
        if (UNLIKELY(!rt_is_imm_float(x) || !rt_is_imm_float(y))) MISS();                                  \
        bool r = rt_imm_float_get(x) op rt_imm_float_get(y);                                               \
        go                                                                                                 \
    }
COMPARE(LT, <)
COMPARE(LE, <=)
COMPARE(EQ, ==)
COMPARE(NE, !=)
COMPARE(GT, >)
COMPARE(GE, >=)
#define COMPARE_STR(name, suffix, go)                                                                      \
    HANDLER(name##_STR##suffix)                                                                            \
    {                                                                                                      \
        Value x = V(pc->b), y = V(pc->c);                                                                  \
        if (UNLIKELY(!rt_is_exact(x, &rt_str_type) || !rt_is_exact(y, &rt_str_type))) MISS();              \
        bool r = vm_str_same(x, y) == (RT_##name == RT_EQ);                                                \
        go                                                                                                 \
    }
#define COMPARE_STRS(name)                                                                                 \
    COMPARE_STR(name, , { R[pc->a] = rt_bool(r); NEXT(2); })                                               \
    COMPARE_STR(name, _JF, { R[pc->a] = rt_bool(r); pc += r ? 0 : vm_jump32(pc + 2); NEXT(3); })           \
    COMPARE_STR(name, _JT, { R[pc->a] = rt_bool(r); pc += r ? vm_jump32(pc + 2) : 0; NEXT(3); })
COMPARE_STRS(EQ)
COMPARE_STRS(NE)
#undef COMPARE_STRS
#undef COMPARE_STR
#undef COMPARE
#undef COMPARE_FORMS
#undef COMPARE_INT
#undef COMPARE_FLOAT

#define UNARY(name, op)                                                                                    \
    HANDLER(UNARY_##name)                                                                                  \
    {                                                                                                      \
        SAVE();                                                                                            \
        RESULT(pc->a, 1, rt_unary_tail(t, RT_##op, R[pc->b]));                                             \
    }
UNARY(POS, POS)
UNARY(INVERT, INVERT)
#undef UNARY

HANDLER(UNARY_NEG) {
    Value x = R[pc->b];
    int64_t r;
    if (LIKELY(rt_is_imm_int(x)) &&
        LIKELY(!__builtin_sub_overflow(INT64_C(2), (int64_t)x.bits, &r))) {
        R[pc->a] = (Value){(uint64_t)r};
        NEXT(1);
    }
    SAVE();
    RESULT(pc->a, 1, rt_unary_tail(t, RT_NEG, x));
}

HANDLER(UNARY_NOT) {
    bool truth;
    if (LIKELY(vm_truth_fast(R[pc->b], &truth))) {
        R[pc->a] = rt_bool(!truth);
        NEXT(1);
    }
    SAVE();
    if (LIKELY(vm_truth_known(t, R[pc->b], &truth))) {
        CHECK(!t->conflict);
        R[pc->a] = rt_bool(!truth);
        NEXT(1);
    }
    Value v = rt_truth_tail(t, R[pc->b]);
    STEP(vm_result(t, v, VM_TO_NOT, pc->a));
}

HANDLER(TO_BOOL) {
    bool truth;
    if (LIKELY(vm_truth_fast(R[pc->b], &truth))) {
        R[pc->a] = rt_bool(truth);
        NEXT(1);
    }
    SAVE();
    RESULT(pc->a, 1, rt_truth_tail(t, R[pc->b]));
}

HANDLER(IS) {
    R[pc->a] = rt_bool(vm_identical(V(pc->b), V(pc->c)));
    NEXT(1);
}

HANDLER(IS_NOT) {
    R[pc->a] = rt_bool(!vm_identical(V(pc->b), V(pc->c)));
    NEXT(1);
}

HANDLER(CONTAINS) {
    SAVE();
    RESULT(pc->a, 1, rt_contains_tail(t, V(pc->c), V(pc->b)));
}

HANDLER(NOT_CONTAINS) {
    SAVE();
    Value v = rt_contains_tail(t, V(pc->c), V(pc->b));
    if (LIKELY(rt_is_bool(v))) {
        R[pc->a] = rt_bool(rt_same(v, RT_FALSE));
        NEXT(1);
    }
    STEP(vm_result(t, v, VM_TO_NOT, pc->a));
}
