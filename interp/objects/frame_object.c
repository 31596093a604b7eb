/* frame_object.c - frames and tracebacks as Python sees them.
 *
 * Owns: vm_frame_object, vm_traceback. A frame object exists only if somebody asked or an exception passed; while its frame lives it reads
 * from the frame, when the frame dies it keeps a copy of the registers.
 * Threads: any may hold a frame object; a live frame is read by its own thread only, others see what was last detached. */
#include "interp/objects/frame_object.h"

#include "interp/instructions.h"
#include "runtime/heap/heap.h"
#include "runtime/objects/cell.h"
#include "runtime/objects/dict.h"
#include "runtime/objects/exception.h"
#include "runtime/objects/number.h"

rt_frame *vm_frame_python(rt_thread *t, rt_frame *f) {
    for (; f > t->frame_base; f--)
        if (!(f->flags & (VM_FRAME_CONT | VM_FRAME_EXIT)) && !(f->code->flags & CO_PRELUDE))
            return f;
    return NULL;
}

vm_frame_object *vm_frame_object_get(rt_thread *t, rt_frame *f) {
    if (f->flags & VM_FRAME_OBJECT) return (vm_frame_object *)rt_obj(f->object);
    vm_frame_object *o = (vm_frame_object *)rt_alloc(t, sizeof *o, &vm_frame_type.root);
    if (!o) return NULL;
    rt_init_ptr(&o->x_live, f);
    rt_init_ptr(&o->x_code, f->code);
    rt_init_ptr(&o->x_function, f->function);
    rt_init_ptr(&o->x_owner, t);
    if (f->flags & VM_FRAME_NS) rt_init(&o->x_ns, f->ns);
    if (f < t->frame_low) vm_checkpoint_lower(t, f);
    f->object = rt_from_obj(o);
    f->flags |= VM_FRAME_OBJECT;
    return o;
}

static uint32_t pc_of(const rt_frame *f) { return (uint32_t)(f->pc - f->code->words); }

void vm_frame_object_detach(rt_thread *t, rt_frame *f) {
    vm_frame_object *o = (vm_frame_object *)rt_obj(f->object);
    Value exc = rt_exception_take(t);
    uint32_t n = f->code->nlocals + (uint32_t)rt_tuple_len(f->code->cellvars);
    rt_array *locals = rt_array_new(t, n);
    if (locals)
        for (uint32_t i = 0; i < n; i++)
            rt_init(&locals->x_items[i], f->regs[i]);
    else
        (void)rt_exception_take(t);
    rt_own own = rt_write(t, &o->hdr);
    if (own) {
        rt_set_storage(t, own, &o->x_locals, locals);
        rt_set_word(t, own, &o->x_pc, pc_of(f));
        rt_set_word(t, own, &o->x_live, 0);
        if (rt_is_null(rt_load(&o->x_back))) {
            rt_frame *caller = vm_frame_python(t, f - 1);
            if (caller && caller->flags & VM_FRAME_OBJECT)
                rt_set(t, own, &o->x_back, caller->object);
        }
    }
    t->exc = exc;
}

void vm_traceback_add(rt_thread *t, rt_frame *f) {
    if (t->conflict || rt_is_null(t->exc) || (f->code->flags & CO_PRELUDE)) return;
    Value exc = rt_exception_take(t); /* allocation must not see it as its own failure */
    vm_frame_object *frame = vm_frame_object_get(t, f);
    vm_traceback *tb =
        frame ? (vm_traceback *)rt_alloc(t, sizeof *tb, &vm_traceback_type.root) : NULL;
    if (!tb) {
        if (!t->conflict) t->exc = exc;
        return;
    }
    rt_exception *e = rt_as_exception(exc);
    rt_own own = rt_write(t, &e->hdr);
    if (!own) return;
    tb->pc = pc_of(f);
    rt_init_ptr(&tb->x_frame, frame);
    rt_init(&tb->x_next, rt_load(&e->x_traceback));
    rt_set(t, own, &e->x_traceback, rt_from_obj(tb));
    t->exc = exc;
}

/* Cleanup that has no line of its own raised again: as in CPython the frame stays at the instruction that raised first. */
void vm_frame_settle_line(rt_thread *t, rt_frame *f) {
    if (!(f->flags & VM_FRAME_OBJECT) || rt_is_null(t->exc)) return;
    if (vm_code_position(f->code, pc_of(f)).line >= 0) return;
    Value head = rt_load(&rt_as_exception(t->exc)->x_traceback);
    if (rt_is_null(head) || rt_is_none(head)) return;
    const vm_traceback *tb = (const vm_traceback *)rt_obj(head);
    if (rt_same(rt_load(&tb->x_frame), f->object)) f->pc = f->code->words + tb->pc;
}

/* ---- locals ---- */
static bool add_local(rt_thread *t, Value dict, Value name, Value v) {
    if (rt_is_exact(v, &rt_cell_type)) {
        v = rt_cell_get(t, rt_as_cell(v));
        if (rt_is_null(v)) return false;
    }
    return rt_is_empty(v) || rt_is_null(v) || rt_dict_set(t, dict, name, v);
}

static Value locals_of(rt_thread *t, const rt_code *code, const vm_function *function,
                       const Value *regs) {
    Value dict = rt_dict_new(t);
    if (rt_is_null(dict)) return dict;
    uint32_t ncells = (uint32_t)rt_tuple_len(code->cellvars);
    for (uint32_t i = 0; i < code->nlocals; i++)
        if (!add_local(t, dict, rt_tuple_at(code->varnames, i), regs[i])) return RT_NULL;
    for (uint32_t i = 0; i < ncells; i++)
        if (!add_local(t, dict, rt_tuple_at(code->cellvars, i), regs[code->nlocals + i]))
            return RT_NULL;
    for (uint32_t i = 0; i < rt_tuple_len(code->freevars); i++)
        if (!add_local(t, dict, rt_tuple_at(code->freevars, i),
                       rt_from_obj(vm_function_cell(function, i))))
            return RT_NULL;
    return dict;
}

Value vm_frame_locals(rt_thread *t, rt_frame *f) {
    if (f->flags & VM_FRAME_NS) return f->ns;
    if (!(f->code->flags & CO_OPTIMIZED)) return vm_frame_globals(f);
    return locals_of(t, f->code, f->function, f->regs);
}

/* ---- attributes ---- */
static vm_frame_object *self_frame(Value v) { return (vm_frame_object *)rt_obj(v); }

/* The live frame if it is this thread's. */
static rt_frame *live(rt_thread *t, const vm_frame_object *o) {
    return rt_load_ptr(&o->x_owner) == t ? rt_load_ptr(&o->x_live) : NULL;
}

static Value frame_code(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &self_frame(self)->x_code);
}

static Value frame_globals(rt_thread *t, Value self) {
    Value function = rt_read_field(t, rt_obj(self), &self_frame(self)->x_function);
    return rt_is_null(function) ? function : vm_function_globals(vm_as_function(function));
}

static Value frame_builtins(rt_thread *t, Value self) {
    Value function = rt_read_field(t, rt_obj(self), &self_frame(self)->x_function);
    return rt_is_null(function) ? function : rt_load(&vm_as_function(function)->x_builtins);
}

static Value frame_locals(rt_thread *t, Value self) {
    vm_frame_object *o = self_frame(self);
    rt_frame *f = live(t, o);
    if (f) return vm_frame_locals(t, f);
    Value ns = rt_load(&o->x_ns);
    if (!rt_is_null(ns)) return ns;
    const rt_code *code = rt_load_ptr(&o->x_code);
    if (!(code->flags & CO_OPTIMIZED)) return frame_globals(t, self);
    Value regs = rt_read_field(t, &o->hdr, &o->x_locals);
    if (rt_is_null(regs)) return t->conflict ? RT_NULL : rt_dict_new(t);
    return locals_of(t, code, rt_load_ptr(&o->x_function),
                     (const Value *)((rt_array *)rt_obj(regs))->x_items);
}

static uint32_t frame_pc(rt_thread *t, const vm_frame_object *o) {
    rt_frame *f = live(t, o);
    return f ? pc_of(f) : (uint32_t)rt_load_word(&o->x_pc);
}

static Value frame_lineno(rt_thread *t, Value self) {
    const vm_frame_object *o = self_frame(self);
    vm_position p = vm_code_position(rt_load_ptr(&o->x_code), frame_pc(t, o));
    return p.line < 0 ? RT_NONE : rt_imm_int(p.line);
}

static Value frame_lasti(rt_thread *t, Value self) {
    return rt_imm_int(8 * (int64_t)frame_pc(t, self_frame(self)));
}

static Value frame_back(rt_thread *t, Value self) {
    vm_frame_object *o = self_frame(self);
    rt_frame *f = live(t, o);
    if (f) {
        f = vm_frame_python(t, f - 1);
        vm_frame_object *back = f ? vm_frame_object_get(t, f) : NULL;
        return back ? rt_from_obj(back) : rt_exception_pending(t) ? RT_NULL : RT_NONE;
    }
    Value back = rt_read_field(t, &o->hdr, &o->x_back);
    return rt_is_null(back) && !t->conflict ? RT_NONE : back;
}

static Value frame_clear(rt_thread *t, Value *args, uint32_t nargs) {
    (void)nargs;
    vm_frame_object *o = self_frame(args[0]);
    if (rt_load_word(&o->x_live))
        return rt_raise(t, &rt_exc_RuntimeError, "cannot clear an executing frame");
    rt_own own = rt_write(t, &o->hdr);
    if (!own) return RT_NULL;
    rt_set_storage(t, own, &o->x_locals, NULL);
    return RT_NONE;
}

static void frame_trace(rt_object *obj, rt_marker *m) {
    vm_frame_object *o = (vm_frame_object *)obj;
    rt_mark_field(m, &o->x_code);
    rt_mark_field(m, &o->x_function);
    rt_mark_field(m, &o->x_back);
    rt_mark_storage(m, rt_load_ptr(&o->x_locals));
    rt_mark_field(m, &o->x_ns);
    rt_mark_field(m, &o->x_trace);
}

static Value frame_repr(rt_thread *t, Value self) {
    const vm_frame_object *o = self_frame(self);
    const rt_code *code = rt_load_ptr(&o->x_code);
    return rt_str_format_c(t, "<frame at %p, file %R, line %V, code %V>", (void *)o, code->filename,
                           frame_lineno(t, self), code->name);
}

static const rt_getset_def frame_getsets[] = {
    {"f_code", frame_code, NULL, NULL},         {"f_globals", frame_globals, NULL, NULL},
    {"f_builtins", frame_builtins, NULL, NULL}, {"f_locals", frame_locals, NULL, NULL},
    {"f_lineno", frame_lineno, NULL, NULL},     {"f_lasti", frame_lasti, NULL, NULL},
    {"f_back", frame_back, NULL, NULL},         {NULL, NULL, NULL, NULL},
};
static const rt_native_def frame_methods[] = {{"clear", frame_clear, 1, 1, NULL, 0, NULL},
                                              {NULL, NULL, 0, 0, NULL, 0, NULL}};
static const rt_member_def frame_members[] = {
    {"f_trace", offsetof(vm_frame_object, x_trace), true, true}, {NULL, 0, false, false}};

rt_type vm_frame_type = {
    RT_TYPE_HEAD(vm_frame_type, "frame"),
    .basic_size = sizeof(vm_frame_object),
    .slots = {.repr = frame_repr},
    .trace = frame_trace,
    .getsets = frame_getsets,
    .methods = frame_methods,
    .members = frame_members,
};

/* ---- tracebacks ---- */
static vm_traceback *self_tb(Value v) { return (vm_traceback *)rt_obj(v); }

static Value tb_next(rt_thread *t, Value self) {
    Value next = rt_read_field(t, rt_obj(self), &self_tb(self)->x_next);
    return rt_is_null(next) && !t->conflict ? RT_NONE : next;
}

static Value tb_set_next(rt_thread *t, Value self, Value next) {
    if (rt_is_empty(next)) return rt_raise_type_error(t, "can't delete tb_next attribute");
    if (!rt_is_none(next) && !rt_is_exact(next, &vm_traceback_type))
        return rt_raise_type_error(t, "expected traceback object, got '%T'", next);
    for (Value v = next; rt_is_obj(v); v = rt_load(&self_tb(v)->x_next))
        if (rt_same(v, self)) return rt_raise_value_error(t, "traceback loop detected");
    return rt_write_field(t, rt_obj(self), &self_tb(self)->x_next,
                          rt_is_none(next) ? RT_NULL : next)
               ? RT_NONE
               : RT_NULL;
}

static Value tb_frame(rt_thread *t, Value self) {
    return rt_read_field(t, rt_obj(self), &self_tb(self)->x_frame);
}

static Value tb_lineno(rt_thread *t, Value self) {
    (void)t;
    const vm_frame_object *frame = rt_load_ptr(&self_tb(self)->x_frame);
    vm_position p = vm_code_position(rt_load_ptr(&frame->x_code), (uint32_t)self_tb(self)->pc);
    return p.line < 0 ? RT_NONE : rt_imm_int(p.line);
}

static Value tb_lasti(rt_thread *t, Value self) {
    (void)t;
    return rt_imm_int(8 * (int64_t)self_tb(self)->pc);
}

static void tb_trace(rt_object *obj, rt_marker *m) {
    rt_mark_field(m, &((vm_traceback *)obj)->x_next);
    rt_mark_field(m, &((vm_traceback *)obj)->x_frame);
}

/* traceback(tb_next, tb_frame, tb_lasti, tb_lineno) */
static Value tb_new(rt_thread *t, Value type, const Value *args, uint32_t nargs, Value kwnames) {
    (void)type;
    int64_t lasti;
    if (nargs != 4 || !rt_is_null(kwnames))
        return rt_raise_type_error(t, "traceback() takes exactly 4 arguments (%u given)", nargs);
    if (!rt_is_exact(args[1], &vm_frame_type) || !rt_int_get(args[2], &lasti))
        return rt_raise_type_error(t, "traceback() argument 'tb_frame' must be frame, not %T",
                                   args[1]);
    vm_traceback *tb = (vm_traceback *)rt_alloc(t, sizeof *tb, &vm_traceback_type.root);
    if (!tb) return RT_NULL;
    rt_init(&tb->x_next, rt_is_none(args[0]) ? RT_NULL : args[0]);
    rt_init(&tb->x_frame, args[1]);
    tb->pc = (uint64_t)lasti / 8;
    return rt_from_obj(tb);
}

static const rt_getset_def tb_getsets[] = {
    {"tb_next", tb_next, tb_set_next, NULL},
    {"tb_frame", tb_frame, rt_set_readonly, NULL},
    {"tb_lineno", tb_lineno, rt_set_readonly, NULL},
    {"tb_lasti", tb_lasti, rt_set_readonly, NULL},
    {NULL, NULL, NULL, NULL},
};

rt_type vm_traceback_type = {
    RT_TYPE_HEAD(vm_traceback_type, "traceback"),
    .basic_size = sizeof(vm_traceback),
    .slots = {.new_ = tb_new},
    .trace = tb_trace,
    .getsets = tb_getsets,
};
