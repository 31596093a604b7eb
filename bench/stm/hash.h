/* A hash map from integers to words: a fixed number of buckets, each a chain.
 *
 * Owns: its nodes. A node is immutable but for its link.
 *
 * Threads: TM_FUNCTIONs inside a transaction; the rest while nothing else runs.
 */
#ifndef BENCH_STM_HASH_H
#define BENCH_STM_HASH_H

#include "bench.h"

typedef struct hash_node {
    TM_HEADER;
    struct hash_node *next;
    uint64_t key, value;
} hash_node;

typedef struct hash_bucket {
    TM_HEADER;
    hash_node *first;
} hash_bucket;

typedef struct hash {
    hash_bucket *buckets;
    uint64_t mask;
} hash;

/* `buckets` is a power of 2. */
static inline hash hash_make(uint64_t buckets) {
    return (hash){allocate(buckets, sizeof(hash_bucket)), buckets - 1};
}

TM_FUNCTION hash_bucket_of(const hash *h, uint64_t key, hash_bucket **out) {
    *out = &h->buckets[key * UINT64_C(0x9e3779b97f4a7c15) >> 32 & h->mask];
    return true;
}

/* The node of a key, or null, and the node before it (null: the bucket). */
TM_FUNCTION hash_search(stm_tx *tx, hash_bucket *bucket, uint64_t key, hash_node **out,
                        hash_node **before) {
    hash_node *node, *last = nullptr;
    TM_GET(tx, bucket, first, &node);
    while (node) {
        uint64_t found;
        hash_node *next;
        TM_READ(tx, node, found = TM_LOAD(&node->key); next = TM_LOAD(&node->next));
        if (found == key) break;
        last = node;
        node = next;
    }
    *out = node;
    *before = last;
    return true;
}

TM_FUNCTION hash_find(stm_tx *tx, const hash *h, uint64_t key, uint64_t *value, bool *found) {
    hash_bucket *bucket;
    hash_node *node, *before;
    TM_CALL(hash_bucket_of(h, key, &bucket));
    TM_CALL(hash_search(tx, bucket, key, &node, &before));
    *found = node != nullptr;
    if (node) TM_GET(tx, node, value, value);
    return true;
}

/* *added is false, and nothing changes, when the key is there. */
TM_FUNCTION hash_insert(stm_tx *tx, const hash *h, uint64_t key, uint64_t value, bool *added) {
    hash_bucket *bucket;
    hash_node *node, *before;
    TM_CALL(hash_bucket_of(h, key, &bucket));
    TM_CALL(hash_search(tx, bucket, key, &node, &before));
    *added = node == nullptr;
    if (node) return true;
    node = TM_NEW(tx, sizeof *node);
    if (!node) abort();
    node->key = key;
    node->value = value;
    TM_GET(tx, bucket, first, &node->next);
    TM_SET(tx, bucket, first, node);
    return true;
}

TM_FUNCTION hash_remove(stm_tx *tx, const hash *h, uint64_t key, bool *removed) {
    hash_bucket *bucket;
    hash_node *node, *before, *next;
    TM_CALL(hash_bucket_of(h, key, &bucket));
    TM_CALL(hash_search(tx, bucket, key, &node, &before));
    *removed = node != nullptr;
    if (!node) return true;
    TM_GET(tx, node, next, &next);
    if (before)
        TM_SET(tx, before, next, next);
    else
        TM_SET(tx, bucket, first, next);
    TM_DELETE(tx, node);
    return true;
}

/* ---- while nothing else runs ------------------------------------------------------------- */

static inline uint64_t hash_size(const hash *h) {
    uint64_t n = 0;
    for (uint64_t i = 0; i <= h->mask; i++)
        for (const hash_node *node = h->buckets[i].first; node; node = node->next)
            n++;
    return n;
}

/* Frees the nodes; the buckets stay. */
static inline void hash_clear(hash *h) {
    for (uint64_t i = 0; i <= h->mask; i++) {
        for (hash_node *node = h->buckets[i].first, *next; node; node = next) {
            next = node->next;
            free(node);
        }
        h->buckets[i].first = nullptr;
    }
}

static inline void hash_drop(hash *h) {
    hash_clear(h);
    free(h->buckets);
}

#endif
