// A finding as one line of JSON, keys in the order of the contract (docs/operator.md), absent when
// empty.

#include "finding/finding.h"

static void put(JsonWriter *w, const char *key, Str text) {
    if (text.len == 0) return;
    json_key(w, key);
    json_put_string(w, text);
}

static void put_text(JsonWriter *w, const char *key, const char *text) {
    put(w, key, (Str){text, strlen(text)});
}

static void put_number(JsonWriter *w, const char *key, Decimal number) {
    Buf text = {0};
    decimal_write(&text, number);
    json_key(w, key);
    json_put_raw(w, buf_str(&text));
    buf_free(&text);
}

static void put_score(JsonWriter *w, const Finding *finding) {
    if (!finding->has_score) return;
    json_key(w, "score");
    json_begin(w, '{');
    put_number(w, "low", finding->score_low);
    put_number(w, "high", finding->score_high);
    put(w, "name", finding->score_name);
    put(w, "band", finding->band_name);
    json_end(w, '}');
}

// A list may hold one value many times, and so be far longer than the record.
static void put_value(JsonWriter *w, Value value) {
    Buf text = {0};
    value_write_json(&text, value);
    if (text.len > VALUE_MAX_WRITTEN) {
        json_put_string(w, STR("too long to be written"));
    } else {
        json_put_raw(w, buf_str(&text));
    }
    buf_free(&text);
}

static void put_details(JsonWriter *w, const FindingDetail *details, size_t count) {
    if (count == 0) return;
    json_key(w, "details");
    json_begin(w, '{');
    for (size_t i = 0; i < count; i++) {
        json_key_str(w, details[i].name);
        put_value(w, details[i].value);
    }
    json_end(w, '}');
}

// When it happened, and what else is data.
static void put_data(JsonWriter *w, const Finding *finding) {
    if (finding->at_low.len > 0 || finding->at_high.len > 0) {
        json_key(w, "at");
        json_begin(w, '{');
        put(w, "low", finding->at_low);
        put(w, "high", finding->at_high);
        json_end(w, '}');
    }
    put_details(w, finding->details, finding->detail_count);
}

static void put_evidence(JsonWriter *w, const Finding *finding) {
    if (finding->evidence_count == 0) return;
    json_key(w, "evidence");
    json_begin(w, '[');
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const Evidence *evidence = &finding->evidence[i];
        json_begin(w, '{');
        put(w, "input", evidence->input->id);
        put(w, "about", evidence->about);
        put(w, "resource", evidence->resource);
        put(w, "path", evidence->path);
        put(w, "shown", evidence->shown);
        put(w, "date", evidence->date);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_bool(JsonWriter *w, const char *key, bool truth) {
    json_key(w, key);
    json_put_bool(w, truth);
}

// What each answer alone comes to.
static void put_answers(JsonWriter *w, const Finding *finding, const Missing *missing) {
    bool has_state = finding->item->kind != KIND_SCORE;
    if (missing->effect_count == 0) return;
    json_key(w, "answers");
    json_begin(w, '[');
    for (size_t i = 0; i < missing->effect_count; i++) {
        const AnswerEffect *effect = &missing->effects[i];
        json_begin(w, '{');
        put(w, "answer", effect->answer);
        if (has_state) put_text(w, "holds", holds_name(effect->holds));
        if (effect->tier != TIER_NONE) put_text(w, "tier", tier_name(effect->tier));
        if (effect->has_score) put_number(w, "low", effect->score_low);
        if (effect->has_score) put_number(w, "high", effect->score_high);
        if (effect->settles) put_bool(w, "settles", true);
        if (effect->changes_tier) put_bool(w, "changesTier", true);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_idle(JsonWriter *w, const ReviewOptions *options, const Finding *finding) {
    if (finding->idle_count == 0) return;
    json_key(w, "cannotMatter");
    json_begin(w, '[');
    for (size_t i = 0; i < finding->idle_count; i++)
        json_put_string(w, guideline_input(options->set, finding->idle[i].declaration)->id);
    json_end(w, ']');
}

static void put_missing(JsonWriter *w, const Finding *finding) {
    if (finding->missing_count == 0) return;
    json_key(w, "missing");
    json_begin(w, '[');
    for (size_t i = 0; i < finding->missing_count; i++) {
        const Missing *missing = &finding->missing[i];
        json_begin(w, '{');
        put(w, "input", missing->input->id);
        put(w, "about", missing->about);
        put(w, "ask", missing->input->ask);
        put(w, "found", missing->found);
        if (missing->ranked) {
            json_key(w, "rank");
            json_put_int(w, missing->rank);
            put_bool(w, "settles", missing->always);
            put_bool(w, "canSettle", missing->settles);
            put_bool(w, "changesTier", missing->changes_tier);
        }
        if (missing->pair > 0) put(w, "with", finding->missing[missing->pair - 1].input->id);
        put_answers(w, finding, missing);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_due(JsonWriter *w, const Finding *finding) {
    if (finding->due_count == 0) return;
    json_key(w, "due");
    json_begin(w, '[');
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        json_begin(w, '{');
        put(w, "from", due->low);
        put(w, "to", due->high);
        put(w, "done", due->done);
        if (due->overdue_days > 0) {
            json_key(w, "overdueDays");
            json_put_int(w, due->overdue_days);
        } else if (due->is_due) {
            json_key(w, "dueNow");
            json_put_bool(w, true);
        }
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_events(JsonWriter *w, const Finding *finding) {
    if (finding->event_count == 0) return;
    json_key(w, "events");
    json_begin(w, '[');
    for (size_t i = 0; i < finding->event_count; i++) {
        const EventEntry *event = &finding->events[i];
        json_begin(w, '{');
        put(w, "from", event->at_low);
        put(w, "to", event->at_high);
        put(w, "lane", event->lane);
        put(w, "what", event->what);
        json_key(w, "basis");
        json_begin(w, '[');
        for (size_t k = 0; k < event->basis_count; k++) json_put_string(w, event->basis[k]);
        json_end(w, ']');
        put_details(w, event->details, event->detail_count);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_sources(JsonWriter *w, const Item *item) {
    if (item->citation_count == 0) return;
    json_key(w, "sources");
    json_begin(w, '[');
    for (size_t i = 0; i < item->citation_count; i++) {
        json_begin(w, '{');
        put(w, "id", item->citations[i].source->id);
        put(w, "at", item->citations[i].at);
        put_text(w, "read", source_read_name((SourceRead)item->citations[i].source->read));
        json_end(w, '}');
    }
    json_end(w, ']');
}

// The data of a reason: an input's own stand in `evidence` as well.
static void put_reason_data(JsonWriter *w, const Reason *reason) {
    if (reason->evidence_count == 0) return;
    json_key(w, "data");
    json_begin(w, '[');
    for (size_t i = 0; i < reason->evidence_count; i++) {
        const Evidence *evidence = &reason->evidence[i];
        json_begin(w, '{');
        put(w, "resource", evidence->resource);
        put(w, "path", evidence->path);
        put(w, "shown", evidence->shown);
        put(w, "date", evidence->date);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_reason(JsonWriter *w, const Reason *reason) {
    json_begin(w, '{');
    put(w, "is", reason->text);
    json_key(w, "value");
    put_value(w, reason->value);
    if (reason->input != NULL) put(w, "input", reason->input->id);
    if (reason->library != NULL) put(w, "library", reason->library->name);
    json_key(w, "line");
    json_put_int(w, reason->place.line);
    json_key(w, "column");
    json_put_int(w, reason->place.column);
    put(w, "note", reason->note);
    put_reason_data(w, reason);
    if (reason->kid_count > 0) {
        json_key(w, "because");
        json_begin(w, '[');
        for (size_t i = 0; i < reason->kid_count; i++) put_reason(w, reason->kids[i]);
        json_end(w, ']');
    }
    json_end(w, '}');
}

// The instant, to the second unless it was given finer, "Z" for UTC.
static void put_instant(JsonWriter *w, DateTime instant) {
    Buf text = {0};
    if (instant.local_ms % 1000 == 0) instant.precision = PRECISION_SECOND;
    datetime_write(&text, instant);
    Str written = buf_str(&text);
    if (str_ends(written, STR("+00:00"))) {
        text.len -= sizeof "+00:00" - 1;
        buf_add_char(&text, 'Z');
        written = buf_str(&text);
    }
    json_key(w, "asOf");
    json_put_string(w, written);
    buf_free(&text);
}

// What stands behind a conclusion; left out by --detail none.
static void put_grounds(JsonWriter *w, const ReviewOptions *options, const Finding *finding) {
    put_evidence(w, finding);
    put_missing(w, finding);
    put_idle(w, options, finding);
    if (finding->error != NULL) put_text(w, "error", finding->error);
    put_sources(w, finding->item);
    if (finding->local) put_bool(w, "local", true);
    if (finding->reason != NULL) {
        json_key(w, "reason");
        put_reason(w, finding->reason);
    }
    put_instant(w, options->as_of);
    put_text(w, "guidelines", options->set->hash);
    put_text(w, "inputs", finding->inputs_hash);
}

void finding_write_ndjson(Buf *out, const ReviewOptions *options, Str patient,
                          const Finding *finding) {
    const Item *item = finding->item;
    const Guideline *guideline = item->guideline;
    JsonWriter w = {.buf = out};
    json_begin(&w, '{');
    put(&w, "patient", patient);
    put_text(&w, "kind", item_kind_name((ItemKind)item->kind));
    put(&w, "guideline", guideline->id);
    put(&w, "version", guideline->version);
    put(&w, "status", guideline->status);
    put(&w, "finding", item->id);
    put(&w, "about", finding->about);
    if (item->kind != KIND_EVENT && item->kind != KIND_SCORE)
        put_text(&w, "holds", holds_name(finding->holds));
    if (finding->tier != TIER_NONE) put_text(&w, "tier", tier_name(finding->tier));
    put_score(&w, finding);
    put_data(&w, finding);
    put(&w, "says", finding->says);
    put(&w, "for", finding->text_for);
    put(&w, "against", finding->text_against);
    put_due(&w, finding);
    put_events(&w, finding);
    if (options->detail == DETAIL_NONE) {
        if (finding->error != NULL) put_text(&w, "error", finding->error);
    } else {
        put_grounds(&w, options, finding);
    }
    json_end(&w, '}');
    buf_add_char(out, '\n');
}
