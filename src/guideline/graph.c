// The graph is an array of entries by declaration; ways are found breadth first, so that the way
// that is shown to a person is a shortest one.

#include "guideline/graph.h"

#include "cql/walk.h"

// ---- building

typedef struct {
    Arena *arena;
    GraphEdge *edges;
    size_t edge_count, edge_size;
    const Node **retrieves;
    size_t retrieve_count, retrieve_size;
    bool reads_patient;
} Building;

static void add_edge(Building *b, const Node *node) {
    if (b->edge_count == b->edge_size) {
        size_t size = b->edge_size == 0 ? 8 : b->edge_size * 2;
        GraphEdge *edges = ARENA_ARRAY(b->arena, GraphEdge, size);
        if (b->edge_count > 0) memcpy(edges, b->edges, b->edge_count * sizeof *edges);
        b->edges = edges;
        b->edge_size = size;
    }
    b->edges[b->edge_count++] = (GraphEdge){node->as.declaration, node};
}

static void add_retrieve(Building *b, const Node *node) {
    if (b->retrieve_count == b->retrieve_size) {
        size_t size = b->retrieve_size == 0 ? 4 : b->retrieve_size * 2;
        const Node **retrieves = ARENA_ARRAY(b->arena, const Node *, size);
        if (b->retrieve_count > 0)
            memcpy(retrieves, b->retrieves, b->retrieve_count * sizeof *retrieves);
        b->retrieves = retrieves;
        b->retrieve_size = size;
    }
    b->retrieves[b->retrieve_count++] = node;
}

static bool see(void *ctx, const Node *node) {
    Building *b = ctx;
    if (node->kind == NODE_DEFINE || node->kind == NODE_CALL) add_edge(b, node);
    if (node->kind == NODE_RETRIEVE) add_retrieve(b, node);
    if (node->kind == NODE_PATIENT) b->reads_patient = true;
    return true;
}

const Graph *graph_new(const GuidelineSet *set, Arena *arena) {
    const Program *program = set->program;
    GraphEntry *entries = ARENA_ARRAY(arena, GraphEntry, program->declaration_count + 1);
    for (size_t i = 0; i < program->declaration_count; i++) {
        Building b = {.arena = arena};
        node_walk(program->declarations[i]->body, see, &b);
        // the implicit define "Patient" has no expression
        bool implicit = program->declarations[i]->ast == NULL;
        entries[program->declarations[i]->index] =
            (GraphEntry){.edges = b.edges,
                         .edge_count = b.edge_count,
                         .retrieves = b.retrieves,
                         .retrieve_count = b.retrieve_count,
                         .reads_patient = b.reads_patient || implicit};
    }
    bool *each = ARENA_ARRAY(arena, bool, program->declaration_count + 1);
    for (size_t i = 0; i < program->declaration_count; i++) {
        const Item *item = set->by_declaration[i];
        if (item != NULL && item->each != NULL) each[item->each->index] = true;
    }
    Graph *graph = ARENA_NEW(arena, Graph);
    *graph = (Graph){set, entries, each};
    return graph;
}

// ---- what a declaration is

bool graph_is_shared(const Library *library) {
    Str file = library->file;
    size_t end = file.len;
    while (end > 0 && file.data[end - 1] != '/') end--;
    if (end == 0) return true;  // built in
    static const char lib[] = "lib/";
    size_t len = sizeof lib - 1;
    return end >= len && memcmp(file.data + end - len, lib, len) == 0 &&
           (end == len || file.data[end - len - 1] == '/');
}

bool graph_stop_at_gate(const Graph *graph, const Declaration *declaration) {
    return declaration->is_input || graph->each[declaration->index];
}

// ---- ways

typedef struct {
    const Declaration *declaration;
    size_t before;  // the step it was reached from, + 1; 0: the start
    const Node *reference;
} Step;

static void trace_back(const Step *steps, size_t last, Arena *arena, GraphWay *way) {
    size_t count = 0;
    for (size_t at = last + 1; at > 0; at = steps[at - 1].before) count++;
    const Declaration **declarations = ARENA_ARRAY(arena, const Declaration *, count);
    const Node **references = ARENA_ARRAY(arena, const Node *, count);
    size_t place = count;
    for (size_t at = last + 1; at > 0; at = steps[at - 1].before) {
        declarations[--place] = steps[at - 1].declaration;
        if (place > 0) references[place - 1] = steps[at - 1].reference;
    }
    way->steps = declarations;
    way->references = references;
    way->count = count;
}

bool graph_way(const Graph *graph, const Declaration *from, GraphStop *stop, Arena *arena,
               GraphWay *way) {
    size_t size = graph->set->program->declaration_count + 1;
    bool *met = ARENA_ARRAY(arena, bool, size);
    Step *steps = ARENA_ARRAY(arena, Step, size);
    size_t count = 0;
    steps[count++] = (Step){from, 0, NULL};
    met[from->index] = true;
    for (size_t at = 0; at < count; at++) {
        const GraphEntry *entry = graph_entry(graph, steps[at].declaration);
        if (entry->retrieve_count > 0) {
            trace_back(steps, at, arena, way);
            way->retrieve = entry->retrieves[0];
            return true;
        }
        for (size_t i = 0; i < entry->edge_count; i++) {
            const Declaration *to = entry->edges[i].to;
            if (met[to->index] || (stop != NULL && stop(graph, to))) continue;
            met[to->index] = true;
            steps[count++] = (Step){to, at + 1, entry->edges[i].node};
        }
    }
    return false;
}

void graph_reach(const Graph *graph, const Declaration *from, GraphStop *stop, bool *reached) {
    if (from == NULL || reached[from->index]) return;
    reached[from->index] = true;
    const GraphEntry *entry = graph_entry(graph, from);
    for (size_t i = 0; i < entry->edge_count; i++) {
        if (stop == NULL || !stop(graph, entry->edges[i].to))
            graph_reach(graph, entry->edges[i].to, stop, reached);
    }
}

// ---- who reads which input

// Marks the inputs that are named on the way, and does not go into them.
static void mark_inputs(const Graph *graph, const Declaration *from, bool *met, bool *inputs) {
    if (from == NULL || met[from->index]) return;
    met[from->index] = true;
    if (from->is_input) {
        inputs[from->index] = true;
        return;
    }
    const GraphEntry *entry = graph_entry(graph, from);
    for (size_t i = 0; i < entry->edge_count; i++)
        mark_inputs(graph, entry->edges[i].to, met, inputs);
}

const Item *const *graph_inputs(const Graph *graph, const Item *item, Arena *arena, size_t *count) {
    size_t size = graph->set->program->declaration_count + 1;
    bool *met = ARENA_ARRAY(arena, bool, size);
    bool *inputs = ARENA_ARRAY(arena, bool, size);
    mark_inputs(graph, item->declaration, met, inputs);
    mark_inputs(graph, item->when, met, inputs);
    for (size_t i = 0; i < item->gate_count; i++) {
        mark_inputs(graph, item->gates[i]->declaration, met, inputs);
        mark_inputs(graph, item->gates[i]->when, met, inputs);
    }
    const Item **found = ARENA_ARRAY(arena, const Item *, graph->set->item_count + 1);
    *count = 0;
    for (size_t i = 0; i < graph->set->item_count; i++) {
        if (inputs[graph->set->items[i]->declaration->index])
            found[(*count)++] = graph->set->items[i];
    }
    return found;
}
