/* stress_check [--property serializable|strict|opaque|linearizable] FILE...: checks recorded histories.
 *
 * Without a property: opacity of the transactions in the file and linearizability of its operations.
 * FILE - is standard input. For each file prints 'ok' or what is wrong: the cycle of transactions, the
 * read without a reason, or the calls that have no order. Exit code 0: all hold, 1: not, 2: trouble.
 * The format is in docs/STRESS.md. Threads: one.
 */
#include <stdio.h>
#include <string.h>

#include "stress/check/linear.h"
#include "stress/check/serial.h"

typedef enum result { OK, BAD, TROUBLE } result;

static const char *property; /* null: what the file has */

static result told(const char *file, const char *what, verdict found) {
    static const char *const texts[] = {"ok", "VIOLATED", "undecided, too many orders to try"};
    printf("%s: %s: %s\n", file, what, texts[found]);
    return found == HOLDS ? OK : found == VIOLATED ? BAD : TROUBLE;
}

static result check(const history *h, const char *file) {
    result worst = OK;
    for (int p = 0; p < SERIAL_PROPERTIES; p++) {
        bool asked = property ? strcmp(property, serial_name((serial_property)p)) == 0
                              : p == OPAQUE && h->n_txs > 0;
        if (!asked) continue;
        result one = told(file, serial_name((serial_property)p),
                          serial_check(h, (serial_property)p, stdout));
        if (one > worst) worst = one;
    }
    if (property ? strcmp(property, "linearizable") == 0 : h->n_calls > 0) {
        result one = told(file, "linearizable", linear_check(h, stdout) ? HOLDS : VIOLATED);
        if (one > worst) worst = one;
    }
    return worst;
}

static result file_check(const char *file) {
    history h = {};
    bool standard = strcmp(file, "-") == 0;
    FILE *in = standard ? stdin : fopen(file, "r");
    if (!in) {
        perror(file);
        return TROUBLE;
    }
    bool read = history_read(&h, in, file);
    if (!standard) fclose(in);
    result found = read ? check(&h, file) : TROUBLE;
    history_free(&h);
    return found;
}

static bool is_property(const char *name) {
    for (int p = 0; p < SERIAL_PROPERTIES; p++)
        if (strcmp(name, serial_name((serial_property)p)) == 0) return true;
    return strcmp(name, "linearizable") == 0;
}

int main(int argc, char **argv) {
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--property") == 0 && is_property(argv[2])) {
        property = argv[2];
        first = 3;
    }
    if (first >= argc || (argv[first][0] == '-' && argv[first][1])) {
        fprintf(stderr, "usage: stress_check [--property serializable|strict|opaque|linearizable] "
                        "FILE...\n");
        return TROUBLE;
    }
    result worst = OK;
    for (int i = first; i < argc; i++) {
        result one = file_check(argv[i]);
        if (one > worst) worst = one;
    }
    return worst;
}
