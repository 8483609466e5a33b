// Who needs attention, why, since when, what is new, who has taken it.

#include "page/desk_internal.h"

enum { MOST_ROWS = 500, USUAL_ROWS = 100 };

static bool filter_of(const PageRequest *request, ListFilter *filter, Err *err) {
    static const char *const names[] = {
        [LIST_ATTENTION] = "attention", [LIST_MINE] = "mine",       [LIST_NOBODY] = "nobody",
        [LIST_BOARD] = "board",         [LIST_OVERDUE] = "overdue", [LIST_UNKNOWN] = "unknown",
        [LIST_SNOOZED] = "snoozed",     [LIST_ALL] = "all"};
    Str name = body_text(request, "filter");
    *filter = LIST_ATTENTION;
    if (name.len == 0) return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        *filter = (ListFilter)i;
        if (str_eq(name, str_from(names[i]))) return true;
    }
    return err_set(err, ERR_USAGE, "there is no such filter");
}

// Names are sorted in lower case.
static Str lowered(Arena *arena, Str text) {
    char *copy = arena_alloc(arena, text.len, 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        copy[i] = c;
        if (c >= 'A' && c <= 'Z') copy[i] = (char)(c | 0x20);
    }
    return (Str){copy, text.len};
}

static void put_age(JsonWriter *w, const StorePatient *patient, DateTime today) {
    DateTime born;
    Err ignored = {0};
    int64_t low;
    int64_t high;
    if (patient->birth.len > 0 && date_parse(patient->birth, &born, &ignored) &&
        datetime_duration(born, today, PRECISION_YEAR, &low, &high) && low >= 0)
        put_number(w, "age", low);
}

static void put_task(JsonWriter *w, const ListRow *row, Str now) {
    json_key(w, "task");
    json_begin(w, '{');
    if (row->owner != 0) {
        json_key(w, "owner");
        json_begin(w, '{');
        put_number(w, "id", row->owner);
        put_text(w, "name", row->owner_name);
        json_end(w, '}');
        put_text(w, "since", row->since);
    }
    if (str_compare(row->snoozed_until, now) > 0) {
        json_key(w, "snoozed");
        json_begin(w, '{');
        put_text(w, "until", row->snoozed_until);
        put_text(w, "reason", row->snooze_reason);
        put_text(w, "by", row->snoozed_by);
        json_end(w, '}');
    }
    put_text(w, "board", row->board);
    json_end(w, '}');
}

static void put_clock(JsonWriter *w, Desk *desk, Arena *arena, const ListRow *row, Str now) {
    if (row->alarm_tier == NO_ROW) return;
    Str until = clock_until(desk, arena, (Tier)row->alarm_tier, row->alarm_opened);
    json_key(w, "clock");
    json_begin(w, '{');
    put_text(w, "opened", row->alarm_opened);
    put_text(w, "until", until);
    if (until.len > 0) put_bool(w, "over", str_compare(now, until) >= 0);
    if (row->acknowledged) put_bool(w, "acknowledged", true);
    json_end(w, '}');
}

static void put_row(JsonWriter *w, Desk *desk, Arena *arena, const ListRow *row) {
    const StorePatient *patient = &row->patient;
    DateTime instant = desk_instant(desk);
    Str now = instant_text(arena, instant);
    json_begin(w, '{');
    put_text(w, "key", patient->key);
    put_text(w, "name", patient->name);
    put_text(w, "sex", patient->sex);
    put_text(w, "birth", patient->birth);
    put_age(w, patient, datetime_date(instant));
    put_text(w, "mrn", patient->mrn);
    put_text(w, "about", patient->about);
    if (patient->tier < TIER_NONE) put_text(w, "tier", str_from(tier_name((Tier)patient->tier)));
    put_text(w, "title", patient->title);
    put_text(w, "says", patient->says);
    put_text(w, "since", patient->since);
    put_number(w, "overdue", patient->overdue);
    put_number(w, "more", patient->rows > 0 ? patient->rows - 1 : 0);
    put_number(w, "questions", patient->questions);
    put_number(w, "new", row->fresh);
    if (patient->failed > 0) put_number(w, "failed", patient->failed);
    if (patient->evaluated != patient->revision) put_bool(w, "waiting", true);
    put_clock(w, desk, arena, row, now);
    put_task(w, row, now);
    json_end(w, '}');
}

static void put_counts(JsonWriter *w, const ListCounts *counts, int64_t waiting) {
    json_key(w, "counts");
    json_begin(w, '{');
    put_number(w, "attention", counts->attention);
    put_number(w, "emergency", counts->emergency);
    put_number(w, "mine", counts->mine);
    put_number(w, "nobody", counts->nobody);
    put_number(w, "board", counts->board);
    put_number(w, "overdue", counts->overdue);
    put_number(w, "unknown", counts->unknown);
    put_number(w, "snoozed", counts->snoozed);
    put_number(w, "all", counts->all);
    put_number(w, "quiet", counts->all - counts->attention - counts->snoozed);
    put_number(w, "questions", counts->questions);
    put_number(w, "waiting", waiting);
    json_end(w, '}');
}

// Counting goes over all patients: not again while nothing changed.
static bool list_of(Desk *desk, ListQuery *query, Arena *arena, List *list, Err *err) {
    int64_t version;
    Str day = {query->now.data, 10};
    if (!store_list_version(desk->store, &version, err)) return false;
    bool known = version == desk->counts_version && query->person == desk->counts_person &&
                 str_eq(day, str_from(desk->counts_day));
    query->counts = known ? &desk->counts : NULL;
    if (!store_list(desk->store, query, arena, list, err)) return false;
    desk->counts = list->counts;
    desk->counts_version = version;
    desk->counts_person = query->person;
    memcpy(desk->counts_day, day.data, day.len);
    return true;
}

bool page_worklist(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    Arena *arena = request->arena;
    Str now = instant_text(arena, desk_instant(desk));
    ListQuery query = {.person = request->person, .now = now, .count = USUAL_ROWS};
    List list;
    int64_t waiting;
    Present present = {.as_of = now, .guidelines = str_from(desk->clinic->set->hash)};
    Str text;
    if (!filter_of(request, &query.filter, err) || !body_wants(request, "text", 0, 100, &text, err))
        return false;
    query.text = lowered(arena, text);
    body_number(request, "from", &query.from);
    body_number(request, "count", &query.count);
    if (query.count > MOST_ROWS) query.count = MOST_ROWS;
    if (!list_of(desk, &query, arena, &list, err) ||
        !store_waiting_count(desk->store, present, &waiting, err))
        return false;
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '{');
    put_text(&w, "asOf", now);
    put_counts(&w, &list.counts, waiting);
    put_number(&w, "total", list.total);
    json_key(&w, "rows");
    json_begin(&w, '[');
    for (size_t i = 0; i < list.count; i++) put_row(&w, desk, arena, &list.rows[i]);
    json_end(&w, ']');
    json_end(&w, '}');
    return true;
}
