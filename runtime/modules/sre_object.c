/* sre_object.c - regular expressions: the state of a search, and Match objects.
 *
 * Owns: sre_match_type. Threads: any; a Match never changes but for the tuple `regs`, which any thread may make.
 */
#include <stdlib.h>

#include "runtime/error.h"
#include "runtime/modules/sre_internal.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/text.h"
#include "runtime/type.h"

/* ---- state ---- */

/* The characters of a string or bytes-like object. */
static bool text_of(rt_thread *t, Value string, sre_state *s, int64_t *length) {
    size_t n;
    if (rt_is_str(string)) {
        const rt_str *str = rt_as_str(string);
        s->data = str->data;
        s->width = str->width;
        *length = str->length;
        return true;
    }
    if (!rt_is_bytes_like(string))
        return rt_raise_type_error(t, "expected string or bytes-like object, got '%T'", string),
               false;
    const unsigned char *data;
    if (!rt_buffer_get(t, string, &data, &n)) return false;
    s->data = data;
    s->width = 1;
    s->is_bytes = true;
    *length = (int64_t)n;
    return true;
}

bool sre_state_init(rt_thread *t, sre_state *s, Value pattern, Value string, int64_t pos,
                    int64_t endpos) {
    const sre_pattern *p = sre_as_pattern(pattern);
    int64_t length;
    s->t = t;
    s->pattern = p;
    s->string = string;
    s->is_bytes = s->match_all = s->must_advance = false;
    s->stack = s->few_entries;
    s->room = sizeof s->few_entries / sizeof s->few_entries[0];
    s->depth = 0;
    s->repeats = NULL;
    s->nrepeats = s->repeats_room = 0;
    s->marks = s->few_marks;
    if (!text_of(t, string, s, &length)) return false;
    if (!rt_is_none(p->pattern) && p->is_bytes != s->is_bytes)
        return rt_raise_type_error(t, p->is_bytes
                                          ? "cannot use a bytes pattern on a string-like object"
                                          : "cannot use a string pattern on a bytes-like object"),
               false;
    s->pos = pos < 0 ? 0 : pos > length ? length : pos;
    s->end = endpos < 0 ? 0 : endpos > length ? length : endpos;
    s->from = s->pos;
    if (2 * (size_t)p->groups > sizeof s->few_marks / sizeof s->few_marks[0]) {
        s->marks = malloc(2 * (size_t)p->groups * sizeof *s->marks);
        if (s->marks == NULL) return rt_raise_memory_error(t), false;
    }
    return true;
}

void sre_state_drop(sre_state *s) {
    if (s->stack != s->few_entries) free(s->stack);
    if (s->marks != s->few_marks) free(s->marks);
    free(s->repeats);
}

static Value slice_of(rt_thread *t, Value string, int64_t from, int64_t to) {
    if (rt_is_str(string)) return rt_str_slice(t, string, (size_t)from, (size_t)to);
    const unsigned char *data;
    size_t n;
    if (!rt_buffer_get(t, string, &data, &n)) return RT_NULL;
    if (to > (int64_t)n) to = (int64_t)n; /* a bytearray may have shrunk since */
    if (from > to) from = to;
    if (from == 0 && to == (int64_t)n && rt_is_exact(string, &rt_bytes_type)) return string;
    return rt_bytes_new(t, data + from, (size_t)(to - from));
}

Value sre_slice(sre_state *s, int64_t from, int64_t to) {
    if (!s->is_bytes || rt_is_bytes(s->string)) return slice_of(s->t, s->string, from, to);
    return rt_bytes_new(s->t, (const char *)s->data + from, (size_t)(to - from));
}

Value sre_group(sre_state *s, uint32_t i, Value none) {
    if (i == 0) return sre_slice(s, s->start, s->ptr);
    const int64_t *mark = &s->marks[2 * (i - 1)];
    return mark[0] < 0 || mark[1] < mark[0] ? none : sre_slice(s, mark[0], mark[1]);
}

Value sre_match_new(sre_state *s, Value pattern) {
    uint64_t marks = 2 * ((uint64_t)s->pattern->groups + 1);
    sre_match *m =
        (sre_match *)rt_alloc(s->t, sizeof *m + marks * sizeof m->mark[0], &sre_match_type.root);
    if (m == NULL) return RT_NULL;
    m->pattern = pattern;
    m->string = s->string;
    m->pos = s->pos;
    m->endpos = s->end;
    m->lastindex = s->lastindex;
    m->marks = marks;
    m->mark[0] = s->start;
    m->mark[1] = s->ptr;
    for (uint64_t i = 0; i + 2 < marks; i += 2) {
        bool set = s->marks[i] >= 0 && s->marks[i + 1] >= s->marks[i];
        m->mark[i + 2] = set ? s->marks[i] : -1;
        m->mark[i + 3] = set ? s->marks[i + 1] : -1;
    }
    return rt_from_obj(m);
}

/* ---- groups of a match ---- */

static void match_trace(rt_object *o, rt_marker *marker) {
    rt_mark(marker, ((sre_match *)o)->pattern);
    rt_mark(marker, ((sre_match *)o)->string);
    rt_mark_field(marker, &((sre_match *)o)->x_regs);
}

/* The group an argument names: its number or name; -1 with IndexError pending. */
static int64_t group_index(rt_thread *t, const sre_match *m, Value v) {
    int64_t i = -1;
    if (rt_has_index(v)) {
        Value index = rt_index(t, v);
        if (rt_is_null(index)) return -1;
        if (!rt_int_get(index, &i)) i = -1;
    } else if (rt_is_dict(sre_as_pattern(m->pattern)->groupindex)) {
        Value found = rt_dict_get(t, sre_as_pattern(m->pattern)->groupindex, v);
        if (rt_is_null(found)) return -1;
        if (!rt_is_int(found) || !rt_int_get(found, &i)) i = -1;
    }
    if (i >= 0 && i < (int64_t)m->marks / 2) return i;
    rt_raise(t, &rt_exc_IndexError, "no such group");
    return -1;
}

static Value group_at(rt_thread *t, const sre_match *m, int64_t i, Value none) {
    return m->mark[2 * i] < 0 ? none : slice_of(t, m->string, m->mark[2 * i], m->mark[2 * i + 1]);
}

static Value group_of(rt_thread *t, const sre_match *m, Value v) {
    int64_t i = group_index(t, m, v);
    return i < 0 ? RT_NULL : group_at(t, m, i, RT_NONE);
}

static Value match_getitem(rt_thread *t, Value self, Value key) {
    return group_of(t, sre_as_match(self), key);
}

static Value match_group(rt_thread *t, Value *args, uint32_t nargs) {
    const sre_match *m = sre_as_match(args[0]);
    if (nargs <= 2) return nargs == 1 ? group_at(t, m, 0, RT_NONE) : group_of(t, m, args[1]);
    Value all = rt_tuple_new(t, NULL, nargs - 1);
    for (uint32_t i = 1; i < nargs && !rt_is_null(all); i++) {
        Value group = group_of(t, m, args[i]);
        if (rt_is_null(group)) return RT_NULL;
        rt_as_tuple(all)->items[i - 1] = group;
    }
    return all;
}

static Value match_groups(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const sre_match *m = sre_as_match(args[0]);
    size_t n = m->marks / 2 - 1;
    Value none = rt_is_empty(args[1]) ? RT_NONE : args[1], all = rt_tuple_new(t, NULL, n);
    for (size_t i = 0; i < n && !rt_is_null(all); i++) {
        Value group = group_at(t, m, (int64_t)i + 1, none);
        if (rt_is_null(group)) return RT_NULL;
        rt_as_tuple(all)->items[i] = group;
    }
    return all;
}

static Value match_groupdict(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    const sre_match *m = sre_as_match(args[0]);
    Value none = rt_is_empty(args[1]) ? RT_NONE : args[1], dict = rt_dict_new(t), key, index;
    size_t pos = 0;
    int more = -1;
    if (rt_is_null(dict)) return dict;
    while ((more = rt_dict_next(t, sre_as_pattern(m->pattern)->groupindex, &pos, &key, &index)) >
           0) {
        int64_t i = group_index(t, m, index);
        Value group = i < 0 ? RT_NULL : group_at(t, m, i, none);
        if (rt_is_null(group) || !rt_dict_set(t, dict, key, group)) return RT_NULL;
    }
    return more < 0 ? RT_NULL : dict;
}

static Value span_of(rt_thread *t, const sre_match *m, int64_t i) {
    return rt_tuple_pack2(t, rt_imm_int(m->mark[2 * i]), rt_imm_int(m->mark[2 * i + 1]));
}

static int64_t group_arg(rt_thread *t, Value *args, uint32_t nargs) {
    return nargs < 2 ? 0 : group_index(t, sre_as_match(args[0]), args[1]);
}

static Value match_start(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t i = group_arg(t, args, nargs);
    return i < 0 ? RT_NULL : rt_imm_int(sre_as_match(args[0])->mark[2 * i]);
}

static Value match_end(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t i = group_arg(t, args, nargs);
    return i < 0 ? RT_NULL : rt_imm_int(sre_as_match(args[0])->mark[2 * i + 1]);
}

static Value match_span(rt_thread *t, Value *args, uint32_t nargs) {
    int64_t i = group_arg(t, args, nargs);
    return i < 0 ? RT_NULL : span_of(t, sre_as_match(args[0]), i);
}

static Value expand_found(rt_thread *t, Value expand, Value state) {
    const sre_match *m = sre_as_match(rt_state_at(state, 0));
    return rt_tail_call3(t, expand, m->pattern, rt_from_obj(m), rt_state_at(state, 1));
}

static Value match_expand(rt_thread *t, Value *args, uint32_t nargs) {
    Value state = rt_state_new(t, args, nargs);
    return rt_is_null(state) ? RT_NULL
                             : rt_then(t, sre_re_function_tail(t, "_expand"), expand_found, state);
}

static Value same(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return args[0];
}

static Value match_repr(rt_thread *t, Value self) {
    const sre_match *m = sre_as_match(self);
    Value text = group_at(t, m, 0, RT_NONE);
    if (rt_is_null(text)) return RT_NULL;
    return rt_str_format_c(t, "<%s object; span=(%lld, %lld), match=%R>", rt_type_of(self)->name,
                           (long long)m->mark[0], (long long)m->mark[1], text);
}

/* ---- attributes ---- */

static Value get_regs(rt_thread *t, Value self) {
    sre_match *m = sre_as_match(self);
    Value regs = rt_load(&m->x_regs); /* acquire: a tuple that is seen is complete */
    if (!rt_is_null(regs)) return regs;
    regs = rt_tuple_new(t, NULL, m->marks / 2);
    for (size_t i = 0; i < m->marks / 2 && !rt_is_null(regs); i++) {
        Value span = span_of(t, m, (int64_t)i);
        if (rt_is_null(span)) return RT_NULL;
        rt_as_tuple(regs)->items[i] = span;
    }
    return !rt_is_null(regs) && rt_write_field(t, &m->hdr, &m->x_regs, regs) ? regs : RT_NULL;
}

static Value get_lastgroup(rt_thread *t, Value self) {
    (void)t;
    const sre_match *m = sre_as_match(self);
    Value names = sre_as_pattern(m->pattern)->indexgroup;
    return m->lastindex > 0 && (size_t)m->lastindex < rt_tuple_len(names)
               ? rt_tuple_at(names, (size_t)m->lastindex)
               : RT_NONE;
}

/* X(attribute, the value of match m) */
#define MATCH_ATTRIBUTES(X)                                                                                \
    X(string, m->string) X(re, m->pattern) X(pos, rt_imm_int(m->pos)) X(endpos, rt_imm_int(m->endpos))     \
    X(lastindex, m->lastindex > 0 ? rt_imm_int(m->lastindex) : RT_NONE)
#define X(name, value)                                                                                     \
    static Value get_##name(rt_thread *t, Value self)                                                      \
    {                                                                                                      \
        (void)t;                                                                                           \
        const sre_match *m = sre_as_match(self);                                                           \
        return value;                                                                                      \
    }
MATCH_ATTRIBUTES(X)
#undef X

static const rt_getset_def match_getsets[] = {
#define X(name, value) {#name, get_##name, NULL, NULL},
    MATCH_ATTRIBUTES(X)
#undef X
        {"lastgroup", get_lastgroup, NULL, "The name of the last matched capturing group."},
    {"regs", get_regs, NULL, NULL},
    {},
};

static const rt_native_def match_methods[] = {
    {"group", match_group, 1, -1, NULL, 0, "group([group1, ...]) -> str or tuple."},
    {"start", match_start, 1, 2, NULL, 0,
     "Return index of the start of the substring matched by group."},
    {"end", match_end, 1, 2, NULL, 0, "Return index of the end of the substring matched by group."},
    {"span", match_span, 1, 2, NULL, 0,
     "For match object m, return the 2-tuple (m.start(group), m.end(group))."},
    {"groups", match_groups, 0, 0, "self, /, default=", RT_NATIVE_PARSED,
     "Return a tuple containing all the subgroups of the match, from 1."},
    {"groupdict", match_groupdict, 0, 0, "self, /, default=", RT_NATIVE_PARSED,
     "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name."},
    {"expand", match_expand, 0, 0, "self, /, template", RT_NATIVE_PARSED,
     "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."},
    {"__copy__", same, 1, 1, NULL, 0, NULL},
    {"__deepcopy__", same, 2, 2, NULL, 0, NULL},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {},
};

static Value no_instances(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                          Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_raise_type_error(t, "cannot create '%N' instances", (rt_type *)rt_obj(cls));
}

rt_type sre_match_type = {
    RT_TYPE_HEAD(sre_match_type, "re.Match"),
    .flags = RT_TF_VARSIZE,
    .basic_size = sizeof(sre_match),
    .item_size = sizeof(int64_t),
    .trace = match_trace,
    .slots = {.new_ = no_instances, .repr = match_repr, .getitem = match_getitem},
    .methods = match_methods,
    .getsets = match_getsets,
    .doc =
        "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
};
