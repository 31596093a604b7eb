/* sre_check.c - regular expressions: code is checked before it is run.
 *
 * Owns: nothing. Invariants: what sre_match.c relies on, namely whole operators inside the code, jumps to their ends, UNTIL
 * only behind its REPEAT, marks and groups in range. Threads: any.
 */
#include "runtime/modules/sre_internal.h"

enum { DEPTH_LIMIT = 4000 };

typedef struct checker {
    const uint32_t *code;
    uint32_t groups, depth;
    uint32_t *set_of, nsets;
} checker;

static bool check(checker *k, size_t from, size_t to);

bool sre_set_check(const uint32_t *code, size_t from, size_t to) {
    for (size_t i = from; i < to;) {
        size_t words, left = to - i;
        switch (code[i]) {
        case SRE_FAILURE: return left == 1;
        case SRE_NEGATE: words = 1; break;
        case SRE_LITERAL: words = 2; break;
        case SRE_CATEGORY:
            if (left < 2 || code[i + 1] >= SRE_CATEGORY_COUNT) return false;
            words = 2;
            break;
        case SRE_RANGE:
        case SRE_RANGE_UNI_IGNORE: words = 3; break;
        case SRE_CHARSET: words = 9; break;
        case SRE_BIGCHARSET:
            if (left < 66 || code[i + 1] > 256) return false;
            words = 66 + (size_t)code[i + 1] * 8;
            for (size_t b = 0; b < 256; b++)
                if (((const uint8_t *)(code + i + 2))[b] >= code[i + 1]) return false;
            break;
        default: return false;
        }
        if (words > left) return false;
        i += words;
    }
    return false;
}

/* The skip at code[at] leads to [at, to]; *target is where. */
static bool skip_check(const checker *k, size_t at, size_t to, size_t *target) {
    if (at >= to) return false;
    *target = at + k->code[at];
    return *target > at && *target <= to;
}

static bool is_unit(uint32_t op) {
    switch (op) {
    case SRE_ANY:
    case SRE_ANY_ALL:
    case SRE_LITERAL:
    case SRE_NOT_LITERAL:
    case SRE_LITERAL_IGNORE:
    case SRE_NOT_LITERAL_IGNORE:
    case SRE_LITERAL_LOC_IGNORE:
    case SRE_NOT_LITERAL_LOC_IGNORE:
    case SRE_LITERAL_UNI_IGNORE:
    case SRE_NOT_LITERAL_UNI_IGNORE:
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_LOC_IGNORE:
    case SRE_IN_UNI_IGNORE:
    case SRE_CATEGORY: return true;
    default: return false;
    }
}

static bool check_in(checker *k, size_t i, size_t to, size_t *next) {
    if (!skip_check(k, i + 1, to, next) || !sre_set_check(k->code, i + 2, *next)) return false;
    if (k->code[i] != SRE_IN_LOC_IGNORE) k->set_of[i] = ++k->nsets;
    return true;
}

static bool check_branch(checker *k, size_t i, size_t to, size_t *next) {
    size_t end = 0;
    for (i++; i < to && k->code[i] != 0; i = *next) {
        size_t target;
        if (!skip_check(k, i, to, next) || *next < i + 3 || k->code[*next - 2] != SRE_JUMP)
            return false;
        if (!skip_check(k, *next - 1, to, &target) || (end != 0 && end != target)) return false;
        end = target;
        if (!check(k, i + 1, *next - 2)) return false;
    }
    *next = i + 1;
    return i < to && (end == 0 || end == *next);
}

/* Operators with min and max. */
static bool check_repeat(checker *k, size_t i, size_t to, size_t *next) {
    uint32_t op = k->code[i];
    if (i + 4 >= to || !skip_check(k, i + 1, to, next) || *next < i + 5 ||
        k->code[i + 2] > k->code[i + 3])
        return false;
    if (op == SRE_REPEAT ||
        op == SRE_POSSESSIVE_REPEAT) { /* the operator at the target ends the body */
        size_t end = *next;
        if (end >= to) return false;
        *next = end + 1;
        uint32_t last = k->code[end];
        if (op == SRE_REPEAT ? last != SRE_MAX_UNTIL && last != SRE_MIN_UNTIL : last != SRE_SUCCESS)
            return false;
        return check(k, i + 4, end);
    }
    size_t body_end = *next - 1;
    if (k->code[body_end] != SRE_SUCCESS || !is_unit(k->code[i + 4])) return false;
    size_t unit_end = i + 4 + (k->code[i + 4] == SRE_ANY || k->code[i + 4] == SRE_ANY_ALL ? 1 : 2);
    bool in = k->code[i + 4] == SRE_IN || k->code[i + 4] == SRE_IN_IGNORE ||
              k->code[i + 4] == SRE_IN_LOC_IGNORE || k->code[i + 4] == SRE_IN_UNI_IGNORE;
    return (in ? i + 5 + k->code[i + 5] : unit_end) == body_end && check(k, i + 4, body_end);
}

/* body: words before the body, which ends with SUCCESS. */
static bool check_call(checker *k, size_t i, size_t to, size_t body, size_t *next) {
    return skip_check(k, i + 1, to, next) && *next >= i + body + 1 &&
           k->code[*next - 1] == SRE_SUCCESS && check(k, i + body, *next - 1);
}

static bool check_exists(checker *k, size_t i, size_t to, size_t *next) {
    if (i + 3 > to || k->code[i + 1] >= k->groups) return false;
    size_t target = i + 1 + k->code[i + 2], end;
    if (target < i + 3 || target > to) return false;
    *next = target;
    if (check(k, i + 3, target)) return true;
    if (target < i + 5 || k->code[target - 2] != SRE_JUMP || !skip_check(k, target - 1, to, &end))
        return false;
    *next = end;
    return end >= target && check(k, i + 3, target - 2) && check(k, target, end);
}

static bool check_op(checker *k, size_t i, size_t to, size_t *next) {
    uint32_t arg = i + 1 < to ? k->code[i + 1] : UINT32_MAX;
    *next = i + 2;
    switch (k->code[i]) {
    case SRE_FAILURE:
    case SRE_SUCCESS:
    case SRE_ANY:
    case SRE_ANY_ALL: *next = i + 1; return true;
    case SRE_LITERAL:
    case SRE_NOT_LITERAL:
    case SRE_LITERAL_IGNORE:
    case SRE_NOT_LITERAL_IGNORE:
    case SRE_LITERAL_LOC_IGNORE:
    case SRE_NOT_LITERAL_LOC_IGNORE:
    case SRE_LITERAL_UNI_IGNORE:
    case SRE_NOT_LITERAL_UNI_IGNORE: return i + 1 < to;
    case SRE_MARK: return arg < 2 * k->groups;
    case SRE_AT: return arg < SRE_AT_COUNT;
    case SRE_CATEGORY: return arg < SRE_CATEGORY_COUNT;
    case SRE_GROUPREF:
    case SRE_GROUPREF_IGNORE:
    case SRE_GROUPREF_LOC_IGNORE:
    case SRE_GROUPREF_UNI_IGNORE: return arg < k->groups;
    case SRE_GROUPREF_EXISTS: return check_exists(k, i, to, next);
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_LOC_IGNORE:
    case SRE_IN_UNI_IGNORE: return check_in(k, i, to, next);
    case SRE_BRANCH: return check_branch(k, i, to, next);
    case SRE_REPEAT:
    case SRE_POSSESSIVE_REPEAT:
    case SRE_REPEAT_ONE:
    case SRE_MIN_REPEAT_ONE:
    case SRE_POSSESSIVE_REPEAT_ONE: return check_repeat(k, i, to, next);
    case SRE_ASSERT:
    case SRE_ASSERT_NOT: return check_call(k, i, to, 3, next);
    case SRE_ATOMIC_GROUP: return check_call(k, i, to, 2, next);
    default: return false;
    }
}

static bool check(checker *k, size_t from, size_t to) {
    bool ok = ++k->depth <= DEPTH_LIMIT;
    for (size_t next; ok && from < to; from = next)
        ok = check_op(k, from, to, &next) && next <= to;
    k->depth--;
    return ok;
}

/* INFO's own contents fit in its words. */
static bool check_info(const uint32_t *code, size_t end) {
    if (end < 5) return false;
    if (code[2] & SRE_INFO_PREFIX) return end >= 7 && code[5] > 0 && code[5] <= (end - 7) / 2;
    return !(code[2] & SRE_INFO_CHARSET) || sre_set_check(code, 5, end);
}

bool sre_code_check(const uint32_t *code, size_t n, uint32_t groups, uint32_t *set_of,
                    uint32_t *nsets) {
    checker k = {.code = code, .groups = groups, .set_of = set_of, .nsets = *nsets};
    size_t first = 0;
    if (n == 0 || code[n - 1] != SRE_SUCCESS) return false;
    if (code[0] == SRE_INFO && (!skip_check(&k, 1, n, &first) || !check_info(code, first)))
        return false;
    if (!check(&k, first, n - 1)) return false;
    *nsets = k.nsets;
    return true;
}
