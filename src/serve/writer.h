// writer: transactions of the threads of one server, one after the other.
//
// SQLite lets one write at a time; who waits there looks again and again, and may be passed by.
// Here they wait in line.

#ifndef SERVE_WRITER_H
#define SERVE_WRITER_H

#include "serve/exchange.h"

bool writer_begin(Server *server, Store *store, Err *err);
// Commits when `ok`, else takes all back. False when it was not ok, or could not be committed.
bool writer_end(Server *server, Store *store, bool ok, Err *err);

#endif
