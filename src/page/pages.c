// The patient, why a finding says what it says, who works here, which guidelines there are.

#include "page/desk_internal.h"
#include "store/conclusions.h"
#include "store/people.h"

bool page_patient(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    if (!asked_patient(desk, request, &patient, err)) return false;
    if (patient.evaluated == 0)
        return err_set(err, ERR_IO, "this patient is being evaluated: try again in a moment");
    return view_write(desk, request, &patient, &reply->body, err);
}

bool page_seen(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    int64_t person = body_bool(request, "board") ? 0 : request->person;
    buf_add(&reply->body, STR("{}"));
    return asked_patient(desk, request, &patient, err) &&
           store_mark_seen(desk->store, patient.id, person,
                           instant_text(request->arena, desk_instant(desk)), err);
}

// ---- why

enum { MOST_RULES = 24 };

typedef struct {
    const Declaration *items[MOST_RULES];
    size_t count;
} Rules;

static void add_rule(Rules *rules, const Declaration *declaration) {
    if (declaration == NULL || declaration->ast == NULL || rules->count == MOST_RULES) return;
    for (size_t i = 0; i < rules->count; i++) {
        if (rules->items[i] == declaration) return;
    }
    rules->items[rules->count++] = declaration;
}

// The declarations on the way to the data, nearest first; not what is behind an input.
static void add_rules(Rules *rules, const Reason *reason, int depth) {
    if (reason == NULL || depth == 0) return;
    add_rule(rules, reason->declaration);
    if (reason->input != NULL) return;
    for (size_t i = 0; i < reason->kid_count; i++) add_rules(rules, reason->kids[i], depth - 1);
}

static void put_rules(JsonWriter *w, const Finding *finding) {
    enum { DEPTH = 12 };
    Rules rules = {0};
    add_rule(&rules, finding->item->declaration);
    add_rules(&rules, finding->reason, DEPTH);
    json_key(w, "rule");
    json_begin(w, '[');
    for (size_t i = 0; i < rules.count; i++) {
        const Declaration *declaration = rules.items[i];
        const AstPlace *place = &declaration->ast->place;
        Str source = declaration->library->source;
        json_begin(w, '{');
        put_text(w, "library", declaration->library->name);
        put_text(w, "name", declaration->name);
        put_number(w, "line", place->line);
        if (place->offset + place->length <= source.len)
            put_text(w, "cql", (Str){source.data + place->offset, place->length});
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_guideline(JsonWriter *w, const Desk *desk, const Guideline *guideline) {
    put_text(w, "id", guideline->id);
    put_text(w, "title", guideline->title);
    put_text(w, "version", guideline->version);
    put_text(w, "status", guideline->status);
    put_text(w, "reviewed", guideline->reviewed);
    put_text(w, "expires", guideline->expires);
    put_text(w, "for", guideline->for_whom);
    put_text(w, "limits", guideline->limits);
    put_text(w, "hash", str_from(desk->clinic->set->hash));
}

static const Finding *named(const PageRequest *request, const Reviewed *reviewed) {
    Str guideline = body_text(request, "guideline");
    Str about = body_text(request, "about");
    Str kind = body_text(request, "kind");
    for (size_t i = 0; i < reviewed->count; i++) {
        const Finding *finding = &reviewed->findings[i];
        if (str_eq(finding->item->guideline->id, guideline) && str_eq(finding->about, about) &&
            (kind.len == 0 ||
             str_eq(kind, str_from(item_kind_name((ItemKind)finding->item->kind)))))
            return finding;
    }
    return NULL;
}

bool page_why(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    Reviewed reviewed;
    ReviewWish wish = {.detail = DETAIL_FULL};
    if (!asked_patient(desk, request, &patient, err) ||
        !body_wants(request, "finding", 1, 100, &wish.only_finding, err) ||
        !datetime_parse(patient.as_of, 0, &wish.as_of, err) ||
        !desk_review(desk, &patient, &wish, &reviewed, err))
        return false;
    const Finding *finding = named(request, &reviewed);
    if (finding == NULL)
        return err_set(err, ERR_MISSING, "this does not apply to the patient any longer");
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '{');
    json_key(&w, "finding");
    view_put_finding(&w, desk, &reviewed, finding, true);
    put_rules(&w, finding);
    json_key(&w, "inputs");
    view_put_inputs(&w, desk, &reviewed, finding, 1);
    json_key(&w, "guideline");
    json_begin(&w, '{');
    put_guideline(&w, desk, finding->item->guideline);
    json_end(&w, '}');
    put_text(&w, "inputsHash", str_from(finding->inputs_hash));
    json_end(&w, '}');
    reply->audit = arena_printf(request->arena, "%.*s/%.*s", STR_ARG(finding->item->guideline->id),
                                STR_ARG(finding->item->id));
    return true;
}

// ---- people and guidelines

bool page_people(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    Person *people;
    size_t count;
    if (!person_list(desk->store, request->arena, &people, &count, err)) return false;
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '[');
    for (size_t i = 0; i < count; i++) {
        json_begin(&w, '{');
        put_number(&w, "id", people[i].id);
        put_text(&w, "name", people[i].name);
        put_text(&w, "role", people[i].role);
        json_end(&w, '}');
    }
    json_end(&w, ']');
    return true;
}

static int64_t findings_of(const Guideline *guideline) {
    int64_t count = 0;
    for (size_t i = 0; i < guideline->item_count; i++)
        count += guideline->items[i]->kind == KIND_FINDING;
    return count;
}

bool page_guidelines(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    const GuidelineSet *set = desk->clinic->set;
    Str today = instant_text(request->arena, desk_instant(desk));
    (void)err;
    today.len = 10;
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '[');
    for (size_t i = 0; i < set->guideline_count; i++) {
        const Guideline *guideline = set->guidelines[i];
        json_begin(&w, '{');
        put_guideline(&w, desk, guideline);
        put_number(&w, "findings", findings_of(guideline));
        if (guideline->expires.len > 0 && str_compare(guideline->expires, today) < 0)
            put_bool(&w, "expired", true);
        json_end(&w, '}');
    }
    json_end(&w, ']');
    return true;
}
