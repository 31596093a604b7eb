/* operator_internal.h - what the files of the module _operator share. */
#ifndef KRAIT_RUNTIME_MODULES_OPERATOR_INTERNAL_H
#define KRAIT_RUNTIME_MODULES_OPERATOR_INTERNAL_H
#include "runtime/object.h"
extern rt_type operator_itemgetter_type, operator_attrgetter_type, operator_methodcaller_type;
#endif
