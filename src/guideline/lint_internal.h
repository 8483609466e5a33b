// lint_internal: what the rules share; nobody but lint*.c includes it.

#ifndef GUIDELINE_LINT_INTERNAL_H
#define GUIDELINE_LINT_INTERNAL_H

#include "guideline/graph.h"
#include "guideline/lint.h"

typedef struct {
    const GuidelineSet *set;
    const Graph *graph;
    Arena *arena;
    Complaint *items;
    size_t count, size;
} Lint;

// Adds a complaint; returns it, so that the caller may make it a remark.
Complaint *complain(Lint *lint, const Library *library, AstPlace place, const char *rule,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

// Is the library looked at: one of a guideline of the set, or lib/?
bool lint_looks_at(const Lint *lint, const Library *library);
// Of a guideline of the set.
bool lint_is_guideline(const Lint *lint, const Library *library);

// Every part of an expression as it was written, before those below it; false: not those below.
typedef bool AstVisit(void *ctx, const Ast *ast);
void ast_walk(const Ast *ast, AstVisit *visit, void *ctx);

// The place of an item's tag of that name; the item's own when there is none.
AstPlace tag_place(Lint *lint, const Item *item, const char *name);

// A number or quantity that needs a source: anything but 0, 1 and quantities of 0.
bool is_telling_number(const Ast *ast);

void lint_gate(Lint *lint);      // gate, constant
void lint_silence(Lint *lint);   // silence
void lint_sources(Lint *lint);   // source, literal
void lint_unused(Lint *lint);    // unused, value-set
void lint_comments(Lint *lint);  // comment
void lint_texts(Lint *lint);     // text
void lint_scores(Lint *lint);    // bands
void lint_records(Lint *lint);   // record

#endif
