#include "guideline/local.h"

#include "cql/params.h"
#include "cql/walk.h"
#include "guideline/graph.h"

// A key that nobody reads would let a hospital believe that something is switched off.
static bool only_keys(const Json *object, const char *const *keys) {
    for (uint32_t i = 0; i < object->count; i++) {
        size_t k = 0;
        while (keys[k] != NULL && !str_eq(json_name(&object->as.items[i]), str_from(keys[k]))) k++;
        if (keys[k] == NULL) return false;
    }
    return true;
}

static bool switch_off(Binder *b, const Json *row) {
    static const char *const keys[] = {"guideline", "finding", "reason", NULL};
    if (row->kind != JSON_OBJECT || !only_keys(row, keys)) return false;
    Str guideline = json_string(row, STR("guideline"));
    Str id = json_string(row, STR("finding"));
    Str reason = json_string(row, STR("reason"));
    bool known = false;
    for (size_t k = 0; k < b->count; k++) {
        Item *item = b->items[k];
        if (!str_eq(item->guideline->id, guideline) || !str_eq(item->id, id) ||
            item->kind == KIND_INPUT || item->kind == KIND_GATE)
            continue;
        item->is_off = known = true;
        item->off_reason = reason;
    }
    return known && reason.len > 0;
}

static const Library *library_named(const Program *program, Str name) {
    for (size_t i = 0; i < program->library_count; i++) {
        if (str_eq(program->libraries[i]->name, name)) return program->libraries[i];
    }
    return NULL;
}

static bool set_parameters(const Json *libraries, DateTime now, const Binder *b,
                           GuidelineSet *set) {
    EvalParameter *values = ARENA_ARRAY(b->arena, EvalParameter, b->program->parameter_count + 1);
    for (uint32_t i = 0; i < libraries->count; i++) {
        const Json *names = &libraries->as.items[i];
        ParamsOf of = {.program = b->program,
                       .library = library_named(b->program, json_name(names)),
                       .now = now,
                       .arena = b->arena};
        if (of.library == NULL)
            return err_set(b->err, ERR_CHECK, "'parameters': there is no library '%.*s'",
                           STR_ARG(json_name(names)));
        if (!params_json(names, &of, values, b->err)) return false;
    }
    set->parameters = values;
    return true;
}

static bool is_of(const Json *member, uint8_t kind) {
    return member == NULL || member->kind == kind;
}

static bool take(const Json *root, DateTime now, Binder *b, GuidelineSet *set) {
    static const char *const keys[] = {"off", "parameters", NULL};
    bool fits = root->kind == JSON_OBJECT && only_keys(root, keys);
    const Json *off = fits ? json_member(root, STR("off")) : NULL;
    const Json *parameters = fits ? json_member(root, STR("parameters")) : NULL;
    if (!fits || !is_of(off, JSON_ARRAY) || !is_of(parameters, JSON_OBJECT))
        return err_set(b->err, ERR_CHECK,
                       "write {\"off\": [{\"guideline\": ID, \"finding\": ID, \"reason\": TEXT}], "
                       "\"parameters\": {LIBRARY: {NAME: {\"type\": TYPE, \"value\": VALUE}}}}");
    for (uint32_t i = 0; off != NULL && i < off->count; i++) {
        if (!switch_off(b, &off->as.items[i]))
            return err_set(b->err, ERR_CHECK,
                           "'off' names a guideline, a finding of it, and the reason");
    }
    return parameters == NULL || set_parameters(parameters, now, b, set);
}

bool local_take(Str text, Str file, DateTime now, Binder *b, GuidelineSet *set) {
    Json root;
    if (!json_read(text, NULL, &json_limits, b->arena, &root, b->err))
        return err_at_byte(b->err, file, text);
    return take(&root, now, b, set) || err_at(b->err, file, 0, 0);
}

// ---- what a parameter that is set here can change

typedef struct {
    const EvalParameter *parameters;
    bool found;
} Settings;

static bool see_parameter(void *ctx, const Node *node) {
    Settings *s = ctx;
    s->found =
        s->found || (node->kind == NODE_PARAMETER && s->parameters[node->as.parameter].given);
    return !s->found;
}

void local_mark(const GuidelineSet *set, Binder *b) {
    if (set->parameters == NULL) return;
    size_t count = b->program->declaration_count;
    bool *sets = ARENA_ARRAY(b->arena, bool, count + 1);
    for (size_t i = 0; i < count; i++) {
        Settings settings = {set->parameters, false};
        node_walk(b->program->declarations[i]->body, see_parameter, &settings);
        sets[b->program->declarations[i]->index] = settings.found;
    }
    const Graph *graph = graph_new(set, b->arena);
    for (size_t k = 0; k < b->count; k++) {
        Item *item = b->items[k];
        bool *reached = ARENA_ARRAY(b->arena, bool, count + 1);
        graph_reach(graph, item->declaration, NULL, reached);
        graph_reach(graph, item->each, NULL, reached);
        graph_reach(graph, item->when, NULL, reached);
        for (size_t i = 0; i < item->gate_count; i++)
            graph_reach(graph, item->gates[i]->declaration, NULL, reached);
        for (size_t i = 0; i < item->show_count; i++)
            graph_reach(graph, item->shows[i]->declaration, NULL, reached);
        for (size_t i = 0; i < count; i++)
            item->is_local = item->is_local || (reached[i] && sets[i]);
    }
}
