// reply: an answer before it is sent, and the headers that every answer has.

#ifndef SERVE_REPLY_H
#define SERVE_REPLY_H

#include "base/buf.h"
#include "base/err.h"

struct MHD_Connection;

typedef struct {
    int status;
    const char *type;  // NULL: there is no body
    const char *name;  // of a file to keep; NULL
    Buf body;
    Str lasting;        // the body, when it outlives the reply; data NULL: `body` it is
    const char *cache;  // Cache-Control; NULL: nobody keeps it
    const char *etag, *location, *cookie, *allow;  // NULL: no such header
    unsigned retry_s;                              // Retry-After; 0: none
    const char *coding;                            // of the body: "gzip", "zstd"; NULL: as it is
    bool refers;                                   // a form of this page says where it comes from
} Reply;

typedef struct {
    bool zstd, gzip;
} Codings;

// Compresses the body when that pays, in one of the codings that are welcome.
void reply_compress(Reply *reply, Codings welcome);
// Hands it over; the body is no longer the caller's. `last`: the connection ends with it.
bool reply_send(Reply *reply, struct MHD_Connection *wire, bool tls, bool last);
void reply_free(Reply *reply);

// {"error": {"code": ..., "says": ...}}
void reply_error(Reply *reply, int status, const char *code, Str says);
const char *err_code_name(ErrCode code);

#endif
