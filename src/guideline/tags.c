// Reading the tags of one block comment. The text of a comment is what stands between its marks, so
// places are counted from the comment's own place.

#include "guideline/tags.h"

enum { MAX_TAGS = 64 };

typedef struct {
    Str text;
    size_t at;
    uint32_t line, column;
    uint32_t offset;
} Reader;

static bool is_name_start(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_name(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '_';
}

static char peek(const Reader *r) {
    if (r->at == r->text.len) return '\0';
    return r->text.data[r->at];
}

static void step(Reader *r) {
    if (r->text.data[r->at] == '\n') {
        r->line++;
        r->column = 1;
    } else if (((unsigned char)r->text.data[r->at] & 0xc0U) != 0x80U) {
        r->column++;
    }
    r->at++;
}

static bool wrong(const Reader *r, Str file, Err *err, const char *message) {
    err_set(err, ERR_CHECK, "%s", message);
    return err_at(err, file, (int)r->line, (int)r->column);
}

// At a tag: '@' as the first thing on its line.
static bool at_tag(const Reader *r) {
    if (peek(r) != '@') return false;
    size_t i = r->at;
    while (i > 0 && (r->text.data[i - 1] == ' ' || r->text.data[i - 1] == '\t')) i--;
    return i == 0 || r->text.data[i - 1] == '\n';
}

// Text up to the next tag: trimmed, blanks and line ends become one blank.
static bool read_value(Reader *r, Str file, Arena *arena, Str *value, Err *err) {
    char *text = arena_alloc(arena, r->text.len - r->at + 1, 1);
    size_t len = 0;
    bool blank = false;
    while (r->at < r->text.len && !at_tag(r)) {
        char c = peek(r);
        if (c == '@' || c == '"')
            return wrong(
                r, file, err,
                "a tag's value holds no '@' and no '\"': the reference translator cuts it there");
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            blank = len > 0;
        } else {
            if (blank) text[len++] = ' ';
            blank = false;
            text[len++] = c;
        }
        step(r);
    }
    *value = (Str){text, len};
    return true;
}

static bool read_tag(Reader *r, Str file, Arena *arena, Tag *tag, Err *err) {
    Reader start = *r;
    step(r);
    size_t from = r->at;
    if (!is_name_start(peek(r)))
        return wrong(&start, file, err, "a tag is '@name: value', its name of a-z, 0-9 and _");
    while (is_name(peek(r))) step(r);
    tag->name = (Str){r->text.data + from, r->at - from};
    if (peek(r) != ':')
        return wrong(&start, file, err, "after a tag's name comes ':' (names have no hyphen)");
    step(r);
    if (!read_value(r, file, arena, &tag->value, err)) return false;
    if (tag->value.len == 0) return wrong(&start, file, err, "a tag needs a value");
    tag->place = (AstPlace){.line = start.line,
                            .column = start.column,
                            .end_line = start.line,
                            .end_column = start.column + (uint32_t)tag->name.len + 2,
                            .offset = start.offset + (uint32_t)start.at,
                            .length = (uint32_t)tag->name.len + 2};
    return true;
}

bool tags_read(const AstComment *comment, Str file, Arena *arena, Tags *tags, Err *err) {
    *tags = (Tags){0};
    if (comment == NULL) return true;
    Reader r = {.text = comment->text,
                .line = comment->place.line,
                .column = comment->place.column + 2,
                .offset = comment->place.offset + 2};
    Tag *items = ARENA_ARRAY(arena, Tag, MAX_TAGS);
    size_t count = 0;
    while (r.at < r.text.len) {
        if (!at_tag(&r)) {
            // Prose may stand before the first tag; after it, all text belongs to a tag.
            if (peek(&r) == '@')
                return wrong(&r, file, err, "'@' stands only at the start of a line, for a tag");
            step(&r);
            continue;
        }
        if (count == MAX_TAGS) return wrong(&r, file, err, "too many tags");
        if (!read_tag(&r, file, arena, &items[count], err)) return false;
        count++;
    }
    *tags = (Tags){items, count};
    return true;
}

Str tags_value(const Tags *tags, const char *name) {
    for (size_t i = 0; i < tags->count; i++) {
        if (str_eq(tags->items[i].name, (Str){name, strlen(name)})) return tags->items[i].value;
    }
    return STR_NONE;
}
