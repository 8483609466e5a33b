// test: our few words on top of cmocka, so that a test is a name and a body.
//
//     TEST(date_before_is_unknown_when_the_month_is_missing) {
//         CHECK(date_before(a, b) == TRI_UNKNOWN);
//         CHECK_STR(date_text(a, arena), "2026-05");
//     }
//
// A TEST registers itself and runs inside cmocka's group runner. A failed CHECK
// prints its place and lets the test go on; the test then counts as failed. Run
// all with `make test-unit`, some with `make test-unit TEST=date_` (a prefix).
// Everything runs from the root of the tree, so data files are named from there.

#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef void TestBody(void);

void test_register(const char *name, TestBody *body);

#define TEST(name)                                                   \
    static void test_##name(void);                                   \
    __attribute__((constructor)) static void register_##name(void) { \
        test_register(#name, test_##name);                           \
    }                                                                \
    static void test_##name(void)

// Each returns whether it held, for a test that cannot sensibly go on without.
#define CHECK(condition) test_check((condition), __FILE__, __LINE__, "%s", #condition)
#define CHECK_STR(got, want) test_check_str((got), (want), __FILE__, __LINE__)
#define CHECK_INT(got, want) test_check_int((got), (want), __FILE__, __LINE__)

// CHECK with your own words, for rows of a table: say which row it was.
#define CHECK_ROW(condition, ...) test_check((condition), __FILE__, __LINE__, __VA_ARGS__)

bool test_check(bool ok, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool test_check_str(Str got, const char *want, const char *file, int line);
bool test_check_int(int64_t got, int64_t want, const char *file, int line);

// A data test file holds blocks of three lines, apart by blank lines; a line
// that starts a block with '#' is a comment:
//
//     # addition of a null is null
//     1 + null
//     {}
//     null
//
// program, input, expected. The function answers with what came out, in memory
// that lives until the next call (errors too are text: it decides how they
// read). Each block counts as a test of its own in the closing line. A file that
// cannot be read, a block of another length and a file without a block fail.
typedef Str DataTest(void *context, Str program, Str input);

void data_test_run(const char *path, DataTest *run, void *context);

// Every file that the pattern (of a shell) names, in the order of their names; none is a failure.
void data_test_run_all(const char *pattern, DataTest *run, void *context);

#endif
