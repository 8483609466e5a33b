// Any bytes as CQL: the parser answers with a tree that keeps its promises, or an error with a
// place.
// The same when it goes on behind errors.
//
// Properties: the same bytes give the same tree; every place lies within the source, a kid's within
// its parent's lines; no tree is higher than promised; an error has a code, words and, if it
// is not about size, a place within the source; showing either place does not fail.

#include <assert.h>
#include <stdint.h>

#include "cql/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(Str source, const AstPlace *place) {
    assert(place->line >= 1 && place->column >= 1);
    assert(place->offset <= source.len && place->length <= source.len - place->offset);
    assert(place->end_line > place->line ||
           (place->end_line == place->line && place->end_column >= place->column));
}

static void check_node(Str source, const Ast *node) {
    check_place(source, &node->place);
    assert(node->height >= 1 && node->height <= AST_MAX_HEIGHT);
    assert((node->kind == AST_TIMING) == (node->timing != NULL));
    if (node->timing != NULL && node->timing->quantity != NULL) {
        check_node(source, node->timing->quantity);
    }
    for (uint32_t i = 0; i < node->kid_count; i++) {
        const Ast *kid = node->kids[i];
        if (kid == NULL) continue;
        assert(kid->height < node->height);
        assert(kid->place.offset >= node->place.offset);
        assert(kid->place.offset + kid->place.length <= node->place.offset + node->place.length);
        check_node(source, kid);
    }
}

static void check_declaration(Str source, const AstDeclaration *declaration) {
    check_place(source, &declaration->place);
    if (!declaration->is_broken || declaration->name.len > 0)
        check_place(source, &declaration->name_place);
    for (uint32_t i = 0; i < declaration->reference_count; i++) {
        check_node(source, declaration->references[i]);
    }
    for (uint32_t i = 0; i < declaration->parameter_count; i++) {
        check_node(source, declaration->parameters[i]);
    }
    if (declaration->type != NULL) check_node(source, declaration->type);
    if (declaration->expression != NULL) check_node(source, declaration->expression);
    if (declaration->comment == NULL) return;
    const AstPlace *comment = &declaration->comment->place;
    assert(declaration->comment->block);
    assert(comment->offset + comment->length <= declaration->place.offset);
}

static void check_library(Str source, const AstLibrary *library) {
    for (uint32_t i = 0; i < library->declaration_count; i++) {
        check_declaration(source, &library->declarations[i]);
    }
    for (uint32_t i = 0; i < library->comment_count; i++) {
        check_place(source, &library->comments[i].place);
    }
}

static void check_error(Str source, const Err *err, Buf *buf) {
    assert(err->code == ERR_PARSE || err->code == ERR_LIMIT);
    assert(err->message[0] != '\0');
    assert(err->code == ERR_LIMIT || err->line >= 1);
    assert(err->byte <= source.len);
    source_show_err(buf, source, err);
}

static void parse_expression_once(Str source, Arena *arena, Buf *buf) {
    Ast *node;
    Err err = {0};
    if (!cql_parse_expression(source, arena, &node, &err)) {
        check_error(source, &err, buf);
        return;
    }
    check_node(source, node);
    ast_write(buf, node);
    source_show(buf, source, &node->place);
}

static void parse_library_once(Str source, Arena *arena, Buf *buf) {
    AstLibrary *library;
    Err err = {0};
    if (!cql_parse_library(source, STR("fuzz.cql"), arena, &library, &err)) {
        check_error(source, &err, buf);
        return;
    }
    check_library(source, library);
    ast_write_library(buf, library);
}

// Going on behind errors: there are some when the library is wrong and else none; each has words
// and a place; what is left of the tree keeps its promises.
static void recover_once(Str source, Arena *arena, Buf *buf) {
    AstLibrary *library;
    Err err = {0};
    Diagnostics *list = diagnostics_new(arena);
    bool right = cql_parse_library(source, STR("fuzz.cql"), arena, &library, &err);
    bool read = cql_parse_recovering(source, STR("fuzz.cql"), list, &library);
    assert(right == (list->errors == 0) && list->warnings == 0);
    for (size_t i = 0; i < list->count; i++) {
        assert(list->items[i].text[0] != '\0' && list->items[i].code != ERR_NONE);
        assert(list->items[i].spot.place.offset <= source.len);
        assert(list->items[i].spot.place.line >= 1 || list->items[i].code == ERR_LIMIT);
    }
    if (read) check_library(source, library);
    diagnostics_sort(list);
    diagnostics_write(buf, list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str source = {(const char *)data, size};
    Arena *arena = arena_new();
    Buf first = {0};
    Buf again = {0};
    parse_expression_once(source, arena, &first);
    parse_library_once(source, arena, &first);
    recover_once(source, arena, &first);
    parse_expression_once(source, arena, &again);
    parse_library_once(source, arena, &again);
    recover_once(source, arena, &again);
    assert(str_eq(buf_str(&first), buf_str(&again)));
    buf_free(&first);
    buf_free(&again);
    arena_free(arena);
    return 0;
}
