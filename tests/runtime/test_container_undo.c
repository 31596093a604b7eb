/* An aborted transaction leaves lists, dicts, sets and deques as they were: random changes, abort, compare;
 * then the same kind of changes committed, so that what the next round starts from differs. */
#include "tests/runtime/container_fixture.h"

#include "runtime/objects/dict_internal.h"

static uint64_t seed = 12345;
static int64_t pick(int64_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

static void keep_quiet(Value v) {
    if (rt_is_null(v)) (void)rt_exception_take(T);
    ck_assert(!T->conflict);
}
#define TRY(o, name, ...) \
    keep_quiet(try_method(o, name, (Value[]){__VA_ARGS__}, COUNT(__VA_ARGS__)))
#define TRY0(o, name) keep_quiet(try_method(o, name, NULL, 0))

static void change_list(Value l) {
    switch (pick(8)) {
    case 0: TRY(l, "append", N(pick(100))); break;
    case 1: TRY0(l, "pop"); break;
    case 2: TRY(l, "insert", N(pick(9)), N(pick(100))); break;
    case 3: TRY(l, "pop", N(pick(5))); break;
    case 4:
        keep_quiet(rt_setitem(T, l, slice(N(pick(4)), N(pick(9)), RT_NONE), LIST(N(-1), N(-2))));
        break;
    case 5: TRY0(l, "sort"); break;
    case 6: keep_quiet(rt_setitem(T, l, slice(N(pick(4)), RT_NONE, N(2)), RT_EMPTY)); break;
    default: TRY(l, "extend", range(0, pick(5), 1));
    }
}

static void change_dict(Value d) {
    switch (pick(5)) {
    case 0: TRY(d, "pop", N(pick(20))); break;
    case 1: TRY0(d, "popitem"); break;
    case 2:
        if (pick(10) == 0) TRY0(d, "clear");
        break;
    default: keep_quiet(rt_setitem(T, d, N(pick(20)), N(pick(100))));
    }
}

static void change_set(Value s) {
    if (pick(2))
        TRY(s, "add", N(pick(20)));
    else
        TRY(s, "discard", N(pick(20)));
    if (pick(20) == 0) TRY(s, "symmetric_difference_update", LIST(N(pick(20)), N(pick(20))));
}

static void change_deque(Value d) {
    switch (pick(5)) {
    case 0: TRY0(d, "popleft"); break;
    case 1: TRY0(d, "pop"); break;
    case 2: TRY(d, "appendleft", N(pick(100))); break;
    case 3: TRY(d, "rotate", N(pick(5))); break;
    default: TRY(d, "append", N(pick(100)));
    }
}

static Value all; /* (list, dict, set, deque) */

static void change_all(void) {
    for (int64_t i = pick(12); i >= 0; i--) {
        change_list(rt_tuple_at(all, 0));
        change_dict(rt_tuple_at(all, 1));
        change_set(rt_tuple_at(all, 2));
        change_deque(rt_tuple_at(all, 3));
    }
}

static char *text_of_all(void) { return strdup(rt_str_utf8(T, ok(rt_repr(T, all)), NULL)); }

START_TEST(test_undo) {
    Value module = ok(rt_module_create(T, rt_module_find("_collections")));
    rt_root_add(&all);
    all = TUPLE(LIST(N(1)), DICT(N(1), N(2)), SET(N(1)),
                ok(rt_call(T, ok(rt_getattr(T, module, S("deque"))), NULL, 0)));
    fixture_os os;
    fixture_world(T, &os);
    ck_assert(stm_commit(T->tx));
    for (int round = 0; round < 400; round++) {
        stm_begin(T->tx);
        char *before = text_of_all();
        change_all();
        stm_abort(T->tx);
        stm_begin(T->tx);
        char *after = text_of_all();
        ck_assert_str_eq(before, after);
        /* what is found through the index agrees with the entries */
        Value d = rt_tuple_at(all, 1), key, value;
        size_t pos = 0;
        while (rt_dict_next(T, d, &pos, &key, &value) > 0)
            ck_assert(rt_same(rt_dict_get(T, d, key), value));
        change_all();
        ck_assert(stm_commit(T->tx));
        free(before);
        free(after);
    }
    stm_begin(T->tx);
}
END_TEST

/* Replaces the table of each dict twice in one transaction. What lies between is referred to only by addresses in the
 * undo log; the pointers to it are kept in disguise so that the scan of the C stack does not find them. */
enum { DICTS = 50 };
static const uintptr_t disguise = UINT64_C(0x5555555555555555);

[[gnu::noinline]] static void replace_tables(uintptr_t *between) {
    for (size_t i = 0; i < DICTS; i++) {
        Value d = rt_tuple_at(all, i);
        TRY0(d, "clear");
        for (int64_t k = 0; k < 5; k++)
            keep_quiet(rt_setitem(T, d, N(k), N(1)));
        between[i] = (uintptr_t)rt_load_ptr(&rt_dict_hashed(d)->x_table) ^ disguise;
        TRY0(d, "clear");
        keep_quiet(rt_setitem(T, d, N(0), N(2)));
    }
}

START_TEST(test_replaced_tables_outlive_a_collection) {
    Value dicts[DICTS];
    for (size_t i = 0; i < DICTS; i++)
        dicts[i] = DICT(N(1), N(2));
    rt_root_add(&all);
    all = ok(rt_tuple_new(T, dicts, DICTS));
    fixture_os os;
    fixture_world(T, &os);
    ck_assert(stm_commit(T->tx));
    stm_begin(T->tx);
    uintptr_t between[DICTS];
    replace_tables(between);
    rt_collect(T);
    for (size_t i = 0; i < DICTS; i++)
        ck_assert(rt_is_live_object((void *)(between[i] ^ disguise)));
    stm_abort(T->tx);
    stm_begin(T->tx);
    for (size_t i = 0; i < DICTS; i++)
        ck_assert(rt_same(rt_dict_get(T, rt_tuple_at(all, i), N(1)), N(2)));
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("container_undo");
    TCase *c = tcase_create("all");
    tcase_add_checked_fixture(c, class_fixture, NULL);
    tcase_set_timeout(c, 60);
    tcase_add_test(c, test_undo);
    tcase_add_test(c, test_replaced_tables_outlive_a_collection);
    suite_add_tcase(s, c);
    return s;
}
FIXTURE_MAIN(suite)
