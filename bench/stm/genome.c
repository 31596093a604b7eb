/* Genome: a gene is put together again from many overlapping pieces of it.
 *
 * After the description of genome in STAMP (Cao Minh, Chung, Kozyrakis, Olukotun: STAMP, IISWC 2008).
 * Pieces of `length` letters are taken from every position of the gene, and from random ones again.
 *   1  Duplicates are removed: all pieces go into one set.
 *   2  For each overlap from length - 1 down: what still needs a predecessor is entered in a table by
 *      its first letters; whoever needs a successor looks up its last letters, and links the two.
 *   3  One thread follows the links. The result has to be the gene.
 *
 * Owns: gene, pieces, both tables. Letters are compared by 64-bit fingerprints of them, which are
 * computed outside transactions; the check notices should two differ in letters alone.
 *
 * Threads: phases 1 and 2 are shared, with barriers between the steps.
 */
#include <string.h>

#include "bench.h"
#include "hash.h"

enum { PIECES_AT_ONCE = 12 /* in one transaction of phase 1 */ };

typedef struct piece {
    TM_HEADER;
    struct piece *next;
    uint64_t overlap; /* with the next one */
    uint64_t has_predecessor;
    uint32_t start; /* in the gene; immutable */
} piece;

static struct {
    char *gene;
    uint32_t gene_length, length;
    uint32_t *starts; /* of the pieces, with duplicates */
    uint32_t n;
    piece *pieces; /* one for each position; those that the set holds are alive */
    hash set;      /* fingerprint -> start */
    hash by_prefix;
    uint32_t *alive; /* starts of the pieces in the set */
    uint32_t alive_count;
    _Atomic(uint32_t) x_linked;
} world;

static uint64_t fingerprint(uint32_t start, uint32_t length) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < length; i++)
        hash = (hash ^ (uint64_t)world.gene[start + i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

static uint64_t setup(bool small) {
    uint64_t random = 11;
    const uint32_t gene_length = small ? 256 : 16384, length = small ? 16 : 64;
    const uint32_t positions = gene_length - length + 1;
    world.gene_length = gene_length;
    world.length = length;
    world.n = small ? 2048 : 262144;
    world.gene = allocate(gene_length + 1, 1);
    for (uint32_t i = 0; i < gene_length; i++)
        world.gene[i] = "acgt"[next_random(&random) % 4];
    uint32_t *order = shuffled(world.n, 5);
    world.starts = allocate(world.n, sizeof *world.starts);
    for (uint32_t i = 0; i < world.n; i++)
        world.starts[order[i]] = i < positions ? i : (uint32_t)random_below(&random, positions);
    free(order);
    world.pieces = allocate(positions, sizeof *world.pieces);
    for (uint32_t i = 0; i < positions; i++)
        world.pieces[i].start = i;
    world.alive = allocate(positions, sizeof *world.alive);
    world.set = hash_make(small ? 256 : 16384);
    world.by_prefix = hash_make(small ? 256 : 16384);
    atomic_store(&world.x_linked, 0);
    return world.n;
}

/* ---- phase 1 ----------------------------------------------------------------------------- */

TM_FUNCTION insert_pieces(stm_tx *tx, const uint32_t *starts, const uint64_t *keys, unsigned n) {
    bool added;
    for (unsigned i = 0; i < n; i++)
        TM_CALL(hash_insert(tx, &world.set, keys[i], starts[i], &added));
    return true;
}

static void remove_duplicates(worker *w) {
    uint64_t first = share_start(w, world.n), end = first + share(w, world.n);
    for (uint64_t i = first; i < end; i += PIECES_AT_ONCE) {
        unsigned n = end - i < PIECES_AT_ONCE ? (unsigned)(end - i) : PIECES_AT_ONCE;
        uint64_t keys[PIECES_AT_ONCE];
        for (unsigned k = 0; k < n; k++)
            keys[k] = fingerprint(world.starts[i + k], world.length);
        TM_ATOMIC(w->tx, insert_pieces(w->tx, &world.starts[i], keys, n));
    }
    w->operations += end - first;
}

/* By one thread, between the phases. */
static void collect_alive(void) {
    world.alive_count = 0;
    for (uint64_t b = 0; b <= world.set.mask; b++)
        for (const hash_node *node = world.set.buckets[b].first; node; node = node->next)
            world.alive[world.alive_count++] = (uint32_t)node->value;
}

/* ---- phase 2 ----------------------------------------------------------------------------- */

TM_FUNCTION offer(stm_tx *tx, piece *p, uint64_t prefix) {
    uint64_t taken;
    bool added;
    TM_GET(tx, p, has_predecessor, &taken);
    if (!taken) TM_CALL(hash_insert(tx, &world.by_prefix, prefix, p->start, &added));
    return true;
}

TM_FUNCTION link(stm_tx *tx, piece *p, uint64_t suffix, uint32_t overlap, bool *linked) {
    uint64_t start, taken;
    bool found;
    piece *next;
    *linked = false;
    TM_GET(tx, p, next, &next);
    if (next) return true;
    TM_CALL(hash_find(tx, &world.by_prefix, suffix, &start, &found));
    if (!found) return true;
    next = &world.pieces[start];
    TM_GET(tx, next, has_predecessor, &taken);
    if (taken || next == p) return true;
    TM_SET(tx, next, has_predecessor, 1);
    TM_SET(tx, p, next, next);
    TM_SET(tx, p, overlap, overlap);
    *linked = true;
    return true;
}

static void link_with_overlap(worker *w, uint32_t overlap) {
    uint64_t first = share_start(w, world.alive_count), end = first + share(w, world.alive_count);
    for (uint64_t i = first; i < end; i++) {
        piece *p = &world.pieces[world.alive[i]];
        uint64_t prefix = fingerprint(p->start, overlap);
        TM_ATOMIC(w->tx, offer(w->tx, p, prefix));
    }
    phase_end(w);
    uint32_t links = 0;
    for (uint64_t i = first; i < end; i++) {
        piece *p = &world.pieces[world.alive[i]];
        uint64_t suffix = fingerprint(p->start + world.length - overlap, overlap);
        bool linked;
        TM_ATOMIC(w->tx, link(w->tx, p, suffix, overlap, &linked));
        links += linked;
    }
    atomic_fetch_add(&world.x_linked, links);
    w->operations += 2 * (end - first);
    phase_end(w);
    if (w->index == 0) hash_clear(&world.by_prefix);
    phase_end(w);
}

static void work(worker *w, uint64_t rounds) {
    (void)rounds;
    remove_duplicates(w);
    phase_end(w);
    if (w->index == 0) collect_alive();
    phase_end(w);
    for (uint32_t overlap = world.length - 1; overlap > 0; overlap--) {
        if (atomic_load(&world.x_linked) + 1 >= world.alive_count) break;
        phase_end(w); /* all have looked */
        link_with_overlap(w, overlap);
    }
}

/* ---- phase 3 ----------------------------------------------------------------------------- */

static const char *check(void) {
    const piece *p = nullptr;
    for (uint32_t i = 0; i < world.alive_count && !p; i++)
        if (!world.pieces[world.alive[i]].has_predecessor) p = &world.pieces[world.alive[i]];
    if (!p) return "no piece is the first";
    char *built = allocate(world.gene_length + world.length + 1, 1);
    uint32_t n = 0;
    for (uint64_t overlap = 0; p && n <= world.gene_length; p = p->next) {
        memcpy(built + n, world.gene + p->start + overlap, world.length - overlap);
        n += world.length - (uint32_t)overlap;
        overlap = p->overlap;
    }
    bool right = n == world.gene_length && memcmp(built, world.gene, n) == 0;
    free(built);
    return right ? nullptr : "what was put together is not the gene";
}

static void drop(void) {
    hash_drop(&world.set);
    hash_drop(&world.by_prefix);
    free(world.gene);
    free(world.starts);
    free(world.pieces);
    free(world.alive);
}

const bench benches_genome[] = {
    {"genome", "piece of a gene, inserted, offered or linked", setup, work, check, drop},
    {},
};
