/* eval.h - everything that handlers use. */
#ifndef KRAIT_INTERP_EVAL_H
#define KRAIT_INTERP_EVAL_H
#include "interp/generator.h"
#include "interp/instructions.h"
#include "interp/specialize.h"
#include "interp/vm_internal.h"
#include "runtime/native.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/descriptor.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/list.h"
#include "runtime/objects/number.h"
#include "runtime/objects/set.h"
#include "runtime/objects/slice.h"
#include "runtime/objects/str.h"
#include "runtime/objects/tuple.h"
#include "runtime/shape.h"
#include "runtime/type.h"
#endif
