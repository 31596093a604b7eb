/* Threads move money between accounts in transactions; at the end the sum is what it was, and the
 * library says where they collided.
 *
 *     cc -std=c23 bank.c $(pkg-config --cflags --libs krait-stm) -o bank
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stm/stm.h>

enum { ACCOUNTS = 100, START = 1000, THREADS = 4, TRANSFERS = 20000 };

typedef struct account {
    alignas(16) stm_object header; /* first in every shared object */
    int64_t balance;
} account;

typedef struct transfer {
    account *from, *to;
    int64_t amount;
} transfer;

static account accounts[ACCOUNTS];

/* The body of a transaction: false when a barrier says so, and it will be run again. */
static bool move(stm_tx *tx, void *arg) {
    const transfer *t = arg;
    int64_t from, to;
    stm_name(tx, "move");
    if (!stm_get(tx, &t->from->header, &t->from->balance, &from) ||
        !stm_set(tx, &t->from->header, &t->from->balance, from - t->amount) ||
        !stm_get(tx, &t->to->header, &t->to->balance, &to))
        return false;
    return stm_set(tx, &t->to->header, &t->to->balance, to + t->amount);
}

static void *work(void *arg) {
    stm_tx *tx = stm_thread_attach();
    for (int i = 0; i < TRANSFERS; i++) {
        transfer t = {&accounts[stm_random(tx) % ACCOUNTS], &accounts[stm_random(tx) % ACCOUNTS],
                      (int64_t)(stm_random(tx) % 100)};
        stm_run(tx, move, &t);
    }
    stm_thread_detach(tx);
    return arg;
}

int main(void) {
    pthread_t threads[THREADS];
    stm_init(nullptr);
    for (int i = 0; i < ACCOUNTS; i++)
        accounts[i].balance = START;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], nullptr, work, nullptr);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], nullptr);

    int64_t sum = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        sum += accounts[i].balance;
    printf("sum %" PRId64 ", expected %d\n", sum, ACCOUNTS * START);
    stm_hotspot spots[3];
    size_t n = stm_hotspots(spots, 3);
    for (size_t i = 0; i < n; i++)
        printf("%s: %s over %s, %" PRIu64 " times\n", stm_kind_name(spots[i].kind),
               spots[i].winner ? (const char *)spots[i].winner : "?",
               spots[i].loser ? (const char *)spots[i].loser : "?", spots[i].count);
    return sum == ACCOUNTS * START ? 0 : 1;
}
