// Libraries and values that were made to break the language, by the classes of fault that jq has
// told of: sizes and indices that overflow (CVE-2024-23337, CVE-2026-41257), recursion without a
// bound and circles (CVE-2026-44777, CVE-2026-47770), text that is cut at NUL (CVE-2026-41256,
// CVE-2026-43895), reading past the end (CVE-2026-39979), hashes without a seed (CVE-2026-40164),
// kinds that nobody asked for (CVE-2026-39956).

#include <sys/mman.h>
#include <unistd.h>

#include "cql/hostile_bench.h"
#include "cql/lex.h"
#include "cql/parse.h"
#include "test.h"

static void check_rows(const Row *rows, size_t count) {
    Bench bench = bench_new();
    for (size_t i = 0; i < count; i++) {
        Str got = come_to(&bench, str_from(rows[i].expression), NULL);
        CHECK_ROW(str_eq(got, str_from(rows[i].want)), "%s: %.*s", rows[i].expression,
                  STR_ARG(got));
    }
    bench_free(&bench);
}

// ---- sizes

TEST(hostile_cql_numbers_at_the_ends_do_not_wrap) {
    static const Row rows[] = {
        {"maximum Integer + 1", "null"},
        {"minimum Integer - 1", "null"},
        {"-(minimum Integer)", "null"},
        {"Abs(minimum Integer)", "null"},
        {"minimum Integer * -1", "null"},
        {"minimum Integer div -1", "null"},
        {"minimum Integer mod -1", "0"},
        {"maximum Long + 1L", "null"},
        {"minimum Long - 1L", "null"},
        {"-(minimum Long)", "null"},
        {"Abs(minimum Long)", "null"},
        {"minimum Long * -1L", "null"},
        {"minimum Long div -1L", "null"},
        {"minimum Long mod -1L", "0L"},
        {"maximum Decimal + 1.0", "null"},
        {"maximum Decimal * maximum Decimal", "null"},
        {"2 ^ 2147483647", "null"},
        {"Power(2.0, 2147483647.0)", "null"},
        {"Exp(2147483647.0)", "null"},
        {"ToInteger('99999999999999999999')", "null"},
        {"ToLong('99999999999999999999')", "null"},
        {"ToDecimal('99999999999999999999999999999999')", "null"},
        {"Sum({maximum Integer, 1})", "null"},
        {"Product({maximum Long, 2L})", "null"},
        {"@2026-01-01 + 2147483647 years", "null"},
        {"@2026-01-01 - 2147483647 years", "null"},
        {"@2026-01-01 + 2147483647 days", "null"},
        {"@2026-01-01T00:00:00Z + 9999999999999999999 milliseconds", "null"},
    };
    check_rows(rows, sizeof rows / sizeof rows[0]);
}

TEST(hostile_cql_indices_and_counts_at_the_ends_stay_inside) {
    static const Row rows[] = {
        {"{1, 2}[2147483647]", "null"},
        {"{1, 2}[-1]", "null"},
        {"{1, 2}[minimum Integer]", "null"},
        {"'ab'[2147483647]", "null"},
        {"'ab'[minimum Integer]", "null"},
        {"Substring('abc', 2147483647)", "null"},
        {"Substring('abc', minimum Integer)", "null"},
        {"Substring('abc', 1, 2147483647)", "'bc'"},
        {"Substring('abc', 1, minimum Integer)", "''"},
        {"Take({1, 2}, 2147483647)", "{1, 2}"},
        {"Take({1, 2}, minimum Integer)", "{}"},
        {"Skip({1, 2}, 2147483647)", "{}"},
        {"IndexOf({1, 2}, 2147483647)", "-1"},
        {"Round(1.5, 2147483647)", "1.5"},
    };
    check_rows(rows, sizeof rows / sizeof rows[0]);
}

TEST(hostile_cql_results_that_grow_without_end_stop) {
    Bench bench = bench_new();
    Str got = come_to(&bench, STR("expand Interval[minimum Integer, maximum Integer] per 1"), NULL);
    CHECK_ROW(str_starts(got, STR("run: ")), "%.*s", SHORT(got));
    bench_free(&bench);
}

// A text that doubles itself 40 times.
TEST(hostile_cql_texts_that_double_stop) {
    Bench bench = bench_new();
    Buf text = {0};
    buf_add(&text, STR("library T\ndefine D0: 'femur'\n"));
    for (int i = 1; i <= 40; i++) buf_printf(&text, "define D%d: D%d + D%d\n", i, i - 1, i - 1);
    CHECK_STR(come_to(&bench, buf_str(&text), NULL), "run: a string longer than 16777216 bytes");
    buf_free(&text);
    bench_free(&bench);
}

TEST(hostile_cql_literals_of_any_length_are_refused) {
    static const struct {
        const char *before, *many, *after;
    } rows[] = {
        {"", "7", ""}, {"", "7", "L"}, {"0.", "7", ""}, {"1.5 '", "m", "'"}, {"@", "2", "-01"}};
    Bench bench = bench_new();
    Buf text = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&text);
        buf_add(&text, str_from(rows[i].before));
        repeat(&text, rows[i].many, 100000);
        buf_add(&text, str_from(rows[i].after));
        CHECK_ROW(str_starts(come_to(&bench, buf_str(&text), NULL), STR("check: ")), "row %zu", i);
    }
    buf_free(&text);
    bench_free(&bench);
}

// ---- depth

TEST(hostile_cql_nesting_is_an_error_with_its_place) {
    static const char *const opens[] = {
        "(",         "{",        "-",        "not ",         "exists ",       "Interval[",
        "Abs(",      "a.b(",     "a[",       "from (",       "if ",           "case when ",
        "convert ",  "cast ",    "Tuple{a:", "(a) b where ", "null as List<", "distinct ",
        "start of ", "FHIR.A{a:"};
    Bench bench = bench_new();
    Buf text = {0};
    for (size_t i = 0; i < sizeof opens / sizeof opens[0]; i++) {
        buf_reset(&text);
        repeat(&text, opens[i], 5000);
        Ast *tree;
        Err err = {0};
        CHECK(!cql_parse_expression(buf_str(&text), bench.arena, &tree, &err));
        CHECK_ROW(err.line == 1 && err.column > 0, "'%s': %s", opens[i], err.message);
    }
    buf_free(&text);
    bench_free(&bench);
}

// One define a level: no expression nests, but what they come to does.
static void nested_defines(Buf *text, const char *first, const char *format, int count) {
    buf_reset(text);
    buf_printf(text, "library T\ndefine D0: %s\n", first);
    for (int i = 1; i <= count; i++) {
        buf_printf(text, "define D%d: ", i);
        for (const char *at = format; *at != '\0'; at++) {
            if (*at == '%') {
                buf_printf(text, "D%d", i - 1);
            } else {
                buf_add_char(text, *at);
            }
        }
        buf_add_char(text, '\n');
    }
    buf_printf(text, "define E: D%d = D%d\n", count, count);
}

TEST(hostile_cql_values_that_nest_by_definitions_are_refused) {
    static const char *const steps[] = {"{ % }", "Tuple { a: % }", "{ Tuple { a: { % } } }",
                                        "Tuple { a: %, b: % }"};
    Bench bench = bench_new();
    Buf text = {0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        nested_defines(&text, "{ 1 }", steps[i], 3000);
        Str got = come_to(&bench, buf_str(&text), NULL);
        CHECK_ROW(str_starts(got, STR("check: ")), "%s: %.*s", steps[i], SHORT(got));
    }
    nested_defines(&text, "{ 1 }", "{ % }", 200);
    Str got = come_to(&bench, buf_str(&text), NULL);
    CHECK_ROW(str_eq(got, STR("true")), "%.*s", SHORT(got));
    buf_free(&text);
    bench_free(&bench);
}

// Behind Any the types do not grow: it is the values that are refused, where they are made.
TEST(hostile_cql_values_that_nest_behind_any_are_refused) {
    static const char *const steps[] = {
        "{ % as Any }",
        "Tuple { a: % as Any }",
        "Interval[% as Any, null]",
        "Interval[null as Any, % as Any]",
        "({ 1 }) X return % as Any",
        "({ 1 }) X aggregate R starting (null as Any): { % as Any } as Any"};
    Bench bench = bench_new();
    Buf text = {0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        nested_defines(&text, "{ 1 }", steps[i], 3000);
        Str got = come_to(&bench, buf_str(&text), NULL);
        Str want = STR("run: D1000 is nested more than 1000 values deep");
        CHECK_ROW(str_eq(got, want), "%s: %.*s", steps[i], SHORT(got));
    }
    CHECK_STR(come_to(&bench,
                      STR("from ({ 1, 2 }) X, ({ 1, 2 }) Y "
                          "aggregate R starting (null as Any): { R }"),
                      NULL),
              "{{{{null}}}}");
    buf_free(&text);
    bench_free(&bench);
}

// So are structures of FHIR, which nest as deep as they like: each in the next one, or twice.
TEST(hostile_cql_structures_that_nest_by_definitions_are_refused) {
    static const char *const steps[] = {"FHIR.Extension { extension: { % } }",
                                        "FHIR.Extension { extension: { %, % } }",
                                        "FHIR.Extension { extension: (%).extension union { % } }"};
    static const char *const wants[] = {"run: D63: a FHIR structure of", "run: D19: a FHIR str",
                                        "run: D"};
    Bench bench = bench_new();
    Buf text = {0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        nested_defines(&text, "FHIR.Extension { url: FHIR.uri { value: 'a' } }", steps[i], 500);
        Str library = arena_printf(bench.arena, "library T using FHIR version '4.0.1'%.*s",
                                   (int)(text.len - 9), text.data + 9);
        Str got = come_to(&bench, library, NULL);
        CHECK_ROW(str_starts(got, str_from(wants[i])), "%s: %.*s", steps[i], SHORT(got));
    }
    buf_free(&text);
    bench_free(&bench);
}

TEST(hostile_cql_circles_are_told) {
    static const struct {
        const char *text, *start;
    } rows[] = {
        {"library T define A: A", "check: 'A' refers to itself"},
        {"library T define A: B define B: A", "check: "},
        {"library T define A: B define B: C define C: { A }", "check: "},
        {"library T include T called U define A: 1", "check: "},
        {"library T define function F(a Integer): F(a) define A: F(1)", "check: "},
        {"library T define function F(a Integer) returns Integer: F(a) define A: F(1)", ""},
        {"library T define function F(a Integer): G(a) define function G(a Integer): F(a) "
         "define A: F(1)",
         "check: "},
    };
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str got = come_to(&bench, str_from(rows[i].text), NULL);
        bool told = str_starts(got, STR("check: ")) || str_starts(got, STR("run: "));
        CHECK_ROW(told && str_starts(got, str_from(rows[i].start)), "%s: %.*s", rows[i].text,
                  STR_ARG(got));
    }
    bench_free(&bench);
}

// ---- NUL

TEST(hostile_cql_nul_is_refused_where_it_stands) {
    static const struct {
        const char *text;
        size_t length;
        int column;
    } rows[] = {
#define ROW(literal, column) {literal, sizeof(literal) - 1, column}
        ROW("\0", 1),
        ROW("1 + 1\0", 6),
        ROW("1 +\0 1", 4),
        ROW("'a\0b'", 3),
        ROW("\"a\0b\"", 3),
        ROW("true // a\0", 10),
        ROW("true /* \0 */", 9),
        ROW("library T\0 define A: 1", 10),
        ROW("library T include \"a\0b\" define A: 1", 21),
#undef ROW
    };
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        TokenList tokens;
        Err err = {0};
        Str text = {rows[i].text, rows[i].length};
        CHECK_ROW(!lex(text, bench.arena, bench.arena, &tokens, &err), "row %zu", i);
        CHECK_INT(err.column, rows[i].column);
        CHECK_ROW(str_starts(come_to(&bench, text, NULL), STR("check: ")), "row %zu", i);
    }
    bench_free(&bench);
}

TEST(hostile_cql_text_with_an_escaped_nul_is_whole_or_refused) {
    static const Row rows[] = {
        {"Length('a\\u0000b')", "3"},
        {"'a\\u0000b' = 'a\\u0000c'", "false"},
        {"'a\\u0000b' = 'a'", "false"},
        {"'a\\u0000b' ~ 'a'", "false"},
        {"'a\\u0000b' > 'a'", "true"},
        {"Count(distinct { 'a', 'a\\u0000b', 'a\\u0000c' })", "3"},
        {"PositionOf('b', 'a\\u0000b')", "2"},
        {"EndsWith('a\\u0000b', 'b')", "true"},
        {"Matches('a\\u0000b', 'a')", "false"},
        {"Length(Upper('a\\u0000b'))", "3"},
        {"Length('a\\u0000' + 'b')", "3"},
        {"ToInteger('1\\u0000')", "null"},
        {"ToDecimal('1.5\\u0000x')", "null"},
        {"ToBoolean('true\\u0000')", "null"},
        {"ToDate('2026-01-01\\u0000')", "null"},
        {"ToDateTime('2026-01-01T00:00:00Z\\u0000')", "null"},
        {"ToTime('10:00\\u0000')", "null"},
        {"ToQuantity('5 \\'mg\\u0000\\'')", "null"},
    };
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str got = come_to(&bench, str_from(rows[i].expression), NULL);
        bool is_refused = str_starts(got, STR("check: "));
        CHECK_ROW(is_refused || str_eq(got, str_from(rows[i].want)), "%s: %.*s", rows[i].expression,
                  STR_ARG(got));
    }
    bench_free(&bench);
}

// ---- reading past the end

static const char *const cut_sources[] = {
    "'a\\u00e9\\'\\n' + \"q\\\"n\" + `b` // c\n/* d */ caf\xC3\xA9 \xF0\x9F\x98\x80",
    "@2026-11-22T12:30:15.250+00:00 - @T12:30 + 1.5 'mg' ~ 1:2 + 5 'mg':1 'mL'",
    "Interval[1, 2L) overlaps { 1.25, -3 } and not (a!=b) or x !~ y implies z->f(%p, $this)",
    "\xEF\xBB\xBF"
    "from [Observation: code in \"V\"] O where O.value as Quantity <= 5.0 return O",
    "library T version '1' using FHIR version '4.0.1' define function F(a List<Integer>): a[0]"};

TEST(hostile_cql_that_ends_anywhere_is_not_read_past) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!CHECK(pages != MAP_FAILED)) return;
    CHECK(mprotect(pages + page, page, PROT_NONE) == 0);
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof cut_sources / sizeof cut_sources[0]; i++) {
        size_t length = strlen(cut_sources[i]);
        for (size_t len = 0; len <= length; len++) {
            Str text = {memcpy(pages + page - len, cut_sources[i], len), len};
            Ast *tree;
            AstLibrary *library;
            Err err = {0};
            bool ok = cql_parse_expression(text, bench.arena, &tree, &err);
            CHECK_ROW(ok || err.line > 0, "source %zu, %zu bytes: %s", i, len, err.message);
            if (!ok) {
                buf_reset(&bench.text);
                source_show_err(&bench.text, text, &err);
            }
            cql_parse_library(text, STR("x.cql"), bench.arena, &library, &err);
        }
    }
    bench_free(&bench);
    munmap(pages, 2 * page);
}

// ---- hashes: whoever writes a record chooses its values, and a `distinct` over them must not
// compare each with each

enum { KEYS = 4096, MOST_ALIKE = 16 };

typedef Value MakeValue(Arena *arena, uint64_t number);

static uint64_t multiply(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
    return hash ^ hash >> 31;
}

// The second half takes back what the first did to a hash that begins with the length, as that of
// texts did when it had no seed.
static Value make_text(Arena *arena, uint64_t number) {
    uint64_t words[2] = {number, multiply(16, number) ^ 42};
    return value_string((Str){arena_copy(arena, words, 2, 8), 16});
}

static Value make_quantity(Arena *arena, uint64_t number) {
    return value_quantity(arena, decimal_from_int((int64_t)number), STR("mm"), false);
}

static Value make_years(Arena *arena, uint64_t number) {
    return value_quantity(arena, decimal_from_int((int64_t)number), STR("year"), true);
}

static Value make_no_unit(Arena *arena, uint64_t number) {
    return value_quantity(arena, decimal_from_int((int64_t)number), STR("no unit"), false);
}

static Value make_ratio(Arena *arena, uint64_t number) {
    RatioValue *ratio = ARENA_NEW(arena, RatioValue);
    ratio->numerator = *make_quantity(arena, 1).as.quantity;
    ratio->denominator = *make_quantity(arena, number).as.quantity;
    return (Value){.kind = VALUE_RATIO, .as.ratio = ratio};
}

static CodeValue code_of(Arena *arena, uint64_t number) {
    Str display = arena_printf(arena, "display %llu", (unsigned long long)number);
    return (CodeValue){.code = STR("C40"), .system = STR("icd"), .display = display};
}

static Value make_code(Arena *arena, uint64_t number) {
    return value_code(arena, code_of(arena, number));
}

static Value make_concept(Arena *arena, uint64_t number) {
    CodeValue codes[2] = {code_of(arena, 0), code_of(arena, number)};
    return value_concept(arena, arena_copy(arena, codes, 2, sizeof codes[0]), 2, STR_NONE);
}

static Value make_interval(Arena *arena, uint64_t number) {
    return value_interval(arena, make_quantity(arena, 0), true, make_quantity(arena, number), true);
}

static Value make_list(Arena *arena, uint64_t number) {
    Value items[2] = {value_null(), make_quantity(arena, number)};
    return value_list(arena_copy(arena, items, 2, sizeof items[0]), 2);
}

static Value make_nulls(Arena *arena, uint64_t number) {
    return value_list(ARENA_ARRAY(arena, Value, number), number);
}

// Elements of one id: FHIR lets each of many have it.
static Value make_element(Arena *arena, uint64_t number) {
    Str text = arena_printf(arena, "%llu", (unsigned long long)number);
    Json members[2] = {
        {.kind = JSON_STRING, .key = FHIR_KEY_ID, .count = 1, .as.text = "x", .name = "id"},
        {.kind = JSON_STRING, .count = (uint32_t)text.len, .as.text = text.data, .name = "text"}};
    members[0].name_len = 2;
    members[1].name_len = 4;
    Json *json = ARENA_NEW(arena, Json);
    *json = (Json){.kind = JSON_OBJECT,
                   .count = 2,
                   .as.items = arena_copy(arena, members, 2, sizeof members[0])};
    return value_fhir(fhir_type_find(STR("CodeableConcept")), json);
}

static unsigned most_alike(Arena *arena, MakeValue *make) {
    unsigned *counts = ARENA_ARRAY(arena, unsigned, KEYS);
    unsigned most = 0;
    for (uint64_t i = 0; i < KEYS; i++) {
        unsigned count = ++counts[value_hash(make(arena, i + 1)) & (KEYS - 1)];
        most = count > most ? count : most;
    }
    return most;
}

TEST(hostile_cql_values_chosen_to_collide_do_not) {
    static const struct {
        const char *name;
        MakeValue *make;
    } rows[] = {
        {"texts", make_text},       {"quantities", make_quantity}, {"years", make_years},
        {"no units", make_no_unit}, {"ratios", make_ratio},        {"codes", make_code},
        {"concepts", make_concept}, {"intervals", make_interval},  {"lists", make_list},
        {"elements", make_element}, {"nulls", make_nulls},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        unsigned most = most_alike(arena, rows[i].make);
        CHECK_ROW(most < MOST_ALIKE, "%s: %u of one hash", rows[i].name, most);
        arena_free(arena);
    }
}

TEST(hostile_cql_quantities_that_are_the_same_hash_alike) {
    static const struct {
        int64_t number;
        const char *unit;
        bool calendar;
        int64_t other;
        const char *other_unit;
        bool other_calendar;
    } rows[] = {
        {1, "m", false, 100, "cm", false},        {1, "h", false, 60, "min", false},
        {1, "h", false, 60, "minute", true},      {1, "year", true, 12, "month", true},
        {7, "d", false, 1, "week", true},         {1, "", false, 1, "1", false},
        {0, "m", false, 0, "km", false},          {1, "g/L", false, 100, "mg/dL", false},
        {1, "kPa", false, 1000, "Pa", false},     {-273, "Cel", false, -273, "Cel", false},
        {20, "dB", false, 2, "B", false},         {5, "no unit", false, 5, "no unit", false},
        {1, "[IU]", false, 1000, "m[IU]", false}, {180, "deg", false, 10800, "'", false},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Value a = value_quantity(arena, decimal_from_int(rows[i].number), str_from(rows[i].unit),
                                 rows[i].calendar);
        Value b = value_quantity(arena, decimal_from_int(rows[i].other),
                                 str_from(rows[i].other_unit), rows[i].other_calendar);
        CHECK_ROW(value_same(a, b), "row %zu: not the same", i);
        CHECK_ROW(value_hash(a) == value_hash(b), "row %zu: hashes", i);
    }
    arena_free(arena);
}

// Uncertain numbers are never the same as each other: looking among them would take for ever.
TEST(hostile_cql_many_uncertain_numbers_take_little_time) {
    static const char text[] =
        "library T define A: {0,1,2,3,4,5,6,7,8,9} define B: from A a, A b, A c, A d, A e "
        "return months between DateTime(2000) and DateTime(2010) define C: Count(B) "
        "define D: Count(distinct (from A a, A b, A c, A d, A e return all months between "
        "DateTime(2000) and DateTime(2010 + a))) define E: { C, D }";
    Bench bench = bench_new();
    Str got = come_to(&bench, (Str){text, sizeof text - 1}, NULL);
    CHECK_STR(got, "{100000, 100000}");
    bench_free(&bench);
}

// What holds an uncertain number is the same only as itself.
TEST(hostile_cql_many_values_that_hold_uncertain_numbers_take_little_time) {
    static const char *const values[] = {"Tuple { a: U }",        "{ 1, U }",
                                         "Interval[U, 1000]",     "Tuple { a: { Tuple { b: U } } }",
                                         "{ Interval[U, 1000] }", "Interval[U, U + a]"};
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        Str got = come_to(
            &bench,
            arena_printf(bench.arena,
                         "library T define A: {0,1,2,3,4,5,6,7,8,9} define B: from A a, A b, A c, "
                         "A d, A e let U: months between DateTime(2000) and DateTime(2010) return "
                         "all %s define C: Count(B union B) define D: Count(distinct B) "
                         "define E: { C, D }",
                         values[i]),
            NULL);
        CHECK_ROW(str_eq(got, STR("{100000, 100000}")), "%s: %.*s", values[i], SHORT(got));
    }
    bench_free(&bench);
}

TEST(hostile_cql_functions_asked_about_many_things_take_little_time) {
    static const char text[] =
        "library T define A: {0,1,2,3,4,5,6,7,8,9} define function Each(a String): Length(a) "
        "define E: Count(from A a, A b, A c, A d, A e "
        "return all Each(ToString(a + 10 * b + 100 * c + 1000 * d + 10000 * e)))";
    Bench bench = bench_new();
    CHECK_STR(come_to(&bench, (Str){text, sizeof text - 1}, NULL), "100000");
    bench_free(&bench);
}

// ---- kinds

#define USING_FHIR "library T using FHIR version '4.0.1' context Patient define A: "
#define ONE_OBSERVATION(value)                                                               \
    "[{\"resourceType\":\"Patient\",\"id\":\"p\"},{\"resourceType\":\"Observation\",\"id\":" \
    "\"o\",\"status\":\"final\",\"code\":{},\"subject\":{\"reference\":\"Patient/p\"}," value "}]"

// Whatever stands in a choice: what asks for another type gets null, never the wrong kind.
TEST(hostile_cql_choices_of_another_kind_are_null) {
    static const char *const records[] = {
        ONE_OBSERVATION("\"valueString\":\"5\""),
        ONE_OBSERVATION("\"valueInteger\":5"),
        ONE_OBSERVATION("\"valueBoolean\":true"),
        ONE_OBSERVATION("\"valueDateTime\":\"2026\""),
        ONE_OBSERVATION("\"valueTime\":\"10:00:00\""),
        ONE_OBSERVATION("\"valueQuantity\":{\"value\":5}"),
        ONE_OBSERVATION("\"valueCodeableConcept\":{\"text\":\"5\"}"),
        ONE_OBSERVATION("\"valueRange\":{\"low\":{\"value\":5}}"),
        ONE_OBSERVATION("\"valueRatio\":{\"numerator\":{\"value\":5}}"),
        ONE_OBSERVATION("\"valuePeriod\":{\"start\":\"2026\"}"),
        ONE_OBSERVATION("\"_valueString\":{\"id\":\"x\"}"),
        ONE_OBSERVATION("\"valueString\":null"),
    };
    static const char *const parts[] = {"(O.value as FHIR.string).value",
                                        "(O.value as FHIR.integer).value",
                                        "(O.value as FHIR.boolean).value",
                                        "(O.value as FHIR.dateTime).value",
                                        "(O.value as FHIR.time).value",
                                        "(O.value as FHIR.Quantity).value.value",
                                        "(O.value as FHIR.CodeableConcept).text.value",
                                        "(O.value as FHIR.Range).low.value.value",
                                        "(O.value as FHIR.Ratio).numerator.value.value",
                                        "(O.value as FHIR.Period).start.value"};
    enum { RECORDS = sizeof records / sizeof records[0], PARTS = sizeof parts / sizeof parts[0] };
    Bench bench = bench_new();
    Buf text = {0};
    buf_add(&text, STR(USING_FHIR "First([Observation] O return all {"));
    for (size_t k = 0; k < PARTS; k++) {
        buf_printf(&text, "%s%s is null", k > 0 ? ", " : "", parts[k]);
    }
    buf_add(&text, STR("})"));
    for (size_t i = 0; i < RECORDS; i++) {
        Str got = come_to(&bench, buf_str(&text), records[i]);
        Buf want = {0};
        for (size_t k = 0; k < PARTS; k++) {
            buf_printf(&want, "%s%s", k > 0 ? ", " : "{", i == k ? "false" : "true");
        }
        buf_add_char(&want, '}');
        CHECK_ROW(str_eq(got, buf_str(&want)), "record %zu: %.*s", i, STR_ARG(got));
        buf_free(&want);
    }
    buf_free(&text);
    bench_free(&bench);
}

// Each value, out of a list of any, asked to be each type: it is, or null, or `cast` tells of it.
TEST(hostile_cql_values_asked_to_be_another_kind_are_null_or_told) {
    static const char *const values[] = {"1",
                                         "1L",
                                         "1.5",
                                         "true",
                                         "'x'",
                                         "@2026",
                                         "@T10",
                                         "5 'mg'",
                                         "1:2",
                                         "Tuple{a: 1}",
                                         "Interval[1, 2]",
                                         "@2026-01-01T10",
                                         "null as Date"};
    static const char *const types[] = {"Integer",
                                        "Long",
                                        "Decimal",
                                        "Boolean",
                                        "String",
                                        "Date",
                                        "Time",
                                        "Quantity",
                                        "Ratio",
                                        "Tuple{a Integer}",
                                        "Interval<Integer>",
                                        "DateTime",
                                        "Code",
                                        "Concept",
                                        "List<Integer>"};
    enum { VALUES = sizeof values / sizeof values[0], TYPES = sizeof types / sizeof types[0] };
    // Which value is which type: rows and columns as above, the last value is none.
    static const int own[VALUES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -1};
    Bench bench = bench_new();
    Buf text = {0};
    for (int i = 0; i < VALUES; i++) {
        buf_reset(&text);
        for (int k = 0; k < TYPES; k++) {
            buf_printf(&text, "%s(First(List<Any>{ %s }) as %s) is null", k > 0 ? ", " : "{",
                       values[i], types[k]);
        }
        buf_add_char(&text, '}');
        Str got = come_to(&bench, buf_str(&text), NULL);
        Buf want = {0};
        for (int k = 0; k < TYPES; k++) {
            buf_printf(&want, "%s%s", k > 0 ? ", " : "{", k == own[i] ? "false" : "true");
        }
        buf_add_char(&want, '}');
        CHECK_ROW(str_eq(got, buf_str(&want)), "%s: %.*s", values[i], STR_ARG(got));
        buf_free(&want);
        Str cast = arena_printf(bench.arena, "cast First(List<Any>{ %s }) as Concept", values[i]);
        got = come_to(&bench, cast, NULL);
        CHECK_ROW(own[i] < 0 ? str_eq(got, STR("null")) : str_starts(got, STR("run: ")),
                  "cast of %s: %.*s", values[i], STR_ARG(got));
    }
    buf_free(&text);
    bench_free(&bench);
}
