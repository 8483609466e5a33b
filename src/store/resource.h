// resource: rows of the table of resources, one by one. Private to store/.
//
// A resource stands once, under its type and id. The newer of two counts: the greater
// meta.lastUpdated, on a tie (or when one of them does not say) the one that came later. What has
// no id stands under a name made of its content, which starts with NAMELESS.

#ifndef STORE_RESOURCE_H
#define STORE_RESOURCE_H

#include "store/store.h"
#include "store/texts.h"

enum {
    SUBJECT_BITS = 28,  // resource.number: subject << SUBJECT_BITS | order of coming
    NOBODY = 0,         // the subject of what is about nobody
    NAMELESS = '~'      // no id of FHIR starts so
};

typedef enum { STANDS_NOWHERE = -1, STANDS_MAYBE = 0 } ResourceHint;
typedef enum { ORIGIN_LOADED, ORIGIN_ANSWERED } Origin;

// The key of an index: of "Type/id", or of an address (`type` ""). Stands in files: never changes.
int64_t resource_key(Str type, Str id);
// The id of one that has none.
Str resource_name(Str text, Arena *arena);

typedef struct {
    int64_t subject;
    int64_t key;
    Str type, id, full_url, last_updated;
    int64_t known_at, ordinal;
    Origin origin;
    int64_t stands;  // what is known of the row it would replace: its number, or a ResourceHint
    Str text;        // as received
    PackedText packed;
} NewResource;

typedef enum { PUT_NEW, PUT_CHANGED, PUT_SAME, PUT_OLDER } PutResult;

typedef struct {
    PutResult result;
    int64_t number;
    int64_t left;  // the subject it was about before, -1: none, or the same
} Put;

// *next: the order of coming of the next resource of the subject; counted up when it is used.
bool resource_put(Texts *texts, Store *store, const NewResource *resource, int64_t *next, Put *put,
                  Err *err);
bool resource_next(Store *store, int64_t subject, int64_t *next, Err *err);

typedef struct {
    int64_t number;  // 0: there is none
    int64_t bytes, dictionary;
    Origin origin;
    Str last_updated, data;  // in the arena
} FoundResource;

bool resource_find(Store *store, Str type, Str id, Arena *arena, FoundResource *found, Err *err);
// The same where something is known of its number (see NewResource.stands).
typedef struct {
    int64_t stands;
    Str type, id;
} ResourcePlace;
bool resource_find_at(Store *store, const ResourcePlace *place, Arena *arena, FoundResource *found,
                      Err *err);
// The index by key is left out while a load fills an empty store, and made when it has.
bool resource_index_drop(Store *store, Err *err);
bool resource_index_make(Store *store, Err *err);
bool resource_remove(Store *store, int64_t number, Err *err);

// Did something of the first instant happen before that of the second? False when one is not said.
bool instant_is_before(Str first, Str second);

// ---- subjects

// The number of a subject; 0 when it is not known.
bool subject_find(Store *store, Str id, int64_t *number, Err *err);
// The same; enters it when it is not known.
bool subject_number(Store *store, Str id, int64_t *number, Err *err);
bool subject_id(Store *store, int64_t number, Arena *arena, Str *id, Err *err);

// ---- revisions

// The record of that subject changed: raises the revision of the patient who stands for it.
bool revision_raise(Store *store, Str id, Err *err);
// Something about nobody changed, that has this key: raises the revisions of all whose record
// looked for it.
bool revision_raise_users(Store *store, int64_t key, Err *err);

#endif
