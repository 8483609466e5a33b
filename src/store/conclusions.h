// conclusions: what was concluded of each patient, how it changed, which alarms are open, and the
// guidelines that said so.

#ifndef STORE_CONCLUSIONS_H
#define STORE_CONCLUSIONS_H

#include "store/store.h"

// A conclusion as it stands. Of `about`, "" is the patient.
typedef struct {
    Str guideline, finding, about, kind, version;
    Str holds, tier;  // names
    Str says, inputs;
    Str score;  // "8 to 10"; "" without
    Str since;  // when it came into this state
} StoreFinding;

typedef struct {
    int64_t number;
    Str at, as_of, guidelines, cause;
    Str guideline, finding, about;
    Str holds_before, tier_before, score_before, says_before;
    Str holds, tier, score, says;
} StoreChange;

// What was concluded last, in the order of guideline, finding and about.
bool store_findings(Store *store, Str patient, Arena *arena, StoreFinding **findings, size_t *count,
                    Err *err);

typedef struct {
    Str patient;
    Str at, as_of, guidelines;
    Str cause;                           // "record", "answer", "time", "guidelines"
    bool first;                          // nothing was concluded before: nothing has changed
    const StoreFinding *before, *after;  // both in the order of store_findings
    size_t before_count, after_count;
} StoreConclusions;

// Puts `after` in the place of `before`, and keeps what differs: state, tier, score, or the data
// and what is said of them. What only the days passing changed in the words is no change.
bool store_conclude(Store *store, const StoreConclusions *conclusions, Err *err);

// Changes after that number, oldest first, at most CHANGES_MOST.
enum { CHANGES_MOST = 500 };
typedef struct {
    StoreChange *items;
    size_t count;
} Changes;

bool store_changes(Store *store, Str patient, int64_t after, Changes *changes, Arena *arena,
                   Err *err);
// Until where a person (0: the board) has looked.
typedef struct {
    int64_t change;  // 0: never
    Str at;
} Seen;

bool store_seen(Store *store, Str patient, int64_t person, Seen *seen, Arena *arena, Err *err);
bool store_mark_seen(Store *store, Str patient, int64_t person, Str at, Err *err);

// ---- alarms: an emergency or a red stays until somebody closes it with a reason
typedef struct {
    int64_t number;
    Str guideline, finding, about;
    int64_t tier;
    Str title, says, inputs, since, opened;
    Str acknowledged, acknowledged_by, closed, closed_by, reason;  // "": not
} StoreAlarm;

// Of a patient: the open ones first, the most urgent first; then the closed ones, newest first.
bool store_alarms(Store *store, Str patient, Arena *arena, StoreAlarm **alarms, size_t *count,
                  Err *err);
bool store_alarm_open(Store *store, Str patient, const StoreAlarm *alarm, Err *err);
// What an open alarm says now: words and data may change while it stays open; the tier only rises,
// and then it waits to be acknowledged again.
bool store_alarm_update(Store *store, const StoreAlarm *alarm, Err *err);
// False with ERR_MISSING when this patient has no such open alarm.
typedef struct {
    Str patient;
    int64_t number, person;
    Str at, reason;  // reason: of closing
} AlarmAct;
// Whoever was first stays.
bool store_alarm_acknowledge(Store *store, const AlarmAct *act, Err *err);
bool store_alarm_close(Store *store, const AlarmAct *act, Err *err);

// ---- guidelines ever used
bool store_guidelines_known(Store *store, Str hash, bool *known, Err *err);
bool store_guidelines_keep(Store *store, Str hash, Str at, Str files, Arena *arena, Err *err);
// The files as they were kept; ERR_MISSING.
bool store_guidelines_files(Store *store, Str hash, Arena *arena, Str *files, Err *err);
typedef struct {
    Str hash, first_used;
} StoreGuidelines;
bool store_guidelines_list(Store *store, Arena *arena, StoreGuidelines **sets, size_t *count,
                           Err *err);

#endif
