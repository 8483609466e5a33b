// walk: every node of an expression, queries and retrieves included, before those below it.
//
// For whoever reads programs and does not run them: the call graph, the lint, coverage. It does not
// go into the defines and functions that an expression names: the node names them, the visitor may.
//
//     static bool see(void *ctx, const Node *node) { ...; return true; }
//     node_walk(declaration->body, see, &ctx);

#ifndef CQL_WALK_H
#define CQL_WALK_H

#include "cql/program.h"

// False: nothing below this node is visited.
typedef bool NodeVisit(void *ctx, const Node *node);

// NULL is an expression without nodes.
void node_walk(const Node *node, NodeVisit *visit, void *ctx);

#endif
