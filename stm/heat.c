/* heat.c - instructions whose acquisitions others lately had to wait for.
 *
 * Owns: the heat of places, a small table of counters indexed by a hash of the instruction. What it says is advice: a transaction
 * that acquires at a hot place is told so, and may end soon after, so that those who wait for it wait no longer than
 * they must. Two instructions that share a counter share their heat, which costs a transaction that ends early.
 *
 * A wait that lasted beyond spinning heats the place; its uses cool it, so that what was
 * in the way once is forgotten, and what is in the way all the time is learned anew.
 *
 * Threads: any; counters are relaxed, a lost update loses a little heat.
 */
#include "stm/internal.h"

enum {
    HEAT_OF_A_WAIT = 4096,
    HEAT_MAX = UINT16_MAX,
    USES_AT_ONCE =
        64, /* cools by so much each so many uses: every use would pass the line of the counter from core to core */
};

_Atomic(uint16_t) stm_x_heat[HEAT_PLACES];

void stm_heat_up(stm_site site) {
    if (site == 0) return;
    _Atomic(uint16_t) *heat = stm_heat_of(site);
    unsigned now = load_rlx(heat);
    store_rlx(heat, (uint16_t)(now + HEAT_OF_A_WAIT < HEAT_MAX ? now + HEAT_OF_A_WAIT : HEAT_MAX));
}

void stm_heat_used(stm_tx *tx, stm_site site) {
    if (++tx->cold->hot_uses % USES_AT_ONCE == 0) {
        _Atomic(uint16_t) *heat = stm_heat_of(site);
        unsigned now = load_rlx(heat);
        store_rlx(heat, (uint16_t)(now > USES_AT_ONCE ? now - USES_AT_ONCE : 0));
    }
    if (stm_settings.contended) stm_settings.contended(tx, stm_settings.user);
}
