// look: one walk over what was read of each resource, beside the type table.

#include "cli/look.h"

#include "cql/walk.h"
#include "terms/ucum.h"

// An input: what it retrieves, and the units of the quantities it compares with.
typedef struct {
    const Retrieve **retrieves;
    size_t retrieve_count;
    Str *units;
    size_t unit_count;
} Asker;

struct Look {
    const Terms *terms;
    int64_t known_at_ms;
    const Asker *askers;
    size_t asker_count;
    const bool *all_codes;  // by FhirType: retrieved without a filter, so that any code is read
    FhirType coding, concept, quantity, reference, meta, extension, any;
};

// ---- what is asked for

typedef struct {
    Arena *arena;
    Asker asker;
    size_t retrieve_size, unit_size;
} Asking;

// Ages and spans of time are computed from dates; no record states them as a quantity to compare.
static bool is_calendar(Str unit) {
    Precision ignored;
    return precision_find(unit, &ignored) || units_relate(unit, STR("s")) == UNITS_COMPARABLE ||
           str_eq(unit, STR("1"));
}

static void add_unit(Asking *asking, Str unit) {
    Asker *asker = &asking->asker;
    if (unit.len == 0 || is_calendar(unit)) return;
    for (size_t i = 0; i < asker->unit_count; i++) {
        if (str_eq(asker->units[i], unit)) return;
    }
    if (asker->unit_count == asking->unit_size) {
        asking->unit_size = asking->unit_size == 0 ? 8 : asking->unit_size * 2;
        Str *grown = ARENA_ARRAY(asking->arena, Str, asking->unit_size);
        if (asker->unit_count > 0) memcpy(grown, asker->units, asker->unit_count * sizeof *grown);
        asker->units = grown;
    }
    asker->units[asker->unit_count++] = unit;
}

// Literals are folded at load: a quantity may stand in a list, an interval, a tuple.
static void add_units(Asking *asking, Value value) {
    if (value.kind == VALUE_QUANTITY) {
        add_unit(asking, value.as.quantity->unit);
    } else if (value.kind == VALUE_LIST) {
        for (uint32_t i = 0; i < value.count; i++) add_units(asking, value.as.items[i]);
    } else if (value.kind == VALUE_INTERVAL) {
        add_units(asking, value.as.interval->low);
        add_units(asking, value.as.interval->high);
    } else if (value.kind == VALUE_TUPLE) {
        const Tuple *tuple = value.as.tuple;
        for (uint32_t i = 0; i < tuple->count; i++) add_units(asking, tuple->items[i]);
    }
}

static void add_retrieve(Asking *asking, const Retrieve *retrieve) {
    Asker *asker = &asking->asker;
    if (asker->retrieve_count == asking->retrieve_size) {
        asking->retrieve_size = asking->retrieve_size == 0 ? 8 : asking->retrieve_size * 2;
        const Retrieve **grown =
            ARENA_ARRAY(asking->arena, const Retrieve *, asking->retrieve_size);
        if (asker->retrieve_count > 0) {
            memcpy(grown, asker->retrieves, asker->retrieve_count * sizeof *grown);
        }
        asker->retrieves = grown;
    }
    asker->retrieves[asker->retrieve_count++] = retrieve;
}

static bool ask(void *ctx, const Node *node) {
    Asking *asking = ctx;
    if (node->kind == NODE_LITERAL) add_units(asking, node->as.literal);
    if (node->kind == NODE_RETRIEVE) add_retrieve(asking, node->as.retrieve);
    if (node->kind == NODE_INSTANCE) {
        for (uint16_t i = 0; i < node->kid_count; i++) {
            const Node *kid = node->kids[i];
            bool is_text = kid->kind == NODE_LITERAL && kid->as.literal.kind == VALUE_STRING;
            if (node->as.parts[i] == PART_UNIT && is_text) {
                add_unit(asking, value_str(kid->as.literal));
            }
        }
    }
    return true;
}

static Asker ask_input(const Graph *graph, const Item *input, bool *reached, Arena *arena) {
    const Program *program = graph->set->program;
    Asking asking = {.arena = arena};
    memset(reached, 0, program->declaration_count * sizeof *reached);
    graph_reach(graph, input->declaration, NULL, reached);
    graph_reach(graph, input->answers, NULL, reached);
    for (size_t i = 0; i < program->declaration_count; i++) {
        if (reached[i]) node_walk(program->declarations[i]->body, ask, &asking);
    }
    return asking.asker;
}

static bool note_unfiltered(void *ctx, const Node *node) {
    bool *all_codes = ctx;
    if (node->kind != NODE_RETRIEVE) return true;
    const Retrieve *retrieve = node->as.retrieve;
    bool has_filter =
        retrieve->value_set != NULL || retrieve->code_ids != NULL || retrieve->codes != NULL;
    if (!has_filter || !retrieve->by_code_path) all_codes[retrieve->resource] = true;
    return true;
}

static const bool *find_unfiltered(const Program *program, Arena *arena) {
    bool *all_codes = ARENA_ARRAY(arena, bool, fhir_type_count() + 1);
    for (size_t i = 0; i < program->declaration_count; i++) {
        node_walk(program->declarations[i]->body, note_unfiltered, all_codes);
    }
    return all_codes;
}

const Look *look_new(const GuidelineSet *set, int64_t known_at_ms, Arena *arena) {
    Look *look = ARENA_NEW(arena, Look);
    *look = (Look){.terms = set->terms,
                   .known_at_ms = known_at_ms,
                   .all_codes = find_unfiltered(set->program, arena),
                   .coding = fhir_type_find(STR("Coding")),
                   .concept = fhir_type_find(STR("CodeableConcept")),
                   .quantity = fhir_type_find(STR("Quantity")),
                   .reference = fhir_type_find(STR("Reference")),
                   .meta = fhir_type_find(STR("Meta")),
                   .extension = fhir_type_find(STR("Extension")),
                   .any = fhir_type_find(STR("Resource"))};
    const Graph *graph = graph_new(set, arena);
    bool *reached = ARENA_ARRAY(arena, bool, set->program->declaration_count);
    Asker *askers = ARENA_ARRAY(arena, Asker, set->item_count);
    for (size_t i = 0; i < set->item_count; i++) {
        if (set->items[i]->kind != KIND_INPUT) continue;
        askers[look->asker_count++] = ask_input(graph, set->items[i], reached, arena);
    }
    look->askers = askers;
    return look;
}

static bool retrieves(const Retrieve *retrieve, FhirType type, const uint32_t *ids) {
    if (retrieve->resource != type) return false;
    for (; *ids != 0; ids++) {
        if (retrieve->value_set != NULL && value_set_has_id(retrieve->value_set, *ids)) return true;
        for (const uint32_t *id = retrieve->code_ids; id != NULL && *id != 0; id++) {
            if (*id == *ids) return true;
        }
    }
    return false;
}

// Somebody retrieves this code to compare quantities, and nobody could compare this one.
static bool is_incomparable(const Look *look, Record *record, Resource *resource, Str unit) {
    const uint32_t *ids = record_code_ids(record, resource);
    bool asked = false;
    for (size_t i = 0; i < look->asker_count; i++) {
        const Asker *asker = &look->askers[i];
        bool is_met = false;
        for (size_t r = 0; !is_met && r < asker->retrieve_count; r++) {
            is_met = retrieves(asker->retrieves[r], resource->type, ids);
        }
        if (!is_met) continue;
        if (asker->unit_count == 0) return false;
        for (size_t u = 0; u < asker->unit_count; u++) {
            UnitsRelation relation = units_relate(unit, asker->units[u]);
            if (relation == UNITS_SAME || relation == UNITS_COMPARABLE) return false;
        }
        asked = true;
    }
    return asked;
}

// ---- the walk

typedef struct Step Step;
struct Step {
    const Step *up;
    const char *name;
};

typedef struct {
    const Look *look;
    Record *record;
    Resource *resource;
    bool has_known_code;
    const Json *code;  // its first coding that is known
    Sights *codes, *units;
} Walk;

static void walk_value(Walk *walk, FhirType type, const Json *value, const Step *step);

static Str text_of(const Json *object, const char *name) {
    const Json *member = json_member(object, str_from(name));
    if (member != NULL && member->kind == JSON_PAIR) member = &member->as.items[0];
    return member != NULL && member->kind == JSON_STRING ? json_text(member) : STR("");
}

static Str path_of(const Walk *walk, const Step *step) {
    Buf path = {0};
    const Step *steps[64];
    size_t count = 0;
    for (; step != NULL && count < 64; step = step->up) steps[count++] = step;
    buf_printf(&path, "%s", fhir_type_name(walk->resource->type));
    while (count > 0) buf_printf(&path, ".%s", steps[--count]->name);
    Str text = arena_str(walk->record->arena, buf_str(&path));
    buf_free(&path);
    return text;
}

// Codes that FHIR itself defines for its elements are not a hospital's to map.
static bool is_of_fhir(Str system) {
    return str_starts(system, STR("http://terminology.hl7.org/CodeSystem/")) ||
           (str_starts(system, STR("http://hl7.org/fhir/")) &&
            !str_starts(system, STR("http://hl7.org/fhir/sid/"))) ||  // there: ICD, NDC, ...
           str_starts(system, STR("urn:ietf:bcp:"));
}

static bool is_known(const Walk *walk, const Json *coding) {
    Str system = text_of(coding, "system");
    if (is_of_fhir(system)) return true;
    Str code = text_of(coding, "code");
    return code.len > 0 && terms_knows(walk->look->terms, system, code);
}

static void add_code(const Walk *walk, const Json *coding, const Step *step) {
    Str system = STR("");
    Str code = STR("");
    Str display = STR("");
    if (coding != NULL) {
        system = text_of(coding, "system");
        code = text_of(coding, "code");
        display = text_of(coding, "display");
    }
    sights_add(
        walk->codes,
        &(Sight){.path = path_of(walk, step), .system = system, .code = code, .display = display});
}

// One concept: nothing to say when one coding is known.
static void see_codings(const Walk *walk, const Json *codings, uint32_t count, const Step *step) {
    for (uint32_t i = 0; i < count; i++) {
        if (codings[i].kind != JSON_OBJECT || is_known(walk, &codings[i])) return;
    }
    for (uint32_t i = 0; i < count; i++) add_code(walk, &codings[i], step);
    if (count == 0) add_code(walk, NULL, step);  // a text, or nothing
}

static void see_concept(const Walk *walk, const Json *concept, const Step *step) {
    const Json *codings = json_member(concept, STR("coding"));
    bool has_list = codings != NULL && codings->kind == JSON_ARRAY;
    see_codings(walk, has_list ? codings->as.items : NULL, has_list ? codings->count : 0, step);
}

static void see_quantity(const Walk *walk, const Json *quantity, const Step *step) {
    if (!walk->has_known_code || json_member(quantity, STR("value")) == NULL) return;
    Str system = text_of(quantity, "system");
    Str code = text_of(quantity, "code");
    Str unit = code.len > 0 ? code : text_of(quantity, "unit");
    bool is_ucum = system.len == 0 || str_eq(system, STR("http://unitsofmeasure.org"));
    const char *why = NULL;
    Err ignored = {0};
    if (unit.len == 0) {
        if (is_incomparable(walk->look, walk->record, walk->resource, STR("1"))) why = "no unit";
    } else if (!is_ucum || !unit_check(unit, &ignored)) {
        why = "not a UCUM unit";
    } else if (is_incomparable(walk->look, walk->record, walk->resource, unit)) {
        why = "does not convert to a unit that a guideline compares with";
    }
    if (why == NULL) return;
    Sight sight = {.path = path_of(walk, step), .unit = unit, .why = str_from(why)};
    if (walk->code != NULL) {
        sight.system = text_of(walk->code, "system");
        sight.code = text_of(walk->code, "code");
    }
    sights_add(walk->units, &sight);
}

static void walk_members(Walk *walk, FhirType type, const Json *object, const Step *up) {
    for (uint32_t i = 0; i < object->count; i++) {
        const Json *member = &object->as.items[i];
        FhirType below = 0;
        const FhirElement *element = fhir_element_of_key(type, member->key, &below);
        if (element == NULL || strcmp(element->name, "contained") == 0) continue;
        Step step = {up, element->name};
        walk_value(walk, below, member, &step);
    }
}

static void walk_value(Walk *walk, FhirType type, const Json *value, const Step *step) {
    const Look *look = walk->look;
    if (value->kind == JSON_ARRAY) {
        for (uint32_t i = 0; i < value->count; i++) {
            walk_value(walk, type, &value->as.items[i], step);
        }
        return;
    }
    if (value->kind != JSON_OBJECT || type == look->meta || type == look->extension) return;
    if (type == look->coding) {
        see_codings(walk, value, 1, step);
    } else if (type == look->concept) {
        see_concept(walk, value, step);
    } else if (fhir_type_is_a(type, look->quantity)) {
        see_quantity(walk, value, step);
    } else if (type != look->any && type != look->reference) {
        walk_members(walk, type, value, step);
    }
}

// ---- a resource

static void note_known(Walk *walk, const Json *value) {
    if (value->kind == JSON_ARRAY) {
        for (uint32_t i = 0; i < value->count; i++) note_known(walk, &value->as.items[i]);
    } else if (value->kind == JSON_OBJECT) {
        const Json *codings = json_member(value, STR("coding"));
        if (codings != NULL) {
            note_known(walk, codings);
        } else if (walk->code == NULL && is_known(walk, value)) {
            walk->code = value;
            walk->has_known_code = true;
        }
    }
}

// A drug named by reference counts by the code of the Medication.
static void see_target(Walk *walk, const Json *reference, const char *name) {
    FhirType type = 0;
    const Json *target =
        record_resolve(walk->record, text_of(reference, "reference"), walk->resource->json, &type);
    if (target == NULL || fhir_code_path(type) == NULL) return;
    const Json *concept = json_member(target, str_from(fhir_code_path(type)));
    Step step = {NULL, name};
    if (concept == NULL || concept->kind != JSON_OBJECT) return;
    note_known(walk, concept);
    see_concept(walk, concept, &step);
}

static void see_resource(Walk *walk) {
    const Json *json = walk->resource->json;
    const char *path = fhir_code_path(walk->resource->type);
    const FhirElement *element =
        path == NULL ? NULL : fhir_element_find(walk->resource->type, str_from(path));
    const Json *code =
        element == NULL ? NULL : json_member_key(json, element->first_key, element->last_key);
    walk->code = NULL;
    walk->has_known_code = false;
    if (code != NULL) note_known(walk, code);
    Step step = {NULL, path};
    if (code != NULL && code->kind == JSON_OBJECT) see_target(walk, code, path);
    if (code == NULL || walk->has_known_code || walk->look->all_codes[walk->resource->type]) {
        walk_members(walk, walk->resource->type, json, NULL);
    } else {  // no retrieve finds it, so nothing else of it is looked at
        FhirType type = 0;
        fhir_element_of_key(walk->resource->type, code->key, &type);
        walk_value(walk, type, code, &step);
    }
}

void look_at(const Look *look, Record *record, Sights *codes, Sights *units) {
    Walk walk = {.look = look, .record = record, .codes = codes, .units = units};
    sights_next_patient(codes);
    sights_next_patient(units);
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        if (fhir_patient_path((FhirType)i) == NULL) continue;
        size_t count;
        Resource *items = record_of_type(record, (FhirType)i, &count);
        for (size_t r = 0; r < count; r++) {
            if (record_known_at_ms(record, &items[r]) > look->known_at_ms) continue;
            walk.resource = &items[r];
            see_resource(&walk);
        }
    }
}
