// Any text as a CQL expression: it is refused with a place, fails when it runs, or has a value.
//
// Properties: parsing, checking and evaluating end within the budgets that they are given;
// evaluated twice, the value is the same and is written with the same bytes; what is written is
// CQL again, for a value that has a literal, and that literal is written as it was read.

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "cql/check.h"
#include "cql/eval.h"
#include "terms/ucum.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SOURCE = 2000, MAX_MEMORY = 32 << 20, MAX_STEPS = 20000, MAX_WRITTEN = 1 << 16 };

typedef enum { REFUSED, FAILED, EVALUATED } Outcome;

static void must(bool holds, const char *what, Str text) {
    if (holds) return;
    fprintf(stderr, "does not hold: %s\n%.*s\n", what, STR_ARG(text));
    abort();
}

static void check_error(Str text, const Err *err) {
    must(err->code != ERR_NONE && err->message[0] != '\0', "an error says something", text);
    must(err->byte <= text.len, "an error lies in the text", text);
}

static bool has_literal_unit(const QuantityValue *quantity) {
    Err unused;
    return quantity->calendar || unit_check(quantity->unit, &unused);
}

static uint64_t kinds_in(Value value) {
    uint64_t kinds = 0;
    if (value.kind == VALUE_INTERVAL)
        return kinds_in(value.as.interval->low) | kinds_in(value.as.interval->high);
    if (value.kind != VALUE_LIST) return (uint64_t)1 << value.kind;
    for (uint32_t i = 0; i < value.count; i++) kinds |= kinds_in(value.as.items[i]);
    return kinds;
}

// Does a list of them, written as a literal, convert some of its elements to the type of others?
static bool converts(uint64_t kinds) {
    static const uint64_t families[] = {
        1 << VALUE_INTEGER | 1 << VALUE_LONG | 1 << VALUE_DECIMAL | 1 << VALUE_QUANTITY,
        1 << VALUE_DATE | 1 << VALUE_DATETIME, 1 << VALUE_CODE | 1 << VALUE_CONCEPT};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (__builtin_popcountll(kinds & families[i]) > 1) return true;
    }
    return false;
}

// No literal stands for a resource or an element of it, for a set of codes, for a number of which
// only the range is known, for a quantity of a unit that is none, or for a list (as Children()
// makes them) of a number and a decimal.
static bool has_literal(Value value) {
    switch (value.kind) {
    case VALUE_FHIR:
    case VALUE_VALUESET:
    case VALUE_CODESYSTEM:
    case VALUE_UNCERTAIN:
        return false;
    case VALUE_QUANTITY:
        return has_literal_unit(value.as.quantity);
    case VALUE_RATIO:
        return has_literal_unit(&value.as.ratio->numerator) &&
               has_literal_unit(&value.as.ratio->denominator);
    case VALUE_INTERVAL:
        return has_literal(value.as.interval->low) && has_literal(value.as.interval->high);
    case VALUE_LIST:
        for (uint32_t i = 0; i < value.count; i++) {
            if (!has_literal(value.as.items[i])) return false;
        }
        return !converts(kinds_in(value));
    case VALUE_TUPLE:
        for (uint32_t i = 0; i < value.as.tuple->count; i++) {
            if (!has_literal(value.as.tuple->items[i])) return false;
        }
        return true;
    default:
        return true;
    }
}

static Outcome run_once(const Program *program, const Declaration *define, Str text, Buf *out,
                        bool *literal) {
    EvalOptions options = {
        .known_at_ms = INT64_MAX, .max_memory = MAX_MEMORY, .max_steps = MAX_STEPS};
    Err err = {0};
    datetime_parse(STR("2026-11-22T10:30:00Z"), 0, &options.now, &err);
    Arena *values = arena_new();
    Eval *eval = eval_new(program, &options, NULL);
    eval_start(eval, NULL, values);
    Value value;
    bool ok = eval_define(eval, define, STR_NONE, &value, &err);
    if (ok) {
        *literal = has_literal(value);
        must(!*literal || value_same(value, value), "a value is itself", text);
        must(value_hash(value) == value_hash(value), "a hash is a function", text);
        value_write_cql(out, value);
    } else {
        check_error(text, &err);
    }
    eval_free(eval);
    arena_free(values);
    return ok ? EVALUATED : FAILED;
}

// Parses and checks once, evaluates twice.
static Outcome evaluate(Str text, Buf *out, bool *literal) {
    Arena *arena = arena_new();
    Err err = {0};
    DateTime now;
    datetime_parse(STR("2026-11-22T10:30:00Z"), 0, &now, &err);
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena, .terms = terms_new(arena), .now = now});
    const Declaration *define;
    Program *program;
    Outcome outcome = REFUSED;
    if (checker_add_expression(checker, text, &define, &err) &&
        checker_finish(checker, &program, &err)) {
        Buf again = {0};
        outcome = run_once(program, define, text, out, literal);
        must(run_once(program, define, text, &again, literal) == outcome, "twice the same outcome",
             text);
        must(str_eq(buf_str(out), buf_str(&again)), "twice the same bytes", text);
        buf_free(&again);
    } else {
        check_error(text, &err);
    }
    arena_free(arena);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > MAX_SOURCE) return 0;
    Str text = {(const char *)data, size};
    Buf first = {0};
    Buf second = {0};
    bool literal = false;
    if (evaluate(text, &first, &literal) == EVALUATED && literal && first.len < MAX_WRITTEN) {
        must(evaluate(buf_str(&first), &second, &literal) == EVALUATED, "what is written is CQL",
             buf_str(&first));
        must(str_eq(buf_str(&first), buf_str(&second)), "a literal is written as it was read",
             buf_str(&first));
    }
    buf_free(&first);
    buf_free(&second);
    return 0;
}
