/* str_core.c - how strings are made: widths, sharing, slices, concatenation, comparison, hash.
 *
 * Owns: the empty string, the 256 one-character strings, the hash key.
 * Invariants
 *   str-1  width is the narrowest that holds every character; ascii is exact.
 *   str-2  A string with own items has a NUL behind them. One in a blob need not.
 *   str-3  Bytes of a blob below x_used never change; whoever moves x_used by compare-and-swap from the
 *          end of its own string owns the bytes it claimed. A claim by an aborted transaction is lost room.
 * Threads: any. Strings are immutable; x_hash is stored by racing threads with the same value.
 */
#include "runtime/objects/str_internal.h"

#include <stdlib.h>

#include "runtime/heap/heap.h"

enum {
    APPEND_MIN = 128, /* bytes: from here on a concatenation leaves room behind the result */
    IMMORTAL_CHUNK = 1 << 16,
};

Value rt_str_empty;
Value rt_str_chars[256];
static uint64_t hash_k0, hash_k1;

/* ---- characters of any width ---- */

uint32_t rt_chars_or(const void *data, size_t n, int width) {
    uint32_t bits = 0;
    if (width == 1) {
        const uint8_t *p = data;
        for (size_t i = 0; i < n; i++)
            bits |= p[i];
    } else if (width == 2) {
        const uint16_t *p = data;
        for (size_t i = 0; i < n; i++)
            bits |= p[i];
    } else {
        const uint32_t *p = data;
        for (size_t i = 0; i < n; i++)
            bits |= p[i];
    }
    return bits;
}

static void copy_to_1(uint8_t *dst, const void *src, int width, size_t n) {
    for (size_t i = 0; i < n; i++)
        dst[i] = (uint8_t)rt_char_at(src, width, i);
}

static void copy_to_2(uint16_t *dst, const void *src, int width, size_t n) {
    if (width == 1) {
        const uint8_t *p = src;
        for (size_t i = 0; i < n; i++)
            dst[i] = p[i];
        return;
    }
    for (size_t i = 0; i < n; i++)
        dst[i] = (uint16_t)rt_char_at(src, width, i);
}

static void copy_to_4(uint32_t *dst, const void *src, int width, size_t n) {
    for (size_t i = 0; i < n; i++)
        dst[i] = rt_char_at(src, width, i);
}

void rt_chars_copy(void *dst, int dst_width, const void *src, int src_width, size_t n) {
    if (n == 0) return;
    if (dst_width == src_width)
        memcpy(dst, src, n * (size_t)dst_width);
    else if (dst_width == 1)
        copy_to_1(dst, src, src_width, n);
    else if (dst_width == 2)
        copy_to_2(dst, src, src_width, n);
    else
        copy_to_4(dst, src, src_width, n);
}

/* ---- creation ---- */

static void str_fill_header(rt_str *s, size_t n, int width, bool ascii, const void *data) {
    s->length = (uint32_t)n;
    s->width = (uint8_t)width;
    s->ascii = ascii;
    s->data = data;
}

rt_str *rt_str_alloc(rt_thread *t, size_t n, int width, bool ascii) {
    if (n > STR_MAX_LENGTH) {
        rt_raise_memory_error(t);
        return NULL;
    }
    rt_str *s = (rt_str *)rt_alloc(t, sizeof *s + (n + 1) * (size_t)width, &rt_str_type.root);
    if (s == NULL) return NULL;
    str_fill_header(s, n, width, ascii, s + 1);
    return s;
}

rt_str *rt_str_view(rt_thread *t, const rt_object *owner, const void *data, size_t n, int width,
                    bool ascii) {
    rt_str *s = (rt_str *)rt_alloc(t, sizeof *s, &rt_str_type.root);
    if (s == NULL) return NULL;
    str_fill_header(s, n, width, ascii, data);
    s->blob = owner;
    return s;
}

/* Caller holds the intern lock, or is the only thread. */
rt_str *rt_str_alloc_immortal(size_t n, int width, bool ascii) {
    static char *next, *end;
    size_t size = (sizeof(rt_str) + (n + 1) * (size_t)width + 15) & ~(size_t)15;
    if (size > (size_t)(end - next)) {
        size_t chunk = size > IMMORTAL_CHUNK ? size : IMMORTAL_CHUNK;
        char *room = aligned_alloc(16, chunk);
        if (room == NULL) return NULL;
        memset(room, 0, chunk);
        if (size == chunk && next != NULL) {
            rt_str *big = (rt_str *)room;
            rt_init_ptr(&big->hdr.x_shape, &rt_str_type.root);
            str_fill_header(big, n, width, ascii, big + 1);
            return big;
        }
        next = room;
        end = room + chunk;
    }
    rt_str *s = (rt_str *)next;
    next += size;
    rt_init_ptr(&s->hdr.x_shape, &rt_str_type.root);
    str_fill_header(s, n, width, ascii, s + 1);
    return s;
}

Value rt_str_from_ascii(rt_thread *t, const char *text, size_t n) {
    if (n == 0) return rt_str_empty;
    if (n == 1) return rt_str_chars[(unsigned char)*text];
    rt_str *s = rt_str_alloc(t, n, 1, true);
    if (s == NULL) return RT_NULL;
    memcpy(s + 1, text, n);
    return rt_from_obj(s);
}

Value rt_str_from_char(rt_thread *t, uint32_t c) {
    if (c < 256) return rt_str_chars[c];
    int width = rt_width_for(c);
    rt_str *s = rt_str_alloc(t, 1, width, false);
    if (s == NULL) return RT_NULL;
    rt_char_put(s + 1, width, 0, c);
    return rt_from_obj(s);
}

Value rt_str_from_width(rt_thread *t, const void *data, size_t n, int width) {
    if (n == 0) return rt_str_empty;
    if (n == 1) return rt_str_from_char(t, rt_char_at(data, width, 0));
    uint32_t bits = rt_chars_or(data, n, width);
    int narrow = rt_width_for(bits);
    rt_str *s = rt_str_alloc(t, n, narrow, bits < 128);
    if (s == NULL) return RT_NULL;
    rt_chars_copy(s + 1, narrow, data, width, n);
    return rt_from_obj(s);
}

Value rt_str_from_ucs4(rt_thread *t, const uint32_t *s, size_t n) {
    return rt_str_from_width(t, s, n, 4);
}

Value rt_str_from_cstr(rt_thread *t, const char *s) { return rt_str_from_utf8(t, s, strlen(s)); }

Value rt_str_exact(rt_thread *t, Value v) {
    if (rt_is_exact(v, &rt_str_type)) return v;
    const rt_str *s = rt_as_str(v);
    if (s->blob != NULL && rt_is_exact(rt_from_obj(s->blob), &rt_str_type))
        return rt_from_obj(s->blob);
    return rt_str_from_width(t, s->data, s->length, s->width);
}

Value rt_str_slice(rt_thread *t, Value v, size_t start, size_t end) {
    const rt_str *s = rt_as_str(v);
    assert(start <= end && end <= s->length);
    if (start == 0 && end == s->length) return rt_str_exact(t, v);
    const void *from = rt_chars_from(s->data, s->width, start);
    if (s->ascii) return rt_str_from_ascii(t, from, end - start);
    return rt_str_from_width(t, from, end - start, s->width);
}

/* ---- concatenation ---- */

/* The bytes behind s in its blob become b's characters, if s ends where the used part ends: see str-3. */
static bool claim_room(const rt_str *s, const rt_str *b) {
    if (s->blob == NULL || rt_shape_of(s->blob) != &rt_blob_type.root || b->width > s->width)
        return false;
    rt_blob *blob = (rt_blob *)(uintptr_t)s->blob;
    const unsigned char *end = rt_chars_from(s->data, s->width, s->length);
    uint64_t used = (uint64_t)(end - blob->data), add = (uint64_t)b->length * s->width;
    if (used + add > blob->length) return false;
    /* pairs-with: itself in other threads; the bytes are published with the string that covers them */
    if (!atomic_compare_exchange_strong_explicit(&blob->x_used, &used, used + add,
                                                 memory_order_acq_rel, memory_order_relaxed))
        return false;
    rt_chars_copy(blob->data + (end - blob->data), s->width, b->data, b->width, b->length);
    return true;
}

/* a + b in a new blob with room for half as much again. */
static Value concat_with_room(rt_thread *t, const rt_str *a, const rt_str *b, int width,
                              bool ascii) {
    size_t n = (size_t)a->length + b->length, bytes = n * (size_t)width;
    rt_blob *blob = rt_blob_new(t, bytes + bytes / 2);
    if (blob == NULL) return RT_NULL;
    rt_chars_copy(blob->data, width, a->data, a->width, a->length);
    rt_chars_copy(blob->data + (size_t)a->length * (size_t)width, width, b->data, b->width,
                  b->length);
    rt_init_word(&blob->x_used, bytes);
    return rt_from_obj(rt_str_view(t, &blob->hdr, blob->data, n, width, ascii));
}

Value rt_str_concat(rt_thread *t, Value va, Value vb) {
    const rt_str *a = rt_as_str(va), *b = rt_as_str(vb);
    if (b->length == 0) return rt_str_exact(t, va);
    if (a->length == 0) return rt_str_exact(t, vb);
    size_t n = (size_t)a->length + b->length;
    if (n > STR_MAX_LENGTH) return rt_raise_memory_error(t);
    int width = a->width > b->width ? a->width : b->width;
    bool ascii = a->ascii && b->ascii;
    if ((size_t)a->length * (size_t)width >= APPEND_MIN && b->length <= a->length) {
        if (!claim_room(a, b)) return concat_with_room(t, a, b, width, ascii);
        return rt_from_obj(rt_str_view(t, a->blob, a->data, n, width, ascii));
    }
    rt_str *s = rt_str_alloc(t, n, width, ascii);
    if (s == NULL) return RT_NULL;
    rt_chars_copy(s + 1, width, a->data, a->width, a->length);
    rt_chars_copy((char *)(s + 1) + (size_t)a->length * (size_t)width, width, b->data, b->width,
                  b->length);
    return rt_from_obj(s);
}

/* ---- comparison and hash ---- */

bool rt_str_equal(Value va, Value vb) {
    if (rt_same(va, vb)) return true;
    const rt_str *a = rt_as_str(va), *b = rt_as_str(vb);
    if (a->length != b->length || a->width != b->width) return false;
    if (atomic_load_explicit(&a->x_interned, memory_order_relaxed) /* constant after birth */
        && atomic_load_explicit(&b->x_interned, memory_order_relaxed))
        return false;
    return memcmp(a->data, b->data, (size_t)a->length * a->width) == 0;
}

bool rt_str_equal_cstr(Value v, const char *text) {
    const rt_str *s = rt_as_str(v);
    return s->ascii && strlen(text) == s->length && memcmp(s->data, text, s->length) == 0;
}

int rt_str_cmp(Value va, Value vb) {
    const rt_str *a = rt_as_str(va), *b = rt_as_str(vb);
    size_t n = a->length < b->length ? a->length : b->length;
    if (a->width == 1 && b->width == 1) {
        int order = memcmp(a->data, b->data, n);
        if (order != 0) return order;
    } else {
        for (size_t i = 0; i < n; i++) {
            uint32_t x = rt_str_at(a, i), y = rt_str_at(b, i);
            if (x != y) return x < y ? -1 : 1;
        }
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

static inline void sip_round(uint64_t v[4]) {
    v[0] += v[1];
    v[1] = rt_rotl64(v[1], 13) ^ v[0];
    v[0] = rt_rotl64(v[0], 32);
    v[2] += v[3];
    v[3] = rt_rotl64(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rt_rotl64(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rt_rotl64(v[1], 17) ^ v[2];
    v[2] = rt_rotl64(v[2], 32);
}

/* SipHash-1-3 (Aumasson, Bernstein 2012, with fewer rounds as their appendix allows), cut to 62 bits. */
uint64_t rt_hash_bytes(const void *data, size_t n) {
    if (n == 0) return 0;
    uint64_t v[4] = {hash_k0 ^ 0x736f6d6570736575, hash_k1 ^ 0x646f72616e646f6d,
                     hash_k0 ^ 0x6c7967656e657261, hash_k1 ^ 0x7465646279746573};
    const unsigned char *p = data;
    uint64_t m;
    for (size_t left = n; left >= 8; left -= 8, p += 8) {
        memcpy(&m, p, 8);
        v[3] ^= m;
        sip_round(v);
        v[0] ^= m;
    }
    m = (uint64_t)n << 56;
    for (size_t i = 0; i < (n & 7); i++)
        m |= (uint64_t)p[i] << (8 * i);
    v[3] ^= m;
    sip_round(v);
    v[0] ^= m;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    uint64_t h = (v[0] ^ v[1] ^ v[2] ^ v[3]) & (uint64_t)RT_INT_MAX;
    return h == 0 ? 1 : h;
}

uint64_t rt_str_hash(Value v) {
    rt_str *s = rt_as_str(v);
    uint64_t h =
        atomic_load_explicit(&s->x_hash, memory_order_relaxed); /* the value speaks for itself */
    if (h != 0) return h;
    h = rt_hash_bytes(s->data, (size_t)s->length * s->width);
    atomic_store_explicit(&s->x_hash, h, memory_order_relaxed);
    return h;
}

void rt_str_hash_init(uint64_t seed) {
    hash_k0 = seed * 0x9e3779b97f4a7c15;
    hash_k1 = rt_rotl64(seed, 32) * 0xc2b2ae3d27d4eb4f;
}
