/* Cells: their states alone and in parallel, versions of the owning class. */
#include "tests/runtime/fixture.h"

#include "runtime/objects/cell.h"

#define I(n) rt_imm_int(n)

static Value root;

static rt_cell *name_cell(rt_thread *t) {
    Value v = rt_cell_new_name(t, NULL);
    ck_assert(!rt_is_null(v));
    root = v;
    return rt_as_cell(v);
}

static uint64_t state(const rt_cell *c) { return rt_load_word(&c->x_state); }

START_TEST(alone) {
    rt_thread *t = fixture_runtime();
    rt_root_add(&root);
    rt_cell *c = name_cell(t);
    ck_assert(rt_is_empty(rt_cell_get(t, c)));
    ck_assert(rt_cell_set(t, c, I(1)));
    ck_assert_uint_eq(state(c), RT_CELL_FRESH);
    rt_collect(t);
    ck_assert_uint_eq(state(c), RT_CELL_FRESH); /* nothing is gained alone */
    ck_assert(rt_cell_set(t, c, I(2)));
    ck_assert_uint_eq(state(c), RT_CELL_VARIABLE);
    ck_assert(rt_same(rt_cell_get(t, c), I(2)));
    ck_assert(rt_cell_set(t, c, RT_EMPTY));
    ck_assert(rt_is_empty(rt_cell_get(t, c)));
    ck_assert_uint_eq(state(rt_as_cell(rt_cell_new(t, I(1)))), RT_CELL_VARIABLE);
}
END_TEST

static void next_transaction(rt_thread *t) {
    ck_assert(stm_commit(t->tx));
    rt_heap_transaction_end(t, true);
    stm_begin(t->tx);
}

static int unfolded;
static void count_unfold(rt_thread *t, rt_cell *c) {
    (void)t, (void)c;
    unfolded++;
}

START_TEST(bound_alone_constant_in_parallel) {
    rt_thread *t = fixture_runtime();
    fixture_os os;
    rt_root_add(&root);
    rt_cell_unfold_hook = count_unfold;
    rt_cell *c = name_cell(t);
    ck_assert(rt_cell_set(t, c, I(1)));
    fixture_world(t, &os);
    next_transaction(t);
    ck_assert(rt_same(rt_cell_get(t, c), I(1)));
    ck_assert(rt_cell_is_constant(c));
    ck_assert_ptr_eq(t->tx->read_top, t->tx->read_log); /* read without a barrier */
    ck_assert(rt_cell_set(t, c, I(2)));
    ck_assert_uint_eq(state(c), RT_CELL_VARIABLE);
    ck_assert_int_eq(unfolded, 1);
    next_transaction(t);
    ck_assert(rt_same(rt_cell_get(t, c), I(2)));
    ck_assert_ptr_ne(t->tx->read_top, t->tx->read_log);
}
END_TEST

START_TEST(uncommitted_cells_stay_fresh) {
    rt_thread *t = fixture_runtime();
    fixture_os os;
    rt_root_add(&root);
    fixture_world(t, &os);
    next_transaction(t);
    rt_cell *c = name_cell(t);
    ck_assert(rt_cell_set(t, c, I(1)));
    rt_collect(t);
    ck_assert_uint_eq(state(c), RT_CELL_FRESH); /* the transaction in flight owns it */
    next_transaction(t);
    rt_collect(t);
    ck_assert(rt_cell_is_constant(c));
}
END_TEST

/* Another thread, with a transaction of its own that has read the constant. */
typedef struct other {
    rt_cell *cell;
    rt_thread t;
    fixture_os os;
    _Atomic(int) x_stage;
} other;

static void wait_for(rt_thread *t, _Atomic(int) *x_stage, int stage) {
    while (atomic_load_explicit(x_stage, memory_order_acquire) < stage) /* pairs-with: advance */
        fixture_poll(t);
}

static void advance(_Atomic(int) *x_stage) {
    atomic_fetch_add_explicit(x_stage, 1, memory_order_release);
}

static void *reader(void *arg) {
    other *o = arg;
    rt_thread_init(&o->t, stm_thread_attach());
    fixture_enter(&o->t, &o->os);
    stm_begin(o->t.tx);
    ck_assert(rt_same(rt_cell_get(&o->t, o->cell), I(1)));
    advance(&o->x_stage);
    wait_for(&o->t, &o->x_stage, 2);
    ck_assert_int_eq(o->t.tx->state, STM_CONDEMNED); /* it read what has been rebound, unlogged */
    stm_abort(o->t.tx);
    stm_tx *tx = o->t.tx;
    fixture_leave(&o->t);
    stm_thread_detach(tx);
    return NULL;
}

START_TEST(rebinding_condemns_who_may_have_read_it) {
    rt_thread *t = fixture_runtime();
    fixture_os os;
    rt_root_add(&root);
    rt_cell *c = name_cell(t);
    ck_assert(rt_cell_set(t, c, I(1)));
    fixture_world(t, &os);
    next_transaction(t);
    ck_assert(rt_same(rt_cell_get(t, c), I(1)));
    static other o;
    o.cell = c;
    pthread_t thread;
    pthread_create(&thread, NULL, reader, &o);
    wait_for(t, &o.x_stage, 1);
    ck_assert(rt_cell_set(t, c, I(2)));
    advance(&o.x_stage);
    pthread_join(thread, NULL);
    next_transaction(t);
    ck_assert(rt_same(rt_cell_get(t, c), I(2)));
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("cell");
    TCase *c = tcase_create("cell");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, alone);
    tcase_add_test(c, bound_alone_constant_in_parallel);
    tcase_add_test(c, uncommitted_cells_stay_fresh);
    tcase_add_test(c, rebinding_condemns_who_may_have_read_it);
    suite_add_tcase(s, c);
    return s;
}
FIXTURE_MAIN(suite)
