/* Shapes and the attributes of instances. */
#include "tests/runtime/class_fixture.h"

static Value name_of(int i) { return ok(rt_str_intern(T, ok(rt_str_format_c(T, "a%d", i)))); }

START_TEST(transitions_are_shared) {
    Value c = CLASS("C", OBJECT);
    rt_shape *root = &rt_as_type(c)->root, *a = rt_shape_add(T, root, str("a")),
             *b = rt_shape_add(T, root, str("b"));
    ck_assert_ptr_eq(rt_shape_add(T, root, str("a")), a);
    ck_assert_ptr_ne(a, b);
    rt_shape *ab = rt_shape_add(T, a, str("b"));
    ck_assert_int_eq(rt_shape_find(ab, str("a")), 0);
    ck_assert_int_eq(rt_shape_find(ab, str("b")), 1);
    ck_assert_int_eq(rt_shape_find(ab, str("c")), -1);
    ck_assert_int_eq(rt_shape_find(root, str("a")), -1);
    is_same(rt_shape_key(ab, 1), str("b"));
    ck_assert_ptr_eq(ab->parent, a);
}
END_TEST

/* Inline, overflow and dict mode: n attributes come back, also after deleting every third. */
START_TEST(many_attributes) {
    static const int counts[] = {1, 5, 6, 20, 64, 65, 200};
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        int n = counts[k];
        Value c = CLASS("C", OBJECT), v = ok(call(c));
        rt_object *o = rt_obj(v);
        for (int i = 0; i < n; i++)
            ck_assert_int_eq(rt_attr_set(T, o, name_of(i), num(i)), RT_ATTR_DONE);
        ck_assert(rt_shape_of(o)->dict_mode == (n > RT_SHAPE_LIMIT));
        for (int i = 0; i < n; i++)
            is_int(rt_attr_get(T, o, name_of(i)), i);
        for (int i = 0; i < n; i += 3)
            ck_assert_int_eq(rt_attr_set(T, o, name_of(i), RT_EMPTY), RT_ATTR_DONE);
        ck_assert_int_eq(rt_attr_set(T, o, name_of(0), RT_EMPTY), RT_ATTR_ABSENT);
        for (int i = 0; i < n; i++) {
            Value found = rt_attr_get(T, o, name_of(i));
            if (i % 3 == 0)
                ck_assert(rt_is_empty(found));
            else
                is_int(found, i);
        }
    }
}
END_TEST

START_TEST(dict_of_an_instance) {
    Value c = CLASS("C", OBJECT), v = ok(call(c));
    for (int i = 0; i < 8; i++)
        ok(rt_setattr(T, v, name_of(i), num(i)));
    Value dict = ok(rt_attr_dict(T, rt_obj(v)));
    ck_assert(rt_shape_of(rt_obj(v))->dict_mode);
    is_repr(dict, "{'a0': 0, 'a1': 1, 'a2': 2, 'a3': 3, 'a4': 4, 'a5': 5, 'a6': 6, 'a7': 7}");
    is_same(rt_attr_dict(T, rt_obj(v)), dict);
    ck_assert(rt_dict_set(T, dict, str("new"), num(9)));
    is_int(rt_attr_get(T, rt_obj(v), str("new")), 9);
    ok(rt_setattr(T, v, str("a0"), num(7)));
    is_int(rt_dict_get(T, dict, str("a0")), 7);
    Value other = ok(rt_dict_new(T));
    ck_assert(rt_attr_dict_set(T, rt_obj(v), other));
    ck_assert(rt_is_empty(rt_attr_get(T, rt_obj(v), str("a0"))));
}
END_TEST

/* A root with too many children stops growing: one object each with an attribute of its own. */
START_TEST(wide_trees) {
    Value c = CLASS("C", OBJECT);
    for (int i = 0; i < RT_SHAPE_CHILDREN + 20; i++) {
        Value v = ok(call(c));
        ok(rt_setattr(T, v, name_of(i), num(i)));
        is_int(rt_attr_get(T, rt_obj(v), name_of(i)), i);
        ck_assert(rt_shape_of(rt_obj(v))->dict_mode == (i >= RT_SHAPE_CHILDREN));
    }
}
END_TEST

static Suite *suite(void) {
    Suite *s = suite_create("shape");
    class_case(s, transitions_are_shared, "transitions_are_shared");
    class_case(s, many_attributes, "many_attributes");
    class_case(s, dict_of_an_instance, "dict_of_an_instance");
    class_case(s, wide_trees, "wide_trees");
    return s;
}

FIXTURE_MAIN(suite)
