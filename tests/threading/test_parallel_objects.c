/* Instances, classes, variables, strings and weak references shared by threads. */
#include "tests/threading/parallel.h"

#include "runtime/objects/weakref.h"

enum { OBJECTS = 8, ROUNDS = 1500 };

static Value class, objects[OBJECTS], cells[OBJECTS], text;
static Value x_name, y_name, count_name, extra[12];

static void make_objects(void) {
    rt_thread *t = parallel_main;
    shared(&class, class_named("C"));
    x_name = rt_str_intern_cstr(t, "x");
    y_name = rt_str_intern_cstr(t, "y");
    count_name = rt_str_intern_cstr(t, "count");
    for (unsigned i = 0; i < 12; i++)
        extra[i] = named("extra", i);
    for (unsigned i = 0; i < OBJECTS; i++) {
        shared(&objects[i], rt_call(t, class, NULL, 0));
        const Value names[] = {x_name, y_name, count_name};
        for (unsigned k = 0; k < 3; k++)
            ck_assert(rt_attr_set(t, rt_obj(objects[i]), names[k], rt_imm_int(0)) == RT_ATTR_DONE);
    }
}

static bool get(worker *w, Value o, Value name, int64_t *n) {
    Value v = rt_getattr(w->t, o, name);
    if (!got(w, v)) return false;
    *n = rt_imm_int_get(v);
    return true;
}
static bool put(worker *w, Value o, Value name, int64_t n) {
    return got(w, rt_setattr(w->t, o, name, rt_imm_int(n)));
}

/* ---- instances: x == y, and `count` says how many attributes were added ---- */

static bool consistent(worker *w, Value o) {
    int64_t x, y, n, found = 0;
    if (!get(w, o, x_name, &x) || !get(w, o, y_name, &y) || !get(w, o, count_name, &n))
        return false;
    ck_assert_int_eq(x, y);
    for (unsigned i = 0; i < 12; i++) {
        Value v = rt_getattr_opt(w->t, o, extra[i]);
        if (!got(w, v)) return false;
        if (!rt_is_empty(v)) ck_assert_int_eq(rt_imm_int_get(v), i);
        found += !rt_is_empty(v);
    }
    ck_assert_int_eq(found, n);
    return true;
}

static bool change_shape(worker *w, Value o) {
    uint64_t i = pick(w, 12);
    int64_t n;
    Value v = rt_getattr_opt(w->t, o, extra[i]);
    if (!got(w, v) || !get(w, o, count_name, &n)) return false;
    if (rt_is_empty(v)) return put(w, o, extra[i], (int64_t)i) && put(w, o, count_name, n + 1);
    return got(w, rt_setattr(w->t, o, extra[i], RT_EMPTY)) && put(w, o, count_name, n - 1);
}

static bool change_instances(worker *w) {
    Value o = objects[pick(w, OBJECTS)];
    int64_t x, k = (int64_t)pick(w, 1000);
    switch (pick(w, 4)) {
    case 0: return consistent(w, o);
    case 1: return get(w, o, x_name, &x) && put(w, o, x_name, x + k) && put(w, o, y_name, x + k);
    case 2: /* some go over to a dict */
        if (pick(w, 20) == 0 && !got(w, rt_attr_dict(w->t, rt_obj(o)))) return false;
        [[fallthrough]];
    default: return change_shape(w, o) && change_shape(w, o);
    }
}

static bool all_consistent(worker *w) {
    for (unsigned i = 0; i < OBJECTS; i++)
        if (!consistent(w, objects[i])) return false;
    return true;
}

START_TEST(instances) {
    make_objects();
    parallel_run(change_instances, ROUNDS, 0, 0); /* without injection: the barriers' short paths */
    parallel_check(all_consistent);
}
END_TEST

START_TEST(instances_collected) {
    make_objects();
    parallel_run(change_instances, ROUNDS, 40, 40);
    parallel_check(all_consistent);
}
END_TEST

/* ---- classes: attributes that belong together, a special method and what it answers ---- */

static Value answer_one(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int(1);
}
static Value answer_two(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)args, (void)nargs;
    return rt_imm_int(2);
}
static const rt_native_def answers[] = {{.name = "one", .fn = answer_one, .max = 1},
                                        {.name = "two", .fn = answer_two, .max = 1}};
static Value natives[2];

static bool change_class(worker *w) {
    int64_t x, y, n;
    Value o = objects[pick(w, OBJECTS)];
    if (pick(w, 12) == 0) {
        n = (int64_t)pick(w, 2);
        return got(w, rt_setattr(w->t, class, rt_id.__len__, natives[n])) &&
               put(w, class, count_name, n + 1);
    }
    if (pick(w, 8) == 0) {
        n = (int64_t)pick(w, 1000);
        return put(w, class, extra[0], n) && put(w, class, extra[1], n);
    }
    Value len = rt_len(w->t, o);
    if (!got(w, len) || !get(w, class, count_name, &n) || !get(w, o, extra[0], &x) ||
        !get(w, o, extra[1], &y))
        return false;
    if (w->t->tx->state ==
        STM_RUNNING) { /* a condemned attempt may have seen a change unlogged: it never commits */
        ck_assert_int_eq(rt_imm_int_get(len), n);
        ck_assert_int_eq(x, y);
    }
    return true;
}

START_TEST(classes) {
    rt_thread *t = parallel_main;
    make_objects();
    for (int i = 0; i < 2; i++)
        shared(&natives[i], rt_native_new(t, &answers[i], RT_EMPTY, RT_NONE));
    Value zero = rt_imm_int(0);
    ck_assert(!rt_is_null(rt_setattr(t, class, rt_id.__len__, natives[0])) &&
              !rt_is_null(rt_setattr(t, class, count_name, rt_imm_int(1))));
    ck_assert(!rt_is_null(rt_setattr(t, class, extra[0], zero)) &&
              !rt_is_null(rt_setattr(t, class, extra[1], zero)));
    for (unsigned i = 0; i < OBJECTS; i++)
        ck_assert(rt_attr_set(t, rt_obj(objects[i]), count_name, RT_EMPTY) == RT_ATTR_DONE);
    parallel_run(change_class, 300, 300, 100);
}
END_TEST

/* Subclasses are made while the base class changes. */
static bool subclass_or_change(worker *w) {
    if (pick(w, 3) == 0) return got(w, rt_setattr(w->t, class, rt_id.__len__, natives[pick(w, 2)]));
    Value args[] = {x_name, rt_tuple_new(w->t, &class, 1), rt_dict_new(w->t)};
    if (!got(w, args[1]) || !got(w, args[2])) return false;
    Value made = rt_call(w->t, rt_from_obj(&rt_type_type), args, 3);
    if (!got(w, made)) return false;
    Value o = rt_call(w->t, made, NULL, 0), len = rt_is_null(o) ? o : rt_len(w->t, o);
    return got(w, len);
}

START_TEST(subclasses) {
    make_objects();
    for (int i = 0; i < 2; i++)
        shared(&natives[i], rt_native_new(parallel_main, &answers[i], RT_EMPTY, RT_NONE));
    ck_assert(!rt_is_null(rt_setattr(parallel_main, class, rt_id.__len__, natives[0])));
    parallel_run(subclass_or_change, 60, 1000, 500);
}
END_TEST

/* ---- variables: FRESH, CONSTANT and VARIABLE cells ---- */

static bool change_cells(worker *w) {
    uint64_t i = pick(w, OBJECTS / 2);
    rt_cell *left = rt_as_cell(cells[2 * i]), *right = rt_as_cell(cells[2 * i + 1]);
    if (pick(w, 6) == 0) {
        Value v = pick(w, 5) ? rt_imm_int((int64_t)pick(w, 1000)) : RT_EMPTY;
        return went(w, rt_cell_set(w->t, left, v)) && went(w, rt_cell_set(w->t, right, v));
    }
    Value l = rt_cell_get(w->t, left), r = got(w, l) ? rt_cell_get(w->t, right) : RT_NULL;
    if (rt_is_null(l) || !got(w, r)) return false;
    if (w->t->tx->state == STM_RUNNING) ck_assert(rt_same(l, r));
    return true;
}

START_TEST(variables) {
    for (unsigned i = 0; i < OBJECTS; i++) {
        shared(&cells[i], i < OBJECTS / 2 ? rt_cell_new_name(parallel_main, NULL)
                                          : rt_cell_new(parallel_main, RT_NONE));
        if (i >= 2) ck_assert(rt_cell_set(parallel_main, rt_as_cell(cells[i]), RT_NONE));
    }
    parallel_run(change_cells, 1000, 200, 0);
    parallel_run(change_cells, 1000, 200, 60);
}
END_TEST

/* ---- strings: appended in place by several threads at once, interned ---- */

enum { BASE = 200 };

static bool append_text(worker *w) {
    Value s = rt_cell_get(w->t, rt_as_cell(text));
    char token[32], expected[BASE + 400];
    if (!got(w, s)) return false;
    size_t n = rt_as_str(s)->length,
           k = (size_t)snprintf(token, sizeof token, "<%u %u>", w->index, (unsigned)pick(w, 10000));
    memcpy(expected, rt_as_str(s)->data, n); /* ASCII */
    for (int i = 0; i < 3; i++) {
        Value more = rt_str_from_cstr(w->t, token);
        s = rt_is_null(more) ? more : rt_str_concat(w->t, s, more);
        if (!got(w, s)) return false;
        memcpy(expected + n, token, k);
        n += k;
    }
    ck_assert_uint_eq(rt_as_str(s)->length, n);
    ck_assert(memcmp(rt_as_str(s)->data, expected, n) == 0);
    Value name = rt_str_intern_cstr(w->t, token), again = rt_str_intern_cstr(w->t, token);
    ck_assert(rt_same(name, again));
    if (pick(w, 4)) return true; /* the others start from the same text */
    if (n > BASE + 200) s = rt_str_slice(w->t, s, 0, BASE);
    return got(w, s) && went(w, rt_cell_set(w->t, rt_as_cell(text), s));
}

START_TEST(strings) {
    char base[BASE + 1];
    memset(base, 'a', BASE);
    base[BASE] = 0;
    shared(&text, rt_cell_new(parallel_main, rt_str_from_cstr(parallel_main, base)));
    parallel_run(append_text, ROUNDS, 100, 60);
}
END_TEST

/* ---- weak references: a live one gives its target, also while targets die ---- */

static bool change_targets(worker *w) {
    uint64_t i = pick(w, OBJECTS);
    if (pick(w, 3) == 0) {
        Value o = rt_call(w->t, class, NULL, 0);
        return got(w, o) && put(w, o, x_name, 7) &&
               went(w, rt_cell_set(w->t, rt_as_cell(cells[i]), o));
    }
    Value o = rt_cell_get(w->t, rt_as_cell(cells[i])), weak = RT_NULL;
    int64_t x;
    if (!got(w, o)) return false;
    weak = rt_weak_new(w->t, &rt_weakref_type, o, RT_NONE);
    if (!got(w, weak)) return false;
    ck_assert(rt_same(rt_weak_target(weak), o));
    if (!get(w, rt_weak_target(weak), x_name, &x)) return false;
    ck_assert_int_eq(x, 7);
    return true;
}

START_TEST(weak_references) {
    rt_thread *t = parallel_main;
    make_objects();
    for (unsigned i = 0; i < OBJECTS; i++) {
        ck_assert(rt_attr_set(t, rt_obj(objects[i]), x_name, rt_imm_int(7)) == RT_ATTR_DONE);
        shared(&cells[i], rt_cell_new(t, objects[i]));
    }
    parallel_run(change_targets, ROUNDS, 30, 50);
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("parallel_objects");
    TCase *tc = tcase_create("all");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, parallel_start, NULL);
    tcase_add_test(tc, instances);
    tcase_add_test(tc, instances_collected);
    tcase_add_test(tc, classes);
    tcase_add_test(tc, subclasses);
    tcase_add_test(tc, variables);
    tcase_add_test(tc, strings);
    tcase_add_test(tc, weak_references);
    suite_add_tcase(s, tc);
    return s;
}
FIXTURE_MAIN(suite)
