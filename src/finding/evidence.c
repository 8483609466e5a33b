// Evidence, found by hiding: which resources an input's value rests on. Each resource that its
// retrieves handed out is hidden, for all inputs at once and first in groups: where the value
// changes, the group is halved, down to the one that counts. When those that count do not suffice
// (two records say the same, so that neither is missed alone), each of the others counts that gives
// the value together with them; or else the newest that are enough.

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
               : STR_NONE;
}

// What a person reads of an element: the text or display of a concept, number and unit of a
// quantity, yes or no.
static Str shown_text(Arena *arena, const Json *json) {
    if (json->kind == JSON_TRUE) return STR("yes");
    if (json->kind == JSON_FALSE) return STR("no");
    if (json->kind == JSON_STRING || json->kind == JSON_NUMBER) return json_text(json);
    if (json->kind == JSON_ARRAY)
        return json->count > 0 ? shown_text(arena, &json->as.items[0]) : STR_NONE;
    if (json->kind != JSON_OBJECT) return STR_NONE;
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
    return STR_NONE;
}

// What the shown value is of: the code of an Observation; of a Condition its status, so that a
// refuted one is told from one that is there.
static Str what_text(Arena *arena, const Resource *resource, Str path) {
    const Json *code = element(resource, "code");
    if (code != NULL && !str_eq(path, STR("code"))) return shown_text(arena, code);
    Buf text = {0};
    for (size_t i = 0; i < STATUS; i++) {
        const Json *found = element(resource, status[i]);
        Str shown = found == NULL ? (STR_NONE) : shown_text(arena, found);
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

// ---- what is hidden

// Of the resources that one input was given, several.
typedef struct {
    Review *review;
    const EvidenceEntry *entry;
    bool *hidden;
    size_t count;
} Hiding;

static bool hides(void *ctx, const Resource *resource, bool known) {
    const Hiding *hiding = ctx;
    (void)known;
    size_t at = resource_set_find(hiding->entry->seen, resource);
    return at == SIZE_MAX || hiding->hidden[at];  // unseen: another way, that was not taken
}

static bool is_same(Review *review, const EvidenceEntry *entry) {
    Value value = value_null();
    Err err = {0};
    return eval_fresh_value(review->eval, entry->key.declaration, entry->key.about, &value, &err) &&
           value_same(value, entry->value);
}

static bool same_value(Hiding *hiding) {
    const EvalFresh fresh = {.hide = hides, .ctx = hiding};
    eval_fresh_begin(hiding->review->eval, &fresh);
    bool same = is_same(hiding->review, hiding->entry);
    eval_fresh_end(hiding->review->eval);
    return same;
}

// Some resources, whoever asks.
typedef struct {
    const Resource *const *some;
    size_t count;
    const EvidenceEntry *entry;  // of the input that is asked
} HidingSome;

static bool hides_some(void *ctx, const Resource *resource, bool known) {
    const HidingSome *hiding = ctx;
    for (size_t i = 0; i < hiding->count; i++) {
        if (hiding->some[i] == resource) return true;
    }
    return !known && resource_set_find(hiding->entry->seen, resource) == SIZE_MAX;
}

// ---- entries

static EvidenceEntry *entry_of(Review *review, InputKey key) {
    if (review->evidence == NULL)
        review->evidence = ARENA_ARRAY(review->arena, EvidenceEntry *,
                                       eval_program(review->eval)->declaration_count + 1);
    EvidenceEntry **link = &review->evidence[key.declaration->index];
    for (; *link != NULL; link = &(*link)->next) {
        if (str_eq((*link)->key.about, key.about)) return *link;
    }
    *link = ARENA_NEW(review->arena, EvidenceEntry);
    (*link)->key = key;
    return *link;
}

static void prepare(Review *review, EvidenceEntry *entry) {
    entry->value = input_value(review, entry->key);
    entry->seen = eval_handed_out(review->eval, entry->key.declaration, entry->key.about);
    entry->counts = ARENA_ARRAY(review->arena, bool, entry->seen->count);
}

// The inputs that were given a resource: `at` is its place among what each was given.
typedef struct Giving Giving;
struct Giving {
    Giving *next;
    EvidenceEntry *entry;
    size_t at;
};

// How many of these are hidden together first: the old ones can be what counts (a stage at onset),
// and a long record must not make many groups.
static size_t group_size(size_t count) {
    enum { SMALLEST = 8, MOST_GROUPS = 40 };
    size_t size = (count + MOST_GROUPS - 1) / MOST_GROUPS;
    return size < SMALLEST ? SMALLEST : size;
}

typedef struct {
    Review *review;
    ResourceSet all;        // that any input was given
    Giving **given;         // by the order of `all`
    EvidenceEntry **asked;  // a stack
    size_t asked_count;
} Trying;

// Those of the entries from `first` on that were given one of these; they come on top of the stack.
static void ask_given(Trying *t, size_t first, size_t low, size_t high) {
    size_t from = t->asked_count;
    for (size_t i = first; i < from; i++) t->asked[i]->waits = true;
    for (size_t r = low; r < high; r++) {
        for (const Giving *one = t->given[r]; one != NULL; one = one->next) {
            if (one->entry->waits) t->asked[t->asked_count++] = one->entry;
            one->entry->waits = false;
        }
    }
    for (size_t i = first; i < from; i++) t->asked[i]->waits = false;
}

static void note_needed(const Trying *t, size_t one) {
    for (const Giving *given = t->given[one]; given != NULL; given = given->next) {
        if (given->entry->waits) given->entry->counts[given->at] = true;
        given->entry->waits = false;
    }
}

// Hides resources low to high-1 together and asks those of the entries from `first` on that were
// given one of them. Whose value changes is asked again with each half hidden, down to single ones.
static void try_group(Trying *t, size_t first, size_t low, size_t high) {
    size_t from = t->asked_count;
    ask_given(t, first, low, high);
    HidingSome hiding = {.some = t->all.items + low, .count = high - low};
    const EvalFresh fresh = {.hide = hides_some, .ctx = &hiding};
    size_t changed = from;
    eval_fresh_begin(t->review->eval, &fresh);
    for (size_t i = from; i < t->asked_count; i++) {
        hiding.entry = t->asked[i];
        if (!is_same(t->review, t->asked[i])) t->asked[changed++] = t->asked[i];
    }
    eval_fresh_end(t->review->eval);
    t->asked_count = changed;
    if (changed > from && high - low > 1) {
        size_t middle = low + (high - low) / 2;
        try_group(t, from, low, middle);
        try_group(t, from, middle, high);
    } else if (changed > from) {
        for (size_t i = from; i < changed; i++) t->asked[i]->waits = true;
        note_needed(t, low);
    }
    t->asked_count = from;
}

// Sets what was given to whom.
static void note_given(Trying *t, const InputKey *keys, size_t count) {
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        EvidenceEntry *entry = entry_of(t->review, keys[i]);
        prepare(t->review, entry);
        for (size_t k = 0; k < entry->seen->count; k++)
            resource_set_add(t->review->arena, &t->all, entry->seen->items[k]);
        most += entry->seen->count;
    }
    Giving *pairs = ARENA_ARRAY(t->review->arena, Giving, most);
    t->given = ARENA_ARRAY(t->review->arena, Giving *, t->all.count);
    for (size_t i = count; i-- > 0;) {
        EvidenceEntry *entry = entry_of(t->review, keys[i]);
        for (size_t k = 0; k < entry->seen->count; k++) {
            size_t at = resource_set_find(&t->all, entry->seen->items[k]);
            *pairs = (Giving){t->given[at], entry, k};
            t->given[at] = pairs++;
        }
        entry->tried = true;
    }
}

void evidence_prepare(Review *review) {
    size_t count;
    const InputKey *keys = eval_inputs_known(review->eval, &count);
    Trying trying = {.review = review};
    note_given(&trying, keys, count);
    size_t group = group_size(trying.all.count);
    size_t depth = 2;  // the entries it starts with, those that a group was given, and each half
    for (size_t size = group; size > 1; size = (size + 1) / 2) depth++;
    trying.asked = ARENA_ARRAY(review->arena, EvidenceEntry *, count * depth);
    for (size_t i = 0; i < count; i++)
        trying.asked[trying.asked_count++] = entry_of(review, keys[i]);
    for (size_t low = 0; low < trying.all.count; low += group) {
        size_t high = low + group < trying.all.count ? low + group : trying.all.count;
        try_group(&trying, 0, low, high);
    }
}

// ---- one input

static void set_hidden(Hiding *hiding, size_t low, size_t high, bool hidden) {
    for (size_t i = low; i < high; i++) hiding->hidden[i] = hidden;
}

// Sets counts[i] for those of low to high-1 without which the value changes.
static void need(Hiding *hiding, bool *counts, size_t low, size_t high) {
    set_hidden(hiding, low, high, true);
    bool same = same_value(hiding);
    set_hidden(hiding, low, high, false);
    if (same) return;
    if (high - low == 1) {
        counts[low] = true;
        return;
    }
    size_t middle = low + (high - low) / 2;
    need(hiding, counts, low, middle);
    need(hiding, counts, middle, high);
}

// Those without which the value changes, if that was not found before; returns whether they
// suffice.
static bool find_needed(Hiding *hiding, EvidenceEntry *entry) {
    size_t group = group_size(hiding->count);
    for (size_t low = 0; low < hiding->count && !entry->tried; low += group) {
        size_t high = low + group < hiding->count ? low + group : hiding->count;
        need(hiding, entry->counts, low, high);
    }
    bool all = true;
    for (size_t i = 0; i < hiding->count; i++) {
        hiding->hidden[i] = !entry->counts[i];
        all = all && entry->counts[i];
    }
    return all || same_value(hiding);
}

// Of those that say the same, each that gives the value together with the needed ones, newest
// first.
static bool find_doubles(Hiding *hiding, bool *counts) {
    enum { MOST = 3, MOST_TRIED = 24 };
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

// Hides low to high-1 for good if the value stays, else what of them can be.
static void hide_if_idle(Hiding *hiding, size_t low, size_t high) {
    set_hidden(hiding, low, high, true);
    if (same_value(hiding)) return;
    set_hidden(hiding, low, high, false);
    if (high - low == 1) return;
    size_t middle = low + (high - low) / 2;
    hide_if_idle(hiding, low, middle);
    hide_if_idle(hiding, middle, high);
}

// Two images and many treatments, and each answer takes one of both: they are hidden for good, the
// oldest first, as long as the value stays. What is left is enough.
static void find_enough(Hiding *hiding, EvidenceEntry *entry) {
    size_t group = group_size(hiding->count);
    set_hidden(hiding, 0, hiding->count, false);
    for (size_t low = 0; low < hiding->count; low += group)
        hide_if_idle(hiding, low, low + group < hiding->count ? low + group : hiding->count);
    for (size_t i = 0; i < hiding->count; i++) entry->counts[i] = !hiding->hidden[i];
}

// NULL: of a declaration that is no input.
static const Item *item_of(const Review *review, const Declaration *declaration) {
    const GuidelineSet *set = review->options->set;
    return set == NULL ? NULL : guideline_input(set, declaration);
}

static size_t weigh(Review *review, EvidenceEntry *entry, Evidence *found) {
    Hiding hiding = {.review = review, .entry = entry, .count = entry->seen->count};
    hiding.hidden = ARENA_ARRAY(review->arena, bool, hiding.count);
    if (!find_needed(&hiding, entry) && !find_doubles(&hiding, entry->counts))
        find_enough(&hiding, entry);
    const Item *input = item_of(review, entry->key.declaration);
    size_t kept = 0;
    for (size_t i = hiding.count; i-- > 0 && kept < EVIDENCE_RESOURCES;) {
        if (!entry->counts[i]) continue;
        Evidence one = evidence_from(review->arena, input, entry->key.about, entry->seen->items[i]);
        size_t place = kept++;  // newest first; of one day as they were read, last first
        for (; place > 0 && str_compare(found[place - 1].date, one.date) < 0; place--)
            found[place] = found[place - 1];
        found[place] = one;
    }
    return kept;
}

const Evidence *evidence_of(Review *review, InputKey key, size_t *count) {
    EvidenceEntry *entry = entry_of(review, key);
    if (!entry->done) {
        if (!entry->tried) prepare(review, entry);
        size_t most =
            entry->seen->count < EVIDENCE_RESOURCES ? entry->seen->count + 1 : EVIDENCE_RESOURCES;
        Evidence *found = ARENA_ARRAY(review->arena, Evidence, most);
        size_t kept = value_is_null(entry->value) ? 0 : weigh(review, entry, found);
        if (kept == 0 && !value_is_null(entry->value)) {
            // it rests on the Patient resource itself, or on other inputs
            entry->derived = true;
            found[kept++] =
                (Evidence){.input = item_of(review, key.declaration),
                           .about = key.about,
                           .resource = arena_printf(review->arena, "Patient/%.*s",
                                                    STR_ARG(review->record->patient_id)),
                           .shown = value_words(review->arena, entry->value)};
        }
        for (size_t i = 0; i < kept; i++) found[i].answer = entry->value;
        entry->items = found;
        entry->count = kept;
        entry->done = true;
    }
    *count = entry->count;
    return entry->items;
}

bool evidence_is_derived(Review *review, InputKey key) {
    size_t count;
    evidence_of(review, key, &count);
    return entry_of(review, key)->derived;
}

void find_evidence(Review *review, Finding *finding, const Outcome *outcome) {
    size_t own_count;
    size_t read_count;
    const InputKey *read = inputs_behind(review, outcome, &own_count, &read_count);
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
        for (size_t k = 0; k < count; k++) {
            all[kept] = some[k];
            all[kept++].behind = i >= own_count;
        }
    }
    for (size_t i = 0; i < kept; i++) finding->local = finding->local || all[i].local;
    finding->evidence = all;
    finding->evidence_count = kept;
}
