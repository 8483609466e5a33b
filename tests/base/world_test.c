// Lines, files, folders and threads: what touches the system.

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/pool.h"
#include "test.h"

// A folder for one test, with an arena for paths; removed at its end.
typedef struct {
    Arena *arena;
    const char *path;
} Place;

static Place place_open(void) {
    Place place = {.arena = arena_new()};
    Err err;
    CHECK(folder_temp(NULL, place.arena, &place.path, &err));
    return place;
}

static void place_close(Place *place) {
    Err err;
    CHECK(folder_remove(place->path, &err));
    CHECK(!file_exists(place->path));
    arena_free(place->arena);
}

static const char *put(const Place *place, const char *name, Str text) {
    const char *path = path_join(place->arena, place->path, str_from(name));
    Err err;
    CHECK(file_write(path, text, &err));
    return path;
}

static const char *put_gz(const Place *place, const char *name, Str text) {
    const char *path = path_join(place->arena, place->path, str_from(name));
    gzFile gz = gzopen(path, "wb");
    gzwrite(gz, text.data, (unsigned)text.len);
    gzclose(gz);
    return path;
}

// All lines of a file as "number@start:text|", with what went wrong in between.
static Str all_lines(const Place *place, const char *path, size_t max_line) {
    Buf buf = {0};
    Err err = {0};
    LineReader *reader;
    if (!lines_open(path, max_line, &reader, &err)) return arena_printf(place->arena, "no file");
    Line line;
    LineStatus status;
    while ((status = lines_next(reader, &line, &err)) != LINES_END) {
        Str text = status == LINES_LINE       ? line.text
                   : status == LINES_TOO_LONG ? STR("<long>")
                                              : STR("<broken>");
        buf_printf(&buf, "%d@%d:%.*s|", (int)line.number, (int)line.start, STR_ARG(text));
    }
    lines_close(reader);
    Str copy = arena_str(place->arena, buf_str(&buf));
    buf_free(&buf);
    return copy;
}

TEST(lines_of_every_shape) {
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {"\n", "1@0:|"},
        {"a", "1@0:a|"},
        {"a\n", "1@0:a|"},
        {"a\n\nb", "1@0:a|2@2:|3@3:b|"},
        {"a\r\nb\r\n", "1@0:a|2@3:b|"},
        {"a\rb\n", "1@0:a\rb|"},
        {"\r", "1@0:|"},
        {"\xEF\xBB\xBF{}\n{}", "1@3:{}|2@6:{}|"},
        {"\xEF\xBB\xBF", ""},
        {"\xEF\xBB", "1@0:\xEF\xBB|"},
        {"12345\n123456\n12\n", "1@0:12345|2@6:<long>|3@13:12|"},
        {"12345\r\n123456", "1@0:12345|2@7:<long>|"},
        {"123456789", "1@0:<long>|"},
    };
    Place place = place_open();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str text = str_from(rows[i].text);
        CHECK_STR(all_lines(&place, put(&place, "plain", text), 5), rows[i].want);
        CHECK_STR(all_lines(&place, put_gz(&place, "plain.gz", text), 5), rows[i].want);
    }
    CHECK_STR(all_lines(&place, "/no/such/file", 5), "no file");
    CHECK_STR(all_lines(&place, place.path, 5), "no file");
    place_close(&place);
}

// Lines far longer than the buffer, next to short ones.
TEST(lines_longer_than_the_buffer) {
    Place place = place_open();
    Buf buf = {0};
    size_t lengths[] = {3, 900000, 0, 262144, 262143, 1, 1500000};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        memset(buf_reserve(&buf, lengths[i] + 1), 'a' + (int)i, lengths[i]);
        buf.len += lengths[i];
        buf_add_char(&buf, '\n');
    }
    const char *paths[] = {put(&place, "long", buf_str(&buf)), put_gz(&place, "l", buf_str(&buf))};
    for (int k = 0; k < 2; k++) {
        LineReader *reader;
        Err err;
        Line line;
        if (!CHECK(lines_open(paths[k], 1000000, &reader, &err))) return;
        uint64_t start = 0;
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            LineStatus status = lines_next(reader, &line, &err);
            CHECK(status == (lengths[i] > 1000000 ? LINES_TOO_LONG : LINES_LINE));
            CHECK_INT((int64_t)line.start, (int64_t)start);
            start += lengths[i] + 1;
            if (status != LINES_LINE) continue;
            CHECK_INT((int64_t)line.text.len, (int64_t)lengths[i]);
            bool same = true;
            for (size_t c = 0; c < line.text.len; c++) same &= line.text.data[c] == 'a' + (int)i;
            CHECK(same);
            // Wide loads may run over the end.
            volatile char beyond = line.text.data[line.text.len + LINES_PADDING - 1];
            (void)beyond;
        }
        CHECK(lines_next(reader, &line, &err) == LINES_END);
        CHECK(lines_bytes_read(reader) > 0);
        lines_close(reader);
    }
    buf_free(&buf);
    place_close(&place);
}

TEST(lines_again_and_the_rest) {
    Place place = place_open();
    const char *path = put(&place, "two", STR("{\n \"a\": 1\n}\n"));
    LineReader *reader;
    Err err = {0};
    Line line;
    if (!CHECK(lines_open(path, 11, &reader, &err))) return;
    CHECK(lines_next(reader, &line, &err) == LINES_LINE);
    CHECK_STR(line.text, "{");
    lines_again(reader);
    CHECK(lines_next(reader, &line, &err) == LINES_LINE && line.number == 1);
    lines_again(reader);
    CHECK(lines_rest(reader, &line, &err) == LINES_TOO_LONG && err.code == ERR_LIMIT);
    CHECK(lines_rest(reader, &line, &err) == LINES_END);
    lines_close(reader);
    if (!CHECK(lines_open(path, 12, &reader, &err))) return;
    CHECK(lines_next(reader, &line, &err) == LINES_LINE);
    lines_again(reader);
    CHECK(lines_rest(reader, &line, &err) == LINES_LINE && line.number == 1 && line.start == 0);
    CHECK_STR(line.text, "{\n \"a\": 1\n}\n");
    CHECK(lines_next(reader, &line, &err) == LINES_END);
    lines_close(reader);
    place_close(&place);
}

// What was taken stays as it is while the reader goes on, in turn in one of two buffers.
TEST(lines_that_are_taken) {
    Place place = place_open();
    size_t lengths[] = {900000, 3, 0, 262144, 5, 4000000, 262143, 1, 2500000, 1500000, 7};
    enum { LINES = sizeof lengths / sizeof lengths[0] };
    Buf buf = {0};
    for (size_t i = 0; i < LINES; i++) {
        memset(buf_reserve(&buf, lengths[i] + 1), 'a' + (int)i, lengths[i]);
        buf.len += lengths[i];
        buf_add_char(&buf, '\n');
    }
    LineReader *reader;
    Err err = {0};
    if (!CHECK(lines_open(put(&place, "lines", buf_str(&buf)), 0, &reader, &err))) return;
    Buf into[2] = {{0}};
    Str taken[LINES];
    uint64_t start = 0;
    for (size_t i = 0; i < LINES; i++) {
        Line line;
        CHECK(lines_next(reader, &line, &err) == LINES_LINE);
        CHECK_INT((int64_t)line.start, (int64_t)start);
        start += lengths[i] + 1;
        taken[i] = lines_take(reader, line.text, &into[i & 1]);
        for (size_t k = i == 0 ? 0 : i - 1; k <= i; k++) {
            CHECK_INT((int64_t)taken[k].len, (int64_t)lengths[k]);
            const char *data = into[k & 1].data;
            CHECK(taken[k].data >= data && taken[k].data + taken[k].len <= data + into[k & 1].size);
            bool same = true;
            for (size_t c = 0; c < taken[k].len; c++) same &= taken[k].data[c] == 'a' + (int)k;
            CHECK_ROW(same, "line %zu when %zu was read", k, i);
        }
    }
    Line line;
    CHECK(lines_next(reader, &line, &err) == LINES_END);
    lines_close(reader);
    buf_free(&into[0]);
    buf_free(&into[1]);
    buf_free(&buf);
    place_close(&place);
}

TEST(lines_of_a_broken_gz) {
    Place place = place_open();
    Buf buf = {0};
    // Hard to compress, so that a cut leaves whole lines before it.
    uint64_t random = 1;
    for (int i = 0; i < 20000; i++) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        buf_printf(&buf, "%d %llu\n", i, (unsigned long long)random);
    }
    const char *whole = put_gz(&place, "whole.gz", buf_str(&buf));
    Str bytes;
    Err err = {0};
    CHECK(file_read(whole, 1 << 24, place.arena, &bytes, &err));
    for (int damage = 0; damage < 2; damage++) {
        Str copy = arena_str(place.arena, bytes);
        if (damage == 0) copy.len -= 20;
        char *changed = arena_alloc(place.arena, copy.len, 1);
        memcpy(changed, copy.data, copy.len);
        if (damage == 1) memset(changed + copy.len / 2, 0xff, 64);
        const char *path = put(&place, "cut.gz", (Str){changed, copy.len});
        LineReader *reader;
        Line line;
        LineStatus status;
        int lines = 0;
        if (!CHECK(lines_open(path, 0, &reader, &err))) return;
        while ((status = lines_next(reader, &line, &err)) == LINES_LINE) lines++;
        CHECK(status == LINES_BROKEN && err.code == ERR_IO);
        CHECK_STR(str_from(err.source), path);
        CHECK_ROW(lines < 20000, "%d lines", lines);
        if (damage == 0) CHECK_ROW(lines > 19000, "%d lines", lines);
        CHECK(lines_next(reader, &line, &err) == LINES_END);
        lines_close(reader);
        if (!CHECK(lines_open(path, 0, &reader, &err))) return;
        CHECK(lines_rest(reader, &line, &err) == LINES_BROKEN);
        lines_close(reader);
    }
    buf_free(&buf);
    place_close(&place);
}

TEST(file_read_within_a_limit) {
    Place place = place_open();
    const char *path = put(&place, "a.json", STR("[1,2]"));
    Str text;
    Err err = {0};
    CHECK(file_read(path, 5, place.arena, &text, &err));
    CHECK_STR(text, "[1,2]");
    CHECK(!file_read(path, 4, place.arena, &text, &err) && err.code == ERR_LIMIT);
    CHECK_STR(str_from(err.source), path);
    CHECK(!file_read("/no/such/file", 4, place.arena, &text, &err) && err.code == ERR_MISSING);
    CHECK(!file_read(place.path, 4, place.arena, &text, &err) && err.code == ERR_IO);
    CHECK(!file_write("/no/such/file", text, &err) && err.code == ERR_MISSING);
    CHECK(file_exists(path) && !file_is_folder(path) && file_is_folder(place.path));
    CHECK_INT((int64_t)file_size(path), 5);
    CHECK_INT((int64_t)file_size("/no/such/file"), 0);
    place_close(&place);
}

TEST(folder_list_is_sorted) {
    Place place = place_open();
    put(&place, "b.json", STR(""));
    put(&place, "a.json", STR(""));
    put(&place, ".hidden.json", STR(""));
    put(&place, "c.txt", STR(""));
    Str *names;
    size_t count;
    Err err;
    CHECK(folder_list(place.path, STR(".json"), place.arena, &names, &count, &err));
    if (CHECK_INT((int64_t)count, 2)) {
        CHECK_STR(names[0], "a.json");
        CHECK_STR(names[1], "b.json");
    }
    CHECK(folder_list(place.path, STR(""), place.arena, &names, &count, &err) && count == 3);
    CHECK(!folder_list("/no/such", STR(""), place.arena, &names, &count, &err));
    CHECK(err.code == ERR_MISSING);
    CHECK_STR(str_from(path_join(place.arena, "a/", STR("b"))), "a/b");
    CHECK(!folder_remove("/no/such", &err));
    place_close(&place);
}

enum { ITEMS = 5000 };

typedef struct {
    atomic_int done[ITEMS];
    atomic_int inside[8];
    atomic_int wrong;
} Work;

static void work(void *context, unsigned worker, void *item) {
    Work *all = context;
    // Calls of one worker never overlap.
    if (atomic_fetch_add(&all->inside[worker], 1) != 0) atomic_fetch_add(&all->wrong, 1);
    atomic_fetch_add((atomic_int *)item, 1);
    atomic_fetch_sub(&all->inside[worker], 1);
}

TEST(pool_does_each_item_once) {
    static const unsigned workers[] = {0, 1, 2, 7};
    for (size_t i = 0; i < sizeof workers / sizeof workers[0]; i++) {
        Work *all = calloc(1, sizeof *all);
        PoolOptions options = {.workers = workers[i], .queue = i, .task = work, .context = all};
        Pool *pool;
        Err err;
        if (!CHECK(pool_new(&options, &pool, &err))) return;
        for (int k = 0; k < ITEMS / 2; k++) pool_submit(pool, &all->done[k]);
        pool_wait(pool);
        int finished = 0;
        for (int k = 0; k < ITEMS; k++) finished += all->done[k];
        CHECK_INT(finished, ITEMS / 2);
        for (int k = ITEMS / 2; k < ITEMS; k++) pool_submit(pool, &all->done[k]);
        pool_free(pool);
        int once = 0;
        for (int k = 0; k < ITEMS; k++) once += all->done[k] == 1;
        CHECK_INT(once, ITEMS);
        CHECK_INT(all->wrong, 0);
        free(all);
    }
    pool_free(NULL);
    CHECK(pool_processors() >= 1);
}

TEST(err_at_byte_counts_lines_and_characters) {
    static const struct {
        uint64_t byte;
        int line, column;
    } rows[] = {{0, 1, 1}, {2, 1, 3}, {3, 2, 1}, {5, 2, 2}, {6, 2, 3}, {7, 3, 1}, {99, 3, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Err err = {0};
        err_set(&err, ERR_PARSE, "wrong");
        err.byte = rows[i].byte;
        CHECK(!err_at_byte(&err, STR("a.json"), STR("ab\n\xc3\xa4x\n")));
        CHECK_INT(err.line, rows[i].line);
        CHECK_INT(err.column, rows[i].column);
    }
}

TEST(err_statuses_and_places) {
    Err err;
    CHECK(!err_set(&err, ERR_MISSING, "value set %s is not there", "x"));
    CHECK_STR(str_from(err.message), "value set x is not there");
    CHECK(!err_at(&err, STR("a.cql"), 3, 4) && !err_at(&err, STR("b.cql"), 5, 6));
    CHECK_STR(str_from(err.source), "a.cql");
    CHECK(err.line == 3 && err.column == 4);
    CHECK_INT(err_exit_status(ERR_MISSING), 66);
    CHECK_INT(err_http_status(ERR_LIMIT), 413);
    char text[2000];
    memset(text, 'x', sizeof text);
    err_set(&err, ERR_PARSE, "%.*s", (int)sizeof text, text);
    CHECK(strlen(err.message) == sizeof err.message - 1);
    err_at(&err, (Str){text, sizeof text}, 1, 1);
    CHECK(strlen(err.source) == sizeof err.source - 1);
}
