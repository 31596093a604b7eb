/* build_id.c - see build_id.h. In a file of its own because <link.h> has names that clash with the runtime's. */
#define _GNU_SOURCE
#include "interp/build_id.h"

#include <link.h>
#include <stdint.h>
#include <string.h>

static size_t padded(size_t n) { return (n + 3) & ~(size_t)3; }

/* The identity among the notes of one segment; NULL: not there. */
static const void *find_in(const char *at, const char *end) {
    while (at + sizeof(ElfW(Nhdr)) <= end) {
        const ElfW(Nhdr) *note = (const void *)at;
        const char *name = at + sizeof *note, *data = name + padded(note->n_namesz);
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof "GNU" &&
            memcmp(name, "GNU", sizeof "GNU") == 0 && note->n_descsz == BUILD_ID_BYTES)
            return data;
        at = data + padded(note->n_descsz);
    }
    return NULL;
}

static int visit(struct dl_phdr_info *info, size_t size, void *found) {
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_NOTE) continue;
        const char *at = (const char *)(uintptr_t)(info->dlpi_addr + p->p_vaddr);
        const void *id = find_in(at, at + p->p_memsz);
        if (id) *(const void **)found = id;
    }
    return 1; /* the first object is the executable; no more */
}

bool build_id_get(unsigned char id[static BUILD_ID_BYTES]) {
    const void *found = NULL;
    dl_iterate_phdr(visit, &found);
    if (found) memcpy(id, found, BUILD_ID_BYTES);
    return found != NULL;
}
