#include "guideline/layout.h"

// What may stand where.
typedef enum {
    SHAPE_TEXT,
    SHAPE_FLAG,     // true; what is false is left out
    SHAPE_FINDING,  // "GUIDELINE/FINDING"
    SHAPE_FINDINGS,
    SHAPE_SCORES,
    SHAPE_OPTIONS,
    SHAPE_DUE,
    SHAPE_EVENT,
    SHAPE_EVENTS,
    SHAPE_TEXTS,
    SHAPE_PART,  // an object with the keys of `below`
    SHAPE_PARTS  // a list of them
} ShapeKind;

typedef struct Shape Shape;
struct Shape {
    const char *key;  // NULL ends a table
    uint8_t kind;     // a ShapeKind
    bool optional;    // NEEDED or OPTIONAL
    const Shape *below;
};

enum { NEEDED, OPTIONAL };
#define LAST \
    { NULL, SHAPE_TEXT, OPTIONAL, NULL }

static const Shape clock_keys[] = {
    {"within", SHAPE_TEXT, NEEDED, NULL}, {"says", SHAPE_TEXT, NEEDED, NULL}, LAST};
static const Shape clocks_keys[] = {{"emergency", SHAPE_PART, NEEDED, clock_keys},
                                    {"red", SHAPE_PART, NEEDED, clock_keys},
                                    {"amber", SHAPE_PART, NEEDED, clock_keys},
                                    {"source", SHAPE_TEXT, NEEDED, NULL},
                                    LAST};
static const Shape slot_keys[] = {{"id", SHAPE_TEXT, NEEDED, NULL},
                                  {"title", SHAPE_TEXT, NEEDED, NULL},
                                  {"findings", SHAPE_FINDINGS, NEEDED, NULL},
                                  LAST};
static const Shape tile_keys[] = {{"id", SHAPE_TEXT, NEEDED, NULL},
                                  {"title", SHAPE_TEXT, NEEDED, NULL},
                                  {"findings", SHAPE_FINDINGS, OPTIONAL, NULL},
                                  {"kind", SHAPE_TEXT, OPTIONAL, NULL},
                                  LAST};
static const Shape lesions_keys[] = {
    {"finding", SHAPE_FINDING, NEEDED, NULL}, {"scores", SHAPE_SCORES, NEEDED, NULL}, LAST};
static const Shape cell_keys[] = {
    {"finding", SHAPE_FINDING, NEEDED, NULL}, {"short", SHAPE_TEXT, NEEDED, NULL}, LAST};
static const Shape row_keys[] = {
    {"title", SHAPE_TEXT, NEEDED, NULL}, {"cells", SHAPE_PARTS, NEEDED, cell_keys}, LAST};
static const Shape track_keys[] = {{"track", SHAPE_TEXT, NEEDED, NULL},
                                   {"title", SHAPE_TEXT, NEEDED, NULL},
                                   {"says", SHAPE_TEXT, NEEDED, NULL},
                                   {"needs", SHAPE_FINDINGS, OPTIONAL, NULL},
                                   {"any", SHAPE_FINDINGS, OPTIONAL, NULL},
                                   {"asks", SHAPE_FINDINGS, OPTIONAL, NULL},
                                   LAST};
static const Shape matrix_keys[] = {{"when", SHAPE_FINDINGS, NEEDED, NULL},
                                    {"rows", SHAPE_PARTS, NEEDED, row_keys},
                                    {"tracks", SHAPE_PARTS, NEEDED, track_keys},
                                    {"answer", SHAPE_FINDING, NEEDED, NULL},
                                    LAST};
static const Shape lane_keys[] = {
    {"lane", SHAPE_TEXT, NEEDED, NULL}, {"title", SHAPE_TEXT, NEEDED, NULL}, LAST};
static const Shape start_keys[] = {{"name", SHAPE_TEXT, NEEDED, NULL},
                                   {"title", SHAPE_TEXT, NEEDED, NULL},
                                   {"event", SHAPE_EVENT, NEEDED, NULL},
                                   {"end", SHAPE_FLAG, OPTIONAL, NULL},
                                   {"unless", SHAPE_FINDING, OPTIONAL, NULL},
                                   {"each", SHAPE_FLAG, OPTIONAL, NULL},
                                   LAST};
static const Shape follow_up_keys[] = {
    {"compared", SHAPE_FINDINGS, NEEDED, NULL}, {"findings", SHAPE_FINDINGS, NEEDED, NULL}, LAST};
static const Shape fresh_keys[] = {
    {"title", SHAPE_TEXT, NEEDED, NULL}, {"finding", SHAPE_FINDING, NEEDED, NULL}, LAST};
static const Shape column_keys[] = {{"title", SHAPE_TEXT, NEEDED, NULL},
                                    {"findings", SHAPE_FINDINGS, OPTIONAL, NULL},
                                    {"lanes", SHAPE_TEXTS, OPTIONAL, NULL},
                                    {"questions", SHAPE_FLAG, OPTIONAL, NULL},
                                    LAST};
static const Shape course_keys[] = {{"treatment", SHAPE_EVENTS, NEEDED, NULL},
                                    {"status", SHAPE_EVENTS, NEEDED, NULL},
                                    {"marks", SHAPE_EVENTS, NEEDED, NULL},
                                    LAST};
static const Shape sheet_keys[] = {{"board", SHAPE_TEXT, OPTIONAL, NULL},
                                   {"heading", SHAPE_FINDINGS, OPTIONAL, NULL},
                                   {"facts", SHAPE_FINDINGS, OPTIONAL, NULL},
                                   {"course", SHAPE_PART, OPTIONAL, course_keys},
                                   {"columns", SHAPE_PARTS, NEEDED, column_keys},
                                   {"spaces", SHAPE_TEXTS, OPTIONAL, NULL},
                                   LAST};
static const Shape word_keys[] = {
    {"due", SHAPE_DUE, NEEDED, NULL}, {"word", SHAPE_TEXT, NEEDED, NULL}, LAST};
static const Shape calendar_keys[] = {{"words", SHAPE_PARTS, NEEDED, word_keys}, LAST};
static const Shape deviation_keys[] = {
    {"code", SHAPE_TEXT, NEEDED, NULL}, {"says", SHAPE_TEXT, NEEDED, NULL}, LAST};
static const Shape page_keys[] = {{"clocks", SHAPE_PART, NEEDED, clocks_keys},
                                  {"who", SHAPE_PARTS, NEEDED, slot_keys},
                                  {"spent", SHAPE_FINDINGS, NEEDED, NULL},
                                  {"calm", SHAPE_FINDINGS, NEEDED, NULL},
                                  {"askFirst", SHAPE_FINDINGS, OPTIONAL, NULL},
                                  {"tiles", SHAPE_PARTS, NEEDED, tile_keys},
                                  {"lesions", SHAPE_PART, NEEDED, lesions_keys},
                                  {"matrix", SHAPE_PART, NEEDED, matrix_keys},
                                  {"lanes", SHAPE_PARTS, NEEDED, lane_keys},
                                  {"starts", SHAPE_PARTS, OPTIONAL, start_keys},
                                  {"followUp", SHAPE_PART, OPTIONAL, follow_up_keys},
                                  {"fresh", SHAPE_PARTS, NEEDED, fresh_keys},
                                  {"scores", SHAPE_SCORES, NEEDED, NULL},
                                  {"outside", SHAPE_FINDINGS, OPTIONAL, NULL},
                                  {"sheet", SHAPE_PART, NEEDED, sheet_keys},
                                  {"calendar", SHAPE_PART, NEEDED, calendar_keys},
                                  {"deviations", SHAPE_PARTS, NEEDED, deviation_keys},
                                  {"last", SHAPE_OPTIONS, NEEDED, NULL},
                                  LAST};

typedef struct {
    Str text;
    const GuidelineSet *set;
    Str key;  // the member that is looked at: where a value has no place of its own
    Err *err;
} Reader;

static bool take_part(Reader *r, const Json *value, const Shape *shapes);

// Where a text of the file stands; one that was unescaped stands elsewhere, and its key is told.
static bool fail_at(Reader *r, Str place) {
    bool inside = place.data >= r->text.data && place.data < r->text.data + r->text.len;
    if (!inside) place = r->key;
    inside = place.data >= r->text.data && place.data < r->text.data + r->text.len;
    r->err->byte = inside ? (uint64_t)(place.data - r->text.data) : 0;
    return false;
}

static bool wrong_form(Reader *r, const char *what) {
    err_set(r->err, ERR_CHECK, "'%.*s' is %s", STR_ARG(r->key), what);
    return fail_at(r, r->key);
}

// ---- names

static bool is_named(const Item *item, ItemKind kind, Str name) {
    Str guideline = item->guideline->id;
    return item->kind == kind && name.len == guideline.len + 1 + item->id.len &&
           str_starts(name, guideline) && name.data[guideline.len] == '/' &&
           str_ends(name, item->id);
}

static bool take_name(Reader *r, const Json *value, ItemKind kind) {
    if (value->kind != JSON_STRING) return wrong_form(r, "\"GUIDELINE/NAME\"");
    Str name = json_text(value);
    for (size_t i = 0; i < r->set->item_count; i++) {
        if (is_named(r->set->items[i], kind, name)) return true;
    }
    err_set(r->err, ERR_CHECK, "no guideline has the %s '%.*s'", item_kind_name(kind),
            STR_ARG(name));
    return fail_at(r, name);
}

static bool take_names(Reader *r, const Json *list, ItemKind kind) {
    if (list->kind != JSON_ARRAY) return wrong_form(r, "a list: [\"GUIDELINE/NAME\", ...]");
    for (uint32_t i = 0; i < list->count; i++) {
        if (!take_name(r, &list->as.items[i], kind)) return false;
    }
    return true;
}

static bool take_text(Reader *r, const Json *value) {
    return (value->kind == JSON_STRING && value->count > 0) || wrong_form(r, "a text");
}

static bool take_texts(Reader *r, const Json *list) {
    if (list->kind != JSON_ARRAY) return wrong_form(r, "a list of texts: [\"...\", ...]");
    for (uint32_t i = 0; i < list->count; i++) {
        if (!take_text(r, &list->as.items[i])) return false;
    }
    return true;
}

// ---- parts

static bool take_parts(Reader *r, const Json *list, const Shape *below) {
    if (list->kind != JSON_ARRAY) return wrong_form(r, "a list of parts: [{...}, ...]");
    Str key = r->key;
    for (uint32_t i = 0; i < list->count; i++) {
        r->key = key;
        if (!take_part(r, &list->as.items[i], below)) return false;
    }
    return true;
}

static bool take_value(Reader *r, const Json *value, const Shape *shape) {
    switch ((ShapeKind)shape->kind) {
    case SHAPE_TEXT:
        return take_text(r, value);
    case SHAPE_FLAG:
        return value->kind == JSON_TRUE || wrong_form(r, "true, or left out");
    case SHAPE_FINDING:
        return take_name(r, value, KIND_FINDING);
    case SHAPE_FINDINGS:
        return take_names(r, value, KIND_FINDING);
    case SHAPE_SCORES:
        return take_names(r, value, KIND_SCORE);
    case SHAPE_OPTIONS:
        return take_names(r, value, KIND_OPTION);
    case SHAPE_DUE:
        return take_name(r, value, KIND_DUE);
    case SHAPE_EVENT:
        return take_name(r, value, KIND_EVENT);
    case SHAPE_EVENTS:
        return take_names(r, value, KIND_EVENT);
    case SHAPE_TEXTS:
        return take_texts(r, value);
    case SHAPE_PART:
        return take_part(r, value, shape->below);
    case SHAPE_PARTS:
        return take_parts(r, value, shape->below);
    }
    return false;
}

static const Shape *shape_of(const Shape *shapes, Str key) {
    while (shapes->key != NULL && !str_eq(key, str_from(shapes->key))) shapes++;
    return shapes->key == NULL ? NULL : shapes;
}

static bool unknown_key(Reader *r, const Shape *shapes) {
    Buf keys = {0};
    for (const Shape *shape = shapes; shape->key != NULL; shape++)
        buf_printf(&keys, "%s%s", shape == shapes ? "" : ", ", shape->key);
    err_set(r->err, ERR_CHECK, "'%.*s' is not read: write %.*s", STR_ARG(r->key),
            STR_ARG(buf_str(&keys)));
    buf_free(&keys);
    return fail_at(r, r->key);
}

static bool take_part(Reader *r, const Json *value, const Shape *shapes) {
    if (value->kind != JSON_OBJECT) return wrong_form(r, "a part: {...}");
    Str key = r->key;
    for (uint32_t i = 0; i < value->count; i++) {
        const Json *member = &value->as.items[i];
        r->key = json_name(member);
        const Shape *shape = shape_of(shapes, r->key);
        if (shape == NULL) return unknown_key(r, shapes);
        if (!take_value(r, member, shape)) return false;
    }
    for (const Shape *shape = shapes; shape->key != NULL; shape++) {
        if (shape->optional || json_member(value, str_from(shape->key)) != NULL) continue;
        err_set(r->err, ERR_CHECK, "'%s' is missing here", shape->key);
        return fail_at(r, value->count > 0 ? json_name(&value->as.items[0]) : key);
    }
    return true;
}

// ---- the calendar

static bool has_word(const Json *words, const Item *due) {
    for (uint32_t i = 0; i < words->count; i++) {
        if (is_named(due, KIND_DUE, json_string(&words->as.items[i], STR("due")))) return true;
    }
    return false;
}

// What falls due stands in the patient's calendar under a general word, or it would stand nowhere.
static bool check_calendar(Reader *r, const Json *words) {
    for (size_t i = 0; i < r->set->item_count; i++) {
        const Item *item = r->set->items[i];
        if (item->kind != KIND_DUE || has_word(words, item)) continue;
        err_set(r->err, ERR_CHECK, "the calendar has no word for '%.*s/%.*s'",
                STR_ARG(item->guideline->id), STR_ARG(item->id));
        return fail_at(r, json_name(words));
    }
    return true;
}

bool layout_read(Str text, Str file, const GuidelineSet *set, Arena *arena, const Json **layout,
                 Err *err) {
    Json *root = ARENA_NEW(arena, Json);
    if (!json_read(text, NULL, &json_limits, arena, root, err)) return err_at_byte(err, file, text);
    Reader r = {.text = text, .set = set, .key = STR("page.json"), .err = err};
    if (!take_part(&r, root, page_keys) ||
        !check_calendar(&r, json_member(json_member(root, STR("calendar")), STR("words"))))
        return err_at_byte(err, file, text);
    *layout = root;
    return true;
}
