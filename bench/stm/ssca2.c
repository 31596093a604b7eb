/* SSCA2: a large sparse graph is built from a list of edges.
 *
 * After the description of ssca2 (its first kernel) in STAMP: tiny transactions, little contention.
 *   1  Each edge adds one to the degree of its source.
 *   2  Thread 0 gives every vertex its part of the array of targets.
 *   3  Each edge takes the next place in the part of its source, and is entered there.
 *
 * Owns: edges, vertices, targets. The check compares sums over each vertex's targets with those over
 * the edges.
 *
 * Threads: edges are shared out.
 */
#include "bench.h"

typedef struct vertex {
    TM_HEADER;
    uint64_t degree;
    uint64_t next; /* free place in the array of targets */
} vertex;

typedef struct target {
    TM_HEADER;
    uint64_t vertex;
} target;

typedef struct edge {
    uint32_t from, to;
} edge;

enum { EDGES_A_VERTEX = 8 };

static struct {
    edge *edges;
    uint64_t n;
    vertex *vertices;
    uint32_t vertex_count;
    target *targets;
} world;

static uint64_t setup(bool small) {
    uint64_t random = 31;
    world.vertex_count = small ? 256 : 131072;
    world.n = (uint64_t)world.vertex_count * EDGES_A_VERTEX;
    world.vertices = allocate(world.vertex_count, sizeof *world.vertices);
    world.edges = allocate(world.n, sizeof *world.edges);
    world.targets = allocate(world.n, sizeof *world.targets);
    /* in cliques, as in the description: most edges stay near, some go far */
    for (uint64_t i = 0; i < world.n; i++) {
        uint64_t r = next_random(&random);
        uint32_t from = (uint32_t)r % world.vertex_count, near = from ^ (uint32_t)(r >> 32 & 15);
        uint32_t far = (uint32_t)(r >> 40) % world.vertex_count;
        world.edges[i] = (edge){from, r >> 60 == 0 ? far : near};
    }
    return world.n;
}

TM_FUNCTION count_edge(stm_tx *tx, vertex *v) {
    uint64_t degree;
    TM_TAKE(tx, v, degree, &degree);
    TM_SET(tx, v, degree, degree + 1);
    return true;
}

TM_FUNCTION enter_edge(stm_tx *tx, vertex *v, uint32_t to) {
    uint64_t place;
    TM_TAKE(tx, v, next, &place);
    TM_SET(tx, v, next, place + 1);
    TM_SET(tx, &world.targets[place], vertex, to);
    return true;
}

static void work(worker *w, uint64_t rounds) {
    uint64_t first = share_start(w, rounds), end = first + share(w, rounds);
    for (uint64_t i = first; i < end; i++)
        TM_ATOMIC(w->tx, count_edge(w->tx, &world.vertices[world.edges[i].from]));
    phase_end(w);
    uint64_t place = 0;
    for (uint32_t v = 0; v < world.vertex_count && w->index == 0; v++) {
        world.vertices[v].next = place;
        place += world.vertices[v].degree;
    }
    phase_end(w);
    for (uint64_t i = first; i < end; i++) {
        edge e = world.edges[i];
        TM_ATOMIC(w->tx, enter_edge(w->tx, &world.vertices[e.from], e.to));
    }
    w->operations = end - first;
}

static const char *check(void) {
    uint64_t *sums = allocate(world.vertex_count, sizeof *sums);
    for (uint64_t i = 0; i < world.n; i++)
        sums[world.edges[i].from] += UINT64_C(1) << 40 | world.edges[i].to;
    bool right = true;
    for (uint32_t v = 0; v < world.vertex_count; v++) {
        const vertex *at = &world.vertices[v];
        for (uint64_t i = at->next - at->degree; i < at->next; i++)
            sums[v] -= UINT64_C(1) << 40 | world.targets[i].vertex;
        right = right && sums[v] == 0;
    }
    free(sums);
    return right ? nullptr : "an edge was lost";
}

static void drop(void) {
    free(world.edges);
    free(world.vertices);
    free(world.targets);
}

const bench benches_ssca2[] = {
    {"ssca2", "edge, counted and entered", setup, work, check, drop},
    {},
};
