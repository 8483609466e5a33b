// What-if, and answers for the record.
//
// An answer is stored as an Observation like any other datum, and noted with who gave it, when and
// on which basis. The patient is evaluated at once. An answer that would lower an emergency or a
// red is taken only with when, basis and who confirms it; the alarm stays open all the same.

#include "finding/answers.h"

#include "finding/words.h"
#include "page/desk_internal.h"
#include "store/answer.h"
#include "store/conclusions.h"
#include "store/work.h"

// ---- which input, which value

static const Item *input_of(const Desk *desk, const Json *body) {
    const Guideline *guideline =
        guideline_find(desk->clinic->set, json_string(body, STR("guideline")));
    return guideline == NULL
               ? NULL
               : guideline_item(guideline, KIND_INPUT, json_string(body, STR("input")));
}

// An input is asked about each thing of a list, or about the patient.
static bool is_about(Desk *desk, const Item *input, Str about) {
    Value list = value_null();
    Err err = {0};
    if (input->each == NULL) return about.len == 0;
    if (!eval_define(desk->eval, input->each, STR_NONE, &list, &err)) return false;
    for (uint32_t i = 0; list.kind == VALUE_LIST && i < list.count; i++) {
        if (list.as.items[i].kind == VALUE_STRING && str_eq(value_str(list.as.items[i]), about))
            return true;
    }
    return false;
}

bool asked_input(Reviewed *reviewed, Desk *desk, const Json *body, InputKey *key, Value *value,
                 Err *err) {
    const Item *input = body == NULL ? NULL : input_of(desk, body);
    const Json *given = body == NULL ? NULL : json_member(body, STR("value"));
    Str about = body == NULL ? STR_NONE : json_string(body, STR("about"));
    if (input == NULL) return err_set(err, ERR_MISSING, "there is no such question");
    if (given == NULL) return err_set(err, ERR_USAGE, "the answer has no 'value'");
    if (!is_about(desk, input, about))
        return err_set(err, ERR_MISSING, "the question is not asked about this");
    ValueShape shape = {.type = input->declaration->type};
    shape.choices = input_answers(desk->eval, input, &shape.count);
    *key = (InputKey){input->declaration, arena_str(reviewed->arena, about)};
    return value_take(reviewed->arena, &shape, given, value, err);
}

// ---- what-if

enum { MOST_IFS = 64 };

static bool same_number(Decimal a, Decimal b) {
    return decimal_compare(a, b) == 0;
}

static bool same_finding(const Finding *a, const Finding *b) {
    if (a->holds != b->holds || a->tier != b->tier || a->has_score != b->has_score) return false;
    if (a->has_score &&
        (!same_number(a->score_low, b->score_low) || !same_number(a->score_high, b->score_high)))
        return false;
    return str_eq(a->says, b->says);
}

static const Finding *find_same(const Finding *findings, size_t count, const Finding *wanted) {
    for (size_t i = 0; i < count; i++) {
        if (findings[i].item == wanted->item && str_eq(findings[i].about, wanted->about))
            return &findings[i];
    }
    return NULL;
}

static bool is_compared(const Finding *finding) {
    return finding->item->kind == KIND_FINDING || finding->item->kind == KIND_SCORE;
}

static void put_differing(JsonWriter *w, Desk *desk, const Reviewed *base, const Reviewed *then) {
    json_begin(w, '[');
    for (size_t i = 0; i < then->count; i++) {
        const Finding *finding = &then->findings[i];
        const Finding *before = find_same(base->findings, base->count, finding);
        if (!is_compared(finding) || (before != NULL && same_finding(before, finding))) continue;
        view_put_finding(w, desk, then, finding, false);
    }
    json_end(w, ']');
}

static void put_gone(JsonWriter *w, const Reviewed *base, const Reviewed *then) {
    json_begin(w, '[');
    for (size_t i = 0; i < base->count; i++) {
        const Finding *finding = &base->findings[i];
        if (!is_compared(finding) || find_same(then->findings, then->count, finding) != NULL)
            continue;
        json_begin(w, '{');
        put_text(w, "guideline", finding->item->guideline->id);
        put_text(w, "finding", finding->item->id);
        put_text(w, "about", finding->about);
        json_end(w, '}');
    }
    json_end(w, ']');
}

bool page_what_if(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    Reviewed base;
    ReviewWish wish = {.detail = DETAIL_NONE};
    InputKey keys[MOST_IFS];
    Value values[MOST_IFS];
    const Json *answers = request->body == NULL ? NULL : json_member(request->body, STR("answers"));
    if (answers == NULL || answers->kind != JSON_ARRAY)
        return err_set(err, ERR_USAGE, "'answers' is a list");
    if (answers->count > MOST_IFS)
        return err_set(err, ERR_LIMIT, "at most %d answers at once", MOST_IFS);
    if (!asked_patient(desk, request, &patient, err) ||
        !datetime_parse(patient.as_of, 0, &wish.as_of, err) ||
        !desk_review(desk, &patient, &wish, &base, err))
        return false;
    for (uint32_t i = 0; i < answers->count; i++) {
        if (!asked_input(&base, desk, &answers->as.items[i], &keys[i], &values[i], err))
            return false;
    }
    Reviewed then = base;
    wish.if_keys = keys;
    wish.if_values = values;
    wish.if_count = answers->count;
    desk_review_again(desk, &wish, &then);
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '{');
    json_key(&w, "findings");
    put_differing(&w, desk, &base, &then);
    json_key(&w, "gone");
    put_gone(&w, &base, &then);
    json_end(&w, '}');
    return true;
}

// ---- an answer

typedef struct {
    InputKey key;
    const Item *input;
    Value value;
    Str says;
    Str effective, basis, confirmed_by, id;
    bool when_said;  // `effective` was given, and is not only today's day
    DateTime at;
} Answer;

static bool read_answer(Desk *desk, const PageRequest *request, Reviewed *reviewed, Answer *answer,
                        Err *err) {
    enum { MOST = 500 };
    Str effective = body_text(request, "effective");
    if (!asked_input(reviewed, desk, request->body, &answer->key, &answer->value, err) ||
        !body_wants(request, "basis", 0, MOST, &answer->basis, err) ||
        !body_wants(request, "confirmedBy", 0, MOST, &answer->confirmed_by, err))
        return false;
    answer->input = guideline_input(desk->clinic->set, answer->key.declaration);
    if (answer->input->record == NULL)
        return err_set(err, ERR_CHECK, "the guideline says no way to store this answer");
    answer->at = reviewed->options.as_of;
    if (effective.len > 0) {
        DateTime today = datetime_date(reviewed->options.as_of);
        int order;
        if (!date_parse(effective, &answer->at, err))
            return err_set(err, ERR_USAGE, "'effective' is a day: 2026-11-22");
        if (datetime_order(answer->at, today, PRECISION_NONE, &order) && order > 0)
            return err_set(err, ERR_USAGE, "'effective' lies in the future");
        if (datetime_order(answer->at, today, PRECISION_DAY, &order) && order == 0)
            answer->at = reviewed->options.as_of;
    }
    answer->when_said = effective.len > 0;
    answer->effective = effective;
    if (!answer->when_said) {
        answer->effective = instant_text(request->arena, reviewed->options.as_of);
        answer->effective.len = 10;
    }
    answer->says = value_words(request->arena, answer->value);
    answer->id = arena_printf(request->arena, ANSWER_PREFIX "%.*s",
                              STR_ARG(random_word(request->arena, 12)));
    return true;
}

// As answer_write makes it, with who gave it and on which basis.
static bool write_observation(const PageRequest *request, const StorePatient *patient,
                              const Reviewed *reviewed, const Answer *answer, Buf *out, Err *err) {
    AnswerPlace place = {.input = answer->input,
                         .about = answer->key.about,
                         .patient =
                             arena_printf(request->arena, "Patient/%.*s", STR_ARG(patient->id)),
                         .id = answer->id,
                         .at = answer->at};
    if (!answer_write(out, &place, answer->value))
        return err_set(err, ERR_CHECK, "FHIR has no place for such a value");
    out->len--;  // open again
    JsonWriter w = {.buf = out, .comma = true};
    put_text(&w, "issued", instant_text(request->arena, reviewed->options.as_of));
    json_key(&w, "performer");
    json_begin(&w, '[');
    json_begin(&w, '{');
    put_text(&w, "display",
             answer->confirmed_by.len > 0 ? answer->confirmed_by : request->person_name);
    json_end(&w, '}');
    json_end(&w, ']');
    if (answer->basis.len > 0) {
        json_key(&w, "note");
        json_begin(&w, '[');
        json_begin(&w, '{');
        put_text(&w, "text", answer->basis);
        json_end(&w, '}');
        json_end(&w, ']');
    }
    json_end(&w, '}');
    return true;
}

// ---- what changed, from the conclusions before and after

typedef struct {
    StoreFinding *rows;
    size_t count;
} Rows;

static bool rows_now(Desk *desk, Str patient, Arena *arena, Rows *rows, Err *err) {
    return store_findings(desk->store, patient, arena, &rows->rows, &rows->count, err);
}

static bool same_name(const StoreFinding *a, const StoreFinding *b) {
    return str_eq(a->guideline, b->guideline) && str_eq(a->finding, b->finding) &&
           str_eq(a->about, b->about);
}

static const StoreFinding *row_of(const Rows *rows, const StoreFinding *wanted) {
    for (size_t i = 0; i < rows->count; i++) {
        if (same_name(&rows->rows[i], wanted)) return &rows->rows[i];
    }
    return NULL;
}

static void put_row(JsonWriter *w, const Desk *desk, const StoreFinding *row) {
    const Guideline *guideline = guideline_find(desk->clinic->set, row->guideline);
    ItemKind kind = KIND_FINDING;
    for (ItemKind k = 0; k < KIND_COUNT; k++) {
        if (str_eq(row->kind, str_from(item_kind_name(k)))) kind = k;
    }
    const Item *item = guideline == NULL ? NULL : guideline_item(guideline, kind, row->finding);
    put_text(w, "kind", row->kind);
    put_text(w, "guideline", row->guideline);
    put_text(w, "finding", row->finding);
    put_text(w, "about", row->about);
    if (item != NULL) put_text(w, "title", item->title);
    put_text(w, "holds", row->holds);
    put_text(w, "tier", row->tier);
    put_text(w, "score", row->score);
    put_text(w, "says", row->says);
}

static void put_side(JsonWriter *w, const Desk *desk, const char *key, const StoreFinding *row) {
    if (row == NULL) return;
    json_key(w, key);
    json_begin(w, '{');
    put_row(w, desk, row);
    json_end(w, '}');
}

static bool differ(const StoreFinding *a, const StoreFinding *b) {
    return a == NULL || b == NULL || !str_eq(a->holds, b->holds) || !str_eq(a->tier, b->tier) ||
           !str_eq(a->score, b->score) || !str_eq(a->says, b->says);
}

static void put_changed(JsonWriter *w, const Desk *desk, const Rows *before, const Rows *after) {
    json_begin(w, '[');
    for (size_t i = 0; i < after->count; i++) {
        const StoreFinding *old = row_of(before, &after->rows[i]);
        if (!differ(old, &after->rows[i])) continue;
        json_begin(w, '{');
        put_side(w, desk, "before", old);
        put_side(w, desk, "after", &after->rows[i]);
        json_end(w, '}');
    }
    for (size_t i = 0; i < before->count; i++) {
        if (row_of(after, &before->rows[i]) != NULL) continue;
        json_begin(w, '{');
        put_side(w, desk, "before", &before->rows[i]);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static bool is_alarm_row(const StoreFinding *row) {
    bool red = str_eq(row->tier, STR("emergency")) || str_eq(row->tier, STR("red"));
    return str_eq(row->kind, STR("finding")) && red && !str_eq(row->holds, STR("no"));
}

static bool is_lowered(const StoreFinding *before, const StoreFinding *after) {
    if (!is_alarm_row(before)) return false;
    if (after == NULL || !is_alarm_row(after)) return true;
    return str_eq(before->tier, STR("emergency")) && !str_eq(after->tier, before->tier);
}

static size_t put_lowered(JsonWriter *w, const Desk *desk, const Rows *before, const Rows *after) {
    size_t count = 0;
    json_begin(w, '[');
    for (size_t i = 0; i < before->count; i++) {
        const StoreFinding *now = row_of(after, &before->rows[i]);
        if (!is_lowered(&before->rows[i], now)) continue;
        json_begin(w, '{');
        put_row(w, desk, &before->rows[i]);
        put_side(w, desk, "then", now);
        json_end(w, '}');
        count++;
    }
    json_end(w, ']');
    return count;
}

// ---- who else answered

static bool find_conflict(Desk *desk, const PageRequest *request, const StorePatient *patient,
                          const Answer *answer, const AnswerNote **other, Err *err) {
    AnswerNote *answers;
    size_t count;
    int64_t seen;
    *other = NULL;
    if (!body_number(request, "revision", &seen))
        return err_set(err, ERR_USAGE, "'revision' is that of the page the answer was given on");
    if (!store_answers(desk->store, patient->id, request->arena, &answers, &count, err))
        return false;
    for (size_t i = 0; i < count && *other == NULL; i++) {
        bool same = str_eq(answers[i].guideline, answer->input->guideline->id) &&
                    str_eq(answers[i].input, answer->input->id) &&
                    str_eq(answers[i].about, answer->key.about);
        if (same && answers[i].undone.len == 0 && answers[i].revision > seen) *other = &answers[i];
    }
    return true;
}

static bool reply_conflict(PageReply *reply, const AnswerNote *other) {
    JsonWriter w = {.buf = &reply->body};
    reply->status = 409;
    json_begin(&w, '{');
    json_key(&w, "conflict");
    json_begin(&w, '{');
    put_text(&w, "id", other->id);
    put_text(&w, "says", other->says);
    put_text(&w, "by", other->person_name);
    put_text(&w, "at", other->at);
    put_text(&w, "effective", other->effective);
    put_text(&w, "basis", other->basis);
    put_text(&w, "confirmedBy", other->confirmed_by);
    json_end(&w, '}');
    json_end(&w, '}');
    return true;
}

// Nothing is kept of a reply like this one: its status is an error.
static void reply_needs(PageReply *reply, const Buf *lowers) {
    static const char *const needs[] = {"effective", "basis", "confirmedBy"};
    JsonWriter w = {.buf = &reply->body};
    reply->status = 428;
    json_begin(&w, '{');
    json_key(&w, "needs");
    json_begin(&w, '[');
    for (size_t i = 0; i < 3; i++) json_put_string(&w, str_from(needs[i]));
    json_end(&w, ']');
    json_key(&w, "lowers");
    json_put_raw(&w, buf_str(lowers));
    json_end(&w, '}');
}

// ---- the handlers

static bool reply_changed(Desk *desk, const PageRequest *request, const Answer *answer,
                          const Rows *before, PageReply *reply, Err *err) {
    Rows after;
    StorePatient patient;
    if (!asked_patient(desk, request, &patient, err) ||
        !rows_now(desk, patient.id, request->arena, &after, err))
        return false;
    Buf lowers = {0};
    JsonWriter low = {.buf = &lowers};
    bool explained = answer == NULL ||
                     (answer->when_said && answer->basis.len > 0 && answer->confirmed_by.len > 0);
    if (put_lowered(&low, desk, before, &after) > 0 && !explained) {
        reply_needs(reply, &lowers);
        buf_free(&lowers);
        return true;
    }
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '{');
    if (answer != NULL) {
        json_key(&w, "answer");
        json_begin(&w, '{');
        put_text(&w, "id", answer->id);
        put_text(&w, "says", answer->says);
        put_text(&w, "by", request->person_name);
        put_text(&w, "effective", answer->effective);
        put_text(&w, "basis", answer->basis);
        put_text(&w, "confirmedBy", answer->confirmed_by);
        json_end(&w, '}');
    }
    json_key(&w, "lowers");
    json_put_raw(&w, buf_str(&lowers));
    json_key(&w, "changed");
    put_changed(&w, desk, before, &after);
    json_key(&w, "patient");
    bool ok = view_write(desk, request, &patient, json_put_here(&w), err);
    w.comma = true;
    json_end(&w, '}');
    buf_free(&lowers);
    return ok;
}

static bool keep_answer(Desk *desk, const PageRequest *request, const StorePatient *patient,
                        const Answer *answer, Str observation, Err *err) {
    StorePatient changed;
    AnswerNote note = {.id = answer->id,
                       .guideline = answer->input->guideline->id,
                       .input = answer->input->id,
                       .about = answer->key.about,
                       .says = answer->says,
                       .at = instant_text(request->arena, desk_instant(desk)),
                       .effective = answer->effective,
                       .basis = answer->basis,
                       .confirmed_by = answer->confirmed_by,
                       .person = request->person};
    StoreAnswer put = {.patient = patient->id,
                       .type = STR("Observation"),
                       .id = answer->id,
                       .json = observation,
                       .known_at_ms = datetime_low_ms(desk_instant(desk))};
    if (!store_answer_put(desk->store, &put, err) || !asked_patient(desk, request, &changed, err))
        return false;
    note.revision = changed.revision;
    return store_answer_note(desk->store, patient->id, &note, err) &&
           desk_evaluate(desk, &changed, STR("answer"), err);
}

bool page_answer(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    Reviewed reviewed;
    Answer answer = {0};
    Rows before;
    const AnswerNote *other;
    Buf observation = {0};
    ReviewWish wish = {.detail = DETAIL_NONE, .as_of = desk_instant(desk)};
    if (!asked_patient(desk, request, &patient, err) ||
        !desk_review(desk, &patient, &wish, &reviewed, err) ||
        !read_answer(desk, request, &reviewed, &answer, err) ||
        !find_conflict(desk, request, &patient, &answer, &other, err))
        return false;
    if (other != NULL) return reply_conflict(reply, other);
    // What is kept of the desk's arena beyond the next review is copied.
    answer.key.about = arena_str(request->arena, answer.key.about);
    reply->audit =
        arena_printf(request->arena, "%.*s/%.*s %.*s", STR_ARG(answer.input->guideline->id),
                     STR_ARG(answer.input->id), STR_ARG(answer.id));
    bool ok = rows_now(desk, patient.id, request->arena, &before, err) &&
              write_observation(request, &patient, &reviewed, &answer, &observation, err) &&
              keep_answer(desk, request, &patient, &answer, buf_str(&observation), err) &&
              reply_changed(desk, request, &answer, &before, reply, err);
    buf_free(&observation);
    return ok;
}

bool page_undo(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    Rows before;
    Str now = instant_text(request->arena, desk_instant(desk));
    reply->audit = request->part;
    return asked_patient(desk, request, &patient, err) &&
           rows_now(desk, patient.id, request->arena, &before, err) &&
           store_answer_undo_note(desk->store, patient.id, request->part, request->person, now,
                                  err) &&
           store_answer_remove(desk->store, STR("Observation"), request->part, err) &&
           asked_patient(desk, request, &patient, err) &&
           desk_evaluate(desk, &patient, STR("answer"), err) &&
           reply_changed(desk, request, NULL, &before, reply, err);
}
