/* stm_stress: stress tests of libkrait-stm, deterministic and on real threads. docs/STRESS.md.
 *
 * Owns: the options. Exit code: 0 good, 1 a failure was found, 2 usage. Threads: main.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stress/engine/free.h"
#include "stress/engine/scheduled.h"
#include "stress/engine/suite.h"

static const char usage[] =
    "stm_stress list\n"
    "stm_stress smoke|scheduled|ci [WORKLOAD] [--seed S] [--history FILE]\n"
    "stm_stress campaign --seconds T [--state FILE] [--seed S] [--history FILE]\n"
    "stm_stress run WORKLOAD [--runs N] [--policy P | --schedule S] [--faults KIND@N,...] [SIZES]\n"
    "stm_stress explore WORKLOAD [--preemptions N] [--most N] [SIZES]\n"
    "stm_stress faults WORKLOAD [--most N] [--policy P] [SIZES]\n"
    "stm_stress free WORKLOAD|all [--seconds T] [--abort-one-in N] [--signals] [SIZES]\n"
    "SIZES: --threads N --rounds N --seed S --depth D --manager M --history FILE\n";

typedef struct options {
    const char *command, *workload, *history, *state;
    const policy *policy;
    const stm_manager *manager;
    schedule schedule;
    bool replay, signals;
    fault_plan faults;
    uint32_t threads, rounds, depth, preemptions;
    uint64_t seed, runs, most, abort_one_in;
    double seconds;
} options;

[[noreturn]] static void refuse(const char *what, const char *value) {
    fprintf(stderr, "stm_stress: %s: %s\n%s", what, value, usage);
    exit(2);
}

/* ---- options ----------------------------------------------------------------------------- */

static uint64_t number(const char *name, const char *text) {
    char *end;
    uint64_t value = strtoull(text, &end, 0);
    if (end == text || *end) refuse(name, text);
    return value;
}

static uint32_t small(const char *name, const char *text, uint32_t least, uint32_t most) {
    uint64_t value = number(name, text);
    if (value < least || value > most) refuse(name, text);
    return (uint32_t)value;
}

static const stm_manager *manager_named(const char *name) {
    for (const stm_manager *const *m = stm_managers; *m; m++)
        if (strcmp((*m)->name, name) == 0) return *m;
    refuse("no such contention manager", name);
}

static void option_sizes(options *o, const char *name, const char *value) {
    if (strcmp(name, "--threads") == 0)
        o->threads = small(name, value, 1, WORKERS_MAX);
    else if (strcmp(name, "--rounds") == 0)
        o->rounds = small(name, value, 1, 200);
    else if (strcmp(name, "--seed") == 0)
        o->seed = number(name, value);
    else if (strcmp(name, "--depth") == 0)
        o->depth = small(name, value, 1, DEPTH_MAX);
    else if (strcmp(name, "--manager") == 0)
        o->manager = manager_named(value);
    else if (strcmp(name, "--history") == 0)
        o->history = value;
    else
        refuse("no such option", name);
}

static void option_schedule(options *o, const char *name, const char *value) {
    if (strcmp(name, "--policy") == 0) {
        o->policy = policy_find(value);
        if (!o->policy) refuse("no such policy", value);
    } else if (strcmp(name, "--schedule") == 0) {
        o->replay = true;
        if (!schedule_parse(&o->schedule, value)) refuse("no schedule", value);
    } else if (strcmp(name, "--faults") == 0) {
        if (!fault_parse(&o->faults, value)) refuse("no faults", value);
    } else {
        option_sizes(o, name, value);
    }
}

static void option(options *o, const char *name, const char *value) {
    if (strcmp(name, "--runs") == 0)
        o->runs = number(name, value);
    else if (strcmp(name, "--preemptions") == 0)
        o->preemptions = small(name, value, 0, 100);
    else if (strcmp(name, "--most") == 0)
        o->most = number(name, value);
    else if (strcmp(name, "--seconds") == 0)
        o->seconds = atof(value);
    else if (strcmp(name, "--abort-one-in") == 0)
        o->abort_one_in = number(name, value);
    else if (strcmp(name, "--state") == 0)
        o->state = value;
    else
        option_schedule(o, name, value);
}

static options parse(int argc, char **argv) {
    options o = {.policy = &policy_random,
                 .manager = &stm_wound_wait,
                 .depth = 3,
                 .preemptions = 2,
                 .seed = 1,
                 .runs = 1,
                 .most = 100000,
                 .seconds = 1};
    o.command = argc > 1 ? argv[1] : "";
    for (int i = 2; i < argc; i++) {
        if (argv[i][0] != '-') {
            o.workload = argv[i];
        } else if (strcmp(argv[i], "--signals") == 0) {
            o.signals = true;
        } else {
            if (i + 1 == argc) refuse("an option without a value", argv[i]);
            option(&o, argv[i], argv[i + 1]);
            i++;
        }
    }
    return o;
}

static const workload *workload_of(const options *o) {
    const workload *load = o->workload ? workload_find(o->workload) : nullptr;
    if (!load) refuse("no such workload", o->workload ? o->workload : "(none)");
    return load;
}

static run_setup setup_of(const options *o) {
    run_setup setup = run_setup_for(workload_of(o), o->threads, o->rounds);
    if (setup.threads > THREADS_MAX) refuse("--threads", "too many for the scheduler");
    setup.seed = o->seed;
    setup.policy = o->replay ? &policy_replay : o->policy;
    setup.replay = &o->schedule;
    setup.depth = o->depth;
    setup.faults = o->faults;
    setup.manager = o->manager;
    return setup;
}

/* ---- commands ---------------------------------------------------------------------------- */

static bool list(const options *o) {
    (void)o;
    printf("workloads:\n");
    for (const workload *const *load = workloads; *load; load++)
        printf("  %-14s %s\n", (*load)->name, (*load)->doc);
    printf("policies:\n");
    for (const policy *const *p = policies; *p; p++)
        printf("  %-14s %s\n", (*p)->name, (*p)->doc);
    printf("contention managers:\n");
    for (const stm_manager *const *m = stm_managers; *m; m++)
        printf("  %s\n", (*m)->name);
    printf("faults:\n");
#define X(name, text, doc) printf("  %-14s %s\n", text, doc);
    FAULT_KINDS(X)
#undef X
    return true;
}

static bool finish(bool good, run_setup *setup, const options *o, const coverage *c) {
    if (good)
        coverage_print(c);
    else
        failure_tell(setup, o->history);
    return good;
}

static bool run(const options *o) {
    coverage c = {};
    run_setup setup = setup_of(o);
    bool good = scheduled_runs(&setup, o->runs, &c);
    if (good && o->history) {
        FILE *out = fopen(o->history, "w");
        if (!out) refuse("cannot write", o->history);
        history_write(&scheduled_world()->history, out);
        fclose(out);
    }
    return finish(good, &setup, o, &c);
}

static bool explore(const options *o) {
    coverage c = {};
    schedule failing = {};
    bool complete;
    run_setup setup = setup_of(o);
    bool good = scheduled_explore(&setup, o->preemptions, o->most, &c, &failing, &complete);
    if (good)
        printf("%s: %" PRIu64 " schedules with at most %" PRIu32 " preemptions: %s\n",
               setup.load->name, c.runs, o->preemptions, complete ? "all there are" : "not all");
    setup.policy = &policy_replay;
    setup.replay = &failing;
    return finish(good, &setup, o, &c);
}

static bool faults(const options *o) {
    coverage c = {};
    run_setup setup = setup_of(o);
    for (int kind = 0; kind < FAULT_KIND_COUNT; kind++)
        if (!scheduled_fault_sweep(&setup, (fault_kind)kind, o->most, &c))
            return finish(false, &setup, o, &c);
    return finish(true, &setup, o, &c);
}

static bool run_free(const options *o) {
    coverage c = {};
    bool all = o->workload && strcmp(o->workload, "all") == 0;
    const workload *only = all ? nullptr : workload_of(o);
    for (const workload *const *load = workloads; *load; load++) {
        free_setup setup = {.load = *load,
                            .threads = (*load)->threads ? (*load)->threads
                                       : o->threads     ? o->threads
                                                        : 4,
                            .seconds = o->seconds,
                            .seed = o->seed,
                            .abort_one_in = o->abort_one_in,
                            .signals = o->signals,
                            .manager = o->manager};
        if ((all || *load == only) && !free_runs(&setup, &c)) return false;
    }
    coverage_print(&c);
    return true;
}

static bool suite(const options *o) {
    coverage c = {};
    const suite_size *size = strcmp(o->command, "smoke") == 0 ? &suite_smoke
                             : strcmp(o->command, "ci") == 0  ? &suite_ci
                                                              : &suite_scheduled;
    bool good = suite_run(size, o->workload ? workload_of(o) : nullptr, o->seed, o->history, &c);
    if (good) coverage_print(&c);
    return good;
}

static bool campaign(const options *o) {
    coverage c = {};
    bool good = campaign_run(o->seconds, o->seed, o->state, o->history, &c);
    if (good) coverage_print(&c);
    return good;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        bool (*run)(const options *o);
    } commands[] = {{"list", list},       {"smoke", suite},       {"scheduled", suite},
                    {"ci", suite},        {"campaign", campaign}, {"run", run},
                    {"explore", explore}, {"faults", faults},     {"free", run_free}};
    options o = parse(argc, argv);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(o.command, commands[i].name) == 0) {
            bool good = commands[i].run(&o);
            if (good && strcmp(o.command, "list") != 0) printf("ok\n");
            return good ? 0 : 1;
        }
    fputs(usage, stderr);
    return 2;
}
