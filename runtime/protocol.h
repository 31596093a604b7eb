/* protocol.h - what Python's operators and built-ins do with any value: slot dispatch with reflected operands,
 * attribute look-up, iteration, calls. Each comes twice: x_tail may return RT_TAIL (native.h) and is what
 * handlers and natives use; x is complete (nested loop if Python code must run) and is for short single uses. */
#ifndef KRAIT_RUNTIME_PROTOCOL_H
#define KRAIT_RUNTIME_PROTOCOL_H

#include "runtime/native.h"

#define RT_PROTOCOL(name, params, ...)                                                                     \
    Value name##_tail params;                                                                              \
    static inline Value name params { return rt_finish(t, name##_tail(__VA_ARGS__)); }

/* clang-format off */
/* Calls: args holds nargs positional values followed by one value for each name in kwnames (tuple or RT_NULL). */
RT_PROTOCOL(rt_call_kw, (rt_thread *t, Value f, const Value *args, uint32_t nargs, Value kwnames), t, f, args, nargs, kwnames)
static inline Value rt_call(rt_thread *t, Value f, const Value *args, uint32_t nargs) { return rt_call_kw(t, f, args, nargs, RT_NULL); }
RT_PROTOCOL(rt_call_method, (rt_thread *t, Value self, Value name, const Value *args, uint32_t nargs), t, self, name, args, nargs)
/* A special method, looked up on the type only; RT_EMPTY (not raised) if the type has none. */
RT_PROTOCOL(rt_call_special, (rt_thread *t, Value self, Value name, const Value *args, uint32_t nargs), t, self, name, args, nargs)

/* Attributes. name: str. */
RT_PROTOCOL(rt_getattr, (rt_thread *t, Value self, Value name), t, self, name)
RT_PROTOCOL(rt_setattr, (rt_thread *t, Value self, Value name, Value value), t, self, name, value) /* RT_EMPTY deletes */
RT_PROTOCOL(rt_generic_getattr, (rt_thread *t, Value self, Value name), t, self, name)   /* object.__getattribute__ */
RT_PROTOCOL(rt_generic_setattr, (rt_thread *t, Value self, Value name, Value value), t, self, name, value)
/* Like rt_getattr but RT_EMPTY instead of AttributeError. */
RT_PROTOCOL(rt_getattr_opt, (rt_thread *t, Value self, Value name), t, self, name)

/* Operators. */
RT_PROTOCOL(rt_binary, (rt_thread *t, rt_binop op, Value a, Value b), t, op, a, b)
/* TypeError for operands that both declined. Returns RT_NULL. */
Value rt_raise_unsupported(rt_thread *t, rt_binop op, Value a, Value b);
RT_PROTOCOL(rt_inplace, (rt_thread *t, rt_binop op, Value a, Value b), t, op, a, b)
RT_PROTOCOL(rt_unary, (rt_thread *t, rt_unop op, Value a), t, op, a)
RT_PROTOCOL(rt_pow3, (rt_thread *t, Value a, Value b, Value mod), t, a, b, mod)
RT_PROTOCOL(rt_compare, (rt_thread *t, Value a, Value b, rt_cmp op), t, a, b, op)     /* any value */
RT_PROTOCOL(rt_compare_bool, (rt_thread *t, Value a, Value b, rt_cmp op), t, a, b, op) /* identity first for == and !=; bool */
RT_PROTOCOL(rt_truth, (rt_thread *t, Value a), t, a)              /* True or False */
RT_PROTOCOL(rt_hash, (rt_thread *t, Value a), t, a)               /* immediate int */
RT_PROTOCOL(rt_repr, (rt_thread *t, Value a), t, a)
RT_PROTOCOL(rt_to_str, (rt_thread *t, Value a), t, a)
RT_PROTOCOL(rt_ascii, (rt_thread *t, Value a), t, a)              /* repr with everything beyond ASCII escaped */
RT_PROTOCOL(rt_format, (rt_thread *t, Value a, Value spec), t, a, spec)
RT_PROTOCOL(rt_len, (rt_thread *t, Value a), t, a)
RT_PROTOCOL(rt_getitem, (rt_thread *t, Value a, Value key), t, a, key)
RT_PROTOCOL(rt_setitem, (rt_thread *t, Value a, Value key, Value value), t, a, key, value) /* RT_EMPTY deletes */
RT_PROTOCOL(rt_contains, (rt_thread *t, Value container, Value item), t, container, item)
RT_PROTOCOL(rt_iter, (rt_thread *t, Value a), t, a)
RT_PROTOCOL(rt_next, (rt_thread *t, Value it), t, it)             /* RT_EMPTY when exhausted, StopIteration never pending */
RT_PROTOCOL(rt_index, (rt_thread *t, Value a), t, a)              /* __index__: an int (big or not) */
/* list(iterable) as a fresh list / tuple: exact built-in iterables at once, others through the prelude. */
RT_PROTOCOL(rt_to_list, (rt_thread *t, Value iterable), t, iterable)
RT_PROTOCOL(rt_to_tuple, (rt_thread *t, Value iterable), t, iterable)
RT_PROTOCOL(rt_isinstance, (rt_thread *t, Value v, Value class_or_tuple), t, v, class_or_tuple)
RT_PROTOCOL(rt_issubclass, (rt_thread *t, Value c, Value class_or_tuple), t, c, class_or_tuple)

/* A generator's result, or the value of a StopIteration from Python's __next__, survives the RT_EMPTY of `next` beside it. None is
 * kept as well: it takes the place of what an earlier end of the same iterator has left. */
void rt_stop_keep(rt_thread *t, Value iterator, Value value);
/* What is kept for iterator, whose next has just been RT_EMPTY; None if nothing is. It is forgotten. */
Value rt_stop_take(rt_thread *t, Value iterator);
/* StopIteration for iterator, whose next has just been RT_EMPTY, with the value kept for it. Returns RT_NULL. */
Value rt_raise_stop(rt_thread *t, Value iterator);

/* clang-format on */

/* Without Python code: */
bool rt_is_true_imm(
    Value v,
    bool *truth); /* None, bool, immediates and exact str, list, tuple, dict: known at once */
bool rt_type_is_subtype(const rt_type *a, const rt_type *b);
bool rt_isinstance_exact(Value v, const rt_type *type); /* by the MRO only */
/* An index for sequences: __index__ of a complete int; false with IndexError/TypeError/OverflowError pending.
 * Values beyond int64 clamp if clamp (slices), else raise exc "cannot fit 'int' into an index-sized integer". */
bool rt_index_get(rt_thread *t, Value v, bool clamp, int64_t *out);

#endif
