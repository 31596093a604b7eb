/* list_methods.c - list methods, slices and extension.
 *
 * Owns: the method table of list. Invariants: those of list.c. Threads: any, inside a transaction. */
#include <assert.h>

#include "runtime/error.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/list_internal.h"
#include "runtime/objects/range.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/set.h"
#include "runtime/objects/slice.h"

/* ---- extension ---- */

static bool extend_items(rt_thread *t, Value list, const rt_array *items, size_t n) {
    rt_list *l = rt_as_list(list);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return false;
    size_t size = rt_list_size(l), total = size + n;
    if (n == 0) return true;
    size_t room = rt_list_array(l) ? rt_list_array(l)->length : 0;
    if (total > room) {
        size_t want = size ? total + (total >> 3) : total;
        if (!rt_list_reserve(t, own, l, want)) return false;
    }
    rt_array *a = rt_list_array(l);
    for (size_t i = 0; i < n; i++) {
        rt_init_word(&a->x_items[size + i], rt_load_word(&items->x_items[i]));
    }
    rt_set_word(t, own, &l->x_size, total);
    return true;
}

static Value extend_tuple(rt_thread *t, Value list, Value tuple) {
    rt_list *l = rt_as_list(list);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    size_t size = rt_list_size(l);
    bool ok = rt_list_splice(t, own, l, size, size, rt_as_tuple(tuple)->items, rt_tuple_len(tuple));
    return ok ? RT_NONE : RT_NULL;
}

static Value append_step(rt_thread *t, Value list, Value item) {
    return rt_list_append(t, list, item) ? RT_NONE : RT_NULL;
}

static Value extend_done(rt_thread *t, Value result, Value list) {
    (void)t, (void)list;
    return result;
}

static Value extend_from_iterator(rt_thread *t, Value iterator, Value list) {
    return rt_drain_tail(t, iterator, append_step, extend_done, list);
}

/* The room for all of it first: what is too long fails at once. */
static Value extend_range(rt_thread *t, Value list, Value range) {
    rt_list *l = rt_as_list(list);
    rt_range_span span;
    if (!rt_range_span_get(t, range, &span)) return RT_NULL;
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    size_t size = rt_list_size(l), total = size + span.count;
    size_t room = rt_list_array(l) ? rt_list_array(l)->length : 0;
    if (total > room && !rt_list_reserve(t, own, l, total)) return RT_NULL;
    if (!span.immediate) return rt_each_tail(t, range, append_step, extend_done, list);
    rt_array *a = rt_list_array(l);
    for (size_t i = 0; i < span.count; i++)
        rt_init(&a->x_items[size + i], rt_imm_int(span.start + (int64_t)i * span.step));
    rt_set_word(t, own, &l->x_size, total);
    return RT_NONE;
}

Value rt_list_extend_tail(rt_thread *t, Value list, Value iterable) {
    if (rt_is_exact(iterable, &rt_list_type)) {
        size_t n;
        const rt_array *items = rt_list_snapshot(t, iterable, &n);
        return items && extend_items(t, list, items, n) ? RT_NONE : RT_NULL;
    }
    if (rt_is_exact(iterable, &rt_tuple_type)) return extend_tuple(t, list, iterable);
    if (rt_is_exact(iterable, &rt_range_type)) return extend_range(t, list, iterable);
    Value iterator = rt_then(t, rt_iter_tail(t, iterable), rt_length_asked_tail, iterable);
    return rt_then(t, iterator, extend_from_iterator, list);
}

static Value to_list_done(rt_thread *t, Value result, Value list) {
    (void)t, (void)result;
    return list;
}

Value rt_to_list_tail(rt_thread *t, Value iterable) {
    Value list = rt_list_new(t, NULL, 0);
    if (rt_is_null(list)) return list;
    return rt_then(t, rt_list_extend_tail(t, list, iterable), to_list_done, list);
}

static Value to_tuple_done(rt_thread *t, Value result, Value list) {
    (void)result;
    size_t n;
    const rt_array *items = rt_list_snapshot(t, list, &n);
    return items ? rt_tuple_from_array(t, items, n) : RT_NULL;
}

Value rt_to_tuple_tail(rt_thread *t, Value iterable) {
    if (rt_is_exact(iterable, &rt_tuple_type)) return iterable;
    if (rt_is_exact(iterable, &rt_list_type)) return to_tuple_done(t, RT_NONE, iterable);
    Value list = rt_list_new(t, NULL, 0);
    if (rt_is_null(list)) return list;
    return rt_then(t, rt_list_extend_tail(t, list, iterable), to_tuple_done, list);
}

static Value iterator_to_list(rt_thread *t, Value iterator, Value state) {
    (void)state;
    return rt_to_list_tail(t, iterator);
}

Value rt_to_sequence_tail(rt_thread *t, Value iterable, const char *refused) {
    if (rt_is_exact(iterable, &rt_list_type) || rt_is_exact(iterable, &rt_tuple_type))
        return iterable;
    if (rt_is_exact(iterable, &rt_range_type)) return rt_to_list_tail(t, iterable);
    return rt_then(t, rt_iter_refused_tail(t, iterable, refused), iterator_to_list, RT_NULL);
}

/* ---- slices ---- */

Value rt_list_get_slice(rt_thread *t, Value list, Value slice) {
    for (;;) {
        int64_t n, start, stop, step, count;
        if (!rt_list_len(t, list, &n) ||
            !rt_slice_indices(t, slice, n, &start, &stop, &step, &count))
            return RT_NULL;
        if (count == 0) return rt_list_from_array(t, NULL, 0);
        rt_array *part = rt_array_new(t, (size_t)count);
        int copied = part ? rt_list_copy(t, list, (size_t)n, start, step, part) : -1;
        if (copied) return copied < 0 ? RT_NULL : rt_list_from_array(t, part, (size_t)count);
    }
}

/* del list[start:stop:step], step not 1: keeps what lies between. */
static Value delete_strided(rt_thread *t, Value list, int64_t start, int64_t step, int64_t count) {
    size_t n;
    const rt_array *items = rt_list_snapshot(t, list, &n);
    if (!items) return RT_NULL;
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    size_t kept = n - (size_t)count;
    rt_array *rest = kept ? rt_array_new(t, kept) : NULL;
    if (kept && !rest) return RT_NULL;
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t offset = (int64_t)i - start;
        if (offset >= 0 && offset % step == 0 && offset / step < count) continue;
        rt_init_word(&rest->x_items[to++], rt_load_word(&items->x_items[i]));
    }
    assert(to == kept);
    rt_own own = rt_write(t, rt_obj(list));
    if (!own) return RT_NULL;
    rt_list_adopt(t, own, rt_as_list(list), rest, kept);
    return RT_NONE;
}

/* The items of another list than `list`, to be read at once. */
static const rt_array *items_of(rt_thread *t, Value list, Value value, size_t *n) {
    if (!t->tx->solo || rt_same(list, value)) return rt_list_snapshot(t, value, n);
    *n = rt_list_size(rt_as_list(value));
    const rt_array *items = rt_list_array(rt_as_list(value));
    return items ? items : rt_array_new(t, 0);
}

/* value: a list, or RT_EMPTY to delete. */
static Value set_slice_to(rt_thread *t, Value list, Value slice, Value value) {
    int64_t n, start, stop, step, count;
    size_t m = 0;
    const rt_array *items = NULL;
    if (!rt_is_empty(value) && !(items = items_of(t, list, value, &m))) return RT_NULL;
    rt_list *l = rt_as_list(list);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    n = (int64_t)rt_list_size(l);
    if (!rt_slice_indices(t, slice, n, &start, &stop, &step, &count)) return RT_NULL;
    if (step == 1) {
        /* The items of an array that is not shared can be read as plain Values. */
        const Value *values = items ? (const Value *)(const void *)items->x_items : NULL;
        size_t end = (size_t)(start + count);
        return rt_list_splice(t, own, l, (size_t)start, end, values, m) ? RT_NONE : RT_NULL;
    }
    if (!items) return count ? delete_strided(t, list, start, step, count) : RT_NONE;
    if (m != (size_t)count) {
        return rt_raise_value_error(
            t, "attempt to assign sequence of size %zu to extended slice of size %lld", m,
            (long long)count);
    }
    for (int64_t i = 0; i < count; i++) {
        rt_set(t, own, &rt_list_array(l)->x_items[start + i * step], rt_load(&items->x_items[i]));
    }
    return RT_NONE;
}

/* state: list, slice. */
static Value set_slice(rt_thread *t, Value value, Value state) {
    return set_slice_to(t, rt_state_at(state, 0), rt_state_at(state, 1), value);
}

/* The slice as it is for the list now: its own indices are looked at only once, and before the value. */
static Value settled(rt_thread *t, Value list, Value slice) {
    int64_t n, start, stop, step, count;
    if (!rt_list_len(t, list, &n) || !rt_slice_indices(t, slice, n, &start, &stop, &step, &count))
        return RT_NULL;
    if (step == 1) stop = start + count;
    return rt_slice_new(t, rt_imm_int(start), stop < 0 ? RT_NONE : rt_imm_int(stop),
                        rt_imm_int(step));
}

Value rt_list_set_slice_tail(rt_thread *t, Value list, Value slice, Value value) {
    if (rt_is_exact(value, &rt_tuple_type)) value = rt_to_list_tail(t, value);
    if (rt_is_null(value)) return RT_NULL;
    if (rt_is_empty(value) || rt_is_exact(value, &rt_list_type))
        return set_slice_to(t, list, slice, value);
    slice = settled(t, list, slice);
    if (rt_is_null(slice)) return RT_NULL;
    Value values[] = {list, slice}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return RT_NULL;
    bool plain = rt_same(((const rt_slice *)rt_obj(slice))->step, rt_imm_int(1));
    const char *refused =
        plain ? "can only assign an iterable" : "must assign iterable to extended slice";
    return rt_then(t, rt_to_sequence_tail(t, value, refused), set_slice, state);
}

/* ---- methods ---- */

Value rt_list_append_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_list_append(t, args[0], args[1]) ? RT_NONE : RT_NULL;
}

static Value list_extend_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_list_extend_tail(t, args[0], args[1]);
}

static Value list_insert(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t i;
    if (!rt_arg_ssize(t, args[1], &i)) return RT_NULL;
    rt_list *l = rt_as_list(args[0]);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    int64_t n = (int64_t)rt_list_size(l);
    if (i < 0) i = i + n < 0 ? 0 : i + n;
    if (i > n) i = n;
    if (!rt_list_splice(t, own, l, (size_t)i, (size_t)i, &args[2], 1)) return RT_NULL;
    return RT_NONE;
}

static Value list_pop(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t i = -1, n;
    if (nargs > 1 && !rt_arg_ssize(t, args[1], &i)) return RT_NULL;
    if (!rt_list_len(t, args[0], &n)) return RT_NULL;
    if (n == 0) return rt_raise(t, &rt_exc_IndexError, "pop from empty list");
    Value v = rt_list_pop(t, args[0], i < 0 ? i + n : i);
    return rt_is_empty(v) ? rt_raise(t, &rt_exc_IndexError, "pop index out of range") : v;
}

static Value remove_found(rt_thread *t, Value index, Value list) {
    if (rt_is_none(index)) return rt_raise_value_error(t, "list.remove(x): x not in list");
    return rt_is_null(rt_list_pop(t, list, rt_imm_int_get(index))) ? RT_NULL : RT_NONE;
}

static Value list_remove(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_seq_find_tail(t, args[0], args[1], 0, INT64_MAX, RT_SEQ_FIRST, remove_found);
}

static Value list_clear(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    rt_list_adopt(t, own, rt_as_list(args[0]), NULL, 0);
    return RT_NONE;
}

static Value list_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n;
    rt_array *items = rt_list_snapshot(t, args[0], &n);
    return items ? rt_list_from_array(t, items, n) : RT_NULL;
}

static Value list_reverse(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_list *l = rt_as_list(args[0]);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    size_t n = rt_list_size(l);
    rt_array *a = rt_list_array(l);
    for (size_t i = 0; i < n / 2; i++) {
        Value low = rt_load(&a->x_items[i]), high = rt_load(&a->x_items[n - 1 - i]);
        rt_set(t, own, &a->x_items[i], high);
        rt_set(t, own, &a->x_items[n - 1 - i], low);
    }
    return RT_NONE;
}

static Value list_reversed(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_list_reverse_iter_new(t, args[0]);
}

static Value list_sizeof(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    uint64_t h, words;
    const rt_list *l = rt_as_list(args[0]);
    do {
        if (!rt_read_open(t, &l->hdr, &h)) return RT_NULL;
        const rt_array *a = rt_list_array(l);
        words = a ? a->length : 0;
    } while (!rt_read_close(t, &l->hdr, h));
    return rt_imm_int((int64_t)(sizeof(rt_list) + words * sizeof(Value)));
}

const rt_native_def rt_list_methods[] = {
    {"append", rt_list_append_method, 2, 2, NULL, 0, "Append object to the end of the list."},
    {"clear", list_clear, 1, 1, NULL, 0, "Remove all items from list."},
    {"copy", list_copy, 1, 1, NULL, 0, "Return a shallow copy of the list."},
    {"count", rt_seq_count_method, 2, 2, NULL, 0, "Return number of occurrences of value."},
    {"extend", list_extend_method, 2, 2, NULL, 0,
     "Extend list by appending elements from the iterable."},
    {"index", rt_seq_index_method, 2, 4, NULL, 0,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"insert", list_insert, 3, 3, NULL, 0, "Insert object before index."},
    {"pop", list_pop, 1, 2, NULL, 0,
     "Remove and return item at index (default last).\n\n"
     "Raises IndexError if list is empty or index is out of range."},
    {"remove", list_remove, 2, 2, NULL, 0,
     "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."},
    {"reverse", list_reverse, 1, 1, NULL, 0, "Reverse *IN PLACE*."},
    {"sort", rt_list_sort_method, 0, 0, "self, /, *, key=, reverse=", 0,
     "Sort the list in ascending order and return None."},
    {"__reversed__", list_reversed, 1, 1, NULL, 0, "Return a reverse iterator over the list."},
    {"__sizeof__", list_sizeof, 1, 1, NULL, 0, "Return the size of the list in memory, in bytes."},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {0},
};
