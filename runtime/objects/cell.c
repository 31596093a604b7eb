/* cell.c - cells: closure variables, and the names of modules and classes (cell.h has the states).
 *
 * Owns: cells' states; the list of FRESH name cells.
 *
 * Invariants
 *   cell-1  A cell becomes CONSTANT only with the world stopped, while no transaction in flight owns it, and when
 *           every one that has read or written something has the cell's version in its snapshot. So whoever reads it unlogged
 *           reads a version that it could have read with a barrier.
 *   cell-2  A CONSTANT cell changes only after it was made VARIABLE with the world stopped, and every other transaction
 *           in flight was condemned: they may have read it unlogged.
 *   cell-3  The state of an owned cell is changed by the owner only (cell-1 excludes the others).
 *
 * Threads: any; the list under fresh_lock (a leaf) or with the world stopped.
 */
#include "runtime/objects/cell.h"

#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/init.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"
#include "runtime/type.h"
#include "stm/atomic.h"

#include <pthread.h>
#include <stdlib.h>

void (*rt_cell_unfold_hook)(rt_thread *t, rt_cell *c);

/* ---- the list of FRESH name cells; weak ---- */

static pthread_mutex_t fresh_lock = PTHREAD_MUTEX_INITIALIZER;
static rt_cell **fresh;
static size_t fresh_count, fresh_cap;
static _Atomic(bool)
    x_unfolded; /* some cell was bound in solo mode since the last look; relaxed: a hint */

static bool fresh_add(rt_cell *c) {
    pthread_mutex_lock(&fresh_lock);
    if (fresh_count == fresh_cap) {
        size_t cap = fresh_cap ? fresh_cap * 2 : 1024;
        rt_cell **grown = realloc(fresh, cap * sizeof(rt_cell *));
        if (grown) {
            fresh = grown;
            fresh_cap = cap;
        }
    }
    bool room = fresh_count < fresh_cap;
    if (room) fresh[fresh_count++] = c;
    pthread_mutex_unlock(&fresh_lock);
    return room;
}

typedef struct fold_question {
    uint64_t stamp;
    bool no;
} fold_question;

/* cell-1 for one thread. */
static void may_fold(rt_thread *t, void *ctx) {
    fold_question *q = ctx;
    const stm_tx *tx = t->tx;
    if (!tx || tx->solo || tx->state == STM_IDLE) return;
    bool used = tx->read_top != tx->read_log || tx->write_top != tx->write_start;
    bool covered = q->stamp < tx->limit[stm_stamp_slot(q->stamp)];
    if (stm_mine(tx, q->stamp) || (used && !covered)) q->no = true;
}

static bool fold(rt_cell *c) {
    if (rt_is_empty(rt_load(&c->x_value))) return false;
    fold_question q = {load_acq(&c->hdr.stm.x_stamp), false};
    rt_world_each(may_fold, &q);
    if (!q.no) rt_init_word(&c->x_state, RT_CELL_CONSTANT);
    return !q.no;
}

/* World stopped: makes what it can CONSTANT, and forgets the cells that are no longer FRESH. */
static void fold_all(rt_thread *t) {
    bool solo = t->tx->solo; /* then nothing is gained, and every binding would be unfolded again */
    size_t kept = 0;
    for (size_t i = 0; i < fresh_count; i++) {
        rt_cell *c = fresh[i];
        if (rt_load_word(&c->x_state) != RT_CELL_FRESH) continue;
        if (solo || !fold(c)) fresh[kept++] = c;
    }
    fresh_count = kept;
    if (!solo) store_rlx(&x_unfolded, false);
}

/* In a collection. */
static void prune(rt_thread *t) {
    size_t kept = 0;
    for (size_t i = 0; i < fresh_count; i++)
        if (rt_is_marked(fresh[i])) fresh[kept++] = fresh[i];
    fresh_count = kept;
    fold_all(t);
}

void rt_cell_ready(rt_thread *t) {
    (void)t;
    rt_after_mark_hook(prune);
}

/* ---- making ---- */

Value rt_cell_new(rt_thread *t, Value value) {
    rt_cell *c = (rt_cell *)rt_alloc(t, sizeof *c, &rt_cell_type.root);
    if (!c) return RT_NULL;
    rt_init(&c->x_value, value);
    rt_init_word(&c->x_state, RT_CELL_VARIABLE);
    return rt_from_obj(c);
}

Value rt_cell_new_name(rt_thread *t, rt_type *owner) {
    rt_cell *c = (rt_cell *)rt_alloc(t, sizeof *c, &rt_cell_type.root);
    if (!c) return RT_NULL;
    rt_init(&c->x_value, RT_EMPTY);
    rt_init_word(&c->x_state, RT_CELL_FRESH);
    c->owner = owner;
    if (!fresh_add(c)) return rt_raise_memory_error(t);
    return rt_from_obj(c);
}

/* ---- reading ---- */

/* The first look at a FRESH cell since solo mode. */
static void look_at_fresh(rt_thread *t) {
    rt_world_stop(t);
    if (load_rlx(&x_unfolded)) fold_all(t);
    rt_world_start(t);
}

Value rt_cell_get(rt_thread *t, rt_cell *c) {
    if (t->tx->solo || rt_cell_is_constant(c)) return rt_load(&c->x_value);
    if (load_rlx(&x_unfolded) && rt_load_word(&c->x_state) == RT_CELL_FRESH) {
        look_at_fresh(t);
        if (rt_cell_is_constant(c)) return rt_load(&c->x_value);
    }
    return rt_read_field(t, &c->hdr, &c->x_value);
}

/* ---- writing ---- */

typedef struct unfold_state {
    rt_thread *self;
    bool condemn, irrevocable;
} unfold_state;

static void visit_other(rt_thread *t, void *ctx) {
    unfold_state *u = ctx;
    if (t == u->self || !t->tx || t->tx->state == STM_IDLE) return;
    if (stm_is_irrevocable(t->tx))
        u->irrevocable = true;
    else if (u->condemn)
        stm_condemn(t->tx);
}

/* CONSTANT to VARIABLE. false: conflict, because an irrevocable transaction may have read the cell. */
static bool unfold(rt_thread *t, rt_cell *c) {
    rt_world_stop(t);
    unfold_state u = {.self = t};
    if (!t->tx->solo) {
        rt_world_each(visit_other, &u);
        u.condemn = !u.irrevocable;
        if (u.condemn) rt_world_each(visit_other, &u);
    }
    if (!u.irrevocable) {
        rt_init_word(&c->x_state, RT_CELL_VARIABLE);
        if (rt_cell_unfold_hook) rt_cell_unfold_hook(t, c);
    }
    rt_world_start(t);
    if (!u.irrevocable) return true;
    stm_condemn(t->tx);
    return rt_conflict(t);
}

/* Before v replaces `old` in a cell that is ours. */
static bool prepare(rt_thread *t, rt_cell *c, Value old, Value v) {
    uint64_t state = rt_load_word(&c->x_state);
    bool bound = !rt_is_empty(old);
    if (state == RT_CELL_CONSTANT && !unfold(t, c)) return false;
    if (state == RT_CELL_FRESH && bound) rt_init_word(&c->x_state, RT_CELL_VARIABLE);
    if (c->owner && (state != RT_CELL_VARIABLE || bound == rt_is_empty(v)))
        rt_type_bump_version(t, c->owner);
    if (t->tx->solo && state == RT_CELL_FRESH) store_rlx(&x_unfolded, true);
    return true;
}

bool rt_cell_set(rt_thread *t, rt_cell *c, Value v) {
    bool plain = rt_load_word(&c->x_state) == RT_CELL_VARIABLE && !c->owner; /* for ever, if so */
    rt_own own = plain ? rt_write_whole(t, &c->hdr, &c->x_value, 1) : rt_write(t, &c->hdr);
    if (!own) return false;
    Value old = rt_load(&c->x_value);
    if (!plain && !prepare(t, c, old, v)) return false;
    rt_set(t, own, &c->x_value, v);
    return true;
}

/* ---- as Python sees closure cells ---- */

static Value get_contents(rt_thread *t, Value self) {
    Value v = rt_cell_get(t, rt_as_cell(self));
    return rt_is_empty(v) ? rt_raise_value_error(t, "Cell is empty") : v;
}

static Value set_contents(rt_thread *t, Value self, Value value) {
    return rt_cell_set(t, rt_as_cell(self), value) ? RT_NONE : RT_NULL;
}

static Value cell_repr(rt_thread *t, Value self) {
    Value v = rt_cell_get(t, rt_as_cell(self));
    if (rt_is_null(v)) return RT_NULL;
    unsigned long long address = self.bits;
    if (rt_is_empty(v)) return rt_str_format_c(t, "<cell at 0x%llx: empty>", address);
    return rt_str_format_c(t, "<cell at 0x%llx: %T object at 0x%llx>", address, v,
                           (unsigned long long)v.bits);
}

/* Empty cells come first. */
static Value cell_compare(rt_thread *t, Value a, Value b, rt_cmp op) {
    if (!rt_is_exact(b, &rt_cell_type)) return RT_NOT_IMPLEMENTED;
    Value x = rt_cell_get(t, rt_as_cell(a)), y = rt_cell_get(t, rt_as_cell(b));
    if (rt_is_null(x) || rt_is_null(y)) return RT_NULL;
    if (!rt_is_empty(x) && !rt_is_empty(y)) return rt_compare_tail(t, x, y, op);
    return rt_compare_tail(t, rt_imm_int(!rt_is_empty(x)), rt_imm_int(!rt_is_empty(y)), op);
}

static Value cell_from_args(rt_thread *t, Value *args, uint32_t nargs) {
    return rt_cell_new(t, nargs > 1 ? args[1] : RT_EMPTY);
}

static Value cell_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    static const rt_native_def def = {.name = "cell", .fn = cell_from_args, .min = 1, .max = 2};
    return rt_native_invoke_tail(t, &def, type, args, nargs, kwnames);
}

static void cell_trace(rt_object *o, rt_marker *m) {
    const rt_cell *c = (rt_cell *)o;
    rt_mark_field(m, &c->x_value);
    rt_mark_ptr(m, c->owner);
}

static const rt_getset_def cell_getsets[] = {
    {.name = "cell_contents", .get = get_contents, .set = set_contents},
    {.name = NULL},
};

rt_type rt_cell_type = {
    RT_TYPE_HEAD(rt_cell_type, "cell"),
    .basic_size = sizeof(rt_cell),
    .slots = {.new_ = cell_new, .repr = cell_repr, .compare = cell_compare},
    .trace = cell_trace,
    .getsets = cell_getsets,
};
