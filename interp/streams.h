/* streams.h - sys.stdin, sys.stdout, sys.stderr. */
#ifndef KRAIT_INTERP_STREAMS_H
#define KRAIT_INTERP_STREAMS_H
#include "runtime/thread.h"
/* Opens them over _io and puts them into sys. */
[[nodiscard]] bool vm_streams_init(rt_thread *t, bool unbuffered);
#endif
