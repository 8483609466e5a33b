// session_data: the records of a session: who is in the input, and the present patient, read whole
// and kept in memory. For session.c alone.

#ifndef CLI_SESSION_DATA_H
#define CLI_SESSION_DATA_H

#include "record/reader.h"

typedef struct SessionData SessionData;
SessionData *session_data_new(void);
void session_data_free(SessionData *data);

// Remembers the paths and lists the patients of the input, at most `most` by name.
bool session_data_open(SessionData *data, const char *const *paths, size_t count, size_t most,
                       Err *err);
const Str *session_data_patients(const SessionData *data, uint64_t *count);
// Reads one patient; "" for none.
bool session_data_choose(SessionData *data, Str id, const char *tmp, Err *err);
Str session_data_patient(const SessionData *data);

// The present patient with these terms, in the arena; *record NULL when there is none.
bool session_data_record(SessionData *data, const Terms *terms, Arena *arena, Record **record,
                         Err *err);

#endif
