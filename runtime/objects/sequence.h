/* sequence.h - what tuples, lists and iterators share: comparison, search, repr, draining an iterable,
 * states of continuations, argument checks of type slots. */
#ifndef KRAIT_RUNTIME_OBJECTS_SEQUENCE_H
#define KRAIT_RUNTIME_OBJECTS_SEQUENCE_H

#include "runtime/heap/heap.h"
#include "runtime/objects/list.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

/* ---- states of continuations: n Values, never changed once made ---- */
[[nodiscard]] Value rt_state_new(rt_thread *t, const Value *values, size_t n);
static inline Value rt_state_at(Value state, size_t i) {
    return rt_load(&((rt_array *)rt_obj(state))->x_items[i]);
}
/* rt_then with a state of n Values, made only when `result` is a tail call. `run` must be what the
 * caller would do next with a complete result; it is not run here: check rt_is_tail first. */
Value rt_suspend(rt_thread *t, rt_cont run, const Value *values, size_t n);

/* ---- draining ---- */
/* What to do with one item: RT_NONE goes on, RT_EMPTY stops, RT_NULL raises; RT_TAIL is allowed. */
typedef Value (*rt_each_step)(rt_thread *t, Value state, Value item);
/* Calls step for every item of `iterable`, then returns done(t, RT_NONE, state). May return RT_TAIL. */
Value rt_each_tail(rt_thread *t, Value iterable, rt_each_step step, rt_cont done, Value state);
/* The same over an iterator. */
Value rt_drain_tail(rt_thread *t, Value iterator, rt_each_step step, rt_cont done, Value state);
/* A continuation of iter(iterable): asks a class of the program's for the length first, as list() does; what the answer raises is
 * all that is seen of it. */
Value rt_length_asked_tail(rt_thread *t, Value iterator, Value iterable);
/* iter(iterable); whatever TypeError that raises becomes one that says `refused`, a format of at most `iterable`. */
Value rt_iter_refused_tail(rt_thread *t, Value iterable, const char *refused);
/* A list or a tuple itself; anything else as a fresh list. `refused` as above. */
Value rt_to_sequence_tail(rt_thread *t, Value iterable, const char *refused);

/* ---- tuples and lists ---- */
/* Item i of a tuple or list; RT_EMPTY beyond the end, RT_NULL on a conflict. */
Value rt_seq_at(rt_thread *t, Value seq, size_t i);
bool rt_seq_len(rt_thread *t, Value seq, int64_t *n);
Value rt_seq_compare_tail(rt_thread *t, Value a, Value b, rt_cmp op);
/* found(t, the index (or the count) as an int, or RT_NONE if absent, seq) is run with the answer. */
typedef enum rt_seq_search { RT_SEQ_FIRST, RT_SEQ_COUNT } rt_seq_search;
Value rt_seq_find_tail(rt_thread *t, Value seq, Value item, int64_t start, int64_t stop,
                       rt_seq_search what, rt_cont found);
Value rt_seq_contains_tail(rt_thread *t, Value seq, Value item);
/* index(item[, start[, stop]]) of tuple and list. */
Value rt_seq_index_method(rt_thread *t, Value *args, uint32_t nargs);
Value rt_seq_count_method(rt_thread *t, Value *args, uint32_t nargs);
/* "[a, b]": open and close; a lone item is followed by `lone`. */
Value rt_seq_repr(rt_thread *t, Value seq, const char *open, const char *close, const char *lone);

/* The error of a + b or a * b where a is a sequence and b does not fit; kind: "list", "tuple" ... Returns RT_NULL. */
Value rt_seq_operand_error(rt_thread *t, rt_binop op, const char *kind, Value b);

/* ---- repr of containers that may contain themselves ---- */
/* One active repr; lies on the C stack. */
typedef struct rt_repr_frame {
    struct rt_repr_frame *up;
    Value object;
    uint32_t depth;
} rt_repr_frame;
/* 0: entered, leave with rt_repr_leave; 1: object is being rendered already; -1: RecursionError. */
[[nodiscard]] int rt_repr_enter(rt_thread *t, rt_repr_frame *frame, Value object);
void rt_repr_leave(rt_thread *t, rt_repr_frame *frame);

/* ---- arguments ---- */
/* An index argument: __index__ is run; false: raised. clamp: see rt_index_get. */
[[nodiscard]] bool rt_seq_index(rt_thread *t, Value v, bool clamp, int64_t *out);
/* ValueError "ITEM is not in PLACE". */
[[nodiscard]] Value rt_seq_missing_tail(rt_thread *t, Value item, const char *place);
/* An argument that is an int of C, or has __index__; often a flag. */
[[nodiscard]] bool rt_arg_c_int(rt_thread *t, Value v, int *out);
/* An argument that is a number of items or a place: beyond int64 it is an OverflowError. */
[[nodiscard]] bool rt_arg_ssize(rt_thread *t, Value v, int64_t *out);
/* How often a sequence is to be repeated: OverflowError beyond int64. */
[[nodiscard]] bool rt_seq_times(rt_thread *t, Value v, int64_t *out);
static inline bool rt_has_index(Value v) {
    return rt_is_imm_int(v) || rt_type_of(v)->slots.unary[RT_INDEX] != NULL;
}
/* Positional arguments of a type slot: "name expected at most 1 argument, got 2". */
[[nodiscard]] bool rt_args_check(rt_thread *t, const char *name, uint32_t nargs, Value kwnames,
                                 uint32_t min, uint32_t max);
/* __class_getitem__ for the generic built-in types */
Value rt_class_getitem(rt_thread *t, Value *args, uint32_t nargs);

#endif
