// The reader: recursive descent, at most JSON_DEPTH_CAP deep.
//
// Elements and members are gathered on one stack (Reader.stack) and moved to the
// arena when their bracket closes, so that they lie side by side. A value is written
// straight into its place there, not copied (a copy right after the writing of its
// fields cost a sixth of the time). A member that is
// not wanted costs one look-up and one skip. Grammar: RFC 8259.

#include "json/json.h"

#include <assert.h>

#include "json/project.h"
#include "json/scan.h"
#include "json/text.h"

enum {
    FIRST_STACK = 64,  // most resources have fewer; zeroing more is felt where each is a text
    FEW_MEMBERS = 16,  // so many names are compared each with each; more are sorted
    GONE = UINT8_MAX   // kind of a member that its partner has taken in
};

const JsonLimits json_limits = {
    .max_depth = 64, .max_elements = 4u << 20, .max_length = (size_t)128 << 20};

typedef uint16_t KeyOf(Str name);

typedef struct {
    const char *start;
    const char *at;
    const char *end;
    const JsonEngine *engine;
    const JsonLimits *limits;
    Arena *arena;
    Err *err;
    Json *stack;
    uint32_t stack_count;
    uint32_t stack_size;
    uint32_t depth;  // open arrays and objects
    uint32_t max_depth;
    bool misfits;  // a value is not what belongs there
    uint64_t skipped;
} Reader;

static bool read_value(Reader *reader, const JsonProjection *projection, KeyOf *key_of,
                       uint32_t place);

// ---- small things

__attribute__((cold, noinline)) static bool fail(Reader *reader, const char *at, ErrCode code,
                                                 const char *what) {
    // What is not UTF-8 is only looked for where text is taken or skipped; it comes first all the
    // same.
    const char *wrong = json_utf8_end(reader->start, at);
    if (wrong != at) {
        at = wrong;
        code = ERR_PARSE;
        what = "not UTF-8";
    }
    err_set(reader->err, code, "%s", what);
    reader->err->byte = (uint64_t)(at - reader->start);
    return false;
}

__attribute__((cold, noinline)) static bool fail_fault(Reader *reader, const JsonFault *fault) {
    return fail(reader, fault->at, fault->code, fault->what);
}

static inline void blanks(Reader *reader) {
    while (reader->at < reader->end) {
        char c = *reader->at;
        if (c > ' ') break;  // mostly
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') break;
        reader->at++;
    }
}

static inline bool is_next(const Reader *reader, char c) {
    return reader->at < reader->end && *reader->at == c;
}

static inline bool take(Reader *reader, char c) {
    if (!is_next(reader, c)) return false;
    reader->at++;
    return true;
}

__attribute__((noinline)) static void grow(Reader *reader) {
    uint32_t size = reader->stack_size == 0 ? FIRST_STACK : reader->stack_size * 2;
    Json *stack = ARENA_ROOM(reader->arena, Json, size);
    if (reader->stack_count > 0) {
        memcpy(stack, reader->stack, reader->stack_count * sizeof *stack);
    }
    reader->stack = stack;
    reader->stack_size = size;
}

// A new place on the stack, for an element or member whose name and key are given.
static inline uint32_t push(Reader *reader, Str name, uint16_t key) {
    if (reader->stack_count == reader->stack_size) grow(reader);
    uint32_t place = reader->stack_count++;
    Json *value = &reader->stack[place];
    value->name = name.data;
    value->name_len = (uint8_t)name.len;
    value->key = key;
    return place;
}

static inline void put(Json *value, JsonKind kind, const char *text, size_t len) {
    value->kind = (uint8_t)kind;
    value->count = (uint32_t)len;
    value->as.text = text;
}

static bool enter(Reader *reader) {
    if (reader->depth == reader->max_depth) {
        return fail(reader, reader->at, ERR_LIMIT, "nested too deep");
    }
    reader->depth++;
    reader->at++;
    blanks(reader);
    return true;
}

// Moves what stands on the stack behind `place` to the arena: the content of the value there.
static void leave(Reader *reader, uint32_t place, JsonKind kind) {
    uint32_t base = place + 1;
    uint32_t count = reader->stack_count - base;
    const Json *items = NULL;
    if (count > 0) items = arena_copy(reader->arena, reader->stack + base, count, sizeof *items);
    reader->stack_count = base;
    reader->depth--;
    Json *value = &reader->stack[place];
    value->kind = (uint8_t)kind;
    value->count = count;
    value->as.items = items;
}

// ---- strings, numbers, literals

// The slow way, for a string with escapes or beyond ASCII, or a wrong one.
__attribute__((noinline)) static bool read_with_care(Reader *reader, const char *from, Str *text) {
    JsonFault fault;
    const char *after = json_skip_string(from, reader->end, &fault);
    if (after == NULL) return fail_fault(reader, &fault);
    reader->at = after;
    *text = (Str){from, (size_t)(after - 1 - from)};
    if (memchr(from, '\\', text->len) == NULL) return true;
    char *copy = arena_alloc(reader->arena, (size_t)(after - from), 1);
    const char *wrong = json_unescape(*text, copy, &text->len);
    if (wrong != NULL) return fail(reader, wrong, ERR_PARSE, "a wrong escape in a string");
    text->data = copy;
    return true;
}

// At an opening quote.
static inline bool read_string(Reader *reader, Str *text) {
    const char *from = reader->at + 1;
    unsigned high = 0;
    const char *special = json_find_special(from, reader->end, &high);
    if (high != 0 || special == reader->end || *special != '"') {
        return read_with_care(reader, from, text);
    }
    *text = (Str){from, (size_t)(special - from)};
    reader->at = special + 1;
    return true;
}

static inline const char *digits(const char *at, const char *end) {
    while (at < end && *at >= '0' && *at <= '9') at++;
    return at;
}

// RFC 8259 section 6.
static bool read_number(Reader *reader, Json *value) {
    const char *from = reader->at;
    const char *end = reader->end;
    const char *at = from + (*from == '-');
    const char *whole = at;
    at = digits(at, end);
    if (at == from) return fail(reader, at, ERR_PARSE, "not a JSON value");
    if (at == whole) return fail(reader, at, ERR_PARSE, "a number needs a digit here");
    if (*whole == '0' && at - whole > 1) {
        return fail(reader, whole, ERR_PARSE, "a number must not start with 0");
    }
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = digits(fraction, end);
        if (at == fraction) return fail(reader, at, ERR_PARSE, "a number needs a digit here");
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-')) at++;
        const char *exponent = at;
        at = digits(exponent, end);
        if (at == exponent) return fail(reader, at, ERR_PARSE, "a number needs a digit here");
    }
    put(value, JSON_NUMBER, from, (size_t)(at - from));
    reader->at = at;
    return true;
}

static bool read_literal(Reader *reader, Str word, JsonKind kind, Json *value) {
    size_t left = (size_t)(reader->end - reader->at);
    if (left < word.len || memcmp(reader->at, word.data, word.len) != 0) {
        return fail(reader, reader->at, ERR_PARSE, "not a JSON value");
    }
    reader->at += word.len;
    put(value, kind, NULL, 0);
    return true;
}

static bool read_scalar(Reader *reader, Json *value) {
    if (reader->at == reader->end) {
        return fail(reader, reader->at, ERR_PARSE, "the text ends before a value");
    }
    switch (*reader->at) {
    case '"': {
        Str text = {0};
        if (!read_string(reader, &text)) return false;
        put(value, JSON_STRING, text.data, text.len);
        return true;
    }
    case 't':
        return read_literal(reader, STR("true"), JSON_TRUE, value);
    case 'f':
        return read_literal(reader, STR("false"), JSON_FALSE, value);
    case 'n':
        return read_literal(reader, STR("null"), JSON_NULL, value);
    default:
        return read_number(reader, value);
    }
}

// ---- skipping

static bool skip_container(Reader *reader) {
    uint32_t room = reader->max_depth - reader->depth;
    const char *after = reader->engine->skip(reader->at, reader->end, room);
    if (after == NULL) {
        JsonFault fault;
        after = json_skip_scalar(reader->at, reader->end, room, &fault);
        if (after == NULL) return fail_fault(reader, &fault);
    }
    reader->skipped += (uint64_t)(after - reader->at);
    reader->at = after;
    return true;
}

static inline bool skip_value(Reader *reader) {
    if (is_next(reader, '"')) {
        JsonFault fault;
        const char *after = json_skip_string(reader->at + 1, reader->end, &fault);
        if (after == NULL) return fail_fault(reader, &fault);
        reader->skipped += (uint64_t)(after - reader->at);
        reader->at = after;
        return true;
    }
    if (is_next(reader, '{') || is_next(reader, '[')) return skip_container(reader);
    Json value;
    const char *from = reader->at;
    if (!read_scalar(reader, &value)) return false;
    reader->skipped += (uint64_t)(reader->at - from);
    return true;
}

// ---- arrays

static bool read_array(Reader *reader, const JsonProjection *projection, KeyOf *key_of,
                       uint32_t place) {
    if (!enter(reader)) return false;
    uint32_t base = place + 1;
    if (!is_next(reader, ']')) {
        for (;;) {
            if (reader->stack_count - base == reader->limits->max_elements) {
                return fail(reader, reader->at, ERR_LIMIT, "an array has too many elements");
            }
            uint32_t element = push(reader, STR_NONE, 0);
            if (!read_value(reader, projection, key_of, element)) return false;
            blanks(reader);
            if (!take(reader, ',')) break;
            blanks(reader);
        }
    }
    if (!take(reader, ']')) return fail(reader, reader->at, ERR_PARSE, "',' or ']' belongs here");
    leave(reader, place, JSON_ARRAY);
    return true;
}

// ---- objects

// Where a member's name stands, if it is a slice of the input.
static const char *place_of(const Reader *reader, const Json *member, const char *otherwise) {
    uintptr_t name = (uintptr_t)member->name;
    bool is_slice = name >= (uintptr_t)reader->start && name < (uintptr_t)reader->end;
    return is_slice ? member->name - 1 : otherwise;
}

static bool fail_twice(Reader *reader, const char *at) {
    return fail(reader, at, ERR_PARSE, "a member stands twice in one object");
}

// Finds a name that stands twice among the members from `base` on.
static bool check_twice(Reader *reader, uint32_t base, const char *object) {
    const Json *members = reader->stack + base;
    uint32_t count = reader->stack_count - base;
    if (count <= FEW_MEMBERS) {
        for (uint32_t i = 1; i < count; i++) {
            for (uint32_t j = 0; j < i; j++) {
                if (!json_same_name(&members[i], &members[j])) continue;
                return fail_twice(reader, place_of(reader, &members[i], object));
            }
        }
        return true;
    }
    const Json **sorted = ARENA_ARRAY(reader->arena, const Json *, count);
    json_sort_members(members, count, sorted);
    const Json *first = NULL;  // the repetition that stands first in the text
    for (uint32_t i = 1; i < count; i++) {
        if (!json_same_name(sorted[i - 1], sorted[i])) continue;
        const Json *later = sorted[i - 1] > sorted[i] ? sorted[i - 1] : sorted[i];
        if (first == NULL || later < first) first = later;
    }
    return first == NULL || fail_twice(reader, place_of(reader, first, object));
}

// What an object is read for.
typedef struct {
    const JsonProjection *projection;  // NULL: everything
    KeyOf *key_of;
    bool is_resource;
    bool has_type;        // resourceType has been seen
    bool has_extensions;  // a "_name" to be joined has been seen
    uint64_t seen[JSON_MAX_WANTED / 64];
} Members;

// Decides about the member `name` whose value is next: reads it onto the stack or skips it.
static bool read_wanted(Reader *reader, Members *members, Str name, const char *name_at) {
    const JsonProjection *projection = members->projection;
    if (members->is_resource && str_eq(name, STR("resourceType"))) {
        if (members->has_type) return fail_twice(reader, name_at);
        members->has_type = true;
    }
    const JsonWanted *wanted = json_project_find(projection, name);
    if (wanted == NULL) return skip_value(reader);
    size_t row = (size_t)(wanted - projection->wanted);
    uint64_t bit = (uint64_t)1 << (row & 63);
    if ((members->seen[row >> 6] & bit) != 0) return fail_twice(reader, name_at);
    members->seen[row >> 6] |= bit;
    members->has_extensions |= wanted->extension_of;
    KeyOf *key_of = wanted->below == NULL ? projection->key_of : NULL;
    uint32_t place = push(reader, name, wanted->key);
    if (!read_value(reader, wanted->below, key_of, place)) return false;
    if (wanted->fits != NULL && !wanted->fits(wanted, &reader->stack[place])) {
        reader->misfits = true;
    }
    return true;
}

static bool read_any(Reader *reader, Members *members, Str name, const char *name_at) {
    if (name.len > UINT8_MAX) {
        return fail(reader, name_at, ERR_LIMIT, "the name of a member is longer than 255 bytes");
    }
    uint16_t key = 0;
    if (members->key_of != NULL) {
        bool is_extension = json_is_extension(name);
        members->has_extensions |= is_extension;
        key = members->key_of((Str){name.data + is_extension, name.len - is_extension});
    }
    return read_value(reader, NULL, members->key_of, push(reader, name, key));
}

// At the quote of a name: the name, then past the colon.
static inline bool read_name(Reader *reader, Str *name) {
    if (!is_next(reader, '"')) {
        return fail(reader, reader->at, ERR_PARSE, "the name of a member belongs here");
    }
    if (!read_string(reader, name)) return false;
    blanks(reader);
    if (!take(reader, ':')) return fail(reader, reader->at, ERR_PARSE, "':' belongs here");
    blanks(reader);
    return true;
}

static bool read_members(Reader *reader, Members *members, uint32_t base) {
    for (;;) {
        const char *name_at = reader->at;
        Str name = {0};
        if (!read_name(reader, &name)) return false;
        if (reader->stack_count - base == reader->limits->max_elements) {
            return fail(reader, name_at, ERR_LIMIT, "an object has too many members");
        }
        bool ok = members->projection != NULL ? read_wanted(reader, members, name, name_at)
                                              : read_any(reader, members, name, name_at);
        if (!ok) return false;
        blanks(reader);
        if (!take(reader, ',')) return true;
        blanks(reader);
    }
}

static bool is_extension(const Members *members, const Json *member) {
    if (!json_is_extension(json_name(member))) return false;
    if (members->projection == NULL) return true;
    return json_project_find(members->projection, json_name(member))->extension_of;
}

// Joins each "_name" with its "name".
static bool join_extensions(Reader *reader, const Members *members, uint32_t base,
                            const char *object) {
    Json *list = reader->stack + base;
    uint32_t count = reader->stack_count - base;
    const Json **sorted = ARENA_ARRAY(reader->arena, const Json *, count);
    json_sort_members(list, count, sorted);
    for (uint32_t i = 0; i < count; i++) {
        if (!is_extension(members, &list[i])) continue;
        Str name = {list[i].name + 1, list[i].name_len - 1u};
        const Json *found = json_find_sorted(sorted, count, name);
        Json *partner = found == NULL ? NULL : &list[found - list];
        const char *wrong = json_join(reader->arena, partner, &list[i]);
        if (wrong != NULL) {
            return fail(reader, place_of(reader, &list[i], object), ERR_PARSE, wrong);
        }
        if (partner != NULL) list[i].kind = GONE;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].kind == GONE) continue;
        Json member = list[i];
        if (is_extension(members, &member)) {  // without a partner: it stands for it
            member.name++;
            member.name_len--;
        }
        list[kept++] = member;
    }
    reader->stack_count = base + kept;
    return true;
}

static bool read_object(Reader *reader, const JsonProjection *projection, KeyOf *key_of,
                        bool is_resource, uint32_t place) {
    const char *object = reader->at;
    if (!enter(reader)) return false;
    uint32_t base = place + 1;
    Members members = {.projection = projection, .key_of = key_of, .is_resource = is_resource};
    if (!is_next(reader, '}') && !read_members(reader, &members, base)) return false;
    if (!take(reader, '}')) return fail(reader, reader->at, ERR_PARSE, "',' or '}' belongs here");
    if (projection == NULL && !check_twice(reader, base, object)) return false;
    if (members.has_extensions && !join_extensions(reader, &members, base, object)) return false;
    if (projection != NULL && projection->keeps_text) {
        uint32_t text = push(reader, STR_NONE, JSON_TEXT_KEY);
        put(&reader->stack[text], JSON_STRING, object, (size_t)(reader->at - object));
    }
    leave(reader, place, JSON_OBJECT);
    return true;
}

// ---- resources

// At '{': what resourceType says (data NULL when there is none), then back to '{'.
static bool find_type(Reader *reader, Str *type) {
    const char *object = reader->at;
    uint64_t skipped = reader->skipped;
    *type = STR_NONE;
    if (!enter(reader)) return false;
    while (!is_next(reader, '}')) {
        Str name = {0};
        if (!read_name(reader, &name)) return false;
        if (str_eq(name, STR("resourceType"))) {
            if (!is_next(reader, '"')) {
                return fail(reader, reader->at, ERR_PARSE, "resourceType is not a string");
            }
            if (!read_string(reader, type)) return false;
            break;
        }
        if (!skip_value(reader)) return false;
        blanks(reader);
        if (!take(reader, ',')) break;
        blanks(reader);
    }
    reader->depth--;
    reader->at = object;
    reader->skipped = skipped;
    return true;
}

static bool read_resource(Reader *reader, const JsonProjection *projection, uint32_t place) {
    Str type;
    if (!find_type(reader, &type)) return false;
    const JsonProjection *chosen = projection->choose(projection->ctx, type);
    if (chosen != NULL) return read_object(reader, chosen, NULL, true, place);
    if (!skip_container(reader)) return false;
    put(&reader->stack[place], JSON_SKIPPED, type.data, type.len);
    return true;
}

// Sets kind, count and content of what stands at `place`, the end of the stack.
static bool read_value(Reader *reader, const JsonProjection *projection, KeyOf *key_of,
                       uint32_t place) {
    if (is_next(reader, '[')) return read_array(reader, projection, key_of, place);
    if (!is_next(reader, '{')) return read_scalar(reader, &reader->stack[place]);
    if (projection != NULL && projection->choose != NULL) {
        return read_resource(reader, projection, place);
    }
    return read_object(reader, projection, key_of, false, place);
}

bool json_read_fitting(Str text, const JsonProjection *projection, const JsonLimits *limits,
                       Arena *arena, JsonFitting *read, Err *err) {
    if (text.data == NULL) text = STR("");
    Reader reader = {.start = text.data,
                     .at = text.data,
                     .end = text.data + text.len,
                     .engine = json_engine_now(),
                     .limits = limits,
                     .arena = arena,
                     .err = err,
                     .max_depth =
                         limits->max_depth < JSON_DEPTH_CAP ? limits->max_depth : JSON_DEPTH_CAP};
    if (text.len > limits->max_length || text.len > UINT32_MAX) {
        return fail(&reader, reader.start, ERR_LIMIT, "the text is too long");
    }
    blanks(&reader);
    uint32_t root = push(&reader, STR_NONE, 0);
    if (!read_value(&reader, projection, NULL, root)) return false;
    blanks(&reader);
    if (reader.at != reader.end) {
        return fail(&reader, reader.at, ERR_PARSE, "something stands after the value");
    }
    *read = (JsonFitting){reader.stack[root], !reader.misfits, reader.skipped};
    return true;
}

bool json_read(Str text, const JsonProjection *projection, const JsonLimits *limits, Arena *arena,
               Json *value, Err *err) {
    JsonFitting read;
    if (!json_read_fitting(text, projection, limits, arena, &read, err)) return false;
    *value = read.value;
    return true;
}
