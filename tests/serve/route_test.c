// Which pattern a path matches, and what the table says of a method it does not know.

#include "serve/route.h"

#include "test.h"

typedef struct {
    const char *pattern, *path;
    const char *key, *part;  // NULL: it does not match
} MatchRow;

static const MatchRow rows[] = {
    {"/", "/", "", ""},
    {"/", "//", NULL, NULL},
    {"/", "", NULL, NULL},
    {"/api/me", "/api/me", "", ""},
    {"/api/me", "/api/me/", NULL, NULL},
    {"/api/me", "/api/m", NULL, NULL},
    {"/api/me", "/api/men", NULL, NULL},
    {"/api/patient/KEY", "/api/patient/k3x_-.~", "k3x_-.~", ""},
    {"/api/patient/KEY", "/api/patient/", NULL, NULL},
    {"/api/patient/KEY", "/api/patient/a%2fb", NULL, NULL},
    {"/api/patient/KEY", "/api/patient/a/b", NULL, NULL},
    {"/api/patient/KEY", "/api/patient/a b", NULL, NULL},
    {"/api/patient/KEY/undo/ID", "/api/patient/k/undo/7", "k", "7"},
    {"/api/patient/KEY/alarm/N/close", "/api/patient/k/alarm/12/close", "k", "12"},
    {"/api/patient/KEY/alarm/N/close", "/api/patient/k/alarm//close", NULL, NULL},
    {"/calendar/SECRET.ics", "/calendar/abc.ics", "", "abc"},
    {"/calendar/SECRET.ics", "/calendar/.ics", NULL, NULL},
    {"/calendar/SECRET.ics", "/calendar/abc.icsx", NULL, NULL},
    {"/app/*", "/app/main.mjs", "", "main.mjs"},
    {"/app/*", "/app/vendor/preact.mjs", "", "vendor/preact.mjs"},
    {"/app/*", "/app/", NULL, NULL},
    {"/app/*", "/app/../x", NULL, NULL},
    {"/app/*", "/app/a/../x", NULL, NULL},
    {"/app/*", "/app/.npmrc", NULL, NULL},
    {"/app/*", "/app/a//b", NULL, NULL},
    {"/app/*", "/app/a/", NULL, NULL},
};

TEST(route_matches_words_and_nothing_else) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const MatchRow *row = &rows[i];
        RouteWords words = {0};
        bool matched = route_matches(row->pattern, str_from(row->path), &words);
        if (!CHECK_ROW(matched == (row->key != NULL), "%s %s", row->pattern, row->path)) continue;
        if (!matched) continue;
        CHECK_STR(words.key, row->key);
        CHECK_STR(words.part, row->part);
    }
}

TEST(route_takes_no_word_without_end) {
    char path[256] = "/api/patient/";
    RouteWords words;
    size_t start = strlen(path);
    memset(path + start, 'a', 128);
    CHECK(route_matches("/api/patient/KEY", (Str){path, start + 128}, &words));
    path[start + 128] = 'a';
    CHECK(!route_matches("/api/patient/KEY", (Str){path, start + 129}, &words));
}

static bool nothing(Exchange *exchange, Desk *desk, Err *err) {
    (void)exchange;
    (void)desk;
    (void)err;
    return true;
}

static const Route table[] = {
    {"GET", "/one", NULL, NULL, nothing, 0},  {"POST", "/one", NULL, NULL, nothing, 0},
    {"POST", "/two", NULL, NULL, nothing, 0}, {"GET", "/not-built", NULL, NULL, NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, 0},
};

TEST(route_finds_by_method_and_says_which_there_are) {
    const Route *route = NULL;
    RouteWords words;
    char allow[32];
    CHECK(route_find(table, STR("HEAD"), STR("/one"), &route, &words, allow) == ROUTE_FOUND);
    CHECK(route == &table[0]);
    CHECK(route_find(table, STR("POST"), STR("/one"), &route, &words, allow) == ROUTE_FOUND);
    CHECK(route == &table[1]);
    CHECK(route_find(table, STR("PUT"), STR("/one"), &route, &words, allow) == ROUTE_NO_METHOD);
    CHECK_STR(str_from(allow), "GET, HEAD, POST");
    CHECK(route_find(table, STR("GET"), STR("/two"), &route, &words, allow) == ROUTE_NO_METHOD);
    CHECK_STR(str_from(allow), "POST");
    CHECK(route_find(table, STR("GET"), STR("/x"), &route, &words, allow) == ROUTE_NO_PATH);
}

TEST(route_table_protects_what_it_must) {
    for (const Route *route = serve_routes; route->method != NULL; route++) {
        bool is_open = (route->flags & ROUTE_OPEN) != 0;
        bool of_patient = strstr(route->pattern, "/api/patient/") != NULL;
        CHECK_ROW(!of_patient || (!is_open && route->action != NULL), "%s", route->pattern);
        CHECK_ROW((route->flags & ROUTE_CHANGES) == 0 || route->action != NULL, "%s",
                  route->pattern);
        CHECK_ROW((route->flags & ROUTE_CHANGES) == 0 || strcmp(route->method, "POST") == 0, "%s",
                  route->pattern);
        CHECK_ROW((route->page == NULL) != (route->own == NULL), "%s", route->pattern);
        // Without a token of the session only a form that carries a secret of its own.
        CHECK_ROW((route->flags & ROUTE_FORM) == 0 || strstr(route->pattern, "TOKEN") != NULL, "%s",
                  route->pattern);
    }
}
