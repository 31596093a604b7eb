/* instr_names.c - names: globals, built-ins, class namespaces, cells.
 *
 * A code object runs, as a rule, with one globals dict for ever, so the cells it names can stand in its instructions. Code that
 * is run with a second dict (exec) gives that up: function.c takes the forms out and marks the code. */
#include "interp/instructions.h"

#include <stdlib.h>

#include "interp/specialize.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"

void vm_unbound_local(rt_thread *t, Value name) {
    Value args[] = {rt_str_format_c(
        t, "cannot access local variable '%V' where it is not associated with a value", name)};
    if (!rt_is_null(args[0])) vm_name_error(t, &rt_exc_UnboundLocalError, args[0], name);
}

void vm_unbound_free(rt_thread *t, Value name) {
    Value message = rt_str_format_c(
        t,
        "cannot access free variable '%V' where it is not associated with a value in enclosing scope",
        name);
    if (!rt_is_null(message)) vm_name_error(t, &rt_exc_NameError, message, name);
}

static Value not_defined(rt_thread *t, Value name) {
    Value message = rt_str_format_c(t, "name '%V' is not defined", name);
    return rt_is_null(message) ? RT_NULL : vm_name_error(t, &rt_exc_NameError, message, name);
}

bool vm_cell_delete(rt_thread *t, rt_cell *cell, Value name, bool free) {
    Value v = rt_cell_get(t, cell);
    if (rt_is_null(v)) return false;
    if (!rt_is_empty(v)) return rt_cell_set(t, cell, RT_EMPTY);
    (free ? vm_unbound_free : vm_unbound_local)(t, name);
    return false;
}

Value vm_frame_globals(const rt_frame *f) { return vm_function_globals(f->function); }

Value vm_frame_namespace(const rt_frame *f) {
    return f->flags & VM_FRAME_NS ? f->ns : vm_frame_globals(f);
}

static Value builtins_dict(const rt_frame *f) { return rt_load(&f->function->x_builtins); }

Value vm_builtin_attr(rt_thread *t, const char *name) {
    Value id = rt_str_intern_cstr(t, name);
    if (rt_is_null(id)) return RT_NULL;
    Value v = rt_dict_get_str(t, rt_load(&rt_as_module(rt_builtins)->x_dict), id);
    return rt_is_empty(v) ? rt_raise(t, &rt_exc_NameError, "%s not found", name) : v;
}

static bool may_cache(const rt_frame *f) {
    return rt_load_word(&f->code->x_globals_cache) == vm_frame_globals(f).bits;
}

/* Created by the transaction in flight: it may never have been. */
static bool is_unborn(const rt_thread *t, const rt_cell *cell) {
    return !t->tx->solo && (load_rlx(&cell->hdr.stm.x_stamp) ^ t->tx->mine) == STM_INCARNATION_BORN;
}

/* The two forms share word 1, which is filled once: the first one to come says what it means. */
static bool claim(vm_word *instruction, uint64_t bits) {
    uint64_t none = 0;
    return __atomic_compare_exchange_n(&instruction[1].bits, &none, bits, false, __ATOMIC_RELEASE,
                                       __ATOMIC_RELAXED);
}

/* Caches a name that only the built-ins have: its (empty) cell among the globals tells when that changes. */
static bool cache_builtin(rt_thread *t, rt_frame *f, Value name, vm_word *instruction) {
    rt_cell *builtin = rt_dict_cell(t, builtins_dict(f), name, false);
    if (!builtin || !may_cache(f)) return true;
    rt_cell *global = rt_dict_cell(t, vm_frame_globals(f), name, true);
    if (!global) return false;
    if (vm_op_load(instruction) != OP_LOAD_GLOBAL || is_unborn(t, global) || is_unborn(t, builtin))
        return true;
    vm_builtin_cache *cache = malloc(sizeof *cache);
    if (!cache) return true;
    *cache = (vm_builtin_cache){global, builtin};
    if (claim(instruction, (uint64_t)(uintptr_t)cache))
        vm_op_store(instruction, OP_LOAD_GLOBAL_BUILTIN);
    else
        free(cache);
    return true;
}

Value vm_load_global(rt_thread *t, rt_frame *f, Value name, vm_word *instruction) {
    Value globals = vm_frame_globals(f);
    rt_cell *cell = rt_dict_cell(t, globals, name, false);
    if (cell) {
        Value v = rt_cell_get(t, cell);
        if (rt_is_null(v)) return v;
        if (!rt_is_empty(v)) {
            vm_specialize_global(t, f, instruction, cell);
            return v;
        }
    } else if (t->conflict) {
        return RT_NULL;
    }
    Value v = rt_dict_get_str(t, builtins_dict(f), name);
    if (rt_is_null(v)) return v;
    if (rt_is_empty(v)) return not_defined(t, name);
    return cache_builtin(t, f, name, instruction) ? v : RT_NULL;
}

void vm_specialize_global(rt_thread *t, rt_frame *f, vm_word *instruction, rt_cell *cell) {
    uint16_t op = vm_op_load(instruction);
    if (!may_cache(f) || is_unborn(t, cell)) return;
    if ((op == OP_LOAD_GLOBAL || op == OP_STORE_GLOBAL) &&
        claim(instruction, (uint64_t)(uintptr_t)cell)) {
        vm_op_store(instruction, op == OP_LOAD_GLOBAL ? OP_LOAD_GLOBAL_CELL : OP_STORE_GLOBAL_CELL);
    }
}

bool vm_store_global(rt_thread *t, rt_frame *f, Value name, Value v, vm_word *instruction) {
    rt_cell *cell = rt_dict_cell(t, vm_frame_globals(f), name, true);
    if (!cell || !rt_cell_set(t, cell, v)) return false;
    vm_specialize_global(t, f, instruction, cell);
    return true;
}

bool vm_delete_global(rt_thread *t, rt_frame *f, Value name) {
    int deleted = rt_dict_del(t, vm_frame_globals(f), name);
    if (deleted == 0) not_defined(t, name);
    return deleted > 0;
}

/* The frame's namespace is its globals: module level. */
static bool at_module_level(const rt_frame *f) {
    return !(f->flags & VM_FRAME_NS) || rt_same(f->ns, vm_frame_globals(f));
}

static Value load_name_found(rt_thread *t, Value found, Value name) {
    if (!rt_is_empty(found)) return found;
    rt_frame *f = t->frame;
    Value v = rt_dict_get_str(t, vm_frame_globals(f), name);
    if (!rt_is_empty(v)) return v;
    v = rt_dict_get_str(t, builtins_dict(f), name);
    return rt_is_empty(v) ? not_defined(t, name) : v;
}

static Value mapping_got(rt_thread *t, Value v, Value name) {
    if (!rt_is_null(v)) return v;
    return rt_exception_catch(t, &rt_exc_KeyError) ? load_name_found(t, RT_EMPTY, name) : RT_NULL;
}

Value vm_load_name_tail(rt_thread *t, rt_frame *f, Value name, vm_word *instruction) {
    if (at_module_level(f)) return vm_load_global(t, f, name, instruction);
    if (rt_is_exact(f->ns, &rt_dict_type)) {
        Value v = rt_dict_get_str(t, f->ns, name);
        return rt_is_null(v) ? v : load_name_found(t, v, name);
    }
    return rt_then_catch(t, rt_getitem_tail(t, f->ns, name), mapping_got, name);
}

Value vm_store_name_tail(rt_thread *t, rt_frame *f, Value name, Value v, vm_word *instruction) {
    if (at_module_level(f)) return vm_store_global(t, f, name, v, instruction) ? RT_NONE : RT_NULL;
    if (rt_is_exact(f->ns, &rt_dict_type))
        return rt_dict_set(t, f->ns, name, v) ? RT_NONE : RT_NULL;
    return rt_setitem_tail(t, f->ns, name, v);
}

static Value name_deleted(rt_thread *t, Value result, Value name) {
    if (!rt_is_null(result)) return result;
    return rt_exception_catch(t, &rt_exc_KeyError) ? not_defined(t, name) : RT_NULL;
}

Value vm_delete_name_tail(rt_thread *t, rt_frame *f, Value name) {
    return rt_then_catch(t, rt_setitem_tail(t, vm_frame_namespace(f), name, RT_EMPTY), name_deleted,
                         name);
}

static Value classderef_got(rt_thread *t, Value v, Value state) {
    if (rt_is_null(v) && !rt_exception_catch(t, &rt_exc_KeyError)) return RT_NULL;
    if (!rt_is_null(v) && !rt_is_empty(v)) return v;
    Value content = rt_cell_get(t, rt_as_cell(rt_tuple_at(state, 0)));
    if (rt_is_empty(content)) vm_unbound_free(t, rt_tuple_at(state, 1));
    return rt_is_empty(content) ? RT_NULL : content;
}

Value vm_load_classderef_tail(rt_thread *t, rt_frame *f, uint32_t index, Value name) {
    Value state = rt_tuple_pack2(t, rt_from_obj(vm_function_cell(f->function, index)), name);
    if (rt_is_null(state)) return RT_NULL;
    Value ns = vm_frame_namespace(f);
    Value v = rt_is_exact(ns, &rt_dict_type) ? rt_dict_get_str(t, ns, name)
                                             : rt_getitem_tail(t, ns, name);
    return rt_then_catch(t, v, classderef_got, state);
}

Value vm_setup_annotations(rt_thread *t, rt_frame *f) {
    Value ns = vm_frame_namespace(f);
    Value found = rt_is_dict(ns) ? rt_dict_get_str(t, ns, rt_id.__annotations__)
                                 : rt_getitem(t, ns, rt_id.__annotations__);
    if (rt_is_null(found) && !rt_exception_catch(t, &rt_exc_KeyError)) return RT_NULL;
    if (!rt_is_null(found) && !rt_is_empty(found)) return RT_NONE;
    Value fresh = rt_dict_new(t);
    return rt_is_null(fresh) ? RT_NULL : rt_setitem_tail(t, ns, rt_id.__annotations__, fresh);
}
