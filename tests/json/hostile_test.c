// Input that was made to break the reader, by the classes of fault that jq has told of: sizes that
// overflow (CVE-2026-43894, CVE-2026-32316), recursion without a bound (CVE-2026-47770), text that
// is cut at NUL (CVE-2026-33948), reading past the end (CVE-2026-39979), hashes without a seed
// (CVE-2026-40164), kinds that nobody asked for (CVE-2026-39956).

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/map.h"
#include "test.h"

static const char *const engines[] = {"scalar", "avx2"};
enum { ENGINES = sizeof engines / sizeof engines[0] };

// Reads nothing of an object: everything in it is skipped.
static const JsonProjection *nothing(Arena *arena) {
    JsonProjection *projection = ARENA_NEW(arena, JsonProjection);
    json_projection_freeze(projection, arena);
    return projection;
}

static bool read_with(Str text, const JsonProjection *projection, Arena *arena, Err *err) {
    Json value;
    *err = (Err){0};
    return json_read(text, projection, &json_limits, arena, &value, err);
}

// ---- sizes

typedef void Request(Arena *arena);

static void ask_product_of_zero(Arena *arena) {
    arena_alloc(arena, SIZE_MAX / 2 + 1, 2);
}

static void ask_product_of_eight(Arena *arena) {
    arena_alloc(arena, SIZE_MAX / 8 + 2, 8);
}

static void ask_all(Arena *arena) {
    arena_alloc(arena, 1, SIZE_MAX);
}

static void copy_too_many(Arena *arena) {
    arena_copy(arena, "", SIZE_MAX / 8 + 2, 8);
}

static void grow_past_all(Arena *arena) {
    Buf buf = {0};
    (void)arena;
    buf_add(&buf, STR("femur"));
    buf_reserve(&buf, SIZE_MAX - 2);
}

static void grow_past_half(Arena *arena) {
    Buf buf = {0};
    (void)arena;
    buf_reserve(&buf, (size_t)PTRDIFF_MAX + 1);
}

// Does the request end the process, as it says, and not hand out what is too small?
static bool is_refused(Request *request) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit no_core = {0};
        setrlimit(RLIMIT_CORE, &no_core);
        if (freopen("/dev/null", "w", stderr) == NULL) _exit(1);
        request(arena_new());
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == err_exit_status(ERR_MEMORY);
}

TEST(hostile_sizes_that_overflow_are_refused) {
    static const struct {
        const char *name;
        Request *request;
    } rows[] = {
        {"a product of 0", ask_product_of_zero},
        {"a product of 8", ask_product_of_eight},
        {"SIZE_MAX", ask_all},
        {"a copy", copy_too_many},
        {"a sum that wraps", grow_past_all},
        {"more than PTRDIFF_MAX", grow_past_half},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(is_refused(rows[i].request), "%s", rows[i].name);
    }
}

static Json number_of(const char *text) {
    return (Json){.kind = JSON_NUMBER, .count = (uint32_t)strlen(text), .as.text = text};
}

TEST(hostile_exponents_do_not_overflow) {
    // Beyond 2^60 exponents are one: only one such stands here.
    static const char *const texts[] = {"1e999999999",
                                        "1e-999999999",
                                        "1e18446744073709551616",
                                        "1e-18446744073709551616",
                                        "1e2147483648",
                                        "1e4294967296",
                                        "1e1000000000000000000",
                                        "-1e999999999999999999999999",
                                        "0.000000001e-999999999999999999",
                                        "1",
                                        "-1"};
    enum { COUNT = sizeof texts / sizeof texts[0] };
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < COUNT; k++) {
            Json a = number_of(texts[i]);
            Json b = number_of(texts[k]);
            CHECK_ROW(json_equal(&a, &b) == (i == k), "%s and %s", texts[i], texts[k]);
            CHECK_ROW(i != k || json_hash(&a) == json_hash(&b), "%s", texts[i]);
        }
    }
    Json zero = number_of("0");
    Json far_zero = number_of("0e999999999999999999999");
    CHECK(json_equal(&zero, &far_zero) && json_hash(&zero) == json_hash(&far_zero));
}

TEST(hostile_numbers_of_100000_digits_stay_whole) {
    enum { DIGITS = 100000 };
    Arena *arena = arena_new();
    char *digits = arena_alloc(arena, DIGITS, 1);
    memset(digits, '7', DIGITS);
    Str text = {digits, DIGITS};
    Json value;
    Err err = {0};
    Decimal decimal;
    CHECK(json_read(text, NULL, &json_limits, arena, &value, &err));
    CHECK(str_eq(json_text(&value), text));
    CHECK(!decimal_parse_json(text, &decimal, &err));
    char *fraction = arena_alloc(arena, DIGITS + 2, 1);
    memcpy(fraction, "0.", 2);
    memcpy(fraction + 2, digits, DIGITS);
    CHECK(decimal_parse_json((Str){fraction, DIGITS + 2}, &decimal, &err));
    CHECK(decimal.units == 77777778);
    digits[DIGITS - 1] = '8';
    Json other = {.kind = JSON_NUMBER, .count = DIGITS - 1, .as.text = digits + 1};
    CHECK(!json_equal(&value, &other));
    arena_free(arena);
}

TEST(hostile_limits_may_be_the_largest_there_are) {
    const JsonLimits none = {
        .max_depth = UINT32_MAX, .max_elements = UINT32_MAX, .max_length = SIZE_MAX};
    Arena *arena = arena_new();
    Json value;
    Err err = {0};
    CHECK(json_read(STR("[[1,2],{\"a\":[3]}]"), NULL, &none, arena, &value, &err));
    Buf buf = {0};
    for (int i = 0; i < 1000; i++) buf_add_char(&buf, '[');
    CHECK(!json_read(buf_str(&buf), NULL, &none, arena, &value, &err));
    CHECK(err.code == ERR_LIMIT && err.byte == 64);
    buf_free(&buf);
    arena_free(arena);
}

// ---- depth

// `before`, then `open` a million times.
static void nest(Buf *buf, const char *before, const char *open) {
    buf_reset(buf);
    buf_add(buf, str_from(before));
    for (int i = 0; i < 1000000; i++) buf_add(buf, str_from(open));
}

TEST(hostile_nesting_is_an_error_with_its_place) {
    static const struct {
        const char *before, *open;
    } rows[] = {
        {"", "["},        {"", "{\"a\":"},        {"", "[{\"_a\":"},
        {"{\"a\":", "["}, {"{\"a\":", "{\"a\":"}, {"[0,[],", "[[],"},
    };
    Arena *arena = arena_new();
    const JsonProjection *projections[] = {NULL, nothing(arena)};
    Buf buf = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        nest(&buf, rows[i].before, rows[i].open);
        for (size_t p = 0; p < 2; p++) {
            for (size_t e = 0; e < ENGINES; e++) {
                Err err;
                if (!json_use(engines[e])) continue;
                CHECK(!read_with(buf_str(&buf), projections[p], arena, &err));
                CHECK_ROW(err.code == ERR_LIMIT && err.byte > 0 && err.byte < 1000,
                          "'%s' %s: %s at %llu", rows[i].open, engines[e], err.message,
                          (unsigned long long)err.byte);
            }
        }
    }
    buf_free(&buf);
    arena_free(arena);
    json_use(engines[1]);
}

TEST(hostile_values_of_the_greatest_depth_are_compared_and_written) {
    Arena *arena = arena_new();
    Buf text = {0};
    for (int i = 0; i < 64; i++) buf_add(&text, i % 2 == 0 ? STR("[") : STR("{\"a\":"));
    buf_add_char(&text, '1');
    for (int i = 64; i-- > 0;) buf_add_char(&text, i % 2 == 0 ? ']' : '}');
    Json a;
    Json b;
    Err err = {0};
    CHECK(json_read(buf_str(&text), NULL, &json_limits, arena, &a, &err));
    CHECK(json_read(buf_str(&text), NULL, &json_limits, arena, &b, &err));
    CHECK(json_equal(&a, &b) && json_hash(&a) == json_hash(&b));
    Buf out = {0};
    json_write(&out, &a, true);
    CHECK(str_eq(buf_str(&out), buf_str(&text)));
    buf_free(&out);
    buf_free(&text);
    arena_free(arena);
}

// ---- NUL

TEST(hostile_nul_is_refused_where_it_stands) {
    static const struct {
        const char *text;
        size_t length;
        unsigned byte;
    } rows[] = {
#define ROW(literal, byte) {literal, sizeof(literal) - 1, byte}
        ROW("\0", 0),
        ROW("\0{}", 0),
        ROW("{}\0", 2),
        ROW("{}\0{", 2),
        ROW("[1\0]", 2),
        ROW("[1\0,2]", 2),
        ROW("[tru\0]", 1),
        ROW("[\"a\0b\"]", 3),
        ROW("{\"a\0b\":1}", 3),
        ROW("{\"a\"\0:1}", 4),
        ROW("[\"\\u0000\"]", 2),
        ROW("[\"ab\\u0000c\"]", 4),
        ROW("[\"\\\0\"]", 3),
        ROW("{\"a\\u0000\":1}", 3),
#undef ROW
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Err err;
        CHECK(!read_with((Str){rows[i].text, rows[i].length}, NULL, arena, &err));
        CHECK_ROW(err.code == ERR_PARSE && err.byte == rows[i].byte, "row %zu: %s at %llu", i,
                  err.message, (unsigned long long)err.byte);
    }
    Err err;
    for (size_t e = 0; e < ENGINES; e++) {
        if (!json_use(engines[e])) continue;
        CHECK(!read_with(STR("{\"a\":[\"skipped\0\"]}"), nothing(arena), arena, &err));
        CHECK_INT((int64_t)err.byte, 14);
    }
    arena_free(arena);
}

TEST(hostile_text_with_nul_is_compared_and_written_whole) {
    Str texts[] = {STR("p1"), STR("p1\0"), STR("p1\0x"), STR("p1\0y")};
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 4; k++) {
            Json a = {
                .kind = JSON_STRING, .count = (uint32_t)texts[i].len, .as.text = texts[i].data};
            Json b = {
                .kind = JSON_STRING, .count = (uint32_t)texts[k].len, .as.text = texts[k].data};
            CHECK_ROW(json_equal(&a, &b) == (i == k), "%zu and %zu", i, k);
            CHECK_ROW((json_hash(&a) == json_hash(&b)) == (i == k), "%zu and %zu", i, k);
        }
    }
    Json members[] = {{.kind = JSON_TRUE, .name = "p1\0x", .name_len = 4},
                      {.kind = JSON_FALSE, .name = "p1", .name_len = 2}};
    Json object = {.kind = JSON_OBJECT, .count = 2, .as.items = members};
    CHECK(json_member(&object, STR("p1")) == &members[1]);
    CHECK(json_member(&object, STR("p1\0x")) == &members[0]);
    CHECK(json_member(&object, STR("p1\0y")) == NULL);
    Buf buf = {0};
    json_write_string(&buf, texts[2]);
    CHECK_STR(buf_str(&buf), "\"p1\\u0000x\"");
    buf_free(&buf);
}

// ---- reading past the end

// Two pages, of which the second must not be touched.
static char *guard_open(size_t *page) {
    *page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * *page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!CHECK(pages != MAP_FAILED)) abort();
    CHECK(mprotect(pages + *page, *page, PROT_NONE) == 0);
    return pages;
}

static Str at_the_end(char *pages, size_t page, Str text) {
    return (Str){memcpy(pages + page - text.len, text.data, text.len), text.len};
}

static const char cut_text[] =
    "\xEF\xBB\xBF{\"resourceType\":\"Observation\",\"\\u0069d\":\"\\ud83d\\ude00 \\n\\\"x\","
    "\"_id\":{\"extension\":[{\"url\":\"u\",\"valueDecimal\":-12.5e+10}]},\"caf\xC3\xA9\":["
    "true,false,null,[],{},\"\xE2\x82\xAC\",\"\xF0\x9F\x98\x80 and plain text of some length, "
    "longer than any vector is wide, so that a wide load comes near the end\"],\"z\":0} ";

// Every end of the text, before and behind its byte order mark, by every way to read.
TEST(hostile_text_that_ends_anywhere_is_not_read_past) {
    size_t page;
    char *pages = guard_open(&page);
    Arena *arena = arena_new();
    const JsonProjection *projections[] = {NULL, nothing(arena)};
    for (size_t e = 0; e < ENGINES; e++) {
        if (!json_use(engines[e])) continue;
        for (size_t from = 0; from <= 3; from += 3) {
            for (size_t end = from; end < sizeof cut_text; end++) {
                Str text = at_the_end(pages, page, (Str){cut_text + from, end - from});
                for (size_t p = 0; p < 2; p++) {
                    Err err;
                    bool ok = read_with(text, projections[p], arena, &err);
                    bool is_whole = from == 3 && end + 2 >= sizeof cut_text;
                    CHECK_ROW(ok == is_whole, "bytes %zu to %zu, %s", from, end, engines[e]);
                    CHECK_ROW(ok || err.byte <= text.len, "bytes %zu to %zu", from, end);
                }
            }
        }
    }
    arena_free(arena);
    munmap(pages, 2 * page);
}

TEST(hostile_text_that_ends_anywhere_is_written_and_hashed) {
    size_t page;
    char *pages = guard_open(&page);
    Buf buf = {0};
    for (size_t end = 0; end < sizeof cut_text; end++) {
        Str text = at_the_end(pages, page, (Str){cut_text, end});
        buf_reset(&buf);
        json_write_string(&buf, text);
        Json value = {.kind = JSON_STRING, .count = (uint32_t)text.len, .as.text = text.data};
        CHECK(json_hash(&value) != str_hash(text, 0) && buf.len >= text.len + 2);
    }
    // Numbers end at the end too.
    static const char *const numbers[] = {"-", "-1", "1.", "1.5", "1e", "1e+", "1e+1", "0.0e-0"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        Str text = at_the_end(pages, page, str_from(numbers[i]));
        Json value = {.kind = JSON_NUMBER, .count = (uint32_t)text.len, .as.text = text.data};
        Decimal decimal;
        Err err;
        CHECK(json_equal(&value, &value));
        bool is_number = text.data[text.len - 1] >= '0' && text.data[text.len - 1] <= '9';
        CHECK_ROW(decimal_parse_json(text, &decimal, &err) == is_number, "%s", numbers[i]);
    }
    buf_free(&buf);
    munmap(pages, 2 * page);
}

// ---- hashes

enum { KEYS = 4096, MOST_ALIKE = 16 };

// The greatest number of hashes that meet in one slot of a table of as many.
static unsigned most_alike(const uint64_t *hashes) {
    static const uint64_t mask = KEYS - 1;
    Arena *arena = arena_new();
    unsigned *counts = ARENA_ARRAY(arena, unsigned, KEYS);
    unsigned most = 0;
    for (size_t i = 0; i < KEYS; i++) {
        unsigned count = ++counts[hashes[i] & mask];
        most = count > most ? count : most;
    }
    arena_free(arena);
    return most;
}

static uint64_t multiply(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    return hash ^ hash >> 29;
}

// Sixteen bytes whose second half takes back what the first did to a hash that begins with `start`
// and takes in words by multiplying: whoever knows `start` makes as many as he likes.
static Str make_collision(Arena *arena, uint64_t start, uint64_t number) {
    uint64_t words[2] = {number, multiply(start, number) ^ 42};
    return (Str){arena_copy(arena, words, 2, 8), 16};
}

TEST(hostile_texts_that_would_collide_without_a_seed_do_not) {
    Arena *arena = arena_new();
    uint64_t *of_json = ARENA_ARRAY(arena, uint64_t, KEYS);
    uint64_t *of_map = ARENA_ARRAY(arena, uint64_t, KEYS);
    // json_hash() began like this when it had no seed.
    uint64_t start = multiply(multiply(0x2545F4914F6CDD1DU, JSON_STRING), 16);
    for (size_t i = 0; i < KEYS; i++) {
        Str text = make_collision(arena, start, i + 1);
        Json value = {.kind = JSON_STRING, .count = 16, .as.text = text.data};
        of_json[i] = json_hash(&value);
        of_map[i] = str_hash(text, hash_seed());
    }
    CHECK(most_alike(of_json) < MOST_ALIKE);
    CHECK(most_alike(of_map) < MOST_ALIKE);
    arena_free(arena);
}

// A hash that took no seed would be the one that whoever reads the source can compute.
TEST(hostile_hashes_take_the_seed_of_the_process) {
    Json text = {.kind = JSON_STRING, .count = 2, .as.text = "p1"};
    CHECK(json_hash(&text) == str_hash(STR("p1"), hash_mix(hash_seed(), JSON_STRING)));
    CHECK(str_hash(STR("p1"), hash_seed()) != str_hash(STR("p1"), hash_seed() + 1));
    CHECK(hash_seed() != 0);
}

TEST(hostile_many_members_that_look_alike_take_little_time) {
    enum { MEMBERS = 200000 };
    Arena *arena = arena_new();
    JsonWanted wanted[] = {{.name = {"code00000000text", 16}, .key = 1}};
    JsonProjection projection = {.wanted = wanted, .count = 1};
    json_projection_freeze(&projection, arena);
    Buf buf = {0};
    buf_add_char(&buf, '{');
    for (int i = MEMBERS; i-- > 0;) {  // first and last bytes are those that are looked at first
        buf_printf(&buf, "\"code%08dtext\":1%s", i, i > 0 ? "," : "}");
    }
    Json value;
    Err err = {0};
    // To compare each name with each would take minutes.
    CHECK(json_read(buf_str(&buf), NULL, &json_limits, arena, &value, &err));
    CHECK_INT(value.count, MEMBERS);
    CHECK(json_equal(&value, &value));
    CHECK(json_read(buf_str(&buf), &projection, &json_limits, arena, &value, &err));
    CHECK_INT(value.count, 1);
    buf_free(&buf);
    arena_free(arena);
}

// ---- kinds

TEST(hostile_every_question_takes_every_kind) {
    static const char *const texts[] = {"null",
                                        "true",
                                        "false",
                                        "17",
                                        "\"id\"",
                                        "[]",
                                        "[\"id\",{\"id\":1}]",
                                        "{}",
                                        "{\"id\":1}",
                                        "{\"id\":null}",
                                        "{\"id\":[\"x\"]}",
                                        "{\"id\":{\"id\":\"x\"}}"};
    enum { COUNT = sizeof texts / sizeof texts[0] };
    Arena *arena = arena_new();
    Json values[COUNT];
    Err err = {0};
    for (size_t i = 0; i < COUNT; i++) {
        CHECK(json_read(str_from(texts[i]), NULL, &json_limits, arena, &values[i], &err));
        CHECK_ROW(json_string(&values[i], STR("id")).data == NULL, "%s", texts[i]);
        CHECK_ROW(json_string_key(&values[i], 1).data == NULL, "%s", texts[i]);
        bool is_object = values[i].kind == JSON_OBJECT && values[i].count > 0;
        CHECK_ROW((json_member(&values[i], STR("id")) != NULL) == is_object, "%s", texts[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < COUNT; k++) {
            CHECK_ROW(json_equal(&values[i], &values[k]) == (i == k), "%s and %s", texts[i],
                      texts[k]);
        }
    }
    Json skipped = {.kind = JSON_SKIPPED, .count = 2, .as.text = "id"};
    CHECK(json_member(&skipped, STR("id")) == NULL && !json_equal(&skipped, &values[4]));
    arena_free(arena);
}

static uint16_t any_key(Str name) {
    return name.len > 0 ? 7 : 0;
}

TEST(hostile_extensions_of_every_kind_are_paired_or_refused) {
    static const char *const values[] = {"null", "true", "1", "\"x\"", "[]", "[1,\"x\"]", "{}"};
    static const char *const extensions[] = {"null",      "true", "1",    "\"x\"", "[]",
                                             "[null,{}]", "{}",   "[[]]", "[1]"};
    Arena *arena = arena_new();
    JsonWanted wanted[] = {{.name = {"a", 1}, .key = 1}};
    JsonProjection projection = {.wanted = wanted, .count = 1, .key_of = any_key};
    json_projection_freeze(&projection, arena);
    Buf buf = {0};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        for (size_t k = 0; k < sizeof extensions / sizeof extensions[0]; k++) {
            Json value;
            Err err = {0};
            Str text =
                arena_printf(arena, "{\"a\":{\"b\":%s,\"_b\":%s}}", values[i], extensions[k]);
            bool ok = json_read(text, &projection, &json_limits, arena, &value, &err);
            bool is_plain = i < 4;
            bool want =
                k == 0 || (k == 6 && is_plain) || ((k == 4 || k == 5) && (i == 4 || i == 5));
            CHECK_ROW(ok == want, "%.*s: %s", STR_ARG(text), err.message);
            buf_reset(&buf);
            if (ok) json_write(&buf, &value, true);
        }
    }
    buf_free(&buf);
    arena_free(arena);
}

static const JsonProjection *choose_none(const void *ctx, Str type) {
    (void)ctx;
    CHECK(type.data == NULL || type.len > 0);
    return NULL;
}

TEST(hostile_a_resource_type_is_a_text_or_refused) {
    static const char *const kinds[] = {"null", "true", "1", "[\"Patient\"]", "{\"a\":1}"};
    Arena *arena = arena_new();
    JsonProjection projection = {.choose = choose_none};
    json_projection_freeze(&projection, arena);
    Err err;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        Str text = arena_printf(arena, "{\"id\":\"1\",\"resourceType\":%s}", kinds[i]);
        CHECK_ROW(!read_with(text, &projection, arena, &err), "%s", kinds[i]);
        CHECK_INT((int64_t)err.byte, 25);
    }
    CHECK(read_with(STR("{\"resourceType\":\"Patient\"}"), &projection, arena, &err));
    arena_free(arena);
}
