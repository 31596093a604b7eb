/* specialize_call.c - forms for calls. Owns: class records; see specialize.h. Threads: any. */
#include <stdlib.h>

#include "interp/specialize.h"
#include "interp/specialize_internal.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/list.h"
#include "runtime/type.h"
#include "runtime/type_internal.h"

/* def takes n arguments (self included) as they lie. */
static bool takes(const rt_native_def *def, uint32_t n) {
    return !def->sig && n >= (uint32_t)def->min && n <= (uint32_t)def->max;
}

static bool is_native_taking(Value f, uint32_t nargs) {
    if (!rt_is_exact(f, &rt_native_type)) return false;
    const rt_native *native = rt_as_native(f);
    return takes(native->def, nargs + !rt_is_empty(native->self));
}

/* Instances are made by object.__new__ and set up by a plain function, or not at all. */
static vm_class_record *class_record(rt_thread *t, Value class, uint32_t nargs) {
    if (!rt_is_type(class) || rt_shape_of(rt_obj(class)) != &rt_type_type.root) return NULL;
    rt_type *type = rt_as_type(class);
    const uint32_t special = RT_TF_VARSIZE | RT_TF_ABSTRACT | RT_TF_FINALIZER;
    if (!(type->flags & RT_TF_HEAP) || type->flags & special || type->slots.new_ != rt_object_new ||
        type->finalize)
        return NULL;
    uint32_t version;
    Value init = rt_type_lookup_cached(t, type, rt_id.__init__, &version);
    if (rt_is_null(init) || !version) return NULL;
    bool python = rt_is_exact(init, &vm_function_type) &&
                  vm_function_code(vm_as_function(init))->simple_argcount == nargs + 1;
    if (!python && (nargs || type->slots.init != rt_object_init)) return NULL;
    size_t size = rt_instance_size(type, 0);
    vm_class_record *r = size <= RT_SMALL_MAX ? malloc(sizeof *r) : NULL;
    if (!r) return NULL;
    uint32_t size_class = rt_size_class(size);
    *r = (vm_class_record){type, version, size_class, rt_class_size(size_class),
                           python ? vm_as_function(init) : NULL};
    return r;
}

void vm_specialize_call(rt_thread *t, const vm_word *pc, Value f, uint32_t nargs) {
    if (!may_specialize(pc)) return;
    if (is_native_taking(f, nargs)) {
        put_form(pc, OP_CALL_NATIVE);
        return;
    }
    if (rt_is_type(f) && !rt_type_version_make(t, rt_as_type(f))) return; /* not committed yet */
    const vm_class_record *r = class_record(t, f, nargs);
    if (!r) {
        give_up(pc);
        return;
    }
    vm_cache_store((vm_word *)pc + 1, (uint64_t)(uintptr_t)r);
    put_form(pc, OP_CALL_CLASS);
}

void vm_specialize_call_method(const vm_word *pc, Value f, Value self, uint32_t nargs) {
    if (!may_specialize(pc)) return;
    bool bound = rt_is_empty(self);
    if (bound && is_native_taking(f, nargs))
        put_form(pc, OP_CALL_METHOD_NATIVE);
    else if (!bound && rt_is_exact(f, &rt_method_descr_type) &&
             takes(rt_as_descr(f)->method, nargs)) {
        bool append =
            rt_as_descr(f)->owner == &rt_list_type && strcmp(rt_as_descr(f)->name, "append") == 0;
        put_form(pc, append ? OP_CALL_LIST_APPEND : OP_CALL_METHOD_DESCR);
    } else
        give_up(pc);
}
