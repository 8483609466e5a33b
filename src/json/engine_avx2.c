// engine_avx2: 64 bytes a step with AVX2, for x86-64 since 2013.

#include "json/scan.h"

#if defined(__x86_64__)

#include <immintrin.h>

enum {
    BLOCK = 64,
    SINGLE = 2  // first blocks of a skip, whose brackets are followed one by one
};

#define ALWAYS_INLINE static inline __attribute__((always_inline))
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

typedef struct {
    uint64_t quotes;
    uint64_t backslashes;
    uint64_t controls;  // bytes below 0x20
    uint64_t opens;     // '{' and '['
    uint64_t closes;    // '}' and ']'
    uint64_t braces;    // of opens and closes: those that are '{' or '}'; elsewhere anything
    uint64_t brackets;  // opens and closes outside strings
} Block;

typedef struct {
    __m256i bytes;        // all bytes so far, one over the other: for bit 7
    uint64_t in_string;   // all ones: the block before ended inside a string
    uint64_t is_escaped;  // 1: it ended with a backslash that escapes the next byte
    uint64_t kinds;       // a bit an open bracket, innermost lowest: 1 for '{'
    uint32_t depth;
    uint32_t room;
    // Brackets that `depth` has counted and `kinds` has not, packed side by side, first lowest.
    uint32_t count;
    uint64_t opens;   // 1: it opens
    uint64_t braces;  // 1: '{' or '}'
} Skip;

typedef enum { STEP_ON, STEP_END, STEP_DOUBT } Step;

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
    const __m256i backslash = _mm256_set1_epi8('\\');
    // With bit 5 set '[' becomes '{' and ']' becomes '}'; no other byte becomes one of them.
    __m256i low_5 = _mm256_or_si256(low, bit_5);
    __m256i high_5 = _mm256_or_si256(high, bit_5);
    Block block = {
        .quotes = equal(low, high, '"'),
        .opens = equal(low_5, high_5, '{'),
        .closes = equal(low_5, high_5, '}'),
        .braces = mask(_mm256_slli_epi16(low, 2), _mm256_slli_epi16(high, 2)),
    };
    // Most blocks have neither of these, and one test for both is cheaper than two masks.
    __m256i low_rare = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_max_epu8(low, control), control),
                                       _mm256_cmpeq_epi8(low, backslash));
    __m256i high_rare = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_max_epu8(high, control), control),
                                        _mm256_cmpeq_epi8(high, backslash));
    __m256i rare = _mm256_or_si256(low_rare, high_rare);
    if (!_mm256_testz_si256(rare, rare)) {
        block.backslashes = equal(low, high, '\\');
        block.controls = mask(low_rare, high_rare) & ~block.backslashes;
    }
    return block;
}

AVX2 ALWAYS_INLINE uint64_t prefix_xor(uint64_t bits) {
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

// The bytes that a backslash escapes. Backslashes are rare, so they are taken one by one.
AVX2 ALWAYS_INLINE uint64_t escaped_bytes(uint64_t backslashes, uint64_t *is_escaped) {
    uint64_t escaped = *is_escaped;
    *is_escaped = 0;
    backslashes &= ~escaped;
    while (backslashes != 0) {
        uint64_t bit = backslashes & -backslashes;
        *is_escaped = bit >> 63;
        escaped |= bit << 1;
        backslashes &= ~(bit | bit << 1);
    }
    return escaped;
}

AVX2 ALWAYS_INLINE uint64_t reverse(uint64_t bits) {
    bits = (bits >> 1 & 0x5555555555555555U) | (bits & 0x5555555555555555U) << 1;
    bits = (bits >> 2 & 0x3333333333333333U) | (bits & 0x3333333333333333U) << 2;
    bits = (bits >> 4 & 0x0F0F0F0F0F0F0F0FU) | (bits & 0x0F0F0F0F0F0F0F0FU) << 4;
    return __builtin_bswap64(bits);
}

// Follows the packed brackets: a pair that stands side by side is checked and taken out, until only
// closing brackets are left, then opening ones; these meet the stack as two groups. Returns whether
// all kinds match. That is several times cheaper than one by one.
AVX2 ALWAYS_INLINE bool follow_packed(Skip *skip) {
    uint64_t opens = skip->opens;
    uint64_t braces = skip->braces;
    uint32_t count = skip->count;
    uint64_t all = _bzhi_u64(UINT64_MAX, count);
    uint64_t wrong = 0;
    for (uint64_t pairs; (pairs = opens & (all & ~opens) >> 1) != 0;) {
        wrong |= (braces ^ braces >> 1) & pairs;
        uint64_t rest = all & ~(pairs | pairs << 1);
        opens = _pext_u64(opens, rest);
        braces = _pext_u64(braces, rest);
        count -= 2 * (uint32_t)__builtin_popcountll(pairs);
        all = _bzhi_u64(UINT64_MAX, count);
    }
    uint32_t pushes = (uint32_t)__builtin_popcountll(opens);
    uint32_t pops = count - pushes;  // fewer than are open: `depth` stayed above 0
    wrong |= _bzhi_u64(skip->kinds ^ braces, pops);
    skip->kinds >>= pops;
    if (pushes > 0) {  // the last that opens is the innermost
        skip->kinds = skip->kinds << pushes | reverse(braces >> pops) >> (64 - pushes);
    }
    skip->opens = 0;
    skip->braces = 0;
    skip->count = 0;
    return wrong == 0;
}

// Follows brackets one by one. STEP_END: the one at *place closes the skip.
AVX2 ALWAYS_INLINE Step follow_each(Skip *skip, const Block *block, unsigned *place) {
    uint64_t brackets = block->brackets;
    while (brackets != 0) {
        unsigned at = (unsigned)__builtin_ctzll(brackets);
        brackets &= brackets - 1;
        uint64_t is_brace = block->braces >> at & 1;
        if ((block->opens >> at & 1) != 0) {
            if (skip->depth == skip->room) return STEP_DOUBT;
            skip->depth++;
            skip->kinds = skip->kinds << 1 | is_brace;
            continue;
        }
        if ((skip->kinds & 1) != is_brace) return STEP_DOUBT;
        skip->kinds >>= 1;
        if (--skip->depth > 0) continue;
        *place = at;
        return STEP_END;
    }
    return STEP_ON;
}

// Sets block->brackets; returns what must not be: control characters inside strings and backslashes
// outside.
AVX2 ALWAYS_INLINE uint64_t outside_strings(Skip *skip, Block *block) {
    if ((block->backslashes | skip->is_escaped) != 0) {
        block->quotes &= ~escaped_bytes(block->backslashes, &skip->is_escaped);
    }
    // Ones from each opening quote up to its closing quote.
    uint64_t strings = prefix_xor(block->quotes) ^ skip->in_string;
    skip->in_string = (uint64_t)0 - (strings >> 63);  // all ones when the last byte is in one
    block->brackets = (block->opens | block->closes) & ~strings;
    return (block->controls & strings) | (block->backslashes & ~strings);
}

// Follows the brackets of a block: later, packed with others, if the skip cannot end in this block
// nor run out of room.
AVX2 ALWAYS_INLINE Step follow(Skip *skip, const Block *block, unsigned *place) {
    uint32_t count = (uint32_t)__builtin_popcountll(block->brackets);
    uint32_t opens = (uint32_t)__builtin_popcountll(block->opens & block->brackets);
    uint32_t closes = count - opens;
    if (skip->depth <= closes || skip->depth + opens > skip->room) {
        return follow_packed(skip) ? follow_each(skip, block, place) : STEP_DOUBT;
    }
    if (skip->count + count >= 64 && !follow_packed(skip)) return STEP_DOUBT;
    if (count == 64) return follow_each(skip, block, place);
    skip->opens |= _pext_u64(block->opens, block->brackets) << skip->count;
    skip->braces |= _pext_u64(block->braces, block->brackets) << skip->count;
    skip->count += count;
    skip->depth += opens - closes;
    return STEP_ON;
}

AVX2 ALWAYS_INLINE Step step(Skip *skip, const char *at, bool is_packed, unsigned *place) {
    __m256i low = load(at);
    __m256i high = load(at + 32);
    skip->bytes = _mm256_or_si256(skip->bytes, _mm256_or_si256(low, high));
    Block block = block_of(low, high);
    uint64_t doubts = outside_strings(skip, &block);
    Step result = is_packed ? follow(skip, &block, place) : follow_each(skip, &block, place);
    // What stands behind the end is not this skip's business.
    if (result == STEP_END) doubts = _bzhi_u64(doubts, *place);
    return doubts == 0 ? result : STEP_DOUBT;
}

// Where a skip from `from` ends, if it did.
AVX2 ALWAYS_INLINE const char *end_of(const Skip *skip, Step result, const char *from,
                                      const char *after) {
    if (result != STEP_END) return NULL;
    bool is_ascii = _mm256_movemask_epi8(skip->bytes) == 0;
    return is_ascii || is_utf8(from, after) ? after : NULL;
}

AVX2 static const char *skip(const char *at, const char *end, uint32_t room) {
    const char *from = at;
    Skip state = {.room = room, .bytes = _mm256_setzero_si256()};
    unsigned place = 0;
    // Most of what is skipped is short: packing its few brackets would not pay.
    for (unsigned i = 0; i < SINGLE && end - at >= BLOCK; i++, at += BLOCK) {
        Step result = step(&state, at, false, &place);
        if (result != STEP_ON) return end_of(&state, result, from, at + place + 1);
    }
    for (; end - at >= BLOCK; at += BLOCK) {
        Step result = step(&state, at, true, &place);
        if (result != STEP_ON) return end_of(&state, result, from, at + place + 1);
    }
    char rest[BLOCK];
    memset(rest, ' ', sizeof rest);
    memcpy(rest, at, (size_t)(end - at));
    Step result = step(&state, rest, true, &place);
    return end_of(&state, result, from, at + place + 1);
}

const JsonEngine json_engine_avx2 = {"avx2", is_supported, skip};

#endif
