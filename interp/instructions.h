/* instructions.h - the slow parts of instructions, by theme. Each returns a complete value, RT_TAIL or RT_NULL unless it says otherwise;
 * those without _tail never return RT_TAIL. f is the running frame, its pc current. */
#ifndef KRAIT_INTERP_INSTRUCTIONS_H
#define KRAIT_INTERP_INSTRUCTIONS_H
#include "interp/vm_internal.h"
#include "runtime/objects/list.h"
#include "runtime/objects/str.h"

/* ---- instr_names.c ---- */
typedef struct vm_builtin_cache { /* immutable, never freed */
    rt_cell *global, *builtin;
} vm_builtin_cache;
void vm_unbound_local(rt_thread *t, Value name);
void vm_unbound_free(rt_thread *t, Value name);
[[nodiscard]] bool vm_cell_delete(rt_thread *t, rt_cell *cell, Value name, bool free);
Value vm_load_global(rt_thread *t, rt_frame *f, Value name, vm_word *instruction);
[[nodiscard]] bool vm_store_global(rt_thread *t, rt_frame *f, Value name, Value v,
                                   vm_word *instruction);
[[nodiscard]] bool vm_delete_global(rt_thread *t, rt_frame *f, Value name);
Value vm_load_name_tail(rt_thread *t, rt_frame *f, Value name, vm_word *instruction);
Value vm_store_name_tail(rt_thread *t, rt_frame *f, Value name, Value v, vm_word *instruction);
Value vm_delete_name_tail(rt_thread *t, rt_frame *f, Value name);
Value vm_load_classderef_tail(rt_thread *t, rt_frame *f, uint32_t index, Value name);
Value vm_frame_globals(const rt_frame *f);
/* The namespace mapping if the frame has one, else its globals. */
Value vm_frame_namespace(const rt_frame *f);
Value vm_builtin_attr(rt_thread *t, const char *name);
Value vm_setup_annotations(rt_thread *t, rt_frame *f);
/* Puts the cell into a plain LOAD_GLOBAL or STORE_GLOBAL, if this code has only one globals dict. */
void vm_specialize_global(rt_thread *t, rt_frame *f, vm_word *instruction, rt_cell *cell);
/* NameError or UnboundLocalError with its name attribute. */
Value vm_name_error(rt_thread *t, rt_type *type, Value message, Value name);

/* ---- instr_attr.c ---- */
typedef enum { VM_METHOD_RAISED, VM_METHOD_UNBOUND, VM_METHOD_OTHER } vm_method_kind;
/* UNBOUND: *function is to be called with self first. OTHER: take rt_getattr. */
vm_method_kind vm_method_find(rt_thread *t, Value self, Value name, Value *function);
/* The same on the type only; OTHER: *function is a descriptor that vm_special_bind_tail binds. */
vm_method_kind vm_special_find(rt_thread *t, Value self, Value name, Value *function);
Value vm_special_bind_tail(rt_thread *t, Value self, Value function);

/* ---- instr_build.c ---- */
Value vm_build_set(rt_thread *t, const Value *items, uint32_t n);
Value vm_build_map(rt_thread *t, const Value *pairs, uint32_t n);
/* o[start:stop:step], o[start:stop:step] = v, without a slice object; RT_EMPTY: it takes one. */
Value vm_slice_get(rt_thread *t, Value o, const Value *bounds);
Value vm_slice_set(rt_thread *t, Value o, const Value *bounds, Value v);
Value vm_build_string(rt_thread *t, const Value *parts, uint32_t n);
Value vm_format_value_tail(rt_thread *t, Value v, Value spec, uint32_t conversion);
Value vm_list_extend_tail(rt_thread *t, Value list, Value iterable);
Value vm_set_update_tail(rt_thread *t, Value set, Value iterable);
Value vm_dict_update_tail(rt_thread *t, Value dict, Value other);
Value vm_dict_merge_tail(rt_thread *t, Value dict, Value other, Value callable);
/* sys.<name>; RT_NULL with RuntimeError "lost sys.<name>" pending. */
Value vm_sys_attr(rt_thread *t, const char *name);
Value vm_print_expr_tail(rt_thread *t, Value v);
/* Unpacks v into registers from first: `before` items, and if after >= 0 a list of the rest and `after` items. */
[[nodiscard]] vm_step vm_unpack(rt_thread *t, Value v, uint16_t first, uint32_t before,
                                int32_t after);
/* Goes on with the UNPACK instruction at the frame's pc, its items collected. */
[[nodiscard]] vm_step vm_unpack_list(rt_thread *t, Value list);
Value vm_make_function(rt_thread *t, rt_frame *f, Value code, uint32_t flags, const Value *parts);
/* callable(*args, **kwargs) as a tail call: args a tuple, kwargs a dict or RT_EMPTY. */
Value vm_tail_spread(rt_thread *t, Value callable, Value args, Value kwargs);
[[nodiscard]] vm_step vm_call_ex(rt_thread *t, Value callable, Value args, Value kwargs,
                                 uint16_t dst);

/* ---- exceptions.c ---- */
/* Raises an instance, with its cause if there is one (RT_EMPTY: no `from`). */
Value vm_raise_instance(rt_thread *t, Value exc, Value cause);
[[nodiscard]] vm_step vm_raise(rt_thread *t, Value exc, Value cause, uint32_t mode);
Value vm_exc_match(rt_thread *t, Value exc, Value classes);
[[nodiscard]] vm_step vm_exc_group_match(rt_thread *t, Value exc, Value classes, uint16_t dst);
Value vm_exc_group_reraise_tail(rt_thread *t, Value original, Value parts);

/* ---- match.c ---- */
bool vm_is_pattern_sequence(Value v);
Value vm_match_keys_tail(rt_thread *t, Value subject, Value keys);
Value vm_match_rest_tail(rt_thread *t, Value subject, Value keys);
Value vm_match_class_tail(rt_thread *t, Value subject, Value type, uint32_t npos, Value names);

/* ---- import.c ---- */
Value vm_import_name_tail(rt_thread *t, rt_frame *f, Value name, Value level, Value fromlist);
Value vm_import_from_tail(rt_thread *t, Value module, Value name);
Value vm_import_star_tail(rt_thread *t, rt_frame *f, Value module);

/* ---- arithmetic on small ints ---- */
/* b > 0. Divisions by powers of two and of 32 bits are worth telling apart: the machine takes long for others. */
static inline int64_t vm_floor_div(int64_t a, int64_t b) {
    if ((b & (b - 1)) == 0) return a >> __builtin_ctzll((uint64_t)b);
    if (((uint64_t)(a | b) >> 32) == 0) return (uint32_t)a / (uint32_t)b;
    int64_t q = a / b;
    return q - (a % b < 0);
}
static inline int64_t vm_floor_mod(int64_t a, int64_t b) {
    if ((b & (b - 1)) == 0) return a & (b - 1);
    if (((uint64_t)(a | b) >> 32) == 0) return (uint32_t)a % (uint32_t)b;
    int64_t r = a % b;
    return r < 0 ? r + b : r;
}

/* Both ints are exact as doubles, so that their quotient is rounded once. */
static inline bool vm_exact_doubles(Value x, Value y) {
    const int64_t most = INT64_C(1) << 53;
    int64_t a = rt_imm_int_get(x), b = rt_imm_int_get(y);
    return a <= most && a >= -most && b <= most && b >= -most;
}

/* Truth of bools, None and immediate ints; false: ask vm_truth_known. */
static inline bool vm_truth_fast(Value v, bool *truth) {
    *truth = v.bits != 1 && (v.bits | 0x10) != 0x14;
    return rt_is_imm_int(v) || (v.bits <= 0x24 && (v.bits & 3) == 0);
}

/* Truth of what needs no call; false: ask rt_truth. */
bool vm_truth_known(rt_thread *t, Value v, bool *truth);

/* Equality of two exact strs. */
static inline bool vm_str_same(Value x, Value y) {
    if (rt_same(x, y)) return true;
    const rt_str *a = rt_as_str(x), *b = rt_as_str(y);
    if (a->length != b->length || a->width != b->width) return false;
    if (a->length == 1 && a->width == 1)
        return *(const uint8_t *)a->data == *(const uint8_t *)b->data;
    return rt_str_equal(x, y);
}

/* `is`: boxed floats and big ints are equal only if they are one object. */
static inline bool vm_identical(Value a, Value b) { return rt_same(a, b); }
#endif
