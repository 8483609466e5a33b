// engine_avx2: 64 bytes a step with AVX2, for x86-64 since 2013.

#include "json/scan.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "json/skip_block.h"

#define AVX2 __attribute__((target("avx2,bmi,bmi2,pclmul,popcnt,lzcnt")))

static bool is_supported(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul");
}

// ---- UTF-8: blocks of ASCII at once; from the first byte that is none the scalar code goes on to
// the end of the block.

AVX2 static __m256i load(const char *at) {
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

AVX2 static bool is_utf8(const char *at, const char *end) {
    while (end - at >= BLOCK) {
        __m256i both = _mm256_or_si256(load(at), load(at + 32));
        if (_mm256_movemask_epi8(both) == 0) {
            at += BLOCK;
            continue;
        }
        // A character may reach over the end of the block by up to three bytes.
        const char *limit = at + BLOCK;
        while (limit < end && ((unsigned char)*limit & 0xC0) == 0x80) limit++;
        if (json_utf8_end(at, limit) != limit) return false;
        at = limit;
    }
    return json_utf8_end(at, end) == end;
}

// ---- skipping

AVX2 ALWAYS_INLINE uint64_t mask(__m256i low, __m256i high) {
    uint64_t first = (uint32_t)_mm256_movemask_epi8(low);
    return first | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 ALWAYS_INLINE uint64_t equal(__m256i low, __m256i high, char c) {
    __m256i all = _mm256_set1_epi8(c);
    return mask(_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all));
}

AVX2 ALWAYS_INLINE Block block_of(__m256i low, __m256i high) {
    const __m256i bit_5 = _mm256_set1_epi8(0x20);
    const __m256i control = _mm256_set1_epi8(0x1F);
    // With bit 5 set '[' becomes '{' and ']' becomes '}'; no other byte becomes one of them.
    __m256i low_5 = _mm256_or_si256(low, bit_5);
    __m256i high_5 = _mm256_or_si256(high, bit_5);
    return (Block){
        .quotes = equal(low, high, '"'),
        .backslashes = equal(low, high, '\\'),
        .controls = mask(_mm256_cmpeq_epi8(_mm256_max_epu8(low, control), control),
                         _mm256_cmpeq_epi8(_mm256_max_epu8(high, control), control)),
        .opens = equal(low_5, high_5, '{'),
        .closes = equal(low_5, high_5, '}'),
        .braces = mask(_mm256_slli_epi16(low, 2), _mm256_slli_epi16(high, 2)),
    };
}

AVX2 ALWAYS_INLINE uint64_t prefix_xor(uint64_t bits) {
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2 static const char *skip(const char *at, const char *end, uint32_t room) {
    Skip state = {.room = room};
    unsigned place = 0;
    for (; end - at >= BLOCK; at += BLOCK) {
        Step step = json_block_step(&state, block_of(load(at), load(at + 32)), prefix_xor, &place);
        if (step == STEP_END) return at + place + 1;
        if (step == STEP_DOUBT) return NULL;
    }
    char rest[BLOCK];
    memset(rest, ' ', sizeof rest);
    memcpy(rest, at, (size_t)(end - at));
    Step step = json_block_step(&state, block_of(load(rest), load(rest + 32)), prefix_xor, &place);
    return step == STEP_END ? at + place + 1 : NULL;
}

const JsonEngine json_engine_avx2 = {"avx2", is_supported, is_utf8, skip};

#endif
