// Evidence, found by hiding: which resources an input's value rests on. Each resource that its
// retrieves handed out is hidden in turn; where the value changes, it counts. When those do not
// suffice (two records say the same, so that neither is missed alone), each of the others counts
// that gives the value together with them.

#include "finding/evidence.h"

#include "finding/review.h"

// Elements that say what a resource states, and when, in order of preference: the structure of
// FHIR, nothing clinical.
static const char *const stated[] = {"value",       "component", "code",           "medication",
                                     "vaccineCode", "type",      "conclusionCode", "reasonCode",
                                     "category",    "status"};
static const char *const dated[] = {
    "effective", "onset",        "performed",    "occurrence", "started", "period",   "authoredOn",
    "authored",  "recordedDate", "dateAsserted", "date",       "issued",  "birthDate"};
static const char *const status[] = {"clinicalStatus", "verificationStatus"};

enum {
    STATED = sizeof stated / sizeof stated[0],
    DATED = sizeof dated / sizeof dated[0],
    STATUS = sizeof status / sizeof status[0]
};

void evidence_needs(RecordNeeds *needs) {
    static const char *const of_patient[] = {"name", "gender", "birthDate"};
    for (size_t i = 0; i < sizeof of_patient / sizeof of_patient[0]; i++) {
        record_need(needs, fhir_type_find(STR("Patient")),
                    (Str){of_patient[i], strlen(of_patient[i])}, true);
    }
    for (size_t t = 1; t <= fhir_type_count(); t++) {
        FhirType type = (FhirType)t;
        if (!record_needs_type(needs, type)) continue;  // nothing of it can be evidence
        for (size_t i = 0; i < STATED + DATED + STATUS; i++) {
            const char *name = i < STATED           ? stated[i]
                               : i < STATED + DATED ? dated[i - STATED]
                                                    : status[i - STATED - DATED];
            Str text = {name, strlen(name)};
            if (strcmp(name, "component") != 0 && fhir_element_find(type, text) != NULL)
                record_need(needs, type, text, true);
        }
    }
}

static const Json *element(const Resource *resource, const char *name) {
    const FhirElement *found = fhir_element_find(resource->type, (Str){name, strlen(name)});
    const Json *member =
        found == NULL ? NULL : json_member_key(resource->json, found->first_key, found->last_key);
    if (member != NULL && member->kind == JSON_PAIR) member = &member->as.items[0];
    return member == NULL || member->kind == JSON_NULL ? NULL : member;
}

static Str text_member(const Json *object, const char *name) {
    const Json *found = json_member(object, (Str){name, strlen(name)});
    if (found != NULL && found->kind == JSON_PAIR) found = &found->as.items[0];
    return found != NULL && (found->kind == JSON_STRING || found->kind == JSON_NUMBER)
               ? json_text(found)
               : (Str){0};
}

// What a person reads of an element: the text or display of a concept, number and unit of a
// quantity, yes or no.
static Str shown_text(Arena *arena, const Json *json) {
    if (json->kind == JSON_TRUE) return STR("yes");
    if (json->kind == JSON_FALSE) return STR("no");
    if (json->kind == JSON_STRING || json->kind == JSON_NUMBER) return json_text(json);
    if (json->kind == JSON_ARRAY)
        return json->count > 0 ? shown_text(arena, &json->as.items[0]) : (Str){0};
    if (json->kind != JSON_OBJECT) return (Str){0};
    static const char *const whole[] = {"text", "display"};
    for (size_t i = 0; i < 2; i++) {
        Str text = text_member(json, whole[i]);
        if (text.len > 0) return text;
    }
    const Json *coding = json_member(json, STR("coding"));
    if (coding != NULL && coding->kind == JSON_ARRAY && coding->count > 0) {
        Str display = text_member(&coding->as.items[0], "display");
        return display.len > 0 ? display : text_member(&coding->as.items[0], "code");
    }
    Str value = text_member(json, "value");
    Str unit = text_member(json, "unit");
    if (unit.len == 0) unit = text_member(json, "code");
    if (value.len > 0) {
        return arena_printf(arena, "%.*s%.*s%s%.*s", STR_ARG(text_member(json, "comparator")),
                            STR_ARG(value), unit.len > 0 ? " " : "", STR_ARG(unit));
    }
    return text_member(json, "code");
}

static Str date_text(const Json *json) {
    if (json->kind == JSON_STRING) return json_text(json);
    if (json->kind == JSON_OBJECT) {
        Str start = text_member(json, "start");
        return start.len > 0 ? start : text_member(json, "end");
    }
    return (Str){0};
}

// What the shown value is of: the code of an Observation; of a Condition its status, so that a
// refuted one is told from one that is there.
static Str what_text(Arena *arena, const Resource *resource, Str path) {
    const Json *code = element(resource, "code");
    if (code != NULL && !str_eq(path, STR("code"))) return shown_text(arena, code);
    Buf text = {0};
    for (size_t i = 0; i < STATUS; i++) {
        const Json *found = element(resource, status[i]);
        Str shown = found == NULL ? ((Str){0}) : shown_text(arena, found);
        if (shown.len > 0) buf_printf(&text, "%s%.*s", text.len > 0 ? ", " : "", STR_ARG(shown));
    }
    Str copy = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

Evidence evidence_from(Arena *arena, const Item *input, Str about, const Resource *resource) {
    Evidence evidence = {.input = input,
                         .about = about,
                         .resource = arena_printf(arena, "%s/%.*s", fhir_type_name(resource->type),
                                                  STR_ARG(resource->id)),
                         .local = resource->is_local};
    for (size_t i = 0; i < STATED; i++) {
        const Json *found = element(resource, stated[i]);
        if (found == NULL) continue;
        evidence.shown = shown_text(arena, found);
        evidence.path = json_name(found);
        if (found->name == NULL) evidence.path = (Str){stated[i], strlen(stated[i])};
        if (evidence.shown.len > 0) break;
    }
    evidence.what = what_text(arena, resource, evidence.path);
    for (size_t i = 0; i < DATED && evidence.date.len == 0; i++) {
        const Json *found = element(resource, dated[i]);
        if (found != NULL) evidence.date = date_text(found);
    }
    return evidence;
}

// What is hidden of the resources that the input was given.
typedef struct {
    Review *review;
    InputKey key;
    Value value;  // with nothing hidden
    const ResourceSet *seen;
    bool *hidden;
    size_t count;
} Hiding;

static bool hides(void *ctx, const Resource *resource) {
    const Hiding *hiding = ctx;
    size_t at = resource_set_find(hiding->seen, resource);
    return at == SIZE_MAX || hiding->hidden[at];  // unseen: another way, that was not taken
}

static bool same_value(Hiding *hiding) {
    Value value = value_null();
    Err err = {0};
    const EvalFresh fresh = {.hide = hides, .ctx = hiding};
    InputKey key = hiding->key;
    return eval_fresh(hiding->review->eval, key.declaration, key.about, &fresh, &value, &err) &&
           value_same(value, hiding->value);
}

// Sets counts[i] for those without which the value changes; returns whether these suffice.
static bool find_needed(Hiding *hiding, bool *counts) {
    size_t first = hiding->count > EVIDENCE_RESOURCES ? hiding->count - EVIDENCE_RESOURCES : 0;
    for (size_t i = first; i < hiding->count; i++) {
        hiding->hidden[i] = true;
        counts[i] = !same_value(hiding);
        hiding->hidden[i] = false;
    }
    for (size_t i = 0; i < hiding->count; i++) hiding->hidden[i] = !counts[i];
    return same_value(hiding);
}

// Of those that say the same, each that gives the value together with the needed ones, newest
// first.
static bool find_doubles(Hiding *hiding, bool *counts) {
    enum { MOST = 3, MOST_TRIED = 256 };
    size_t left = MOST;
    size_t tried = 0;
    for (size_t i = hiding->count; i-- > 0 && left > 0 && tried < MOST_TRIED;) {
        if (!hiding->hidden[i]) continue;
        tried++;
        hiding->hidden[i] = false;
        if (same_value(hiding)) {
            counts[i] = true;
            left--;
        }
        hiding->hidden[i] = true;
    }
    return left < MOST;
}

// Two images and many treatments, and each answer takes one of both: they are hidden for good, one
// after the other, as long as the value stays. What is left is enough.
static void find_enough(Hiding *hiding, bool *counts) {
    size_t first = hiding->count > EVIDENCE_RESOURCES ? hiding->count - EVIDENCE_RESOURCES : 0;
    // the older ones all at once: they are too many to be tried one by one
    for (size_t i = 0; i < hiding->count; i++) hiding->hidden[i] = i < first;
    if (first > 0 && !same_value(hiding)) memset(hiding->hidden, 0, first);
    for (size_t i = first; i < hiding->count; i++) {
        hiding->hidden[i] = true;
        counts[i] = !same_value(hiding);
        hiding->hidden[i] = !counts[i];
    }
}

// NULL: of a declaration that is no input.
static const Item *item_of(const Review *review, const Declaration *declaration) {
    const GuidelineSet *set = review->options->set;
    return set == NULL ? NULL : guideline_input(set, declaration);
}

static size_t weigh(Review *review, InputKey key, Value value, Evidence *found) {
    Hiding hiding = {.review = review, .key = key, .value = value};
    hiding.seen = eval_handed_out(review->eval, key.declaration, key.about);
    hiding.count = hiding.seen->count;
    hiding.hidden = ARENA_ARRAY(review->arena, bool, hiding.count);
    bool *counts = ARENA_ARRAY(review->arena, bool, hiding.count);
    if (!find_needed(&hiding, counts) && !find_doubles(&hiding, counts))
        find_enough(&hiding, counts);
    const Item *input = item_of(review, key.declaration);
    size_t kept = 0;
    for (size_t i = hiding.count; i-- > 0 && kept < EVIDENCE_RESOURCES;) {
        if (!counts[i]) continue;
        Evidence one = evidence_from(review->arena, input, key.about, hiding.seen->items[i]);
        size_t place = kept++;  // newest first; of one day as they were read, last first
        for (; place > 0 && str_compare(found[place - 1].date, one.date) < 0; place--)
            found[place] = found[place - 1];
        found[place] = one;
    }
    return kept;
}

const Evidence *evidence_of(Review *review, InputKey key, size_t *count) {
    for (const EvidenceEntry *entry = review->evidence; entry != NULL; entry = entry->next) {
        if (entry->key.declaration == key.declaration && str_eq(entry->key.about, key.about)) {
            *count = entry->count;
            return entry->items;
        }
    }
    Value value = input_value(review, key);
    Evidence *found = ARENA_ARRAY(review->arena, Evidence, EVIDENCE_RESOURCES);
    size_t kept = value_is_null(value) ? 0 : weigh(review, key, value, found);
    if (kept == 0 && !value_is_null(value)) {
        // it rests on the Patient resource itself, or on all of them together
        found[kept++] = (Evidence){.input = item_of(review, key.declaration),
                                   .about = key.about,
                                   .resource = arena_printf(review->arena, "Patient/%.*s",
                                                            STR_ARG(review->record->patient_id)),
                                   .shown = value_words(review->arena, value)};
    }
    for (size_t i = 0; i < kept; i++) found[i].answer = value;
    EvidenceEntry *entry = ARENA_NEW(review->arena, EvidenceEntry);
    *entry = (EvidenceEntry){review->evidence, key, found, kept};
    review->evidence = entry;
    *count = kept;
    return found;
}

void find_evidence(Review *review, Finding *finding, const Outcome *outcome) {
    size_t read_count;
    const InputKey *read = inputs_of(review, outcome, &read_count);
    size_t total = 0;
    for (size_t i = 0; i < read_count; i++) {
        size_t count;
        evidence_of(review, read[i], &count);
        total += count;
    }
    Evidence *all = ARENA_ARRAY(review->arena, Evidence, total);
    size_t kept = 0;
    for (size_t i = 0; i < read_count; i++) {
        size_t count;
        const Evidence *some = evidence_of(review, read[i], &count);
        for (size_t k = 0; k < count; k++) all[kept++] = some[k];
    }
    for (size_t i = 0; i < kept; i++) finding->local = finding->local || all[i].local;
    finding->evidence = all;
    finding->evidence_count = kept;
}
