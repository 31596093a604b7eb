/* digest.h - objects of the hash modules (_md5, _sha1, _sha256, _sha512, _sha3, _blake2).
 *
 * An algorithm is a context of plain bytes and three functions over it. The object points to a blob that holds the context; a blob
 * that others may know is never written: update() copies it first, so that an abort only has to restore the pointer. */
#ifndef KRAIT_RUNTIME_MODULES_DIGEST_H
#define KRAIT_RUNTIME_MODULES_DIGEST_H

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/str.h"

typedef struct digest_algorithm {
    const char *name;                             /* attribute name */
    size_t context_size, block_size, digest_size; /* digest_size 0: digest(length) (shake) */
    void (*init)(void *context, const struct digest_algorithm *a);
    void (*update)(void *context, const unsigned char *data, size_t n);
    /* May spoil the context. n: bytes wanted, digest_size where that is not 0. */
    void (*final)(void *context, unsigned char *out, size_t n);
} digest_algorithm;

enum { DIGEST_MAX = 64, DIGEST_CONTEXT_MAX = 512 };

typedef struct digest_object {
    rt_object hdr;
    const digest_algorithm *algorithm; /* constant */
    uint64_t digest_size;              /* constant; of this object (blake2 can choose) */
    rt_field x_context;                /* rt_blob* */
} digest_object;
static inline digest_object *digest_of(Value v) { return (digest_object *)rt_obj(v); }

/* An object of the type with a fresh context. */
[[nodiscard]] Value digest_new(rt_thread *t, rt_type *type, const digest_algorithm *a);
/* The context of an object that was just made. */
void *digest_context(Value self);
/* Adds the bytes of a bytes-like object. false: raised or conflict. */
[[nodiscard]] bool digest_feed(rt_thread *t, Value self, Value data);
/* For functions of the signature "string=, *, usedforsecurity=": an object that was given the bytes, if there are any. */
[[nodiscard]] Value digest_make(rt_thread *t, rt_type *type, const digest_algorithm *a, Value data);
#define DIGEST_SIG "string=, *, usedforsecurity="

void digest_trace(rt_object *o, rt_marker *m);
extern const rt_native_def digest_methods[], digest_shake_methods[];
extern const rt_getset_def digest_getsets[];
#define DIGEST_TYPE(self, type_name, method_table)                                                         \
    {RT_TYPE_HEAD(self, type_name), .basic_size = sizeof(digest_object), .trace = digest_trace,             \
     .methods = method_table, .getsets = digest_getsets}

/* Bytes on their way into blocks: collects what does not fill one. block(context, p) takes one block. */
typedef struct digest_buffer {
    uint64_t total; /* bytes so far */
    unsigned char bytes[144];
} digest_buffer;
void digest_blocks(digest_buffer *b, size_t block_size, const unsigned char *data, size_t n,
                   void (*block)(void *context, const unsigned char *p), void *context);
#endif
