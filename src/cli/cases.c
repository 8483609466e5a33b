#include "cli/cases.h"

#include <stdio.h>

#include "base/file.h"
#include "record/reader.h"

enum { MAX_CASE = 16 << 20 };

// ---- places

// The first byte of a value that can be told: its name, its text, or that of what it holds.
static const char *first_byte(const Json *value, size_t *length) {
    *length = value->name_len;
    if (value->name != NULL) return value->name;
    *length = value->count;
    if (value->kind == JSON_STRING || value->kind == JSON_NUMBER) return value->as.text;
    bool holds = value->kind == JSON_ARRAY || value->kind == JSON_OBJECT;
    *length = 1;
    return holds && value->count > 0 ? first_byte(&value->as.items[0], length) : NULL;
}

Spot case_spot(const Case *one, const Json *value) {
    size_t length = 0;
    const char *at = value == NULL ? NULL : first_byte(value, &length);
    return spot_of(one->file, one->text, at, length);
}

// ---- reading

typedef struct {
    Case *one;
    Json root;
    Arena *arena;
    Tally *tally;
} CaseReader;

static bool wrong_member(CaseReader *r, const Json *member, const char *message) {
    Spot spot = case_spot(r->one, member);
    tally_fail(r->tally, &spot, "%s", message);
    return false;
}

static bool is_known(Str name, const char *const *known) {
    for (; *known != NULL; known++) {
        if (str_eq(name, str_from(*known))) return true;
    }
    return false;
}

static bool check_members(CaseReader *r, const Json *object, const char *const *known,
                          const char *what, const char *list) {
    for (uint32_t i = 0; i < object->count; i++) {
        const Json *member = &object->as.items[i];
        if (is_known(json_name(member), known)) continue;
        Spot spot = case_spot(r->one, member);
        tally_fail(r->tally, &spot, "%s has no '%.*s': write %s", what, STR_ARG(json_name(member)),
                   list);
        return false;
    }
    return true;
}

static const Json *member_of_kind(CaseReader *r, Str name, JsonKind kind, const char *message) {
    const Json *member = json_member(&r->root, name);
    if (member == NULL || member->kind != kind || member->count == 0) {
        wrong_member(r, member, message);
        return NULL;
    }
    return member;
}

static bool read_as_of(CaseReader *r, const Json *member) {
    Err ignored;
    DateTime *as_of = &r->one->as_of;
    if (!datetime_parse(json_text(member), 0, as_of, &ignored) || as_of->precision < PRECISION_DAY)
        return wrong_member(r, member,
                            "this is no instant: write 2026-11-22 or 2026-11-22T08:00:00+01:00");
    as_of->precision = PRECISION_MILLISECOND;
    return true;
}

static bool find_kind(Str name, ItemKind *kind) {
    for (int k = 0; k < KIND_COUNT; k++) {
        if (k == KIND_INPUT || k == KIND_GATE) continue;
        if (!str_eq(name, str_from(item_kind_name((ItemKind)k)))) continue;
        *kind = (ItemKind)k;
        return true;
    }
    return false;
}

static bool find_holds(Str name, Holds *holds) {
    for (int h = HOLDS_YES; h <= HOLDS_NOT_APPLICABLE; h++) {
        if (!str_eq(name, str_from(holds_name((Holds)h)))) continue;
        *holds = (Holds)h;
        return true;
    }
    return false;
}

static bool is_text(const Json *member) {
    return member != NULL && member->kind == JSON_STRING && member->count > 0;
}

// What can be expected: the keys of a finding's NDJSON form but for the hashes, which change with
// every edit.
static const char *const expected_keys[] = {
    "patient", "kind",  "guideline", "version", "status",  "finding", "about",   "holds",
    "tier",    "score", "says",      "for",     "against", "due",     "events",  "evidence",
    "missing", "error", "sources",   "reason",  "asOf",    "at",      "details", NULL};

static bool read_expectation(CaseReader *r, const Json *json, Expectation *expectation) {
    if (json->kind != JSON_OBJECT || json->count == 0)
        return wrong_member(r, json,
                            "an expectation is an object: {\"finding\": ..., \"holds\": ...}");
    if (!check_members(r, json, expected_keys, "a finding", "a key of review --format ndjson"))
        return false;
    ItemKind kind = KIND_FINDING;
    const Json *named = json_member(json, STR("kind"));
    if (named != NULL && (!is_text(named) || !find_kind(json_text(named), &kind)))
        return wrong_member(r, named, "'kind' is finding, score, option, due or event");
    const Json *finding = json_member(json, STR("finding"));
    if (!is_text(finding))
        return wrong_member(r, finding == NULL ? json : finding,
                            "an expectation names its 'finding'");
    expectation->json = json;
    expectation->item = guideline_item(r->one->guideline, kind, json_text(finding));
    if (expectation->item == NULL) {
        Spot spot = case_spot(r->one, finding);
        tally_fail(r->tally, &spot, "the guideline has no %s '%.*s'", item_kind_name(kind),
                   STR_ARG(json_text(finding)));
        return false;
    }
    const Json *about = json_member(json, STR("about"));
    if (about != NULL && !is_text(about))
        return wrong_member(r, about, "'about' is a reference: BodyStructure/femur-1");
    if (about != NULL) expectation->about = json_text(about);
    const Json *holds = json_member(json, STR("holds"));
    expectation->has_holds = holds != NULL;
    if (holds != NULL && (!is_text(holds) || !find_holds(json_text(holds), &expectation->holds)))
        return wrong_member(r, holds, "'holds' is yes, no, unknown or n/a");
    return true;
}

static bool read_expectations(CaseReader *r, const Json *list) {
    Expectation *expectations = ARENA_ARRAY(r->arena, Expectation, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        if (!read_expectation(r, &list->as.items[i], &expectations[i])) return false;
    }
    r->one->expectations = expectations;
    r->one->expectation_count = list->count;
    return true;
}

static bool read_root(CaseReader *r) {
    static const char *const known[] = {"about", "asOf", "record", "expect", NULL};
    if (r->root.kind != JSON_OBJECT)
        return wrong_member(r, NULL, "a case is an object with about, asOf, record and expect");
    if (!check_members(r, &r->root, known, "a case", "about, asOf, record and expect"))
        return false;
    const Json *about = member_of_kind(r, STR("about"), JSON_STRING,
                                       "'about' says in a sentence what is special here");
    const Json *as_of = about == NULL ? NULL
                                      : member_of_kind(r, STR("asOf"), JSON_STRING,
                                                       "'asOf' is an instant: 2026-11-22");
    if (as_of == NULL || !read_as_of(r, as_of)) return false;
    const Json *record =
        member_of_kind(r, STR("record"), JSON_ARRAY, "'record' is a list of FHIR resources");
    const Json *expect = record == NULL ? NULL
                                        : member_of_kind(r, STR("expect"), JSON_ARRAY,
                                                         "'expect' is a list of partial findings");
    if (expect == NULL) return false;
    r->one->about = json_text(about);
    r->one->record = record;
    return read_expectations(r, expect);
}

static bool case_read(CaseReader *r, const char *path) {
    Err err = {0};
    Case *one = r->one;
    one->file = str_from(path);
    bool ok = file_read(path, MAX_CASE, r->arena, &one->text, &err);
    if (ok && json_read(one->text, NULL, &json_limits, r->arena, &r->root, &err))
        return read_root(r);
    const char *at = ok && err.byte <= one->text.len ? one->text.data + err.byte : NULL;
    Spot spot = spot_of(one->file, one->text, at, 1);
    tally_fail(r->tally, &spot, "%s", err.message);
    return false;
}

void cases_read(const Guideline *guideline, Arena *arena, Tally *tally, const Case **cases,
                size_t *count) {
    const char *folder = path_join(
        arena, arena_printf(arena, "%.*s%c", STR_ARG(guideline->folder), 0).data, STR("cases"));
    Str *names;
    size_t name_count = 0;
    Err err = {0};
    *count = 0;
    *cases = NULL;
    if (!file_is_folder(folder) ||
        !folder_list(folder, STR(".json"), arena, &names, &name_count, &err)) {
        Spot spot = {.file = guideline->folder};
        tally_fail(tally, &spot, "there is no folder cases/ with worked patients");
        return;
    }
    Case *read = ARENA_ARRAY(arena, Case, name_count);
    for (size_t i = 0; i < name_count; i++) {
        CaseReader reader = {.one = &read[*count], .arena = arena, .tally = tally};
        *reader.one = (Case){.guideline = guideline};
        if (case_read(&reader, path_join(arena, folder, names[i]))) (*count)++;
    }
    *cases = read;
}

bool case_record(const Case *one, const GuidelineSet *set, const Json *more, Arena *arena,
                 Record **record, Err *err) {
    Json resources = *one->record;
    if (more != NULL) {
        Json *items = ARENA_ARRAY(arena, Json, resources.count + 1);
        memcpy(items, resources.as.items, resources.count * sizeof *items);
        items[resources.count] = *more;
        resources.as.items = items;
        resources.count++;
    }
    return reader_from_json(&resources, set->program->needs, set->terms, arena, record, err);
}

// ---- comparing

// Of these a case may give a part: as many elements, in this order, of each the keys that matter;
// of details, those that matter.
static bool is_part_enough(Str key) {
    static const char *const keys[] = {"evidence", "missing", "events", "sources",
                                       "reason",   "details", NULL};
    return is_known(key, keys);
}

static bool covers(const Json *found, const Json *expected) {
    if (found->kind != expected->kind) return false;
    if (expected->kind == JSON_OBJECT) {
        for (uint32_t i = 0; i < expected->count; i++) {
            const Json *wanted = &expected->as.items[i];
            const Json *there = json_member(found, json_name(wanted));
            if (there == NULL || !covers(there, wanted)) return false;
        }
        return true;
    }
    if (expected->kind != JSON_ARRAY) return json_equal(found, expected);
    if (found->count != expected->count) return false;
    for (uint32_t i = 0; i < expected->count; i++) {
        if (!covers(&found->as.items[i], &expected->as.items[i])) return false;
    }
    return true;
}

typedef struct {
    const Case *one;
    const CaseReview *review;
    Tally *tally;
} Comparing;

static Json finding_json(const Comparing *c, const Finding *finding) {
    Buf line = {0};
    Arena *arena = c->review->record->arena;
    Str patient = arena_printf(arena, "Patient/%.*s", STR_ARG(c->review->record->patient_id));
    finding_write_ndjson(&line, c->review->options, patient, finding);
    Str text = arena_str(arena, buf_str(&line));
    buf_free(&line);
    Json json = {0};
    Err err = {0};
    if (!json_read(text, NULL, &json_limits, arena, &json, &err))
        return (Json){.kind = JSON_NULL};  // what is printed is JSON: tests/finding
    return json;
}

static Str shown(Arena *arena, const Json *value) {
    Buf buf = {0};
    if (value == NULL) {
        buf_add(&buf, STR("nothing"));
    } else {
        json_write(&buf, value, false);
    }
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static bool compare_keys(const Comparing *c, const Expectation *expectation,
                         const Finding *finding) {
    Json found = finding_json(c, finding);
    bool same = true;
    for (uint32_t i = 0; i < expectation->json->count; i++) {
        const Json *wanted = &expectation->json->as.items[i];
        const Json *there = json_member(&found, json_name(wanted));
        bool part = is_part_enough(json_name(wanted));
        if (there != NULL && (part ? covers(there, wanted) : json_equal(there, wanted))) continue;
        Spot spot = case_spot(c->one, wanted);
        tally_fail(c->tally, &spot, "%.*s: %.*s: expected %.*s, found %.*s",
                   STR_ARG(expectation->item->id), STR_ARG(json_name(wanted)),
                   STR_ARG(shown(c->review->record->arena, wanted)),
                   STR_ARG(shown(c->review->record->arena, there)));
        same = false;
    }
    return same;
}

static bool compare_one(const Comparing *c, const Expectation *expectation) {
    const Finding *selected = NULL;
    size_t matches = 0;
    for (size_t i = 0; i < c->review->count; i++) {
        const Finding *finding = &c->review->findings[i];
        if (finding->item != expectation->item ||
            (expectation->about.data != NULL && !str_eq(finding->about, expectation->about)))
            continue;
        if (matches++ == 0) selected = finding;
    }
    if (matches == 1) return compare_keys(c, expectation, selected);
    Spot spot = case_spot(c->one, expectation->json);
    const char *kind = item_kind_name((ItemKind)expectation->item->kind);
    Str id = expectation->item->id;
    if (matches == 0) {
        tally_fail(c->tally, &spot, "%.*s: expected a %s, found none%s%.*s", STR_ARG(id), kind,
                   expectation->about.data == NULL ? "" : " about ", STR_ARG(expectation->about));
    } else {
        tally_fail(c->tally, &spot, "%.*s: there are %zu of it: say which with 'about': \"%.*s\"",
                   STR_ARG(id), matches, STR_ARG(selected->about));
    }
    return false;
}

// Whatever the case expects: nothing may fail while it is evaluated.
static bool compare_errors(const Comparing *c) {
    bool fine = true;
    for (size_t i = 0; i < c->review->count; i++) {
        const Finding *finding = &c->review->findings[i];
        if (finding->holds != HOLDS_ERROR || finding->error == NULL) continue;
        Spot spot = {.file = c->one->file};
        tally_fail(c->tally, &spot, "%.*s: the evaluation failed: %s", STR_ARG(finding->item->id),
                   finding->error);
        fine = false;
    }
    return fine;
}

bool case_compare(const Case *one, const CaseReview *review, bool *met, Tally *tally) {
    Comparing c = {one, review, tally};
    bool same = compare_errors(&c);
    for (size_t i = 0; i < one->expectation_count; i++) {
        met[i] = compare_one(&c, &one->expectations[i]);
        same = same && met[i];
    }
    return same;
}
