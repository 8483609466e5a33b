// Rows of the record as reasons: of a true `exists` the row that made it true, of a list the rows
// in it, of a count what was counted; of an empty one how many rows were looked at, and what kept
// the nearest of them out.

#include "finding/evidence.h"
#include "finding/reason_internal.h"

enum { SHOWN_ROWS = 3, LOOKED_ROWS = 200 };

// ---- a row as a datum

static const Resource *resource_of(Explainer *e, Value row) {
    size_t count;
    if (row.kind != VALUE_FHIR || !fhir_type_is_resource(value_fhir_type(row))) return NULL;
    const Resource *resources = record_of_type(e->review->record, value_fhir_type(row), &count);
    for (size_t i = 0; i < count; i++) {
        if (resources[i].json == row.as.fhir) return &resources[i];
    }
    return NULL;
}

// `row` is what was looked at, `result` what came of it.
static Evidence datum_of(Explainer *e, Value row, Value result, Str about) {
    Arena *arena = e->review->arena;
    const Resource *resource = resource_of(e, row);
    if (resource != NULL) return evidence_from(arena, NULL, about, resource);
    Evidence datum = {.about = about, .answer = result};
    bool is_thing = result.kind == VALUE_FHIR;
    datum.shown = value_words(arena, is_thing ? row : result);
    return datum;
}

typedef struct {
    Evidence *data;
    size_t kept, all;
    Str about;
} Rows;

static void keep_row(Explainer *e, Rows *rows, Value row, Value result) {
    if (rows->data == NULL) rows->data = ARENA_ARRAY(e->review->arena, Evidence, SHOWN_ROWS);
    if (rows->kept < SHOWN_ROWS) rows->data[rows->kept++] = datum_of(e, row, result, rows->about);
    rows->all++;
}

static void finish_rows(Explainer *e, const Rows *rows, Reason *reason) {
    reason->evidence = rows->data;
    reason->evidence_count = rows->kept;
    if (rows->all > rows->kept)
        reason->note = arena_printf(e->review->arena, "and %zu more", rows->all - rows->kept);
}

// ---- where rows come from

static bool has_one_source(const Node *node) {
    return (node->kind == NODE_QUERY || node->kind == NODE_EXISTS) &&
           node->as.query->source_count == 1 && node->as.query->aggregate == NULL;
}

static const Value *items_of(Value list, bool is_list, const Value *one, uint32_t *count) {
    *count = list.kind == VALUE_NULL ? 0 : is_list ? list.count : 1;
    return is_list ? list.as.items : one;
}

// How many of the parts of a condition hold for the row that is bound now.
static size_t parts_met(Explainer *e, const Node *condition) {
    size_t met = 0;
    if (condition->kind != NODE_AND) return 0;
    for (uint16_t i = 0; i < condition->kid_count; i++)
        met += value_to_tri(eval_part(e->review->eval, condition->kids[i])) == TRI_TRUE;
    return met;
}

// The part of a condition that the row does not meet; all of it when it has no parts.
static const Node *unmet_part(Explainer *e, const Node *condition) {
    for (uint16_t i = 0; condition->kind == NODE_AND && i < condition->kid_count; i++) {
        const Node *part = condition->kids[i];
        if (value_to_tri(eval_part(e->review->eval, part)) != TRI_TRUE) return part;
    }
    return condition;
}

// The row that meets most of the conditions; of equals the last one.
static uint32_t nearest_of(Explainer *e, const Query *query, Value rows) {
    uint32_t looked = rows.count < LOOKED_ROWS ? rows.count : LOOKED_ROWS;
    uint32_t nearest = looked - 1;
    size_t most = 0;
    for (uint32_t i = looked; i-- > 0;) {
        EvalRow row = eval_row(e->review->eval, query, rows.as.items[i]);
        size_t met = row.refused == NULL ? 0 : parts_met(e, row.refused);
        if (met > most) nearest = i;
        if (met > most) most = met;
    }
    return nearest;
}

// None fits: of the nearest row, what kept it out.
static void explain_nearest(Explainer *e, const Query *query, Value rows, Str about, Reason *reason,
                            Reasons *kids) {
    const Node *list = query->sources[0].expression;
    uint32_t nearest = nearest_of(e, query, rows);
    Value item = rows.as.items[nearest];
    EvalRow row = eval_row(e->review->eval, query, item);
    bool is_null = value_is_null(item);
    if (is_null && list->kind == NODE_LIST) {
        // ({ "X" }) T where T is not null: why X is not known
        reasons_add(e, kids, explain(e, list->kids[nearest], about));
        return;
    }
    reason->note = arena_printf(e->review->arena, "none of %u fits%s", rows.count,
                                rows.count > 1 ? "; the nearest:" : ":");
    if (!is_null) {
        Evidence *datum = ARENA_NEW(e->review->arena, Evidence);
        *datum = datum_of(e, item, item, about);
        reason->evidence = datum;
        reason->evidence_count = 1;
    }
    if (row.refused != NULL) reasons_add(e, kids, explain(e, unmet_part(e, row.refused), about));
}

static void explain_query(Explainer *e, const Node *node, Str about, Reason *reason,
                          Reasons *kids) {
    const Query *query = node->as.query;
    const QuerySource *source = &query->sources[0];
    Rows rows = {.about = about};
    uint32_t count;
    Value list = eval_part(e->review->eval, source->expression);
    const Value *items = items_of(list, source->is_list, &list, &count);
    if (count == 0) {
        reasons_add(e, kids, explain(e, source->expression, about));
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        EvalRow row = eval_row(e->review->eval, query, items[i]);
        if (row.refused != NULL) continue;
        bool counts = node->kind != NODE_EXISTS || !value_is_null(row.result);
        if (counts) keep_row(e, &rows, items[i], row.result);
        if (counts && node->kind == NODE_EXISTS) break;  // the witness
    }
    if (rows.all > 0) {
        finish_rows(e, &rows, reason);
    } else {
        explain_nearest(e, query, value_list(items, count), about, reason, kids);
    }
}

static void explain_retrieve(Explainer *e, const Node *node, Str about, Reason *reason) {
    Value list = eval_part(e->review->eval, node);
    Rows rows = {.about = about};
    for (uint32_t i = 0; list.kind == VALUE_LIST && i < list.count; i++)
        keep_row(e, &rows, list.as.items[i], list.as.items[i]);
    finish_rows(e, &rows, reason);
    if (rows.all > 0) return;
    size_t count;
    FhirType type = node->as.retrieve->resource;
    record_of_type(e->review->record, type, &count);
    reason->note =
        count == 0
            ? arena_printf(e->review->arena, "the record holds no %s", fhir_type_name(type))
            : arena_printf(e->review->arena, "none of %zu %s fits", count, fhir_type_name(type));
}

void explain_rows(Explainer *e, const Node *node, Str about, Reason *reason, Reasons *kids) {
    if (node->kind == NODE_RETRIEVE) {
        explain_retrieve(e, node, about, reason);
    } else if (has_one_source(node)) {
        explain_query(e, node, about, reason, kids);
    } else {
        const Query *query = node->as.query;
        for (uint16_t i = 0; i < query->source_count; i++)
            reasons_add(e, kids, explain(e, query->sources[i].expression, about));
    }
}

// ---- aggregates

// Of First, Last, Min, Max: the rows that gave the result; of the others all that gave something.
static bool is_one_row(const Node *node) {
    return is_op(node, "First") || is_op(node, "Last") || is_op(node, "Min") ||
           is_op(node, "Max") || is_op(node, "SingletonFrom");
}

static bool is_over_rows(const Node *node) {
    static const char *const names[] = {"Exists", "Count",   "Sum",     "Avg", "Product",
                                        "Median", "AnyTrue", "AllTrue", NULL};
    for (size_t i = 0; names[i] != NULL; i++) {
        if (is_op(node, names[i])) return true;
    }
    return is_one_row(node);
}

// The query or retrieve that an operand comes down to, within the same declaration.
static const Node *rows_below(const Node *node) {
    while (node->kind == NODE_OP && node->kid_count == 1 && node->type->kind == TYPE_LIST)
        node = node->kids[0];
    return node->kind == NODE_RETRIEVE || has_one_source(node) ? node : NULL;
}

// A list that stands in the source, here or in a define: a table. Its rows are no data.
static bool is_table(const Node *list) {
    if (list->kind == NODE_DEFINE && !list->as.declaration->is_input)
        list = list->as.declaration->body;
    return list != NULL && (list->kind == NODE_LIST || list->kind == NODE_LITERAL);
}

// What chose a row of a table: of `P.plan = "Plan"` the plan.
static void explain_choice(Explainer *e, const Node *where, Str about, Reasons *kids) {
    bool is_key = is_op(where, "Equal") || is_op(where, "Equivalent");
    for (uint16_t i = 0; is_key && i < where->kid_count; i++) {
        if (!says_nothing(where->kids[i])) reasons_add(e, kids, explain(e, where->kids[i], about));
    }
    if (!is_key) reasons_add(e, kids, explain(e, where, about));
}

static void explain_retrieved(Explainer *e, const Node *list, Value value, Str about,
                              Reason *reason) {
    Rows rows = {.about = about};
    Value all = eval_part(e->review->eval, list);
    for (uint32_t i = 0; all.kind == VALUE_LIST && i < all.count; i++) {
        if (value_same(all.as.items[i], value))
            keep_row(e, &rows, all.as.items[i], all.as.items[i]);
    }
    finish_rows(e, &rows, reason);
}

static void explain_result_rows(Explainer *e, const Node *node, const Node *list, Str about,
                                Reason *reason, Reasons *kids) {
    Rows rows = {.about = about};
    const QuerySource *source = &list->as.query->sources[0];
    uint32_t count;
    Value all = eval_part(e->review->eval, source->expression);
    const Value *items = items_of(all, source->is_list, &all, &count);
    for (uint32_t i = 0; i < count; i++) {
        EvalRow row = eval_row(e->review->eval, list->as.query, items[i]);
        if (row.refused != NULL || !value_same(row.result, reason->value)) continue;
        if (is_table(source->expression) && list->as.query->where != NULL) {
            explain_choice(e, list->as.query->where, about, kids);
            return;
        }
        keep_row(e, &rows, items[i], row.result);
        if (!is_op(node, "Last")) break;
        if (rows.all > 1) rows.data[0] = rows.data[rows.kept - 1];
        rows.kept = rows.all = 1;
    }
    finish_rows(e, &rows, reason);
}

bool explain_aggregate(Explainer *e, const Node *node, Value value, Str about, Reason *reason,
                       Reasons *kids) {
    if (node->kind != NODE_OP || node->kid_count != 1 || !is_over_rows(node)) return false;
    const Node *list = rows_below(node->kids[0]);
    if (list == NULL) return false;
    if (is_one_row(node) && !value_is_null(value) && list->kind == NODE_RETRIEVE) {
        explain_retrieved(e, list, value, about, reason);
    } else if (is_one_row(node) && !value_is_null(value)) {
        explain_result_rows(e, node, list, about, reason, kids);
    } else {
        explain_rows(e, list, about, reason, kids);
    }
    return true;
}
