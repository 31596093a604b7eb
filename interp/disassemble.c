/* disassemble.c - code as text, one instruction a line.
 *
 *     line  pc  OPCODE  operands            r3 a local or temporary, 'x' names, constants as Python writes them, -> 12 targets
 *
 * Owns: nothing. Threads: any. */
#include <stdlib.h>

#include "interp/code.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"

static void print_str(FILE *out, Value v) {
    const rt_str *s = rt_as_str(v);
    fputc('\'', out);
    for (size_t i = 0; i < s->length && i < 40; i++) {
        uint32_t ch = rt_str_at(s, i);
        if (ch == '\n')
            fputs("\\n", out);
        else if (ch < 32 || ch > 126)
            fprintf(out, "\\x%x", ch);
        else
            fputc((int)ch, out);
    }
    fputs(s->length > 40 ? "...'" : "'", out);
}

static void print_value(FILE *out, Value v) {
    int64_t i;
    if (rt_is_none(v))
        fputs("None", out);
    else if (rt_same(v, RT_TRUE))
        fputs("True", out);
    else if (rt_same(v, RT_FALSE))
        fputs("False", out);
    else if (rt_same(v, RT_ELLIPSIS))
        fputs("...", out);
    else if (rt_is_int(v) && rt_int_get(v, &i))
        fprintf(out, "%lld", (long long)i);
    else if (rt_is_float(v))
        fprintf(out, "%.17g", rt_float_get(v));
    else if (rt_is_str(v))
        print_str(out, v);
    else if (rt_is_exact(v, &vm_code_type))
        fputs("<code>", out);
    else if (rt_is_tuple(v)) {
        fputc('(', out);
        for (size_t k = 0; k < rt_tuple_len(v) && k < 8; k++) {
            if (k) fputs(", ", out);
            print_value(out, rt_tuple_at(v, k));
        }
        fputs(rt_tuple_len(v) > 8 ? ", ...)" : ")", out);
    } else
        fprintf(out, "<%s>", rt_type_of(v)->name);
}

static void print_const(FILE *out, const rt_code *c, uint64_t index) {
    if (index < c->nconsts)
        print_value(out, c->consts[index]);
    else
        fprintf(out, "const[%llu]", (unsigned long long)index);
}

static void print_reg(FILE *out, const rt_code *c, uint16_t reg) {
    if (reg < c->nlocals) {
        size_t n = rt_as_str(rt_tuple_at(c->varnames, reg))->length;
        for (size_t i = 0; i < n; i++)
            fputc((int)(rt_str_at(rt_as_str(rt_tuple_at(c->varnames, reg)), i) & 0x7f), out);
    } else {
        fprintf(out, "r%u", reg);
    }
}

static void print_operand(FILE *out, const rt_code *c, char kind, uint16_t x, uint32_t end) {
    switch (kind) {
    case '-':
    case 'J': return;
    case 'v':
        if (x >= VM_CONST_BIT) {
            fputc(' ', out);
            print_const(out, c, x - VM_CONST_BIT);
            return;
        }
        [[fallthrough]];
    case 'w':
    case 'r':
    case 'm':
    case 'f':
        fputc(' ', out);
        print_reg(out, c, x);
        return;
    case 'k':
    case 'n':
        fputc(' ', out);
        print_const(out, c, x);
        return;
    case 'j': fprintf(out, " -> %lld", (long long)end + (int16_t)x); return;
    default: fprintf(out, " #%u", x); return;
    }
}

static void print_instruction(FILE *out, const rt_code *c, uint32_t pc) {
    const vm_word *w = &c->words[pc];
    uint16_t plain = vm_op_plain[vm_op_load(w)];
    const char *kinds = vm_op_operands[plain];
    uint32_t end = pc + vm_op_words[vm_op_load(w)];
    fprintf(out, "%6u  %-20s", pc, vm_op_names[vm_op_load(w)]);
    print_operand(out, c, kinds[0], w->a, end);
    print_operand(out, c, kinds[1], w->b, end);
    print_operand(out, c, kinds[2], w->c, end);
    if (kinds[1] == 'J')
        fprintf(out, " -> %lld", (long long)end + (int32_t)(w->b | (uint32_t)w->c << 16));
    if (plain == OP_MAKE_FUNCTION || plain == OP_UNPACK_EX) {
        fprintf(out, " #%llu", (unsigned long long)w[1].bits);
    } else if (vm_op_has_data(plain)) {
        fputc(' ', out);
        print_const(out, c, w[1].bits);
    }
    fputc('\n', out);
}

static void print_text(FILE *out, Value s) {
    for (size_t i = 0; i < rt_as_str(s)->length; i++)
        fputc((int)(rt_str_at(rt_as_str(s), i) & 0x7f), out);
}

void vm_disassemble(FILE *out, const rt_code *c) {
    fputs("code ", out);
    print_text(out, c->qualname);
    fprintf(out, " (%u registers, flags 0x%x)\n", c->nregs, c->flags);
    int32_t line = -2;
    for (uint32_t pc = 0; pc < c->nwords; pc += vm_op_words[vm_op_load(&c->words[pc])]) {
        vm_position p = vm_code_position(c, pc);
        if (p.line != line)
            fprintf(out, "%5d", p.line);
        else
            fputs("     ", out);
        line = p.line;
        print_instruction(out, c, pc);
    }
    for (uint32_t i = 0; i < c->nhandlers; i++)
        fprintf(out, "      [%u, %u) -> %u r%u\n", c->handlers[i].start, c->handlers[i].end,
                c->handlers[i].handler, c->handlers[i].reg);
    for (uint32_t i = 0; i < c->nconsts; i++)
        if (rt_is_exact(c->consts[i], &vm_code_type)) {
            fputc('\n', out);
            vm_disassemble(out, vm_as_code(c->consts[i]));
        }
}
