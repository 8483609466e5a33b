#include "cql/ops.h"

#include <assert.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

// The chapters' tables are joined once, sorted by name; rows of one name keep the order of
// their table. After that the index is only read, by any number of threads.

enum { MAX_ROWS = 1024 };

static const OpRow *ops_index[MAX_ROWS];
static size_t ops_index_count;
static pthread_once_t ops_index_once = PTHREAD_ONCE_INIT;

static const OpRow *const chapters[] = {
    ops_logical,  ops_nullological, ops_comparison, ops_arithmetic, ops_string,   ops_datetime,
    ops_interval, ops_list,         ops_aggregate,  ops_type,       ops_clinical, ops_message,
};

enum { CHAPTERS = sizeof chapters / sizeof chapters[0] };

// Stable: rows of one name are pairwise in the order in which they were put in.
static void sort_rows(const OpRow **rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const OpRow *row = rows[i];
        size_t at = i;
        for (; at > 0 && strcmp(row->name, rows[at - 1]->name) < 0; at--) rows[at] = rows[at - 1];
        rows[at] = row;
    }
}

static void join_chapters(void) {
    for (size_t i = 0; i < CHAPTERS; i++) {
        for (const OpRow *row = chapters[i]; row->name != NULL; row++) {
            assert(ops_index_count < MAX_ROWS);
            ops_index[ops_index_count++] = row;
        }
    }
    sort_rows(ops_index, ops_index_count);
}

const OpRow *const *ops_all(size_t *count) {
    pthread_once(&ops_index_once, join_chapters);
    *count = ops_index_count;
    return ops_index;
}

static int compare_name(Str name, const OpRow *row) {
    int order = strncmp(name.data, row->name, name.len);
    return order != 0 ? order : -(row->name[name.len] != '\0');
}

const OpRow *const *ops_find(Str name, size_t *count) {
    size_t all;
    const OpRow *const *rows = ops_all(&all);
    size_t low = 0;
    *count = 0;
    if (name.len == 0 || memchr(name.data, '\0', name.len) != NULL) return NULL;
    for (size_t high = all; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (compare_name(name, rows[middle]) > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low + *count < all && compare_name(name, rows[low + *count]) == 0) ++*count;
    return *count == 0 ? NULL : rows + low;
}

Value op_fail(Runtime *runtime, const char *format, ...) {
    char message[sizeof runtime->err->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (!runtime->failed) err_set(runtime->err, ERR_RUN, "%s", message);
    runtime->failed = true;
    return value_null();
}

Value op_overflow(Runtime *runtime, const char *operation) {
    if (!runtime->overflow_error) return value_null();
    return op_fail(runtime, "%s: the result cannot be represented", operation);
}
