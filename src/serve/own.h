// own: what the server answers by itself: files of the page, signing in and out, who asks, the
// trail.

#ifndef SERVE_OWN_H
#define SERVE_OWN_H

#include "serve/exchange.h"

OwnHandler own_page, own_asset;                          // without a desk
OwnHandler own_sign_in_page, own_sign_in, own_sign_out;  // sign_in.c
OwnHandler own_me, own_audit;

// A file of the page as the answer. False: *err says why.
bool own_file(Exchange *exchange, Str path, Err *err);

#endif
