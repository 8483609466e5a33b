// What people do: take, hand over, snooze, put on the board, decide.

#include "store/work.h"

#include "page/desk_internal.h"
#include "store/people.h"

enum { MOST_TEXT = 4000, SNOOZE_DAYS = 90 };

// ---- as JSON

static void put_who(JsonWriter *w, const char *key, int64_t id, Str name) {
    if (id == 0) return;
    json_key(w, key);
    json_begin(w, '{');
    put_number(w, "id", id);
    put_text(w, "name", name);
    json_end(w, '}');
}

bool task_put(Desk *desk, JsonWriter *w, Str patient, Arena *arena, Err *err) {
    StoreTask task;
    if (!store_task(desk->store, patient, arena, &task, err)) return false;
    Str now = instant_text(arena, desk_instant(desk));
    json_key(w, "task");
    json_begin(w, '{');
    put_who(w, "owner", task.owner, task.owner_name);
    if (task.owner != 0) put_text(w, "since", task.since);
    put_text(w, "givenBy", task.given_by);
    if (str_compare(task.snoozed_until, now) > 0) {
        json_key(w, "snoozed");
        json_begin(w, '{');
        put_text(w, "until", task.snoozed_until);
        put_text(w, "reason", task.snooze_reason);
        put_text(w, "by", task.snoozed_by);
        put_text(w, "at", task.snoozed_at);
        json_end(w, '}');
    }
    put_text(w, "board", task.board);
    json_end(w, '}');
    return true;
}

bool answers_put(Desk *desk, JsonWriter *w, Str patient, Arena *arena, Err *err) {
    AnswerNote *answers;
    size_t count;
    if (!store_answers(desk->store, patient, arena, &answers, &count, err)) return false;
    json_key(w, "answers");
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++) {
        const AnswerNote *answer = &answers[i];
        const Guideline *guideline = guideline_find(desk->clinic->set, answer->guideline);
        const Item *input =
            guideline == NULL ? NULL : guideline_item(guideline, KIND_INPUT, answer->input);
        json_begin(w, '{');
        put_text(w, "id", answer->id);
        put_text(w, "guideline", answer->guideline);
        put_text(w, "input", answer->input);
        put_text(w, "about", answer->about);
        put_text(w, "ask", input == NULL ? answer->input : input->ask);
        put_text(w, "says", answer->says);
        put_text(w, "at", answer->at);
        put_text(w, "by", answer->person_name);
        put_text(w, "effective", answer->effective);
        put_text(w, "basis", answer->basis);
        put_text(w, "confirmedBy", answer->confirmed_by);
        put_text(w, "undone", answer->undone);
        put_text(w, "undoneBy", answer->undone_by);
        json_end(w, '}');
    }
    json_end(w, ']');
    return true;
}

bool decisions_put(Desk *desk, JsonWriter *w, const StorePatient *patient, Arena *arena, Err *err) {
    StoreDecision *decisions;
    size_t count;
    if (!store_decisions(desk->store, patient->id, arena, &decisions, &count, err)) return false;
    json_key(w, "decisions");
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++) {
        const StoreDecision *decision = &decisions[i];
        json_begin(w, '{');
        put_number(w, "number", decision->number);
        put_text(w, "board", decision->board);
        put_text(w, "about", decision->about);
        put_text(w, "decision", decision->decision);
        put_text(w, "deviation", decision->deviation);
        put_text(w, "reason", decision->reason);
        put_who(w, "owner", decision->owner, decision->owner_name);
        put_text(w, "due", decision->due);
        put_text(w, "at", decision->at);
        put_text(w, "by", decision->person_name);
        put_text(w, "asOf", decision->as_of);
        put_text(w, "guidelines", decision->guidelines);
        put_text(w, "done", decision->done);
        put_text(w, "doneBy", decision->done_by);
        put_text(w, "outcome", decision->outcome);
        put_text(w, "why", decision->why);
        if (!str_eq(decision->inputs, patient->attention)) put_bool(w, "outdated", true);
        json_end(w, '}');
    }
    json_end(w, ']');
    return true;
}

// ---- tasks

static Str now_text(Desk *desk, const PageRequest *request) {
    return instant_text(request->arena, desk_instant(desk));
}

static bool reply_task(Desk *desk, const PageRequest *request, const StorePatient *patient,
                       PageReply *reply, Err *err) {
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '{');
    bool ok = task_put(desk, &w, patient->id, request->arena, err);
    json_end(&w, '}');
    return ok;
}

static bool give_to(Desk *desk, const PageRequest *request, int64_t person, PageReply *reply,
                    Err *err) {
    StorePatient patient;
    int64_t by = person == request->person ? 0 : request->person;
    return asked_patient(desk, request, &patient, err) &&
           store_task_owner(desk->store, patient.id, person, person == 0 ? 0 : by,
                            now_text(desk, request), err) &&
           reply_task(desk, request, &patient, reply, err);
}

bool page_take(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    return give_to(desk, request, request->person, reply, err);
}

bool page_release(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    return give_to(desk, request, 0, reply, err);
}

static bool is_person(Desk *desk, const PageRequest *request, int64_t id, Err *err) {
    Person *people;
    size_t count;
    if (!person_list(desk->store, request->arena, &people, &count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        if (people[i].id == id) return true;
    }
    return err_set(err, ERR_USAGE, "there is no such person");
}

bool page_hand_over(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    int64_t to;
    if (!body_number(request, "to", &to) || to == 0)
        return err_set(err, ERR_USAGE, "'to' is the number of a person");
    if (!is_person(desk, request, to, err)) return false;
    reply->audit = arena_printf(request->arena, "to person %lld", (long long)to);
    return give_to(desk, request, to, reply, err);
}

// A day within the limit, as the end of that day.
static bool snooze_until(Desk *desk, const PageRequest *request, Str *until, Err *err) {
    Str day = body_text(request, "until");
    DateTime last;
    if (!is_day(day)) return err_set(err, ERR_USAGE, "'until' is a day: 2026-11-30");
    DateTime today = datetime_date(desk_instant(desk));
    Str first = instant_text(request->arena, today);
    datetime_add(today, SNOOZE_DAYS, PRECISION_DAY, &last);
    Str latest = instant_text(request->arena, last);
    first.len = latest.len = 10;
    if (str_compare(day, first) <= 0 || str_compare(day, latest) > 0)
        return err_set(err, ERR_USAGE, "a snooze ends after today, and within %d days",
                       SNOOZE_DAYS);
    *until = arena_printf(request->arena, "%.*sT00:00:00Z", STR_ARG(day));
    return true;
}

bool page_snooze(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    StoreSnooze snooze = {.person = request->person, .at = now_text(desk, request)};
    if (!asked_patient(desk, request, &patient, err) ||
        !snooze_until(desk, request, &snooze.until, err) ||
        !body_wants(request, "reason", 3, MOST_TEXT, &snooze.reason, err))
        return false;
    if (patient.tier == TIER_EMERGENCY)
        return err_set(err, ERR_USAGE, "an emergency cannot be snoozed");
    snooze.attention = patient.attention;
    return store_task_snooze(desk->store, patient.id, &snooze, err) &&
           reply_task(desk, request, &patient, reply, err);
}

bool page_wake(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    StoreSnooze none = {0};
    return asked_patient(desk, request, &patient, err) &&
           store_task_snooze(desk->store, patient.id, &none, err) &&
           reply_task(desk, request, &patient, reply, err);
}

bool page_board(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    Str day = body_text(request, "day");
    if (day.len > 0 && !is_day(day)) return err_set(err, ERR_USAGE, "'day' is a day: 2026-11-26");
    return asked_patient(desk, request, &patient, err) &&
           store_task_board(desk->store, patient.id, day, err) &&
           reply_task(desk, request, &patient, reply, err);
}

// ---- decisions

static bool reply_decisions(Desk *desk, const PageRequest *request, const StorePatient *patient,
                            PageReply *reply, Err *err) {
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '{');
    bool ok = decisions_put(desk, &w, patient, request->arena, err);
    json_end(&w, '}');
    return ok;
}

static bool known_deviation(const Desk *desk, Str code) {
    const Json *layout = desk_layout(desk);
    const Json *list = layout == NULL ? NULL : json_member(layout, STR("deviations"));
    if (code.len == 0) return true;
    for (uint32_t i = 0; list != NULL && list->kind == JSON_ARRAY && i < list->count; i++) {
        if (str_eq(json_string(&list->as.items[i], STR("code")), code)) return true;
    }
    return false;
}

bool page_decide(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    StoreDecision decision = {.about = body_text(request, "about"),
                              .deviation = body_text(request, "deviation"),
                              .reason = body_text(request, "reason"),
                              .due = body_text(request, "due"),
                              .board = body_text(request, "board"),
                              .person = request->person,
                              .at = now_text(desk, request)};
    if (!asked_patient(desk, request, &patient, err) ||
        !body_wants(request, "decision", 3, MOST_TEXT, &decision.decision, err))
        return false;
    if (!known_deviation(desk, decision.deviation))
        return err_set(err, ERR_USAGE, "'deviation' is none of the reasons of the layout");
    if (decision.deviation.len > 0 && decision.reason.len < 3)
        return err_set(err, ERR_USAGE, "a decision outside the guideline says why");
    if (decision.reason.len > MOST_TEXT || decision.about.len > 200)
        return err_set(err, ERR_LIMIT, "a text is too long");
    if (!is_day(decision.due) || (decision.board.len > 0 && !is_day(decision.board)))
        return err_set(err, ERR_USAGE, "'due' and 'board' are days: 2026-11-30");
    if (str_compare(decision.due, decision.board) < 0)
        return err_set(err, ERR_USAGE, "what the board decides cannot be due before it meets");
    if (body_number(request, "owner", &decision.owner) && decision.owner != 0 &&
        !is_person(desk, request, decision.owner, err))
        return false;
    decision.as_of = patient.as_of;
    decision.guidelines = patient.guidelines;
    decision.inputs = patient.attention;
    return store_decide(desk->store, patient.id, &decision, err) &&
           reply_decisions(desk, request, &patient, reply, err);
}

bool page_decision_done(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    static const char *const outcomes[] = {"carried-out", "changed", "not-done"};
    StorePatient patient;
    StoreOutcome outcome = {.person = request->person,
                            .at = now_text(desk, request),
                            .outcome = body_text(request, "outcome"),
                            .why = body_text(request, "why")};
    bool known = false;
    for (size_t i = 0; i < 3; i++) known = known || str_eq(outcome.outcome, str_from(outcomes[i]));
    if (!known) return err_set(err, ERR_USAGE, "'outcome' is carried-out, changed or not-done");
    if (!str_eq(outcome.outcome, STR("carried-out")) && outcome.why.len < 3)
        return err_set(err, ERR_USAGE, "what was changed or not done says why");
    if (outcome.why.len > MOST_TEXT) return err_set(err, ERR_LIMIT, "a text is too long");
    outcome.number = 0;
    for (size_t i = 0; i < request->part.len && i < 15; i++) {
        char digit = request->part.data[i];
        if (digit < '0' || digit > '9') return err_set(err, ERR_MISSING, "no such decision");
        outcome.number = outcome.number * 10 + (digit - '0');
    }
    return asked_patient(desk, request, &patient, err) &&
           store_decision_done(desk->store, patient.id, &outcome, err) &&
           reply_decisions(desk, request, &patient, reply, err);
}
