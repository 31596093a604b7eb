/* conflict_report.h - -X conflicts: where threads collided and what it cost. */
#ifndef KRAIT_INTERP_CONFLICT_REPORT_H
#define KRAIT_INTERP_CONFLICT_REPORT_H
#include "runtime/thread.h"
/* Prints the report; path NULL: standard error. At exit, by the main thread. */
void vm_conflict_report(rt_thread *t, const char *path);
/* thr_site_hook: (filename, line, function) of an instruction, None if unknown. */
Value vm_site_tuple(rt_thread *t, stm_site site);
#endif
