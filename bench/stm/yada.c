/* Yada: a triangle mesh is refined until no angle is too small.
 *
 * After the description of yada in STAMP, with Ruppert's algorithm (A Delaunay Refinement Algorithm for
 * Quality 2-Dimensional Mesh Generation, 1995) over a unit square. Workers take bad triangles from one
 * queue. A transaction adds the middle of the triangle's circumcircle to the mesh: it collects the cavity
 * of all triangles in whose circumcircle that point lies, and fills it with a fan around the point. When
 * the point lies beyond an edge of the square, or too near to one, that edge's middle is added instead.
 *
 * Owns: the mesh, the queue. Corners are immutable; triangles are not reused before the end. The check:
 * neighbours know each other, all triangles together cover the square, none is bad.
 *
 * Threads: all workers share mesh and queue; each keeps the list of what it made.
 */
#include <sched.h>

#include "bench.h"
#include "queue.h"

typedef struct point {
    double x, y;
} point;

/* Corners go round to the left; across[i] lies opposite corner i, null beyond the square's edge. */
typedef struct triangle {
    TM_HEADER;
    uint64_t dead;
    struct triangle *across[3];
    point corner[3]; /* immutable */
} triangle;

/* An edge of the cavity, seen from inside, and what lies beyond. */
typedef struct rim_edge {
    point from, to;
    triangle *outside;
} rim_edge;

enum { ROOM = 256, PARTS = 64 };

/* One insertion. */
typedef struct cavity {
    point centre;
    unsigned n, rim_count, made_count;
    triangle *in[ROOM];
    rim_edge rim[ROOM];
    triangle *made[ROOM];
    bool on_edge; /* the centre is the middle of from-to, an edge of the square */
    point from, to;
} cavity;

typedef struct triangle_list {
    triangle **items;
    size_t n, room;
} triangle_list;

static struct {
    queue bad;
    _Atomic(uint64_t) x_pending; /* bad triangles queued or in work */
    triangle_list made[PARTS];
    uint32_t points;
} world;

/* ---- geometry ---------------------------------------------------------------------------- */

/* Twice the area; positive when c lies to the left of a-b. */
TM_PURE double area2(point a, point b, point c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

TM_PURE double distance2(point a, point b) {
    return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

TM_PURE bool same(point a, point b) { return a.x == b.x && a.y == b.y; }

TM_PURE point middle(point a, point b) { return (point){(a.x + b.x) / 2, (a.y + b.y) / 2}; }

TM_PURE point circumcentre(point a, point b, point c) {
    double bx = b.x - a.x, by = b.y - a.y, cx = c.x - a.x, cy = c.y - a.y;
    double d = 2 * (bx * cy - by * cx), bb = bx * bx + by * by, cc = cx * cx + cy * cy;
    return (point){a.x + (cy * bb - by * cc) / d, a.y + (bx * cc - cx * bb) / d};
}

TM_PURE bool in_circle(point a, point b, point c, point p) {
    double ax = a.x - p.x, ay = a.y - p.y, bx = b.x - p.x, by = b.y - p.y, cx = c.x - p.x,
           cy = c.y - p.y;
    double aa = ax * ax + ay * ay, bb = bx * bx + by * by, cc = cx * cx + cy * cy;
    return ax * (by * cc - bb * cy) - ay * (bx * cc - bb * cx) + aa * (bx * cy - by * cx) > 0;
}

/* Beyond the edge a-b of the square, or inside the circle over it. */
TM_PURE bool encroaches(point a, point b, point p) {
    double dot = (a.x - p.x) * (b.x - p.x) + (a.y - p.y) * (b.y - p.y);
    return area2(a, b, p) <= 0 || dot < 0;
}

/* An angle below 20 degrees: the circumradius is more than 1 / (2 sin 20) times the shortest edge. Tiny
 * triangles pass, so that refinement ends whatever rounding does. */
TM_PURE bool is_bad(point a, point b, point c) {
    double ab = distance2(a, b), bc = distance2(b, c), ca = distance2(c, a);
    double shortest = ab < bc ? ab : bc;
    shortest = ca < shortest ? ca : shortest;
    return shortest > 1e-9 && distance2(a, circumcentre(a, b, c)) > 2.1372 * shortest;
}

/* ---- one insertion ----------------------------------------------------------------------- */

TM_FUNCTION neighbours_of(stm_tx *tx, triangle *t, triangle **out) {
    TM_READ(tx, t, out[0] = TM_LOAD(&t->across[0]); out[1] = TM_LOAD(&t->across[1]);
            out[2] = TM_LOAD(&t->across[2]));
    return true;
}

TM_PURE bool is_in(const cavity *c, const triangle *t) {
    for (unsigned i = 0; i < c->n; i++)
        if (c->in[i] == t) return true;
    return false;
}

/* The cavity around c->centre, from a triangle in whose circumcircle it lies. *split is an edge of the
 * square that has to be split instead, and *at the triangle beside it. */
TM_FUNCTION collect(stm_tx *tx, triangle *start, cavity *c, bool refine, rim_edge *split,
                    triangle **at) {
    *at = nullptr;
    c->n = c->rim_count = 0;
    c->in[c->n++] = start;
    for (unsigned i = 0; i < c->n; i++) {
        triangle *t = c->in[i], *across[3];
        TM_CALL(neighbours_of(tx, t, across));
        for (unsigned side = 0; side < 3; side++) {
            triangle *n = across[side];
            point a = t->corner[(side + 1) % 3], b = t->corner[(side + 2) % 3];
            if (!n && c->on_edge && same(a, c->from) && same(b, c->to)) continue;
            if (!n && refine && encroaches(a, b, c->centre)) {
                *split = (rim_edge){a, b, nullptr};
                *at = t;
                return true;
            }
            if (n && is_in(c, n)) continue;
            if (c->n == ROOM || c->rim_count == ROOM) abort();
            if (n && in_circle(n->corner[0], n->corner[1], n->corner[2], c->centre))
                c->in[c->n++] = n;
            else
                c->rim[c->rim_count++] = (rim_edge){a, b, n};
        }
    }
    return true;
}

/* A triangle that was taken for the rim may have come in by another side later. */
TM_PURE void trim_rim(cavity *c) {
    unsigned kept = 0;
    for (unsigned i = 0; i < c->rim_count; i++)
        if (!c->rim[i].outside || !is_in(c, c->rim[i].outside)) c->rim[kept++] = c->rim[i];
    c->rim_count = kept;
}

/* In `outside`, the side with the edge to-from now faces `fresh`. */
TM_FUNCTION turn(stm_tx *tx, triangle *outside, point from, point to, triangle *fresh) {
    for (unsigned side = 0; side < 3; side++) {
        if (!same(outside->corner[(side + 1) % 3], to)) continue;
        if (!same(outside->corner[(side + 2) % 3], from)) continue;
        TM_SET(tx, outside, across[side], fresh);
    }
    return true;
}

TM_FUNCTION fill(stm_tx *tx, cavity *c) {
    c->made_count = 0;
    for (unsigned i = 0; i < c->n; i++)
        TM_SET(tx, c->in[i], dead, 1);
    for (unsigned i = 0; i < c->rim_count; i++) {
        rim_edge *e = &c->rim[i];
        triangle *t = TM_NEW(tx, sizeof *t);
        if (!t) abort();
        t->corner[0] = c->centre;
        t->corner[1] = e->from;
        t->corner[2] = e->to;
        t->dead = 0;
        t->across[0] = e->outside;
        t->across[1] = t->across[2] = nullptr;
        if (e->outside) TM_CALL(turn(tx, e->outside, e->from, e->to, t));
        c->made[c->made_count++] = t;
    }
    /* the fan: who starts where I end lies across from my second corner */
    for (unsigned i = 0; i < c->made_count; i++)
        for (unsigned k = 0; k < c->made_count; k++) {
            if (!same(c->rim[k].from, c->rim[i].to)) continue;
            c->made[i]->across[1] = c->made[k];
            c->made[k]->across[2] = c->made[i];
        }
    return true;
}

/* Adds c->centre, or the middle of an edge of the square, to the mesh. */
TM_FUNCTION insert(stm_tx *tx, triangle *start, cavity *c, bool refine) {
    rim_edge split = {};
    triangle *at;
    c->on_edge = false;
    for (;;) {
        TM_CALL(collect(tx, start, c, refine && !c->on_edge, &split, &at));
        if (!at) break;
        c->on_edge = true;
        c->from = split.from;
        c->to = split.to;
        c->centre = middle(split.from, split.to);
        start = at;
    }
    trim_rim(c);
    return fill(tx, c);
}

TM_FUNCTION refine(stm_tx *tx, triangle *t, cavity *c, bool *done) {
    uint64_t dead;
    TM_GET(tx, t, dead, &dead);
    *done = dead != 0;
    c->n = c->made_count = 0;
    if (dead) return true;
    c->centre = circumcentre(t->corner[0], t->corner[1], t->corner[2]);
    TM_CALL(insert(tx, t, c, true));
    *done = is_in(c, t);
    return true;
}

/* ---- workers ----------------------------------------------------------------------------- */

static void remember(triangle_list *list, triangle *t) {
    if (list->n == list->room) {
        list->room = list->room ? 2 * list->room : 1024;
        list->items = resize(list->items, list->room, sizeof *list->items);
    }
    list->items[list->n++] = t;
}

static void enqueue(stm_tx *tx, triangle *t) {
    atomic_fetch_add(&world.x_pending, 1);
    TM_ATOMIC(tx, queue_push(tx, &world.bad, (uintptr_t)t));
}

static bool triangle_is_bad(const triangle *t) {
    return is_bad(t->corner[0], t->corner[1], t->corner[2]);
}

/* What an insertion has made is now in the mesh. */
static void take_over(worker *w, const cavity *c, bool queue_bad) {
    for (unsigned i = 0; i < c->made_count; i++) {
        remember(&world.made[w->index], c->made[i]);
        if (queue_bad && triangle_is_bad(c->made[i])) enqueue(w->tx, c->made[i]);
    }
}

static void work(worker *w, uint64_t rounds) {
    (void)rounds;
    cavity c;
    while (atomic_load(&world.x_pending) != 0) {
        uint64_t word = 0;
        bool popped, done;
        TM_ATOMIC(w->tx, queue_pop(w->tx, &world.bad, &word, &popped));
        if (!popped) { /* others still work, and may find more */
            sched_yield();
            continue;
        }
        triangle *t = (triangle *)(uintptr_t)word;
        TM_ATOMIC(w->tx, refine(w->tx, t, &c, &done));
        take_over(w, &c, true);
        if (!done) enqueue(w->tx, t);
        atomic_fetch_sub(&world.x_pending, 1);
        w->operations++;
    }
}

/* ---- the first mesh ---------------------------------------------------------------------- */

/* From t towards p, over the edges that p lies beyond. */
static triangle *locate(triangle *t, point p) {
    for (;;) {
        unsigned side = 0;
        while (side < 3 && area2(t->corner[(side + 1) % 3], t->corner[(side + 2) % 3], p) >= 0)
            side++;
        if (side == 3 || !t->across[side]) return t;
        t = t->across[side];
    }
}

static triangle *first_triangle(worker *w, point a, point b, point c) {
    triangle *t = aligned_alloc(16, (sizeof *t + 15) & ~(size_t)15);
    if (!t) abort();
    *t = (triangle){.corner = {a, b, c}};
    remember(&world.made[w->index], t);
    return t;
}

static uint64_t setup(bool small) {
    uint64_t random = 47;
    worker w = {.tx = tm_attach()};
    point corners[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    triangle *lower = first_triangle(&w, corners[0], corners[1], corners[2]);
    triangle *upper = first_triangle(&w, corners[0], corners[2], corners[3]);
    lower->across[1] = upper; /* across from corner 1 of the one and 3 of the other */
    upper->across[2] = lower;
    cavity c;
    triangle *at = lower;
    world.points = small ? 60 : 8000;
    for (uint32_t i = 0; i < world.points; i++) {
        point p = {(double)(1 + next_random(&random) % 999998) / 1e6,
                   (double)(1 + next_random(&random) % 999998) / 1e6};
        at = locate(at, p);
        c.centre = p;
        TM_ATOMIC(w.tx, insert(w.tx, at, &c, false));
        take_over(&w, &c, false);
        at = c.made[0];
    }
    atomic_store(&world.x_pending, 0);
    for (size_t i = 0; i < world.made[0].n; i++)
        if (!world.made[0].items[i]->dead && triangle_is_bad(world.made[0].items[i]))
            enqueue(w.tx, world.made[0].items[i]);
    tm_detach(w.tx);
    return 0;
}

/* ---- the check --------------------------------------------------------------------------- */

static const char *check_triangle(const triangle *t, double *area) {
    double own = area2(t->corner[0], t->corner[1], t->corner[2]);
    *area += own / 2;
    if (own <= 0) return "a triangle is turned over";
    if (triangle_is_bad(t)) return "a bad triangle is left";
    for (unsigned side = 0; side < 3; side++) {
        const triangle *n = t->across[side];
        if (!n) continue;
        if (n->dead) return "a neighbour is dead";
        if (n->across[0] != t && n->across[1] != t && n->across[2] != t)
            return "a neighbour does not know its neighbour";
    }
    return nullptr;
}

static const char *check(void) {
    double area = 0;
    for (unsigned part = 0; part < PARTS; part++)
        for (size_t i = 0; i < world.made[part].n; i++) {
            const triangle *t = world.made[part].items[i];
            const char *wrong = t->dead ? nullptr : check_triangle(t, &area);
            if (wrong) return wrong;
        }
    return area > 0.999999 && area < 1.000001 ? nullptr : "the mesh does not cover the square";
}

static void drop(void) {
    queue_drop(&world.bad);
    for (unsigned part = 0; part < PARTS; part++) {
        for (size_t i = 0; i < world.made[part].n; i++)
            free(world.made[part].items[i]);
        free(world.made[part].items);
        world.made[part] = (triangle_list){};
    }
}

const bench benches_yada[] = {
    {"yada", "bad triangle taken from the queue", setup, work, check, drop},
    {},
};
