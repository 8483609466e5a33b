// An emergency or a red is an alarm until somebody closes it with a reason. What the record says
// later may change its words, and never closes it. A closed one opens anew when its data change.

#include "page/desk_internal.h"

#include "finding/summary.h"
#include "store/conclusions.h"

static bool is_of(const StoreAlarm *alarm, const Finding *finding) {
    return str_eq(alarm->guideline, finding->item->guideline->id) &&
           str_eq(alarm->finding, finding->item->id) && str_eq(alarm->about, finding->about);
}

static bool is_alarm(const Finding *finding, Tier *tier) {
    return finding->item->kind == KIND_FINDING && summary_is_row(finding, tier) &&
           *tier <= TIER_RED;
}

// The open one, or the one that was closed last.
static const StoreAlarm *alarm_of(const StoreAlarm *alarms, size_t count, const Finding *finding) {
    for (size_t i = 0; i < count; i++) {
        if (is_of(&alarms[i], finding)) return &alarms[i];
    }
    return NULL;
}

static bool keep_one(Desk *desk, const Reviewed *reviewed, const Finding *finding, Tier tier,
                     const StoreAlarm *known, Err *err) {
    Str oldest;
    StoreAlarm alarm = {.guideline = finding->item->guideline->id,
                        .finding = finding->item->id,
                        .about = finding->about,
                        .tier = (int64_t)tier,
                        .title = finding->item->title,
                        .says = finding->says,
                        .inputs = str_from(finding->inputs_hash),
                        .opened = instant_text(reviewed->arena, reviewed->options.as_of)};
    finding_record_dates(finding, &oldest, &alarm.since);
    if (known == NULL || known->closed.len > 0)
        return store_alarm_open(desk->store, reviewed->patient.id, &alarm, err);
    alarm.number = known->number;
    return store_alarm_update(desk->store, &alarm, err);
}

bool alarms_keep(Desk *desk, const Reviewed *reviewed, bool *handled, Err *err) {
    StoreAlarm *alarms;
    size_t count;
    bool ok =
        store_alarms(desk->store, reviewed->patient.id, reviewed->arena, &alarms, &count, err);
    for (size_t i = 0; ok && i < reviewed->count; i++) {
        const Finding *finding = &reviewed->findings[i];
        Tier tier;
        if (!is_alarm(finding, &tier)) continue;
        const StoreAlarm *known = alarm_of(alarms, count, finding);
        handled[i] = known != NULL && known->closed.len > 0 &&
                     str_eq(known->inputs, str_from(finding->inputs_hash)) &&
                     known->tier <= (int64_t)tier;
        if (!handled[i]) ok = keep_one(desk, reviewed, finding, tier, known, err);
    }
    return ok;
}

// ---- clocks

// "PT24H", "P14D" in ms; false when it is something else.
static bool span_ms(Str text, int64_t *ms) {
    int64_t number = 0;
    bool time = false;
    if (text.len < 3 || text.data[0] != 'P') return false;
    *ms = 0;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.data[i];
        if (c == 'T') {
            time = true;
        } else if (c >= '0' && c <= '9' && number < 100000) {
            number = number * 10 + (c - '0');
        } else {
            int64_t unit = c == 'D'           ? 86400000
                           : c == 'H' && time ? 3600000
                           : c == 'M' && time ? 60000
                                              : 0;
            if (unit == 0) return false;
            *ms += number * unit;
            number = 0;
        }
    }
    return number == 0;
}

Str clock_until(const Desk *desk, Arena *arena, Tier tier, Str began) {
    const Json *layout = desk_layout(desk);
    const Json *clocks = layout == NULL ? NULL : json_member(layout, STR("clocks"));
    const Json *clock = clocks == NULL ? NULL : json_member(clocks, str_from(tier_name(tier)));
    int64_t ms;
    DateTime at;
    Err ignored = {0};
    if (clock == NULL || !span_ms(json_string(clock, STR("within")), &ms) ||
        !datetime_parse(began, 0, &at, &ignored) ||
        !datetime_add(at, ms / 1000, PRECISION_SECOND, &at))
        return STR_NONE;
    return instant_text(arena, at);
}

// ---- as JSON

static const StoreFinding *row_now(const StoreFinding *rows, size_t count,
                                   const StoreAlarm *alarm) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq(rows[i].guideline, alarm->guideline) &&
            str_eq(rows[i].finding, alarm->finding) && str_eq(rows[i].about, alarm->about))
            return &rows[i];
    }
    return NULL;
}

static void put_act(JsonWriter *w, const char *key, Str at, Str by) {
    if (at.len == 0) return;
    json_key(w, key);
    json_begin(w, '{');
    put_text(w, "at", at);
    put_text(w, "by", by);
    json_end(w, '}');
}

static void put_alarm(Desk *desk, JsonWriter *w, Arena *arena, const StoreAlarm *alarm,
                      const StoreFinding *now) {
    Str until = clock_until(desk, arena, (Tier)alarm->tier, alarm->opened);
    Str present = instant_text(arena, desk_instant(desk));
    json_begin(w, '{');
    put_number(w, "number", alarm->number);
    put_text(w, "guideline", alarm->guideline);
    put_text(w, "finding", alarm->finding);
    put_text(w, "about", alarm->about);
    put_text(w, "tier", str_from(tier_name((Tier)alarm->tier)));
    put_text(w, "title", alarm->title);
    put_text(w, "says", alarm->says);
    put_text(w, "since", alarm->since);
    put_text(w, "opened", alarm->opened);
    put_text(w, "until", until);
    if (alarm->closed.len == 0 && until.len > 0)
        put_bool(w, "over", str_compare(present, until) >= 0);
    put_act(w, "acknowledged", alarm->acknowledged, alarm->acknowledged_by);
    put_act(w, "closed", alarm->closed, alarm->closed_by);
    put_text(w, "reason", alarm->reason);
    put_text(w, "holds", now == NULL ? STR("n/a") : now->holds);
    if (now != NULL) put_text(w, "nowTier", now->tier);
    json_end(w, '}');
}

bool alarms_put(Desk *desk, JsonWriter *w, Str patient, Arena *arena, Err *err) {
    StoreAlarm *alarms;
    StoreFinding *rows;
    size_t count;
    size_t row_count;
    if (!store_alarms(desk->store, patient, arena, &alarms, &count, err) ||
        !store_findings(desk->store, patient, arena, &rows, &row_count, err))
        return false;
    json_key(w, "alarms");
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++)
        put_alarm(desk, w, arena, &alarms[i], row_now(rows, row_count, &alarms[i]));
    json_end(w, ']');
    return true;
}

// ---- handlers

static bool number_of(Str text, int64_t *number) {
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || i > 15) return false;
        *number = *number * 10 + (text.data[i] - '0');
    }
    return text.len > 0;
}

static bool reply_alarms(Desk *desk, const PageRequest *request, const StorePatient *patient,
                         PageReply *reply, Err *err) {
    JsonWriter w = {.buf = &reply->body};
    reply->audit = arena_printf(request->arena, "alarm %.*s", STR_ARG(request->part));
    json_begin(&w, '{');
    bool ok = alarms_put(desk, &w, patient->id, request->arena, err);
    json_end(&w, '}');
    return ok;
}

static bool asked_act(Desk *desk, const PageRequest *request, StorePatient *patient, AlarmAct *act,
                      Err *err) {
    *act = (AlarmAct){.person = request->person,
                      .at = instant_text(request->arena, desk_instant(desk))};
    if (!number_of(request->part, &act->number)) return err_set(err, ERR_MISSING, "no such alarm");
    if (!asked_patient(desk, request, patient, err)) return false;
    act->patient = patient->id;
    return true;
}

bool page_acknowledge(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient = {0};
    AlarmAct act;
    return asked_act(desk, request, &patient, &act, err) &&
           store_alarm_acknowledge(desk->store, &act, err) &&
           reply_alarms(desk, request, &patient, reply, err);
}

// Whether the patient still needs attention is found anew.
bool page_close_alarm(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    enum { LEAST = 10, MOST = 2000 };
    StorePatient patient = {0};
    AlarmAct act;
    return asked_act(desk, request, &patient, &act, err) &&
           body_wants(request, "reason", LEAST, MOST, &act.reason, err) &&
           store_alarm_close(desk->store, &act, err) &&
           desk_evaluate(desk, &patient, STR("answer"), err) &&
           reply_alarms(desk, request, &patient, reply, err);
}
