// The rows of the operators: complete, without doubles, found by name.

#include "cql/ops.h"

#include "test.h"

#include <stdio.h>

static Str text_of(const char *text) {
    return (Str){text, strlen(text)};
}

TEST(ops_rows_are_complete_and_sorted) {
    size_t count;
    const OpRow *const *rows = ops_all(&count);
    CHECK(count > 300);
    for (size_t i = 0; i < count; i++) {
        const OpRow *row = rows[i];
        CHECK_ROW(row->eval != NULL && row->section != NULL, "%s: no eval or section", row->name);
        const char *arrow = strstr(row->signature, " -> ");
        CHECK_ROW(arrow != NULL, "%s: signature '%s'", row->name, row->signature);
        CHECK_ROW(i == 0 || strcmp(rows[i - 1]->name, row->name) <= 0, "%s: order", row->name);
    }
}

TEST(ops_no_signature_stands_twice) {
    size_t count;
    const OpRow *const *rows = ops_all(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count && strcmp(rows[i]->name, rows[k]->name) == 0; k++) {
            size_t length = (size_t)(strstr(rows[i]->signature, " -> ") - rows[i]->signature);
            size_t other = (size_t)(strstr(rows[k]->signature, " -> ") - rows[k]->signature);
            bool same =
                length == other && memcmp(rows[i]->signature, rows[k]->signature, length) == 0;
            CHECK_ROW(!same, "%s(%s) stands twice", rows[i]->name, rows[i]->signature);
        }
    }
}

TEST(ops_are_found_by_their_whole_name) {
    size_t all;
    size_t count;
    const OpRow *const *rows = ops_all(&all);
    for (size_t i = 0; i < all; i++) {
        const OpRow *const *found = ops_find(text_of(rows[i]->name), &count);
        bool there = false;
        for (size_t k = 0; k < count; k++) there = there || found[k] == rows[i];
        CHECK_ROW(there, "%s is not found", rows[i]->name);
    }
    static const char *const unknown[] = {"", "A", "Ad", "Addd", "add", "Zzz", "ToStrin"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        CHECK_ROW(ops_find(text_of(unknown[i]), &count) == NULL && count == 0, "'%s' is found",
                  unknown[i]);
    }
    CHECK(ops_find((Str){"Add\0", 4}, &count) == NULL);
}

// Appendix B's headings, by the names that ELM gives them.
TEST(ops_every_operator_of_the_reference_has_a_row) {
    static const char names[] =
        "And Implies Not Or Xor IsNull IsTrue IsFalse Coalesce Equal Equivalent Greater "
        "GreaterOrEqual Less LessOrEqual Abs Add Ceiling Divide Floor Exp HighBoundary Log "
        "LowBoundary Ln MaxValue MinValue Modulo Multiply Negate Precision Predecessor Power "
        "Round Subtract Successor Truncate TruncatedDivide Combine Concatenate "
        "ConcatenateAmp EndsWith Indexer LastPositionOf Length Lower Matches PositionOf "
        "ReplaceMatches Split SplitOnMatches StartsWith Substring Upper After Before Date "
        "DateTime DateTimeComponentFrom DateFrom TimeFrom TimezoneOffsetFrom "
        "DifferenceBetween DurationBetween Now SameAs SameOrAfter SameOrBefore Time "
        "TimeOfDay Today Collapse Contains End Ends Except Expand In Includes IncludedIn "
        "Intersect Meets MeetsBefore MeetsAfter Overlaps OverlapsBefore OverlapsAfter "
        "PointFrom ProperContains ProperIn ProperIncludes ProperIncludedIn Size Start Starts "
        "Union Width Distinct Exists Flatten First IndexOf Last SingletonFrom Skip Slice "
        "Tail Take AllTrue AnyTrue Avg Count GeometricMean Max Min Median Mode "
        "PopulationStdDev PopulationVariance Product StdDev Sum Variance CalculateAge "
        "CalculateAgeAt InCodeSystem AnyInCodeSystem ExpandValueSet InValueSet AnyInValueSet "
        "Message Children Descendants CanConvertQuantity ConvertQuantity ConvertsToBoolean "
        "ConvertsToDate ConvertsToDateTime ConvertsToDecimal ConvertsToLong "
        "ConvertsToInteger ConvertsToQuantity ConvertsToRatio ConvertsToString "
        "ConvertsToTime ToBoolean ToConcept ToDate ToDateTime ToDecimal ToLong ToInteger "
        "ToQuantity ToRatio ToString ToTime ";
    size_t checked = 0;
    for (const char *at = names; *at != '\0'; at = strchr(at, ' ') + 1) {
        Str name = {at, (size_t)(strchr(at, ' ') - at)};
        size_t count;
        ops_find(name, &count);
        CHECK_ROW(count > 0, "%.*s has no row", STR_ARG(name));
        checked++;
    }
    CHECK_INT((int64_t)checked, 156);
}

TEST(ops_overflow_is_null_or_an_error) {
    Err err = {0};
    Runtime runtime = {.err = &err};
    CHECK(value_is_null(op_overflow(&runtime, "Add")));
    CHECK(!runtime.failed);
    runtime.overflow_error = true;
    CHECK(value_is_null(op_overflow(&runtime, "Add")));
    CHECK(runtime.failed && err.code == ERR_RUN);
    char first[sizeof err.message];
    snprintf(first, sizeof first, "%s", err.message);
    op_fail(&runtime, "another %d", 2);  // the first failure is the one that is told
    CHECK(strcmp(err.message, first) == 0);
}
