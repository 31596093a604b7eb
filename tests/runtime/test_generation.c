/* runtime/heap/generation.c: what is old is not looked at, and nothing that it refers to is lost.
 *
 * Every allocation collects the young (rt_heap_stress), which also verifies that whatever is marked refers to nothing that is not. */
#include "tests/runtime/fixture.h"

typedef struct node {
    rt_object hdr;
    rt_field x_next, x_store; /* a node; an rt_array of nodes */
    uint64_t number;
} node;

static void node_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((node *)o)->x_next);
    rt_mark_storage(m, rt_load_ptr(&((node *)o)->x_store));
}

static rt_type node_type = {RT_TYPE_HEAD(node_type, "node"), .flags = RT_TF_READY,
                            .basic_size = sizeof(node), .trace = node_trace};

static Value root; /* all that keeps the nodes alive */
static rt_thread *t;

static void setup(void) {
    t = &fixture_main;
    stm_init(NULL);
    rt_thread_init(t, stm_thread_attach()); /* not in solo mode */
    rt_heap_init(0);
    rt_root_add(&root);
    rt_heap_stress(1);
    stm_begin(t->tx);
}

static void next_transaction(void) {
    ck_assert(stm_commit(t->tx));
    stm_begin(t->tx);
}

[[gnu::noinline]] static node *node_new(uint64_t number) {
    node *n = (node *)rt_alloc(t, sizeof *n, &node_type.root);
    ck_assert_ptr_nonnull(n);
    n->number = number;
    return n;
}

static node *as_node(Value v) { return (node *)rt_obj(v); }

/* Leaves nothing of the new nodes on the stack. */
[[gnu::noinline]] static void grow_old(unsigned collections) {
    for (unsigned i = 0; i < collections; i++)
        (void)node_new(0);
    next_transaction();
}

[[gnu::noinline]] static void make_root(void) { root = rt_from_obj(node_new(1)); }

[[gnu::noinline]] static void hang_new_node(uint64_t number) {
    node *n = node_new(number);
    ck_assert(rt_write_field(t, rt_obj(root), &as_node(root)->x_next, rt_from_obj(n)));
}

static uint64_t next_number(void) { return as_node(rt_load(&as_node(root)->x_next))->number; }

START_TEST(most_collections_are_of_the_young) {
    make_root();
    grow_old(50);
    rt_heap_stats s = rt_heap_stats_get();
    ck_assert_uint_ge(s.collections, 50);
    ck_assert_uint_ge(s.young, s.collections - 20);
}
END_TEST

START_TEST(what_an_old_object_is_given_survives) {
    make_root();
    for (uint64_t i = 2; i < 40; i++) {
        grow_old((unsigned)i % 5);
        hang_new_node(i);
        grow_old((unsigned)i % 3);
        ck_assert_uint_eq(next_number(), i);
    }
}
END_TEST

/* One transaction: the object is its own, no store tells anybody. */
START_TEST(what_a_transaction_gives_its_own_survives) {
    make_root();
    for (uint64_t i = 2; i < 40; i++) {
        hang_new_node(i);
        for (unsigned n = 0; n < i % 7; n++)
            (void)node_new(0);
        ck_assert_uint_eq(next_number(), i);
    }
}
END_TEST

START_TEST(an_abort_brings_back_what_survives) {
    make_root();
    hang_new_node(2);
    grow_old(4);
    hang_new_node(3);
    (void)node_new(0);
    stm_abort(t->tx);
    stm_begin(t->tx);
    for (int i = 0; i < 4; i++)
        (void)node_new(0);
    ck_assert_uint_eq(next_number(), 2);
}
END_TEST

[[gnu::noinline]] static void give_store(void) {
    rt_array *a = rt_array_new(t, 4);
    ck_assert(rt_write_field(t, rt_obj(root), &as_node(root)->x_store, rt_from_obj(a)));
}

[[gnu::noinline]] static void store_new_node(uint64_t number) {
    Value n = rt_from_obj(node_new(number));
    rt_own own = rt_write(t, rt_obj(root));
    ck_assert(own);
    rt_array *a = rt_load_ptr(&as_node(root)->x_store);
    rt_set(t, own, &a->x_items[number % 4], n);
}

START_TEST(what_old_storage_is_given_survives) {
    make_root();
    give_store();
    for (uint64_t i = 4; i < 40; i++) {
        grow_old((unsigned)i % 5);
        store_new_node(i);
        grow_old((unsigned)i % 3);
        const rt_array *a = rt_load_ptr(&as_node(root)->x_store);
        ck_assert_uint_eq(as_node(rt_load(&a->x_items[i % 4]))->number, i);
    }
}
END_TEST

static int finalized;
static void count(rt_thread *self, rt_object *o) {
    (void)self, (void)o;
    finalized++;
}
static rt_type mortal_type = {RT_TYPE_HEAD(mortal_type, "mortal"), .flags = RT_TF_READY,
                              .basic_size = sizeof(node), .trace = node_trace, .finalize = count};

enum { MORTALS = 16 };

[[gnu::noinline]] static void hang_mortals(void) {
    rt_array *a = rt_array_new(t, MORTALS);
    ck_assert(rt_write_field(t, rt_obj(root), &as_node(root)->x_store, rt_from_obj(a)));
    for (size_t i = 0; i < MORTALS; i++) {
        rt_object *o = rt_alloc(t, sizeof(node), &mortal_type.root);
        ck_assert(o && rt_finalizer_add(t, o));
        rt_init(&a->x_items[i], rt_from_obj(o));
    }
}

[[gnu::noinline]] static void drop_mortals(void) {
    rt_own own = rt_write(t, rt_obj(root));
    ck_assert(own);
    rt_set_storage(t, own, &as_node(root)->x_store, NULL);
}

/* What calls have left on the C stack, where the collector's own frames will lie. */
[[gnu::noinline]] static void wipe_stack(void) {
    volatile char wiped[1 << 15];
    for (size_t i = 0; i < sizeof wiped; i++)
        wiped[i] = 0;
}

START_TEST(the_old_die_in_full_collections) {
    make_root();
    hang_mortals();
    rt_heap_transaction_end(t, true);
    grow_old(4);
    drop_mortals();
    grow_old(8);
    ck_assert_int_eq(finalized, 0);
    wipe_stack();
    rt_collect(t);
    ck_assert_int_ge(finalized, MORTALS - 2); /* the C stack may seem to hold one */
}
END_TEST

/* Written without a barrier, as in solo mode. */
START_TEST(what_is_spoilt_is_looked_at) {
    make_root();
    grow_old(4);
    for (uint64_t i = 2; i < 10; i++) {
        rt_init(&as_node(root)->x_next, rt_from_obj(node_new(i)));
        rt_heap_spoil();
        grow_old((unsigned)i % 4);
        ck_assert_uint_eq(next_number(), i);
    }
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("generation");
    TCase *c = tcase_create("generation");
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, most_collections_are_of_the_young);
    tcase_add_test(c, what_an_old_object_is_given_survives);
    tcase_add_test(c, what_a_transaction_gives_its_own_survives);
    tcase_add_test(c, an_abort_brings_back_what_survives);
    tcase_add_test(c, what_old_storage_is_given_survives);
    tcase_add_test(c, the_old_die_in_full_collections);
    tcase_add_test(c, what_is_spoilt_is_looked_at);
    suite_add_tcase(s, c);
    return s;
}
FIXTURE_MAIN(suite)
