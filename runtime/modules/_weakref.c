/* _weakref.c - the module behind weakref.py. Threads: any. */
#include "runtime/error.h"
#include "runtime/heap/heap.h"
#include "runtime/native.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/list.h"
#include "runtime/objects/module.h"
#include "runtime/objects/weakref.h"
#include "runtime/protocol.h"

static Value weak_proxy(rt_thread *t, Value *args, uint32_t nargs) {
    rt_type *type =
        rt_type_of(args[0])->slots.call ? &rt_weakcallableproxy_type : &rt_weakproxy_type;
    return rt_weak_new(t, type, args[0], nargs > 1 ? args[1] : RT_NONE);
}

static void count_one(Value weak, void *ctx) {
    (void)weak;
    ++*(int64_t *)ctx;
}

static Value getweakrefcount(rt_thread *t, Value *args, uint32_t nargs) {
    (void)t, (void)nargs;
    int64_t n = 0;
    rt_weak_each(args[0], count_one, &n);
    return rt_imm_int(n);
}

typedef struct found {
    rt_array *items;
    size_t n, cap;
} found;

static void keep_one(Value weak, void *ctx) {
    found *f = ctx;
    if (f->n < f->cap) rt_init(&f->items->x_items[f->n], weak);
    f->n++;
}

/* Counts, makes room, and looks again, until the room suffices. */
static Value getweakrefs(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    found f = {.n = 0};
    for (;;) {
        f.n = 0;
        rt_weak_each(args[0], keep_one, &f);
        if (f.n <= f.cap) break;
        f.cap = f.n + 4;
        f.items = rt_array_new(t, f.cap);
        if (!f.items) return RT_NULL;
    }
    return rt_list_new(t, f.n ? (Value *)(void *)f.items->x_items : NULL, f.n);
}

/* Drops dict[key] if its value is a reference whose target has died. */
static Value remove_dead_weakref(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    if (!rt_is_dict(args[0]))
        return rt_raise_type_error(t, "_remove_dead_weakref() argument 1 must be dict, not %T",
                                   args[0]);
    Value v = rt_dict_get(t, args[0], args[1]);
    if (rt_is_null(v)) return RT_NULL;
    if (rt_is_empty(v)) return RT_NONE;
    if (!rt_isinstance_exact(v, &rt_weakref_type)) return rt_raise_type_error(t, "not a weakref");
    if (rt_is_null(rt_weak_target(v)) && rt_dict_del(t, args[0], args[1]) < 0) return RT_NULL;
    return RT_NONE;
}

static const rt_native_def functions[] = {
    {.name = "proxy",
     .fn = weak_proxy,
     .min = 1,
     .max = 2,
     .doc = "Create a proxy object that weakly references 'object'.\n\n"
            "'callback', if given, is called with a reference to the\n"
            "proxy when 'object' is about to be finalized."},
    {.name = "getweakrefcount",
     .fn = getweakrefcount,
     .min = 1,
     .max = 1,
     .doc = "Return the number of weak references to 'object'."},
    {.name = "getweakrefs",
     .fn = getweakrefs,
     .min = 1,
     .max = 1,
     .doc =
         "getweakrefs(object) -- return a list of all weak reference objects\nthat point to 'object'."},
    {.name = "_remove_dead_weakref",
     .fn = remove_dead_weakref,
     .min = 2,
     .max = 2,
     .flags = RT_NATIVE_PARSED,
     .doc = "Atomically remove key from dict if it points to a dead weakref."},
    {.name = NULL},
};

static bool weakref_exec(rt_thread *t, Value module) {
    return rt_module_set(t, module, "ref", rt_from_obj(&rt_weakref_type)) &&
           rt_module_set(t, module, "ReferenceType", rt_from_obj(&rt_weakref_type)) &&
           rt_module_set(t, module, "ProxyType", rt_from_obj(&rt_weakproxy_type)) &&
           rt_module_set(t, module, "CallableProxyType", rt_from_obj(&rt_weakcallableproxy_type));
}

const rt_module_def rt_module__weakref = {.name = "_weakref",
                                          .functions = functions,
                                          .exec = weakref_exec,
                                          .doc = "Weak-reference support module."};
