/* fold.c - the values of constant expressions, as CPython's ast_opt.c computes them, with its size limits.
 *
 * What would raise, or be large, is left to run time. Nothing is folded that could be told from the unfolded
 * expression but by identity and speed.
 *
 * Owns: nothing; results lie in the arena. Threads: as compile_internal.h. */
#include "interp/compile_internal.h"

#include <gmp.h>
#include <math.h>

enum { MAX_INT_BITS = 128, MAX_COLLECTION = 256, MAX_STR = 4096 };

static bool is_int(const ast_const *v) {
    return v->kind == AST_CONST_INT || v->kind == AST_CONST_BIGINT || v->kind == AST_CONST_TRUE ||
           v->kind == AST_CONST_FALSE;
}

static bool is_bool(const ast_const *v) {
    return v->kind == AST_CONST_TRUE || v->kind == AST_CONST_FALSE;
}

static void set_bool(ast_const *out, bool b) {
    *out = (ast_const){.kind = b ? AST_CONST_TRUE : AST_CONST_FALSE};
}

static void set_float(ast_const *out, double d) {
    *out = (ast_const){.kind = AST_CONST_FLOAT, .re = d};
}

/* ---- integers ------------------------------------------------------------------------------- */

static void to_mpz(mpz_t z, const ast_const *v) {
    if (v->kind == AST_CONST_BIGINT) {
        mpz_init_set_str(z, v->text, v->base);
        if (v->negative) mpz_neg(z, z);
        return;
    }
    mpz_init_set_si(z, v->kind == AST_CONST_INT ? v->i : v->kind == AST_CONST_TRUE);
}

static bool from_mpz(compiler *c, mpz_t z, ast_const *out) {
    if (mpz_fits_slong_p(z)) {
        *out = (ast_const){.kind = AST_CONST_INT, .i = mpz_get_si(z)};
        return true;
    }
    size_t room = mpz_sizeinbase(z, 16) + 2;
    char *text = arena_alloc(c->memory, room);
    if (!text) return false;
    bool negative = mpz_sgn(z) < 0;
    mpz_abs(z, z);
    mpz_get_str(text, 16, z);
    *out = (ast_const){.kind = AST_CONST_BIGINT,
                       .base = 16,
                       .negative = negative,
                       .text = text,
                       .len = strlen(text)};
    return true;
}

static bool small_shift(const mpz_t b, unsigned long limit, unsigned long *n) {
    if (mpz_sgn(b) < 0 || mpz_cmp_ui(b, limit) > 0) return false;
    *n = mpz_get_ui(b);
    return true;
}

static bool int_op(ast_operator op, mpz_t r, const mpz_t a, const mpz_t b) {
    size_t abits = mpz_sizeinbase(a, 2), bbits = mpz_sizeinbase(b, 2);
    unsigned long n;
    switch (op) {
    case AST_Add: mpz_add(r, a, b); return true;
    case AST_Sub: mpz_sub(r, a, b); return true;
    case AST_Mult:
        if (mpz_sgn(a) && mpz_sgn(b) && abits + bbits > MAX_INT_BITS) return false;
        mpz_mul(r, a, b);
        return true;
    case AST_FloorDiv:
        if (!mpz_sgn(b)) return false;
        mpz_fdiv_q(r, a, b);
        return true;
    case AST_Mod:
        if (!mpz_sgn(b)) return false;
        mpz_fdiv_r(r, a, b);
        return true;
    case AST_Pow:
        if (!small_shift(b, MAX_INT_BITS, &n) || (mpz_sgn(a) && n && abits > MAX_INT_BITS / n))
            return false;
        mpz_pow_ui(r, a, n);
        return true;
    case AST_LShift:
        if (!small_shift(b, MAX_INT_BITS, &n) || (mpz_sgn(a) && abits > MAX_INT_BITS - n))
            return false;
        mpz_mul_2exp(r, a, n);
        return true;
    case AST_RShift:
        if (!small_shift(b, 1u << 30, &n)) return false;
        mpz_fdiv_q_2exp(r, a, n);
        return true;
    case AST_BitAnd: mpz_and(r, a, b); return true;
    case AST_BitOr: mpz_ior(r, a, b); return true;
    case AST_BitXor: mpz_xor(r, a, b); return true;
    default: return false;
    }
}

static bool exact_double(const ast_const *v, double *d) {
    static const int64_t limit = INT64_C(1) << 53;
    if (is_bool(v))
        *d = v->kind == AST_CONST_TRUE;
    else if (v->kind == AST_CONST_INT && v->i >= -limit && v->i <= limit)
        *d = (double)v->i;
    else
        return false;
    return true;
}

static bool fold_ints(compiler *c, ast_operator op, const ast_const *a, const ast_const *b,
                      ast_const *out) {
    if (op == AST_Div) {
        double x, y;
        if (!exact_double(a, &x) || !exact_double(b, &y) || y == 0) return false;
        set_float(out, x / y);
        return true;
    }
    mpz_t x, y, r;
    to_mpz(x, a);
    to_mpz(y, b);
    mpz_init(r);
    bool done = int_op(op, r, x, y);
    if (done && is_bool(a) && is_bool(b) &&
        (op == AST_BitAnd || op == AST_BitOr || op == AST_BitXor))
        set_bool(out, mpz_sgn(r) != 0);
    else
        done = done && from_mpz(c, r, out);
    mpz_clears(x, y, r, NULL);
    return done;
}

/* ---- floats and complex numbers ------------------------------------------------------------- */

static bool to_double(const ast_const *v, double *d) {
    if (v->kind == AST_CONST_FLOAT) {
        *d = v->re;
        return true;
    }
    return exact_double(v, d);
}

static void float_divmod(double x, double y, double *quotient, double *remainder) {
    double mod = fmod(x, y), div = (x - mod) / y;
    if (mod != 0) {
        if ((y < 0) != (mod < 0)) {
            mod += y;
            div -= 1.0;
        }
    } else {
        mod = copysign(0.0, y);
    }
    double floored = div != 0 ? floor(div) : copysign(0.0, x / y);
    if (div != 0 && div - floored > 0.5) floored += 1.0;
    *quotient = floored;
    *remainder = mod;
}

static bool fold_floats(ast_operator op, double x, double y, ast_const *out) {
    double q, r;
    switch (op) {
    case AST_Add: set_float(out, x + y); return true;
    case AST_Sub: set_float(out, x - y); return true;
    case AST_Mult: set_float(out, x * y); return true;
    case AST_Div:
        if (y == 0) return false;
        set_float(out, x / y);
        return true;
    case AST_FloorDiv:
    case AST_Mod:
        if (y == 0 || !isfinite(x) || !isfinite(y)) return false;
        float_divmod(x, y, &q, &r);
        set_float(out, op == AST_Mod ? r : q);
        return true;
    case AST_Pow:
        r = pow(x, y);
        if (x <= 0 || !isfinite(x) || !isfinite(y) || !isfinite(r)) return false;
        set_float(out, r);
        return true;
    default: return false;
    }
}

static bool to_complex(const ast_const *v, double *re, double *im) {
    *im = 0;
    if (v->kind == AST_CONST_COMPLEX) {
        *re = v->re;
        *im = v->im;
        return true;
    }
    return to_double(v, re);
}

static bool fold_complex(ast_operator op, const ast_const *a, const ast_const *b, ast_const *out) {
    double ar, ai, br, bi;
    if (!to_complex(a, &ar, &ai) || !to_complex(b, &br, &bi)) return false;
    *out = (ast_const){.kind = AST_CONST_COMPLEX};
    switch (op) {
    case AST_Add:
        out->re = ar + br;
        out->im = ai + bi;
        return true;
    case AST_Sub:
        out->re = ar - br;
        out->im = ai - bi;
        return true;
    case AST_Mult:
        out->re = ar * br - ai * bi;
        out->im = ar * bi + ai * br;
        return true;
    default: return false;
    }
}

/* ---- sequences ------------------------------------------------------------------------------ */

static bool fold_concat(compiler *c, const ast_const *a, const ast_const *b, ast_const *out) {
    if (a->kind != b->kind) return false;
    *out = *a;
    if (a->kind == AST_CONST_TUPLE) {
        out->n = a->n + b->n;
        out->items = arena_alloc(c->memory, (out->n + 1) * sizeof *out->items);
        if (!out->items) return false;
        for (uint32_t i = 0; i < out->n; i++)
            out->items[i] = i < a->n ? a->items[i] : b->items[i - a->n];
        return true;
    }
    if (a->kind != AST_CONST_STR && a->kind != AST_CONST_BYTES) return false;
    char *text = arena_alloc(c->memory, a->len + b->len + 1);
    if (!text) return false;
    memcpy(text, a->text, a->len);
    memcpy(text + a->len, b->text, b->len + 1);
    out->text = text;
    out->len = a->len + b->len;
    out->ascii = a->ascii && b->ascii;
    return true;
}

static bool fold_repeat(compiler *c, const ast_const *seq, const ast_const *count, ast_const *out) {
    if (count->kind != AST_CONST_INT || count->i < 0) return false;
    bool tuple = seq->kind == AST_CONST_TUPLE;
    uint64_t size = tuple ? seq->n : seq->len, limit = tuple ? MAX_COLLECTION : MAX_STR;
    if (size && (uint64_t)count->i > limit / size) return false;
    uint64_t times = size ? (uint64_t)count->i : 0;
    *out = *seq;
    if (tuple) {
        out->n = (uint32_t)(size * times);
        out->items = arena_alloc(c->memory, (out->n + 1) * sizeof *out->items);
        if (!out->items) return false;
        for (uint32_t i = 0; i < out->n; i++)
            out->items[i] = seq->items[i % seq->n];
        return true;
    }
    char *text = arena_zalloc(c->memory, size * times + 1);
    if (!text) return false;
    for (uint64_t i = 0; i < times; i++)
        memcpy(text + i * size, seq->text, size);
    out->text = text;
    out->len = size * times;
    return true;
}

static bool is_seq(const ast_const *v) {
    return v->kind == AST_CONST_STR || v->kind == AST_CONST_BYTES || v->kind == AST_CONST_TUPLE;
}

static bool fold_index(compiler *c, const ast_const *seq, const ast_const *index, ast_const *out) {
    if (index->kind != AST_CONST_INT || !is_seq(seq)) return false;
    int64_t n = seq->kind == AST_CONST_TUPLE ? (int64_t)seq->n : (int64_t)seq->len;
    int64_t i = index->i < 0 ? index->i + n : index->i;
    if (i < 0 || i >= n) return false;
    if (seq->kind == AST_CONST_TUPLE) {
        *out = seq->items[i];
        return true;
    }
    if (seq->kind == AST_CONST_BYTES) {
        *out = (ast_const){.kind = AST_CONST_INT, .i = (uint8_t)seq->text[i]};
        return true;
    }
    for (size_t k = 0; k < seq->len; k++)
        if ((uint8_t)seq->text[k] >= 0x80) return false; /* bytes are not characters */
    char *text = arena_strndup(c->memory, seq->text + i, 1);
    if (!text) return false;
    *out = (ast_const){.kind = AST_CONST_STR, .text = text, .len = 1, .ascii = true};
    return true;
}

/* ---- nodes ---------------------------------------------------------------------------------- */

static bool fold_binary(compiler *c, ast_operator op, const ast_const *a, const ast_const *b,
                        ast_const *out) {
    if (is_int(a) && is_int(b)) return fold_ints(c, op, a, b, out);
    if (a->kind == AST_CONST_COMPLEX || b->kind == AST_CONST_COMPLEX)
        return fold_complex(op, a, b, out);
    double x, y;
    if (to_double(a, &x) && to_double(b, &y)) return fold_floats(op, x, y, out);
    if (op == AST_Add) return fold_concat(c, a, b, out);
    if (op == AST_Mult && is_seq(a)) return fold_repeat(c, a, b, out);
    if (op == AST_Mult && is_seq(b)) return fold_repeat(c, b, a, out);
    return false;
}

static int truth_of(const ast_const *v) {
    switch (v->kind) {
    case AST_CONST_NONE:
    case AST_CONST_FALSE: return 0;
    case AST_CONST_INT: return v->i != 0;
    case AST_CONST_FLOAT: return v->re != 0;
    case AST_CONST_COMPLEX: return v->re != 0 || v->im != 0;
    case AST_CONST_STR:
    case AST_CONST_BYTES: return v->len != 0;
    case AST_CONST_TUPLE:
    case AST_CONST_FROZENSET: return v->n != 0;
    default: return 1;
    }
}

static bool fold_unary(compiler *c, ast_unaryop op, const ast_const *v, ast_const *out) {
    if (op == AST_Not) {
        set_bool(out, !truth_of(v));
        return true;
    }
    if (v->kind == AST_CONST_FLOAT || v->kind == AST_CONST_COMPLEX) {
        if (op == AST_Invert) return false;
        *out = *v;
        if (op == AST_USub) {
            out->re = -v->re;
            out->im = -v->im;
        }
        return true;
    }
    if (!is_int(v)) return false;
    if (v->kind == AST_CONST_INT && v->i != INT64_MIN) {
        *out = (ast_const){.kind = AST_CONST_INT,
                           .i = op == AST_USub     ? -v->i
                                : op == AST_Invert ? ~v->i
                                                   : v->i};
        return true;
    }
    mpz_t z;
    to_mpz(z, v);
    if (op == AST_USub) mpz_neg(z, z);
    if (op == AST_Invert) mpz_com(z, z);
    bool done = from_mpz(c, z, out);
    mpz_clear(z);
    return done;
}

bool comp_fold_seq(compiler *c, const ast_seq *elts, ast_const_kind kind, ast_const *value) {
    for (int32_t i = elts->n; i-- > 0;) { /* what is surely no constant fails at once */
        ast_kind k = elts->items[i]->kind;
        if (k != AST_Constant && k != AST_Tuple && k != AST_UnaryOp && k != AST_BinOp &&
            k != AST_Subscript && k != AST_Name)
            return false;
    }
    ast_const *items = arena_alloc(c->memory, ((size_t)elts->n + 1) * sizeof *items);
    if (!items) return false;
    for (int32_t i = 0; i < elts->n; i++)
        if (!comp_fold(c, elts->items[i], &items[i])) return false;
    *value = (ast_const){.kind = kind, .n = (uint32_t)elts->n, .items = items};
    return true;
}

static bool fold_node(compiler *c, const ast_expr *e, ast_const *value) {
    ast_const a, b;
    switch (e->kind) {
    case AST_UnaryOp: {
        const ast_UnaryOp *n = ast_as_UnaryOp(e);
        return comp_fold(c, n->operand, &a) && fold_unary(c, n->op, &a, value);
    }
    case AST_BinOp: {
        const ast_BinOp *n = ast_as_BinOp(e);
        return comp_fold(c, n->right, &b) && comp_fold(c, n->left, &a) &&
               fold_binary(c, n->op, &a, &b, value);
    }
    case AST_Subscript: {
        const ast_Subscript *n = ast_as_Subscript(e);
        return n->ctx == AST_Load && comp_fold(c, n->value, &a) && comp_fold(c, n->slice, &b) &&
               fold_index(c, &a, &b, value);
    }
    case AST_Tuple: return comp_fold_seq(c, ast_as_Tuple(e)->elts, AST_CONST_TUPLE, value);
    default: return false;
    }
}

bool comp_fold(compiler *c, const ast_expr *e, ast_const *value) {
    switch (e->kind) {
    case AST_Constant: *value = ast_as_Constant(e)->value; return true;
    case AST_Name: {
        const ast_Name *n = ast_as_Name(e);
        if (n->id->len != 9 || n->ctx != AST_Load || strcmp(n->id->utf8, "__debug__") != 0)
            return false;
        set_bool(value, c->optimize == 0);
        return true;
    }
    case AST_UnaryOp:
    case AST_BinOp:
    case AST_Subscript:
    case AST_Tuple: {
        if (!comp_enter(c)) return false;
        bool done = fold_node(c, e, value);
        comp_leave(c);
        return done;
    }
    default: return false;
    }
}

int comp_truth(compiler *c, const ast_expr *e) {
    ast_const v;
    return comp_fold(c, e, &v) ? truth_of(&v) : -1;
}
