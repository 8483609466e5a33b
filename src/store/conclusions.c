#include "store/conclusions.h"

#include <assert.h>

#include "store/sql.h"
#include "store/squeeze.h"

enum { MAX_ROWS = 4096 };  // conclusions, alarms of one patient

// Rows that are read into a list that grows.
typedef struct {
    void *items;
    size_t count, size;
} List;

static void *list_next(Arena *arena, List *list, size_t bytes) {
    if (list->count == list->size) {
        size_t size = list->size == 0 ? 64 : list->size * 2;
        char *grown = arena_alloc(arena, size, bytes);
        if (list->count > 0) memcpy(grown, list->items, list->count * bytes);
        list->items = grown;
        list->size = size;
    }
    return (char *)list->items + list->count++ * bytes;
}

// ---- findings

bool store_findings(Store *store, Str patient, Arena *arena, StoreFinding **findings, size_t *count,
                    Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT guideline, finding, about, kind, version, holds, tier, says, inputs,"
                       " score, since FROM finding WHERE patient = ?"
                       " ORDER BY guideline, finding, about",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    List list = {0};
    while (sql_step(sql)) {
        StoreFinding *finding = list_next(arena, &list, sizeof *finding);
        *finding = (StoreFinding){.guideline = sql_text(sql, 0, arena),
                                  .finding = sql_text(sql, 1, arena),
                                  .about = sql_text(sql, 2, arena),
                                  .kind = sql_text(sql, 3, arena),
                                  .version = sql_text(sql, 4, arena),
                                  .holds = sql_text(sql, 5, arena),
                                  .tier = sql_text(sql, 6, arena),
                                  .says = sql_text(sql, 7, arena),
                                  .inputs = sql_text(sql, 8, arena),
                                  .score = sql_text(sql, 9, arena),
                                  .since = sql_text(sql, 10, arena)};
    }
    *findings = list.items;
    *count = list.count;
    return sql_done(sql, err);
}

static int finding_order(const StoreFinding *a, const StoreFinding *b) {
    int order = str_compare(a->guideline, b->guideline);
    if (order == 0) order = str_compare(a->finding, b->finding);
    return order != 0 ? order : str_compare(a->about, b->about);
}

static bool put_finding(Store *store, Str patient, const StoreFinding *finding, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT OR REPLACE INTO finding (patient, guideline, finding, about, kind,"
                       " version, holds, tier, says, inputs, score, since)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       err);
    if (sql == NULL) return false;
    const Str texts[] = {patient,       finding->guideline, finding->finding, finding->about,
                         finding->kind, finding->version,   finding->holds,   finding->tier,
                         finding->says, finding->inputs,    finding->score,   finding->since};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        sql_bind_text(sql, (int)i + 1, texts[i]);
    return sql_run(sql, err);
}

static bool drop_finding(Store *store, Str patient, const StoreFinding *finding, Err *err) {
    Sql *sql = sql_get(store,
                       "DELETE FROM finding WHERE patient = ? AND guideline = ? AND finding = ?"
                       " AND about = ?",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_text(sql, 2, finding->guideline);
    sql_bind_text(sql, 3, finding->finding);
    sql_bind_text(sql, 4, finding->about);
    return sql_run(sql, err);
}

// `before` or `after` has only a name when it did not, or does not any longer, apply.
static bool put_change(Store *store, const StoreConclusions *c, const StoreFinding *before,
                       const StoreFinding *after, Err *err) {
    const StoreFinding *named = after->kind.len > 0 ? after : before;
    Sql *sql = sql_get(store,
                       "INSERT INTO finding_change (patient, at, as_of, guidelines, cause,"
                       " guideline, finding, about, version, inputs, holds_before, tier_before,"
                       " score_before, says_before, holds, tier, score, says)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       err);
    if (sql == NULL) return false;
    const Str texts[] = {
        c->patient,       c->at,          c->as_of,      c->guidelines,  c->cause,
        named->guideline, named->finding, named->about,  named->version, named->inputs,
        before->holds,    before->tier,   before->score, before->says,   after->holds,
        after->tier,      after->score,   after->says};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        sql_bind_text(sql, (int)i + 1, texts[i]);
    return sql_run(sql, err);
}

static bool same_state(const StoreFinding *a, const StoreFinding *b) {
    return str_eq(a->holds, b->holds) && str_eq(a->tier, b->tier) && str_eq(a->score, b->score);
}

static bool conclude_one(Store *store, const StoreConclusions *c, const StoreFinding *before,
                         const StoreFinding *after, Err *err) {
    static const StoreFinding none = {.holds = {"n/a", 3}};
    assert(before != NULL || after != NULL);
    if (after == NULL) {
        return drop_finding(store, c->patient, before, err) &&
               put_change(store, c, before, &none, err);
    }
    StoreFinding kept = *after;
    kept.since = c->as_of;
    if (before == NULL) {
        return put_finding(store, c->patient, &kept, err) &&
               (c->first || put_change(store, c, &none, after, err));
    }
    bool same = same_state(before, after);
    bool data = !str_eq(before->inputs, after->inputs) && !str_eq(before->says, after->says);
    bool words = !str_eq(before->inputs, after->inputs) || !str_eq(before->says, after->says) ||
                 !str_eq(before->version, after->version);
    if (same) kept.since = before->since;
    if (same && !words) return true;
    return put_finding(store, c->patient, &kept, err) &&
           ((same && !data) || put_change(store, c, before, after, err));
}

bool store_conclude(Store *store, const StoreConclusions *c, Err *err) {
    size_t i = 0;
    size_t k = 0;
    bool ok = true;
    while (ok && (i < c->before_count || k < c->after_count)) {
        int order = i == c->before_count  ? 1
                    : k == c->after_count ? -1
                                          : finding_order(&c->before[i], &c->after[k]);
        const StoreFinding *before = order <= 0 ? &c->before[i] : NULL;
        const StoreFinding *after = order >= 0 ? &c->after[k] : NULL;
        ok = conclude_one(store, c, before, after, err);
        i += order <= 0;
        k += order >= 0;
    }
    return ok;
}

bool store_changes(Store *store, Str patient, int64_t after, Changes *changes, Arena *arena,
                   Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT number, at, as_of, guidelines, cause, guideline, finding, about,"
                       " holds_before, tier_before, says_before, holds, tier, says, score_before,"
                       " score FROM finding_change WHERE patient = ? AND number > ?"
                       " ORDER BY number LIMIT ?",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_int(sql, 2, after);
    sql_bind_int(sql, 3, CHANGES_MOST);
    List list = {0};
    while (sql_step(sql)) {
        StoreChange *change = list_next(arena, &list, sizeof *change);
        *change = (StoreChange){.number = sql_int(sql, 0),
                                .at = sql_text(sql, 1, arena),
                                .as_of = sql_text(sql, 2, arena),
                                .guidelines = sql_text(sql, 3, arena),
                                .cause = sql_text(sql, 4, arena),
                                .guideline = sql_text(sql, 5, arena),
                                .finding = sql_text(sql, 6, arena),
                                .about = sql_text(sql, 7, arena),
                                .holds_before = sql_text(sql, 8, arena),
                                .tier_before = sql_text(sql, 9, arena),
                                .says_before = sql_text(sql, 10, arena),
                                .holds = sql_text(sql, 11, arena),
                                .tier = sql_text(sql, 12, arena),
                                .says = sql_text(sql, 13, arena),
                                .score_before = sql_text(sql, 14, arena),
                                .score = sql_text(sql, 15, arena)};
    }
    *changes = (Changes){list.items, list.count};
    return sql_done(sql, err);
}

bool store_seen(Store *store, Str patient, int64_t person, Seen *seen, Arena *arena, Err *err) {
    Sql *sql = sql_get(store, "SELECT change, at FROM seen WHERE patient = ? AND person = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_int(sql, 2, person);
    *seen = (Seen){0};
    if (sql_step(sql)) *seen = (Seen){sql_int(sql, 0), sql_text(sql, 1, arena)};
    return sql_done(sql, err);
}

bool store_mark_seen(Store *store, Str patient, int64_t person, Str at, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT OR REPLACE INTO seen (patient, person, at, change) VALUES (?1, ?2,"
                       " ?3, coalesce((SELECT max(number) FROM finding_change WHERE patient = ?1),"
                       " 0))",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_int(sql, 2, person);
    sql_bind_text(sql, 3, at);
    return sql_run(sql, err);
}

// ---- alarms

bool store_alarms(Store *store, Str patient, Arena *arena, StoreAlarm **alarms, size_t *count,
                  Err *err) {
    Sql *sql = sql_get(
        store,
        "SELECT number, guideline, finding, about, tier, title, says, inputs, since, opened,"
        " coalesce(acknowledged, ''), coalesce(a.name, ''), coalesce(closed, ''),"
        " coalesce(c.name, ''), reason FROM alarm LEFT JOIN person a ON a.id = acknowledged_by"
        " LEFT JOIN person c ON c.id = closed_by WHERE patient = ?"
        " ORDER BY closed IS NOT NULL, CASE WHEN closed IS NULL THEN tier END, closed DESC,"
        " opened, number LIMIT ?",
        err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_int(sql, 2, MAX_ROWS);
    List list = {0};
    while (sql_step(sql)) {
        StoreAlarm *alarm = list_next(arena, &list, sizeof *alarm);
        *alarm = (StoreAlarm){.number = sql_int(sql, 0),
                              .guideline = sql_text(sql, 1, arena),
                              .finding = sql_text(sql, 2, arena),
                              .about = sql_text(sql, 3, arena),
                              .tier = sql_int(sql, 4),
                              .title = sql_text(sql, 5, arena),
                              .says = sql_text(sql, 6, arena),
                              .inputs = sql_text(sql, 7, arena),
                              .since = sql_text(sql, 8, arena),
                              .opened = sql_text(sql, 9, arena),
                              .acknowledged = sql_text(sql, 10, arena),
                              .acknowledged_by = sql_text(sql, 11, arena),
                              .closed = sql_text(sql, 12, arena),
                              .closed_by = sql_text(sql, 13, arena),
                              .reason = sql_text(sql, 14, arena)};
    }
    *alarms = list.items;
    *count = list.count;
    return sql_done(sql, err);
}

bool store_alarm_open(Store *store, Str patient, const StoreAlarm *alarm, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT INTO alarm (patient, guideline, finding, about, tier, title, says,"
                       " inputs, since, opened) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_text(sql, 2, alarm->guideline);
    sql_bind_text(sql, 3, alarm->finding);
    sql_bind_text(sql, 4, alarm->about);
    sql_bind_int(sql, 5, alarm->tier);
    sql_bind_text(sql, 6, alarm->title);
    sql_bind_text(sql, 7, alarm->says);
    sql_bind_text(sql, 8, alarm->inputs);
    sql_bind_text(sql, 9, alarm->since);
    sql_bind_text(sql, 10, alarm->opened);
    return sql_run(sql, err);
}

bool store_alarm_update(Store *store, const StoreAlarm *alarm, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE alarm SET tier = min(tier, ?2), says = ?3, inputs = ?4, since = ?5,"
                       " acknowledged = iif(?2 < tier, NULL, acknowledged),"
                       " acknowledged_by = iif(?2 < tier, NULL, acknowledged_by)"
                       " WHERE number = ?1 AND closed IS NULL",
                       err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, alarm->number);
    sql_bind_int(sql, 2, alarm->tier);
    sql_bind_text(sql, 3, alarm->says);
    sql_bind_text(sql, 4, alarm->inputs);
    sql_bind_text(sql, 5, alarm->since);
    return sql_run(sql, err);
}

static bool is_changed(Store *store, Err *err) {
    return sql_changes(store) > 0 || err_set(err, ERR_MISSING, "no such open alarm");
}

static void bind_act(Sql *sql, const AlarmAct *act) {
    sql_bind_text(sql, 1, act->patient);
    sql_bind_int(sql, 2, act->number);
    sql_bind_int(sql, 3, act->person);
    sql_bind_text(sql, 4, act->at);
}

bool store_alarm_acknowledge(Store *store, const AlarmAct *act, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE alarm SET acknowledged = coalesce(acknowledged, ?4),"
                       " acknowledged_by = coalesce(acknowledged_by, ?3)"
                       " WHERE patient = ?1 AND number = ?2 AND closed IS NULL",
                       err);
    if (sql == NULL) return false;
    bind_act(sql, act);
    return sql_run(sql, err) && is_changed(store, err);
}

bool store_alarm_close(Store *store, const AlarmAct *act, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE alarm SET closed = ?4, closed_by = ?3, reason = ?5"
                       " WHERE patient = ?1 AND number = ?2 AND closed IS NULL",
                       err);
    if (sql == NULL) return false;
    bind_act(sql, act);
    sql_bind_text(sql, 5, act->reason);
    return sql_run(sql, err) && is_changed(store, err);
}

// ---- guidelines

bool store_guidelines_known(Store *store, Str hash, bool *known, Err *err) {
    Sql *sql = sql_get(store, "SELECT 1 FROM guideline_set WHERE hash = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, hash);
    *known = sql_step(sql);
    return sql_done(sql, err);
}

bool store_guidelines_keep(Store *store, Str hash, Str at, Str files, Arena *arena, Err *err) {
    Sql *sql = sql_get(
        store, "INSERT OR IGNORE INTO guideline_set (hash, first_used, files) VALUES (?, ?, ?)",
        err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, hash);
    sql_bind_text(sql, 2, at);
    sql_bind_blob(sql, 3, squeeze(arena, files));
    return sql_run(sql, err);
}

bool store_guidelines_files(Store *store, Str hash, Arena *arena, Str *files, Err *err) {
    Sql *sql = sql_get(store, "SELECT files FROM guideline_set WHERE hash = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, hash);
    bool found = sql_step(sql);
    bool ok = found && unsqueeze(arena, sql_view(sql, 0), files, err);
    if (!sql_done(sql, err)) return false;
    return ok || (found ? false : err_set(err, ERR_MISSING, "these guidelines were never used"));
}

bool store_guidelines_list(Store *store, Arena *arena, StoreGuidelines **sets, size_t *count,
                           Err *err) {
    Sql *sql =
        sql_get(store, "SELECT hash, first_used FROM guideline_set ORDER BY first_used, hash", err);
    if (sql == NULL) return false;
    List list = {0};
    while (sql_step(sql)) {
        StoreGuidelines *set = list_next(arena, &list, sizeof *set);
        *set = (StoreGuidelines){sql_text(sql, 0, arena), sql_text(sql, 1, arena)};
    }
    *sets = list.items;
    *count = list.count;
    return sql_done(sql, err);
}
