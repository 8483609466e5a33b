// trail: writes who looked at what before they see it, many rows with one commit.
//
// A commit waits for the disk. When 200 people look at once, their rows are written together: all
// that came while the last commit was under way. What cannot be written is not shown: the answer
// becomes an error. (A change writes its row itself, in its own transaction.)

#ifndef SERVE_TRAIL_H
#define SERVE_TRAIL_H

#include "serve/exchange.h"

bool trail_open(Server *server, Trail **trail, Err *err);
// Takes an answered exchange; it is sent when its row (and the use of its session) is on the disk.
void trail_put(Trail *trail, Exchange *exchange);
// Writes what waits, then ends.
void trail_close(Trail *trail);

// The row of an exchange, in a transaction of the caller.
bool trail_write(Store *store, const Exchange *exchange, Err *err);

#endif
