// err: why something failed, in words a person can act on.
//
// A function that can fail takes `Err *err` as its last parameter and returns
// true on success. On failure it fills *err once and returns false; callers
// pass the failure up untouched, or add the place with err_at(). An Err holds
// its message inline, so reporting an error never allocates and never fails.
//
// Err is for bad input and a bad world: a broken file, a wrong guideline, a
// closed socket. A bug in our own code is an assert(), which stays on in release
// builds: a wrong clinical answer is worse than a stopped process.

#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdint.h>

#include "base/str.h"

// code, CLI exit status, HTTP status, what it means
#define ERR_CODES(X)                                                     \
    X(ERR_NONE, 0, 200, "no error")                                      \
    X(ERR_USAGE, 2, 400, "the command or request is malformed")          \
    X(ERR_PARSE, 65, 422, "the input is not valid JSON, FHIR or CQL")    \
    X(ERR_CHECK, 65, 422, "the library or guideline is wrong")           \
    X(ERR_RUN, 65, 422, "the evaluation of one patient failed")          \
    X(ERR_LIMIT, 65, 413, "the input is larger or deeper than we allow") \
    X(ERR_MISSING, 66, 404, "a file, library or value set is not there") \
    X(ERR_IO, 74, 503, "the system could not read or write")             \
    X(ERR_MEMORY, 71, 503, "the system has no memory left")

typedef enum {
#define X(code, exit_status, http_status, meaning) code,
    ERR_CODES(X)
#undef X
} ErrCode;

typedef struct {
    ErrCode code;
    int line;  // 1-based place in the source, 0 when unknown
    int column;
    uint64_t byte;     // 0-based offset in the source, for input that has no lines
    char source[256];  // file, URL or library name, "" when unknown
    char message[512];
} Err;

// Fills *err and returns false, so a check reads `return err_set(err, ...)`.
bool err_set(Err *err, ErrCode code, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

// Adds the place to an error on its way up; keeps the innermost one. Returns false.
bool err_at(Err *err, Str source, int line, int column);

// The same for an error that has only err->byte: line and column of that byte of `text`.
bool err_at_byte(Err *err, Str source, Str text);

int err_exit_status(ErrCode code);
int err_http_status(ErrCode code);

#endif
