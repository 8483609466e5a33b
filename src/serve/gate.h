// gate: what the head of a request must say before anybody looks at it.
//
// Pure functions over header values, with NULL data where there is no such header.

#ifndef SERVE_GATE_H
#define SERVE_GATE_H

#include "base/err.h"

// The value of a cookie of this name; empty with NULL data when there is none.
Str cookie_find(Str header, Str name);

// Is the host of `header` ("vigil.clinic.example:8443") one of `names`? Names have no port.
bool host_is_known(Str header, const char *const *names, size_t count);

// May a request that changes something come from where the browser says it comes from? Without
// either header it comes from no browser, or from an old one: the token of the session decides.
bool origin_is_own(Str origin, Str fetch_site, Str host);

// "gzip, br;q=0.5": is this coding welcome?
bool accepts_coding(Str header, Str coding);

// "application/json; charset=utf-8": is it JSON?
bool is_json_type(Str header);

#endif
