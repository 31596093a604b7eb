/* world.c - see world.h. */
#include "stress/workloads/world.h"

#include <sched.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "stress/check/serial.h"
#include "stress/memory.h"
#include "stress/sched/random.h"
#include "stress/sched/scheduler.h"

/* ---- cells ------------------------------------------------------------------------------- */

static cell *cell_at(const world *w, ref r) {
    if (w->heap && r >= CELLS) return (cell *)(uintptr_t)r;
    if (r == 0 || r >= load_rlx(&w->x_used)) return nullptr; /* relaxed: a bound, checked again */
    return &w->cells[r];
}

static cell *cell_checked(worker *me, ref r) {
    cell *c = cell_at(me->w, r);
    if (!c)
        wk_fail(me->w, "a reference to a cell that does not exist: %llu", (unsigned long long)r);
    return c;
}

static void cell_fill(cell *c, uint64_t a, uint64_t b, uint64_t d) {
    const uint64_t values[FIELDS] = {a, b, d};
    for (int i = 0; i < FIELDS; i++) {
        store_rlx(&c->field[i].value, values[i]); /* relaxed: published by whoever links the cell */
        store_rlx(&c->field[i].tag, 0);
    }
}

static ref cell_take(world *w) {
    uint32_t r = (uint32_t)add_rlx(&w->x_used, 1); /* relaxed: a number that is nobody else's */
    if (r < CELLS) return r;
    wk_fail(w, "the workload needs more than %d cells", CELLS);
    return 0;
}

ref world_cell(world *w, uint64_t a, uint64_t b, uint64_t c) {
    ref r = cell_take(w);
    if (r) cell_fill(&w->cells[r], a, b, c);
    return r;
}

void world_cells(world *w, uint32_t n, uint64_t value) {
    for (uint32_t i = 0; i < n; i++)
        (void)world_cell(w, value, 0, 0);
}

uint64_t world_value(const world *w, ref r, uint32_t field) {
    const cell *c = cell_at(w, r);
    return c ? load_rlx(&c->field[field].value) : 0; /* relaxed: nothing runs */
}

void world_object(world *w, uint32_t object, const linear_spec *spec) {
    history_set_spec(&w->history, object, spec);
}

/* ---- failure ----------------------------------------------------------------------------- */

bool wk_fail(world *w, const char *format, ...) {
    uint32_t none = 0;
    if (cas_acqrel(&w->x_failed, &none, 1)) {
        va_list args;
        va_start(args, format);
        vsnprintf(w->failure, sizeof w->failure, format, args);
        va_end(args);
    }
    if (w->scheduled && sched_running()) sched_abandon();
    return false;
}

void world_expect(world *w, ref r, uint64_t want) {
    uint64_t found = world_value(w, r, 0);
    if (found != want)
        wk_fail(w, "cell %llu is %llu at the end, not %llu", (unsigned long long)r,
                (unsigned long long)found, (unsigned long long)want);
}

bool world_failed(const world *w) { return load_acq(&w->x_failed) != 0; }

/* ---- recording --------------------------------------------------------------------------- */

static uint64_t now(world *w) { return add_acqrel(&w->x_clock, 1) + 1; }

static void record(worker *me, bool write, ref r, uint32_t field, uint64_t tag) {
    if (!me->w->recorded) return;
    if (me->n_ops == me->room_ops) {
        me->room_ops = me->room_ops ? me->room_ops * 2 : 64;
        me->ops = resized(me->ops, me->room_ops * sizeof *me->ops);
    }
    me->ops[me->n_ops++] = (history_op){write, (uint32_t)(r * FIELDS + field), tag, now(me->w)};
}

static void record_begin(worker *me) {
    me->n_ops = 0;
    if (me->w->recorded) me->record = (history_tx){.thread = me->index, .begin = now(me->w)};
}

static void record_end(worker *me, bool committed) {
    if (!me->w->recorded) return;
    me->record.committed = committed;
    me->record.end = now(me->w);
    history_add_tx(&me->done, me->record);
    for (size_t i = 0; i < me->n_ops; i++)
        history_add_op(&me->done, me->ops[i]);
}

void wk_call(worker *me, uint32_t object, uint32_t op, int64_t arg, int64_t result) {
    if (!me->w->recorded) return;
    history_add_call(&me->done, (history_call){.thread = me->index,
                                               .object = object,
                                               .op = op,
                                               .arg = arg,
                                               .result = result,
                                               .call = me->record.begin,
                                               .ret = me->record.end});
}

/* ---- barriers ---------------------------------------------------------------------------- */

uint64_t wk_random(worker *me, uint64_t below) { return random_next(&me->random) % below; }

/* Loads through the short cut, when the object is in the filter. */
static bool get_filtered(worker *me, const cell *c, uint32_t field, uint64_t *value,
                         uint64_t *tag) {
    uint64_t stamp;
    if (!stm_read_filtered(me->tx, &c->header, &stamp)) return false;
    *value = load_acq(&c->field[field].value);
    stm_hook_point(me->tx, STM_AT_USER);
    *tag = load_acq(&c->field[field].tag);
    return load_rlx(&c->header.x_stamp) == stamp; /* relaxed: after the acquire loads */
}

bool wk_get(worker *me, ref r, uint32_t field, uint64_t *out) {
    const cell *c = cell_checked(me, r);
    uint64_t h, tag;
    if (!c || world_failed(me->w)) return false;
    if (!get_filtered(me, c, field, out, &tag)) do {
            if (!stm_read_open_at(me->tx, &c->header, &h, r * FIELDS + field)) return false;
            *out = load_acq(&c->field[field].value);
            stm_hook_point(me->tx, STM_AT_USER);
            tag = load_acq(&c->field[field].tag);
        } while (!stm_read_close(me->tx, &c->header, h, r * FIELDS + field));
    record(me, false, r, field, tag);
    return true;
}

bool wk_put(worker *me, ref r, uint32_t field, uint64_t value) {
    cell *c = cell_checked(me, r);
    if (!c || world_failed(me->w)) return false;
    switch (stm_write(me->tx, &c->header, r * FIELDS + field)) {
    case STM_CONFLICT: return false;
    case STM_OWNED:
        stm_undo_log(me->tx, &c->field[field].value);
        stm_undo_log(me->tx, &c->field[field].tag);
        [[fallthrough]];
    case STM_FRESH: break;
    }
    uint64_t tag = add_rlx(&me->w->x_tag, 1) + 1; /* relaxed: only its being different counts */
    store_rel(&c->field[field].value, value);
    stm_hook_point(me->tx, STM_AT_USER);
    store_rel(&c->field[field].tag, tag);
    record(me, true, r, field, tag);
    return true;
}

bool wk_add(worker *me, ref r, uint32_t field, uint64_t amount) {
    uint64_t v;
    return wk_get(me, r, field, &v) && wk_put(me, r, field, v + amount);
}

bool wk_move(worker *me, ref from, ref to, uint64_t amount) {
    return wk_add(me, from, 0, -amount) && wk_add(me, to, 0, amount);
}

bool wk_sum(worker *me, uint32_t n, uint64_t *out) {
    uint64_t v;
    *out = 0;
    for (ref r = 1; r <= n; r++) {
        if (!wk_get(me, r, 0, &v)) return false;
        *out += v;
    }
    return true;
}

/* A cell of an aborted attempt is kept for the next one: nobody else has seen it. */
static ref arena_new(worker *me) {
    if (sched_running() && sched_alloc_fails()) return 0;
    if (me->spare && !me->spare_used) {
        me->spare_used = true;
        return me->spare;
    }
    ref r = cell_take(me->w);
    if (!me->spare) {
        me->spare = r;
        me->spare_used = true;
    }
    return r;
}

ref wk_new(worker *me, uint64_t a, uint64_t b, uint64_t c) {
    cell *fresh;
    ref r;
    if (me->w->heap) {
        fresh = stm_new(me->tx, sizeof *fresh);
        r = (ref)(uintptr_t)fresh;
        if (!fresh) return 0;
    } else {
        r = arena_new(me);
        if (!r) return 0;
        fresh = &me->w->cells[r];
        stm_object_init(me->tx, &fresh->header);
    }
    cell_fill(fresh, a, b, c);
    return r;
}

void wk_delete(worker *me, ref r) {
    if (me->w->heap && r >= CELLS) stm_free(me->tx, (void *)(uintptr_t)r);
}

bool wk_give_up(worker *me) {
    stm_condemn(me->tx);
    return false;
}

/* ---- outside transactions ---------------------------------------------------------------- */

void wk_fence(worker *me) {
    for (uint32_t i = 0; i < me->w->threads; i++) {
        _Atomic(uint64_t) *epoch = &me->w->workers[i].x_epoch;
        uint64_t seen = load_acq(epoch); /* pairs-with: world_transact */
        if (i == me->index || seen % 2 == 0) continue;
        while (load_acq(epoch) == seen && !world_failed(me->w)) {
            if (sched_running())
                sched_wait();
            else
                sched_yield();
        }
    }
}

uint64_t wk_peek(worker *me, ref r, uint32_t field) {
    const cell *c = cell_checked(me, r);
    return c ? load_acq(&c->field[field].value) : 0;
}

void wk_poke(worker *me, ref r, uint32_t field, uint64_t value) {
    cell *c = cell_checked(me, r);
    if (c) store_rel(&c->field[field].value, value);
}

void wk_again(worker *me) { me->again = true; }

void world_skip(stm_tx *tx, uint64_t serial) {
    tx->mine = stm_stamp_make(stm_stamp_slot(tx->mine), serial, 0);
    store_rel(&tx->slot->x_committed, serial); /* pairs-with: extend, is_committed */
}

/* The transactions at which something is due (the filter is cleared) do run. */
void wk_pass(worker *me, uint64_t n) {
    const uint64_t period = UINT64_C(1) << STM_FILTER_PERIOD_BITS;
    uint64_t serial = stm_stamp_serial(me->tx->mine), last = serial + n;
    for (uint64_t due = (serial / period + 1) * period; due <= last; due += period) {
        world_skip(me->tx, due - 1);
        stm_begin(me->tx);
        if (!stm_commit(me->tx)) { /* injected */
            stm_abort(me->tx);
            stm_forget(me->tx);
        }
    }
    world_skip(me->tx, last);
}

/* ---- running ----------------------------------------------------------------------------- */

static bool commit(worker *me) {
    me->record.commit_call = me->w->recorded ? now(me->w) : 0;
    return stm_commit(me->tx);
}

static bool attempt(worker *me) {
    stm_begin(me->tx);
    if (me->attempt == 0)
        me->age = me->tx->age;
    else if (me->tx->age != me->age)
        wk_fail(me->w, "a further attempt does not have the first one's age");
    record_begin(me);
    add_acqrel(&me->x_epoch, 1); /* pairs-with: wk_fence */
    me->spare_used = false;
    bool committed = me->w->load->body(me) && commit(me);
    if (!committed && !world_failed(me->w) && stm_is_irrevocable(me->tx))
        wk_fail(me->w, "an irrevocable transaction met a conflict");
    if (!committed && !stm_is_irrevocable(me->tx)) stm_abort(me->tx);
    record_end(me, committed);
    add_acqrel(&me->x_epoch, 1);
    return committed;
}

bool world_transact(worker *me, bool (*exit_wanted)(void)) {
    uint64_t start = me->random;
    for (me->attempt = 0; !world_failed(me->w); me->attempt++) {
        me->random = start;
        if (attempt(me)) {
            if (me->spare_used) me->spare = 0;
            me->commits++;
            if (me->w->load->after) me->w->load->after(me);
            if (!me->again) me->round++;
            me->again = false;
            return true;
        }
        me->aborts++;
        if (exit_wanted && exit_wanted()) {
            me->random = start;
            stm_forget(me->tx);
            return false;
        }
    }
    return false;
}

world *world_create(void) {
    world *w = calloc(1, sizeof *w);
    if (!w || !(w->cells = aligned_alloc(alignof(cell), CELLS * sizeof *w->cells))) abort();
    memset((void *)w->cells, 0, CELLS * sizeof *w->cells);
    return w;
}

static void worker_reset(world *w, uint32_t i) {
    worker *me = &w->workers[i];
    history_clear(&me->done);
    *me = (worker){.w = w,
                   .tx = me->tx,
                   .index = i,
                   .random = random_stream(w->seed, 100 + i),
                   .ops = me->ops,
                   .room_ops = me->room_ops,
                   .done = me->done};
}

void world_reset(world *w, const workload *load, uint32_t threads, uint32_t rounds, uint64_t seed) {
    uint32_t used = load_rlx(&w->x_used);
    memset((void *)w->cells, 0, (used < CELLS ? used : CELLS) * sizeof *w->cells);
    w->load = load;
    w->threads = threads;
    w->rounds = rounds;
    w->seed = seed;
    store_rlx(&w->x_used, 1); /* these five relaxed: no thread runs yet */
    store_rlx(&w->x_clock, 0);
    store_rlx(&w->x_tag, 0);
    store_rlx(&w->x_failed, 0);
    history_clear(&w->history);
    for (uint32_t i = 0; i < threads; i++)
        worker_reset(w, i);
    load->reset(w);
}

/* ---- checking ---------------------------------------------------------------------------- */

static void history_merge(world *w) {
    for (uint32_t i = 0; i < w->threads; i++) {
        const history *from = &w->workers[i].done;
        for (size_t t = 0; t < from->n_txs; t++) {
            const history_tx *tx = &from->txs[t];
            history_tx *to = history_add_tx(&w->history, *tx);
            to->name = (uint32_t)w->history.n_txs;
            for (size_t op = tx->first_op; op < tx->first_op + tx->ops; op++)
                history_add_op(&w->history, from->ops[op]);
        }
        for (size_t c = 0; c < from->n_calls; c++)
            history_add_call(&w->history, from->calls[c]);
    }
}

void world_check(world *w) {
    if (w->recorded) history_merge(w);
    if (!world_failed(w) && w->load->check) w->load->check(w);
    if (!w->recorded || world_failed(w)) return;
    if (serial_check(&w->history, OPAQUE, nullptr) == VIOLATED)
        wk_fail(w, "the history is not opaque");
    else if (!linear_check(&w->history, nullptr))
        wk_fail(w, "the history is not linearizable");
}
