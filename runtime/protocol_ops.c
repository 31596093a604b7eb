/* protocol_ops.c - operators, comparisons, truth, hash, text.
 *
 * A binary operator is a plan of at most four attempts, worked off until one does not decline; an attempt that runs Python
 * code leaves the rest of the plan in the state of its continuation.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/descriptor.h"
#include "runtime/objects/number.h"
#include "runtime/type_internal.h"

/* ---- binary operators ---- */

typedef enum attempt { TRY_END, TRY_LEFT_SLOT, TRY_RIGHT_SLOT, TRY_PLAIN, TRY_REFLECTED } attempt;
enum { PLAN_BITS = 4, PLAN_SHIFT = 8, PLAN_RAISES = 1 << 7, PLAN_INPLACE = 1 << 6, PLAN_OP = 31 };

/* op, flags and the attempts to come, the next one lowest. */
typedef uint32_t plan;

static plan plan_add(plan p, attempt a) {
    unsigned at = PLAN_SHIFT;
    while ((p >> at) & 15)
        at += PLAN_BITS;
    return p | (uint32_t)a << at;
}

static bool is_generic(rt_binary_fn fn, rt_binop op) {
    return (rt_any_fn)fn == rt_generic_binary[op];
}

/* The right operand's class derives from the left one's and redefines the reflected method. */
static bool overrides_reflected(rt_thread *t, rt_type *ta, rt_type *tb, rt_binop op) {
    if (!rt_type_is_subtype(tb, ta)) return false;
    Value name = rt_op_name(op, RT_REFLECTED);
    Value right = rt_type_lookup(t, tb, name), left = rt_type_lookup(t, ta, name);
    return !rt_is_empty(right) && !rt_same(left, right);
}

/* The attempts of the generic slot function, which a or b (or both) have. */
static plan plan_special(rt_thread *t, plan p, rt_binop op, rt_type *ta, rt_type *tb) {
    bool other = ta != tb && is_generic(tb->slots.binary[op], op);
    if (is_generic(ta->slots.binary[op], op)) {
        if (other && overrides_reflected(t, ta, tb, op)) {
            p = plan_add(p, TRY_REFLECTED);
            other = false;
        }
        p = plan_add(p, TRY_PLAIN);
    }
    return other ? plan_add(p, TRY_REFLECTED) : p;
}

bool rt_of_sequence(const rt_type *type, rt_binop op) {
    if ((op != RT_ADD && op != RT_MUL) || !type->slots.binary[op]) return false;
    while (type->flags & RT_TF_HEAP)
        type = type->base;
    return type->slots.binary[op] && type->slots.getitem;
}

/* Whether type has any method of sequences: a *= b does not repeat b then. */
static bool somewhat_sequence(const rt_type *type) {
    return type->flags & RT_TF_HEAP || type->slots.len || type->slots.contains;
}

static plan plan_binary(rt_thread *t, plan p, rt_binop op, rt_type *ta, rt_type *tb) {
    rt_binary_fn fa = ta->slots.binary[op], fb = tb->slots.binary[op];
    if (ta == tb || fa == fb) fb = NULL;
    bool right_first =
        fa && fb && (rt_type_is_subtype(tb, ta) || (is_generic(fb, op) && rt_of_sequence(ta, op)));
    if (fb && !is_generic(fb, op) && rt_of_sequence(tb, op) &&
        (rt_of_sequence(ta, op) || (p & PLAN_INPLACE && somewhat_sequence(ta))))
        fb = NULL;
    for (int i = 0; i < 2; i++) {
        bool right = (i == 0) == right_first;
        rt_binary_fn fn = right ? fb : fa;
        if (!fn) continue;
        p = is_generic(fn, op) ? plan_special(t, p, op, ta, tb)
                               : plan_add(p, right ? TRY_RIGHT_SLOT : TRY_LEFT_SLOT);
    }
    return p;
}

static const char *const symbols[RT_BINOP_COUNT] = {
#define X(name, symbol, dunder) symbol,
    RT_BINARY_OPS(X)
#undef X
};

static Value raise_unsupported(rt_thread *t, plan p, Value a, Value b) {
    rt_binop op = (rt_binop)(p & PLAN_OP);
    bool left = rt_of_sequence(rt_type_of(a), op), right = rt_of_sequence(rt_type_of(b), op);
    if (op == RT_ADD && left) {
        if (!rt_has_flag(a, RT_TF_LIST | RT_TF_TUPLE | RT_TF_STR))
            return rt_raise_type_error(t, "can't concat %T to %T", b, a);
        const char *kind = rt_has_flag(a, RT_TF_LIST)    ? "list"
                           : rt_has_flag(a, RT_TF_TUPLE) ? "tuple"
                                                         : "str";
        return rt_raise_type_error(t, "can only concatenate %s (not \"%T\") to %s", kind, b, kind);
    }
    right &= !(p & PLAN_INPLACE) || !somewhat_sequence(rt_type_of(a));
    if (op == RT_MUL && (left || right))
        return rt_raise_type_error(t, "can't multiply sequence by non-int of type '%T'",
                                   left ? b : a);
    if (!(p & PLAN_INPLACE))
        return rt_raise_type_error(t, "unsupported operand type(s) for %s: '%T' and '%T'",
                                   symbols[op], a, b);
    return rt_raise_type_error(t, "unsupported operand type(s) for %s=: '%T' and '%T'",
                               op == RT_POW ? "**" : symbols[op], a, b);
}

Value rt_raise_unsupported(rt_thread *t, rt_binop op, Value a, Value b) {
    return raise_unsupported(t, (plan)op, a, b);
}

static Value make_attempt(rt_thread *t, attempt what, rt_binop op, Value a, Value b) {
    Value result;
    switch (what) {
    case TRY_LEFT_SLOT: return rt_type_of(a)->slots.binary[op](t, a, b);
    case TRY_RIGHT_SLOT: return rt_type_of(b)->slots.binary[op](t, a, b);
    case TRY_PLAIN: result = rt_call_special_tail(t, a, rt_op_name(op, RT_PLAIN), &b, 1); break;
    default: result = rt_call_special_tail(t, b, rt_op_name(op, RT_REFLECTED), &a, 1); break;
    }
    return rt_is_empty(result) ? RT_NOT_IMPLEMENTED : result;
}

static Value run_plan(rt_thread *t, plan p, Value a, Value b);

static Value plan_resume(rt_thread *t, Value result, Value state) {
    if (!rt_is_not_implemented(result)) return result;
    return run_plan(t, (plan)rt_imm_int_get(rt_tuple_at(state, 0)), rt_tuple_at(state, 1),
                    rt_tuple_at(state, 2));
}

static Value run_plan(rt_thread *t, plan p, Value a, Value b) {
    for (;;) {
        attempt next = (attempt)(p >> PLAN_SHIFT & 15);
        if (next == TRY_END)
            return p & PLAN_RAISES ? raise_unsupported(t, p, a, b) : RT_NOT_IMPLEMENTED;
        p = (p & (1u << PLAN_SHIFT) - 1) | (p >> (PLAN_SHIFT + PLAN_BITS)) << PLAN_SHIFT;
        Value result = make_attempt(t, next, (rt_binop)(p & PLAN_OP), a, b);
        if (rt_is_tail(result)) {
            if (p >> PLAN_SHIFT == 0 && !(p & PLAN_RAISES)) return result;
            Value state = rt_tuple_pack3(t, rt_imm_int(p), a, b);
            return rt_is_null(state) ? RT_NULL : rt_then(t, result, plan_resume, state);
        }
        if (!rt_is_not_implemented(result)) return result;
    }
}

Value rt_binary_special_tail(rt_thread *t, rt_binop op, Value a, Value b) {
    plan p = plan_special(t, (plan)op, op, rt_type_of(a), rt_type_of(b));
    return t->conflict ? RT_NULL : run_plan(t, p, a, b);
}

static Value binary(rt_thread *t, plan flags, Value a, Value b) {
    rt_binop op = (rt_binop)(flags & PLAN_OP);
    rt_type *ta = rt_type_of(a), *tb = rt_type_of(b);
    rt_binary_fn fa = ta->slots.binary[op], fb = tb->slots.binary[op];
    if (fa && !is_generic(fa, op) && (ta == tb || !fb || fa == fb)) { /* one attempt only */
        Value result = fa(t, a, b);
        if (!rt_is_tail(result) && !rt_is_not_implemented(result)) return result;
        if (rt_is_tail(result)) {
            Value state = rt_tuple_pack3(t, rt_imm_int(flags | PLAN_RAISES), a, b);
            return rt_is_null(state) ? RT_NULL : rt_then(t, result, plan_resume, state);
        }
        return raise_unsupported(t, flags | PLAN_RAISES, a, b);
    }
    plan p = plan_binary(t, flags | PLAN_RAISES, op, rt_type_of(a), rt_type_of(b));
    return t->conflict ? RT_NULL : run_plan(t, p, a, b);
}

Value rt_binary_tail(rt_thread *t, rt_binop op, Value a, Value b) {
    return binary(t, (plan)op, a, b);
}

static Value inplace_declined(rt_thread *t, Value result, Value state) {
    if (!rt_is_not_implemented(result)) return result;
    return binary(t, (plan)rt_imm_int_get(rt_tuple_at(state, 0)), rt_tuple_at(state, 1),
                  rt_tuple_at(state, 2));
}

static Value inplace_slot(rt_thread *t, plan p, Value a, Value b) {
    Value result = rt_type_of(a)->slots.inplace[p & PLAN_OP](t, a, b);
    if (rt_is_not_implemented(result)) return binary(t, p, a, b);
    if (!rt_is_tail(result)) return result;
    Value state = rt_tuple_pack3(t, rt_imm_int(p), a, b);
    return rt_is_null(state) ? RT_NULL : rt_then(t, result, inplace_declined, state);
}

static Value numeric_declined(rt_thread *t, Value result, Value state) {
    if (!rt_is_not_implemented(result)) return result;
    return inplace_slot(t, (plan)rt_imm_int_get(rt_tuple_at(state, 0)), rt_tuple_at(state, 1),
                        rt_tuple_at(state, 2));
}

Value rt_inplace_tail(rt_thread *t, rt_binop op, Value a, Value b) {
    const rt_type *ta = rt_type_of(a), *tb = rt_type_of(b);
    rt_binary_fn fn = ta->slots.inplace[op];
    plan p = (plan)op | PLAN_INPLACE;
    if (!fn) return binary(t, p, a, b);
    bool numeric = is_generic(ta->slots.binary[op], op) || is_generic(tb->slots.binary[op], op);
    bool inherited = op == RT_ADD && ta->flags & RT_TF_HEAP; /* python3.11 makes that numeric too */
    if (!numeric || inherited || (rt_any_fn)fn == rt_generic_inplace[op] || !rt_of_sequence(ta, op))
        return inplace_slot(t, p, a, b);
    Value result = rt_binary_special_tail(t, op, a, b);
    if (!rt_is_tail(result) && !rt_is_not_implemented(result)) return result;
    Value state = rt_tuple_pack3(t, rt_imm_int(p), a, b);
    return rt_is_null(state) ? RT_NULL : rt_then(t, result, numeric_declined, state);
}

static Value pow3_done(rt_thread *t, Value result, Value state) {
    if (!rt_is_not_implemented(result)) return result;
    return rt_raise_type_error(t, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'",
                               rt_tuple_at(state, 0), rt_tuple_at(state, 1), rt_tuple_at(state, 2));
}

Value rt_pow3_tail(rt_thread *t, Value a, Value b, Value mod) {
    if (rt_is_none(mod)) return rt_binary_tail(t, RT_POW, a, b);
    Value operands[] = {a, b, mod};
    Value result = RT_NOT_IMPLEMENTED;
    for (int i = 0; i < 3 && rt_is_not_implemented(result); i++) {
        rt_ternary_fn fn = rt_type_of(operands[i])->slots.power;
        bool generic = fn == rt_slot_power; /* only the left operand's method counts */
        if (fn && !(generic && i > 0)) result = fn(t, a, b, mod);
    }
    if (!rt_is_tail(result) && !rt_is_not_implemented(result)) return result;
    Value state = rt_tuple_pack3(t, a, b, mod);
    return rt_is_null(state) ? RT_NULL : rt_then(t, result, pow3_done, state);
}

/* ---- unary operators ---- */

Value rt_unary_tail(rt_thread *t, rt_unop op, Value a) {
    static const char *const messages[RT_UNOP_COUNT] = {
        "bad operand type for unary -: '%T'",
        "bad operand type for unary +: '%T'",
        "bad operand type for unary ~: '%T'",
        "bad operand type for abs(): '%T'",
        "int() argument must be a string, a bytes-like object or a real number, not '%T'",
        "must be real number, not %T",
        "'%T' object cannot be interpreted as an integer",
    };
    rt_unary_fn fn = rt_type_of(a)->slots.unary[op];
    return fn ? fn(t, a) : rt_raise_type_error(t, messages[op], a);
}

/* bools and instances of subclasses as the ints they are */
static Value plain_int(rt_thread *t, Value v) {
    return rt_is_exact(v, &rt_int_type) ? v : rt_int_binary(t, RT_ADD, v, rt_imm_int(0));
}

static Value index_done(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_is_int(result)) return plain_int(t, result);
    return rt_raise_type_error(t, "__index__ returned non-int (type %T)", result);
}

Value rt_index_tail(rt_thread *t, Value a) {
    if (rt_is_imm_int(a)) return a;
    if (rt_is_int(a)) return plain_int(t, a);
    return rt_then(t, rt_unary_tail(t, RT_INDEX, a), index_done, RT_NONE);
}

/* ---- comparison ---- */

static const char *const cmp_symbols[] = {"<", "<=", "==", "!=", ">", ">="};
static const rt_cmp cmp_swapped[] = {RT_GT, RT_GE, RT_EQ, RT_NE, RT_LT, RT_LE};

static Value compare_default(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (op == RT_EQ) return rt_bool(rt_same(a, b));
    if (op == RT_NE) return rt_bool(!rt_same(a, b));
    return rt_raise_type_error(t, "'%s' not supported between instances of '%T' and '%T'",
                               cmp_symbols[op], a, b);
}

/* stage 0: reflected first because b's class derives from a's; 1: a's turn; 2: b's turn; 3: nobody knows.
 * Stage 1 after stage 0 goes on to 3. */
static Value compare_from(rt_thread *t, Value a, Value b, unsigned code);

static Value compare_resume(rt_thread *t, Value result, Value state) {
    if (!rt_is_not_implemented(result)) return result;
    return compare_from(t, rt_tuple_at(state, 0), rt_tuple_at(state, 1),
                        (unsigned)rt_imm_int_get(rt_tuple_at(state, 2)));
}

static Value compare_from(rt_thread *t, Value a, Value b, unsigned code) {
    rt_cmp op = (rt_cmp)(code & 7);
    bool was_first = (code & 8) != 0;
    for (unsigned stage = code >> 4; stage < 3; stage++) {
        if (stage == 2 && was_first) break;
        if (stage == 0) was_first = true;
        bool right = stage != 1;
        rt_compare_fn fn = rt_type_of(right ? b : a)->slots.compare;
        if (!fn) continue;
        Value result = right ? fn(t, b, a, cmp_swapped[op]) : fn(t, a, b, op);
        if (rt_is_tail(result)) {
            unsigned rest = (stage + 1) << 4 | (was_first ? 8u : 0) | (unsigned)op;
            Value state = rt_tuple_pack3(t, a, b, rt_imm_int(rest));
            return rt_is_null(state) ? RT_NULL : rt_then(t, result, compare_resume, state);
        }
        if (!rt_is_not_implemented(result)) return result;
    }
    return compare_default(t, a, b, op);
}

Value rt_compare_tail(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_depth_left(t, " in comparison")) return RT_NULL;
    rt_type *ta = rt_type_of(a), *tb = rt_type_of(b);
    if (ta == tb && ta == &rt_str_type) return ta->slots.compare(t, a, b, op);
    bool right_first = ta != tb && tb->slots.compare && rt_type_is_subtype(tb, ta);
    return compare_from(t, a, b, (right_first ? 0u : 1u << 4) | (unsigned)op);
}

static Value compare_truth(rt_thread *t, Value result, Value state) {
    (void)state;
    return rt_is_bool(result) ? result : rt_truth_tail(t, result);
}

Value rt_compare_bool_tail(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (rt_same(a, b) && (op == RT_EQ || op == RT_NE)) return rt_bool(op == RT_EQ);
    return rt_then(t, rt_compare_tail(t, a, b, op), compare_truth, RT_NONE);
}

/* ---- truth, length, hash ---- */

bool rt_is_true_imm(Value v, bool *truth) {
    if (!rt_is_obj(v)) {
        *truth = rt_is_imm_int(v)     ? rt_imm_int_get(v) != 0
                 : rt_is_imm_float(v) ? rt_imm_float_get(v) != 0.0
                                      : !rt_is_none(v) && !rt_same(v, RT_FALSE);
        return true;
    }
    if (rt_is_exact(v, &rt_str_type))
        *truth = rt_as_str(v)->length != 0;
    else if (rt_is_exact(v, &rt_tuple_type))
        *truth = rt_tuple_len(v) != 0;
    else
        return false;
    return true;
}

static Value length_truth(rt_thread *t, Value result, Value state) {
    (void)t, (void)state;
    return rt_bool(!rt_same(result, rt_imm_int(0)));
}

Value rt_truth_tail(rt_thread *t, Value a) {
    bool truth;
    if (rt_is_true_imm(a, &truth)) return rt_bool(truth);
    const rt_slots *s = &rt_type_of(a)->slots;
    if (s->to_bool) return s->to_bool(t, a);
    return s->len ? rt_then(t, s->len(t, a), length_truth, RT_NONE) : RT_TRUE;
}

Value rt_len_tail(rt_thread *t, Value a) {
    rt_unary_fn len = rt_type_of(a)->slots.len;
    if (!rt_stack_left(t, "")) return RT_NULL;
    return len ? len(t, a) : rt_raise_type_error(t, "object of type '%T' has no len()", a);
}

Value rt_hash_tail(rt_thread *t, Value a) {
    rt_unary_fn hash = rt_type_of(a)->slots.hash;
    if (!rt_stack_left(t, "")) return RT_NULL;
    return hash ? hash(t, a) : rt_raise_type_error(t, "unhashable type: '%T'", a);
}

/* ---- text ---- */

static Value check_text(rt_thread *t, Value result, Value state) {
    if (rt_is_str(result)) return result;
    return rt_raise_type_error(t, "%V returned non-string (type %T)", state, result);
}

Value rt_repr_tail(rt_thread *t, Value a) {
    if (!rt_depth_left(t, " while getting the repr of an object")) return RT_NULL;
    return rt_then(t, rt_type_of(a)->slots.repr(t, a), check_text, rt_id.__repr__);
}

Value rt_to_str_tail(rt_thread *t, Value a) {
    if (rt_is_exact(a, &rt_str_type)) return a;
    if (!rt_depth_left(t, " while getting the str of an object")) return RT_NULL;
    return rt_then(t, rt_type_of(a)->slots.str(t, a), check_text, rt_id.__str__);
}

static Value check_format(rt_thread *t, Value result, Value state) {
    (void)state;
    if (rt_is_str(result)) return result;
    return rt_raise_type_error(t, "__format__ must return a str, not %T", result);
}

Value rt_format_tail(rt_thread *t, Value a, Value spec) {
    bool no_spec =
        rt_is_null(spec) || rt_is_empty(spec) || (rt_is_str(spec) && rt_as_str(spec)->length == 0);
    if (no_spec && rt_is_exact(a, &rt_str_type)) return a;
    Value argument = no_spec ? rt_str_empty : spec;
    Value result = rt_call_special_tail(t, a, rt_id.__format__, &argument, 1);
    if (rt_is_empty(result)) return rt_raise_type_error(t, "Type %T doesn't define __format__", a);
    return rt_then(t, result, check_format, RT_NONE);
}
