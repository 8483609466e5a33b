// request: what a body says, and the small things that all handlers write.

#include "page/desk_internal.h"

#include <stdlib.h>
#include <sys/random.h>

Str body_text(const PageRequest *request, const char *name) {
    Str text = request->body == NULL ? STR_NONE : json_string(request->body, str_from(name));
    return text.data == NULL ? STR("") : text;
}

bool body_number(const PageRequest *request, const char *name, int64_t *number) {
    const Json *json = request->body == NULL ? NULL : json_member(request->body, str_from(name));
    if (json == NULL || json->kind != JSON_NUMBER || json->count > 15) return false;
    int64_t value = 0;
    for (uint32_t i = 0; i < json->count; i++) {
        char digit = json->as.text[i];
        if (digit < '0' || digit > '9') return false;
        value = value * 10 + (digit - '0');
    }
    *number = value;
    return true;
}

bool body_bool(const PageRequest *request, const char *name) {
    const Json *json = request->body == NULL ? NULL : json_member(request->body, str_from(name));
    return json != NULL && json->kind == JSON_TRUE;
}

static Str trimmed(Str text) {
    while (text.len > 0 && (unsigned char)text.data[0] <= ' ') {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && (unsigned char)text.data[text.len - 1] <= ' ') text.len--;
    return text;
}

bool body_wants(const PageRequest *request, const char *name, size_t least, size_t most, Str *text,
                Err *err) {
    *text = trimmed(body_text(request, name));
    if (text->len < least)
        return err_set(err, ERR_USAGE, "'%s' needs at least %zu letters", name, least);
    return text->len <= most ||
           err_set(err, ERR_LIMIT, "'%s' is longer than %zu letters", name, most);
}

bool is_day(Str text) {
    DateTime day;
    Err ignored = {0};
    return text.len == 10 && date_parse(text, &day, &ignored) && day.precision == PRECISION_DAY;
}

bool asked_patient(Desk *desk, const PageRequest *request, StorePatient *patient, Err *err) {
    return store_patient(desk->store, request->key, request->arena, patient, err);
}

Str random_word(Arena *arena, size_t bytes) {
    static const char digits[] = "0123456789abcdef";
    unsigned char random[64];
    if (bytes > sizeof random || getrandom(random, bytes, 0) != (ssize_t)bytes) abort();
    char *word = arena_alloc(arena, 2 * bytes, 1);
    for (size_t i = 0; i < bytes; i++) {
        word[2 * i] = digits[random[i] >> 4];
        word[2 * i + 1] = digits[random[i] & 15];
    }
    return (Str){word, 2 * bytes};
}

bool is_named(const Finding *finding, Str name) {
    Str guideline = finding->item->guideline->id;
    Str id = finding->item->id;
    return name.len == guideline.len + 1 + id.len && str_starts(name, guideline) &&
           name.data[guideline.len] == '/' && str_ends(name, id);
}

void put_text(JsonWriter *w, const char *key, Str text) {
    if (text.len == 0) return;
    json_key(w, key);
    json_put_string(w, text);
}

void put_number(JsonWriter *w, const char *key, int64_t number) {
    json_key(w, key);
    json_put_int(w, number);
}

void put_bool(JsonWriter *w, const char *key, bool value) {
    json_key(w, key);
    json_put_bool(w, value);
}

void put_decimal(JsonWriter *w, const char *key, Decimal number) {
    Buf text = {0};
    decimal_write(&text, number);
    json_key(w, key);
    json_put_raw(w, buf_str(&text));
    buf_free(&text);
}
