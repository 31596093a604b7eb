/* codec_registry.h - codecs and error handlers written in Python: what codecs.register and register_error leave. */
#ifndef KRAIT_RUNTIME_OBJECTS_CODEC_REGISTRY_H
#define KRAIT_RUNTIME_OBJECTS_CODEC_REGISTRY_H

#include "runtime/thread.h"

/* Encodes or decodes object through the registry; LookupError if there is no such codec. Nested calls. */
Value rt_codec_registered(rt_thread *t, Value object, const char *encoding, const char *errors,
                          bool encode);
/* Calls a registered error handler; LookupError if there is none. *replacement: str (encoding: or bytes), *next: where to
 * go on. false: raised. */
bool rt_codec_encode_handler(rt_thread *t, const char *errors, const char *encoding, Value s,
                             size_t start, size_t end, const char *reason, Value *replacement,
                             size_t *next);
bool rt_codec_decode_handler(rt_thread *t, const char *errors, const char *encoding,
                             const unsigned char *data, size_t n, size_t start, size_t end,
                             const char *reason, Value *replacement, size_t *next);

/* The module `name`, imported if need be (a nested call of builtins.__import__). */
Value rt_codec_import(rt_thread *t, const char *name);
/* The CodecInfo of an encoding (normalised as codecs.lookup does). */
Value rt_codec_lookup(rt_thread *t, const char *encoding);
Value rt_codec_register(rt_thread *t, Value search);
Value rt_codec_unregister(rt_thread *t, Value search);
/* Registered handler, or RT_EMPTY. */
Value rt_codec_handler_get(rt_thread *t, Value name);
bool rt_codec_handler_set(rt_thread *t, Value name, Value handler);

/* Decodes as much as is complete (for incremental decoders); a C codec only. */
Value rt_decode_partial(rt_thread *t, const char *encoding, const unsigned char *data, size_t n,
                        const char *errors, size_t *consumed);
bool rt_codec_is_native(const char *encoding);

#endif
