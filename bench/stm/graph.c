/* An object graph: assemblies of parts, as a design tool keeps them.
 *
 * After the description of STMBench7 (Guerraoui, Kapalka, Vitek: STMBench7: A Benchmark for Software
 * Transactional Memory, EuroSys 2007), without its long traversals. A tree of complex assemblies ends in
 * base assemblies, each of which uses three composite parts; a composite part is a graph of 200 atomic
 * parts, which an index finds by number. One transaction is one of
 *   visit      from the root down a random way to a composite part, and over its whole graph
 *   query      ten random parts through the index
 *   swap       the coordinates of ten random parts
 *   date       visit, and date every atomic part anew
 *   exchange   a base assembly uses another composite part
 *   grow, cut  an atomic part is added to a composite part, or taken away again
 * Either nine in ten only read ('read'), or one in ten ('write').
 *
 * Owns: tree, parts, index. The check: every part keeps the sum of its coordinates, every graph has as
 * many parts as it counts, and the index has all of them, none else.
 *
 * Threads: all workers share everything.
 */
#include "bench.h"
#include "map.h"

enum {
    FAN = 3,
    LINKS = 3,
    QUERIES = 10,
    MOST_ADDED = 40,                         /* to a composite part */
    MOST_PARTS = 200 + MOST_ADDED,           /* of it */
    TO_VISIT = LINKS * (MOST_PARTS + 1) + 1, /* room for a depth-first walk */
    SEEN = 1024,
};

typedef struct part {
    TM_HEADER;
    uint64_t number; /* immutable */
    uint64_t x, y, date;
    struct part *link[LINKS]; /* link[0]: a ring over all parts of the composite */
} part;

typedef struct composite {
    TM_HEADER;
    part *root; /* immutable */
    uint64_t count, added;
} composite;

/* Complex where `below` is set, else base. */
typedef struct assembly {
    TM_HEADER;
    struct assembly *below[FAN]; /* immutable */
    composite *uses[FAN];
} assembly;

static struct {
    assembly *assemblies;
    uint32_t assembly_count, levels;
    composite *composites;
    uint32_t composite_count, parts_each;
    map index;                       /* number -> part */
    _Atomic(uint64_t) x_next_number; /* of added parts */
    _Atomic(uint64_t) x_sum;         /* keeps what was read from being optimised away */
    unsigned read_percent;
} world;

/* ---- making it --------------------------------------------------------------------------- */

static part *make_part(uint64_t number) {
    part *p = allocate(1, sizeof *p);
    p->number = number;
    p->x = number;
    p->y = 2 * number;
    return p;
}

static void make_composite(stm_tx *tx, composite *c, const uint32_t *numbers, uint64_t *random) {
    part *parts[MOST_PARTS] = {};
    bool added;
    for (uint32_t i = 0; i < world.parts_each; i++) {
        part *p = parts[i] = make_part(numbers[i]);
        TM_ATOMIC(tx, map_insert(tx, &world.index, p->number, (uintptr_t)p, &added));
    }
    for (uint32_t i = 0; i < world.parts_each; i++) {
        parts[i]->link[0] = parts[(i + 1) % world.parts_each];
        for (int k = 1; k < LINKS; k++)
            parts[i]->link[k] = parts[random_below(random, world.parts_each)];
    }
    c->root = parts[0];
    c->count = world.parts_each;
}

static uint64_t setup(bool small, unsigned read_percent) {
    uint64_t random = 53;
    world.read_percent = read_percent;
    world.levels = small ? 3 : 7;
    world.composite_count = small ? 8 : 500;
    world.parts_each = small ? 20 : 200;
    uint32_t width = 1, parts = world.composite_count * world.parts_each;
    world.assembly_count = 0;
    for (uint32_t level = 0; level < world.levels; level++, width *= FAN)
        world.assembly_count += width;
    world.assemblies = allocate(world.assembly_count, sizeof *world.assemblies);
    world.composites = allocate(world.composite_count, sizeof *world.composites);
    world.index = (map){};
    uint32_t *numbers = shuffled(parts, 3);
    stm_tx *tx = tm_attach();
    for (uint32_t i = 0; i < world.composite_count; i++)
        make_composite(tx, &world.composites[i], &numbers[i * world.parts_each], &random);
    tm_detach(tx);
    free(numbers);
    for (uint32_t i = 0; i < world.assembly_count; i++)
        for (uint32_t k = 0; k < FAN; k++) {
            if (i * FAN + k + 1 < world.assembly_count)
                world.assemblies[i].below[k] = &world.assemblies[i * FAN + k + 1];
            world.assemblies[i].uses[k] =
                &world.composites[random_below(&random, world.composite_count)];
        }
    atomic_store(&world.x_next_number, parts);
    return small ? 1000 : 100000;
}

static uint64_t setup_read(bool small) { return setup(small, 90); }
static uint64_t setup_write(bool small) { return setup(small, 10); }

/* ---- the transactions -------------------------------------------------------------------- */

/* Over a composite part's whole graph; dates every part when `date` is not 0. */
TM_FUNCTION walk(stm_tx *tx, composite *c, uint64_t date, uint64_t *sum) {
    part *to_visit[TO_VISIT], *seen[SEEN];
    unsigned n = 0;
    uint64_t all = 0;
    for (unsigned i = 0; i < SEEN; i++)
        seen[i] = nullptr;
    to_visit[n++] = c->root;
    while (n > 0) {
        part *p = to_visit[--n], *link[LINKS];
        unsigned at = (unsigned)((uintptr_t)p >> 6) % SEEN;
        while (seen[at] && seen[at] != p)
            at = (at + 1) % SEEN;
        if (seen[at]) continue;
        seen[at] = p;
        uint64_t x;
        TM_READ(tx, p, x = TM_LOAD(&p->x); link[0] = TM_LOAD(&p->link[0]);
                link[1] = TM_LOAD(&p->link[1]); link[2] = TM_LOAD(&p->link[2]));
        all += x;
        if (date) TM_SET(tx, p, date, date);
        for (unsigned k = 0; k < LINKS; k++)
            to_visit[n++] = link[k];
    }
    *sum = all;
    return true;
}

/* `way` chooses a branch at each level. */
TM_FUNCTION visit(stm_tx *tx, uint64_t way, uint64_t date, uint64_t *sum) {
    assembly *a = world.assemblies;
    composite *c;
    for (; a->below[0]; way /= FAN)
        a = a->below[way % FAN];
    TM_GET(tx, a, uses[way % FAN], &c);
    return walk(tx, c, date, sum);
}

TM_FUNCTION query(stm_tx *tx, const uint64_t *numbers, uint64_t *sum) {
    uint64_t all = 0;
    for (unsigned i = 0; i < QUERIES; i++) {
        uint64_t word, x, y;
        bool found;
        TM_CALL(map_find(tx, &world.index, numbers[i], &word, &found));
        if (!found) continue;
        part *p = (part *)(uintptr_t)word;
        TM_READ(tx, p, x = TM_LOAD(&p->x); y = TM_LOAD(&p->y));
        all += x + y;
    }
    *sum = all;
    return true;
}

TM_FUNCTION swap(stm_tx *tx, const uint64_t *numbers) {
    for (unsigned i = 0; i < QUERIES; i++) {
        uint64_t word, x, y;
        bool found;
        TM_CALL(map_find(tx, &world.index, numbers[i], &word, &found));
        if (!found) continue;
        part *p = (part *)(uintptr_t)word;
        TM_READ(tx, p, x = TM_LOAD(&p->x); y = TM_LOAD(&p->y));
        TM_SET(tx, p, x, y);
        TM_SET(tx, p, y, x);
    }
    return true;
}

TM_FUNCTION exchange(stm_tx *tx, uint64_t way, composite *c) {
    assembly *a = world.assemblies;
    for (; a->below[0]; way /= FAN)
        a = a->below[way % FAN];
    TM_SET(tx, a, uses[way % FAN], c);
    return true;
}

/* Added parts stand in the ring right behind the root, the newest first. */
TM_FUNCTION grow(stm_tx *tx, composite *c, uint64_t number) {
    uint64_t count, added;
    bool inserted;
    TM_READ(tx, c, count = TM_LOAD(&c->count); added = TM_LOAD(&c->added));
    if (added == MOST_ADDED) return true;
    part *p = TM_NEW(tx, sizeof *p), *root = c->root;
    if (!p) abort();
    p->number = p->x = number;
    p->y = 2 * number;
    p->date = 0;
    TM_GET(tx, root, link[0], &p->link[0]);
    p->link[1] = p->link[2] = root;
    TM_SET(tx, root, link[0], p);
    TM_SET(tx, c, count, count + 1);
    TM_SET(tx, c, added, added + 1);
    return map_insert(tx, &world.index, number, (uintptr_t)p, &inserted);
}

TM_FUNCTION cut(stm_tx *tx, composite *c) {
    uint64_t count, added, word;
    bool removed;
    TM_READ(tx, c, count = TM_LOAD(&c->count); added = TM_LOAD(&c->added));
    if (added == 0) return true;
    part *root = c->root, *p, *next;
    TM_GET(tx, root, link[0], &p);
    TM_GET(tx, p, link[0], &next);
    TM_SET(tx, root, link[0], next);
    TM_SET(tx, c, count, count - 1);
    TM_SET(tx, c, added, added - 1);
    TM_CALL(map_remove(tx, &world.index, p->number, &word, &removed));
    TM_DELETE(tx, p);
    return true;
}

/* ---- running them ------------------------------------------------------------------------ */

static void draw(worker *w, uint64_t *numbers) {
    uint32_t parts = world.composite_count * world.parts_each;
    for (unsigned i = 0; i < QUERIES; i++)
        numbers[i] = next_random(&w->random) % parts;
}

static uint64_t read_once(worker *w, unsigned roll) {
    uint64_t sum = 0, way = next_random(&w->random), numbers[QUERIES];
    if (roll < 50) {
        TM_ATOMIC(w->tx, visit(w->tx, way, 0, &sum));
    } else {
        draw(w, numbers);
        TM_ATOMIC(w->tx, query(w->tx, numbers, &sum));
    }
    return sum;
}

static void write_once(worker *w, unsigned roll) {
    uint64_t sum = 0, way = next_random(&w->random), numbers[QUERIES];
    composite *c = &world.composites[random_below(&w->random, world.composite_count)];
    if (roll < 50) {
        draw(w, numbers);
        TM_ATOMIC(w->tx, swap(w->tx, numbers));
    } else if (roll < 60) {
        TM_ATOMIC(w->tx, visit(w->tx, way, way | 1, &sum));
    } else if (roll < 70) {
        TM_ATOMIC(w->tx, exchange(w->tx, way, c));
    } else if (roll < 85) {
        uint64_t number = atomic_fetch_add(&world.x_next_number, 1);
        TM_ATOMIC(w->tx, grow(w->tx, c, number));
    } else {
        TM_ATOMIC(w->tx, cut(w->tx, c));
    }
}

static void work(worker *w, uint64_t rounds) {
    uint64_t sum = 0;
    w->operations = share(w, rounds);
    for (uint64_t i = 0; i < w->operations; i++) {
        uint64_t r = next_random(&w->random);
        unsigned roll = (unsigned)(r >> 32) % 100;
        if (r % 100 < world.read_percent)
            sum += read_once(w, roll);
        else
            write_once(w, roll);
    }
    atomic_fetch_add(&world.x_sum, sum);
}

/* ---- the check --------------------------------------------------------------------------- */

static bool check_entry(void *ctx, const map_node *node) {
    const part *p = (const part *)(uintptr_t)node->value;
    ++*(uint64_t *)ctx;
    return p->number == node->key && p->x + p->y == 3 * p->number;
}

static const char *check(void) {
    uint64_t indexed = 0, counted = 0;
    if (!map_each(world.index.root, check_entry, &indexed)) return "a part has lost its place";
    for (uint32_t i = 0; i < world.composite_count; i++) {
        const composite *c = &world.composites[i];
        uint64_t n = 1;
        for (const part *p = c->root->link[0]; p != c->root && n <= MOST_PARTS; p = p->link[0])
            n++;
        if (n != c->count) return "a graph has lost a part";
        counted += n;
    }
    return counted == indexed ? nullptr : "the index has lost a part";
}

static bool free_part(void *ctx, const map_node *node) {
    (void)ctx;
    free((void *)(uintptr_t)node->value);
    return true;
}

static void drop(void) {
    map_each(world.index.root, free_part, nullptr);
    map_drop(&world.index);
    free(world.assemblies);
    free(world.composites);
}

const bench benches_graph[] = {
    {"graph-read", "of an object graph, 90 % read only", setup_read, work, check, drop},
    {"graph-write", "of an object graph, 10 % read only", setup_write, work, check, drop},
    {},
};
