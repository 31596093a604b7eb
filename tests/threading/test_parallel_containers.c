/* Containers shared by threads: what belongs together stays together, in every transaction that looks. */
#include "tests/threading/parallel.h"

#include "runtime/modules/collections_internal.h"

enum { KEYS = 40, ROUNDS = 1500 };

static Value a, b, c;

static bool read_int(worker *w, Value dict, Value key, int64_t *n) {
    Value v = rt_dict_get(w->t, dict, key);
    if (!got(w, v)) return false;
    *n = rt_is_empty(v) ? 0 : rt_imm_int_get(v);
    return true;
}

/* ---- dict: transfers between accounts, in numbered and named keys ---- */

static bool sum_is_zero(worker *w) {
    size_t pos = 0;
    Value key, value;
    int64_t sum = 0;
    int r;
    while ((r = rt_dict_next(w->t, a, &pos, &key, &value)) > 0)
        sum += rt_imm_int_get(value);
    if (!went(w, r == 0)) return false;
    ck_assert_int_eq(sum, 0);
    return true;
}

static Value account(worker *w) {
    uint64_t i = pick(w, KEYS);
    return i & 1 ? rt_imm_int((int64_t)i) : named("k", i);
}

static bool add(worker *w, Value dict, Value key, int64_t k) {
    int64_t n;
    return read_int(w, dict, key, &n) && went(w, rt_dict_set(w->t, dict, key, rt_imm_int(n + k)));
}

static bool transfer(worker *w) {
    int64_t k = (int64_t)pick(w, 100);
    if (!add(w, a, account(w), -k) || !add(w, a, account(w), k)) return false;
    if (pick(w, 4) == 0) { /* an empty account is closed */
        Value key = account(w);
        int64_t n;
        if (!read_int(w, a, key, &n)) return false;
        if (n == 0 && !went(w, rt_dict_del(w->t, a, key) >= 0)) return false;
    }
    return pick(w, 3) ? true : sum_is_zero(w);
}

START_TEST(dict_transfers) {
    shared(&a, rt_dict_new(parallel_main));
    parallel_run(transfer, ROUNDS, 0, 0); /* without injection: the barriers' short paths */
    parallel_check(sum_is_zero);
}
END_TEST

START_TEST(dict_transfers_collected) {
    shared(&a, rt_dict_new(parallel_main));
    parallel_run(transfer, ROUNDS, 50, 30);
    parallel_check(sum_is_zero);
}
END_TEST

START_TEST(namespace_transfers) {
    shared(&a, rt_dict_new_cells(parallel_main));
    parallel_run(transfer, ROUNDS, 100, 50);
    parallel_check(sum_is_zero);
}
END_TEST

/* ---- a list, a set and a deque have the same members ---- */

static bool method(worker *w, Value o, const char *name, Value arg, Value *out) {
    *out = rt_call_method(w->t, o, rt_str_intern_cstr(w->t, name), &arg, rt_is_null(arg) ? 0 : 1);
    return got(w, *out);
}

static bool toggle(worker *w) {
    Value k = rt_imm_int((int64_t)pick(w, KEYS)), r;
    int in = rt_set_contains(w->t, b, k);
    if (!went(w, in >= 0)) return false;
    if (!in)
        return went(w, rt_list_append(w->t, a, k)) && went(w, rt_set_add(w->t, b, k) >= 0) &&
               method(w, c, pick(w, 2) ? "append" : "appendleft", k, &r);
    return method(w, a, "remove", k, &r) && method(w, b, "remove", k, &r) &&
           method(w, c, "remove", k, &r);
}

static bool members_agree(worker *w) {
    size_t n;
    Value len[3];
    for (int i = 0; i < 3; i++) {
        len[i] = rt_len(w->t, i == 0 ? a : i == 1 ? b : c);
        if (!got(w, len[i])) return false;
    }
    ck_assert(rt_same(len[0], len[1]) && rt_same(len[0], len[2]));
    const rt_array *items = rt_list_snapshot(w->t, a, &n);
    if (!went(w, items != NULL)) return false;
    for (size_t i = 0; i < n; i++) {
        Value item = rt_load(&items->x_items[i]), found = rt_contains(w->t, c, item);
        int in = rt_set_contains(w->t, b, item);
        if (!went(w, in >= 0) || !got(w, found)) return false;
        ck_assert(in && rt_same(found, RT_TRUE));
    }
    return true;
}

static bool toggle_or_look(worker *w) { return pick(w, 4) ? toggle(w) : members_agree(w); }

START_TEST(list_set_deque_agree) {
    rt_type_ready(parallel_main, &rt_deque_type);
    shared(&a, rt_list_new(parallel_main, NULL, 0));
    shared(&b, rt_set_new(parallel_main, &rt_set_type));
    shared(&c, rt_call(parallel_main, rt_from_obj(&rt_deque_type), NULL, 0));
    parallel_run(toggle_or_look, ROUNDS, 200, 0);
    parallel_check(members_agree);
    parallel_run(toggle_or_look, ROUNDS, 200, 60);
    parallel_check(members_agree);
}
END_TEST

/* ---- sorting, slices, extension: a list of pairs stays a permutation ---- */

static bool shuffle(worker *w) {
    Value r, items = a;
    int64_t n;
    switch (pick(w, 4)) {
    case 0: return method(w, a, "sort", RT_NULL, &r);
    case 1: return method(w, a, "reverse", RT_NULL, &r);
    case 2: {
        if (!went(w, rt_list_len(w->t, a, &n))) return false;
        Value last = rt_list_pop(w->t, a, (int64_t)pick(w, (uint64_t)n));
        return got(w, last) && went(w, rt_list_append(w->t, a, last));
    }
    default: {
        Value sum = rt_imm_int(0), it = rt_iter(w->t, items), v;
        if (!got(w, it)) return false;
        while (!rt_is_empty(v = rt_next(w->t, it))) {
            if (!got(w, v)) return false;
            sum = rt_imm_int(rt_imm_int_get(sum) + rt_imm_int_get(v));
        }
        ck_assert_int_eq(rt_imm_int_get(sum), KEYS * (KEYS - 1) / 2);
        return true;
    }
    }
}

static bool is_permutation(worker *w) {
    Value r;
    if (!method(w, a, "sort", RT_NULL, &r)) return false;
    for (int64_t i = 0; i < KEYS; i++)
        ck_assert(rt_same(rt_list_get(w->t, a, i), rt_imm_int(i)));
    return true;
}

START_TEST(list_permutations) {
    shared(&a, rt_list_new(parallel_main, NULL, 0));
    for (int64_t i = 0; i < KEYS; i++)
        ck_assert(rt_list_append(parallel_main, a, rt_imm_int(i)));
    parallel_run(shuffle, ROUNDS, 150, 80);
    parallel_check(is_permutation);
}
END_TEST

/* ---- a shared iterator gives each item to one thread ---- */

static bool take(worker *w) {
    Value v = rt_next(w->t, b);
    if (!got(w, v)) return false;
    if (!rt_is_empty(v)) w->tally[rt_imm_int_get(v)]++;
    return true;
}

START_TEST(iterator_is_shared) {
    shared(&a, rt_list_new(parallel_main, NULL, 0));
    for (int64_t i = 0; i < PARALLEL_TALLIES; i++)
        ck_assert(rt_list_append(parallel_main, a, rt_imm_int(i)));
    shared(&b, rt_iter(parallel_main, a));
    parallel_run(take, 40, 20, 10); /* more rounds than items */
    for (unsigned i = 0; i < PARALLEL_TALLIES; i++)
        ck_assert_int_eq(counted(i), 1);
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("parallel_containers");
    TCase *tc = tcase_create("all");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, parallel_start, NULL);
    tcase_add_test(tc, dict_transfers);
    tcase_add_test(tc, dict_transfers_collected);
    tcase_add_test(tc, namespace_transfers);
    tcase_add_test(tc, list_set_deque_agree);
    tcase_add_test(tc, list_permutations);
    tcase_add_test(tc, iterator_is_shared);
    suite_add_tcase(s, tc);
    return s;
}
FIXTURE_MAIN(suite)
