/* code_cache.h - compiled modules on disk, so that the next process need not compile them.
 *
 * One file for each source file and optimisation level, in the user's cache folder: $PYTHONPYCACHEPREFIX, $XDG_CACHE_HOME/krait or
 * ~/.cache/krait. A file is good for one version of the source (time of its last change, size) and one build of Krait.
 *
 * Invariants
 *   cache-1  A file that is not exactly what this build wrote for this source is as if it were not there: cut off, foreign, altered
 *            (checksum), or writable by somebody else than its owner, who must be the user.
 *   cache-2  A file appears complete or not at all: it is written under another name and renamed. Whoever comes last wins; all write
 *            the same. Writing is therefore no effect that a transaction would have to defer.
 *   cache-3  A source that has just been changed is not cached: within a tick of the clock it may change again unnoticed.
 * Threads: any. */
#ifndef KRAIT_INTERP_CODE_CACHE_H
#define KRAIT_INTERP_CODE_CACHE_H

#include <sys/stat.h>

#include "runtime/thread.h"

/* Says where the cache is; once, at start. prefix: NULL, or the folder that the user chose. */
void vm_cache_init(const char *prefix);

/* The code of the source file at path, which is as `st` says. RT_EMPTY: not cached; RT_NULL: raised or conflict. */
[[nodiscard]] Value vm_cache_load(rt_thread *t, const char *path, const struct stat *st,
                                  Value filename);

/* Keeps code that has just been compiled from it and has not run yet. Nothing is raised if it cannot. */
void vm_cache_store(rt_thread *t, const char *path, const struct stat *st, Value code);

#endif
