/* workloads.c - see workloads.h. */
#include "stress/workloads/workloads.h"

#include <string.h>

const workload *const workloads[] = {
#define X(name) &workload_##name,
    WORKLOADS(X)
#undef X
        nullptr};

const workload *workload_find(const char *name) {
    for (const workload *const *load = workloads; *load; load++)
        if (strcmp((*load)->name, name) == 0) return *load;
    return nullptr;
}
