// sql: statements on a Store. Private to store/.
//
// Statements are prepared once a connection and kept. A text bound must live until the step.
//
//     Sql *sql = sql_get(store, "SELECT name FROM person WHERE id = ?", err);
//     sql_bind_int(sql, 1, id);
//     while (sql_step(sql)) name = sql_text(sql, 0, arena);
//     return sql_done(sql, err);          // false when the steps failed

#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "store/store.h"

typedef struct Sql Sql;

// The texts of this connection (texts.h), made at the first call.
struct Texts *store_texts(Store *store);
struct sqlite3 *sql_connection(Store *store);  // for copies of all of it
bool store_in_transaction(const Store *store);
bool store_may_write(const Store *store);  // false for STORE_READ

// `text` is a literal: statements are kept by its address. NULL: it cannot be prepared (*err).
// A statement that is under way must be done before the same text is asked for again.
Sql *sql_get(Store *store, const char *text, Err *err);
// Parameters are numbered from 1.
void sql_bind_int(Sql *sql, int at, int64_t number);
void sql_bind_text(Sql *sql, int at, Str text);  // an empty Str is '', never null
void sql_bind_blob(Sql *sql, int at, Str bytes);
void sql_bind_null(Sql *sql, int at);
bool sql_step(Sql *sql);  // is there a row?
// Columns are numbered from 0. A null is 0, or an empty Str with NULL data.
int64_t sql_int(Sql *sql, int column);
Str sql_text(Sql *sql, int column, Arena *arena);  // copied
Str sql_view(Sql *sql, int column);                // valid until the next step
bool sql_is_null(Sql *sql, int column);
// Ends the statement; false when one of its steps failed. With sql NULL: false, *err stands.
bool sql_done(Sql *sql, Err *err);
// A statement without rows, all parameters bound: step and done.
bool sql_run(Sql *sql, Err *err);
int64_t sql_changes(const Store *store);  // rows that the last statement changed
int64_t sql_last_rowid(const Store *store);
// Several statements without parameters.
bool sql_script(Store *store, const char *text, Err *err);

#endif
