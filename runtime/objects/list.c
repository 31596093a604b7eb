/* list.c - mutable sequences: storage, construction and the type's slots.
 *
 * Owns: rt_list_type.
 * Invariants
 *   list-1  x_size <= length of the array at x_items.
 *   list-2  Words at and beyond x_size hold nothing that an abort needs: whoever shrinks a list in place logs what it
 *           drops (drop_tail), so appending stores without logging.
 *   list-3  An array belongs to one list; after it was replaced no one writes it.
 * Threads: any, inside a transaction; the list's stamp guards its array too. */
#include "runtime/objects/list.h"

#include <assert.h>

#include "runtime/error.h"
#include "runtime/mutant.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/list_internal.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

/* ---- storage ---- */

static size_t grown(size_t n) { return n + (n >> 2) + 4; }

/* Into an array that nobody else knows yet; `from` is ours, too: its words do not change. */
static void copy_own(rt_array *to, size_t at, const rt_array *from, size_t start, size_t n) {
    memcpy((void *)&to->x_items[at], (const void *)&from->x_items[start], n * sizeof(rt_field));
}

/* The same while others may be writing to `from`: between open and close. */
static void copy_words(const rt_thread *t, rt_array *to, size_t at, const rt_array *from,
                       size_t start, size_t n) {
    if (t->tx->solo) {
        copy_own(to, at, from, start, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rt_init_word(&to->x_items[at + i], rt_load_word(&from->x_items[start + i]));
    }
}

void rt_list_adopt(rt_thread *t, rt_own own, rt_list *l, rt_array *items, size_t n) {
    assert(!items ? n == 0 : n <= items->length);
    if (rt_mutant(LIST_ARRAY_NOT_LOGGED)) own = STM_FRESH;
    rt_set_storage(t, own, &l->x_items, items);
    rt_set_word(t, own, &l->x_size, n);
}

bool rt_list_reserve(rt_thread *t, rt_own own, rt_list *l, size_t n) {
    rt_array *old = rt_list_array(l);
    if (old ? n <= old->length : n == 0) return true;
    rt_array *a = rt_array_new(t, n);
    if (!a) return false;
    if (old) copy_own(a, 0, old, 0, rt_list_size(l));
    if (rt_mutant(LIST_ARRAY_NOT_LOGGED)) own = STM_FRESH;
    rt_set_storage(t, own, &l->x_items, a);
    return true;
}

/* Forgets the items from n on, in place. */
static void drop_tail(rt_thread *t, rt_own own, rt_list *l, size_t n) {
    rt_array *a = rt_list_array(l);
    rt_own logged = rt_mutant(LIST_TAIL_NOT_LOGGED) ? STM_FRESH : own;
    for (size_t i = n, size = rt_list_size(l); i < size; i++) {
        rt_set(t, logged, &a->x_items[i], RT_NULL);
    }
    rt_set_word(t, own, &l->x_size, n);
}

/* Moves the items [from, size) to start at `to`, inside the array. */
static void shift(rt_thread *t, rt_own own, rt_list *l, size_t from, size_t to) {
    rt_array *a = rt_list_array(l);
    size_t size = rt_list_size(l);
    if (t->tx->solo) {
        memmove((void *)&a->x_items[to], (const void *)&a->x_items[from],
                (size - from) * sizeof(rt_field));
        return;
    }
    if (rt_mutant(LIST_SHIFT_NOT_LOGGED)) own = STM_FRESH;
    if (to < from) {
        for (size_t i = from; i < size; i++) {
            rt_set(t, own, &a->x_items[to + i - from], rt_load(&a->x_items[i]));
        }
        return;
    }
    for (size_t i = size; i-- > from;) {
        rt_set(t, own, &a->x_items[to + i - from], rt_load(&a->x_items[i]));
    }
}

bool rt_list_splice(rt_thread *t, rt_own own, rt_list *l, size_t start, size_t end,
                    const Value *items, size_t n) {
    size_t size = rt_list_size(l), tail = size - end, total = start + n + tail;
    rt_array *a = rt_list_array(l);
    assert(start <= end && end <= size);
    bool in_place = a && total <= a->length && (own == STM_FRESH || tail + n + end - start < 32);
    if (!in_place && total) {
        rt_array *b = rt_array_new(t, total > size ? grown(total) : total);
        if (!b) return false;
        if (a) copy_own(b, 0, a, 0, start);
        for (size_t i = 0; i < n; i++)
            rt_init(&b->x_items[start + i], items[i]);
        if (a) copy_own(b, start + n, a, end, tail);
        rt_list_adopt(t, own, l, b, total);
        return true;
    }
    if (total == 0) {
        rt_list_adopt(t, own, l, NULL, 0);
        return true;
    }
    if (start + n != end) shift(t, own, l, end, start + n);
    for (size_t i = 0; i < n; i++)
        rt_set(t, own, &a->x_items[start + i], items[i]);
    if (total < size)
        drop_tail(t, own, l, total);
    else
        rt_set_word(t, own, &l->x_size, total);
    return true;
}

Value rt_list_from_array(rt_thread *t, rt_array *items, size_t n) {
    rt_object *o = rt_alloc(t, sizeof(rt_list), &rt_list_type.root);
    if (!o) return RT_NULL;
    rt_list *l = (rt_list *)o;
    rt_init_ptr(&l->x_items, items);
    rt_init_word(&l->x_size, n);
    return rt_from_obj(l);
}

Value rt_list_new(rt_thread *t, const Value *items, size_t n) {
    rt_array *a = NULL;
    if (n) {
        a = rt_array_new(t, n);
        if (!a) return RT_NULL;
        for (size_t i = 0; items && i < n; i++)
            rt_init(&a->x_items[i], items[i]);
    }
    return rt_list_from_array(t, a, n);
}

/* ---- single items ---- */

bool rt_list_append(rt_thread *t, Value list, Value item) {
    rt_list *l = rt_as_list(list);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return false;
    size_t n = rt_list_size(l);
    const rt_array *a = rt_list_array(l);
    if ((!a || n == a->length) && !rt_list_reserve(t, own, l, grown(n))) return false;
    rt_init(&rt_list_array(l)->x_items[n], item); /* list-2 */
    if (rt_mutant(LIST_SIZE_NOT_LOGGED)) own = STM_FRESH;
    rt_set_word(t, own, &l->x_size, n + 1);
    return true;
}

Value rt_list_get(rt_thread *t, Value list, int64_t i) {
    const rt_list *l = rt_as_list(list);
    uint64_t h;
    Value v;
    do {
        if (!rt_read_open(t, &l->hdr, &h)) return RT_NULL;
        const rt_array *a = rt_list_array(l);
        bool in = i >= 0 && (uint64_t)i < rt_list_size(l) && a && (uint64_t)i < a->length;
        v = in ? rt_load(&a->x_items[i]) : RT_EMPTY;
    } while (!rt_read_close(t, &l->hdr, h));
    return v;
}

bool rt_list_set(rt_thread *t, Value list, int64_t i, Value item) {
    rt_list *l = rt_as_list(list);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return false;
    assert(i >= 0 && (size_t)i < rt_list_size(l));
    rt_set(t, own, &rt_list_array(l)->x_items[i], item);
    return true;
}

bool rt_list_len(rt_thread *t, Value list, int64_t *n) {
    const rt_list *l = rt_as_list(list);
    uint64_t h;
    if (rt_mutant(LIST_READ_UNCHECKED)) {
        *n = (int64_t)rt_list_size(l);
        return true;
    }
    do {
        if (!rt_read_open(t, &l->hdr, &h)) return false;
        *n = (int64_t)rt_list_size(l);
    } while (!rt_read_close(t, &l->hdr, h));
    return true;
}

rt_array *rt_list_snapshot(rt_thread *t, Value list, size_t *n) {
    const rt_list *l = rt_as_list(list);
    rt_array *copy = NULL;
    for (;;) {
        uint64_t h;
        if (!rt_read_open(t, &l->hdr, &h)) return NULL;
        size_t size = rt_list_size(l);
        const rt_array *a = rt_list_array(l);
        bool fits = copy && copy->length == size;
        if (fits && a && size <= a->length) copy_words(t, copy, 0, a, 0, size);
        if (!rt_read_close(t, &l->hdr, h)) continue;
        *n = size;
        if (fits) return copy;
        copy = rt_array_new(t, size);
        if (!copy) return NULL;
    }
}

int rt_list_copy(rt_thread *t, Value list, size_t size, int64_t start, int64_t step, rt_array *to) {
    const rt_list *l = rt_as_list(list);
    bool same;
    uint64_t h;
    do {
        if (!rt_read_open(t, &l->hdr, &h)) return -1;
        const rt_array *a = rt_list_array(l);
        same = rt_list_size(l) == size && (size == 0 || (a && size <= a->length));
        if (same && step == 1)
            copy_words(t, to, 0, a, (size_t)start, to->length);
        else
            for (int64_t i = 0; same && (size_t)i < to->length; i++)
                rt_init_word(&to->x_items[i], rt_load_word(&a->x_items[start + i * step]));
    } while (!rt_read_close(t, &l->hdr, h));
    return same;
}

Value rt_list_pop(rt_thread *t, Value list, int64_t i) {
    rt_list *l = rt_as_list(list);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    size_t n = rt_list_size(l);
    if (i < 0 || (size_t)i >= n) return RT_EMPTY;
    Value v = rt_load(&rt_list_array(l)->x_items[i]);
    if ((size_t)i == n - 1) {
        drop_tail(t, own, l, n - 1);
        return v;
    }
    return rt_list_splice(t, own, l, (size_t)i, (size_t)i + 1, NULL, 0) ? v : RT_NULL;
}

/* ---- construction ---- */

static Value list_new(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    rt_type *type = (rt_type *)rt_obj(self);
    return type == &rt_list_type ? rt_list_new(t, NULL, 0) : rt_instance_new(t, type, 0);
}

static Value list_init(rt_thread *t, Value self, const Value *args, uint32_t nargs, Value kwnames) {
    bool strict = rt_type_of(self)->slots.new_ == list_new; /* else its own __new__ may take them */
    if (!rt_args_check(t, "list", nargs, strict ? kwnames : RT_NULL, 0, 1)) return RT_NULL;
    rt_own own = rt_write(t, rt_obj(self));
    if (!own) return RT_NULL;
    if (rt_list_size(rt_as_list(self))) rt_list_adopt(t, own, rt_as_list(self), NULL, 0);
    return nargs ? rt_list_extend_tail(t, self, args[0]) : RT_NONE;
}

/* ---- operators ---- */

static Value list_repr(rt_thread *t, Value self) { return rt_seq_repr(t, self, "[", "]", ""); }

static Value list_length(rt_thread *t, Value self) {
    int64_t n;
    return rt_list_len(t, self, &n) ? rt_imm_int(n) : RT_NULL;
}

static Value list_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_is_list(a) || !rt_is_list(b)) return RT_NOT_IMPLEMENTED;
    return rt_seq_compare_tail(t, a, b, op);
}

static bool list_index(rt_thread *t, Value self, Value key, int64_t *i) {
    if (!rt_seq_index(t, key, false, i)) return false;
    if (*i >= 0) return true;
    int64_t n;
    if (!rt_list_len(t, self, &n)) return false;
    *i += n;
    return true;
}

static Value list_getitem(rt_thread *t, Value self, Value key) {
    if (rt_has_index(key)) {
        int64_t i;
        if (!list_index(t, self, key, &i)) return RT_NULL;
        Value v = rt_list_get(t, self, i);
        if (!rt_is_empty(v)) return v;
        return rt_raise(t, &rt_exc_IndexError, "list index out of range");
    }
    if (rt_is_exact(key, &rt_slice_type)) return rt_list_get_slice(t, self, key);
    return rt_raise_type_error(t, "list indices must be integers or slices, not %T", key);
}

static Value list_setitem(rt_thread *t, Value self, Value key, Value value) {
    if (!rt_has_index(key)) {
        if (rt_is_exact(key, &rt_slice_type)) return rt_list_set_slice_tail(t, self, key, value);
        return rt_raise_type_error(t, "list indices must be integers or slices, not %T", key);
    }
    int64_t i;
    if (!list_index(t, self, key, &i)) return RT_NULL;
    rt_list *l = rt_as_list(self);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    if (i < 0 || (size_t)i >= rt_list_size(l)) {
        return rt_raise(t, &rt_exc_IndexError, "list assignment index out of range");
    }
    if (rt_is_empty(value)) return rt_is_null(rt_list_pop(t, self, i)) ? RT_NULL : RT_NONE;
    rt_set(t, own, &rt_list_array(l)->x_items[i], value);
    return RT_NONE;
}

static Value list_add(rt_thread *t, Value a, Value b) {
    if (!rt_is_list(a)) return RT_NOT_IMPLEMENTED;
    if (!rt_is_list(b)) return rt_seq_operand_error(t, RT_ADD, "list", b);
    size_t n, m;
    rt_array *left = rt_list_snapshot(t, a, &n);
    rt_array *right = left ? rt_list_snapshot(t, b, &m) : NULL;
    if (!right) return RT_NULL;
    if (m == 0) return rt_list_from_array(t, left, n);
    if (n == 0) return rt_list_from_array(t, right, m);
    rt_array *sum = rt_array_new(t, n + m);
    if (!sum) return RT_NULL;
    copy_words(t, sum, 0, left, 0, n);
    copy_words(t, sum, n, right, 0, m);
    return rt_list_from_array(t, sum, n + m);
}

/* The items of list repeated, as a fresh array of *total; NULL: raised. */
static rt_array *repeated(rt_thread *t, Value list, int64_t times, size_t *total) {
    size_t n;
    rt_array *once = rt_list_snapshot(t, list, &n);
    if (!once || times == 1) return *total = once ? n : 0, once;
    if (times < 0) times = 0;
    if (__builtin_mul_overflow(n, (size_t)times, total) || *total > SIZE_MAX >> 5) {
        (void)rt_raise_memory_error(t);
        return NULL;
    }
    rt_array *a = rt_array_new(t, *total);
    for (size_t i = 0; a && i < *total; i += n)
        copy_words(t, a, i, once, 0, n);
    return a;
}

static Value list_mul(rt_thread *t, Value a, Value b) {
    bool swapped = !rt_is_list(a);
    if (swapped) {
        Value swap = a;
        a = b;
        b = swap;
    }
    if (!rt_is_list(a)) return RT_NOT_IMPLEMENTED;
    if (!rt_has_index(b))
        return swapped ? rt_raise_unsupported(t, RT_MUL, b, a)
                       : rt_seq_operand_error(t, RT_MUL, "list", b);
    int64_t times;
    size_t total;
    if (!rt_seq_times(t, b, &times)) return RT_NULL;
    rt_array *items = repeated(t, a, times, &total);
    return items ? rt_list_from_array(t, items, total) : RT_NULL;
}

static Value list_imul(rt_thread *t, Value self, Value b) {
    if (!rt_has_index(b)) return rt_seq_operand_error(t, RT_MUL, "list", b);
    int64_t times;
    size_t total;
    if (!rt_seq_times(t, b, &times)) return RT_NULL;
    rt_array *items = repeated(t, self, times, &total);
    rt_own own = items ? rt_write(t, rt_obj(self)) : STM_CONFLICT;
    if (!own) return RT_NULL;
    rt_list_adopt(t, own, rt_as_list(self), items, total);
    return self;
}

static Value return_state(rt_thread *t, Value result, Value state) {
    (void)t, (void)result;
    return state;
}

static Value list_iadd(rt_thread *t, Value self, Value other) {
    return rt_then(t, rt_list_extend_tail(t, self, other), return_state, self);
}

static void list_trace(rt_object *o, rt_marker *m) {
    rt_mark_storage(m, rt_list_array((rt_list *)o));
}

rt_type rt_list_type = {
    RT_TYPE_HEAD(rt_list_type, "list"),
    .flags = RT_TF_BASETYPE | RT_TF_LIST | RT_TF_SEQUENCE,
    .basic_size = sizeof(rt_list),
    .slots = {.new_ = list_new,
              .init = list_init,
              .repr = list_repr,
              .len = list_length,
              .iter = rt_seq_iter_new,
              .compare = list_compare,
              .getitem = list_getitem,
              .setitem = list_setitem,
              .contains = rt_seq_contains_tail,
              .binary = {[RT_ADD] = list_add, [RT_MUL] = list_mul},
              .inplace = {[RT_ADD] = list_iadd, [RT_MUL] = list_imul}},
    .trace = list_trace,
    .methods = rt_list_methods,
    .doc = "Built-in mutable sequence.\n\n"
           "If no argument is given, the constructor creates a new empty list.\n"
           "The argument must be an iterable if specified.",
};
