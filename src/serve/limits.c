#include "serve/limits.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name;  // as in the struct; dashes outside
    size_t at;
    int64_t value;
    const char *help;
} LimitRow;

static const LimitRow rows[] = {
#define X(name, value, help) {#name, offsetof(Limits, name), value, help},
    SERVE_LIMITS(X)
#undef X
};

enum { ROWS = sizeof rows / sizeof rows[0], HIGHEST = 1 << 30 };

static int64_t *limit_at(Limits *limits, const LimitRow *row) {
    return (int64_t *)(void *)((char *)limits + row->at);
}

Limits limits_default(void) {
    Limits limits;
    for (size_t i = 0; i < ROWS; i++) *limit_at(&limits, &rows[i]) = rows[i].value;
    return limits;
}

// "body_bytes" is written "body-bytes".
static bool is_named(const char *name, Str text) {
    if (strlen(name) != text.len) return false;
    for (size_t i = 0; i < text.len; i++) {
        if ((name[i] == '_' ? '-' : name[i]) != text.data[i]) return false;
    }
    return true;
}

static bool number_read(Str text, int64_t *number) {
    int64_t value = 0;
    if (text.len == 0 || text.len > 10) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        value = value * 10 + (text.data[i] - '0');
    }
    *number = value;
    return value <= HIGHEST;
}

bool limits_set(Limits *limits, Str text, Err *err) {
    const char *equals = text.len == 0 ? NULL : memchr(text.data, '=', text.len);
    size_t length = equals == NULL ? text.len : (size_t)(equals - text.data);
    for (size_t i = 0; equals != NULL && i < ROWS; i++) {
        if (!is_named(rows[i].name, (Str){text.data, length})) continue;
        Str value = {equals + 1, text.len - length - 1};
        return number_read(value, limit_at(limits, &rows[i])) ||
               err_set(err, ERR_USAGE, "--limit %.*s takes a number up to %d",
                       STR_ARG(((Str){text.data, length})), HIGHEST);
    }
    return err_set(err, ERR_USAGE, "there is no limit '%.*s': write NAME=N, see --help",
                   STR_ARG(text));
}

void limits_print(void) {
    printf("\nlimits (--limit NAME=N), with their defaults:\n");
    for (size_t i = 0; i < ROWS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s", rows[i].name);
        for (char *c = name; *c != '\0'; c++) {
            if (*c == '_') *c = '-';
        }
        printf("  %-16s %9lld  %s\n", name, (long long)rows[i].value, rows[i].help);
    }
}
