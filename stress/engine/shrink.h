/* Shrinking: a shorter schedule that also fails.
 *
 * Owns: nothing. Threads: one.
 */
#ifndef STRESS_ENGINE_SHRINK_H
#define STRESS_ENGINE_SHRINK_H

#include "stress/engine/scheduled.h"

/* Makes of *setup, whose run fails with these choices, one that replays fewer of them in smaller
 * programs and still fails. Afterwards setup->replay lives in `choices`. */
void shrink(run_setup *setup, schedule *choices);

#endif
