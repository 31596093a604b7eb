/* array.c - the module array: arrays of numbers or characters in C's formats.
 *
 * Owns: rt_pyarray_type, rt_pyarray_iter_type. The items are bytes of an rt_store (bytes_store.h), which does what barriers
 * and undoing ask for; everything here works on copies of items.
 * Threads: any.
 */
#include "runtime/error.h"
#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/module.h"
#include "runtime/objects/native_item.h"
#include "runtime/objects/number.h"
#include "runtime/objects/pyarray.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

bool rt_is_pyarray(Value v) { return rt_isinstance_exact(v, &rt_pyarray_type); }

static rt_store *store_of(Value v) { return rt_as_store(v); }
static char code_of(Value v) { return rt_as_pyarray(v)->code; }
static size_t size_of(Value v) { return rt_as_pyarray(v)->itemsize; }

/* ---- items ---- */

static Value item_get(rt_thread *t, char code, const void *at) {
    uint32_t c;
    if (code != 'u') return rt_item_get(t, code, at);
    memcpy(&c, at, sizeof c);
    if (c > 0x10ffff)
        return rt_raise_value_error(t, "character U+%x is not in range [U+0000; U+10ffff]", c);
    return rt_str_from_char(t, c);
}

/* Why an int does not fit the typecode. */
static void raise_range(rt_thread *t, char code, Value v) {
    static const struct {
        char code;
        const char *what;
    } names[] = {
        {'b', "signed char"},    {'B', "unsigned byte integer"}, {'h', "signed short integer"},
        {'H', "unsigned short"}, {'i', "signed integer"},        {'I', "unsigned int"},
    };
    bool negative = rt_int_sign(v) < 0;
    if (code == 'l' || code == 'L') {
        if (negative && code == 'L')
            rt_raise(t, &rt_exc_OverflowError, "can't convert negative value to unsigned int");
        else
            rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C %slong",
                     code == 'L' ? "unsigned " : "");
        return;
    }
    if (code == 'q' || code == 'Q') {
        rt_raise(t, &rt_exc_OverflowError,
                 negative && code == 'Q' ? "can't convert negative int to unsigned"
                                         : "int too big to convert");
        return;
    }
    if (code == 'I' && negative) {
        rt_raise(t, &rt_exc_OverflowError, "can't convert negative value to unsigned int");
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].code == code)
            rt_raise(t, &rt_exc_OverflowError, "%s is %s than %s", names[i].what,
                     negative ? "less" : "greater", negative ? "minimum" : "maximum");
}

static bool item_put(rt_thread *t, char code, Value v, void *at) {
    if (code == 'u') {
        uint32_t c =
            rt_is_str(v) && rt_as_str(v)->length == 1 ? rt_str_at(rt_as_str(v), 0) : UINT32_MAX;
        if (c == UINT32_MAX) rt_raise_type_error(t, "array item must be unicode character");
        memcpy(at, &c, sizeof c);
        return c != UINT32_MAX;
    }
    bool real = code == 'f' || code == 'd';
    if (!real && !rt_has_index(v) && !rt_is_int(v))
        return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", v), false;
    if (!real && !rt_is_int(v)) v = rt_index(t, v);
    rt_item_result r = rt_is_null(v) ? RT_ITEM_RAISED : rt_item_put(t, code, v, at);
    if (r == RT_ITEM_BAD_TYPE) rt_raise_type_error(t, "must be real number, not %T", v);
    if (r == RT_ITEM_BAD_VALUE && real)
        rt_raise(t, &rt_exc_OverflowError, "int too large to convert to float");
    if (r == RT_ITEM_BAD_VALUE && !real) raise_range(t, code, v);
    return r == RT_ITEM_OK;
}

/* ---- content ---- */

/* All items as they are now: a private copy. */
static bool snapshot(rt_thread *t, Value self, unsigned char **data, size_t *items) {
    const unsigned char *bytes;
    size_t n;
    if (!rt_store_snapshot(t, store_of(self), &bytes, &n)) return false;
    *data = (unsigned char *)(uintptr_t)bytes;
    *items = n / size_of(self);
    return true;
}

static bool length_of(rt_thread *t, Value self, size_t *items) {
    size_t n;
    if (!rt_store_size(t, store_of(self), &n)) return false;
    *items = n / size_of(self);
    return true;
}

/* Items [start, end) become n others. */
static bool splice(rt_thread *t, Value self, size_t start, size_t end, const void *data, size_t n) {
    size_t size = size_of(self);
    if (n > (SIZE_MAX >> 8) / size) return rt_raise_memory_error(t), false;
    if (rt_store_splice(t, store_of(self), start * size, end * size, data, n * size)) return true;
    if (rt_exception_catch(t, &rt_exc_BufferError))
        rt_raise(t, &rt_exc_BufferError, "cannot resize an array that is exporting buffers");
    return false;
}

static Value array_like(rt_thread *t, Value like, const void *data, size_t items) {
    rt_pyarray *a = (rt_pyarray *)rt_alloc(t, sizeof *a, &rt_pyarray_type.root);
    if (a == NULL) return RT_NULL;
    a->code = code_of(like);
    a->itemsize = (uint32_t)size_of(like);
    return rt_store_init(t, &a->store, data, items * size_of(like)) ? rt_from_obj(a) : RT_NULL;
}

/* Appends the items of a list or tuple, all or none. */
static bool append_all(rt_thread *t, Value self, Value seq) {
    int64_t n;
    size_t size = size_of(self), length;
    if (!rt_seq_len(t, seq, &n)) return false;
    rt_blob *room = rt_blob_new(t, (size_t)n * size + 1);
    if (room == NULL) return false;
    for (int64_t i = 0; i < n; i++) {
        Value v = rt_seq_at(t, seq, (size_t)i);
        if (rt_is_null(v)) return false;
        if (rt_is_empty(v))
            return rt_raise(t, &rt_exc_RuntimeError, "list changed size during iteration"), false;
        if (!item_put(t, code_of(self), v, room->data + (size_t)i * size)) return false;
    }
    return length_of(t, self, &length) && splice(t, self, length, length, room->data, (size_t)n);
}

static Value extend_drained(rt_thread *t, Value list, Value self) {
    return append_all(t, self, list) ? RT_NONE : RT_NULL;
}

static Value extend_array(rt_thread *t, Value self, Value other) {
    unsigned char *data;
    size_t n, length;
    if (code_of(self) != code_of(other))
        return rt_raise_type_error(t, "can only extend with array of same kind");
    return snapshot(t, other, &data, &n) && length_of(t, self, &length) &&
                   splice(t, self, length, length, data, n)
               ? RT_NONE
               : RT_NULL;
}

static Value array_extend(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_pyarray(args[1])) return extend_array(t, args[0], args[1]);
    return rt_then(t, rt_to_list_tail(t, args[1]), extend_drained, args[0]);
}

static Value array_frombytes(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n, length;
    if (!rt_buffer_get(t, args[1], &data, &n)) return RT_NULL;
    if (n % size_of(args[0]) != 0)
        return rt_raise_value_error(t, "bytes length not a multiple of item size");
    return length_of(t, args[0], &length) &&
                   splice(t, args[0], length, length, data, n / size_of(args[0]))
               ? RT_NONE
               : RT_NULL;
}

static bool append_text(rt_thread *t, Value self, Value text) {
    const rt_str *s = rt_as_str(text);
    size_t length;
    rt_blob *room = rt_blob_new(t, (size_t)s->length * 4 + 1);
    if (room == NULL || !length_of(t, self, &length)) return false;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = rt_str_at(s, i);
        memcpy(room->data + 4 * i, &c, sizeof c);
    }
    return splice(t, self, length, length, room->data, s->length);
}

/* ---- making ---- */

static Value give_self(rt_thread *t, Value result, Value self) {
    return (void)t, (void)result, self;
}

static Value filled(rt_thread *t, Value self, Value source) {
    Value args[] = {self, source};
    char code = code_of(self);
    if (rt_is_str(source)) {
        if (code == 'u') return append_text(t, self, source) ? self : RT_NULL;
        return rt_raise_type_error(t, "cannot use a str to initialize an array with typecode '%c'",
                                   code);
    }
    if (rt_is_pyarray(source)) {
        if (code_of(source) == 'u' && code != 'u')
            return rt_raise_type_error(
                t, "cannot use a unicode array to initialize an array with typecode '%c'", code);
        if (code_of(source) == code)
            return rt_is_null(extend_array(t, self, source)) ? RT_NULL : self;
    } else if (rt_is_buffer(source)) {
        return rt_is_null(array_frombytes(t, args, 2)) ? RT_NULL : self;
    }
    Value done = rt_then(t, rt_to_list_tail(t, source), extend_drained, self);
    return rt_then(t, done, give_self, self);
}

static Value array_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs, Value kwnames) {
    rt_type *type = (rt_type *)rt_obj(cls);
    if (type == &rt_pyarray_type && !rt_is_null(kwnames) && rt_tuple_len(kwnames) > 0)
        return rt_raise_type_error(t, "array.array() takes no keyword arguments");
    if (nargs == 0) return rt_raise_type_error(t, "array() takes at least 1 argument (0 given)");
    if (nargs > 2)
        return rt_raise_type_error(t, "array() takes at most 2 arguments (%u given)", nargs);
    if (!rt_is_str(args[0]) || rt_as_str(args[0])->length != 1)
        return rt_raise_type_error(t, "array() argument 1 must be a unicode character, not %T",
                                   args[0]);
    uint32_t c = rt_str_at(rt_as_str(args[0]), 0);
    if (c == 0 || c > 127 || strchr("bBuhHiIlLqQfd", (int)c) == NULL)
        return rt_raise_value_error(
            t, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
    Value self = rt_instance_new(t, type, 0);
    if (rt_is_null(self)) return self;
    rt_pyarray *a = (rt_pyarray *)rt_obj(self);
    a->code = (char)c;
    a->itemsize = c == 'u' ? 4 : (uint32_t)rt_item_size((char)c);
    return nargs == 1 ? self : filled(t, self, args[1]);
}

/* ---- slots ---- */

static Value array_len(rt_thread *t, Value self) {
    size_t n;
    return length_of(t, self, &n) ? rt_imm_int((int64_t)n) : RT_NULL;
}

/* Item i; RT_EMPTY beyond the end. */
static Value item_at(rt_thread *t, Value self, size_t i) {
    unsigned char item[8];
    bool inside;
    if (!rt_store_load(t, store_of(self), i * size_of(self), item, size_of(self), &inside))
        return RT_NULL;
    return inside ? item_get(t, code_of(self), item) : RT_EMPTY;
}

/* An index brought into [0, n); false: raised. */
static bool index_arg(rt_thread *t, Value key, size_t n, const char *error, int64_t *i) {
    if (!rt_has_index(key) && !rt_is_int(key))
        return rt_raise_type_error(t, "array indices must be integers"), false;
    if (!rt_index_get(t, key, false, i)) return false;
    if (*i < 0) *i += (int64_t)n;
    if (*i >= 0 && *i < (int64_t)n) return true;
    return rt_raise(t, &rt_exc_IndexError, "%s", error), false;
}

static Value array_getitem(rt_thread *t, Value self, Value key) {
    unsigned char *data;
    size_t n, size = size_of(self);
    int64_t i, start, stop, step, count;
    if (!rt_is_exact(key, &rt_slice_type)) {
        if (!length_of(t, self, &n) || !index_arg(t, key, n, "array index out of range", &i))
            return RT_NULL;
        Value v = item_at(t, self, (size_t)i);
        return rt_is_empty(v) ? rt_raise(t, &rt_exc_IndexError, "array index out of range") : v;
    }
    if (!snapshot(t, self, &data, &n) ||
        !rt_slice_indices(t, key, (int64_t)n, &start, &stop, &step, &count))
        return RT_NULL;
    rt_blob *room = rt_blob_new(t, (size_t)count * size + 1);
    if (room == NULL) return RT_NULL;
    for (int64_t k = 0; k < count; k++)
        memcpy(room->data + (size_t)k * size, data + (size_t)(start + k * step) * size, size);
    return array_like(t, self, room->data, (size_t)count);
}

/* self[slice with a step] = n items, or deleted if data is NULL. */
static Value set_stepped(rt_thread *t, Value self, int64_t start, int64_t step, int64_t count,
                         const unsigned char *data, size_t n) {
    unsigned char *copy;
    size_t length, kept = 0, size = size_of(self);
    if (data != NULL && n != (size_t)count)
        return rt_raise_value_error(
            t, "attempt to assign array of size %zu to extended slice of size %lld", n,
            (long long)count);
    if (!snapshot(t, self, &copy, &length)) return RT_NULL;
    for (int64_t k = 0; data != NULL && k < count; k++)
        memcpy(copy + (size_t)(start + k * step) * size, data + (size_t)k * size, size);
    if (data != NULL) return splice(t, self, 0, length, copy, length) ? RT_NONE : RT_NULL;
    if (step < 0 && count > 0) {
        start += (count - 1) * step;
        step = -step;
    }
    for (size_t i = 0; i < length; i++) {
        int64_t offset = (int64_t)i - start;
        if (count > 0 && offset >= 0 && offset % step == 0 && offset / step < count) continue;
        memmove(copy + kept++ * size, copy + i * size, size);
    }
    return splice(t, self, 0, length, copy, kept) ? RT_NONE : RT_NULL;
}

static Value set_slice(rt_thread *t, Value self, Value key, Value value) {
    unsigned char *data = NULL;
    size_t n = 0, length;
    int64_t start, stop, step, count;
    if (!rt_is_empty(value)) {
        if (!rt_is_pyarray(value))
            return rt_raise_type_error(t, "can only assign array (not \"%T\") to array slice",
                                       value);
        if (code_of(value) != code_of(self))
            return rt_raise_type_error(t, "bad argument type for built-in operation");
        if (!snapshot(t, value, &data, &n)) return RT_NULL;
    }
    if (!length_of(t, self, &length) ||
        !rt_slice_indices(t, key, (int64_t)length, &start, &stop, &step, &count))
        return RT_NULL;
    if (step != 1) return set_stepped(t, self, start, step, count, data, n);
    return splice(t, self, (size_t)start, (size_t)(start + count), data, n) ? RT_NONE : RT_NULL;
}

static Value array_setitem(rt_thread *t, Value self, Value key, Value value) {
    unsigned char item[8];
    size_t n;
    int64_t i;
    if (rt_is_exact(key, &rt_slice_type)) return set_slice(t, self, key, value);
    if (!length_of(t, self, &n) || !index_arg(t, key, n, "array assignment index out of range", &i))
        return RT_NULL;
    if (rt_is_empty(value))
        return splice(t, self, (size_t)i, (size_t)i + 1, NULL, 0) ? RT_NONE : RT_NULL;
    if (!item_put(t, code_of(self), value, item) || !length_of(t, self, &n)) return RT_NULL;
    if (i >= (int64_t)n)
        return rt_raise(t, &rt_exc_IndexError, "array assignment index out of range");
    return splice(t, self, (size_t)i, (size_t)i + 1, item, 1) ? RT_NONE : RT_NULL;
}

static Value array_add(rt_thread *t, Value a, Value b) {
    unsigned char *x, *y;
    size_t n, m;
    if (!rt_is_pyarray(a)) return RT_NOT_IMPLEMENTED;
    if (!rt_is_pyarray(b))
        return rt_raise_type_error(t, "can only append array (not \"%T\") to array", b);
    if (code_of(a) != code_of(b))
        return rt_raise_type_error(t, "bad argument type for built-in operation");
    if (!snapshot(t, a, &x, &n) || !snapshot(t, b, &y, &m)) return RT_NULL;
    Value sum = array_like(t, a, x, n);
    return !rt_is_null(sum) && splice(t, sum, n, n, y, m) ? sum : RT_NULL;
}

static Value array_iadd(rt_thread *t, Value self, Value other) {
    if (!rt_is_pyarray(other))
        return rt_raise_type_error(t, "can only extend array with array (not \"%T\")", other);
    return rt_is_null(extend_array(t, self, other)) ? RT_NULL : self;
}

/* The bytes of self, count times. false: raised. */
static bool repeated(rt_thread *t, Value self, Value count, rt_blob **out, size_t *items) {
    unsigned char *data;
    size_t n, total;
    int64_t times;
    if (!rt_index_get(t, count, true, &times) || !snapshot(t, self, &data, &n)) return false;
    if (times < 0) times = 0;
    size_t bytes = n * size_of(self);
    if (__builtin_mul_overflow(bytes, (size_t)times, &total) || total > INT32_MAX)
        return rt_raise_memory_error(t), false;
    *out = rt_blob_new(t, total + 1);
    *items = n * (size_t)times;
    for (size_t at = 0; *out != NULL && bytes > 0 && at < total; at += bytes)
        memcpy((*out)->data + at, data, bytes);
    return *out != NULL;
}

static Value array_mul(rt_thread *t, Value a, Value b) {
    Value self = rt_is_pyarray(a) ? a : b, count = rt_is_pyarray(a) ? b : a;
    rt_blob *room;
    size_t n;
    if (!rt_has_index(count) && !rt_is_int(count)) return RT_NOT_IMPLEMENTED;
    return repeated(t, self, count, &room, &n) ? array_like(t, self, room->data, n) : RT_NULL;
}

static Value array_imul(rt_thread *t, Value self, Value count) {
    rt_blob *room;
    size_t n, length;
    if (!rt_has_index(count) && !rt_is_int(count)) return RT_NOT_IMPLEMENTED;
    return repeated(t, self, count, &room, &n) && length_of(t, self, &length) &&
                   splice(t, self, 0, length, room->data, n)
               ? self
               : RT_NULL;
}

static Value array_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    unsigned char *x, *y;
    size_t n, m;
    if (!rt_is_pyarray(a) || !rt_is_pyarray(b)) return RT_NOT_IMPLEMENTED;
    if (!snapshot(t, a, &x, &n) || !snapshot(t, b, &y, &m)) return RT_NULL;
    if (n != m && (op == RT_EQ || op == RT_NE)) return rt_bool(op == RT_NE);
    for (size_t i = 0; i < n && i < m; i++) {
        Value u = item_get(t, code_of(a), x + i * size_of(a)),
              v = rt_is_null(u) ? u : item_get(t, code_of(b), y + i * size_of(b));
        Value same = rt_is_null(v) ? v : rt_compare(t, u, v, RT_EQ);
        if (rt_is_null(same)) return RT_NULL;
        if (!rt_same(same, RT_TRUE))
            return op == RT_EQ ? RT_FALSE : op == RT_NE ? RT_TRUE : rt_compare_tail(t, u, v, op);
    }
    return rt_compare_tail(t, rt_imm_int((int64_t)n), rt_imm_int((int64_t)m), op);
}

/* Where v stands from start to stop; -1: nowhere, -2: raised. *count: how often, if not NULL. */
static int64_t find(rt_thread *t, Value self, Value v, int64_t start, int64_t stop,
                    int64_t *count) {
    unsigned char *data;
    size_t n;
    if (!snapshot(t, self, &data, &n)) return -2;
    if (start < 0) start = start + (int64_t)n < 0 ? 0 : start + (int64_t)n;
    if (stop < 0) stop += (int64_t)n;
    for (int64_t i = start; i < stop && i < (int64_t)n; i++) {
        Value item = item_get(t, code_of(self), data + (size_t)i * size_of(self));
        Value same = rt_is_null(item) ? item : rt_compare_bool(t, item, v, RT_EQ);
        if (rt_is_null(same)) return -2;
        if (!rt_same(same, RT_TRUE)) continue;
        if (count == NULL) return i;
        ++*count;
    }
    return -1;
}

static Value array_contains(rt_thread *t, Value self, Value v) {
    int64_t i = find(t, self, v, 0, INT64_MAX, NULL);
    return i == -2 ? RT_NULL : rt_bool(i >= 0);
}

static Value array_tolist(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char *data;
    size_t n;
    if (!snapshot(t, args[0], &data, &n)) return RT_NULL;
    rt_array *items = rt_array_new(t, n);
    for (size_t i = 0; items != NULL && i < n; i++) {
        Value v = item_get(t, code_of(args[0]), data + i * size_of(args[0]));
        if (rt_is_null(v)) return RT_NULL;
        rt_init(&items->x_items[i], v);
    }
    return items == NULL ? RT_NULL : rt_list_from_array(t, items, n);
}

static Value text_of(rt_thread *t, Value self) {
    unsigned char *data;
    size_t n;
    return snapshot(t, self, &data, &n) ? rt_str_from_width(t, data, n, 4) : RT_NULL;
}

static Value array_repr(rt_thread *t, Value self) {
    const char *name = rt_type_short_name(rt_type_of(self));
    size_t n;
    if (!length_of(t, self, &n)) return RT_NULL;
    if (n == 0) return rt_str_format_c(t, "%s('%c')", name, code_of(self));
    Value content = code_of(self) == 'u' ? text_of(t, self) : array_tolist(t, &self, 1);
    Value text = rt_is_null(content) ? content : rt_repr(t, content);
    return rt_is_null(text) ? text : rt_str_format_c(t, "%s('%c', %V)", name, code_of(self), text);
}

/* ---- methods ---- */

static Value array_append(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char item[8];
    size_t n;
    return item_put(t, code_of(args[0]), args[1], item) && length_of(t, args[0], &n) &&
                   splice(t, args[0], n, n, item, 1)
               ? RT_NONE
               : RT_NULL;
}

static Value array_insert(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char item[8];
    size_t n;
    int64_t at;
    if (!rt_seq_index(t, args[1], true, &at) || !item_put(t, code_of(args[0]), args[2], item) ||
        !length_of(t, args[0], &n))
        return RT_NULL;
    if (at < 0) at = at + (int64_t)n < 0 ? 0 : at + (int64_t)n;
    if (at > (int64_t)n) at = (int64_t)n;
    return splice(t, args[0], (size_t)at, (size_t)at, item, 1) ? RT_NONE : RT_NULL;
}

static Value array_pop(rt_thread *t, Value *args, uint32_t nargs) {
    size_t n;
    int64_t at = -1;
    if ((nargs > 1 && !rt_seq_index(t, args[1], true, &at)) || !length_of(t, args[0], &n))
        return RT_NULL;
    if (n == 0) return rt_raise(t, &rt_exc_IndexError, "pop from empty array");
    if (at < 0) at += (int64_t)n;
    if (at < 0 || at >= (int64_t)n)
        return rt_raise(t, &rt_exc_IndexError, "pop index out of range");
    Value v = item_at(t, args[0], (size_t)at);
    return !rt_is_null(v) && splice(t, args[0], (size_t)at, (size_t)at + 1, NULL, 0) ? v : RT_NULL;
}

static Value array_remove(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t i = find(t, args[0], args[1], 0, INT64_MAX, NULL);
    if (i == -1) return rt_raise_value_error(t, "array.remove(x): x not in array");
    return i >= 0 && splice(t, args[0], (size_t)i, (size_t)i + 1, NULL, 0) ? RT_NONE : RT_NULL;
}

static Value array_index(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t start = 0, stop = INT64_MAX;
    if ((nargs > 2 && !rt_seq_index(t, args[2], true, &start)) ||
        (nargs > 3 && !rt_seq_index(t, args[3], true, &stop)))
        return RT_NULL;
    int64_t i = find(t, args[0], args[1], start, stop, NULL);
    if (i == -1) return rt_raise_value_error(t, "array.index(x): x not in array");
    return i < 0 ? RT_NULL : rt_imm_int(i);
}

static Value array_count(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t count = 0;
    return find(t, args[0], args[1], 0, INT64_MAX, &count) == -2 ? RT_NULL : rt_imm_int(count);
}

/* Turns the order of the items, or of the bytes in each item. */
static Value turn(rt_thread *t, Value self, bool bytes) {
    unsigned char *data;
    size_t n, size = size_of(self);
    if (!snapshot(t, self, &data, &n)) return RT_NULL;
    size_t unit = bytes ? 1 : size, units = bytes ? size : n;
    for (size_t run = 0; run < (bytes ? n : 1); run++) {
        unsigned char *p = data + run * size, swap[8];
        for (size_t i = 0, j = units; i + 1 < j; i++) {
            j--;
            memcpy(swap, p + i * unit, unit);
            memcpy(p + i * unit, p + j * unit, unit);
            memcpy(p + j * unit, swap, unit);
        }
    }
    return splice(t, self, 0, n, data, n) ? RT_NONE : RT_NULL;
}

static Value array_reverse(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, turn(t, args[0], false);
}
static Value array_byteswap(rt_thread *t, Value *args, uint32_t nargs) {
    return (void)nargs, turn(t, args[0], true);
}

static Value array_tobytes(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char *data;
    size_t n;
    return snapshot(t, args[0], &data, &n) ? rt_bytes_new(t, data, n * size_of(args[0])) : RT_NULL;
}

static Value array_fromlist(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_list(args[1])) return rt_raise_type_error(t, "arg must be list");
    return append_all(t, args[0], args[1]) ? RT_NONE : RT_NULL;
}

static Value array_tounicode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (code_of(args[0]) != 'u')
        return rt_raise_value_error(t, "tounicode() may only be called on unicode type arrays");
    return text_of(t, args[0]);
}

static Value array_fromunicode(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "fromunicode() argument must be str, not %A", args[1]);
    if (code_of(args[0]) != 'u')
        return rt_raise_value_error(t, "fromunicode() may only be called on unicode type arrays");
    return append_text(t, args[0], args[1]) ? RT_NONE : RT_NULL;
}

static Value array_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    unsigned char *data;
    size_t n;
    return snapshot(t, args[0], &data, &n) ? array_like(t, args[0], data, n) : RT_NULL;
}

/* (class, (typecode, items), its __dict__ or None), whatever the protocol. */
static Value reduce_with_dict(rt_thread *t, Value dict, Value self) {
    Value code = rt_str_from_ascii(t, &rt_as_pyarray(self)->code, 1),
          items = rt_is_null(code) ? code : array_tolist(t, &self, 1);
    Value args = rt_is_null(items) ? items : rt_tuple_pack2(t, code, items);
    return rt_is_null(args) ? args
                            : rt_tuple_pack3(t, rt_from_obj(rt_type_of(self)), args,
                                             rt_is_empty(dict) ? RT_NONE : dict);
}

static Value array_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_getattr_opt_tail(t, args[0], rt_id.__dict__), reduce_with_dict, args[0]);
}

static Value get_typecode(rt_thread *t, Value self) {
    return rt_str_from_ascii(t, &rt_as_pyarray(self)->code, 1);
}
static Value get_itemsize(rt_thread *t, Value self) {
    return (void)t, rt_imm_int((int64_t)size_of(self));
}

static const rt_getset_def array_getsets[] = {
    {"typecode", get_typecode, NULL, "the typecode character used to create the array"},
    {"itemsize", get_itemsize, NULL, "the size, in bytes, of one array item"},
    {},
};

static const rt_native_def array_methods[] = {
    {"append", array_append, 2, 2, NULL, 0, "Append new value v to the end of the array."},
    {"byteswap", array_byteswap, 1, 1, NULL, 0, "Byteswap all items of the array."},
    {"count", array_count, 2, 2, NULL, 0, "Return number of occurrences of v in the array."},
    {"extend", array_extend, 2, 2, NULL, 0, "Append items to the end of the array."},
    {"frombytes", array_frombytes, 2, 2, NULL, 0,
     "Appends items from the string, interpreting it as an array of machine values."},
    {"fromlist", array_fromlist, 2, 2, NULL, 0, "Append items to array from list."},
    {"fromunicode", array_fromunicode, 2, 2, NULL, 0,
     "Extends this array with data from the unicode string ustr."},
    {"index", array_index, 2, 4, NULL, 0, "Return index of first occurrence of v in the array."},
    {"insert", array_insert, 3, 3, NULL, 0,
     "Insert a new item v into the array before position i."},
    {"pop", array_pop, 1, 2, NULL, 0, "Return the i-th element and delete it from the array."},
    {"remove", array_remove, 2, 2, NULL, 0, "Remove the first occurrence of v in the array."},
    {"reverse", array_reverse, 1, 1, NULL, 0, "Reverse the order of the items in the array."},
    {"tobytes", array_tobytes, 1, 1, NULL, 0,
     "Convert the array to an array of machine values and return the bytes representation."},
    {"tolist", array_tolist, 1, 1, NULL, 0,
     "Convert array to an ordinary list with the same items."},
    {"tounicode", array_tounicode, 1, 1, NULL, 0,
     "Extends this array with data from the unicode string ustr."},
    {"__copy__", array_copy, 1, 1, NULL, 0, "Return a copy of the array."},
    {"__deepcopy__", array_copy, 2, 2, NULL, 0, "Return a copy of the array."},
    {"__reduce_ex__", array_reduce, 2, 2, NULL, 0, "Return state information for pickling."},
    {},
};

/* ---- iteration ---- */

typedef struct array_iterator {
    rt_object hdr;
    rt_field x_array; /* RT_NULL: exhausted */
    rt_field x_index;
} array_iterator;

static void iterator_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((array_iterator *)o)->x_array);
}

static Value array_iter(rt_thread *t, Value self) {
    array_iterator *it = (array_iterator *)rt_alloc(t, sizeof *it, &rt_pyarray_iter_type.root);
    if (it == NULL) return RT_NULL;
    rt_init(&it->x_array, self);
    return rt_from_obj(it);
}

static Value iterator_next(rt_thread *t, Value self) {
    array_iterator *it = (array_iterator *)rt_obj(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value array = rt_load(&it->x_array);
    if (rt_is_null(array)) return RT_EMPTY;
    uint64_t i = rt_load_word(&it->x_index);
    Value v = item_at(t, array, i);
    if (rt_is_empty(v))
        rt_set(t, own, &it->x_array, RT_NULL);
    else if (!rt_is_null(v))
        rt_set_word(t, own, &it->x_index, i + 1);
    return v;
}

rt_type rt_pyarray_iter_type = {
    RT_TYPE_HEAD(rt_pyarray_iter_type, "array.arrayiterator"),
    .basic_size = sizeof(array_iterator),
    .trace = iterator_trace,
    .slots = {.iter = rt_self_iter, .next = iterator_next},
};

rt_type rt_pyarray_type = {
    RT_TYPE_HEAD(rt_pyarray_type, "array.array"),
    .flags = RT_TF_BASETYPE | RT_TF_WEAKREF | RT_TF_SEQUENCE,
    .basic_size = sizeof(rt_pyarray),
    .trace = rt_store_trace,
    .slots = {.new_ = array_new,
              .repr = array_repr,
              .len = array_len,
              .iter = array_iter,
              .compare = array_compare,
              .getitem = array_getitem,
              .setitem = array_setitem,
              .contains = array_contains,
              .binary = {[RT_ADD] = array_add, [RT_MUL] = array_mul},
              .inplace = {[RT_ADD] = array_iadd, [RT_MUL] = array_imul}},
    .methods = array_methods,
    .getsets = array_getsets,
    .doc = "array(typecode [, initializer]) -> array",
};

static bool exec(rt_thread *t, Value module) {
    Value codes = rt_str_from_cstr(t, "bBuhHiIlLqQfd"), type = rt_from_obj(&rt_pyarray_type);
    return !rt_is_null(codes) && rt_module_set(t, module, "typecodes", codes) &&
           rt_module_set(t, module, "array", type) && rt_module_set(t, module, "ArrayType", type);
}

extern const rt_module_def rt_module_array;
const rt_module_def rt_module_array = {
    "array",
    NULL,
    exec,
    "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.",
};
