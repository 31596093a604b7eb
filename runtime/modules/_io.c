/* _io.c - the module _io: open() and what it is made of.
 * Owns: UnsupportedOperation and the module. Threads: filled at start-up. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "runtime/modules/io_internal.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/module.h"
#include "runtime/objects/sequence.h"

enum { OPEN_TEXT = 1, OPEN_BINARY = 2, OPEN_UPDATE = 4, OPEN_READ = 8, OPEN_WRITE = 16 };

/* ---- open ---- */

static bool parse_mode(rt_thread *t, Value mode, unsigned *kind, char *raw) {
    const char *text = rt_str_utf8(t, mode, NULL);
    unsigned seen = 0;
    int ways = 0;
    *kind = 0;
    if (!text) return false;
    for (const char *p = text; *p; p++) {
        const char *known = strchr("xrwa+tb", *p);
        unsigned bit = known ? 1u << (known - "xrwa+tb") : 0;
        if (!bit || (seen & bit)) {
            (void)rt_raise_value_error(t, "invalid mode: '%s'", text);
            return false;
        }
        seen |= bit;
    }
    char *out = raw;
    for (const char *p = "xrwa"; *p; p++) {
        if (!strchr(text, *p)) continue;
        if (ways++ == 0) *out++ = *p;
        *kind |= *p == 'r' ? OPEN_READ : OPEN_WRITE;
    }
    if (strchr(text, '+')) *out++ = '+', *kind |= OPEN_UPDATE;
    *out = 0;
    if (strchr(text, 'b')) *kind |= OPEN_BINARY;
    bool both = (*kind & OPEN_BINARY) && strchr(text, 't');
    if (both)
        (void)rt_raise_value_error(t, "can't have text and binary mode at once");
    else if (ways != 1)
        (void)rt_raise_value_error(t, "must have exactly one of create/read/write/append mode");
    return !both && ways == 1;
}

static bool given(Value v) { return !rt_is_empty(v) && !rt_is_none(v); }

/* state: kind, buffering, encoding, errors, newline, mode */
static Value finish_open(rt_thread *t, Value raw, Value state) {
    unsigned kind = (unsigned)rt_imm_int_get(rt_state_at(state, 0));
    int64_t buffering = rt_imm_int_get(rt_state_at(state, 1));
    int fd = io_file_fd(t, raw);
    if (fd < 0) return RT_NULL;
    bool line = buffering == 1 && !(kind & OPEN_BINARY);
    if (buffering < 0 && isatty(fd)) line = !(kind & OPEN_BINARY), buffering = -1;
    if (buffering < 0 || buffering == 1)
        buffering = rt_imm_int_get(rt_load(&io_as_file(raw)->x_blksize));
    if (buffering == 0) {
        if (kind & OPEN_BINARY) return raw;
        return rt_raise_value_error(t, "can't have unbuffered text I/O");
    }
    rt_type *type = kind & OPEN_UPDATE ? &io_random_type
                    : kind & OPEN_READ ? &io_reader_type
                                       : &io_writer_type;
    if (kind & OPEN_UPDATE) { /* as the constructor checks */
        int able = io_ask(t, raw, "seekable");
        if (able <= 0)
            return able < 0 ? RT_NULL : io_raise_unsupported(t, "File or stream is not seekable.");
    }
    Value buffer = io_buffered_make(t, type, raw, buffering);
    if (rt_is_null(buffer) || (kind & OPEN_BINARY)) return buffer;
    Value args[] = {buffer, rt_state_at(state, 2), rt_state_at(state, 3), rt_state_at(state, 4),
                    rt_bool(line)};
    Value text = rt_call(t, rt_from_obj(&io_text_type), args, 5);
    if (rt_is_null(text)) return text;
    return rt_is_null(rt_setattr(t, text, rt_str_intern_cstr(t, "mode"), rt_state_at(state, 5)))
               ? RT_NULL
               : text;
}

/* What fails behind the opening closes the file again. */
static Value opened(rt_thread *t, Value raw, Value state) {
    Value v = finish_open(t, raw, state);
    if (!rt_is_null(v) || t->conflict) return v;
    Value e = rt_exception_take(t);
    if (rt_is_null(rt_call_method(t, raw, rt_id.close, NULL, 0)) && !t->conflict)
        (void)rt_exception_take(t);
    return t->conflict ? RT_NULL : rt_raise_object(t, e);
}

static bool str_or_none(rt_thread *t, Value v, const char *what) {
    if (!given(v) || rt_is_str(v)) return true;
    (void)rt_raise_type_error(t, "open() argument '%s' must be str or None, not %T", what, v);
    return false;
}

/* args: file, mode, buffering, encoding, errors, newline, closefd, opener */
Value io_open_impl(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t buffering = -1;
    unsigned kind;
    char raw_mode[8];
    if (rt_is_empty(args[1])) args[1] = rt_str_intern_cstr(t, "r");
    if (!rt_is_str(args[1]))
        return rt_raise_type_error(t, "open() argument 'mode' must be str, not %A", args[1]);
    if (!rt_is_empty(args[2]) && !io_int_arg(t, args[2], &buffering)) return RT_NULL;
    if (!str_or_none(t, args[3], "encoding") || !str_or_none(t, args[4], "errors") ||
        !str_or_none(t, args[5], "newline"))
        return RT_NULL;
    if (!rt_is_int(args[0])) {
        args[0] = rt_fspath(t, args[0]);
        if (rt_is_null(args[0])) return RT_NULL;
    }
    if (!parse_mode(t, args[1], &kind, raw_mode)) return RT_NULL;
    static const char *const refused[] = {"an encoding", "an errors", "a newline"};
    for (int i = 0; i < 3; i++)
        if ((kind & OPEN_BINARY) && given(args[3 + i]))
            return rt_raise_value_error(t, "binary mode doesn't take %s argument", refused[i]);
    Value values[] = {rt_imm_int(kind), rt_imm_int(buffering), args[3], args[4], args[5], args[1]};
    for (int i = 2; i < 5; i++)
        if (rt_is_empty(values[i])) values[i] = RT_NONE;
    Value state = rt_state_new(t, values, 6);
    Value call[] = {args[0], rt_str_from_cstr(t, raw_mode),
                    rt_is_empty(args[6]) ? RT_TRUE : args[6],
                    rt_is_empty(args[7]) ? RT_NONE : args[7]};
    if (rt_is_null(state) || rt_is_null(call[1])) return RT_NULL;
    return rt_then(t, rt_tail_call(t, rt_from_obj(&io_file_type), call, 4), opened, state);
}

static Value open_code(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "open_code() argument 'path' must be str, not %A", args[0]);
    Value call[] = {
        args[0], rt_str_from_cstr(t, "rb"), RT_EMPTY, RT_EMPTY, RT_EMPTY, RT_EMPTY, RT_EMPTY,
        RT_EMPTY};
    return rt_is_null(call[1]) ? RT_NULL : io_open_impl(t, call, 8);
}

static Value text_encoding(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    return rt_is_none(args[0]) ? rt_str_intern_cstr(t, "locale") : args[0];
}

static const rt_native_def functions[] = {
    {"open", io_open_impl, 0, 0,
     "file, mode=, buffering=, encoding=, errors=, newline=, closefd=, opener=", 0,
     "Open file and return a stream.  Raise OSError upon failure."},
    {"open_code", open_code, 0, 0, "path", 0,
     "Opens the provided file with the intent to import the contents."},
    {"text_encoding", text_encoding, 1, 2, NULL, 0,
     "A helper function to choose the text encoding."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

/* ---- the module ---- */

void io_types_ready(rt_thread *t) {
    rt_type *const types[] = {&io_base_type,      &io_raw_base_type, &io_buffered_base_type,
                              &io_text_base_type, &io_file_type,     &io_reader_type,
                              &io_writer_type,    &io_random_type,   &io_pair_type,
                              &io_bytes_type,     &io_text_type,     &io_string_type,
                              &io_newline_type};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        rt_type_ready(t, types[i]);
}

static Value make_unsupported(rt_thread *t) {
    Value bases = rt_tuple_pack2(t, rt_from_obj(&rt_exc_OSError), rt_from_obj(&rt_exc_ValueError)),
          dict = rt_dict_new(t);
    Value name = rt_str_intern_cstr(t, "UnsupportedOperation"),
          module = rt_str_intern_cstr(t, "io");
    if (rt_is_null(bases) || rt_is_null(dict) || !rt_dict_set(t, dict, rt_id.__module__, module))
        return RT_NULL;
    return rt_finish(t, rt_type_new_tail(t, &rt_type_type, name, bases, dict, NULL, RT_NULL));
}

static bool exec(rt_thread *t, Value module) {
    if (rt_is_null(io_unsupported)) {
        io_types_ready(t);
        rt_root_add(&io_unsupported);
        io_unsupported = make_unsupported(t);
    }
    static const struct {
        const char *name;
        rt_type *type;
    } types[] = {
        {"_IOBase", &io_base_type},
        {"_RawIOBase", &io_raw_base_type},
        {"_BufferedIOBase", &io_buffered_base_type},
        {"_TextIOBase", &io_text_base_type},
        {"FileIO", &io_file_type},
        {"BufferedReader", &io_reader_type},
        {"BufferedWriter", &io_writer_type},
        {"BufferedRandom", &io_random_type},
        {"BufferedRWPair", &io_pair_type},
        {"BytesIO", &io_bytes_type},
        {"StringIO", &io_string_type},
        {"TextIOWrapper", &io_text_type},
        {"IncrementalNewlineDecoder", &io_newline_type},
        {"BlockingIOError", &rt_exc_BlockingIOError},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!rt_module_set(t, module, types[i].name, rt_from_obj(types[i].type))) return false;
    return !rt_is_null(io_unsupported) &&
           rt_module_set(t, module, "UnsupportedOperation", io_unsupported) &&
           rt_module_set(t, module, "DEFAULT_BUFFER_SIZE", rt_imm_int(IO_BUFFER_SIZE));
}

const rt_module_def rt_module__io = {
    "_io", functions, exec, "The io module provides the Python interfaces to stream handling."};
