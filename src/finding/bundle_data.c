// What a finding tells other systems beside its text: the elements of @details as components of its
// Observation, and the status that @suggests for a Condition as a Task that asks for the change.

#include "finding/answers.h"
#include "finding/bundle_internal.h"

void bundle_detail_components(Bundling *b, const Finding *finding) {
    for (size_t i = 0; i < finding->detail_count; i++) {
        const FindingDetail *detail = &finding->details[i];
        json_begin(&b->w, '{');
        part_concept(&b->w, b->arena, "code",
                     part_detail_code(b->arena, b->publisher, finding->item, detail->name),
                     STR_NONE);
        answer_put_value(&b->w, detail->value);
        json_end(&b->w, '}');
    }
}

// Does the Condition have this status already?
static bool has_status(const Bundling *b, Str reference, const CodeValue *status) {
    FhirType type;
    const Json *condition = record_resolve(b->record, reference, NULL, &type);
    const Json *found = condition == NULL ? NULL : json_member(condition, STR("clinicalStatus"));
    const Json *coding = found == NULL ? NULL : json_member(found, STR("coding"));
    for (size_t i = 0; coding != NULL && coding->kind == JSON_ARRAY && i < coding->count; i++) {
        const Json *code = json_member(&coding->as.items[i], STR("code"));
        if (code != NULL && code->kind == JSON_STRING && str_eq(json_text(code), status->code))
            return true;
    }
    return false;
}

static void put_input(Bundling *b, const CodeValue *status) {
    JsonWriter *w = &b->w;
    json_key(w, "input");
    json_begin(w, '[');
    json_begin(w, '{');
    part_concept(w, b->arena, "type", (CodeValue){0}, STR("Condition.clinicalStatus"));
    part_concept(w, b->arena, "valueCodeableConcept", *status, STR_NONE);
    json_end(w, '}');
    json_end(w, ']');
}

// R4: task-code "change" is "change the focal resource"; intent "proposal" orders nothing.
void bundle_suggestion(Bundling *b, const Finding *finding, Str observation) {
    JsonWriter *w = &b->w;
    const Item *item = finding->item;
    const CodeValue *status = item->suggests;
    if (status == NULL || finding->holds != HOLDS_YES ||
        !str_starts(finding->about, STR("Condition/")) || has_status(b, finding->about, status))
        return;
    const CodeValue change = {.system = STR("http://hl7.org/fhir/CodeSystem/task-code"),
                              .code = STR("change"),
                              .display = STR("Change the focal resource")};
    bundle_entry_begin(b, "Task", bundle_id(b, "Task", item->guideline, finding, 0),
                       item->guideline, finding);
    part_word(w, "status", "requested");
    part_word(w, "intent", "proposal");
    part_concept(w, b->arena, "code", change, STR_NONE);
    part_text(w, b->arena, "description",
              arena_printf(b->arena,
                           "Consider clinicalStatus '%.*s' for this condition: %.*s Whoever is "
                           "responsible for the record decides.",
                           STR_ARG(status->code), STR_ARG(finding->says)));
    part_reference(w, b->arena, "focus", finding->about);
    part_reference(w, b->arena, "for", b->patient);
    part_text(w, b->arena, "authoredOn", b->as_of);
    part_reference(w, b->arena, "reasonReference",
                   arena_printf(b->arena, "urn:uuid:%.*s", STR_ARG(observation)));
    put_input(b, status);
    bundle_entry_end(b);
}
