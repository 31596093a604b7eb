/* io_text.h - what the files of TextIOWrapper share.
 *
 * io_text.c        construction, attributes, closing; the type
 * io_text_codec.c  characters and bytes; where lines end
 * io_text_stream.c writing, reading, positions
 * The object and its flags: io_internal.h. */
#ifndef KRAIT_RUNTIME_MODULES_IO_TEXT_H
#define KRAIT_RUNTIME_MODULES_IO_TEXT_H

#include "runtime/modules/io_internal.h"

/* Kinds of line ends that a stream has seen, among its flags. */
enum {
    IO_SEEN_CR = 1 << 24,
    IO_SEEN_LF = 2 << 24,
    IO_SEEN_CRLF = 4 << 24,
    IO_SEEN_ALL = 7 << 24,
};

static inline unsigned io_text_flags(const io_text *f) {
    return (unsigned)rt_load_word(&f->x_flags);
}
static inline void io_text_set_flags(rt_thread *t, rt_own own, io_text *f, unsigned on,
                                     unsigned off) {
    rt_set_word(t, own, &f->x_flags, (io_text_flags(f) & ~off) | on);
}

static inline bool io_text_newline_is(const io_text *f, const char *s) {
    Value v = rt_load(&f->x_newline);
    return !rt_is_none(v) && rt_str_equal_cstr(v, s);
}
/* Every kind of line end becomes "\n" (newline=None). */
static inline bool io_text_translates(const io_text *f) {
    return rt_is_none(rt_load(&f->x_newline));
}
/* Every kind of line end ends a line. */
static inline bool io_text_universal(const io_text *f) {
    return io_text_translates(f) || io_text_newline_is(f, "");
}

/* ---- io_text.c ---- */
/* Acquires a stream that is set up. STM_CONFLICT: conflict, or raised. */
rt_own io_text_enter(rt_thread *t, Value self);
/* The same; raises when it is closed. */
rt_own io_text_enter_open(rt_thread *t, Value self);
/* Is the buffer below closed? -1: raised. */
int io_text_closed(rt_thread *t, const io_text *f);

/* ---- io_text_codec.c ---- */
/* LookupError if there is no such encoding; bytes-to-bytes codecs are refused. */
bool io_text_check_encoding(rt_thread *t, Value encoding);
bool io_text_open_codec(rt_thread *t, rt_own own, io_text *f);
Value io_text_encode(rt_thread *t, const io_text *f, Value s);
/* data behind the tail of what came before; the new tail is kept unless `last`. */
Value io_text_decode(rt_thread *t, rt_own own, io_text *f, Value data, bool last);
/* "\r\n" and "\r" become "\n". */
Value io_text_translated(rt_thread *t, Value v);
unsigned io_text_newlines_in(const rt_str *s); /* IO_SEEN_ */
/* Where the line that begins at `from` ends; 0: not in this text. */
size_t io_text_line_end(const io_text *f, const rt_str *s, size_t from);
/* The end of n characters as the program counts them; false in *enough: there are fewer. */
size_t io_text_count_end(const io_text *f, const rt_str *s, size_t from, int64_t n, bool *enough);

/* ---- io_text_stream.c: methods ---- */
Value io_text_write(rt_thread *t, Value *args, uint32_t nargs);
Value io_text_flush(rt_thread *t, Value *args, uint32_t nargs);
Value io_text_read(rt_thread *t, Value *args, uint32_t nargs);
Value io_text_readline(rt_thread *t, Value *args, uint32_t nargs);
Value io_text_next(rt_thread *t, Value self);
Value io_text_tell(rt_thread *t, Value *args, uint32_t nargs);
Value io_text_seek(rt_thread *t, Value *args, uint32_t nargs);
Value io_text_truncate(rt_thread *t, Value *args, uint32_t nargs);
/* What is collected goes to the buffer, by a nested call. */
bool io_text_push_now(rt_thread *t, rt_own own, io_text *f);

#endif
