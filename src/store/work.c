#include "store/work.h"

#include "store/sql.h"

enum { MAX_ROWS = 1000 };  // answers or decisions of one patient that are shown

// ---- tasks

bool store_task(Store *store, Str patient, Arena *arena, StoreTask *task, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT coalesce(owner, 0), coalesce(o.name, ''), since, coalesce(g.name,"
                       " ''), snoozed_until, snooze_reason, coalesce(z.name, ''), snoozed_at,"
                       " snoozed_attention, board FROM task"
                       " LEFT JOIN person o ON o.id = owner LEFT JOIN person g ON g.id = given_by"
                       " LEFT JOIN person z ON z.id = snoozed_by WHERE patient = ?",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    *task = (StoreTask){0};
    if (sql_step(sql)) {
        *task = (StoreTask){.owner = sql_int(sql, 0),
                            .owner_name = sql_text(sql, 1, arena),
                            .since = sql_text(sql, 2, arena),
                            .given_by = sql_text(sql, 3, arena),
                            .snoozed_until = sql_text(sql, 4, arena),
                            .snooze_reason = sql_text(sql, 5, arena),
                            .snoozed_by = sql_text(sql, 6, arena),
                            .snoozed_at = sql_text(sql, 7, arena),
                            .snoozed_attention = sql_text(sql, 8, arena),
                            .board = sql_text(sql, 9, arena)};
    }
    return sql_done(sql, err);
}

static void bind_person(Sql *sql, int at, int64_t person) {
    if (person == 0) {
        sql_bind_null(sql, at);
    } else {
        sql_bind_int(sql, at, person);
    }
}

bool store_task_owner(Store *store, Str patient, int64_t owner, int64_t given_by, Str at,
                      Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT INTO task (patient, owner, given_by, since) VALUES (?1, ?2, ?3, ?4)"
                       " ON CONFLICT (patient) DO UPDATE SET owner = ?2, given_by = ?3, since = ?4",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    bind_person(sql, 2, owner);
    bind_person(sql, 3, given_by);
    sql_bind_text(sql, 4, at);
    return sql_run(sql, err);
}

bool store_task_board(Store *store, Str patient, Str day, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT INTO task (patient, board) VALUES (?1, ?2)"
                       " ON CONFLICT (patient) DO UPDATE SET board = ?2",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_text(sql, 2, day);
    return sql_run(sql, err);
}

bool store_task_snooze(Store *store, Str patient, const StoreSnooze *snooze, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT INTO task (patient, snoozed_until, snooze_reason, snoozed_by,"
                       " snoozed_at, snoozed_attention) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                       " ON CONFLICT (patient) DO UPDATE SET snoozed_until = ?2, snooze_reason ="
                       " ?3, snoozed_by = ?4, snoozed_at = ?5, snoozed_attention = ?6",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_text(sql, 2, snooze->until);
    sql_bind_text(sql, 3, snooze->reason);
    bind_person(sql, 4, snooze->person);
    sql_bind_text(sql, 5, snooze->at);
    sql_bind_text(sql, 6, snooze->attention);
    return sql_run(sql, err);
}

bool store_task_raise(Store *store, Str patient, Str attention, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE task SET snoozed_until = '' WHERE patient = ?1 AND snoozed_until <>"
                       " '' AND snoozed_attention <> ?2",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_text(sql, 2, attention);
    return sql_run(sql, err);
}

// ---- answers

bool store_answer_note(Store *store, Str patient, const AnswerNote *answer, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT INTO answer (id, patient, guideline, input, about, says, at,"
                       " effective, basis, confirmed_by, person, revision)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       err);
    if (sql == NULL) return false;
    const Str texts[] = {
        answer->id,   patient,    answer->guideline, answer->input, answer->about,
        answer->says, answer->at, answer->effective, answer->basis, answer->confirmed_by};
    int at = 1;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) sql_bind_text(sql, at++, texts[i]);
    sql_bind_int(sql, at++, answer->person);
    sql_bind_int(sql, at, answer->revision);
    return sql_run(sql, err);
}

bool store_answer_undo_note(Store *store, Str patient, Str id, int64_t person, Str at, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE answer SET undone = ?4, undone_by = ?3"
                       " WHERE patient = ?1 AND id = ?2 AND undone IS NULL",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_text(sql, 2, id);
    sql_bind_int(sql, 3, person);
    sql_bind_text(sql, 4, at);
    return sql_run(sql, err) && (sql_changes(store) > 0 ||
                                 err_set(err, ERR_MISSING, "no such answer, or undone already"));
}

bool store_answers(Store *store, Str patient, Arena *arena, AnswerNote **answers, size_t *count,
                   Err *err) {
    Sql *sql =
        sql_get(store,
                "SELECT a.id, guideline, input, about, says, at, effective, basis,"
                " confirmed_by, a.person, p.name, coalesce(undone, ''), coalesce(u.name, ''),"
                " a.revision FROM answer a JOIN person p ON p.id = a.person"
                " LEFT JOIN person u ON u.id = undone_by"
                " WHERE patient = ? ORDER BY at DESC, a.rowid DESC LIMIT ?",
                err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_int(sql, 2, MAX_ROWS);
    *answers = ARENA_ARRAY(arena, AnswerNote, MAX_ROWS);
    *count = 0;
    while (*count < MAX_ROWS && sql_step(sql)) {
        (*answers)[(*count)++] = (AnswerNote){.id = sql_text(sql, 0, arena),
                                              .guideline = sql_text(sql, 1, arena),
                                              .input = sql_text(sql, 2, arena),
                                              .about = sql_text(sql, 3, arena),
                                              .says = sql_text(sql, 4, arena),
                                              .at = sql_text(sql, 5, arena),
                                              .effective = sql_text(sql, 6, arena),
                                              .basis = sql_text(sql, 7, arena),
                                              .confirmed_by = sql_text(sql, 8, arena),
                                              .person = sql_int(sql, 9),
                                              .person_name = sql_text(sql, 10, arena),
                                              .undone = sql_text(sql, 11, arena),
                                              .undone_by = sql_text(sql, 12, arena),
                                              .revision = sql_int(sql, 13)};
    }
    return sql_done(sql, err);
}

// ---- decisions

bool store_decide(Store *store, Str patient, const StoreDecision *decision, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT INTO decision (patient, board, about, decision, deviation, reason,"
                       " due, at, as_of, guidelines, inputs, owner, person)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       err);
    if (sql == NULL) return false;
    const Str texts[] = {patient,
                         decision->board,
                         decision->about,
                         decision->decision,
                         decision->deviation,
                         decision->reason,
                         decision->due,
                         decision->at,
                         decision->as_of,
                         decision->guidelines,
                         decision->inputs};
    int at = 1;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) sql_bind_text(sql, at++, texts[i]);
    bind_person(sql, at++, decision->owner);
    sql_bind_int(sql, at, decision->person);
    return sql_run(sql, err);
}

bool store_decisions(Store *store, Str patient, Arena *arena, StoreDecision **decisions,
                     size_t *count, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT number, board, about, decision, deviation, reason, coalesce(owner,"
                       " 0), coalesce(o.name, ''), due, at, person, p.name, as_of, guidelines,"
                       " inputs, coalesce(done, ''), coalesce(d.name, ''), outcome, why"
                       " FROM decision JOIN person p ON p.id = person"
                       " LEFT JOIN person o ON o.id = owner LEFT JOIN person d ON d.id = done_by"
                       " WHERE patient = ? ORDER BY number DESC LIMIT ?",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_int(sql, 2, MAX_ROWS);
    *decisions = ARENA_ARRAY(arena, StoreDecision, MAX_ROWS);
    *count = 0;
    while (*count < MAX_ROWS && sql_step(sql)) {
        (*decisions)[(*count)++] = (StoreDecision){.number = sql_int(sql, 0),
                                                   .board = sql_text(sql, 1, arena),
                                                   .about = sql_text(sql, 2, arena),
                                                   .decision = sql_text(sql, 3, arena),
                                                   .deviation = sql_text(sql, 4, arena),
                                                   .reason = sql_text(sql, 5, arena),
                                                   .owner = sql_int(sql, 6),
                                                   .owner_name = sql_text(sql, 7, arena),
                                                   .due = sql_text(sql, 8, arena),
                                                   .at = sql_text(sql, 9, arena),
                                                   .person = sql_int(sql, 10),
                                                   .person_name = sql_text(sql, 11, arena),
                                                   .as_of = sql_text(sql, 12, arena),
                                                   .guidelines = sql_text(sql, 13, arena),
                                                   .inputs = sql_text(sql, 14, arena),
                                                   .done = sql_text(sql, 15, arena),
                                                   .done_by = sql_text(sql, 16, arena),
                                                   .outcome = sql_text(sql, 17, arena),
                                                   .why = sql_text(sql, 18, arena)};
    }
    return sql_done(sql, err);
}

bool store_decision_done(Store *store, Str patient, const StoreOutcome *outcome, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE decision SET done = ?3, done_by = ?4, outcome = ?5, why = ?6"
                       " WHERE patient = ?1 AND number = ?2",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_int(sql, 2, outcome->number);
    sql_bind_text(sql, 3, outcome->at);
    sql_bind_int(sql, 4, outcome->person);
    sql_bind_text(sql, 5, outcome->outcome);
    sql_bind_text(sql, 6, outcome->why);
    return sql_run(sql, err) &&
           (sql_changes(store) > 0 || err_set(err, ERR_MISSING, "no such decision"));
}
