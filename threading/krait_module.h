/* krait_module.h - what the module `krait` needs from above. */
#ifndef KRAIT_THREADING_KRAIT_MODULE_H
#define KRAIT_THREADING_KRAIT_MODULE_H
#include "runtime/thread.h"
/* Where an instruction is, for hotspots(): (filename, line, function), or None for a site that is unknown. Registered by interp/. */
extern Value (*thr_site_hook)(rt_thread *t, stm_site site);
extern const struct rt_module_def rt_module_krait;
extern rt_type thr_atomic_type;
#endif
