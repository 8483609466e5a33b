#include "finding/summary.h"

#include <stdlib.h>

int64_t finding_overdue(const Finding *finding) {
    int64_t most = 0;
    for (size_t i = 0; i < finding->due_count; i++) {
        if (finding->due[i].overdue_days > most) most = finding->due[i].overdue_days;
    }
    return most;
}

bool summary_is_row(const Finding *finding, Tier *tier) {
    if (finding->item->kind == KIND_DUE && finding_overdue(finding) > 0) {
        *tier = finding->tier != TIER_NONE ? finding->tier : TIER_AMBER;
        return true;
    }
    if (finding->item->kind != KIND_FINDING) return false;
    if (finding->holds != HOLDS_YES && finding->holds != HOLDS_UNKNOWN &&
        finding->holds != HOLDS_ERROR)
        return false;
    *tier = finding->tier;
    return finding->tier < TIER_UNKNOWN;
}

static Str copy_text(Arena *arena, Str text) {
    return text.len == 0 ? (Str){0} : arena_str(arena, text);
}

static const Json *plain(const Json *json) {
    return json != NULL && json->kind == JSON_PAIR ? &json->as.items[0] : json;
}

static Str text_of(const Json *json) {
    json = plain(json);
    return json != NULL && json->kind == JSON_STRING ? json_text(json) : (Str){0};
}

Str patient_name(Arena *arena, const Record *record) {
    const Json *names = record->patient == NULL ? NULL : json_member(record->patient, STR("name"));
    if (names == NULL || names->kind != JSON_ARRAY || names->count == 0) return (Str){0};
    const Json *name = &names->as.items[0];
    Str text = text_of(json_member(name, STR("text")));
    if (text.len > 0) return text;
    const Json *given = json_member(name, STR("given"));
    Str first = given != NULL && given->kind == JSON_ARRAY && given->count > 0
                    ? text_of(&given->as.items[0])
                    : (Str){0};
    Str family = text_of(json_member(name, STR("family")));
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(first),
                        first.len > 0 && family.len > 0 ? " " : "", STR_ARG(family));
}

Str patient_about(Arena *arena, const Record *record, DateTime as_of) {
    if (record->patient == NULL) return (Str){0};
    Str birth = text_of(json_member(record->patient, STR("birthDate")));
    Str gender = text_of(json_member(record->patient, STR("gender")));
    DateTime born;
    Err ignored;
    int64_t low;
    int64_t high;
    Str age = {0};
    if (birth.len > 0 && date_parse(birth, &born, &ignored) &&
        datetime_duration(born, datetime_date(as_of), PRECISION_YEAR, &low, &high) && low >= 0) {
        age = low == high ? arena_printf(arena, "%lld y", (long long)low)
                          : arena_printf(arena, "%lld or %lld y", (long long)low, (long long)high);
    }
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(age),
                        age.len > 0 && gender.len > 0 ? ", " : "", STR_ARG(gender));
}

size_t open_questions(Arena *arena, const Finding *findings, size_t count,
                      const Missing ***missing) {
    size_t most = 0;
    for (size_t i = 0; i < count; i++) most += findings[i].missing_count;
    const Missing **found = ARENA_ARRAY(arena, const Missing *, most);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < findings[i].missing_count; k++) {
            const Missing *one = &findings[i].missing[k];
            size_t j = 0;
            while (j < kept &&
                   !(found[j]->input == one->input && str_eq(found[j]->about, one->about)))
                j++;
            if (j == kept) found[kept++] = one;
        }
    }
    if (missing != NULL) *missing = found;
    return kept;
}

static int by_tier(const void *a, const void *b) {
    const SummaryRow *x = a;
    const SummaryRow *y = b;
    if (x->tier != y->tier) return (int)x->tier - (int)y->tier;
    // both lie in one arena, in the order they were made
    return x->says.data < y->says.data ? -1 : 1;
}

PatientSummary *patient_summarize(const ReviewOptions *options, Record *record,
                                  const Finding *findings, size_t count) {
    Arena *arena = arena_new();
    PatientSummary *summary = ARENA_NEW(arena, PatientSummary);
    summary->arena = arena;
    summary->id = copy_text(arena, record->patient_id);
    summary->name = copy_text(arena, patient_name(record->arena, record));
    summary->about = copy_text(arena, patient_about(record->arena, record, options->as_of));
    summary->rows = ARENA_ARRAY(arena, SummaryRow, count);
    for (size_t i = 0; i < count; i++) {
        Tier tier;
        if (!summary_is_row(&findings[i], &tier)) continue;
        int64_t overdue = findings[i].item->kind == KIND_DUE ? finding_overdue(&findings[i]) : 0;
        Str says = findings[i].says;
        if (overdue > 0)
            says = arena_printf(record->arena, "overdue by %lld day%s", (long long)overdue,
                                overdue == 1 ? "" : "s");
        if (findings[i].error != NULL) says = STR("could not be evaluated: see the patient");
        if (says.len == 0) says = STR(" ");
        summary->rows[summary->row_count++] =
            (SummaryRow){tier, findings[i].holds, copy_text(arena, findings[i].item->title),
                         copy_text(arena, says), overdue};
    }
    if (summary->row_count > 1)
        qsort(summary->rows, summary->row_count, sizeof *summary->rows, by_tier);
    summary->tier = summary->row_count > 0 ? summary->rows[0].tier : TIER_NONE;
    summary->open_questions = open_questions(record->arena, findings, count, NULL);
    return summary;
}

void patient_summary_free(PatientSummary *summary) {
    if (summary != NULL) arena_free(summary->arena);
}

const PatientSummary **summaries_sorted(Arena *arena, const PatientSummary *const *patients,
                                        size_t count) {
    const PatientSummary **sorted = ARENA_ARRAY(arena, const PatientSummary *, count);
    size_t kept = 0;
    for (int tier = TIER_EMERGENCY; tier <= TIER_NONE; tier++) {
        for (size_t i = 0; i < count; i++) {
            if ((int)patients[i]->tier == tier) sorted[kept++] = patients[i];
        }
    }
    return sorted;
}
