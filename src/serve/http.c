#include "serve/http.h"

#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

#include "base/file.h"
#include "base/map.h"
#include "base/memory.h"
#include "serve/gate.h"
#include "serve/log.h"

enum { KEPT = 64, KEPT_BYTES = 4 << 20, SWALLOWED = 4 };

struct Http {
    Server *server;
    Pool *pool;
    Connections *connections;
    struct MHD_Daemon *daemon;
    Exchange *unused;  // kept for the next request
    size_t unused_count;
    Arena *arena;  // certificate and key
};

int64_t clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now(void) {
    return (int64_t)time(NULL);
}

// ---- exchanges

static Exchange *exchange_new(Http *http) {
    Exchange *exchange = http->unused;
    Arena *arena;
    if (exchange != NULL) {
        http->unused = exchange->next;
        http->unused_count--;
        arena = exchange->arena;
    } else {
        exchange = calloc(1, sizeof *exchange);
        if (exchange == NULL) memory_out(sizeof *exchange);
        arena = arena_new();
    }
    *exchange = (Exchange){.server = http->server, .arena = arena, .begun_ms = clock_ms()};
    if (getrandom(&exchange->id, sizeof exchange->id, 0) < 0) exchange->id = 0;
    return exchange;
}

static void exchange_end(Http *http, Exchange *exchange) {
    reply_free(&exchange->reply);
    buf_free(&exchange->body);
    if (http->unused_count < KEPT && arena_used(exchange->arena) < KEPT_BYTES) {
        arena_reset(exchange->arena);
        exchange->next = http->unused;
        http->unused = exchange;
        http->unused_count++;
    } else {
        arena_free(exchange->arena);
        free(exchange);
    }
}

void exchange_refuse(Exchange *exchange, int status, const char *code, const char *says) {
    reply_error(&exchange->reply, status, code, str_from(says));
}

void exchange_fail(Exchange *exchange, const Err *err) {
    reply_error(&exchange->reply, err_http_status(err->code), err_code_name(err->code),
                str_from(err->message));
    if (exchange->reply.status == 503) exchange->reply.retry_s = 2;
}

void exchange_answer(Exchange *exchange) {
    struct MHD_Connection *wire = exchange->wire;
    exchange->stage = STAGE_READY;
    MHD_resume_connection(wire);
}

// ---- the head

static Str header(const Exchange *exchange, const char *name) {
    const char *value = MHD_lookup_connection_value(exchange->wire, MHD_HEADER_KIND, name);
    return value == NULL ? (STR_NONE) : str_from(value);
}

static void split_address(Exchange *exchange, Str whole) {
    const char *mark = whole.len == 0 ? NULL : memchr(whole.data, '?', whole.len);
    size_t length = mark == NULL ? whole.len : (size_t)(mark - whole.data);
    exchange->path = (Str){whole.data, length};
    exchange->query = mark == NULL ? STR("") : (Str){mark + 1, whole.len - length - 1};
}

static void name_asker(Exchange *exchange) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->wire, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL) return;
    socklen_t size = info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                              : sizeof(struct sockaddr_in);
    getnameinfo(info->client_addr, size, exchange->address, sizeof exchange->address, NULL, 0,
                NI_NUMERICHOST);
}

static bool is_change(const Exchange *exchange) {
    return !str_eq(exchange->method, STR("GET")) && !str_eq(exchange->method, STR("HEAD"));
}

static bool lengths_allow(Exchange *exchange) {
    const Limits *limits = &exchange->server->options->limits;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->wire, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t address = exchange->path.len + exchange->query.len;
    if (address > (size_t)limits->address_bytes)
        exchange_refuse(exchange, 414, "ERR_LIMIT", "this address is too long");
    else if (info != NULL && info->header_size > (size_t)limits->header_bytes)
        exchange_refuse(exchange, 431, "ERR_LIMIT", "the head of this request is too long");
    return exchange->reply.status == 0;
}

static bool rate_allows(Exchange *exchange, Str who, uint64_t kind, BucketLimit limit) {
    unsigned wait_s = 1;
    if (bucket_take(exchange->server->buckets, str_hash(who, hash_seed() + kind), clock_ms(), limit,
                    &wait_s))
        return true;
    exchange_refuse(exchange, 429, "ERR_RATE", "too many requests: wait a moment");
    exchange->reply.retry_s = wait_s;
    return false;
}

static bool host_allows(Exchange *exchange) {
    const ServerOptions *options = exchange->server->options;
    if (options->host_count == 0 ||
        host_is_known(header(exchange, "Host"), options->hosts, options->host_count))
        return true;
    exchange_refuse(exchange, 421, "ERR_HOST",
                    "this server is not asked under this name: see --host");
    return false;
}

static bool route_allows(Exchange *exchange) {
    char allow[32];
    const Route *route = NULL;
    RouteResult result =
        route_find(serve_routes, exchange->method, exchange->path, &route, &exchange->words, allow);
    if (result == ROUTE_FOUND) {
        exchange->route = route;
        return true;
    }
    if (result == ROUTE_NO_PATH) {
        exchange_refuse(exchange, 404, "ERR_MISSING", "there is nothing at this address");
        return false;
    }
    exchange_refuse(exchange, 405, "ERR_METHOD", "this address is not asked in this way");
    exchange->reply.allow = arena_printf(exchange->arena, "%s%c", allow, 0).data;
    return false;
}

static bool session_allows(Exchange *exchange) {
    const Limits *limits = &exchange->server->options->limits;
    Str secret = cookie_find(header(exchange, "Cookie"), str_from(exchange->server->cookie));
    if (secret_is_written(secret)) exchange->secret = arena_str(exchange->arena, secret);
    if ((exchange->route->flags & ROUTE_OPEN) != 0) return true;
    if (exchange->secret.len == 0) {
        exchange_refuse(exchange, 401, "ERR_SESSION", "nobody is signed in");
        return false;
    }
    return rate_allows(exchange, exchange->secret, 2,
                       (BucketLimit){(double)limits->session_rate, (double)limits->session_burst});
}

// A page of somebody else cannot make a browser change anything here.
static bool source_allows(Exchange *exchange) {
    char token[SECRET_TEXT];
    if (!is_change(exchange)) return true;
    if (!origin_is_own(header(exchange, "Origin"), header(exchange, "Sec-Fetch-Site"),
                       header(exchange, "Host"))) {
        exchange_refuse(exchange, 403, "ERR_ORIGIN", "another page may not ask this");
        return false;
    }
    if ((exchange->route->flags & ROUTE_FORM) != 0) return true;
    session_csrf(exchange->secret, token);
    if (secret_equal(header(exchange, "X-Vigil-Csrf"), str_from(token))) return true;
    exchange_refuse(exchange, 403, "ERR_CSRF", "the token of the session is missing or wrong");
    return false;
}

static bool body_allows(Exchange *exchange) {
    Str length = header(exchange, "Content-Length");
    Str coding = header(exchange, "Transfer-Encoding");
    if (length.len > 0 &&
        strtoull(length.data, NULL, 10) > (uint64_t)exchange->server->options->limits.body_bytes) {
        exchange_refuse(exchange, 413, "ERR_LIMIT", "this request is too large");
        return false;
    }
    bool has_body = coding.len > 0 || (length.len > 0 && !str_eq(length, STR("0")));
    if (!has_body || !is_change(exchange) || (exchange->route->flags & ROUTE_FORM) != 0 ||
        is_json_type(header(exchange, "Content-Type")))
        return true;
    exchange_refuse(exchange, 415, "ERR_TYPE", "the body of a request is application/json");
    return false;
}

// Leaves in exchange->reply why it is refused, if it is.
static void judge_head(Exchange *exchange) {
    const Limits *limits = &exchange->server->options->limits;
    BucketLimit by_address = {(double)limits->address_rate, (double)limits->address_burst};
    name_asker(exchange);
    Str codings = header(exchange, "Accept-Encoding");
    exchange->takes = (Codings){.zstd = accepts_coding(codings, STR("zstd")),
                                .gzip = accepts_coding(codings, STR("gzip"))};
    exchange->is_near =
        exchange->server->options->certificate == NULL &&
        (strncmp(exchange->address, "127.", 4) == 0 || strcmp(exchange->address, "::1") == 0);
    exchange->etag = header(exchange, "If-None-Match");
    bool ok = lengths_allow(exchange) && host_allows(exchange) &&
              rate_allows(exchange, str_from(exchange->address), 1, by_address) &&
              route_allows(exchange) && session_allows(exchange) && source_allows(exchange) &&
              body_allows(exchange);
    (void)ok;
}

// ---- the body, and the answer

// False: so much comes that there is no use in reading it.
static bool take_body(Exchange *exchange, Str piece) {
    size_t limit = (size_t)exchange->server->options->limits.body_bytes;
    exchange->received += piece.len;
    if (exchange->received > limit && exchange->reply.status == 0)
        exchange_refuse(exchange, 413, "ERR_LIMIT", "this request is too large");
    if (exchange->reply.status == 0) buf_add(&exchange->body, piece);
    return exchange->received <= SWALLOWED * limit;
}

static enum MHD_Result send_reply(Http *http, Exchange *exchange) {
    const Server *server = http->server;
    connection_is(http->connections, exchange->connection, CONNECTION_SENDS);
    bool sent = reply_send(&exchange->reply, exchange->wire, server->options->certificate != NULL,
                           atomic_load(&server->stopping));
    return sent ? MHD_YES : MHD_NO;
}

static void answer_directly(Exchange *exchange) {
    Err err = {0};
    if (!exchange->route->own(exchange, NULL, &err)) exchange_fail(exchange, &err);
}

// Who stops the server sets `stopping`, then waits until nothing is running: counted first, then
// looked at, nothing comes to the pool after that.
static bool may_run(Http *http, Exchange *exchange) {
    atomic_fetch_add(&http->server->running, 1);
    exchange->is_running = true;
    if (!atomic_load(&http->server->stopping)) return true;
    exchange_refuse(exchange, 503, "ERR_IO", "the server is being stopped: try again");
    exchange->reply.retry_s = 2;
    return false;
}

static enum MHD_Result answer_or_submit(Http *http, Exchange *exchange) {
    if (exchange->reply.status == 0 && (exchange->route->flags & ROUTE_DIRECT) != 0)
        answer_directly(exchange);
    if (exchange->reply.status != 0 || !may_run(http, exchange)) {
        exchange->stage = STAGE_READY;
        return send_reply(http, exchange);
    }
    connection_is(http->connections, exchange->connection, CONNECTION_WORKS);
    exchange->stage = STAGE_WORK;
    MHD_suspend_connection(exchange->wire);
    pool_submit(http->pool, exchange);
    return MHD_YES;
}

// The parameters are libmicrohttpd's. NOLINTNEXTLINE(readability-function-size)
static enum MHD_Result on_request(void *context, struct MHD_Connection *wire, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **state) {
    Http *http = context;
    Exchange *exchange = *state;
    (void)url;
    (void)version;
    switch (exchange->stage) {
    case STAGE_HEAD:
        exchange->wire = wire;
        exchange->method = arena_str(exchange->arena, str_from(method));
        exchange->connection =
            MHD_get_connection_info(wire, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
        judge_head(exchange);
        exchange->stage = STAGE_BODY;
        return MHD_YES;
    case STAGE_BODY:
        if (*upload_size > 0) {
            bool goes_on = take_body(exchange, (Str){upload, *upload_size});
            *upload_size = 0;
            return goes_on ? MHD_YES : MHD_NO;
        }
        return answer_or_submit(http, exchange);
    case STAGE_READY:
        return send_reply(http, exchange);
    case STAGE_WORK:
        break;
    }
    return MHD_YES;
}

static void *on_address(void *context, const char *uri, struct MHD_Connection *wire) {
    Exchange *exchange = exchange_new(context);
    exchange->wire = wire;
    split_address(exchange, arena_str(exchange->arena, str_from(uri)));
    return exchange;
}

static void on_end(void *context, struct MHD_Connection *wire, void **state,
                   enum MHD_RequestTerminationCode code) {
    Http *http = context;
    Exchange *exchange = *state;
    (void)wire;
    if (exchange == NULL) return;
    bool whole = code == MHD_REQUEST_TERMINATED_COMPLETED_OK && exchange->stage == STAGE_READY;
    log_event(whole ? "request" : "request-cut", "method=%s route=%s status=%d ms=%lld id=%016llx",
              exchange->route != NULL ? exchange->route->method : "-",
              exchange->route != NULL ? exchange->route->pattern : "-", exchange->reply.status,
              (long long)(clock_ms() - exchange->begun_ms), (unsigned long long)exchange->id);
    if (exchange->connection != NULL)
        connection_is(http->connections, exchange->connection, CONNECTION_RECEIVES);
    if (exchange->is_running) atomic_fetch_sub(&http->server->running, 1);
    exchange_end(http, exchange);
    *state = NULL;
}

static void on_connection(void *context, struct MHD_Connection *wire, void **state,
                          enum MHD_ConnectionNotificationCode code) {
    Http *http = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(wire, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *state = connection_add(http->connections, fd);
    } else if (*state != NULL) {
        connection_remove(http->connections, *state);
        *state = NULL;
    }
}

// What it has to say may hold what a client sent.
static void on_complaint(void *context, const char *format, va_list args) {
    (void)context;
    (void)format;
    (void)args;
}

// ---- start and stop

static bool read_pem(Http *http, const char *path, const char **text, Err *err) {
    enum { MAX_PEM = 1 << 20 };
    Str read;
    if (!file_read(path, MAX_PEM, http->arena, &read, err)) return false;
    *text = arena_printf(http->arena, "%.*s%c", STR_ARG(read), 0).data;
    return true;
}

static bool start_daemon(Http *http, Err *err) {
    enum { MOST_OPTIONS = 8, POOL_EXTRA = 16384 };
    const ServerOptions *options = http->server->options;
    const Limits *limits = &options->limits;
    struct MHD_OptionItem tls[MOST_OPTIONS] = {{MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (options->certificate != NULL) {
        const char *certificate, *key;
        if (!read_pem(http, options->certificate, &certificate, err) ||
            !read_pem(http, options->key, &key, err))
            return false;
        flags |= MHD_USE_TLS;
        tls[0] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate};
        tls[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key};
        tls[2] = (struct MHD_OptionItem){
            MHD_OPTION_HTTPS_PRIORITIES, 0,
            (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"};
        tls[3] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    }
    http->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, on_complaint, NULL,
        MHD_OPTION_LISTEN_SOCKET, options->socket, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)limits->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)limits->per_address, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)limits->send_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)limits->header_bytes + POOL_EXTRA, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_address, http, MHD_OPTION_NOTIFY_COMPLETED, on_end, http,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    return http->daemon != NULL ||
           err_set(err, ERR_IO, "the server does not start%s",
                   options->certificate != NULL ? ": are certificate and key a pair, in PEM?" : "");
}

bool http_start(Server *server, Pool *pool, Connections *connections, Http **result, Err *err) {
    Http *http = calloc(1, sizeof *http);
    if (http == NULL) memory_out(sizeof *http);
    *http = (Http){.server = server, .pool = pool, .connections = connections};
    http->arena = arena_new();
    if (!start_daemon(http, err)) {
        http_stop(http);
        return false;
    }
    *result = http;
    return true;
}

void http_quiesce(Http *http) {
    MHD_quiesce_daemon(http->daemon);
}

void http_stop(Http *http) {
    if (http == NULL) return;
    if (http->daemon != NULL) MHD_stop_daemon(http->daemon);
    while (http->unused != NULL) {
        Exchange *next = http->unused->next;
        arena_free(http->unused->arena);
        free(http->unused);
        http->unused = next;
    }
    arena_free(http->arena);
    free(http);
}
