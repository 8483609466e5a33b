// audit: the trail of who saw or changed what, each row chained to the one before it.
//
// The hash of a row is SHA-256 over the hash of the row before it (nothing for the first) and the
// fields of the row, each with its length. Whoever changes, adds or removes a row in the middle
// breaks the chain there; whoever cuts off its end is found by somebody who wrote the last hash
// down. A row holds numbers, keys and codes, never what a record says.

#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/store.h"

enum { AUDIT_HASH = 32 };

typedef struct {
    int64_t number;   // from 1, without a gap
    Str at;           // instant
    int64_t person;   // 0: nobody was signed in
    Str person_name;  // given back only; "" when nobody
    Str action;       // "patient", "answer", ...
    Str patient;      // key; ""
    Str what;
    unsigned char hash[AUDIT_HASH];
} AuditRow;

// Adds a row at the end; number, person_name and hash are not looked at. The caller began a
// transaction, so that nobody else writes at the same time.
bool audit_add(Store *store, const AuditRow *row, Err *err);

typedef struct {
    AuditRow *items;
    size_t count;
} AuditRows;

// At most `most` rows with numbers below `before` (0: from the end), newest first.
bool audit_rows(Store *store, int64_t before, size_t most, Arena *arena, AuditRows *rows, Err *err);

// The same with numbers above `after`, oldest first.
bool audit_rows_after(Store *store, int64_t after, size_t most, Arena *arena, AuditRows *rows,
                      Err *err);

// How far the chain was followed. Zeroed: from the first row.
typedef struct {
    int64_t number;  // rows that hold together
    unsigned char hash[AUDIT_HASH];
    int64_t broken;  // number of the first row that does not; 0: none
} AuditCheck;

// Goes on to the end. True also when the chain is broken (check->broken says so).
bool audit_check(Store *store, AuditCheck *check, Err *err);

#endif
