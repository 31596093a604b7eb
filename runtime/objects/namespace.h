/* namespace.h - types.SimpleNamespace. */
#ifndef KRAIT_RUNTIME_OBJECTS_NAMESPACE_H
#define KRAIT_RUNTIME_OBJECTS_NAMESPACE_H
#include "runtime/object.h"
extern rt_type rt_namespace_type;
#endif
