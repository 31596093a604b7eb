/* iterators.h - the built-in iterators. An exhausted iterator drops what it iterated. */
#ifndef KRAIT_RUNTIME_OBJECTS_ITERATORS_H
#define KRAIT_RUNTIME_OBJECTS_ITERATORS_H

#include "runtime/heap/heap.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/slice.h"

/* iter(list or tuple): a list or tuple iterator. */
Value rt_seq_iter_new(rt_thread *t, Value seq);
Value rt_list_reverse_iter_new(rt_thread *t, Value list);
/* An iterator that asks __getitem__ with 0, 1, ... until IndexError. */
Value rt_getitem_iter_new(rt_thread *t, Value seq);
/* iter(callable, sentinel) */
Value rt_callable_iter_new(rt_thread *t, Value callable, Value sentinel);
/* reversed(x), the whole of the built-in: __reversed__, then the sequence protocol. */
Value rt_reversed_tail(rt_thread *t, Value seq);

/* What __reduce__ of an iterator returns: (iter, (seq,), index), without an empty index; RT_NULL for seq: exhausted, over (). */
Value rt_iter_reduce(rt_thread *t, Value seq, Value index);
/* The same for one that can only be emptied: iter over a list of what `copy`, a copy of it, still has. `next` runs no Python. */
Value rt_iter_reduce_rest(rt_thread *t, Value copy);

extern rt_type rt_list_reverse_iter_type, rt_getitem_iter_type, rt_callable_iter_type;
extern rt_type rt_reversed_type, rt_enumerate_type, rt_zip_type, rt_map_type, rt_filter_type;
extern rt_type rt_big_range_iter_type;

static inline Value rt_self_iter(rt_thread *t, Value self) {
    (void)t;
    return self;
}

#endif
