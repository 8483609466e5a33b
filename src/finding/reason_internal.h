// reason_internal: what the two files of reasons share; nobody else includes it.

#ifndef FINDING_REASON_INTERNAL_H
#define FINDING_REASON_INTERNAL_H

#include "finding/review.h"

enum { MAX_REASONS = 400 };

typedef struct {
    Review *review;
    size_t left;  // reasons that may still be made
    unsigned depth;
    InputKey told[MAX_REASONS];  // declarations that were explained already
    size_t told_count;
    const Item *item;
} Explainer;

typedef struct {
    const Reason **items;
    size_t count, size;
} Reasons;

void reasons_add(Explainer *e, Reasons *reasons, const Reason *reason);  // NULL: nothing to add
const Reason *explain(Explainer *e, const Node *node, Str about);
Str source_text(Arena *arena, const Node *node);  // on one line, cut if long
bool is_op(const Node *node, const char *name);
bool says_nothing(const Node *node);  // no step of an argument

// reason_rows.c: of what came out of rows of the record. Each adds data, a note and kids where it
// knows some.
//
// `exists` and queries: the rows that came through; of none, how many were looked at, and of the
// one that came closest what kept it out.
void explain_rows(Explainer *e, const Node *node, Str about, Reason *reason, Reasons *kids);
// Count, First, Max and their kin: the rows behind their result. False: it is none of these, or its
// operand is no such list.
bool explain_aggregate(Explainer *e, const Node *node, Value value, Str about, Reason *reason,
                       Reasons *kids);

#endif
