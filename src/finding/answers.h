// answers: what can be answered to the question of an input, and how an answer is stored.
//
// An answer to an @input is stored as an Observation with the input's @record as its code, final,
// at the instant of the answer, with the thing it is about as its focus: the input then reads it
// back like any other datum of the record.

#ifndef FINDING_ANSWERS_H
#define FINDING_ANSWERS_H

#include "cql/eval.h"
#include "guideline/guideline.h"

// The answers worth trying, one in each class that matters: yes and no of a Boolean, else what
// @answers lists, in the type of the input. *count 0: none is given, or they cannot be evaluated.
// They live in the arena of the patient.
const Value *input_answers(Eval *eval, const Item *input, size_t *count);

typedef struct {
    const Item *input;  // has a @record
    Str about;          // reference of what it is about; "" for the patient
    Str patient;        // "Patient/p1"
    Str id;             // of the Observation
    DateTime at;
} AnswerPlace;

// Adds the answer as an Observation (FHIR R4), one JSON object: value[x] is valueBoolean, Integer,
// String, DateTime, CodeableConcept, Quantity (Decimal and Quantity), Range (intervals of numbers
// and quantities) or Period (intervals of dates). False, and nothing added, when FHIR has no place
// for such a value.
bool answer_write(Buf *out, const AnswerPlace *place, Value answer);

// The member value[x] of an open object, by the same rule.
bool answer_put_value(JsonWriter *w, Value value);

#endif
