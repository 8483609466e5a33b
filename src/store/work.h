// work: what people do with what was concluded: take, snooze, answer, decide.

#ifndef STORE_WORK_H
#define STORE_WORK_H

#include "store/store.h"

typedef struct {
    int64_t owner;  // 0: nobody
    Str owner_name, since, given_by;
    Str snoozed_until, snooze_reason, snoozed_by, snoozed_at;  // "": not snoozed
    Str snoozed_attention;                                     // StorePatient.attention as it was
    Str board;                                                 // day of the board; ""
} StoreTask;

bool store_task(Store *store, Str patient, Arena *arena, StoreTask *task, Err *err);
// owner 0: nobody any longer.
bool store_task_owner(Store *store, Str patient, int64_t owner, int64_t given_by, Str at, Err *err);
bool store_task_board(Store *store, Str patient, Str day, Err *err);

typedef struct {
    Str until;  // "": ends it
    Str reason, attention, at;
    int64_t person;
} StoreSnooze;
bool store_task_snooze(Store *store, Str patient, const StoreSnooze *snooze, Err *err);
// Ends a snooze that was begun when something else needed attention.
bool store_task_raise(Store *store, Str patient, Str attention, Err *err);

typedef struct {
    Str id;  // of the Observation
    Str guideline, input, about, says, at, effective, basis, confirmed_by;
    int64_t person;
    Str person_name, undone, undone_by;
    int64_t revision;  // of the record, with this answer in it
} AnswerNote;

bool store_answer_note(Store *store, Str patient, const AnswerNote *answer, Err *err);
bool store_answer_undo_note(Store *store, Str patient, Str id, int64_t person, Str at, Err *err);
// Newest first, also those that were undone.
bool store_answers(Store *store, Str patient, Arena *arena, AnswerNote **answers, size_t *count,
                   Err *err);

typedef struct {
    int64_t number;
    Str board, about, decision, deviation, reason;
    int64_t owner;
    Str owner_name, due, at, person_name;
    int64_t person;
    Str as_of, guidelines, inputs;  // inputs: StorePatient.attention as it was
    Str done, done_by, outcome, why;
} StoreDecision;

bool store_decide(Store *store, Str patient, const StoreDecision *decision, Err *err);
bool store_decisions(Store *store, Str patient, Arena *arena, StoreDecision **decisions,
                     size_t *count, Err *err);
typedef struct {
    int64_t number, person;
    Str outcome, why, at;
} StoreOutcome;
bool store_decision_done(Store *store, Str patient, const StoreOutcome *outcome, Err *err);

#endif
