/* code_internal.h - what code.c and code_attributes.c share: the type's tables. */
#ifndef KRAIT_INTERP_CODE_INTERNAL_H
#define KRAIT_INTERP_CODE_INTERNAL_H

#include "interp/code.h"
#include "runtime/native.h"

extern const rt_getset_def vm_code_getsets[];
extern const rt_native_def vm_code_methods[];
Value vm_code_hash(rt_thread *t, Value self);
Value vm_code_compare(rt_thread *t, Value a, Value b, rt_cmp op);

#endif
