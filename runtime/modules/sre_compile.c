/* sre_compile.c - regular expressions: pattern objects from code, with the tables that make matching fast.
 *
 * Owns: what an sre_pattern holds. Threads: any; patterns never change.
 */
#include "runtime/error.h"
#include "runtime/modules/sre_internal.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/number.h"
#include "runtime/objects/sequence.h"
#include "runtime/objects/str_internal.h"

/* ---- tables ---- */

static void bits_fill(uint8_t *bits, uint32_t op, const uint32_t *set) {
    for (uint32_t c = 0; c < 256; c++)
        if (sre_in(op, set, c)) bits[c / 8] |= (uint8_t)(1u << (c % 8));
}

static uint32_t *words_of(rt_blob *blob) { return (uint32_t *)(void *)blob->data; }

/* The literal that every match begins with, as narrow as it can be. */
static bool prefix_fill(rt_thread *t, sre_pattern *p, const uint32_t *prefix, size_t n) {
    int width = rt_width_for(rt_chars_or(prefix, n, 4));
    rt_blob *blob = rt_blob_new(t, n * (size_t)width);
    if (blob == NULL) return false;
    rt_chars_copy(blob->data, width, prefix, 4, n);
    p->prefix = blob;
    p->prefix_length = n;
    p->prefix_width = width;
    return true;
}

/* Checks the code and makes all tables. */
static bool tables_fill(rt_thread *t, sre_pattern *p) {
    const uint32_t *code = sre_code(p);
    rt_blob *set_of = rt_blob_new(t, p->code_length * sizeof(uint32_t));
    uint32_t nsets = 1; /* the first is the charset that matches begin with */
    if (set_of == NULL) return false;
    if (!sre_code_check(code, p->code_length, p->groups, words_of(set_of), &nsets)) {
        rt_raise(t, &rt_exc_RuntimeError, "invalid SRE code");
        return false;
    }
    rt_blob *sets = rt_blob_new(t, (size_t)nsets * 32);
    if (sets == NULL) return false;
    for (size_t i = 0; i < p->code_length; i++) {
        uint32_t set = words_of(set_of)[i];
        if (set != 0) bits_fill(sets->data + (size_t)(set - 1) * 32, code[i], code + i + 2);
    }
    p->set_of = set_of;
    p->sets = sets;
    if (code[0] != SRE_INFO) return true;
    p->first = 1 + code[1];
    if (code[2] & SRE_INFO_PREFIX) {
        p->literal = (code[2] & SRE_INFO_LITERAL) != 0;
        return prefix_fill(t, p, code + 7, code[5]);
    }
    if (code[2] & SRE_INFO_CHARSET) {
        p->charset = 5;
        bits_fill(sets->data, SRE_IN, code + 5);
    }
    return true;
}

/* ---- _sre.compile ---- */

static rt_blob *code_of(rt_thread *t, Value list, size_t *n) {
    rt_array *items = rt_list_snapshot(t, list, n);
    rt_blob *code = items == NULL ? NULL : rt_blob_new(t, *n * sizeof(uint32_t) + 1);
    for (size_t i = 0; code != NULL && i < *n; i++) {
        Value v = rt_load(&items->x_items[i]);
        int64_t word;
        if (!rt_is_int(v)) {
            rt_raise_type_error(t, "an integer is required");
            return NULL;
        }
        if (!rt_int_get(v, &word) || word < 0 || word > UINT32_MAX) {
            rt_raise(t, &rt_exc_OverflowError, "regular expression code size limit exceeded");
            return NULL;
        }
        words_of(code)[i] = (uint32_t)word;
    }
    return code;
}

static bool arguments_check(rt_thread *t, Value *args) {
    if (!rt_is_list(args[2]))
        return rt_raise_type_error(t, "compile() argument 'code' must be list, not %A", args[2]),
               false;
    if (!rt_is_dict(args[4]))
        return rt_raise_type_error(t, "compile() argument 'groupindex' must be dict, not %A",
                                   args[4]),
               false;
    if (!rt_is_tuple(args[5]))
        return rt_raise_type_error(t, "compile() argument 'indexgroup' must be tuple, not %A",
                                   args[5]),
               false;
    if (rt_is_none(args[0]) || rt_is_str(args[0]) || rt_is_bytes_like(args[0])) return true;
    return rt_raise_type_error(t, "expected string or bytes-like object, got '%T'", args[0]), false;
}

Value sre_compile(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t flags, groups;
    size_t n;
    if (!rt_seq_index(t, args[1], false, &flags) || !arguments_check(t, args) ||
        !rt_seq_index(t, args[3], false, &groups))
        return RT_NULL;
    if (groups < 0 || groups > SRE_MAXGROUPS)
        return rt_raise(t, &rt_exc_RuntimeError, "invalid SRE code");
    rt_blob *code = code_of(t, args[2], &n);
    sre_pattern *p =
        code == NULL ? NULL : (sre_pattern *)rt_alloc(t, sizeof *p, &sre_pattern_type.root);
    if (p == NULL) return RT_NULL;
    p->pattern = args[0];
    p->groupindex = args[4];
    p->indexgroup = args[5];
    p->code = code;
    p->code_length = n;
    p->is_bytes = !rt_is_none(args[0]) && !rt_is_str(args[0]);
    p->flags = (uint32_t)flags;
    p->groups = (uint32_t)groups;
    return tables_fill(t, p) ? rt_from_obj(p) : RT_NULL;
}
