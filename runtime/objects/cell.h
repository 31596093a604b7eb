/* cell.h - one variable: closure variables, and the names of modules and classes.
 *
 * A namespace cell starts FRESH. With the world stopped (at the first look at a FRESH cell after solo mode, and in each collection)
 * the bound ones become CONSTANT, if they were committed before any transaction in flight read something: from then on they
 * are read without a barrier and folded into inline caches. Rebinding or deleting a CONSTANT cell first makes it VARIABLE with
 * the world stopped (rt_cell_unfold: dooms the transactions in flight, which may have read it unlogged); VARIABLE is for ever
 * and means: an ordinary granule. In solo mode a second binding makes it VARIABLE at once. Closure cells are VARIABLE from birth. */
#ifndef KRAIT_RUNTIME_OBJECTS_CELL_H
#define KRAIT_RUNTIME_OBJECTS_CELL_H
#include "runtime/barrier.h"
enum rt_cell_state { RT_CELL_FRESH, RT_CELL_CONSTANT, RT_CELL_VARIABLE };
typedef struct rt_cell {
    rt_object hdr;
    rt_field x_value; /* RT_EMPTY: unbound */
    rt_field x_state; /* enum rt_cell_state */
    rt_type *
        owner; /* class whose namespace it is in: rebinding a FRESH/CONSTANT one bumps its version; else NULL */
} rt_cell;
static inline rt_cell *rt_as_cell(Value v) { return (rt_cell *)rt_obj(v); }
[[nodiscard]] Value rt_cell_new(rt_thread *t, Value value);         /* VARIABLE */
[[nodiscard]] Value rt_cell_new_name(rt_thread *t, rt_type *owner); /* FRESH, unbound */
[[nodiscard]] Value rt_cell_get(rt_thread *t,
                                rt_cell *c); /* RT_EMPTY: unbound; RT_NULL: conflict */
[[nodiscard]] bool rt_cell_set(rt_thread *t, rt_cell *c, Value v); /* RT_EMPTY unbinds */
/* A CONSTANT cell has become VARIABLE; world stopped. Registered by interp/: drops what it has folded in. */
extern void (*rt_cell_unfold_hook)(rt_thread *t, rt_cell *c);
/* True: reads of this cell need no barrier and give the same value until rt_cell_unfold_hook says otherwise. */
static inline bool rt_cell_is_constant(const rt_cell *c) {
    return rt_load_word(&c->x_state) == RT_CELL_CONSTANT;
}
#endif
