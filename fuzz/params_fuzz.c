// Any text as the file of a library's parameters, and any words as a command line.
//
// Properties: a file is refused by its name, or every parameter has a value of its declared type,
// so that a library that uses each runs; words are refused with a reason or taken.

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/args.h"
#include "cql/check.h"
#include "cql/params.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char library_text[] =
    "library P version '1'\n"
    "parameter \"Boolean\" Boolean\nparameter \"Text\" String\nparameter \"Integer\" Integer\n"
    "parameter \"Decimal\" Decimal\nparameter \"Day\" Date\nparameter \"Moment\" DateTime\n"
    "parameter \"Days\" Interval<Date>\nparameter \"Moments\" Interval<DateTime>\n"
    "parameter \"Numbers\" Interval<Decimal>\nparameter \"List\" List<Integer>\n"
    "parameter \"Amount\" Quantity\nparameter \"Clock\" Time\n"
    "define All: Tuple { a: not \"Boolean\", b: \"Text\" + 'x', c: \"Integer\" + 1,\n"
    "  d: \"Decimal\" * 2.5, e: \"Day\" + 1 month, f: hours between \"Moment\" and Now(),\n"
    "  g: @2020-02-29 in \"Days\", h: start of \"Moments\", i: width of \"Numbers\",\n"
    "  j: First(\"List\"), k: \"Amount\" * 2, l: hour from \"Clock\" }\n";

static void must(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

static void read_params(Str text) {
    Arena *arena = arena_new();
    Err err = {0};
    DateTime now;
    datetime_parse(STR("2026-11-22T10:30:00+01:00"), 0, &now, &err);
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena, .terms = terms_new(arena), .now = now});
    Library *library;
    Program *program = NULL;
    EvalParameter *parameters = NULL;
    must(checker_add(checker, (Str){library_text, sizeof library_text - 1}, STR("P.cql"), &library,
                     &err) &&
             checker_finish(checker, &program, &err),
         "the library is right");
    ParamsOf of = {program, library, now, arena};
    if (params_take(text, STR("params"), &of, &parameters, &err)) {
        EvalOptions options = {.now = now, .known_at_ms = INT64_MAX};
        Arena *values = arena_new();
        Eval *eval = eval_new(program, &options, parameters);
        eval_start(eval, NULL, values);
        Value value;
        Buf out = {0};
        bool ok =
            eval_define(eval, library_declaration(library, STR("All")), STR_NONE, &value, &err);
        must(ok || err.code == ERR_RUN, "a parameter can be used");
        if (ok) value_write_cql(&out, value);
        buf_free(&out);
        eval_free(eval);
        arena_free(values);
    } else {
        must(err.code != ERR_NONE && err.message[0] != '\0', "a refusal says something");
        must(strcmp(err.source, "params") == 0, "a refusal names the file");
    }
    arena_free(arena);
}

static void read_words(Str text) {
    enum { MAX_WORDS = 32 };
    char *words[MAX_WORDS + 1] = {NULL};
    char *bytes = malloc(text.len + 1);
    int count = 0;
    memcpy(bytes, text.data, text.len);
    bytes[text.len] = '\0';
    for (char *at = bytes; at != NULL && count < MAX_WORDS;) {
        words[count++] = at;
        at = strchr(at, '\n');
        if (at != NULL) *at++ = '\0';
    }
    Arena *arena = arena_new();
    ArgList rest = {0};
    ArgList list = {0};
    const char *one = NULL;
    unsigned number = 0;
    bool flag = false;
    const Option options[] = {{"f", ARG_TEXT, &one, "FILE", ""},
                              {"data", ARG_LIST, &list, "INPUT", ""},
                              {"format", ARG_TEXT, &one, "text|ndjson", ""},
                              {"jobs", ARG_NUMBER, &number, "N", ""},
                              {"strict", ARG_FLAG, &flag, "", ""},
                              {0}};
    Err err = {0};
    if (args_read(count, words, options, arena, &rest, &err)) {
        must(number <= 1024, "a number is small");
        must(rest.count + list.count <= (size_t)count, "no word counts twice");
    } else {
        must(err.code == ERR_USAGE && err.message[0] != '\0', "a refusal says something");
    }
    arena_free(arena);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str text = {(const char *)data, size};
    read_params(text);
    read_words(text);
    return 0;
}
