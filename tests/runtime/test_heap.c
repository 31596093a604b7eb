/* The heap: size classes, allocation, reachability, conservative stacks, reuse, limits, threads. */
#include "tests/runtime/fixture.h"

#include <stdio.h>
#include <time.h>

typedef struct node {
    rt_object hdr;
    rt_field x_left, x_right;
    uint64_t number;
} node;

static void node_trace(rt_object *o, rt_marker *m) {
    rt_mark_field(m, &((node *)o)->x_left);
    rt_mark_field(m, &((node *)o)->x_right);
}

static int finalized;
static void node_finalize(rt_thread *t, rt_object *o) {
    (void)t, (void)o;
    finalized++;
}

static rt_type node_type = {RT_TYPE_HEAD(node_type, "node"), .flags = RT_TF_READY,
                            .basic_size = sizeof(node), .trace = node_trace};
static rt_type closing_type = {RT_TYPE_HEAD(closing_type, "closing"), .flags = RT_TF_READY,
                               .basic_size = sizeof(node), .trace = node_trace,
                               .finalize = node_finalize};

static node *node_new(rt_thread *t, Value left, Value right, uint64_t number) {
    node *n = (node *)rt_alloc(t, sizeof *n, &node_type.root);
    ck_assert_ptr_nonnull(n);
    ck_assert_uint_eq(n->number, 0);
    ck_assert(rt_is_null(rt_load(&n->x_left)) && rt_is_null(rt_load(&n->x_right)));
    rt_init(&n->x_left, left);
    rt_init(&n->x_right, right);
    n->number = number;
    return n;
}

/* A perfect tree, and its check sum. */
static Value tree(rt_thread *t, unsigned depth, uint64_t *number) {
    if (depth == 0) return RT_NONE;
    Value left = tree(t, depth - 1, number), right = tree(t, depth - 1, number);
    return rt_from_obj(node_new(t, left, right, (*number)++));
}

static uint64_t tree_sum(Value v) {
    if (!rt_is_obj(v)) return 0;
    const node *n = (const node *)rt_obj(v);
    ck_assert_ptr_eq(rt_shape_of(&n->hdr), &node_type.root);
    return n->number + tree_sum(rt_load(&n->x_left)) + tree_sum(rt_load(&n->x_right));
}

static uint64_t sum_below(uint64_t n) { return n * (n - 1) / 2; }

START_TEST(size_classes_invert) {
    for (size_t size = 1; size <= RT_SMALL_MAX; size++) {
        unsigned c = rt_size_class(size);
        ck_assert_uint_lt(c, RT_SIZE_CLASSES);
        ck_assert_uint_ge(rt_class_size(c), size);
        ck_assert_uint_eq(rt_class_size(c) % RT_GRANULE, 0);
        if (c > 0) ck_assert_uint_lt(rt_class_size(c - 1), size);
    }
}
END_TEST

static bool is_filled(const rt_blob *b, unsigned char with) {
    for (size_t i = 0; i < b->length; i++)
        if (b->data[i] != with) return false;
    return true;
}

START_TEST(objects_of_all_sizes_are_zeroed_and_apart) {
    rt_thread *t = fixture_thread();
    Value all = RT_NULL;
    rt_root_add(&all);
    for (int round = 0; round < 3; round++) {
        all = rt_from_obj(rt_array_new(t, 600));
        for (size_t i = 0; i < 600; i++) {
            size_t bytes = i * i / 3;
            rt_blob *b = rt_blob_new(t, bytes);
            ck_assert_ptr_nonnull(b);
            ck_assert_uint_eq((uintptr_t)b % 16, 0);
            ck_assert(is_filled(b, 0));
            memset(b->data, (int)(i & 255) | 1, bytes);
            rt_init_ptr(&((rt_array *)rt_obj(all))->x_items[i], b);
        }
        rt_heap_verify(t);
        for (size_t i = 0; i < 600; i++) {
            const rt_blob *b = rt_load_ptr(&((rt_array *)rt_obj(all))->x_items[i]);
            ck_assert_uint_eq(b->length, i * i / 3);
            ck_assert(is_filled(b, (i & 255) | 1));
        }
        all = RT_NULL;
        rt_collect(t);
    }
}
END_TEST

START_TEST(what_roots_reach_survives) {
    rt_thread *t = fixture_thread();
    static Value root;
    uint64_t n = 0;
    rt_root_add(&root);
    root = tree(t, 14, &n);
    for (int i = 0; i < 5; i++) {
        uint64_t garbage = 0;
        (void)tree(t, 12, &garbage);
        rt_collect(t);
        ck_assert_uint_eq(tree_sum(root), sum_below(n));
    }
    rt_heap_verify(t);
    ck_assert_uint_eq(rt_heap_stats_get().collections, 5);
}
END_TEST

START_TEST(c_stack_keeps_locals) {
    rt_thread *t = fixture_thread();
    uint64_t n = 0;
    rt_heap_stress(7);
    Value local = tree(t, 9, &n);
    rt_heap_stress(0);
    ck_assert_uint_eq(tree_sum(local), sum_below(n));
    ck_assert_uint_gt(rt_heap_stats_get().collections, 50);
}
END_TEST

/* Nothing but this frame's pointer into the middle of the object is left. */
[[gnu::noinline]] static uint64_t *inner_pointer(rt_thread *t) {
    node *n = node_new(t, RT_NONE, RT_NONE, 77);
    return &n->number;
}

START_TEST(inner_pointers_keep_objects) {
    rt_thread *t = fixture_thread();
    uint64_t *volatile inner = inner_pointer(t);
    rt_collect(t);
    for (int i = 0; i < 1000; i++)
        (void)node_new(t, RT_NONE, RT_NONE, 1);
    ck_assert_uint_eq(*inner, 77);
}
END_TEST

[[gnu::noinline]] static void fill(rt_thread *t, size_t n) {
    for (size_t i = 0; i < n; i++)
        (void)node_new(t, RT_NONE, RT_NONE, i);
}

START_TEST(garbage_is_reused) {
    rt_thread *t = fixture_thread();
    fill(t, 10000);
    rt_collect(t);
    uint64_t before = rt_heap_stats_get().reserved_bytes;
    for (int i = 0; i < 50; i++) {
        fill(t, 10000);
        rt_collect(t);
    }
    ck_assert_uint_le(rt_heap_stats_get().reserved_bytes, before + (1 << 20));
    ck_assert_uint_lt(rt_heap_stats_get().live_bytes, 1 << 20);
}
END_TEST

START_TEST(allocation_collects_by_itself) {
    rt_thread *t = fixture_thread();
    fill(t, 3000000); /* 144 MB */
    ck_assert_uint_ge(rt_heap_stats_get().collections, 3);
    ck_assert_uint_lt(rt_heap_stats_get().reserved_bytes, 64 << 20);
}
END_TEST

/* Every second of these nodes dies: gaps of 4 MB between 4 MB that live. */
static Value gappy_list(rt_thread *t) {
    Value list = RT_NONE;
    for (uint64_t i = 0; i < 87000; i++) {
        list = rt_from_obj(node_new(t, list, RT_NONE, i));
        (void)node_new(t, RT_NONE, RT_NONE, i);
    }
    return list;
}

/* What was allocated exceeds a fraction of what lives (60 %), but memory that was used before is left. */
START_TEST(gaps_are_filled_before_the_heap_grows) {
    rt_thread *t = fixture_thread();
    static Value root;
    rt_root_add(&root);
    rt_heap_enable(false); /* or a collection would fill the gaps with what lives */
    root = gappy_list(t);
    rt_heap_enable(true);
    rt_collect(t);
    rt_heap_stats before = rt_heap_stats_get();
    ck_assert_uint_ge(before.live_bytes, 87000 * sizeof(node));
    fill(t, 75000); /* 3.6 MB */
    rt_heap_stats after = rt_heap_stats_get();
    ck_assert_uint_eq(after.collections, before.collections);
    ck_assert_uint_le(after.reserved_bytes, before.reserved_bytes + (256 << 10));
    fill(t, 75000); /* the gaps are full */
    after = rt_heap_stats_get();
    ck_assert_uint_eq(after.collections, before.collections + 1);
    ck_assert_uint_le(after.reserved_bytes, before.reserved_bytes + (256 << 10));
    rt_heap_verify(t);
}
END_TEST

/* Many objects that one refers to, each with more behind it: the mark stack grows, and objects wait at its end. */
START_TEST(wide_objects_are_traced_whole) {
    enum { WIDTH = 200000 };
    rt_thread *t = fixture_thread();
    static Value root;
    rt_root_add(&root);
    rt_array *wide = rt_array_new(t, WIDTH);
    ck_assert_ptr_nonnull(wide);
    root = rt_from_obj(&wide->hdr);
    for (uint64_t i = 0; i < WIDTH; i++) {
        Value inner = rt_from_obj(node_new(t, RT_NONE, RT_NONE, i));
        rt_init(&wide->x_items[i], rt_from_obj(node_new(t, inner, RT_NONE, i)));
    }
    rt_collect(t);
    fill(t, 300000);
    rt_heap_verify(t);
    for (uint64_t i = 0; i < WIDTH; i++) {
        const node *n = (const node *)rt_obj(rt_load(&wide->x_items[i]));
        ck_assert_uint_eq(n->number, i);
        ck_assert_uint_eq(((const node *)rt_obj(rt_load(&n->x_left)))->number, i);
    }
}
END_TEST

START_TEST(long_chains_need_no_c_stack) {
    rt_thread *t = fixture_thread();
    static Value root;
    rt_root_add(&root);
    root = RT_NONE;
    for (uint64_t i = 0; i < 1000000; i++)
        root = rt_from_obj(node_new(t, root, RT_NONE, i));
    rt_collect(t);
    uint64_t n = 0;
    for (Value v = root; rt_is_obj(v); v = rt_load(&((node *)rt_obj(v))->x_left))
        n++;
    ck_assert_uint_eq(n, 1000000);
}
END_TEST

START_TEST(large_spans_split_and_merge) {
    rt_thread *t = fixture_thread();
    static Value kept[64];
    for (int i = 0; i < 64; i++)
        rt_root_add(&kept[i]);
    uint64_t seed = 1;
    for (int round = 0; round < 200; round++) {
        for (int i = 0; i < 64; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            if (seed >> 62) continue;
            size_t bytes = 9000 + (seed >> 40) % 500000;
            rt_blob *b = rt_blob_new(t, bytes);
            for (size_t k = 0; k < bytes; k += 512)
                ck_assert_uint_eq(b->data[k], 0);
            memset(b->data, 0xee, bytes);
            kept[i] = rt_from_obj(b);
        }
        if (round % 20 == 0) rt_collect(t);
    }
    rt_heap_verify(t);
    for (int i = 0; i < 64; i++)
        kept[i] = RT_NULL;
    rt_collect(t);
    ck_assert_uint_lt(rt_heap_stats_get().reserved_bytes, 4 << 20);
}
END_TEST

START_TEST(c_finalizers_run_once) {
    rt_thread *t = fixture_thread();
    static Value root;
    rt_root_add(&root);
    for (int i = 0; i < 100; i++) {
        rt_object *o = rt_alloc(t, sizeof(node), &closing_type.root);
        ck_assert(rt_finalizer_add(t, o));
        if (i == 50) root = rt_from_obj(o);
    }
    fill(t, 1000);
    rt_collect(t);
    rt_collect(t);
    ck_assert_int_ge(finalized, 95); /* the stack may hold one or two of them */
    ck_assert_int_le(finalized, 99);
    ck_assert_ptr_eq(rt_obj_type(rt_obj(root)), &closing_type);
}
END_TEST

START_TEST(finalizers_of_aborted_attempts_are_forgotten) {
    rt_thread *t = fixture_thread();
    fixture_os os;
    fixture_world(t, &os);
    ck_assert(rt_finalizer_add(t, rt_alloc(t, sizeof(node), &closing_type.root)));
    rt_collect(t);
    ck_assert_int_eq(finalized, 0); /* strong until the transaction ends */
    stm_abort(t->tx);
    rt_heap_transaction_end(t, false);
    stm_begin(t->tx);
    fill(t, 1000);
    rt_collect(t);
    ck_assert_int_eq(finalized, 0);
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 4 };

static void *churn(void *arg) {
    rt_thread t;
    fixture_os os;
    rt_thread_init(&t, stm_thread_attach());
    fixture_enter(&t, &os);
    uint64_t expected = (uint64_t)(uintptr_t)arg;
    for (int round = 0; round < 30; round++) {
        stm_begin(t.tx);
        uint64_t n = 0;
        Value mine = tree(&t, 8 + (unsigned)expected % 3, &n);
        fill(&t, 3000);
        if (round % 10 == 0) rt_collect(&t);
        ck_assert_uint_eq(tree_sum(mine), sum_below(n));
        ck_assert(stm_commit(t.tx));
        rt_heap_transaction_end(&t, true);
    }
    stm_tx *tx = t.tx;
    fixture_leave(&t);
    stm_thread_detach(tx);
    return NULL;
}

START_TEST(threads_allocate_and_collect) {
    rt_thread *t = fixture_thread();
    fixture_os os;
    fixture_world(t, &os);
    rt_heap_stress(0);
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, churn, (void *)i), 0);
    /* the main thread waits parked */
    pthread_mutex_lock(&fixture_lock);
    os.low = __builtin_frame_address(0);
    os.parked = true;
    pthread_cond_broadcast(&fixture_changed);
    pthread_mutex_unlock(&fixture_lock);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    os.parked = false;
    rt_heap_verify(t);
    ck_assert_uint_ge(rt_heap_stats_get().collections, THREADS * 3);
}
END_TEST

static double seconds(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* Not a test of correctness: prints the cost of an allocation with its share of collections. */
START_TEST(cost) {
    rt_thread *t = fixture_thread();
    static Value root;
    rt_root_add(&root);
    uint64_t n = 0;
    enum { COUNT = 20000000 };
    for (int live = 0; live < 2; live++) {
        double began = seconds();
        for (int i = 0; i < COUNT; i++) {
            rt_object *o = rt_alloc(t, 32, &node_type.root);
            __asm__ volatile("" ::"r"(o));
            (void)o;
        }
        double took = seconds() - began;
        printf("%s: %.2f ns an object of 32 bytes, %llu collections\n",
               live ? "with a million live nodes" : "nothing live", took * 1e9 / (double)COUNT,
               (unsigned long long)rt_heap_stats_get().collections);
        if (!live) root = tree(t, 20, &n);
    }
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("heap");
    TCase *c = tcase_create("heap");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, size_classes_invert);
    tcase_add_test(c, objects_of_all_sizes_are_zeroed_and_apart);
    tcase_add_test(c, what_roots_reach_survives);
    tcase_add_test(c, c_stack_keeps_locals);
    tcase_add_test(c, inner_pointers_keep_objects);
    tcase_add_test(c, garbage_is_reused);
    tcase_add_test(c, allocation_collects_by_itself);
    tcase_add_test(c, gaps_are_filled_before_the_heap_grows);
    tcase_add_test(c, wide_objects_are_traced_whole);
    tcase_add_test(c, long_chains_need_no_c_stack);
    tcase_add_test(c, large_spans_split_and_merge);
    tcase_add_test(c, c_finalizers_run_once);
    tcase_add_test(c, finalizers_of_aborted_attempts_are_forgotten);
    tcase_add_test(c, threads_allocate_and_collect);
    if (getenv("KRAIT_TEST_COST")) tcase_add_test(c, cost);
    suite_add_tcase(s, c);
    return s;
}
FIXTURE_MAIN(suite)
