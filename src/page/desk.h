// desk: where a request about patients is answered: guidelines, a connection to the store, and an
// evaluator, for one thread.
//
// A Clinic is what all threads share: the loaded guidelines, the layout of the page, the instant.
// It is frozen after clinic_open. A Desk belongs to one thread; what it gives back lives in the
// arena it was given. A handler answers one kind of request: it neither knows HTTP nor who may ask;
// serve/ does, and opens a transaction around handlers that change something. docs/api.md says what
// goes in and comes out.

#ifndef PAGE_DESK_H
#define PAGE_DESK_H

#include "finding/finding.h"
#include "store/store.h"

typedef struct {
    const char *store;       // file
    const char *guidelines;  // folder
    const char *site;        // NULL
    const char *as_of;       // an instant that stands still (a demonstration); NULL: the clock
    bool fictitious;         // the page says that nobody on it is real
} ClinicOptions;

typedef struct Clinic Clinic;
typedef struct Desk Desk;

bool clinic_open(const ClinicOptions *options, Arena *arena, Clinic **clinic, Err *err);
const GuidelineSet *clinic_guidelines(const Clinic *clinic);
void clinic_close(Clinic *clinic);

bool desk_open(const Clinic *clinic, Desk **desk, Err *err);
void desk_close(Desk *desk);
Store *desk_store(Desk *desk);

// Evaluates at most `most` patients whose record changed, or whose evaluation is of another day or
// of other guidelines; when nobody waits, makes pages that are likely to be asked for. *more: there
// is more to do. Opens its own transactions, one a patient.
bool desk_refresh(Desk *desk, size_t most, bool *more, Err *err);

typedef struct {
    int64_t person;    // who asks (person.id)
    Str person_name;   // as stored with what the person does
    Str key;           // of the patient, from the address; ""
    Str part;          // the second part of an address: an answer, an alarm, a file; ""
    Str query;         // what follows '?', still encoded; ""
    const Json *body;  // NULL: none was sent
    Arena *arena;      // of the request
} PageRequest;

typedef struct {
    int status;        // HTTP; 0 means 200
    const char *type;  // media type; NULL: application/json
    const char *name;  // of a file to keep; NULL
    Buf body;          // freed by the caller
    Str audit;         // what the trail says beside the action: ids and codes, never free text
} PageReply;

// False: *err says why, its code gives the status. Nothing is kept of it (the transaction is rolled
// back); nor when reply->status is 400 or more.
typedef bool PageHandler(Desk *desk, const PageRequest *request, PageReply *reply, Err *err);

PageHandler page_worklist, page_patient, page_why, page_what_if, page_seen, page_take, page_release,
    page_hand_over, page_snooze, page_wake, page_board, page_answer, page_undo, page_acknowledge,
    page_close_alarm, page_decide, page_decision_done, page_people, page_guidelines;
// sheet.h, calendar.h, leaflets.h
PageHandler page_sheet, page_sheet_pdf, page_calendar, page_feed_new, page_leaflets, page_leaflet;
// The calendar that a secret address gives; request->part is the secret. No session stands behind
// it.
PageHandler page_feed;

#endif
