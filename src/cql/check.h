// check: the static checker. Libraries become a Program: names, types, overloads and conversions
// resolved.
//
// A Checker collects libraries (each with those it includes), then checks them all. What is wrong
// is told with file, line, column and what to write instead: all of it when the caller gives a list
// (CheckOptions.diagnostics), and what is doubtful as well; else the first. An erroneous define has
// no type, and what uses it is not complained of for that. FHIRHelpers 4.0.1 is
// built in. Codes that the libraries name get their ids in the Terms before those are frozen; a
// value set that a library names and the Terms do not have is ERR_MISSING.
//
//     Checker *checker = checker_new(&(CheckOptions){.arena = arena, .terms = terms, .find =
// find_in_folder, .ctx = folder});
//     if (!checker_add(checker, source, file, &library, err) || !checker_finish(checker, &program,
// err)) ...
//
// Source: CQL 1.5.3, developer's guide (type system, conversion precedence), appendix B, language
// semantics.

#ifndef CQL_CHECK_H
#define CQL_CHECK_H

#include "cql/diagnostics.h"
#include "cql/program.h"

// Finds the source of an included library; version "" when the include names none. False with
// ERR_MISSING when there is none.
typedef struct {
    Str source;
    Str file;  // its name, for errors
} LibraryText;
typedef bool CheckFind(void *ctx, Str name, Str version, Arena *arena, LibraryText *text, Err *err);

// Guidelines have rules of their own for names without a use and for silence (guideline/lint.h).
typedef enum { WARN_NOTHING, WARN_MISTAKES, WARN_ALL } CheckWarnings;

typedef struct {
    Arena *arena;     // of the program; must outlive it
    Terms *terms;     // not yet frozen, or NULL for none
    CheckFind *find;  // NULL: nothing can be included but FHIRHelpers
    void *ctx;
    DateTime now;       // its offset is that of date-times written without one
    bool show_results;  // results of defines will be shown: FHIR elements in them are read whole
    bool observed;      // its evaluation can be observed (eval_observe), and is slower
    bool watched;       // every expression of it can be: slower still
    // Errors and warnings are added here; NULL: the first error, in *err, is enough. *err is set as
    // well. Its arena must live as long as that of the program.
    Diagnostics *diagnostics;
    // What is doubtful in the libraries that are added (not in those they include), too.
    CheckWarnings warn;
    void (*more_needs)(RecordNeeds *needs);  // what shall be read besides; NULL
} CheckOptions;

typedef struct Checker Checker;
Checker *checker_new(const CheckOptions *options);

// Parses a library and, before it, those it includes. The same file twice is one library. With
// diagnostics, a library that is wrong is added as far as it can be read, and checker_finish fails.
bool checker_add(Checker *checker, Str source, Str file, Library **library, Err *err);
// One expression as the only define ("Expression") of a library without a name.
bool checker_add_expression(Checker *checker, Str expression, const Declaration **define, Err *err);
// Checks everything and freezes terms and needs.
bool checker_finish(Checker *checker, Program **program, Err *err);

// The define or function of that name; NULL if there is none. (Several functions of one name: the
// first.)
const Declaration *library_declaration(const Library *library, Str name);
// The code that the library declares under that name; NULL if there is none.
const CodeValue *library_code(const Library *library, Str name);
const Library *program_library(const Program *program, Str name);

// Which phase an error came from, for --batch: true once parsing was through.
bool checker_parsed(const Checker *checker);

#endif
