// scan: finding the end of what is not read, and checking UTF-8, as fast as the machine allows.
//
// An engine may only say "yes, valid, and it ends there". When it has any doubt the
// scalar code looks again and words the error, so that every engine gives the same
// values and the same errors at the same byte.

#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdint.h>

#include "base/err.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// The bracket stack of a skip is one word, a bit a level.
enum { JSON_DEPTH_CAP = 64 };

typedef struct {
    const char *name;
    bool (*is_supported)(void);
    // `at` is an opening bracket; at most `room` levels may nest, itself included. The place after
    // its partner, or NULL when the scalar code has to look. What is in between is UTF-8.
    const char *(*skip)(const char *at, const char *end, uint32_t room);
} JsonEngine;

extern const JsonEngine json_engine_scalar;
extern const JsonEngine json_engine_avx2;

// The engine in use.
const JsonEngine *json_engine_now(void);

// The first byte that is not UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms), or
// `end`.
const char *json_utf8_end(const char *at, const char *end);

// What goes wrong in a skip: where and how. `what` NULL: nothing did.
typedef struct {
    const char *at;
    ErrCode code;
    const char *what;
} JsonFault;

// The scalar skip: the place after the partner of the bracket at `at`, or NULL and *fault.
// A fault may stand behind something that is not UTF-8: the caller looks.
const char *json_skip_scalar(const char *at, const char *end, uint32_t room, JsonFault *fault);
// `at` is after an opening quote: the place after the closing quote, or NULL and *fault. Escapes
// are stepped over, not checked.
const char *json_skip_string(const char *at, const char *end, JsonFault *fault);

// The first quote, backslash or control character from `at`, or `end`. Bits are set in *high when a
// byte before it is not ASCII.
static inline const char *json_find_special(const char *at, const char *end, unsigned *high) {
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1f);
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i hits = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
            _mm_cmpeq_epi8(_mm_max_epu8(bytes, control), control));
        unsigned mask = (unsigned)_mm_movemask_epi8(hits);
        unsigned high_here = (unsigned)_mm_movemask_epi8(bytes);
        if (mask != 0) {
            *high |= high_here & ((mask & -mask) - 1);  // those before the first hit
            return at + __builtin_ctz(mask);
        }
        *high |= high_here;
    }
#endif
    for (; at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20; at++) {
        *high |= (unsigned char)*at & 0x80u;
    }
    return at;
}

#endif
