// code_system: own code systems with their tree of concepts, and a site's maps.

#include "terms/terms_internal.h"

static void add_concept(Terms *terms, CodeSystem *system, uint32_t id, uint32_t parent) {
    id_list_add(terms->arena, &system->concepts, id);
    if (system->concepts.room > system->parents_room) {
        uint32_t *parents = ARENA_ARRAY(terms->arena, uint32_t, system->concepts.room);
        uint32_t filled = system->concepts.count - 1;
        if (filled > 0) memcpy(parents, system->parents, filled * sizeof *parents);
        system->parents = parents;
        system->parents_room = system->concepts.room;
    }
    system->parents[system->concepts.count - 1] = parent;
}

// The tree is as deep as the JSON reader allows. `parent` is the index of the concept above + 1.
static bool read_concepts(Terms *terms, CodeSystem *system, const Json *owner, uint32_t parent,
                          Err *err) {
    const Json *concepts = json_member(owner, STR("concept"));
    if (concepts == NULL) return true;
    if (concepts->kind != JSON_ARRAY) {
        return err_set(err, ERR_CHECK, "\"concept\" is not a list");
    }
    for (uint32_t i = 0; i < concepts->count; i++) {
        const Json *concept = &concepts->as.items[i];
        Str code = json_string(concept, STR("code"));
        if (code.len == 0) return err_set(err, ERR_CHECK, "a concept without a code");
        Str display = json_string(concept, STR("display"));
        add_concept(terms, system, terms_code_add(terms, system->url, code, display), parent);
        uint32_t index = system->concepts.count;
        if (!read_concepts(terms, system, concept, index, err)) return false;
    }
    return true;
}

bool code_system_load(Terms *terms, const Json *resource, Str source, Err *err) {
    CodeSystem *system = ARENA_NEW(terms->arena, CodeSystem);
    system->url = terms_keep(terms, resource, "url");
    system->content = terms_keep(terms, resource, "content");
    system->source = source;
    if (system->url.len == 0) return err_set(err, ERR_CHECK, "a CodeSystem without a url");
    const CodeSystem *other = map_pointer(terms->systems, system->url);
    if (other != NULL) {
        return err_set(err, ERR_CHECK, "code system %.*s is already there, from %.*s",
                       STR_ARG(system->url), STR_ARG(other->source));
    }
    map_put_pointer(terms->systems, system->url, system);
    return read_concepts(terms, system, resource, 0, err);
}

// ---- a site's maps

typedef struct {
    Terms *terms;
    Str source;
    Str from;  // group.source
    Str to;    // group.target
    bool units;
} MapGroup;

// Does the target say no more than the house code did? A narrower one would put into the record
// what nobody recorded. *none: the element says that there is no target.
static bool check_equivalence(Str equivalence, bool *none, Err *err) {
    static const char *const safe[] = {"", "equal", "equivalent", "wider", "subsumes"};
    *none = str_eq(equivalence, STR("unmatched")) || str_eq(equivalence, STR("disjoint"));
    if (*none) return true;
    for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++) {
        if (str_eq(equivalence, str_from(safe[i]))) return true;
    }
    return err_set(err, ERR_CHECK,
                   "a map with equivalence \"%.*s\" would say more than the record does: "
                   "map to an equivalent or wider code",
                   STR_ARG(equivalence));
}

// The key of a house code: how long the system is, the system, the code. `text` has room for it.
static Str write_key(char *text, Str system, Str code) {
    uint32_t length = (uint32_t)system.len;
    memcpy(text, &length, sizeof length);
    if (system.len > 0) memcpy(text + sizeof length, system.data, system.len);
    if (code.len > 0) memcpy(text + sizeof length + system.len, code.data, code.len);
    return (Str){text, sizeof length + system.len + code.len};
}

static bool add_unit(const MapGroup *group, Str from, Str to, Err *err) {
    const Str *before = map_pointer(group->terms->units, from);
    if (before != NULL && !str_eq(*before, to)) {
        return err_set(err, ERR_CHECK, "the unit \"%.*s\" is mapped twice", STR_ARG(from));
    }
    Str *unit = ARENA_NEW(group->terms->arena, Str);
    *unit = arena_str(group->terms->arena, to);
    map_put_pointer(group->terms->units, arena_str(group->terms->arena, from), unit);
    return true;
}

static bool add_target(const MapGroup *group, Str from, const Json *target, Err *err) {
    Str to = json_string(target, STR("code"));
    if (to.len == 0) return err_set(err, ERR_CHECK, "a map to a target without a code");
    if (group->units) return add_unit(group, from, to, err);
    Terms *terms = group->terms;
    uint32_t id = terms_code_add(terms, group->to, to, json_string(target, STR("display")));
    size_t size = sizeof(uint32_t) + group->from.len + from.len;
    Str key = write_key(arena_alloc(terms->arena, size, 1), group->from, from);
    const Target *before = map_pointer(terms->targets, key);
    if (before != NULL && before->id != id) {
        return err_set(err, ERR_CHECK, "the code \"%.*s\" is mapped twice, also in %.*s",
                       STR_ARG(from), STR_ARG(before->source));
    }
    Target *made = ARENA_NEW(terms->arena, Target);
    *made = (Target){id, group->source};
    map_put_pointer(terms->targets, key, made);
    return true;
}

static bool read_element(const MapGroup *group, const Json *element, Err *err) {
    Str from = json_string(element, STR("code"));
    const Json *targets = json_member(element, STR("target"));
    if (from.len == 0) return err_set(err, ERR_CHECK, "a map from an element without a code");
    for (uint32_t i = 0; targets != NULL && targets->kind == JSON_ARRAY && i < targets->count;
         i++) {
        const Json *target = &targets->as.items[i];
        bool none;
        if (!check_equivalence(json_string(target, STR("equivalence")), &none, err)) return false;
        if (!none && !add_target(group, from, target, err)) return false;
    }
    return true;
}

bool concept_map_load(Terms *terms, const Json *resource, Str source, Err *err) {
    const Json *groups = json_member(resource, STR("group"));
    for (uint32_t i = 0; groups != NULL && groups->kind == JSON_ARRAY && i < groups->count; i++) {
        const Json *json = &groups->as.items[i];
        MapGroup group = {
            .terms = terms,
            .source = source,
            .from = terms_keep(terms, json, "source"),
            .to = terms_keep(terms, json, "target"),
        };
        group.units = str_eq(group.to, STR("http://unitsofmeasure.org"));
        if (group.to.len == 0 || (group.from.len == 0 && !group.units)) {
            return err_set(err, ERR_CHECK, "a group of a ConceptMap without source or target");
        }
        const Json *elements = json_member(json, STR("element"));
        for (uint32_t k = 0;
             elements != NULL && elements->kind == JSON_ARRAY && k < elements->count; k++) {
            if (!read_element(&group, &elements->as.items[k], err)) return false;
        }
    }
    return true;
}

bool terms_has_map(const Terms *terms) {
    return map_count(terms->targets) > 0;
}

bool terms_map(const Terms *terms, Str system, Str code, Str *to_system, Str *to_code,
               Str *to_display) {
    char text[600];
    if (system.len > 500 || code.len > sizeof text - sizeof(uint32_t) - system.len) return false;
    const Target *target = map_pointer(terms->targets, write_key(text, system, code));
    if (target == NULL) return false;
    const CodeEntry *entry = &terms->codes[target->id];
    *to_system = entry->system;
    *to_code = entry->code;
    *to_display = entry->display;
    return true;
}

Str terms_unit(const Terms *terms, Str unit) {
    const Str *mapped = map_pointer(terms->units, unit);
    return mapped == NULL ? unit : *mapped;
}
