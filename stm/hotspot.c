/* The hotspot table: conflicts added up by pair of instructions and kind.
 *
 * Owns: the table. It is open-addressed, of fixed size, and never blocks: a conflict claims an
 * entry with one compare-and-swap and then only adds to counters. When it is full, further pairs
 * share the last entry, whose sites are unknown.
 *
 * Invariants
 *   hotspot-1  An entry's key, once set, stays until the table is reset.
 *   hotspot-2  winner, loser, kind and text are written once, by the claimer, before x_ready.
 *
 * Who excludes whom: claim against claim by the compare-and-swap on x_key; readers skip what is
 * not ready; counters are added to with relaxed order, they order nothing.
 *
 * Threads: any.
 */
#include <stdlib.h>
#include <string.h>

#include "stm/internal.h"

enum { HOTSPOTS = 1024, PROBES = 32 };

struct hotspot_entry {
    _Atomic(uint64_t) x_key; /* hash of the pair and the kind; 0 = free */
    _Atomic(uint32_t) x_ready;
    stm_kind kind;
    stm_site winner, loser;
    _Atomic(uintptr_t) x_object;
    _Atomic(uint64_t) x_count, x_aborts, x_lost_ns;
    char text[STM_NAME_MAX];
};

static hotspot_entry table[HOTSPOTS + 1]; /* the last one takes what does not fit */

static uint64_t pair_key(stm_kind kind, stm_site winner, stm_site loser) {
    uint64_t z = ((uint64_t)winner * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)loser) *
                     UINT64_C(0xbf58476d1ce4e5b9) +
                 (uint64_t)kind;
    z = (z ^ z >> 29) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 32) | 1;
}

static void describe(char *text, const stm_object *o) {
    text[0] = '\0';
    if (o && stm_settings.describe) stm_settings.describe(o, text, STM_NAME_MAX);
    text[STM_NAME_MAX - 1] = '\0';
}

static hotspot_entry *claim(hotspot_entry *e, uint64_t key, stm_kind kind, stm_site winner,
                            stm_site loser, const stm_object *o) {
    uint64_t found = load_rlx(&e->x_key);
    if (found == key) return e;
    if (found != 0 || !cas_acqrel(&e->x_key, &found, key)) return found == key ? e : nullptr;
    e->kind = kind;
    e->winner = winner;
    e->loser = loser;
    describe(e->text, o);
    store_rel(&e->x_ready, 1); /* pairs-with: copy_entry */
    return e;
}

hotspot_entry *stm_hotspot_find(stm_kind kind, stm_site winner, stm_site loser,
                                const stm_object *o) {
    uint64_t key = pair_key(kind, winner, loser);
    hotspot_entry *e = nullptr;
    for (uint64_t probe = 0; probe < PROBES && !e; probe++)
        e = claim(&table[(key >> 8) + probe & HOTSPOTS - 1], key, kind, winner, loser, o);
    if (!e) {
        e = &table[HOTSPOTS];
        e = claim(e, 1, kind, 0, 0, nullptr);
        e = e ? e : &table[HOTSPOTS];
    }
    if (o) store_rlx(&e->x_object, (uintptr_t)o);
    return e;
}

void stm_hotspot_add(hotspot_entry *e, uint64_t conflicts, uint64_t aborts, uint64_t lost_ns) {
    add_rlx(&e->x_count, conflicts);
    add_rlx(&e->x_aborts, aborts);
    add_rlx(&e->x_lost_ns, lost_ns);
}

void stm_conflict_report(stm_tx *tx, stm_kind kind, stm_site winner, stm_site loser,
                         const stm_object *o, uint64_t lost_ns) {
    (void)tx;
    stm_hotspot_add(stm_hotspot_find(kind, winner, loser, o), 1, 0, lost_ns);
}

static bool copy_entry(const hotspot_entry *e, stm_hotspot *out) {
    if (!load_acq(&e->x_ready) || load_rlx(&e->x_count) == 0) /* pairs-with: claim */
        return false;
    *out = (stm_hotspot){
        .winner = e->winner,
        .loser = e->loser,
        .kind = e->kind,
        .count = load_rlx(&e->x_count),
        .aborts = load_rlx(&e->x_aborts),
        .lost_ns = load_rlx(&e->x_lost_ns),
        .object = load_rlx(&e->x_object),
    };
    memcpy(out->description, e->text, STM_NAME_MAX);
    return true;
}

static int by_time_lost(const void *a, const void *b) {
    const stm_hotspot *x = a, *y = b;
    if (x->lost_ns != y->lost_ns) return x->lost_ns < y->lost_ns ? 1 : -1;
    return x->count < y->count ? 1 : x->count > y->count ? -1 : 0;
}

size_t stm_hotspots(stm_hotspot *out, size_t max) {
    stm_hotspot *all = malloc((HOTSPOTS + 1) * sizeof *all);
    if (!all) return 0;
    size_t n = 0;
    for (size_t i = 0; i <= HOTSPOTS; i++)
        n += copy_entry(&table[i], &all[n]);
    qsort(all, n, sizeof *all, by_time_lost);
    n = n < max ? n : max;
    memcpy(out, all, n * sizeof *out);
    free(all);
    return n;
}

void stm_hotspots_reset(void) { memset(table, 0, sizeof table); }

const char *stm_kind_name(stm_kind kind) {
    static const char *const names[STM_KIND_COUNT] = {
        [STM_WRITE_WRITE] = "write-write", [STM_READ_WRITE] = "read-write",
        [STM_DOOMED] = "doomed",           [STM_VALIDATION] = "validation",
        [STM_IRREVOCABLE] = "irrevocable", [STM_LOCK] = "lock",
    };
    return kind < STM_KIND_COUNT ? names[kind] : "?";
}
