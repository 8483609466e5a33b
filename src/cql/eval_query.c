// Queries: nested loops over the sources, in the order of CQL 1.5.3, language semantics, "Query
// Evaluation": lets, with and without, where, return, aggregate, sort. A plain `exists` over a
// query stops at its first row.

#include "cql/eval_internal.h"

void values_add(Arena *arena, Values *values, Value value) {
    if (values->count == values->size) {
        size_t size = values->size == 0 ? 16 : values->size * 2;
        Value *items = ARENA_ROOM(arena, Value, size);
        if (values->count > 0) memcpy(items, values->items, values->count * sizeof *items);
        values->items = items;
        values->size = size;
    }
    values->items[values->count++] = value;
}

size_t values_distinct(Eval *eval, Value *items, size_t count) {
    Budget *budget = &eval->runtime.budget;
    if (count < 2) return count;
    size_t size = 16;
    while (size < count * 2) size *= 2;
    uint32_t *table = ARENA_ARRAY(eval->arena, uint32_t, size);  // index + 1 of a kept item
    size_t kept = 0;
    for (size_t i = 0; i < count && budget_spend(budget, 1); i++) {
        if (items[i].kind == VALUE_UNCERTAIN) {  // the same as no other
            items[kept++] = items[i];
            continue;
        }
        size_t at = value_hash_within(budget, items[i]) & (size - 1);
        while (table[at] != 0 && budget_spend(budget, 1) &&
               !value_same_within(budget, items[table[at] - 1], items[i]))
            at = (at + 1) & (size - 1);
        if (table[at] != 0) continue;
        items[kept++] = items[i];
        table[at] = (uint32_t)kept;
    }
    return kept;
}

typedef struct {
    const Query *query;
    Values rows;
    bool first_only;  // exists: stop at the first row that is not null
    bool found;
    bool aggregating;
    bool held;  // a source was not null
} Run;

static Tri condition(Eval *eval, const Node *node) {
    return node == NULL ? TRI_TRUE : value_to_tri(eval_node(eval, node));
}

// Is there an element of the related source for which `such that` holds?
static bool related(Eval *eval, const QueryRelation *relation) {
    Value source = eval_node(eval, relation->source.expression);
    if (source.kind == VALUE_NULL) return false;
    const Value *items = relation->source.is_list ? source.as.items : &source;
    uint32_t count = relation->source.is_list ? source.count : 1;
    for (uint32_t i = 0; i < count; i++) {
        eval->locals[relation->source.slot] = items[i];
        if (condition(eval, relation->such_that) == TRI_TRUE) return true;
        if (eval_stops(eval)) return false;
    }
    return false;
}

static void take_row(Eval *eval, Run *run) {
    const Query *query = run->query;
    for (uint16_t i = 0; i < query->let_count; i++) {
        eval->locals[query->lets[i].slot] = eval_node(eval, query->lets[i].expression);
    }
    for (uint16_t i = 0; i < query->relation_count; i++) {
        if (related(eval, &query->relations[i]) == query->relations[i].without) return;
    }
    if (condition(eval, query->where) != TRI_TRUE) return;
    if (run->aggregating) {
        eval->locals[query->aggregate_slot] = eval_node(eval, query->aggregate);
        return;
    }
    Value row = eval_node(eval, query->result);
    run->found = run->found || row.kind != VALUE_NULL;
    if (!run->first_only) values_add(eval->arena, &run->rows, row);
}

static void loop(Eval *eval, Run *run, uint16_t depth) {
    if (depth == run->query->source_count) {
        take_row(eval, run);
        return;
    }
    const QuerySource *source = &run->query->sources[depth];
    Value value = eval_node(eval, source->expression);
    run->held = run->held || value.kind != VALUE_NULL;
    if (value.kind == VALUE_NULL && source->is_list) return;
    if (value.kind == VALUE_NULL && run->query->source_count == 1 && !run->aggregating) return;
    const Value *items = source->is_list ? value.as.items : &value;
    uint32_t count = source->is_list ? value.count : 1;
    for (uint32_t i = 0; i < count; i++) {
        eval->locals[source->slot] = items[i];
        loop(eval, run, (uint16_t)(depth + 1));
        if ((run->first_only && run->found) || eval_stops(eval)) return;
    }
}

// ---- sort: stable, by merging; nulls first (CQL 1.5.3, author's guide, Sorting)

typedef struct {
    Budget *budget;
    const Query *query;
    Value *keys;  // key_count a row
    size_t key_count;
} Sorter;

static int row_order(const Sorter *sorter, uint32_t a, uint32_t b) {
    for (size_t i = 0; i < sorter->key_count; i++) {
        int order = value_sort_order_within(sorter->budget, sorter->keys[a * sorter->key_count + i],
                                            sorter->keys[b * sorter->key_count + i]);
        if (order != 0) return sorter->query->sort[i].descending ? -order : order;
    }
    return 0;
}

static void merge_sort(const Sorter *sorter, uint32_t *rows, uint32_t *spare, size_t count) {
    if (count < 2) return;
    size_t half = count / 2;
    merge_sort(sorter, rows, spare, half);
    merge_sort(sorter, rows + half, spare, count - half);
    size_t left = 0;
    size_t right = half;
    for (size_t i = 0; i < count; i++) {
        bool take_left =
            right == count || (left < half && row_order(sorter, rows[left], rows[right]) <= 0);
        spare[i] = take_left ? rows[left++] : rows[right++];
    }
    memcpy(rows, spare, count * sizeof *rows);
}

static void sort_rows(Eval *eval, const Query *query, Values *rows) {
    Sorter sorter = {&eval->runtime.budget, query, NULL, query->sort_count};
    sorter.keys = ARENA_ARRAY(eval->arena, Value, rows->count * sorter.key_count);
    uint32_t *order = ARENA_ARRAY(eval->arena, uint32_t, rows->count * 2);
    for (size_t i = 0; i < rows->count && !eval_spends(eval, sorter.key_count); i++) {
        order[i] = (uint32_t)i;
        eval->locals[query->sort_slot] = rows->items[i];
        for (size_t k = 0; k < sorter.key_count; k++) {
            const Node *key = query->sort[k].key;
            sorter.keys[i * sorter.key_count + k] =
                key == NULL ? rows->items[i] : eval_node(eval, key);
        }
    }
    merge_sort(&sorter, order, order + rows->count, rows->count);
    Value *sorted = ARENA_ARRAY(eval->arena, Value, rows->count);
    for (size_t i = 0; i < rows->count; i++) sorted[i] = rows->items[order[i]];
    rows->items = sorted;
}

// Rows of resources that come straight from one retrieve are distinct by identity.
static bool is_distinct_already(const Query *query) {
    return query->source_count == 1 && query->result->kind == NODE_LOCAL &&
           query->result->slot == query->sources[0].slot &&
           query->sources[0].expression->kind == NODE_RETRIEVE;
}

// Were all sources null? Then the query is (CQL 1.5.3, developer's guide, Queries). The loop stops
// at the first that is.
static bool was_of_nothing(Eval *eval, const Run *run) {
    if (run->held) return false;
    for (uint16_t i = 1; i < run->query->source_count; i++) {
        if (eval_node(eval, run->query->sources[i].expression).kind != VALUE_NULL) return false;
    }
    return true;
}

// The rows of an aggregate are first made distinct when it says so: the loop then runs over tuples
// of the aliases.
static Value aggregate(Eval *eval, const Query *query) {
    eval->locals[query->aggregate_slot] =
        query->aggregate_start == NULL ? value_null() : eval_node(eval, query->aggregate_start);
    Run run = {.query = query, .aggregating = true};
    if (!query->aggregate_distinct) {
        loop(eval, &run, 0);
        return was_of_nothing(eval, &run) ? value_null() : eval->locals[query->aggregate_slot];
    }
    Run collect = {.query = query};
    loop(eval, &collect, 0);
    if (was_of_nothing(eval, &collect)) return value_null();
    size_t count = values_distinct(eval, collect.rows.items, collect.rows.count);
    for (size_t i = 0; i < count && !eval_stops(eval); i++) {
        Value row = collect.rows.items[i];
        for (uint16_t s = 0; s < query->source_count; s++) {
            eval->locals[query->sources[s].slot] =
                query->source_count == 1 ? row : row.as.tuple->items[s];
        }
        eval->locals[query->aggregate_slot] = eval_node(eval, query->aggregate);
    }
    return eval->locals[query->aggregate_slot];
}

// Of several sources, are all null? Then so is the query (developer's guide, Non-Retrieve Queries).
static bool all_sources_null(Eval *eval, const Query *query) {
    for (uint16_t i = 0; i < query->source_count; i++) {
        if (eval_node(eval, query->sources[i].expression).kind != VALUE_NULL) return false;
    }
    return true;
}

Value eval_query_node(Eval *eval, const Node *node) {
    const Query *query = node->as.query;
    if (query->aggregate != NULL) return aggregate(eval, query);
    Run run = {.query = query};
    if (query->source_count == 1 && query->is_list) {
        // A list that is not known is not an empty list.
        Value source = eval_node(eval, query->sources[0].expression);
        if (source.kind == VALUE_NULL) return value_null();
        for (uint32_t i = 0; i < source.count && !eval_stops(eval); i++) {
            eval->locals[query->sources[0].slot] = source.as.items[i];
            take_row(eval, &run);
        }
    } else {
        if (query->source_count > 1 && all_sources_null(eval, query)) return value_null();
        loop(eval, &run, 0);
        if (was_of_nothing(eval, &run)) return value_null();
    }
    if (!query->is_list) return run.rows.count == 0 ? value_null() : run.rows.items[0];
    if (query->distinct && !is_distinct_already(query)) {
        run.rows.count = values_distinct(eval, run.rows.items, run.rows.count);
    }
    if (query->sort_count > 0 && run.rows.count > 1) sort_rows(eval, query, &run.rows);
    if (eval_spends(eval, 1)) eval_place(eval, node);
    return eval_made(eval, node, value_list(run.rows.items, run.rows.count));
}

Value eval_exists_node(Eval *eval, const Node *node) {
    Run run = {.query = node->as.query, .first_only = true};
    loop(eval, &run, 0);
    return value_boolean(run.found);
}

EvalRow eval_row(Eval *eval, const Query *query, Value item) {
    EvalRow row = {.result = value_null()};
    eval->locals[query->sources[0].slot] = item;
    for (uint16_t i = 0; i < query->let_count; i++)
        eval->locals[query->lets[i].slot] = eval_part(eval, query->lets[i].expression);
    for (uint16_t i = 0; i < query->relation_count && row.refused == NULL; i++) {
        const QueryRelation *relation = &query->relations[i];
        bool kept = related(eval, relation) != relation->without && !eval->runtime.failed;
        eval->runtime.failed = false;
        if (kept) continue;
        Value others = eval_part(eval, relation->source.expression);
        bool none = others.kind == VALUE_NULL || (relation->source.is_list && others.count == 0);
        row.refused = none ? relation->source.expression : relation->such_that;
    }
    if (row.refused == NULL && query->where != NULL &&
        value_to_tri(eval_part(eval, query->where)) != TRI_TRUE)
        row.refused = query->where;
    if (row.refused == NULL && query->result != NULL) row.result = eval_part(eval, query->result);
    return row;
}
