/* zlib.c - the module zlib, over the library of that name.
 *
 * The library keeps a stream's state in memory of its own, which an abort cannot restore. So an object points to a box with the
 * state, and a box that others may know is never used further: the state is copied into a new box first.
 * Owns: the types Compress and Decompress, zlib.error. Threads: any; fields behind barriers, boxes belong to who made them. */
#define ZLIB_CONST
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/modules/arguments.h"
#include "runtime/native.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/type.h"

enum { STATE_BYTES = 300 << 10, PIECE = 16 << 10 }; /* about what a stream's state takes */

static Value error_type;

static Value failed(rt_thread *t, const z_stream *z, int code, const char *when) {
    const char *why = code == Z_VERSION_ERROR ? "library version mismatch" : z ? z->msg : NULL;
    if (!why)
        why = code == Z_BUF_ERROR      ? "incomplete or truncated stream"
              : code == Z_STREAM_ERROR ? "inconsistent stream state"
              : code == Z_DATA_ERROR   ? "invalid input data"
                                       : NULL;
    if (!why) return rt_raise(t, rt_as_type(error_type), "Error %d %s", code, when);
    return rt_raise(t, rt_as_type(error_type), "Error %d %s: %.200s", code, when, why);
}

/* ---- output: grows in malloc memory ---- */

typedef struct output {
    unsigned char *bytes;
    size_t n, room, limit; /* limit 0: none */
} output;

/* Room for the next piece. false: no memory, or the limit is reached. */
static bool output_open(output *o, z_stream *z) {
    if (o->limit && o->n == o->limit) return false;
    if (o->n == o->room) {
        size_t room = o->room ? 2 * o->room : PIECE;
        unsigned char *larger = realloc(o->bytes, room);
        if (!larger) return false;
        o->bytes = larger;
        o->room = room;
    }
    size_t left = o->room - o->n;
    if (o->limit && left > o->limit - o->n) left = o->limit - o->n;
    if (left > UINT32_MAX) left = UINT32_MAX;
    z->next_out = o->bytes + o->n;
    z->avail_out = (uInt)left;
    return true;
}
static void output_close(output *o, const z_stream *z) { o->n = (size_t)(z->next_out - o->bytes); }

/* Runs the stream over data until the input is used up, the stream ends or the output is full; *used: bytes of data. The
 * library's answer; Z_MEM_ERROR where there is no memory. */
static int pump(z_stream *z, int (*run)(z_stream *, int), const unsigned char *data, size_t n,
                int flush, output *o, size_t *used) {
    int code = Z_OK;
    size_t given = 0;
    z->avail_in = 0;
    do {
        if (z->avail_in == 0 && given < n) {
            size_t part = n - given > UINT32_MAX ? UINT32_MAX : n - given;
            z->next_in = data + given;
            z->avail_in = (uInt)part;
            given += part;
        }
        int how = given < n ? Z_NO_FLUSH : flush;
        do {
            if (!output_open(o, z)) {
                if (!(o->limit && o->n == o->limit)) code = Z_MEM_ERROR;
                goto full;
            }
            code = run(z, how);
            output_close(o, z);
        } while (code == Z_OK && z->avail_out == 0);
    } while (code == Z_OK && (given < n || z->avail_in > 0));
full:
    *used = given - z->avail_in;
    return code;
}
static int run_deflate(z_stream *z, int flush) { return deflate(z, flush); }
static int run_inflate(z_stream *z, int flush) { return inflate(z, flush); }

static Value output_bytes(rt_thread *t, output *o) {
    Value v = rt_bytes_new(t, o->bytes ? o->bytes : (const unsigned char *)"", o->n);
    free(o->bytes);
    return v;
}

/* ---- at once ---- */

static bool bytes_arg(rt_thread *t, Value v, const unsigned char **data, size_t *n) {
    return rt_buffer_get(t, v, data, n);
}

/* args: data, level=, wbits= */
static Value zlib_compress(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n, used;
    int64_t level, wbits;
    if (!bytes_arg(t, args[0], &data, &n) ||
        !rt_arg_int_or(t, args[1], Z_DEFAULT_COMPRESSION, &level) ||
        !rt_arg_int_or(t, args[2], MAX_WBITS, &wbits))
        return RT_NULL;
    z_stream z = {0};
    int code = deflateInit2(&z, (int)level, Z_DEFLATED, (int)wbits, 8, Z_DEFAULT_STRATEGY);
    if (code == Z_STREAM_ERROR) return rt_raise(t, rt_as_type(error_type), "Bad compression level");
    if (code != Z_OK)
        return code == Z_MEM_ERROR ? rt_raise_memory_error(t)
                                   : failed(t, &z, code, "while compressing data");
    output o = {0};
    code = pump(&z, run_deflate, data, n, Z_FINISH, &o, &used);
    (void)deflateEnd(&z);
    if (code == Z_STREAM_END) return output_bytes(t, &o);
    free(o.bytes);
    return code == Z_MEM_ERROR ? rt_raise_memory_error(t)
                               : failed(t, NULL, code, "while compressing data");
}

/* args: data, wbits=, bufsize= */
static Value zlib_decompress(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n, used;
    int64_t wbits, bufsize;
    if (!bytes_arg(t, args[0], &data, &n) || !rt_arg_int_or(t, args[1], MAX_WBITS, &wbits) ||
        !rt_arg_long(t, rt_is_empty(args[2]) ? rt_imm_int(PIECE) : args[2], &bufsize))
        return RT_NULL;
    if (bufsize < 0) return rt_raise_value_error(t, "bufsize must be non-negative");
    z_stream z = {0};
    int code = inflateInit2(&z, (int)wbits);
    if (code != Z_OK)
        return code == Z_MEM_ERROR ? rt_raise_memory_error(t)
                                   : failed(t, &z, code, "while preparing to decompress data");
    output o = {0};
    code = pump(&z, run_inflate, data, n, Z_SYNC_FLUSH, &o, &used);
    Value v;
    if (code == Z_STREAM_END)
        v = output_bytes(t, &o);
    else {
        free(o.bytes);
        v = code == Z_MEM_ERROR
                ? rt_raise_memory_error(t)
                : failed(t, &z, code == Z_OK ? Z_BUF_ERROR : code, "while decompressing data");
    }
    (void)inflateEnd(&z);
    return v;
}

static Value checksum(rt_thread *t, Value *args, uint32_t nargs, uLong start,
                      uLong (*sum)(uLong, const Bytef *, z_size_t)) {
    const unsigned char *data;
    size_t n;
    if (!bytes_arg(t, args[0], &data, &n)) return RT_NULL;
    if (nargs > 1) {
        Value low = rt_is_int(args[1]) ? rt_int_binary(t, RT_AND, args[1], rt_imm_int(UINT32_MAX))
                                       : RT_NULL;
        if (rt_is_null(low))
            return rt_exception_pending(t)
                       ? RT_NULL
                       : rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                             args[1]);
        start = (uLong)rt_imm_int_get(low);
    }
    return rt_imm_int((int64_t)(sum(start, data, n) & UINT32_MAX));
}
static Value zlib_crc32(rt_thread *t, Value *args, uint32_t nargs) {
    return checksum(t, args, nargs, 0, crc32_z);
}
static Value zlib_adler32(rt_thread *t, Value *args, uint32_t nargs) {
    return checksum(t, args, nargs, 1, adler32_z);
}

/* ---- boxes ---- */

typedef struct box {
    rt_object hdr;
    z_stream *z; /* malloc; NULL: it has ended */
    bool inflates;
} box;
static rt_type box_type;

static void stream_free(z_stream *z, bool inflates) {
    if (!z) return;
    (void)(inflates ? inflateEnd(z) : deflateEnd(z));
    free(z);
}
static void box_finalize(rt_thread *t, rt_object *o) {
    (void)t;
    stream_free(((box *)o)->z, ((box *)o)->inflates);
    ((box *)o)->z = NULL;
}
static rt_type box_type = {RT_TYPE_HEAD(box_type, "zlib._stream"), .basic_size = sizeof(box),
                           .finalize = box_finalize};

/* Takes the stream over; frees it if that fails. */
static box *box_new(rt_thread *t, z_stream *z, bool inflates) {
    box *b = (box *)rt_alloc(t, sizeof *b, &box_type.root);
    if (!b) {
        stream_free(z, inflates);
        return NULL;
    }
    b->z = z;
    b->inflates = inflates;
    rt_heap_charge(t, STATE_BYTES);
    return rt_finalizer_add(t, &b->hdr) ? b : NULL;
}
static box *box_copy(rt_thread *t, const box *from) {
    z_stream *z = calloc(1, sizeof *z);
    int code = !z               ? Z_MEM_ERROR
               : from->inflates ? inflateCopy(z, from->z)
                                : deflateCopy(z, from->z);
    if (code == Z_OK) return box_new(t, z, from->inflates);
    free(z);
    return (void)(code == Z_MEM_ERROR ? rt_raise_memory_error(t)
                                      : rt_raise_value_error(t, "Inconsistent stream state")),
           NULL;
}

typedef struct stream_object {
    rt_object hdr;
    rt_field x_box;            /* box*; NULL: the stream has ended */
    rt_field x_unused, x_tail; /* bytes; of Decompress */
    rt_field x_eof;            /* True or False */
    Value dictionary;          /* bytes or RT_NONE; constant */
} stream_object;
static rt_type compress_type, decompress_type;
static stream_object *stream_of(Value v) { return (stream_object *)rt_obj(v); }
static void stream_trace(rt_object *o, rt_marker *m) {
    stream_object *s = (stream_object *)o;
    rt_mark_field(m, &s->x_box);
    rt_mark_field(m, &s->x_unused);
    rt_mark_field(m, &s->x_tail);
    rt_mark(m, s->dictionary);
}

static Value object_new(rt_thread *t, rt_type *type, box *b, Value dictionary) {
    stream_object *s = b ? (stream_object *)rt_alloc(t, sizeof *s, &type->root) : NULL;
    Value empty = s ? rt_bytes_new(t, "", 0) : RT_NULL;
    if (rt_is_null(empty)) return empty;
    rt_init_ptr(&s->x_box, b);
    rt_init(&s->x_unused, empty);
    rt_init(&s->x_tail, empty);
    rt_init(&s->x_eof, RT_FALSE);
    s->dictionary = dictionary;
    return rt_from_obj(s);
}

/* The stream, to be used further. The object is owned. NULL: raised, or it has ended (nothing raised). */
static z_stream *use(rt_thread *t, rt_own own, stream_object *s) {
    box *b = rt_load_ptr(&s->x_box);
    if (!b) return NULL;
    if (!rt_born_here(t, &b->hdr)) {
        if (!(b = box_copy(t, b))) return NULL;
        rt_set_ptr(t, own, &s->x_box, b);
    }
    return b->z;
}

/* ---- compressobj ---- */

/* args: level=, method=, wbits=, memLevel=, strategy=, zdict= */
static Value zlib_compressobj(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t v[5];
    static const int standard[] = {Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS, 8,
                                   Z_DEFAULT_STRATEGY};
    const unsigned char *dictionary = NULL;
    size_t n = 0;
    for (int i = 0; i < 5; i++)
        if (!rt_arg_int_or(t, args[i], standard[i], &v[i])) return RT_NULL;
    if (rt_arg_given(args[5]) && !bytes_arg(t, args[5], &dictionary, &n)) return RT_NULL;
    z_stream *z = calloc(1, sizeof *z);
    int code =
        z ? deflateInit2(z, (int)v[0], (int)v[1], (int)v[2], (int)v[3], (int)v[4]) : Z_MEM_ERROR;
    if (code == Z_OK && dictionary) code = deflateSetDictionary(z, dictionary, (uInt)n);
    if (code == Z_OK) return object_new(t, &compress_type, box_new(t, z, false), RT_NONE);
    free(z);
    if (code == Z_MEM_ERROR)
        return rt_raise(t, &rt_exc_MemoryError, "Can't allocate memory for compression object");
    return rt_raise_value_error(t, dictionary ? "Invalid dictionary"
                                              : "Invalid initialization option");
}

static Value run_compress(rt_thread *t, Value self, const unsigned char *data, size_t n, int mode) {
    stream_object *s = stream_of(self);
    rt_own own = rt_write(t, &s->hdr);
    z_stream *z = own ? use(t, own, s) : NULL;
    if (!z)
        return rt_exception_pending(t) || t->conflict
                   ? RT_NULL
                   : failed(t, NULL, Z_STREAM_ERROR,
                            mode == Z_NO_FLUSH ? "while compressing data" : "while flushing");
    output o = {0};
    size_t used;
    int code = pump(z, run_deflate, data, n, mode, &o, &used);
    if (code == Z_STREAM_END) rt_set_ptr(t, own, &s->x_box, NULL); /* the box's finalizer ends it */
    if (code == Z_OK || code == Z_BUF_ERROR || code == Z_STREAM_END) return output_bytes(t, &o);
    free(o.bytes);
    return code == Z_MEM_ERROR ? rt_raise_memory_error(t)
                               : failed(t, z, code, "while compressing data");
}
static Value compress_compress(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    return bytes_arg(t, args[1], &data, &n) ? run_compress(t, args[0], data, n, Z_NO_FLUSH)
                                            : RT_NULL;
}
static Value compress_flush(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t mode = Z_FINISH;
    if (nargs > 1 && !rt_arg_int(t, args[1], &mode)) return RT_NULL;
    if (mode == Z_NO_FLUSH) return rt_bytes_new(t, "", 0);
    return run_compress(t, args[0], (const unsigned char *)"", 0, (int)mode);
}

static Value stream_copy(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    stream_object *s = stream_of(args[0]);
    rt_own own = rt_write(t, &s->hdr);
    if (!own) return RT_NULL;
    const box *b = rt_load_ptr(&s->x_box);
    if (!b) return rt_raise_value_error(t, "Inconsistent stream state");
    Value copy = object_new(t, rt_type_of(args[0]), box_copy(t, b), s->dictionary);
    if (rt_is_null(copy)) return copy;
    rt_init(&stream_of(copy)->x_unused, rt_load(&s->x_unused));
    rt_init(&stream_of(copy)->x_tail, rt_load(&s->x_tail));
    rt_init(&stream_of(copy)->x_eof, rt_load(&s->x_eof));
    return copy;
}
static Value stream_deepcopy(rt_thread *t, Value *args, uint32_t nargs) {
    return stream_copy(t, args, nargs);
}

/* ---- decompressobj ---- */

/* args: wbits=, zdict= */
static Value zlib_decompressobj(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t wbits;
    const unsigned char *data;
    size_t n;
    Value dictionary = RT_NONE;
    if (!rt_arg_int_or(t, args[0], MAX_WBITS, &wbits)) return RT_NULL;
    if (!rt_is_empty(args[1])) {
        if (!rt_is_bytes_like(args[1]))
            return rt_raise_type_error(t, "zdict argument must support the buffer protocol");
        if (!bytes_arg(t, args[1], &data, &n) || rt_is_null(dictionary = rt_bytes_new(t, data, n)))
            return RT_NULL;
    }
    z_stream *z = calloc(1, sizeof *z);
    int code = z ? inflateInit2(z, (int)wbits) : Z_MEM_ERROR;
    /* a raw stream never asks for its dictionary */
    if (code == Z_OK && wbits < 0 && !rt_is_none(dictionary))
        code = inflateSetDictionary(z, rt_as_bytes(dictionary)->data,
                                    (uInt)rt_as_bytes(dictionary)->length);
    if (code == Z_OK) return object_new(t, &decompress_type, box_new(t, z, true), dictionary);
    free(z);
    if (code == Z_MEM_ERROR)
        return rt_raise(t, &rt_exc_MemoryError, "Can't allocate memory for decompression object");
    return rt_raise_value_error(t, "Invalid initialization option");
}

enum { WRONG_DICTIONARY = 1000 };

static int pump_with_dictionary(z_stream *z, Value dictionary, const unsigned char *data, size_t n,
                                output *o, size_t *used) {
    int code = pump(z, run_inflate, data, n, Z_SYNC_FLUSH, o, used);
    if (code != Z_NEED_DICT || rt_is_none(dictionary)) return code;
    code = inflateSetDictionary(z, rt_as_bytes(dictionary)->data,
                                (uInt)rt_as_bytes(dictionary)->length);
    if (code != Z_OK) return WRONG_DICTIONARY;
    size_t more, before = *used;
    code = pump(z, run_inflate, data + before, n - before, Z_SYNC_FLUSH, o, &more);
    *used = before + more;
    return code;
}

/* What the stream did not take: behind its end it is unused data, otherwise the tail. */
static bool keep_rest(rt_thread *t, rt_own own, stream_object *s, const unsigned char *rest,
                      size_t n, bool ended) {
    Value old = rt_load(&s->x_unused), tail = rt_bytes_new(t, rest, ended ? 0 : n);
    if (rt_is_null(tail)) return false;
    rt_set(t, own, &s->x_tail, tail);
    if (!ended || n == 0) return true;
    Value joined = rt_bytes_new(t, NULL, rt_as_bytes(old)->length + n);
    if (rt_is_null(joined)) return false;
    memcpy(rt_as_bytes(joined)->data, rt_as_bytes(old)->data, rt_as_bytes(old)->length);
    memcpy(rt_as_bytes(joined)->data + rt_as_bytes(old)->length, rest, n);
    rt_set(t, own, &s->x_unused, joined);
    return true;
}

static Value run_decompress(rt_thread *t, Value self, const unsigned char *data, size_t n,
                            size_t limit) {
    stream_object *s = stream_of(self);
    rt_own own = rt_write(t, &s->hdr);
    if (!own) return RT_NULL;
    if (rt_same(rt_load(&s->x_eof), RT_TRUE))
        return keep_rest(t, own, s, data, n, true) ? rt_bytes_new(t, "", 0) : RT_NULL;
    z_stream *z = use(t, own, s);
    if (!z) return RT_NULL;
    output o = {.limit = limit};
    size_t used;
    int code = pump_with_dictionary(z, s->dictionary, data, n, &o, &used);
    bool ended = code == Z_STREAM_END;
    if (code == Z_OK || code == Z_BUF_ERROR || ended) {
        if (ended) rt_set(t, own, &s->x_eof, RT_TRUE);
        if (keep_rest(t, own, s, data + used, n - used, ended)) return output_bytes(t, &o);
        free(o.bytes);
        return RT_NULL;
    }
    free(o.bytes);
    if (code == WRONG_DICTIONARY) return failed(t, NULL, Z_DATA_ERROR, "while setting zdict");
    return code == Z_MEM_ERROR ? rt_raise_memory_error(t)
                               : failed(t, z, code, "while decompressing data");
}

/* args: self, data, max_length= */
static Value decompress_decompress(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const unsigned char *data;
    size_t n;
    int64_t limit = 0;
    if (!bytes_arg(t, args[1], &data, &n) ||
        (!rt_is_empty(args[2]) && !rt_arg_long(t, args[2], &limit)))
        return RT_NULL;
    if (limit < 0) return rt_raise_value_error(t, "max_length must be non-negative");
    return run_decompress(t, args[0], data, n, (size_t)limit);
}
static Value decompress_flush(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t length = PIECE;
    if (nargs > 1 && !rt_arg_long(t, args[1], &length)) return RT_NULL;
    if (length <= 0) return rt_raise_value_error(t, "length must be greater than zero");
    Value tail = rt_read_field(t, rt_obj(args[0]), &stream_of(args[0])->x_tail);
    return rt_is_null(tail)
               ? tail
               : run_decompress(t, args[0], rt_as_bytes(tail)->data, rt_as_bytes(tail)->length, 0);
}
static Value get_eof(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &stream_of(self)->x_eof);
}
static Value get_unused(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &stream_of(self)->x_unused);
}
static Value get_tail(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &stream_of(self)->x_tail);
}

#define COPIES                                                                                             \
    {"copy", stream_copy, 1, 1, NULL, 0, "Return a copy of the object."}, {"__copy__", stream_copy, 1, 1, NULL, 0, NULL}, \
    {"__deepcopy__", stream_deepcopy, 2, 2, NULL, 0, NULL}
static const rt_native_def compress_methods[] = {
    {"compress", compress_compress, 2, 2, NULL, 0,
     "Returns a bytes object containing compressed data."},
    {"flush", compress_flush, 1, 2, NULL, 0,
     "Return a bytes object containing any remaining compressed data."},
    COPIES,
    {.name = NULL}};
static const rt_native_def decompress_methods[] = {
    {"decompress", decompress_decompress, 0, 0, "self, data, /, max_length=", 0,
     "Return a bytes object containing the decompressed version of the data."},
    {"flush", decompress_flush, 1, 2, NULL, 0,
     "Return a bytes object containing any remaining decompressed data."},
    COPIES,
    {.name = NULL}};
static const rt_getset_def decompress_getsets[] = {{"eof", get_eof, NULL, NULL},
                                                   {"unused_data", get_unused, NULL, NULL},
                                                   {"unconsumed_tail", get_tail, NULL, NULL},
                                                   {.name = NULL}};
static rt_type compress_type = {RT_TYPE_HEAD(compress_type, "zlib.Compress"),
                                .basic_size = sizeof(stream_object), .trace = stream_trace,
                                .methods = compress_methods};
static rt_type decompress_type = {RT_TYPE_HEAD(decompress_type, "zlib.Decompress"),
                                  .basic_size = sizeof(stream_object), .trace = stream_trace,
                                  .methods = decompress_methods, .getsets = decompress_getsets};

/* ---- the module ---- */

static const rt_native_def functions[] = {
    {"compress", zlib_compress, 0, 0, "data, /, level=, wbits=", 0,
     "Returns a bytes object containing compressed data."},
    {"decompress", zlib_decompress, 0, 0, "data, /, wbits=, bufsize=", 0,
     "Returns a bytes object containing the uncompressed data."},
    {"compressobj", zlib_compressobj, 0, 0,
     "level=, method=, wbits=, memLevel=, strategy=, zdict=", 0, "Return a compressor object."},
    {"decompressobj", zlib_decompressobj, 0, 0, "wbits=, zdict=", 0,
     "Return a decompressor object."},
    {"crc32", zlib_crc32, 1, 2, NULL, 0, "Compute a CRC-32 checksum of data."},
    {"adler32", zlib_adler32, 1, 2, NULL, 0, "Compute an Adler-32 checksum of data."},
    {.name = NULL},
};

#define C(name) {#name, name}
static const rt_constant constants[] = {C(MAX_WBITS),
                                        C(Z_NO_COMPRESSION),
                                        C(Z_BEST_SPEED),
                                        C(Z_BEST_COMPRESSION),
                                        C(Z_DEFAULT_COMPRESSION),
                                        C(Z_FILTERED),
                                        C(Z_HUFFMAN_ONLY),
                                        C(Z_RLE),
                                        C(Z_FIXED),
                                        C(Z_DEFAULT_STRATEGY),
                                        C(Z_NO_FLUSH),
                                        C(Z_PARTIAL_FLUSH),
                                        C(Z_SYNC_FLUSH),
                                        C(Z_FULL_FLUSH),
                                        C(Z_FINISH),
                                        C(Z_BLOCK),
                                        C(Z_TREES),
                                        {"DEFLATED", Z_DEFLATED},
                                        {"DEF_MEM_LEVEL", 8},
                                        {"DEF_BUF_SIZE", PIECE}};
#undef C

static bool exec(rt_thread *t, Value module) {
    if (rt_is_null(error_type)) {
        rt_root_add(&error_type);
        error_type = rt_type_new_simple(t, "zlib.error", &rt_exc_Exception, NULL);
    }
    rt_type_ready(t, &box_type);
    rt_type_ready(t, &compress_type);
    rt_type_ready(t, &decompress_type);
    return !rt_is_null(error_type) &&
           rt_module_constants(t, module, constants, sizeof constants / sizeof *constants) &&
           rt_module_set(t, module, "error", error_type) &&
           rt_module_set(t, module, "ZLIB_VERSION", rt_str_from_cstr(t, ZLIB_VERSION)) &&
           rt_module_set(t, module, "ZLIB_RUNTIME_VERSION", rt_str_from_cstr(t, zlibVersion())) &&
           rt_module_set(t, module, "__version__", rt_str_from_cstr(t, "1.0"));
}

extern const rt_module_def rt_module_zlib;
const rt_module_def rt_module_zlib = {
    "zlib", functions, exec,
    "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip."};
