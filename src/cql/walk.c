// A node's kids stand in three places: the node itself, its query, its retrieve.

#include "cql/walk.h"

static void walk_query(const Query *query, NodeVisit *visit, void *ctx) {
    for (uint16_t i = 0; i < query->source_count; i++)
        node_walk(query->sources[i].expression, visit, ctx);
    for (uint16_t i = 0; i < query->let_count; i++)
        node_walk(query->lets[i].expression, visit, ctx);
    for (uint16_t i = 0; i < query->relation_count; i++) {
        node_walk(query->relations[i].source.expression, visit, ctx);
        node_walk(query->relations[i].such_that, visit, ctx);
    }
    node_walk(query->where, visit, ctx);
    node_walk(query->aggregate_start, visit, ctx);
    node_walk(query->aggregate, visit, ctx);
    node_walk(query->result, visit, ctx);
    for (uint16_t i = 0; i < query->sort_count; i++) node_walk(query->sort[i].key, visit, ctx);
}

static void walk_retrieve(const Retrieve *retrieve, NodeVisit *visit, void *ctx) {
    node_walk(retrieve->codes, visit, ctx);
    node_walk(retrieve->path_codes, visit, ctx);
    node_walk(retrieve->date_range, visit, ctx);
    node_walk(retrieve->path_date, visit, ctx);
}

void node_walk(const Node *node, NodeVisit *visit, void *ctx) {
    if (node == NULL || !visit(ctx, node)) return;
    for (uint16_t i = 0; i < node->kid_count; i++) node_walk(node->kids[i], visit, ctx);
    switch ((NodeKind)node->kind) {
    case NODE_QUERY:
    case NODE_EXISTS:
        if (node->as.query != NULL) walk_query(node->as.query, visit, ctx);
        break;
    case NODE_RETRIEVE:
        walk_retrieve(node->as.retrieve, visit, ctx);
        break;
    case NODE_INTERVAL:
        node_walk(node->as.interval.low_closed_from, visit, ctx);
        node_walk(node->as.interval.high_closed_from, visit, ctx);
        break;
    default:
        break;
    }
}
