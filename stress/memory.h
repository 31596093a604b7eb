/* Memory that grows, for a program that ends without it.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef STRESS_MEMORY_H
#define STRESS_MEMORY_H

#include <stdio.h>
#include <stdlib.h>

/* As realloc; ends the program when there is no memory. */
static inline void *resized(void *memory, size_t size) {
    void *bigger = realloc(memory, size);
    if (bigger) return bigger;
    fputs("stress: no memory\n", stderr);
    exit(2);
}

#endif
