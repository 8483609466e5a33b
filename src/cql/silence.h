// silence: where CQL makes an answer of what is not known.
//
// CQL's logic keeps null, but some of its forms do not: `~` of null is false, a condition that is
// null takes the `else`, `exists` and the aggregates skip the rows that are null or whose condition
// is, `in` a list that holds nulls says no. Found from the program alone (maybe_null.h): a form is
// told only when what it asks may be null there. Whether the code of a row is in a value set is not
// asked: a row without a code is not one of them. An operand that was asked for with `is null`
// before, in an `if`, a `case` or an `and`, is known behind it.

#ifndef CQL_SILENCE_H
#define CQL_SILENCE_H

#include "cql/program.h"

typedef enum {
    SILENCE_EQUIVALENT,  // `x ~ y`: x or y may be null, then it is false
    SILENCE_ELSE,        // if, case: the condition may be null, then it is the else
    SILENCE_EXISTS,      // exists (... where c): c may be null, then the row does not count
    SILENCE_COUNT,       // Count (... where c): the same
    SILENCE_IN,          // x in list, list contains x: the list may hold nulls
    SILENCE_MEMBER,      // the same: x may be null, then it is false
    SILENCE_AGGREGATE,   // Sum, AllTrue, ...: the list may hold nulls, which are skipped
} Silence;

typedef void SilenceFound(void *ctx, Silence what, const Node *node);

// Calls `found` for each such form in the body of a declaration.
void silence_find(const Declaration *declaration, SilenceFound *found, void *ctx);

#endif
