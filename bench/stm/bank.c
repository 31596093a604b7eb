/* A bank: transfers between two of 1,024 accounts. And what no transactions could beat: the same with two atomic
 * additions, which pay for nothing but that the accounts move between the processors.
 *
 * Owns: the accounts. The check: no money was made or lost.
 *
 * Threads: all workers share all accounts.
 */
#include "bench.h"

typedef struct account {
    TM_HEADER;
    int64_t balance;
} account;

enum { ACCOUNTS = 1024, START = 1000 };

static account *accounts;

static uint64_t setup(bool small) {
    accounts = allocate(ACCOUNTS, sizeof *accounts);
    for (int i = 0; i < ACCOUNTS; i++)
        accounts[i].balance = START;
    return small ? 2000 : 4000000;
}

TM_FUNCTION transfer(stm_tx *tx, account *from, account *to, int64_t amount) {
    int64_t left, right;
    TM_TAKE(tx, from, balance, &left);
    TM_SET(tx, from, balance, left - amount);
    TM_TAKE(tx, to, balance, &right);
    TM_SET(tx, to, balance, right + amount);
    return true;
}

typedef struct order {
    account *from, *to;
    int64_t amount;
} order;

static order next_order(worker *w) {
    uint64_t r = next_random(&w->random);
    return (order){&accounts[r % ACCOUNTS], &accounts[(r >> 16) % ACCOUNTS],
                   (int64_t)(r >> 32 & 127)};
}

static void work(worker *w, uint64_t rounds) {
    w->operations = share(w, rounds);
    for (uint64_t i = 0; i < w->operations; i++) {
        order o = next_order(w);
        TM_ATOMIC(w->tx, transfer(w->tx, o.from, o.to, o.amount));
    }
}

static void work_adds(worker *w, uint64_t rounds) {
    w->operations = share(w, rounds);
    for (uint64_t i = 0; i < w->operations; i++) {
        order o = next_order(w);
        __atomic_fetch_sub(&o.from->balance, o.amount, __ATOMIC_RELAXED);
        __atomic_fetch_add(&o.to->balance, o.amount, __ATOMIC_RELAXED);
    }
}

static const char *check(void) {
    int64_t sum = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        sum += accounts[i].balance;
    return sum == ACCOUNTS * START ? nullptr : "money was made or lost";
}

static void drop(void) { free(accounts); }

const bench benches_bank[] = {
    {"bank", "transfer between 1,024 accounts", setup, work, check, drop},
    {"bank-adds", "two atomic additions, no transaction", setup, work_adds, check, drop},
    {},
};
