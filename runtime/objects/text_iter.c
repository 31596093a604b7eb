/* text_iter.c - iterators over str, bytes and bytearray.
 *
 * Owns: their types. Threads: any; the position is a field under the iterator's barrier.
 */
#include "runtime/heap/heap.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str_methods.h"
#include "runtime/objects/text.h"

typedef struct text_iter {
    rt_object hdr;
    rt_field x_text;  /* what is iterated over; RT_NULL: exhausted */
    rt_field x_index; /* next position */
} text_iter;

extern rt_type rt_ascii_iter_type, rt_bytes_iter_type, rt_bytearray_iter_type;

Value rt_text_iter(rt_thread *t, Value text) {
    rt_type *type = rt_is_bytes(text)  ? &rt_bytes_iter_type
                    : !rt_is_str(text) ? &rt_bytearray_iter_type
                    : rt_as_str(text)->ascii && rt_is_exact(text, &rt_str_type)
                        ? &rt_ascii_iter_type
                        : &rt_str_iter_type;
    text_iter *it = (text_iter *)rt_alloc(t, sizeof *it, &type->root);
    if (it == NULL) return RT_NULL;
    rt_init(&it->x_text, text);
    return rt_from_obj(it);
}

static void iter_trace(rt_object *o, rt_marker *m) { rt_mark_field(m, &((text_iter *)o)->x_text); }

static Value iter_self(rt_thread *t, Value self) {
    (void)t;
    return self;
}

static bool text_length(rt_thread *t, Value text, size_t *n) {
    if (rt_is_str(text)) {
        *n = rt_as_str(text)->length;
        return true;
    }
    if (rt_is_bytes(text)) {
        *n = rt_as_bytes(text)->length;
        return true;
    }
    return rt_bytearray_length(t, text, n);
}

static Value text_item(rt_thread *t, Value text, size_t i) {
    if (rt_is_str(text)) return rt_str_from_char(t, rt_str_at(rt_as_str(text), i));
    if (rt_is_bytes(text)) return rt_imm_int(rt_as_bytes(text)->data[i]);
    return rt_bytearray_item(t, text, i);
}

static Value iter_next(rt_thread *t, Value self) {
    text_iter *it = (text_iter *)rt_obj(self);
    size_t n;
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value text = rt_load(&it->x_text);
    uint64_t i = rt_load_word(&it->x_index);
    if (rt_is_null(text)) return RT_EMPTY;
    if (!text_length(t, text, &n)) return RT_NULL;
    if (i >= n) {
        rt_set(t, own, &it->x_text, RT_NULL);
        return RT_EMPTY;
    }
    Value item = text_item(t, text, i);
    if (!rt_is_null(item)) rt_set_word(t, own, &it->x_index, i + 1);
    return item;
}

static Value iter_length_hint(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    text_iter *it = (text_iter *)rt_obj(args[0]);
    size_t n;
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value text = rt_load(&it->x_text);
    if (rt_is_null(text)) return rt_imm_int(0);
    if (!text_length(t, text, &n)) return RT_NULL;
    uint64_t i = rt_load_word(&it->x_index);
    return rt_imm_int(i < n ? (int64_t)(n - i) : 0);
}

static Value iter_reduce(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    text_iter *it = (text_iter *)rt_obj(args[0]);
    if (!rt_write(t, &it->hdr)) return RT_NULL;
    Value text = rt_load(&it->x_text);
    const rt_type *type = rt_type_of(args[0]);
    if (rt_is_null(text) && (type == &rt_str_iter_type || type == &rt_ascii_iter_type))
        return rt_iter_reduce(t, rt_str_from_cstr(t, ""), RT_EMPTY);
    return rt_iter_reduce(t, text, rt_imm_int((int64_t)rt_load_word(&it->x_index)));
}

static Value iter_setstate(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    text_iter *it = (text_iter *)rt_obj(args[0]);
    int64_t i;
    if (!rt_is_int(args[1]) || !rt_int_get(args[1], &i))
        return rt_raise_type_error(t, "an integer is required");
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    rt_set_word(t, own, &it->x_index, i < 0 ? 0 : (uint64_t)i);
    return RT_NONE;
}

static const rt_native_def iter_methods[] = {
    {"__length_hint__", iter_length_hint, 1, 1, NULL, 0,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__", iter_reduce, 1, 1, NULL, 0, "Return state information for pickling."},
    {"__setstate__", iter_setstate, 2, 2, NULL, 0, "Set state information for unpickling."},
    {},
};

#define TEXT_ITER_TYPE(variable, type_name)                                                        \
    rt_type variable = {                                                                           \
        RT_TYPE_HEAD(variable, type_name),                                                         \
        .basic_size = sizeof(text_iter),                                                           \
        .trace = iter_trace,                                                                       \
        .slots = {.iter = iter_self, .next = iter_next},                                           \
        .methods = iter_methods,                                                                   \
    }
TEXT_ITER_TYPE(rt_str_iter_type, "str_iterator");
TEXT_ITER_TYPE(rt_ascii_iter_type, "str_ascii_iterator");
TEXT_ITER_TYPE(rt_bytes_iter_type, "bytes_iterator");
TEXT_ITER_TYPE(rt_bytearray_iter_type, "bytearray_iterator");
#undef TEXT_ITER_TYPE
