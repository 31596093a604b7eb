/* text_split.c - split, rsplit, splitlines, partition, join.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/text.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/unicode/ctype.h"

/* ---- split ---- */

static bool append_slice(rt_thread *t, Value list, const rt_text *s, size_t start, size_t end) {
    Value part = s->kind == RT_TEXT_STR ? rt_str_slice(t, s->whole, start, end)
                                        : rt_text_slice(t, s, start, end);
    return !rt_is_null(part) && rt_list_append(t, list, part);
}

static Value split_space(rt_thread *t, const rt_text *s, size_t limit) {
    Value list = rt_list_new(t, NULL, 0);
    size_t i = 0;
    if (rt_is_null(list)) return RT_NULL;
    for (;; limit--) {
        while (i < s->n && rt_text_is_space(s, rt_text_at(s, i)))
            i++;
        if (i == s->n) return list;
        size_t start = i;
        if (limit == 0) return append_slice(t, list, s, start, s->n) ? list : RT_NULL;
        while (i < s->n && !rt_text_is_space(s, rt_text_at(s, i)))
            i++;
        if (!append_slice(t, list, s, start, i)) return RT_NULL;
    }
}

static Value split_by(rt_thread *t, const rt_text *s, const rt_text *sep, size_t limit) {
    Value list = rt_list_new(t, NULL, 0);
    size_t from = 0;
    if (rt_is_null(list)) return RT_NULL;
    for (; limit > 0; limit--) {
        int64_t at = rt_text_find(s, sep, from, s->n);
        if (at < 0) break;
        if (!append_slice(t, list, s, from, (size_t)at)) return RT_NULL;
        from = (size_t)at + sep->n;
    }
    return append_slice(t, list, s, from, s->n) ? list : RT_NULL;
}

/* A list built from the end is turned round. */
static bool reverse_list(rt_thread *t, Value list) {
    int64_t n;
    if (!rt_list_len(t, list, &n)) return false;
    for (int64_t i = 0, j = n - 1; i < j; i++, j--) {
        Value a = rt_list_get(t, list, i), b = rt_list_get(t, list, j);
        if (rt_is_null(a) || rt_is_null(b) || !rt_list_set(t, list, i, b) ||
            !rt_list_set(t, list, j, a))
            return false;
    }
    return true;
}

static Value rsplit_space(rt_thread *t, const rt_text *s, size_t limit) {
    Value list = rt_list_new(t, NULL, 0);
    size_t end = s->n;
    if (rt_is_null(list)) return RT_NULL;
    for (;; limit--) {
        while (end > 0 && rt_text_is_space(s, rt_text_at(s, end - 1)))
            end--;
        if (end == 0) break;
        size_t start = end;
        while (start > 0 && limit > 0 && !rt_text_is_space(s, rt_text_at(s, start - 1)))
            start--;
        if (limit == 0) start = 0;
        if (!append_slice(t, list, s, start, end)) return RT_NULL;
        if (limit == 0) break;
        end = start;
    }
    return reverse_list(t, list) ? list : RT_NULL;
}

static Value rsplit_by(rt_thread *t, const rt_text *s, const rt_text *sep, size_t limit) {
    Value list = rt_list_new(t, NULL, 0);
    size_t end = s->n;
    if (rt_is_null(list)) return RT_NULL;
    for (; limit > 0; limit--) {
        int64_t at = rt_text_rfind(s, sep, 0, end);
        if (at < 0) break;
        if (!append_slice(t, list, s, (size_t)at + sep->n, end)) return RT_NULL;
        end = (size_t)at;
    }
    return append_slice(t, list, s, 0, end) && reverse_list(t, list) ? list : RT_NULL;
}

static Value split_any(rt_thread *t, Value *args, bool reverse) {
    rt_text s, sep;
    int64_t limit = -1;
    if (!rt_text_of(t, args[0], &s)) return RT_NULL;
    if (!rt_is_empty(args[2]) && !rt_arg_ssize(t, args[2], &limit)) return RT_NULL;
    size_t left = limit < 0 ? SIZE_MAX : (size_t)limit;
    if (rt_is_empty(args[1]) || rt_is_none(args[1]))
        return reverse ? rsplit_space(t, &s, left) : split_space(t, &s, left);
    if (!rt_text_arg(t, &s, args[1], &sep, "must be str or None, not %T")) return RT_NULL;
    if (sep.n == 0) return rt_raise_value_error(t, "empty separator");
    return reverse ? rsplit_by(t, &s, &sep, left) : split_by(t, &s, &sep, left);
}

Value rt_text_split_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return split_any(t, args, false);
}

Value rt_text_rsplit_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return split_any(t, args, true);
}

static bool is_break(const rt_text *s, uint32_t c) {
    return s->kind == RT_TEXT_STR ? rt_uni_is_linebreak(c) : c == '\n' || c == '\r';
}

Value rt_text_splitlines_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s;
    int keep = 0;
    if (!rt_is_empty(args[1]) && !rt_arg_c_int(t, args[1], &keep)) return RT_NULL;
    if (!rt_text_of(t, args[0], &s)) return RT_NULL;
    Value list = rt_list_new(t, NULL, 0);
    if (rt_is_null(list)) return RT_NULL;
    for (size_t i = 0; i < s.n;) {
        size_t start = i;
        while (i < s.n && !is_break(&s, rt_text_at(&s, i)))
            i++;
        size_t end = i;
        if (i < s.n)
            i += rt_text_at(&s, i) == '\r' && i + 1 < s.n && rt_text_at(&s, i + 1) == '\n' ? 2 : 1;
        if (!append_slice(t, list, &s, start, keep ? i : end)) return RT_NULL;
    }
    return list;
}

/* ---- partition ---- */

static Value partition_any(rt_thread *t, Value *args, bool reverse) {
    rt_text s, sep;
    if (!rt_text_of(t, args[0], &s) || !rt_text_arg(t, &s, args[1], &sep, NULL)) return RT_NULL;
    if (sep.n == 0) return rt_raise_value_error(t, "empty separator");
    int64_t at = reverse ? rt_text_rfind(&s, &sep, 0, s.n) : rt_text_find(&s, &sep, 0, s.n);
    if (at < 0) {
        Value whole = rt_text_slice(t, &s, 0, s.n), none = rt_text_new(t, s.kind, "", 0, 1);
        Value other = s.kind == RT_TEXT_BYTEARRAY ? rt_text_new(t, s.kind, "", 0, 1) : none;
        if (rt_is_null(whole) || rt_is_null(none) || rt_is_null(other)) return RT_NULL;
        return reverse ? rt_tuple_pack3(t, none, other, whole)
                       : rt_tuple_pack3(t, whole, none, other);
    }
    Value before = rt_text_slice(t, &s, 0, (size_t)at);
    Value middle = rt_is_null(before)            ? RT_NULL
                   : s.kind == RT_TEXT_BYTEARRAY ? rt_bytearray_new(t, sep.data, sep.n)
                                                 : args[1];
    Value after = rt_is_null(middle) ? RT_NULL : rt_text_slice(t, &s, (size_t)at + sep.n, s.n);
    return rt_is_null(after) ? RT_NULL : rt_tuple_pack3(t, before, middle, after);
}

Value rt_text_partition_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return partition_any(t, args, false);
}

Value rt_text_rpartition_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return partition_any(t, args, true);
}

/* ---- join ---- */

/* Item i of a tuple, or of the snapshot of a list. */
static Value join_item(Value tuple, const rt_array *items, size_t i) {
    return items == NULL ? rt_tuple_at(tuple, i) : rt_load(&items->x_items[i]);
}

static bool join_append(rt_thread *t, rt_str_builder *b, const rt_text *sep, Value item, size_t i) {
    rt_text part;
    if (sep->kind == RT_TEXT_STR) {
        if (rt_is_str(item)) {
            rt_sb_str(b, item);
            return true;
        }
        rt_raise_type_error(t, "sequence item %zu: expected str instance, %T found", i, item);
        return false;
    }
    if (rt_text_arg(t, sep, item, &part, NULL)) {
        rt_sb_text(b, &part, 0, part.n);
        return true;
    }
    if (rt_exception_catch(t, &rt_exc_TypeError))
        rt_raise_type_error(t, "sequence item %zu: expected a bytes-like object, %T found", i,
                            item);
    return false;
}

static Value join_done(rt_thread *t, Value sequence, Value self) {
    rt_text sep;
    rt_str_builder b;
    size_t n;
    rt_array *items = NULL;
    if (!rt_text_of(t, self, &sep)) return RT_NULL;
    if (rt_is_tuple(sequence))
        n = rt_tuple_len(sequence);
    else if ((items = rt_list_snapshot(t, sequence, &n)) == NULL)
        return RT_NULL;
    if (n == 1 && sep.kind != RT_TEXT_BYTEARRAY) {
        Value only = join_item(sequence, items, 0);
        if (rt_is_exact(only, sep.kind == RT_TEXT_STR ? &rt_str_type : &rt_bytes_type)) return only;
    }
    rt_sb_init(&b);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) rt_sb_text(&b, &sep, 0, sep.n);
        if (!join_append(t, &b, &sep, join_item(sequence, items, i), i)) {
            rt_sb_drop(&b);
            return RT_NULL;
        }
    }
    return rt_text_finish(t, sep.kind, &b);
}

Value rt_text_join_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    Value sequence = rt_to_sequence_tail(t, args[1], "can only join an iterable");
    return rt_then(t, sequence, join_done, args[0]);
}
