// The runner: registers tests, runs them through cmocka, prints only what failed.
//
// cmocka's own report of every test goes to an XML file beside the program
// (unit.xml), for whoever collects such files; people read the failures and the
// last line.

#include "test.h"

#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// cmocka wants these before it.
#include <setjmp.h>
#include <stddef.h>

#include <cmocka.h>

enum { MAX_TESTS = 8192, MAX_LINE = 1 << 16 };

typedef struct {
    const char *name;
    TestBody *body;
} Test;

static Test tests[MAX_TESTS];
static size_t test_count;
static const char *running = "";
static int failed_checks;
static int passed_blocks;
static int failed_blocks;

void test_register(const char *name, TestBody *body) {
    if (test_count == MAX_TESTS) abort();
    tests[test_count++] = (Test){name, body};
}

bool test_check(bool ok, const char *file, int line, const char *format, ...) {
    if (ok) return true;
    failed_checks++;
    printf("%s:%d: ", file, line);
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    return false;
}

bool test_check_str(Str got, const char *want, const char *file, int line) {
    bool ok = got.len == strlen(want) && (got.len == 0 || memcmp(got.data, want, got.len) == 0);
    return test_check(ok, file, line, "got \"%.*s\", want \"%s\"", (int)got.len, got.data, want);
}

bool test_check_int(int64_t got, int64_t want, const char *file, int line) {
    return test_check(got == want, file, line, "got %lld, want %lld", (long long)got,
                      (long long)want);
}

// Reads the next line that is not a comment at a block's start, without its end.
// Returns false at the end of the file.
static bool data_line(FILE *file, char *line, int *number, bool skip_comments) {
    while (fgets(line, MAX_LINE, file) != NULL) {
        (*number)++;
        line[strcspn(line, "\n")] = '\0';
        if (skip_comments && (line[0] == '#' || line[0] == '\0')) continue;
        return true;
    }
    return false;
}

static void data_block(const char *path, int number, char (*block)[MAX_LINE], DataTest *run,
                       void *context) {
    Str program = {block[0], strlen(block[0])};
    Str input = {block[1], strlen(block[1])};
    Str got = run(context, program, input);
    if (got.len == strlen(block[2]) && memcmp(got.data, block[2], got.len) == 0) {
        passed_blocks++;
        return;
    }
    failed_blocks++;
    test_check(false, path, number, "%s\n    got  %.*s\n    want %s", block[0], (int)got.len,
               got.data, block[2]);
}

void data_test_run(const char *path, DataTest *run, void *context) {
    FILE *file = fopen(path, "r");
    char(*block)[MAX_LINE] = calloc(4, MAX_LINE);
    int number = 0;
    int blocks = 0;
    test_check(file != NULL && block != NULL, path, 0, "cannot be read");
    if (file == NULL || block == NULL) goto done;
    while (data_line(file, block[0], &number, true)) {
        int first = number;
        if (!data_line(file, block[1], &number, false) ||
            !data_line(file, block[2], &number, false) ||
            (data_line(file, block[3], &number, false) && block[3][0] != '\0')) {
            test_check(false, path, first, "a block is program, input, expected, blank line");
            break;
        }
        data_block(path, first, block, run, context);
        blocks++;
    }
    test_check(blocks > 0, path, number, "holds no test");
done:
    if (file != NULL) fclose(file);
    free(block);
}

void data_test_run_all(const char *pattern, DataTest *run, void *context) {
    glob_t found = {0};
    test_check(glob(pattern, 0, NULL, &found) == 0, pattern, 0, "names no file");
    for (size_t i = 0; i < found.gl_pathc; i++) data_test_run(found.gl_pathv[i], run, context);
    globfree(&found);
}

static void run_one(void **state) {
    const Test *test = *state;
    running = test->name;
    failed_checks = 0;
    test->body();
    if (failed_checks > 0) {
        printf("FAILED %s\n", test->name);
        fail();
    }
}

static void say(const char *text) {
    if (write(STDERR_FILENO, text, strlen(text)) < 0) _exit(1);
}

// A failed assert() stops the process: say at least which test it was in.
static void on_abort(int signal_number) {
    (void)signal_number;
    say("DIED in ");
    say(running);
    say("\n");
}

// cmocka turns a crash into a failed test; the sanitizer's report of it says more.
const char *__asan_default_options(void);   // NOLINT(readability-identifier-naming): ASan's name
const char *__asan_default_options(void) {  // NOLINT(readability-identifier-naming)
    return "print_suppressions=0:abort_on_error=1:handle_segv=2:handle_sigbus=2:handle_sigill=2:"
           "handle_sigfpe=2";
}

// Fontconfig keeps its caches to the end.
const char *__lsan_default_suppressions(void);   // NOLINT(readability-identifier-naming)
const char *__lsan_default_suppressions(void) {  // NOLINT(readability-identifier-naming)
    return "leak:libfontconfig\n";
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const Test *)left)->name, ((const Test *)right)->name);
}

static size_t select_tests(const char *prefix, struct CMUnitTest *selected) {
    size_t count = 0;
    qsort(tests, test_count, sizeof tests[0], by_name);
    for (size_t i = 0; i < test_count; i++) {
        if (strncmp(tests[i].name, prefix, strlen(prefix)) != 0) continue;
        selected[count++] = (struct CMUnitTest){
            .name = tests[i].name, .test_func = run_one, .initial_state = &tests[i]};
    }
    return count;
}

int main(int argc, char **argv) {
    static struct CMUnitTest selected[MAX_TESTS];
    char report[4096];
    size_t count = select_tests(argc > 1 ? argv[1] : "", selected);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGABRT, on_abort);
    snprintf(report, sizeof report, "%s.xml", argv[0]);
    unlink(report);  // cmocka does not overwrite
    setenv("CMOCKA_XML_FILE", report, 1);
    cmocka_set_message_output(CM_OUTPUT_XML);
    int failed = count == 0 ? 0 : _cmocka_run_group_tests("unit", selected, count, NULL, NULL);
    printf("%d passed, %d failed\n", (int)count - failed + passed_blocks, failed + failed_blocks);
    return failed > 0 || count == 0;
}
