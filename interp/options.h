/* options.h - the command line, parsed. */
#ifndef KRAIT_INTERP_OPTIONS_H
#define KRAIT_INTERP_OPTIONS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum vm_run_kind {
    VM_RUN_FILE,
    VM_RUN_PLACE, /* a directory or a zip file with a __main__ in it */
    VM_RUN_COMMAND,
    VM_RUN_MODULE,
    VM_RUN_STDIN,
    VM_RUN_VERSION,
    VM_RUN_HELP
} vm_run_kind;

typedef struct vm_options {
    vm_run_kind kind;
    const char *program; /* file name, command text or module name; NULL for stdin */
    char *const *argv;   /* from the program's name on */
    size_t argc;
    int optimize, quiet, isolated, ignore_environment, dont_write_bytecode, safe_path, no_site,
        unbuffered, inspect, verbose;
    int interactive; /* -i, or stdin is a terminal: what is typed there may be a session */
    const char *const *warnoptions;
    size_t nwarnoptions;
    const char *pycache_prefix; /* folder for compiled code; NULL: the default */
    /* -X */
    bool conflicts;             /* report at exit */
    const char *conflicts_file; /* NULL: standard error */
    size_t memory_limit;
    uint64_t gc_every;
    uint64_t hash_seed; /* PYTHONHASHSEED; random without it */
    bool hash_random;
    int64_t fuel;
    uint64_t abort_every; /* force an abort at every n-th barrier or commit */
    bool abort_random;
    uint64_t abort_seed;
    bool disassemble; /* -X dis: print the code instead of running it */
} vm_options;

/* Fills *o. False: a message has been printed to standard error, the exit status is 2. Lives as long as argv. */
[[nodiscard]] bool vm_options_parse(int argc, char **argv, vm_options *o);
void vm_options_help(const char *program);
#endif
