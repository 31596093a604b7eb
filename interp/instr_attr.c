/* instr_attr.c - finding methods without binding them; truth. */
#include "interp/instructions.h"
#include "runtime/barrier.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/dict.h"
#include "runtime/shape.h"
#include "runtime/type.h"

vm_method_kind vm_method_find(rt_thread *t, Value self, Value name, Value *function) {
    rt_type *type = rt_type_of(self);
    if (type->slots.getattr && type->slots.getattr != rt_generic_getattr_tail)
        return VM_METHOD_OTHER;
    Value found = rt_type_lookup(t, type, name);
    if (rt_is_null(found)) return VM_METHOD_RAISED;
    if (rt_is_empty(found) || !(rt_type_of(found)->flags & RT_TF_METHOD_DESCR))
        return VM_METHOD_OTHER;
    if (type->slots_offset && rt_is_obj(self)) {
        Value own = rt_attr_get(t, rt_obj(self), name);
        if (rt_is_null(own)) return VM_METHOD_RAISED;
        if (!rt_is_empty(own)) return VM_METHOD_OTHER;
    }
    *function = found;
    return VM_METHOD_UNBOUND;
}

vm_method_kind vm_special_find(rt_thread *t, Value self, Value name, Value *function) {
    Value found = rt_type_lookup(t, rt_type_of(self), name);
    if (rt_is_null(found)) return VM_METHOD_RAISED;
    if (rt_is_empty(found)) {
        bool is_async = rt_same(name, rt_id.__aenter__) || rt_same(name, rt_id.__aexit__);
        bool is_exit = rt_same(name, rt_id.__exit__) || rt_same(name, rt_id.__aexit__);
        rt_raise_type_error(
            t, "'%T' object does not support the %scontext manager protocol%s", self,
            is_async ? "asynchronous " : "",
            is_exit ? (is_async ? " (missed __aexit__ method)" : " (missed __exit__ method)") : "");
        return VM_METHOD_RAISED;
    }
    *function = found;
    return rt_type_of(found)->flags & RT_TF_METHOD_DESCR ? VM_METHOD_UNBOUND : VM_METHOD_OTHER;
}

Value vm_special_bind_tail(rt_thread *t, Value self, Value function) {
    rt_ternary_fn get = rt_type_of(function)->slots.descr_get;
    return get ? get(t, function, self, rt_from_obj(rt_type_of(self))) : function;
}

bool vm_truth_known(rt_thread *t, Value v, bool *truth) {
    if (rt_is_true_imm(v, truth)) return true;
    int64_t n = 0;
    if (rt_is_exact(v, &rt_list_type))
        *truth = rt_list_len(t, v, &n) && n != 0;
    else if (rt_is_exact(v, &rt_dict_type) && !rt_load_word(&rt_as_dict(v)->x_cells))
        *truth = rt_dict_len(t, v, &n) && n != 0;
    else {
        const rt_slots *slots = &rt_type_of(v)->slots;
        if (slots->to_bool || slots->len) return false;
        *truth = true;
    }
    return true;
}
