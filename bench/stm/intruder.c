/* Intruder: network packets are put together and searched for attacks.
 *
 * After the description of intruder in STAMP: flows are cut into fragments, which arrive in random
 * order in one queue. A worker takes a fragment (one transaction), files it under its flow (another),
 * and when the flow is complete takes it out, and searches its text, which is then its own.
 *
 * Owns: fragments, the queue, the map of incomplete flows. The check: every flow was seen, and every
 * planted attack was found, none else.
 *
 * Threads: all workers share queue and map.
 */
#include <string.h>

#include "bench.h"
#include "map.h"
#include "queue.h"

enum { MAX_FRAGMENTS = 128, PERCENT_ATTACKS = 10, LETTERS = 16 /* in a fragment */ };

static const char signature[] = "attack me";
enum { SIGNATURE = sizeof signature - 1 }; /* letters */

typedef struct fragment {
    uint32_t flow, index, count;
    char text[LETTERS + 1];
} fragment;

typedef struct flow {
    TM_HEADER;
    uint64_t received;
    const fragment *parts[]; /* by index */
} flow;

static struct {
    fragment *fragments;
    uint32_t n, flows;
    queue arrived;
    map incomplete; /* flow number -> flow */
    uint64_t planted;
    _Atomic(uint64_t) x_found, x_complete;
} world;

/* Cuts one flow's text into fragments. */
static void cut(uint32_t number, uint32_t most, uint64_t *random) {
    uint32_t count = 1 + (uint32_t)random_below(random, most);
    char text[MAX_FRAGMENTS * LETTERS + 1];
    for (uint32_t i = 0; i < count * LETTERS; i++)
        text[i] = (char)('a' + next_random(random) % 26);
    bool attack = next_random(random) % 100 < PERCENT_ATTACKS;
    size_t places = count * LETTERS - SIGNATURE + 1;
    if (attack) memcpy(text + random_below(random, places), signature, SIGNATURE);
    world.planted += attack;
    for (uint32_t i = 0; i < count; i++) {
        fragment *f = &world.fragments[world.n++];
        *f = (fragment){.flow = number, .index = i, .count = count};
        memcpy(f->text, text + (size_t)i * LETTERS, LETTERS);
    }
}

static uint64_t setup(bool small) {
    uint64_t random = 3;
    uint32_t most = small ? 4 : 16;
    world.flows = small ? 200 : 32768;
    world.n = 0;
    world.planted = 0;
    world.fragments = allocate((size_t)world.flows * most, sizeof *world.fragments);
    for (uint32_t i = 0; i < world.flows; i++)
        cut(i, most, &random);
    uint32_t *order = shuffled(world.n, 9);
    stm_tx *tx = tm_attach();
    for (uint32_t i = 0; i < world.n; i++)
        TM_ATOMIC(tx, queue_push(tx, &world.arrived, order[i]));
    tm_detach(tx);
    free(order);
    atomic_store(&world.x_found, 0);
    atomic_store(&world.x_complete, 0);
    return world.n;
}

/* Files a fragment; *complete is its flow when this was the last one missing. */
TM_FUNCTION file(stm_tx *tx, const fragment *f, flow **complete) {
    uint64_t word, received = 0;
    bool found;
    *complete = nullptr;
    TM_CALL(map_find(tx, &world.incomplete, f->flow, &word, &found));
    flow *in = (flow *)(uintptr_t)word;
    if (!found) {
        in = TM_NEW(tx, sizeof *in + f->count * sizeof *in->parts);
        if (!in) abort();
        TM_CALL(map_insert(tx, &world.incomplete, f->flow, (uintptr_t)in, &found));
        if (!found) abort(); /* it was not there */
    }
    TM_TAKE(tx, in, received, &received);
    TM_SET(tx, in, parts[f->index], f);
    TM_SET(tx, in, received, received + 1);
    if (received + 1 < f->count) return true;
    TM_CALL(map_remove(tx, &world.incomplete, f->flow, &word, &found));
    *complete = in;
    return true;
}

/* Copies a complete flow's text and gives the flow back. */
TM_FUNCTION take_text(stm_tx *tx, flow *in, uint32_t count, const fragment **parts) {
    for (uint32_t i = 0; i < count; i++)
        TM_GET(tx, in, parts[i], &parts[i]);
    TM_DELETE(tx, in);
    return true;
}

static bool is_attack(const fragment *const *parts, uint32_t count) {
    char text[MAX_FRAGMENTS * LETTERS + 1];
    for (uint32_t i = 0; i < count; i++) {
        assert(parts[i]);
        memcpy(text + (size_t)i * LETTERS, parts[i]->text, LETTERS);
    }
    text[(size_t)count * LETTERS] = 0;
    return strstr(text, signature) != nullptr;
}

static void work(worker *w, uint64_t rounds) {
    (void)rounds;
    uint64_t found = 0, done = 0;
    const fragment *parts[MAX_FRAGMENTS] = {};
    for (;;) {
        uint64_t number = 0;
        bool popped;
        flow *complete;
        TM_ATOMIC(w->tx, queue_pop(w->tx, &world.arrived, &number, &popped));
        if (!popped) break;
        w->operations++;
        const fragment *f = &world.fragments[number];
        TM_ATOMIC(w->tx, file(w->tx, f, &complete));
        if (!complete) continue;
        TM_ATOMIC(w->tx, take_text(w->tx, complete, f->count, parts));
        done++;
        found += is_attack(parts, f->count);
    }
    atomic_fetch_add(&world.x_found, found);
    atomic_fetch_add(&world.x_complete, done);
}

static const char *check(void) {
    if (atomic_load(&world.x_complete) != world.flows || world.incomplete.root)
        return "a flow was lost";
    return atomic_load(&world.x_found) == world.planted ? nullptr
                                                        : "not the attacks that were planted";
}

static void drop(void) {
    queue_drop(&world.arrived);
    map_drop(&world.incomplete);
    free(world.fragments);
}

const bench benches_intruder[] = {
    {"intruder", "fragment of a flow", setup, work, check, drop},
    {},
};
