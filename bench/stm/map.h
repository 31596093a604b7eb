/* A map from integers to words: a binary search tree, unbalanced, for keys that come in random order.
 *
 * Owns: its nodes.
 *
 * A node with two children is not moved when it is removed: it takes over key and value of its
 * successor, whose node goes. So a search needs one barrier for each level.
 *
 * Threads: TM_FUNCTIONs inside a transaction; map_each and map_drop while nothing else runs.
 */
#ifndef BENCH_STM_MAP_H
#define BENCH_STM_MAP_H

#include "tm.h"

typedef struct map_node {
    TM_HEADER;
    uint64_t key, value;
    struct map_node *child[2]; /* smaller keys, larger keys */
} map_node;

typedef struct map {
    TM_HEADER;
    map_node *root;
} map;

/* Where a search ended: the node, or null; the node above it (null: the root), and on which side. */
typedef struct map_place {
    map_node *node, *parent;
    unsigned side;
    uint64_t value; /* of the node */
} map_place;

TM_FUNCTION map_search(stm_tx *tx, const map *m, uint64_t key, map_place *out) {
    map_place at = {};
    TM_GET(tx, m, root, &at.node);
    while (at.node) {
        uint64_t found;
        unsigned side;
        map_node *next;
        TM_READ(tx, at.node, found = TM_LOAD(&at.node->key); side = key > found;
                next = TM_LOAD(&at.node->child[side]); at.value = TM_LOAD(&at.node->value));
        if (found == key) break;
        at.parent = at.node;
        at.side = side;
        at.node = next;
    }
    *out = at;
    return true;
}

TM_FUNCTION map_find(stm_tx *tx, const map *m, uint64_t key, uint64_t *value, bool *found) {
    map_place at;
    TM_CALL(map_search(tx, m, key, &at));
    *found = at.node != nullptr;
    *value = at.value;
    return true;
}

TM_FUNCTION map_link(stm_tx *tx, map *m, const map_place *at, map_node *node) {
    if (at->parent)
        TM_SET(tx, at->parent, child[at->side], node);
    else
        TM_SET(tx, m, root, node);
    return true;
}

/* *added is false, and nothing changes, when the key is there. */
TM_FUNCTION map_insert(stm_tx *tx, map *m, uint64_t key, uint64_t value, bool *added) {
    map_place at;
    TM_CALL(map_search(tx, m, key, &at));
    *added = at.node == nullptr;
    if (at.node) return true;
    map_node *node = TM_NEW(tx, sizeof *node);
    if (!node) abort();
    node->key = key;
    node->value = value;
    node->child[0] = node->child[1] = nullptr;
    return map_link(tx, m, &at, node);
}

/* The smallest key below `node`: *out is its place. */
TM_FUNCTION map_leftmost(stm_tx *tx, map_node *parent, map_node *node, map_place *out) {
    map_place at = {.node = node, .parent = parent, .side = 1};
    for (;;) {
        map_node *next;
        TM_GET(tx, at.node, child[0], &next);
        if (!next) break;
        at.parent = at.node;
        at.side = 0;
        at.node = next;
    }
    *out = at;
    return true;
}

TM_FUNCTION map_remove(stm_tx *tx, map *m, uint64_t key, uint64_t *value, bool *removed) {
    map_place at;
    TM_CALL(map_search(tx, m, key, &at));
    *removed = at.node != nullptr;
    *value = at.value;
    if (!at.node) return true;
    map_node *less, *more;
    TM_READ(tx, at.node, less = TM_LOAD(&at.node->child[0]); more = TM_LOAD(&at.node->child[1]));
    if (less && more) {
        map_node *node = at.node;
        TM_CALL(map_leftmost(tx, node, more, &at));
        uint64_t next_key, next_value;
        TM_READ(tx, at.node, next_key = TM_LOAD(&at.node->key);
                next_value = TM_LOAD(&at.node->value); more = TM_LOAD(&at.node->child[1]));
        TM_SET(tx, node, key, next_key);
        TM_SET(tx, node, value, next_value);
        less = nullptr;
    }
    TM_CALL(map_link(tx, m, &at, less ? less : more));
    TM_DELETE(tx, at.node);
    return true;
}

/* The smallest key that is at least `key`. */
TM_FUNCTION map_ceiling(stm_tx *tx, const map *m, uint64_t key, uint64_t *found_key,
                        uint64_t *value, bool *found) {
    map_node *node;
    TM_GET(tx, m, root, &node);
    *found = false;
    while (node) {
        uint64_t here, content;
        map_node *next;
        TM_READ(tx, node, here = TM_LOAD(&node->key); next = TM_LOAD(&node->child[here < key]);
                content = TM_LOAD(&node->value));
        if (here >= key) {
            *found = true;
            *found_key = here;
            *value = content;
        }
        node = next;
    }
    return true;
}

/* ---- while nothing else runs ------------------------------------------------------------- */

/* In order of keys, until `visit` returns false. */
static inline bool map_each(const map_node *node, bool (*visit)(void *ctx, const map_node *node),
                            void *ctx) {
    return !node || (map_each(node->child[0], visit, ctx) && visit(ctx, node) &&
                     map_each(node->child[1], visit, ctx));
}

static inline void map_node_drop(map_node *node) {
    if (!node) return;
    map_node_drop(node->child[0]);
    map_node_drop(node->child[1]);
    free(node);
}

static inline void map_drop(map *m) {
    map_node_drop(m->root);
    m->root = nullptr;
}

#endif
