/* Recorded histories: of transactions, and of operations on abstract objects.
 *
 * docs/STRESS.md has the text format. In memory a history is two tables: transactions with their
 * reads and writes, in any order; and calls of operations. Times are numbers that grow with real time; each
 * value written to an object is written once, and 0 is its initial value.
 *
 * Owns: the tables and the names. Threads: one; recorders merge afterwards.
 */
#ifndef STRESS_CHECK_HISTORY_H
#define STRESS_CHECK_HISTORY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define HISTORY_NEVER UINT64_MAX

typedef struct history_op {
    bool write;
    uint32_t object;
    uint64_t value;
    uint64_t time; /* when it returned; 0: not recorded */
} history_op;

typedef struct history_tx {
    uint32_t name;
    uint32_t thread;
    bool committed;
    uint64_t begin, end;
    uint64_t commit_call; /* when it asked to commit; 0: not recorded */
    size_t first_op, ops;
} history_tx;

/* What the objects of operations are: the rows of the table in linear.c. */
typedef struct linear_spec linear_spec;

typedef struct history_call {
    uint32_t thread, object;
    uint32_t op; /* a row of the specification */
    int64_t arg, result;
    uint64_t call, ret; /* ret HISTORY_NEVER: it never returned, and may or may not have happened */
} history_call;

typedef struct history {
    history_tx *txs;
    size_t n_txs, room_txs;
    history_op *ops;
    size_t n_ops, room_ops;
    history_call *calls;
    size_t n_calls, room_calls;
    /* names of objects; none in a history that was recorded here: object 7 is "o7" */
    char **objects;
    size_t n_objects;
    const linear_spec **specs; /* by object; null: a plain register of transactions */
    size_t n_specs;
} history;

/* Empties it, and keeps its memory. */
void history_clear(history *h);
void history_free(history *h);
/* Adds a transaction; its operations follow by history_add_op. */
history_tx *history_add_tx(history *h, history_tx tx);
void history_add_op(history *h, history_op op);
void history_add_call(history *h, history_call call);
void history_set_spec(history *h, uint32_t object, const linear_spec *spec);
const linear_spec *history_spec(const history *h, uint32_t object);
/* The name of an object: in the history, or made up in `buf`. */
const char *history_object(const history *h, uint32_t object, char *buf, size_t n);

/* Reads the text form. false: a message about the line has been printed. */
[[nodiscard]] bool history_read(history *h, FILE *in, const char *file);
void history_write(const history *h, FILE *out);

#endif
