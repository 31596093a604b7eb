/* Labyrinth: paths are laid through a grid of three layers, none touching another.
 *
 * After the description of labyrinth in STAMP, with Lee's algorithm. A worker takes a snapshot of the
 * whole grid in one transaction, finds a shortest way on its copy, and lays it in a second one, which
 * finds out whether all of it is still free; if not, it starts again.
 *
 * Owns: the grid, the jobs, the paths laid. The check: each path leads from its start to its end, in
 * steps, over cells that bear its number, and no other cell is taken.
 *
 * Threads: jobs are handed out by an atomic counter; a job belongs to its worker.
 */
#include <string.h>

#include "bench.h"

typedef struct cell {
    TM_HEADER;
    uint64_t owner; /* number of the path + 1, 0 = free */
} cell;

typedef struct job {
    uint32_t from, to;
    uint32_t *path; /* cells from start to end; null: no way was left */
    uint32_t length;
} job;

enum { LAYERS = 3, NONE = UINT32_MAX };

static struct {
    cell *cells;
    uint32_t side, n; /* cells in a row, in the grid */
    job *jobs;
    uint32_t job_count;
    _Atomic(uint32_t) x_next;
} world;

static uint64_t setup(bool small) {
    uint64_t random = 23;
    world.side = small ? 16 : 96;
    world.n = world.side * world.side * LAYERS;
    world.job_count = small ? 16 : 192;
    world.cells = allocate(world.n, sizeof *world.cells);
    world.jobs = allocate(world.job_count, sizeof *world.jobs);
    uint32_t *ends = shuffled(world.n, next_random(&random));
    for (uint32_t i = 0; i < world.job_count; i++)
        world.jobs[i] = (job){.from = ends[2 * i], .to = ends[2 * i + 1]};
    free(ends);
    atomic_store(&world.x_next, 0);
    return world.job_count;
}

/* The cells beside one: returns how many. */
static unsigned neighbours(uint32_t at, uint32_t out[6]) {
    uint32_t side = world.side, layer = side * side, n = 0;
    if (at % side > 0) out[n++] = at - 1;
    if (at % side < side - 1) out[n++] = at + 1;
    if (at / side % side > 0) out[n++] = at - side;
    if (at / side % side < side - 1) out[n++] = at + side;
    if (at / layer > 0) out[n++] = at - layer;
    if (at / layer < LAYERS - 1) out[n++] = at + layer;
    return n;
}

TM_FUNCTION copy_grid(stm_tx *tx, uint32_t *copy) {
    for (uint32_t i = 0; i < world.n; i++) {
        uint64_t owner;
        TM_GET(tx, &world.cells[i], owner, &owner);
        copy[i] = (uint32_t)owner;
    }
    return true;
}

TM_FUNCTION lay(stm_tx *tx, const uint32_t *path, uint32_t length, uint64_t owner, bool *laid) {
    *laid = false;
    for (uint32_t i = 0; i < length; i++) {
        uint64_t taken;
        TM_GET(tx, &world.cells[path[i]], owner, &taken);
        if (taken) return true;
    }
    for (uint32_t i = 0; i < length; i++)
        TM_SET(tx, &world.cells[path[i]], owner, owner);
    *laid = true;
    return true;
}

/* Breadth first from the end, so that following `towards` from the start gives the path. */
static uint32_t find_way(const uint32_t *taken, uint32_t *towards, uint32_t *queue, const job *j,
                         uint32_t *path) {
    if (taken[j->from] || taken[j->to]) return 0;
    memset(towards, 0xff, world.n * sizeof *towards);
    uint32_t head = 0, tail = 0;
    queue[tail++] = j->to;
    towards[j->to] = j->to;
    while (head < tail && towards[j->from] == NONE) {
        uint32_t at = queue[head++], beside[6];
        unsigned n = neighbours(at, beside);
        for (unsigned i = 0; i < n; i++) {
            if (taken[beside[i]] || towards[beside[i]] != NONE) continue;
            towards[beside[i]] = at;
            queue[tail++] = beside[i];
        }
    }
    if (towards[j->from] == NONE) return 0;
    uint32_t length = 0;
    for (uint32_t at = j->from; at != j->to; at = towards[at])
        path[length++] = at;
    path[length++] = j->to;
    return length;
}

static void route(worker *w, job *j, uint32_t *room) {
    uint32_t *taken = room, *towards = room + world.n, *queue = room + 2 * (size_t)world.n;
    uint32_t *path = room + 3 * (size_t)world.n, length;
    uint64_t owner = (uint64_t)(j - world.jobs) + 1;
    bool laid;
    do {
        TM_ATOMIC(w->tx, copy_grid(w->tx, taken));
        length = find_way(taken, towards, queue, j, path);
        if (length == 0) return;
        TM_ATOMIC(w->tx, lay(w->tx, path, length, owner, &laid));
    } while (!laid);
    j->path = allocate(length, sizeof *path);
    memcpy(j->path, path, length * sizeof *path);
    j->length = length;
}

static void work(worker *w, uint64_t rounds) {
    uint32_t *room = allocate(4 * (size_t)world.n, sizeof *room), next;
    while ((next = atomic_fetch_add(&world.x_next, 1)) < rounds) {
        route(w, &world.jobs[next], room);
        w->operations++;
    }
    free(room);
}

static bool is_beside(uint32_t a, uint32_t b) {
    uint32_t beside[6];
    unsigned n = neighbours(a, beside);
    for (unsigned i = 0; i < n; i++)
        if (beside[i] == b) return true;
    return false;
}

static const char *check_path(uint32_t number) {
    const job *j = &world.jobs[number];
    if (j->path[0] != j->from || j->path[j->length - 1] != j->to) return "a path leads elsewhere";
    for (uint32_t i = 0; i < j->length; i++) {
        if (world.cells[j->path[i]].owner != number + 1) return "paths touch";
        if (i > 0 && !is_beside(j->path[i - 1], j->path[i])) return "a path has a gap";
    }
    return nullptr;
}

static const char *check(void) {
    uint64_t laid = 0, taken = 0;
    for (uint32_t i = 0; i < world.job_count; i++) {
        laid += world.jobs[i].length;
        const char *wrong = world.jobs[i].path ? check_path(i) : nullptr;
        if (wrong) return wrong;
    }
    for (uint32_t i = 0; i < world.n; i++)
        taken += world.cells[i].owner != 0;
    if (laid == 0) return "no path was laid";
    return laid == taken ? nullptr : "cells are taken by no path";
}

static void drop(void) {
    for (uint32_t i = 0; i < world.job_count; i++)
        free(world.jobs[i].path);
    free(world.jobs);
    free(world.cells);
}

const bench benches_labyrinth[] = {
    {"labyrinth", "path through a grid of 28k cells", setup, work, check, drop},
    {},
};
