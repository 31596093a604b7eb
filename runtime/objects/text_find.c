/* text_find.c - find, index, count, startswith, endswith, replace, removeprefix, removesuffix.
 * Owns: nothing. Threads: any. */
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/text.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

/* ---- arguments ---- */

/* An optional index: None and absent leave *out. */
static bool bound_get(rt_thread *t, Value v, int64_t *out) {
    if (rt_is_empty(v) || rt_is_none(v)) return true;
    if (!rt_is_int(v) && rt_type_of(v)->slots.unary[RT_INDEX] == NULL) {
        rt_raise_type_error(t,
                            "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    return rt_index_get(t, v, true, out);
}

/* args[2] and args[3] as bounds of a text of length n, as slices take them. *start may exceed n: nothing is found. */
static bool bounds_get(rt_thread *t, const Value *args, uint32_t nargs, size_t n, size_t *start,
                       size_t *end) {
    int64_t from = 0, to = INT64_MAX, length = (int64_t)n;
    if (nargs > 2 && !bound_get(t, args[2], &from)) return false;
    if (nargs > 3 && !bound_get(t, args[3], &to)) return false;
    if (to > length) to = length;
    if (to < 0) to = to + length < 0 ? 0 : to + length;
    if (from < 0) from = from + length < 0 ? 0 : from + length;
    *start = (size_t)from;
    *end = (size_t)to;
    return true;
}

/* The thing to look for: for bytes also an int, which *byte then holds. */
static bool needle_get(rt_thread *t, const rt_text *s, Value v, rt_text *out, unsigned char *byte) {
    if (s->kind == RT_TEXT_STR || rt_is_bytes(v)) return rt_text_arg(t, s, v, out, NULL);
    if (rt_is_int(v) || (rt_type_of(v)->slots.unary[RT_INDEX] != NULL && !rt_is_str(v))) {
        int64_t i;
        Value index = rt_index(t, v);
        if (rt_is_null(index)) return false;
        if (!rt_int_get(index, &i) || i < 0 || i > 255) {
            rt_raise_value_error(t, "byte must be in range(0, 256)");
            return false;
        }
        *byte = (unsigned char)i;
        *out = (rt_text){.data = byte, .n = 1, .width = 1, .kind = s->kind};
        return true;
    }
    if (rt_text_arg(t, s, v, out, NULL)) return true;
    if (rt_exception_catch(t, &rt_exc_TypeError))
        rt_raise_type_error(t, "argument should be integer or bytes-like object, not '%T'", v);
    return false;
}

typedef struct search_args {
    rt_text s, pattern;
    size_t start, end;
    unsigned char byte;
} search_args;

/* The bounds are looked at first: theirs is the error where both are wrong. */
static bool search_args_get(rt_thread *t, const Value *args, uint32_t nargs, search_args *a) {
    return rt_text_of(t, args[0], &a->s) &&
           bounds_get(t, args, nargs, a->s.n, &a->start, &a->end) &&
           needle_get(t, &a->s, args[1], &a->pattern, &a->byte);
}

/* ---- find, index, count ---- */

static Value find_any(rt_thread *t, Value *args, uint32_t nargs, bool reverse, bool must) {
    search_args a;
    if (!search_args_get(t, args, nargs, &a)) return RT_NULL;
    int64_t at = reverse ? rt_text_rfind(&a.s, &a.pattern, a.start, a.end)
                         : rt_text_find(&a.s, &a.pattern, a.start, a.end);
    if (at < 0 && must)
        return rt_raise_value_error(t, a.s.kind == RT_TEXT_STR ? "substring not found"
                                                               : "subsection not found");
    return rt_imm_int(at);
}

Value rt_text_find_method(rt_thread *t, Value *args, uint32_t nargs) {
    return find_any(t, args, nargs, false, false);
}
Value rt_text_rfind_method(rt_thread *t, Value *args, uint32_t nargs) {
    return find_any(t, args, nargs, true, false);
}
Value rt_text_index_method(rt_thread *t, Value *args, uint32_t nargs) {
    return find_any(t, args, nargs, false, true);
}
Value rt_text_rindex_method(rt_thread *t, Value *args, uint32_t nargs) {
    return find_any(t, args, nargs, true, true);
}

Value rt_text_count_method(rt_thread *t, Value *args, uint32_t nargs) {
    search_args a;
    if (!search_args_get(t, args, nargs, &a)) return RT_NULL;
    return rt_imm_int((int64_t)rt_text_count(&a.s, &a.pattern, a.start, a.end, SIZE_MAX));
}

/* ---- startswith, endswith ---- */

static bool matches_at_end(const rt_text *s, const rt_text *p, size_t start, size_t end,
                           bool suffix) {
    if (start > end || end - start < p->n || p->width > s->width) return false;
    return rt_text_match(s, p, suffix ? end - p->n : start);
}

static Value affix_any(rt_thread *t, Value *args, uint32_t nargs, bool suffix) {
    const char *name = suffix ? "endswith" : "startswith";
    rt_text s, p;
    size_t start, end;
    if (!rt_text_of(t, args[0], &s) || !bounds_get(t, args, nargs, s.n, &start, &end))
        return RT_NULL;
    if (!rt_is_tuple(args[1])) {
        const char *kind = s.kind == RT_TEXT_STR ? "str" : "bytes";
        bool fits =
            s.kind == RT_TEXT_STR ? rt_is_str(args[1]) : rt_text_arg(t, &s, args[1], &p, NULL);
        if (!fits && (s.kind == RT_TEXT_STR || rt_exception_catch(t, &rt_exc_TypeError)))
            return rt_raise_type_error(t, "%s first arg must be %s or a tuple of %s, not %T", name,
                                       kind, kind, args[1]);
        if (!fits || !rt_text_arg(t, &s, args[1], &p, NULL)) return RT_NULL;
        return rt_bool(matches_at_end(&s, &p, start, end, suffix));
    }
    for (size_t i = 0; i < rt_tuple_len(args[1]); i++) {
        Value v = rt_tuple_at(args[1], i);
        if (s.kind == RT_TEXT_STR && !rt_is_str(v))
            return rt_raise_type_error(t, "tuple for %s must only contain str, not %T", name, v);
        if (!rt_text_arg(t, &s, v, &p, NULL)) return RT_NULL;
        if (matches_at_end(&s, &p, start, end, suffix)) return RT_TRUE;
    }
    return RT_FALSE;
}

Value rt_text_startswith_method(rt_thread *t, Value *args, uint32_t nargs) {
    return affix_any(t, args, nargs, false);
}
Value rt_text_endswith_method(rt_thread *t, Value *args, uint32_t nargs) {
    return affix_any(t, args, nargs, true);
}

Value rt_text_removeprefix_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s, p;
    if (!rt_text_of(t, args[0], &s) ||
        !rt_text_arg(t, &s, args[1], &p, "removeprefix() argument must be str, not %A"))
        return RT_NULL;
    return rt_text_slice(t, &s, matches_at_end(&s, &p, 0, s.n, false) ? p.n : 0, s.n);
}

Value rt_text_removesuffix_method(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    rt_text s, p;
    if (!rt_text_of(t, args[0], &s) ||
        !rt_text_arg(t, &s, args[1], &p, "removesuffix() argument must be str, not %A"))
        return RT_NULL;
    return rt_text_slice(t, &s, 0, matches_at_end(&s, &p, 0, s.n, true) ? s.n - p.n : s.n);
}

/* ---- replace ---- */

/* An empty `old` stands before every character and at the end. */
static void replace_between(rt_str_builder *b, const rt_text *s, const rt_text *new_,
                            size_t limit) {
    size_t done = 0;
    for (; done < limit && done <= s->n; done++) {
        rt_sb_text(b, new_, 0, new_->n);
        if (done < s->n) rt_sb_text(b, s, done, done + 1);
    }
    if (done < s->n) rt_sb_text(b, s, done, s->n);
}

Value rt_text_replace_method(rt_thread *t, Value *args, uint32_t nargs) {
    rt_text s, old, new_;
    int64_t limit = -1;
    if (!rt_text_of(t, args[0], &s)) return RT_NULL;
    if (!rt_text_arg(t, &s, args[1], &old, "replace() argument 1 must be str, not %A"))
        return RT_NULL;
    if (!rt_text_arg(t, &s, args[2], &new_, "replace() argument 2 must be str, not %A"))
        return RT_NULL;
    if (nargs > 3 && !rt_arg_ssize(t, args[3], &limit)) return RT_NULL;
    size_t left = limit < 0 ? SIZE_MAX : (size_t)limit, from = 0;
    if (left == 0 || (old.n != 0 && rt_text_find(&s, &old, 0, s.n) < 0))
        return rt_text_slice(t, &s, 0, s.n);
    rt_str_builder b;
    rt_sb_init(&b);
    if (old.n == 0) {
        replace_between(&b, &s, &new_, left);
        return rt_text_finish(t, s.kind, &b);
    }
    for (; left > 0; left--) {
        int64_t at = rt_text_find(&s, &old, from, s.n);
        if (at < 0) break;
        rt_sb_text(&b, &s, from, (size_t)at);
        rt_sb_text(&b, &new_, 0, new_.n);
        from = (size_t)at + old.n;
    }
    rt_sb_text(&b, &s, from, s.n);
    return rt_text_finish(t, s.kind, &b);
}
