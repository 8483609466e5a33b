// The rules one after another, then their complaints in the order of files and places.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "guideline/lint_internal.h"

const char *const lint_rules[] = {"gate",      "silence", "source", "literal", "constant", "unused",
                                  "value-set", "comment", "text",   "bands",   "record",   NULL};

Complaint *complain(Lint *lint, const Library *library, AstPlace place, const char *rule,
                    const char *format, ...) {
    enum { MAX_MESSAGE = 600 };
    if (lint->count == lint->size) {
        size_t size = lint->size == 0 ? 64 : lint->size * 2;
        Complaint *items = ARENA_ARRAY(lint->arena, Complaint, size);
        if (lint->count > 0) memcpy(items, lint->items, lint->count * sizeof *items);
        lint->items = items;
        lint->size = size;
    }
    char text[MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    Complaint *complaint = &lint->items[lint->count++];
    *complaint = (Complaint){.library = library,
                             .place = place,
                             .rule = rule,
                             .message = arena_printf(lint->arena, "%s%c", text, 0).data};
    return complaint;
}

static Str folder_of(const Library *library) {
    size_t len = library->file.len;
    while (len > 0 && library->file.data[len - 1] != '/') len--;
    return (Str){library->file.data, len > 0 ? len - 1 : 0};
}

bool lint_is_guideline(const Lint *lint, const Library *library) {
    for (size_t i = 0; i < lint->set->guideline_count; i++) {
        if (str_eq(lint->set->guidelines[i]->folder, folder_of(library))) return true;
    }
    return false;
}

bool lint_looks_at(const Lint *lint, const Library *library) {
    return graph_is_shared(library) || lint_is_guideline(lint, library);
}

void ast_walk(const Ast *ast, AstVisit *visit, void *ctx) {
    if (ast == NULL || !visit(ctx, ast)) return;
    for (uint32_t i = 0; i < ast->kid_count; i++) ast_walk(ast->kids[i], visit, ctx);
    if (ast->timing != NULL) ast_walk(ast->timing->quantity, visit, ctx);
}

AstPlace tag_place(Lint *lint, const Item *item, const char *name) {
    Tags tags;
    Err ignored = {0};
    const Library *library = item->declaration->library;
    if (!tags_read(item->declaration->ast->comment, library->file, lint->arena, &tags, &ignored))
        return item->place;
    for (size_t i = 0; i < tags.count; i++) {
        if (str_eq(tags.items[i].name, (Str){name, strlen(name)})) return tags.items[i].place;
    }
    return item->place;
}

bool is_telling_number(const Ast *ast) {
    bool quantity = ast->kind == AST_QUANTITY;
    if (!quantity && ast->kind != AST_INTEGER && ast->kind != AST_LONG && ast->kind != AST_DECIMAL)
        return false;
    Decimal number;
    Err ignored = {0};
    if (!decimal_parse(ast->text, &number, &ignored)) return true;
    return number.units != 0 && (quantity || number.units != DECIMAL_ONE);
}

static int in_order(const void *a, const void *b) {
    const Complaint *x = a;
    const Complaint *y = b;
    Str one = x->library->file;
    Str two = y->library->file;
    int order = memcmp(one.data, two.data, one.len < two.len ? one.len : two.len);
    if (order == 0) order = (one.len > two.len) - (one.len < two.len);
    if (order == 0)
        order = (x->place.offset > y->place.offset) - (x->place.offset < y->place.offset);
    if (order == 0) order = strcmp(x->rule, y->rule);
    return order != 0 ? order : strcmp(x->message, y->message);
}

void guideline_lint(const GuidelineSet *set, Arena *arena, const Complaint **complaints,
                    size_t *count) {
    Lint lint = {.set = set, .graph = graph_new(set, arena), .arena = arena};
    lint_gate(&lint);
    lint_silence(&lint);
    lint_sources(&lint);
    lint_unused(&lint);
    lint_comments(&lint);
    lint_texts(&lint);
    lint_scores(&lint);
    lint_records(&lint);
    if (lint.count > 1) qsort(lint.items, lint.count, sizeof *lint.items, in_order);
    *complaints = lint.items;
    *count = lint.count;
}
