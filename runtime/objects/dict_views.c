/* dict_views.c - dict.keys(), values() and items(), with the set operations of the first and last.
 *
 * Owns: the three view types. A view never changes: it only names its dict.
 * Threads: any, inside a transaction. */
#include "runtime/error.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/dict_internal.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/set.h"
#include "runtime/objects/set_internal.h"
#include "runtime/objects/str.h"

typedef struct dict_view {
    rt_object hdr;
    Value dict;
} dict_view;

static Value dict_of(Value view) { return ((const dict_view *)rt_obj(view))->dict; }

static rt_dict_part part_of(Value view) {
    const rt_type *type = rt_type_of(view);
    if (type == &rt_dict_keys_type) return RT_DICT_KEYS;
    return type == &rt_dict_items_type ? RT_DICT_ITEMS : RT_DICT_VALUES;
}

static bool is_set_view(Value v) {
    return rt_is_exact(v, &rt_dict_keys_type) || rt_is_exact(v, &rt_dict_items_type);
}

Value rt_dict_view_new(rt_thread *t, Value dict, rt_dict_part part) {
    static rt_type *const types[] = {&rt_dict_keys_type, &rt_dict_values_type, &rt_dict_items_type};
    rt_object *o = rt_alloc(t, sizeof(dict_view), &types[part]->root);
    if (!o) return RT_NULL;
    ((dict_view *)o)->dict = dict;
    return rt_from_obj(o);
}

static Value view_length(rt_thread *t, Value self) {
    int64_t n;
    return rt_dict_len(t, dict_of(self), &n) ? rt_imm_int(n) : RT_NULL;
}

static Value view_iter(rt_thread *t, Value self) {
    return rt_dict_iter_new(t, dict_of(self), part_of(self), false);
}

static Value view_reversed(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_dict_iter_new(t, dict_of(args[0]), part_of(args[0]), true);
}

static Value view_repr(rt_thread *t, Value self) {
    static const char *const open[] = {"dict_keys([", "dict_values([", "dict_items(["};
    rt_repr_frame frame;
    int entered = rt_repr_enter(t, &frame, self);
    if (entered) return entered < 0 ? RT_NULL : rt_str_from_ascii(t, "...", 3);
    Value list = rt_to_list(t, self);
    Value text = rt_is_null(list) ? list : rt_seq_repr(t, list, open[part_of(self)], "])", "");
    rt_repr_leave(t, &frame);
    return text;
}

static Value keys_contains(rt_thread *t, Value self, Value key) {
    return rt_contains_tail(t, dict_of(self), key);
}

static Value items_found(rt_thread *t, Value self, Value key, Value value, uint64_t hash) {
    Value v = rt_dict_get_hash(t, dict_of(self), key, hash);
    if (rt_is_null(v)) return v;
    return rt_is_empty(v) ? RT_FALSE : rt_compare_bool_tail(t, v, value, RT_EQ);
}

static Value items_contains(rt_thread *t, Value self, Value item) {
    if (!rt_is_tuple(item) || rt_tuple_len(item) != 2) return RT_FALSE;
    return rt_keyed_tail(t, items_found, self, rt_tuple_at(item, 0), rt_tuple_at(item, 1));
}

/* ---- as sets: the operations of set on a set made of the view; those of items, which need not be hashable, and with what is
 * no set are loops in Python ---- */

/* Whether what v gives is hashable and can be had without calling Python. */
static bool is_hashed(Value v) {
    return rt_is_exact(v, &rt_dict_keys_type) || rt_has_flag(v, RT_TF_SET | RT_TF_FROZENSET);
}

static Value as_set_tail(rt_thread *t, Value iterable) {
    return rt_set_from_tail(t, &rt_set_type, iterable);
}

/* Which of two equal keys view & other keeps: other's, unless other is a set that is not smaller or a larger view. */
static Value intersect(rt_thread *t, Value other, Value view_set, Value other_set) {
    int64_t n, m;
    if (!rt_hashed_len(t, rt_set_hashed(view_set), &n) ||
        !rt_hashed_len(t, rt_set_hashed(other_set), &m))
        return RT_NULL;
    bool own = rt_is_exact(other, &rt_set_type) ? n <= m : is_set_view(other) && n < m;
    return own ? rt_set_common(t, other_set, view_set) : rt_set_common(t, view_set, other_set);
}

/* state: operator, left operand, right operand, left one as a set */
static Value operate_right(rt_thread *t, Value right, Value state) {
    rt_binop op = (rt_binop)rt_imm_int_get(rt_state_at(state, 0));
    Value a = rt_state_at(state, 1), b = rt_state_at(state, 2), left = rt_state_at(state, 3);
    if (op != RT_AND) return rt_binary_tail(t, op, left, right);
    return is_set_view(a) ? intersect(t, b, left, right) : intersect(t, a, right, left);
}

static Value operate_left(rt_thread *t, Value left, Value state) {
    Value values[] = {rt_state_at(state, 0), rt_state_at(state, 1), rt_state_at(state, 2), left};
    Value next = rt_state_new(t, values, 4);
    if (rt_is_null(next)) return next;
    return rt_then(t, as_set_tail(t, rt_state_at(state, 2)), operate_right, next);
}

static bool is_items(Value v) { return rt_is_exact(v, &rt_dict_items_type); }

static Value loop_binary(rt_thread *t, rt_binop op, Value a, Value b) {
    Value args[] = {a, b, RT_NULL};
    if (op == RT_SUB) return rt_tail_prelude(t, "view_sub", args, 2);
    if (op == RT_OR) return rt_tail_prelude(t, "view_or", args, 2);
    if (op == RT_AND) {
        bool swapped = !is_set_view(a);
        if (swapped) args[0] = b, args[1] = a;
        args[2] = rt_bool(is_set_view(args[1]));
        return rt_tail_prelude(t, "view_and", args, 3);
    }
    if (!is_items(a) || !is_items(b)) return rt_tail_prelude(t, "view_xor", args, 2);
    args[0] = dict_of(a);
    args[1] = dict_of(b);
    return rt_tail_prelude(t, "items_xor", args, 2);
}

static Value view_binary(rt_thread *t, rt_binop op, Value a, Value b) {
    if (!is_set_view(a) && !is_set_view(b)) return RT_NOT_IMPLEMENTED;
    if (!is_hashed(a) || !is_hashed(b)) return loop_binary(t, op, a, b);
    Value values[] = {rt_imm_int(op), a, b}, state = rt_state_new(t, values, 3);
    if (rt_is_null(state)) return state;
    if (rt_is_exact(a, &rt_set_type)) return operate_left(t, a, state);
    return rt_then(t, as_set_tail(t, a), operate_left, state);
}

static Value view_and(rt_thread *t, Value a, Value b) { return view_binary(t, RT_AND, a, b); }
static Value view_or(rt_thread *t, Value a, Value b) { return view_binary(t, RT_OR, a, b); }
static Value view_xor(rt_thread *t, Value a, Value b) { return view_binary(t, RT_XOR, a, b); }
static Value view_sub(rt_thread *t, Value a, Value b) { return view_binary(t, RT_SUB, a, b); }

/* state: operator, left */
static Value compare_right(rt_thread *t, Value right, Value state) {
    rt_cmp op = (rt_cmp)rt_imm_int_get(rt_state_at(state, 0));
    return rt_compare_tail(t, rt_state_at(state, 1), right, op);
}

static Value compare_left(rt_thread *t, Value left, Value state) {
    Value values[] = {rt_state_at(state, 0), left}, next = rt_state_new(t, values, 2);
    if (rt_is_null(next)) return next;
    return rt_then(t, as_set_tail(t, rt_state_at(state, 1)), compare_right, next);
}

static Value view_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    bool set_like = rt_has_flag(b, RT_TF_SET | RT_TF_FROZENSET) || is_set_view(b);
    if (!is_set_view(a) || !set_like) return RT_NOT_IMPLEMENTED;
    static const char *const loops[] = {
        [RT_EQ] = "view_eq", [RT_NE] = "view_ne", [RT_LT] = "view_lt",
        [RT_LE] = "view_le", [RT_GT] = "view_gt", [RT_GE] = "view_ge",
    };
    if (!is_hashed(a) || !is_hashed(b)) {
        Value pair[] = {a, b};
        return rt_tail_prelude(t, loops[op], pair, 2);
    }
    Value values[] = {rt_imm_int(op), b}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return state;
    return rt_then(t, as_set_tail(t, a), compare_left, state);
}

static Value view_isdisjoint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (is_hashed(args[0]) && is_hashed(args[1]))
        return rt_set_isdisjoint_tail(t, args[0], args[1]);
    Value all[] = {args[0], args[1], rt_bool(is_set_view(args[1]))};
    return rt_tail_prelude(t, "view_isdisjoint", all, 3);
}

static Value view_mapping(rt_thread *t, Value self) {
    return rt_mapping_proxy_new(t, dict_of(self));
}

static const rt_getset_def view_getsets[] = {
    {.name = "mapping", .get = view_mapping, .doc = "dictionary that this view refers to"},
    {0},
};

static void view_trace(rt_object *o, rt_marker *m) { rt_mark(m, ((dict_view *)o)->dict); }

static const rt_native_def set_view_methods[] = {
    {"isdisjoint", view_isdisjoint, 2, 2, NULL, 0,
     "Return True if the view and the given iterable have a null intersection."},
    {"__reversed__", view_reversed, 1, 1, NULL, 0, "Return a reverse iterator over the dict."},
    {0},
};
static const rt_native_def values_methods[] = {
    {"__reversed__", view_reversed, 1, 1, NULL, 0,
     "Return a reverse iterator over the dict values."},
    {0},
};

#define SET_VIEW_OPERATORS   \
    .compare = view_compare, \
    .binary = {[RT_AND] = view_and, [RT_OR] = view_or, [RT_XOR] = view_xor, [RT_SUB] = view_sub}

rt_type rt_dict_keys_type = {
    RT_TYPE_HEAD(rt_dict_keys_type, "dict_keys"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(dict_view),
    .slots = {.repr = view_repr,
              .len = view_length,
              .iter = view_iter,
              .contains = keys_contains,
              SET_VIEW_OPERATORS},
    .trace = view_trace,
    .methods = set_view_methods,
    .getsets = view_getsets,
};
rt_type rt_dict_items_type = {
    RT_TYPE_HEAD(rt_dict_items_type, "dict_items"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(dict_view),
    .slots = {.repr = view_repr,
              .len = view_length,
              .iter = view_iter,
              .contains = items_contains,
              SET_VIEW_OPERATORS},
    .trace = view_trace,
    .methods = set_view_methods,
    .getsets = view_getsets,
};
rt_type rt_dict_values_type = {
    RT_TYPE_HEAD(rt_dict_values_type, "dict_values"),
    .flags = RT_TF_IMMUTABLE,
    .basic_size = sizeof(dict_view),
    .slots = {.repr = view_repr, .len = view_length, .iter = view_iter},
    .trace = view_trace,
    .methods = values_methods,
    .getsets = view_getsets,
};
#undef SET_VIEW_OPERATORS
