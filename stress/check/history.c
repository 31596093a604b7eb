/* history.c - see history.h. The text form: docs/STRESS.md. */
#include "stress/check/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stress/check/linear.h"
#include "stress/memory.h"

enum { WORDS = 16 };

static void *grown(void *table, size_t n, size_t *room, size_t size) {
    if (n < *room) return table;
    *room = *room ? *room * 2 : 64;
    return resized(table, *room * size);
}

void history_clear(history *h) {
    h->n_txs = h->n_ops = h->n_calls = 0;
    for (size_t i = 0; i < h->n_objects; i++)
        free(h->objects[i]);
    h->n_objects = 0;
    if (h->n_specs) memset(h->specs, 0, h->n_specs * sizeof *h->specs);
}

void history_free(history *h) {
    history_clear(h);
    free(h->txs);
    free(h->ops);
    free(h->calls);
    free(h->objects);
    free(h->specs);
    *h = (history){};
}

history_tx *history_add_tx(history *h, history_tx tx) {
    h->txs = grown(h->txs, h->n_txs, &h->room_txs, sizeof *h->txs);
    tx.first_op = h->n_ops;
    tx.ops = 0;
    h->txs[h->n_txs] = tx;
    return &h->txs[h->n_txs++];
}

void history_add_op(history *h, history_op op) {
    h->ops = grown(h->ops, h->n_ops, &h->room_ops, sizeof *h->ops);
    h->ops[h->n_ops++] = op;
    h->txs[h->n_txs - 1].ops++;
}

void history_add_call(history *h, history_call call) {
    h->calls = grown(h->calls, h->n_calls, &h->room_calls, sizeof *h->calls);
    h->calls[h->n_calls++] = call;
}

void history_set_spec(history *h, uint32_t object, const linear_spec *spec) {
    if (object >= h->n_specs) {
        size_t n = object + 1;
        h->specs = resized(h->specs, n * sizeof *h->specs);
        for (size_t i = h->n_specs; i < n; i++)
            h->specs[i] = nullptr;
        h->n_specs = n;
    }
    h->specs[object] = spec;
}

const linear_spec *history_spec(const history *h, uint32_t object) {
    return object < h->n_specs ? h->specs[object] : nullptr;
}

const char *history_object(const history *h, uint32_t object, char *buf, size_t n) {
    if (object < h->n_objects) return h->objects[object];
    snprintf(buf, n, "o%" PRIu32, object);
    return buf;
}

/* ---- writing ----------------------------------------------------------------------------- */

static void write_time(FILE *out, uint64_t time) {
    if (time == HISTORY_NEVER)
        fputs(" -", out);
    else
        fprintf(out, " %" PRIu64, time);
}

static void write_tx(const history *h, const history_tx *tx, FILE *out) {
    char name[32];
    fprintf(out, "T %" PRIu32 " %" PRIu32, tx->name, tx->thread);
    write_time(out, tx->begin);
    write_time(out, tx->end);
    fprintf(out, " %s", tx->committed ? "committed" : "aborted");
    if (tx->commit_call) write_time(out, tx->commit_call);
    fputc('\n', out);
    for (size_t i = tx->first_op; i < tx->first_op + tx->ops; i++) {
        const history_op *op = &h->ops[i];
        fprintf(out, "%c %s %" PRIu64, op->write ? 'w' : 'r',
                history_object(h, op->object, name, sizeof name), op->value);
        if (op->time) write_time(out, op->time);
        fputc('\n', out);
    }
}

static void write_call(const history *h, const history_call *call, FILE *out) {
    char name[32];
    const linear_spec *spec = history_spec(h, call->object);
    fprintf(out, "O %" PRIu32 " %s", call->thread,
            history_object(h, call->object, name, sizeof name));
    write_time(out, call->call);
    write_time(out, call->ret);
    fprintf(out, " %s %" PRId64 " %" PRId64 "\n", spec->ops[call->op], call->arg, call->result);
}

void history_write(const history *h, FILE *out) {
    char name[32];
    for (uint32_t o = 0; o < h->n_specs; o++)
        if (h->specs[o])
            fprintf(out, "object %s %s\n", history_object(h, o, name, sizeof name),
                    h->specs[o]->name);
    for (size_t i = 0; i < h->n_txs; i++)
        write_tx(h, &h->txs[i], out);
    for (size_t i = 0; i < h->n_calls; i++)
        write_call(h, &h->calls[i], out);
}

/* ---- reading ----------------------------------------------------------------------------- */

typedef struct line {
    char *words[WORDS];
    size_t n;
    const char *error;
} line;

static line split(char *text) {
    line l = {};
    char *rest = text;
    for (char *word; l.n < WORDS && (word = strtok_r(rest, " \t\r\n", &rest));)
        l.words[l.n++] = word;
    return l;
}

static uint64_t number(line *l, size_t i) {
    if (i >= l->n) return 0;
    if (strcmp(l->words[i], "-") == 0) return HISTORY_NEVER;
    char *end;
    uint64_t value = strtoull(l->words[i], &end, 10);
    if (*end) l->error = "not a number";
    return value;
}

static int64_t integer(line *l, size_t i) {
    char *end;
    int64_t value = strtoll(l->words[i], &end, 10);
    if (*end) l->error = "not a number";
    return value;
}

static uint32_t object_named(history *h, const char *name) {
    for (uint32_t i = 0; i < h->n_objects; i++)
        if (strcmp(h->objects[i], name) == 0) return i;
    h->objects = resized(h->objects, (h->n_objects + 1) * sizeof *h->objects);
    size_t size = strlen(name) + 1;
    h->objects[h->n_objects] = memcpy(resized(nullptr, size), name, size);
    return (uint32_t)h->n_objects++;
}

static void read_tx(history *h, line *l) {
    if (l->n < 6 || l->n > 7) {
        l->error = "T NAME THREAD BEGIN END committed|aborted [COMMIT_CALL]";
        return;
    }
    history_tx tx = {.name = (uint32_t)number(l, 1),
                     .thread = (uint32_t)number(l, 2),
                     .begin = number(l, 3),
                     .end = number(l, 4),
                     .committed = strcmp(l->words[5], "committed") == 0,
                     .commit_call = number(l, 6)};
    if (!tx.committed && strcmp(l->words[5], "aborted") != 0) l->error = "committed or aborted";
    if (tx.begin > tx.end) l->error = "ends before it begins";
    history_add_tx(h, tx);
}

static void read_op(history *h, line *l) {
    if (l->n < 3 || l->n > 4 || h->n_txs == 0) {
        l->error = "r|w OBJECT VALUE [TIME], after a T line";
        return;
    }
    history_add_op(h, (history_op){.write = l->words[0][0] == 'w',
                                   .object = object_named(h, l->words[1]),
                                   .value = number(l, 2),
                                   .time = number(l, 3)});
}

static void read_object(history *h, line *l) {
    const linear_spec *spec = l->n == 3 ? linear_spec_find(l->words[2]) : nullptr;
    if (!spec)
        l->error = "object NAME set|queue|counter|register";
    else
        history_set_spec(h, object_named(h, l->words[1]), spec);
}

static void read_call(history *h, line *l) {
    if (l->n != 8) {
        l->error = "O THREAD OBJECT CALL RETURN OPERATION ARGUMENT RESULT";
        return;
    }
    uint32_t object = object_named(h, l->words[2]);
    const linear_spec *spec = history_spec(h, object);
    int op = spec ? linear_op_find(spec, l->words[5]) : -1;
    if (op < 0) {
        l->error = spec ? "no such operation on this object" : "an object line must come first";
        return;
    }
    history_add_call(h, (history_call){.thread = (uint32_t)number(l, 1),
                                       .object = object,
                                       .call = number(l, 3),
                                       .ret = number(l, 4),
                                       .op = (uint32_t)op,
                                       .arg = integer(l, 6),
                                       .result = integer(l, 7)});
}

static void read_line(history *h, line *l) {
    const char *first = l->words[0];
    if (strcmp(first, "T") == 0)
        read_tx(h, l);
    else if (strcmp(first, "r") == 0 || strcmp(first, "w") == 0)
        read_op(h, l);
    else if (strcmp(first, "object") == 0)
        read_object(h, l);
    else if (strcmp(first, "O") == 0)
        read_call(h, l);
    else
        l->error = "a line begins with T, r, w, object, O or #";
}

bool history_read(history *h, FILE *in, const char *file) {
    char text[512];
    for (unsigned at = 1; fgets(text, sizeof text, in); at++) {
        line l = split(text);
        if (l.n == 0 || l.words[0][0] == '#') continue;
        read_line(h, &l);
        if (l.error) {
            fprintf(stderr, "%s:%u: %s\n", file, at, l.error);
            return false;
        }
    }
    return true;
}
