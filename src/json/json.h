// json: bytes to JSON values, and back.
//
// The reader builds only what a *projection* asks for; everything else it skips at
// the speed of a structural scan (SIMD where it pays), building nothing. What it reads it
// reads strictly (RFC 8259); in what it skips it checks UTF-8, control characters, the
// ends of strings and the balance of brackets. Values live in the caller's arena;
// strings without escapes and all numbers are slices of the input, which must
// live as long. Depth, length and counts are bounded (JsonLimits).
//
//     Json root;
//     if (!json_read(line, NULL, &json_limits, arena, &root, err)) return false;
//     // (err->byte says where)
//     const Json *id = json_member(&root, STR("id"));

#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"

typedef enum {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,  // text: as written
    JSON_STRING,  // text: unescaped UTF-8
    JSON_ARRAY,
    JSON_OBJECT,
    JSON_PAIR,    // a FHIR primitive and its "_name" object in one, see below
    JSON_SKIPPED  // an object that `choose` did not want: nothing was built but its type, the text
} JsonKind;

// A PAIR: items[0] is the value (JSON_NULL: there is none), items[1] the object. It has the name of
// the value. Of arrays the elements pair one by one: an element is a PAIR only when the array
// "_name" has an object there.

typedef struct Json Json;
struct Json {
    uint8_t kind;
    uint8_t name_len;  // of a member's name; longer than 255 bytes is an error where it is read
    uint16_t key;      // member: the key id the projection gave, 0 when read without a projection
    uint32_t count;    // bytes of text; number of elements, or of members
    union {
        const char *text;
        const Json *items;  // elements, or members (each with its name)
    } as;
    const char *name;  // of a member
};

typedef struct {
    uint32_t max_depth;     // nesting of arrays and objects, at most 64
    uint32_t max_elements;  // elements of one array, members of one object
    size_t max_length;      // bytes of one text to read
} JsonLimits;

extern const JsonLimits json_limits;  // depth 64 (FHIR resources nest less), 4 M elements, 128 MB

// What to read of an object. Frozen before the first read, shared by all threads.
typedef struct JsonProjection JsonProjection;
typedef struct JsonWanted JsonWanted;
struct JsonWanted {
    Str name;           // JSON member name
    uint16_t key;       // id it gets in Json.key
    uint16_t type;      // for `fits`
    bool extension_of;  // name is "_x": joins the member with the same key into a JSON_PAIR
    bool list;          // for `fits`
    // What to read of it (of each element, if an array). NULL: everything; members get `key_of`.
    const JsonProjection *below;
    // Asked about each value that was read for this name, as it stood there: is it what belongs
    // there? NULL: anything is. Asked here, while the value is at hand, it costs less than a walk
    // over everything.
    bool (*fits)(const JsonWanted *wanted, const Json *value);
};

// A projection of an object with these members (at most 512). With `choose`, the object is a FHIR
// resource: the reader finds its resourceType (first member or not; data NULL if it has none) and
// uses the projection that choose(ctx, type) gives; NULL: JSON_SKIPPED.
struct JsonProjection {
    const JsonWanted *wanted;
    size_t count;
    const JsonProjection *(*choose)(const void *ctx, Str resource_type);
    const void *ctx;
    // The object gets one more member, of key JSON_TEXT_KEY and without a name: itself as it stands
    // in the input, from bracket to bracket.
    bool keeps_text;
    // Gives the ids below a member whose `below` is NULL; "_x" joins "x" there. NULL: plain JSON.
    uint16_t (*key_of)(Str name);
    const void *index;  // made by json_projection_freeze
};

enum { JSON_TEXT_KEY = UINT16_MAX };

// Prepares `projection` (not those below it) for fast look-up. The arena must live as long as the
// projection.
void json_projection_freeze(JsonProjection *projection, Arena *arena);

// Reads exactly one JSON value (blanks around it allowed). projection NULL: everything. On failure
// err->byte is the offset.
bool json_read(Str text, const JsonProjection *projection, const JsonLimits *limits, Arena *arena,
               Json *value, Err *err);

// The same; `fits` of what was wanted is asked.
typedef struct {
    Json value;
    bool fits;         // each time the answer was yes
    uint64_t skipped;  // bytes of values that nothing wanted
} JsonFitting;
bool json_read_fitting(Str text, const JsonProjection *projection, const JsonLimits *limits,
                       Arena *arena, JsonFitting *read, Err *err);

// Which code skips: "scalar" or "avx2"; chosen at run time. json_use() forces one (tests,
// bench); false if this machine lacks it.
const char *json_engine(void);
bool json_use(const char *engine);

// NULL when `value` is no object or has no such member.
const Json *json_member(const Json *value, Str name);
// The member whose key id lies in [first, last]; NULL when there is none. PAIRs come back as they
// are.
const Json *json_member_key(const Json *object, uint16_t first, uint16_t last);
static inline Str json_text(const Json *value) {
    return (Str){value->as.text, value->count};
}
static inline Str json_name(const Json *member) {
    return (Str){member->name, member->name_len};
}
// Text of a string member, or an empty Str with NULL data.
Str json_string(const Json *object, Str name);
Str json_string_key(const Json *object, uint16_t key);

// Deep equality: objects without regard to order, numbers by decimal value.
bool json_equal(const Json *a, const Json *b);
uint64_t json_hash(const Json *value);  // equal values have equal hashes

// ---- writing
// Adds `text` as a JSON string with quotes; invalid UTF-8 becomes U+FFFD.
void json_write_string(Buf *buf, Str text);
void json_write_content(Buf *buf, Str text);  // the same without the quotes
// Adds `value` again as JSON: minified; sorted: members by name. A PAIR becomes "x" and "_x", what
// was skipped null.
void json_write(Buf *buf, const Json *value, bool sorted);

// A little writer for objects in order: it puts commas where they belong.
//     JsonWriter w = {.buf = &buf};
//     json_begin(&w, '{');
//     json_key(&w, "holds");
//     json_put_string(&w, STR("yes"));
//     json_end(&w, '}');
typedef struct {
    Buf *buf;
    bool comma;
} JsonWriter;
void json_begin(JsonWriter *writer, char bracket);
void json_end(JsonWriter *writer, char bracket);
void json_key(JsonWriter *writer, const char *name);
void json_key_str(JsonWriter *writer, Str name);
void json_put_string(JsonWriter *writer, Str text);
void json_put_int(JsonWriter *writer, int64_t number);
void json_put_bool(JsonWriter *writer, bool value);
void json_put_null(JsonWriter *writer);
void json_put_raw(JsonWriter *writer, Str json);  // already JSON
// The buffer, for one value that the caller writes there itself.
Buf *json_put_here(JsonWriter *writer);

#endif
