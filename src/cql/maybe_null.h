// maybe_null: can an expression give null? Decided from the program alone.
//
// True means: as far as can be told without data. An input, an element of a FHIR value, an element
// of a list, the argument of a function may be null; a count, `exists`, `~`, a literal and what
// rests on these alone may not. What is left out: a date that is incomplete, a unit that does not
// fit, a result out of range, which make null of two operands that are not.

#ifndef CQL_MAYBE_NULL_H
#define CQL_MAYBE_NULL_H

#include "cql/program.h"

// `known`: bits of the first 64 locals that are not null here.
bool node_may_be_null(const Node *node, uint64_t known);

// The same where these other expressions are not null, each as it stands or converted.
bool node_may_be_null_but(const Node *node, uint64_t known, const Node *const *others,
                          size_t count);

// Do both give the same, wherever both stand? Said only of names, elements, calls and operators
// over these; a conversion around one of them counts for nothing.
bool node_is_same(const Node *a, const Node *b);

// Can an element of the list be null?
bool list_may_hold_null(const Node *list, uint64_t known);

// `known`, with the aliases and lets of a query that are not null in its rows.
uint64_t query_known_rows(const Query *query, uint64_t known);

// The locals that are known not to be null once a condition came to `truth`, besides `known`: x
// after `x is not null`.
uint64_t node_known_after(const Node *condition, bool truth, uint64_t known);

#endif
