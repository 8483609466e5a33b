// hostile_bench: a library, or one expression, as text, and what it comes to.

#ifndef TESTS_CQL_HOSTILE_BENCH_H
#define TESTS_CQL_HOSTILE_BENCH_H

#include "cql/check.h"
#include "cql/eval.h"

// For %.*s: how a result begins.
#define SHORT(text) (int)((text).len < 80 ? (text).len : 80), (text).data

typedef struct {
    Arena *arena;
    Buf text;
} Bench;

typedef struct {
    const char *expression, *want;
} Row;

Bench bench_new(void);
void bench_free(Bench *bench);
// An expression, or a library (whose last define counts), checked.
bool check_text(Bench *bench, Str text, Program **program, const Declaration **define, Err *err);
// What it comes to, as a CQL literal; or "check: " or "run: " and the message. `list` is the
// record, NULL: none. Each define is evaluated, those first that stand first. A function called
// Each is one that keeps what it came to about each thing.
Str come_to(Bench *bench, Str text, const char *list);
Str come_to_within(Bench *bench, Str text, const char *list, EvalOptions options);
// Adds `text` so many times.
void repeat(Buf *buf, const char *text, size_t count);

#endif
