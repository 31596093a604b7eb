/* Runs one benchmark of the suite over one back end.
 *
 *     stm_bench_BACKEND --list
 *     stm_bench_BACKEND NAME THREADS [small]
 *     stm_bench_BACKEND --all-small THREADS
 *
 * Prints one line for each: name, threads, nanoseconds of wall time for each operation (threads taken
 * together), the same of CPU time, operations, and 'ok' or what the benchmark's check has found. The
 * status is 1 when a check has failed.
 *
 * Threads: the main one sets up and checks, workers run between two barriers.
 */
#include "bench.h"

#include <string.h>
#include <time.h>

enum { MAX_THREADS = 64 };

#if defined TM_MUTEX
pthread_mutex_t tm_mutex = PTHREAD_MUTEX_INITIALIZER;
#endif

static struct {
    const bench *bench;
    uint64_t rounds;
    pthread_barrier_t gate;  /* workers and the main thread */
    pthread_barrier_t phase; /* workers */
} current;

void phase_end(worker *w) {
    if (w->threads == 1) return;
    tm_park(w->tx);
    pthread_barrier_wait(&current.phase);
}

static void *checked(void *memory) {
    if (memory) return memory;
    fputs("out of memory\n", stderr);
    exit(2);
}

void *allocate(size_t count, size_t size) {
    size_t bytes = (count * size + 63) & ~(size_t)63;
    void *memory = checked(aligned_alloc(64, bytes ? bytes : 64));
    memset(memory, 0, bytes);
    return memory;
}

void *resize(void *memory, size_t count, size_t size) {
    return checked(realloc(memory, count * size));
}

uint32_t *shuffled(uint32_t n, uint64_t seed) {
    uint32_t *order = allocate(n, sizeof *order);
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = (uint32_t)(next_random(&seed) % i), t = order[i - 1];
        order[i - 1] = order[j];
        order[j] = t;
    }
    return order;
}

static void *run_worker(void *arg) {
    worker *w = arg;
    w->tx = tm_attach();
    pthread_barrier_wait(&current.gate); /* all are there */
    pthread_barrier_wait(&current.gate); /* the clock has been read */
    current.bench->work(w, current.rounds);
    tm_park(w->tx);
    pthread_barrier_wait(&current.gate);
    tm_detach(w->tx);
    return nullptr;
}

typedef struct duration {
    double wall, cpu; /* nanoseconds */
} duration;

static double clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static duration now(void) {
    return (duration){clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_PROCESS_CPUTIME_ID)};
}

/* Starts the workers, lets them run together, and returns the time that they took. */
static duration run_workers(worker *workers, unsigned threads) {
    pthread_barrier_init(&current.gate, nullptr, threads + 1);
    pthread_barrier_init(&current.phase, nullptr, threads);
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = (worker){.index = i, .threads = threads, .random = i + 1};
        pthread_create(&workers[i].thread, nullptr, run_worker, &workers[i]);
    }
    pthread_barrier_wait(&current.gate);
    duration start = now();
    pthread_barrier_wait(&current.gate);
    pthread_barrier_wait(&current.gate);
    duration end = now();
    for (unsigned i = 0; i < threads; i++)
        pthread_join(workers[i].thread, nullptr);
    pthread_barrier_destroy(&current.gate);
    pthread_barrier_destroy(&current.phase);
    return (duration){end.wall - start.wall, end.cpu - start.cpu};
}

/* One run; false: its check failed. */
static bool run(const bench *b, unsigned threads, bool small) {
    static worker workers[MAX_THREADS];
    current.bench = b;
    current.rounds = b->setup(small);
    duration took = run_workers(workers, threads);
    uint64_t operations = 0;
    for (unsigned i = 0; i < threads; i++)
        operations += workers[i].operations;
    const char *wrong = operations ? b->check() : "nothing was done";
    b->teardown();
    double n = (double)(operations ? operations : 1);
    printf("%s %u %.3f %.3f %lu %s\n", b->name, threads, took.wall / n, took.cpu / n,
           (unsigned long)operations, wrong ? wrong : "ok");
    return !wrong;
}

static const bench *const groups[] = {
    benches_micro,    benches_sets,   benches_bank,      benches_genome,
    benches_intruder, benches_kmeans, benches_labyrinth, benches_ssca2,
    benches_vacation, benches_yada,   benches_graph,
};

/* Calls `visit` for each benchmark, until it returns false. */
static bool each(bool (*visit)(const bench *b, const char *name, unsigned threads),
                 const char *name, unsigned threads) {
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        for (const bench *b = groups[i]; b->name; b++)
            if (!visit(b, name, threads)) return false;
    return true;
}

static bool print(const bench *b, const char *name, unsigned threads) {
    (void)name, (void)threads;
    printf("%s\t%s\n", b->name, b->operation);
    return true;
}

static bool run_small(const bench *b, const char *name, unsigned threads) {
    (void)name;
    return run(b, threads, true);
}

static bool run_named(const bench *b, const char *name, unsigned threads) {
    if (strcmp(b->name, name) != 0) return true;
    exit(run(b, threads, false) ? 0 : 1);
}

static bool run_named_small(const bench *b, const char *name, unsigned threads) {
    if (strcmp(b->name, name) != 0) return true;
    exit(run(b, threads, true) ? 0 : 1);
}

int main(int argc, char **argv) {
    tm_init();
    if (argc == 2 && strcmp(argv[1], "--list") == 0) return each(print, nullptr, 0) ? 0 : 1;
    unsigned threads = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
    if (threads < 1 || threads > MAX_THREADS || argc > 4) {
        fputs("usage: --list | --all-small THREADS | NAME THREADS [small]\n", stderr);
        return 2;
    }
    if (strcmp(argv[1], "--all-small") == 0) return each(run_small, nullptr, threads) ? 0 : 1;
    each(argc == 4 ? run_named_small : run_named, argv[1], threads);
    fprintf(stderr, "no benchmark %s\n", argv[1]);
    return 2;
}
