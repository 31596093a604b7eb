/* text_search.c - finding a pattern in a text.
 *
 * Bytes and narrow strings go through the C library's memchr and memmem; wider ones through the two-way algorithm
 * (Crochemore and Perrin, Two-way string-matching, 1991), which is linear at worst and needs no memory.
 *
 * Owns: nothing. Threads: any.
 */
#define _GNU_SOURCE /* memmem, memrchr */
#include "runtime/objects/text.h"

#include <stdlib.h>

/* ---- one character ---- */

static int64_t find_char(const rt_text *s, uint32_t c, size_t start, size_t end) {
    if (s->width == 1) {
        const char *base = s->data, *hit = memchr(base + start, (int)c, end - start);
        return hit == NULL ? -1 : hit - base;
    }
    for (size_t i = start; i < end; i++)
        if (rt_text_at(s, i) == c) return (int64_t)i;
    return -1;
}

static int64_t rfind_char(const rt_text *s, uint32_t c, size_t start, size_t end) {
    if (s->width == 1) {
        const char *base = s->data, *hit = memrchr(base + start, (int)c, end - start);
        return hit == NULL ? -1 : hit - base;
    }
    for (size_t i = end; i > start; i--)
        if (rt_text_at(s, i - 1) == c) return (int64_t)i - 1;
    return -1;
}

/* ---- two-way ---- */

/* Start of the lexicographically greatest suffix of p, under the order or its reverse, and its period. */
static size_t maximal_suffix(const rt_text *p, bool reverse, size_t *period) {
    size_t start = 0, candidate = 1, k = 0;
    *period = 1;
    while (candidate + k < p->n) {
        uint32_t a = rt_text_at(p, candidate + k), b = rt_text_at(p, start + k);
        if (a == b) {
            if (++k == *period) {
                candidate += *period;
                k = 0;
            }
        } else if (reverse ? a > b : a < b) {
            candidate += k + 1;
            k = 0;
            *period = candidate - start;
        } else {
            start = candidate++;
            k = 0;
            *period = 1;
        }
    }
    return start;
}

static bool is_periodic(const rt_text *p, size_t critical, size_t period) {
    for (size_t i = 0; i < critical; i++)
        if (i + period >= p->n || rt_text_at(p, i) != rt_text_at(p, i + period)) return false;
    return true;
}

static int64_t two_way(const rt_text *s, const rt_text *p, size_t start, size_t end) {
    size_t period, other_period;
    size_t critical = maximal_suffix(p, false, &period),
           other = maximal_suffix(p, true, &other_period);
    if (other > critical) {
        critical = other;
        period = other_period;
    }
    bool periodic = is_periodic(p, critical, period);
    size_t remembered = 0; /* characters at the start known to match, in the periodic case */
    if (!periodic) period = (critical > p->n - critical ? critical : p->n - critical) + 1;
    for (size_t at = start; at + p->n <= end;) {
        size_t i = critical > remembered ? critical : remembered;
        while (i < p->n && rt_text_at(p, i) == rt_text_at(s, at + i))
            i++;
        if (i < p->n) {
            at += i - critical + 1;
            remembered = 0;
            continue;
        }
        size_t j = critical;
        while (j > remembered && rt_text_at(p, j - 1) == rt_text_at(s, at + j - 1))
            j--;
        if (j <= remembered) return (int64_t)at;
        at += period;
        remembered = periodic ? p->n - period : 0;
    }
    return -1;
}

/* ---- interface ---- */

static int64_t find_wide(const rt_text *s, const rt_text *p, size_t start, size_t end) {
    /* The first character by a plain scan: most texts have few candidates, and the preparation may be saved. */
    int64_t first = find_char(s, rt_text_at(p, 0), start, end - p->n + 1);
    return first < 0 ? -1 : two_way(s, p, (size_t)first, end);
}

int64_t rt_text_find(const rt_text *s, const rt_text *p, size_t start, size_t end) {
    if (start > end || end - start < p->n || p->width > s->width)
        return p->n == 0 && start <= end ? (int64_t)start : -1;
    if (p->n == 0) return (int64_t)start;
    if (p->n == 1) return find_char(s, rt_text_at(p, 0), start, end);
    if (s->width != 1) return find_wide(s, p, start, end);
    const char *base = s->data, *hit = memmem(base + start, end - start, p->data, p->n);
    return hit == NULL ? -1 : hit - base;
}

bool rt_text_match(const rt_text *s, const rt_text *p, size_t at) {
    assert(at + p->n <= s->n);
    if (s->width == p->width)
        return memcmp(rt_chars_from(s->data, s->width, at), p->data, p->n * (size_t)p->width) == 0;
    for (size_t i = 0; i < p->n; i++)
        if (rt_text_at(s, at + i) != rt_text_at(p, i)) return false;
    return true;
}

int64_t rt_text_rfind(const rt_text *s, const rt_text *p, size_t start, size_t end) {
    if (start > end) return -1;
    if (p->n == 0) return (int64_t)end;
    if (end - start < p->n || p->width > s->width) return -1;
    uint32_t first = rt_text_at(p, 0);
    for (size_t stop = end - p->n + 1;;) {
        int64_t at = rfind_char(s, first, start, stop);
        if (at < 0 || rt_text_match(s, p, (size_t)at)) return at;
        stop = (size_t)at;
    }
}

size_t rt_text_count(const rt_text *s, const rt_text *p, size_t start, size_t end, size_t limit) {
    if (start > end) return 0;
    if (p->n == 0) return end - start + 1 < limit ? end - start + 1 : limit;
    size_t count = 0;
    while (count < limit) {
        int64_t at = rt_text_find(s, p, start, end);
        if (at < 0) break;
        count++;
        start = (size_t)at + p->n;
    }
    return count;
}
