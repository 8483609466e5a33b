// The page of a patient. What the evaluation came to is made once and kept in the store until the
// next evaluation; what people do with it is read anew each time.

#include "page/desk_internal.h"

#include <stdlib.h>

#include "finding/answers.h"
#include "finding/questions.h"
#include "finding/summary.h"
#include "finding/words.h"
#include "store/conclusions.h"

// ---- a finding

static Decimal number_of(Value value) {
    return value.kind == VALUE_INTEGER ? decimal_from_int(value.as.integer)
                                       : value_to_decimal(value);
}

static bool band_at(Value bands, uint32_t i, const Interval **points) {
    Value range = value_tuple_get(bands.as.items[i], STR("points"));
    if (range.kind != VALUE_INTERVAL) return false;
    *points = range.as.interval;
    return !value_is_null((*points)->low) && !value_is_null((*points)->high);
}

static void put_band(JsonWriter *w, Value band, const Interval *points) {
    Value name = value_tuple_get(band, STR("name"));
    Value says = value_tuple_get(band, STR("says"));
    json_begin(w, '{');
    put_decimal(w, "low", number_of(points->low));
    put_decimal(w, "high", number_of(points->high));
    if (name.kind == VALUE_STRING) put_text(w, "name", value_str(name));
    if (says.kind == VALUE_STRING) put_text(w, "says", value_str(says));
    json_end(w, '}');
}

// The whole scale of a score.
static void put_bands(JsonWriter *w, Desk *desk, const Item *score) {
    Value bands = value_null();
    Err err = {0};
    const Interval *points;
    if (!eval_define(desk->eval, score->bands, STR_NONE, &bands, &err) ||
        bands.kind != VALUE_LIST || bands.count == 0)
        return;
    json_key(w, "bands");
    json_begin(w, '[');
    for (uint32_t i = 0; i < bands.count; i++) {
        if (band_at(bands, i, &points)) put_band(w, bands.as.items[i], points);
    }
    json_end(w, ']');
    const Interval *last;
    if (!band_at(bands, 0, &points) || !band_at(bands, bands.count - 1, &last)) return;
    json_key(w, "range");
    json_begin(w, '{');
    put_decimal(w, "low", number_of(points->low));
    put_decimal(w, "high", number_of(last->high));
    json_end(w, '}');
}

static Holds gate_holds(Desk *desk, const Item *gate, Str about) {
    Value value = value_null();
    Err err = {0};
    if (gate->when != NULL) {
        Str own = gate->when->is_function ? about : STR_NONE;
        if (!eval_define(desk->eval, gate->when, own, &value, &err)) return HOLDS_UNKNOWN;
        if (value_to_tri(value) != TRI_TRUE)
            return value_to_tri(value) == TRI_FALSE ? HOLDS_NOT_APPLICABLE : HOLDS_UNKNOWN;
    }
    if (!eval_define(desk->eval, gate->declaration, gate->each == NULL ? STR_NONE : about, &value,
                     &err))
        return HOLDS_UNKNOWN;
    Tri tri = value_to_tri(value);
    return tri == TRI_TRUE ? HOLDS_YES : tri == TRI_FALSE ? HOLDS_NO : HOLDS_UNKNOWN;
}

static void put_gates(JsonWriter *w, Desk *desk, const Finding *option) {
    if (option->item->gate_count == 0) return;
    json_key(w, "gates");
    json_begin(w, '[');
    for (size_t i = 0; i < option->item->gate_count; i++) {
        const Item *gate = option->item->gates[i];
        Holds holds = gate_holds(desk, gate, option->about);
        if (holds == HOLDS_NOT_APPLICABLE) continue;
        json_begin(w, '{');
        put_text(w, "gate", gate->id);
        put_text(w, "title", gate->title);
        put_text(w, "holds", str_from(holds_name(holds)));
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_input_name(JsonWriter *w, const Item *input, Str about) {
    put_text(w, "guideline", input->guideline->id);
    put_text(w, "input", input->id);
    put_text(w, "about", about);
}

static void put_reads(JsonWriter *w, Desk *desk, const Finding *finding) {
    if (finding->read_count == 0 || finding->item->kind == KIND_EVENT) return;
    json_key(w, "reads");
    json_begin(w, '[');
    for (size_t i = 0; i < finding->read_count; i++) {
        const Item *input = guideline_input(desk->clinic->set, finding->reads[i].declaration);
        if (input == NULL) continue;
        json_begin(w, '{');
        put_input_name(w, input, finding->reads[i].about);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static bool is_expired(const Guideline *guideline, DateTime as_of) {
    DateTime expires;
    Err ignored = {0};
    int order;
    return guideline->expires.len > 0 && date_parse(guideline->expires, &expires, &ignored) &&
           datetime_order(expires, datetime_date(as_of), PRECISION_DAY, &order) && order < 0;
}

// Without the effects of answers: the questions of the view have them, over all findings.
static const Missing *names_of_missing(Arena *arena, const Finding *finding) {
    Missing *names = ARENA_ARRAY(arena, Missing, finding->missing_count);
    for (size_t i = 0; i < finding->missing_count; i++) {
        names[i] = finding->missing[i];
        names[i].effect_count = 0;
    }
    return names;
}

void view_put_finding(JsonWriter *w, Desk *desk, const Reviewed *reviewed, const Finding *finding,
                      bool reasons) {
    Buf line = {0};
    Finding shown = *finding;
    Tier tier;
    const Item *item = finding->item;
    if (!reasons) {
        shown.reason = NULL;
        shown.missing = names_of_missing(reviewed->arena, finding);
    }
    finding_write_ndjson(&line, &reviewed->options, STR_NONE, &shown);
    // the same object, open again at its end
    json_begin(w, '{');
    json_put_raw(w, (Str){line.data + 1, line.len - 3});
    put_text(w, "title", item->title);
    put_text(w, "strength", item->strength);
    put_text(w, "limits", item->guideline->limits);
    if (is_expired(item->guideline, reviewed->options.as_of))
        put_text(w, "expired", item->guideline->expires);
    if (summary_is_row(finding, &tier)) put_bool(w, "row", true);
    if (item->kind == KIND_SCORE) put_bands(w, desk, item);
    if (item->kind == KIND_OPTION) put_gates(w, desk, finding);
    put_reads(w, desk, finding);
    json_end(w, '}');
    buf_free(&line);
}

// ---- what findings are about, and sources

static void put_thing_details(JsonWriter *w, const Reviewed *reviewed, Str about) {
    static const char *const names[] = {"bone", "part", "side", "level", "where"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        bool found = false;
        for (size_t i = 0; !found && i < reviewed->count; i++) {
            const Finding *finding = &reviewed->findings[i];
            if (!str_eq(finding->about, about)) continue;
            for (size_t k = 0; !found && k < finding->detail_count; k++) {
                if (!str_eq(finding->details[k].name, str_from(names[n]))) continue;
                json_key(w, names[n]);
                value_put(w, finding->details[k].value);
                found = true;
            }
        }
    }
}

static Str text_of(const Json *json) {
    if (json != NULL && json->kind == JSON_PAIR) json = &json->as.items[0];
    return json != NULL && json->kind == JSON_STRING ? json_text(json) : STR_NONE;
}

// What a record says that it is: the text of its code, or how a coding is shown.
static Str concept_words(const Json *concept) {
    Str text = concept == NULL ? STR_NONE : text_of(json_member(concept, STR("text")));
    const Json *coding = concept == NULL ? NULL : json_member(concept, STR("coding"));
    for (uint32_t i = 0;
         text.len == 0 && coding != NULL && coding->kind == JSON_ARRAY && i < coding->count; i++)
        text = text_of(json_member(&coding->as.items[i], STR("display")));
    return text;
}

static Str thing_words(const Reviewed *reviewed, Str about) {
    FhirType type;
    if (reviewed->record->patient != NULL && str_starts(about, STR("Patient/"))) return STR_NONE;
    const Json *resource =
        record_resolve(reviewed->record, about, reviewed->record->patient, &type);
    if (resource == NULL) return STR_NONE;
    Str words = concept_words(json_member(resource, STR("code")));
    return words.len > 0 ? words : concept_words(json_member(resource, STR("location")));
}

static void put_things(JsonWriter *w, const Reviewed *reviewed) {
    json_key(w, "things");
    json_begin(w, '{');
    for (size_t i = 0; i < reviewed->count; i++) {
        Str about = reviewed->findings[i].about;
        bool before = about.len == 0;
        for (size_t k = 0; !before && k < i; k++)
            before = str_eq(reviewed->findings[k].about, about);
        if (before) continue;
        json_key_str(w, about);
        json_begin(w, '{');
        put_text(w, "words", thing_words(reviewed, about));
        put_thing_details(w, reviewed, about);
        json_end(w, '}');
    }
    json_end(w, '}');
}

static bool is_cited(const Reviewed *reviewed, const Source *source) {
    for (size_t i = 0; i < reviewed->count; i++) {
        const Item *item = reviewed->findings[i].item;
        for (size_t k = 0; k < item->citation_count; k++) {
            if (item->citations[k].source == source) return true;
        }
    }
    return false;
}

static void put_sources(JsonWriter *w, Desk *desk, const Reviewed *reviewed) {
    json_key(w, "sources");
    json_begin(w, '{');
    for (size_t i = 0; i < desk->clinic->set->source_count; i++) {
        const Source *source = &desk->clinic->set->sources[i];
        if (!is_cited(reviewed, source)) continue;
        json_key_str(w, source->id);
        json_begin(w, '{');
        put_text(w, "title", source->title);
        put_text(w, "authors", source->authors);
        put_text(w, "journal", source->journal);
        put_text(w, "year", source->year);
        put_text(w, "doi", source->doi);
        put_text(w, "pmid", source->pmid);
        put_text(w, "url", source->url);
        put_text(w, "read", str_from(source_read_name((SourceRead)source->read)));
        json_end(w, '}');
    }
    json_end(w, '}');
}

// ---- the part that is kept: members of an object, without its braces

static void write_kept(Desk *desk, const Reviewed *reviewed, Buf *out) {
    JsonWriter w = {.buf = out};
    json_begin(&w, '{');
    put_text(&w, "asOf", instant_text(reviewed->arena, reviewed->options.as_of));
    put_text(&w, "guidelines", str_from(desk->clinic->set->hash));
    if (reviewed->left_out > 0) put_number(&w, "leftOut", (int64_t)reviewed->left_out);
    json_key(&w, "findings");
    json_begin(&w, '[');
    for (size_t i = 0; i < reviewed->count; i++)
        view_put_finding(&w, desk, reviewed, &reviewed->findings[i], false);
    json_end(&w, ']');
    json_key(&w, "inputs");
    view_put_inputs(&w, desk, reviewed, reviewed->findings, reviewed->count);
    view_put_questions(&w, desk, reviewed);
    put_things(&w, reviewed);
    put_sources(&w, desk, reviewed);
    json_end(&w, '}');
}

// The instant at which the patient was evaluated.
static bool instant_of(const StorePatient *patient, DateTime *as_of, Err *err) {
    return datetime_parse(patient->as_of, 0, as_of, err);
}

static bool kept_view(Desk *desk, const StorePatient *patient, Arena *arena, Str *kept, Err *err) {
    DateTime as_of;
    Reviewed reviewed;
    Buf out = {0};
    if (!store_view(desk->store, patient->id, arena, kept, err)) return false;
    if (kept->len > 0) return true;
    if (!instant_of(patient, &as_of, err)) return false;
    ReviewWish wish = {.detail = DETAIL_FULL, .as_of = as_of};
    if (!desk_review(desk, patient, &wish, &reviewed, err)) return false;
    write_kept(desk, &reviewed, &out);
    *kept = arena_str(arena, buf_str(&out));
    buf_free(&out);
    // Another may write meanwhile, or the disk be full: the page is shown all the same.
    Err ignored = {0};
    if (reviewed.patient.revision == patient->evaluated)
        store_view_keep(desk->store, patient, *kept, arena, &ignored);
    return true;
}

bool view_keep(Desk *desk, const StorePatient *patient, Arena *arena, Err *err) {
    Str kept;
    return kept_view(desk, patient, arena, &kept, err);
}

// ---- what is of today

static void put_person(JsonWriter *w, const StorePatient *patient, DateTime as_of) {
    DateTime born;
    Err ignored = {0};
    int64_t low;
    int64_t high;
    json_key(w, "patient");
    json_begin(w, '{');
    put_text(w, "name", patient->name);
    put_text(w, "birth", patient->birth);
    if (patient->birth.len > 0 && date_parse(patient->birth, &born, &ignored) &&
        datetime_duration(born, datetime_date(as_of), PRECISION_YEAR, &low, &high) && low >= 0)
        put_number(w, "age", low);
    put_text(w, "sex", patient->sex);
    put_text(w, "mrn", patient->mrn);
    put_text(w, "died", patient->died);
    json_end(w, '}');
}

// Of options and events no changes are shown: they follow from findings.
static const Item *item_of(const Desk *desk, Str guideline, Str id) {
    const Guideline *of = guideline_find(desk->clinic->set, guideline);
    const Item *item = NULL;
    for (size_t i = 0; of != NULL && item == NULL && i < 3; i++) {
        static const ItemKind kinds[] = {KIND_FINDING, KIND_SCORE, KIND_DUE};
        item = guideline_item(of, kinds[i], id);
    }
    return item;
}

static void put_change(JsonWriter *w, const Desk *desk, const StoreChange *change) {
    const Item *item = item_of(desk, change->guideline, change->finding);
    json_begin(w, '{');
    put_number(w, "number", change->number);
    put_text(w, "at", change->at);
    put_text(w, "asOf", change->as_of);
    put_text(w, "cause", change->cause);
    put_text(w, "guideline", change->guideline);
    put_text(w, "finding", change->finding);
    put_text(w, "about", change->about);
    put_text(w, "title", item->title);
    put_text(w, "kind", str_from(item_kind_name((ItemKind)item->kind)));
    json_key(w, "before");
    json_begin(w, '{');
    put_text(w, "holds", change->holds_before);
    put_text(w, "tier", change->tier_before);
    put_text(w, "score", change->score_before);
    put_text(w, "says", change->says_before);
    json_end(w, '}');
    put_text(w, "holds", change->holds);
    put_text(w, "tier", change->tier);
    put_text(w, "score", change->score);
    put_text(w, "says", change->says);
    json_end(w, '}');
}

// Words alone are no news.
static bool is_news(const Desk *desk, const StoreChange *change) {
    return item_of(desk, change->guideline, change->finding) != NULL &&
           !(str_eq(change->holds_before, change->holds) &&
             str_eq(change->tier_before, change->tier) &&
             str_eq(change->score_before, change->score));
}

static bool put_changes(JsonWriter *w, Desk *desk, const StorePatient *patient, int64_t person,
                        Arena *arena, Err *err) {
    Seen board;
    Seen mine;
    Changes changes;
    if (!store_seen(desk->store, patient->id, 0, &board, arena, err) ||
        !store_seen(desk->store, patient->id, person, &mine, arena, err) ||
        !store_changes(desk->store, patient->id, board.change, &changes, arena, err))
        return false;
    json_key(w, "changes");
    json_begin(w, '[');
    for (size_t i = 0; i < changes.count; i++) {
        if (is_news(desk, &changes.items[i])) put_change(w, desk, &changes.items[i]);
    }
    json_end(w, ']');
    json_key(w, "seen");
    json_begin(w, '{');
    put_text(w, "board", board.at);
    put_text(w, "me", mine.at);
    json_end(w, '}');
    return true;
}

bool view_write(Desk *desk, const PageRequest *request, const StorePatient *patient, Buf *out,
                Err *err) {
    Str kept;
    DateTime as_of;
    if (!kept_view(desk, patient, request->arena, &kept, err) || !instant_of(patient, &as_of, err))
        return false;
    JsonWriter w = {.buf = out};
    json_begin(&w, '{');
    put_text(&w, "key", patient->key);
    put_number(&w, "revision", patient->revision);
    put_text(&w, "evaluated", patient->as_of);
    put_bool(&w, "fictitious", desk->clinic->options.fictitious);
    put_bool(&w, "stale", patient->evaluated != patient->revision);
    put_person(&w, patient, as_of);
    if (desk_layout(desk) != NULL) {
        json_key(&w, "layout");
        json_write(json_put_here(&w), desk_layout(desk), false);
    }
    bool ok = alarms_put(desk, &w, patient->id, request->arena, err) &&
              task_put(desk, &w, patient->id, request->arena, err) &&
              put_changes(&w, desk, patient, request->person, request->arena, err) &&
              answers_put(desk, &w, patient->id, request->arena, err) &&
              decisions_put(desk, &w, patient, request->arena, err);
    if (!ok) return false;
    json_put_raw(&w, (Str){kept.data + 1, kept.len - 2});
    json_end(&w, '}');
    return true;
}
