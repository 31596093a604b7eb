/* handlers.h - all handlers, by theme. Compiled twice: eval_solo.c and eval_parallel.c. */
/* dispatch.h first, then barriers.h and moves.h, whose slow handlers the others end in. */
/* clang-format off */
#include "interp/dispatch.h"
#include "interp/handlers/barriers.h"
#include "interp/handlers/moves.h"
#include "interp/handlers/names.h"
#include "interp/handlers/attributes.h"
#include "interp/handlers/operators.h"
#include "interp/handlers/flow.h"
#include "interp/handlers/calls.h"
#include "interp/handlers/build.h"
#include "interp/handlers/exceptions.h"
#include "interp/handlers/match.h"
#include "interp/handlers/generators.h"
/* clang-format on */

#define OP(name, words, a, b, c, doc) [OP_##name] = (const void *)op_##name,
#define SPECIAL(name, of, doc) [OP_##name] = (const void *)op_##name,
const void *const VM_TABLE[VM_OP_COUNT] = {
#include "interp/opcodes.def"
};
#undef OP
#undef SPECIAL
