/* instr_build.c - displays, formatting, unpacking, functions, calls with * and **. */
#include "interp/instructions.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/set.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/tuple.h"

Value vm_build_set(rt_thread *t, const Value *items, uint32_t n) {
    Value set = rt_set_new(t, &rt_set_type);
    if (rt_is_null(set)) return set;
    for (uint32_t i = 0; i < n; i++)
        if (rt_set_add(t, set, items[i]) < 0) return RT_NULL;
    return set;
}

Value vm_build_map(rt_thread *t, const Value *pairs, uint32_t n) {
    Value dict = rt_dict_new_sized(t, n);
    if (rt_is_null(dict)) return dict;
    for (uint32_t i = 0; i < n; i++)
        if (!rt_dict_set(t, dict, pairs[2 * i], pairs[2 * i + 1])) return RT_NULL;
    return dict;
}

/* ---- slices of built-in sequences ---- */
static bool is_bound(Value v) { return rt_is_none(v) || rt_is_imm_int(v); }

/* A slice that lives on the C stack: for slots that do not keep it. False: its bounds may run Python code or raise. */
static bool local_slice(rt_slice *s, const Value *bounds) {
    if (!is_bound(bounds[0]) || !is_bound(bounds[1]) || !is_bound(bounds[2]) ||
        rt_same(bounds[2], rt_imm_int(0)))
        return false;
    *s = (rt_slice){.start = bounds[0], .stop = bounds[1], .step = bounds[2]};
    rt_init_ptr(&s->hdr.x_shape, &rt_slice_type.root);
    return true;
}

Value vm_slice_get(rt_thread *t, Value o, const Value *bounds) {
    alignas(16) rt_slice s;
    bool known = rt_is_exact(o, &rt_list_type) || rt_is_exact(o, &rt_str_type) ||
                 rt_is_exact(o, &rt_tuple_type);
    return known && local_slice(&s, bounds)
               ? rt_obj_type(rt_obj(o))->slots.getitem(t, o, rt_from_obj(&s))
               : RT_EMPTY;
}

Value vm_slice_set(rt_thread *t, Value o, const Value *bounds, Value v) {
    alignas(16) rt_slice s;
    bool known =
        rt_is_exact(o, &rt_list_type) && rt_is_exact(v, &rt_list_type) && rt_is_none(bounds[2]);
    return known && local_slice(&s, bounds) ? rt_list_type.slots.setitem(t, o, rt_from_obj(&s), v)
                                            : RT_EMPTY;
}

Value vm_build_string(rt_thread *t, const Value *parts, uint32_t n) {
    rt_str_builder b;
    rt_sb_init(&b);
    for (uint32_t i = 0; i < n; i++)
        rt_sb_str(&b, parts[i]);
    return rt_sb_finish(t, &b);
}

static Value format_converted(rt_thread *t, Value v, Value spec) {
    if (rt_is_exact(v, &rt_str_type) && (rt_is_empty(spec) || rt_as_str(spec)->length == 0))
        return v;
    return rt_format_tail(t, v, rt_is_empty(spec) ? rt_str_empty : spec);
}

Value vm_format_value_tail(rt_thread *t, Value v, Value spec, uint32_t conversion) {
    if (conversion == 0) return format_converted(t, v, spec);
    Value text = conversion == 1   ? rt_to_str_tail(t, v)
                 : conversion == 2 ? rt_repr_tail(t, v)
                                   : rt_ascii_tail(t, v);
    return rt_then(t, text, format_converted, spec);
}

static Value extend_failed(rt_thread *t, Value result, Value iterable) {
    if (!rt_is_null(result)) return result;
    rt_type *type = rt_type_of(iterable);
    if (!type->slots.iter && !type->slots.getitem && rt_exception_catch(t, &rt_exc_TypeError))
        return rt_raise_type_error(t, "Value after * must be an iterable, not %T", iterable);
    return RT_NULL;
}

Value vm_list_extend_tail(rt_thread *t, Value list, Value iterable) {
    return rt_then_catch(t, rt_list_extend_tail(t, list, iterable), extend_failed, iterable);
}

Value vm_set_update_tail(rt_thread *t, Value set, Value iterable) {
    return rt_set_update_tail(t, set, iterable);
}

static Value has_keys(rt_thread *t, Value keys, Value state) {
    Value other = rt_tuple_at(state, 1);
    if (rt_is_empty(keys))
        return rt_raise(t, &rt_exc_AttributeError, "'%T' object has no attribute 'keys'", other);
    return rt_dict_merge_tail(t, rt_tuple_at(state, 0), other);
}

/* dict.update(other) for mappings only: AttributeError if it has no keys(). */
static Value merge_mapping_tail(rt_thread *t, Value dict, Value other) {
    Value state = rt_tuple_pack2(t, dict, other);
    return rt_is_null(state)
               ? state
               : rt_then(t, rt_getattr_opt_tail(t, other, rt_id.keys), has_keys, state);
}

static Value update_failed(rt_thread *t, Value result, Value other) {
    if (!rt_is_null(result)) return result;
    if (rt_exception_catch(t, &rt_exc_AttributeError))
        return rt_raise_type_error(t, "'%T' object is not a mapping", other);
    return RT_NULL;
}

Value vm_dict_update_tail(rt_thread *t, Value dict, Value other) {
    if (rt_is_dict(other)) return rt_dict_update_exact(t, dict, other) ? RT_NONE : RT_NULL;
    return rt_then_catch(t, merge_mapping_tail(t, dict, other), update_failed, other);
}

static Value with_module(rt_thread *t, Value module, Value name) {
    if (rt_is_empty(module) || !rt_is_str(module) || rt_str_equal_cstr(module, "builtins"))
        return rt_str_format_c(t, "%V()", name);
    return rt_str_format_c(t, "%V.%V()", module, name);
}

/* How errors about a call with * and ** name the callable: module.qualname(), or its str(). */
static Value callable_name(rt_thread *t, Value callable) {
    if (vm_is_function(callable)) {
        vm_function *f = vm_as_function(callable);
        return with_module(t, rt_load(&f->x_module), rt_load(&f->x_qualname));
    }
    Value name = rt_getattr_opt(t, callable, rt_id.__qualname__);
    Value module = rt_is_null(name) ? name : rt_getattr_opt(t, callable, rt_id.__module__);
    if (rt_is_null(module)) return module;
    return rt_is_empty(name) ? rt_to_str(t, callable) : with_module(t, module, name);
}

static Value merge_exact(rt_thread *t, Value dict, Value other, Value callable) {
    size_t pos = 0;
    Value key, value;
    for (int more; (more = rt_dict_next(t, other, &pos, &key, &value)) != 0;) {
        if (more < 0) return RT_NULL;
        Value there = rt_dict_get(t, dict, key);
        if (rt_is_null(there)) return RT_NULL;
        if (!rt_is_empty(there)) {
            Value name = callable_name(t, callable);
            if (!rt_is_null(name))
                rt_raise_type_error(t, "%V got multiple values for keyword argument '%V'", name,
                                    key);
            return RT_NULL;
        }
        if (!rt_dict_set(t, dict, key, value)) return RT_NULL;
    }
    return RT_NONE;
}

static Value merge_copied(rt_thread *t, Value copied, Value state) {
    Value other = rt_tuple_at(state, 1), callable = rt_tuple_at(state, 2);
    if (!rt_is_null(copied))
        return merge_exact(t, rt_tuple_at(state, 0), rt_tuple_at(state, 3), callable);
    if (!rt_exception_catch(t, &rt_exc_AttributeError)) return RT_NULL;
    Value name = callable_name(t, callable);
    return rt_is_null(name) ? name
                            : rt_raise_type_error(
                                  t, "%V argument after ** must be a mapping, not %T", name, other);
}

Value vm_dict_merge_tail(rt_thread *t, Value dict, Value other, Value callable) {
    if (rt_is_dict(other)) return merge_exact(t, dict, other, callable);
    Value copy = rt_dict_new(t);
    Value parts[] = {dict, other, callable, copy};
    Value state = rt_is_null(copy) ? copy : rt_tuple_new(t, parts, 4);
    if (rt_is_null(state)) return state;
    return rt_then_catch(t, merge_mapping_tail(t, copy, other), merge_copied, state);
}

Value vm_print_expr_tail(rt_thread *t, Value v) {
    Value hook = vm_sys_attr(t, "displayhook");
    return rt_is_null(hook) ? hook : rt_tail_call1(t, hook, v);
}

/* ---- unpacking ---- */
static vm_step unpack_items(rt_thread *t, Value list, uint16_t first, uint32_t before,
                            int32_t after) {
    rt_frame *f = t->frame;
    size_t n;
    rt_array *items = rt_list_snapshot(t, list, &n);
    if (!items) return vm_unwind(t);
    size_t want = before + (after < 0 ? 0 : (size_t)after);
    if (n < want || (after < 0 && n > want)) {
        if (n < want)
            rt_raise_value_error(t, "not enough values to unpack (expected %s%zu, got %zu)",
                                 after < 0 ? "" : "at least ", want, n);
        else
            rt_raise_value_error(t, "too many values to unpack (expected %zu)", want);
        return vm_unwind(t);
    }
    for (size_t i = 0; i < before; i++)
        f->regs[first + i] = rt_load(&items->x_items[i]);
    if (after >= 0) {
        size_t rest = n - want;
        Value middle = rt_list_new(t, (const Value *)&items->x_items[before], rest);
        if (rt_is_null(middle)) return vm_unwind(t);
        f->regs[first + before] = middle;
        for (size_t i = 0; i < (size_t)after; i++)
            f->regs[first + before + 1 + i] = rt_load(&items->x_items[before + rest + i]);
    }
    f->pc += vm_op_words[vm_op_load(f->pc)];
    return VM_GO;
}

vm_step vm_unpack(rt_thread *t, Value v, uint16_t first, uint32_t before, int32_t after) {
    rt_type *type = rt_type_of(v);
    Value list;
    if (rt_is_exact(v, &rt_list_type)) {
        list = v;
    } else if (rt_is_exact(v, &rt_tuple_type)) {
        list = rt_list_new(t, rt_as_tuple(v)->items, rt_tuple_len(v));
    } else if (!type->slots.iter && !type->slots.getitem) {
        list = rt_raise_type_error(t, "cannot unpack non-iterable %T object", v);
    } else {
        /* Counted, so that an endless iterator ends: the prelude takes at most one item too many. */
        Value args[] = {v, rt_imm_int(after < 0 ? (int64_t)before + 1 : -1)};
        return vm_result(t, rt_tail_prelude(t, "unpack", args, 2), VM_TO_UNPACK, first);
    }
    return rt_is_null(list) ? vm_unwind(t) : unpack_items(t, list, first, before, after);
}

vm_step vm_unpack_list(rt_thread *t, Value list) {
    const vm_word *pc = t->frame->pc;
    return unpack_items(t, list, pc->a, pc->b,
                        vm_op_load(pc) == OP_UNPACK_EX ? (int32_t)pc[1].bits : -1);
}

/* ---- functions ---- */
Value vm_make_function(rt_thread *t, rt_frame *f, Value code, uint32_t flags, const Value *parts) {
    Value defaults = flags & 1 ? *parts++ : RT_NULL;
    Value kwdefaults = flags & 2 ? *parts++ : RT_NULL;
    Value annotations = flags & 4 ? *parts++ : RT_NULL;
    Value closure = flags & 8 ? *parts++ : RT_NULL;
    return vm_function_new(t, code, vm_frame_globals(f), closure, defaults, kwdefaults,
                           annotations);
}

/* ---- calls with * and ** ---- */
static Value spread_again(rt_thread *t, Value args, Value state) {
    if (rt_is_null(args)) {
        Value iterable = rt_tuple_at(state, 1);
        rt_type *type = rt_type_of(iterable);
        if (type->slots.iter || type->slots.getitem || !rt_exception_catch(t, &rt_exc_TypeError))
            return RT_NULL;
        Value name = callable_name(t, rt_tuple_at(state, 0));
        return rt_is_null(name)
                   ? name
                   : rt_raise_type_error(t, "%V argument after * must be an iterable, not %T", name,
                                         iterable);
    }
    Value kwargs = rt_tuple_at(state, 2);
    return vm_tail_spread(t, rt_tuple_at(state, 0), args, kwargs);
}

Value vm_tail_spread(rt_thread *t, Value callable, Value args, Value kwargs) {
    int64_t nkw = 0;
    if (!rt_is_empty(kwargs) && !rt_dict_len(t, kwargs, &nkw)) return RT_NULL;
    size_t nargs = rt_tuple_len(args);
    if (!nkw) return rt_tail_call(t, callable, rt_as_tuple(args)->items, (uint32_t)nargs);
    Value names = rt_tuple_new(t, NULL, (size_t)nkw);
    Value all = rt_is_null(names) ? names : rt_tuple_new(t, NULL, nargs + (size_t)nkw);
    if (rt_is_null(all)) return all;
    memcpy(rt_as_tuple(all)->items, rt_as_tuple(args)->items, nargs * sizeof(Value));
    bool called = rt_type_of(callable)->slots.call; /* else that is what the call says */
    size_t pos = 0, i = 0;
    Value key, value;
    for (int more; i < (size_t)nkw && (more = rt_dict_next(t, kwargs, &pos, &key, &value)) != 0;
         i++) {
        if (more < 0) return RT_NULL;
        if (called && !rt_is_str(key)) return rt_raise_type_error(t, "keywords must be strings");
        rt_as_tuple(names)->items[i] = key;
        rt_as_tuple(all)->items[nargs + i] = value;
    }
    return rt_tail_call_kw(t, callable, rt_as_tuple(all)->items, (uint32_t)nargs, names);
}

vm_step vm_call_ex(rt_thread *t, Value callable, Value args, Value kwargs, uint16_t dst) {
    if (rt_is_exact(args, &rt_tuple_type))
        return vm_result(t, vm_tail_spread(t, callable, args, kwargs), VM_TO_REG, dst);
    Value parts[] = {callable, args, kwargs};
    Value state = rt_tuple_new(t, parts, 3);
    if (rt_is_null(state)) return vm_unwind(t);
    return vm_result(t, rt_then_catch(t, rt_to_tuple_tail(t, args), spread_again, state), VM_TO_REG,
                     dst);
}
