/* bytes_store.c - mutable bytes in the heap. Changes in the middle build a new blob; setting single bytes and growing at the
 * end work in place.
 *
 * Owns: the contents of rt_store. Threads: any; barriers as barrier.h says.
 */
#include "runtime/objects/bytes_store.h"

#include "runtime/error.h"
#include "runtime/objects/bytes_internal.h"
#include "runtime/objects/memoryview.h"
#include "runtime/objects/weakref.h"

void rt_store_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((rt_store *)o)->x_blob);
    rt_mark_storage(m, rt_load_ptr(&((rt_store *)o)->x_views));
}

/* ---- words ---- */

static rt_field *word_of(rt_blob *blob, size_t i) { return (rt_field *)(void *)blob->data + i / 8; }
static size_t room_of(const rt_blob *blob) {
    return blob == NULL ? 0 : blob->length & ~(uint64_t)7;
}

/* Copies bytes out; the caller re-checks the stamp where another thread may be writing. */
static void bytes_load(unsigned char *out, rt_blob *blob, size_t from, size_t n) {
    for (size_t i = from; i < from + n;) {
        uint64_t w = rt_load_word(word_of(blob, i));
        size_t offset = i % 8, step = 8 - offset < from + n - i ? 8 - offset : from + n - i;
        memcpy(out + (i - from), (unsigned char *)&w + offset, step);
        i += step;
    }
}

/* Stores bytes, keeping the others of their words. logged: into a blob that others may restore from; else fresh room. */
static void bytes_store(rt_thread *t, rt_own own, rt_blob *blob, size_t at,
                        const unsigned char *data, size_t n, bool logged) {
    for (size_t i = 0; i < n;) {
        rt_field *f = word_of(blob, at + i);
        uint64_t w = rt_load_word(f);
        size_t offset = (at + i) % 8, step = 8 - offset < n - i ? 8 - offset : n - i;
        memcpy((unsigned char *)&w + offset, data + i, step);
        if (logged)
            rt_set_word(t, own, f, w);
        else
            rt_init_word(f, w);
        i += step;
    }
}

static rt_blob *blob_new(rt_thread *t, size_t bytes) {
    return rt_blob_new(t, (bytes + 7) & ~(size_t)7);
}

/* ---- reading ---- */

static bool state_of(rt_thread *t, rt_store *s, size_t *size, rt_blob **blob) {
    uint64_t h;
    do {
        if (!rt_read_open(t, &s->hdr, &h)) return false;
        *size = rt_load_word(&s->x_size);
        *blob = rt_load_ptr(&s->x_blob);
    } while (!rt_read_close(t, &s->hdr, h));
    return true;
}

bool rt_store_size(rt_thread *t, rt_store *s, size_t *n) {
    rt_blob *blob;
    return state_of(t, s, n, &blob);
}

bool rt_store_room(rt_thread *t, rt_store *s, size_t *n) {
    rt_blob *blob;
    if (!state_of(t, s, n, &blob)) return false;
    *n = room_of(blob);
    return true;
}

bool rt_store_load(rt_thread *t, rt_store *s, size_t from, void *out, size_t n, bool *inside) {
    uint64_t h;
    do {
        if (!rt_read_open(t, &s->hdr, &h)) return false;
        size_t size = rt_load_word(&s->x_size);
        rt_blob *blob = rt_load_ptr(&s->x_blob);
        *inside = from <= size && n <= size - from && size <= room_of(blob);
        if (*inside && n > 0) bytes_load(out, blob, from, n);
    } while (!rt_read_close(t, &s->hdr, h));
    return true;
}

bool rt_store_snapshot(rt_thread *t, rt_store *s, const unsigned char **data, size_t *n) {
    for (;;) {
        uint64_t h;
        size_t size;
        rt_blob *blob;
        if (!state_of(t, s, &size, &blob)) return false;
        rt_blob *copy = rt_blob_new(t, size + 1);
        if (copy == NULL) return false;
        if (!rt_read_open(t, &s->hdr, &h)) return false;
        bool same = rt_load_word(&s->x_size) == size && rt_load_ptr(&s->x_blob) == blob &&
                    size <= room_of(blob);
        if (same && size > 0) bytes_load(copy->data, blob, 0, size);
        if (rt_read_close(t, &s->hdr, h) && same) {
            *data = copy->data;
            *n = size;
            return true;
        }
    }
}

/* ---- views ---- */

/* The entry stands for a view that is alive and not released. false: conflict. */
static bool is_live(rt_thread *t, Value weak, bool *live) {
    Value view = rt_is_null(weak) ? RT_NULL : rt_weak_target(weak);
    *live = false;
    return rt_is_null(view) || rt_memoryview_live(t, view, live);
}

[[gnu::noinline]] static bool any_live(rt_thread *t, rt_array *views, bool *live) {
    *live = false;
    for (uint64_t i = 0; i < views->length && !*live; i++)
        if (!is_live(t, rt_load(&views->x_items[i]), live)) return false;
    return true;
}

/* Overwrites what calls that have returned left below the C stack's end: the collector, which scans stacks conservatively,
 * would take a view there for a live one. */
[[gnu::noinline]] static void stack_scrub(void) {
    char room[4096];
    memset(room, 0, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
}

/* The store is owned. false: conflict or BufferError. */
static bool may_resize(rt_thread *t, rt_own own, rt_store *s) {
    rt_array *views = rt_load_ptr(&s->x_views);
    bool live;
    if (views == NULL) return true;
    if (!any_live(t, views, &live)) return false;
    if (live) { /* perhaps it was only dropped */
        stack_scrub();
        rt_collect(t);
        if (!any_live(t, views, &live)) return false;
    }
    if (live) {
        rt_raise(t, &rt_exc_BufferError, "Existing exports of data: object cannot be re-sized");
        return false;
    }
    rt_set_storage(t, own, &s->x_views, NULL);
    return true;
}

bool rt_store_view_add(rt_thread *t, rt_store *s, Value view) {
    Value weak = rt_weakref_new(t, view);
    rt_own own = rt_is_null(weak) ? STM_CONFLICT : rt_write(t, &s->hdr);
    if (!own) return false;
    rt_array *views = rt_load_ptr(&s->x_views);
    uint64_t n = views == NULL ? 0 : views->length;
    for (uint64_t i = 0; i < n; i++) {
        bool live;
        if (!is_live(t, rt_load(&views->x_items[i]), &live)) return false;
        if (live) continue;
        rt_set(t, own, &views->x_items[i], weak);
        return true;
    }
    rt_array *more = rt_array_new(t, n == 0 ? 2 : 2 * n);
    if (more == NULL) return false;
    for (uint64_t i = 0; i < n; i++)
        rt_init(&more->x_items[i], rt_load(&views->x_items[i]));
    rt_init(&more->x_items[n], weak);
    rt_set_storage(t, own, &s->x_views, more);
    return true;
}

/* ---- writing ---- */

bool rt_store_init(rt_thread *t, rt_store *s, const void *data, size_t n) {
    if (n == 0) return true;
    rt_blob *blob = blob_new(t, n);
    if (blob == NULL) return false;
    bytes_store(t, STM_FRESH, blob, 0, data, n, false);
    rt_init_ptr(&s->x_blob, blob);
    rt_init_word(&s->x_size, n);
    return true;
}

/* The splice that needs another blob. */
static bool rebuild(rt_thread *t, rt_own own, rt_store *s, size_t start, size_t end,
                    const unsigned char *data, size_t n) {
    size_t size = rt_load_word(&s->x_size), result = size - (end - start) + n;
    rt_blob *blob = rt_load_ptr(&s->x_blob);
    rt_blob *bigger = blob_new(t, end == size ? result + result / 8 + 16 : result);
    rt_blob *scratch = bigger == NULL ? NULL : rt_blob_new(t, size + 1);
    if (scratch == NULL) return false;
    if (size > 0) bytes_load(scratch->data, blob, 0, size);
    bytes_store(t, STM_FRESH, bigger, 0, scratch->data, start, false);
    bytes_store(t, STM_FRESH, bigger, start, data, n, false);
    bytes_store(t, STM_FRESH, bigger, start + n, scratch->data + end, size - end, false);
    rt_set_ptr(t, own, &s->x_blob, bigger);
    return true;
}

bool rt_store_splice(rt_thread *t, rt_store *s, size_t start, size_t end, const void *data,
                     size_t n) {
    rt_own own = rt_write(t, &s->hdr);
    if (!own) return false;
    size_t size = rt_load_word(&s->x_size), result = size - (end - start) + n;
    rt_blob *blob = rt_load_ptr(&s->x_blob);
    const unsigned char *bytes = data == NULL ? (const unsigned char *)"" : data;
    assert(start <= end && end <= size);
    if (result > BYTES_MAX_LENGTH) return rt_raise_memory_error(t), false;
    if (result != size && !may_resize(t, own, s)) return false;
    if (end == size &&
        result <= room_of(blob)) { /* at the end, in place: only bytes below the size are logged */
        size_t replaced = size - start < n ? size - start : n;
        bytes_store(t, own, blob, start, bytes, replaced, true);
        bytes_store(t, own, blob, start + replaced, bytes + replaced, n - replaced, false);
    } else if (n == end - start) {
        bytes_store(t, own, blob, start, bytes, n, true);
    } else if (!rebuild(t, own, s, start, end, bytes, n)) {
        return false;
    }
    rt_set_word(t, own, &s->x_size, result);
    return true;
}
