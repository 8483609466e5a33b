// parse: the text of a CQL library becomes a tree.
//
// The parser says what it expected, what it found and where. It stops at the first thing it does
// not understand, or goes on with the next declaration (cql_parse_recovering). Source text is
// hostile: it is bounded in size, nesting and height of the tree, and must be UTF-8.
//
//     AstLibrary *library;
//     Err err = {0};
//     if (!cql_parse_library(source, STR("Mirels.cql"), arena, &library, &err)) {
//         // err.line, err.column, err.message; err.byte is where in the source
//     }
//
// Source: CQL 1.5.3, cql.g4, fhirpath.g4. We differ from the grammar on purpose in five places:
// names made of two words that it lists among identifiers ('or before') are not taken as names;
// the words of such a phrase may stand apart by any blanks, not only by one space; an escape that
// tables 3-C and 3-E do not list is refused, since nothing says what it means; so is an empty
// quoted name; a query over several sources starts with `from`.

#ifndef CQL_PARSE_H
#define CQL_PARSE_H

#include "base/err.h"
#include "cql/diagnostics.h"

enum { CQL_MAX_SOURCE = 2 << 20 };

// `source` and `file` must live as long as the arena does. *library is untouched on failure.
bool cql_parse_library(Str source, Str file, Arena *arena, AstLibrary **library, Err *err);

// All that is wrong goes into `list`, whose arena the tree lives in: behind an error the parser
// goes on with the next declaration. What is wrong stays in the tree, without expression and
// `is_broken`, as far as its name can be read. False: nothing could be read.
bool cql_parse_recovering(Str source, Str file, Diagnostics *list, AstLibrary **library);

// One expression and nothing behind it.
bool cql_parse_expression(Str source, Arena *arena, Ast **expression, Err *err);

// The line of the source where `place` starts and a line of carets under it, each ended by a
// newline, for messages to people:
//
//       where Pain >= 7 'cm
//                       ^^^
//
// Tabs keep their width, control characters show as '?', a long line is cut around the place.
void source_show(Buf *buf, Str source, const AstPlace *place);
// The same for an Err with a line (its column, one caret).
void source_show_err(Buf *buf, Str source, const Err *err);

#endif
