/* frame_object.h - frames and tracebacks as Python sees them. */
#ifndef KRAIT_INTERP_OBJECTS_FRAME_OBJECT_H
#define KRAIT_INTERP_OBJECTS_FRAME_OBJECT_H
#include "interp/frame.h"
#include "runtime/barrier.h"

typedef struct vm_frame_object {
    rt_object hdr;
    rt_field x_live;     /* rt_frame* while the frame exists, else 0 */
    rt_field x_code;     /* rt_code* */
    rt_field x_function; /* vm_function*: its globals */
    rt_field
        x_back; /* frame object of the caller, RT_NULL at the bottom; filled when the frame dies or on demand */
    rt_field x_locals; /* after the frame's death: rt_array of its registers; RT_NULL before */
    rt_field x_ns;     /* namespace mapping, RT_NULL if none */
    rt_field x_pc;     /* word offset; current after the frame's death */
    rt_field x_owner;  /* thread that runs it: rt_thread* */
    rt_field x_trace;  /* f_trace */
} vm_frame_object;
extern rt_type vm_frame_type, vm_traceback_type;

typedef struct vm_traceback {
    rt_object hdr;
    rt_field x_next;  /* vm_traceback* towards the raise, RT_NULL at its end */
    rt_field x_frame; /* vm_frame_object* */
    uint64_t pc;      /* word offset */
} vm_traceback;

/* The object for a live Python frame of t (not a continuation or exit frame), made if need be; NULL: MemoryError. */
vm_frame_object *vm_frame_object_get(rt_thread *t, rt_frame *f);
/* The frame is about to be popped: its object takes its locals along. */
void vm_frame_object_detach(rt_thread *t, rt_frame *f);
/* The nearest Python frame at or below f; NULL at the bottom. */
rt_frame *vm_frame_python(rt_thread *t, rt_frame *f);
/* f_locals: a fresh dict for functions, the namespace itself for classes and modules. */
Value vm_frame_locals(rt_thread *t, rt_frame *f);
#endif
