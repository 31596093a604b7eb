/* compile.h - source text or tree to code. */
#ifndef KRAIT_INTERP_COMPILE_H
#define KRAIT_INTERP_COMPILE_H
#include "interp/code.h"
#include "interp/parse.h"

/* Bits of `flags` besides CO_FUTURE_*, with the values of compile()'s PyCF_ flags. */
enum {
    COMP_SOURCE_IS_UTF8 = 0x100,
    COMP_DONT_IMPLY_DEDENT = 0x200,
    COMP_ONLY_AST = 0x400,
    COMP_IGNORE_COOKIE = 0x800,
    COMP_TYPE_COMMENTS = 0x1000, /* accepted, without effect */
    COMP_TOP_LEVEL_AWAIT = 0x2000,
    COMP_ALLOW_INCOMPLETE = 0x4000,
    COMP_SOURCE_IS_FILE = 0x8000000, /* ours: errors of the encoding name the file */
};

/* Parses, resolves names and compiles. optimize: 0, 1 (-O), 2 (-OO). SyntaxError (all six fields set) or MemoryError pending on RT_NULL.
 * flags: CO_FUTURE_* inherited by the source, and the bits above. source: UTF-8 or with an encoding declaration, any bytes. */
[[nodiscard]] Value comp_compile_source(rt_thread *t, const char *source, size_t length,
                                        Value filename, parse_mode mode, uint32_t flags,
                                        int optimize);
/* Parses only: the objects of the ast module. */
[[nodiscard]] Value comp_source_objects(rt_thread *t, const char *source, size_t length,
                                        Value filename, parse_mode mode, uint32_t flags);
/* The same from a tree that lives in the arena. */
[[nodiscard]] Value comp_compile_tree(rt_thread *t, struct arena *arena, const struct ast_mod *tree,
                                      Value filename, uint32_t flags, int optimize);
#endif
