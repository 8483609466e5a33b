// unpack: one text of input (a line, a file) to the resources in it. Private to record/ and store/.
//
// Knows nothing of other texts: whether a patient was seen before, and where resources
// without their patient go, is the reader's business. All memory is the arena's, strings are slices
// of the text.

#ifndef RECORD_UNPACK_H
#define RECORD_UNPACK_H

#include "record/build.h"

// Where the lines of a text start, when the text has more than one.
typedef struct {
    const uint32_t *starts;
    size_t count;
} Lines;

// Where a text stands.
typedef struct {
    Str file;
    uint32_t file_number;
    int64_t line;        // of a line, or 1
    uint64_t byte;       // of its first byte
    const Lines *lines;  // of a file that is one value; NULL: the text is one line
} Place;

typedef struct Trouble Trouble;
struct Trouble {
    Place place;
    const char *kind;
    const char *message;
    bool skipped;
    uint64_t count;  // resources it stands for
    Trouble *next;
};

typedef struct {
    Trouble *first;
    Trouble **last;
} Troubles;

typedef enum {
    ROLE_PATIENT,  // a Patient
    ROLE_ABOUT,    // about the patient `patient_id`
    ROLE_SHARED,   // about nobody; others may point at it
    ROLE_REFUSED,  // a second person with an id that is taken: stands nowhere
    ROLE_DELETED,  // a Bundle says that it is to be removed (only with record_need_text)
    ROLE_OTHER     // not read, or about something that is no patient
} Role;

typedef struct {
    RecordItem item;
    Role role;
    Str patient_id;  // ROLE_PATIENT: its own
    Place place;
    Str text;  // as it stands in the input; ROLE_DELETED: the instant, if said. With
               // record_need_text
} Found;

typedef struct {
    Found *found;
    size_t count;
    uint64_t resources;  // also those that are not read or were refused
    uint64_t skipped;    // bytes of what nothing asks for
    bool is_bundle;
    bool is_history;  // of a history: the newest comes first
    bool is_page;     // of a search or a history: what belongs together may stand in several
    Troubles troubles;
} Unpacked;

typedef struct {
    const RecordNeeds *needs;
    const JsonLimits *limits;
    bool strict;
} UnpackOptions;

void unpack(const UnpackOptions *options, Str text, Place place, Arena *arena, Unpacked *unpacked);

Lines *lines_of(Str text, Arena *arena);

// Adds a trouble to a list; `at` (may be NULL) is a value of `text` to which the place is narrowed.
void trouble_add(Troubles *troubles, Arena *arena, const Trouble *trouble);
Place place_of(Place place, Str text, const Json *at);

#endif
