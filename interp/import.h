/* import.h - finding and reading source for prelude/importer.py and for main. */
#ifndef KRAIT_INTERP_IMPORT_H
#define KRAIT_INTERP_IMPORT_H
#include "runtime/thread.h"
/* Looks for module `name` (last part) in the list of directories: (filename, is_package, search list) - a namespace package has
 * filename None - or None. */
Value vm_find_source(rt_thread *t, Value name, Value path);
/* Compiles a file. OSError, SyntaxError. */
Value vm_read_code(rt_thread *t, Value filename);
/* A file's bytes in malloc memory; NULL with errno set. */
/* The same as a continuation: path the list, name the state. */
Value vm_find_source_in(rt_thread *t, Value path, Value name);
char *vm_file_read(const char *path, size_t *length);
/* -O: 0, 1, 2. Set before the first import. */
extern int vm_optimize;
#endif
