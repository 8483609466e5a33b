// graph: who names whom, which way leads to the record, and which inputs a conclusion can read.

#include "guideline/graph.h"

#include "guideline_fixture.h"

static const char library[] =
    "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A version '1.0.0'\n"
    "using FHIR version '4.0.1'\ninclude FHIRHelpers version '4.0.1' called FHIRHelpers\n"
    "context Patient\n"
    "/*\n@input: a\n@ask: A?\n*/\ndefine \"In A\": exists [Condition] and \"In B\"\n"
    "/*\n@input: b\n@ask: B?\n*/\ndefine \"In B\": exists [Procedure]\n"
    "/*\n@input: c\n@ask: C?\n*/\ndefine \"In C\": exists [Encounter]\n"
    "/*\n@finding: f\n@when: When\n*/\ndefine \"F\": step(true)\n"
    "define function step(value Boolean): value and \"In A\"\n"
    "define \"When\": \"In C\"\n"
    "/*\n@gate: g\n*/\ndefine \"G\": \"In B\"\n"
    "/*\n@option: o\n@gates: g\n*/\ndefine \"O\": \"In A\"\n"
    "/*\n@finding: far\n*/\ndefine \"Far\": \"Long\" or \"Short\"\n"
    "define \"Long\": \"Short\"\n"
    "define \"Short\": exists [Observation]\n"
    "/*\n@finding: none\n*/\ndefine \"None\": true\n";

static Str inputs_of(Desk *desk, const Graph *graph, ItemKind kind, const char *id) {
    const Item *item = guideline_item(desk->set->guidelines[0], kind, str_from(id));
    size_t count;
    const Item *const *inputs = graph_inputs(graph, item, desk->arena, &count);
    Str text = {0};
    for (size_t i = 0; i < count; i++)
        text = arena_printf(desk->arena, "%.*s%.*s ", STR_ARG(text), STR_ARG(inputs[i]->id));
    return text;
}

static Str way_of(Desk *desk, const Graph *graph, const char *id, GraphStop *stop) {
    const Item *item = guideline_item(desk->set->guidelines[0], KIND_FINDING, str_from(id));
    GraphWay way;
    Str text = {0};
    if (!graph_way(graph, item->declaration, stop, desk->arena, &way)) return STR("none");
    for (size_t i = 0; i < way.count; i++)
        text = arena_printf(desk->arena, "%.*s%s%.*s", STR_ARG(text), i > 0 ? " > " : "",
                            STR_ARG(way.steps[i]->name));
    return text;
}

TEST(graph_of_a_guideline) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql", library);
    CHECK_STR(desk_error(desk), "");
    if (desk->set == NULL) return;
    const Graph *graph = graph_new(desk->set, desk->arena);
    // an input is opaque: what it reads on its way is its own affair
    CHECK_STR(inputs_of(desk, graph, KIND_FINDING, "f"), "a c ");
    CHECK_STR(inputs_of(desk, graph, KIND_OPTION, "o"), "a b ");
    CHECK_STR(inputs_of(desk, graph, KIND_FINDING, "none"), "");
    CHECK_STR(way_of(desk, graph, "f", graph_stop_at_gate), "none");
    CHECK_STR(way_of(desk, graph, "f", NULL), "F > step > In A");
    CHECK_STR(way_of(desk, graph, "far", graph_stop_at_gate), "Far > Short");  // a shortest one
    CHECK_STR(way_of(desk, graph, "none", NULL), "none");
    const Library *ours = desk->set->guidelines[0]->library;
    CHECK(!graph_is_shared(ours));
    CHECK(graph_is_shared(program_library(desk->set->program, STR("Score"))));
    desk_free(desk);
}
