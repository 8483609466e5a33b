// What headers say: cookies, hosts, origins, codings, types.

#include "serve/gate.h"

#include "test.h"

static Str header(const char *text) {
    return text == NULL ? STR_NONE : str_from(text);
}

TEST(gate_finds_the_cookie_of_exactly_this_name) {
    static const struct {
        const char *header, *value;
    } rows[] = {
        {"vigil=abc", "abc"},
        {"a=1; vigil=abc; b=2", "abc"},
        {"a=1;vigil=abc", "abc"},
        {"vigil=", ""},
        {"xvigil=abc", NULL},
        {"vigilx=abc", NULL},
        {"vigil", NULL},
        {"", NULL},
        {NULL, NULL},
        {"Vigil=abc", NULL},
        {"vigil=one; vigil=two", "one"},
        {";;; vigil=abc", "abc"},
        {"a=\"x; vigil=abc\"", "abc\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str got = cookie_find(header(rows[i].header), STR("vigil"));
        Str want = header(rows[i].value);
        CHECK_ROW((got.data == NULL) == (want.data == NULL) && str_eq(got, want), "%s",
                  rows[i].header == NULL ? "(none)" : rows[i].header);
    }
}

TEST(gate_knows_hosts_without_their_port) {
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]", "vigil.example"};
    static const struct {
        const char *header;
        bool known;
    } rows[] = {
        {"127.0.0.1:8080", true},
        {"localhost", true},
        {"LOCALHOST:1", true},
        {"[::1]:8080", true},
        {"[::1]", true},
        {"vigil.example:443", true},
        {"evil.example", false},
        {"127.0.0.1.evil", false},
        {"", false},
        {NULL, false},
        {"[::1", false},
        {"localhost.evil:80", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_ROW(host_is_known(header(rows[i].header), names, 4) == rows[i].known, "row %zu", i);
}

TEST(gate_takes_changes_from_our_own_pages_only) {
    static const struct {
        const char *origin, *site;
        bool own;
    } rows[] = {
        {NULL, NULL, true},  // no browser
        {"http://127.0.0.1:8080", NULL, true},
        {"https://127.0.0.1:8080", "same-origin", true},
        {"http://127.0.0.1:8081", NULL, false},
        {"http://127.0.0.1", NULL, false},
        {"http://evil.example", NULL, false},
        {"http://127.0.0.1:8080.evil.example", NULL, false},
        {"http://127.0.0.1:8080", "cross-site", false},
        {"http://127.0.0.1:8080", "same-site", false},
        {NULL, "same-origin", true},
        {NULL, "none", false},
        {NULL, "cross-site", false},
        {"null", NULL, false},
        {"null", "same-origin", true},
        {"null", "cross-site", false},
        {"", NULL, false},
        {"file://", NULL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_ROW(origin_is_own(header(rows[i].origin), header(rows[i].site),
                                STR("127.0.0.1:8080")) == rows[i].own,
                  "row %zu", i);
}

TEST(gate_compresses_only_for_who_takes_it) {
    static const struct {
        const char *header;
        bool takes;
    } rows[] = {
        {"gzip", true},
        {"gzip, deflate, br", true},
        {"br;q=1.0, gzip;q=0.8", true},
        {"GZIP", true},
        {"gzip;q=0", false},
        {"gzip;q=0.000", false},
        {"gzip; q=0.001", true},
        {"br", false},
        {"", false},
        {NULL, false},
        {"xgzip", false},
        {"identity", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_ROW(accepts_coding(header(rows[i].header), STR("gzip")) == rows[i].takes, "row %zu",
                  i);
}

TEST(gate_knows_json_by_its_type) {
    CHECK(is_json_type(STR("application/json")));
    CHECK(is_json_type(STR("Application/JSON; charset=utf-8")));
    CHECK(!is_json_type(STR("application/jsonp")));
    CHECK(!is_json_type(STR("text/plain")));
    CHECK(!is_json_type(STR_NONE));
}
