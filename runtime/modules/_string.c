/* _string.c - the _string module: templates of str.format taken apart, for string.Formatter.
 * Both iterators are made over complete lists: a template's parts are few, and errors in it are raised at the call.
 * Owns: nothing. Threads: any. */
#include "runtime/format_internal.h"
#include "runtime/native.h"
#include "runtime/objects/list.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

extern const rt_module_def rt_module__string;

/* (literal, field name, specification, conversion), the last three None without a field. */
static bool append_part(rt_thread *t, Value list, const rt_str *s, size_t start, size_t literal_end,
                        size_t name, const format_field *f) {
    Value self = rt_from_obj(s),
          part[4] = {rt_str_slice(t, self, start, literal_end), RT_NONE, RT_NONE, RT_NONE};
    if (rt_is_null(part[0])) return false;
    if (f != NULL) {
        part[1] = rt_str_slice(t, self, name, f->name_end);
        part[2] = rt_is_null(part[1])     ? RT_NULL
                  : f->spec < f->spec_end ? rt_str_slice(t, self, f->spec, f->spec_end)
                                          : rt_str_empty;
        if (!rt_is_null(part[2]) && f->conversion != 0)
            part[3] = rt_str_from_char(t, f->conversion);
        if (rt_is_null(part[2]) || rt_is_null(part[3])) return false;
    }
    Value tuple = rt_tuple_new(t, part, 4);
    return !rt_is_null(tuple) && rt_list_append(t, list, tuple);
}

static bool parse_template(rt_thread *t, const rt_str *s, Value list) {
    for (size_t i = 0; i < s->length;) {
        size_t start = i;
        while (i < s->length && rt_str_at(s, i) != '{' && rt_str_at(s, i) != '}')
            i++;
        if (i == s->length) return append_part(t, list, s, start, i, 0, NULL);
        uint32_t c = rt_str_at(s, i++);
        if (i < s->length &&
            rt_str_at(s, i) == c) { /* doubled: the literal ends with one of them */
            if (!append_part(t, list, s, start, i, 0, NULL)) return false;
            i++;
            continue;
        }
        if (c == '}')
            return rt_raise_value_error(t, "Single '}' encountered in format string"), false;
        if (i == s->length)
            return rt_raise_value_error(t, "Single '{' encountered in format string"), false;
        format_field f;
        if (!format_field_scan(t, s, i, s->length, &f) ||
            !append_part(t, list, s, start, i - 1, i, &f))
            return false;
        i = f.after;
    }
    return true;
}

static Value formatter_parser(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0])) return rt_raise_type_error(t, "expected str, got %T", args[0]);
    Value list = rt_list_new(t, NULL, 0);
    if (rt_is_null(list) || !parse_template(t, rt_as_str(args[0]), list)) return RT_NULL;
    return rt_iter_tail(t, list);
}

/* One (is attribute, name or index) behind the first part; *i moves behind it. */
static bool append_step(rt_thread *t, Value list, const rt_str *s, size_t *i) {
    bool attribute = rt_str_at(s, *i) == '.';
    size_t start = ++*i;
    while (*i < s->length && (attribute ? rt_str_at(s, *i) != '.' && rt_str_at(s, *i) != '['
                                        : rt_str_at(s, *i) != ']'))
        ++*i;
    if (!attribute && *i == s->length)
        return rt_raise_value_error(t, "Missing ']' in format string"), false;
    if (*i == start) return rt_raise_value_error(t, "Empty attribute in format string"), false;
    int64_t index = attribute ? -1 : format_index_of(t, s, start, *i);
    if (index == -2) return false;
    Value name = index >= 0 ? rt_imm_int(index) : rt_str_slice(t, rt_from_obj(s), start, *i);
    Value pair = rt_is_null(name) ? RT_NULL : rt_tuple_pack2(t, rt_bool(attribute), name);
    if (rt_is_null(pair) || !rt_list_append(t, list, pair)) return false;
    if (!attribute) ++*i;
    if (!attribute && *i < s->length && rt_str_at(s, *i) != '.' && rt_str_at(s, *i) != '[')
        return rt_raise_value_error(t, "Only '.' or '[' may follow ']' in format field specifier"),
               false;
    return true;
}

static Value formatter_field_name_split(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0])) return rt_raise_type_error(t, "expected str, got %T", args[0]);
    const rt_str *s = rt_as_str(args[0]);
    size_t i = 0;
    while (i < s->length && rt_str_at(s, i) != '.' && rt_str_at(s, i) != '[')
        i++;
    int64_t index = format_index_of(t, s, 0, i);
    if (index == -2) return RT_NULL;
    Value first = index >= 0 ? rt_imm_int(index) : rt_str_slice(t, args[0], 0, i),
          list = rt_list_new(t, NULL, 0);
    if (rt_is_null(first) || rt_is_null(list)) return RT_NULL;
    while (i < s->length)
        if (!append_step(t, list, s, &i)) return RT_NULL;
    Value rest = rt_iter(t, list);
    return rt_is_null(rest) ? RT_NULL : rt_tuple_pack2(t, first, rest);
}

static const rt_native_def functions[] = {
    {"formatter_parser", formatter_parser, 1, 1, NULL, 0, "parse the argument as a format string"},
    {"formatter_field_name_split", formatter_field_name_split, 1, 1, NULL, 0,
     "split the argument as a field name"},
    {},
};

const rt_module_def rt_module__string = {"_string", functions, NULL, "string helper module"};
