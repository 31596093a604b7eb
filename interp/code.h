/* code.h - compiled code: what the compiler makes and the evaluation loop runs.
 *
 * Owns: rt_code objects. All fields are constant after vm_code_new but the instruction words themselves, which
 * specialisation rewrites in place: an opcode with one 16-bit store (release, behind its cache), a cache word with one release store; each specialised
 * form has its own cache word or packs all it needs into one word, so that no reader can combine parts of two states. */
#ifndef KRAIT_INTERP_CODE_H
#define KRAIT_INTERP_CODE_H

#include <stdio.h>

#include "runtime/object.h"

typedef union vm_word {
    struct {
        uint16_t op, a, b, c;
    };
    uint64_t bits; /* cache and extra words */
} vm_word;
static_assert(sizeof(vm_word) == 8);

/* The opcode, which another thread may replace by another form at any time. pairs-with: vm_op_store */
static inline uint16_t vm_op_load(const vm_word *w) {
    return __atomic_load_n(&w->op, __ATOMIC_ACQUIRE);
}

#define VM_CONST_BIT 0x8000u

typedef enum vm_op {
#define OP(name, words, a, b, c, doc) OP_##name,
#define SPECIAL(name, of, doc) OP_##name,
#include "interp/opcodes.def"
#undef OP
#undef SPECIAL
    VM_OP_COUNT
} vm_op;

/* co_flags, CPython's values */
enum {
    CO_OPTIMIZED = 1,
    CO_NEWLOCALS = 2,
    CO_VARARGS = 4,
    CO_VARKEYWORDS = 8,
    CO_NESTED = 16,
    CO_GENERATOR = 32,
    CO_COROUTINE = 128,
    CO_ITERABLE_COROUTINE = 256,
    CO_ASYNC_GENERATOR = 512,
    CO_FUTURE_BARRY_AS_BDFL = 0x400000,
    CO_FUTURE_ANNOTATIONS = 0x1000000,
    CO_PRELUDE = 0x40000000, /* ours: code of the prelude, left out of tracebacks */
};

/* Instructions in [start, end) (word offsets) go to handler with the exception in register reg. The first match counts:
 * inner ranges come first. */
typedef struct vm_handler {
    uint32_t start, end, handler;
    uint16_t reg;
} vm_handler;

/* Source range of the instruction starting at word offset pc; sorted by pc. Columns are UTF-8 byte offsets, -1 unknown; line -1: none. */
typedef struct vm_position {
    uint32_t pc;
    int32_t line, end_line, col, end_col;
} vm_position;

typedef struct rt_code {
    rt_object hdr;
    vm_word *words; /* malloc; never freed while the process lives (sites in logs point into it) */
    uint32_t nwords;
    uint32_t nregs;    /* registers a frame needs */
    uint32_t argcount; /* positional parameters, positional-only included */
    uint32_t posonlyargcount, kwonlyargcount;
    uint32_t
        simple_argcount; /* argcount where nothing but positional parameters exists, else UINT32_MAX: one test tells whether a call binds as it lies */
    uint32_t flags;
    uint32_t nlocals; /* co_varnames */
    int32_t firstlineno;
    const Value *consts;
    uint32_t nconsts;
    uint32_t first_name,
        nname_consts; /* consts[first_name ...] are names, not shown in co_consts */
    uint32_t
        attr_hint; /* class bodies: distinct self.<name> targets in its methods, for inline slots */
    const vm_handler *handlers;
    uint32_t nhandlers, npositions;
    const vm_position *positions;
    Value consts_tuple;                        /* keeps the constants alive */
    Value names, varnames, cellvars, freevars; /* tuples of str */
    Value filename, name, qualname;
    rt_field x_globals_cache; /* interp/function.c */
} rt_code;

typedef struct vm_code_spec { /* arrays are copied */
    const vm_word *words;
    uint32_t nwords, nregs, argcount, posonlyargcount, kwonlyargcount, flags, nlocals, attr_hint;
    int32_t firstlineno;
    const Value *consts;
    uint32_t nconsts, first_name, nname_consts;
    const vm_handler *handlers;
    uint32_t nhandlers;
    const vm_position *positions;
    uint32_t npositions;
    Value names, varnames, cellvars, freevars, filename, name, qualname;
} vm_code_spec;

extern rt_type vm_code_type;
static inline rt_code *vm_as_code(Value v) { return (rt_code *)rt_obj(v); }
[[nodiscard]] Value vm_code_new(rt_thread *t, const vm_code_spec *spec);
/* The position of the instruction at or before word offset pc. */
vm_position vm_code_position(const rt_code *code, uint32_t pc);
/* The code whose words hold the address, NULL if none: for conflict reports. Any thread. */
const rt_code *vm_code_find(stm_site site, uint32_t *pc);

/* Visits the code objects that are alive. World stopped, or solo mode. */
void vm_code_each(void (*visit)(rt_code *code, void *ctx), void *ctx);

extern const char *const vm_op_names[VM_OP_COUNT];
extern const uint8_t vm_op_words[VM_OP_COUNT];
extern const char vm_op_operands[VM_OP_COUNT][4]; /* kinds of a, b, c: the letters of opcodes.def */
/* The opcode that a specialised form stands for; other opcodes themselves. */
extern const uint16_t vm_op_plain[VM_OP_COUNT];
/* Word 1 holds an operand, not a cache. */
bool vm_op_has_data(uint16_t op);
/* What is malformed, NULL if nothing: operand ranges, jump targets, tables, names. *pc: where. Plain opcodes only. It cannot tell
 * whether a register holds what an instruction expects. */
[[nodiscard]] const char *vm_code_flaw(const rt_code *code, uint32_t *pc);
/* Aborts with a message if there is a flaw. */
void vm_code_verify(const rt_code *code);
/* Prints the code and the codes nested in its constants, one instruction a line. */
void vm_disassemble(FILE *out, const rt_code *code);

#endif
