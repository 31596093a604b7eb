/* Chooses the planted bug: linked into the mutant build of the tests only (stm/mutant.h).
 *
 * Owns: stm_mutant_on. Threads: set before main.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stm/mutant.h"

stm_mutant_id stm_mutant_on;

static const char *const names[] = {"",
#define X(name, doc) #name,
                                    STM_MUTANT_LIST(X)
#undef X
};

__attribute__((constructor)) static void choose(void) {
    const char *wanted = getenv("STM_MUTANT");
    if (!wanted) return;
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (strcmp(wanted, names[i]) == 0) {
            stm_mutant_on = (stm_mutant_id)i;
            return;
        }
    fprintf(stderr, "no mutant named %s\n", wanted);
    exit(0); /* a test that passes: the script reports the mutant as alive */
}
