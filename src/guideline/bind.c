// The contract of the tags as tables: which tag may stand where, and what type each kind of
// declaration must have.

#include "guideline/bind.h"

#include <stdlib.h>

#include "base/buf.h"

static const char *const kind_names[] = {
    [KIND_FINDING] = "finding", [KIND_SCORE] = "score",   [KIND_INPUT] = "input",
    [KIND_GATE] = "gate",       [KIND_OPTION] = "option", [KIND_DUE] = "due",
    [KIND_EVENT] = "event",
};
static const char *const tier_names[] = {
    [TIER_EMERGENCY] = "emergency", [TIER_RED] = "red",     [TIER_AMBER] = "amber",
    [TIER_UNKNOWN] = "unknown",     [TIER_GREEN] = "green", [TIER_NONE] = "",
};

const char *item_kind_name(ItemKind kind) {
    return kind_names[kind];
}

const char *tier_name(Tier tier) {
    return tier_names[tier];
}

static Str str_of(const char *text) {
    return (Str){text, strlen(text)};
}

bool tier_find(Str name, Tier *tier) {
    for (size_t i = 0; i < TIER_NONE; i++) {
        if (!str_eq(name, str_of(tier_names[i]))) continue;
        *tier = (Tier)i;
        return true;
    }
    return false;
}

// ---- which tag may stand where

enum { ANY_KIND = (1 << KIND_COUNT) - 1, ON_LIBRARY = 1 << KIND_COUNT };

static const struct {
    const char *name;
    unsigned where;
    bool repeats;
} tag_rows[] = {
    {"guideline", ON_LIBRARY, false},
    {"title", ON_LIBRARY | ANY_KIND, false},
    {"status", ON_LIBRARY, false},
    {"for", ON_LIBRARY | 1 << KIND_OPTION, false},
    {"limits", ON_LIBRARY, false},
    {"reviewed", ON_LIBRARY, false},
    {"expires", ON_LIBRARY, false},
    {"finding", 1 << KIND_FINDING, false},
    {"score", 1 << KIND_SCORE, false},
    {"input", 1 << KIND_INPUT, false},
    {"gate", 1 << KIND_GATE, false},
    {"option", 1 << KIND_OPTION, false},
    {"due", 1 << KIND_DUE, false},
    {"event", 1 << KIND_EVENT, false},
    {"each", ANY_KIND, false},
    {"when", ANY_KIND, false},
    {"source", ANY_KIND, true},
    {"strength", ANY_KIND, false},
    {"tier", 1 << KIND_FINDING, false},
    {"yes", 1 << KIND_FINDING, false},
    {"no", 1 << KIND_FINDING, false},
    {"unknown", 1 << KIND_FINDING, false},
    {"shows", 1 << KIND_FINDING, true},
    {"bands", 1 << KIND_SCORE, false},
    {"ask", 1 << KIND_INPUT, false},
    {"answers", 1 << KIND_INPUT, false},
    {"at", 1 << KIND_FINDING, false},
    {"details", 1 << KIND_FINDING, false},
    {"suggests", 1 << KIND_FINDING, false},
    {"record", 1 << KIND_INPUT, false},
    {"against", 1 << KIND_OPTION, false},
    {"gates", 1 << KIND_OPTION, true},
    {"of", 1 << KIND_DUE, false},
};

static bool wrong(Binder *b, const Library *library, AstPlace place, const char *message) {
    err_set(b->err, ERR_CHECK, "%s", message);
    return err_at(b->err, library->file, (int)place.line, (int)place.column);
}

static bool tags_allowed(Binder *b, const Library *library, const Tags *tags, unsigned where) {
    for (size_t i = 0; i < tags->count; i++) {
        const Tag *tag = &tags->items[i];
        size_t row = 0;
        size_t rows = sizeof tag_rows / sizeof tag_rows[0];
        while (row < rows && !str_eq(tag->name, str_of(tag_rows[row].name))) row++;
        if (row == rows) return wrong(b, library, tag->place, "there is no tag of that name");
        if ((tag_rows[row].where & where) == 0)
            return wrong(b, library, tag->place, "this tag may not stand here");
        for (size_t k = 0; k < i && !tag_rows[row].repeats; k++) {
            if (str_eq(tags->items[k].name, tag->name))
                return wrong(b, library, tag->place, "this tag stands here twice");
        }
    }
    return true;
}

// ---- the library's own tags

static bool one_of(Str value, const char *const *allowed) {
    for (; *allowed != NULL; allowed++) {
        if (str_eq(value, str_of(*allowed))) return true;
    }
    return false;
}

static bool is_date_or_none(Str value) {
    DateTime date;
    Err ignored;
    return value.data == NULL || date_parse(value, &date, &ignored);
}

bool bind_library(Binder *b, const Library *library, Guideline *guideline, bool *found) {
    static const char *const statuses[] = {"draft", "active", "retired", NULL};
    Tags tags;
    *found = false;
    if (!tags_read(library->ast->comment, library->file, b->arena, &tags, b->err)) return false;
    if (tags.count == 0) return true;
    AstPlace place = tags.items[0].place;
    if (!tags_allowed(b, library, &tags, ON_LIBRARY)) return false;
    *guideline = (Guideline){.id = tags_value(&tags, "guideline"),
                             .title = tags_value(&tags, "title"),
                             .status = tags_value(&tags, "status"),
                             .for_whom = tags_value(&tags, "for"),
                             .limits = tags_value(&tags, "limits"),
                             .reviewed = tags_value(&tags, "reviewed"),
                             .expires = tags_value(&tags, "expires"),
                             .version = library->version,
                             .library = library};
    if (guideline->id.data == NULL)
        return wrong(b, library, place, "a library with tags has @guideline");
    if (guideline->title.data == NULL) return wrong(b, library, place, "a guideline needs @title");
    if (!one_of(guideline->status, statuses))
        return wrong(b, library, place, "@status is draft, active or retired");
    if (!is_date_or_none(guideline->reviewed) || !is_date_or_none(guideline->expires)) {
        return wrong(b, library, place, "@reviewed and @expires are dates: 2026-11-22");
    }
    *found = true;
    return true;
}

// ---- types

static bool is_plain(const Type *type) {
    switch (type->kind) {
    case TYPE_BOOLEAN:
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_STRING:
    case TYPE_DATE:
    case TYPE_DATETIME:
    case TYPE_QUANTITY:
    case TYPE_CONCEPT:
        return true;
    default:
        return false;
    }
}

static const Type *tuple_element(const Type *type, const char *name, int *index) {
    for (uint32_t i = 0; type->kind == TYPE_TUPLE && i < type->count; i++) {
        if (!str_eq(type->as.tuple.names[i], str_of(name))) continue;
        if (index != NULL) *index = (int)i;
        return type->as.tuple.types[i];
    }
    return NULL;
}

static bool element_is(const Type *tuple, const char *name, TypeKind kind, TypeKind of) {
    const Type *type = tuple_element(tuple, name, NULL);
    if (type == NULL || type->kind != kind) return false;
    return (kind != TYPE_INTERVAL && kind != TYPE_LIST) || type->as.of->kind == of;
}

// What is wrong with the result type of an item of this kind; NULL if it is right.
static const char *type_complaint(Item *item, const Type *type) {
    const Type *row = type->kind == TYPE_LIST ? type->as.of : type;
    switch ((ItemKind)item->kind) {
    case KIND_INPUT:
        if (is_plain(type) || (type->kind == TYPE_INTERVAL && is_plain(type->as.of))) return NULL;
        return "an @input gives Boolean, Integer, Decimal, String, Date, DateTime, Quantity, "
               "Concept, or an Interval of these";
    case KIND_SCORE:
        if (type->kind == TYPE_INTERVAL &&
            (type->as.of->kind == TYPE_INTEGER || type->as.of->kind == TYPE_DECIMAL))
            return NULL;
        return "a @score gives Interval<Integer> or Interval<Decimal>";
    case KIND_FINDING:
        if (type->kind == TYPE_BOOLEAN) return NULL;
        if (tuple_element(type, "holds", &item->holds_index) != NULL &&
            element_is(type, "holds", TYPE_BOOLEAN, TYPE_ANY)) {
            if (tuple_element(type, "tier", &item->tier_index) == NULL ||
                element_is(type, "tier", TYPE_STRING, TYPE_ANY))
                return NULL;
        }
        return "a @finding gives Boolean, or Tuple{holds Boolean, tier String, ...}";
    case KIND_DUE:
        if (type->kind == TYPE_LIST && element_is(row, "window", TYPE_INTERVAL, TYPE_DATE) &&
            element_is(row, "done", TYPE_DATE, TYPE_ANY))
            return NULL;
        return "a @due gives List<Tuple{window Interval<Date>, done Date}>";
    case KIND_EVENT:
        if (type->kind == TYPE_LIST && element_is(row, "at", TYPE_INTERVAL, TYPE_DATE) &&
            element_is(row, "lane", TYPE_STRING, TYPE_ANY) &&
            element_is(row, "what", TYPE_STRING, TYPE_ANY) &&
            element_is(row, "basis", TYPE_LIST, TYPE_STRING)) {
            return NULL;
        }
        return "an @event gives List<Tuple{at Interval<Date>, lane String, what String, basis "
               "List<String>}>";
    default:
        return type->kind == TYPE_BOOLEAN ? NULL : "this gives Boolean";
    }
}

// ---- an item

typedef struct {
    Binder *b;
    const Library *library;
    const Tags *tags;
    Item *item;
} Making;

static AstPlace place_of(const Making *m, const char *name) {
    for (size_t i = 0; i < m->tags->count; i++) {
        if (str_eq(m->tags->items[i].name, str_of(name))) return m->tags->items[i].place;
    }
    return m->item->place;
}

static bool named(Making *m, const char *tag, const Declaration **declaration) {
    Str name = tags_value(m->tags, tag);
    *declaration = NULL;
    if (name.data == NULL) return true;
    *declaration = library_declaration(m->library, name);
    if (*declaration != NULL) return true;
    return wrong(m->b, m->library, place_of(m, tag),
                 "this library has no definition of that name (written without quotes)");
}

static bool code_named(Making *m, const char *tag, const CodeValue **code) {
    Str name = tags_value(m->tags, tag);
    *code = NULL;
    if (name.data == NULL) return true;
    *code = library_code(m->library, name);
    return *code != NULL ||
           wrong(m->b, m->library, place_of(m, tag), "this library declares no code of that name");
}

static bool takes_about(const Declaration *declaration) {
    return declaration->parameter_count == 1 &&
           declaration->parameter_types[0]->kind == TYPE_STRING;
}

static bool check_about(Making *m) {
    Item *item = m->item;
    const Declaration *d = item->declaration;
    if (!named(m, "each", &item->each) || !named(m, "when", &item->when)) return false;
    if (item->each != NULL) {
        const Type *type = item->each->type;
        if (item->each->is_function || type->kind != TYPE_LIST ||
            type->as.of->kind != TYPE_STRING) {
            return wrong(m->b, m->library, place_of(m, "each"),
                         "@each names a define of List<String>");
        }
    }
    if (item->each != NULL ? !takes_about(d) : d->is_function) {
        return wrong(m->b, m->library, item->place,
                     item->each != NULL ? "with @each this is a function of one String"
                                        : "without @each this is a define, no function");
    }
    if (item->when != NULL) {
        bool fits = item->when->is_function ? item->each != NULL && takes_about(item->when) : true;
        if (!fits || item->when->type->kind != TYPE_BOOLEAN) {
            return wrong(m->b, m->library, place_of(m, "when"),
                         "@when names a Boolean about the patient, or about the same thing");
        }
    }
    return true;
}

static bool check_tiers(Making *m) {
    Item *item = m->item;
    item->tier_yes = item->tier_unknown = item->tier_no = TIER_NONE;
    Str text = tags_value(m->tags, "tier");
    if (text.data == NULL) return true;
    while (text.len > 0) {
        size_t end = 0;
        while (end < text.len && text.data[end] != ',') end++;
        Str part = {text.data, end};
        while (part.len > 0 && part.data[0] == ' ') part = (Str){part.data + 1, part.len - 1};
        size_t gap = 0;
        while (gap < part.len && part.data[gap] != ' ') gap++;
        Str state = {part.data, gap};
        Str name = gap < part.len ? (Str){part.data + gap + 1, part.len - gap - 1} : STR_NONE;
        uint8_t *place = str_eq(state, STR("yes"))       ? &item->tier_yes
                         : str_eq(state, STR("no"))      ? &item->tier_no
                         : str_eq(state, STR("unknown")) ? &item->tier_unknown
                                                         : NULL;
        Tier tier;
        if (place == NULL || *place != TIER_NONE || !tier_find(name, &tier)) {
            return wrong(m->b, m->library, place_of(m, "tier"),
                         "write '@tier: yes red, unknown amber, no green' (emergency, red, amber, "
                         "unknown, green)");
        }
        *place = (uint8_t)tier;
        text = end < text.len ? (Str){text.data + end + 1, text.len - end - 1} : STR_NONE;
    }
    return true;
}

static bool check_citations(Making *m) {
    Item *item = m->item;
    Citation *citations = ARENA_ARRAY(m->b->arena, Citation, m->tags->count);
    item->best_read = READ_OWN;
    for (size_t i = 0; i < m->tags->count; i++) {
        const Tag *tag = &m->tags->items[i];
        if (!str_eq(tag->name, STR("source"))) continue;
        size_t comma = 0;
        while (comma < tag->value.len && tag->value.data[comma] != ',') comma++;
        Str at = {tag->value.data + comma, tag->value.len - comma};
        while (at.len > 0 && (at.data[0] == ',' || at.data[0] == ' '))
            at = (Str){at.data + 1, at.len - 1};
        const Source *source =
            source_find(m->b->sources, m->b->source_count, (Str){tag->value.data, comma});
        if (source == NULL)
            return wrong(m->b, m->library, tag->place, "sources.json has no source of that id");
        if (at.len == 0)
            return wrong(m->b, m->library, tag->place,
                         "a source needs its place: '@source: mirels-1989, Table 2'");
        citations[item->citation_count++] = (Citation){source, at};
        if (source->read < item->best_read) item->best_read = (SourceRead)source->read;
    }
    item->citations = citations;
    item->recalled_only = item->citation_count > 0 && item->best_read == READ_RECALLED;
    return true;
}

// What a define is a list of; NULL when it is none, or needs arguments.
static const Type *list_of(const Declaration *define) {
    return !define->is_function && define->type->kind == TYPE_LIST ? define->type->as.of : NULL;
}

static bool check_input(Making *m) {
    Item *item = m->item;
    if (!named(m, "answers", &item->answers) || !code_named(m, "record", &item->record))
        return false;
    item->ask = tags_value(m->tags, "ask");
    if (item->ask.data == NULL)
        return wrong(m->b, m->library, item->place, "an @input needs @ask: the question in words");
    const Type *type = item->declaration->type;
    if (type->kind == TYPE_BOOLEAN) return true;
    if (item->answers == NULL)
        return wrong(m->b, m->library, item->place, "an @input that is not Boolean needs @answers");
    const Type *of = list_of(item->answers);
    bool fits = of == type || (of != NULL && of->kind == TYPE_CODE && type->kind == TYPE_CONCEPT) ||
                (of != NULL && of->kind == TYPE_INTEGER && type->kind == TYPE_DECIMAL);
    return fits || wrong(m->b, m->library, place_of(m, "answers"),
                         "@answers names a define of List<T>, T the type of the input (List<Code> "
                         "for Concept)");
}

static bool check_bands(Making *m) {
    Item *item = m->item;
    if (!named(m, "bands", &item->bands)) return false;
    if (item->bands == NULL) return wrong(m->b, m->library, item->place, "a @score needs @bands");
    const Type *row = list_of(item->bands);
    bool fits = row != NULL &&
                element_is(row, "points", TYPE_INTERVAL, item->declaration->type->as.of->kind) &&
                element_is(row, "name", TYPE_STRING, TYPE_ANY) &&
                element_is(row, "says", TYPE_STRING, TYPE_ANY);
    return fits || wrong(m->b, m->library, place_of(m, "bands"),
                         "@bands names a define of List<Tuple{points, name, says}>");
}

// ---- what a finding tells other systems

static bool is_scalar(const Type *type) {
    return is_plain(type) || (type->kind == TYPE_INTERVAL && is_plain(type->as.of));
}

// The name before the next comma; `rest` goes behind it.
static Str next_name(Str *rest) {
    size_t end = 0;
    while (end < rest->len && rest->data[end] != ',') end++;
    Str name = {rest->data, end};
    *rest = end < rest->len ? (Str){rest->data + end + 1, rest->len - end - 1} : STR_NONE;
    while (name.len > 0 && name.data[0] == ' ') name = (Str){name.data + 1, name.len - 1};
    while (name.len > 0 && name.data[name.len - 1] == ' ') name.len--;
    return name;
}

static bool check_details(Making *m) {
    Item *item = m->item;
    Str rest = tags_value(m->tags, "details");
    uint16_t *details = ARENA_ARRAY(m->b->arena, uint16_t, rest.len + 1);
    while (rest.len > 0) {
        Str name = next_name(&rest);
        int index = -1;
        const Type *type =
            tuple_element(item->declaration->type,
                          arena_printf(m->b->arena, "%.*s%c", STR_ARG(name), 0).data, &index);
        if (type == NULL || !is_scalar(type))
            return wrong(m->b, m->library, place_of(m, "details"),
                         "@details names elements of the finding's tuple, separated by commas: "
                         "numbers, texts, dates, codes or intervals of these");
        details[item->detail_count++] = (uint16_t)index;
    }
    item->details = details;
    return true;
}

static bool check_data(Making *m) {
    Item *item = m->item;
    Str at = tags_value(m->tags, "at");
    const Type *type = item->declaration->type;
    if (at.data != NULL) {
        const char *name = arena_printf(m->b->arena, "%.*s%c", STR_ARG(at), 0).data;
        const Type *found = tuple_element(type, name, &item->at_index);
        bool fits =
            found != NULL && (found->kind == TYPE_DATE ||
                              (found->kind == TYPE_INTERVAL && found->as.of->kind == TYPE_DATE));
        if (!fits)
            return wrong(m->b, m->library, place_of(m, "at"),
                         "@at names an element of the finding's tuple: a Date or Interval<Date>");
    }
    if (!check_details(m) || !code_named(m, "suggests", &item->suggests)) return false;
    return item->suggests == NULL || item->each != NULL ||
           wrong(m->b, m->library, place_of(m, "suggests"),
                 "@suggests needs @each: the status is that of the Condition it is about");
}

static bool check_kind(Making *m) {
    Item *item = m->item;
    item->holds_index = item->tier_index = item->at_index = -1;
    const char *complaint = type_complaint(item, item->declaration->type);
    if (complaint != NULL) return wrong(m->b, m->library, item->place, complaint);
    item->title = tags_value(m->tags, "title");
    item->strength = tags_value(m->tags, "strength");
    item->text_yes = tags_value(m->tags, "yes");
    item->text_no = tags_value(m->tags, "no");
    item->text_unknown = tags_value(m->tags, "unknown");
    item->text_for = tags_value(m->tags, "for");
    item->text_against = tags_value(m->tags, "against");
    if (!check_about(m) || !check_citations(m) || !check_tiers(m)) return false;
    switch ((ItemKind)item->kind) {
    case KIND_FINDING:
        return check_data(m);
    case KIND_INPUT:
        return check_input(m);
    case KIND_SCORE:
        return check_bands(m);
    case KIND_DUE:
        return code_named(m, "of", &item->of);
    default:
        return true;
    }
}

static Item *add_item(Binder *b) {
    if (b->count == b->size) {
        size_t size = b->size == 0 ? 64 : b->size * 2;
        Item **items = ARENA_ARRAY(b->arena, Item *, size);
        if (b->count > 0) memcpy(items, b->items, b->count * sizeof(Item *));
        b->items = items;
        b->size = size;
    }
    b->items[b->count] = ARENA_NEW(b->arena, Item);
    return b->items[b->count++];
}

static bool bind_one(Binder *b, const Library *library, const Guideline *guideline,
                     const Declaration *declaration) {
    Tags tags;
    if (declaration->ast == NULL ||
        !tags_read(declaration->ast->comment, library->file, b->arena, &tags, b->err))
        return declaration->ast == NULL;
    if (tags.count == 0) return true;
    const Tag *kind_tag = NULL;
    ItemKind kind = KIND_FINDING;
    for (size_t i = 0; i < tags.count; i++) {
        for (size_t k = 0; k < KIND_COUNT; k++) {
            if (!str_eq(tags.items[i].name, str_of(kind_names[k]))) continue;
            if (kind_tag != NULL)
                return wrong(b, library, tags.items[i].place, "a declaration is of one kind");
            kind_tag = &tags.items[i];
            kind = (ItemKind)k;
        }
    }
    if (kind_tag == NULL)
        return wrong(b, library, tags.items[0].place,
                     "tags need a kind: finding, score, input, gate, option, due or event");
    if (!tags_allowed(b, library, &tags, 1U << kind)) return false;
    for (size_t i = 0; i < b->count; i++) {
        const Item *other = b->items[i];
        if (other->guideline == guideline && other->kind == kind &&
            str_eq(other->id, kind_tag->value)) {
            return wrong(b, library, kind_tag->place,
                         "this guideline has an item of that kind and id already");
        }
    }
    Item *item = add_item(b);
    *item = (Item){.kind = (uint8_t)kind,
                   .id = kind_tag->value,
                   .guideline = guideline,
                   .declaration = declaration,
                   .place = kind_tag->place};
    return check_kind(&(Making){b, library, &tags, item});
}

bool bind_declarations(Binder *b, const Library *library, const Guideline *guideline) {
    for (size_t i = 0; i < library->declaration_count; i++) {
        if (!bind_one(b, library, guideline, library->declarations[i])) return false;
    }
    return true;
}

// ---- tags that nobody reads

static bool is_bound(const Binder *b, const Declaration *declaration) {
    for (size_t i = 0; i < b->count; i++) {
        if (b->items[i]->declaration == declaration) return true;
    }
    return false;
}

// Was this comment read as tags: that of a bound declaration, or of a guideline's `library`?
static bool was_read(const Binder *b, const Library *library, const AstComment *comment) {
    if (library->ast->comment == comment) return true;
    for (size_t i = 0; i < library->declaration_count; i++) {
        const Declaration *declaration = library->declarations[i];
        if (declaration->ast != NULL && declaration->ast->comment == comment &&
            is_bound(b, declaration))
            return true;
    }
    return false;
}

// "@name:" at the start of a line, as the reference translator would take it, hyphens included.
static bool tag_starts(Str text, size_t at) {
    size_t i = at;
    while (i > 0 && (text.data[i - 1] == ' ' || text.data[i - 1] == '\t')) i--;
    if (text.data[at] != '@' || (i > 0 && text.data[i - 1] != '\n')) return false;
    for (i = at + 1; i < text.len; i++) {
        char c = text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool later = i > at + 1 && ((c >= '0' && c <= '9') || c == '_' || c == '-');
        if (!letter && !later) return c == ':' && i > at + 1;
    }
    return false;
}

bool bind_stray_tags(Binder *b, const Library *library) {
    for (uint32_t i = 0; i < library->ast->comment_count; i++) {
        const AstComment *comment = &library->ast->comments[i];
        if (was_read(b, library, comment)) continue;
        AstPlace place = comment->place;
        place.column += 2;  // of the marks
        for (size_t at = 0; at < comment->text.len; at++) {
            if (tag_starts(comment->text, at))
                return wrong(b, library, place,
                             "a tag is read only in the block comment right before a define or "
                             "function of a guideline's folder, or before its 'library'");
            bool line_end = comment->text.data[at] == '\n';
            place.line += line_end;
            place.column = line_end ? 1 : place.column + 1;
        }
    }
    return true;
}

static const Item *sibling(const Binder *b, const Item *item, ItemKind kind, Str id) {
    for (size_t i = 0; i < b->count; i++) {
        if (b->items[i]->guideline == item->guideline && b->items[i]->kind == kind &&
            str_eq(b->items[i]->id, id))
            return b->items[i];
    }
    return NULL;
}

bool bind_references(Binder *b) {
    for (size_t i = 0; i < b->count; i++) {
        Item *item = b->items[i];
        if (item->kind != KIND_FINDING && item->kind != KIND_OPTION) continue;
        const char *name = item->kind == KIND_FINDING ? "shows" : "gates";
        ItemKind kind = item->kind == KIND_FINDING ? KIND_SCORE : KIND_GATE;
        Tags tags;
        const Library *library = item->declaration->library;
        if (!tags_read(item->declaration->ast->comment, library->file, b->arena, &tags, b->err))
            return false;
        const Item **named_items = ARENA_ARRAY(b->arena, const Item *, tags.count);
        size_t count = 0;
        for (size_t k = 0; k < tags.count; k++) {
            if (!str_eq(tags.items[k].name, str_of(name))) continue;
            named_items[count] = sibling(b, item, kind, tags.items[k].value);
            if (named_items[count] == NULL)
                return wrong(b, library, tags.items[k].place,
                             "this guideline has no item of that id");
            count++;
        }
        if (item->kind == KIND_FINDING) {
            item->shows = named_items;
            item->show_count = count;
        } else {
            item->gates = named_items;
            item->gate_count = count;
        }
    }
    return true;
}
