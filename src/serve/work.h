// work: a desk answers an exchange: session, body, handler, trail.

#ifndef SERVE_WORK_H
#define SERVE_WORK_H

#include "serve/exchange.h"

// Then the exchange is with the trail, or is sent.
void work_answer(Exchange *exchange, Desk *desk);

#endif
