// What real records hold and tidy ones do not. A guideline shows with at least one case what it
// makes of it; that such a case is there is seen from its record, so that no case has to say so.

#include "cli/cases.h"

static bool is_one_of(Str text, const char *const *words) {
    for (; *words != NULL; words++) {
        if (str_eq(text, str_from(*words))) return true;
    }
    return false;
}

// status, or a coding of verificationStatus, that takes the resource back.
static bool is_taken_back(const Json *resource) {
    static const char *const words[] = {"entered-in-error", "refuted", NULL};
    if (is_one_of(json_string(resource, STR("status")), words)) return true;
    const Json *status = json_member(resource, STR("verificationStatus"));
    const Json *codings = status == NULL ? NULL : json_member(status, STR("coding"));
    for (uint32_t i = 0; codings != NULL && codings->kind == JSON_ARRAY && i < codings->count;
         i++) {
        if (is_one_of(json_string(&codings->as.items[i], STR("code")), words)) return true;
    }
    return false;
}

static bool is_date_name(Str name) {
    static const char *const names[] = {"start", "end", "issued", "authoredOn", "started", NULL};
    return is_one_of(name, names) || str_ends(name, STR("Date")) ||
           str_ends(name, STR("DateTime")) || str_ends(name, STR("Instant"));
}

static bool is_odd_date(const Json *member, DateTime as_of) {
    DateTime date;
    Err ignored;
    if (member->kind != JSON_STRING || !is_date_name(json_name(member)) ||
        !datetime_parse(json_text(member), 0, &date, &ignored))
        return false;
    return date.precision < PRECISION_DAY || datetime_low_ms(date) > datetime_high_ms(as_of);
}

static bool has_no_unit(const Json *member) {
    return member->kind == JSON_OBJECT && str_ends(json_name(member), STR("Quantity")) &&
           json_member(member, STR("value")) != NULL && json_member(member, STR("unit")) == NULL &&
           json_member(member, STR("code")) == NULL;
}

// Depth is bounded by the reader of the JSON.
static bool holds_oddity(const Json *value, DateTime as_of) {
    if (value->kind != JSON_OBJECT && value->kind != JSON_ARRAY) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        const Json *kid = &value->as.items[i];
        if (is_odd_date(kid, as_of) || has_no_unit(kid) || holds_oddity(kid, as_of)) return true;
    }
    return false;
}

static bool comes_twice(const Json *record, uint32_t at) {
    Str type = json_string(&record->as.items[at], STR("resourceType"));
    Str id = json_string(&record->as.items[at], STR("id"));
    for (uint32_t i = 0; id.len > 0 && i < at; i++) {
        if (str_eq(type, json_string(&record->as.items[i], STR("resourceType"))) &&
            str_eq(id, json_string(&record->as.items[i], STR("id"))))
            return true;
    }
    return false;
}

bool case_is_dirty(const Case *one) {
    for (uint32_t i = 0; i < one->record->count; i++) {
        const Json *resource = &one->record->as.items[i];
        if (is_taken_back(resource) || holds_oddity(resource, one->as_of) ||
            comes_twice(one->record, i))
            return true;
    }
    return false;
}
