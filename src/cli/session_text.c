#include "cli/session_text.h"

typedef struct {
    Buf buf;
    SessionText *whole;
    uint32_t line;
} Composer;

static uint32_t count_lines(Str text) {
    uint32_t lines = 0;
    for (size_t i = 0; i < text.len; i++) lines += text.data[i] == '\n';
    return lines;
}

static void add_plain(Composer *c, Str text) {
    buf_add(&c->buf, text);
    c->line += count_lines(text);
}

// `text` from byte `from` to `to`, on lines of its own.
static void add_piece(Composer *c, Str file, Str text, size_t from, size_t to) {
    Str part = {text.data + from, to - from};
    c->whole->pieces[c->whole->count++] =
        (Piece){.first = c->line,
                .count = count_lines(part) + 1,
                .file = file,
                .text = text,
                .offset_line = count_lines((Str){text.data, from}) + 1};
    add_plain(c, part);
    add_plain(c, STR("\n"));
}

bool item_is_statement(uint8_t kind) {
    return kind == AST_DEFINE || kind == AST_FUNCTION || kind == AST_CONTEXT;
}

bool item_same(const Item *item, const AstDeclaration *declaration) {
    bool function = item->kind == AST_FUNCTION;
    if (function != (declaration->kind == AST_FUNCTION) || !str_eq(item->name, declaration->name))
        return false;
    if ((item->kind == AST_USING || item->kind == AST_CONTEXT) && item->kind != declaration->kind)
        return false;
    return !function || item->parameter_count == declaration->parameter_count;
}

// The loaded text, blank where something that was typed stands in its place: the lines stay.
static Str loaded_text(const SessionParts *parts, Arena *arena) {
    if (parts->ast == NULL) return parts->loaded;
    char *copy = arena_copy(arena, parts->loaded.data, parts->loaded.len, 1);
    for (uint32_t i = 0; i < parts->ast->declaration_count; i++) {
        const AstDeclaration *declaration = &parts->ast->declarations[i];
        const Item *item = parts->items;
        while (item != NULL && (item->kind == AST_CONTEXT || !item_same(item, declaration)))
            item = item->next;
        if (item == NULL) continue;
        for (uint32_t k = 0; k < declaration->place.length; k++) {
            char *c = &copy[declaration->place.offset + k];
            if (*c != '\n') *c = ' ';
        }
    }
    return (Str){copy, parts->loaded.len};
}

// Where the statements of the loaded library begin.
static size_t statements_start(const SessionParts *parts) {
    for (uint32_t i = 0; parts->ast != NULL && i < parts->ast->declaration_count; i++) {
        const AstDeclaration *declaration = &parts->ast->declarations[i];
        if (item_is_statement(declaration->kind)) return declaration->place.offset;
    }
    return parts->loaded.len;
}

static bool declares_model(const SessionParts *parts) {
    for (uint32_t i = 0; parts->ast != NULL && i < parts->ast->declaration_count; i++)
        if (parts->ast->declarations[i].kind == AST_USING) return true;
    for (const Item *item = parts->items; item != NULL; item = item->next)
        if (item->kind == AST_USING) return true;
    return false;
}

static void add_items(Composer *c, const Item *items, bool statements) {
    // In the order of a library: using, include, then the rest.
    for (int round = statements ? 2 : 0; round < 3; round++) {
        for (const Item *item = items; item != NULL; item = item->next) {
            int place = item->kind == AST_USING ? 0 : item->kind == AST_INCLUDE ? 1 : 2;
            if (place == round && item_is_statement(item->kind) == statements)
                add_piece(c, STR_NONE, item->text, 0, item->text.len);
        }
    }
}

SessionText session_compose(const SessionParts *parts, Arena *arena) {
    SessionText whole = {0};
    size_t count = 4;
    for (const Item *item = parts->items; item != NULL; item = item->next) count++;
    whole.pieces = ARENA_ARRAY(arena, Piece, count);
    Composer c = {.whole = &whole, .line = 1};
    Str loaded = loaded_text(parts, arena);
    size_t split = statements_start(parts);
    // A library without a model may be meant so; an empty session is about records.
    if (parts->loaded.len == 0 && !declares_model(parts)) {
        add_plain(&c, STR("using FHIR version '4.0.1'\n"
                          "include FHIRHelpers version '4.0.1' called FHIRHelpers\n"));
    }
    if (split > 0) add_piece(&c, parts->file, loaded, 0, split);
    add_items(&c, parts->items, false);
    if (parts->loaded.len == 0) {
        add_plain(&c, STR("context Patient\n"));
    } else if (split < loaded.len) {
        add_piece(&c, parts->file, loaded, split, loaded.len);
    }
    add_items(&c, parts->items, true);
    if (parts->expression.len > 0) {
        add_plain(&c, STR("define \"" SESSION_EXPRESSION "\":\n"));
        add_piece(&c, STR_NONE, parts->expression, 0, parts->expression.len);
    }
    whole.text = arena_str(arena, buf_str(&c.buf));
    buf_free(&c.buf);
    return whole;
}

Str session_place(const SessionText *whole, Err *err) {
    uint32_t line = err->line > 0 ? (uint32_t)err->line : 1;
    const Piece *piece = NULL;
    for (size_t i = 0; i < whole->count && whole->pieces[i].first <= line; i++)
        piece = &whole->pieces[i];
    bool last = piece != NULL && piece + 1 == whole->pieces + whole->count;
    // Behind the end of what was typed its end is meant; between two pieces nobody wrote.
    if (piece == NULL || (!last && line - piece->first >= piece->count)) {
        err->line = 0;
        err->source[0] = '\0';
        return STR_NONE;
    }
    uint32_t within = line - piece->first;
    if (within >= piece->count) within = piece->count - 1;
    err->line = (int)(piece->offset_line + within);
    size_t len = piece->file.len < sizeof err->source ? piece->file.len : sizeof err->source - 1;
    if (len > 0) memcpy(err->source, piece->file.data, len);
    err->source[len] = '\0';
    return piece->text;
}
