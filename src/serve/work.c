#include "serve/work.h"

#include "serve/trail.h"
#include "serve/writer.h"
#include "json/json.h"

enum { NOTE_USE_S = 60, JSON_DEPTH = 16, JSON_ELEMENTS = 10000, JSON_PADDING = 64 };

static bool signed_in(Exchange *exchange, Desk *desk) {
    Err err = {0};
    int64_t now = clock_now();
    const Limits *limits = &exchange->server->options->limits;
    SessionClock clock = {now, limits->idle_minutes * 60, limits->session_hours * 3600};
    if (!session_find(desk_store(desk), exchange->secret, clock, exchange->arena,
                      &exchange->session, &err)) {
        if (err.code == ERR_MISSING) {
            exchange_refuse(exchange, 401, "ERR_SESSION", err.message);
        } else {
            exchange_fail(exchange, &err);
        }
        return false;
    }
    exchange->touches = now - exchange->session.seen >= NOTE_USE_S;
    return true;
}

static bool read_body(Exchange *exchange, const Json **body) {
    static const JsonLimits limits = {JSON_DEPTH, JSON_ELEMENTS, 1 << 30};
    Err err = {0};
    *body = NULL;
    if (exchange->body.len == 0) return true;
    memset(buf_reserve(&exchange->body, JSON_PADDING), 0, JSON_PADDING);
    Json *root = ARENA_NEW(exchange->arena, Json);
    if (!json_read(buf_str(&exchange->body), NULL, &limits, exchange->arena, root, &err)) {
        reply_error(&exchange->reply, err.code == ERR_LIMIT ? 413 : 400, err_code_name(err.code),
                    arena_printf(exchange->arena,
                                 "the body is not JSON as we take it, at byte %llu",
                                 (unsigned long long)err.byte));
        return false;
    }
    *body = root;
    return true;
}

static bool run_page(Exchange *exchange, Desk *desk, const Json *body, Err *err) {
    PageRequest request = {.person = exchange->session.person.id,
                           .person_name = exchange->session.person.name,
                           .key = exchange->words.key,
                           .part = exchange->words.part,
                           .query = exchange->query,
                           .body = body,
                           .arena = exchange->arena};
    PageReply page = {0};
    bool ok = exchange->route->page(desk, &request, &page, err);
    if (!ok) {
        buf_free(&page.body);
        return false;
    }
    exchange->reply = (Reply){.status = page.status == 0 ? 200 : page.status,
                              .type = page.type == NULL ? "application/json" : page.type,
                              .name = page.name,
                              .body = page.body};
    exchange->audit_what = page.audit;
    return true;
}

static bool run_handler(Exchange *exchange, Desk *desk, Err *err) {
    const Json *body;
    if (exchange->route->own != NULL) return exchange->route->own(exchange, desk, err);
    return !read_body(exchange, &body) || run_page(exchange, desk, body, err);
}

// What was asked for and not done may have been shown all the same.
static void note_refusal(Exchange *exchange) {
    exchange->audit_what = arena_printf(exchange->arena, "refused %d %.*s", exchange->reply.status,
                                        STR_ARG(exchange->audit_what));
}

static bool run_change(Exchange *exchange, Desk *desk, Err *err) {
    Server *server = exchange->server;
    Store *store = desk_store(desk);
    if (!writer_begin(server, store, err)) return false;
    if (!run_handler(exchange, desk, err)) return writer_end(server, store, false, err);
    if (exchange->reply.status >= 400) {
        writer_end(server, store, false, err);
        note_refusal(exchange);
        return true;
    }
    bool ok = trail_write(store, exchange, err);
    if (!writer_end(server, store, ok, err)) return false;
    exchange->audit_action = STR("");
    exchange->touches = false;
    return true;
}

static void handle(Exchange *exchange, Desk *desk) {
    const Route *route = exchange->route;
    Err err = {0};
    if ((route->flags & ROUTE_OPEN) == 0 && !signed_in(exchange, desk)) return;
    exchange->audit_action = route->action == NULL ? STR("") : str_from(route->action);
    bool changes = (route->flags & ROUTE_CHANGES) != 0;
    bool ok = changes ? run_change(exchange, desk, &err) : run_handler(exchange, desk, &err);
    if (ok) return;
    exchange->audit_action = STR("");
    exchange_fail(exchange, &err);
}

void work_answer(Exchange *exchange, Desk *desk) {
    handle(exchange, desk);
    // To a browser on this machine nothing is saved by compressing.
    if (!exchange->is_near) reply_compress(&exchange->reply, exchange->takes);
    if (exchange->audit_action.len > 0 || exchange->touches) {
        trail_put(exchange->server->trail, exchange);
    } else {
        exchange_answer(exchange);
    }
}
