/* schedule.c - see schedule.h. */
#include "stress/sched/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "stress/memory.h"

static void segment_add(schedule *s, segment one) {
    if (s->n > 0 && s->segments[s->n - 1].thread == one.thread) {
        s->segments[s->n - 1].times += one.times;
        return;
    }
    if (s->n == s->room) {
        s->room = s->room ? s->room * 2 : 64;
        s->segments = resized(s->segments, s->room * sizeof *s->segments);
    }
    s->segments[s->n++] = one;
}

void schedule_add(schedule *s, uint32_t thread) { segment_add(s, (segment){thread, 1}); }

void schedule_clear(schedule *s) { s->n = 0; }

void schedule_free(schedule *s) {
    free(s->segments);
    *s = (schedule){};
}

void schedule_copy(schedule *to, const schedule *from) {
    to->n = 0;
    for (size_t i = 0; i < from->n; i++)
        segment_add(to, from->segments[i]);
}

void schedule_remove(schedule *s, size_t i) {
    schedule without = {};
    for (size_t j = 0; j < s->n; j++)
        if (j != i) segment_add(&without, s->segments[j]);
    schedule_free(s);
    *s = without;
}

void schedule_print(const schedule *s, FILE *out) {
    for (size_t i = 0; i < s->n; i++) {
        fprintf(out, "%s%u", i ? "," : "", s->segments[i].thread);
        if (s->segments[i].times != 1) fprintf(out, "x%u", s->segments[i].times);
    }
}

bool schedule_parse(schedule *s, const char *text) {
    schedule_clear(s);
    while (*text) {
        char *end;
        segment one = {.thread = (uint32_t)strtoul(text, &end, 10), .times = 1};
        if (end == text) return false;
        if (*end == 'x') {
            text = end + 1;
            one.times = (uint32_t)strtoul(text, &end, 10);
            if (end == text || one.times == 0) return false;
        }
        segment_add(s, one);
        if (*end && *end != ',') return false;
        text = *end ? end + 1 : end;
    }
    return true;
}
