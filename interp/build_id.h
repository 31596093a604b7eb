/* build_id.h - which build of Krait this is. */
#ifndef KRAIT_INTERP_BUILD_ID_H
#define KRAIT_INTERP_BUILD_ID_H

#include <stddef.h>

enum { BUILD_ID_BYTES = 20 };

/* The identity that the linker gave the executable: a digest of its contents. False: it has none. */
[[nodiscard]] bool build_id_get(unsigned char id[static BUILD_ID_BYTES]);

#endif
