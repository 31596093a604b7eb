/* The rows of stm_bench over GCC's libitm (-fgnu-tm), for comparison.
 *
 *     ITM_DEFAULT_METHOD=ml_wt itm_bench [repetitions]
 *
 * Without that variable libitm runs a single thread in a serial mode that is no STM.
 * Prints nanoseconds: the best of five runs of each row.
 *
 * Threads: one.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct cell {
    uint64_t header, value;
} cell;

enum { SMALL = 1024, LARGE = 524288, READS = 1000, WRITES = 100, RUNS = 5 };

static cell *cells;
static uint32_t *order;
static uint64_t sink;
static unsigned population = 1;

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* An empty transaction would be optimised away. */
static void (*volatile nothing_now)(void) __attribute__((transaction_safe));
__attribute__((transaction_safe)) static void nothing(void) {}

static void empty(unsigned n) {
    void (*call)(void) __attribute__((transaction_safe)) = nothing_now;
    for (unsigned i = 0; i < n; i++) {
        __transaction_atomic { call(); }
    }
}

static void one_write(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        cell *c = &cells[i % SMALL];
        __transaction_atomic { c->value++; }
    }
}

static void writes(unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        __transaction_atomic {
            for (unsigned k = 0; k < WRITES; k++)
                cells[(i * WRITES + k) % SMALL].value++;
        }
    }
}

static void read_set(unsigned n) {
    unsigned at = 0;
    for (unsigned i = 0; i < n; i++) {
        const uint32_t *from = &order[at];
        uint64_t sum = 0;
        at = at + 2 * READS <= population ? at + READS : 0;
        __transaction_atomic {
            for (unsigned k = 0; k < READS; k++)
                sum += cells[from[k]].value;
        }
        sink += sum;
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
    uint64_t random = 1;
    population = n;
    for (unsigned i = 0; i < n; i++)
        order[i] = i;
    for (unsigned i = n; i > 1; i--) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        unsigned j = (unsigned)((random >> 33) % i);
        uint32_t t = order[i - 1];
        order[i - 1] = order[j];
        order[j] = t;
    }
}

int main(int argc, char **argv) {
    unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : 1000000;
    nothing_now = nothing;
    cells = aligned_alloc(64, LARGE * sizeof *cells);
    order = malloc(LARGE * sizeof *order);
    for (unsigned i = 0; i < LARGE; i++)
        cells[i] = (cell){0, i};
    printf("empty transaction            %7.2f\n", measure(empty, n, 1));
    printf("one write                    %7.2f\n", measure(one_write, n, 1));
    printf("100 writes, each             %7.2f\n", measure(writes, n / 100, WRITES));
    shuffle(SMALL);
    printf("1000 reads over 16 KB, each  %7.2f\n", measure(read_set, n / 1000, READS));
    shuffle(LARGE);
    printf("1000 reads over 8 MB, each   %7.2f\n", measure(read_set, n / 1000, READS));
    return sink == 42;
}
