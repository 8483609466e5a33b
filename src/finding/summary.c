#include "finding/summary.h"

#include <stdlib.h>
#include <strings.h>

#include "finding/review.h"

const DueWindow *finding_overdue_window(const Finding *finding) {
    const DueWindow *most = NULL;
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        if (due->overdue_days > (most == NULL ? 0 : most->overdue_days)) most = due;
    }
    return most;
}

int64_t finding_overdue(const Finding *finding) {
    const DueWindow *window = finding_overdue_window(finding);
    return window == NULL ? 0 : window->overdue_days;
}

// ---- what the record says, in words

static bool speaks_for(const Evidence *evidence) {
    return !evidence->behind && !value_is_null(evidence->answer) &&
           (evidence->answer.kind != VALUE_BOOLEAN || evidence->answer.as.boolean);
}

Str id_words(Arena *arena, Str id) {
    char *copy = arena_alloc(arena, id.len, 1);
    for (size_t i = 0; i < id.len; i++) {
        copy[i] = id.data[i];
        if (copy[i] == '-') copy[i] = ' ';
    }
    return (Str){copy, id.len};
}

static bool is_bare_yes(const Evidence *evidence) {
    Str shown = evidence->shown;
    return evidence->answer.kind == VALUE_BOOLEAN &&
           (shown.len == 0 || (shown.len == 3 && strncasecmp(shown.data, "yes", 3) == 0));
}

// A bare yes is said by the name of its input, unless another entry says the same in words.
static bool said_better(const Finding *finding, const Evidence *evidence) {
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const Evidence *other = &finding->evidence[i];
        if (other->input == evidence->input && speaks_for(other) && !is_bare_yes(other))
            return true;
    }
    return false;
}

static Str evidence_words(Arena *arena, const Evidence *evidence) {
    Str name = id_words(arena, evidence->input->id);
    if (is_bare_yes(evidence)) return name;
    bool is_yes = evidence->answer.kind == VALUE_BOOLEAN;
    Str shown = is_yes ? evidence->shown : value_words(arena, evidence->answer);
    bool is_number = shown.len > 0 && shown.data[0] >= '0' && shown.data[0] <= '9';
    if (is_yes && !is_number) return shown;
    return arena_printf(arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(shown));
}

typedef struct {
    Str *items;
    size_t count, most;
} Words;

// Of the answers that are yes, or of the others.
static void add_record_words(Arena *arena, const Finding *finding, bool yes, Words *words) {
    for (size_t i = 0; i < finding->evidence_count && words->count < words->most; i++) {
        const Evidence *evidence = &finding->evidence[i];
        if (!speaks_for(evidence) || (evidence->answer.kind == VALUE_BOOLEAN) != yes) continue;
        if (is_bare_yes(evidence) && said_better(finding, evidence)) continue;
        Str text = evidence_words(arena, evidence);
        size_t k = 0;
        while (k < words->count && !str_eq(words->items[k], text)) k++;
        if (k == words->count) words->items[words->count++] = text;
    }
}

const Str *finding_record_words(Arena *arena, const Finding *finding, size_t most, size_t *count) {
    Words words = {.items = ARENA_ARRAY(arena, Str, most), .most = most};
    // What was said yes to comes first: it says why; other data say where and how much.
    add_record_words(arena, finding, true, &words);
    add_record_words(arena, finding, false, &words);
    *count = words.count;
    return words.items;
}

void finding_record_dates(const Finding *finding, Str *first, Str *last) {
    *first = *last = STR_NONE;
    for (size_t i = 0; i < finding->evidence_count; i++) {
        Str date = finding->evidence[i].date;
        if (date.len == 0 || !speaks_for(&finding->evidence[i])) continue;
        if (date.len > 10) date.len = 10;  // the day
        if (first->len == 0 || str_compare(date, *first) < 0) *first = date;
        if (str_compare(date, *last) > 0) *last = date;
    }
}

bool summary_is_row(const Finding *finding, Tier *tier) {
    if (finding->item->kind == KIND_DUE && finding_overdue(finding) > 0) {
        *tier = finding->tier != TIER_NONE ? finding->tier : TIER_AMBER;
        return true;
    }
    if (finding->item->kind != KIND_FINDING) return false;
    *tier = finding->tier;
    // green says of a yes that nothing need be done; no tier says nothing
    if (finding->holds == HOLDS_YES) return finding->tier != TIER_GREEN;
    return (finding->holds == HOLDS_UNKNOWN || finding->holds == HOLDS_ERROR) &&
           finding->tier < TIER_UNKNOWN;
}

static Str copy_text(Arena *arena, Str text) {
    return text.len == 0 ? (STR_NONE) : arena_str(arena, text);
}

static const Json *plain(const Json *json) {
    return json != NULL && json->kind == JSON_PAIR ? &json->as.items[0] : json;
}

static Str text_of(const Json *json) {
    json = plain(json);
    return json != NULL && json->kind == JSON_STRING ? json_text(json) : STR_NONE;
}

Str patient_name(Arena *arena, const Record *record) {
    const Json *names = record->patient == NULL ? NULL : json_member(record->patient, STR("name"));
    if (names == NULL || names->kind != JSON_ARRAY || names->count == 0) return STR_NONE;
    const Json *name = &names->as.items[0];
    Str text = text_of(json_member(name, STR("text")));
    if (text.len > 0) return text;
    const Json *given = json_member(name, STR("given"));
    Str first = given != NULL && given->kind == JSON_ARRAY && given->count > 0
                    ? text_of(&given->as.items[0])
                    : STR_NONE;
    Str family = text_of(json_member(name, STR("family")));
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(first),
                        first.len > 0 && family.len > 0 ? " " : "", STR_ARG(family));
}

Str patient_about(Arena *arena, const Record *record, DateTime as_of) {
    if (record->patient == NULL) return STR_NONE;
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
        // What a settled finding would like to know of its score is no open question.
        for (size_t k = 0; findings[i].holds == HOLDS_UNKNOWN && k < findings[i].missing_count;
             k++) {
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
    if (x->overdue_days != y->overdue_days && (x->overdue_days == 0 || y->overdue_days == 0))
        return x->overdue_days == 0 ? -1 : 1;  // findings, then what is overdue
    if (x->overdue_days != y->overdue_days) return x->overdue_days > y->overdue_days ? -1 : 1;
    if (x->holds != y->holds) return (int)x->holds - (int)y->holds;  // what is so, what may be
    return x->order < y->order ? -1 : 1;
}

// Since when, and what the record says.
static void copy_record(SummaryRow *row, Arena *arena, Arena *from, const Finding *finding) {
    enum { WORDS = 4 };
    Str first;
    Str since;
    const DueWindow *window = finding_overdue_window(finding);
    finding_record_dates(finding, &first, &since);
    if (finding->item->kind == KIND_DUE) since = window == NULL ? (STR_NONE) : window->high;
    row->since = copy_text(arena, since);
    const Str *words = finding_record_words(from, finding, WORDS, &row->record_count);
    if (finding->item->kind == KIND_DUE) row->record_count = 0;
    Str *copy = ARENA_ARRAY(arena, Str, row->record_count);
    for (size_t i = 0; i < row->record_count; i++) copy[i] = copy_text(arena, words[i]);
    row->record = copy;
}

PatientSummary *patient_summarize(const ReviewOptions *options, Record *record,
                                  const Finding *findings, size_t count) {
    Arena *arena = arena_new();
    PatientSummary *summary = ARENA_NEW(arena, PatientSummary);
    summary->arena = arena;
    summary->id = copy_text(arena, record->patient_id);
    summary->name = copy_text(arena, patient_name(record->arena, record));
    summary->about = copy_text(arena, patient_about(record->arena, record, options->as_of));
    // Summaries of all patients are kept until the end: room for the rows there are, no more.
    Tier ignored;
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) rows += summary_is_row(&findings[i], &ignored);
    summary->rows = ARENA_ARRAY(arena, SummaryRow, rows);
    for (size_t i = 0; i < count; i++) {
        Tier tier;
        if (!summary_is_row(&findings[i], &tier)) continue;
        int64_t overdue = findings[i].item->kind == KIND_DUE ? finding_overdue(&findings[i]) : 0;
        Str says = findings[i].says;
        if (overdue > 0)
            says = arena_printf(record->arena, "overdue since %.*s (%lld day%s)",
                                STR_ARG(finding_overdue_window(&findings[i])->high),
                                (long long)overdue, overdue == 1 ? "" : "s");
        if (findings[i].error != NULL) says = STR("could not be evaluated: see the patient");
        SummaryRow *row = &summary->rows[summary->row_count++];
        *row = (SummaryRow){.tier = tier,
                            .holds = findings[i].holds,
                            .title = copy_text(arena, findings[i].item->title),
                            .says = copy_text(arena, says),
                            .overdue_days = overdue};
        row->order = summary->row_count;
        row->local = findings[i].local;
        copy_record(row, arena, record->arena, &findings[i]);
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
    for (int tier = TIER_EMERGENCY; tier <= TIER_NONE + 1; tier++) {
        for (size_t i = 0; i < count; i++) {
            // A row may have no tier: who has no rows comes after that.
            int own = patients[i]->row_count > 0 ? (int)patients[i]->tier : TIER_NONE + 1;
            if (own == tier) sorted[kept++] = patients[i];
        }
    }
    return sorted;
}
