/* K-means: points are assigned to the nearest of k centres, which then move to the middle of theirs.
 *
 * After the description of kmeans in STAMP. The distances are computed outside transactions from the
 * centres of the last round; each point then adds itself to its centre's sums in one transaction. Few
 * centres mean much contention ('high').
 *
 * Owns: points, centres. Coordinates are integers, so the sums do not depend on the order, and the
 * check compares the last centres with those of a sequential run.
 *
 * Threads: points are shared out; thread 0 moves the centres between two barriers.
 */
#include <string.h>

#include "bench.h"

enum { DIMENSIONS = 16, MAX_CENTRES = 40, ROUNDS = 10 };

typedef struct centre {
    TM_HEADER;
    int64_t count;
    int64_t sum[DIMENSIONS];
} centre;

typedef int32_t point[DIMENSIONS];

static struct {
    point *points;
    uint32_t n, k;
    centre *sums;
    point centres[MAX_CENTRES];
} world;

static uint64_t setup(bool small, uint32_t k) {
    uint64_t random = 17;
    world.n = small ? 256 : 16384;
    world.k = k;
    world.points = allocate(world.n, sizeof *world.points);
    world.sums = allocate(k, sizeof *world.sums);
    for (uint32_t i = 0; i < world.n; i++)
        for (int d = 0; d < DIMENSIONS; d++)
            world.points[i][d] = (int32_t)(next_random(&random) % 100000);
    memcpy(world.centres, world.points, k * sizeof *world.centres);
    return ROUNDS;
}

static uint64_t setup_high(bool small) { return setup(small, 15); }
static uint64_t setup_low(bool small) { return setup(small, MAX_CENTRES); }

static uint32_t nearest(const int32_t *p, point *centres) {
    uint32_t best = 0;
    int64_t best_distance = INT64_MAX;
    for (uint32_t c = 0; c < world.k; c++) {
        int64_t distance = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
            int64_t difference = p[d] - centres[c][d];
            distance += difference * difference;
        }
        if (distance < best_distance) {
            best_distance = distance;
            best = c;
        }
    }
    return best;
}

TM_FUNCTION join(stm_tx *tx, centre *c, const int32_t *p) {
    int64_t count;
    TM_TAKE(tx, c, count, &count);
    TM_SET(tx, c, count, count + 1);
    for (int d = 0; d < DIMENSIONS; d++) {
        int64_t sum;
        TM_TAKE(tx, c, sum[d], &sum);
        TM_SET(tx, c, sum[d], sum + p[d]);
    }
    return true;
}

/* The middle of each centre's points; one without points stays. */
static void move_centre(int32_t *to, int64_t count, const int64_t *sum) {
    for (int d = 0; d < DIMENSIONS && count != 0; d++)
        to[d] = (int32_t)(sum[d] / count);
}

static void work(worker *w, uint64_t rounds) {
    uint64_t first = share_start(w, world.n), end = first + share(w, world.n);
    for (uint64_t round = 0; round < rounds; round++) {
        for (uint64_t i = first; i < end; i++) {
            const int32_t *p = world.points[i];
            centre *c = &world.sums[nearest(p, world.centres)];
            TM_ATOMIC(w->tx, join(w->tx, c, p));
        }
        phase_end(w);
        for (uint32_t c = 0; c < world.k && w->index == 0; c++) {
            move_centre(world.centres[c], world.sums[c].count, world.sums[c].sum);
            world.sums[c].count = 0;
            memset(world.sums[c].sum, 0, sizeof world.sums[c].sum);
        }
        phase_end(w);
    }
    w->operations = rounds * (end - first);
}

static const char *check(void) {
    static point centres[MAX_CENTRES];
    memcpy(centres, world.points, world.k * sizeof *centres);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t count[MAX_CENTRES] = {}, sum[MAX_CENTRES][DIMENSIONS] = {};
        for (uint32_t i = 0; i < world.n; i++) {
            uint32_t c = nearest(world.points[i], centres);
            count[c]++;
            for (int d = 0; d < DIMENSIONS; d++)
                sum[c][d] += world.points[i][d];
        }
        for (uint32_t c = 0; c < world.k; c++)
            move_centre(centres[c], count[c], sum[c]);
    }
    bool same = memcmp(centres, world.centres, world.k * sizeof *centres) == 0;
    return same ? nullptr : "the centres are not those of a sequential run";
}

static void drop(void) {
    free(world.points);
    free(world.sums);
}

const bench benches_kmeans[] = {
    {"kmeans-high", "point, of 15 centres", setup_high, work, check, drop},
    {"kmeans-low", "point, of 40 centres", setup_low, work, check, drop},
    {},
};
