#include "guideline/publisher.h"

static bool is_base(Str url) {
    bool absolute = str_starts(url, STR("http://")) || str_starts(url, STR("https://")) ||
                    str_starts(url, STR("urn:"));
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c <= ' ' || c >= 0x7f || strchr("|#?\"<>\\", c) != NULL) return false;
    }
    return absolute && !str_ends(url, STR("/"));
}

bool publisher_rebase(Publisher *publisher, Str canonical, Err *err) {
    if (!is_base(canonical))
        return err_set(err, ERR_USAGE,
                       "'%.*s' is no base of URLs: write https://..., without a slash at its end",
                       STR_ARG(canonical));
    publisher->canonical = canonical;
    return true;
}

bool publisher_has_base(const Publisher *publisher, Err *err) {
    if (publisher->canonical.len > 0) return true;
    return err_set(err, ERR_MISSING,
                   "FHIR resources need a base for their URLs: give --canonical URL, or write "
                   "{\"canonical\": \"https://...\"} in publish.json beside sources.json");
}

// Only these words are FHIR's (http://hl7.org/fhir/detectedissue-severity, binding required).
static bool take_severity(const Json *object, Publisher *publisher) {
    if (object->kind != JSON_OBJECT) return false;
    for (uint32_t i = 0; i < object->count; i++) {
        const Json *member = &object->as.items[i];
        Tier tier;
        if (member->kind != JSON_STRING || !tier_find(json_name(member), &tier)) return false;
        Str word = json_text(member);
        if (!str_eq(word, STR("high")) && !str_eq(word, STR("moderate")) &&
            !str_eq(word, STR("low")))
            return false;
        publisher->severity[tier] = word;
    }
    return true;
}

static bool take_member(const Json *member, Publisher *publisher) {
    Str name = json_name(member);
    if (str_eq(name, STR("severity"))) return take_severity(member, publisher);
    if (member->kind != JSON_STRING) return false;
    Err ignored;
    if (str_eq(name, STR("canonical")))
        return publisher_rebase(publisher, json_text(member), &ignored);
    Str *text = str_eq(name, STR("publisher"))   ? &publisher->name
                : str_eq(name, STR("copyright")) ? &publisher->copyright
                                                 : NULL;
    if (text == NULL) return false;
    *text = json_text(member);
    return true;
}

bool publisher_read(Str text, Str file, Arena *arena, Publisher *publisher, Err *err) {
    Json root;
    Publisher made = {0};
    if (!json_read(text, NULL, &json_limits, arena, &root, err))
        return err_at_byte(err, file, text);
    bool fits = root.kind == JSON_OBJECT;
    for (uint32_t i = 0; fits && i < root.count; i++) fits = take_member(&root.as.items[i], &made);
    if (!fits) {
        err_set(err, ERR_CHECK,
                "write {\"canonical\": \"https://...\", \"publisher\": TEXT, \"copyright\": TEXT, "
                "\"severity\": {TIER: \"high\", \"moderate\" or \"low\"}}, without a slash at the "
                "end of the URL");
        return err_at(err, file, 0, 0);
    }
    *publisher = made;
    return true;
}
