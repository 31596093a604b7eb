/* bytearray.c - mutable byte strings.
 *
 * The bytes and their rules: bytes_store.h.
 *
 * Owns: rt_bytearray_type.
 * Threads: any; barriers as barrier.h says.
 */
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/bytes_store.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/text.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

bool rt_bytearray_length(rt_thread *t, Value v, size_t *n) {
    return rt_store_size(t, rt_as_store(v), n);
}

Value rt_bytearray_item(rt_thread *t, Value v, size_t i) {
    unsigned char byte;
    bool inside;
    if (!rt_store_load(t, rt_as_store(v), i, &byte, 1, &inside)) return RT_NULL;
    return inside ? rt_imm_int(byte) : RT_EMPTY;
}

bool rt_bytearray_snapshot(rt_thread *t, Value v, const unsigned char **data, size_t *n) {
    return rt_store_snapshot(t, rt_as_store(v), data, n);
}

Value rt_bytearray_new(rt_thread *t, const void *data, size_t n) {
    rt_store *a = (rt_store *)rt_alloc(t, sizeof *a, &rt_bytearray_type.root);
    return a != NULL && rt_store_init(t, a, data, n) ? rt_from_obj(a) : RT_NULL;
}

static bool splice(rt_thread *t, Value self, size_t start, size_t end, const unsigned char *data,
                   size_t n) {
    return rt_store_splice(t, rt_as_store(self), start, end, data, n);
}

static bool byte_arg(rt_thread *t, Value v, unsigned char *out) {
    int64_t i;
    Value index = rt_index(t, v);
    if (rt_is_null(index)) return false;
    if (!rt_int_get(index, &i) || i < 0 || i > 255) {
        rt_raise_value_error(t, "byte must be in range(0, 256)");
        return false;
    }
    *out = (unsigned char)i;
    return true;
}

/* ---- bytearray(...) ---- */

static Value fill_done(rt_thread *t, Value bytes, Value self) {
    size_t size;
    if (!rt_bytearray_length(t, self, &size)) return RT_NULL;
    return splice(t, self, 0, size, rt_as_bytes(bytes)->data, rt_as_bytes(bytes)->length) ? RT_NONE
                                                                                          : RT_NULL;
}

static Value bytearray_init(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_bytes_content_tail(t, args[1], args[2], args[3], "bytearray"), fill_done,
                   args[0]);
}

static const rt_native_def init_def = {
    "bytearray", bytearray_init, 0, 0, "self, source=, encoding=, errors=", 0, NULL};

static Value bytearray_init_slot(rt_thread *t, Value self, const Value *args, uint32_t nargs,
                                 Value kwnames) {
    return rt_native_invoke_tail(t, &init_def, self, args, nargs, kwnames);
}

static Value bytearray_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                                Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_instance_new(t, (rt_type *)rt_obj(cls), 0);
}

/* ---- slots ---- */

static Value bytearray_repr(rt_thread *t, Value v) {
    const unsigned char *data;
    size_t n;
    if (!rt_bytearray_snapshot(t, v, &data, &n)) return RT_NULL;
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, rt_type_of(v)->name);
    rt_sb_char(&b, '(');
    Value text = rt_bytes_repr_of(t, data, n, true);
    if (rt_is_null(text)) {
        rt_sb_drop(&b);
        return RT_NULL;
    }
    rt_sb_str(&b, text);
    rt_sb_char(&b, ')');
    return rt_sb_finish(t, &b);
}

static Value bytearray_len(rt_thread *t, Value v) {
    size_t n;
    return rt_bytearray_length(t, v, &n) ? rt_imm_int((int64_t)n) : RT_NULL;
}

/* An index argument brought into [0, size); false: raised. */
static bool index_arg(rt_thread *t, Value key, size_t size, int64_t *out) {
    if (!rt_is_int(key) && rt_type_of(key)->slots.unary[RT_INDEX] == NULL) {
        rt_raise_type_error(t, "bytearray indices must be integers or slices, not %T", key);
        return false;
    }
    if (!rt_index_get(t, key, false, out)) return false;
    if (*out < 0) *out += (int64_t)size;
    if (*out >= 0 && *out < (int64_t)size) return true;
    rt_raise(t, &rt_exc_IndexError, "bytearray index out of range");
    return false;
}

static Value bytearray_getitem(rt_thread *t, Value self, Value key) {
    size_t size;
    int64_t i;
    if (rt_is_exact(key, &rt_slice_type)) {
        rt_text text;
        return rt_text_of(t, self, &text) ? rt_text_getslice(t, &text, key) : RT_NULL;
    }
    if (!rt_bytearray_length(t, self, &size) || !index_arg(t, key, size, &i)) return RT_NULL;
    Value v = rt_bytearray_item(t, self, (size_t)i);
    return rt_is_empty(v) ? rt_raise(t, &rt_exc_IndexError, "bytearray index out of range") : v;
}

/* self[start:stop:step] with a step: single bytes set, or dropped if data is NULL. */
static Value set_stepped(rt_thread *t, Value self, int64_t start, int64_t step, int64_t count,
                         const unsigned char *data, size_t n) {
    const unsigned char *old;
    size_t size;
    if (data != NULL && n != (size_t)count)
        return rt_raise_value_error(
            t, "attempt to assign bytes of size %zu to extended slice of size %lld", n,
            (long long)count);
    if (!rt_bytearray_snapshot(t, self, &old, &size)) return RT_NULL;
    unsigned char *copy = (unsigned char *)(uintptr_t)old; /* a private copy */
    size_t kept = size;
    for (int64_t k = 0; data != NULL && k < count; k++)
        copy[start + k * step] = data[k];
    if (data == NULL && count > 0) {
        if (step < 0) {
            start += (count - 1) * step;
            step = -step;
        }
        kept = 0;
        for (size_t i = 0; i < size; i++) {
            int64_t offset = (int64_t)i - start;
            bool dropped = offset >= 0 && offset % step == 0 && offset / step < count;
            if (!dropped) copy[kept++] = copy[i];
        }
    }
    return splice(t, self, 0, size, copy, kept) ? RT_NONE : RT_NULL;
}

static Value set_slice(rt_thread *t, Value self, Value key, Value value) {
    int64_t start, stop, step, count;
    size_t size, n = 0;
    const unsigned char *data = NULL;
    if (!rt_is_empty(value)) {
        if (!rt_is_bytes_like(value)) {
            value = rt_bytes_content_tail(t, value, RT_EMPTY, RT_EMPTY, "bytearray");
            value = rt_finish(t, value);
            if (rt_is_null(value)) return RT_NULL;
        }
        if (!rt_buffer_get(t, value, &data, &n)) return RT_NULL;
    }
    if (!rt_bytearray_length(t, self, &size)) return RT_NULL;
    if (!rt_slice_indices(t, key, (int64_t)size, &start, &stop, &step, &count)) return RT_NULL;
    if (step != 1) return set_stepped(t, self, start, step, count, data, n);
    return splice(t, self, (size_t)start, (size_t)(start + count), data, n) ? RT_NONE : RT_NULL;
}

static Value bytearray_setitem(rt_thread *t, Value self, Value key, Value value) {
    size_t size;
    int64_t i;
    unsigned char byte = 0;
    if (rt_is_exact(key, &rt_slice_type)) return set_slice(t, self, key, value);
    if (!rt_bytearray_length(t, self, &size) || !index_arg(t, key, size, &i)) return RT_NULL;
    if (rt_is_empty(value))
        return splice(t, self, (size_t)i, (size_t)i + 1, NULL, 0) ? RT_NONE : RT_NULL;
    if (!byte_arg(t, value, &byte)) return RT_NULL;
    return splice(t, self, (size_t)i, (size_t)i + 1, &byte, 1) ? RT_NONE : RT_NULL;
}

static bool extend(rt_thread *t, Value self, Value source) {
    const unsigned char *data;
    size_t n, size;
    return rt_buffer_get(t, source, &data, &n) && rt_bytearray_length(t, self, &size) &&
           splice(t, self, size, size, data, n);
}

static Value bytearray_iadd(rt_thread *t, Value self, Value other) {
    if (!rt_is_bytes_like(other))
        return rt_raise_type_error(t, "can't concat %T to %T", other, self);
    return extend(t, self, other) ? self : RT_NULL;
}

static Value bytearray_imul(rt_thread *t, Value self, Value count) {
    Value product = rt_bytes_mul(t, self, count);
    const unsigned char *data;
    size_t n, size;
    if (rt_is_null(product) || rt_is_not_implemented(product)) return product;
    if (!rt_bytearray_snapshot(t, product, &data, &n) || !rt_bytearray_length(t, self, &size))
        return RT_NULL;
    return splice(t, self, 0, size, data, n) ? self : RT_NULL;
}

/* ---- methods ---- */

static Value bytearray_append(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char byte;
    size_t size;
    if (!byte_arg(t, args[1], &byte) || !rt_bytearray_length(t, args[0], &size)) return RT_NULL;
    return splice(t, args[0], size, size, &byte, 1) ? RT_NONE : RT_NULL;
}

static Value extend_done(rt_thread *t, Value bytes, Value self) {
    return extend(t, self, bytes) ? RT_NONE : RT_NULL;
}

static Value bytearray_extend(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_bytes_like(args[1])) return extend(t, args[0], args[1]) ? RT_NONE : RT_NULL;
    Value bytes = rt_bytes_from_items_tail(t, args[1], RT_BYTEARRAY_EXTEND);
    return rt_then(t, bytes, extend_done, args[0]);
}

static Value bytearray_insert(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char byte;
    size_t size;
    int64_t at;
    if (!rt_index_get(t, args[1], true, &at) || !byte_arg(t, args[2], &byte) ||
        !rt_bytearray_length(t, args[0], &size))
        return RT_NULL;
    if (at < 0) at = at + (int64_t)size < 0 ? 0 : at + (int64_t)size;
    if (at > (int64_t)size) at = (int64_t)size;
    return splice(t, args[0], (size_t)at, (size_t)at, &byte, 1) ? RT_NONE : RT_NULL;
}

static Value bytearray_pop(rt_thread *t, Value *args, uint32_t nargs) {
    size_t size;
    int64_t at = -1;
    if (nargs > 1 && !rt_arg_ssize(t, args[1], &at)) return RT_NULL;
    if (!rt_bytearray_length(t, args[0], &size)) return RT_NULL;
    if (size == 0) return rt_raise(t, &rt_exc_IndexError, "pop from empty bytearray");
    if (at < 0) at += (int64_t)size;
    if (at < 0 || at >= (int64_t)size)
        return rt_raise(t, &rt_exc_IndexError, "pop index out of range");
    Value byte = rt_bytearray_item(t, args[0], (size_t)at);
    if (rt_is_null(byte)) return RT_NULL;
    return splice(t, args[0], (size_t)at, (size_t)at + 1, NULL, 0) ? byte : RT_NULL;
}

static Value bytearray_remove(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    unsigned char byte;
    size_t n;
    if (!byte_arg(t, args[1], &byte) || !rt_bytearray_snapshot(t, args[0], &data, &n))
        return RT_NULL;
    const unsigned char *hit = memchr(data, byte, n);
    if (hit == NULL) return rt_raise_value_error(t, "value not found in bytearray");
    size_t at = (size_t)(hit - data);
    return splice(t, args[0], at, at + 1, NULL, 0) ? RT_NONE : RT_NULL;
}

static Value bytearray_clear(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t size;
    if (!rt_bytearray_length(t, args[0], &size)) return RT_NULL;
    return splice(t, args[0], 0, size, NULL, 0) ? RT_NONE : RT_NULL;
}

static Value bytearray_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    return rt_bytearray_snapshot(t, args[0], &data, &n) ? rt_bytearray_new(t, data, n) : RT_NULL;
}

static Value bytearray_reverse(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    if (!rt_bytearray_snapshot(t, args[0], &data, &n)) return RT_NULL;
    unsigned char *copy = (unsigned char *)(uintptr_t)data; /* a private copy */
    for (size_t i = 0, j = n; i + 1 < j; i++) {
        unsigned char c = copy[i];
        copy[i] = copy[--j];
        copy[j] = c;
    }
    return splice(t, args[0], 0, n, copy, n) ? RT_NONE : RT_NULL;
}

static Value bytearray_alloc(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t room;
    return rt_store_room(t, rt_as_store(args[0]), &room) ? rt_imm_int((int64_t)room) : RT_NULL;
}

static Value bytearray_reduce_ex(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_tail_prelude(t, "bytearray_reduce",
                           (Value[]){args[0], nargs > 1 ? args[1] : rt_imm_int(0)}, 2);
}

static const rt_native_def bytearray_methods[] = {
    RT_TEXT_METHOD_ROWS,
    RT_BYTES_METHOD_ROWS,
    {"append", bytearray_append, 2, 2, NULL, 0,
     "Append a single item to the end of the bytearray."},
    {"extend", bytearray_extend, 2, 2, NULL, 0,
     "Append all the items from the iterator or sequence to the end of the bytearray."},
    {"insert", bytearray_insert, 3, 3, NULL, 0,
     "Insert a single item into the bytearray before the given index."},
    {"pop", bytearray_pop, 1, 2, NULL, 0, "Remove and return a single item from the bytearray."},
    {"remove", bytearray_remove, 2, 2, NULL, 0,
     "Remove the first occurrence of a value in the bytearray."},
    {"clear", bytearray_clear, 1, 1, NULL, 0, "Remove all items from the bytearray."},
    {"copy", bytearray_copy, 1, 1, NULL, 0, "Return a copy of B."},
    {"reverse", bytearray_reverse, 1, 1, NULL, 0, "Reverse the order of the values in B in place."},
    {"__alloc__", bytearray_alloc, 1, 1, NULL, 0, "Return the number of bytes actually allocated."},
    {"__reduce__", bytearray_reduce_ex, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__reduce_ex__", bytearray_reduce_ex, 1, 2, NULL, 0, "Return state information for pickling."},
    {},
};

rt_type rt_bytearray_type = {
    RT_TYPE_HEAD(rt_bytearray_type, "bytearray"),
    .flags = RT_TF_BASETYPE,
    .basic_size = sizeof(rt_store),
    .trace = rt_store_trace,
    .slots = {.new_ = bytearray_new_slot,
              .init = bytearray_init_slot,
              .repr = bytearray_repr,
              .len = bytearray_len,
              .iter = rt_text_iter,
              .compare = rt_bytes_compare,
              .getitem = bytearray_getitem,
              .setitem = bytearray_setitem,
              .contains = rt_bytes_contains,
              .binary = {[RT_ADD] = rt_bytes_add, [RT_MUL] = rt_bytes_mul, [RT_MOD] = rt_bytes_mod},
              .inplace = {[RT_ADD] = bytearray_iadd, [RT_MUL] = bytearray_imul}},
    .methods = bytearray_methods,
    .doc =
        "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\n"
        "bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n"
        "bytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n"
        "bytearray() -> empty bytes array",
};
