#include "serve/own.h"

#include "serve/assets.h"
#include "json/json.h"

// ---- files of the page

bool own_file(Exchange *exchange, Str path, Err *err) {
    Asset asset;
    Reply *reply = &exchange->reply;
    if (!asset_find(path, exchange->server->options->assets, exchange->arena, &asset, err))
        return false;
    *reply = (Reply){.status = 200, .type = asset.type, .etag = asset.etag, .lasting = asset.bytes};
    if (reply->lasting.data == NULL) reply->lasting = STR("");
    reply->cache = asset.lasting ? "public, max-age=31536000, immutable" : "no-cache";
    if (asset.etag == NULL) reply->cache = NULL;
    if (exchange->takes.gzip && asset.gzip.data != NULL) {
        reply->lasting = asset.gzip;
        reply->coding = "gzip";
    }
    if (asset.etag != NULL && str_eq(exchange->etag, str_from(asset.etag))) {
        reply->status = 304;
        reply->lasting = STR("");
        reply->coding = NULL;
    }
    return true;
}

bool own_page(Exchange *exchange, Desk *desk, Err *err) {
    (void)desk;
    return own_file(exchange, STR("index.html"), err);
}

bool own_asset(Exchange *exchange, Desk *desk, Err *err) {
    (void)desk;
    return own_file(exchange, exchange->words.part, err);
}

// ---- who asks

static const char *const notice =
    "Clinical reference software for health professionals. It applies published rules to recorded "
    "data and shows rule, inputs and source. It does not read images or signals, is not an "
    "emergency monitor, gives patients no conclusions about themselves, and has not been cleared "
    "or CE-marked as a medical device; use for patient care only under your institution's "
    "responsibility after local validation. Missing data are shown as not known. The decision is "
    "the clinician's.";

static JsonWriter begin_json(Exchange *exchange) {
    exchange->reply = (Reply){.status = 200, .type = "application/json"};
    return (JsonWriter){.buf = &exchange->reply.body};
}

static void put(JsonWriter *writer, const char *name, Str text) {
    json_key(writer, name);
    json_put_string(writer, text);
}

bool own_me(Exchange *exchange, Desk *desk, Err *err) {
    (void)desk;
    (void)err;
    const ServerOptions *options = exchange->server->options;
    const Person *person = &exchange->session.person;
    char csrf[SECRET_TEXT];
    session_csrf(exchange->secret, csrf);
    JsonWriter writer = begin_json(exchange);
    json_begin(&writer, '{');
    json_key(&writer, "person");
    json_begin(&writer, '{');
    json_key(&writer, "id");
    json_put_int(&writer, person->id);
    put(&writer, "name", person->name);
    put(&writer, "role", person->role);
    json_end(&writer, '}');
    put(&writer, "csrf", str_from(csrf));
    put(&writer, "asOf",
        options->as_of != NULL ? str_from(options->as_of) : store_now(exchange->arena));
    json_key(&writer, "fictitious");
    json_put_bool(&writer, options->fictitious);
    put(&writer, "notice", str_from(notice));
    json_end(&writer, '}');
    return true;
}

// ---- the trail

enum { ROWS_A_PAGE = 100, CHECK_ANEW_S = 3600 };

// Follows the chain over what is new since the last time; now and then from the first row.
static bool follow(Server *server, Store *store, bool *intact, Err *err) {
    int64_t now = clock_now();
    pthread_mutex_lock(&server->check_lock);
    if (now - server->check_from_s > CHECK_ANEW_S) {
        server->check = (AuditCheck){0};
        server->check_from_s = now;
    }
    bool ok = audit_check(store, &server->check, err);
    *intact = server->check.broken == 0;
    pthread_mutex_unlock(&server->check_lock);
    return ok;
}

static int64_t query_number(Str query, Str name) {
    int64_t number = 0;
    if (!str_starts(query, name)) return 0;
    for (size_t i = name.len; i < query.len && i < name.len + 15; i++) {
        if (query.data[i] < '0' || query.data[i] > '9') break;
        number = number * 10 + (query.data[i] - '0');
    }
    return number;
}

static void write_row(JsonWriter *writer, const AuditRow *row) {
    json_begin(writer, '{');
    json_key(writer, "number");
    json_put_int(writer, row->number);
    put(writer, "at", row->at);
    if (row->person != 0) {
        json_key(writer, "person");
        json_begin(writer, '{');
        json_key(writer, "id");
        json_put_int(writer, row->person);
        put(writer, "name", row->person_name);
        json_end(writer, '}');
    }
    put(writer, "action", row->action);
    if (row->patient.len > 0) put(writer, "patient", row->patient);
    if (row->what.len > 0) put(writer, "what", row->what);
    json_end(writer, '}');
}

bool own_audit(Exchange *exchange, Desk *desk, Err *err) {
    AuditRows rows;
    bool intact;
    int64_t before = query_number(exchange->query, STR("before="));
    if (!follow(exchange->server, desk_store(desk), &intact, err) ||
        !audit_rows(desk_store(desk), before, ROWS_A_PAGE, exchange->arena, &rows, err))
        return false;
    JsonWriter writer = begin_json(exchange);
    json_begin(&writer, '{');
    json_key(&writer, "rows");
    json_begin(&writer, '[');
    for (size_t i = 0; i < rows.count; i++) write_row(&writer, &rows.items[i]);
    json_end(&writer, ']');
    json_key(&writer, "intact");
    json_put_bool(&writer, intact);
    json_end(&writer, '}');
    return true;
}
