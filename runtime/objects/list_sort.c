/* list_sort.c - list.sort.
 *
 * Keys of exact int, float, str and tuples of these are sorted here, by a stable merge sort over natural
 * runs on a private copy. Everything else goes to the prelude's list_sort, which empties the list, calls
 * the key function and __lt__ from Python, and puts the result back.
 *
 * Owns: nothing. Threads: any, inside a transaction. */
#include "runtime/objects/list_sort.h"

#include <stdlib.h>

#include "runtime/error.h"
#include "runtime/objects/list_internal.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str.h"

typedef struct pair {
    Value key, item;
} pair;

/* ---- comparison without Python: -1, 0, 1; UNORDERED for NaN; NOT_SIMPLE: unknown types ---- */

enum { UNORDERED = 2, NOT_SIMPLE = 3 };

static bool is_exact_int(Value v) {
    return rt_is_imm_int(v) || rt_is_bool(v) || rt_is_exact(v, &rt_int_type);
}
static bool is_exact_float(Value v) { return rt_is_imm_float(v) || rt_is_exact(v, &rt_float_type); }

/* Exact for ints of 63 bits too: a long double of x86-64 and aarch64 has at least 64 bits of mantissa. */
static bool number_of(Value v, long double *out) {
    if (rt_is_imm_int(v))
        *out = (long double)rt_imm_int_get(v);
    else if (rt_is_bool(v))
        *out = rt_same(v, RT_TRUE);
    else if (is_exact_float(v))
        *out = (long double)rt_float_get(v);
    else
        return false;
    return true;
}

static int compare_mixed(Value a, Value b) {
    long double x, y;
    if (!number_of(a, &x) || !number_of(b, &y)) return NOT_SIMPLE;
    return x < y ? -1 : x > y ? 1 : x == y ? 0 : UNORDERED;
}

enum { SIMPLE_DEPTH = 8 };

static int compare_simple(Value a, Value b, int depth) {
    if (rt_is_imm_ints(a, b)) {
        int64_t x = (int64_t)a.bits, y = (int64_t)b.bits;
        return (x > y) - (x < y);
    }
    if (rt_is_exact(a, &rt_str_type) && rt_is_exact(b, &rt_str_type)) {
        int c = rt_same(a, b) ? 0 : rt_str_cmp(a, b);
        return (c > 0) - (c < 0);
    }
    if (is_exact_int(a) && is_exact_int(b)) {
        int c = rt_int_cmp(a, b);
        return (c > 0) - (c < 0);
    }
    if (rt_is_exact(a, &rt_tuple_type) && rt_is_exact(b, &rt_tuple_type) && depth < SIMPLE_DEPTH) {
        size_t n = rt_tuple_len(a), m = rt_tuple_len(b);
        for (size_t i = 0; i < n && i < m; i++) {
            if (rt_same(rt_tuple_at(a, i), rt_tuple_at(b, i))) continue;
            int c = compare_simple(rt_tuple_at(a, i), rt_tuple_at(b, i), depth + 1);
            if (c) return c;
        }
        return (n > m) - (n < m);
    }
    return compare_mixed(a, b);
}

/* May this key take part at all? Equal keys never meet compare_simple's refusal otherwise. */
static bool is_simple(Value v, int depth) {
    if (is_exact_int(v) || is_exact_float(v) || rt_is_exact(v, &rt_str_type)) return true;
    if (!rt_is_exact(v, &rt_tuple_type) || depth == SIMPLE_DEPTH) return false;
    for (size_t i = 0; i < rt_tuple_len(v); i++) {
        if (!is_simple(rt_tuple_at(v, i), depth + 1)) return false;
    }
    return true;
}

/* ---- the merge sort ---- */

typedef struct sorter {
    bool failed; /* NOT_SIMPLE was met */
} sorter;

static bool less(sorter *s, const pair *a, const pair *b) {
    int c = compare_simple(a->key, b->key, 0);
    if (c == NOT_SIMPLE) s->failed = true;
    return c == -1;
}

static void reverse_pairs(pair *p, size_t n) {
    for (size_t i = 0; i < n / 2; i++) {
        pair swap = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = swap;
    }
}

/* Length of the run at p, made ascending; short ones are filled up by insertion. */
static size_t next_run(sorter *s, pair *p, size_t n) {
    enum { SHORTEST = 16 };
    size_t run = 1;
    if (n > 1 && less(s, &p[1], &p[0])) {
        for (run = 2; run < n && less(s, &p[run], &p[run - 1]); run++)
            continue;
        reverse_pairs(p, run);
    } else {
        while (run < n && !less(s, &p[run], &p[run - 1]))
            run++;
    }
    for (; run < n && run < SHORTEST; run++) {
        pair insert = p[run];
        size_t at = run;
        for (; at > 0 && less(s, &insert, &p[at - 1]); at--)
            p[at] = p[at - 1];
        p[at] = insert;
    }
    return run;
}

/* Merges p[0, mid) and p[mid, n); the first is copied to tmp. */
static void merge(sorter *s, pair *p, size_t mid, size_t n, pair *tmp) {
    if (!less(s, &p[mid], &p[mid - 1])) return;
    memcpy(tmp, p, mid * sizeof *p);
    size_t a = 0, b = mid, to = 0;
    while (a < mid && b < n) {
        if (less(s, &p[b], &tmp[a]))
            p[to++] = p[b++];
        else
            p[to++] = tmp[a++];
    }
    memcpy(p + to, tmp + a, (mid - a) * sizeof *p);
}

/* A stack of runs whose lengths at least double: at most 64 of them. */
static void sort_pairs(sorter *s, pair *p, size_t n, pair *tmp) {
    size_t start[66];
    size_t runs = 0, at = 0;
    while (at < n && !s->failed) {
        start[runs++] = at;
        at += next_run(s, p + at, n - at);
        while (runs > 1 && at - start[runs - 1] >= start[runs - 1] - start[runs - 2]) {
            size_t low = start[runs - 2];
            merge(s, p + low, start[runs - 1] - low, at - low, tmp);
            runs--;
        }
    }
    for (; runs > 1 && !s->failed; runs--) {
        size_t low = start[runs - 2];
        merge(s, p + low, start[runs - 1] - low, n - low, tmp);
    }
}

int rt_sort_simple(rt_thread *t, rt_array *keys, rt_array *items, size_t n, bool reverse) {
    for (size_t i = 0; i < n; i++) {
        if (!is_simple(rt_load(&keys->x_items[i]), 0)) return n == 1 ? 1 : 0;
    }
    if (n < 2) return 1;
    /* The values stay reachable through the arrays while they are copied here. */
    pair *p = malloc(2 * n * sizeof *p);
    if (!p) {
        (void)rt_raise_memory_error(t);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        p[i] = (pair){rt_load(&keys->x_items[i]), rt_load(&items->x_items[i])};
    }
    sorter s = {false};
    if (reverse) reverse_pairs(p, n);
    sort_pairs(&s, p, n, p + n);
    if (reverse) reverse_pairs(p, n);
    for (size_t i = 0; i < n && !s.failed; i++) {
        rt_init(&keys->x_items[i], p[i].key);
        rt_init(&items->x_items[i], p[i].item);
    }
    free(p);
    return s.failed ? 0 : 1;
}

/* ---- list.sort ---- */

static Value sort_with_prelude(rt_thread *t, Value *args, bool reverse) {
    Value prelude_args[] = {args[0], rt_is_empty(args[1]) ? RT_NONE : args[1], rt_bool(reverse)};
    return rt_tail_prelude(t, "list_sort", prelude_args, 3);
}

Value rt_list_sort_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    bool reverse = false;
    if (!rt_is_empty(args[2])) {
        int flag;
        if (!rt_arg_c_int(t, args[2], &flag)) return RT_NULL;
        reverse = flag != 0;
    }
    if (!rt_is_empty(args[1]) && !rt_is_none(args[1])) return sort_with_prelude(t, args, reverse);
    size_t n;
    rt_array *items = rt_list_snapshot(t, args[0], &n);
    if (!items) return RT_NULL;
    int sorted = rt_sort_simple(t, items, items, n, reverse);
    if (sorted < 0) return RT_NULL;
    if (!sorted) return sort_with_prelude(t, args, reverse);
    rt_own own = rt_write(t, rt_obj(args[0]));
    if (!own) return RT_NULL;
    rt_list_adopt(t, own, rt_as_list(args[0]), items, n);
    return RT_NONE;
}

/* ---- natives of the prelude ---- */

/* Empties a list and returns what it held as a new list. */
Value rt_prelude_list_take(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_list *l = rt_as_list(args[0]);
    rt_own own = rt_write(t, &l->hdr);
    if (!own) return RT_NULL;
    Value taken = rt_list_from_array(t, rt_list_array(l), rt_list_size(l));
    if (!rt_is_null(taken)) rt_list_adopt(t, own, l, NULL, 0);
    return taken;
}

/* Gives a taken list its items (those of another list, which must not be used any more) back. True: it had
 * been modified meanwhile. */
Value rt_prelude_list_put(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_list *l = rt_as_list(args[0]);
    size_t n;
    rt_array *items = rt_list_snapshot(t, args[1], &n);
    rt_own own = items ? rt_write(t, &l->hdr) : STM_CONFLICT;
    if (!own) return RT_NULL;
    bool modified = rt_list_array(l) != NULL;
    rt_list_adopt(t, own, l, items, n);
    return rt_bool(modified);
}

/* (keys, items, reverse) -> a new list of the items, sorted by keys, or None where __lt__ is Python's. */
Value rt_prelude_sort_simple(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    size_t n, m;
    rt_array *keys = rt_list_snapshot(t, args[0], &m);
    rt_array *items = keys ? rt_list_snapshot(t, args[1], &n) : NULL;
    if (!items) return RT_NULL;
    int sorted = n == m ? rt_sort_simple(t, keys, items, n, rt_same(args[2], RT_TRUE)) : 0;
    if (sorted < 0) return RT_NULL;
    return sorted ? rt_list_from_array(t, items, n) : RT_NONE;
}
