// Signing in by a one-time address, and out. The address shows a page with a button: what looks at
// links before a person does (a mail program, a chat) does not use it up.

#include "base/map.h"
#include "serve/own.h"

bool own_sign_in_page(Exchange *exchange, Desk *desk, Err *err) {
    (void)desk;
    if (!own_file(exchange, STR("sign-in.html"), err)) return false;
    exchange->reply.cache = NULL;
    exchange->reply.etag = NULL;
    if (exchange->reply.status == 304) exchange->reply.status = 200;
    exchange->reply.refers = true;
    return true;
}

static bool show_refusal(Exchange *exchange, int status, Err *err) {
    exchange->etag = STR_NONE;
    if (!own_file(exchange, STR("sign-in-refused.html"), err)) return false;
    exchange->reply.status = status;
    exchange->reply.cache = NULL;
    exchange->reply.etag = NULL;
    return true;
}

static const char *cookie_text(Exchange *exchange, const char *value, const char *more) {
    const Server *server = exchange->server;
    return arena_printf(exchange->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s%c",
                        server->cookie, value,
                        server->options->certificate != NULL ? "; Secure" : "", more, 0)
        .data;
}

bool own_sign_in(Exchange *exchange, Desk *desk, Err *err) {
    enum { NEW_TRY_S = 30 };
    char secret[SECRET_TEXT];
    int64_t person;
    unsigned wait_s = 1;
    const Limits *limits = &exchange->server->options->limits;
    BucketLimit tries = {1.0 / NEW_TRY_S, (double)limits->sign_in_tries};
    uint64_t who = str_hash(str_from(exchange->address), hash_seed() + 3);
    if (!bucket_take(exchange->server->buckets, who, clock_ms(), tries, &wait_s)) {
        if (!show_refusal(exchange, 429, err)) return false;
        exchange->reply.retry_s = wait_s;
        return true;
    }
    if (!sign_in_use(desk_store(desk), exchange->words.part, clock_now(), secret, &person, err))
        return err->code == ERR_MISSING && show_refusal(exchange, 410, err);
    exchange->session.person.id = person;
    exchange->reply =
        (Reply){.status = 303, .location = "/", .cookie = cookie_text(exchange, secret, "")};
    return true;
}

bool own_sign_out(Exchange *exchange, Desk *desk, Err *err) {
    if (!session_end(desk_store(desk), exchange->secret, clock_now(), err)) return false;
    exchange->reply = (Reply){.status = 204, .cookie = cookie_text(exchange, "", "; Max-Age=0")};
    return true;
}
