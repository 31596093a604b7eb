/* What each operation of libkrait-stm costs on one thread, beside the same unsynchronised.
 *
 *     stm_bench [repetitions]
 *
 * Prints nanoseconds: the best of five runs of each row.
 *
 * Threads: one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "stm/stm.h"

typedef struct cell {
    alignas(16) stm_object header;
    _Atomic(uint64_t) value;
} cell;

enum { SMALL = 1024, LARGE = 524288, READS = 1000, WRITES = 100, RUNS = 5 };

static cell *cells;
static uint32_t *order; /* a random walk over the cells */
static stm_tx *tx;
static uint64_t sink;
static unsigned population = 1;

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

[[nodiscard]] static inline bool get(cell *c, uint64_t *out) {
    uint64_t h;
    do {
        if (!stm_read_open(tx, &c->header, &h)) return false;
        *out = load_acq(&c->value);
    } while (!stm_read_close(tx, &c->header, h, 1));
    return true;
}

[[nodiscard]] static inline bool add(cell *c) {
    switch (stm_write(tx, &c->header, 2)) {
    case STM_CONFLICT: return false;
    case STM_OWNED: stm_undo_log(tx, &c->value); [[fallthrough]];
    case STM_FRESH: store_rel(&c->value, load_rlx(&c->value) + 1);
    }
    return true;
}

/* Alone, no transaction fails. */
static void must(bool ok) {
    if (!ok) abort();
}

static void empty(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        must(stm_commit(tx));
    }
}

static void one_write(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        must(add(&cells[i % SMALL]));
        must(stm_commit(tx));
    }
}

static void writes(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        for (unsigned k = 0; k < WRITES; k++)
            must(add(&cells[(i * WRITES + k) % SMALL]));
        must(stm_commit(tx));
    }
}

static void rewrites(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        for (unsigned k = 0; k < WRITES; k++)
            must(add(&cells[k % 4]));
        must(stm_commit(tx));
    }
}

static void read_set(unsigned n) {
    unsigned at = 0;
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        uint64_t v, sum = 0;
        for (unsigned k = 0; k < READS; k++) {
            must(get(&cells[order[at++ % population]], &v));
            sum += v;
        }
        sink += sum;
        must(stm_commit(tx));
    }
}

static void read_again(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        uint64_t v, sum = 0;
        for (unsigned k = 0; k < READS; k++) {
            must(get(&cells[k % 64], &v));
            sum += v;
        }
        sink += sum;
        must(stm_commit(tx));
    }
}

static void read_filtered(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        uint64_t v, sum = 0, stamp;
        for (unsigned k = 0; k < READS; k++) {
            cell *c = &cells[k % 64];
            if (stm_read_filtered(tx, &c->header, &stamp)) {
                v = load_acq(&c->value);
                if (load_rlx(&c->header.x_stamp) != stamp) must(get(c, &v));
            } else {
                must(get(c, &v));
            }
            sum += v;
        }
        sink += sum;
        must(stm_commit(tx));
    }
}

static void read_plain(unsigned n) {
    unsigned at = 0;
    for (unsigned i = 0; i < n; i++) {
        uint64_t sum = 0;
        for (unsigned k = 0; k < READS; k++)
            sum += load_acq(&cells[order[at++ % population]].value);
        sink += sum;
    }
}

static void read_validate(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        stm_begin(tx);
        uint64_t v;
        for (unsigned k = 0; k < READS; k++)
            must(get(&cells[k % SMALL], &v));
        must(stm_validate(tx));
        must(stm_commit(tx));
    }
}

static double measure(void (*run)(unsigned), unsigned n, double operations) {
    double best = 1e18;
    run(n / 10 + 1);
    for (int i = 0; i < RUNS; i++) {
        double start = now_ns();
        run(n);
        double ns = (now_ns() - start) / n / operations;
        best = ns < best ? ns : best;
    }
    return best;
}

static void shuffle(unsigned n) {
    population = n;
    for (unsigned i = 0; i < n; i++)
        order[i] = i;
    for (unsigned i = n; i > 1; i--) {
        unsigned j = (unsigned)(stm_random(tx) % i);
        uint32_t t = order[i - 1];
        order[i - 1] = order[j];
        order[j] = t;
    }
}

int main(int argc, char **argv) {
    unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : 1000000;
    stm_init(nullptr);
    tx = stm_thread_attach();
    stm_begin(tx);
    must(stm_commit(tx));
    cells = aligned_alloc(64, LARGE * sizeof *cells);
    order = malloc(LARGE * sizeof *order);
    for (unsigned i = 0; i < LARGE; i++) {
        stm_object_init(tx, &cells[i].header);
        store_rlx(&cells[i].value, i);
    }
    printf("empty transaction            %7.2f\n", measure(empty, n, 1));
    printf("one write                    %7.2f\n", measure(one_write, n, 1));
    printf("100 writes, each             %7.2f\n", measure(writes, n / 100, WRITES));
    printf("100 writes to mine, each     %7.2f\n", measure(rewrites, n / 100, WRITES));
    shuffle(SMALL);
    printf("1000 reads over 16 KB, plain %7.2f\n", measure(read_plain, n / 1000, READS));
    printf("                       each  %7.2f\n", measure(read_set, n / 1000, READS));
    printf("    again, each              %7.2f\n", measure(read_again, n / 1000, READS));
    printf("    again, short cut, each   %7.2f\n", measure(read_filtered, n / 1000, READS));
    printf("    with one validation      %7.2f\n", measure(read_validate, n / 1000, READS));
    shuffle(LARGE);
    printf("1000 reads over 8 MB, plain  %7.2f\n", measure(read_plain, n / 1000, READS));
    printf("                       each  %7.2f\n", measure(read_set, n / 1000, READS));
    stm_thread_detach(tx);
    return sink == 42;
}
