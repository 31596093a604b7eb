/* compile_internal.h - what the compiler's files share: units, the emitter, operands, blocks.
 *
 * A unit is one code object in the making. The tree is walked once; instructions go into the unit's list with symbolic labels,
 * exception regions and constants (compile_emit.c). Finishing a unit drops needless CHECK_BOUNDs (compile_flow.c) and lays out
 * words (compile_assemble.c). Only when the whole program has compiled are runtime objects made (compile_finish.c), so
 * that everything before lives in the arena and cannot be touched by a collection.
 *
 * Owns: nothing itself; a compiler and its units live in the arena of the tree.
 * Invariants
 *   comp-1  Errors are sticky: the first one is kept in compiler.error, emission stops, the walk goes on harmlessly and the
 *           driver looks at compiler.failed. No function below reports failure otherwise.
 *   comp-2  Registers below unit.first_temp are locals and cells; above, a stack: unit.top is the first free one.
 *   comp-3  A local's register may be used as an operand in place until something that can assign it is evaluated; only an
 *           assignment expression can do so inside an expression (comp_stable).
 *   comp-4  Code that could write its destination before it can still raise or read works in a temporary when the
 *           destination is a local (comp_work).
 * Threads: a compilation belongs to one thread. */
#ifndef KRAIT_INTERP_COMPILE_INTERNAL_H
#define KRAIT_INTERP_COMPILE_INTERNAL_H

#include "interp/code.h"
#include "interp/compile.h"
#include "interp/scope.h"

/* ---- operands: a register, or one of these tags with an index ---- */
#define COMP_CONST 0x80000000u /* value constant of the unit */
#define COMP_NAME 0x40000000u  /* name constant of the unit */
#define COMP_NONE 0xffffffffu  /* no register */

enum {
    COMP_LOW_CONSTS =
        16384, /* value constants that fit a v operand; later ones are loaded by LOADK_WIDE */
    COMP_MAX_REGS = 32767,
    COMP_MAX_BLOCKS = 20,   /* statically nested blocks, as in CPython */
    COMP_MAX_DEPTH = 3000,  /* nested expressions and statements */
    COMP_DISPLAY_REGS = 30, /* longer displays are built item by item */
};

typedef uint32_t comp_label;

typedef struct comp_pos {
    int32_t line, end_line, col, end_col;
} comp_pos;

typedef struct comp_instr {
    uint16_t op;
    uint32_t region; /* exception region in force, 0: none */
    uint32_t a, b, c;
    uint32_t extra; /* jumps: label; else word 1 (a number, or a tagged constant) */
    comp_pos pos;
} comp_instr;

typedef struct comp_region {
    comp_label handler;
    uint32_t reg;
    bool used; /* some instruction lies in it */
} comp_region;

typedef struct comp_label_info {
    uint32_t at; /* instruction index; COMP_NONE until placed */
    bool used;   /* some reachable jump goes there */
} comp_label_info;

/* A map from small integers to indices: open addressing, grown in the arena. */
typedef struct comp_map {
    uint64_t *slots; /* (key + 1) << 32 | value; 0: free */
    uint32_t mask, count;
} comp_map;

/* Where a name of this unit lives. */
typedef struct comp_name {
    const ast_ident *ident;
    scope_resolution resolution;
    uint32_t reg;        /* local's register, COMP_NONE: none */
    uint32_t cell;       /* cell's register */
    uint32_t free_index; /* index of the closure cell */
} comp_name;

typedef enum comp_kind : uint8_t {
    COMP_MODULE,
    COMP_CLASS,
    COMP_FUNCTION,
    COMP_ASYNC_FUNCTION,
    COMP_LAMBDA,
    COMP_COMPREHENSION,
} comp_kind;

typedef enum comp_block_kind : uint8_t {
    BLOCK_WHILE,
    BLOCK_FOR,
    BLOCK_TRY_EXCEPT,
    BLOCK_FINALLY_TRY,
    BLOCK_FINALLY_END,
    BLOCK_WITH,
    BLOCK_ASYNC_WITH,
    BLOCK_HANDLERS,
    BLOCK_HANDLER,
    BLOCK_GROUP_HANDLER,
    BLOCK_ASYNC_COMPREHENSION,
} comp_block_kind;

/* What leaving by break, continue or return has to undo; lives on the C stack of its statement. */
typedef struct comp_block {
    struct comp_block *outer;
    comp_block_kind kind;
    uint32_t region_outer;     /* the region in force outside */
    comp_label next, end;      /* loops: where continue and break go */
    uint32_t reg;              /* saved handled exception, or the pair of __exit__ */
    const ast_seq *final_body; /* FINALLY_TRY */
    const ast_ident *name;     /* HANDLER: variable to delete */
    const ast_node *node;      /* WITH: for the position of the call */
} comp_block;

typedef struct compiler compiler;

typedef struct comp_unit {
    compiler *c;
    struct comp_unit *parent;
    scope_entry *scope;
    comp_kind kind;
    bool unreachable; /* what is emitted now can never run: dropped */
    const ast_ident *private_name;
    const char *name;
    const char *qualname;
    uint32_t flags, argcount, posonlyargcount, kwonlyargcount;
    int32_t firstlineno;

    comp_instr *code;
    uint32_t ncode, capcode;
    comp_label_info *labels;
    uint32_t nlabels, caplabels;
    comp_region *regions; /* [0] unused */
    uint32_t nregions, capregions;
    uint32_t region;
    comp_pos pos;
    comp_block *blocks;
    uint32_t nblocks;

    uint32_t nlocals, ncells, nfree, first_temp, top, maxregs;
    uint32_t nchecks;  /* CHECK_BOUNDs emitted */
    comp_map name_map; /* ident id -> comp_name */
    comp_name *names;
    uint32_t nnames, capnames;
    const ast_ident **varnames, **cellvars, **freevars;
    comp_map value_map; /* compiler constant id -> index in values */
    uint32_t *values;   /* compiler constant ids */
    uint32_t nvalues, capvalues;
    const ast_ident **name_consts;
    uint32_t nname_consts, capname_consts;
    comp_map const_names;       /* ident id -> index in name_consts */
    const ast_ident **co_names; /* globals, attributes, imports: what co_names shows */
    uint32_t nco_names, capco_names;
    comp_map co_name_map;
    const ast_ident *self_name;   /* methods: the first parameter */
    const ast_ident **self_attrs; /* classes: distinct self.<name> targets of the methods */
    uint32_t nself_attrs, capself_attrs;

    /* the result, in the arena */
    vm_word *words;
    uint32_t nwords;
    vm_handler *handlers;
    uint32_t nhandlers;
    vm_position *positions;
    uint32_t npositions;
} comp_unit;

/* One distinct constant of the compilation: a literal, or the code of an inner unit. */
typedef struct comp_const {
    uint32_t hash;
    ast_const value;
    comp_unit *code; /* not NULL: value is unused */
} comp_const;

struct compiler {
    arena *memory;
    ast_mod *mod;
    scope_table *scopes;
    unsigned flags; /* CO_FUTURE_ bits in force */
    int optimize;
    bool interactive;
    bool assigns_in_expr; /* the source may contain := */
    bool top_level_await; /* the module's own code may be a coroutine */
    bool failed;
    int last_future_line;
    int depth;
    parse_error error;
    ast_warning **warning_end;
    comp_const *consts;
    uint32_t nconsts, capconsts;
    uint32_t *const_slots; /* hash index: id + 1 */
    uint32_t const_mask;
};

/* ---- the program (compile.c) ---- */
/* Compiles a whole tree that lives in the arena. NULL on failure, with c->error filled in; warnings go behind those of the
 * tree. flags: CO_FUTURE_*. */
[[nodiscard]] comp_unit *comp_program(compiler *c, arena *a, ast_mod *tree, unsigned flags,
                                      int optimize);

/* ---- errors (compile.c) ---- */
/* A SyntaxError at the current position. */
void comp_error(comp_unit *u, const char *format, ...) __attribute__((format(printf, 2, 3)));
void comp_fail(compiler *c, parse_error_kind kind, const char *message);
void comp_warn(comp_unit *u, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Grows an array in the arena to hold one more than n. False: out of memory (recorded). */
bool comp_grow(compiler *c, void **array, uint32_t n, uint32_t *cap, size_t item);
/* Nesting guard: false when too deep (recorded). Pair with comp_leave. */
bool comp_enter(compiler *c);
static inline void comp_leave(compiler *c) { c->depth--; }
const ast_ident *comp_ident(compiler *c, const char *name);

/* ---- units (compile_unit.c) ---- */
comp_unit *comp_unit_open(compiler *c, comp_unit *parent, const ast_node *node, comp_kind kind,
                          const char *name, int32_t lineno);
void comp_unit_close(comp_unit *u);
const ast_ident *comp_mangle(comp_unit *u, const ast_ident *name);
/* The record of a mangled name. */
comp_name *comp_name_of(comp_unit *u, const ast_ident *mangled);
static inline bool comp_is_function(const comp_unit *u) { return u->kind >= COMP_FUNCTION; }
/* await, async for and async with may stand here. */
static inline bool comp_is_async(const comp_unit *u) {
    return u->kind == COMP_ASYNC_FUNCTION || (u->kind == COMP_MODULE && u->c->top_level_await);
}

/* ---- maps (compile_unit.c) ---- */
uint32_t comp_map_get(const comp_map *m, uint32_t key); /* COMP_NONE: absent */
void comp_map_put(compiler *c, comp_map *m, uint32_t key, uint32_t value);

/* ---- constants (constant.c) ---- */
bool comp_const_equal(const ast_const *a, const ast_const *b);
/* Tagged operand of a constant of this unit. */
uint32_t comp_value(comp_unit *u, const ast_const *value);
uint32_t comp_value_code(comp_unit *u, comp_unit *inner);
uint32_t comp_value_none(comp_unit *u);
uint32_t comp_value_int(comp_unit *u, int64_t i);
uint32_t comp_value_str(comp_unit *u, const char *text, size_t len);
uint32_t comp_value_ident(comp_unit *u, const ast_ident *name);
/* Tagged operand for an n field. comp_name_const also lists the name in co_names. */
uint32_t comp_name_only(comp_unit *u, const ast_ident *name);
uint32_t comp_name_const(comp_unit *u, const ast_ident *name);

/* ---- emission (compile_emit.c) ---- */
void comp_emit(comp_unit *u, vm_op op, uint32_t a, uint32_t b, uint32_t c);
void comp_emit_x(comp_unit *u, vm_op op, uint32_t a, uint32_t b, uint32_t c, uint32_t extra);
comp_label comp_label_new(comp_unit *u);
void comp_label_place(comp_unit *u, comp_label l);
/* JUMP, JUMP_BACK (reg ignored), JUMP_IF_..., END_ASYNC_FOR. */
void comp_jump(comp_unit *u, vm_op op, uint32_t reg, comp_label l);
/* FOR_ITER, SEND. */
void comp_jump_near(comp_unit *u, vm_op op, uint32_t a, uint32_t b, comp_label l);
uint32_t comp_region_open(comp_unit *u); /* becomes the region in force */
void comp_region_handler(comp_unit *u, uint32_t region, uint32_t reg); /* its handler begins here */
uint32_t comp_temp(comp_unit *u);
uint32_t comp_temps(comp_unit *u, uint32_t n); /* the first of n */
static inline bool comp_is_const(uint32_t operand) { return (operand & COMP_CONST) != 0; }
static inline bool comp_is_temp(const comp_unit *u, uint32_t operand) {
    return operand >= u->first_temp && !comp_is_const(operand);
}
void comp_move(comp_unit *u, uint32_t dest, uint32_t operand); /* MOVE or LOADK */
uint32_t comp_to_reg(comp_unit *u, uint32_t operand);          /* constants into a new temporary */
/* The constant as a v operand: itself, or loaded into a new temporary if its index is too large. */
uint32_t comp_operand(comp_unit *u, uint32_t constant);
void comp_load_const(comp_unit *u, uint32_t dest, uint32_t constant);
static inline comp_pos comp_at(comp_unit *u, const ast_node *n) {
    comp_pos old = u->pos;
    u->pos = (comp_pos){n->lineno, n->end_lineno, n->col_offset, n->end_col_offset};
    return old;
}
static inline void comp_no_line(comp_unit *u) { u->pos = (comp_pos){-1, -1, -1, -1}; }

/* The opcode holds a jump distance. */
static inline bool comp_jumps(uint16_t op) {
    return vm_op_operands[op][1] == 'J' || vm_op_operands[op][2] == 'j';
}

/* ---- finishing a unit ---- */
void comp_flow(
    comp_unit *u); /* compile_flow.c: removes CHECK_BOUNDs of names that are surely bound */
void comp_assemble(comp_unit *u); /* compile_assemble.c: words, handlers, positions */
[[nodiscard]] Value comp_finish(rt_thread *t, compiler *c, comp_unit *top,
                                Value filename); /* compile_finish.c */

/* ---- names (compile_name.c) ---- */
/* The register of a name that is a plain local here, else COMP_NONE. */
uint32_t comp_local(comp_unit *u, const ast_ident *name);
void comp_load_name(comp_unit *u, const ast_ident *name, uint32_t dest);
/* The operand of a name: a local in place, else loaded into scratch (COMP_NONE: a new temporary). */
uint32_t comp_name_operand(comp_unit *u, const ast_ident *name, uint32_t scratch);
void comp_store_name(comp_unit *u, const ast_ident *name, uint32_t operand);
void comp_delete_name(comp_unit *u, const ast_ident *name);
/* name = None; del name: the end of an except clause. */
void comp_clear_name(comp_unit *u, const ast_ident *name);
/* Reports names that may not be bound or deleted (__debug__). */
bool comp_forbidden(comp_unit *u, const ast_ident *name, ast_expr_context ctx);

/* ---- expressions (compile_expr.c) ---- */
uint32_t comp_expr(comp_unit *u, const ast_expr *e);     /* register or constant */
uint32_t comp_expr_reg(comp_unit *u, const ast_expr *e); /* register */
/* As the two above, with a temporary to use instead of a new one when scratch is a temporary. */
uint32_t comp_expr_in(comp_unit *u, const ast_expr *e, uint32_t scratch);
uint32_t comp_expr_reg_in(comp_unit *u, const ast_expr *e, uint32_t scratch);
void comp_expr_to(comp_unit *u, const ast_expr *e, uint32_t dest);
void comp_expr_drop(comp_unit *u, const ast_expr *e);
/* operand, copied to a temporary if it is a local that evaluating `later` may assign. */
uint32_t comp_stable(comp_unit *u, uint32_t operand, const ast_expr *later);
/* Where to build a value for dest: dest itself if a temporary, else a new one, moved by comp_work_end. */
uint32_t comp_work(comp_unit *u, uint32_t dest);
void comp_work_end(comp_unit *u, uint32_t dest, uint32_t work);
void comp_await(comp_unit *u, uint32_t awaitable, uint32_t dest,
                uint32_t where); /* where: c of GET_AWAITABLE */
/* Sends to the iterator in a register until it returns; resume: 2 yield from, 3 await. */
void comp_delegate(comp_unit *u, uint32_t iterator, uint32_t dest, uint32_t resume);
/* Yields the value in a register (wrapped in async generators); dest gets what is sent. */
void comp_yield(comp_unit *u, uint32_t value, uint32_t dest);
/* Moves the start of the current position to the attribute's name when that is on another line. */
void comp_start_at_attribute(comp_unit *u, const ast_expr *attribute);
/* Warns when a literal is called. */
void comp_check_callable(comp_unit *u, const ast_expr *e);
uint32_t comp_subscript_key(comp_unit *u, const ast_expr *slice);
vm_op comp_binary_op(ast_operator op, bool in_place);

/* ---- conditions (compile_cond.c) ---- */
void comp_jump_if(comp_unit *u, const ast_expr *e, comp_label l, bool cond);
void comp_boolop(comp_unit *u, const ast_BoolOp *e, uint32_t dest);
void comp_compare(comp_unit *u, const ast_Compare *e, uint32_t dest);
void comp_ifexp(comp_unit *u, const ast_IfExp *e, uint32_t dest);

/* ---- displays and f-strings (compile_build.c) ---- */
void comp_tuple(comp_unit *u, const ast_seq *elts, uint32_t dest);
void comp_list(comp_unit *u, const ast_seq *elts, uint32_t dest);
void comp_set(comp_unit *u, const ast_seq *elts, uint32_t dest);
void comp_dict(comp_unit *u, const ast_Dict *e, uint32_t dest);
void comp_joined_str(comp_unit *u, const ast_JoinedStr *e, uint32_t dest);
void comp_formatted_value(comp_unit *u, const ast_FormattedValue *e, uint32_t dest);

/* ---- calls (compile_call.c) ---- */
void comp_call(comp_unit *u, const ast_Call *e, uint32_t dest);
/* A call of what is in base, with nfirst arguments already behind it. */
void comp_call_args(comp_unit *u, uint32_t base, uint32_t nfirst, const ast_seq *args,
                    const ast_seq *keywords, uint32_t dest);

/* ---- assignment (compile_assign.c) ---- */
void comp_assign(comp_unit *u, const ast_Assign *s);
void comp_aug_assign(comp_unit *u, const ast_AugAssign *s);
void comp_ann_assign(comp_unit *u, const ast_AnnAssign *s);
void comp_store(comp_unit *u, const ast_expr *target, uint32_t operand);
void comp_delete(comp_unit *u, const ast_expr *target);

/* ---- functions, comprehensions, classes ---- */
void comp_function(comp_unit *u, const ast_stmt *s); /* compile_func.c */
void comp_lambda(comp_unit *u, const ast_Lambda *e, uint32_t dest);
/* MAKE_FUNCTION of a closed unit; the operands that flags announce lie from `first`, which is at most unit.top. */
void comp_make_function(comp_unit *u, comp_unit *inner, uint32_t flags, uint32_t first,
                        uint32_t dest);
/* Evaluates decorators into consecutive registers, the first of which is returned; what is decorated comes behind them. The last
 * call leaves the result in the first. */
uint32_t comp_decorators(comp_unit *u, const ast_seq *decorators);
void comp_decorate(comp_unit *u, const ast_seq *decorators, uint32_t first);
const char *comp_annotation_text(comp_unit *u, const ast_expr *e);
/* An annotation into dest: evaluated, or its text under the future feature. */
void comp_annotation(comp_unit *u, const ast_expr *e, uint32_t dest);
void comp_comprehension(comp_unit *u, const ast_expr *e, uint32_t dest); /* compile_comp.c */
void comp_class(comp_unit *u, const ast_ClassDef *s);                    /* compile_class.c */

/* ---- statements ---- */
void comp_body(comp_unit *u, const ast_seq *body); /* compile_stmt.c */
void comp_stmt(comp_unit *u, const ast_stmt *s);
/* A module's or class's statements with docstring and annotations. */
void comp_namespace_body(comp_unit *u, const ast_seq *body);
void comp_while(comp_unit *u, const ast_While *s); /* compile_loop.c */
void comp_for(comp_unit *u, const ast_For *s);
void comp_async_for(comp_unit *u, const ast_AsyncFor *s);
void comp_break(comp_unit *u);
void comp_continue(comp_unit *u);
void comp_return(comp_unit *u, const ast_Return *s);
void comp_try(comp_unit *u, const ast_Try *s); /* compile_try.c */
void comp_try_star(comp_unit *u, const ast_TryStar *s);
void comp_with(comp_unit *u, const ast_With *s); /* compile_with.c */
void comp_async_with(comp_unit *u, const ast_AsyncWith *s);
void comp_match(comp_unit *u, const ast_Match *s);   /* compile_match.c */
void comp_import(comp_unit *u, const ast_Import *s); /* compile_import.c */
void comp_import_from(comp_unit *u, const ast_ImportFrom *s);

/* ---- blocks (compile_block.c) ---- */
void comp_block_push(comp_unit *u, comp_block *b, comp_block_kind kind);
void comp_block_pop(comp_unit *u, comp_block *b);
/* Emits what leaving needs, up to the innermost loop (returned) or out of the function (NULL). Afterwards the unit is outside of those
 * blocks; comp_unwind_end brings it back. */
typedef struct comp_unwound {
    comp_block *blocks;
    uint32_t nblocks, region;
} comp_unwound;
comp_block *comp_unwind(comp_unit *u, bool to_loop, comp_unwound *saved);
void comp_unwind_end(comp_unit *u, const comp_unwound *saved);
bool comp_unwind_needed(
    const comp_unit *u); /* leaving the function runs code that could change a register */
void comp_with_exit(comp_unit *u, const comp_block *b); /* __exit__(None, None, None) */

/* ---- folding (fold.c) ---- */
/* The value of a constant expression, computed as python3.11's optimiser does; false if it is not one. */
bool comp_fold(compiler *c, const ast_expr *e, ast_const *value);
/* 1 true, 0 false, -1 not a constant expression. */
int comp_truth(compiler *c, const ast_expr *e);
bool comp_fold_seq(compiler *c, const ast_seq *elts, ast_const_kind kind, ast_const *value);

/* ---- text of expressions (unparse.c) ---- */
/* As ast.unparse does for annotations in python3.11's C code; NULL: out of memory. Length in *len. */
const char *comp_unparse(arena *a, const ast_expr *e, size_t *len);

#endif
