// Retrieves: the resources of one type, by code and by date, out of the patient's record. Codes
// named by a library or a value set have ids, so the usual filter compares small numbers. Source:
// CQL 1.5.3, author's guide, "Filtering with Terminology".

#include "cql/eval_internal.h"

static bool ids_meet(const uint32_t *ids, const uint32_t *wanted) {
    for (; *ids != 0; ids++) {
        for (const uint32_t *id = wanted; *id != 0; id++) {
            if (*id == *ids) return true;
        }
    }
    return false;
}

static bool set_has_ids(const ValueSet *set, const uint32_t *ids) {
    for (; *ids != 0; ids++) {
        if (value_set_has_id(set, *ids)) return true;
    }
    return false;
}

static bool same_code(const CodeValue *a, const CodeValue *b) {
    return str_eq(a->code, b->code) && str_eq(a->system, b->system);
}

// Is `code` among what the filter asks for? `wanted` is the value of its expression: a Code, a
// Concept, or a list of Codes.
static bool code_wanted(const Eval *eval, const Retrieve *retrieve, const CodeValue *code,
                        Value wanted) {
    if (retrieve->value_set != NULL)
        return value_set_has(retrieve->value_set, code->system, code->code);
    for (const uint32_t *id = retrieve->code_ids; id != NULL && *id != 0; id++) {
        if (terms_code_id(eval->runtime.terms, code->system, code->code) == *id) return true;
    }
    if (wanted.kind == VALUE_CODE) return same_code(code, wanted.as.code);
    if (wanted.kind == VALUE_CONCEPT) {
        for (uint32_t i = 0; i < wanted.as.concept->count; i++) {
            if (same_code(code, &wanted.as.concept->codes[i])) return true;
        }
    }
    for (uint32_t i = 0; wanted.kind == VALUE_LIST && i < wanted.count; i++) {
        if (code_wanted(eval, &(Retrieve){0}, code, wanted.as.items[i])) return true;
    }
    if (wanted.kind == VALUE_VALUESET && wanted.as.vocabulary->set != NULL) {
        return value_set_has(wanted.as.vocabulary->set, code->system, code->code);
    }
    return false;
}

// The path of a resource as codes: a Code, a Concept, a list of either, or a String (a FHIR code
// without its system).
static bool value_wanted(const Eval *eval, const Retrieve *retrieve, Value value, Value wanted) {
    if (value.kind == VALUE_CODE) return code_wanted(eval, retrieve, value.as.code, wanted);
    if (value.kind == VALUE_STRING) {
        if (retrieve->value_set != NULL)
            return value_set_has(retrieve->value_set, STR_NONE, value_str(value));
        return false;
    }
    for (uint32_t i = 0; value.kind == VALUE_CONCEPT && i < value.as.concept->count; i++) {
        if (code_wanted(eval, retrieve, &value.as.concept->codes[i], wanted)) return true;
    }
    for (uint32_t i = 0; value.kind == VALUE_LIST && i < value.count; i++) {
        if (value_wanted(eval, retrieve, value.as.items[i], wanted)) return true;
    }
    return false;
}

static bool passes_code(Eval *eval, const Retrieve *retrieve, Resource *resource, Value row,
                        Value wanted) {
    if (retrieve->path == NULL) return true;
    if (retrieve->by_code_path && retrieve->codes == NULL) {
        const uint32_t *ids = record_code_ids(eval->record, resource);
        if (retrieve->value_set == NULL) return ids_meet(ids, retrieve->code_ids);
        if (set_has_ids(retrieve->value_set, ids)) return true;
        if (!value_set_has_filters(retrieve->value_set)) return false;
    }
    eval->locals[retrieve->slot] = row;
    return value_wanted(eval, retrieve, eval_node(eval, retrieve->path_codes), wanted);
}

// A date path lies within the range: a point in it, an interval that overlaps it ("during" of the
// retrieve).
static bool passes_date(Eval *eval, const Retrieve *retrieve, Value row) {
    if (retrieve->date_range == NULL) return true;
    eval->locals[retrieve->slot] = row;
    return value_to_tri(eval_node(eval, retrieve->path_date)) == TRI_TRUE;
}

Value retrieve_run(Eval *eval, const Retrieve *retrieve, const Resource ***resources) {
    size_t count;
    Resource *all = record_of_type(eval->record, retrieve->resource, &count);
    Value wanted = retrieve->codes == NULL ? value_null() : eval_node(eval, retrieve->codes);
    Values found = {0};
    int64_t known_at_ms = eval->options.known_at_ms;
    if (resources != NULL) *resources = ARENA_ARRAY(eval->arena, const Resource *, count);
    for (size_t i = 0; i < count; i++) {
        Resource *resource = &all[i];
        if (known_at_ms != INT64_MAX && record_known_at_ms(eval->record, resource) > known_at_ms)
            continue;
        Value row = value_fhir(resource->type, resource->json);
        if (!passes_code(eval, retrieve, resource, row, wanted) ||
            !passes_date(eval, retrieve, row))
            continue;
        if (retrieve->cache == 0 && eval->fresh && !fresh_shows(eval, resource)) continue;
        if (resources != NULL) (*resources)[found.count] = resource;
        values_add(eval->arena, &found, row);
    }
    eval_spends(eval, 4 * (uint64_t)count);
    return value_list_flat(found.items, found.count);
}

Value eval_retrieve_node(Eval *eval, const Node *node) {
    const Retrieve *retrieve = node->as.retrieve;
    if (eval->record == NULL)
        return eval_fail_at(eval, node, "a retrieve needs a patient: give --data");
    if (retrieve->cache == 0) {
        sources_note_changing(eval);
        return retrieve_run(eval, retrieve, NULL);
    }
    Retrieved *kept = &eval->retrieved[retrieve->cache - 1];
    if (!kept->known) {
        kept->rows =
            retrieve_run(eval, retrieve, eval->options.track_inputs ? &kept->resources : NULL);
        kept->known = !eval->runtime.failed;
    }
    sources_note(eval, retrieve->cache - 1);
    return eval->fresh ? fresh_rows(eval, kept, retrieve->cache - 1) : kept->rows;
}
