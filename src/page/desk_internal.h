// desk_internal: what the files of page/ share; nobody else includes it.

#ifndef PAGE_DESK_INTERNAL_H
#define PAGE_DESK_INTERNAL_H

#include "page/desk.h"
#include "page/leaflets.h"
#include "store/patients.h"

// How the id of an Observation begins that was answered here.
#define ANSWER_PREFIX "vigil-"

struct Clinic {
    ClinicOptions options;
    const GuidelineSet *set;
    bool stands_still;  // the instant was given
    DateTime as_of;     // that instant
    Str files;          // all guidelines, one a line: {"name": ..., "text": ...}
    Leaflets leaflets;
};

struct Desk {
    const Clinic *clinic;
    Store *store;
    Arena *own;    // of the desk itself
    Arena *arena;  // of the patient that was reviewed last
    Eval *eval;    // NULL before the first; for `as_of`
    DateTime as_of;
    // The counts of the worklist, as they were when the store was of this version.
    ListCounts counts;
    int64_t counts_version, counts_person;  // version -1: none yet
    char counts_day[16];
};

// A patient's record as it stands in the store, and what the guidelines say of it. Lives in the
// desk's arena: until the next review.
typedef struct {
    Arena *arena;
    StorePatient patient;
    Record *record;
    uint64_t left_out;  // resources that could not be read
    ReviewOptions options;
    const Finding *findings;
    size_t count;
} Reviewed;

// The instant of an evaluation that is made now.
DateTime desk_instant(const Desk *desk);
// As ISO 8601 in UTC, to the second.
Str instant_text(Arena *arena, DateTime instant);
const Json *desk_layout(const Desk *desk);

typedef struct {
    Detail detail;
    DateTime as_of;
    Str only_finding;         // id; "" for all
    const InputKey *if_keys;  // what-if; with DETAIL_NONE
    const Value *if_values;
    size_t if_count;
} ReviewWish;

// Reads the record anew and reviews it.
bool desk_review(Desk *desk, const StorePatient *patient, const ReviewWish *wish,
                 Reviewed *reviewed, Err *err);
// Reviews the same record again, in the same arena.
void desk_review_again(Desk *desk, const ReviewWish *wish, Reviewed *reviewed);

// ---- refresh.c
// Evaluates one patient and stores what came of it, within a transaction that the caller began.
// `cause` of store/conclusions.h; "" finds it out.
bool desk_evaluate(Desk *desk, const StorePatient *patient, Str cause, Err *err);

// ---- request.c: what a body says
Str body_text(const PageRequest *request, const char *name);  // "" when absent or no text
bool body_number(const PageRequest *request, const char *name, int64_t *number);
bool body_bool(const PageRequest *request, const char *name);
// The text of a field that must be there, between `least` and `most` bytes. ERR_USAGE.
bool body_wants(const PageRequest *request, const char *name, size_t least, size_t most, Str *text,
                Err *err);
bool is_day(Str text);  // "2026-11-22"
// Of the address: the patient. ERR_MISSING.
bool asked_patient(Desk *desk, const PageRequest *request, StorePatient *patient, Err *err);
// A random word of hexadecimal digits for `bytes` bytes.
Str random_word(Arena *arena, size_t bytes);
bool is_named(const Finding *finding, Str name);  // as the layout names it: "GUIDELINE/FINDING"
void put_text(JsonWriter *w, const char *key, Str text);  // nothing when empty
void put_number(JsonWriter *w, const char *key, int64_t number);
void put_bool(JsonWriter *w, const char *key, bool value);
void put_decimal(JsonWriter *w, const char *key, Decimal number);

// ---- value.c: values of inputs as docs/api.md writes them
const char *value_type_name(const Type *type);
void value_put(JsonWriter *w, Value value);
// `choices` of the input: a Concept, and the unit of a Quantity, is one of theirs. ERR_USAGE.
typedef struct {
    const Type *type;
    const Value *choices;
    size_t count;
} ValueShape;
bool value_take(Arena *arena, const ValueShape *shape, const Json *json, Value *value, Err *err);
// The input that a body names (guideline, input), its shape, and the value it gives.
bool asked_input(Reviewed *reviewed, Desk *desk, const Json *body, InputKey *key, Value *value,
                 Err *err);

// ---- view.c
// The page of a patient: what is kept from the evaluation, and what people do with it.
bool view_write(Desk *desk, const PageRequest *request, const StorePatient *patient, Buf *out,
                Err *err);
// Makes the part that is kept, when it is not there.
bool view_keep(Desk *desk, const StorePatient *patient, Arena *arena, Err *err);
// One finding as the view has it.
void view_put_finding(JsonWriter *w, Desk *desk, const Reviewed *reviewed, const Finding *finding,
                      bool reasons);
void view_put_inputs(JsonWriter *w, Desk *desk, const Reviewed *reviewed, const Finding *findings,
                     size_t count);

// What is silent and would tell something, what presses first; those that would change nothing by
// themselves last.
void view_put_questions(JsonWriter *w, Desk *desk, const Reviewed *reviewed);

// ---- alarms.c
// Opens, updates: what is an emergency or red now. `handled[i]`: findings[i] has an alarm that was
// closed while the same data stood there.
bool alarms_keep(Desk *desk, const Reviewed *reviewed, bool *handled, Err *err);
bool alarms_put(Desk *desk, JsonWriter *w, Str patient, Arena *arena, Err *err);
// When the clock of a tier that began then runs out; "" when the layout gives none.
Str clock_until(const Desk *desk, Arena *arena, Tier tier, Str began);

// ---- work.c
bool task_put(Desk *desk, JsonWriter *w, Str patient, Arena *arena, Err *err);
bool decisions_put(Desk *desk, JsonWriter *w, const StorePatient *patient, Arena *arena, Err *err);
bool answers_put(Desk *desk, JsonWriter *w, Str patient, Arena *arena, Err *err);

#endif
