/* Data structures as invariant programs: sorted list, tree, hash set, queue.
 *
 * Each operation is one transaction, checked on the way for order, and recorded as a call for the
 * linearizability checker. Fields of a node: 0 the key or value, 1 and 2 references.
 *
 * Owns: nothing. Threads: as world.h says.
 */
#include "stress/workloads/workloads.h"

enum { KEYS = 6, KEY = 0, LEFT = 1, RIGHT = 2, NEXT = 1 };

/* What a round does, chosen once for all its attempts: kept in result[]. */
enum { R_OP, R_ARG, R_RESULT };

static void set_choose(worker *me) {
    me->result[R_OP] = wk_random(me, 3);
    me->result[R_ARG] = 1 + wk_random(me, KEYS);
    me->result[R_RESULT] = 0;
}

static void call_after(worker *me) {
    wk_call(me, 0, (uint32_t)me->result[R_OP], (int64_t)me->result[R_ARG],
            (int64_t)me->result[R_RESULT]);
}

/* Does the chosen operation have to change anything, and what does it answer? */
static bool set_changes(worker *me, bool present) {
    switch (me->result[R_OP]) {
    case SET_ADD: me->result[R_RESULT] = !present; return !present;
    case SET_REMOVE: me->result[R_RESULT] = present; return present;
    default: me->result[R_RESULT] = present; return false;
    }
}

/* ---- chains: a sorted list from a head ---------------------------------------------------- */

/* The last node with a smaller key, and the one after it (0 at the end). */
static bool chain_find(worker *me, ref head, uint64_t key, ref *before, ref *at, uint64_t *at_key) {
    uint64_t last = 0;
    *before = head;
    for (int steps = 0;; steps++) {
        *at_key = UINT64_MAX;
        if (!wk_get(me, *before, NEXT, at)) return false;
        if (*at && !wk_get(me, *at, KEY, at_key)) return false;
        if (*at_key <= last || steps > KEYS) return wk_fail(me->w, "a list is out of order");
        if (*at_key >= key) return true;
        last = *at_key;
        *before = *at;
    }
}

/* A removed node is written, too: who comes over it must meet a new version. */
static bool chain_remove(worker *me, ref before, ref at) {
    uint64_t next;
    if (!wk_get(me, at, NEXT, &next) || !wk_put(me, before, NEXT, next) ||
        !wk_put(me, at, NEXT, next))
        return false;
    wk_delete(me, at);
    return true;
}

static bool chain_body(worker *me, ref head) {
    ref before, at;
    uint64_t key = me->result[R_ARG], found;
    if (!chain_find(me, head, key, &before, &at, &found)) return false;
    if (!set_changes(me, found == key)) return true;
    if (me->result[R_OP] == SET_REMOVE) return chain_remove(me, before, at);
    ref fresh = wk_new(me, key, at, 0);
    return fresh ? wk_put(me, before, NEXT, fresh) : wk_give_up(me);
}

static void chain_check(world *w, ref head) {
    uint64_t last = 0;
    int steps = 0;
    for (ref at = world_value(w, head, NEXT); at; at = world_value(w, at, NEXT)) {
        if (world_value(w, at, KEY) <= last || ++steps > KEYS) {
            wk_fail(w, "a list is out of order at the end");
            return;
        }
        last = world_value(w, at, KEY);
    }
}

/* ---- list, hash set -------------------------------------------------------------------------- */

enum { BUCKETS = 3 };

static void list_reset(world *w) {
    (void)world_cell(w, 0, 0, 0);
    world_object(w, 0, &linear_set);
}

static bool list_body(worker *me) {
    set_choose(me);
    return chain_body(me, 1);
}

static void list_check(world *w) { chain_check(w, 1); }

const workload workload_list = {
    .name = "list",
    .doc = "a sorted linked list: add, remove, look up; a linearizable set",
    .rounds = 4,
    .reset = list_reset,
    .body = list_body,
    .after = call_after,
    .check = list_check,
};

static void hash_set_reset(world *w) {
    world_cells(w, BUCKETS + 1, 0); /* the last one: how many keys there are */
    world_object(w, 0, &linear_set);
}

static bool hash_set_body(worker *me) {
    uint64_t n;
    set_choose(me);
    if (!chain_body(me, 1 + me->result[R_ARG] % BUCKETS)) return false;
    if (me->result[R_OP] == SET_HAS || !me->result[R_RESULT]) return true;
    return wk_get(me, 1 + BUCKETS, 0, &n) &&
           wk_put(me, 1 + BUCKETS, 0, me->result[R_OP] == SET_ADD ? n + 1 : n - 1);
}

static void hash_set_check(world *w) {
    uint64_t n = 0;
    for (ref head = 1; head <= BUCKETS; head++) {
        chain_check(w, head);
        if (world_failed(w)) return;
        for (ref at = world_value(w, head, NEXT); at; at = world_value(w, at, NEXT))
            n++;
    }
    if (n != world_value(w, 1 + BUCKETS, 0)) wk_fail(w, "the count of keys is wrong at the end");
}

const workload workload_hash_set = {
    .name = "hash_set",
    .doc = "buckets of sorted lists and a shared count of keys; a linearizable set",
    .rounds = 4,
    .reset = hash_set_reset,
    .body = hash_set_body,
    .after = call_after,
    .check = hash_set_check,
};

/* ---- tree: a binary search tree without balance --------------------------------------------- */

static void tree_reset(world *w) {
    (void)world_cell(w, 0, 0, 0); /* the root hangs at its right */
    world_object(w, 0, &linear_set);
}

/* Walks down: the node with the key, or 0, and the reference that leads or would lead to it. */
static bool tree_find(worker *me, uint64_t key, ref *parent, uint32_t *side, ref *at) {
    uint64_t low = 0, high = UINT64_MAX, k;
    *parent = 1;
    *side = RIGHT;
    for (;;) {
        if (!wk_get(me, *parent, *side, at)) return false;
        if (*at == 0) return true;
        if (!wk_get(me, *at, KEY, &k)) return false;
        if (k <= low || k >= high) return wk_fail(me->w, "a tree is out of order");
        if (k == key) return true;
        *(key < k ? &high : &low) = k;
        *parent = *at;
        *side = key < k ? LEFT : RIGHT;
    }
}

/* The smallest node right of `at` gives `at` its key and goes in its place. */
static bool tree_remove_inner(worker *me, ref at, ref right) {
    ref parent = at, least = right;
    uint32_t side = RIGHT;
    uint64_t left, key, rest;
    for (;;) {
        if (!wk_get(me, least, LEFT, &left)) return false;
        if (left == 0) break;
        parent = least;
        side = LEFT;
        least = left;
    }
    if (!wk_get(me, least, KEY, &key) || !wk_get(me, least, RIGHT, &rest) ||
        !wk_put(me, at, KEY, key) || !wk_put(me, parent, side, rest) ||
        !wk_put(me, least, RIGHT, rest))
        return false;
    wk_delete(me, least);
    return true;
}

static bool tree_remove(worker *me, ref parent, uint32_t side, ref at) {
    uint64_t left, right;
    if (!wk_get(me, at, LEFT, &left) || !wk_get(me, at, RIGHT, &right)) return false;
    if (left && right) return tree_remove_inner(me, at, right);
    if (!wk_put(me, parent, side, left ? left : right) || !wk_put(me, at, LEFT, left)) return false;
    wk_delete(me, at);
    return true;
}

static bool tree_body(worker *me) {
    ref parent, at;
    uint32_t side;
    set_choose(me);
    if (!tree_find(me, me->result[R_ARG], &parent, &side, &at)) return false;
    if (!set_changes(me, at != 0)) return true;
    if (me->result[R_OP] == SET_REMOVE) return tree_remove(me, parent, side, at);
    ref fresh = wk_new(me, me->result[R_ARG], 0, 0);
    return fresh ? wk_put(me, parent, side, fresh) : wk_give_up(me);
}

static bool tree_ordered(const world *w, ref at, uint64_t low, uint64_t high, int depth) {
    if (at == 0) return true;
    uint64_t k = world_value(w, at, KEY);
    return k > low && k < high && depth <= KEYS &&
           tree_ordered(w, world_value(w, at, LEFT), low, k, depth + 1) &&
           tree_ordered(w, world_value(w, at, RIGHT), k, high, depth + 1);
}

static void tree_check(world *w) {
    if (!tree_ordered(w, world_value(w, 1, RIGHT), 0, UINT64_MAX, 0))
        wk_fail(w, "the tree is out of order at the end");
}

const workload workload_tree = {
    .name = "tree",
    .doc = "a binary search tree: add, remove, look up; a linearizable set",
    .rounds = 4,
    .reset = tree_reset,
    .body = tree_body,
    .after = call_after,
    .check = tree_check,
};

/* ---- queue: first in, first out -------------------------------------------------------------- */

enum { ENDS = 1, FIRST = 0, LAST = 1, LENGTH = 2, LONGEST = 16 };

static void queue_reset(world *w) {
    (void)world_cell(w, 0, 0, 0);
    world_object(w, 0, &linear_queue);
}

static bool queue_put(worker *me, uint64_t last, uint64_t length) {
    uint64_t value = (uint64_t)me->index << 32 | me->round;
    ref fresh = wk_new(me, value, 0, 0);
    if (!fresh) return wk_give_up(me);
    me->result[R_ARG] = value;
    me->result[R_RESULT] = 0;
    return (last ? wk_put(me, last, NEXT, fresh) : wk_put(me, ENDS, FIRST, fresh)) &&
           wk_put(me, ENDS, LAST, fresh) && wk_put(me, ENDS, LENGTH, length + 1);
}

static bool queue_get(worker *me, uint64_t last, uint64_t length) {
    uint64_t first, next;
    me->result[R_ARG] = 0;
    me->result[R_RESULT] = (uint64_t)-1;
    if (last == 0)
        return length == 0 ||
               wk_fail(me->w, "an empty queue of length %llu", (unsigned long long)length);
    if (!wk_get(me, ENDS, FIRST, &first) || !wk_get(me, first, KEY, &me->result[R_RESULT]) ||
        !wk_get(me, first, NEXT, &next) || !wk_put(me, ENDS, FIRST, next) ||
        !wk_put(me, first, NEXT, next) || !wk_put(me, ENDS, LENGTH, length - 1))
        return false;
    if (next == 0 && !wk_put(me, ENDS, LAST, 0)) return false;
    wk_delete(me, first);
    return true;
}

static bool queue_body(worker *me) {
    uint64_t last, length;
    bool put = wk_random(me, 2) == 0;
    if (!wk_get(me, ENDS, LAST, &last) || !wk_get(me, ENDS, LENGTH, &length)) return false;
    if (length >= LONGEST) put = false;
    me->result[R_OP] = put ? QUEUE_PUT : QUEUE_GET;
    return put ? queue_put(me, last, length) : queue_get(me, last, length);
}

static void queue_check(world *w) {
    uint64_t n = 0;
    for (ref at = world_value(w, ENDS, FIRST); at && n <= LONGEST; at = world_value(w, at, NEXT))
        n++;
    if (n != world_value(w, ENDS, LENGTH))
        wk_fail(w, "the length of the queue is wrong at the end");
}

const workload workload_queue = {
    .name = "queue",
    .doc = "a linked queue with both ends in one cell; a linearizable queue",
    .rounds = 4,
    .reset = queue_reset,
    .body = queue_body,
    .after = call_after,
    .check = queue_check,
};
