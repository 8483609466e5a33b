// The gate: data enter a guideline through inputs, @each lists and events, and nowhere else. And
// what never reads data at all, though it is tagged: a constant.

#include "guideline/lint_internal.h"

// ---- a retrieve where none may stand

static bool may_retrieve(const Lint *lint, const Declaration *declaration) {
    const Item *item = lint->set->by_declaration[declaration->index];
    return declaration->is_input || lint->graph->each[declaration->index] ||
           (item != NULL && item->kind == KIND_EVENT);
}

static void check_own(Lint *lint, const Declaration *declaration) {
    const GraphEntry *entry = graph_entry(lint->graph, declaration);
    if (may_retrieve(lint, declaration)) return;
    for (size_t i = 0; i < entry->retrieve_count; i++) {
        complain(lint, declaration->library, entry->retrieves[i]->place, "gate",
                 "a retrieve stands only in lib/, in an @input, in the list of an @each and in an "
                 "@event: make \"%.*s\" an @input, or read this in lib/",
                 STR_ARG(declaration->name));
    }
}

// ---- logic that reaches a retrieve past the inputs

static Str way_words(Lint *lint, const GraphWay *way) {
    Buf buf = {0};
    for (size_t i = 0; i < way->count; i++) {
        const Declaration *step = way->steps[i];
        buf_printf(&buf, "%s%.*s.\"%.*s\"", i == 0 ? "" : " > ", STR_ARG(step->library->name),
                   STR_ARG(step->name));
    }
    Str text = arena_str(lint->arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static bool stop_at_gate_and_lib(const Graph *graph, const Declaration *declaration) {
    return graph_stop_at_gate(graph, declaration) || graph_is_shared(declaration->library);
}

// The last reference that stands in a guideline: from there on lib/ reads by itself.
static const Node *leaving(const GraphWay *way) {
    const Node *last = NULL;
    for (size_t i = 0; i + 1 < way->count; i++) {
        if (!graph_is_shared(way->steps[i]->library)) last = way->references[i];
    }
    return last;
}

static bool told_before(const Lint *lint, const Library *library, AstPlace place) {
    for (size_t i = 0; i < lint->count; i++) {
        if (lint->items[i].library == library && lint->items[i].place.offset == place.offset)
            return true;
    }
    return false;
}

// A retrieve in a guideline was complained of where it stands; what is left are those of lib/ and
// of events.
static void check_way(Lint *lint, const Item *item, const Declaration *from, bool may_read_lib) {
    GraphWay way;
    if (from == NULL || graph_stop_at_gate(lint->graph, from)) return;
    GraphStop *stop = may_read_lib ? stop_at_gate_and_lib : graph_stop_at_gate;
    if (!graph_way(lint->graph, from, stop, lint->arena, &way)) return;
    const Node *place = leaving(&way);
    const Declaration *last = way.steps[way.count - 1];
    bool told = !graph_is_shared(last->library) && !may_retrieve(lint, last);
    if (place == NULL || told || told_before(lint, place->library, place->place)) return;
    Str words = way_words(lint, &way);
    complain(lint, place->library, place->place, "gate",
             "@%s %.*s reads the record past its inputs: %.*s; ask it through an @input",
             item_kind_name((ItemKind)item->kind), STR_ARG(item->id), STR_ARG(words));
}

static bool is_logic(const Item *item) {
    return item->kind != KIND_INPUT && item->kind != KIND_EVENT;
}

// ---- constants

// Does it look at the patient at all, through inputs or on its own?
static bool reads_record(const Lint *lint, const Declaration *declaration) {
    size_t size = lint->set->program->declaration_count + 1;
    bool *reached = ARENA_ARRAY(lint->arena, bool, size);
    graph_reach(lint->graph, declaration, NULL, reached);
    for (size_t i = 0; i + 1 < size; i++) {
        const GraphEntry *entry = &lint->graph->entries[i];
        if (reached[i] && (entry->retrieve_count > 0 || entry->reads_patient)) return true;
    }
    return false;
}

void lint_gate(Lint *lint) {
    const Program *program = lint->set->program;
    for (size_t i = 0; i < program->declaration_count; i++) {
        const Declaration *declaration = program->declarations[i];
        if (lint_is_guideline(lint, declaration->library)) check_own(lint, declaration);
    }
    for (size_t i = 0; i < lint->set->item_count; i++) {
        const Item *item = lint->set->items[i];
        if (is_logic(item)) {
            check_way(lint, item, item->declaration, item->kind == KIND_DUE);
            check_way(lint, item, item->when, false);
        }
        if (!reads_record(lint, item->declaration)) {
            complain(lint, item->declaration->library, item->place, "constant",
                     "@%s %.*s is the same for every patient: let it read an @input, or take the "
                     "tags away",
                     item_kind_name((ItemKind)item->kind), STR_ARG(item->id));
        }
    }
}
