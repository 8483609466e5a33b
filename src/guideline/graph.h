// graph: who names whom among the declarations of a program, and who reaches the record.
//
// An edge is one reference to a define or call of a function, with its place. Retrieves are noted
// where they stand. Built once after loading, frozen; `vigil check` walks it for the gate, and
// whoever asks which inputs a conclusion can read.
//
//     const Graph *graph = graph_new(set, arena);
//     if (graph_way(graph, finding->declaration, stop_at_inputs, set, &way)) ...  // reaches data

#ifndef GUIDELINE_GRAPH_H
#define GUIDELINE_GRAPH_H

#include "guideline/guideline.h"

typedef struct {
    const Declaration *to;
    const Node *node;  // the reference
} GraphEdge;

typedef struct {
    const GraphEdge *edges;  // in the order of the source
    size_t edge_count;
    const Node *const *retrieves;  // that stand in its own body
    size_t retrieve_count;
    bool reads_patient;  // the Patient resource
} GraphEntry;

typedef struct {
    const GuidelineSet *set;
    const GraphEntry *entries;  // by Declaration.index
    const bool *each;           // is it the list that some item's @each names?
} Graph;

const Graph *graph_new(const GuidelineSet *set, Arena *arena);
static inline const GraphEntry *graph_entry(const Graph *graph, const Declaration *declaration) {
    return &graph->entries[declaration->index];
}

// Does the library stand in lib/ (or is it built in)? Only there records are read freely.
bool graph_is_shared(const Library *library);

// True: the way does not go into this declaration.
typedef bool GraphStop(const Graph *graph, const Declaration *declaration);
bool graph_stop_at_gate(const Graph *graph, const Declaration *declaration);  // inputs, @each lists

// A shortest way from a declaration to a retrieve.
typedef struct {
    const Declaration *const *steps;  // the first is where it starts
    const Node *const *references;    // [i] leads from steps[i] to steps[i + 1]
    size_t count;                     // of steps
    const Node *retrieve;             // in the last step
} GraphWay;
bool graph_way(const Graph *graph, const Declaration *from, GraphStop *stop, Arena *arena,
               GraphWay *way);

// Sets reached[index] for `from` and all it leads to.
void graph_reach(const Graph *graph, const Declaration *from, GraphStop *stop, bool *reached);

// The inputs an item can read before it meets other inputs (its @when and @gates too), in the order
// of the set.
const Item *const *graph_inputs(const Graph *graph, const Item *item, Arena *arena, size_t *count);

#endif
