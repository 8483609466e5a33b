#include "page/sheet_desk.h"

#include "page/desk_internal.h"
#include "store/conclusions.h"
#include "store/work.h"

// ---- what the store knows

static bool note_task(Desk *desk, const StorePatient *patient, Arena *arena, SheetNotes *notes,
                      Err *err) {
    StoreTask task;
    if (!store_task(desk->store, patient->id, arena, &task, err)) return false;
    notes->name = patient->name;
    notes->mrn = patient->mrn;
    notes->board_day = task.board;
    notes->owner = task.owner == 0 ? STR_NONE : task.owner_name;
    return true;
}

static bool note_alarms(Desk *desk, const StorePatient *patient, Arena *arena, SheetNotes *notes,
                        Err *err) {
    StoreAlarm *alarms;
    size_t count;
    if (!store_alarms(desk->store, patient->id, arena, &alarms, &count, err)) return false;
    SheetAlarm *noted = ARENA_ARRAY(arena, SheetAlarm, count + 1);
    Str now = instant_text(arena, desk_instant(desk));
    for (size_t i = 0; i < count; i++) {
        const StoreAlarm *alarm = &alarms[i];
        if (alarm->closed.len > 0) continue;
        Str until = clock_until(desk, arena, (Tier)alarm->tier, alarm->opened);
        noted[notes->alarm_count++] = (SheetAlarm){
            .guideline = alarm->guideline,
            .finding = alarm->finding,
            .about = alarm->about,
            .tier = (Tier)alarm->tier,
            .title = alarm->title,
            .says = alarm->says,
            .opened = alarm->opened,
            .until = until,
            .over = until.len > 0 && str_compare(now, until) >= 0,
            .acknowledged = alarm->acknowledged,
            .acknowledged_by = alarm->acknowledged_by,
        };
    }
    notes->alarms = noted;
    return true;
}

static bool note_answers(Desk *desk, const StorePatient *patient, Arena *arena, SheetNotes *notes,
                         Err *err) {
    AnswerNote *answers;
    size_t count;
    if (!store_answers(desk->store, patient->id, arena, &answers, &count, err)) return false;
    SheetAnswer *noted = ARENA_ARRAY(arena, SheetAnswer, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (answers[i].undone.len > 0) continue;
        noted[notes->answer_count++] = (SheetAnswer){
            .resource = arena_printf(arena, "Observation/%.*s", STR_ARG(answers[i].id)),
            .at = answers[i].at,
            .by = answers[i].person_name,
        };
    }
    notes->answers = noted;
    return true;
}

static bool note_decisions(Desk *desk, const StorePatient *patient, Arena *arena, SheetNotes *notes,
                           Err *err) {
    StoreDecision *decisions;
    size_t count;
    if (!store_decisions(desk->store, patient->id, arena, &decisions, &count, err)) return false;
    SheetDecision *noted = ARENA_ARRAY(arena, SheetDecision, count + 1);
    for (size_t i = 0; i < count; i++) {
        const StoreDecision *decision = &decisions[i];
        if (decision->done.len > 0) continue;
        noted[notes->decision_count++] = (SheetDecision){
            .day = decision->board.len > 0 ? decision->board : decision->at,
            .decision = decision->decision,
            .owner = decision->owner == 0 ? STR_NONE : decision->owner_name,
            .due = decision->due,
            .outdated = !str_eq(decision->inputs, patient->attention),
        };
    }
    notes->decisions = noted;
    return true;
}

// ---- the sheet

static bool make_sheet(Desk *desk, const StorePatient *patient, Arena *arena, const Sheet **sheet,
                       Err *err) {
    Reviewed reviewed;
    SheetNotes notes = {0};
    const ReviewWish wish = {.detail = DETAIL_FULL, .as_of = desk_instant(desk)};
    if (!note_task(desk, patient, arena, &notes, err) ||
        !note_alarms(desk, patient, arena, &notes, err) ||
        !note_answers(desk, patient, arena, &notes, err) ||
        !note_decisions(desk, patient, arena, &notes, err) ||
        !desk_review(desk, patient, &wish, &reviewed, err))
        return false;
    const SheetSource source = {.options = &reviewed.options,
                                .eval = desk->eval,
                                .record = reviewed.record,
                                .findings = reviewed.findings,
                                .count = reviewed.count,
                                .layout = desk_layout(desk),
                                .notes = &notes,
                                .fictitious = desk->clinic->options.fictitious};
    *sheet = sheet_new(&source, reviewed.arena);
    return true;
}

static bool find_patient(Desk *desk, Str asked, Arena *arena, StorePatient *patient, Err *err) {
    Str type = STR("Patient/");
    Err by_id = {0};
    if (str_starts(asked, type)) asked = (Str){asked.data + type.len, asked.len - type.len};
    if (store_patient_by_id(desk->store, asked, arena, patient, &by_id)) return true;
    return by_id.code == ERR_MISSING ? store_patient(desk->store, asked, arena, patient, err)
                                     : err_set(err, by_id.code, "%s", by_id.message);
}

bool desk_sheet(Desk *desk, Str patient, Arena *arena, const Sheet **sheet, Err *err) {
    StorePatient found;
    return find_patient(desk, patient, arena, &found, err) &&
           make_sheet(desk, &found, arena, sheet, err);
}

DateTime desk_now(const Desk *desk) {
    return desk_instant(desk);
}

bool desk_board(Desk *desk, Str day, Arena *arena, Str **ids, size_t *count, Err *err) {
    enum { MOST = 500 };
    ListQuery query = {
        .filter = LIST_BOARD, .now = instant_text(arena, desk_instant(desk)), .count = MOST};
    List list;
    *count = 0;
    if (!store_list(desk->store, &query, arena, &list, err)) return false;
    if (list.total > MOST)
        return err_set(err, ERR_LIMIT, "more than %d patients are on a board", MOST);
    *ids = ARENA_ARRAY(arena, Str, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        if (str_eq(list.rows[i].board, day)) (*ids)[(*count)++] = list.rows[i].patient.id;
    }
    return true;
}

// ---- requests

static bool asked_sheet(Desk *desk, const PageRequest *request, const Sheet **sheet, Err *err) {
    StorePatient patient;
    return asked_patient(desk, request, &patient, err) &&
           make_sheet(desk, &patient, request->arena, sheet, err);
}

bool page_sheet(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    const Sheet *sheet;
    if (!asked_sheet(desk, request, &sheet, err)) return false;
    sheet_write_json(&reply->body, sheet);
    return true;
}

bool page_sheet_pdf(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    const Sheet *sheet;
    if (!asked_sheet(desk, request, &sheet, err)) return false;
    if (!sheet_write_pdf(&reply->body, sheet, err)) {
        buf_reset(&reply->body);
        return false;
    }
    reply->type = "application/pdf";
    reply->name = "board-sheet.pdf";
    return true;
}
