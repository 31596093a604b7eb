/* intent.c - reads after which the same transaction wrote.
 *
 * Owns: one bit for each place, in a small table indexed by a hash of the instruction. An object that another thread wrote last has
 * its cache line on another core. Reading it and then acquiring it fetches the line twice: once to share it,
 * once to own it. Where a read is known to be followed by a write, the second fetch is begun with the first
 * (stm_prefetch_intent, barrier.h), and is over by the time of the acquisition. A wrong bit costs a reader elsewhere its copy of the line.
 *
 * Threads: any; relaxed, a bit is a guess.
 */
#include "stm/internal.h"

enum { READS_BACK = 8 };

_Atomic(uint8_t) stm_x_intent[STM_INTENT_PLACES];

void stm_intent_learn(const stm_tx *tx, const stm_object *o) {
    const stm_read_entry *e = tx->read_top;
    for (int i = 0; i < READS_BACK && e-- > tx->read_log; i++) {
        if (e->object != o) continue;
        _Atomic(uint8_t) *bit = stm_intent_of(e->site);
        if (e->site && !load_rlx(bit)) store_rlx(bit, 1);
        return;
    }
}
