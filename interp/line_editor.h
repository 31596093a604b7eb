/* line_editor.h - a line typed at a terminal, with editing and history (libedit).
 *
 * Owns: the editor, its history and the line read last. Threads: the main thread; it waits outside of any transaction. */
#ifndef KRAIT_INTERP_LINE_EDITOR_H
#define KRAIT_INTERP_LINE_EDITOR_H

#include "runtime/thread.h"

/* Native: edit_line(prompt) -> the line with its newline, '' at the end of input, None if a signal came in between and its handler
 * raised nothing. Standard input and output must be the terminal. */
Value vm_edit_line(rt_thread *t, Value *args, uint32_t nargs);

#endif
