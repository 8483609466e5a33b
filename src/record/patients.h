// patients: who came in this run, in which order, and who replaced whom. Private to record/ and
// store/.
//
// One thread at a time (the reader's turn). Memory grows with the number of patients, not with
// their records.

#ifndef RECORD_PATIENTS_H
#define RECORD_PATIENTS_H

#include "record/unpack.h"

typedef struct {
    Str birth_date;
    Str family;
    Str given;
} Identity;

typedef enum {
    CAME_STREAMED,  // reviewed as soon as its Bundle was read
    CAME_SPILLED,   // waits in a partition
    CAME_TWICE      // two people with this id, whose resources cannot be told apart
} Came;

typedef struct {
    Str id;
    Identity identity;
    Came came;
    Place place;  // of the first Patient resource
    uint64_t sequence;
    size_t stands;  // position of the patient who stands for this one after merges; itself if none
    bool merged;    // takes part in a merge
} Patient;

typedef struct Patients Patients;

Patients *patients_new(Arena *arena);
void patients_free(Patients *patients);

// Of a Patient resource; slices of it.
Identity identity_of(const Json *patient);
// Two people: their dates of birth contradict each other, or family and given name both differ. (A
// new family name alone, or a date of birth that became more exact, is the same person.)
bool identity_differs(const Identity *a, const Identity *b);

// NULL when the id is new.
Patient *patients_find(const Patients *patients, Str id);
Patient *patients_add(Patients *patients, Str id, const Identity *identity, Place place);
size_t patients_count(const Patients *patients);
Patient *patients_at(const Patients *patients, size_t i);

// Calls `link` for each replacement that Patient.link of this resource tells of: `from` was
// replaced by `to`.
void patient_links(const Json *patient, Str id, void (*link)(void *ctx, Str from, Str to),
                   void *ctx);
void patients_link(Patients *patients, Str from, Str to);
// Follows all links: sets `stands` and `merged`. Replacements by somebody who did not come are left
// alone.
void patients_merge(Patients *patients);

#endif
