// session_text: what was loaded and typed, put together as one library, and the way back from a
// line of it to the line that somebody wrote. For session.c alone.

#ifndef CLI_SESSION_TEXT_H
#define CLI_SESSION_TEXT_H

#include "base/err.h"
#include "cql/ast.h"

// A declaration that was typed; the latest of its name.
typedef struct Item Item;
struct Item {
    Item *next;
    uint8_t kind;  // an AstDeclarationKind
    Str name, text;
    uint32_t parameter_count;
};

// Is it a statement (define, context), and not one of the declarations that stand before these?
bool item_is_statement(uint8_t kind);
bool item_same(const Item *item, const AstDeclaration *declaration);

typedef struct {
    Str file;  // of the library that was loaded; "" when there is none
    Str loaded;
    const AstLibrary *ast;  // of it; NULL
    const Item *items;
    Str expression;  // as the last define; "" for none
} SessionParts;

// Lines of the whole that stand together, and where they came from.
typedef struct {
    uint32_t first, count;  // lines of the whole, from 1
    Str file, text;         // file "": it was typed
    uint32_t offset_line;   // of `text`: its first line here, from 1
} Piece;

typedef struct {
    Str text;
    Piece *pieces;
    size_t count;
} SessionText;

// What the define of the expression is called: nobody would type it.
#define SESSION_EXPRESSION "(what was typed)"

SessionText session_compose(const SessionParts *parts, Arena *arena);
// An error in the whole: sets its file and line to those of the piece; gives the text it is in.
Str session_place(const SessionText *whole, Err *err);

#endif
