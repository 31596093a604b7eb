/* memoryview.c - views into the memory of bytes, bytearray and array.array.
 *
 * A view has a place, a shape and strides of its own, set at birth; only what it looks into (gone after release) and its
 * hash change later. The memory of a store is reached through bytes_store.h, item by item or as a copy.
 *
 * Owns: rt_memoryview_type, rt_memory_iterator_type.
 * Invariants
 *   memoryview-1  every item lies inside its exporter, as an exporter with live views keeps its size (store-2).
 * Threads: any; barriers as barrier.h says.
 */
#include "runtime/objects/memoryview.h"

#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/bytes_store.h"
#include "runtime/objects/native_item.h"
#include "runtime/objects/number.h"
#include "runtime/objects/pyarray.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

enum { MAX_DIMS = 64 };

typedef struct memoryview {
    rt_object hdr;
    rt_field x_base; /* bytes, or an rt_store; RT_NULL: released */
    rt_field x_hash; /* 0: not yet computed */
    Value format;    /* str */
    int64_t offset;  /* of the first item, in bytes */
    int64_t nbytes;  /* items * itemsize */
    int64_t itemsize;
    char code; /* the format's character */
    bool readonly;
    int ndim;
    int64_t dims[]; /* shape, then strides in bytes */
} memoryview;

static memoryview *as_view(Value v) { return (memoryview *)rt_obj(v); }
static const int64_t *strides_of(const memoryview *m) { return m->dims + m->ndim; }

static void memoryview_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((memoryview *)o)->x_base);
    rt_mark(m, ((memoryview *)o)->format);
}

bool rt_memoryview_live(rt_thread *t, Value view, bool *live) {
    uint64_t h;
    do {
        if (!rt_read_open(t, rt_obj(view), &h)) return false;
        *live = !rt_is_null(rt_load(&as_view(view)->x_base));
    } while (!rt_read_close(t, rt_obj(view), h));
    return true;
}

/* What the view looks into; RT_NULL with ValueError pending if it is released. */
static Value base_of(rt_thread *t, Value view) {
    uint64_t h;
    Value base;
    do {
        if (!rt_read_open(t, rt_obj(view), &h)) return RT_NULL;
        base = rt_load(&as_view(view)->x_base);
    } while (!rt_read_close(t, rt_obj(view), h));
    return rt_is_null(base)
               ? rt_raise_value_error(t, "operation forbidden on released memoryview object")
               : base;
}

/* ---- making ---- */

/* A view that looks like `like` but for what the caller changes before anyone sees it. */
static memoryview *view_new(rt_thread *t, Value base, int ndim) {
    memoryview *m = (memoryview *)rt_alloc(t, sizeof *m + 2 * (size_t)ndim * sizeof(int64_t),
                                           &rt_memoryview_type.root);
    if (m == NULL) return NULL;
    m->ndim = ndim;
    m->format = rt_str_empty;
    rt_init(&m->x_base, base);
    if (!rt_is_bytes(base) && !rt_store_view_add(t, rt_as_store(base), rt_from_obj(m))) return NULL;
    return m;
}

static memoryview *view_like(rt_thread *t, Value base, const memoryview *like, int ndim) {
    memoryview *m = view_new(t, base, ndim);
    if (m == NULL) return NULL;
    m->format = like->format;
    m->offset = like->offset;
    m->nbytes = like->nbytes;
    m->itemsize = like->itemsize;
    m->code = like->code;
    m->readonly = like->readonly;
    if (ndim == like->ndim) memcpy(m->dims, like->dims, 2 * (size_t)ndim * sizeof(int64_t));
    return m;
}

/* Strides of C order. */
static void strides_fill(memoryview *m) {
    int64_t stride = m->itemsize;
    for (int i = m->ndim - 1; i >= 0; i--) {
        m->dims[m->ndim + i] = stride;
        stride *= m->dims[i];
    }
}

static Value copy_view(rt_thread *t, Value view) {
    Value base = base_of(t, view);
    if (rt_is_null(base)) return RT_NULL;
    memoryview *m = view_like(t, base, as_view(view), as_view(view)->ndim);
    return m == NULL ? RT_NULL : rt_from_obj(m);
}

Value rt_memoryview_new(rt_thread *t, Value v) {
    if (rt_is_memoryview(v)) return copy_view(t, v);
    if (!rt_is_bytes_like(v))
        return rt_raise_type_error(t, "memoryview: a bytes-like object is required, not '%T'", v);
    return rt_memoryview_whole(t, v);
}

Value rt_memoryview_whole(rt_thread *t, Value v) {
    size_t n;
    memoryview *m = view_new(t, v, 1); /* from here on the size stays */
    if (m == NULL) return RT_NULL;
    bool array = rt_is_pyarray(v);
    m->code = !array ? 'B' : rt_as_pyarray(v)->code == 'u' ? 'w' : rt_as_pyarray(v)->code;
    m->readonly = rt_is_bytes(v);
    if (m->readonly)
        n = rt_as_bytes(v)->length;
    else if (!rt_store_size(t, rt_as_store(v), &n))
        return RT_NULL;
    m->format = rt_str_from_ascii(t, &m->code, 1);
    if (rt_is_null(m->format)) return RT_NULL;
    m->itemsize = array ? rt_as_pyarray(v)->itemsize : 1;
    m->nbytes = (int64_t)n;
    m->dims[0] = m->nbytes / m->itemsize;
    strides_fill(m);
    return rt_from_obj(m);
}

static Value memoryview_new(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                            Value kwnames) {
    (void)cls;
    uint32_t named = rt_is_null(kwnames) ? 0 : (uint32_t)rt_tuple_len(kwnames);
    if (nargs + named > 1)
        return rt_raise_type_error(t, "memoryview() takes at most 1 argument (%u given)",
                                   nargs + named);
    if (nargs + named == 0)
        return rt_raise_type_error(t, "memoryview() missing required argument 'object' (pos 1)");
    if (named == 1 && !rt_str_equal_cstr(rt_tuple_at(kwnames, 0), "object"))
        return rt_raise_type_error(t, "'%V' is an invalid keyword argument for memoryview()",
                                   rt_tuple_at(kwnames, 0));
    return rt_memoryview_new(t, args[0]);
}

/* ---- memory ---- */

static bool is_c_contiguous(const memoryview *m) {
    int64_t stride = m->itemsize;
    for (int i = m->ndim - 1; i >= 0; i--) {
        if (m->dims[i] > 1 && strides_of(m)[i] != stride) return m->nbytes == 0;
        stride *= m->dims[i];
    }
    return true;
}

static bool is_f_contiguous(const memoryview *m) {
    int64_t stride = m->itemsize;
    for (int i = 0; i < m->ndim; i++) {
        if (m->dims[i] > 1 && strides_of(m)[i] != stride) return m->nbytes == 0;
        stride *= m->dims[i];
    }
    return true;
}

/* n bytes at `at` of the exporter. false: conflict. */
static bool load(rt_thread *t, Value base, int64_t at, void *out, size_t n) {
    if (rt_is_bytes(base)) {
        memcpy(out, rt_as_bytes(base)->data + at, n);
        return true;
    }
    bool inside;
    if (!rt_store_load(t, rt_as_store(base), (size_t)at, out, n, &inside)) return false;
    if (!inside) rt_raise(t, &rt_exc_BufferError, "memoryview: the exporter has changed its size");
    return inside;
}

static bool store(rt_thread *t, Value base, int64_t at, const void *data, size_t n) {
    return rt_store_splice(t, rt_as_store(base), (size_t)at, (size_t)at + n, data, n);
}

/* Items one after the other, the last index (fortran: the first one) running fastest. first: the first item. */
static void gather(unsigned char *out, const unsigned char *first, const memoryview *m,
                   bool fortran) {
    int64_t at[MAX_DIMS] = {0};
    const int64_t *strides = strides_of(m);
    size_t size = (size_t)m->itemsize;
    for (int64_t left = m->nbytes / m->itemsize; left > 0; left--) {
        int64_t offset = 0;
        for (int i = 0; i < m->ndim; i++)
            offset += at[i] * strides[i];
        memcpy(out, first + offset, size);
        out += size;
        for (int k = 0; k < m->ndim; k++) {
            int i = fortran ? k : m->ndim - 1 - k;
            if (++at[i] < m->dims[i]) break;
            at[i] = 0;
        }
    }
}

/* The view's bytes in C or Fortran order. */
static bool view_bytes(rt_thread *t, Value view, bool fortran, const unsigned char **data,
                       size_t *n) {
    const memoryview *m = as_view(view);
    Value base = base_of(t, view);
    if (rt_is_null(base)) return false;
    int64_t low = 0, high = m->itemsize;
    for (int i = 0; i < m->ndim; i++)
        *(strides_of(m)[i] < 0 ? &low : &high) += (m->dims[i] - 1) * strides_of(m)[i];
    if (m->nbytes == 0) low = high = 0;
    *n = (size_t)m->nbytes;
    const unsigned char *first = rt_is_bytes(base) ? rt_as_bytes(base)->data + m->offset : NULL;
    if (first == NULL) {
        rt_blob *copy = rt_blob_new(t, (size_t)(high - low) + 1);
        if (copy == NULL || !load(t, base, m->offset + low, copy->data, (size_t)(high - low)))
            return false;
        first = copy->data - low;
    }
    *data = first;
    if (fortran ? is_f_contiguous(m) : is_c_contiguous(m)) return true;
    rt_blob *blob = rt_blob_new(t, *n + 1);
    if (blob == NULL) return false;
    gather(blob->data, first, m, fortran);
    *data = blob->data;
    return true;
}

bool rt_memoryview_bytes(rt_thread *t, Value view, const unsigned char **data, size_t *n) {
    return view_bytes(t, view, false, data, n);
}

bool rt_writable_size(rt_thread *t, Value v, const char *caller, size_t *n) {
    if (rt_is_memoryview(v)) {
        if (rt_is_null(base_of(t, v))) return false;
        *n = (size_t)as_view(v)->nbytes;
        if (!as_view(v)->readonly && is_c_contiguous(as_view(v))) return true;
    } else if (rt_is_bytes_like(v) && !rt_is_bytes(v)) {
        return rt_store_size(t, rt_as_store(v), n);
    }
    rt_raise_type_error(t, "%s%sargument must be read-write bytes-like object, not %T",
                        caller ? caller : "", caller ? " " : "", v);
    return false;
}

bool rt_writable_store(rt_thread *t, Value v, size_t at, const void *data, size_t n) {
    size_t room;
    if (n == 0) return true;
    Value base = rt_is_memoryview(v) ? base_of(t, v) : v;
    if (rt_is_null(base) || !rt_store_size(t, rt_as_store(base), &room)) return false;
    if (rt_is_memoryview(v)) at += (size_t)as_view(v)->offset;
    if (at <= room && n <= room - at) return store(t, base, (int64_t)at, data, n);
    rt_raise(t, &rt_exc_BufferError, "the buffer has changed its size");
    return false;
}

/* ---- items ---- */

static bool format_check(rt_thread *t, const memoryview *m) {
    if (rt_item_size(m->code) != 0) return true;
    rt_raise(t, &rt_exc_NotImplementedError, "memoryview: format %V not supported", m->format);
    return false;
}

static Value item_at(rt_thread *t, Value view, int64_t offset) {
    const memoryview *m = as_view(view);
    unsigned char item[8];
    Value base = base_of(t, view);
    if (rt_is_null(base) || !format_check(t, m) ||
        !load(t, base, offset, item, (size_t)m->itemsize))
        return RT_NULL;
    return rt_item_get(t, m->code, item);
}

static Value item_set(rt_thread *t, Value view, int64_t offset, Value v) {
    const memoryview *m = as_view(view);
    unsigned char item[8] = {0};
    switch (rt_item_put(t, m->code, v, item)) {
    case RT_ITEM_OK: break;
    case RT_ITEM_RAISED: return RT_NULL;
    case RT_ITEM_BAD_TYPE:
        return rt_raise_type_error(t, "memoryview: invalid type for format '%V'", m->format);
    case RT_ITEM_BAD_VALUE:
        return rt_raise_value_error(t, "memoryview: invalid value for format '%V'", m->format);
    }
    Value base = base_of(t, view); /* converting v may have released the view */
    return !rt_is_null(base) && store(t, base, offset, item, (size_t)m->itemsize) ? RT_NONE
                                                                                  : RT_NULL;
}

/* Adds index `key` of dimension `dim` to *offset. */
static bool index_add(rt_thread *t, const memoryview *m, int dim, Value key, int64_t *offset) {
    int64_t i;
    if (!rt_index_get(t, key, false, &i)) return false;
    if (i < 0) i += m->dims[dim];
    if (i < 0 || i >= m->dims[dim]) {
        rt_raise(t, &rt_exc_IndexError, "index out of bounds on dimension %d", dim + 1);
        return false;
    }
    *offset += i * strides_of(m)[dim];
    return true;
}

static bool all_of(Value tuple, bool (*test)(Value v)) {
    for (size_t i = 0; i < rt_tuple_len(tuple); i++)
        if (!test(rt_tuple_at(tuple, i))) return false;
    return true;
}

static bool is_slice(Value v) { return rt_is_exact(v, &rt_slice_type); }
static bool is_index(Value v) { return rt_has_index(v); }

/* Where the item that key names lies: 1, *offset set; 0: key is a slice of the first dimension; -1: raised. */
static int locate(rt_thread *t, const memoryview *m, Value key, bool assign, int64_t *offset) {
    *offset = m->offset;
    if (m->ndim == 0) {
        if (rt_is_tuple(key) && rt_tuple_len(key) == 0) return 1;
        if (assign && rt_same(key, RT_ELLIPSIS)) return 1;
        rt_raise_type_error(t, "invalid indexing of 0-dim memory");
        return -1;
    }
    if (is_index(key)) {
        if (m->ndim == 1) return index_add(t, m, 0, key, offset) ? 1 : -1;
        rt_raise(t, &rt_exc_NotImplementedError,
                 assign ? "sub-views are not implemented"
                        : "multi-dimensional sub-views are not implemented");
        return -1;
    }
    if (is_slice(key) && (m->ndim == 1 || !assign)) return 0;
    if (rt_is_tuple(key) && all_of(key, is_index)) {
        size_t n = rt_tuple_len(key);
        if (n == (size_t)m->ndim) {
            for (int i = 0; i < m->ndim; i++)
                if (!index_add(t, m, i, rt_tuple_at(key, (size_t)i), offset)) return -1;
            return 1;
        }
        if (n < (size_t)m->ndim)
            rt_raise(t, &rt_exc_NotImplementedError, "sub-views are not implemented");
        else
            rt_raise_type_error(t, "cannot index %d-dimension view with %zu-element tuple", m->ndim,
                                n);
    } else if (is_slice(key) || (rt_is_tuple(key) && all_of(key, is_slice))) {
        rt_raise(t, &rt_exc_NotImplementedError,
                 assign ? "memoryview slice assignments are currently restricted to ndim = 1"
                        : "multi-dimensional slicing is not implemented");
    } else {
        rt_raise_type_error(t, "memoryview: invalid slice key");
    }
    return -1;
}

static Value sliced(rt_thread *t, Value view, Value key) {
    const memoryview *m = as_view(view);
    int64_t start, stop, step, count;
    if (!rt_slice_indices(t, key, m->dims[0], &start, &stop, &step, &count)) return RT_NULL;
    Value base = base_of(t, view);
    memoryview *r = rt_is_null(base) ? NULL : view_like(t, base, m, m->ndim);
    if (r == NULL) return RT_NULL;
    int64_t stride = strides_of(m)[0];
    r->offset += count > 0 ? start * stride : 0;
    r->dims[0] = count;
    r->dims[m->ndim] = stride * step;
    r->nbytes = m->dims[0] == 0 ? 0 : m->nbytes / m->dims[0] * count;
    return rt_from_obj(r);
}

static Value memoryview_getitem(rt_thread *t, Value self, Value key) {
    int64_t offset;
    if (rt_is_null(base_of(t, self))) return RT_NULL;
    if (as_view(self)->ndim == 0 && rt_same(key, RT_ELLIPSIS)) return self;
    int found = locate(t, as_view(self), key, false, &offset);
    if (found < 0) return RT_NULL;
    return found == 0 ? sliced(t, self, key) : item_at(t, self, offset);
}

/* self[key] = value, self of one dimension: both sides must have the same format and length. */
static Value slice_set(rt_thread *t, Value self, Value key, Value value) {
    if (!rt_is_bytes_like(value))
        return rt_raise_type_error(t, "a bytes-like object is required, not '%T'", value);
    Value to = sliced(t, self, key), from = rt_is_null(to) ? RT_NULL : rt_memoryview_new(t, value);
    const unsigned char *data;
    size_t n;
    if (rt_is_null(from)) return RT_NULL;
    const memoryview *m = as_view(to), *source = as_view(from);
    if (source->ndim != 1 || source->dims[0] != m->dims[0] || source->code != m->code)
        return rt_raise_value_error(
            t, "memoryview assignment: lvalue and rvalue have different structures");
    Value base = base_of(t, self);
    if (rt_is_null(base) || !rt_memoryview_bytes(t, from, &data, &n)) return RT_NULL;
    if (is_c_contiguous(m)) return n == 0 || store(t, base, m->offset, data, n) ? RT_NONE : RT_NULL;
    size_t size = (size_t)m->itemsize;
    for (int64_t i = 0; i < m->dims[0]; i++)
        if (!store(t, base, m->offset + i * strides_of(m)[0], data + (size_t)i * size, size))
            return RT_NULL;
    return RT_NONE;
}

static Value memoryview_setitem(rt_thread *t, Value self, Value key, Value value) {
    const memoryview *m = as_view(self);
    int64_t offset;
    if (rt_is_null(base_of(t, self)) || !format_check(t, m)) return RT_NULL;
    if (m->readonly) return rt_raise_type_error(t, "cannot modify read-only memory");
    if (rt_is_empty(value)) return rt_raise_type_error(t, "cannot delete memory");
    int found = locate(t, m, key, true, &offset);
    if (found < 0) return RT_NULL;
    return found == 0 ? slice_set(t, self, key, value) : item_set(t, self, offset, value);
}

static Value memoryview_len(rt_thread *t, Value self) {
    if (rt_is_null(base_of(t, self))) return RT_NULL;
    return rt_imm_int(as_view(self)->ndim == 0 ? 1 : as_view(self)->dims[0]);
}

/* ---- comparison, hash, repr ---- */

/* The items in C order of two views of the same shape are equal. -1: raised. */
static int items_equal(rt_thread *t, Value a, Value b) {
    const memoryview *x = as_view(a), *y = as_view(b);
    const unsigned char *p, *q;
    size_t n, k;
    if (!rt_memoryview_bytes(t, a, &p, &n) || !rt_memoryview_bytes(t, b, &q, &k)) return -1;
    if (rt_item_size(x->code) == 0 || rt_item_size(y->code) == 0) return 0;
    if (x->code == y->code && x->code != 'f' && x->code != 'd' && x->code != '?')
        return memcmp(p, q, n) == 0;
    for (int64_t left = x->nbytes / x->itemsize; left > 0; left--) {
        Value u = rt_item_get(t, x->code, p), v = rt_is_null(u) ? u : rt_item_get(t, y->code, q);
        Value same = rt_is_null(v) ? v : rt_compare(t, u, v, RT_EQ);
        if (rt_is_null(same)) return -1;
        if (!rt_same(same, RT_TRUE)) return 0;
        p += x->itemsize;
        q += y->itemsize;
    }
    return 1;
}

static int views_equal(rt_thread *t, Value a, Value b) {
    bool live = true, other_live = true;
    if (rt_same(a, b)) return 1; /* NaN or not: only what is released is asked for first */
    if (!rt_memoryview_live(t, a, &live)) return -1;
    if (rt_is_memoryview(b) && !rt_memoryview_live(t, b, &other_live)) return -1;
    if (!live || !other_live) return 0;
    if (!rt_is_memoryview(b)) b = rt_memoryview_new(t, b);
    if (rt_is_null(b)) return -1;
    const memoryview *x = as_view(a), *y = as_view(b);
    if (x->ndim != y->ndim || memcmp(x->dims, y->dims, (size_t)x->ndim * sizeof(int64_t)) != 0)
        return 0;
    return items_equal(t, a, b);
}

static Value memoryview_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || !rt_is_memoryview(a) || !rt_is_bytes_like(b))
        return RT_NOT_IMPLEMENTED;
    bool live = true;
    if (rt_same(a, b) && !rt_memoryview_live(t, a, &live)) return RT_NULL;
    int equal = rt_same(a, b) && live ? items_equal(t, a, b) : views_equal(t, a, b);
    return equal < 0 ? RT_NULL : rt_bool((equal == 1) == (op == RT_EQ));
}

static Value memoryview_hash(rt_thread *t, Value self) {
    memoryview *m = as_view(self);
    const unsigned char *data;
    size_t n;
    uint64_t h =
        atomic_load_explicit(&m->x_hash, memory_order_relaxed); /* the value speaks for itself */
    if (h != 0) return rt_imm_int((int64_t)h);
    Value base = base_of(t, self);
    if (rt_is_null(base)) return RT_NULL;
    if (!m->readonly) return rt_raise_value_error(t, "cannot hash writable memoryview object");
    if (m->code != 'B' && m->code != 'b' && m->code != 'c')
        return rt_raise_value_error(t,
                                    "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    if (!rt_is_bytes(base) && rt_is_null(rt_hash(t, base))) return RT_NULL;
    if (!rt_memoryview_bytes(t, self, &data, &n)) return RT_NULL;
    h = rt_hash_bytes(data, n);
    atomic_store_explicit(&m->x_hash, h, memory_order_relaxed);
    return rt_imm_int((int64_t)h);
}

static Value memoryview_repr(rt_thread *t, Value self) {
    bool live;
    if (!rt_memoryview_live(t, self, &live)) return RT_NULL;
    return rt_str_format_c(t, live ? "<memory at %p>" : "<released memory at %p>",
                           (void *)rt_obj(self));
}

/* ---- methods ---- */

static Value memoryview_release(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_write_field(t, rt_obj(args[0]), &as_view(args[0])->x_base, RT_NULL) ? RT_NONE
                                                                                  : RT_NULL;
}

static Value memoryview_enter(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_is_null(base_of(t, args[0])) ? RT_NULL : args[0];
}

/* order: RT_EMPTY, None or 'C', 'F', 'A'. */
static Value memoryview_tobytes(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    uint32_t order = 'C';
    if (!rt_is_empty(args[1]) && !rt_is_none(args[1])) {
        if (!rt_is_str(args[1]))
            return rt_raise_type_error(t, "tobytes() argument 'order' must be str or None, not %A",
                                       args[1]);
        order = rt_as_str(args[1])->length == 1 ? rt_str_at(rt_as_str(args[1]), 0) : 0;
        if (order != 'C' && order != 'F' && order != 'A')
            return rt_raise_value_error(t, "order must be 'C', 'F' or 'A'");
    }
    bool fortran = order == 'F' || (order == 'A' && is_f_contiguous(as_view(args[0])));
    return view_bytes(t, args[0], fortran, &data, &n) ? rt_bytes_new(t, data, n) : RT_NULL;
}

static Value memoryview_hex(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    return rt_memoryview_bytes(t, args[0], &data, &n) ? rt_bytes_hex(t, data, n, args[1], args[2])
                                                      : RT_NULL;
}

/* Items of dimension `dim` on, in C order from *at. Depth: at most MAX_DIMS. */
static Value nested_list(rt_thread *t, const memoryview *m, int dim, const unsigned char **at) {
    if (dim == m->ndim) {
        Value item = rt_item_get(t, m->code, *at);
        *at += m->itemsize;
        return item;
    }
    rt_array *items = rt_array_new(t, (size_t)m->dims[dim]);
    if (items == NULL) return RT_NULL;
    for (int64_t i = 0; i < m->dims[dim]; i++) {
        Value item = nested_list(t, m, dim + 1, at);
        if (rt_is_null(item)) return RT_NULL;
        rt_init(&items->x_items[i], item);
    }
    return rt_list_from_array(t, items, (size_t)m->dims[dim]);
}

static Value memoryview_tolist(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    if (!rt_memoryview_bytes(t, args[0], &data, &n) || !format_check(t, as_view(args[0])))
        return RT_NULL;
    return nested_list(t, as_view(args[0]), 0, &data);
}

static Value memoryview_toreadonly(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value v = copy_view(t, args[0]);
    if (!rt_is_null(v)) as_view(v)->readonly = true;
    return v;
}

/* ---- cast ---- */

static char format_code(Value format) {
    const rt_str *s = rt_as_str(format);
    uint32_t c = s->length == 1                             ? rt_str_at(s, 0)
                 : s->length == 2 && rt_str_at(s, 0) == '@' ? rt_str_at(s, 1)
                                                            : 0;
    return c < 128 && rt_item_size((char)c) != 0 ? (char)c : 0;
}

static bool is_byte_code(char code) { return code == 'B' || code == 'b' || code == 'c'; }

/* The checks that do not need the new shape; code 0: raised. */
static char cast_check(rt_thread *t, const memoryview *m, Value format) {
    char code = format_code(format);
    const char *error = NULL;
    if (code == 0 || rt_item_size(m->code) == 0) {
        rt_raise_value_error(
            t,
            "memoryview: %s format must be a native single character format prefixed with an optional '@'",
            code == 0 ? "destination" : "source");
        return 0;
    }
    if (!is_byte_code(m->code) && !is_byte_code(code))
        error = "memoryview: cannot cast between two non-byte formats";
    else if (m->nbytes % (int64_t)rt_item_size(code) != 0)
        error = "memoryview: length is not a multiple of itemsize";
    if (error == NULL) return code;
    rt_raise_type_error(t, "%s", error);
    return 0;
}

static bool has_zero(const memoryview *m) {
    for (int i = 0; i < 2 * m->ndim; i++)
        if (m->dims[i] == 0) return true;
    return false;
}

/* The dimensions as the caller gave them into r; false: raised. */
static bool shape_fill(rt_thread *t, memoryview *r, Value shape) {
    int64_t items = 1;
    for (int i = 0; i < r->ndim; i++) {
        Value v = rt_tuple_at(shape, (size_t)i);
        int64_t n;
        if (!rt_is_int(v))
            return rt_raise_type_error(t, "memoryview.cast(): elements of shape must be integers"),
                   false;
        if (!rt_int_get(v, &n) || n <= 0)
            return rt_raise_value_error(
                       t, "memoryview.cast(): elements of shape must be integers > 0"),
                   false;
        if (__builtin_mul_overflow(items, n, &items))
            return rt_raise_value_error(t, "memoryview.cast(): product(shape) > SSIZE_MAX"), false;
        r->dims[i] = n;
    }
    if (__builtin_mul_overflow(items, r->itemsize, &items) || items != r->nbytes)
        return rt_raise_type_error(t, "memoryview: product(shape) * itemsize != buffer size"),
               false;
    return true;
}

static bool cast_shape_check(rt_thread *t, const memoryview *m, Value *shape) {
    if (!is_c_contiguous(m))
        return rt_raise_type_error(t, "memoryview: casts are restricted to C-contiguous views"),
               false;
    if ((!rt_is_empty(*shape) || m->ndim != 1) && has_zero(m))
        return rt_raise_type_error(t,
                                   "memoryview: cannot cast view with zeros in shape or strides"),
               false;
    if (rt_is_empty(*shape)) return true;
    if (!rt_is_list(*shape) && !rt_is_tuple(*shape))
        return rt_raise_type_error(t, "shape must be a list or a tuple"), false;
    if (rt_is_list(*shape)) {
        size_t n;
        rt_array *items = rt_list_snapshot(t, *shape, &n);
        *shape = items == NULL ? RT_NULL : rt_tuple_from_array(t, items, n);
        if (rt_is_null(*shape)) return false;
    }
    size_t ndim = rt_tuple_len(*shape);
    if (ndim > MAX_DIMS)
        return rt_raise_value_error(t, "memoryview: number of dimensions must not exceed %d",
                                    MAX_DIMS),
               false;
    if (m->ndim != 1 && ndim != 1)
        return rt_raise_type_error(t, "memoryview: cast must be 1D -> ND or ND -> 1D"), false;
    return true;
}

static Value memoryview_cast(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const memoryview *m = as_view(args[0]);
    Value base = base_of(t, args[0]), format = args[1], shape = args[2];
    if (rt_is_null(base)) return RT_NULL;
    if (!rt_is_str(format))
        return rt_raise_type_error(t, "cast() argument 'format' must be str, not %A", format);
    if (!cast_shape_check(t, m, &shape)) return RT_NULL;
    char code = cast_check(t, m, format);
    memoryview *r =
        code == 0 ? NULL : view_like(t, base, m, rt_is_empty(shape) ? 1 : (int)rt_tuple_len(shape));
    if (r == NULL) return RT_NULL;
    r->format = format;
    r->code = code;
    r->itemsize = (int64_t)rt_item_size(code);
    if (rt_is_empty(shape))
        r->dims[0] = r->nbytes / r->itemsize;
    else if (!shape_fill(t, r, shape))
        return RT_NULL;
    strides_fill(r);
    return rt_from_obj(r);
}

/* ---- attributes ---- */

static Value dims_tuple(rt_thread *t, const int64_t *dims, int n) {
    Value tuple = rt_tuple_new(t, NULL, (size_t)n);
    for (int i = 0; i < n && !rt_is_null(tuple); i++)
        rt_as_tuple(tuple)->items[i] = rt_imm_int(dims[i]);
    return tuple;
}

/* X(attribute, the value of view m over base) */
#define MEMORYVIEW_ATTRIBUTES(X)                                                                           \
    X(obj, base) X(nbytes, rt_imm_int(m->nbytes)) X(itemsize, rt_imm_int(m->itemsize)) X(format, m->format) \
    X(ndim, rt_imm_int(m->ndim)) X(readonly, rt_bool(m->readonly)) X(shape, dims_tuple(t, m->dims, m->ndim)) \
    X(strides, dims_tuple(t, strides_of(m), m->ndim)) X(suboffsets, rt_tuple_empty)                        \
    X(c_contiguous, rt_bool(is_c_contiguous(m))) X(f_contiguous, rt_bool(is_f_contiguous(m)))              \
    X(contiguous, rt_bool(is_c_contiguous(m) || is_f_contiguous(m)))
#define X(name, value)                                                                                     \
    static Value get_##name(rt_thread *t, Value self)                                                      \
    {                                                                                                      \
        const memoryview *m = as_view(self);                                                               \
        Value base = base_of(t, self);                                                                     \
        (void)m;                                                                                           \
        return rt_is_null(base) ? RT_NULL : (value);                                                       \
    }
MEMORYVIEW_ATTRIBUTES(X)
#undef X

static const rt_getset_def memoryview_getsets[] = {
#define X(name, value) {#name, get_##name, NULL, NULL},
    MEMORYVIEW_ATTRIBUTES(X)
#undef X
        {},
};

/* ---- iteration ---- */

typedef struct memory_iterator {
    rt_object hdr;
    rt_field x_view; /* RT_NULL: exhausted */
    rt_field x_index;
} memory_iterator;

static void iterator_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((memory_iterator *)o)->x_view);
}

static Value memoryview_iter(rt_thread *t, Value self) {
    if (rt_is_null(base_of(t, self)) || !format_check(t, as_view(self))) return RT_NULL;
    if (as_view(self)->ndim == 0) return rt_raise_type_error(t, "invalid indexing of 0-dim memory");
    if (as_view(self)->ndim != 1)
        return rt_raise(t, &rt_exc_NotImplementedError,
                        "multi-dimensional sub-views are not implemented");
    memory_iterator *it = (memory_iterator *)rt_alloc(t, sizeof *it, &rt_memory_iterator_type.root);
    if (it == NULL) return RT_NULL;
    rt_init(&it->x_view, self);
    return rt_from_obj(it);
}

static Value iterator_self(rt_thread *t, Value self) {
    (void)t;
    return self;
}

static Value iterator_next(rt_thread *t, Value self) {
    memory_iterator *it = (memory_iterator *)rt_obj(self);
    rt_own own = rt_write(t, &it->hdr);
    if (!own) return RT_NULL;
    Value view = rt_load(&it->x_view);
    int64_t i = (int64_t)rt_load_word(&it->x_index);
    if (rt_is_null(view)) return RT_EMPTY;
    const memoryview *m = as_view(view);
    if (i >= m->dims[0]) {
        rt_set(t, own, &it->x_view, RT_NULL);
        return RT_EMPTY;
    }
    rt_set_word(t, own, &it->x_index, (uint64_t)i + 1);
    return item_at(t, view, m->offset + i * strides_of(m)[0]);
}

rt_type rt_memory_iterator_type = {
    RT_TYPE_HEAD(rt_memory_iterator_type, "memory_iterator"),
    .basic_size = sizeof(memory_iterator),
    .trace = iterator_trace,
    .slots = {.iter = iterator_self, .next = iterator_next},
};

static const rt_native_def memoryview_methods[] = {
    {"release", memoryview_release, 1, 1, NULL, 0,
     "Release the underlying buffer exposed by the memoryview object."},
    {"tobytes", memoryview_tobytes, 0, 0, "self, /, order=", 0,
     "Return the data in the buffer as a byte string."},
    {"hex", memoryview_hex, 0, 0, "self, /, sep=, bytes_per_sep=", 0,
     "Return the data in the buffer as a str of hexadecimal numbers."},
    {"tolist", memoryview_tolist, 1, 1, NULL, 0,
     "Return the data in the buffer as a list of elements."},
    {"cast", memoryview_cast, 0, 0, "self, /, format, shape=", 0,
     "Cast a memoryview to a new format or shape."},
    {"toreadonly", memoryview_toreadonly, 1, 1, NULL, 0,
     "Return a readonly version of the memoryview."},
    {"__enter__", memoryview_enter, 1, 1, NULL, 0, NULL},
    {"__exit__", memoryview_release, 1, -1, NULL, 0, NULL},
    {},
};

rt_type rt_memoryview_type = {
    RT_TYPE_HEAD(rt_memoryview_type, "memoryview"),
    .flags = RT_TF_VARSIZE | RT_TF_WEAKREF | RT_TF_SEQUENCE,
    .basic_size = sizeof(memoryview),
    .item_size = sizeof(int64_t),
    .trace = memoryview_trace,
    .slots = {.new_ = memoryview_new,
              .repr = memoryview_repr,
              .hash = memoryview_hash,
              .len = memoryview_len,
              .iter = memoryview_iter,
              .compare = memoryview_compare,
              .getitem = memoryview_getitem,
              .setitem = memoryview_setitem},
    .methods = memoryview_methods,
    .getsets = memoryview_getsets,
    .doc = "Create a new memoryview object which references the given object.",
};
