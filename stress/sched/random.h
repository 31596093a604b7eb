/* The generator from which every choice of a run is drawn: splitmix64 (Steele, Lea, Flood 2014).
 *
 * Owns: nothing. Threads: the owner of the state.
 */
#ifndef STRESS_SCHED_RANDOM_H
#define STRESS_SCHED_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Independent streams from one seed. */
static inline uint64_t random_stream(uint64_t seed, uint64_t stream) {
    uint64_t state = seed * UINT64_C(0x2545f4914f6cdd1d) + stream;
    return random_next(&state);
}

#endif
