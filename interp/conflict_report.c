/* conflict_report.c - the report of -X conflicts, for a terminal.
 *
 * First where the CPU time went, then the pairs of lines that collided, most time lost first. Sites are addresses of instructions
 * (vm_code_find); what a pair is about is read off the loser's instruction where that names an attribute or a variable.
 * Threads: the main thread at exit; others may still run. */
#include "interp/conflict_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "interp/code.h"
#include "interp/import.h"
#include "interp/specialize.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "threading/krait_module.h"

enum { SHOWN = 20, TABLE = 512 };

/* An instruction, looked up. code NULL: unknown. */
typedef struct place {
    const rt_code *code;
    vm_position at;
    const char *file, *function;
    Value name; /* of the attribute or variable that it touches, RT_NULL: none */
} place;

/* The operand of kind n, an interned str. */
static Value name_operand(const rt_code *code, const vm_word *w) {
    uint16_t op = vm_op_plain[vm_op_load(w)];
    const char *kinds = vm_op_operands[op];
    const uint16_t fields[] = {w->a, w->b, w->c};
    for (int i = 0; i < 3; i++)
        if (kinds[i] == 'n' && fields[i] < code->nconsts) return code->consts[fields[i]];
    return RT_NULL;
}

static place place_of(rt_thread *t, stm_site site) {
    uint32_t pc;
    place p = {.code = site ? vm_code_find(site, &pc) : NULL};
    if (!p.code) return p;
    p.at = vm_code_position(p.code, pc);
    p.file = rt_str_utf8(t, p.code->filename, NULL);
    p.function = rt_str_utf8(t, p.code->qualname, NULL);
    p.name = name_operand(p.code, p.code->words + pc);
    return p;
}

Value vm_site_tuple(rt_thread *t, stm_site site) {
    uint32_t pc;
    const rt_code *code = site ? vm_code_find(site, &pc) : NULL;
    if (!code) return RT_NONE;
    return rt_tuple_pack3(t, code->filename, rt_imm_int(vm_code_position(code, pc).line),
                          code->qualname);
}

/* ---- lines ---- */
/* The text of line n, without its indentation; length 0: not to be had. */
static const char *line_of(const char *text, int32_t n, int *length) {
    for (int32_t i = 1; text && i < n; i++) {
        text = strchr(text, '\n');
        if (text) text++;
    }
    *length = 0;
    if (!text) return "";
    text += strspn(text, " \t");
    *length = (int)strcspn(text, "\r\n");
    return text;
}

static void print_place(FILE *out, const char *role, const place *p) {
    if (!p->code) {
        fprintf(out, "     %-7s unknown\n", role);
        return;
    }
    size_t size;
    int length;
    fprintf(out, "     %-7s %s:%" PRId32 " in %s\n", role, p->file ? p->file : "?", p->at.line,
            p->function ? p->function : "?");
    char *text = p->file && p->file[0] != '<' ? vm_file_read(p->file, &size) : NULL;
    const char *line = line_of(text, p->at.line, &length);
    if (length) fprintf(out, "               %.*s\n", length, line);
    free(text);
}

/* ---- time ---- */
static double ms(uint64_t ns) { return (double)ns / 1e6; }

static double cpu_ms(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static void print_share(FILE *out, const char *what, double part, double whole) {
    fprintf(out, "    %-46s %10.1f ms %5.1f %%\n", what, part, whole > 0 ? 100 * part / whole : 0);
}

static void print_time(FILE *out, const stm_stats *s) {
    double cpu = cpu_ms(), collecting = ms(rt_heap_stats_get().pause_ns),
           committed = ms(s->committed_ns), aborted = ms(s->aborted_ns);
    double rest = cpu - committed - aborted - collecting;
    fprintf(out, "  CPU time: %.1f ms\n", cpu);
    print_share(out, "in transactions that committed", committed, cpu);
    print_share(out, "in transactions that aborted", aborted, cpu);
    print_share(out, "collecting", collecting, cpu);
    print_share(out, "one thread alone, and between transactions", rest > 0 ? rest : 0, cpu);
    fprintf(out, "  Waiting: %.1f ms for other transactions, %.1f ms in krait.retry()\n",
            ms(s->waiting_ns), ms(s->retry_ns));
    fprintf(out,
            "  Transactions: %" PRIu64 " committed, %" PRIu64 " attempts aborted, %" PRIu64
            " waits, %" PRIu64 " irrevocable\n",
            s->commits, s->aborts, s->waits, s->irrevocable);
}

/* ---- pairs ---- */
static void print_pair(FILE *out, rt_thread *t, size_t rank, const stm_hotspot *h,
                       uint64_t total_ns) {
    place winner = place_of(t, h->winner), loser = place_of(t, h->loser);
    Value name = rt_is_null(loser.name) ? winner.name : loser.name;
    const char *text = rt_is_null(name) ? NULL : rt_str_utf8(t, name, NULL);
    fprintf(out,
            "  %zu. %.1f ms lost (%.1f %%): %s on %s%s%s, %" PRIu64 " conflicts, %" PRIu64
            " aborts\n",
            rank, ms(h->lost_ns), total_ns ? 100.0 * (double)h->lost_ns / (double)total_ns : 0,
            stm_kind_name(h->kind), h->description[0] ? h->description : "an object",
            text ? ", name " : "", text ? text : "", h->count, h->aborts);
    print_place(out, "winner", &winner);
    print_place(out, "loser", &loser);
}

static void print_pairs(FILE *out, rt_thread *t) {
    stm_hotspot *found = calloc(TABLE, sizeof *found);
    size_t n = found ? stm_hotspots(found, TABLE) : 0;
    uint64_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += found[i].lost_ns;
    if (n == 0)
        fputs("  No conflicts.\n", out);
    else
        fprintf(out, "  Conflicts: %zu pairs of lines, %.1f ms lost\n", n, ms(total));
    for (size_t i = 0; i < n && i < SHOWN; i++)
        print_pair(out, t, i + 1, &found[i], total);
    if (n > SHOWN) fprintf(out, "  and %zu more\n", n - SHOWN);
    free(found);
}

void vm_conflict_report(rt_thread *t, const char *path) {
    FILE *out = path ? fopen(path, "w") : stderr;
    if (!out) {
        fprintf(stderr, "krait: cannot write the conflict report to %s\n", path);
        return;
    }
    stm_stats s;
    stm_stats_read(&s);
    fputs("krait: conflicts between threads\n", out);
    print_time(out, &s);
    print_pairs(out, t);
    if (path)
        fclose(out);
    else
        fflush(out);
}
