/* What a benchmark is, and what its threads have.
 *
 * Owns: nothing; bench.c runs the benchmarks that the other files define.
 *
 * Threads: `setup`, `check` and `teardown` by one thread; `work` by all of them at once.
 */
#ifndef BENCH_STM_BENCH_H
#define BENCH_STM_BENCH_H

#include <assert.h>
#include <stdio.h>

#include "tm.h"

typedef struct worker {
    stm_tx *tx;
    unsigned index, threads;
    uint64_t random;     /* state of its generator */
    uint64_t operations; /* what `work` has done: time is reported for each of them */
    pthread_t thread;
} worker;

typedef struct bench {
    const char *name;
    const char *operation;         /* what is counted */
    uint64_t (*setup)(bool small); /* returns how many rounds to run, over all threads */
    void (*work)(worker *w, uint64_t rounds);
    const char *(*check)(void); /* null: right; else what is wrong */
    void (*teardown)(void);
} bench;

/* Each ends with one that has no name. */
extern const bench benches_micro[], benches_sets[], benches_bank[], benches_genome[],
    benches_intruder[], benches_kmeans[], benches_labyrinth[], benches_ssca2[], benches_vacation[],
    benches_yada[], benches_graph[];

/* A worker's share of n rounds. */
static inline uint64_t share(const worker *w, uint64_t n) {
    return n * (w->index + 1) / w->threads - n * w->index / w->threads;
}

/* Where its share begins. */
static inline uint64_t share_start(const worker *w, uint64_t n) {
    return n * w->index / w->threads;
}

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static inline uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* A number below n, which is not 0. */
static inline uint64_t random_below(uint64_t *state, uint64_t n) {
    assert(n != 0);
    return next_random(state) % n;
}

/* All workers reach this point before any goes on: between the phases of a benchmark. */
void phase_end(worker *w);

/* Zeroed, aligned to a cache line; ends the program when there is none. */
void *allocate(size_t count, size_t size);

/* As realloc; ends the program when there is no memory. */
void *resize(void *memory, size_t count, size_t size);

/* A permutation of 0 to n - 1. */
uint32_t *shuffled(uint32_t n, uint64_t seed);

#endif
