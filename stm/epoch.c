/* epoch.c - which objects have been acquired since a moment that the program chose.
 *
 * Owns: stm_epoch_limit[], for each slot the stamp of its first transaction that was not over at the last epoch.
 *
 * A stamp says when its object was last acquired, so that an acquisition tells by the stamp it replaces whether it is the first since
 * the epoch: one comparison, as with the snapshot. A generational collector's write barrier is made of this.
 *
 * Invariants
 *   epoch-1  Before the first epoch, and while nobody watches, all limits are zero: no stamp is below.
 *   epoch-2  A transaction in flight at the epoch has a stamp at its slot's limit, not below: its serial is x_committed + 1.
 *
 * Threads: the limits change only while nobody else runs a transaction.
 */
#include "stm/internal.h"

uint64_t stm_epoch_limit[STM_MAX_SLOTS];
void (*stm_epoch_first)(stm_tx *tx, const stm_object *o);

void stm_epoch_watch(void (*first)(stm_tx *tx, const stm_object *o)) { stm_epoch_first = first; }

void stm_epoch(void) {
    if (!stm_epoch_first) return; /* epoch-1 */
    uint32_t used = stm_slots_bound();
    for (uint32_t t = 0; t < used; t++) /* relaxed: the holders stand still */
        stm_epoch_limit[t] = stm_stamp_make(t, load_rlx(&stm_slots[t].x_committed) + 1, 0);
}
