// patients: who is on record, what the last evaluation came to, and the worklist over all of them.

#ifndef STORE_PATIENTS_H
#define STORE_PATIENTS_H

#include "store/store.h"

enum { NO_ROW = 9 };  // StorePatient.tier of somebody about whom nothing need be done

typedef struct {
    Str id;   // FHIR's, without "Patient/"
    Str key;  // of addresses
    Str name, birth, sex, mrn, died;
    int64_t revision;   // of the record
    int64_t evaluated;  // the revision that was evaluated; 0: none yet
    Str as_of, guidelines;
    int64_t tier;  // a Tier, or NO_ROW
    Str about, title, says, since;
    int64_t overdue, questions, rows, failed;
    Str attention;
} StorePatient;

// By key, or by id (of one who was merged: who stands for them). ERR_MISSING.
bool store_patient(Store *store, Str key, Arena *arena, StorePatient *patient, Err *err);
bool store_patient_by_id(Store *store, Str id, Arena *arena, StorePatient *patient, Err *err);

// Whose record changed since it was evaluated, or who was evaluated on another day than that of
// `as_of` or with other guidelines; at most `most`, in the order of their ids.
typedef struct {
    Str *items;
    size_t count;
} Ids;

typedef struct {
    Str as_of, guidelines;  // of an evaluation made now
} Present;

bool store_patients_waiting(Store *store, Present present, size_t most, Ids *ids, Arena *arena,
                            Err *err);
// How many they are; 10,000 stands for that many or more.
bool store_waiting_count(Store *store, Present present, int64_t *count, Err *err);

// What an evaluation came to: the fields from `evaluated` on. Forgets the view.
bool store_patient_evaluated(Store *store, const StorePatient *patient, Err *err);

// The page as it was last made of this evaluation; an empty Str when there is none.
bool store_view(Store *store, Str id, Arena *arena, Str *view, Err *err);
// Who of the first 500 of the worklist has no page yet, the most urgent first; at most `most`.
bool store_views_missing(Store *store, size_t most, Ids *ids, Arena *arena, Err *err);
// Kept only while the evaluation is still that of `patient`: another may have come between.
bool store_view_keep(Store *store, const StorePatient *patient, Str view, Arena *arena, Err *err);

// ---- the worklist

typedef enum {
    LIST_ATTENTION,  // has rows, and is not snoozed
    LIST_MINE,
    LIST_NOBODY,
    LIST_BOARD,
    LIST_OVERDUE,
    LIST_UNKNOWN,
    LIST_SNOOZED,
    LIST_ALL
} ListFilter;

typedef struct {
    int64_t attention, emergency, mine, nobody, board, overdue, unknown, snoozed, all, questions;
} ListCounts;

typedef struct {
    ListFilter filter;
    Str text;        // looked for in name and MRN; ""
    int64_t person;  // who asks
    Str now;         // a snooze that ended before it has ended
    int64_t from, count;
    const ListCounts *counts;  // as they are known to be; NULL: they are counted
} ListQuery;

typedef struct {
    StorePatient patient;
    Str owner_name, since, board, snoozed_until, snooze_reason, snoozed_by;
    int64_t owner;       // 0: nobody
    int64_t fresh;       // changes that the person has not seen
    Str alarm_opened;    // of the most urgent open alarm; ""
    int64_t alarm_tier;  // NO_ROW: none
    bool acknowledged;
} ListRow;

typedef struct {
    ListCounts counts;  // of each filter, without regard to a text
    int64_t total;      // of this filter and text
    ListRow *rows;
    size_t count;
} List;

// Counts of one version, for one person and one day, are the same.
bool store_list_version(Store *store, int64_t *version, Err *err);
bool store_list(Store *store, const ListQuery *query, Arena *arena, List *list, Err *err);

#endif
