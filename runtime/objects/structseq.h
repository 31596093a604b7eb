/* structseq.h - tuples with named fields made by C: sys.version_info, os.stat_result, time.struct_time. */
#ifndef KRAIT_RUNTIME_OBJECTS_STRUCTSEQ_H
#define KRAIT_RUNTIME_OBJECTS_STRUCTSEQ_H
#include "runtime/object.h"

/* Fields in order; a NULL name ends them. The first `visible` are tuple items, the others attributes only.
 * A visible field "-name" is an item that repr() calls name but that is no attribute (stat_result[7]). */
typedef struct rt_structseq_def {
    const char *name; /* "os.stat_result" */
    const char *const *fields;
    uint32_t visible;
    const char *doc;
    bool sealed; /* cannot be instantiated from Python (sys.flags) */
} rt_structseq_def;

/* A new type, a subclass of tuple: call once, keep it in a registered root. */
[[nodiscard]] Value rt_structseq_type(rt_thread *t, const rt_structseq_def *def);
/* An instance of the type made from def, with values for all fields, visible or not. */
[[nodiscard]] Value rt_structseq_new(rt_thread *t, Value type, const rt_structseq_def *def,
                                     const Value *values);
#endif
