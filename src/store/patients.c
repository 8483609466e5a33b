#include "store/patients.h"

#include "store/sql.h"
#include "store/squeeze.h"

#define COLUMNS                                                                              \
    "p.id, p.key, p.name, p.birth, p.sex, p.mrn, p.died, p.revision, p.evaluated, p.as_of, " \
    "p.guidelines, p.tier, p.about, p.title, p.says, p.since, p.overdue, p.questions, "      \
    "p.row_count, p.failed, p.attention"

enum { COLUMN_COUNT = 21 };

static StorePatient read_patient(Sql *sql, Arena *arena) {
    return (StorePatient){.id = sql_text(sql, 0, arena),
                          .key = sql_text(sql, 1, arena),
                          .name = sql_text(sql, 2, arena),
                          .birth = sql_text(sql, 3, arena),
                          .sex = sql_text(sql, 4, arena),
                          .mrn = sql_text(sql, 5, arena),
                          .died = sql_text(sql, 6, arena),
                          .revision = sql_int(sql, 7),
                          .evaluated = sql_int(sql, 8),
                          .as_of = sql_text(sql, 9, arena),
                          .guidelines = sql_text(sql, 10, arena),
                          .tier = sql_int(sql, 11),
                          .about = sql_text(sql, 12, arena),
                          .title = sql_text(sql, 13, arena),
                          .says = sql_text(sql, 14, arena),
                          .since = sql_text(sql, 15, arena),
                          .overdue = sql_int(sql, 16),
                          .questions = sql_int(sql, 17),
                          .rows = sql_int(sql, 18),
                          .failed = sql_int(sql, 19),
                          .attention = sql_text(sql, 20, arena)};
}

static bool find_patient(Sql *sql, Str word, Arena *arena, StorePatient *patient, Err *err) {
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, word);
    bool found = sql_step(sql);
    if (found) *patient = read_patient(sql, arena);
    return sql_done(sql, err) && (found || err_set(err, ERR_MISSING, "no such patient"));
}

bool store_patient(Store *store, Str key, Arena *arena, StorePatient *patient, Err *err) {
    Sql *sql = sql_get(
        store, "SELECT " COLUMNS " FROM patient p WHERE p.key = ? AND p.stands IS NULL", err);
    return find_patient(sql, key, arena, patient, err);
}

bool store_patient_by_id(Store *store, Str id, Arena *arena, StorePatient *patient, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT " COLUMNS " FROM patient p WHERE p.id = "
                       "(SELECT coalesce(stands, id) FROM patient WHERE id = ?)",
                       err);
    return find_patient(sql, id, arena, patient, err);
}

// ---- who waits

// Whose record changed; else, whose evaluation is of a day before, or after; else, of other
// guidelines. Each part is a range of an index: nothing is looked at where nobody waits.
#define DAY "substr(?1, 1, 10)"
#define CHANGED "SELECT id FROM patient WHERE stands IS NULL AND evaluated <> revision"
#define OF_DAYS "SELECT id FROM patient WHERE stands IS NULL AND evaluated = revision AND as_of "
#define OF_GUIDELINES                                                           \
    "SELECT id FROM patient WHERE stands IS NULL AND evaluated = revision AND " \
    "+as_of BETWEEN " DAY " AND " DAY " || 'U' AND guidelines "
#define WAITING                                                                     \
    CHANGED " UNION ALL " OF_DAYS "< " DAY " UNION ALL " OF_DAYS "> " DAY " || 'U'" \
            " UNION ALL " OF_GUIDELINES "< ?2 UNION ALL " OF_GUIDELINES "> ?2"

bool store_patients_waiting(Store *store, Present present, size_t most, Ids *ids, Arena *arena,
                            Err *err) {
    Sql *sql = sql_get(store, "SELECT id FROM (" WAITING ") LIMIT ?3", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, present.as_of);
    sql_bind_text(sql, 2, present.guidelines);
    sql_bind_int(sql, 3, (int64_t)most);
    *ids = (Ids){.items = ARENA_ARRAY(arena, Str, most)};
    while (ids->count < most && sql_step(sql)) ids->items[ids->count++] = sql_text(sql, 0, arena);
    return sql_done(sql, err);
}

bool store_waiting_count(Store *store, Present present, int64_t *count, Err *err) {
    Sql *sql = sql_get(store, "SELECT count(*) FROM (" WAITING " LIMIT 10000)", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, present.as_of);
    sql_bind_text(sql, 2, present.guidelines);
    *count = sql_step(sql) ? sql_int(sql, 0) : 0;
    return sql_done(sql, err);
}

// Forgets the page that was made of the evaluation before.
static bool forget_view(Store *store, Str id, Err *err) {
    Sql *sql = sql_get(store, "DELETE FROM patient_view WHERE patient = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    return sql_run(sql, err);
}

bool store_patient_evaluated(Store *store, const StorePatient *patient, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE patient SET evaluated = ?2, as_of = ?3, guidelines = ?4, tier = ?5,"
                       " about = ?6, title = ?7, says = ?8, since = ?9, overdue = ?10, questions ="
                       " ?11, row_count = ?12, failed = ?13, attention = ?14"
                       " WHERE id = ?1",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient->id);
    sql_bind_int(sql, 2, patient->evaluated);
    sql_bind_text(sql, 3, patient->as_of);
    sql_bind_text(sql, 4, patient->guidelines);
    sql_bind_int(sql, 5, patient->tier);
    sql_bind_text(sql, 6, patient->about);
    sql_bind_text(sql, 7, patient->title);
    sql_bind_text(sql, 8, patient->says);
    sql_bind_text(sql, 9, patient->since);
    sql_bind_int(sql, 10, patient->overdue);
    sql_bind_int(sql, 11, patient->questions);
    sql_bind_int(sql, 12, patient->rows);
    sql_bind_int(sql, 13, patient->failed);
    sql_bind_text(sql, 14, patient->attention);
    return sql_run(sql, err) && forget_view(store, patient->id, err);
}

bool store_view(Store *store, Str id, Arena *arena, Str *view, Err *err) {
    Sql *sql = sql_get(store, "SELECT view FROM patient_view WHERE patient = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    *view = STR_NONE;
    bool ok = !sql_step(sql) || unsqueeze(arena, sql_view(sql, 0), view, err);
    return sql_done(sql, err) && ok;
}

bool store_view_keep(Store *store, const StorePatient *patient, Str view, Arena *arena, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT OR REPLACE INTO patient_view (patient, view) SELECT id, ?2 FROM"
                       " patient WHERE id = ?1 AND evaluated = ?3 AND revision = ?3 AND as_of = ?4"
                       " AND guidelines = ?5",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient->id);
    sql_bind_blob(sql, 2, squeeze(arena, view));
    sql_bind_int(sql, 3, patient->evaluated);
    sql_bind_text(sql, 4, patient->as_of);
    sql_bind_text(sql, 5, patient->guidelines);
    return sql_run(sql, err);
}

bool store_views_missing(Store *store, size_t most, Ids *ids, Arena *arena, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT id FROM (SELECT id FROM patient WHERE tier < 9 AND stands IS NULL"
                       " ORDER BY tier, overdue DESC, sort LIMIT 500) WHERE NOT EXISTS"
                       " (SELECT 1 FROM patient_view WHERE patient = id) LIMIT ?",
                       err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, (int64_t)most);
    *ids = (Ids){.items = ARENA_ARRAY(arena, Str, most)};
    while (ids->count < most && sql_step(sql)) ids->items[ids->count++] = sql_text(sql, 0, arena);
    return sql_done(sql, err);
}

// ---- the worklist

// ?1 now, ?2 person, ?3 text. A snooze counts while its day has not passed.
#define WATCHED " WHERE p.stands IS NULL"
#define SNOOZED "(t.snoozed_until > ?1)"
#define ATTENTION "(p.tier < 9 AND NOT coalesce(" SNOOZED ", 0))"
#define UNKNOWN_TIER "3"
#define MINE "(t.owner = ?2 AND p.tier < 9)"
#define NOBODY "(" ATTENTION " AND t.owner IS NULL)"
#define BOARD "(t.board >= substr(?1, 1, 10))"
#define OVERDUE "(p.overdue > 0 AND " ATTENTION ")"
#define UNKNOWN "(p.tier = " UNKNOWN_TIER " AND " ATTENTION ")"
// From all patients in the order of their index; from those somebody did something with, who are
// few; or from those whose name or number holds a text, found in an index of these alone.
#define OF_ALL " FROM patient p LEFT JOIN task t ON t.patient = p.id"
#define OF_TASKS " FROM task t CROSS JOIN patient p ON p.id = t.patient"
#define OF_TEXT                                                                                   \
    " FROM (SELECT rowid AS hit FROM patient WHERE instr(sort, ?3) > 0 OR instr(lower(mrn), ?3) " \
    "> 0)"                                                                                        \
    " CROSS JOIN patient p ON p.rowid = hit LEFT JOIN task t ON t.patient = p.id"

// Which come, first, and of how many where a text was looked for; then what is said of each.
#define ROWS_OF(hits, from, condition)                                                        \
    "SELECT " COLUMNS                                                                         \
    ", t.owner, o.name, t.since, t.board, t.snoozed_until, t.snooze_reason, z.name,"          \
    " (SELECT count(*) FROM finding_change c WHERE c.patient = p.id AND c.number >"           \
    "  coalesce((SELECT change FROM seen s WHERE s.patient = p.id AND s.person = ?2), 0)),"   \
    " a.opened, a.tier, a.acknowledged IS NOT NULL, chosen.hits"                              \
    " FROM (SELECT p.rowid AS number, " hits " AS hits" from WATCHED " AND " condition        \
    "  ORDER BY p.tier, p.overdue DESC, p.sort, p.rowid LIMIT ?5 OFFSET ?4) AS chosen"        \
    " CROSS JOIN patient p ON p.rowid = chosen.number"                                        \
    " LEFT JOIN task t ON t.patient = p.id"                                                   \
    " LEFT JOIN person o ON o.id = t.owner LEFT JOIN person z ON z.id = t.snoozed_by"         \
    " LEFT JOIN alarm a ON a.number = (SELECT number FROM alarm b WHERE b.patient = p.id AND" \
    "  b.closed IS NULL ORDER BY b.tier, b.opened LIMIT 1)"                                   \
    " ORDER BY p.tier, p.overdue DESC, p.sort, p.rowid"

#define ROWS(from, condition) ROWS_OF("0", from, condition)
#define TEXT_ROWS(from, condition) ROWS_OF("count(*) OVER ()", from, condition)
#define TOTAL(from, condition) "SELECT count(*)" from WATCHED " AND " condition

#define STATEMENTS(shape, all, tasks)                                               \
    {                                                                               \
        [LIST_ATTENTION] = shape(all, ATTENTION), [LIST_MINE] = shape(tasks, MINE), \
        [LIST_NOBODY] = shape(all, NOBODY), [LIST_BOARD] = shape(tasks, BOARD),     \
        [LIST_OVERDUE] = shape(all, OVERDUE), [LIST_UNKNOWN] = shape(all, UNKNOWN), \
        [LIST_SNOOZED] = shape(tasks, SNOOZED), [LIST_ALL] = shape(all, "1")        \
    }

static const char *const row_statements[] = STATEMENTS(ROWS, OF_ALL, OF_TASKS);
static const char *const text_statements[] = STATEMENTS(TEXT_ROWS, OF_TEXT, OF_TEXT);
static const char *const text_totals[] = STATEMENTS(TOTAL, OF_TEXT, OF_TEXT);

enum { HITS_COLUMN = COLUMN_COUNT + 11 };

static ListRow read_row(Sql *sql, Arena *arena) {
    int at = COLUMN_COUNT;
    ListRow row = {.patient = read_patient(sql, arena)};
    row.owner = sql_int(sql, at++);
    row.owner_name = sql_text(sql, at++, arena);
    row.since = sql_text(sql, at++, arena);
    row.board = sql_text(sql, at++, arena);
    row.snoozed_until = sql_text(sql, at++, arena);
    row.snooze_reason = sql_text(sql, at++, arena);
    row.snoozed_by = sql_text(sql, at++, arena);
    row.fresh = sql_int(sql, at++);
    row.alarm_opened = sql_text(sql, at++, arena);
    row.alarm_tier = sql_is_null(sql, at) ? NO_ROW : sql_int(sql, at);
    row.acknowledged = sql_int(sql, at + 1) != 0;
    return row;
}

static void bind_query(Sql *sql, const ListQuery *query) {
    sql_bind_text(sql, 1, query->now);
    sql_bind_int(sql, 2, query->person);
    sql_bind_text(sql, 3, query->text);
}

// All patients without what people do, which are counted as they change; and a pass over what
// people do, which is little. What is snoozed is taken off.
static bool list_counts(Store *store, const ListQuery *query, ListCounts *counts, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT sum(patients * (tier < 9)), sum(patients * (tier = 0)),"
                       " sum(patients * (tier < 9 AND late)), sum(patients * (tier = " UNKNOWN_TIER
                       ")), sum(patients), sum(questions) FROM tier_count",
                       err);
    if (sql == NULL) return false;
    if (sql_step(sql)) {
        *counts = (ListCounts){.attention = sql_int(sql, 0),
                               .emergency = sql_int(sql, 1),
                               .overdue = sql_int(sql, 2),
                               .unknown = sql_int(sql, 3),
                               .all = sql_int(sql, 4),
                               .questions = sql_int(sql, 5)};
    }
    if (!sql_done(sql, err)) return false;
    sql = sql_get(store,
                  "SELECT sum(" SNOOZED "), sum(" SNOOZED " AND p.tier < 9), sum(" SNOOZED
                  " AND p.tier = 0), sum(" SNOOZED " AND p.tier < 9 AND p.overdue > 0),"
                  " sum(" SNOOZED " AND p.tier = " UNKNOWN_TIER "), sum(" MINE "), sum(" BOARD
                  " AND ?3 = ?3), sum(" ATTENTION " AND t.owner IS NOT NULL)" OF_TASKS WATCHED,
                  err);
    if (sql == NULL) return false;
    bind_query(sql, query);
    if (sql_step(sql)) {
        counts->snoozed = sql_int(sql, 0);
        counts->attention -= sql_int(sql, 1);
        counts->emergency -= sql_int(sql, 2);
        counts->overdue -= sql_int(sql, 3);
        counts->unknown -= sql_int(sql, 4);
        counts->mine = sql_int(sql, 5);
        counts->board = sql_int(sql, 6);
        counts->nobody = counts->attention - sql_int(sql, 7);
    }
    return sql_done(sql, err);
}

// How many a filter has without a text: one of the counts.
static int64_t total_of(ListFilter filter, const ListCounts *counts) {
    const int64_t totals[] = {
        [LIST_ATTENTION] = counts->attention, [LIST_MINE] = counts->mine,
        [LIST_NOBODY] = counts->nobody,       [LIST_BOARD] = counts->board,
        [LIST_OVERDUE] = counts->overdue,     [LIST_UNKNOWN] = counts->unknown,
        [LIST_SNOOZED] = counts->snoozed,     [LIST_ALL] = counts->all};
    return totals[filter];
}

static bool total_of_text(Store *store, const ListQuery *query, int64_t *total, Err *err) {
    Sql *sql = sql_get(store, text_totals[query->filter], err);
    if (sql == NULL) return false;
    bind_query(sql, query);
    *total = sql_step(sql) ? sql_int(sql, 0) : 0;
    return sql_done(sql, err);
}

bool store_list_version(Store *store, int64_t *version, Err *err) {
    Sql *sql = sql_get(store, "SELECT changes FROM tally", err);
    if (sql == NULL) return false;
    *version = sql_step(sql) ? sql_int(sql, 0) : 0;
    return sql_done(sql, err);
}

bool store_list(Store *store, const ListQuery *query, Arena *arena, List *list, Err *err) {
    *list = (List){0};
    if (query->counts != NULL) {
        list->counts = *query->counts;
    } else if (!list_counts(store, query, &list->counts, err)) {
        return false;
    }
    list->total = total_of(query->filter, &list->counts);
    bool by_text = query->text.len > 0;
    Sql *sql = sql_get(
        store, by_text ? text_statements[query->filter] : row_statements[query->filter], err);
    if (sql == NULL) return false;
    bind_query(sql, query);
    sql_bind_int(sql, 4, query->from);
    sql_bind_int(sql, 5, query->count);
    list->rows = ARENA_ARRAY(arena, ListRow, (size_t)query->count);
    while (list->count < (size_t)query->count && sql_step(sql)) {
        if (by_text) list->total = sql_int(sql, HITS_COLUMN);
        list->rows[list->count++] = read_row(sql, arena);
    }
    if (!sql_done(sql, err)) return false;
    if (!by_text || list->count > 0) return true;
    list->total = 0;  // or no more than were passed over
    return (query->from == 0 && query->count > 0) || total_of_text(store, query, &list->total, err);
}
