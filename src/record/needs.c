// needs: from "this program reads Condition.code" to the JSON projections that a reader follows.
//
// A need is a mark on an element of a FHIR type. Freezing makes one projection a type, whose wanted
// members are the marked elements and point at the projections of their types, so that a mark holds
// wherever the type occurs, and recursive types (Questionnaire items) are circles in a graph. What
// stands at the edge of every resource that is read (id, lastUpdated, whom it is about, when it
// became known) is marked here, not by those who ask.

#include "record/needs.h"

#include <assert.h>

#include "base/map.h"
#include "record/shape.h"

enum { NOT_READ = 0, READ = 1, WHOLE = 2 };

struct RecordNeeds {
    Arena *arena;
    uint8_t **marks;    // by type, then by position in fhir_elements; NULL: none yet
    bool *read;         // by type: resources of it are read at all
    bool *is_base;      // by type: others are built on it
    bool *known_keys;   // by key: some resource says with it when it became known
    bool has_resolved;  // somebody follows references: contained resources matter
    bool everything;
    bool keeps_text;
    bool frozen;
    JsonProjection *projections;  // by type
    JsonProjection root;          // chooses
    JsonProjection bundle;
    JsonProjection entry;  // of a Bundle; also of what has no resourceType
    JsonProjection output;
    JsonProjection request;  // of an entry
    JsonProjection response;
};

// Elements that say when a resource became known: recorded, or the end of what it tells of. A
// planned time is none.
static const char *const known_dates[] = {
    "issued", "recordedDate", "authoredOn",   "effective",    "performed",     "authored",
    "date",   "recorded",     "dateAsserted", "assertedDate", "started",       "created",
    "sent",   "received",     "identified",   "receivedTime", "whenHandedOver"};

// The same of one type only: elsewhere they are plans.
static const struct {
    const char *type, *element;
} known_dates_of[] = {{"Encounter", "period"},
                      {"Immunization", "occurrence"},
                      {"RiskAssessment", "occurrence"},
                      {"GuidanceResponse", "occurrenceDateTime"}};

RecordNeeds *record_needs_new(Arena *arena) {
    RecordNeeds *needs = ARENA_NEW(arena, RecordNeeds);
    needs->arena = arena;
    needs->marks = ARENA_ARRAY(arena, uint8_t *, fhir_type_count() + 1);
    needs->read = ARENA_ARRAY(arena, bool, fhir_type_count() + 1);
    needs->projections = ARENA_ARRAY(arena, JsonProjection, fhir_type_count() + 1);
    needs->is_base = ARENA_ARRAY(arena, bool, fhir_type_count() + 1);
    for (size_t i = 1; i <= fhir_type_count(); i++)
        needs->is_base[fhir_type_base((FhirType)i)] = true;
    return needs;
}

static void mark_one(RecordNeeds *needs, FhirType type, Str name, uint8_t mark) {
    const FhirElement *element = fhir_element_find(type, name);
    if (element == NULL) return;
    size_t count;
    const FhirElement *elements = fhir_elements(type, &count);
    if (needs->marks[type] == NULL) needs->marks[type] = ARENA_ARRAY(needs->arena, uint8_t, count);
    uint8_t *held = &needs->marks[type][element - elements];
    if (*held < mark) *held = mark;
}

// Marks the element in the type and in all types built on it. A value typed as one of the special
// quantities of CQL (SimpleQuantity) is a plain Quantity in JSON.
static void mark(RecordNeeds *needs, FhirType type, Str name, uint8_t how) {
    if (fhir_type_base(type) == FHIR_TYPE_QUANTITY) type = FHIR_TYPE_QUANTITY;
    if (!needs->is_base[type]) {
        mark_one(needs, type, name, how);
        return;
    }
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        if (fhir_type_is_a((FhirType)i, type)) mark_one(needs, (FhirType)i, name, how);
    }
}

static void mark_named(RecordNeeds *needs, const char *type, const char *name) {
    mark(needs, fhir_type_find(str_from(type)), str_from(name), READ);
}

static void mark_patient_path(RecordNeeds *needs, FhirType resource) {
    const char *path = fhir_patient_path(resource);
    if (path == NULL) return;
    Str rest = str_from(path);
    FhirType type = resource;
    while (rest.len > 0 && type != 0) {
        const char *dot = memchr(rest.data, '.', rest.len);
        Str name = {rest.data, dot == NULL ? rest.len : (size_t)(dot - rest.data)};
        mark_one(needs, type, name, READ);
        const FhirElement *element = fhir_element_find(type, name);
        type = element == NULL ? 0 : element->choices[0].type;
        size_t taken = name.len + (dot != NULL);
        rest = (Str){rest.data + taken, rest.len - taken};
    }
}

static bool is_known_element(FhirType resource, const char *name) {
    for (size_t i = 0; i < sizeof known_dates / sizeof known_dates[0]; i++) {
        if (strcmp(name, known_dates[i]) == 0) return true;
    }
    for (size_t i = 0; i < sizeof known_dates_of / sizeof known_dates_of[0]; i++) {
        if (strcmp(name, known_dates_of[i].element) == 0 &&
            strcmp(fhir_type_name(resource), known_dates_of[i].type) == 0) {
            return true;
        }
    }
    return false;
}

bool needs_is_known_date(const RecordNeeds *needs, FhirType resource, uint16_t key) {
    if (key == JSON_TEXT_KEY || !needs->known_keys[key]) return false;
    FhirType choice;
    const FhirElement *element = fhir_element_of_key(resource, key, &choice);
    return element != NULL && is_known_element(resource, element->name);
}

void record_need_resource(RecordNeeds *needs, FhirType resource) {
    assert(!needs->frozen);
    if (!fhir_type_is_resource(resource) || fhir_type_is_abstract(resource)) return;
    if (needs->read[resource]) return;
    needs->read[resource] = true;
    mark_one(needs, resource, STR("id"), READ);
    mark_one(needs, resource, STR("meta"), READ);
    mark_patient_path(needs, resource);
    size_t count;
    const FhirElement *elements = fhir_elements(resource, &count);
    for (size_t i = 0; i < count; i++) {
        if (is_known_element(resource, elements[i].name)) {
            mark_one(needs, resource, str_from(elements[i].name), READ);
        }
    }
}

void record_need(RecordNeeds *needs, FhirType type, Str element, bool whole) {
    assert(!needs->frozen);
    mark(needs, type, element, whole ? WHOLE : READ);
    if (fhir_type_is_resource(type)) record_need_resource(needs, type);
    const FhirElement *found = fhir_element_find(type, element);
    if (found == NULL) return;
    const char *name = fhir_type_name(type);
    if (strcmp(name, "Reference") == 0 && (whole || strcmp(found->name, "reference") == 0)) {
        needs->has_resolved = true;
    }
    if (fhir_type_is_resource(type) && strcmp(found->name, "medication") == 0) {
        // A drug named by reference counts by the code of the Medication.
        record_need_resource(needs, FHIR_TYPE_MEDICATION);
        mark_one(needs, FHIR_TYPE_MEDICATION, STR("code"), READ);
        mark_one(needs, type, STR("contained"), READ);
    }
}

void record_need_everything(RecordNeeds *needs) {
    assert(!needs->frozen);
    needs->everything = true;
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        FhirType type = (FhirType)i;
        if (!fhir_type_is_resource(type) || fhir_type_is_abstract(type)) continue;
        record_need_resource(needs, type);
        size_t count;
        const FhirElement *elements = fhir_elements(type, &count);
        for (size_t e = 0; e < count; e++) mark_one(needs, type, str_from(elements[e].name), WHOLE);
    }
}

void record_need_text(RecordNeeds *needs) {
    assert(!needs->frozen);
    needs->keeps_text = true;
}

bool needs_keeps_text(const RecordNeeds *needs) {
    return needs->keeps_text;
}

// What the reader itself, or everybody, looks at.
static void mark_always(RecordNeeds *needs) {
    static const struct {
        const char *type, *element;
    } always[] = {
        {"Meta", "lastUpdated"},  {"Reference", "reference"},    {"Period", "start"},
        {"Period", "end"},        {"CodeableConcept", "coding"}, {"Coding", "system"},
        {"Coding", "code"},       {"Quantity", "value"},         {"Quantity", "comparator"},
        {"Quantity", "unit"},     {"Quantity", "system"},        {"Quantity", "code"},
        {"Patient", "birthDate"}, {"Patient", "name"},           {"Patient", "link"},
        {"HumanName", "family"},  {"HumanName", "given"},        {"Patient.Link", "other"},
        {"Patient.Link", "type"},
    };
    record_need_resource(needs, FHIR_TYPE_PATIENT);
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        mark_named(needs, always[i].type, always[i].element);
    }
    if (!needs->has_resolved) return;
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        if (needs->read[i]) mark_one(needs, (FhirType)i, STR("contained"), READ);
    }
}

static JsonWanted wanted_row(const char *name, const JsonProjection *below) {
    Str text = str_from(name);
    return (JsonWanted){.name = text, .key = fhir_key_find(text), .below = below};
}

// Adds the members of one element: its name or the names of its choices, and "_name" of each
// primitive.
static size_t add_element(const RecordNeeds *needs, const FhirElement *element, uint8_t how,
                          JsonWanted *rows) {
    size_t count = 0;
    for (uint16_t c = 0; c < element->choice_count; c++) {
        FhirChoice choice = element->choices[c];
        const char *name = fhir_key_name(choice.key);
        bool primitive = fhir_primitive(choice.type) != FHIR_NOT_PRIMITIVE;
        const JsonProjection *below = &needs->projections[choice.type];
        const JsonProjection *whole = how == WHOLE ? NULL : below;
        if (choice.type == FHIR_TYPE_RESOURCE) {
            rows[count] = wanted_row(name, &needs->root);
        } else {
            rows[count] = wanted_row(name, primitive ? NULL : whole);
        }
        rows[count].fits = shape_fits;
        rows[count].type = choice.type;
        rows[count++].list = element->list;
        if (!primitive) continue;
        Str extension = arena_printf(needs->arena, "_%s", name);
        rows[count++] = (JsonWanted){.name = extension,
                                     .key = choice.key,
                                     .extension_of = true,
                                     .below = whole,
                                     .fits = shape_fits};
    }
    return count;
}

static void freeze_type(RecordNeeds *needs, FhirType type) {
    size_t count;
    const FhirElement *elements = fhir_elements(type, &count);
    const uint8_t *marks = needs->marks[type];
    size_t size = 1;
    for (size_t i = 0; marks != NULL && i < count; i++) {
        if (marks[i] != NOT_READ) size += 2 * (size_t)elements[i].choice_count;
    }
    JsonWanted *rows = ARENA_ARRAY(needs->arena, JsonWanted, size);
    size_t used = 0;
    if (fhir_type_is_resource(type)) rows[used++] = wanted_row("resourceType", NULL);
    for (size_t i = 0; marks != NULL && i < count; i++) {
        if (marks[i] != NOT_READ) {
            used += add_element(needs, &elements[i], marks[i], &rows[used]);
        }
    }
    JsonProjection *projection = &needs->projections[type];
    *projection = (JsonProjection){.wanted = rows,
                                   .count = used,
                                   .keeps_text = needs->keeps_text && fhir_type_is_resource(type),
                                   .key_of = fhir_key_find};
    json_projection_freeze(projection, needs->arena);
}

// What to read of a resource of that type; of one without a type, what tells a Bundle's entry and
// the manifest of a bulk export from a mistake.
static const JsonProjection *choose(const void *ctx, Str resource_type) {
    const RecordNeeds *needs = ctx;
    if (resource_type.data == NULL) return &needs->entry;
    FhirType type = fhir_type_find(resource_type);
    if (type == FHIR_TYPE_BUNDLE) return &needs->bundle;
    return needs->read[type] ? &needs->projections[type] : NULL;
}

static void freeze_rows(RecordNeeds *needs, JsonProjection *projection, const JsonWanted *rows,
                        size_t count) {
    JsonWanted *copy = ARENA_ARRAY(needs->arena, JsonWanted, count + 1);
    if (count > 0) memcpy(copy, rows, count * sizeof *rows);
    *projection = (JsonProjection){.wanted = copy, .count = count, .key_of = fhir_key_find};
    json_projection_freeze(projection, needs->arena);
}

// Of all keys, few are dates of that kind in any resource: the rest is told apart by one look.
static void find_known_keys(RecordNeeds *needs) {
    needs->known_keys = ARENA_ARRAY(needs->arena, bool, fhir_key_count() + 1);
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        if (!needs->read[i]) continue;
        size_t count;
        const FhirElement *elements = fhir_elements((FhirType)i, &count);
        for (size_t e = 0; e < count; e++) {
            if (!is_known_element((FhirType)i, elements[e].name)) continue;
            for (uint16_t c = 0; c < elements[e].choice_count; c++) {
                needs->known_keys[elements[e].choices[c].key] = true;
            }
        }
    }
}

void record_needs_freeze(RecordNeeds *needs) {
    assert(!needs->frozen);
    mark_always(needs);
    find_known_keys(needs);
    needs->frozen = true;
    for (size_t i = 1; i <= fhir_type_count(); i++) freeze_type(needs, (FhirType)i);
    freeze_rows(needs, &needs->output, NULL, 0);
    JsonWanted entry[] = {wanted_row("fullUrl", NULL),
                          wanted_row("resource", &needs->root),
                          wanted_row("transactionTime", NULL),
                          wanted_row("output", &needs->output),
                          wanted_row("request", &needs->request),
                          wanted_row("response", &needs->response)};
    freeze_rows(needs, &needs->entry, entry, needs->keeps_text ? 6 : 4);
    JsonWanted request[] = {wanted_row("method", NULL), wanted_row("url", NULL)};
    freeze_rows(needs, &needs->request, request, 2);
    JsonWanted response[] = {wanted_row("lastModified", NULL)};
    freeze_rows(needs, &needs->response, response, 1);
    JsonWanted bundle[] = {wanted_row("resourceType", NULL), wanted_row("type", NULL),
                           wanted_row("entry", &needs->entry)};
    freeze_rows(needs, &needs->bundle, bundle, 3);
    freeze_rows(needs, &needs->root, NULL, 0);
    needs->root.choose = choose;
    needs->root.ctx = needs;
}

uint64_t needs_hash(const RecordNeeds *needs) {
    uint64_t hash = needs->has_resolved;
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        if (!needs->read[i] && needs->marks[i] == NULL) continue;
        size_t count;
        fhir_elements((FhirType)i, &count);
        hash = str_hash(str_from(fhir_type_name((FhirType)i)), hash + needs->read[i]);
        if (needs->marks[i] != NULL)
            hash = str_hash((Str){(const char *)needs->marks[i], count}, hash);
    }
    return hash;
}

const JsonProjection *record_projection(const RecordNeeds *needs) {
    assert(needs->frozen);
    return &needs->root;
}

bool record_needs_type(const RecordNeeds *needs, FhirType resource) {
    return needs->read[resource];
}
