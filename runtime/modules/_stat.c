/* _stat.c - the module _stat: kinds and permissions of files. Owns: the module. Threads: any. */
#define _GNU_SOURCE
#include <sys/stat.h>

#include "runtime/error.h"
#include "runtime/native.h"
#include "runtime/objects/module.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/protocol.h"

static bool mode_arg(rt_thread *t, Value v, uint32_t *out) {
    int64_t n;
    Value i = rt_index(t, v);
    if (rt_is_null(i)) return false;
    if (!rt_int_get(i, &n) || n < 0 || n > UINT32_MAX) {
        (void)rt_raise(t, &rt_exc_OverflowError, "mode out of range");
        return false;
    }
    *out = (uint32_t)n;
    return true;
}

#define TEST(name, expression)                                                                             \
    static Value stat_##name(rt_thread *t, Value *args, uint32_t nargs)                                    \
    {                                                                                                      \
        (void)nargs;                                                                                       \
        uint32_t mode;                                                                                     \
        return mode_arg(t, args[0], &mode) ? (expression) : RT_NULL;                                       \
    }
TEST(S_ISDIR, rt_bool(S_ISDIR(mode)))
TEST(S_ISCHR, rt_bool(S_ISCHR(mode)))
TEST(S_ISBLK, rt_bool(S_ISBLK(mode)))
TEST(S_ISREG, rt_bool(S_ISREG(mode)))
TEST(S_ISFIFO, rt_bool(S_ISFIFO(mode)))
TEST(S_ISLNK, rt_bool(S_ISLNK(mode)))
TEST(S_ISSOCK, rt_bool(S_ISSOCK(mode)))
TEST(S_ISDOOR, RT_FALSE)
TEST(S_ISPORT, RT_FALSE)
TEST(S_ISWHT, RT_FALSE)
TEST(S_IMODE, rt_imm_int(mode & 07777))
TEST(S_IFMT, rt_imm_int(mode &S_IFMT))

static char kind_char(uint32_t mode) {
    return S_ISDIR(mode)    ? 'd'
           : S_ISCHR(mode)  ? 'c'
           : S_ISBLK(mode)  ? 'b'
           : S_ISREG(mode)  ? '-'
           : S_ISFIFO(mode) ? 'p'
           : S_ISLNK(mode)  ? 'l'
           : S_ISSOCK(mode) ? 's'
                            : '?';
}

static Value filemode_text(rt_thread *t, uint32_t mode) {
    char text[11] = "?rwxrwxrwx";
    text[0] = kind_char(mode);
    for (int i = 0; i < 9; i++)
        if (!(mode & (0400u >> i))) text[1 + i] = '-';
    if (mode & S_ISUID) text[3] = mode & S_IXUSR ? 's' : 'S';
    if (mode & S_ISGID) text[6] = mode & S_IXGRP ? 's' : 'S';
    if (mode & S_ISVTX) text[9] = mode & S_IXOTH ? 't' : 'T';
    return rt_str_from_ascii(t, text, 10);
}
TEST(filemode, filemode_text(t, mode))

#define ROW(name) {#name, stat_##name, 1, 1, NULL, 0, NULL},
static const rt_native_def functions[] = {
    ROW(S_ISDIR) ROW(S_ISCHR) ROW(S_ISBLK) ROW(S_ISREG) ROW(S_ISFIFO) ROW(S_ISLNK) ROW(S_ISSOCK)
        ROW(S_ISDOOR) ROW(S_ISPORT) ROW(S_ISWHT) ROW(S_IMODE) ROW(S_IFMT)
            ROW(filemode){NULL, NULL, 0, 0, NULL, 0, NULL}};

static bool exec(rt_thread *t, Value module) {
    static const struct {
        const char *name;
        int64_t value;
    } constants[] = {
#define X(name) {#name, name}
        X(S_IFDIR),
        X(S_IFCHR),
        X(S_IFBLK),
        X(S_IFREG),
        X(S_IFIFO),
        X(S_IFLNK),
        X(S_IFSOCK),
        {"S_IFDOOR", 0},
        {"S_IFPORT", 0},
        {"S_IFWHT", 0},
        X(S_ISUID),
        X(S_ISGID),
        X(S_ISVTX),
        {"S_ENFMT", S_ISGID},
        X(S_IREAD),
        X(S_IWRITE),
        X(S_IEXEC),
        X(S_IRWXU),
        X(S_IRUSR),
        X(S_IWUSR),
        X(S_IXUSR),
        X(S_IRWXG),
        X(S_IRGRP),
        X(S_IWGRP),
        X(S_IXGRP),
        X(S_IRWXO),
        X(S_IROTH),
        X(S_IWOTH),
        X(S_IXOTH),
#undef X
        {"UF_NODUMP", 1},
        {"UF_IMMUTABLE", 2},
        {"UF_APPEND", 4},
        {"UF_OPAQUE", 8},
        {"UF_NOUNLINK", 16},
        {"UF_COMPRESSED", 32},
        {"UF_HIDDEN", 0x8000},
        {"SF_ARCHIVED", 0x10000},
        {"SF_IMMUTABLE", 0x20000},
        {"SF_APPEND", 0x40000},
        {"SF_NOUNLINK", 0x100000},
        {"SF_SNAPSHOT", 0x200000},
        {"ST_MODE", 0},
        {"ST_INO", 1},
        {"ST_DEV", 2},
        {"ST_NLINK", 3},
        {"ST_UID", 4},
        {"ST_GID", 5},
        {"ST_SIZE", 6},
        {"ST_ATIME", 7},
        {"ST_MTIME", 8},
        {"ST_CTIME", 9},
    };
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!rt_module_set(t, module, constants[i].name, rt_imm_int(constants[i].value)))
            return false;
    return true;
}

const rt_module_def rt_module__stat = {"_stat", functions, exec, "S_IFMT_: file type bits"};
