/* bytes_type.c - the type bytes: making, slots, bytes(...), views of bytes-like objects.
 *
 * Owns: rt_bytes_type, the empty bytes. Threads: any; bytes never change.
 */
#include "runtime/format.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/list.h"
#include "runtime/objects/memoryview.h"
#include "runtime/objects/number.h"
#include "runtime/objects/pyarray.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/text.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

Value rt_bytes_new(rt_thread *t, const void *data, size_t n) {
    if (n > BYTES_MAX_LENGTH) return rt_raise_memory_error(t);
    rt_bytes *b = (rt_bytes *)rt_alloc(t, sizeof *b + n + 1, &rt_bytes_type.root);
    if (b == NULL) return RT_NULL;
    b->length = n;
    if (data != NULL) memcpy(b->data, data, n);
    return rt_from_obj(b);
}

bool rt_buffer_get(rt_thread *t, Value v, const unsigned char **data, size_t *n) {
    if (rt_is_bytes(v)) {
        *data = rt_as_bytes(v)->data;
        *n = rt_as_bytes(v)->length;
        return true;
    }
    if (rt_isinstance_exact(v, &rt_bytearray_type)) return rt_bytearray_snapshot(t, v, data, n);
    if (rt_is_memoryview(v)) return rt_memoryview_bytes(t, v, data, n);
    if (rt_is_pyarray(v)) return rt_store_snapshot(t, rt_as_store(v), data, n);
    rt_raise_type_error(t, "a bytes-like object is required, not '%T'", v);
    return false;
}

/* ---- bytes(...) and bytearray(...): the content ---- */

static const struct {
    const char *refused; /* what cannot be iterated over */
    const char *range;
    bool asks_length;
} items_for[] = {
    [RT_BYTES_NEW] = {"cannot convert '%T' object to bytes", "bytes must be in range(0, 256)",
                      true},
    [RT_BYTEARRAY_NEW] = {"cannot convert '%T' object to bytearray",
                          "byte must be in range(0, 256)", false},
    [RT_BYTEARRAY_EXTEND] = {"can't extend bytearray with %T", "byte must be in range(0, 256)",
                             true},
};

static bool item_byte(rt_thread *t, Value item, rt_bytes_purpose purpose, unsigned char *out) {
    Value index = rt_index(t, item);
    int64_t byte;
    if (rt_is_null(index)) return false;
    if (!rt_int_get(index, &byte) || byte < 0 || byte > 255) {
        rt_raise_value_error(t, items_for[purpose].range);
        return false;
    }
    *out = (unsigned char)byte;
    return true;
}

static Value content_from_list(rt_thread *t, Value list, rt_bytes_purpose purpose) {
    size_t n;
    rt_array *items = NULL;
    if (rt_is_tuple(list))
        n = rt_tuple_len(list);
    else if ((items = rt_list_snapshot(t, list, &n)) == NULL)
        return RT_NULL;
    Value bytes = rt_bytes_new(t, NULL, n);
    if (rt_is_null(bytes)) return RT_NULL;
    for (size_t i = 0; i < n; i++) {
        Value item = rt_is_tuple(list) ? rt_tuple_at(list, i) : rt_load(&items->x_items[i]);
        if (!item_byte(t, item, purpose, &rt_as_bytes(bytes)->data[i])) return RT_NULL;
    }
    return bytes;
}

static rt_bytes_purpose purpose_at(Value state, size_t i) {
    return (rt_bytes_purpose)rt_imm_int_get(rt_state_at(state, i));
}

/* Items are looked at as they come: a wrong one ends the iteration. state: a list of bytes, the purpose. */
static Value byte_step(rt_thread *t, Value state, Value item) {
    unsigned char byte;
    if (!item_byte(t, item, purpose_at(state, 1), &byte)) return RT_NULL;
    return rt_list_append(t, rt_state_at(state, 0), rt_imm_int(byte)) ? RT_NONE : RT_NULL;
}

static Value bytes_done(rt_thread *t, Value result, Value state) {
    (void)result;
    return content_from_list(t, rt_state_at(state, 0), purpose_at(state, 1));
}

static Value drain_bytes(rt_thread *t, Value iterator, Value purpose) {
    Value values[] = {rt_list_new(t, NULL, 0), purpose};
    Value state = rt_is_null(values[0]) ? RT_NULL : rt_state_new(t, values, 2);
    return rt_is_null(state) ? state : rt_drain_tail(t, iterator, byte_step, bytes_done, state);
}

Value rt_bytes_from_items_tail(rt_thread *t, Value source, rt_bytes_purpose purpose) {
    if (rt_is_bytes_like(source)) {
        const unsigned char *data;
        size_t n;
        return rt_buffer_get(t, source, &data, &n) ? rt_bytes_new(t, data, n) : RT_NULL;
    }
    if (rt_is_exact(source, &rt_list_type) || rt_is_exact(source, &rt_tuple_type))
        return content_from_list(t, source, purpose);
    Value iterator = rt_iter_refused_tail(t, source, items_for[purpose].refused);
    if (items_for[purpose].asks_length)
        iterator = rt_then(t, iterator, rt_length_asked_tail, source);
    return rt_then(t, iterator, drain_bytes, rt_imm_int(purpose));
}

/* state: source, the purpose. What has no index after all may still have items. */
static Value index_done(rt_thread *t, Value index, Value state) {
    int64_t n;
    if (rt_is_null(index)) {
        if (!rt_exception_catch(t, &rt_exc_TypeError)) return RT_NULL;
        return rt_bytes_from_items_tail(t, rt_state_at(state, 0), purpose_at(state, 1));
    }
    if (!rt_int_get(index, &n))
        return rt_raise(t, &rt_exc_OverflowError, "cannot fit 'int' into an index-sized integer");
    if (n < 0) return rt_raise_value_error(t, "negative count");
    return rt_bytes_new(t, NULL, (size_t)n);
}

static Value special_done(rt_thread *t, Value v, Value state) {
    (void)state;
    if (rt_is_bytes(v)) return v;
    return rt_raise_type_error(t, "__bytes__ returned non-bytes (type %T)", v);
}

Value rt_bytes_content_tail(rt_thread *t, Value source, Value encoding, Value errors,
                            const char *type_name) {
    const char *enc, *err;
    if (!rt_codec_arg(t, encoding, type_name, "encoding", &enc) ||
        !rt_codec_arg(t, errors, type_name, "errors", &err))
        return RT_NULL;
    if (rt_is_empty(source) || (!rt_is_str(source) && (enc != NULL || err != NULL))) {
        if (enc != NULL) return rt_raise_type_error(t, "encoding without a string argument");
        if (err != NULL) return rt_raise_type_error(t, "errors without a string argument");
        return rt_bytes_new(t, NULL, 0);
    }
    if (rt_is_str(source)) {
        if (enc == NULL) return rt_raise_type_error(t, "string argument without an encoding");
        return rt_encode(t, source, enc, err);
    }
    if (rt_is_exact(source, &rt_bytes_type)) return source;
    rt_bytes_purpose purpose = strcmp(type_name, "bytes") == 0 ? RT_BYTES_NEW : RT_BYTEARRAY_NEW;
    if (purpose == RT_BYTES_NEW) {
        Value special = rt_call_special_tail(t, source, rt_id.__bytes__, NULL, 0);
        if (!rt_is_empty(special)) return rt_then(t, special, special_done, RT_NULL);
    }
    if (!rt_is_int(source) && rt_type_of(source)->slots.unary[RT_INDEX] == NULL)
        return rt_bytes_from_items_tail(t, source, purpose);
    Value values[] = {source, rt_imm_int(purpose)}, state = rt_state_new(t, values, 2);
    if (rt_is_null(state)) return RT_NULL;
    return rt_then_catch(t, rt_index_tail(t, source), index_done, state);
}

static Value bytes_wrap(rt_thread *t, Value v, Value cls) {
    rt_type *type = (rt_type *)rt_obj(cls);
    if (type == &rt_bytes_type) return v;
    size_t n = rt_as_bytes(v)->length;
    Value o = rt_instance_new(t, type, n + 1);
    if (rt_is_null(o)) return RT_NULL;
    rt_as_bytes(o)->length = n;
    memcpy(rt_as_bytes(o)->data, rt_as_bytes(v)->data, n);
    return o;
}

static Value bytes_make(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_then(t, rt_bytes_content_tail(t, args[1], args[2], args[3], "bytes"), bytes_wrap,
                   args[0]);
}

static const rt_native_def bytes_new_def = {
    "bytes", bytes_make, 0, 0, "type, source=, encoding=, errors=", 0, NULL};

static Value bytes_new_slot(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                            Value kwnames) {
    size_t nkw = rt_is_null(kwnames) ? 0 : rt_tuple_len(kwnames);
    if (nargs + nkw > 3)
        return rt_raise_type_error(t, "bytes() takes at most 3 %sarguments (%zu given)",
                                   nargs ? "" : "keyword ", nargs + nkw);
    return rt_native_invoke_tail(t, &bytes_new_def, cls, args, nargs, kwnames);
}

/* ---- slots ---- */

Value rt_bytes_repr_of(rt_thread *t, const unsigned char *data, size_t n, bool bytearray) {
    bool single = memchr(data, '\'', n) != NULL, twice = memchr(data, '"', n) != NULL;
    unsigned char quote = single && !twice ? '"' : '\'';
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_char(&b, 'b');
    rt_sb_char(&b, quote);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = data[i];
        if (c == quote || c == '\\' || (bytearray && c == '\'')) rt_sb_char(&b, '\\');
        if (c >= ' ' && c < 0x7f) {
            rt_sb_char(&b, c);
        } else if (c == '\t' || c == '\n' || c == '\r') {
            rt_sb_char(&b, '\\');
            rt_sb_char(&b, c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
        } else {
            char hex[4] = {'\\', 'x', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
            rt_sb_ascii(&b, hex, 4);
        }
    }
    rt_sb_char(&b, quote);
    return rt_sb_finish(t, &b);
}

static Value bytes_repr(rt_thread *t, Value v) {
    return rt_bytes_repr_of(t, rt_as_bytes(v)->data, rt_as_bytes(v)->length, false);
}

static Value bytes_hash(rt_thread *t, Value v) {
    (void)t;
    rt_bytes *b = rt_as_bytes(v);
    uint64_t h =
        atomic_load_explicit(&b->x_hash, memory_order_relaxed); /* the value speaks for itself */
    if (h == 0) {
        h = rt_hash_bytes(b->data, b->length);
        atomic_store_explicit(&b->x_hash, h, memory_order_relaxed);
    }
    return rt_imm_int((int64_t)h);
}

static Value bytes_len(rt_thread *t, Value v) {
    (void)t;
    return rt_imm_int((int64_t)rt_as_bytes(v)->length);
}

bool rt_is_buffer(Value v) { return rt_is_bytes(v) || rt_isinstance_exact(v, &rt_bytearray_type); }
bool rt_is_bytes_like(Value v) {
    return rt_is_buffer(v) || rt_is_memoryview(v) || rt_is_pyarray(v);
}

Value rt_bytes_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    const unsigned char *x, *y;
    size_t nx, ny;
    if (!rt_is_buffer(a) || !rt_is_bytes_like(b)) return RT_NOT_IMPLEMENTED;
    if (rt_is_bytes(a) && !rt_is_buffer(b))
        return RT_NOT_IMPLEMENTED; /* a bytearray takes any buffer */
    if (!rt_buffer_get(t, a, &x, &nx) || !rt_buffer_get(t, b, &y, &ny)) return RT_NULL;
    int order = memcmp(x, y, nx < ny ? nx : ny);
    if (order == 0) order = nx < ny ? -1 : nx > ny;
    switch (op) {
    case RT_LT: return rt_bool(order < 0);
    case RT_LE: return rt_bool(order <= 0);
    case RT_EQ: return rt_bool(order == 0);
    case RT_NE: return rt_bool(order != 0);
    case RT_GT: return rt_bool(order > 0);
    case RT_GE: return rt_bool(order >= 0);
    }
    return RT_NOT_IMPLEMENTED;
}

static Value bytes_getitem(rt_thread *t, Value self, Value key) {
    const rt_bytes *b = rt_as_bytes(self);
    int64_t i;
    if (rt_is_exact(key, &rt_slice_type)) {
        rt_text text;
        return rt_text_of(t, self, &text) ? rt_text_getslice(t, &text, key) : RT_NULL;
    }
    if (!rt_is_int(key) && rt_type_of(key)->slots.unary[RT_INDEX] == NULL)
        return rt_raise_type_error(t, "byte indices must be integers or slices, not %T", key);
    if (!rt_index_get(t, key, false, &i)) return RT_NULL;
    if (i < 0) i += (int64_t)b->length;
    if (i < 0 || i >= (int64_t)b->length)
        return rt_raise(t, &rt_exc_IndexError, "index out of range");
    return rt_imm_int(b->data[i]);
}

Value rt_bytes_contains(rt_thread *t, Value self, Value item) {
    rt_text s, pattern;
    int64_t byte;
    if (!rt_text_of(t, self, &s)) return RT_NULL;
    if (!rt_is_bytes_like(item) &&
        (rt_is_int(item) || rt_type_of(item)->slots.unary[RT_INDEX] != NULL)) {
        Value index = rt_index(t, item);
        if (rt_is_null(index)) return RT_NULL;
        if (!rt_int_get(index, &byte) || byte < 0 || byte > 255)
            return rt_raise_value_error(t, "byte must be in range(0, 256)");
        return rt_bool(memchr(s.data, (int)byte, s.n) != NULL);
    }
    if (!rt_text_arg(t, &s, item, &pattern, NULL)) return RT_NULL;
    return rt_bool(rt_text_find(&s, &pattern, 0, s.n) >= 0);
}

Value rt_bytes_add(rt_thread *t, Value a, Value b) {
    rt_text x, y;
    if (!rt_is_buffer(a)) return RT_NOT_IMPLEMENTED;
    if (!rt_is_bytes_like(b)) return RT_NOT_IMPLEMENTED;
    if (!rt_text_of(t, a, &x) || !rt_text_of(t, b, &y)) return RT_NULL;
    if (x.n + y.n > BYTES_MAX_LENGTH) return rt_raise_memory_error(t);
    Value r = rt_bytes_new(t, NULL, x.n + y.n);
    if (rt_is_null(r)) return RT_NULL;
    memcpy(rt_as_bytes(r)->data, x.data, x.n);
    memcpy(rt_as_bytes(r)->data + x.n, y.data, y.n);
    return x.kind == RT_TEXT_BYTES ? r : rt_bytearray_new(t, rt_as_bytes(r)->data, x.n + y.n);
}

Value rt_bytes_mul(rt_thread *t, Value a, Value b) {
    Value self = rt_is_buffer(a) ? a : b, count = rt_is_buffer(a) ? b : a;
    rt_text s;
    int64_t n;
    if (!rt_is_int(count) && rt_type_of(count)->slots.unary[RT_INDEX] == NULL)
        return RT_NOT_IMPLEMENTED;
    if (!rt_index_get(t, count, false, &n)) {
        if (rt_exception_catch(t, &rt_exc_IndexError))
            rt_raise(t, &rt_exc_OverflowError, "cannot fit '%T' into an index-sized integer",
                     count);
        return RT_NULL;
    }
    return rt_text_of(t, self, &s) ? rt_text_repeat(t, &s, n) : RT_NULL;
}

Value rt_bytes_mod(rt_thread *t, Value a, Value b) {
    return rt_is_buffer(a) ? rt_percent_bytes(t, a, b) : RT_NOT_IMPLEMENTED;
}

static Value bytes_bytes(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (rt_is_exact(args[0], &rt_bytes_type)) return args[0];
    return rt_bytes_new(t, rt_as_bytes(args[0])->data, rt_as_bytes(args[0])->length);
}

static Value bytes_getnewargs(rt_thread *t, Value *args, uint32_t nargs) {
    Value v = bytes_bytes(t, args, nargs);
    return rt_is_null(v) ? RT_NULL : rt_tuple_new(t, &v, 1);
}

static const rt_native_def bytes_methods[] = {
    RT_TEXT_METHOD_ROWS,
    RT_BYTES_METHOD_ROWS,
    {"__bytes__", bytes_bytes, 1, 1, NULL, 0, "Convert this value to exact type bytes."},
    {"__getnewargs__", bytes_getnewargs, 1, 1, NULL, 0, NULL},
    {},
};

rt_type rt_bytes_type = {
    RT_TYPE_HEAD(rt_bytes_type, "bytes"),
    .flags = RT_TF_BASETYPE | RT_TF_VARSIZE | RT_TF_IMMUTABLE | RT_TF_BYTES,
    .basic_size = sizeof(rt_bytes),
    .item_size = 1,
    .slots =
        {.new_ = bytes_new_slot,
         .repr = bytes_repr,
         .hash = bytes_hash,
         .len = bytes_len,
         .iter = rt_text_iter,
         .compare = rt_bytes_compare,
         .getitem = bytes_getitem,
         .contains = rt_bytes_contains,
         .binary = {[RT_ADD] = rt_bytes_add, [RT_MUL] = rt_bytes_mul, [RT_MOD] = rt_bytes_mod}},
    .methods = bytes_methods,
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n"
           "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n"
           "bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n"
           "bytes() -> empty bytes object",
};
