/* Vacation: a travel agency. Customers book cars, flights and rooms; tables change.
 *
 * After the description of vacation in STAMP. One transaction does one of
 *   book    ask about `queries` random offers, take the dearest free one of each kind
 *   leave   a customer goes: all that was booked becomes free
 *   change  add or remove seats of random offers, at new prices
 *
 * Owns: a table for each kind, the customers. The check: what is used and what is free makes the total
 * of each offer, and what is used is what customers have booked.
 *
 * Threads: all workers share all tables.
 */
#include "bench.h"
#include "map.h"

enum { CARS, FLIGHTS, ROOMS, KINDS, MAX_QUERIES = 8, SEATS = 100 };

typedef struct offer {
    TM_HEADER;
    uint64_t used, free, total, price;
} offer;

typedef struct booking {
    TM_HEADER;
    struct booking *next;
    offer *what; /* immutable */
} booking;

typedef struct customer {
    TM_HEADER;
    booking *first;
} customer;

typedef struct mix {
    unsigned queries;       /* in a transaction */
    unsigned range_percent; /* of the offers are asked about */
    unsigned book_percent;  /* of the transactions book */
} mix;

static struct {
    mix mix;
    map tables[KINDS]; /* number -> offer */
    map customers;     /* number -> customer */
    uint32_t offers;
} world;

/* What a transaction will do; drawn before it starts, so that all attempts do the same. */
typedef struct plan {
    unsigned n;
    struct {
        unsigned kind;
        uint32_t number;
        uint64_t price;
        bool add;
    } query[MAX_QUERIES];
    uint32_t customer;
} plan;

/* ---- the three transactions -------------------------------------------------------------- */

TM_FUNCTION add_seats(stm_tx *tx, unsigned kind, uint32_t number, uint64_t price) {
    uint64_t word, available, total;
    bool found;
    TM_CALL(map_find(tx, &world.tables[kind], number, &word, &found));
    if (!found) {
        offer *o = TM_NEW(tx, sizeof *o);
        if (!o) abort();
        o->free = o->total = SEATS;
        o->used = 0;
        o->price = price;
        TM_CALL(map_insert(tx, &world.tables[kind], number, (uintptr_t)o, &found));
        if (!found) abort(); /* it was not there */
        return true;
    }
    offer *o = (offer *)(uintptr_t)word;
    TM_READ(tx, o, available = TM_LOAD(&o->free); total = TM_LOAD(&o->total));
    TM_SET(tx, o, free, available + SEATS);
    TM_SET(tx, o, total, total + SEATS);
    TM_SET(tx, o, price, price);
    return true;
}

/* An offer whose last seats go leaves the table. */
TM_FUNCTION remove_seats(stm_tx *tx, unsigned kind, uint32_t number) {
    uint64_t word, available, total;
    bool found;
    TM_CALL(map_find(tx, &world.tables[kind], number, &word, &found));
    if (!found) return true;
    offer *o = (offer *)(uintptr_t)word;
    TM_READ(tx, o, available = TM_LOAD(&o->free); total = TM_LOAD(&o->total));
    if (available < SEATS) return true;
    if (total == SEATS) {
        TM_CALL(map_remove(tx, &world.tables[kind], number, &word, &found));
        TM_DELETE(tx, o);
        return true;
    }
    TM_SET(tx, o, free, available - SEATS);
    TM_SET(tx, o, total, total - SEATS);
    return true;
}

TM_FUNCTION change(stm_tx *tx, const plan *p) {
    for (unsigned i = 0; i < p->n; i++) {
        if (p->query[i].add)
            TM_CALL(add_seats(tx, p->query[i].kind, p->query[i].number, p->query[i].price));
        else
            TM_CALL(remove_seats(tx, p->query[i].kind, p->query[i].number));
    }
    return true;
}

TM_FUNCTION customer_of(stm_tx *tx, uint32_t number, customer **out) {
    uint64_t word;
    bool found;
    TM_CALL(map_find(tx, &world.customers, number, &word, &found));
    customer *c = (customer *)(uintptr_t)word;
    if (!found) {
        c = TM_NEW(tx, sizeof *c);
        if (!c) abort();
        c->first = nullptr;
        TM_CALL(map_insert(tx, &world.customers, number, (uintptr_t)c, &found));
    }
    *out = c;
    return true;
}

TM_FUNCTION book_one(stm_tx *tx, customer *c, offer *o) {
    uint64_t available, used;
    booking *b = TM_NEW(tx, sizeof *b);
    if (!b) abort();
    b->what = o;
    TM_GET(tx, c, first, &b->next);
    TM_SET(tx, c, first, b);
    TM_READ(tx, o, available = TM_LOAD(&o->free); used = TM_LOAD(&o->used));
    TM_SET(tx, o, free, available - 1);
    TM_SET(tx, o, used, used + 1);
    return true;
}

TM_FUNCTION book(stm_tx *tx, const plan *p) {
    offer *best[KINDS] = {};
    uint64_t best_price[KINDS] = {};
    for (unsigned i = 0; i < p->n; i++) {
        uint64_t word, available, price;
        bool found;
        unsigned kind = p->query[i].kind;
        TM_CALL(map_find(tx, &world.tables[kind], p->query[i].number, &word, &found));
        if (!found) continue;
        offer *o = (offer *)(uintptr_t)word;
        TM_READ(tx, o, available = TM_LOAD(&o->free); price = TM_LOAD(&o->price));
        if (available == 0 || price <= best_price[kind]) continue;
        best[kind] = o;
        best_price[kind] = price;
    }
    if (!best[CARS] && !best[FLIGHTS] && !best[ROOMS]) return true;
    customer *c;
    TM_CALL(customer_of(tx, p->customer, &c));
    for (unsigned kind = 0; kind < KINDS; kind++)
        if (best[kind]) TM_CALL(book_one(tx, c, best[kind]));
    return true;
}

TM_FUNCTION leave(stm_tx *tx, const plan *p) {
    uint64_t word, available, used;
    bool found;
    TM_CALL(map_remove(tx, &world.customers, p->customer, &word, &found));
    if (!found) return true;
    customer *c = (customer *)(uintptr_t)word;
    booking *b;
    TM_GET(tx, c, first, &b);
    while (b) {
        booking *next;
        offer *o;
        TM_READ(tx, b, next = TM_LOAD(&b->next); o = TM_LOAD(&b->what));
        TM_READ(tx, o, available = TM_LOAD(&o->free); used = TM_LOAD(&o->used));
        TM_SET(tx, o, free, available + 1);
        TM_SET(tx, o, used, used - 1);
        TM_DELETE(tx, b);
        b = next;
    }
    TM_DELETE(tx, c);
    return true;
}

/* ---- running them ------------------------------------------------------------------------ */

static uint64_t setup(bool small, mix m) {
    world.mix = m;
    world.offers = small ? 128 : 16384;
    stm_tx *tx = tm_attach();
    uint64_t random = 41;
    for (unsigned kind = 0; kind < KINDS; kind++) {
        world.tables[kind] = (map){};
        uint32_t *order = shuffled(world.offers, kind);
        for (uint32_t i = 0; i < world.offers; i++) {
            uint64_t price = 50 + next_random(&random) % 50;
            TM_ATOMIC(tx, add_seats(tx, kind, order[i], price));
        }
        free(order);
    }
    world.customers = (map){};
    tm_detach(tx);
    return small ? 1000 : 200000;
}

static uint64_t setup_high(bool small) { return setup(small, (mix){4, 60, 90}); }
static uint64_t setup_low(bool small) { return setup(small, (mix){2, 90, 98}); }

static plan draw(worker *w) {
    plan p = {.n = 1 + (unsigned)(next_random(&w->random) % world.mix.queries)};
    uint32_t range = world.offers * world.mix.range_percent / 100;
    p.customer = (uint32_t)next_random(&w->random) % range;
    for (unsigned i = 0; i < p.n; i++) {
        uint64_t r = next_random(&w->random);
        p.query[i].kind = (unsigned)(r % KINDS);
        p.query[i].number = (uint32_t)(r >> 8) % range;
        p.query[i].price = 50 + (r >> 40) % 50;
        p.query[i].add = r >> 63;
    }
    return p;
}

static void work(worker *w, uint64_t rounds) {
    w->operations = share(w, rounds);
    for (uint64_t i = 0; i < w->operations; i++) {
        plan p = draw(w);
        unsigned roll = (unsigned)(next_random(&w->random) % 200);
        if (roll < 2 * world.mix.book_percent) {
            TM_ATOMIC(w->tx, book(w->tx, &p));
        } else if (roll % 2 == 0) {
            TM_ATOMIC(w->tx, leave(w->tx, &p));
        } else {
            TM_ATOMIC(w->tx, change(w->tx, &p));
        }
    }
}

/* ---- the check --------------------------------------------------------------------------- */

static bool count_offer(void *ctx, const map_node *node) {
    const offer *o = (const offer *)(uintptr_t)node->value;
    *(uint64_t *)ctx += o->used;
    return o->used + o->free == o->total && o->total > 0;
}

static bool count_bookings(void *ctx, const map_node *node) {
    const customer *c = (const customer *)(uintptr_t)node->value;
    for (const booking *b = c->first; b; b = b->next)
        ++*(uint64_t *)ctx;
    return true;
}

static const char *check(void) {
    uint64_t used = 0, booked = 0;
    for (unsigned kind = 0; kind < KINDS; kind++)
        if (!map_each(world.tables[kind].root, count_offer, &used))
            return "seats were made or lost";
    map_each(world.customers.root, count_bookings, &booked);
    if (booked == 0) return "nothing was booked";
    return used == booked ? nullptr : "what is used is not what was booked";
}

static bool free_offer(void *ctx, const map_node *node) {
    (void)ctx;
    free((void *)(uintptr_t)node->value);
    return true;
}

static bool free_customer(void *ctx, const map_node *node) {
    (void)ctx;
    customer *c = (customer *)(uintptr_t)node->value;
    for (booking *b = c->first, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(c);
    return true;
}

static void drop(void) {
    map_each(world.customers.root, free_customer, nullptr);
    map_drop(&world.customers);
    for (unsigned kind = 0; kind < KINDS; kind++) {
        map_each(world.tables[kind].root, free_offer, nullptr);
        map_drop(&world.tables[kind]);
    }
}

const bench benches_vacation[] = {
    {"vacation-high", "booking, up to 4 queries, 90 % book", setup_high, work, check, drop},
    {"vacation-low", "booking, up to 2 queries, 98 % book", setup_low, work, check, drop},
    {},
};
