#include "record/patients.h"

#include "base/map.h"

typedef struct {
    Str from, to;
} Link;

struct Patients {
    Arena *arena;
    Map *by_id;
    Buf rows;   // of Patient *
    Buf links;  // of Link
};

Patients *patients_new(Arena *arena) {
    Patients *patients = ARENA_NEW(arena, Patients);
    patients->arena = arena;
    patients->by_id = map_new(arena);
    return patients;
}

void patients_free(Patients *patients) {
    buf_free(&patients->rows);
    buf_free(&patients->links);
}

// ---- who somebody is

static const Json *first_of(const Json *list) {
    if (list != NULL && list->kind == JSON_ARRAY && list->count > 0) return &list->as.items[0];
    return NULL;
}

static Str text_of(const Json *value) {
    if (value != NULL && value->kind == JSON_PAIR) value = &value->as.items[0];
    if (value == NULL || value->kind != JSON_STRING) return STR("");
    return json_text(value);
}

Identity identity_of(const Json *patient) {
    Identity identity = {text_of(json_member(patient, STR("birthDate"))), STR(""), STR("")};
    const Json *name = first_of(json_member(patient, STR("name")));
    if (name == NULL) return identity;
    identity.family = text_of(json_member(name, STR("family")));
    identity.given = text_of(first_of(json_member(name, STR("given"))));
    return identity;
}

static bool both_differ(Str a, Str b) {
    return a.len > 0 && b.len > 0 && !str_eq(a, b);
}

bool identity_differs(const Identity *a, const Identity *b) {
    if (both_differ(a->birth_date, b->birth_date)) {
        if (!str_starts(a->birth_date, b->birth_date) &&
            !str_starts(b->birth_date, a->birth_date)) {
            return true;
        }
    }
    return both_differ(a->family, b->family) && both_differ(a->given, b->given);
}

// ---- the table

Patient *patients_at(const Patients *patients, size_t i) {
    Patient *row;
    memcpy(&row, patients->rows.data + i * sizeof row, sizeof row);
    return row;
}

size_t patients_count(const Patients *patients) {
    return patients->rows.len / sizeof(Patient *);
}

Patient *patients_find(const Patients *patients, Str id) {
    uint64_t at;
    return map_get(patients->by_id, id, &at) ? patients_at(patients, at) : NULL;
}

Patient *patients_add(Patients *patients, Str id, const Identity *identity, Place place) {
    Patient *row = ARENA_NEW(patients->arena, Patient);
    *row = (Patient){.id = arena_str(patients->arena, id),
                     .identity = {arena_str(patients->arena, identity->birth_date),
                                  arena_str(patients->arena, identity->family),
                                  arena_str(patients->arena, identity->given)},
                     .place = place,
                     .stands = patients_count(patients)};
    map_put(patients->by_id, row->id, patients_count(patients));
    buf_add(&patients->rows, (Str){(const char *)&row, sizeof row});
    return row;
}

// ---- merges

void patient_links(const Json *patient, Str id, void (*link)(void *ctx, Str from, Str to),
                   void *ctx) {
    const Json *links = json_member(patient, STR("link"));
    if (links == NULL || links->kind != JSON_ARRAY) return;
    for (uint32_t i = 0; i < links->count; i++) {
        const Json *row = &links->as.items[i];
        const Json *other = json_member(row, STR("other"));
        if (other == NULL) continue;
        FhirType type;
        Str reference = text_of(json_member(other, STR("reference")));
        Str other_id = reference_id(reference, &type);
        if (other_id.len == 0) continue;
        Str how = text_of(json_member(row, STR("type")));
        if (str_eq(how, STR("replaced-by"))) link(ctx, id, other_id);
        if (str_eq(how, STR("replaces"))) link(ctx, other_id, id);
    }
}

void patients_link(Patients *patients, Str from, Str to) {
    Link link = {arena_str(patients->arena, from), arena_str(patients->arena, to)};
    buf_add(&patients->links, (Str){(const char *)&link, sizeof link});
}

static size_t stands_for(const Patients *patients, size_t at) {
    while (patients_at(patients, at)->stands != at) at = patients_at(patients, at)->stands;
    return at;
}

void patients_merge(Patients *patients) {
    for (size_t i = 0; i + sizeof(Link) <= patients->links.len; i += sizeof(Link)) {
        Link link;
        memcpy(&link, patients->links.data + i, sizeof link);
        uint64_t from;
        uint64_t to;
        if (!map_get(patients->by_id, link.from, &from)) continue;
        if (!map_get(patients->by_id, link.to, &to)) continue;
        if (patients_at(patients, from)->came != CAME_SPILLED) continue;
        if (patients_at(patients, to)->came != CAME_SPILLED) continue;
        // Whoever already stands for both (a circle, or the same link told twice) goes on doing so.
        size_t root = stands_for(patients, to);
        if (stands_for(patients, from) == root) continue;
        patients_at(patients, stands_for(patients, from))->stands = root;
    }
    for (size_t i = 0; i < patients_count(patients); i++) {
        size_t root = stands_for(patients, i);
        patients_at(patients, i)->stands = root;
        if (root == i) continue;
        patients_at(patients, i)->merged = true;
        patients_at(patients, root)->merged = true;
    }
}
