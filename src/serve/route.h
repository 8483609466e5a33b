// route: which handler answers which address.
//
// A pattern is a path whose parts in capitals stand for any word: "/api/patient/KEY/undo/ID". KEY
// is the patient; another one is the `part`. "*" at the end stands for the rest. Words are letters,
// digits, and _ . - ~, so an address that would have to be decoded matches nothing.

#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "page/desk.h"

typedef struct Exchange Exchange;
// Answers by itself, of the exchange; false: *err says why.
typedef bool OwnHandler(Exchange *exchange, Desk *desk, Err *err);

enum {
    ROUTE_OPEN = 1,     // nobody needs to be signed in
    ROUTE_CHANGES = 2,  // runs in a transaction, together with its row of the trail
    ROUTE_DIRECT = 4,   // needs no desk: answered where the request is received
    ROUTE_FORM = 8      // a form of a page without script sends it: no header of ours
};

typedef struct {
    const char *method;  // "GET" answers HEAD, too
    const char *pattern;
    const char *action;  // of its row in the trail; NULL: none
    PageHandler *page;   // one of these two
    OwnHandler *own;
    unsigned flags;
} Route;

typedef struct {
    Str key, part;
} RouteWords;

// Does the path match? The words point into `path`.
bool route_matches(const char *pattern, Str path, RouteWords *words);

typedef enum { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD } RouteResult;

// *allow (ROUTE_NO_METHOD): methods the address knows, for the header Allow.
RouteResult route_find(const Route *routes, Str method, Str path, const Route **route,
                       RouteWords *words, char allow[32]);

extern const Route serve_routes[];  // ends with a row without a method

#endif
