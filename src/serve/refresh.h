// refresh: a thread that evaluates patients whose record changed, one at a time.
//
// It looks every few seconds: another program may have loaded something, or a day may have begun.
// Whoever changes something goes first.

#ifndef SERVE_REFRESH_H
#define SERVE_REFRESH_H

#include "serve/exchange.h"

typedef struct Refresh Refresh;

bool refresh_open(Server *server, Refresh **refresh, Err *err);
void refresh_close(Refresh *refresh);

#endif
