// ops_string: strings (CQL 1.5.3 appendix B, String Operators).
//
// Positions and lengths count Unicode characters. Case follows Unicode's simple mappings
// (value_text.h). Regular expressions are PCRE2's, in UTF mode, matching anywhere, with limits
// on the work a pattern may cause.

#include "base/memory.h"
#include "cql/ops_internal.h"
#include "cql/value_text.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static Value keep(Runtime *runtime, const Buf *buf) {
    return value_string(arena_str(runtime->arena, buf_str(buf)));
}

static bool too_long(size_t length) {
    return length > OP_MAX_RESULT;
}

static Value fail_long(Runtime *runtime) {
    return op_fail(runtime, "a string longer than %d bytes", OP_MAX_RESULT);
}

static Value concatenated(Runtime *runtime, Str a, Str b) {
    if (too_long(a.len + b.len)) return fail_long(runtime);
    char *text = arena_alloc(runtime->arena, a.len + b.len, 1);
    if (a.len > 0) memcpy(text, a.data, a.len);
    if (b.len > 0) memcpy(text + a.len, b.data, b.len);
    return value_string((Str){text, a.len + b.len});
}

OP(concatenate) {
    return concatenated(runtime, value_str(args[0]), value_str(args[1]));
}

static Str str_or_empty(Value value) {
    return value.kind == VALUE_STRING ? value_str(value) : STR("");
}

OP(concatenate_amp) {
    return concatenated(runtime, str_or_empty(args[0]), str_or_empty(args[1]));
}

// Nulls in the list are left out; a list of nothing else is null, as an empty one is.
OP(combine) {
    if (value_is_null(args[0])) return value_null();
    Str separator = call->count > 1 ? str_or_empty(args[1]) : STR("");
    Buf buf = {0};
    size_t parts = 0;
    for (size_t i = 0; i < args[0].count && !too_long(buf.len); i++) {
        Value item = args[0].as.items[i];
        if (item.kind != VALUE_STRING) continue;
        if (parts++ > 0) buf_add(&buf, separator);
        buf_add(&buf, value_str(item));
    }
    Value result = parts == 0          ? value_null()
                   : too_long(buf.len) ? fail_long(runtime)
                                       : keep(runtime, &buf);
    buf_free(&buf);
    return result;
}

OP(length_string) {
    return value_integer((int32_t)text_length(value_str(args[0])));
}

static Value mapped(Runtime *runtime, Str text, uint32_t (*map)(uint32_t)) {
    if (text.len >= BUDGET_LARGE && !budget_spend(&runtime->budget, 8 * (uint64_t)text.len))
        return value_null();
    Buf buf = {0};
    while (text.len > 0) {
        uint32_t character;
        size_t length = text_decode(text, &character);
        char bytes[4];
        buf_add(&buf, (Str){bytes, text_encode(map(character), bytes)});
        text = (Str){text.data + length, text.len - length};
    }
    Value result = keep(runtime, &buf);
    buf_free(&buf);
    return result;
}

OP(upper) {
    return mapped(runtime, value_str(args[0]), text_upper);
}

OP(lower) {
    return mapped(runtime, value_str(args[0]), text_lower);
}

// `count` characters from the index-th on; false when the index is not in the text.
static bool characters(Str text, int32_t index, size_t count, Str *part) {
    if (index < 0) return false;
    size_t from = text_offset(text, (size_t)index);
    if (from >= text.len && !(index == 0 && text.len == 0)) return false;
    Str rest = {text.data + from, text.len - from};
    *part = (Str){rest.data, text_offset(rest, count)};
    return true;
}

OP(indexer) {
    Str part;
    bool found = characters(value_str(args[0]), args[1].as.integer, 1, &part) && part.len > 0;
    return found ? value_string(part) : value_null();
}

// A start outside the text is null; a length that reaches beyond it is cut.
OP(substring) {
    if (value_is_null(args[0]) || value_is_null(args[1])) return value_null();
    Str text = value_str(args[0]);
    size_t count = text.len;
    if (call->count > 2 && !value_is_null(args[2])) {
        count = args[2].as.integer < 0 ? 0 : (size_t)args[2].as.integer;
    }
    Str part;
    return characters(text, args[1].as.integer, count, &part) ? value_string(part) : value_null();
}

static bool found_at(Str text, size_t at, Str pattern) {
    return text.len - at >= pattern.len &&
           (pattern.len == 0 || memcmp(text.data + at, pattern.data, pattern.len) == 0);
}

static Value position(Str text, size_t at) {
    return value_integer((int32_t)text_length((Str){text.data, at}));
}

OP(position_of) {
    Str pattern = value_str(args[0]);
    Str text = value_str(args[1]);
    const char *found =
        pattern.len == 0 ? text.data : memmem(text.data, text.len, pattern.data, pattern.len);
    if (pattern.len > 0 && found == NULL) return value_integer(-1);
    return pattern.len == 0 ? value_integer(0) : position(text, (size_t)(found - text.data));
}

static Str reversed(Buf *buf, Str text) {
    buf_reset(buf);
    for (size_t i = text.len; i-- > 0;) buf_add_char(buf, text.data[i]);
    return buf_str(buf);
}

// Backwards: memmem takes time in proportion to the text, whatever the pattern is.
OP(last_position_of) {
    Str pattern = value_str(args[0]);
    Str text = value_str(args[1]);
    if (pattern.len == 0) return position(text, text.len);
    if (pattern.len > text.len) return value_integer(-1);
    Buf text_buf = {0};
    Buf pattern_buf = {0};
    Str backwards = reversed(&text_buf, text);
    const char *found =
        memmem(backwards.data, text.len, reversed(&pattern_buf, pattern).data, pattern.len);
    size_t after = found == NULL ? 0 : (size_t)(found - backwards.data) + pattern.len;
    buf_free(&text_buf);
    buf_free(&pattern_buf);
    return after == 0 ? value_integer(-1) : position(text, text.len - after);
}

OP(starts_with) {
    return value_boolean(found_at(value_str(args[0]), 0, value_str(args[1])));
}

OP(ends_with) {
    Str text = value_str(args[0]);
    Str suffix = value_str(args[1]);
    if (suffix.len > text.len) return value_boolean(false);
    return value_boolean(found_at(text, text.len - suffix.len, suffix));
}

// ---- lists of parts

typedef struct {
    Runtime *runtime;
    Value *items;
    size_t count, size;
} Parts;

enum { PART_UNITS = 4 };

static void add_part(Parts *parts, Str part) {
    if (!budget_spend(&parts->runtime->budget, PART_UNITS)) return;
    if (parts->count == parts->size) {
        size_t size = parts->size == 0 ? 8 : parts->size * 2;
        Value *items = ARENA_ARRAY(parts->runtime->arena, Value, size);
        for (size_t i = 0; i < parts->count; i++) items[i] = parts->items[i];
        parts->items = items;
        parts->size = size;
    }
    parts->items[parts->count++] = value_string(part);
}

OP(split) {
    if (value_is_null(args[0])) return value_null();
    Str text = value_str(args[0]);
    Str separator = str_or_empty(args[1]);
    Parts parts = {.runtime = runtime};
    while (separator.len > 0 && text.len >= separator.len && runtime->budget.left > 0) {
        const char *found = memmem(text.data, text.len, separator.data, separator.len);
        if (found == NULL) break;
        size_t at = (size_t)(found - text.data);
        add_part(&parts, (Str){text.data, at});
        text = (Str){found + separator.len, text.len - at - separator.len};
    }
    add_part(&parts, text);
    return value_list_flat(parts.items, parts.count);
}

// ---- regular expressions

enum { MATCH_LIMIT = 1000000, DEPTH_LIMIT = 100000, HEAP_LIMIT_KB = 16384 };

// The limits are those of one place where a match may begin; over all places, what takes from the
// budget is each item of the pattern that is tried, and how far it moved.
enum { ITEM_UNITS = 8, PATTERN_UNITS = 256, PATTERN_BYTE_UNITS = 16 };

typedef struct {
    Budget *budget;
    size_t at;  // in the text, when the last item was tried
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
} Pattern;

static int item_tried(pcre2_callout_block *block, void *ctx) {
    Pattern *pattern = ctx;
    size_t at = block->current_position;
    size_t moved = at > pattern->at ? at - pattern->at : pattern->at - at;
    pattern->at = at;
    return budget_spend(pattern->budget, ITEM_UNITS + moved / 4) ? 0 : PCRE2_ERROR_CALLOUT;
}

static void pattern_close(Pattern *pattern) {
    pcre2_match_context_free(pattern->limits);
    pcre2_match_data_free(pattern->match);
    pcre2_code_free(pattern->code);
}

// PCRE2_NEVER_BACKSLASH_C: \C could stop inside a character.
static bool pattern_open(Runtime *runtime, Str text, Pattern *pattern) {
    int error;
    PCRE2_SIZE at;
    *pattern = (Pattern){.budget = &runtime->budget};
    if (!budget_spend(pattern->budget, PATTERN_UNITS + PATTERN_BYTE_UNITS * (uint64_t)text.len))
        return false;
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C |
                       PCRE2_DOLLAR_ENDONLY | PCRE2_AUTO_CALLOUT;
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.len == 0 ? "" : text.data);
    pattern->code = pcre2_compile(bytes, text.len, options, &error, &at, NULL);
    if (pattern->code == NULL && error == PCRE2_ERROR_HEAP_FAILED) memory_out(text.len);
    if (pattern->code == NULL) {
        char words[128];
        pcre2_get_error_message(error, (PCRE2_UCHAR *)words, sizeof words);
        op_fail(runtime, "the regular expression is not valid at character %zu: %s", (size_t)at,
                words);
        return false;
    }
    size_t size = 0;  // a pattern that repeats repetitions is compiled to far more than it is
    pcre2_pattern_info(pattern->code, PCRE2_INFO_SIZE, &size);
    budget_spend(pattern->budget, size);
    pattern->match = pcre2_match_data_create_from_pattern(pattern->code, NULL);
    pattern->limits = pcre2_match_context_create(NULL);
    if (pattern->match == NULL || pattern->limits == NULL) memory_out(0);
    pcre2_set_match_limit(pattern->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(pattern->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(pattern->limits, HEAP_LIMIT_KB);
    pcre2_set_callout(pattern->limits, item_tried, pattern);
    return true;
}

// Finds the next match from `from` on. 1: found, 0: none, -1: failed (the error is set).
static int pattern_match(Runtime *runtime, const Pattern *pattern, Str text, size_t from,
                         uint32_t options) {
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.len == 0 ? "" : text.data);
    int count =
        pcre2_match(pattern->code, bytes, text.len, from, options, pattern->match, pattern->limits);
    if (count > 0) return 1;
    if (count == PCRE2_ERROR_NOMATCH) return 0;
    if (count == PCRE2_ERROR_NOMEMORY) memory_out(0);
    if (runtime->budget.left > 0)
        op_fail(runtime, "a regular expression needs too many steps for this text");
    return -1;
}

OP(matches) {
    Pattern pattern;
    if (!pattern_open(runtime, value_str(args[1]), &pattern)) return value_null();
    int found = pattern_match(runtime, &pattern, value_str(args[0]), 0, 0);
    pattern_close(&pattern);
    return found < 0 ? value_null() : value_boolean(found > 0);
}

// What PCRE2 should substitute: `\$` is a plain dollar sign in CQL's substitutions.
static void write_substitution(Buf *buf, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '\\' && i + 1 < text.len) {
            c = text.data[++i];
            if (c == '$') buf_add_char(buf, '$');
        }
        buf_add_char(buf, c);
    }
}

// PCRE2 could say how much room it needs, but would look at all that the text becomes for that.
static Value substitute(Runtime *runtime, const Pattern *pattern, Str text, Str by) {
    const uint32_t options = PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNSET_EMPTY;
    for (size_t size = text.len + by.len + 64; !too_long(size / 4); size *= 4) {
        char *room = arena_alloc(runtime->arena, size, 1);
        PCRE2_SIZE length = size;
        int count = pcre2_substitute(pattern->code, (PCRE2_SPTR)(text.len == 0 ? "" : text.data),
                                     text.len, 0, options, pattern->match, pattern->limits,
                                     (PCRE2_SPTR)(by.len == 0 ? "" : by.data), by.len,
                                     (PCRE2_UCHAR *)room, &length);
        if (count >= 0 && too_long(length)) return fail_long(runtime);
        if (count >= 0) return value_string((Str){room, length});
        if (runtime->budget.left == 0) return value_null();
        if (count != PCRE2_ERROR_NOMEMORY) {
            return op_fail(runtime, "a replacement by a regular expression failed (PCRE2 %d)",
                           count);
        }
    }
    return fail_long(runtime);
}

OP(replace_matches) {
    Pattern pattern;
    if (!pattern_open(runtime, value_str(args[1]), &pattern)) return value_null();
    Buf by = {0};
    write_substitution(&by, value_str(args[2]));
    Value result = substitute(runtime, &pattern, value_str(args[0]), buf_str(&by));
    buf_free(&by);
    pattern_close(&pattern);
    return result;
}

OP(split_on_matches) {
    if (value_is_null(args[0])) return value_null();
    Str text = value_str(args[0]);
    Parts parts = {.runtime = runtime};
    Pattern pattern;
    if (value_is_null(args[1])) {
        add_part(&parts, text);
        return value_list_flat(parts.items, parts.count);
    }
    if (!pattern_open(runtime, value_str(args[1]), &pattern)) return value_null();
    size_t from = 0;
    int found = 1;
    while (found > 0 && from <= text.len && runtime->budget.left > 0) {
        // The first one has looked at the whole text: it is UTF-8.
        found = pattern_match(runtime, &pattern, text, from,
                              PCRE2_NOTEMPTY | (from > 0 ? PCRE2_NO_UTF_CHECK : 0));
        const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern.match);
        if (found <= 0) break;
        add_part(&parts, (Str){text.data + from, ends[0] - from});
        from = ends[1];
    }
    add_part(&parts, (Str){text.data + from, text.len - from});
    pattern_close(&pattern);
    return found < 0 ? value_null() : value_list_flat(parts.items, parts.count);
}

// clang-format off
const OpRow ops_string[] = {
    {"Concatenate", "String, String -> String", OP_FUNCTION, concatenate, "String, Concatenate"},
    {"ConcatenateAmp", "String, String -> String", OP_NULLS, concatenate_amp,
     "String, Concatenate"},
    {"Combine", "List<String> -> String", OP_FUNCTION | OP_NULLS, combine, "String, Combine"},
    {"Combine", "List<String>, String -> String", OP_FUNCTION | OP_NULLS, combine,
     "String, Combine"},
    {"Split", "String, String -> List<String>", OP_FUNCTION | OP_NULLS, split, "String, Split"},
    {"SplitOnMatches", "String, String -> List<String>", OP_FUNCTION | OP_NULLS,
     split_on_matches, "String, SplitOnMatches"},
    {"Length", "String -> Integer", OP_FUNCTION, length_string, "String, Length"},
    {"Upper", "String -> String", OP_FUNCTION, upper, "String, Upper"},
    {"Lower", "String -> String", OP_FUNCTION, lower, "String, Lower"},
    {"Indexer", "String, Integer -> String", OP_FUNCTION, indexer, "String, Indexer"},
    {"Substring", "String, Integer -> String", OP_FUNCTION, substring, "String, Substring"},
    {"Substring", "String, Integer, Integer -> String", OP_FUNCTION | OP_NULLS, substring,
     "String, Substring"},
    {"PositionOf", "String, String -> Integer", OP_FUNCTION, position_of, "String, PositionOf"},
    {"LastPositionOf", "String, String -> Integer", OP_FUNCTION, last_position_of,
     "String, LastPositionOf"},
    {"StartsWith", "String, String -> Boolean", OP_FUNCTION, starts_with, "String, StartsWith"},
    {"EndsWith", "String, String -> Boolean", OP_FUNCTION, ends_with, "String, EndsWith"},
    {"Matches", "String, String -> Boolean", OP_FUNCTION, matches, "String, Matches"},
    {"ReplaceMatches", "String, String, String -> String", OP_FUNCTION, replace_matches,
     "String, ReplaceMatches"},
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
