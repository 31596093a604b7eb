/* serial.c - see serial.h.
 *
 * Nodes of the graph: 0 is the initial state, then one for each transaction that takes part, then one
 * for each moment at which one of them begins. The moments form a chain; who has ended before a moment
 * precedes it, and it precedes who begins then: real time in a number of edges that is linear.
 */
#include "stress/check/serial.h"

#include <inttypes.h>
#include <stdlib.h>

#include "stress/check/graph.h"

enum { TRIES = 2000 };

typedef struct version {
    uint32_t object, writer; /* a node */
    uint64_t value;
    bool committed, final; /* the writer's last value of this object? */
    uint64_t commit_call;
} version;

typedef struct reader {
    size_t version;
    uint32_t node;
} reader;

typedef struct check {
    const history *h;
    serial_property property;
    FILE *why;
    const history_tx **txs; /* by node - 1 */
    size_t n;
    version *versions; /* by object and value; the initial ones have value 0 */
    size_t n_versions;
    reader *readers; /* by version */
    size_t n_readers;
    size_t *first_reader; /* by version, one more */
    graph g;
    int tries;
} check;

static const char *const names[] = {"serializable", "strict", "opaque"};

const char *serial_name(serial_property property) { return names[property]; }

static void *zeroed(size_t n, size_t size) {
    void *memory = calloc(n + 1, size);
    if (!memory) abort();
    return memory;
}

static bool takes_part(const check *c, const history_tx *tx) {
    return tx->committed || c->property == OPAQUE;
}

/* ---- what was read, and who wrote it ----------------------------------------------------- */

static int by_object_and_value(const void *left, const void *right) {
    const version *a = left, *b = right;
    if (a->object != b->object) return a->object < b->object ? -1 : 1;
    return a->value < b->value ? -1 : a->value > b->value;
}

static int by_version(const void *left, const void *right) {
    const reader *a = left, *b = right;
    if (a->version != b->version) return a->version < b->version ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static const version *version_find(const check *c, uint32_t object, uint64_t value) {
    version key = {.object = object, .value = value};
    return bsearch(&key, c->versions, c->n_versions, sizeof key, by_object_and_value);
}

static bool written_again(const check *c, const history_tx *tx, size_t i) {
    for (size_t j = i + 1; j < tx->first_op + tx->ops; j++)
        if (c->h->ops[j].write && c->h->ops[j].object == c->h->ops[i].object) return true;
    return false;
}

/* All values ever written, by transactions that take part or not, and the initial ones. */
static void versions_collect(check *c) {
    const history *h = c->h;
    c->versions = zeroed(h->n_ops * 2, sizeof *c->versions);
    uint32_t node = 0;
    for (size_t t = 0; t < h->n_txs; t++) {
        const history_tx *tx = &h->txs[t];
        node += takes_part(c, tx);
        for (size_t i = tx->first_op; i < tx->first_op + tx->ops; i++)
            if (h->ops[i].write)
                c->versions[c->n_versions++] = (version){h->ops[i].object,         node,
                                                         h->ops[i].value,          tx->committed,
                                                         !written_again(c, tx, i), tx->commit_call};
            else if (h->ops[i].value == 0) /* of each object that somebody saw so */
                c->versions[c->n_versions++] =
                    (version){.object = h->ops[i].object, .committed = true, .final = true};
    }
    qsort(c->versions, c->n_versions, sizeof *c->versions, by_object_and_value);
    size_t n = 0;
    for (size_t i = 0; i < c->n_versions; i++)
        if (n == 0 || c->versions[i].value != 0 || c->versions[n - 1].value != 0 ||
            c->versions[n - 1].object != c->versions[i].object)
            c->versions[n++] = c->versions[i];
    c->n_versions = n;
}

static bool complain(const check *c, uint32_t node, const history_op *op, const char *what) {
    char name[32];
    if (c->why)
        fprintf(c->why, "T%" PRIu32 " (thread %" PRIu32 ") reads %s = %" PRIu64 ", %s\n",
                c->txs[node - 1]->name, c->txs[node - 1]->thread,
                history_object(c->h, op->object, name, sizeof name), op->value, what);
    return false;
}

/* The transaction's own last write of the object before operation i, or null. */
static const history_op *own_write(const check *c, const history_tx *tx, size_t i) {
    for (size_t j = i; j-- > tx->first_op;)
        if (c->h->ops[j].write && c->h->ops[j].object == c->h->ops[i].object) return &c->h->ops[j];
    return nullptr;
}

static bool read_collect(check *c, uint32_t node, size_t i) {
    const history_op *op = &c->h->ops[i];
    const history_op *own = own_write(c, c->txs[node - 1], i);
    if (own)
        return own->value == op->value || complain(c, node, op, "not what it wrote itself before");
    const version *v = version_find(c, op->object, op->value);
    if (!v) return complain(c, node, op, "which nobody wrote");
    if (!v->committed) return complain(c, node, op, "which only an aborted transaction wrote");
    if (!v->final) return complain(c, node, op, "which its writer overwrote itself");
    if (c->property == OPAQUE && op->time && op->time < v->commit_call)
        return complain(c, node, op, "whose writer had not yet asked to commit");
    c->readers[c->n_readers++] = (reader){(size_t)(v - c->versions), node};
    return true;
}

static bool reads_collect(check *c) {
    c->readers = zeroed(c->h->n_ops, sizeof *c->readers);
    for (uint32_t node = 1; node <= c->n; node++) {
        const history_tx *tx = c->txs[node - 1];
        for (size_t i = tx->first_op; i < tx->first_op + tx->ops; i++)
            if (!c->h->ops[i].write && !read_collect(c, node, i)) return false;
    }
    qsort(c->readers, c->n_readers, sizeof *c->readers, by_version);
    c->first_reader = zeroed(c->n_versions + 1, sizeof *c->first_reader);
    size_t r = 0;
    for (size_t v = 0; v <= c->n_versions; v++) {
        while (r < c->n_readers && c->readers[r].version < v)
            r++;
        c->first_reader[v] = r;
    }
    return true;
}

/* ---- the edges that are known ------------------------------------------------------------ */

static bool reads_from(check *c) {
    for (uint32_t node = 1; node <= c->n; node++)
        if (!graph_add(&c->g, 0, node, EDGE_TIME, 0)) return false;
    for (size_t r = 0; r < c->n_readers; r++) {
        const version *v = &c->versions[c->readers[r].version];
        if (!graph_add(&c->g, v->writer, c->readers[r].node, EDGE_WR, v->object)) return false;
    }
    return true;
}

typedef struct moment {
    uint64_t time;
    uint32_t node;
} moment;

static int by_time(const void *left, const void *right) {
    const moment *a = left, *b = right;
    return a->time < b->time ? -1 : a->time > b->time;
}

/* The first moment after `time`, or n. */
static size_t moment_after(const moment *moments, size_t n, uint64_t time) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (moments[middle].time > time)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static bool real_time(check *c) {
    moment *moments = zeroed(c->n, sizeof *moments);
    for (uint32_t node = 1; node <= c->n; node++)
        moments[node - 1] = (moment){c->txs[node - 1]->begin, node};
    qsort(moments, c->n, sizeof *moments, by_time);
    uint32_t base = (uint32_t)c->n + 1; /* the node of the first moment */
    bool fits = true;
    for (uint32_t i = 0; fits && i < c->n; i++) {
        fits = graph_add(&c->g, base + i, moments[i].node, EDGE_TIME, 0) &&
               (i == 0 || graph_add(&c->g, base + i - 1, base + i, EDGE_TIME, 0));
    }
    for (uint32_t node = 1; fits && node <= c->n; node++) {
        size_t after = moment_after(moments, c->n, c->txs[node - 1]->end);
        if (after < c->n) fits = graph_add(&c->g, node, base + (uint32_t)after, EDGE_TIME, 0);
    }
    free(moments);
    return fits;
}

/* ---- the order of versions --------------------------------------------------------------- */

static bool is_version(const version *v) { return v->committed && v->final; }

/* a is older than b: who read a comes before b's writer. */
static bool order(check *c, size_t a, size_t b, bool *changed) {
    uint32_t writer = c->versions[b].writer;
    for (size_t r = c->first_reader[a]; r < c->first_reader[a + 1]; r++) {
        uint32_t node = c->readers[r].node;
        if (node == writer || graph_reaches(&c->g, node, writer)) continue;
        *changed = true;
        if (!graph_add(&c->g, node, writer, EDGE_RW, c->versions[b].object)) return false;
    }
    return true;
}

/* Does b's writer come before somebody who read a? Then b is the older one. */
static bool is_overtaken(const check *c, size_t a, size_t b) {
    uint32_t writer = c->versions[b].writer;
    for (size_t r = c->first_reader[a]; r < c->first_reader[a + 1]; r++)
        if (c->readers[r].node != writer && graph_reaches(&c->g, writer, c->readers[r].node))
            return true;
    return false;
}

static bool decide(check *c, size_t older, size_t newer) {
    return graph_add(&c->g, c->versions[older].writer, c->versions[newer].writer, EDGE_WW,
                     c->versions[older].object);
}

/* One pair of versions of one object. false: a cycle. */
static bool pair_settle(check *c, size_t a, size_t b, bool *changed, bool *open) {
    uint32_t wa = c->versions[a].writer, wb = c->versions[b].writer;
    if (!graph_reaches(&c->g, wa, wb) && !graph_reaches(&c->g, wb, wa)) {
        if (is_overtaken(c, a, b)) {
            *changed = true;
            if (!decide(c, b, a)) return false;
        } else if (is_overtaken(c, b, a)) {
            *changed = true;
            if (!decide(c, a, b)) return false;
        } else {
            *open = true;
            return true;
        }
    }
    return graph_reaches(&c->g, wa, wb) ? order(c, a, b, changed) : order(c, b, a, changed);
}

typedef struct pair {
    size_t a, b;
    bool open;
} pair;

/* Draws every conclusion there is. false: a cycle. `left`: a pair of versions that stays open. */
static bool propagate(check *c, pair *left) {
    for (bool changed = true; changed;) {
        changed = left->open = false;
        for (size_t a = 0; a < c->n_versions; a++)
            for (size_t b = a + 1;
                 b < c->n_versions && c->versions[b].object == c->versions[a].object; b++) {
                bool open = false;
                if (!is_version(&c->versions[a]) || !is_version(&c->versions[b])) continue;
                if (!pair_settle(c, a, b, &changed, &open)) return false;
                if (open) *left = (pair){a, b, true};
            }
    }
    return true;
}

static verdict solve(check *c) {
    pair left = {};
    if (!propagate(c, &left)) return VIOLATED;
    if (!left.open) return HOLDS;
    if (++c->tries > TRIES) return UNDECIDED;
    graph before = c->g;
    verdict found = VIOLATED;
    for (int turn = 0; turn < 2 && found == VIOLATED; turn++) {
        if (turn > 0) graph_free(&c->g);
        graph_copy(&c->g, &before);
        bool fits = turn ? decide(c, left.b, left.a) : decide(c, left.a, left.b);
        if (fits) found = solve(c);
    }
    graph_free(&before);
    return found;
}

/* ---- telling ----------------------------------------------------------------------------- */

static void tell_node(const check *c, uint32_t node) {
    if (node == 0)
        fputs("the initial state", c->why);
    else
        fprintf(c->why, "T%" PRIu32, c->txs[node - 1]->name);
}

static void tell_edge(const check *c, uint32_t from, const edge *e, uint32_t to) {
    static const char *const what[] = {
        [EDGE_WR] = "reads what was written by",
        [EDGE_WW] = "overwrites what was written by",
        [EDGE_RW] = "overwrites what was read by",
        [EDGE_TIME] = "began after the end of",
    };
    char name[32];
    fputs("  ", c->why);
    tell_node(c, to);
    fprintf(c->why, " %s ", what[e->kind]);
    tell_node(c, from);
    if (e->kind != EDGE_TIME)
        fprintf(c->why, " (%s)", history_object(c->h, e->object, name, sizeof name));
    fputc('\n', c->why);
}

static void tell_tx(const check *c, uint32_t node) {
    char name[32];
    const history_tx *tx = c->txs[node - 1];
    fprintf(c->why, "  T%" PRIu32 ": thread %" PRIu32 ", %s:", tx->name, tx->thread,
            tx->committed ? "committed" : "aborted");
    for (size_t i = tx->first_op; i < tx->first_op + tx->ops; i++)
        fprintf(c->why, " %c %s=%" PRIu64, c->h->ops[i].write ? 'w' : 'r',
                history_object(c->h, c->h->ops[i].object, name, sizeof name), c->h->ops[i].value);
    fputc('\n', c->why);
}

/* The stored cycle runs from its closing edge backwards; moments in between are left out. */
static void tell_cycle(const check *c) {
    const graph *g = &c->g;
    fprintf(c->why, "a cycle:\n");
    size_t start = 0;
    while (start < g->n_cycle && g->cycle[start].from > c->n)
        start++;
    uint32_t to = g->cycle[start].from;
    const edge *last = &g->cycle[start]; /* the next one ends where this one begins */
    for (size_t i = 1; i <= g->n_cycle; i++) {
        const edge *e = &g->cycle[(start + i) % g->n_cycle];
        if (e->to <= c->n) last = e;
        if (e->from > c->n) continue;
        tell_edge(c, e->from, last, to);
        to = e->from;
    }
    fprintf(c->why, "the transactions:\n");
    for (size_t i = 0; i < g->n_cycle; i++)
        if (g->cycle[i].from >= 1 && g->cycle[i].from <= c->n) tell_tx(c, g->cycle[i].from);
}

verdict serial_check(const history *h, serial_property property, FILE *why) {
    check c = {.h = h, .property = property, .why = why};
    c.txs = zeroed(h->n_txs, sizeof *c.txs);
    for (size_t t = 0; t < h->n_txs; t++)
        if (takes_part(&c, &h->txs[t])) c.txs[c.n++] = &h->txs[t];
    versions_collect(&c);
    verdict found = VIOLATED;
    if (reads_collect(&c)) {
        bool timed = property != SERIALIZABLE;
        graph_init(&c.g, timed ? 2 * c.n + 1 : c.n + 1);
        if (reads_from(&c) && (!timed || real_time(&c))) found = solve(&c);
        if (found == VIOLATED && why) tell_cycle(&c);
        graph_free(&c.g);
    }
    free(c.txs);
    free(c.versions);
    free(c.readers);
    free(c.first_reader);
    return found;
}
