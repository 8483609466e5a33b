// session: what `vigil cql` knows while somebody works with it.
//
// A Session is a library that grows: the text of a library that was loaded, and behind it what was
// typed. A declaration of a name that is there already takes its place. Every answer is a check and
// an evaluation of the whole, so that nothing is ever half of an older state; what is wrong is said
// and changes nothing. The patient is read whole, once, and kept in memory only.

#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/args.h"
#include "cql/eval.h"

typedef struct {
    ArgList value_sets, folders;  // paths
    const char *as_of;            // NULL: the clock, at each evaluation
    const char *known_at;         // NULL: everything is known
    const char *params;           // file; NULL
    const char *tmp;
    bool overflow_error;
} SessionOptions;

typedef struct Session Session;
// `options` must live as long, and may be changed between two calls.
Session *session_new(const SessionOptions *options);
void session_free(Session *session);

// What was typed is one of these.
typedef enum {
    TYPED_EXPRESSION,
    TYPED_DECLARATION,
    TYPED_UNFINISHED  // more has to follow: a bracket is open, an operator has no right side
} Typed;
Typed session_typed(Str text);
// The same without asking whether it is finished.
Typed session_begins(Str text);

// The name of the define that an expression becomes in session_library().
extern const Str session_expression;

// The source that the last error is in, for report(); "" when it is in none that was given here.
Str session_source(const Session *session);

// A library in place of the one loaded before and of all that was typed. What is wrong in it, and
// what is doubtful, is printed on standard error; the message of *err is empty then.
bool session_load(Session *session, const char *path, Err *err);
// One or more declarations. *names: what they declare, until the next call.
bool session_declare(Session *session, Str text, Buf *names, Err *err);
// Takes back what was typed under that name.
bool session_forget(Session *session, Str name, Err *err);
// What was typed, as the text of a library.
void session_write(const Session *session, Buf *text);

typedef struct {
    Value value;
    const Type *type;
    Eval *eval;
    const Declaration *define;  // the expression as a define
} Answer;
// The expression for the present patient; the answer lives until the next call.
bool session_evaluate(Session *session, Str expression, Answer *answer, Err *err);
// The line of its file where that line of the session's library was written; 0: it was typed.
uint32_t session_line(const Session *session, uint32_t line);
// Its type only.
bool session_type(Session *session, Str expression, const Type **type, Err *err);

// The program of the last call that succeeded, and its library: NULL before the first.
const Program *session_program(Session *session);
const Library *session_library(Session *session);
// The text of a declaration: "" when there is none of that name.
Str session_text(Session *session, Str name);

// ---- patients

enum { SESSION_MOST_PATIENTS = 10000 };  // that are listed

// The input, in place of the one before; the first patient of it becomes the present one.
bool session_data(Session *session, const char *const *paths, size_t count, Err *err);
// The ids in the order of the input (at most SESSION_MOST_PATIENTS), and how many there are.
const Str *session_patients(const Session *session, uint64_t *count);
// An id, "" for none.
bool session_choose(Session *session, Str id, Err *err);
Str session_patient(const Session *session);

#endif
