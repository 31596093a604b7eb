/* sre_pattern.c - regular expressions: Pattern objects and scanners.
 *
 * Owns: sre_pattern_type, sre_scanner_type. Threads: any; patterns never change, a scanner is an ordinary object.
 */
#include <stdio.h>

#include "runtime/error.h"
#include "runtime/modules/sre_internal.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/text.h"
#include "runtime/type.h"

static void pattern_trace(rt_object *o, rt_marker *m) {
    const sre_pattern *p = (const sre_pattern *)o;
    rt_mark(m, p->pattern);
    rt_mark(m, p->groupindex);
    rt_mark(m, p->indexgroup);
    rt_mark_ptr(m, p->code);
    rt_mark_ptr(m, p->sets);
    rt_mark_ptr(m, p->set_of);
    rt_mark_ptr(m, p->prefix);
}

/* ---- one match ---- */

/* args: self, string, pos, endpos. The state is to be dropped whatever is returned. */
static bool begin(rt_thread *t, sre_state *s, Value *args) {
    int64_t pos = 0, endpos = INT64_MAX;
    s->stack = s->few_entries;
    s->marks = s->few_marks;
    s->repeats = NULL;
    if (!rt_is_empty(args[2]) && !rt_seq_index(t, args[2], true, &pos)) return false;
    if (!rt_is_empty(args[3]) && !rt_seq_index(t, args[3], true, &endpos)) return false;
    return sre_state_init(t, s, args[0], args[1], pos, endpos);
}

static Value outcome(sre_state *s, int found, Value pattern) {
    return found < 0 ? RT_NULL : found == 0 ? RT_NONE : sre_match_new(s, pattern);
}

static Value match_or_search(rt_thread *t, Value *args, bool search, bool all) {
    sre_state s;
    Value result = RT_NULL;
    if (begin(t, &s, args)) {
        s.match_all = all;
        result = outcome(&s, search ? sre_search(&s) : sre_match_here(&s), args[0]);
    }
    sre_state_drop(&s);
    return result;
}

static Value pattern_match(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return match_or_search(t, args, false, false);
}
static Value pattern_fullmatch(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return match_or_search(t, args, false, true);
}
static Value pattern_search(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return match_or_search(t, args, true, false);
}

/* ---- all matches ---- */

/* What findall gives for the match found. */
static Value findall_item(sre_state *s) {
    uint32_t groups = s->pattern->groups;
    Value empty = s->is_bytes ? rt_bytes_new(s->t, NULL, 0) : rt_str_empty;
    if (groups <= 1 || rt_is_null(empty))
        return rt_is_null(empty) ? empty : sre_group(s, groups, empty);
    Value all = rt_tuple_new(s->t, NULL, groups);
    for (uint32_t i = 0; i < groups && !rt_is_null(all); i++) {
        Value group = sre_group(s, i + 1, empty);
        if (rt_is_null(group)) return RT_NULL;
        rt_as_tuple(all)->items[i] = group;
    }
    return all;
}

static bool findall(sre_state *s, Value list) {
    int found;
    while ((found = sre_search(s)) > 0) {
        Value item = findall_item(s);
        if (rt_is_null(item) || !rt_list_append(s->t, list, item)) return false;
        sre_advance(s);
    }
    return found == 0;
}

static Value pattern_findall(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    sre_state s;
    Value list = rt_list_new(t, NULL, 0);
    bool ok = !rt_is_null(list) && begin(t, &s, args) && findall(&s, list);
    if (!rt_is_null(list)) sre_state_drop(&s);
    return ok ? list : RT_NULL;
}

static bool split(sre_state *s, Value list, int64_t most) {
    int found = 1;
    int64_t last = 0;
    for (int64_t n = 0; (most <= 0 || n < most) && (found = sre_search(s)) > 0; n++) {
        Value piece = sre_slice(s, last, s->start);
        if (rt_is_null(piece) || !rt_list_append(s->t, list, piece)) return false;
        for (uint32_t i = 1; i <= s->pattern->groups; i++) {
            Value group = sre_group(s, i, RT_NONE);
            if (rt_is_null(group) || !rt_list_append(s->t, list, group)) return false;
        }
        sre_advance(s);
        last = s->ptr;
    }
    Value rest = found < 0 ? RT_NULL : sre_slice(s, last, s->end);
    return !rt_is_null(rest) && rt_list_append(s->t, list, rest);
}

static Value pattern_split(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t most = 0;
    if (!rt_is_empty(args[2]) && !rt_arg_ssize(t, args[2], &most)) return RT_NULL;
    Value list = rt_list_new(t, NULL, 0);
    sre_state s;
    if (rt_is_null(list)) return RT_NULL;
    bool ok = sre_state_init(t, &s, args[0], args[1], 0, INT64_MAX) && split(&s, list, most);
    sre_state_drop(&s);
    return ok ? list : RT_NULL;
}

/* ---- scanners ---- */

typedef struct sre_scanner {
    rt_object hdr;
    Value pattern, string;
    int64_t pos, endpos;
    rt_field x_from;    /* where the next search begins; -1: no more */
    rt_field x_advance; /* 1: an empty match there does not count */
} sre_scanner;

static sre_scanner *as_scanner(Value v) { return (sre_scanner *)rt_obj(v); }

static void scanner_trace(rt_object *o, rt_marker *m) {
    rt_mark(m, ((sre_scanner *)o)->pattern);
    rt_mark(m, ((sre_scanner *)o)->string);
}

static Value pattern_scanner(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    sre_state s;
    bool ok = begin(t, &s, args);
    sre_scanner *scanner =
        ok ? (sre_scanner *)rt_alloc(t, sizeof *scanner, &sre_scanner_type.root) : NULL;
    if (scanner != NULL) {
        scanner->pattern = args[0];
        scanner->string = args[1];
        scanner->pos = s.pos;
        scanner->endpos = s.end;
        rt_init_word(&scanner->x_from, (uint64_t)s.pos);
    }
    sre_state_drop(&s);
    return scanner == NULL ? RT_NULL : rt_from_obj(scanner);
}

static Value scan_from(rt_thread *t, Value self, rt_own own, bool search) {
    sre_scanner *scanner = as_scanner(self);
    sre_state s;
    Value result = RT_NULL;
    if (sre_state_init(t, &s, scanner->pattern, scanner->string, scanner->pos, scanner->endpos)) {
        s.from = (int64_t)rt_load_word(&scanner->x_from);
        s.must_advance = rt_load_word(&scanner->x_advance) != 0;
        int found = search ? sre_search(&s) : sre_match_here(&s);
        result = outcome(&s, found, scanner->pattern);
        if (found > 0) sre_advance(&s);
        rt_set_word(t, own, &scanner->x_from, found > 0 ? (uint64_t)s.from : UINT64_MAX);
        rt_set_word(t, own, &scanner->x_advance, found > 0 && s.must_advance);
    }
    sre_state_drop(&s);
    return result;
}

static Value scan(rt_thread *t, Value self, bool search) {
    rt_own own = rt_write(t, rt_obj(self));
    if (!own) return RT_NULL;
    return (int64_t)rt_load_word(&as_scanner(self)->x_from) < 0 ? RT_NONE
                                                                : scan_from(t, self, own, search);
}

static Value scanner_match(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return scan(t, args[0], false);
}
static Value scanner_search(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return scan(t, args[0], true);
}

static const rt_native_def scanner_methods[] = {
    {"match", scanner_match, 1, 1, NULL, 0, NULL},
    {"search", scanner_search, 1, 1, NULL, 0, NULL},
    {},
};

static Value scanner_get_pattern(rt_thread *t, Value self) {
    (void)t;
    return as_scanner(self)->pattern;
}

static const rt_getset_def scanner_getsets[] = {{"pattern", scanner_get_pattern, NULL, NULL}, {}};

static Value no_instances(rt_thread *t, Value cls, const Value *args, uint32_t nargs,
                          Value kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return rt_raise_type_error(t, "cannot create '%N' instances", (rt_type *)rt_obj(cls));
}

rt_type sre_scanner_type = {
    RT_TYPE_HEAD(sre_scanner_type, "_sre.SRE_Scanner"),
    .basic_size = sizeof(sre_scanner),
    .trace = scanner_trace,
    .slots = {.new_ = no_instances},
    .methods = scanner_methods,
    .getsets = scanner_getsets,
};

static Value pattern_finditer(rt_thread *t, Value *args, uint32_t nargs) {
    Value scanner = pattern_scanner(t, args, nargs);
    Value search =
        rt_is_null(scanner) ? scanner : rt_native_new(t, &scanner_methods[1], scanner, RT_NONE);
    return rt_is_null(search) ? RT_NULL : rt_callable_iter_new(t, search, RT_NONE);
}

/* ---- the rest ---- */

static Value same(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    return args[0];
}

/* The flags by name, those of a str pattern without UNICODE. */
static void flags_repr(rt_str_builder *b, const sre_pattern *p) {
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = {
        {1, "re.TEMPLATE"},  {2, "re.IGNORECASE"}, {4, "re.LOCALE"},
        {8, "re.MULTILINE"}, {16, "re.DOTALL"},    {32, "re.UNICODE"},
        {64, "re.VERBOSE"},  {128, "re.DEBUG"},    {256, "re.ASCII"},
    };
    uint32_t flags = p->flags;
    if (!rt_is_none(p->pattern) && !p->is_bytes && (flags & (4 | 32 | 256)) == 32)
        flags &= ~UINT32_C(32);
    const char *between = ", ";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!(flags & names[i].bit)) continue;
        rt_sb_cstr(b, between);
        rt_sb_cstr(b, names[i].name);
        flags &= ~names[i].bit;
        between = "|";
    }
    if (flags) {
        char text[24];
        snprintf(text, sizeof text, "%s0x%x", between, flags);
        rt_sb_cstr(b, text);
    }
}

static Value pattern_repr(rt_thread *t, Value self) {
    const sre_pattern *p = sre_as_pattern(self);
    Value text = rt_repr(t, p->pattern);
    if (rt_is_null(text)) return RT_NULL;
    enum { LONGEST = 200 };
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, "re.compile(");
    rt_sb_slice(&b, text, 0, rt_as_str(text)->length < LONGEST ? rt_as_str(text)->length : LONGEST);
    flags_repr(&b, p);
    rt_sb_char(&b, ')');
    return rt_sb_finish(t, &b);
}

static bool same_code(const sre_pattern *a, const sre_pattern *b) {
    return a->code_length == b->code_length &&
           memcmp(a->code->data, b->code->data, a->code_length * sizeof(uint32_t)) == 0;
}

static Value pattern_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if ((op != RT_EQ && op != RT_NE) || rt_type_of(a) != &sre_pattern_type ||
        rt_type_of(b) != &sre_pattern_type)
        return RT_NOT_IMPLEMENTED;
    const sre_pattern *x = sre_as_pattern(a), *y = sre_as_pattern(b);
    bool equal = x->flags == y->flags && x->is_bytes == y->is_bytes && same_code(x, y);
    if (equal && !rt_same(a, b)) {
        Value patterns = rt_compare_bool(t, x->pattern, y->pattern, RT_EQ);
        if (rt_is_null(patterns)) return RT_NULL;
        equal = rt_same(patterns, RT_TRUE);
    }
    return rt_bool(equal == (op == RT_EQ));
}

static Value pattern_hash(rt_thread *t, Value self) {
    const sre_pattern *p = sre_as_pattern(self);
    Value text = rt_hash(t, p->pattern);
    if (rt_is_null(text)) return RT_NULL;
    uint64_t h =
        rt_hash_bits(text) ^ rt_hash_bytes(p->code->data, p->code_length * sizeof(uint32_t));
    h ^= p->flags ^ (uint64_t)p->is_bytes << 10 ^ p->groups;
    return rt_imm_int((int64_t)(h & (uint64_t)RT_INT_MAX));
}

static Value get_pattern(rt_thread *t, Value self) {
    (void)t;
    return sre_as_pattern(self)->pattern;
}
static Value get_flags(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int(sre_as_pattern(self)->flags);
}
static Value get_groups(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int(sre_as_pattern(self)->groups);
}
static Value get_groupindex(rt_thread *t, Value self) {
    return rt_mapping_proxy_new(t, sre_as_pattern(self)->groupindex);
}

static const rt_getset_def pattern_getsets[] = {
    {"pattern", get_pattern, NULL, "The pattern string from which the RE object was compiled."},
    {"flags", get_flags, NULL, "The regex matching flags."},
    {"groups", get_groups, NULL, "The number of capturing groups in the pattern."},
    {"groupindex", get_groupindex, NULL, "A dictionary mapping group names to group numbers."},
    {},
};

#define STRING_SIG "self, /, string, pos=, endpos="
static const rt_native_def pattern_methods[] = {
    {"match", pattern_match, 0, 0, STRING_SIG, RT_NATIVE_PARSED,
     "Matches zero or more characters at the beginning of the string."},
    {"fullmatch", pattern_fullmatch, 0, 0, STRING_SIG, RT_NATIVE_PARSED,
     "Matches against all of the string."},
    {"search", pattern_search, 0, 0, STRING_SIG, RT_NATIVE_PARSED,
     "Scan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in the string matches."},
    {"sub", sre_pattern_sub, 0, 0, "self, /, repl, string, count=", RT_NATIVE_PARSED,
     "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl."},
    {"subn", sre_pattern_subn, 0, 0, "self, /, repl, string, count=", RT_NATIVE_PARSED,
     "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl."},
    {"findall", pattern_findall, 0, 0, STRING_SIG, RT_NATIVE_PARSED,
     "Return a list of all non-overlapping matches of pattern in string."},
    {"split", pattern_split, 0, 0, "self, /, string, maxsplit=", RT_NATIVE_PARSED,
     "Split string by the occurrences of pattern."},
    {"finditer", pattern_finditer, 0, 0, STRING_SIG, RT_NATIVE_PARSED,
     "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object."},
    {"scanner", pattern_scanner, 0, 0, STRING_SIG, RT_NATIVE_PARSED, NULL},
    {"__copy__", same, 1, 1, NULL, 0, NULL},
    {"__deepcopy__", same, 2, 2, NULL, 0, NULL},
    {"__class_getitem__", rt_class_getitem, 2, 2, NULL, RT_NATIVE_CLASS, "See PEP 585"},
    {},
};

rt_type sre_pattern_type = {
    RT_TYPE_HEAD(sre_pattern_type, "re.Pattern"),
    .flags = RT_TF_IMMUTABLE | RT_TF_WEAKREF,
    .basic_size = sizeof(sre_pattern),
    .trace = pattern_trace,
    .slots = {.new_ = no_instances,
              .repr = pattern_repr,
              .hash = pattern_hash,
              .compare = pattern_compare},
    .methods = pattern_methods,
    .getsets = pattern_getsets,
    .doc = "Compiled regular expression object.",
};
