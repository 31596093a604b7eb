/* options.c - the command line, parsed as python3.11 parses it, with -X options of our own. */
#include "interp/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static const char usage_text[] =
    "usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\n"
    "Options:\n"
    "-B     : do not write compiled code to disk\n"
    "-c cmd : program passed in as string (terminates option list)\n"
    "-E     : ignore PYTHON* environment variables\n"
    "-h     : print this help message and exit (also --help)\n"
    "-i     : inspect interactively after running the program, even if stdin is no terminal\n"
    "-I     : isolate from the user's environment (implies -E and -s)\n"
    "-m mod : run library module as a script (terminates option list)\n"
    "-O     : remove assert and __debug__-dependent statements\n"
    "-OO    : do -O changes and also discard docstrings\n"
    "-P     : do not prepend a potentially unsafe path to sys.path\n"
    "-q     : do not print version and copyright messages on interactive startup\n"
    "-s     : do not add the user's site directory to sys.path\n"
    "-S     : do not imply 'import site' on initialization\n"
    "-u     : force the stdout and stderr streams to be unbuffered\n"
    "-V     : print the version number and exit (also --version)\n"
    "-W arg : warning control\n"
    "-X opt : set an implementation-specific option:\n"
    "         -X conflicts[=FILE]   report at exit where threads collided and what it cost\n"
    "         -X memory=SIZE        limit of the heap (suffix K, M or G): MemoryError beyond it\n"
    "         -X fuel=N             loop iterations and calls that a transaction lasts\n"
    "         -X abort=N            force an abort at every N-th barrier or commit\n"
    "         -X abort=random:SEED  force aborts at random\n"
    "         -X gc-every=N         collect at every N-th allocation\n"
    "         -X dis                print the bytecode instead of running it\n"
    "         -X pycache_prefix=DIR keep compiled code in this folder\n"
    "file   : program read from script file\n"
    "-      : program read from stdin (default)\n"
    "arg ...: arguments passed to program in sys.argv[1:]\n";

void vm_options_help(const char *program) { printf(usage_text, program); }

static bool size_of(const char *text, size_t *out) {
    char *end;
    unsigned long long n = strtoull(text, &end, 10);
    if (end == text) return false;
    if (*end == 'K' || *end == 'k')
        n <<= 10, end++;
    else if (*end == 'M' || *end == 'm')
        n <<= 20, end++;
    else if (*end == 'G' || *end == 'g')
        n <<= 30, end++;
    *out = n;
    return *end == 0;
}

static bool number_of(const char *text, uint64_t *out) {
    char *end;
    *out = strtoull(text, &end, 10);
    return end != text && *end == 0;
}

/* The text behind `name=` if option is that, else NULL. */
static const char *value_of(const char *option, const char *name) {
    size_t n = strlen(name);
    return strncmp(option, name, n) == 0 && option[n] == '=' ? option + n + 1 : NULL;
}

static bool abort_option(vm_options *o, const char *value) {
    const char *seed = strncmp(value, "random:", 7) == 0 ? value + 7 : NULL;
    o->abort_random = seed != NULL;
    return seed ? number_of(seed, &o->abort_seed) : number_of(value, &o->abort_every);
}

/* One -X option; unknown ones are accepted silently, as python does. */
static bool x_option(vm_options *o, const char *option) {
    const char *v;
    uint64_t fuel;
    if (strcmp(option, "conflicts") == 0) return o->conflicts = true;
    if (strcmp(option, "dis") == 0) return o->disassemble = true;
    if ((v = value_of(option, "pycache_prefix"))) return o->pycache_prefix = v, true;
    if ((v = value_of(option, "conflicts"))) return o->conflicts_file = v, o->conflicts = true;
    if ((v = value_of(option, "memory"))) return size_of(v, &o->memory_limit);
    if ((v = value_of(option, "gc-every"))) return number_of(v, &o->gc_every);
    if ((v = value_of(option, "abort"))) return abort_option(o, v);
    if ((v = value_of(option, "fuel"))) {
        if (!number_of(v, &fuel) || fuel == 0) return false;
        o->fuel = (int64_t)fuel;
    }
    return true;
}

static bool add_warning(vm_options *o, const char *text) {
    const char **all = realloc((void *)o->warnoptions, (o->nwarnoptions + 1) * sizeof *all);
    if (!all) return false;
    all[o->nwarnoptions++] = text;
    o->warnoptions = all;
    return true;
}

static bool flag(vm_options *o, char c) {
    switch (c) {
    case 'B': o->dont_write_bytecode = 1; break;
    case 'E': o->ignore_environment = 1; break;
    case 'I': o->isolated = o->ignore_environment = o->safe_path = 1; break;
    case 'O': o->optimize++; break;
    case 'P': o->safe_path = 1; break;
    case 'S': o->no_site = 1; break;
    case 'i': o->inspect = o->interactive = 1; break;
    case 'q': o->quiet = 1; break;
    case 'u': o->unbuffered = 1; break;
    case 'v': o->verbose++; break;
    case 'V': o->kind = VM_RUN_VERSION; break;
    case 'h':
    case '?': o->kind = VM_RUN_HELP; break;
    case 's':
    case 'd':
    case 'b':
    case 'x': break;
    default: return false;
    }
    return true;
}

static bool fail(const char *program, const char *format, const char *what) {
    fprintf(stderr, format, what);
    fprintf(
        stderr,
        "usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `krait -h' for more information.\n",
        program);
    return false;
}

/* An option that takes an argument: in the same word or the next. NULL: missing. */
static const char *argument(int argc, char **argv, int *i, const char *rest) {
    if (*rest) return rest;
    return *i + 1 < argc ? argv[++*i] : NULL;
}

static bool word(int argc, char **argv, int *i, vm_options *o, bool *last) {
    for (const char *p = argv[*i] + 1; *p; p++) {
        if (strchr("cmWX", *p)) {
            char c = *p, text[2] = {c, 0};
            const char *value = argument(argc, argv, i, p + 1);
            if (!value) return fail(argv[0], "Argument expected for the -%s option\n", text);
            if (c == 'W') return add_warning(o, value);
            if (c == 'X')
                return x_option(o, value) ||
                       fail(argv[0], "krait: bad value for option -X %s\n", value);
            o->kind = c == 'c' ? VM_RUN_COMMAND : VM_RUN_MODULE;
            o->program = value;
            return *last = true;
        }
        char text[2] = {*p, 0};
        if (!flag(o, *p)) return fail(argv[0], "Unknown option: -%s\n", text);
    }
    return true;
}

/* What an environment variable raises an option to: its number, or 1 if it is none. */
static void env_flag(const char *name, int *flag) {
    const char *text = getenv(name);
    if (!text || !*text) return;
    char *end;
    long n = strtol(text, &end, 10);
    int value = *end || n < 0 || n > 2 ? 1 : (int)n;
    if (value > *flag) *flag = value;
}

static void environment(vm_options *o) {
    if (o->ignore_environment) return;
    env_flag("PYTHONOPTIMIZE", &o->optimize);
    env_flag("PYTHONDONTWRITEBYTECODE", &o->dont_write_bytecode);
    env_flag("PYTHONINSPECT", &o->inspect);
    env_flag("PYTHONUNBUFFERED", &o->unbuffered);
    env_flag("PYTHONVERBOSE", &o->verbose);
    const char *prefix = getenv("PYTHONPYCACHEPREFIX");
    if (!o->pycache_prefix && prefix && *prefix) o->pycache_prefix = prefix;
}

/* PYTHONWARNINGS: what -W would say, before what it says; separated by commas. */
static bool env_warnings(vm_options *o) {
    const char *text = o->ignore_environment ? NULL : getenv("PYTHONWARNINGS");
    char *parts = text ? strdup(text) : NULL, *rest;
    if (!parts) return !text;
    const char *const *given = o->warnoptions;
    size_t ngiven = o->nwarnoptions;
    o->warnoptions = NULL;
    o->nwarnoptions = 0;
    bool ok = true;
    for (char *part = strtok_r(parts, ",", &rest); part; part = strtok_r(NULL, ",", &rest))
        ok = ok && add_warning(o, part);
    for (size_t i = 0; i < ngiven; i++)
        ok = ok && add_warning(o, given[i]);
    free((void *)given);
    return ok;
}

/* PYTHONHASHSEED: a number makes hashes the same in every run; 0 is no randomness at all. */
static bool hash_seed(vm_options *o) {
    const char *text = o->ignore_environment ? NULL : getenv("PYTHONHASHSEED");
    o->hash_random = !text || !*text || strcmp(text, "random") == 0;
    if (o->hash_random)
        return getrandom(&o->hash_seed, sizeof o->hash_seed, 0) == sizeof o->hash_seed;
    if (!number_of(text, &o->hash_seed) || o->hash_seed > UINT32_MAX) {
        fprintf(
            stderr,
            "krait: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]\n");
        return false;
    }
    o->hash_random = o->hash_seed != 0;
    return true;
}

bool vm_options_parse(int argc, char **argv, vm_options *o) {
    *o = (vm_options){.kind = VM_RUN_STDIN};
    int i = 1;
    for (bool last = false; i < argc && !last && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "--version") == 0)
            o->kind = VM_RUN_VERSION;
        else if (strcmp(argv[i], "--help") == 0)
            o->kind = VM_RUN_HELP;
        else if (strcmp(argv[i], "--") == 0)
            last = true;
        else if (!word(argc, argv, &i, o, &last))
            return false;
    }
    if (o->kind == VM_RUN_COMMAND || o->kind == VM_RUN_MODULE)
        i--; /* its slot in argv stands for the program's name */
    else if (o->kind == VM_RUN_STDIN && i < argc && strcmp(argv[i], "-") != 0)
        o->kind = VM_RUN_FILE, o->program = argv[i];
    o->argv = argv + i;
    o->argc = (size_t)(argc - i);
    environment(o);
    if (o->optimize > 2) o->optimize = 2;
    if (isatty(0)) o->interactive = 1;
    return env_warnings(o) && hash_seed(o);
}
