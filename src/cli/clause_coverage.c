#include "cli/clause_coverage.h"

#include <stdio.h>

#include "cli/cases.h"
#include "cql/walk.h"
#include "finding/clauses.h"
#include "guideline/graph.h"

typedef struct {
    size_t all, covered;
} Share;

typedef struct {
    const GuidelineSet *set;
    Arena *arena;
    Clauses *clauses;
    Tally *tally;
} Covering;

// ---- the cases

static bool run_case(Covering *c, const Case *one, Err *err) {
    Arena *patient = arena_new();
    Record *record;
    bool ok = case_record(one, c->set, NULL, patient, &record, err);
    if (ok) {
        EvalOptions options = {.now = one->as_of, .known_at_ms = INT64_MAX, .track_inputs = true};
        Eval *eval = eval_new(c->set->program, &options, NULL);
        const Finding *findings;
        size_t count;
        ReviewOptions plain = {
            .set = c->set, .detail = DETAIL_NONE, .as_of = one->as_of, .all = true};
        eval_start(eval, record, patient);
        eval_observe(eval, clauses_observer(c->clauses));
        review_patient(&plain, eval, &findings, &count);
        eval_observe(eval, NULL);
        eval_free(eval);
    }
    arena_free(patient);
    return ok;
}

static bool run_cases(Covering *c, Err *err) {
    for (size_t g = 0; g < c->set->guideline_count; g++) {
        const Case *cases;
        size_t count;
        cases_read(c->set->guidelines[g], c->arena, c->tally, &cases, &count);
        for (size_t i = 0; i < count; i++) {
            if (!run_case(c, &cases[i], err)) return false;
        }
    }
    return true;
}

// ---- the count

typedef struct {
    const Covering *covering;
    Share *share;
} Counting;

static void tell(const Covering *c, const Node *node) {
    Spot spot = {.file = node->library->file, .text = node->library->source, .place = node->place};
    tally_remark(c->tally, &spot, "no case evaluates this clause");
}

// What a retrieve asks for is a part of it, not evaluated by itself.
static bool count_hidden(void *ctx, const Node *node) {
    Share *share = ctx;
    if (node->kind != NODE_LITERAL) share->all++;
    return node->kind != NODE_RETRIEVE;
}

// What lies in a clause that was never evaluated was not evaluated either: only it is told.
static bool count_node(void *ctx, const Node *node) {
    Counting *counting = ctx;
    if (node->kind == NODE_LITERAL) return true;
    if (clause_find(counting->covering->clauses, node) == NULL) {
        tell(counting->covering, node);
        node_walk(node, count_hidden, counting->share);
        return false;
    }
    counting->share->all++;
    counting->share->covered++;
    return node->kind != NODE_RETRIEVE;
}

static bool *reached_of(const Covering *c) {
    const GuidelineSet *set = c->set;
    const Graph *graph = graph_new(set, c->arena);
    bool *reached = ARENA_ARRAY(c->arena, bool, set->program->declaration_count + 1);
    for (size_t i = 0; i < set->item_count; i++) {
        graph_reach(graph, set->items[i]->declaration, NULL, reached);
        graph_reach(graph, set->items[i]->when, NULL, reached);
        graph_reach(graph, set->items[i]->each, NULL, reached);
    }
    return reached;
}

static Share count_library(const Covering *c, const Library *library, const bool *reached) {
    Share share = {0};
    Counting counting = {.covering = c, .share = &share};
    for (size_t i = 0; i < library->declaration_count; i++) {
        const Declaration *declaration = library->declarations[i];
        if (reached[declaration->index]) node_walk(declaration->body, count_node, &counting);
    }
    return share;
}

static unsigned percent_of(Share share) {
    return share.all == 0 ? 100 : (unsigned)(share.covered * 100 / share.all);
}

static void print_share(Str name, Share share) {
    printf("%.*s: %u %%, %zu of %zu clauses\n", STR_ARG(name), percent_of(share), share.covered,
           share.all);
}

static void demand(Tally *tally, Str name, Share share) {
    Spot spot = {.file = name};
    if (percent_of(share) >= CLAUSES_DEMANDED) {
        tally_pass(tally);
    } else {
        tally_fail(tally, &spot, "the cases evaluate %u %% of its clauses, less than %d %%",
                   percent_of(share), CLAUSES_DEMANDED);
    }
}

static bool is_in(Str file, Str folder) {
    return str_starts(file, folder) && file.len > folder.len && file.data[folder.len] == '/';
}

static void count_all(const Covering *c) {
    const bool *reached = reached_of(c);
    Share total = {0};
    Share *shares = ARENA_ARRAY(c->arena, Share, c->set->guideline_count + 1);
    for (size_t i = 0; i < c->set->program->library_count; i++) {
        const Library *library = c->set->program->libraries[i];
        bool built_in = memchr(library->file.data, '/', library->file.len) == NULL;
        bool counts = graph_is_shared(library) && !built_in;
        Share *of_guideline = NULL;
        for (size_t g = 0; g < c->set->guideline_count; g++) {
            if (is_in(library->file, c->set->guidelines[g]->folder)) of_guideline = &shares[g];
        }
        if (!counts && of_guideline == NULL) continue;
        Share share = count_library(c, library, reached);
        if (share.all == 0) continue;
        print_share(library->file, share);
        total.all += share.all;
        total.covered += share.covered;
        if (of_guideline == NULL) continue;
        of_guideline->all += share.all;
        of_guideline->covered += share.covered;
    }
    for (size_t g = 0; g < c->set->guideline_count; g++) {
        print_share(c->set->guidelines[g]->folder, shares[g]);
        demand(c->tally, c->set->guidelines[g]->folder, shares[g]);
    }
    print_share(STR("all"), total);
    if (!c->set->is_part) demand(c->tally, STR("all guidelines"), total);
}

bool clauses_cover(const GuidelineOptions *options, Arena *arena, Tally *tally, Err *err) {
    Covering covering = {.arena = arena, .clauses = clauses_new(arena), .tally = tally};
    GuidelineOptions watched = *options;
    watched.watched = true;
    if (!guideline_load(&watched, arena, &covering.set, err) || !run_cases(&covering, err))
        return false;
    count_all(&covering);
    return true;
}
