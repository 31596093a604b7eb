/* The operations one by one: empty transactions, single writes, read sets, write sets.
 *
 * Owns: an array of cells. The check adds up what was written or read.
 *
 * Threads: each worker writes cells of its own part, so what is measured is cost, not contention.
 */
#include "bench.h"

typedef struct cell {
    TM_HEADER;
    uint64_t value;
} cell;

enum {
    SMALL_CELLS = 1024,   /* 16 KB */
    LARGE_CELLS = 524288, /* 8 MB */
    READS = 1000,
    WRITES = 100,
    PARTS = 64, /* one for each possible worker */
};

static struct {
    cell *cells;
    uint32_t *order; /* a random walk over them */
    uint32_t n;
    uint64_t initial;                /* the sum of all values */
    uint64_t written;                /* what the sum has to grow by */
    _Atomic(uint64_t) x_wrong_reads; /* transactions whose sum was not that of their cells */
} world;

static uint64_t make(uint32_t n, uint64_t rounds) {
    world.n = n;
    world.cells = allocate(n, sizeof *world.cells);
    world.order = shuffled(n, 1);
    world.initial = world.written = 0;
    atomic_store(&world.x_wrong_reads, 0);
    for (uint32_t i = 0; i < n; i++)
        world.initial += world.cells[i].value = i;
    return rounds;
}

static void drop(void) {
    free(world.cells);
    free(world.order);
}

static uint64_t sum(void) {
    uint64_t all = 0;
    for (uint32_t i = 0; i < world.n; i++)
        all += world.cells[i].value;
    return all;
}

static const char *check_sum(void) {
    if (atomic_load(&world.x_wrong_reads) != 0) return "a transaction read a wrong sum";
    return sum() == world.initial + world.written ? nullptr : "the sum of all cells is wrong";
}

/* ---- an empty transaction ---------------------------------------------------------------- */

static uint64_t setup_empty(bool small) { return make(SMALL_CELLS, small ? 1000 : 10000000); }

/* Called through a pointer, so that no compiler sees that there is nothing in it. */
TM_FUNCTION nothing(stm_tx *tx) {
    (void)tx;
    return true;
}

#if defined TM_ITM
typedef bool (*body)(stm_tx *tx) __attribute__((transaction_safe));
#else
typedef bool (*body)(stm_tx *tx);
#endif
static body volatile chosen_body = nothing;

static void work_empty(worker *w, uint64_t rounds) {
    body run = chosen_body;
    w->operations = share(w, rounds);
    for (uint64_t i = 0; i < w->operations; i++)
        TM_ATOMIC(w->tx, run(w->tx));
}

/* ---- writes ------------------------------------------------------------------------------ */

TM_FUNCTION add_one(stm_tx *tx, cell *c) {
    uint64_t value;
    TM_TAKE(tx, c, value, &value);
    TM_SET(tx, c, value, value + 1);
    return true;
}

TM_FUNCTION add_many(stm_tx *tx, cell *cells, const uint32_t *order, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        TM_CALL(add_one(tx, &cells[order[i]]));
    return true;
}

static uint64_t setup_one_write(bool small) {
    uint64_t rounds = make(SMALL_CELLS, small ? 1000 : 4000000);
    world.written = rounds;
    return rounds;
}

static void work_one_write(worker *w, uint64_t rounds) {
    uint32_t part = SMALL_CELLS / PARTS, first = w->index * part;
    if (w->threads == 1) part = SMALL_CELLS;
    w->operations = share(w, rounds);
    for (uint64_t i = 0; i < w->operations; i++) {
        cell *c = &world.cells[first + i % part];
        TM_ATOMIC(w->tx, add_one(w->tx, c));
    }
}

static uint64_t setup_writes(bool small) {
    uint64_t rounds = make(SMALL_CELLS * PARTS, small ? 20 : 40000);
    world.written = rounds * WRITES;
    return rounds;
}

/* 100 cells of the worker's own 1,024, scattered. */
static void work_writes(worker *w, uint64_t rounds) {
    uint64_t mine = share(w, rounds);
    cell *cells = &world.cells[w->index * SMALL_CELLS];
    uint32_t *order = shuffled(SMALL_CELLS, 1);
    for (uint64_t i = 0; i < mine; i++) {
        const uint32_t *from = &order[i * WRITES % (SMALL_CELLS - WRITES)];
        TM_ATOMIC(w->tx, add_many(w->tx, cells, from, WRITES));
    }
    free(order);
    w->operations = mine * WRITES;
}

/* The same, one beside the other. */
static void work_writes_in_a_row(worker *w, uint64_t rounds) {
    uint64_t mine = share(w, rounds);
    uint32_t first = w->index * SMALL_CELLS, row[WRITES];
    for (uint32_t i = 0; i < WRITES; i++)
        row[i] = i;
    for (uint64_t i = 0; i < mine; i++) {
        cell *from = &world.cells[first + i * WRITES % (SMALL_CELLS - WRITES)];
        TM_ATOMIC(w->tx, add_many(w->tx, from, row, WRITES));
    }
    w->operations = mine * WRITES;
}

/* ---- read sets --------------------------------------------------------------------------- */

static uint64_t setup_reads_small(bool small) { return make(SMALL_CELLS, small ? 5 : 20000); }
static uint64_t setup_reads_large(bool small) { return make(LARGE_CELLS, small ? 5 : 10000); }

TM_FUNCTION add_up(stm_tx *tx, const uint32_t *order, uint64_t *out) {
    uint64_t all = 0;
    for (unsigned i = 0; i < READS; i++) {
        uint64_t value;
        TM_GET(tx, &world.cells[order[i]], value, &value);
        all += value;
    }
    *out = all;
    return true;
}

/* Every value is its index: what a transaction has to read is known. */
static uint64_t expected(const uint32_t *order) {
    uint64_t all = 0;
    for (unsigned i = 0; i < READS; i++)
        all += order[i];
    return all;
}

static void work_reads(worker *w, uint64_t rounds) {
    uint64_t mine = share(w, rounds), wrong = 0;
    uint32_t at = world.n / w->threads * w->index, laps = 0;
    for (uint64_t i = 0; i < mine; i++) {
        if (at + READS > world.n) at = ++laps % 16;
        uint64_t all = 0;
        TM_ATOMIC(w->tx, add_up(w->tx, &world.order[at], &all));
        if (i % 64 == 0 && all != expected(&world.order[at])) wrong++;
        at += READS;
    }
    atomic_fetch_add(&world.x_wrong_reads, wrong);
    w->operations = mine * READS;
}

const bench benches_micro[] = {
    {"empty", "empty transaction", setup_empty, work_empty, check_sum, drop},
    {"one-write", "transaction with one write", setup_one_write, work_one_write, check_sum, drop},
    {"reads-16k", "of 1,000 reads over 16 KB", setup_reads_small, work_reads, check_sum, drop},
    {"reads-8m", "of 1,000 reads over 8 MB", setup_reads_large, work_reads, check_sum, drop},
    {"writes", "of 100 writes over 16 KB", setup_writes, work_writes, check_sum, drop},
    {"writes-row", "of 100 writes in a row", setup_writes, work_writes_in_a_row, check_sum, drop},
    {},
};
