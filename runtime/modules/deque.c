/* deque.c - collections.deque: a ring of words.
 *
 * Owns: the deque types. Invariants
 *   deque-1  x_size <= length of the ring; item i lies at (x_head + i) mod length.
 *   deque-2  Words outside hold RT_NULL; all stores are logged, so both ends may move freely in a transaction.
 *   deque-3  x_version changes with the contents' number or order: iterators check it.
 * Threads: any, inside a transaction; the deque's stamp guards its ring. */
#include "runtime/error.h"
#include "runtime/modules/collections_internal.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

typedef struct deque {
    rt_object hdr;
    rt_field x_size, x_head;
    rt_field x_ring;   /* rt_array*, NULL while empty and never grown */
    rt_field x_maxlen; /* UINT64_MAX: none */
    rt_field x_version;
} deque;

static deque *deque_of(Value v) { return (deque *)rt_obj(v); }
static rt_array *ring_of(const deque *d) { return rt_load_ptr(&d->x_ring); }
static size_t size_of(const deque *d) { return rt_load_word(&d->x_size); }
static rt_field *slot(const deque *d, size_t i) {
    rt_array *ring = ring_of(d);
    return &ring->x_items[(rt_load_word(&d->x_head) + i) % ring->length];
}
static void touched(rt_thread *t, rt_own own, deque *d) {
    rt_set_word(t, own, &d->x_version, rt_load_word(&d->x_version) + 1);
}

/* ---- storage; the deque is owned ---- */

static bool make_room(rt_thread *t, rt_own own, deque *d) {
    rt_array *old = ring_of(d);
    size_t n = size_of(d);
    if (old && n < old->length) return true;
    rt_array *ring = rt_array_new(t, n ? n * 2 : 8);
    if (!ring) return false;
    for (size_t i = 0; i < n; i++)
        rt_init(&ring->x_items[i], rt_load(slot(d, i)));
    rt_set_storage(t, own, &d->x_ring, ring);
    rt_set_word(t, own, &d->x_head, 0);
    return true;
}

/* Removes the first or last item. */
static Value take(rt_thread *t, rt_own own, deque *d, bool left) {
    size_t n = size_of(d), head = rt_load_word(&d->x_head);
    rt_field *f = slot(d, left ? 0 : n - 1);
    Value v = rt_load(f);
    rt_set(t, own, f, RT_NULL);
    if (left) rt_set_word(t, own, &d->x_head, (head + 1) % ring_of(d)->length);
    rt_set_word(t, own, &d->x_size, n - 1);
    touched(t, own, d);
    return v;
}

static bool push(rt_thread *t, Value self, Value v, bool left) {
    deque *d = deque_of(self);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return false;
    uint64_t maxlen = rt_load_word(&d->x_maxlen);
    if (maxlen == 0) return true;
    if (!make_room(t, own, d)) return false;
    size_t n = size_of(d), length = ring_of(d)->length;
    if (left) rt_set_word(t, own, &d->x_head, (rt_load_word(&d->x_head) + length - 1) % length);
    rt_set_word(t, own, &d->x_size, n + 1);
    rt_set(t, own, slot(d, left ? 0 : n), v);
    touched(t, own, d);
    if (n + 1 > maxlen) (void)take(t, own, d, !left);
    return true;
}

static void clear(rt_thread *t, rt_own own, deque *d) {
    rt_set_storage(t, own, &d->x_ring, NULL);
    rt_set_word(t, own, &d->x_size, 0);
    rt_set_word(t, own, &d->x_head, 0);
    touched(t, own, d);
}

/* The items as a fresh array with `extra` words more; NULL: raised. */
static rt_array *items_of(rt_thread *t, Value self, size_t extra, size_t *n) {
    deque *d = deque_of(self);
    if (!rt_write(t, &d->hdr)) return NULL;
    *n = size_of(d);
    rt_array *a = rt_array_new(t, *n + extra);
    for (size_t i = 0; a && i < *n; i++)
        rt_init(&a->x_items[i], rt_load(slot(d, i)));
    return a;
}
static Value as_list(rt_thread *t, Value self) {
    size_t n;
    rt_array *a = items_of(t, self, 0, &n);
    return a ? rt_list_from_array(t, a, n) : RT_NULL;
}

/* Makes an array of n items the contents; it belongs to the deque from now on. */
static bool replace(rt_thread *t, Value self, rt_array *items, size_t n) {
    deque *d = deque_of(self);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return false;
    rt_set_storage(t, own, &d->x_ring, n ? items : NULL);
    rt_set_word(t, own, &d->x_head, 0);
    rt_set_word(t, own, &d->x_size, n);
    touched(t, own, d);
    while (size_of(d) > rt_load_word(&d->x_maxlen))
        (void)take(t, own, d, true);
    return true;
}

static Value make(rt_thread *t, rt_type *type, uint64_t maxlen) {
    Value v = rt_instance_new(t, type, 0);
    if (!rt_is_null(v)) rt_init_word(&deque_of(v)->x_maxlen, maxlen);
    return v;
}

/* ---- construction and extension ---- */

static Value push_right(rt_thread *t, Value self, Value item) {
    return push(t, self, item, false) ? RT_NONE : RT_NULL;
}
static Value push_left(rt_thread *t, Value self, Value item) {
    return push(t, self, item, true) ? RT_NONE : RT_NULL;
}
static Value give_none(rt_thread *t, Value result, Value state) {
    return (void)t, (void)result, (void)state, RT_NONE;
}
static Value give_state(rt_thread *t, Value result, Value state) {
    return (void)t, (void)result, state;
}

static Value extend_tail(rt_thread *t, Value self, Value iterable, bool left) {
    if (rt_same(self, iterable)) iterable = as_list(t, self);
    if (rt_is_null(iterable)) return iterable;
    return rt_each_tail(t, iterable, left ? push_left : push_right, give_none, self);
}

static Value deque_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return make(t, (rt_type *)rt_obj(type), UINT64_MAX);
}

/* args: self, iterable, maxlen */
static Value init_fn(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t maxlen = -1;
    if (!rt_is_empty(args[2]) && !rt_is_none(args[2])) {
        if (!rt_has_index(args[2])) return rt_raise_type_error(t, "an integer is required");
        if (!rt_arg_ssize(t, args[2], &maxlen)) return RT_NULL;
        if (maxlen < 0) return rt_raise_value_error(t, "maxlen must be non-negative");
    }
    deque *d = deque_of(args[0]);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &d->x_maxlen, (uint64_t)maxlen);
    if (size_of(d)) clear(t, own, d);
    return rt_is_empty(args[1]) ? RT_NONE : extend_tail(t, args[0], args[1], false);
}
static Value deque_init(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                        Value kwnames) {
    static const rt_native_def def = {
        "deque", init_fn, 0, 0, "self, /, iterable=, maxlen=", 0, NULL};
    return rt_native_invoke_tail(t, &def, self, args, nargs, kwnames);
}

/* ---- methods ---- */

static Value m_append(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, push_right(t, args[0], args[1]);
}
static Value m_appendleft(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, push_left(t, args[0], args[1]);
}
static Value m_extend(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, extend_tail(t, args[0], args[1], false);
}
static Value m_extendleft(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, extend_tail(t, args[0], args[1], true);
}

static Value pop_end(rt_thread *t, Value self, bool left) {
    deque *d = deque_of(self);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    if (size_of(d) == 0) return rt_raise(t, &rt_exc_IndexError, "pop from an empty deque");
    return take(t, own, d, left);
}
static Value m_pop(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, pop_end(t, args[0], false);
}
static Value m_popleft(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, pop_end(t, args[0], true);
}

static Value m_clear(rt_thread *t, Value *args, uint32_t n) {
    (void)n;
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    clear(t, own, deque_of(args[0]));
    return RT_NONE;
}

static Value maxlen_of(rt_thread *t, Value self) {
    deque *d = deque_of(self);
    if (!rt_write(t, &d->hdr)) return RT_NULL;
    uint64_t maxlen = rt_load_word(&d->x_maxlen);
    return maxlen == UINT64_MAX ? RT_NONE : rt_imm_int((int64_t)maxlen);
}

static Value copy_exact(rt_thread *t, Value self) {
    size_t n;
    rt_array *a = items_of(t, self, 0, &n);
    Value copy = a ? make(t, &rt_deque_type, rt_load_word(&deque_of(self)->x_maxlen)) : RT_NULL;
    return !rt_is_null(copy) && replace(t, copy, a, n) ? copy : RT_NULL;
}
static Value m_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_exact(args[0], &rt_deque_type)) return copy_exact(t, args[0]);
    Value maxlen = maxlen_of(t, args[0]);
    if (rt_is_null(maxlen)) return maxlen;
    Value call[] = {args[0], maxlen};
    return rt_call_kw_tail(t, rt_from_obj(rt_type_of(args[0])), call, rt_is_none(maxlen) ? 1 : 2,
                           RT_NULL);
}

static Value m_count(rt_thread *t, Value *args, uint32_t nargs) {
    Value list[] = {as_list(t, args[0]), args[1]};
    return rt_is_null(list[0]) ? RT_NULL : rt_seq_count_method(t, list, nargs);
}

static Value index_found(rt_thread *t, Value index, Value item) {
    if (!rt_is_none(index)) return index;
    return rt_seq_missing_tail(t, item, "deque");
}
static Value plain(rt_thread *t, Value index, Value seq) { return (void)t, (void)seq, index; }
static Value m_index(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t bound[2] = {0, INT64_MAX}, n;
    Value list = as_list(t, args[0]);
    if (rt_is_null(list) || !rt_list_len(t, list, &n)) return RT_NULL;
    for (uint32_t i = 2; i < nargs; i++) {
        if (!rt_has_index(args[i])) {
            return rt_raise_type_error(
                t, "slice indices must be integers or have an __index__ method");
        }
        if (!rt_seq_index(t, args[i], true, &bound[i - 2])) return RT_NULL;
        if (bound[i - 2] < 0) bound[i - 2] = bound[i - 2] + n < 0 ? 0 : bound[i - 2] + n;
    }
    Value r = rt_seq_find_tail(t, list, args[1], bound[0], bound[1], RT_SEQ_FIRST, plain);
    return rt_then(t, r, index_found, args[1]);
}

static bool delete_at(rt_thread *t, Value self, size_t at) {
    deque *d = deque_of(self);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return false;
    size_t n = size_of(d);
    if (at < n / 2) {
        for (size_t i = at; i > 0; i--)
            rt_set(t, own, slot(d, i), rt_load(slot(d, i - 1)));
        (void)take(t, own, d, true);
    } else {
        for (size_t i = at; i + 1 < n; i++)
            rt_set(t, own, slot(d, i), rt_load(slot(d, i + 1)));
        (void)take(t, own, d, false);
    }
    return true;
}

/* state: self, version at the start */
static Value remove_found(rt_thread *t, Value index, Value state) {
    deque *d = deque_of(rt_state_at(state, 0));
    if (rt_is_none(index)) return rt_seq_missing_tail(t, rt_state_at(state, 2), "deque");
    if (!rt_write(t, &d->hdr)) return RT_NULL;
    if (rt_load_word(&d->x_version) != (uint64_t)rt_imm_int_get(rt_state_at(state, 1))) {
        return rt_raise(t, &rt_exc_IndexError, "deque mutated during remove().");
    }
    bool ok = delete_at(t, rt_state_at(state, 0), (size_t)rt_imm_int_get(index));
    return ok ? RT_NONE : RT_NULL;
}
static Value m_remove(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value list = as_list(t, args[0]);
    if (rt_is_null(list)) return list;
    Value version = rt_imm_int((int64_t)rt_load_word(&deque_of(args[0])->x_version));
    Value values[] = {args[0], version, args[1]}, state = rt_state_new(t, values, 3);
    if (rt_is_null(state)) return state;
    Value r = rt_seq_find_tail(t, list, args[1], 0, INT64_MAX, RT_SEQ_FIRST, plain);
    return rt_then(t, r, remove_found, state);
}

static Value m_insert(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t at;
    deque *d = deque_of(args[0]);
    if (!rt_arg_ssize(t, args[1], &at) || !rt_write(t, &d->hdr)) return RT_NULL;
    int64_t n = (int64_t)size_of(d);
    if ((uint64_t)n >= rt_load_word(&d->x_maxlen)) {
        return rt_raise(t, &rt_exc_IndexError, "deque already at its maximum size");
    }
    if (at < 0) at = at + n < 0 ? 0 : at + n;
    if (at > n) at = n;
    if (!push(t, args[0], args[2], false)) return RT_NULL;
    rt_own own = rt_write(t, &d->hdr);
    for (int64_t i = n; i > at; i--)
        rt_set(t, own, slot(d, (size_t)i), rt_load(slot(d, (size_t)i - 1)));
    rt_set(t, own, slot(d, (size_t)at), args[2]);
    return RT_NONE;
}

static Value m_reverse(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    deque *d = deque_of(args[0]);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    size_t n = size_of(d);
    for (size_t i = 0; i < n / 2; i++) {
        Value low = rt_load(slot(d, i));
        rt_set(t, own, slot(d, i), rt_load(slot(d, n - 1 - i)));
        rt_set(t, own, slot(d, n - 1 - i), low);
    }
    touched(t, own, d);
    return RT_NONE;
}

static Value m_rotate(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t by = 1;
    if (nargs > 1 && !rt_arg_ssize(t, args[1], &by)) return RT_NULL;
    deque *d = deque_of(args[0]);
    rt_own own = rt_write(t, &d->hdr);
    if (!own) return RT_NULL;
    int64_t n = (int64_t)size_of(d);
    if (n < 2) return RT_NONE;
    by = (by % n + n) % n;
    bool left = by > n / 2; /* the shorter way round */
    for (int64_t i = left ? n - by : by; i > 0; i--) {
        Value v = take(t, own, d, left);
        if (!push(t, args[0], v, !left)) return RT_NULL;
    }
    return RT_NONE;
}

static Value m_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value list = as_list(t, args[0]), maxlen = maxlen_of(t, args[0]);
    if (rt_is_null(list) || rt_is_null(maxlen)) return RT_NULL;
    Value init = rt_is_none(maxlen) ? rt_tuple_new(t, &list, 1) : rt_tuple_pack2(t, list, maxlen);
    return rt_is_null(init) ? init : rt_tuple_pack2(t, rt_from_obj(rt_type_of(args[0])), init);
}

/* ---- slots ---- */

static Value deque_repr(rt_thread *t, Value self) {
    const char *name = rt_type_of(self)->name, *dot = strrchr(name, '.');
    if (dot) name = dot + 1;
    rt_repr_frame frame;
    int entered = rt_repr_enter(t, &frame, self);
    if (entered) return entered < 0 ? RT_NULL : rt_str_from_ascii(t, "[...]", 5);
    Value list = as_list(t, self), maxlen = maxlen_of(t, self);
    Value items =
        rt_is_null(list) || rt_is_null(maxlen) ? RT_NULL : rt_seq_repr(t, list, "[", "]", "");
    rt_repr_leave(t, &frame);
    if (rt_is_null(items)) return items;
    if (rt_is_none(maxlen)) return rt_str_format_c(t, "%s(%V)", name, items);
    return rt_str_format_c(t, "%s(%V, maxlen=%R)", name, items, maxlen);
}

static Value deque_len(rt_thread *t, Value self) {
    uint64_t h, n;
    const deque *d = deque_of(self);
    do {
        if (!rt_read_open(t, &d->hdr, &h)) return RT_NULL;
        n = size_of(d);
    } while (!rt_read_close(t, &d->hdr, h));
    return rt_imm_int((int64_t)n);
}

static Value deque_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_isinstance_exact(a, &rt_deque_type) || !rt_isinstance_exact(b, &rt_deque_type))
        return RT_NOT_IMPLEMENTED;
    Value x = as_list(t, a), y = rt_is_null(x) ? x : as_list(t, b);
    return rt_is_null(y) ? y : rt_seq_compare_tail(t, x, y, op);
}

/* The field of an index; NULL: raised. */
static rt_field *field_at(rt_thread *t, Value self, Value key, rt_own *own, size_t *at) {
    int64_t i;
    deque *d = deque_of(self);
    if (!rt_has_index(key)) {
        (void)rt_raise_type_error(t, "sequence index must be integer, not '%T'", key);
        return NULL;
    }
    if (!rt_seq_index(t, key, false, &i) || !(*own = rt_write(t, &d->hdr))) return NULL;
    int64_t n = (int64_t)size_of(d);
    if (i < 0) i += n;
    if (i < 0 || i >= n) {
        (void)rt_raise(t, &rt_exc_IndexError, "deque index out of range");
        return NULL;
    }
    *at = (size_t)i;
    return slot(d, *at);
}
static Value deque_getitem(rt_thread *t, Value self, Value key) {
    rt_own own;
    size_t at;
    const rt_field *f = field_at(t, self, key, &own, &at);
    return f ? rt_load(f) : RT_NULL;
}
static Value deque_setitem(rt_thread *t, Value self, Value key, Value value) {
    rt_own own;
    size_t at;
    rt_field *f = field_at(t, self, key, &own, &at);
    if (!f) return RT_NULL;
    if (rt_is_empty(value)) return delete_at(t, self, at) ? RT_NONE : RT_NULL;
    rt_set(t, own, f, value);
    return RT_NONE;
}

static Value deque_contains(rt_thread *t, Value self, Value item) {
    Value list = as_list(t, self);
    return rt_is_null(list) ? list : rt_seq_contains_tail(t, list, item);
}

static Value deque_add(rt_thread *t, Value a, Value b) {
    if (!rt_isinstance_exact(a, &rt_deque_type)) return RT_NOT_IMPLEMENTED;
    if (!rt_isinstance_exact(b, &rt_deque_type)) {
        return rt_raise_type_error(t, "can only concatenate deque (not \"%T\") to deque", b);
    }
    Value sum = copy_exact(t, a);
    return rt_is_null(sum) ? sum : rt_then(t, extend_tail(t, sum, b, false), give_state, sum);
}
static Value deque_iadd(rt_thread *t, Value self, Value other) {
    return rt_then(t, extend_tail(t, self, other, false), give_state, self);
}

static bool repeat_in_place(rt_thread *t, Value self, int64_t times) {
    size_t n, total;
    rt_array *once = items_of(t, self, 0, &n);
    if (!once) return false;
    if (times < 0) times = 0;
    if (__builtin_mul_overflow(n, (size_t)times, &total) || total > SIZE_MAX >> 5) {
        (void)rt_raise_memory_error(t);
        return false;
    }
    rt_array *all = rt_array_new(t, total);
    for (size_t i = 0; all && i < total; i++)
        rt_init(&all->x_items[i], rt_load(&once->x_items[i % n]));
    return all && replace(t, self, all, total);
}
static Value deque_imul(rt_thread *t, Value self, Value times) {
    int64_t n;
    if (!rt_has_index(times)) return rt_seq_operand_error(t, RT_MUL, "deque", times);
    return rt_seq_index(t, times, false, &n) && repeat_in_place(t, self, n) ? self : RT_NULL;
}
static Value deque_mul(rt_thread *t, Value a, Value b) {
    bool swap = !rt_isinstance_exact(a, &rt_deque_type);
    Value copy = copy_exact(t, swap ? b : a);
    return rt_is_null(copy) ? copy : deque_imul(t, copy, swap ? a : b);
}

/* ---- iteration ---- */

typedef struct deque_iter {
    rt_object hdr;
    Value deque;
    uint64_t version;
    rt_field x_index;
} deque_iter;

static Value iter_make(rt_thread *t, rt_type *type, Value self) {
    if (!rt_write(t, rt_obj(self))) return RT_NULL;
    rt_object *o = rt_alloc(t, sizeof(deque_iter), &type->root);
    if (!o) return RT_NULL;
    ((deque_iter *)o)->deque = self;
    ((deque_iter *)o)->version = rt_load_word(&deque_of(self)->x_version);
    return rt_from_obj(o);
}
static Value deque_iter_new(rt_thread *t, Value self) {
    return iter_make(t, &rt_deque_iter_type, self);
}
static Value m_reversed(rt_thread *t, Value *args, uint32_t n) {
    return (void)n, iter_make(t, &rt_deque_reverse_iter_type, args[0]);
}

static Value iter_step(rt_thread *t, Value self, bool back) {
    deque_iter *it = (deque_iter *)rt_obj(self);
    deque *d = deque_of(it->deque);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    uint64_t h, i = rt_load_word(&it->x_index);
    bool valid, end;
    Value v = RT_NULL;
    do {
        if (!rt_read_open(t, &d->hdr, &h)) return RT_NULL;
        size_t n = size_of(d);
        const rt_array *ring = ring_of(d);
        valid = rt_load_word(&d->x_version) == it->version;
        end = i >= n || !ring;
        if (!end)
            v = rt_load(
                &ring->x_items[(rt_load_word(&d->x_head) + (back ? n - 1 - i : i)) % ring->length]);
    } while (!rt_read_close(t, &d->hdr, h));
    if (!valid && !(end && i == UINT64_MAX)) {
        return rt_raise(t, &rt_exc_RuntimeError, "deque mutated during iteration");
    }
    rt_set_word(t, own, &it->x_index, end ? UINT64_MAX : i + 1);
    return end ? RT_EMPTY : v;
}
static Value iter_next(rt_thread *t, Value self) { return iter_step(t, self, false); }
static Value iter_previous(rt_thread *t, Value self) { return iter_step(t, self, true); }
static void iter_trace(rt_object *o, rt_marker *m) { rt_mark(m, ((deque_iter *)o)->deque); }

rt_type rt_deque_iter_type = {
    RT_TYPE_HEAD(rt_deque_iter_type, "_collections._deque_iterator"),
    .basic_size = sizeof(deque_iter),
    .slots = {.iter = rt_self_iter, .next = iter_next},
    .trace = iter_trace,
};
rt_type rt_deque_reverse_iter_type = {
    RT_TYPE_HEAD(rt_deque_reverse_iter_type, "_collections._deque_reverse_iterator"),
    .basic_size = sizeof(deque_iter),
    .slots = {.iter = rt_self_iter, .next = iter_previous},
    .trace = iter_trace,
};

/* ---- the type ---- */

static void deque_trace(rt_object *o, rt_marker *m) { rt_mark_storage(m, ring_of((deque *)o)); }

static const rt_native_def deque_methods[] = {
    {"append", m_append, 2, 2, NULL, 0, "Add an element to the right side of the deque."},
    {"appendleft", m_appendleft, 2, 2, NULL, 0, "Add an element to the left side of the deque."},
    {"clear", m_clear, 1, 1, NULL, 0, "Remove all elements from the deque."},
    {"copy", m_copy, 1, 1, NULL, 0, "Return a shallow copy of a deque."},
    {"__copy__", m_copy, 1, 1, NULL, 0, "Return a shallow copy of a deque."},
    {"count", m_count, 2, 2, NULL, 0, "D.count(value) -- return number of occurrences of value"},
    {"extend", m_extend, 2, 2, NULL, 0,
     "Extend the right side of the deque with elements from the iterable"},
    {"extendleft", m_extendleft, 2, 2, NULL, 0,
     "Extend the left side of the deque with elements from the iterable"},
    {"index", m_index, 2, 4, NULL, 0,
     "D.index(value, [start, [stop]]) -- return first index of value.\nRaises ValueError if the value is not present."},
    {"insert", m_insert, 3, 3, NULL, 0, "D.insert(index, object) -- insert object before index"},
    {"pop", m_pop, 1, 1, NULL, 0, "Remove and return the rightmost element."},
    {"popleft", m_popleft, 1, 1, NULL, 0, "Remove and return the leftmost element."},
    {"remove", m_remove, 2, 2, NULL, 0, "D.remove(value) -- remove first occurrence of value."},
    {"reverse", m_reverse, 1, 1, NULL, 0, "D.reverse() -- reverse *IN PLACE*"},
    {"rotate", m_rotate, 1, 2, NULL, 0,
     "Rotate the deque n steps to the right (default n=1).  If n is negative, rotates left."},
    {"__reversed__", m_reversed, 1, 1, NULL, 0,
     "D.__reversed__() -- return a reverse iterator over the deque"},
    {"__reduce__", m_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0},
};
static const rt_getset_def deque_getsets[] = {
    {"maxlen", maxlen_of, NULL, "maximum size of a deque or None if unbounded"}, {0}};

rt_type rt_deque_type = {
    RT_TYPE_HEAD(rt_deque_type, "collections.deque"),
    .flags = RT_TF_BASETYPE | RT_TF_SEQUENCE | RT_TF_WEAKREF,
    .basic_size = sizeof(deque),
    .slots = {.new_ = deque_new,
              .init = deque_init,
              .repr = deque_repr,
              .len = deque_len,
              .iter = deque_iter_new,
              .compare = deque_compare,
              .getitem = deque_getitem,
              .setitem = deque_setitem,
              .contains = deque_contains,
              .binary = {[RT_ADD] = deque_add, [RT_MUL] = deque_mul},
              .inplace = {[RT_ADD] = deque_iadd, [RT_MUL] = deque_imul}},
    .trace = deque_trace,
    .methods = deque_methods,
    .getsets = deque_getsets,
    .doc = "deque([iterable[, maxlen]]) --> deque object\n\n"
           "A list-like sequence optimized for data accesses near its endpoints.",
};
