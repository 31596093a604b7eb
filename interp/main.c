/* main.c - the krait command, and how its allocator is set up. */
#include "interp/command.h"

/* Read by jemalloc before main. Objects lie in the collected heap; what malloc serves is tables, logs and what the compiler needs for
 * a moment. So one arena is enough, beside the threads' own caches, and what is freed in large pieces goes back to the system at once:
 * with jemalloc's defaults a program's peak is 2 to 3 MB higher, all of it garbage of its imports. */
extern const char *malloc_conf;
const char *malloc_conf = "narenas:1,dirty_decay_ms:0";

int main(int argc, char **argv) { return vm_command(argc, argv); }
