/* code_cache.c - see code_cache.h.
 *
 * Owns: the name of the folder, constant after vm_cache_init; whether writing has failed. */
#define _GNU_SOURCE
#include "interp/code_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "interp/build_id.h"
#include "interp/code_file.h"
#include "interp/import.h"
#include "runtime/error.h"

enum { RACY_SECONDS = 2, FOLDER_MAX = PATH_MAX - 64 };

typedef struct header {
    char magic[8];
    unsigned char build[BUILD_ID_BYTES];
    int32_t optimize;
    int64_t mtime_sec, mtime_nsec;
    uint64_t source_size, device, inode;
    uint64_t path_size;    /* bytes of the source's path, which follows */
    uint64_t payload_size; /* bytes of code behind it */
    uint64_t checksum;     /* of everything else: header (this field 0), path and payload */
} header;
static_assert(sizeof(header) == 96);

static const char magic[8] = "kraitpc";
static char folder[FOLDER_MAX]; /* "": there is no cache */
static unsigned char build[BUILD_ID_BYTES];
static _Atomic(bool) x_unwritable; /* not worth trying again */

/* ---- where ---- */

void vm_cache_init(const char *prefix) {
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = 0;
    if (prefix && *prefix)
        n = snprintf(folder, sizeof folder, "%s", prefix);
    else if (xdg && *xdg == '/')
        n = snprintf(folder, sizeof folder, "%s/krait", xdg);
    else if (home && *home == '/')
        n = snprintf(folder, sizeof folder, "%s/.cache/krait", home);
    if (!build_id_get(build) || n < 0 || (size_t)n >= sizeof folder) *folder = 0;
}

static uint64_t mix(uint64_t h, const void *data, size_t n) {
    const unsigned char *at = data;
    for (; n >= 8; at += 8, n -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    for (; n; at++, n--)
        h = (h ^ *at) * UINT64_C(0x100000001b3);
    return h ^ h >> 32;
}

static void cache_name(const char *path, char *out, size_t size) {
    snprintf(out, size, "%s/%016llx-%d.kc", folder, (unsigned long long)mix(1, path, strlen(path)),
             vm_optimize);
}

static header header_of(const char *path, const struct stat *st, uint64_t payload_size) {
    header h = {.optimize = vm_optimize,
                .mtime_sec = st->st_mtim.tv_sec,
                .mtime_nsec = st->st_mtim.tv_nsec,
                .source_size = (uint64_t)st->st_size,
                .device = st->st_dev,
                .inode = st->st_ino,
                .path_size = strlen(path),
                .payload_size = payload_size};
    memcpy(h.magic, magic, sizeof magic);
    memcpy(h.build, build, sizeof build);
    return h;
}

/* rest: path and payload */
static uint64_t checksum(header h, const void *rest) {
    h.checksum = 0;
    return mix(mix(2, &h, sizeof h), rest, h.path_size + h.payload_size);
}

/* ---- reading ---- */

/* The whole file, if nobody but the user can have written it. malloc; NULL: no. */
static unsigned char *read_own(const char *name, size_t *n) {
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;
    if (fd < 0) return NULL;
    bool own = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
               !(st.st_mode & (S_IWGRP | S_IWOTH)) && (size_t)st.st_size >= sizeof(header);
    unsigned char *data = own ? malloc((size_t)st.st_size) : NULL;
    size_t used = 0;
    for (ssize_t got; data && used < (size_t)st.st_size; used += (size_t)got) {
        got = read(fd, data + used, (size_t)st.st_size - used);
        if (got > 0) continue;
        if (got < 0 && errno == EINTR) {
            got = 0;
            continue;
        }
        free(data);
        data = NULL;
        break;
    }
    close(fd);
    *n = used;
    return data;
}

static bool is_for(const unsigned char *data, size_t n, const char *path, const struct stat *st) {
    if (n < sizeof(header) + strlen(path)) return false;
    header h, want = header_of(path, st, n - sizeof h - strlen(path));
    memcpy(&h, data, sizeof h);
    want.checksum = h.checksum;
    return memcmp(&h, &want, sizeof h) == 0 && memcmp(data + sizeof h, path, h.path_size) == 0 &&
           checksum(h, data + sizeof h) == h.checksum;
}

Value vm_cache_load(rt_thread *t, const char *path, const struct stat *st, Value filename) {
    if (!*folder) return RT_EMPTY;
    char name[PATH_MAX];
    cache_name(path, name, sizeof name);
    size_t n, head = sizeof(header) + strlen(path);
    unsigned char *data = read_own(name, &n);
    if (!data) return RT_EMPTY;
    Value code =
        is_for(data, n, path, st) ? vm_code_read(t, data + head, n - head, filename) : RT_EMPTY;
    free(data);
    return code;
}

/* ---- writing ---- */

static bool write_all(int fd, const unsigned char *data, size_t n) {
    while (n) {
        ssize_t done = write(fd, data, n);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        data += done;
        n -= (size_t)done;
    }
    return true;
}

/* The folder and those above it, readable by the user alone. */
static bool make_folder(void) {
    char path[FOLDER_MAX];
    snprintf(path, sizeof path, "%s", folder);
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static int open_temporary(char *name) {
    int fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0 || errno != ENOENT || !make_folder()) return fd;
    strcpy(name + strlen(name) - 6, "XXXXXX");
    return mkostemp(name, O_CLOEXEC);
}

static void write_file(const char *path, const vm_bytes *b) {
    char name[PATH_MAX], temporary[PATH_MAX];
    cache_name(path, name, sizeof name);
    snprintf(temporary, sizeof temporary, "%s/.new-XXXXXX", folder);
    int fd = open_temporary(temporary);
    if (fd < 0) {
        atomic_store(&x_unwritable, true);
        return;
    }
    bool done = write_all(fd, b->data, b->n);
    if (close(fd) == 0 && done && rename(temporary, name) == 0) return;
    (void)unlink(temporary);
    atomic_store(&x_unwritable, true);
}

static bool is_settled(const struct stat *st) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec - st->st_mtim.tv_sec > RACY_SECONDS;
}

void vm_cache_store(rt_thread *t, const char *path, const struct stat *st, Value code) {
    if (!*folder || atomic_load(&x_unwritable) || !is_settled(st)) return;
    header h = header_of(path, st, 0);
    vm_bytes b = {0};
    vm_bytes_put(&b, &h, sizeof h);
    vm_bytes_put(&b, path, h.path_size);
    vm_code_write(t, &b, vm_as_code(code));
    if (!b.failed) {
        h.payload_size = b.n - sizeof h - h.path_size;
        h.checksum = checksum(h, b.data + sizeof h);
        memcpy(b.data, &h, sizeof h);
        write_file(path, &b);
    }
    free(b.data);
    if (rt_exception_pending(t)) (void)rt_exception_take(t); /* out of memory: not cached */
}
