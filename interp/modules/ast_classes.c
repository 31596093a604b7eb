/* ast_classes.c - the classes of the _ast module, made from ast.def.
 *
 * Owns: one array with the tuple of classes in it, empty until somebody asks.
 * Invariants: astclass-1 the array exists from start-up on; who fills it does so in a transaction like any other. */
#include "interp/compile.h"
#include "interp/modules/ast_nodes.h"
#include "interp/prelude.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"
#include "runtime/type.h"

static Value base;   /* AST itself, a class of the prelude */
static Value holder; /* an rt_array of one: the tuple, or RT_NULL */

static rt_array *as_holder(void) { return (rt_array *)rt_obj(holder); }

/* ---- one class ---- */

static bool put(rt_thread *t, Value dict, const char *name, Value v) {
    Value key = rt_is_null(v) ? v : rt_str_intern_cstr(t, name);
    return !rt_is_null(key) && rt_dict_set(t, dict, key, v);
}

/* A namespace with what every class of _ast has. attributes: RT_EMPTY where they are inherited. */
static Value namespace_new(rt_thread *t, Value fields, Value attributes) {
    Value dict = rt_dict_new(t);
    if (rt_is_null(dict) || !put(t, dict, "__module__", rt_str_intern_cstr(t, "ast")) ||
        !put(t, dict, "_fields", fields) || !put(t, dict, "__match_args__", fields))
        return RT_NULL;
    return rt_is_empty(attributes) || put(t, dict, "_attributes", attributes) ? dict : RT_NULL;
}

/* Room for as many attributes as an instance is going to have. */
static Value class_new(rt_thread *t, const char *name, Value parent, Value dict, uint32_t slots) {
    Value id = rt_is_null(dict) ? dict : rt_str_intern_cstr(t, name);
    Value bases = rt_is_null(id) ? id : rt_tuple_new(t, &parent, 1);
    if (rt_is_null(bases)) return RT_NULL;
    rt_attr_hint = slots ? slots : 1;
    return rt_finish(t, rt_type_new_tail(t, &rt_type_type, id, bases, dict, NULL, RT_NULL));
}

/* ---- documentation: the lines of the abstract grammar ---- */

static void describe_kind(rt_str_builder *b, ast_kind kind) {
    static const char *const marks[] = {
        [AST_COUNT_ONE] = "", [AST_COUNT_OPT] = "?", [AST_COUNT_SEQ] = "*"};
    const ast_class_info *info = &ast_classes[kind];
    rt_sb_cstr(b, info->name);
    for (int i = 0; i < info->n_fields; i++) {
        const ast_field_info *f = &info->fields[i];
        rt_sb_cstr(b, i ? ", " : "(");
        rt_sb_cstr(b, f->type);
        rt_sb_cstr(b, marks[f->count]);
        rt_sb_cstr(b, " ");
        rt_sb_cstr(b, f->name);
    }
    if (info->n_fields) rt_sb_cstr(b, ")");
}

static Value kind_doc(rt_thread *t, ast_kind kind) {
    rt_str_builder b;
    rt_sb_init(&b);
    describe_kind(&b, kind);
    return rt_sb_finish(t, &b);
}

static Value sum_doc(rt_thread *t, ast_sum sum) {
    const char *name = ast_sum_names[sum];
    bool first = true;
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, name);
    for (int kind = 0; kind < AST_KIND_COUNT; kind++) {
        if (ast_classes[kind].sum != sum) continue;
        if (!first) {
            rt_sb_cstr(&b, "\n");
            rt_sb_fill(&b, ' ', strlen(name));
        }
        rt_sb_cstr(&b, first ? " = " : " | ");
        describe_kind(&b, (ast_kind)kind);
        first = false;
    }
    return rt_sb_finish(t, &b);
}

static Value choice_type_doc(rt_thread *t, int first) {
    const char *type = ast_choices[first].type;
    rt_str_builder b;
    rt_sb_init(&b);
    rt_sb_cstr(&b, type);
    for (int i = first; i < AST_CHOICE_COUNT && strcmp(ast_choices[i].type, type) == 0; i++) {
        rt_sb_cstr(&b, i == first ? " = " : " | ");
        rt_sb_cstr(&b, ast_choices[i].name);
    }
    return rt_sb_finish(t, &b);
}

/* ---- all of them ---- */

/* The tuple in the making hangs from the C stack: a collection finds what is in it. */
static bool keep(rt_thread *t, rt_array *all, int at, Value v) {
    return !rt_is_null(v) && rt_write_field(t, &all->hdr, &all->x_items[at], v);
}

static Value at(const rt_array *all, int i) { return rt_load(&all->x_items[i]); }

static bool make_attributes(rt_thread *t, rt_array *all) {
    static const char *const names[] = {"lineno", "col_offset", "end_lineno", "end_col_offset"};
    Value strs[4];
    for (int i = 0; i < 4; i++)
        if (rt_is_null(strs[i] = rt_str_intern_cstr(t, names[i]))) return false;
    return keep(t, all, AST_AT_ATTRIBUTES, rt_tuple_new(t, strs, 4));
}

/* The positions' names and, as class attributes, what they are where an instance lacks them. */
static bool put_attributes(rt_thread *t, const rt_array *all, Value dict, bool has,
                           bool ends_optional) {
    if (!put(t, dict, "_attributes", has ? at(all, AST_AT_ATTRIBUTES) : rt_tuple_empty))
        return false;
    if (!has || !ends_optional) return true;
    return put(t, dict, "end_lineno", RT_NONE) && put(t, dict, "end_col_offset", RT_NONE);
}

static bool sum_has_attributes(ast_sum sum) {
    return sum != AST_SUM_mod && sum != AST_SUM_type_ignore;
}

static bool make_sums(rt_thread *t, rt_array *all) {
    for (int sum = 0; sum < AST_SUM_product; sum++) {
        Value dict = namespace_new(t, rt_tuple_empty, RT_EMPTY);
        if (rt_is_null(dict) || !put(t, dict, "__doc__", sum_doc(t, (ast_sum)sum)) ||
            !put_attributes(t, all, dict, sum_has_attributes((ast_sum)sum), sum != AST_SUM_pattern))
            return false;
        Value type = class_new(t, ast_sum_names[sum], base, dict, 0);
        if (!keep(t, all, AST_AT_SUM + sum, type)) return false;
    }
    return true;
}

static Value field_names(rt_thread *t, const ast_class_info *info) {
    Value names[16];
    for (int i = 0; i < info->n_fields; i++)
        if (rt_is_null(names[i] = rt_str_intern_cstr(t, info->fields[i].name))) return RT_NULL;
    return rt_tuple_new(t, names, info->n_fields);
}

static bool make_kind(rt_thread *t, rt_array *all, ast_kind kind) {
    const ast_class_info *info = &ast_classes[kind];
    bool product = info->sum == AST_SUM_product;
    Value fields = field_names(t, info);
    if (!keep(t, all, AST_AT_FIELDS + kind, fields)) return false;
    Value dict = namespace_new(t, fields, RT_EMPTY);
    if (rt_is_null(dict) || !put(t, dict, "__doc__", kind_doc(t, kind))) return false;
    for (int i = 0; i < info->n_fields; i++)
        if (info->fields[i].count == AST_COUNT_OPT && !put(t, dict, info->fields[i].name, RT_NONE))
            return false;
    if (product && !put_attributes(t, all, dict, info->attributes, true)) return false;
    Value parent = at(all, product ? AST_AT_BASE : AST_AT_SUM + info->sum);
    uint32_t slots = info->n_fields + (info->attributes ? 4u : 0u);
    return keep(t, all, AST_AT_KIND + kind, class_new(t, info->name, parent, dict, slots));
}

static bool make_choice(rt_thread *t, rt_array *all, int i, int first) {
    if (i == first) {
        Value dict = namespace_new(t, rt_tuple_empty, rt_tuple_empty);
        if (rt_is_null(dict) || !put(t, dict, "__doc__", choice_type_doc(t, i))) return false;
        Value type = class_new(t, ast_choices[i].type, base, dict, 0);
        if (!keep(t, all, AST_AT_TYPE + i, type)) return false;
    }
    Value dict = namespace_new(t, rt_tuple_empty, RT_EMPTY);
    if (rt_is_null(dict) || !put(t, dict, "__doc__", rt_str_from_cstr(t, ast_choices[i].name)))
        return false;
    Value type = class_new(t, ast_choices[i].name, at(all, AST_AT_TYPE + first), dict, 0);
    return keep(t, all, AST_AT_CHOICE + i, type) &&
           keep(t, all, AST_AT_CHOSEN + i, rt_instance_new(t, rt_as_type(type), 0));
}

static bool make_choices(rt_thread *t, rt_array *all) {
    for (int i = 0, first = 0; i < AST_CHOICE_COUNT; i++) {
        if (strcmp(ast_choices[i].type, ast_choices[first].type) != 0) first = i;
        if (!make_choice(t, all, i, first)) return false;
    }
    return true;
}

static Value make_all(rt_thread *t) {
    rt_array *all = rt_array_new(t, AST_AT_COUNT);
    if (!all || !keep(t, all, AST_AT_BASE, base) || !make_attributes(t, all) ||
        !make_sums(t, all) || !make_choices(t, all))
        return RT_NULL;
    for (int kind = 0; kind < AST_KIND_COUNT; kind++)
        if (!make_kind(t, all, (ast_kind)kind)) return RT_NULL;
    return rt_tuple_from_array(t, all, AST_AT_COUNT);
}

Value vm_ast_classes(rt_thread *t) {
    Value all = rt_read_field(t, rt_obj(holder), &as_holder()->x_items[0]);
    if (!rt_is_null(all) || t->conflict) return all;
    all = make_all(t);
    return !rt_is_null(all) && rt_write_field(t, rt_obj(holder), &as_holder()->x_items[0], all)
               ? all
               : RT_NULL;
}

bool vm_ast_check(Value v) { return rt_isinstance_exact(v, rt_as_type(base)); }

/* ---- the module ---- */

static bool export(rt_thread *t, Value module, Value type) {
    return rt_is_null(type) || rt_module_set(t, module, rt_as_type(type)->name, type);
}

static bool fill(rt_thread *t, Value module) {
    static const int starts[][2] = {{AST_AT_BASE, 1},
                                    {AST_AT_SUM, AST_SUM_product},
                                    {AST_AT_KIND, AST_KIND_COUNT},
                                    {AST_AT_CHOICE, AST_CHOICE_COUNT},
                                    {AST_AT_TYPE, AST_CHOICE_COUNT}};
    Value all = vm_ast_classes(t);
    if (rt_is_null(all)) return false;
    for (size_t s = 0; s < sizeof starts / sizeof *starts; s++)
        for (int i = 0; i < starts[s][1]; i++)
            if (!export(t, module, rt_tuple_at(all, starts[s][0] + i))) return false;
    return rt_module_set(t, module, "PyCF_ONLY_AST", rt_imm_int(COMP_ONLY_AST)) &&
           rt_module_set(t, module, "PyCF_TYPE_COMMENTS", rt_imm_int(COMP_TYPE_COMMENTS)) &&
           rt_module_set(t, module, "PyCF_ALLOW_TOP_LEVEL_AWAIT", rt_imm_int(COMP_TOP_LEVEL_AWAIT));
}

static const rt_module_def rt_module__ast = {.name = "_ast", .exec = fill};

void vm_ast_init(rt_thread *t) {
    rt_array *array = rt_array_new(t, 1);
    if (!array) rt_fatal("no memory to start");
    holder = rt_from_obj(array);
    rt_root_add(&holder);
    base = vm_prelude_function(t, "AST");
    rt_root_add(&base);
    rt_module_register(&rt_module__ast);
}
