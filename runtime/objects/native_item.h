/* native_item.h - single values in C's own formats: the format characters that memoryview, array and struct share. */
#ifndef KRAIT_RUNTIME_OBJECTS_NATIVE_ITEM_H
#define KRAIT_RUNTIME_OBJECTS_NATIVE_ITEM_H
#include "runtime/thread.h"
/* Bytes of one item of format code (c b B ? h H i I l L q Q n N f d P); 0: no such format. */
size_t rt_item_size(char code);
[[nodiscard]] Value rt_item_get(rt_thread *t, char code, const void *at);
typedef enum rt_item_result {
    RT_ITEM_OK,
    RT_ITEM_RAISED,
    RT_ITEM_BAD_TYPE,
    RT_ITEM_BAD_VALUE
} rt_item_result;
/* Stores v; __index__, __float__ and __bool__ run nested. BAD_TYPE, BAD_VALUE: nothing is pending, the caller words the error. */
[[nodiscard]] rt_item_result rt_item_put(rt_thread *t, char code, Value v, void *at);
#endif
