/* native_internal.h - parsed signatures, for native.c and objects/native.c. */
#ifndef KRAIT_RUNTIME_NATIVE_INTERNAL_H
#define KRAIT_RUNTIME_NATIVE_INTERNAL_H

#include "runtime/native.h"
#include "runtime/type.h"

enum { RT_SIGNATURE_MAX = 24 };

typedef struct rt_signature {
    const rt_native_def *def;
    struct rt_signature *next;
    uint32_t count;           /* parameters, *args and **kw included: one slot each */
    uint32_t positional_only; /* the first so many cannot be given by name */
    uint32_t positional;      /* the first so many can be given by position */
    uint32_t named;           /* parameters but *args and **kw */
    int32_t varargs, varkw;   /* slot of *args and **kw, -1: none */
    uint32_t least;           /* all required ones are among the first so many */
    bool required[RT_SIGNATURE_MAX];
    Value names[RT_SIGNATURE_MAX];
} rt_signature;

/* The parsed def->sig; NULL: raised. */
const rt_signature *rt_signature_of(rt_thread *t, const rt_native_def *def);
/* "list.append", "math.sqrt", "len": as messages name the function. self: what it is called on, or RT_EMPTY. */
Value rt_native_full_name(rt_thread *t, const rt_native_def *def, Value self);

#endif
