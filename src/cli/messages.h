// messages: what Message() says below the severity Error while one patient is evaluated.
//
// It goes where the results go, never to standard error: an author may put a patient's data into
// the text. In the order in which it was said, which is the same in every run.

#ifndef CLI_MESSAGES_H
#define CLI_MESSAGES_H

#include "cql/eval.h"
#include "json/json.h"

typedef struct {
    Buf said;  // JSON objects with commas between them, or lines
    bool json;
    uint32_t count;
} Messages;

// Empties `messages` and listens to the evaluation until the next call for the same Eval; it and
// the Eval belong to one thread. buf_free(&messages->said) when no more are wanted.
void messages_listen(Messages *messages, Eval *eval, bool json);
// NDJSON: the member "messages", an array, when something was said. Else lines of the patient.
void messages_write(const Messages *messages, JsonWriter *writer);

#endif
