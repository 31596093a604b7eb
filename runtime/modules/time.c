/* time.c - the module time.
 * Owns: struct_time and the module. Threads: any. Clocks are read in the transaction: a replay reads them again. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "runtime/error.h"
#include "runtime/modules/request.h"
#include "runtime/objects/codec.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/module.h"
#include "runtime/objects/namespace.h"
#include "runtime/objects/number.h"
#include "runtime/objects/str.h"
#include "runtime/objects/structseq.h"
#include "runtime/objects/tuple.h"
#include "runtime/protocol.h"

static const int64_t billion = 1000000000;

static const char *const time_fields[] = {"tm_year",  "tm_mon",  "tm_mday",   "tm_hour",
                                          "tm_min",   "tm_sec",  "tm_wday",   "tm_yday",
                                          "tm_isdst", "tm_zone", "tm_gmtoff", NULL};
static const rt_structseq_def time_def = {
    "time.struct_time", time_fields, 9,
    "The time value as returned by gmtime(), localtime(), and strptime(), and\n"
    " accepted by asctime(), mktime() and strftime().",
    false};
static Value time_type;

/* ---- clocks ---- */

static Value clock_read(rt_thread *t, clockid_t clock, bool ns) {
    struct timespec ts;
    if (clock_gettime(clock, &ts) < 0) return rt_raise_os_error(t, errno, RT_NULL);
    if (ns) return rt_int_new(t, ts.tv_sec * billion + ts.tv_nsec);
    return rt_float_new(t, (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9);
}
#define CLOCK(name, id)                                                                                    \
    static Value time_##name(rt_thread *t, Value *args, uint32_t nargs) { return (void)args, (void)nargs, clock_read(t, id, false); } \
    static Value time_##name##_ns(rt_thread *t, Value *args, uint32_t nargs) { return (void)args, (void)nargs, clock_read(t, id, true); }
CLOCK(time, CLOCK_REALTIME)
CLOCK(monotonic, CLOCK_MONOTONIC)
CLOCK(perf_counter, CLOCK_MONOTONIC)
CLOCK(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK(thread_time, CLOCK_THREAD_CPUTIME_ID)

static bool int_arg(rt_thread *t, Value v, int64_t *out) {
    Value i = rt_index(t, v);
    if (rt_is_null(i)) return false;
    if (rt_int_get(i, out)) return true;
    (void)rt_raise(t, &rt_exc_OverflowError, "Python int too large to convert to C long");
    return false;
}

static Value time_clock_gettime(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t id;
    return int_arg(t, args[0], &id) ? clock_read(t, (clockid_t)id, false) : RT_NULL;
}
static Value time_clock_gettime_ns(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t id;
    return int_arg(t, args[0], &id) ? clock_read(t, (clockid_t)id, true) : RT_NULL;
}
static Value time_clock_getres(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    int64_t id;
    struct timespec ts;
    if (!int_arg(t, args[0], &id)) return RT_NULL;
    if (clock_getres((clockid_t)id, &ts) < 0) return rt_raise_os_error(t, errno, RT_NULL);
    return rt_float_new(t, (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9);
}

static Value time_get_clock_info(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    static const struct {
        const char *name, *implementation;
        bool monotonic, adjustable;
    } clocks[] = {{"time", "clock_gettime(CLOCK_REALTIME)", false, true},
                  {"monotonic", "clock_gettime(CLOCK_MONOTONIC)", true, false},
                  {"perf_counter", "clock_gettime(CLOCK_MONOTONIC)", true, false},
                  {"process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false},
                  {"thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false}};
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "get_clock_info() argument 1 must be str, not %T", args[0]);
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        if (!rt_str_equal_cstr(args[0], clocks[i].name)) continue;
        Value names[] = {rt_str_intern_cstr(t, "implementation"),
                         rt_str_intern_cstr(t, "monotonic"), rt_str_intern_cstr(t, "adjustable"),
                         rt_str_intern_cstr(t, "resolution")};
        Value values[] = {rt_str_from_cstr(t, clocks[i].implementation),
                          rt_bool(clocks[i].monotonic), rt_bool(clocks[i].adjustable),
                          rt_float_new(t, 1e-9)};
        Value kwnames = rt_tuple_new(t, names, 4);
        return rt_is_null(kwnames)
                   ? kwnames
                   : rt_call_kw_tail(t, rt_from_obj(&rt_namespace_type), values, 0, kwnames);
    }
    return rt_raise_value_error(t, "unknown clock");
}

/* ---- sleep ---- */

/* time[0]: until when, monotonic */
static int64_t call_sleep(rt_request *r) {
    struct timespec until = {r->time[0].sec, r->time[0].nsec};
    int err = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    errno = err;
    return err ? -1 : 0;
}

static Value slept(rt_thread *t, Value result, Value state) {
    (void)state;
    int64_t n = rt_imm_int_get(result);
    return n < 0 ? rt_raise_os_error(t, (int)-n, RT_NULL) : RT_NONE;
}

static Value time_sleep(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    double d;
    bool number;
    if (!rt_number_to_double(t, args[0], &d, &number) && number) return RT_NULL;
    if (!number) {
        int64_t n;
        if (!rt_type_of(args[0])->slots.unary[RT_INDEX])
            return rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer",
                                       args[0]);
        if (!int_arg(t, args[0], &n)) return RT_NULL;
        d = (double)n;
    }
    if (isnan(d)) return rt_raise_value_error(t, "Invalid value NaN (not a number)");
    if (d < 0) return rt_raise_value_error(t, "sleep length must be non-negative");
    if (d > 9.2e9)
        return rt_raise(t, &rt_exc_OverflowError, "timestamp too large to convert to C _PyTime_t");
    rt_request *r = rt_request_new(t, call_sleep, NULL, NULL, 0);
    struct timespec now;
    if (!r) return RT_NULL;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t whole = (int64_t)d, ns = now.tv_nsec + (int64_t)ceil((d - (double)whole) * 1e9);
    r->time[0].sec = now.tv_sec + whole + ns / billion;
    r->time[0].nsec = ns % billion;
    return rt_then(t, rt_request_persist_tail(t, r), slept, RT_NULL);
}

/* ---- calendar ---- */

static Value from_tm(rt_thread *t, const struct tm *tm) {
    Value v[] = {rt_imm_int(tm->tm_year + 1900),
                 rt_imm_int(tm->tm_mon + 1),
                 rt_imm_int(tm->tm_mday),
                 rt_imm_int(tm->tm_hour),
                 rt_imm_int(tm->tm_min),
                 rt_imm_int(tm->tm_sec),
                 rt_imm_int((tm->tm_wday + 6) % 7),
                 rt_imm_int(tm->tm_yday + 1),
                 rt_imm_int(tm->tm_isdst),
                 rt_str_from_cstr(t, tm->tm_zone ? tm->tm_zone : ""),
                 rt_imm_int(tm->tm_gmtoff)};
    return rt_is_null(v[9]) ? RT_NULL : rt_structseq_new(t, time_type, &time_def, v);
}

static bool seconds_arg(rt_thread *t, Value *args, uint32_t nargs, time_t *out) {
    if (nargs == 0 || rt_is_none(args[0])) {
        *out = time(NULL);
        return true;
    }
    double d;
    bool number;
    if (rt_is_float(args[0])) {
        if (!rt_number_to_double(t, args[0], &d, &number)) return false;
        if (isnan(d)) {
            (void)rt_raise_value_error(t, "Invalid value NaN (not a number)");
            return false;
        }
        d = floor(d);
        if (d < -9.2e18 || d > 9.2e18) {
            (void)rt_raise(t, &rt_exc_OverflowError, "timestamp out of range for platform time_t");
            return false;
        }
        *out = (time_t)d;
        return true;
    }
    int64_t n;
    if (!rt_is_int(args[0]) && !rt_type_of(args[0])->slots.unary[RT_INDEX]) {
        (void)rt_raise_type_error(t, "'%T' object cannot be interpreted as an integer", args[0]);
        return false;
    }
    Value i = rt_index(t, args[0]);
    if (rt_is_null(i)) return false;
    if (!rt_int_get(i, &n)) {
        (void)rt_raise(t, &rt_exc_OverflowError, "timestamp out of range for platform time_t");
        return false;
    }
    *out = (time_t)n;
    return true;
}

static Value broken_down(rt_thread *t, Value *args, uint32_t nargs,
                         struct tm *(*convert)(const time_t *, struct tm *)) {
    time_t s;
    struct tm tm;
    if (!seconds_arg(t, args, nargs, &s)) return RT_NULL;
    errno = 0;
    return convert(&s, &tm) ? from_tm(t, &tm)
                            : rt_raise_os_error(t, errno ? errno : EINVAL, RT_NULL);
}
static Value time_localtime(rt_thread *t, Value *args, uint32_t nargs) {
    return broken_down(t, args, nargs, localtime_r);
}
static Value time_gmtime(rt_thread *t, Value *args, uint32_t nargs) {
    return broken_down(t, args, nargs, gmtime_r);
}

/* A struct_time or a tuple of nine ints. */
static bool to_tm(rt_thread *t, Value v, const char *function, struct tm *tm) {
    if (!rt_is_tuple(v)) {
        (void)rt_raise_type_error(t, "Tuple or struct_time argument required");
        return false;
    }
    if (rt_tuple_len(v) != 9) {
        (void)rt_raise_type_error(t, "%s(): illegal time tuple argument", function);
        return false;
    }
    int64_t n[9];
    for (size_t i = 0; i < 9; i++)
        if (!int_arg(t, rt_tuple_at(v, i), &n[i])) return false;
    *tm = (struct tm){.tm_year = (int)(n[0] - 1900),
                      .tm_mon = (int)n[1] - 1,
                      .tm_mday = (int)n[2],
                      .tm_hour = (int)n[3],
                      .tm_min = (int)n[4],
                      .tm_sec = (int)n[5],
                      .tm_wday = (int)((n[6] + 1) % 7),
                      .tm_yday = (int)n[7] - 1,
                      .tm_isdst = (int)n[8]};
    if (rt_has_flag(v, RT_TF_TUPLE) && !rt_is_exact(v, &rt_tuple_type)) {
        Value zone = rt_getattr_opt(t, v, rt_str_intern_cstr(t, "tm_zone")),
              offset = rt_getattr_opt(t, v, rt_str_intern_cstr(t, "tm_gmtoff"));
        int64_t seconds;
        if (rt_is_null(zone) || rt_is_null(offset)) return false;
        if (rt_is_imm_int(offset) && rt_int_get(offset, &seconds)) tm->tm_gmtoff = seconds;
        if (rt_is_str(zone)) tm->tm_zone = rt_str_utf8(t, zone, NULL);
    }
    return true;
}

static bool check_tm(rt_thread *t, struct tm *tm) {
    if (tm->tm_mon == -1) tm->tm_mon = 0;
    if (tm->tm_mday == 0) tm->tm_mday = 1;
    if (tm->tm_yday == -1) tm->tm_yday = 0;
    const char *wrong = tm->tm_mon < 0 || tm->tm_mon > 11      ? "month out of range"
                        : tm->tm_mday < 0 || tm->tm_mday > 31  ? "day of month out of range"
                        : tm->tm_hour < 0 || tm->tm_hour > 23  ? "hour out of range"
                        : tm->tm_min < 0 || tm->tm_min > 59    ? "minute out of range"
                        : tm->tm_sec < 0 || tm->tm_sec > 61    ? "seconds out of range"
                        : tm->tm_wday < 0                      ? "day of week out of range"
                        : tm->tm_yday < 0 || tm->tm_yday > 365 ? "day of year out of range"
                                                               : NULL;
    if (wrong) (void)rt_raise_value_error(t, "%s", wrong);
    return !wrong;
}

static bool now_or_arg(rt_thread *t, Value *args, uint32_t nargs, uint32_t at, const char *function,
                       struct tm *tm) {
    if (nargs > at) return to_tm(t, args[at], function, tm) && check_tm(t, tm);
    time_t s = time(NULL);
    return localtime_r(&s, tm) != NULL;
}

static Value time_strftime(rt_thread *t, Value *args, uint32_t nargs) {
    struct tm tm;
    if (!rt_is_str(args[0]))
        return rt_raise_type_error(t, "strftime() argument 1 must be str, not %T", args[0]);
    if (!now_or_arg(t, args, nargs, 1, "strftime", &tm)) return RT_NULL;
    size_t n;
    const char *format = rt_str_utf8(t, args[0], &n);
    if (!format) return RT_NULL;
    if (n == 0) return rt_str_empty;
    if (memchr(format, 0, n)) return rt_raise_value_error(t, "embedded null character");
    for (size_t room = 1024;; room *= 2) {
        rt_blob *blob = rt_blob_new(t, room);
        if (!blob) return RT_NULL;
        size_t used = strftime((char *)blob->data, room, format, &tm);
        if (used > 0 || room >= 256 * (n + 4))
            return rt_str_from_utf8(t, (const char *)blob->data, used);
    }
}

static Value as_ctime(rt_thread *t, const struct tm *tm) {
    static const char days[] = "SunMonTueWedThuFriSat",
                      months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char text[64];
    snprintf(text, sizeof text, "%.3s %.3s%3d %.2d:%.2d:%.2d %d", days + 3 * (tm->tm_wday % 7),
             months + 3 * (tm->tm_mon % 12), tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec,
             1900 + tm->tm_year);
    return rt_str_from_cstr(t, text);
}
static Value time_asctime(rt_thread *t, Value *args, uint32_t nargs) {
    struct tm tm;
    return now_or_arg(t, args, nargs, 0, "asctime", &tm) ? as_ctime(t, &tm) : RT_NULL;
}
static Value time_ctime(rt_thread *t, Value *args, uint32_t nargs) {
    time_t s;
    struct tm tm;
    if (!seconds_arg(t, args, nargs, &s)) return RT_NULL;
    return localtime_r(&s, &tm) ? as_ctime(t, &tm) : rt_raise_os_error(t, errno, RT_NULL);
}
static Value time_mktime(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    struct tm tm;
    if (!to_tm(t, args[0], "mktime", &tm)) return RT_NULL;
    tm.tm_wday = -1; /* stays so only if mktime fails */
    time_t s = mktime(&tm);
    if (s == (time_t)-1 && tm.tm_wday == -1)
        return rt_raise(t, &rt_exc_OverflowError, "mktime argument out of range");
    return rt_float_new(t, (double)s);
}

static Value strptime_with(rt_thread *t, Value module, Value state) {
    Value f = rt_getattr(t, module, rt_str_intern_cstr(t, "_strptime_time"));
    return rt_is_null(f)
               ? f
               : rt_tail_call(t, f, rt_as_tuple(state)->items, (uint32_t)rt_tuple_len(state));
}
static Value time_strptime(rt_thread *t, Value *args, uint32_t nargs) {
    Value state = rt_tuple_new(t, args, nargs), name = rt_str_intern_cstr(t, "_strptime");
    Value import = rt_is_null(name) || rt_is_null(state)
                       ? RT_NULL
                       : rt_getattr(t, rt_builtins, rt_id.__import__);
    return rt_is_null(import) ? import
                              : rt_then(t, rt_tail_call1(t, import, name), strptime_with, state);
}

static bool set_zone(rt_thread *t, Value module) {
    tzset();
    int64_t alternative = timezone; /* of the half of the year with summer time */
    time_t now = time(NULL);
    struct tm first, second;
    for (int i = 0; i < 2; i++) {
        time_t at = now + (i ? 182 : 0) * INT64_C(86400);
        localtime_r(&at, i ? &second : &first);
        struct tm *tm = i ? &second : &first;
        if (tm->tm_isdst > 0) alternative = -tm->tm_gmtoff;
    }
    Value names = rt_tuple_pack2(t, rt_str_from_cstr(t, tzname[0]), rt_str_from_cstr(t, tzname[1]));
    return !rt_is_null(names) && rt_module_set(t, module, "tzname", names) &&
           rt_module_set(t, module, "timezone", rt_imm_int(timezone)) &&
           rt_module_set(t, module, "altzone", rt_imm_int(daylight ? alternative : timezone)) &&
           rt_module_set(t, module, "daylight", rt_imm_int(daylight));
}

static Value time_tzset(rt_thread *t, Value *args, uint32_t nargs) {
    (void)args, (void)nargs;
    Value module = rt_dict_get_str(t, rt_sys_modules, rt_str_intern_cstr(t, "time"));
    return rt_is_null(module) || (!rt_is_empty(module) && !set_zone(t, module)) ? RT_NULL : RT_NONE;
}

static bool exec(rt_thread *t, Value module) {
    static const struct {
        const char *name;
        int64_t value;
    } constants[] = {{"CLOCK_REALTIME", CLOCK_REALTIME},
                     {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
                     {"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW},
                     {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
                     {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID},
                     {"CLOCK_BOOTTIME", CLOCK_BOOTTIME},
                     {"CLOCK_TAI", CLOCK_TAI},
                     {"_STRUCT_TM_ITEMS", 11}};
    if (rt_is_null(time_type)) {
        rt_root_add(&time_type);
        time_type = rt_structseq_type(t, &time_def);
    }
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!rt_module_set(t, module, constants[i].name, rt_imm_int(constants[i].value)))
            return false;
    return !rt_is_null(time_type) && rt_module_set(t, module, "struct_time", time_type) &&
           set_zone(t, module);
}

#define CLOCK_ROWS(name, text) {#name, time_##name, 0, 0, NULL, 0, text}, {#name "_ns", time_##name##_ns, 0, 0, NULL, 0, text " In nanoseconds."}
static const rt_native_def functions[] = {
    CLOCK_ROWS(time, "Return the current time in seconds since the Epoch."),
    CLOCK_ROWS(monotonic, "Monotonic clock, cannot go backward."),
    CLOCK_ROWS(perf_counter, "Performance counter for benchmarking."),
    CLOCK_ROWS(process_time,
               "Process time for profiling: sum of the kernel and user-space CPU time."),
    CLOCK_ROWS(thread_time,
               "Thread time for profiling: sum of the kernel and user-space CPU time."),
    {"clock_gettime", time_clock_gettime, 1, 1, NULL, 0,
     "Return the time of the specified clock clk_id as a float."},
    {"clock_gettime_ns", time_clock_gettime_ns, 1, 1, NULL, 0,
     "Return the time of the specified clock clk_id as nanoseconds (int)."},
    {"clock_getres", time_clock_getres, 1, 1, NULL, 0,
     "Return the resolution (precision) of the specified clock clk_id."},
    {"get_clock_info", time_get_clock_info, 1, 1, NULL, 0,
     "Get information of the specified clock."},
    {"sleep", time_sleep, 1, 1, NULL, 0,
     "Delay execution for a given number of seconds.  The argument may be\na floating point number for subsecond precision."},
    {"localtime", time_localtime, 0, 1, NULL, 0,
     "Convert seconds since the Epoch to a time tuple expressing local time."},
    {"gmtime", time_gmtime, 0, 1, NULL, 0,
     "Convert seconds since the Epoch to a time tuple expressing UTC."},
    {"strftime", time_strftime, 1, 2, NULL, 0,
     "Convert a time tuple to a string according to a format specification."},
    {"strptime", time_strptime, 1, 2, NULL, 0,
     "Parse a string to a time tuple according to a format specification."},
    {"asctime", time_asctime, 0, 1, NULL, 0,
     "Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'."},
    {"ctime", time_ctime, 0, 1, NULL, 0,
     "Convert a time in seconds since the Epoch to a string in local time."},
    {"mktime", time_mktime, 1, 1, NULL, 0,
     "Convert a time tuple in local time to seconds since the Epoch."},
    {"tzset", time_tzset, 0, 0, NULL, 0,
     "Initialize, or reinitialize, the local timezone to the value stored in\nos.environ['TZ']."},
    {NULL, NULL, 0, 0, NULL, 0, NULL},
};

const rt_module_def rt_module_time = {
    "time", functions, exec, "This module provides various functions to manipulate time values."};
