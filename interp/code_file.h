/* code_file.h - code objects as bytes, for this build of Krait only.
 *
 * The bytes are a table of strings, then the code with its constants, inner code included. Numbers are as the machine has them; the
 * cache (code_cache.c) sees to it that no other build reads them.
 *
 * Owns: nothing. Threads: any. */
#ifndef KRAIT_INTERP_CODE_FILE_H
#define KRAIT_INTERP_CODE_FILE_H

#include "interp/code.h"

typedef struct vm_bytes {
    unsigned char *data; /* malloc; the caller frees it */
    size_t n, room;
    bool failed; /* out of memory, or something that cannot be written */
} vm_bytes;

void vm_bytes_put(vm_bytes *b, const void *data, size_t n);

/* Appends code that has not run yet (afterwards its instructions are specialised). b->failed: it cannot be written. */
void vm_code_write(rt_thread *t, vm_bytes *b, const rt_code *code);

/* The code that the bytes describe, as compiled from the file `filename`. Whatever the bytes are, what comes back is well formed as
 * far as vm_code_flaw can tell. RT_EMPTY: malformed; RT_NULL: raised or conflict. */
[[nodiscard]] Value vm_code_read(rt_thread *t, const unsigned char *data, size_t n, Value filename);

#endif
