#include "serve/reply.h"

#include <microhttpd.h>
#include <stdio.h>
#include <zlib.h>
#include <zstd.h>

#include "json/json.h"

enum {
    WORTH_COMPRESSING = 1400,  // fits one packet otherwise
    MOST_COMPRESSED = 1 << 30
};

typedef struct {
    const char *name, *value;
} HeaderRow;

static const HeaderRow every_answer[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
     " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"},
    {"X-Vigil-Notice", "Reference software, not a certified medical device and no emergency "
                       "monitor. Missing data are not known. The decision is the clinician's."},
};

static const char *const code_names[] = {
#define X(code, exit_status, http_status, meaning) [code] = #code,
    ERR_CODES(X)
#undef X
};

const char *err_code_name(ErrCode code) {
    return code_names[code];
}

void reply_error(Reply *reply, int status, const char *code, Str says) {
    reply_free(reply);
    *reply = (Reply){.status = status, .type = "application/json"};
    JsonWriter writer = {.buf = &reply->body};
    json_begin(&writer, '{');
    json_key(&writer, "error");
    json_begin(&writer, '{');
    json_key(&writer, "code");
    json_put_string(&writer, str_from(code));
    json_key(&writer, "says");
    json_put_string(&writer, says);
    json_end(&writer, '}');
    json_end(&writer, '}');
}

void reply_free(Reply *reply) {
    buf_free(&reply->body);
    reply->body = (Buf){0};
}

static bool is_text(const char *type) {
    return strncmp(type, "text/", 5) == 0 || strncmp(type, "application/json", 16) == 0 ||
           strcmp(type, "image/svg+xml") == 0;
}

static bool by_gzip(const Buf *body, Buf *small) {
    enum { GZIP = 15 + 16, MEMORY = 8 };
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, GZIP, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    uLong bound = deflateBound(&stream, body->len);
    stream.next_in = (Bytef *)body->data;
    stream.avail_in = (uInt)body->len;
    stream.next_out = (Bytef *)buf_reserve(small, bound);
    stream.avail_out = (uInt)bound;
    bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    small->len = stream.total_out;
    deflateEnd(&stream);
    return done;
}

static bool by_zstd(const Buf *body, Buf *small) {
    size_t bound = ZSTD_compressBound(body->len);
    size_t length = ZSTD_compress(buf_reserve(small, bound), bound, body->data, body->len, 1);
    small->len = ZSTD_isError(length) ? 0 : length;
    return small->len > 0;
}

void reply_compress(Reply *reply, Codings welcome) {
    bool is_plain = reply->lasting.data == NULL && reply->coding == NULL;
    bool pays = reply->body.len >= WORTH_COMPRESSING && reply->body.len <= MOST_COMPRESSED;
    if (!is_plain || !pays || reply->type == NULL || !is_text(reply->type)) return;
    Buf small = {0};
    bool done = welcome.zstd ? by_zstd(&reply->body, &small)
                             : welcome.gzip && by_gzip(&reply->body, &small);
    if (!done || small.len >= reply->body.len) {
        buf_free(&small);
        return;
    }
    buf_free(&reply->body);
    reply->body = small;
    reply->coding = welcome.zstd ? "zstd" : "gzip";
}

static void add(struct MHD_Response *response, const char *name, const char *value) {
    if (value != NULL) MHD_add_response_header(response, name, value);
}

static void add_headers(struct MHD_Response *response, const Reply *reply, bool tls) {
    char text[256];
    for (size_t i = 0; i < sizeof every_answer / sizeof every_answer[0]; i++)
        add(response, every_answer[i].name, every_answer[i].value);
    add(response, "Referrer-Policy", reply->refers ? "same-origin" : "no-referrer");
    add(response, "Cache-Control", reply->cache != NULL ? reply->cache : "no-store");
    add(response, "Vary", "Accept-Encoding");
    add(response, "Content-Type", reply->type);
    add(response, "Content-Encoding", reply->coding);
    add(response, "ETag", reply->etag);
    add(response, "Location", reply->location);
    add(response, "Set-Cookie", reply->cookie);
    add(response, "Allow", reply->allow);
    if (tls) add(response, "Strict-Transport-Security", "max-age=31536000");
    if (reply->name != NULL) {
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", reply->name);
        add(response, "Content-Disposition", text);
    }
    if (reply->retry_s > 0) {
        snprintf(text, sizeof text, "%u", reply->retry_s);
        add(response, "Retry-After", text);
    }
}

bool reply_send(Reply *reply, struct MHD_Connection *wire, bool tls, bool last) {
    struct MHD_Response *response;
    if (reply->lasting.data != NULL) {
        response = MHD_create_response_from_buffer(
            reply->lasting.len, (void *)(uintptr_t)reply->lasting.data, MHD_RESPMEM_PERSISTENT);
    } else {
        response = MHD_create_response_from_buffer(reply->body.len, reply->body.data,
                                                   MHD_RESPMEM_MUST_FREE);
        if (response != NULL) reply->body = (Buf){0};
    }
    if (response == NULL) return false;
    add_headers(response, reply, tls);
    if (last) add(response, "Connection", "close");
    enum MHD_Result queued = MHD_queue_response(wire, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return queued == MHD_YES;
}
