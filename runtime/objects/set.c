/* set.c - set and frozenset: C interface, construction, operators.
 *
 * Owns: rt_set_type, rt_frozenset_type, rt_set_iter_type.
 * Invariant: set-1  A frozenset's table never changes once it is reachable.
 * Threads: any, inside a transaction. */
#include "runtime/objects/set.h"
#include "runtime/objects/number.h"

#include "runtime/error.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/set_internal.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

static rt_set_object *set_of(Value v) { return (rt_set_object *)rt_obj(v); }

Value rt_set_new(rt_thread *t, rt_type *type) {
    if (type != &rt_set_type && type != &rt_frozenset_type) return rt_instance_new(t, type, 0);
    rt_object *o = rt_alloc(t, sizeof(rt_set_object), &type->root);
    return o ? rt_from_obj(o) : RT_NULL;
}

/* ---- with the hash known ---- */

int rt_set_add_hash(rt_thread *t, Value set, Value key, uint64_t hash) {
    rt_found f;
    rt_own own = rt_write(t, rt_obj(set));
    if (!own) return -1;
    int r = rt_hashed_find(t, rt_set_hashed(set), key, hash, &f);
    if (r) return r < 0 ? -1 : 0;
    return rt_hashed_insert(t, own, rt_set_hashed(set), 2, key, hash, RT_EMPTY) ? 1 : -1;
}

int rt_set_discard_hash(rt_thread *t, Value set, Value key, uint64_t hash) {
    rt_found f;
    int r = rt_hashed_find(t, rt_set_hashed(set), key, hash, &f);
    if (r <= 0) return r;
    rt_own own = rt_write(t, rt_obj(set));
    if (!own) return -1;
    rt_hashed_remove(t, own, rt_set_hashed(set), f.entry, hash);
    return 1;
}

int rt_set_add(rt_thread *t, Value set, Value key) {
    uint64_t hash;
    return rt_key_hash(t, key, &hash) ? rt_set_add_hash(t, set, key, hash) : -1;
}

int rt_set_contains(rt_thread *t, Value set, Value key) {
    uint64_t hash;
    rt_found f;
    return rt_key_hash(t, key, &hash) ? rt_hashed_find(t, rt_set_hashed(set), key, hash, &f) : -1;
}

int rt_set_next(rt_thread *t, Value set, size_t *pos, Value *key) {
    rt_found f;
    int r = rt_hashed_next(t, rt_set_hashed(set), pos, &f, NULL);
    if (r > 0) *key = f.key;
    return r;
}

/* ---- building ---- */

bool rt_set_assign(rt_thread *t, Value set, Value from) {
    rt_table *table = NULL;
    size_t used;
    if (!rt_hashed_snapshot(t, rt_set_hashed(from), &table, &used)) return false;
    rt_own own = rt_write(t, rt_obj(set));
    if (!own) return false;
    rt_hashed_adopt(t, own, rt_set_hashed(set), table, used);
    return true;
}

static Value add_hashed(rt_thread *t, Value set, Value key, Value extra, uint64_t hash) {
    (void)extra;
    return rt_set_add_hash(t, set, key, hash) < 0 ? RT_NULL : RT_NONE;
}

static Value add_step(rt_thread *t, Value set, Value item) {
    return rt_keyed_tail(t, add_hashed, set, item, RT_NONE);
}

static Value return_state(rt_thread *t, Value result, Value state) {
    (void)t, (void)result;
    return state;
}

bool rt_set_merge(rt_thread *t, Value set, Value other) {
    int64_t n;
    if (!rt_hashed_len(t, rt_set_hashed(set), &n)) return false;
    if (n == 0) return rt_same(set, other) || rt_set_assign(t, set, other);
    size_t pos = 0;
    rt_found f;
    uint64_t hash;
    int r;
    while ((r = rt_hashed_next(t, rt_set_hashed(other), &pos, &f, &hash)) > 0) {
        if (rt_set_add_hash(t, set, f.key, hash) < 0) return false;
    }
    return r == 0;
}

Value rt_set_update_tail(rt_thread *t, Value set, Value iterable) {
    if (rt_is_any_set(iterable)) return rt_set_merge(t, set, iterable) ? set : RT_NULL;
    return rt_each_tail(t, iterable, add_step, return_state, set);
}

Value rt_set_from_tail(rt_thread *t, rt_type *type, Value iterable) {
    Value set = rt_set_new(t, type);
    return rt_is_null(set) ? set : rt_set_update_tail(t, set, iterable);
}

Value rt_set_copy_as(rt_thread *t, rt_type *type, Value from) {
    Value set = rt_set_new(t, type);
    return !rt_is_null(set) && rt_set_assign(t, set, from) ? set : RT_NULL;
}

/* ---- construction ---- */

static Value set_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_set_new(t, (rt_type *)rt_obj(self));
}

static Value none_of(rt_thread *t, Value result, Value state) {
    (void)t, (void)result, (void)state;
    return RT_NONE;
}

static Value set_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    const char *name = rt_type_of(self)->name;
    if (!rt_args_check(t, "set", 0, kwnames, 0, 1) || !rt_args_check(t, name, nargs, RT_NULL, 0, 1))
        return RT_NULL;
    rt_own own = rt_write(t, rt_obj(self));
    if (!own) return RT_NULL;
    if (rt_load_word(&set_of(self)->x_used)) rt_hashed_clear(t, own, rt_set_hashed(self));
    return nargs ? rt_then(t, rt_set_update_tail(t, self, args[0]), none_of, RT_NONE) : RT_NONE;
}

static Value frozenset_new(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                           Value kwnames) {
    rt_type *type = (rt_type *)rt_obj(self);
    bool exact = type == &rt_frozenset_type;
    bool strict =
        type->slots.init == rt_frozenset_type.slots.init; /* else __init__ may take them */
    if (!rt_args_check(t, "frozenset", 0, strict ? kwnames : RT_NULL, 0, 1) ||
        !rt_args_check(t, type->name, nargs, RT_NULL, 0, 1))
        return RT_NULL;
    if (nargs == 0) return rt_set_new(t, type);
    if (exact && rt_is_exact(args[0], &rt_frozenset_type)) return args[0];
    return rt_set_from_tail(t, type, args[0]);
}

/* ---- slots ---- */

static Value set_repr(rt_thread *t, Value self) {
    const char *name = rt_type_of(self)->name, *dot = strrchr(name, '.');
    if (dot) name = dot + 1;
    int64_t n;
    if (!rt_hashed_len(t, rt_set_hashed(self), &n)) return RT_NULL;
    if (n == 0) return rt_str_format_c(t, "%s()", name);
    rt_repr_frame frame;
    int entered = rt_repr_enter(t, &frame, self);
    if (entered) return entered < 0 ? RT_NULL : rt_str_format_c(t, "%s(...)", name);
    Value items = rt_to_list(t, self);
    bool plain = rt_type_of(self) == &rt_set_type;
    Value text = rt_is_null(items) ? items : rt_seq_repr(t, items, "{", "}", "");
    rt_repr_leave(t, &frame);
    if (rt_is_null(text) || plain) return text;
    return rt_str_format_c(t, "%s(%V)", name, text);
}

static Value set_length(rt_thread *t, Value self) {
    int64_t n;
    return rt_hashed_len(t, rt_set_hashed(self), &n) ? rt_imm_int(n) : RT_NULL;
}

static Value contains_hashed(rt_thread *t, Value self, Value key, Value extra, uint64_t hash) {
    (void)extra;
    rt_found f;
    int r = rt_hashed_find(t, rt_set_hashed(self), key, hash, &f);
    return r < 0 ? RT_NULL : rt_bool(r);
}

/* A set is looked for as the frozenset of its items. */
Value rt_set_as_key(rt_thread *t, Value key) {
    bool is_set = rt_has_flag(key, RT_TF_SET) && !rt_type_of(key)->slots.hash;
    return is_set ? rt_set_copy_as(t, &rt_frozenset_type, key) : key;
}

static Value set_contains(rt_thread *t, Value self, Value key) {
    key = rt_set_as_key(t, key);
    return rt_is_null(key) ? key : rt_keyed_tail(t, contains_hashed, self, key, RT_NONE);
}

/* Python's hash of a frozenset: independent of the order. */
static Value frozenset_hash(rt_thread *t, Value self) {
    rt_set_object *s = set_of(self);
    uint64_t known = rt_load_word(&s->x_hash);
    if (known) return rt_hash_value(t, known);
    size_t pos = 0;
    rt_found f;
    uint64_t h, hash = 0;
    int r;
    while ((r = rt_hashed_next(t, rt_set_hashed(self), &pos, &f, &h)) > 0) {
        hash ^= ((h ^ 89869747u) ^ (h << 16)) * 3644798167u;
    }
    if (r < 0) return RT_NULL;
    hash ^= (rt_load_word(&s->x_used) + 1) * 1927868237u;
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * 69069u + 907133923u;
    if (hash == UINT64_MAX) hash = 590923713;
    rt_init_word(&s->x_hash, hash); /* racing threads store the same */
    return rt_hash_value(t, hash);
}

/* Is every key of a in b? 1, 0, -1. */
int rt_set_subset(rt_thread *t, Value a, Value b) {
    size_t pos = 0;
    rt_found f, other;
    uint64_t hash;
    int r;
    while ((r = rt_hashed_next(t, rt_set_hashed(a), &pos, &f, &hash)) > 0) {
        int in = rt_hashed_find(t, rt_set_hashed(b), f.key, hash, &other);
        if (in <= 0) return in;
    }
    return r < 0 ? -1 : 1;
}

static Value set_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_is_any_set(a) || !rt_is_any_set(b)) return RT_NOT_IMPLEMENTED;
    int64_t n, m;
    if (!rt_hashed_len(t, rt_set_hashed(a), &n) || !rt_hashed_len(t, rt_set_hashed(b), &m)) {
        return RT_NULL;
    }
    bool fits = op == RT_LT   ? n < m
                : op == RT_LE ? n <= m
                : op == RT_GT ? n > m
                : op == RT_GE ? n >= m
                              : n == m;
    if (!fits) return rt_bool(op == RT_NE);
    bool back = op == RT_GT || op == RT_GE;
    int r = back ? rt_set_subset(t, b, a) : rt_set_subset(t, a, b);
    return r < 0 ? RT_NULL : rt_bool(op == RT_NE ? !r : r);
}

/* ---- set algebra between sets ---- */

rt_type *rt_set_base_type(Value set) {
    return rt_has_flag(set, RT_TF_FROZENSET) ? &rt_frozenset_type : &rt_set_type;
}

/* Adds to `out` the keys of a that are (or are not) in b. */
static bool select_keys(rt_thread *t, Value out, Value a, Value b, bool in_b) {
    size_t pos = 0;
    rt_found f, other;
    uint64_t hash;
    int r;
    while ((r = rt_hashed_next(t, rt_set_hashed(a), &pos, &f, &hash)) > 0) {
        int in = rt_hashed_find(t, rt_set_hashed(b), f.key, hash, &other);
        if (in < 0) return false;
        if ((in == 1) == in_b && rt_set_add_hash(t, out, f.key, hash) < 0) return false;
    }
    return r == 0;
}

Value rt_set_common(rt_thread *t, Value a, Value b) {
    Value out = rt_set_new(t, rt_set_base_type(a));
    return !rt_is_null(out) && select_keys(t, out, b, a, true) ? out : RT_NULL;
}

Value rt_set_algebra(rt_thread *t, rt_binop op, Value a, Value b) {
    if (op == RT_OR) {
        Value out = rt_set_copy_as(t, rt_set_base_type(a), a);
        return !rt_is_null(out) && rt_set_merge(t, out, b) ? out : RT_NULL;
    }
    Value out = rt_set_new(t, rt_set_base_type(a));
    if (rt_is_null(out)) return out;
    bool ok;
    if (op == RT_AND) {
        int64_t n, m;
        if (!rt_hashed_len(t, rt_set_hashed(a), &n) || !rt_hashed_len(t, rt_set_hashed(b), &m)) {
            return RT_NULL;
        }
        ok = n < m ? select_keys(t, out, a, b, true) : select_keys(t, out, b, a, true);
    } else {
        ok = select_keys(t, out, a, b, false);
        if (op == RT_XOR) ok = ok && select_keys(t, out, b, a, false);
    }
    return ok ? out : RT_NULL;
}

static Value set_operator(rt_thread *t, rt_binop op, Value a, Value b) {
    if (!rt_is_any_set(a) || !rt_is_any_set(b)) return RT_NOT_IMPLEMENTED;
    return rt_set_algebra(t, op, a, b);
}

static Value set_and(rt_thread *t, Value a, Value b) { return set_operator(t, RT_AND, a, b); }
static Value set_or(rt_thread *t, Value a, Value b) { return set_operator(t, RT_OR, a, b); }
static Value set_xor(rt_thread *t, Value a, Value b) { return set_operator(t, RT_XOR, a, b); }
static Value set_sub(rt_thread *t, Value a, Value b) { return set_operator(t, RT_SUB, a, b); }

bool rt_set_assign_algebra(rt_thread *t, rt_binop op, Value a, Value b) {
    if (op == RT_OR) return rt_set_merge(t, a, b);
    Value result = rt_set_algebra(t, op, a, b);
    return !rt_is_null(result) && rt_set_assign(t, a, result);
}

static Value set_in_place(rt_thread *t, rt_binop op, Value a, Value b) {
    if (!rt_is_any_set(b)) return RT_NOT_IMPLEMENTED;
    return rt_set_assign_algebra(t, op, a, b) ? a : RT_NULL;
}

static Value set_iand(rt_thread *t, Value a, Value b) { return set_in_place(t, RT_AND, a, b); }
static Value set_ior(rt_thread *t, Value a, Value b) { return set_in_place(t, RT_OR, a, b); }
static Value set_ixor(rt_thread *t, Value a, Value b) { return set_in_place(t, RT_XOR, a, b); }
static Value set_isub(rt_thread *t, Value a, Value b) { return set_in_place(t, RT_SUB, a, b); }

/* ---- iteration ---- */

typedef struct set_iter {
    rt_object hdr;
    rt_field x_set; /* RT_NULL once exhausted */
    rt_field x_pos;
    rt_field x_used;
    rt_field x_given; /* items so far */
} set_iter;

Value rt_set_iter(rt_thread *t, Value set) {
    int64_t used;
    if (!rt_hashed_len(t, rt_set_hashed(set), &used)) return RT_NULL;
    rt_object *o = rt_alloc(t, sizeof(set_iter), &rt_set_iter_type.root);
    if (!o) return RT_NULL;
    rt_init(&((set_iter *)o)->x_set, set);
    rt_init_word(&((set_iter *)o)->x_used, (uint64_t)used);
    return rt_from_obj(o);
}

static Value set_iter_next(rt_thread *t, Value self) {
    set_iter *it = (set_iter *)rt_obj(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value set = rt_load(&it->x_set);
    if (rt_is_null(set)) return RT_EMPTY;
    size_t pos = rt_load_word(&it->x_pos);
    rt_found f;
    int r = rt_hashed_next(t, rt_set_hashed(set), &pos, &f, NULL);
    if (r < 0) return RT_NULL;
    if (f.used != rt_load_word(&it->x_used)) {
        rt_set_word(t, own, &it->x_used, UINT64_MAX);
        return rt_raise(t, &rt_exc_RuntimeError, "Set changed size during iteration");
    }
    if (r == 0) {
        rt_set(t, own, &it->x_set, RT_NULL);
        return RT_EMPTY;
    }
    rt_set_word(t, own, &it->x_pos, pos);
    rt_set_word(t, own, &it->x_given, rt_load_word(&it->x_given) + 1);
    return f.key;
}

static Value set_iter_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    set_iter *it = (set_iter *)rt_obj(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    set_iter *copy = (set_iter *)rt_alloc(t, sizeof *copy, &rt_set_iter_type.root);
    if (!copy) return RT_NULL;
    rt_init(&copy->x_set, rt_load(&it->x_set));
    rt_init_word(&copy->x_pos, rt_load_word(&it->x_pos));
    rt_init_word(&copy->x_used, rt_load_word(&it->x_used));
    return rt_iter_reduce_rest(t, rt_from_obj(copy));
}

static Value set_iter_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    set_iter *it = (set_iter *)rt_obj(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value set = rt_load(&it->x_set);
    int64_t used;
    if (rt_is_null(set)) return rt_imm_int(0);
    if (!rt_hashed_len(t, rt_set_hashed(set), &used)) return RT_NULL;
    bool valid = (uint64_t)used == rt_load_word(&it->x_used);
    return rt_imm_int(valid ? used - (int64_t)rt_load_word(&it->x_given) : 0);
}

static const rt_native_def set_iter_methods[] = {
    {"__length_hint__", set_iter_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", set_iter_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {0}};

static void set_iter_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((set_iter *)o)->x_set);
}

rt_type rt_set_iter_type = {
    RT_TYPE_HEAD(rt_set_iter_type, "set_iterator"),
    .basic_size = sizeof(set_iter),
    .slots = {.iter = rt_self_iter, .next = set_iter_next},
    .trace = set_iter_trace,
    .methods = set_iter_methods,
};

/* ---- the types ---- */

static void set_trace(rt_object *o, rt_marker *m) {
    rt_mark_storage(m, rt_load_ptr(&((rt_set_object *)o)->x_table));
}

#define SET_OPERATORS                                                                 \
    .repr = set_repr, .len = set_length, .iter = rt_set_iter, .compare = set_compare, \
    .contains = set_contains,                                                         \
    .binary = {[RT_AND] = set_and, [RT_OR] = set_or, [RT_XOR] = set_xor, [RT_SUB] = set_sub}

rt_type rt_set_type = {
    RT_TYPE_HEAD(rt_set_type, "set"),
    .flags = RT_TF_BASETYPE | RT_TF_SET | RT_TF_WEAKREF,
    .basic_size = sizeof(rt_set_object),
    .slots =
        {.new_ = set_new,
         .init = set_init,
         SET_OPERATORS,
         .inplace =
             {[RT_AND] = set_iand, [RT_OR] = set_ior, [RT_XOR] = set_ixor, [RT_SUB] = set_isub}},
    .trace = set_trace,
    .methods = rt_set_methods,
    .doc = "set() -> new empty set object\nset(iterable) -> new set object\n\n"
           "Build an unordered collection of unique elements.",
};

rt_type rt_frozenset_type = {
    RT_TYPE_HEAD(rt_frozenset_type, "frozenset"),
    .flags = RT_TF_BASETYPE | RT_TF_FROZENSET | RT_TF_WEAKREF,
    .basic_size = sizeof(rt_set_object),
    .slots = {.new_ = frozenset_new, .hash = frozenset_hash, SET_OPERATORS},
    .trace = set_trace,
    .methods = rt_frozenset_methods,
    .doc = "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object\n\n"
           "Build an immutable unordered collection of unique elements.",
};
#undef SET_OPERATORS
