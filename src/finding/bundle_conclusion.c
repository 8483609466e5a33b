// One conclusion as resources: an Observation that always stands, and beside it a DetectedIssue or
// a RiskAssessment.

#include "finding/bundle_internal.h"
#include "finding/summary.h"

enum { NOTED_QUESTIONS = 20 };  // missing data that a note names; the GuidanceResponse names all

static Str urn(Bundling *b, Str id) {
    return arena_printf(b->arena, "urn:uuid:%.*s", STR_ARG(id));
}

// Only what a board has accepted is final.
static void put_status(Bundling *b, const Finding *finding) {
    bool active = str_eq(finding->item->guideline->status, STR("active"));
    part_word(&b->w, "status", active ? "final" : "preliminary");
}

static void put_item_code(Bundling *b, const Finding *finding) {
    CodeValue code = part_item_code(b->arena, b->publisher, finding->item);
    part_concept(&b->w, b->arena, "code", code, code.display);
}

// ---- the resources of the record that a conclusion rests on

typedef struct {
    const Str *items;
    size_t count;
} References;

static bool is_listed(const Str *items, size_t count, Str item) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq(items[i], item)) return true;
    }
    return false;
}

// Each once; a resource without an id cannot be named.
static References grounds_of(Bundling *b, const Finding *finding, const EventEntry *event) {
    size_t most = event != NULL ? event->basis_count : finding->evidence_count;
    Str *items = ARENA_ARRAY(b->arena, Str, most + 1);
    size_t count = 0;
    for (size_t i = 0; i < most; i++) {
        Str resource = event != NULL ? event->basis[i] : finding->evidence[i].resource;
        if (resource.len > 0 && !is_listed(items, count, resource)) items[count++] = resource;
    }
    return (References){items, count};
}

// Observation.derivedFrom takes only these (FHIR R4).
static bool is_derivable(Str reference) {
    static const char *const types[] = {
        "Observation/",           "ImagingStudy/", "DocumentReference/",
        "QuestionnaireResponse/", "Media/",        "MolecularSequence/"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_starts(reference, str_from(types[i]))) return true;
    }
    return false;
}

static void put_derived_from(Bundling *b, References grounds) {
    bool open = false;
    for (size_t i = 0; i < grounds.count; i++) {
        if (!is_derivable(grounds.items[i])) continue;
        if (!open) {
            json_key(&b->w, "derivedFrom");
            json_begin(&b->w, '[');
        }
        open = true;
        part_reference(&b->w, b->arena, NULL, grounds.items[i]);
    }
    if (open) json_end(&b->w, ']');
}

static void put_hash(Bundling *b, const Finding *finding) {
    if (finding->inputs_hash[0] == '\0' || finding->item->kind == KIND_EVENT) return;
    part_extension(&b->w, b->arena, b->publisher, "inputs-hash");
    part_text(&b->w, b->arena, "valueString", str_from(finding->inputs_hash));
    json_end(&b->w, '}');
}

// The hash alone, for a resource that has no more extensions.
static void put_hash_extension(Bundling *b, const Finding *finding) {
    if (finding->inputs_hash[0] == '\0') return;
    json_key(&b->w, "extension");
    json_begin(&b->w, '[');
    put_hash(b, finding);
    json_end(&b->w, ']');
}

static void standard_extension(Bundling *b, const char *name) {
    json_begin(&b->w, '{');
    part_text(&b->w, b->arena, "url",
              arena_printf(b->arena, "http://hl7.org/fhir/StructureDefinition/%s", name));
}

// The rule, what it rests on, the sources, the hash.
static void put_extensions(Bundling *b, const Finding *finding, References grounds) {
    JsonWriter *w = &b->w;
    const Guideline *guideline = finding->item->guideline;
    json_key(w, "extension");
    json_begin(w, '[');
    standard_extension(b, "workflow-instantiatesCanonical");
    part_text(w, b->arena, "valueCanonical",
              part_canonical(b->arena, b->publisher, "PlanDefinition",
                             part_id(b->arena, guideline->id), guideline->version));
    json_end(w, '}');
    for (size_t i = 0; i < grounds.count; i++) {
        if (is_derivable(grounds.items[i])) continue;
        standard_extension(b, "workflow-supportingInfo");
        part_reference(w, b->arena, "valueReference", grounds.items[i]);
        json_end(w, '}');
    }
    for (size_t i = 0; i < finding->item->citation_count; i++) {
        standard_extension(b, "workflow-relatedArtifact");
        json_key(w, "valueRelatedArtifact");
        part_citation(w, b->arena, b->publisher, &finding->item->citations[i]);
        json_end(w, '}');
    }
    put_hash(b, finding);
    json_end(w, ']');
}

// ---- values

static bool is_whole_score(const Finding *finding) {
    const Item *score = finding->item->kind == KIND_SCORE ? finding->item : finding->item->shows[0];
    return score->declaration->type->as.of->kind == TYPE_INTEGER;
}

static void put_plain_quantity(Bundling *b, const char *key, Decimal number) {
    json_key(&b->w, key);
    json_begin(&b->w, '{');
    part_number(&b->w, "value", number);
    json_end(&b->w, '}');
}

// Observation.value[x] has no decimal: one is a quantity without a unit.
static void put_score(Bundling *b, const Finding *finding) {
    if (decimal_compare(finding->score_low, finding->score_high) != 0) {
        json_key(&b->w, "valueRange");
        json_begin(&b->w, '{');
        put_plain_quantity(b, "low", finding->score_low);
        put_plain_quantity(b, "high", finding->score_high);
        json_end(&b->w, '}');
    } else if (is_whole_score(finding)) {
        part_number(&b->w, "valueInteger", finding->score_low);
    } else {
        put_plain_quantity(b, "valueQuantity", finding->score_low);
    }
}

static void put_absent(Bundling *b, const char *code, const char *display) {
    CodeValue reason = {.system = STR("http://terminology.hl7.org/CodeSystem/data-absent-reason"),
                        .code = str_from(code),
                        .display = str_from(display)};
    part_concept(&b->w, b->arena, "dataAbsentReason", reason, STR_NONE);
}

// Not known is never no: only what was settled has a value.
static void put_value(Bundling *b, const Finding *finding) {
    switch (finding->holds) {
    case HOLDS_ERROR:
        put_absent(b, "error", "Error");
        return;
    case HOLDS_NOT_APPLICABLE:
        put_absent(b, "not-applicable", "Not Applicable");
        return;
    case HOLDS_UNKNOWN:
        put_absent(b, "unknown", "Unknown");
        return;
    default:
        break;
    }
    if (finding->item->kind == KIND_SCORE) {
        put_score(b, finding);
    } else {
        json_key(&b->w, "valueBoolean");
        json_put_bool(&b->w, finding->holds == HOLDS_YES);
    }
}

// ---- notes

typedef struct {
    Bundling *b;
    bool open;
} Notes;

static void add_note(Notes *notes, const char *lead, Str text) {
    JsonWriter *w = &notes->b->w;
    if (text.len == 0) return;
    if (!notes->open) {
        json_key(w, "note");
        json_begin(w, '[');
    }
    notes->open = true;
    json_begin(w, '{');
    part_text(w, notes->b->arena, "text",
              arena_printf(notes->b->arena, "%s%.*s", lead, STR_ARG(text)));
    json_end(w, '}');
}

static void add_missing(Notes *notes, const Finding *finding) {
    size_t count = finding->missing_count;
    for (size_t i = 0; i < count && i < NOTED_QUESTIONS; i++) {
        const Missing *missing = &finding->missing[i];
        Str about = missing->about;
        Str ask = missing->input->ask.len > 0 ? missing->input->ask : missing->input->id;
        if (about.len > 0)
            ask = arena_printf(notes->b->arena, "%.*s (%.*s)", STR_ARG(ask), STR_ARG(about));
        add_note(notes, "Not known: ", ask);
    }
    if (count > NOTED_QUESTIONS)
        add_note(notes,
                 "Not known: ", arena_printf(notes->b->arena, "%zu more", count - NOTED_QUESTIONS));
}

static void put_notes(Bundling *b, const Finding *finding) {
    Notes notes = {b, false};
    add_note(&notes, "", finding->says);
    add_note(&notes, "For: ", finding->text_for);
    add_note(&notes, "Against: ", finding->text_against);
    add_missing(&notes, finding);
    if (finding->error != NULL)
        add_note(&notes, "Could not be evaluated: ", str_from(finding->error));
    if (notes.open) json_end(&b->w, ']');
}

// ---- Observation

// The score beside a finding that shows one.
static void put_score_component(Bundling *b, const Finding *finding) {
    CodeValue code = part_item_code(b->arena, b->publisher, finding->item->shows[0]);
    json_begin(&b->w, '{');
    part_concept(&b->w, b->arena, "code", code, finding->score_name);
    put_score(b, finding);
    json_end(&b->w, '}');
}

static void put_components(Bundling *b, const Finding *finding) {
    bool score = finding->item->kind == KIND_FINDING && finding->has_score;
    if (!score && finding->detail_count == 0) return;
    json_key(&b->w, "component");
    json_begin(&b->w, '[');
    if (score) put_score_component(b, finding);
    bundle_detail_components(b, finding);
    json_end(&b->w, ']');
}

static void begin_observation(Bundling *b, const Finding *finding, Str id, References grounds) {
    JsonWriter *w = &b->w;
    bundle_entry_begin(b, "Observation", id, finding->item->guideline, finding);
    put_extensions(b, finding, grounds);
    put_status(b, finding);
    put_item_code(b, finding);
    part_reference(w, b->arena, "subject", b->patient);
    if (finding->about.len == 0) return;
    json_key(w, "focus");
    json_begin(w, '[');
    part_reference(w, b->arena, NULL, finding->about);
    json_end(w, ']');
}

static Str observation_id(Bundling *b, const Finding *finding, size_t number) {
    return bundle_id(b, "Observation", finding->item->guideline, finding, number);
}

// A day, or the first and the last one as far as they are known; false: neither is.
static bool put_period(Bundling *b, Str low, Str high) {
    if (low.len == 0 && high.len == 0) return false;
    if (str_eq(low, high)) {
        part_text(&b->w, b->arena, "effectiveDateTime", low);
        return true;
    }
    json_key(&b->w, "effectivePeriod");
    json_begin(&b->w, '{');
    part_text(&b->w, b->arena, "start", low);
    part_text(&b->w, b->arena, "end", high);
    json_end(&b->w, '}');
    return true;
}

static void put_observation(Bundling *b, const Finding *finding) {
    References grounds = grounds_of(b, finding, NULL);
    begin_observation(b, finding, observation_id(b, finding, 0), grounds);
    if (put_period(b, finding->at_low, finding->at_high))
        part_text(&b->w, b->arena, "issued", b->as_of);
    else
        part_text(&b->w, b->arena, "effectiveDateTime", b->as_of);
    put_value(b, finding);
    put_notes(b, finding);
    put_derived_from(b, grounds);
    put_components(b, finding);
    bundle_entry_end(b);
}

// ---- what is due: one Observation a window

static const char *due_state(const DueWindow *due) {
    return due->done.len > 0       ? "done"
           : due->overdue_days > 0 ? "overdue"
           : due->is_due           ? "due"
                                   : "planned";
}

static void begin_component(Bundling *b, const char *code) {
    json_begin(&b->w, '{');
    part_concept(&b->w, b->arena, "code", own_code(b->arena, b->publisher, OWN_DUE, code),
                 STR_NONE);
}

static void put_due_components(Bundling *b, const DueWindow *due) {
    JsonWriter *w = &b->w;
    if (due->done.len == 0 && due->overdue_days <= 0) return;
    json_key(w, "component");
    json_begin(w, '[');
    if (due->done.len > 0) {
        begin_component(b, "done-on");
        part_text(w, b->arena, "valueDateTime", due->done);
    } else {
        begin_component(b, "overdue-days");
        json_key(w, "valueInteger");
        json_put_int(w, due->overdue_days);
    }
    json_end(w, '}');
    json_end(w, ']');
}

static void put_window(Bundling *b, const Finding *finding, size_t number) {
    const DueWindow *due = &finding->due[number];
    References grounds = grounds_of(b, finding, NULL);
    begin_observation(b, finding, observation_id(b, finding, number + 1), grounds);
    bool dated = put_period(b, due->low, due->high);
    if (!dated && due->done.len > 0) part_text(&b->w, b->arena, "effectiveDateTime", due->done);
    if (due->window_known || due->done.len > 0) {
        CodeValue state = own_code(b->arena, b->publisher, OWN_DUE, due_state(due));
        part_concept(&b->w, b->arena, "valueCodeableConcept", state, STR_NONE);
    } else {
        put_absent(b, "unknown", "Unknown");
    }
    put_notes(b, finding);
    put_derived_from(b, grounds);
    put_due_components(b, due);
    bundle_entry_end(b);
}

// ---- events of the course

static void put_event(Bundling *b, const Finding *finding, size_t number) {
    const EventEntry *event = &finding->events[number];
    References grounds = grounds_of(b, finding, event);
    begin_observation(b, finding, observation_id(b, finding, number + 1), grounds);
    put_period(b, event->at_low, event->at_high);
    part_text(&b->w, b->arena, "valueString", event->what);
    Notes notes = {b, false};
    add_note(&notes, "Lane: ", event->lane);
    if (notes.open) json_end(&b->w, ']');
    put_derived_from(b, grounds);
    bundle_entry_end(b);
}

// ---- DetectedIssue

static void begin_ground(Bundling *b, Str shown) {
    json_begin(&b->w, '{');
    if (part_clean(b->arena, shown).len > 0) {
        json_key(&b->w, "code");
        json_begin(&b->w, '[');
        part_concept(&b->w, b->arena, NULL, (CodeValue){0}, shown);
        json_end(&b->w, ']');
    }
    json_key(&b->w, "detail");
    json_begin(&b->w, '[');
}

static void end_ground(Bundling *b) {
    json_end(&b->w, ']');
    json_end(&b->w, '}');
}

// The conclusion itself, which names rule and sources; then each resource with what it shows.
static void put_grounds(Bundling *b, const Finding *finding, Str observation) {
    json_key(&b->w, "evidence");
    json_begin(&b->w, '[');
    begin_ground(b, STR_NONE);
    part_reference(&b->w, b->arena, NULL, urn(b, observation));
    end_ground(b);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const Evidence *evidence = &finding->evidence[i];
        if (evidence->resource.len == 0) continue;
        begin_ground(b, evidence->what.len > 0
                            ? arena_printf(b->arena, "%.*s: %.*s", STR_ARG(evidence->what),
                                           STR_ARG(evidence->shown))
                            : evidence->shown);
        part_reference(&b->w, b->arena, NULL, evidence->resource);
        end_ground(b);
    }
    json_end(&b->w, ']');
}

static Str issue_text(Bundling *b, const Finding *finding) {
    const DueWindow *late = finding_overdue_window(finding);
    if (late == NULL) return finding->says;
    return arena_printf(b->arena, "Overdue since %lld days: it was due by %.*s.",
                        (long long)late->overdue_days, STR_ARG(late->high));
}

static void put_issue(Bundling *b, const Finding *finding, Str observation) {
    JsonWriter *w = &b->w;
    const Guideline *guideline = finding->item->guideline;
    bundle_entry_begin(b, "DetectedIssue", bundle_id(b, "DetectedIssue", guideline, finding, 0),
                       guideline, finding);
    put_hash_extension(b, finding);
    put_status(b, finding);
    put_item_code(b, finding);
    if (finding->tier != TIER_NONE)
        part_text(w, b->arena, "severity", b->publisher->severity[finding->tier]);
    part_reference(w, b->arena, "patient", b->patient);
    part_text(w, b->arena, "identifiedDateTime", b->as_of);
    if (finding->about.len > 0) {
        json_key(w, "implicated");
        json_begin(w, '[');
        part_reference(w, b->arena, NULL, finding->about);
        json_end(w, ']');
    }
    put_grounds(b, finding, observation);
    part_text(w, b->arena, "detail", issue_text(b, finding));
    part_text(w, b->arena, "reference",
              part_url(b->arena, b->publisher, "PlanDefinition", part_id(b->arena, guideline->id)));
    bundle_entry_end(b);
}

// ---- RiskAssessment

static Str method_words(Bundling *b, const Item *item) {
    Buf text = {0};
    for (size_t i = 0; i < item->citation_count; i++) {
        Str words = part_source_words(b->arena, item->citations[i].source);
        buf_printf(&text, "%s%.*s", i > 0 ? " " : "", STR_ARG(words));
        if (item->citations[i].at.len > 0)
            buf_printf(&text, " %.*s.", STR_ARG(item->citations[i].at));
    }
    Str made = arena_str(b->arena, buf_str(&text));
    buf_free(&text);
    return made;
}

static void put_prediction(Bundling *b, const Finding *finding) {
    JsonWriter *w = &b->w;
    json_key(w, "prediction");
    json_begin(w, '[');
    json_begin(w, '{');
    part_concept(w, b->arena, "outcome", (CodeValue){0},
                 part_item_code(b->arena, b->publisher, finding->item).display);
    if (finding->band_name.len > 0)
        part_concept(w, b->arena, "qualitativeRisk", (CodeValue){0}, finding->band_name);
    part_text(w, b->arena, "rationale", finding->says);
    json_end(w, '}');
    json_end(w, ']');
}

static void put_risk(Bundling *b, const Finding *finding, Str observation) {
    JsonWriter *w = &b->w;
    const Guideline *guideline = finding->item->guideline;
    References grounds = grounds_of(b, finding, NULL);
    bundle_entry_begin(b, "RiskAssessment", bundle_id(b, "RiskAssessment", guideline, finding, 0),
                       guideline, finding);
    put_hash_extension(b, finding);
    put_status(b, finding);
    if (finding->item->citation_count > 0)
        part_concept(w, b->arena, "method", (CodeValue){0}, method_words(b, finding->item));
    put_item_code(b, finding);
    part_reference(w, b->arena, "subject", b->patient);
    part_text(w, b->arena, "occurrenceDateTime", b->as_of);
    if (str_starts(finding->about, STR("Condition/")))
        part_reference(w, b->arena, "condition", finding->about);
    json_key(w, "basis");
    json_begin(w, '[');
    part_reference(w, b->arena, NULL, urn(b, observation));
    for (size_t i = 0; i < grounds.count; i++) part_reference(w, b->arena, NULL, grounds.items[i]);
    json_end(w, ']');
    put_prediction(b, finding);
    Notes notes = {b, false};
    add_missing(&notes, finding);
    if (notes.open) json_end(w, ']');
    bundle_entry_end(b);
}

// ---- all of one conclusion

void bundle_conclusion(Bundling *b, const Finding *finding) {
    bool settled = finding->holds == HOLDS_YES || finding->holds == HOLDS_NO;
    if (finding->item->kind == KIND_EVENT && settled) {
        for (size_t i = 0; i < finding->event_count; i++) put_event(b, finding, i);
        return;
    }
    Tier tier;
    size_t shown = 0;
    if (finding->item->kind == KIND_DUE && settled && finding->due_count > 0) {
        for (size_t i = 0; i < finding->due_count; i++) put_window(b, finding, i);
        const DueWindow *late = finding_overdue_window(finding);
        shown = late == NULL ? 1 : (size_t)(late - finding->due) + 1;
    } else {
        put_observation(b, finding);
    }
    bundle_suggestion(b, finding, observation_id(b, finding, 0));
    bool is_issue = finding->holds == HOLDS_YES && summary_is_row(finding, &tier);
    if (is_issue) put_issue(b, finding, observation_id(b, finding, shown));
    if (finding->item->kind == KIND_SCORE && finding->has_score)
        put_risk(b, finding, observation_id(b, finding, 0));
}
