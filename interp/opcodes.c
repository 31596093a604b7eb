/* opcodes.c - the opcode list as tables: names, lengths, operand kinds.
 *
 * Owns: constant tables generated from opcodes.def. Threads: any. */
#include "interp/code.h"

/* clang-format off */
enum {
#define OP(name, words, a, b, c, doc) WORDS_##name = words,
#define SPECIAL(name, of, doc) WORDS_##name = WORDS_##of,
#include "interp/opcodes.def"
#undef OP
#undef SPECIAL
};

const char *const vm_op_names[VM_OP_COUNT] = {
#define OP(name, words, a, b, c, doc) [OP_##name] = #name,
#define SPECIAL(name, of, doc) [OP_##name] = #name,
#include "interp/opcodes.def"
#undef OP
#undef SPECIAL
};

const uint8_t vm_op_words[VM_OP_COUNT] = {
#define OP(name, words, a, b, c, doc) [OP_##name] = WORDS_##name,
#define SPECIAL(name, of, doc) [OP_##name] = WORDS_##name,
#include "interp/opcodes.def"
#undef OP
#undef SPECIAL
};

/* Specialised forms take their kinds from the plain opcode (vm_op_plain). */
const char vm_op_operands[VM_OP_COUNT][4] = {
#define OP(name, words, a, b, c, doc) [OP_##name] = #a #b #c,
#define SPECIAL(name, of, doc)
#include "interp/opcodes.def"
#undef OP
#undef SPECIAL
};

const uint16_t vm_op_plain[VM_OP_COUNT] = {
#define OP(name, words, a, b, c, doc) [OP_##name] = OP_##name,
#define SPECIAL(name, of, doc) [OP_##name] = OP_##of,
#include "interp/opcodes.def"
#undef OP
#undef SPECIAL
};
