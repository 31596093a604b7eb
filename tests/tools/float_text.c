/* float_text.c - doubles to text and back, for tests/runtime/compare_float.py.
 *
 * Reads lines of 16 hexadecimal digits, the bits of a double; writes for each the repr, and the bits that float()
 * gives for that repr and for the 17-digit text that follows on the same line. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/objects/float_internal.h"

static uint64_t parsed_bits(const char *text, size_t n) {
    double d;
    uint64_t bits = 0;
    if (rt_double_parse(text, n, &d)) memcpy(&bits, &d, sizeof bits);
    return bits;
}

int main(void) {
    uint64_t bits;
    char given[64], text[40];
    double d;
    while (scanf("%" SCNx64 " %63s", &bits, given) == 2) {
        memcpy(&d, &bits, sizeof d);
        size_t n = rt_double_repr(d, text);
        printf("%.*s %016" PRIx64 " %016" PRIx64 "\n", (int)n, text, parsed_bits(text, n),
               parsed_bits(given, strlen(given)));
    }
    return 0;
}
