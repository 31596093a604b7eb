/* native_item.c - values of C's number formats. Owns: nothing. Threads: any. */
#include "runtime/objects/native_item.h"

#include "runtime/error.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/protocol.h"

size_t rt_item_size(char code) {
    switch (code) {
    case 'c':
    case 'b':
    case 'B':
    case '?': return 1;
    case 'h':
    case 'H': return sizeof(short);
    case 'i':
    case 'I': return sizeof(int);
    case 'f': return sizeof(float);
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'd':
    case 'P': return 8;
    default: return 0;
    }
}

static bool is_signed(char code) {
    return code == 'b' || code == 'h' || code == 'i' || code == 'l' || code == 'q' || code == 'n';
}

static Value get_double(rt_thread *t, char code, const void *at) {
    float f;
    double d;
    if (code == 'd') {
        memcpy(&d, at, sizeof d);
    } else {
        memcpy(&f, at, sizeof f);
        d = (double)f;
    }
    return rt_float_new(t, d);
}

Value rt_item_get(rt_thread *t, char code, const void *at) {
    if (code == 'f' || code == 'd') return get_double(t, code, at);
    if (code == 'c') return rt_bytes_new(t, at, 1);
    if (code == '?') return rt_bool(*(const unsigned char *)at != 0);
    size_t n = rt_item_size(code);
    uint64_t u = 0; /* little-endian, as the machine is */
    memcpy(&u, at, n);
    if (!is_signed(code)) return rt_int_new_u64(t, u);
    unsigned shift = (unsigned)(64 - 8 * n);
    return rt_int_new(t, (int64_t)(u << shift) >> shift);
}

/* The outcome of a conversion that has raised. */
static rt_item_result failed(rt_thread *t) {
    if (rt_exception_catch(t, &rt_exc_TypeError)) return RT_ITEM_BAD_TYPE;
    if (rt_exception_catch(t, &rt_exc_OverflowError) || rt_exception_catch(t, &rt_exc_ValueError))
        return RT_ITEM_BAD_VALUE;
    return RT_ITEM_RAISED;
}

static rt_item_result put_double(rt_thread *t, char code, Value v, void *at) {
    bool is_number;
    double d;
    if (!rt_number_to_double(t, v, &d, &is_number)) {
        if (is_number) return failed(t);
        rt_unop op = rt_type_of(v)->slots.unary[RT_TO_FLOAT] != NULL ? RT_TO_FLOAT : RT_INDEX;
        if (rt_type_of(v)->slots.unary[op] == NULL) return RT_ITEM_BAD_TYPE;
        v = rt_unary(t, op, v);
        if (rt_is_null(v)) return failed(t);
        if (!rt_number_to_double(t, v, &d, &is_number))
            return is_number ? failed(t) : RT_ITEM_BAD_TYPE;
    }
    if (code == 'd') {
        memcpy(at, &d, sizeof d);
    } else {
        float f = (float)d;
        memcpy(at, &f, sizeof f);
    }
    return RT_ITEM_OK;
}

static bool fits(uint64_t u, bool negative, size_t n, bool with_sign) {
    uint64_t half = UINT64_C(1) << (8 * n - 1);
    if (negative) return with_sign && (int64_t)u >= -(int64_t)(half - 1) - 1;
    return with_sign ? u < half : n == 8 || u >> (8 * n) == 0;
}

/* An int as 64 bits; false: it does not fit in them. */
static bool int_bits(Value v, uint64_t *u, bool *negative) {
    int64_t i;
    *negative = rt_int_sign(v) < 0;
    if (rt_int_get(v, &i)) {
        *u = (uint64_t)i;
        return true;
    }
    if (*negative || !rt_is_obj(v) || ((const rt_int *)rt_obj(v))->size != 1) return false;
    *u = ((const rt_int *)rt_obj(v))->limbs[0];
    return true;
}

static rt_item_result put_int(rt_thread *t, char code, Value v, void *at) {
    size_t n = rt_item_size(code);
    uint64_t u;
    bool negative;
    if (!rt_is_int(v)) {
        if (rt_type_of(v)->slots.unary[RT_INDEX] == NULL) return RT_ITEM_BAD_TYPE;
        v = rt_index(t, v);
        if (rt_is_null(v)) return failed(t);
    }
    if (!int_bits(v, &u, &negative) || !fits(u, negative, n, is_signed(code)))
        return RT_ITEM_BAD_VALUE;
    memcpy(at, &u, n);
    return RT_ITEM_OK;
}

rt_item_result rt_item_put(rt_thread *t, char code, Value v, void *at) {
    if (code == 'f' || code == 'd') return put_double(t, code, v, at);
    if (code == 'c') {
        if (!rt_is_bytes(v)) return RT_ITEM_BAD_TYPE;
        if (rt_as_bytes(v)->length != 1) return RT_ITEM_BAD_VALUE;
        memcpy(at, rt_as_bytes(v)->data, 1);
        return RT_ITEM_OK;
    }
    if (code != '?') return put_int(t, code, v, at);
    Value truth = rt_truth(t, v);
    if (rt_is_null(truth)) return RT_ITEM_RAISED;
    *(unsigned char *)at = rt_same(truth, RT_TRUE);
    return RT_ITEM_OK;
}
