/* Sets of 32k keys out of 64k: a binary tree and a hash set, at 10 % and at 50 % updates.
 *
 * Owns: the set; how many keys the workers have added and removed, for the check.
 *
 * Threads: all workers share the structure.
 */
#include "bench.h"
#include "hash.h"
#include "map.h"

static struct {
    map tree;
    hash table;
    uint32_t keys;              /* possible ones; half of them are in at the start */
    _Atomic(int64_t) x_balance; /* keys added less keys removed */
} world;

static void setup_keys(bool small) {
    world.keys = small ? 512 : 65536;
    atomic_store(&world.x_balance, 0);
}

/* What one operation of a worker does, to which structure. */
typedef enum operation { LOOK_UP, INSERT, REMOVE } operation;
typedef enum structure { TREE, TABLE } structure;

static operation choose(worker *w, unsigned percent, uint64_t *key) {
    uint64_t r = next_random(&w->random);
    *key = (uint32_t)r % world.keys;
    unsigned roll = (unsigned)(r >> 32) % 200;
    return roll >= 2 * percent ? LOOK_UP : roll < percent ? INSERT : REMOVE;
}

TM_FUNCTION tree_step(stm_tx *tx, operation what, uint64_t key, bool *changed) {
    uint64_t value;
    if (what == INSERT) return map_insert(tx, &world.tree, key, key, changed);
    if (what == REMOVE) return map_remove(tx, &world.tree, key, &value, changed);
    return map_find(tx, &world.tree, key, &value, changed);
}

TM_FUNCTION table_step(stm_tx *tx, operation what, uint64_t key, bool *changed) {
    uint64_t value;
    if (what == INSERT) return hash_insert(tx, &world.table, key, key, changed);
    if (what == REMOVE) return hash_remove(tx, &world.table, key, changed);
    return hash_find(tx, &world.table, key, &value, changed);
}

TM_FUNCTION step(stm_tx *tx, structure set, operation what, uint64_t key, bool *changed) {
    return set == TREE ? tree_step(tx, what, key, changed) : table_step(tx, what, key, changed);
}

static void work(worker *w, uint64_t rounds, structure set, unsigned percent) {
    int64_t balance = 0;
    w->operations = share(w, rounds);
    for (uint64_t i = 0; i < w->operations; i++) {
        uint64_t key;
        bool changed = false;
        operation what = choose(w, percent, &key);
        TM_ATOMIC(w->tx, step(w->tx, set, what, key, &changed));
        if (changed && what != LOOK_UP) balance += what == INSERT ? 1 : -1;
    }
    atomic_fetch_add(&world.x_balance, balance);
}

/* Half of the keys are in at the start; they come in random order. */
static void fill(structure set) {
    uint32_t *order = shuffled(world.keys, 7);
    stm_tx *tx = tm_attach();
    bool added;
    for (uint32_t i = 0; i < world.keys / 2; i++)
        TM_ATOMIC(tx, step(tx, set, INSERT, order[i], &added));
    tm_detach(tx);
    free(order);
}

static const char *check_size(uint64_t size) {
    int64_t expected = world.keys / 2 + atomic_load(&world.x_balance);
    return (int64_t)size == expected ? nullptr : "the set's size is wrong";
}

/* ---- the tree ---------------------------------------------------------------------------- */

static uint64_t setup_tree(bool small) {
    setup_keys(small);
    world.tree = (map){};
    fill(TREE);
    return small ? 2000 : 1000000;
}

static void work_tree_10(worker *w, uint64_t rounds) { work(w, rounds, TREE, 10); }
static void work_tree_50(worker *w, uint64_t rounds) { work(w, rounds, TREE, 50); }

typedef struct walk {
    uint64_t n, last;
} walk;

static bool in_order(void *ctx, const map_node *node) {
    walk *seen = ctx;
    if (seen->n != 0 && node->key <= seen->last) return false;
    if (node->value != node->key) return false;
    seen->last = node->key;
    seen->n++;
    return true;
}

static const char *check_tree(void) {
    walk seen = {};
    if (!map_each(world.tree.root, in_order, &seen)) return "keys out of order";
    return check_size(seen.n);
}

static void drop_tree(void) { map_drop(&world.tree); }

/* ---- the hash set ------------------------------------------------------------------------ */

static uint64_t setup_hash(bool small) {
    setup_keys(small);
    world.table = hash_make(world.keys / 4);
    fill(TABLE);
    return small ? 2000 : 3000000;
}

static void work_hash_10(worker *w, uint64_t rounds) { work(w, rounds, TABLE, 10); }
static void work_hash_50(worker *w, uint64_t rounds) { work(w, rounds, TABLE, 50); }

static const char *check_hash(void) { return check_size(hash_size(&world.table)); }

static void drop_hash(void) { hash_drop(&world.table); }

const bench benches_sets[] = {
    {"tree-10", "of a tree of 32k keys, 10 % updates", setup_tree, work_tree_10, check_tree,
     drop_tree},
    {"tree-50", "of a tree of 32k keys, 50 % updates", setup_tree, work_tree_50, check_tree,
     drop_tree},
    {"hash-10", "of a hash set of 32k keys, 10 % updates", setup_hash, work_hash_10, check_hash,
     drop_hash},
    {"hash-50", "of a hash set of 32k keys, 50 % updates", setup_hash, work_hash_50, check_hash,
     drop_hash},
    {},
};
