/* Chooses the planted bug: linked into builds with planted bugs only (stm/mutant.h, runtime/mutant.h).
 *
 * Owns: stm_mutant_on or, in a build with KRAIT_MUTANTS, rt_mutant_on. Threads: set before main.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef KRAIT_MUTANTS
#include "runtime/mutant.h"
#define LIST     RT_MUTANT_LIST
#define VARIABLE "KRAIT_MUTANT"
typedef rt_mutant_id mutant_id;
rt_mutant_id rt_mutant_on;
static mutant_id *const chosen = &rt_mutant_on;
#else
#include "stm/mutant.h"
#define LIST     STM_MUTANT_LIST
#define VARIABLE "STM_MUTANT"
typedef stm_mutant_id mutant_id;
stm_mutant_id stm_mutant_on;
static mutant_id *const chosen = &stm_mutant_on;
#endif

static const char *const names[] = {"",
#define X(name, doc) #name,
                                    LIST(X)
#undef X
};

__attribute__((constructor)) static void choose(void) {
    const char *wanted = getenv(VARIABLE);
    if (!wanted || !*wanted) return;
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (strcmp(wanted, names[i]) == 0) {
            *chosen = (mutant_id)i;
            return;
        }
    fprintf(stderr, "no mutant named %s\n", wanted);
    exit(0); /* a test that passes: the script reports the mutant as alive */
}
