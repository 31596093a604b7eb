/* A queue of words: a linked list with a first and a last node.
 *
 * Owns: its nodes. Pushing and popping touch different objects while there are two nodes or more.
 *
 * Threads: TM_FUNCTIONs inside a transaction; queue_fill and queue_drop while nothing else runs.
 */
#ifndef BENCH_STM_QUEUE_H
#define BENCH_STM_QUEUE_H

#include "bench.h"

typedef struct queue_node {
    TM_HEADER;
    struct queue_node *next;
    uint64_t value;
} queue_node;

typedef struct queue_end {
    TM_HEADER;
    queue_node *node;
} queue_end;

typedef struct queue {
    queue_end first, last;
} queue;

TM_FUNCTION queue_push(stm_tx *tx, queue *q, uint64_t value) {
    queue_node *last, *node = TM_NEW(tx, sizeof *node);
    if (!node) abort();
    node->value = value;
    node->next = nullptr;
    TM_GET(tx, &q->last, node, &last);
    if (last)
        TM_SET(tx, last, next, node);
    else
        TM_SET(tx, &q->first, node, node);
    TM_SET(tx, &q->last, node, node);
    return true;
}

TM_FUNCTION queue_pop(stm_tx *tx, queue *q, uint64_t *value, bool *popped) {
    queue_node *node, *next;
    TM_GET(tx, &q->first, node, &node);
    *popped = node != nullptr;
    if (!node) return true;
    uint64_t content;
    TM_READ(tx, node, next = TM_LOAD(&node->next); content = TM_LOAD(&node->value));
    TM_SET(tx, &q->first, node, next);
    if (!next) TM_SET(tx, &q->last, node, next);
    TM_DELETE(tx, node);
    *value = content;
    return true;
}

static inline void queue_drop(queue *q) {
    for (queue_node *node = q->first.node, *next; node; node = next) {
        next = node->next;
        free(node);
    }
    *q = (queue){};
}

#endif
