/* code_file.c - see code_file.h.
 *
 * Writing and reading go through one list of fields (CODE_NUMBERS), so that they cannot differ.
 * Invariant codefile-1: everything made while reading hangs from reader.kept, which the C stack refers to. */
#include "interp/code_file.h"

#include <stdlib.h>

#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

enum { DEPTH_MAX = 400 }; /* code and tuples in each other */

/* The numbers of a code object, in order; the sizes of its tables come last. */
#define CODE_NUMBERS(X)                                                                                    \
    X(nregs) X(argcount) X(posonlyargcount) X(kwonlyargcount) X(flags) X(nlocals) X(firstlineno)           \
    X(attr_hint) X(first_name) X(nname_consts) X(nconsts) X(nwords) X(nhandlers) X(npositions)
/* The tuples of names. */
#define CODE_NAMES(X) X(names) X(varnames) X(cellvars) X(freevars)

/* What stands in front of a constant. */
enum tag : unsigned char {
    TAG_NONE,
    TAG_TRUE,
    TAG_FALSE,
    TAG_ELLIPSIS,
    TAG_INT,
    TAG_BIGINT, /* number of the string with its hexadecimal digits */
    TAG_FLOAT,
    TAG_COMPLEX,
    TAG_STR, /* number of the string */
    TAG_BYTES,
    TAG_TUPLE,
    TAG_FROZENSET,
    TAG_CODE,
};

/* ---- writing ---- */

void vm_bytes_put(vm_bytes *b, const void *data, size_t n) {
    if (b->failed) return;
    if (b->n + n > b->room) {
        size_t room = b->room * 2 + n + 256;
        unsigned char *larger = realloc(b->data, room);
        if (!larger) {
            b->failed = true;
            return;
        }
        b->data = larger;
        b->room = room;
    }
    if (n) memcpy(b->data + b->n, data, n);
    b->n += n;
}

/* Strings are written once, ahead of everything else; body refers to them by number. */
typedef struct writer {
    rt_thread *t;
    vm_bytes strings, body;
    Value *slots; /* hash table by identity: the strs met */
    uint32_t *numbers;
    uint32_t nstrings, mask;
    uint32_t nvalues; /* objects that a reader is going to make besides */
    int depth;
} writer;

static void put_u32(vm_bytes *b, uint32_t n) { vm_bytes_put(b, &n, sizeof n); }

static bool strings_room(writer *w) {
    if (w->slots && w->nstrings * 2 <= w->mask) return true;
    uint32_t size = w->slots ? (w->mask + 1) * 2 : 256;
    Value *slots = calloc(size, sizeof *slots);
    uint32_t *numbers = calloc(size, sizeof *numbers);
    if (!slots || !numbers) {
        free(slots);
        free(numbers);
        return false;
    }
    for (uint32_t i = 0; w->slots && i <= w->mask; i++) {
        if (rt_is_null(w->slots[i])) continue;
        uint32_t at = (uint32_t)(w->slots[i].bits >> 4) & (size - 1);
        while (!rt_is_null(slots[at]))
            at = (at + 1) & (size - 1);
        slots[at] = w->slots[i];
        numbers[at] = w->numbers[i];
    }
    free(w->slots);
    free(w->numbers);
    w->slots = slots;
    w->numbers = numbers;
    w->mask = size - 1;
    return true;
}

static void put_str(writer *w, Value v) {
    size_t n;
    const char *utf8 = rt_str_utf8(w->t, v, &n);
    if (!utf8 || n > INT32_MAX || !strings_room(w)) {
        w->body.failed = true;
        return;
    }
    uint32_t at = (uint32_t)(v.bits >> 4) & w->mask;
    while (!rt_is_null(w->slots[at]) && !rt_same(w->slots[at], v))
        at = (at + 1) & w->mask;
    if (rt_is_null(w->slots[at])) {
        w->slots[at] = v;
        w->numbers[at] = w->nstrings++;
        put_u32(&w->strings, (uint32_t)n);
        vm_bytes_put(&w->strings, &(bool){atomic_load(&rt_as_str(v)->x_interned)}, 1);
        vm_bytes_put(&w->strings, utf8, n);
    }
    put_u32(&w->body, w->numbers[at]);
}

static void put_value(writer *w, Value v);
static void put_code(writer *w, const rt_code *c);

static void put_tag(writer *w, enum tag tag) { vm_bytes_put(&w->body, &tag, 1); }

static void put_items(writer *w, enum tag tag, Value tuple) {
    size_t n = rt_is_null(tuple) ? 0 : rt_tuple_len(tuple);
    if (rt_is_null(tuple) || n > INT32_MAX) {
        w->body.failed = true;
        return;
    }
    put_tag(w, tag);
    put_u32(&w->body, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        put_value(w, rt_tuple_at(tuple, i));
}

static void put_int(writer *w, Value v) {
    int64_t small;
    if (rt_int_get(v, &small)) {
        put_tag(w, TAG_INT);
        vm_bytes_put(&w->body, &small, sizeof small);
        return;
    }
    Value digits = rt_int_text(w->t, v, 16);
    if (rt_is_null(digits)) {
        w->body.failed = true;
        return;
    }
    put_tag(w, TAG_BIGINT);
    put_str(w, digits);
}

static void put_bytes(writer *w, Value v) {
    size_t n = rt_as_bytes(v)->length;
    put_tag(w, TAG_BYTES);
    put_u32(&w->body, (uint32_t)n);
    vm_bytes_put(&w->body, rt_as_bytes(v)->data, n);
    if (n > INT32_MAX) w->body.failed = true;
}

static void put_object(writer *w, Value v) {
    const rt_type *type = rt_type_of(v);
    if (type == &rt_int_type)
        put_int(w, v);
    else if (type == &rt_float_type) {
        put_tag(w, TAG_FLOAT);
        vm_bytes_put(&w->body, &(double){rt_float_get(v)}, sizeof(double));
    } else if (type == &rt_complex_type) {
        const rt_complex *c = (const rt_complex *)rt_obj(v);
        put_tag(w, TAG_COMPLEX);
        vm_bytes_put(&w->body, (double[]){c->re, c->im}, 2 * sizeof(double));
    } else if (type == &rt_str_type) {
        put_tag(w, TAG_STR);
        put_str(w, v);
    } else if (type == &rt_bytes_type)
        put_bytes(w, v);
    else if (type == &rt_tuple_type)
        put_items(w, TAG_TUPLE, v);
    else if (type == &rt_frozenset_type) {
        w->nvalues++; /* the tuple of its items */
        put_items(w, TAG_FROZENSET, rt_to_tuple(w->t, v));
    } else if (type == &vm_code_type) {
        put_tag(w, TAG_CODE);
        put_code(w, vm_as_code(v));
    } else
        w->body.failed = true;
}

static void put_value(writer *w, Value v) {
    if (rt_is_none(v) || rt_is_bool(v) || rt_same(v, RT_ELLIPSIS)) {
        put_tag(w, rt_is_none(v)          ? TAG_NONE
                   : rt_same(v, RT_TRUE)  ? TAG_TRUE
                   : rt_same(v, RT_FALSE) ? TAG_FALSE
                                          : TAG_ELLIPSIS);
        return;
    }
    w->nvalues++;
    if (w->depth == DEPTH_MAX) {
        w->body.failed = true;
        return;
    }
    w->depth++;
    put_object(w, v);
    w->depth--;
}

static void put_names(writer *w, Value tuple) {
    w->nvalues++;
    put_u32(&w->body, (uint32_t)rt_tuple_len(tuple));
    for (size_t i = 0; i < rt_tuple_len(tuple); i++)
        put_str(w, rt_tuple_at(tuple, i));
}

static void put_code(writer *w, const rt_code *c) {
#define NUMBER(field) put_u32(&w->body, (uint32_t)c->field);
    CODE_NUMBERS(NUMBER)
#undef NUMBER
    vm_bytes_put(&w->body, c->words, c->nwords * sizeof *c->words);
    vm_bytes_put(&w->body, c->handlers, c->nhandlers * sizeof *c->handlers);
    vm_bytes_put(&w->body, c->positions, c->npositions * sizeof *c->positions);
#define NAMES(field) put_names(w, c->field);
    CODE_NAMES(NAMES)
#undef NAMES
    put_str(w, c->name);
    put_str(w, c->qualname);
    w->nvalues += 2; /* the code and the tuple of its constants */
    for (uint32_t i = 0; i < c->nconsts; i++)
        put_value(w, c->consts[i]);
}

void vm_code_write(rt_thread *t, vm_bytes *b, const rt_code *code) {
    writer w = {.t = t};
    put_code(&w, code);
    put_u32(b, w.nstrings);
    put_u32(b, w.nvalues);
    vm_bytes_put(b, w.strings.data, w.strings.n);
    vm_bytes_put(b, w.body.data, w.body.n);
    b->failed |= w.strings.failed || w.body.failed;
    free(w.strings.data);
    free(w.body.data);
    free(w.slots);
    free(w.numbers);
}

/* ---- reading ---- */

typedef struct reader {
    rt_thread *t;
    const unsigned char *at, *end;
    Value filename;
    rt_array *kept; /* the strings, then whatever else was made */
    uint32_t nstrings, nkept;
    int depth;
    bool malformed;
} reader;

static Value malformed(reader *r) {
    r->malformed = true;
    return RT_NULL;
}

/* The next n bytes; NULL: there are not so many. They need not be aligned. */
static const unsigned char *take(reader *r, uint64_t n) {
    if (n > (uint64_t)(r->end - r->at)) {
        r->malformed = true;
        return NULL;
    }
    const unsigned char *data = r->at;
    r->at += n;
    return data;
}

static uint32_t get_u32(reader *r) {
    uint32_t n = 0;
    const unsigned char *data = take(r, sizeof n);
    if (data) memcpy(&n, data, sizeof n);
    return n;
}

static Value keep(reader *r, Value v) {
    if (rt_is_null(v)) return v;
    if (r->nkept == r->kept->length) return malformed(r);
    rt_init(&r->kept->x_items[r->nkept++], v); /* nobody else knows the array */
    return v;
}

static bool get_strings(reader *r) {
    for (uint32_t i = 0; i < r->nstrings; i++) {
        uint32_t n = get_u32(r);
        const unsigned char *interned = take(r, 1), *utf8 = interned ? take(r, n) : NULL;
        if (!utf8) return false;
        Value v = rt_str_from_utf8(r->t, (const char *)utf8, n);
        if (!rt_is_null(v) && *interned) v = rt_str_intern(r->t, v);
        if (rt_is_null(v) && rt_exception_catch(r->t, &rt_exc_UnicodeError)) r->malformed = true;
        if (rt_is_null(keep(r, v))) return false;
    }
    return true;
}

static Value get_str(reader *r) {
    uint32_t i = get_u32(r);
    return i < r->nstrings ? rt_load(&r->kept->x_items[i]) : malformed(r);
}

/* Interned, as names must be. */
static Value get_name(reader *r) {
    Value v = get_str(r);
    if (rt_is_null(v) || atomic_load(&rt_as_str(v)->x_interned)) return v;
    return malformed(r);
}

static Value get_names(reader *r) {
    uint32_t n = get_u32(r);
    if (n == 0) return keep(r, rt_tuple_empty);
    if (n > (uint64_t)(r->end - r->at) / sizeof n) return malformed(r);
    Value *names = malloc(n * sizeof *names);
    if (!names) return rt_raise_memory_error(r->t);
    Value tuple = RT_EMPTY;
    for (uint32_t i = 0; i < n && !rt_is_null(tuple); i++)
        if (rt_is_null(names[i] = get_name(r))) tuple = RT_NULL;
    if (!rt_is_null(tuple)) tuple = rt_tuple_new(r->t, names, n);
    free(names);
    return keep(r, tuple);
}

static Value get_value(reader *r);
static Value get_code(reader *r);

/* A tuple of the next n values. */
static Value get_items(reader *r, uint32_t n) {
    if (n > (uint64_t)(r->end - r->at)) return malformed(r);
    Value *items = malloc((n + 1) * sizeof *items);
    if (!items) return rt_raise_memory_error(r->t);
    Value tuple = RT_EMPTY;
    for (uint32_t i = 0; i < n && !rt_is_null(tuple); i++)
        if (rt_is_null(items[i] = get_value(r))) tuple = RT_NULL;
    if (!rt_is_null(tuple)) tuple = n ? rt_tuple_new(r->t, items, n) : rt_tuple_empty;
    free(items);
    return keep(r, tuple);
}

static Value get_frozenset(reader *r) {
    Value items = get_items(r, get_u32(r));
    if (rt_is_null(items)) return items;
    Value set = rt_set_new(r->t, &rt_frozenset_type);
    for (size_t i = 0; i < rt_tuple_len(items) && !rt_is_null(set); i++)
        if (rt_set_add(r->t, set, rt_tuple_at(items, i)) < 0) set = RT_NULL;
    if (rt_is_null(set) && rt_exception_catch(r->t, &rt_exc_TypeError)) r->malformed = true;
    return set;
}

static Value get_bigint(reader *r) {
    Value digits = get_str(r);
    size_t n;
    const char *text = rt_is_null(digits) ? NULL : rt_str_utf8(r->t, digits, &n);
    Value v = text ? rt_int_from_text(r->t, text, n, 16) : RT_NULL;
    if (rt_is_null(v) && rt_exception_catch(r->t, &rt_exc_ValueError)) r->malformed = true;
    return v;
}

static Value get_number(reader *r, unsigned char tag) {
    union {
        int64_t i;
        double d[2];
    } n;
    size_t size = tag == TAG_COMPLEX ? sizeof n.d : sizeof n.i;
    const unsigned char *data = take(r, size);
    if (!data) return RT_NULL;
    memcpy(&n, data, size);
    if (tag == TAG_INT) return rt_int_new(r->t, n.i);
    return tag == TAG_FLOAT ? rt_float_new(r->t, n.d[0]) : rt_complex_new(r->t, n.d[0], n.d[1]);
}

static Value get_bytes(reader *r) {
    uint32_t n = get_u32(r);
    const unsigned char *data = take(r, n);
    return data ? rt_bytes_new(r->t, (const char *)data, n) : RT_NULL;
}

static Value get_tagged(reader *r, unsigned char tag) {
    switch (tag) {
    case TAG_INT:
    case TAG_FLOAT:
    case TAG_COMPLEX: return keep(r, get_number(r, tag));
    case TAG_BIGINT: return keep(r, get_bigint(r));
    case TAG_STR: return keep(r, get_str(r));
    case TAG_BYTES: return keep(r, get_bytes(r));
    case TAG_TUPLE: return get_items(r, get_u32(r));
    case TAG_FROZENSET: return keep(r, get_frozenset(r));
    case TAG_CODE: return get_code(r);
    default: return malformed(r);
    }
}

static Value get_value(reader *r) {
    const unsigned char *tag = take(r, 1);
    if (!tag) return RT_NULL;
    switch (*tag) {
    case TAG_NONE: return RT_NONE;
    case TAG_TRUE: return RT_TRUE;
    case TAG_FALSE: return RT_FALSE;
    case TAG_ELLIPSIS: return RT_ELLIPSIS;
    default: break;
    }
    if (r->depth == DEPTH_MAX) return malformed(r);
    r->depth++;
    Value v = get_tagged(r, *tag);
    r->depth--;
    return v;
}

/* A table of n items, copied to where it is aligned. */
static void *get_table(reader *r, uint32_t n, size_t size) {
    const unsigned char *data = take(r, (uint64_t)n * size);
    void *copy = data ? malloc(n * size + 1) : NULL;
    if (copy && n) memcpy(copy, data, n * size);
    return copy;
}

/* Everything but the tables, which the spec points to already. */
static Value code_from(reader *r, vm_code_spec *spec) {
#define NAMES(field)                                                                                       \
    if (rt_is_null(spec->field = get_names(r))) return RT_NULL;
    CODE_NAMES(NAMES)
#undef NAMES
    spec->filename = r->filename;
    spec->name = get_name(r);
    spec->qualname = get_name(r);
    if (r->malformed) return RT_NULL;
    Value consts = get_items(r, spec->nconsts);
    if (rt_is_null(consts)) return consts;
    spec->consts = rt_as_tuple(consts)->items;
    Value code = keep(r, vm_code_new(r->t, spec));
    if (rt_is_null(code)) return code;
    return vm_code_flaw(vm_as_code(code), &(uint32_t){0}) ? malformed(r) : code;
}

static Value get_code(reader *r) {
    vm_code_spec spec = {0};
#define NUMBER(field) spec.field = (typeof(spec.field))get_u32(r);
    CODE_NUMBERS(NUMBER)
#undef NUMBER
    vm_word *words = get_table(r, spec.nwords, sizeof *words);
    vm_handler *handlers = get_table(r, spec.nhandlers, sizeof *handlers);
    vm_position *positions = get_table(r, spec.npositions, sizeof *positions);
    spec.words = words;
    spec.handlers = handlers;
    spec.positions = positions;
    Value code = words && handlers && positions ? code_from(r, &spec) : RT_NULL;
    free(words);
    free(handlers);
    free(positions);
    return code;
}

static Value read_all(reader *r) {
    r->nstrings = get_u32(r);
    uint64_t nkept = (uint64_t)r->nstrings + get_u32(r);
    if (r->malformed || nkept > (uint64_t)(r->end - r->at)) return malformed(r);
    r->kept = rt_array_new(r->t, nkept);
    return r->kept && get_strings(r) ? get_code(r) : RT_NULL;
}

Value vm_code_read(rt_thread *t, const unsigned char *data, size_t n, Value filename) {
    reader r = {.t = t, .at = data, .end = data + n, .filename = filename};
    Value code = read_all(&r);
    bool raised = t->conflict || rt_exception_pending(t);
    if (!rt_is_null(code) && !r.malformed && r.at == r.end) return code;
    return raised ? RT_NULL : RT_EMPTY;
}
