// Conditions: the operands of and, or, xor and implies, what if, case, where, with and without ask.
// A branch is taken when its condition was true, the else when the last condition was false or
// null, so conditions tell of branches too.

#include "cli/coverage_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "cql/maybe_null.h"
#include "cql/walk.h"

// ---- the table of nodes

static size_t place_of(const Node *node, size_t size) {
    uint64_t bits = (uint64_t)(uintptr_t)node;
    return (size_t)((bits * 0x9e3779b97f4a7c15U) >> 20) & (size - 1);
}

static Point *find_place(const Coverage *coverage, const Node *node) {
    size_t at = place_of(node, coverage->size);
    while (coverage->points[at].node != NULL && coverage->points[at].node != node)
        at = (at + 1) & (coverage->size - 1);
    return &coverage->points[at];
}

Point *coverage_point(const Coverage *coverage, const Node *node) {
    Point *point = find_place(coverage, node);
    return point->node == NULL ? NULL : point;
}

static void grow(Coverage *coverage) {
    Coverage old = *coverage;
    coverage->size = old.size * 2;
    coverage->points = ARENA_ARRAY(coverage->arena, Point, coverage->size);
    for (size_t i = 0; i < old.size; i++) {
        if (old.points[i].node != NULL) *find_place(coverage, old.points[i].node) = old.points[i];
    }
}

// ---- what is looked at

static Str folder_of(Str file) {
    while (file.len > 0 && file.data[file.len - 1] != '/') file.len--;
    if (file.len > 0) file.len--;
    return file;
}

bool coverage_looks_at(const Coverage *coverage, const Library *library) {
    Str folder = folder_of(library->file);
    if (folder.len == 0) return false;  // built in
    if (graph_is_shared(library)) return true;
    for (size_t i = 0; i < coverage->set->guideline_count; i++) {
        if (str_eq(coverage->set->guidelines[i]->folder, folder)) return true;
    }
    return false;
}

typedef struct {
    Coverage *coverage;
    const Declaration *owner;
} Noting;

static bool note_node(void *ctx, const Node *node) {
    Noting *noting = ctx;
    Coverage *coverage = noting->coverage;
    if (!eval_is_observed(node)) return true;
    if (coverage->count * 2 >= coverage->size) grow(coverage);
    Point *point = find_place(coverage, node);
    if (point->node == NULL) coverage->count++;
    point->node = node;
    point->owner = noting->owner;
    return true;
}

// What is known of the locals where a node stands; nothing when it is not in the table.
static uint64_t known_at(const Coverage *coverage, const Node *node) {
    const Point *point = coverage_point(coverage, node);
    return point == NULL ? 0 : point->known;
}

static void note_known(const Coverage *coverage, const Node *node, uint64_t known) {
    Point *point = node == NULL ? NULL : coverage_point(coverage, node);
    if (point != NULL) point->known = known;
}

static void note_impossible(const Coverage *coverage, const Node *node, unsigned outcomes) {
    Point *point = coverage_point(coverage, node);
    if (point != NULL) point->impossible |= outcomes;
}

static void note_condition(const Coverage *coverage, const Node *node, uint64_t known) {
    Point *point = node == NULL ? NULL : coverage_point(coverage, node);
    if (point == NULL) return;
    point->known = known;
    point->is_condition = true;
    bool may_be_null = node_may_be_null(node, known) && !compares_ends_of_points(node);
    point->demanded = SAW_TRUE | SAW_FALSE | (may_be_null ? SAW_NULL : 0U);
    point->demanded &= ~point->impossible;
}

static void note_query(const Coverage *coverage, const Query *query, uint64_t known) {
    note_condition(coverage, query->where, known);
    for (uint16_t i = 0; i < query->relation_count; i++)
        note_condition(coverage, query->relations[i].such_that, known);
}

static void note_logic(const Coverage *coverage, const Node *node, uint64_t known) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        note_condition(coverage, node->kids[i], known);
        known = node_known_after(node->kids[i], node->kind != NODE_OR, known);
    }
}

static void note_branches(const Coverage *coverage, const Node *node, uint64_t known) {
    uint16_t first = node->kind == NODE_CASE && node->flag != 0 ? 1 : 0;
    uint16_t i = first;
    for (; i + 1 < node->kid_count; i += 2) {
        for (uint16_t k = first; k < i; k += 2)
            note_impossible(coverage, node->kids[i],
                            comparison_rules_out(node->kids[k], node->kids[i]));
        note_condition(coverage, node->kids[i], known);
        note_known(coverage, node->kids[i + 1], node_known_after(node->kids[i], true, known));
        known = node_known_after(node->kids[i], false, known);
    }
    note_known(coverage, node->kids[i], known);
}

// A node is visited before those below it: what is known goes down with the walk.
static bool note_conditions(void *ctx, const Node *node) {
    const Coverage *coverage = ((Noting *)ctx)->coverage;
    uint64_t known = known_at(coverage, node);
    switch ((NodeKind)node->kind) {
    case NODE_AND:
    case NODE_OR:
    case NODE_IMPLIES:
        note_logic(coverage, node, known);
        break;
    case NODE_OP:
        if (strcmp(node->as.op.row->name, "Not") == 0) note_known(coverage, node->kids[0], known);
        for (uint16_t i = 0; strcmp(node->as.op.row->name, "Xor") == 0 && i < node->kid_count; i++)
            note_condition(coverage, node->kids[i], known);
        break;
    case NODE_IF:
    case NODE_CASE:
        note_branches(coverage, node, known);
        break;
    case NODE_QUERY:
    case NODE_EXISTS:
        if (node->as.query != NULL) note_query(coverage, node->as.query, known);
        break;
    default:
        break;
    }
    return true;
}

// ---- while it runs

static void on_seen(void *ctx, const Node *node, const Value *operands, size_t count, Value value) {
    const Coverage *coverage = ctx;
    Point *point = coverage_point(coverage, node);
    if (point == NULL) return;
    Tri tri = value_to_tri(value);
    point->seen |= tri == TRI_TRUE ? SAW_TRUE : tri == TRI_FALSE ? SAW_FALSE : SAW_NULL;
    if (point->comparisons != NULL) comparison_saw(coverage, point, operands, count, value);
}

static void on_call(void *ctx, const Node *call) {
    Coverage *coverage = ctx;
    if (call == NULL) {
        coverage->depth--;
        return;
    }
    if (coverage->depth < MOST_CALLS) coverage->calls[coverage->depth] = call;
    coverage->depth++;
}

const EvalObserver *coverage_observer(const Coverage *coverage) {
    return &coverage->observer;
}

// ---- made from a program

static void reach_all(const GuidelineSet *set, Arena *arena, bool *reached) {
    const Graph *graph = graph_new(set, arena);
    for (size_t i = 0; i < set->item_count; i++) {
        const Item *item = set->items[i];
        if (item->kind == KIND_INPUT) continue;
        graph_reach(graph, item->declaration, NULL, reached);
        graph_reach(graph, item->when, NULL, reached);
        graph_reach(graph, item->each, NULL, reached);
    }
}

Coverage *coverage_new(const GuidelineSet *set, Arena *arena) {
    enum { FIRST_SIZE = 4096 };
    Coverage *coverage = ARENA_NEW(arena, Coverage);
    coverage->arena = arena;
    coverage->set = set;
    coverage->size = FIRST_SIZE;
    coverage->points = ARENA_ARRAY(arena, Point, FIRST_SIZE);
    coverage->observer = (EvalObserver){.seen = on_seen, .call = on_call, .ctx = coverage};
    bool *reached = ARENA_ARRAY(arena, bool, set->program->declaration_count + 1);
    reach_all(set, arena, reached);
    for (size_t i = 0; i < set->program->declaration_count; i++) {
        Noting noting = {coverage, set->program->declarations[i]};
        if (!reached[noting.owner->index] || !coverage_looks_at(coverage, noting.owner->library))
            continue;
        node_walk(noting.owner->body, note_node, &noting);
        node_walk(noting.owner->body, note_conditions, &noting);
    }
    comparisons_find(coverage, reached);
    return coverage;
}

// ---- telling

// "true, at equality and null"
static void write_outcomes(Buf *buf, unsigned outcomes, bool has_ends) {
    const struct {
        unsigned bit;
        const char *name;
    } names[] = {{SAW_TRUE, "true"},
                 {SAW_FALSE, "false"},
                 {SAW_EQUAL, has_ends ? "at the low end" : "at equality"},
                 {SAW_HIGH_END, "at the high end"},
                 {SAW_NULL, "null"}};
    size_t left = (size_t)__builtin_popcount(outcomes);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((outcomes & names[i].bit) == 0) continue;
        left--;
        buf_printf(buf, "%s%s", names[i].name, left > 1 ? ", " : left == 1 ? " or " : "");
    }
}

static bool has_ends(const Comparison *comparison) {
    const Node *node = comparison->node;
    return node->kids[0]->type->kind == TYPE_INTERVAL || node->kids[1]->type->kind == TYPE_INTERVAL;
}

static Spot node_spot(const Node *node) {
    return (Spot){.file = node->library->file, .text = node->library->source, .place = node->place};
}

// A comparison that a call hands its literal to is shown at the call.
static Spot comparison_spot(const Comparison *comparison) {
    return node_spot(comparison->call != NULL ? comparison->call : comparison->node);
}

static void write_comparison(Buf *buf, const Comparison *comparison) {
    if (comparison->call == NULL) {
        buf_add(buf, STR("this comparison"));
    } else {
        const Node *node = comparison->node;
        buf_printf(buf, "the comparison with its literal at %.*s:%u:%u",
                   STR_ARG(node->library->file), node->place.line, node->place.column);
    }
}

static int by_place(const Spot *a, const Spot *b) {
    int order = str_compare(a->file, b->file);
    return order != 0 ? order
                      : (a->place.offset > b->place.offset) - (a->place.offset < b->place.offset);
}

static int comparison_order(const void *a, const void *b) {
    const Comparison *x = *(const Comparison *const *)a;
    const Comparison *y = *(const Comparison *const *)b;
    Spot one = comparison_spot(x);
    Spot two = comparison_spot(y);
    int order = by_place(&one, &two);
    if (order != 0) return order;
    one = node_spot(x->node);
    two = node_spot(y->node);
    order = by_place(&one, &two);
    return order != 0 ? order : strcmp(x->node->as.op.row->name, y->node->as.op.row->name);
}

static void sort_comparisons(const Coverage *coverage) {
    if (coverage->comparison_count > 1)
        qsort(coverage->comparisons, coverage->comparison_count, sizeof *coverage->comparisons,
              comparison_order);
}

// Of one guideline alone the cases need not show what lib/ does for all of them.
static bool is_asked(const Coverage *coverage, const Comparison *comparison) {
    const Node *node = comparison->call != NULL ? comparison->call : comparison->node;
    return !coverage->set->is_part || !graph_is_shared(node->library);
}

void coverage_demand(const Coverage *coverage, Tally *tally) {
    Buf what = {0};
    Buf outcomes = {0};
    sort_comparisons(coverage);
    for (size_t i = 0; i < coverage->comparison_count; i++) {
        const Comparison *comparison = coverage->comparisons[i];
        unsigned unseen = comparison->demanded & ~comparison->seen;
        if (!is_asked(coverage, comparison)) continue;
        if (unseen == 0) {
            tally_pass(tally);
            continue;
        }
        buf_reset(&what);
        buf_reset(&outcomes);
        write_comparison(&what, comparison);
        write_outcomes(&outcomes, unseen, has_ends(comparison));
        Spot spot = comparison_spot(comparison);
        tally_fail(tally, &spot, "no case sees %.*s %.*s", (int)what.len, what.data,
                   (int)outcomes.len, outcomes.data);
    }
    buf_free(&what);
    buf_free(&outcomes);
}

// ---- the list

typedef struct {
    Spot spot;
    unsigned demanded, seen;
    const Comparison *comparison;  // NULL: a condition
} Row;

static int row_order(const void *a, const void *b) {
    const Row *x = a;
    const Row *y = b;
    int order = by_place(&x->spot, &y->spot);
    if (order != 0) return order;
    if ((x->comparison == NULL) != (y->comparison == NULL)) return x->comparison == NULL ? -1 : 1;
    if (x->spot.place.length != y->spot.place.length)
        return x->spot.place.length < y->spot.place.length ? -1 : 1;
    return x->comparison == NULL ? 0 : comparison_order(&x->comparison, &y->comparison);
}

static Row *all_rows(const Coverage *coverage, size_t *count) {
    Row *rows = ARENA_ARRAY(coverage->arena, Row, coverage->count + coverage->comparison_count);
    *count = 0;
    for (size_t i = 0; i < coverage->size; i++) {
        const Point *point = &coverage->points[i];
        // A condition that is itself a comparison with a literal is told of once.
        bool compares = point->comparisons != NULL && point->comparisons->call == NULL &&
                        point->comparisons->next == NULL;
        if (point->node == NULL || !point->is_condition || compares) continue;
        rows[(*count)++] = (Row){node_spot(point->node), point->demanded, point->seen, NULL};
    }
    for (size_t i = 0; i < coverage->comparison_count; i++) {
        const Comparison *c = coverage->comparisons[i];
        rows[(*count)++] = (Row){comparison_spot(c), c->demanded, c->seen, c};
    }
    if (*count > 1) qsort(rows, *count, sizeof *rows, row_order);
    return rows;
}

static void print_row(const Row *row) {
    Buf line = {0};
    unsigned unseen = row->demanded & ~row->seen;
    buf_printf(&line, "%.*s:%u:%u: no case sees ", STR_ARG(row->spot.file), row->spot.place.line,
               row->spot.place.column);
    if (row->comparison != NULL) {
        write_comparison(&line, row->comparison);
    } else {
        buf_add(&line, STR("this condition"));
    }
    buf_add_char(&line, ' ');
    write_outcomes(&line, unseen, row->comparison != NULL && has_ends(row->comparison));
    buf_add(&line, STR(": "));
    const AstPlace *place = &row->spot.place;
    bool blank = false;
    for (size_t i = place->offset; i < place->offset + place->length && i < row->spot.text.len;
         i++) {
        char c = row->spot.text.data[i];
        bool is_blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (is_blank && blank) continue;
        buf_add_char(&line, (char)(is_blank ? ' ' : c));
        blank = is_blank;
    }
    printf("%.*s\n", (int)line.len, line.data);
    buf_free(&line);
}

void coverage_print(const Coverage *coverage) {
    size_t count;
    const Row *rows = all_rows(coverage, &count);
    for (size_t i = 0; i < count; i++) {
        if ((rows[i].demanded & ~rows[i].seen) != 0) print_row(&rows[i]);
    }
    for (size_t i = 0; i < count;) {
        unsigned demanded = 0;
        unsigned seen = 0;
        Str file = rows[i].spot.file;
        for (; i < count && str_eq(rows[i].spot.file, file); i++) {
            demanded += (unsigned)__builtin_popcount(rows[i].demanded);
            seen += (unsigned)__builtin_popcount(rows[i].demanded & rows[i].seen);
        }
        unsigned percent = demanded == 0 ? 100 : seen * 100 / demanded;
        printf("%.*s: %u %%, %u of %u outcomes\n", STR_ARG(file), percent, seen, demanded);
    }
}
