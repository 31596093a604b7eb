/* sre_internal.h - regular expressions: what the sre*.c files share.
 *
 * The stdlib's re package compiles a pattern to 32-bit code words (re/_compiler.py, magic 20220615); _sre.compile keeps them
 * with tables of its own beside them, and sre_match.c runs them. */
#ifndef KRAIT_RUNTIME_MODULES_SRE_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_SRE_INTERNAL_H

#include "runtime/heap/heap.h"
#include "runtime/native.h"

/* Operators, in the order of re/_constants.py. */
#define SRE_OPS(X)                                                                                         \
    X(FAILURE) X(SUCCESS) X(ANY) X(ANY_ALL) X(ASSERT) X(ASSERT_NOT) X(AT) X(BRANCH) X(CATEGORY) X(CHARSET) \
    X(BIGCHARSET) X(GROUPREF) X(GROUPREF_EXISTS) X(IN) X(INFO) X(JUMP) X(LITERAL) X(MARK) X(MAX_UNTIL)     \
    X(MIN_UNTIL) X(NOT_LITERAL) X(NEGATE) X(RANGE) X(REPEAT) X(REPEAT_ONE) X(SUBPATTERN) X(MIN_REPEAT_ONE) \
    X(ATOMIC_GROUP) X(POSSESSIVE_REPEAT) X(POSSESSIVE_REPEAT_ONE) X(GROUPREF_IGNORE) X(IN_IGNORE)          \
    X(LITERAL_IGNORE) X(NOT_LITERAL_IGNORE) X(GROUPREF_LOC_IGNORE) X(IN_LOC_IGNORE) X(LITERAL_LOC_IGNORE)  \
    X(NOT_LITERAL_LOC_IGNORE) X(GROUPREF_UNI_IGNORE) X(IN_UNI_IGNORE) X(LITERAL_UNI_IGNORE)                \
    X(NOT_LITERAL_UNI_IGNORE) X(RANGE_UNI_IGNORE)
enum sre_op {
#define X(name) SRE_##name,
    SRE_OPS(X)
#undef X
        SRE_OP_COUNT
};

enum sre_at {
    SRE_AT_BEGINNING,
    SRE_AT_BEGINNING_LINE,
    SRE_AT_BEGINNING_STRING,
    SRE_AT_BOUNDARY,
    SRE_AT_NON_BOUNDARY,
    SRE_AT_END,
    SRE_AT_END_LINE,
    SRE_AT_END_STRING,
    SRE_AT_LOC_BOUNDARY,
    SRE_AT_LOC_NON_BOUNDARY,
    SRE_AT_UNI_BOUNDARY,
    SRE_AT_UNI_NON_BOUNDARY,
    SRE_AT_COUNT
};

enum {
    SRE_MAGIC = 20220615,
    SRE_CATEGORY_COUNT = 18,
    SRE_INFO_PREFIX = 1,
    SRE_INFO_LITERAL = 2,
    SRE_INFO_CHARSET = 4
};
#define SRE_MAXREPEAT UINT32_MAX
#define SRE_MAXGROUPS (INT32_MAX / 2)

typedef struct sre_pattern {
    rt_object hdr;
    Value pattern, groupindex, indexgroup; /* indexgroup: tuple, name or None of each group */
    rt_blob *code;                         /* uint32_t words */
    rt_blob *sets;                         /* bitmaps of characters below 256, 32 bytes each */
    rt_blob *
        set_of; /* uint32_t for each code word: 1 + the bitmap of the IN that stands there; 0: none */
    rt_blob *prefix; /* literal that every match begins with, in prefix_width; NULL: none */
    size_t code_length, prefix_length;
    int prefix_width;
    uint32_t charset; /* code index of the set that every match begins with; 0: none */
    uint32_t first;   /* code index behind INFO */
    bool literal;     /* the prefix is the whole pattern */
    bool is_bytes;    /* meaningless if pattern is None */
    uint32_t flags;
    uint32_t groups;
} sre_pattern;
static inline sre_pattern *sre_as_pattern(Value v) { return (sre_pattern *)rt_obj(v); }
static inline const uint32_t *sre_code(const sre_pattern *p) {
    return (const uint32_t *)(const void *)p->code->data;
}

typedef struct sre_match {
    rt_object hdr;
    Value pattern, string;
    rt_field x_regs; /* the tuple, once asked for */
    int64_t pos, endpos;
    int64_t lastindex; /* 0: none */
    uint64_t marks;    /* 2 * (groups + 1) */
    int64_t mark[];    /* starts and ends, the whole match first; -1: not matched */
} sre_match;
static inline sre_match *sre_as_match(Value v) { return (sre_match *)rt_obj(v); }

extern rt_type sre_pattern_type, sre_match_type, sre_scanner_type;

/* An entry of the matcher's stack: sre_match.c says what its kinds mean. */
typedef struct sre_entry {
    uint32_t kind, index, n, frame;
    int64_t at, extra;
} sre_entry;

/* One search in one string. */
typedef struct sre_state {
    rt_thread *t;
    const sre_pattern *pattern;
    Value string; /* keeps data alive */
    const void *data;
    int width;
    bool is_bytes;
    bool match_all;     /* the match must reach the end (fullmatch) */
    bool must_advance;  /* an empty match at `from` does not count */
    int64_t pos, end;   /* as asked for, clipped */
    int64_t from;       /* where to begin now */
    int64_t start, ptr; /* of the match found */
    int64_t lastindex;
    int64_t *marks;   /* 2 * groups */
    sre_entry *stack; /* few_entries, or malloc memory */
    size_t depth, room;
    struct sre_repeat *repeats;
    size_t nrepeats, repeats_room;
    int64_t few_marks[20];
    sre_entry few_entries[32];
} sre_state;

/* Ready for string[pos:endpos]; TypeError if string and pattern do not fit. Ends with sre_state_drop, whatever happens. */
[[nodiscard]] bool sre_state_init(rt_thread *t, sre_state *s, Value pattern, Value string,
                                  int64_t pos, int64_t endpos);
void sre_state_drop(sre_state *s);
/* 1: matched, start, ptr, marks and lastindex are set; 0: no match; -1: raised or conflict. */
[[nodiscard]] int sre_match_here(sre_state *s); /* at `from` */
[[nodiscard]] int sre_search(sre_state *s);     /* at `from` or later */
/* Goes on behind the match found: the next one may not be empty at its end. */
static inline void sre_advance(sre_state *s) {
    s->must_advance = s->ptr == s->start;
    s->from = s->ptr;
}
/* The Match for the match found. */
[[nodiscard]] Value sre_match_new(sre_state *s, Value pattern);
/* string[from:to] as a result: str, or bytes for whatever bytes-like string is. */
[[nodiscard]] Value sre_slice(sre_state *s, int64_t from, int64_t to);
/* Group i (0: the whole match) of the match found; none if it took no part. */
[[nodiscard]] Value sre_group(sre_state *s, uint32_t i, Value none);

/* ---- sets and characters (sre_set.c) ---- */
uint32_t sre_lower(uint32_t op_ignore,
                   uint32_t c); /* as the IN, LITERAL or GROUPREF operator with this number folds */
bool sre_category(uint32_t category, uint32_t c);
bool sre_set_has(const uint32_t *set, uint32_t c); /* set: code of a set, ends with FAILURE */
bool sre_in(uint32_t op, const uint32_t *set, uint32_t c); /* with the operator's folding */
bool sre_literal_loc(uint32_t literal, uint32_t c);
uint32_t sre_lower_ascii(uint32_t c);

/* ---- making (sre_compile.c, sre_check.c) ---- */
Value sre_compile(
    rt_thread *t, Value *args,
    uint32_t nargs); /* _sre.compile(pattern, flags, code, groups, groupindex, indexgroup) */
/* The code can be run without leaving it or the marks of `groups` groups. set_of (n zeroed words) gets 1, 2 ... where an IN
 * stands whose answer for a character below 256 never changes; *nsets is their number. */
bool sre_code_check(const uint32_t *code, size_t n, uint32_t groups, uint32_t *set_of,
                    uint32_t *nsets);
bool sre_set_check(const uint32_t *code, size_t from, size_t to); /* [from, to) is one set */

/* re.<name>, a function of the re package, imported if need be. May return RT_TAIL. */
Value sre_re_function_tail(rt_thread *t, const char *name);

/* ---- methods of Pattern (sre_sub.c) ---- */
Value sre_pattern_sub(rt_thread *t, Value *args, uint32_t nargs);
Value sre_pattern_subn(rt_thread *t, Value *args, uint32_t nargs);

#endif
