/* A growing graph of what must come before what, with its transitive closure.
 *
 * Adding an edge that closes a cycle is refused, and the cycle is kept for the report. Edges carry
 * a kind and an object, so that the cycle can be told.
 *
 * Owns: edges and closure. Threads: one.
 */
#ifndef STRESS_CHECK_GRAPH_H
#define STRESS_CHECK_GRAPH_H

#include <stddef.h>
#include <stdint.h>

typedef enum edge_kind {
    EDGE_WR,   /* to reads what from wrote */
    EDGE_WW,   /* to overwrites what from wrote */
    EDGE_RW,   /* to overwrites what from read */
    EDGE_TIME, /* from had ended when to began */
} edge_kind;

typedef struct edge {
    uint32_t from, to;
    edge_kind kind;
    uint32_t object;
    uint32_t next; /* of the same `from`; 0: none */
} edge;

typedef struct graph {
    size_t n, words;
    uint64_t *reach; /* n rows of `words`: who is reachable from here */
    edge *edges;     /* from 1 */
    size_t n_edges, room_edges;
    uint32_t *first; /* by node */
    edge *cycle;     /* after a refusal */
    size_t n_cycle;
} graph;

void graph_init(graph *g, size_t n);
void graph_free(graph *g);
void graph_copy(graph *to, const graph *from);
bool graph_reaches(const graph *g, uint32_t from, uint32_t to);
/* false: this edge would close a cycle. */
[[nodiscard]] bool graph_add(graph *g, uint32_t from, uint32_t to, edge_kind kind, uint32_t object);

#endif
