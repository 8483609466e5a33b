// A guideline as a PlanDefinition: an action for each finding, option, gate and due item. Its
// conditions are CQL over the published library. FHIR joins the conditions of an action by "and":
// that it is for this patient (@when) stands apart from what it says.

#include "guideline/publish_internal.h"

static const char about_thing[] = "AboutThing";  // alias in the conditions, of a name nobody uses

// ---- conditions

// A define, or the function of one thing under the alias.
static Str call_of(const Publishing *p, const Declaration *declaration) {
    Str name = publish_quoted(p->arena, declaration->name);
    if (!declaration->is_function) return name;
    return arena_printf(p->arena, "%.*s(%s)", STR_ARG(name), about_thing);
}

// Something is due when a window has opened, at the earliest that an incomplete date allows, and
// nothing was done in it. Not known is null; `exists` alone would make it false.
static Str due_truth(const Publishing *p, Str list) {
    return arena_printf(p->arena,
                        "(case when %.*s is null then null else exists ((%.*s) DueWindow where "
                        "DueWindow.done is null and LowBoundary(start of DueWindow.window, 8) same "
                        "day or before Today()) end)",
                        STR_ARG(list), STR_ARG(list));
}

static Str truth_of(const Publishing *p, const Item *item) {
    Str call = call_of(p, item->declaration);
    if (item->kind == KIND_DUE) return due_truth(p, call);
    if (item->kind == KIND_FINDING && item->holds_index >= 0)
        return arena_printf(p->arena, "%.*s.holds", STR_ARG(call));
    return call;
}

// A gate that is not for this patient does not stand in the way.
static Str gate_truth(const Publishing *p, const Item *gate) {
    Str truth = truth_of(p, gate);
    if (gate->when == NULL) return truth;
    Str when = call_of(p, gate->when);
    return arena_printf(p->arena,
                        "(case when %.*s then %.*s when not %.*s then true else null end)",
                        STR_ARG(when), STR_ARG(truth), STR_ARG(when));
}

// True of one of the things; not known while it may be.
static Str of_any_thing(const Publishing *p, const Item *item, Str truth) {
    if (item->each == NULL) return truth;
    Str each = publish_quoted(p->arena, item->each->name);
    return arena_printf(p->arena,
                        "case when exists (%.*s %s where %.*s) then true when exists (%.*s %s "
                        "where (%.*s) is null) "
                        "then null else false end",
                        STR_ARG(each), about_thing, STR_ARG(truth), STR_ARG(each), about_thing,
                        STR_ARG(truth));
}

static void put_condition(Publishing *p, Str cql, const Library *library) {
    json_begin(&p->w, '{');
    part_word(&p->w, "kind", "applicability");
    json_key(&p->w, "expression");
    publish_expression(p, cql, library);
    json_end(&p->w, '}');
}

// About each thing, all has to be true of the same one: one condition.
static void put_each_condition(Publishing *p, const Item *item) {
    const Library *library = item->declaration->library;
    Str all = truth_of(p, item);
    if (item->when != NULL)
        all =
            arena_printf(p->arena, "%.*s and %.*s", STR_ARG(call_of(p, item->when)), STR_ARG(all));
    for (size_t i = 0; i < item->gate_count; i++) {
        if (item->gates[i]->declaration->library != library) continue;
        all = arena_printf(p->arena, "%.*s and %.*s", STR_ARG(all),
                           STR_ARG(gate_truth(p, item->gates[i])));
    }
    put_condition(p, of_any_thing(p, item, all), library);
}

static void put_conditions(Publishing *p, const Item *item) {
    const Library *library = item->declaration->library;
    json_key(&p->w, "condition");
    json_begin(&p->w, '[');
    if (item->each != NULL) {
        put_each_condition(p, item);
    } else {
        if (item->when != NULL) put_condition(p, call_of(p, item->when), library);
        put_condition(p, truth_of(p, item), library);
    }
    for (size_t i = 0; i < item->gate_count; i++) {
        const Item *gate = item->gates[i];
        if (item->each != NULL && gate->declaration->library == library) continue;
        put_condition(p, of_any_thing(p, gate, gate_truth(p, gate)), gate->declaration->library);
    }
    json_end(&p->w, ']');
}

// ---- words and sources

static void add_line(Buf *buf, const char *lead, Str text) {
    if (text.len > 0) buf_printf(buf, "%s%s%.*s", buf->len > 0 ? "\n" : "", lead, STR_ARG(text));
}

static Str description_of(Publishing *p, const Item *item) {
    Buf buf = {0};
    add_line(&buf, "Yes: ", item->text_yes);
    add_line(&buf, "No: ", item->text_no);
    add_line(&buf, "Not known: ", item->text_unknown);
    add_line(&buf, "For: ", item->text_for);
    add_line(&buf, "Against: ", item->text_against);
    add_line(&buf, "Strength: ", item->strength);
    if (item->each != NULL) add_line(&buf, "About each of: ", item->each->name);
    Str text = arena_str(p->arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static void put_documentation(Publishing *p, const Item *item) {
    if (item->citation_count == 0) return;
    json_key(&p->w, "documentation");
    json_begin(&p->w, '[');
    for (size_t i = 0; i < item->citation_count; i++)
        part_citation(&p->w, p->arena, p->publisher, &item->citations[i]);
    json_end(&p->w, ']');
}

static void put_codes(Publishing *p, const Item *item) {
    CodeValue own = part_item_code(p->arena, p->publisher, item);
    json_key(&p->w, "code");
    json_begin(&p->w, '[');
    part_concept(&p->w, p->arena, NULL, own, own.display);
    if (item->of != NULL) part_concept(&p->w, p->arena, NULL, *item->of, item->of->display);
    json_end(&p->w, ']');
}

// ---- actions

static Str action_id(Publishing *p, const Item *item) {
    return part_id(p->arena, part_item_code(p->arena, p->publisher, item).code);
}

// Gates are asked before the option.
static void put_gates(Publishing *p, const Item *item) {
    if (item->gate_count == 0) return;
    json_key(&p->w, "relatedAction");
    json_begin(&p->w, '[');
    for (size_t i = 0; i < item->gate_count; i++) {
        json_begin(&p->w, '{');
        part_text(&p->w, p->arena, "actionId", action_id(p, item->gates[i]));
        part_word(&p->w, "relationship", "after");
        json_end(&p->w, '}');
    }
    json_end(&p->w, ']');
}

static void put_inputs(Publishing *p, const Item *item) {
    bool *reached = ARENA_ARRAY(p->arena, bool, p->set->program->declaration_count + 1);
    graph_reach(p->graph, item->declaration, NULL, reached);
    graph_reach(p->graph, item->each, NULL, reached);
    graph_reach(p->graph, item->when, NULL, reached);
    for (size_t i = 0; i < item->gate_count; i++) {
        graph_reach(p->graph, item->gates[i]->declaration, NULL, reached);
        graph_reach(p->graph, item->gates[i]->when, NULL, reached);
    }
    publish_requirements(p, "input", reached);
}

static void put_action(Publishing *p, const Item *item) {
    JsonWriter *w = &p->w;
    json_begin(w, '{');
    part_text(w, p->arena, "id", action_id(p, item));
    part_text(w, p->arena, "title", part_item_code(p->arena, p->publisher, item).display);
    part_text(w, p->arena, "description", description_of(p, item));
    put_codes(p, item);
    put_documentation(p, item);
    put_conditions(p, item);
    put_inputs(p, item);
    put_gates(p, item);
    json_end(w, '}');
}

static bool is_action(const Item *item) {
    return item->kind == KIND_FINDING || item->kind == KIND_OPTION || item->kind == KIND_GATE ||
           item->kind == KIND_DUE;
}

static void put_actions(Publishing *p, const Guideline *guideline) {
    bool open = false;
    for (size_t i = 0; i < guideline->item_count; i++) {
        const Item *item = guideline->items[i];
        if (!is_action(item)) continue;
        if (!open) json_key(&p->w, "action"), json_begin(&p->w, '[');
        open = true;
        put_action(p, item);
    }
    if (open) json_end(&p->w, ']');
}

// ---- the whole

static bool source_before(const Guideline *guideline, size_t item, size_t at) {
    const Source *source = guideline->items[item]->citations[at].source;
    for (size_t i = 0; i <= item; i++) {
        size_t count = i == item ? at : guideline->items[i]->citation_count;
        for (size_t k = 0; k < count; k++) {
            if (guideline->items[i]->citations[k].source == source) return true;
        }
    }
    return false;
}

// The questions it asks, and each source once, without a place.
static void put_related(Publishing *p, const Guideline *guideline) {
    JsonWriter *w = &p->w;
    json_key(w, "relatedArtifact");
    json_begin(w, '[');
    json_begin(w, '{');
    part_word(w, "type", "depends-on");
    part_text(w, p->arena, "resource",
              part_canonical(p->arena, p->publisher, "Questionnaire",
                             part_id(p->arena, guideline->id), guideline->version));
    json_end(w, '}');
    for (size_t i = 0; i < guideline->item_count; i++) {
        for (size_t k = 0; k < guideline->items[i]->citation_count; k++) {
            if (source_before(guideline, i, k)) continue;
            Citation citation = {.source = guideline->items[i]->citations[k].source};
            part_citation(w, p->arena, p->publisher, &citation);
        }
    }
    json_end(w, ']');
}

static void put_type(Publishing *p) {
    JsonWriter *w = &p->w;
    CodeValue type = {.system = STR("http://terminology.hl7.org/CodeSystem/plan-definition-type"),
                      .code = STR("eca-rule"),
                      .display = STR("ECA Rule")};
    CodeValue patient = {.system = STR("http://hl7.org/fhir/resource-types"),
                         .code = STR("Patient"),
                         .display = STR("Patient")};
    part_concept(w, p->arena, "type", type, STR_NONE);
    part_concept(w, p->arena, "subjectCodeableConcept", patient, STR_NONE);
}

static Str purpose_of(Publishing *p, const Guideline *guideline) {
    if (guideline->for_whom.len == 0) return STR_NONE;
    return arena_printf(p->arena, "For %.*s.", STR_ARG(guideline->for_whom));
}

bool publish_plan(Publishing *p, const Guideline *guideline) {
    JsonWriter *w = &p->w;
    Head head = {.type = "PlanDefinition",
                 .id = part_id(p->arena, guideline->id),
                 .version = guideline->version,
                 .name = publish_name(p->arena, guideline->id),
                 .title = guideline->title,
                 .status = guideline->status,
                 .date = guideline->reviewed,
                 .description = guideline->title};
    publish_begin(p, &head);
    put_type(p);
    part_text(w, p->arena, "purpose", purpose_of(p, guideline));
    part_text(w, p->arena, "usage", guideline->limits);
    part_text(w, p->arena, "lastReviewDate", guideline->reviewed);
    if (guideline->expires.len > 0) {
        json_key(w, "effectivePeriod");
        json_begin(w, '{');
        part_text(w, p->arena, "end", guideline->expires);
        json_end(w, '}');
    }
    put_related(p, guideline);
    json_key(w, "library");
    json_begin(w, '[');
    json_put_string(w, publish_library_url(p, guideline->library));
    json_end(w, ']');
    put_actions(p, guideline);
    return publish_end(p);
}
