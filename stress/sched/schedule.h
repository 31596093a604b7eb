/* A schedule as data: which thread was chosen how many times in a row.
 *
 * Only real choices are in it: where a single thread can go on nothing is recorded. The text form is
 * "0x14,1x9,0": thread 0 fourteen times, thread 1 nine times, thread 0 once.
 *
 * Owns: the list of segments. Threads: one.
 */
#ifndef STRESS_SCHED_SCHEDULE_H
#define STRESS_SCHED_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct segment {
    uint32_t thread, times;
} segment;

typedef struct schedule {
    segment *segments;
    size_t n, room;
} schedule;

void schedule_add(schedule *s, uint32_t thread); /* one more choice */
void schedule_clear(schedule *s);
void schedule_free(schedule *s);
void schedule_copy(schedule *to, const schedule *from);
/* Takes segment i out; neighbours of one thread become one segment. */
void schedule_remove(schedule *s, size_t i);
void schedule_print(const schedule *s, FILE *out);
[[nodiscard]] bool schedule_parse(schedule *s, const char *text);

#endif
