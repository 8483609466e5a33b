// code_filter: the codes of a system that begin with a prefix or match a regular expression.
//
// A ValueSet states it with an ordinary FHIR filter, property "code" and op "regex":
//
//     {"system": "http://hl7.org/fhir/sid/icd-10", "filter":
//         [{"property": "code", "op": "regex", "value": "C4[01](\\..*)?"}]}
//
// The pattern has to match the whole code. A pattern that is plain text and then ".*" is a prefix
// and costs a comparison of bytes.

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <assert.h>
#include <stdalign.h>

#include "terms/terms_internal.h"

// The pattern is run as an automaton: no backtracking, no memory but the workspace on the stack, so
// threads share nothing and no code makes it slow.
enum { MAX_CODE = 256, MAX_PATTERN = 1000, MAX_COMPILED = 2000, WORKSPACE = 3000 };

// PCRE2 asks here for the memory of a compiled pattern: it lives in the arena.
static void *from_arena(size_t size, void *arena) {
    return arena_alloc(arena, 1, size);
}

static void keep(void *memory, void *owner) {
    (void)memory;
    (void)owner;
}

static bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '/' || c == ':';
}

// Plain text and then ".*": the text, in the arena.
static bool as_prefix(Arena *arena, Str pattern, Str *prefix) {
    if (!str_ends(pattern, STR(".*"))) return false;
    char *text = arena_alloc(arena, pattern.len, 1);
    size_t length = 0;
    for (size_t i = 0; i < pattern.len - 2; i++) {
        char c = pattern.data[i];
        if (c == '\\' && i + 1 < pattern.len - 2 && pattern.data[i + 1] == '.') {
            c = pattern.data[++i];
        } else if (!is_plain(c)) {
            return false;
        }
        text[length++] = c;
    }
    *prefix = (Str){text, length};
    return true;
}

static const void *compile(Arena *arena, Str pattern, Err *err) {
    pcre2_general_context *memory = pcre2_general_context_create(from_arena, keep, arena);
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    int code;
    size_t offset;
    // Bytes, not characters: a code is ASCII, and one that is not just does not match.
    uint32_t options = PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NO_AUTO_CAPTURE;
    const void *regex =
        pcre2_compile((PCRE2_SPTR)pattern.data, pattern.len, options, &code, &offset, context);
    if (regex == NULL) {
        unsigned char why[120];
        pcre2_get_error_message(code, why, sizeof why);
        err_set(err, ERR_CHECK, "the pattern \"%.*s\" is wrong at character %zu: %s",
                STR_ARG(pattern), offset + 1, (const char *)why);
        return NULL;
    }
    size_t size = 0;
    pcre2_pattern_info(regex, PCRE2_INFO_SIZE, &size);
    if (size > MAX_COMPILED) {
        err_set(err, ERR_CHECK, "the pattern \"%.*s\" is too large: list the codes, or use several",
                STR_ARG(pattern));
        return NULL;
    }
    return regex;
}

bool code_filter_add(Terms *terms, Str system, Str pattern, CodeFilter **filters, Err *err) {
    if (pattern.len == 0 || pattern.len > MAX_PATTERN) {
        return err_set(err, ERR_CHECK, "a pattern of codes has 1 to %d characters", MAX_PATTERN);
    }
    CodeFilter *filter = ARENA_NEW(terms->arena, CodeFilter);
    filter->system = system;
    if (!as_prefix(terms->arena, pattern, &filter->prefix)) {
        filter->regex = compile(terms->arena, pattern, err);
        if (filter->regex == NULL) return false;
    }
    filter->next = *filters;
    *filters = filter;
    return true;
}

// A little memory on the stack, for what a match asks for.
typedef struct {
    size_t used;
    alignas(max_align_t) unsigned char bytes[1024];
} Scratch;

static void *from_scratch(size_t size, void *memory) {
    Scratch *scratch = memory;
    size_t step = alignof(max_align_t);
    size_t wanted = (size + step - 1) / step * step;
    assert(wanted <= sizeof scratch->bytes - scratch->used);
    void *start = scratch->bytes + scratch->used;
    scratch->used += wanted;
    return start;
}

bool code_filter_takes(const CodeFilter *filter, Str code) {
    if (filter->regex == NULL) return str_starts(code, filter->prefix);
    if (code.len > MAX_CODE) return false;
    int workspace[WORKSPACE];
    Scratch scratch;
    scratch.used = 0;
    pcre2_general_context *memory = pcre2_general_context_create(from_scratch, keep, &scratch);
    pcre2_match_data *data = pcre2_match_data_create(1, memory);
    int found = pcre2_dfa_match(filter->regex, (PCRE2_SPTR)code.data, code.len, 0, 0, data, NULL,
                                workspace, WORKSPACE);
    // 0: it matches, in more ways than the data have room for.
    assert(found >= 0 || found == PCRE2_ERROR_NOMATCH);
    return found >= 0;
}
