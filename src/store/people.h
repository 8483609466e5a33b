// people: who may look, one-time addresses to sign in with, and sessions.
//
// A secret is 32 random bytes, written as 64 hexadecimal digits. The store keeps only its SHA-256:
// who reads the file cannot sign in. A person who is removed keeps the number under which the
// trail names them; what opens sessions for them ends. Times are seconds since 1970, given by the
// caller. Functions that change something stand in a transaction of the caller.

#ifndef STORE_PEOPLE_H
#define STORE_PEOPLE_H

#include "store/store.h"

enum { SECRET_TEXT = 65 };  // 64 digits and the end

typedef struct {
    int64_t id;
    Str name, role;
} Person;

// ERR_CHECK when somebody of this name is there, or the name is empty or too long to be read.
bool person_add(Store *store, Str name, Str role, int64_t *id, Err *err);
bool person_find(Store *store, Str name, Arena *arena, Person *person, Err *err);  // ERR_MISSING
// All who are not removed, by name.
bool person_list(Store *store, Arena *arena, Person **people, size_t *count, Err *err);
bool person_remove(Store *store, int64_t id, int64_t now, Err *err);

// A one-time address for this person, good for `seconds`.
bool sign_in_make(Store *store, int64_t person, int64_t now, int64_t seconds,
                  char secret[SECRET_TEXT], Err *err);

typedef struct {
    int64_t now;
    int64_t idle, whole;  // seconds that a session lasts: after its last request, and in all
} SessionClock;

typedef struct {
    Person person;
    int64_t made, seen;
} Session;

// Uses up `token` and opens a session. ERR_MISSING: it was never made, was used, or is too old.
bool sign_in_use(Store *store, Str token, int64_t now, char secret[SECRET_TEXT], int64_t *person,
                 Err *err);
// ERR_MISSING: there is none, it was ended, or it is too old.
bool session_find(Store *store, Str secret, SessionClock clock, Arena *arena, Session *session,
                  Err *err);
bool session_touch(Store *store, Str secret, int64_t now, Err *err);
bool session_end(Store *store, Str secret, int64_t now, Err *err);
// Removes what is too old to open anything.
bool sessions_sweep(Store *store, SessionClock clock, Err *err);

// Is `text` written as a secret is? What is not never reaches the store.
bool secret_is_written(Str text);
// What a session sends back with each change: derived from its secret, which scripts cannot read.
void session_csrf(Str secret, char token[SECRET_TEXT]);
// Takes as long whatever the first difference is.
bool secret_equal(Str a, Str b);

#endif
