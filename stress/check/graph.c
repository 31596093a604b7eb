/* graph.c - see graph.h. */
#include "stress/check/graph.h"

#include <stdlib.h>
#include <string.h>

static void *checked(void *memory) {
    if (!memory) abort();
    return memory;
}

void graph_init(graph *g, size_t n) {
    *g = (graph){.n = n, .words = (n + 63) / 64};
    g->reach = checked(calloc(n * g->words + 1, sizeof *g->reach));
    g->first = checked(calloc(n + 1, sizeof *g->first));
    g->n_edges = 1;
}

void graph_free(graph *g) {
    free(g->reach);
    free(g->edges);
    free(g->first);
    free(g->cycle);
    *g = (graph){};
}

void graph_copy(graph *to, const graph *from) {
    graph_init(to, from->n);
    memcpy(to->reach, from->reach, from->n * from->words * sizeof *to->reach);
    memcpy(to->first, from->first, from->n * sizeof *to->first);
    to->n_edges = from->n_edges;
    to->room_edges = from->room_edges;
    to->edges = checked(malloc(from->room_edges * sizeof *to->edges + 1));
    if (from->edges) memcpy(to->edges, from->edges, from->n_edges * sizeof *to->edges);
}

static uint64_t *row(const graph *g, uint32_t node) { return g->reach + node * g->words; }

bool graph_reaches(const graph *g, uint32_t from, uint32_t to) {
    return row(g, from)[to / 64] >> to % 64 & 1;
}

static void edge_store(graph *g, edge e) {
    if (g->n_edges >= g->room_edges) {
        g->room_edges = g->room_edges ? g->room_edges * 2 : 64;
        g->edges = checked(realloc(g->edges, g->room_edges * sizeof *g->edges));
    }
    e.next = g->first[e.from];
    g->first[e.from] = (uint32_t)g->n_edges;
    g->edges[g->n_edges++] = e;
}

/* A shortest path of stored edges, then the edge that closes it. */
static void cycle_find(graph *g, edge closing) {
    uint32_t *via = checked(calloc(g->n, sizeof *via)); /* the edge over which a node was met */
    uint32_t *queue = checked(malloc(g->n * sizeof *queue));
    size_t head = 0, tail = 0;
    queue[tail++] = closing.to;
    while (head < tail && via[closing.from] == 0 && closing.from != closing.to) {
        uint32_t node = queue[head++];
        for (uint32_t e = g->first[node]; e; e = g->edges[e].next) {
            uint32_t to = g->edges[e].to;
            if (to == closing.to || via[to]) continue;
            via[to] = e;
            queue[tail++] = to;
        }
    }
    g->cycle = checked(malloc((g->n + 1) * sizeof *g->cycle));
    g->n_cycle = 0;
    g->cycle[g->n_cycle++] = closing;
    for (uint32_t node = closing.from; node != closing.to; node = g->edges[via[node]].from)
        g->cycle[g->n_cycle++] = g->edges[via[node]];
    free(via);
    free(queue);
}

/* Everything that reaches `from` now reaches what `to` reaches. */
static void close_over(graph *g, uint32_t from, uint32_t to) {
    const uint64_t *target = row(g, to);
    for (uint32_t x = 0; x < g->n; x++) {
        if (x != from && !graph_reaches(g, x, from)) continue;
        uint64_t *mine = row(g, x);
        for (size_t w = 0; w < g->words; w++)
            mine[w] |= target[w];
        mine[to / 64] |= UINT64_C(1) << to % 64;
    }
}

bool graph_add(graph *g, uint32_t from, uint32_t to, edge_kind kind, uint32_t object) {
    edge e = {from, to, kind, object, 0};
    if (from == to || graph_reaches(g, to, from)) {
        cycle_find(g, e);
        return false;
    }
    if (graph_reaches(g, from, to)) return true;
    edge_store(g, e);
    close_over(g, from, to);
    return true;
}
