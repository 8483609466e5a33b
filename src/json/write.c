// The writer: minified JSON, byte for byte the same for the same value.

#include "json/json.h"

#include "json/scan.h"
#include "json/text.h"

enum { FEW_ENTRIES = 32 };  // so many members are sorted on the stack of calls

// ---- strings

static void write_escape(Buf *buf, char c) {
    static const char letters[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    unsigned char byte = (unsigned char)c;
    if (byte >= 0x20) {  // a quote or a backslash
        buf_add(buf, (Str){(const char[]){'\\', c}, 2});
    } else if (letters[byte] != '\0') {
        buf_add(buf, (Str){(const char[]){'\\', letters[byte]}, 2});
    } else {
        buf_printf(buf, "\\u%04x", byte);
    }
}

// Text that is UTF-8.
static void write_valid(Buf *buf, const char *at, const char *end) {
    while (at < end) {
        unsigned high = 0;
        const char *special = json_find_special(at, end, &high);
        buf_add(buf, (Str){at, (size_t)(special - at)});
        if (special == end) return;
        write_escape(buf, *special);
        at = special + 1;
    }
}

void json_write_content(Buf *buf, Str text) {
    const char *at = text.data;
    const char *end = text.len == 0 ? at : at + text.len;
    while (at != end) {
        const char *wrong = json_utf8_end(at, end);
        write_valid(buf, at, wrong);
        if (wrong == end) break;
        // One U+FFFD for each byte that is not part of a character.
        buf_add(buf, STR("\xEF\xBF\xBD"));
        at = wrong + 1;
    }
}

void json_write_string(Buf *buf, Str text) {
    buf_add_char(buf, '"');
    json_write_content(buf, text);
    buf_add_char(buf, '"');
}

// ---- values

// A member as it is written: a PAIR, or an array with PAIRs in it, makes two.
typedef enum { AS_IT_IS, VALUE_OF_PAIR, EXTENSION_OF_PAIR } Part;

typedef struct {
    const Json *member;
    Part part;
} Entry;

static bool has_pair(const Json *value) {
    if (value->kind == JSON_PAIR) return true;
    if (value->kind != JSON_ARRAY) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        if (value->as.items[i].kind == JSON_PAIR) return true;
    }
    return false;
}

static void write_value(Buf *buf, const Json *value, Part part, bool sorted);

// One side of a value that may be a PAIR; what is none has no extension.
static void write_part(Buf *buf, const Json *value, Part part, bool sorted) {
    if (value->kind == JSON_PAIR) {
        write_value(buf, &value->as.items[part == EXTENSION_OF_PAIR], AS_IT_IS, sorted);
    } else if (part == EXTENSION_OF_PAIR) {
        buf_add(buf, STR("null"));
    } else {
        write_value(buf, value, AS_IT_IS, sorted);
    }
}

static void write_array(Buf *buf, const Json *array, Part part, bool sorted) {
    buf_add_char(buf, '[');
    for (uint32_t i = 0; i < array->count; i++) {
        if (i > 0) buf_add_char(buf, ',');
        write_part(buf, &array->as.items[i], part, sorted);
    }
    buf_add_char(buf, ']');
}

// A PAIR whose value is null (an extension alone) has only its second half, as FHIR writes it.
static bool is_written(const Json *member, Part part) {
    return part != VALUE_OF_PAIR || member->kind != JSON_PAIR ||
           member->as.items[0].kind != JSON_NULL;
}

static void write_entry(Buf *buf, const Json *member, Part part, bool sorted, bool *is_first) {
    if (!is_written(member, part)) return;
    if (!*is_first) buf_add_char(buf, ',');
    *is_first = false;
    buf_add(buf, part == EXTENSION_OF_PAIR ? STR("\"_") : STR("\""));
    json_write_content(buf, json_name(member));
    buf_add_char(buf, '"');
    buf_add_char(buf, ':');
    if (part == AS_IT_IS || member->kind == JSON_ARRAY) {
        write_value(buf, member, part, sorted);
    } else {
        write_part(buf, member, part, sorted);
    }
}

static void write_member(Buf *buf, const Json *member, bool sorted, bool *is_first) {
    if (!has_pair(member)) {
        write_entry(buf, member, AS_IT_IS, sorted, is_first);
        return;
    }
    write_entry(buf, member, VALUE_OF_PAIR, sorted, is_first);
    write_entry(buf, member, EXTENSION_OF_PAIR, sorted, is_first);
}

// "_" and the name of `extended` against the name of `plain`.
static int extension_order(const Json *extended, const Json *plain) {
    if (plain->name_len == 0 || plain->name[0] != '_') {
        return plain->name_len == 0 ? 1 : '_' - (int)(unsigned char)plain->name[0];
    }
    return json_compare_names(json_name(extended), (Str){plain->name + 1, plain->name_len - 1u});
}

// Members by the bytes of their names. "_x" of a PAIR has its own place among them, so the
// names with and without an underscore are two sorted lists, merged.
static void write_sorted(Buf *buf, const Json *object, const Json **members) {
    uint32_t count = object->count;
    bool is_first = true;
    uint32_t plain = 0;
    uint32_t paired = 0;  // next member that may be a PAIR, for its extension
    json_sort_members(object->as.items, count, members);
    for (;;) {
        while (paired < count && !has_pair(members[paired])) paired++;
        if (plain == count && paired == count) return;
        bool take_extension = plain == count;
        if (plain < count && paired < count) {
            take_extension = extension_order(members[paired], members[plain]) < 0;
        }
        if (take_extension) {
            write_entry(buf, members[paired++], EXTENSION_OF_PAIR, true, &is_first);
        } else {
            Part part = has_pair(members[plain]) ? VALUE_OF_PAIR : AS_IT_IS;
            write_entry(buf, members[plain++], part, true, &is_first);
        }
    }
}

static void write_object(Buf *buf, const Json *object, bool sorted) {
    buf_add_char(buf, '{');
    if (!sorted) {
        bool is_first = true;
        for (uint32_t i = 0; i < object->count; i++) {
            write_member(buf, &object->as.items[i], false, &is_first);
        }
    } else if (object->count <= FEW_ENTRIES) {
        const Json *members[FEW_ENTRIES];
        write_sorted(buf, object, members);
    } else {
        Arena *scratch = arena_new();
        write_sorted(buf, object, ARENA_ARRAY(scratch, const Json *, object->count));
        arena_free(scratch);
    }
    buf_add_char(buf, '}');
}

static void write_value(Buf *buf, const Json *value, Part part, bool sorted) {
    switch ((JsonKind)value->kind) {
    case JSON_NULL:
    case JSON_SKIPPED:
        buf_add(buf, STR("null"));
        break;
    case JSON_FALSE:
        buf_add(buf, STR("false"));
        break;
    case JSON_TRUE:
        buf_add(buf, STR("true"));
        break;
    case JSON_NUMBER:
        buf_add(buf, json_text(value));
        break;
    case JSON_STRING:
        json_write_string(buf, json_text(value));
        break;
    case JSON_ARRAY:
        write_array(buf, value, part, sorted);
        break;
    case JSON_OBJECT:
        write_object(buf, value, sorted);
        break;
    case JSON_PAIR:  // outside an object there is no place for the extension
        write_value(buf, &value->as.items[0], AS_IT_IS, sorted);
        break;
    }
}

void json_write(Buf *buf, const Json *value, bool sorted) {
    write_value(buf, value, AS_IT_IS, sorted);
}

// ---- JsonWriter

static void separate(JsonWriter *writer) {
    if (writer->comma) buf_add_char(writer->buf, ',');
    writer->comma = true;
}

void json_begin(JsonWriter *writer, char bracket) {
    separate(writer);
    buf_add_char(writer->buf, bracket);
    writer->comma = false;
}

void json_end(JsonWriter *writer, char bracket) {
    buf_add_char(writer->buf, bracket);
    writer->comma = true;
}

void json_key(JsonWriter *writer, const char *name) {
    json_key_str(writer, (Str){name, strlen(name)});
}

void json_key_str(JsonWriter *writer, Str name) {
    separate(writer);
    json_write_string(writer->buf, name);
    buf_add_char(writer->buf, ':');
    writer->comma = false;
}

void json_put_string(JsonWriter *writer, Str text) {
    separate(writer);
    json_write_string(writer->buf, text);
}

void json_put_int(JsonWriter *writer, int64_t number) {
    separate(writer);
    buf_printf(writer->buf, "%lld", (long long)number);
}

void json_put_bool(JsonWriter *writer, bool value) {
    separate(writer);
    buf_add(writer->buf, value ? STR("true") : STR("false"));
}

void json_put_null(JsonWriter *writer) {
    separate(writer);
    buf_add(writer->buf, STR("null"));
}

void json_put_raw(JsonWriter *writer, Str json) {
    buf_add(json_put_here(writer), json);
}

Buf *json_put_here(JsonWriter *writer) {
    separate(writer);
    return writer->buf;
}
