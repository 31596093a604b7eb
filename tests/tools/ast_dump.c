/* ast_dump.c - krait-ast: show what the front end makes of a source text.
 *
 *   krait-ast [-m exec|eval|single|func_type] FILE   print ast.dump(tree, include_attributes=True)
 *   krait-ast -e < SNIPPETS   for each NUL-separated snippet, whose first line is its mode, print
 *                             the error as a Python tuple (type, msg, text, lineno, offset,
 *                             end_lineno, end_offset), or None
 *   krait-ast -s FILE         print the symbol table
 *   krait-ast -t N FILE...    parse every file N times; print lines, seconds and lines a second
 */
#include <stdlib.h>
#include <time.h>

#include "interp/parse.h"
#include "interp/scope.h"
#include "tests/tools/ast_print.h"
#include "tests/tools/scope_print.h"

static char *read_all(FILE *f, size_t *len) {
    size_t capacity = 1 << 16;
    char *bytes = malloc(capacity);
    *len = 0;
    for (size_t n; bytes && (n = fread(bytes + *len, 1, capacity - *len, f)) > 0;) {
        *len += n;
        if (*len == capacity) bytes = realloc(bytes, capacity *= 2);
    }
    if (!bytes) abort();
    return bytes;
}

static char *read_file(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(2);
    }
    char *bytes = read_all(f, len);
    fclose(f);
    return bytes;
}

static parse_mode mode_named(const char *name) {
    static const char *const names[] = {"exec", "eval", "single", "func_type"};
    for (int i = 0; i < 4; i++)
        if (strcmp(names[i], name) == 0) return (parse_mode)i;
    fprintf(stderr, "unknown mode %s\n", name);
    exit(2);
}

static void print_number(int n) {
    if (n == PARSE_NO_VALUE)
        fputs(", None", stdout);
    else
        printf(", %d", n);
}

static void print_error(const parse_error *e) {
    static const char *const types[] = {
        [PARSE_OK] = "None",
        [PARSE_SYNTAX_ERROR] = "SyntaxError",
        [PARSE_SYMBOL_ERROR] = "SyntaxError",
        [PARSE_INDENTATION_ERROR] = "IndentationError",
        [PARSE_TAB_ERROR] = "TabError",
        [PARSE_VALUE_ERROR] = "ValueError",
        [PARSE_TYPE_ERROR] = "TypeError",
        [PARSE_SYSTEM_ERROR] = "SystemError",
        [PARSE_MEMORY_ERROR] = "MemoryError",
        [PARSE_RECURSION_ERROR] = "RecursionError",
        [PARSE_OVERFLOW_ERROR] = "OverflowError",
    };
    if (e->kind == PARSE_OK || e->kind >= PARSE_VALUE_ERROR) {
        printf("('%s',)\n", types[e->kind]);
        return;
    }
    printf("('%s', ", types[e->kind]);
    ast_print_str(stdout, e->message, strlen(e->message));
    fputs(", ", stdout);
    if (e->text)
        ast_print_str(stdout, e->text, strlen(e->text));
    else
        fputs("None", stdout);
    printf(", %d, %d", e->lineno, e->offset);
    print_number(e->end_lineno);
    print_number(e->end_offset);
    puts(")");
}

/* Parse and analyse one text; what went wrong is in *err. */
static void check_text(const char *text, size_t len, parse_mode mode, parse_error *err, arena *a) {
    ast_mod *mod = parse_module(a, text, len, "<snippet>", mode, PARSE_SOURCE_IS_UTF8, err);
    unsigned features;
    int last_line;
    if (mod && mode != PARSE_FUNC_TYPE && scope_future(mod, &features, &last_line, err))
        (void)!scope_build(mod, features, err);
}

static int print_errors(void) {
    size_t len;
    char *all = read_all(stdin, &len);
    for (char *s = all; s < all + len;) {
        char *end = memchr(s, '\0', (size_t)(all + len - s));
        char *nl = strchr(s, '\n');
        if (!end || !nl) break;
        *nl = '\0';
        arena a;
        parse_error err;
        arena_init(&a, 0);
        check_text(nl + 1, (size_t)(end - nl - 1), mode_named(s), &err, &a);
        print_error(&err);
        arena_release(&a);
        s = end + 1;
    }
    free(all);
    return 0;
}

static int dump_file(const char *path, parse_mode mode, bool symbols) {
    size_t len;
    char *bytes = read_file(path, &len);
    arena a;
    parse_error err;
    arena_init(&a, 0);
    ast_mod *mod = parse_module(&a, bytes, len, path, mode, 0, &err);
    unsigned features = 0;
    int last_line;
    scope_table *table = NULL;
    if (mod && symbols && scope_future(mod, &features, &last_line, &err))
        table = scope_build(mod, features, &err);
    if (!mod || (symbols && !table)) {
        print_error(&err);
    } else if (symbols) {
        scope_print(stdout, scope_top(table), 0);
    } else {
        ast_print(stdout, mod->root);
        putchar('\n');
    }
    arena_release(&a);
    free(bytes);
    return mod ? 0 : 1;
}

static int time_files(int rounds, int n, char **paths) {
    size_t lines = 0;
    double seconds = 0;
    for (int i = 0; i < n; i++) {
        size_t len;
        char *bytes = read_file(paths[i], &len);
        for (size_t at = 0; at < len; at++)
            lines += bytes[at] == '\n';
        for (int round = 0; round < rounds; round++) {
            struct timespec from, to;
            arena a;
            parse_error err;
            clock_gettime(CLOCK_MONOTONIC, &from);
            arena_init(&a, 0);
            (void)!parse_module(&a, bytes, len, paths[i], PARSE_EXEC, 0, &err);
            arena_release(&a);
            clock_gettime(CLOCK_MONOTONIC, &to);
            seconds +=
                (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
        }
        free(bytes);
    }
    seconds /= rounds;
    printf("%zu lines, %.3f s, %.0f lines/s\n", lines, seconds, (double)lines / seconds);
    return 0;
}

int main(int argc, char **argv) {
    parse_mode mode = PARSE_EXEC;
    bool symbols = false;
    int i = 1;
    if (argc == 2 && strcmp(argv[1], "-e") == 0) return print_errors();
    if (argc > 3 && strcmp(argv[1], "-t") == 0)
        return time_files(atoi(argv[2]), argc - 3, argv + 3);
    for (; i + 1 < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "-s") == 0)
            symbols = true;
        else if (strcmp(argv[i], "-m") == 0)
            mode = mode_named(argv[++i]);
    }
    if (i + 1 != argc) {
        fprintf(stderr, "usage: krait-ast [-s] [-m MODE] FILE | -e | -t N FILE...\n");
        return 2;
    }
    return dump_file(argv[i], mode, symbols);
}
