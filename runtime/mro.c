/* mro.c - the C3 linearization.
 * Owns: nothing. Threads: any; bases and MROs of ready types are read as constants. */
#include <stdlib.h>

#include "runtime/type_internal.h"

/* One sequence to merge: the next candidate is seq[at]. */
typedef struct merge_list {
    Value seq;
    size_t at;
} merge_list;

static bool list_done(const merge_list *l) { return l->at >= rt_tuple_len(l->seq); }
static Value list_head(const merge_list *l) { return rt_tuple_at(l->seq, l->at); }

static bool in_tail(const merge_list *l, Value type) {
    for (size_t i = l->at + 1; i < rt_tuple_len(l->seq); i++)
        if (rt_same(rt_tuple_at(l->seq, i), type)) return true;
    return false;
}

/* The first head that is in no tail; RT_EMPTY: all are done; RT_NULL: there is none. */
static Value next_class(const merge_list *lists, size_t n) {
    bool all_done = true;
    for (size_t i = 0; i < n; i++) {
        if (list_done(&lists[i])) continue;
        all_done = false;
        Value head = list_head(&lists[i]);
        bool blocked = false;
        for (size_t k = 0; k < n && !blocked; k++)
            blocked = in_tail(&lists[k], head);
        if (!blocked) return head;
    }
    return all_done ? RT_EMPTY : RT_NULL;
}

static Value raise_inconsistent(rt_thread *t, const merge_list *lists, size_t n) {
    rt_str_builder b;
    rt_sb_init(&b);
    for (size_t i = 0; i < n; i++) {
        if (list_done(&lists[i])) continue;
        Value head = list_head(&lists[i]);
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = !list_done(&lists[k]) && rt_same(list_head(&lists[k]), head);
        if (seen) continue;
        if (b.length > 0) rt_sb_cstr(&b, ", ");
        const char *name = rt_type_short_name(rt_as_type(head));
        Value text = rt_str_from_cstr(t, name);
        if (!rt_is_null(text)) rt_sb_str(&b, text);
    }
    Value names = rt_sb_finish(t, &b);
    if (rt_is_null(names)) return RT_NULL;
    return rt_raise_type_error(
        t, "Cannot create a consistent method resolution\norder (MRO) for bases %V", names);
}

static bool check_duplicates(rt_thread *t, Value bases) {
    for (size_t i = 0; i < rt_tuple_len(bases); i++)
        for (size_t k = i + 1; k < rt_tuple_len(bases); k++)
            if (rt_same(rt_tuple_at(bases, i), rt_tuple_at(bases, k))) {
                (void)rt_raise_type_error(t, "duplicate base class %s",
                                          rt_type_short_name(rt_as_type(rt_tuple_at(bases, i))));
                return false;
            }
    return true;
}

static Value merge(rt_thread *t, rt_type *type, merge_list *lists, size_t n, size_t total) {
    Value *order = malloc((total + 1) * sizeof *order);
    if (!order) return rt_raise_memory_error(t);
    size_t count = 0;
    order[count++] = rt_from_obj(type);
    Value next;
    while (rt_is_obj(next = next_class(lists, n))) {
        order[count++] = next;
        for (size_t i = 0; i < n; i++)
            if (!list_done(&lists[i]) && rt_same(list_head(&lists[i]), next)) lists[i].at++;
    }
    Value result =
        rt_is_null(next) ? raise_inconsistent(t, lists, n) : rt_tuple_new(t, order, count);
    free(order);
    return result;
}

Value rt_mro_compute(rt_thread *t, rt_type *type) {
    Value bases = type->bases, self = rt_from_obj(type);
    size_t n = rt_tuple_len(bases), total = n;
    if (n == 0) return rt_tuple_new(t, &self, 1);
    if (!check_duplicates(t, bases)) return RT_NULL;
    merge_list *lists = malloc((n + 1) * sizeof *lists);
    if (!lists) return rt_raise_memory_error(t);
    for (size_t i = 0; i < n; i++) {
        lists[i] = (merge_list){rt_as_type(rt_tuple_at(bases, i))->mro, 0};
        total += rt_tuple_len(lists[i].seq);
    }
    lists[n] = (merge_list){bases, 0};
    Value result = merge(t, type, lists, n + 1, total);
    free(lists);
    return result;
}
