// A step, once released, is never changed: a new one is added.

#include "store/schema.h"

#include <stdio.h>

#include "store/resource.h"
#include "store/sql.h"

// ---- version 1

static const char *const records =
    // Everybody on record. `id` is FHIR's, `key` what stands in addresses: it says nothing.
    "CREATE TABLE patient ("
    " id TEXT PRIMARY KEY,"
    " key TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL DEFAULT '', sort TEXT NOT NULL DEFAULT '',"  // "Jonas Wiik", "wiik jonas"
    " birth TEXT NOT NULL DEFAULT '', sex TEXT NOT NULL DEFAULT '',"
    " mrn TEXT NOT NULL DEFAULT '', died TEXT NOT NULL DEFAULT '',"
    " stands TEXT,"                          // who stands for this one after a merge
    " two INTEGER NOT NULL DEFAULT 0,"       // two people came with this id: not reviewed
    " revision INTEGER NOT NULL DEFAULT 1,"  // counts the changes of the record
    // what the last evaluation came to; evaluated 0: none yet
    " evaluated INTEGER NOT NULL DEFAULT 0,"  // the revision that was evaluated
    " as_of TEXT NOT NULL DEFAULT '', guidelines TEXT NOT NULL DEFAULT '',"
    " tier INTEGER NOT NULL DEFAULT 9,"  // Tier of its first row; 9: no row
    " about TEXT NOT NULL DEFAULT '',"   // "breast cancer, left"
    " title TEXT NOT NULL DEFAULT '', says TEXT NOT NULL DEFAULT '',"
    " since TEXT NOT NULL DEFAULT '',"
    " overdue INTEGER NOT NULL DEFAULT 0,"  // days, the longest
    " questions INTEGER NOT NULL DEFAULT 0,"
    " row_count INTEGER NOT NULL DEFAULT 0,"
    " attention TEXT NOT NULL DEFAULT '',"  // hash of its rows and their inputs
    " failed INTEGER NOT NULL DEFAULT 0);"  // findings that could not be evaluated
    // The page, as JSON, compressed; apart, so that the list is read without it.
    "CREATE TABLE patient_view (patient TEXT PRIMARY KEY, view BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX patient_tier ON patient (tier, overdue DESC, sort) WHERE stands IS NULL;"
    "CREATE INDEX patient_text ON patient (sort, mrn);"
    "CREATE INDEX patient_mrn ON patient (mrn) WHERE mrn <> '';"
    "CREATE INDEX patient_day ON patient (as_of);"
    "CREATE INDEX patient_guidelines ON patient (guidelines);"
    "CREATE INDEX patient_stands ON patient (stands) WHERE stands IS NOT NULL;"
    "CREATE INDEX patient_waits ON patient (id) WHERE evaluated <> revision;"
    // Everybody a resource is about, also who never came. 0: resources about nobody.
    "CREATE TABLE subject (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);"
    // Resources as received. `number`: the subject, shifted by SUBJECT_BITS, and the order of
    // coming, so that a patient's stand together.
    "CREATE TABLE resource ("
    " number INTEGER PRIMARY KEY,"
    " key INTEGER NOT NULL,"  // resource_key() of type and id
    " type TEXT NOT NULL, id TEXT NOT NULL,"
    " full_url TEXT NOT NULL DEFAULT '',"
    " last_updated TEXT NOT NULL DEFAULT '', known_at INTEGER NOT NULL DEFAULT 0,"
    " ordinal INTEGER NOT NULL,"           // order of coming, over all subjects
    " origin INTEGER NOT NULL DEFAULT 0,"  // 0 loaded, 1 answered here
    " bytes INTEGER NOT NULL, dictionary INTEGER NOT NULL, data BLOB NOT NULL);"
    "CREATE INDEX resource_key ON resource (key);"
    "CREATE INDEX resource_shared ON resource (id) WHERE number < 268435456;"
    "CREATE INDEX resource_shared_url ON resource (full_url)"
    " WHERE number < 268435456 AND full_url <> '';"
    // What small resources of a type are compressed with.
    "CREATE TABLE dictionary (number INTEGER PRIMARY KEY, type TEXT NOT NULL, data BLOB NOT NULL);"
    // What Patient.link of a subject's Patient tells: who was replaced by whom.
    "CREATE TABLE link (subject INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL);"
    "CREATE INDEX link_subject ON link (subject);"
    // A record as it was projected: a cache. `pack_use`: the shared resources it looked for.
    "CREATE TABLE pack (subject INTEGER PRIMARY KEY, revision INTEGER NOT NULL,"
    " hash TEXT NOT NULL, data BLOB NOT NULL);"
    "CREATE TABLE pack_use (key INTEGER NOT NULL, subject INTEGER NOT NULL,"
    " PRIMARY KEY (key, subject)) WITHOUT ROWID;"
    "CREATE INDEX pack_use_subject ON pack_use (subject);"
    // Loads, and which of them came to their end.
    "CREATE TABLE load (run INTEGER PRIMARY KEY, begun TEXT NOT NULL, ended TEXT,"
    " inputs TEXT NOT NULL, snapshot INTEGER NOT NULL DEFAULT 0);";

static const char *const conclusions =
    "CREATE TABLE finding ("
    " patient TEXT NOT NULL, guideline TEXT NOT NULL, finding TEXT NOT NULL, about TEXT NOT NULL,"
    " kind TEXT NOT NULL, version TEXT NOT NULL, holds TEXT NOT NULL, tier TEXT NOT NULL,"
    " says TEXT NOT NULL, inputs TEXT NOT NULL, score TEXT NOT NULL,"
    " since TEXT NOT NULL,"  // in this state since
    " PRIMARY KEY (patient, guideline, finding, about)) WITHOUT ROWID;"
    "CREATE TABLE finding_change ("
    " number INTEGER PRIMARY KEY, patient TEXT NOT NULL, at TEXT NOT NULL, as_of TEXT NOT NULL,"
    " guidelines TEXT NOT NULL, cause TEXT NOT NULL,"  // record, answer, time, guidelines
    " guideline TEXT NOT NULL, finding TEXT NOT NULL, about TEXT NOT NULL, version TEXT NOT NULL,"
    " inputs TEXT NOT NULL,"
    " holds_before TEXT NOT NULL, tier_before TEXT NOT NULL, score_before TEXT NOT NULL,"
    " says_before TEXT NOT NULL, holds TEXT NOT NULL, tier TEXT NOT NULL, score TEXT NOT NULL,"
    " says TEXT NOT NULL);"
    "CREATE INDEX finding_change_patient ON finding_change (patient, number);"
    // Every set of guidelines that ever concluded something, whole.
    "CREATE TABLE guideline_set (hash TEXT PRIMARY KEY, first_used TEXT NOT NULL, files BLOB NOT "
    "NULL);"
    // An emergency or a red stays until it is closed with a reason, whatever the record says later.
    "CREATE TABLE alarm ("
    " number INTEGER PRIMARY KEY, patient TEXT NOT NULL,"
    " guideline TEXT NOT NULL, finding TEXT NOT NULL, about TEXT NOT NULL,"
    " tier INTEGER NOT NULL, title TEXT NOT NULL, says TEXT NOT NULL, inputs TEXT NOT NULL,"
    " since TEXT NOT NULL, opened TEXT NOT NULL,"
    " acknowledged TEXT, acknowledged_by INTEGER,"
    " closed TEXT, closed_by INTEGER, reason TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX alarm_patient ON alarm (patient, closed);";

#define CHANGED "UPDATE tally SET changes = changes + 1;"
#define TAKE_OFF                                                                                 \
    "UPDATE tier_count SET patients = patients - 1, questions = questions - old.questions WHERE" \
    " tier = old.tier AND late = (old.overdue > 0) AND old.stands IS NULL;"
#define TAKE_ON                                                                    \
    "INSERT INTO tier_count SELECT new.tier, new.overdue > 0, 1, new.questions"    \
    " WHERE new.stands IS NULL ON CONFLICT DO UPDATE SET patients = patients + 1," \
    " questions = questions + excluded.questions;"

static const char *const work =
    "CREATE TABLE task ("
    " patient TEXT PRIMARY KEY, owner INTEGER, since TEXT NOT NULL DEFAULT '', given_by INTEGER,"
    " snoozed_until TEXT NOT NULL DEFAULT '', snooze_reason TEXT NOT NULL DEFAULT '',"
    " snoozed_by INTEGER, snoozed_at TEXT NOT NULL DEFAULT '',"
    " snoozed_attention TEXT NOT NULL DEFAULT '',"     // patient.attention as it was
    " board TEXT NOT NULL DEFAULT '') WITHOUT ROWID;"  // day of the board it is on
    "CREATE INDEX task_owner ON task (owner);"
    // Counts whatever may change the counts of the worklist.
    "CREATE TABLE tally (changes INTEGER NOT NULL); INSERT INTO tally VALUES (0);"
    // How many patients who are listed are of a tier, and late or not; 0 are left standing.
    "CREATE TABLE tier_count (tier INTEGER NOT NULL, late INTEGER NOT NULL,"
    " patients INTEGER NOT NULL, questions INTEGER NOT NULL,"
    " PRIMARY KEY (tier, late)) WITHOUT ROWID;"
    "CREATE TRIGGER patient_new AFTER INSERT ON patient BEGIN " TAKE_ON CHANGED " END;"
    "CREATE TRIGGER patient_gone AFTER DELETE ON patient BEGIN " TAKE_OFF CHANGED " END;"
    "CREATE TRIGGER patient_changed AFTER UPDATE OF tier, overdue, questions, stands ON patient"
    " BEGIN " TAKE_OFF TAKE_ON CHANGED " END;"
    "CREATE TRIGGER task_new AFTER INSERT ON task BEGIN " CHANGED " END;"
    "CREATE TRIGGER task_changed AFTER UPDATE ON task BEGIN " CHANGED " END;"
    "CREATE INDEX task_board ON task (board) WHERE board <> '';"
    "CREATE TABLE answer ("
    " id TEXT PRIMARY KEY, patient TEXT NOT NULL, guideline TEXT NOT NULL, input TEXT NOT NULL,"
    " about TEXT NOT NULL, says TEXT NOT NULL, at TEXT NOT NULL, effective TEXT NOT NULL,"
    " basis TEXT NOT NULL, confirmed_by TEXT NOT NULL, person INTEGER NOT NULL,"
    " revision INTEGER NOT NULL,"  // of the record, with it
    " undone TEXT, undone_by INTEGER);"
    "CREATE INDEX answer_patient ON answer (patient, at);"
    "CREATE TABLE decision ("
    " number INTEGER PRIMARY KEY, patient TEXT NOT NULL, board TEXT NOT NULL, about TEXT NOT NULL,"
    " decision TEXT NOT NULL, deviation TEXT NOT NULL, reason TEXT NOT NULL, owner INTEGER,"
    " due TEXT NOT NULL, at TEXT NOT NULL, person INTEGER NOT NULL,"
    " as_of TEXT NOT NULL, guidelines TEXT NOT NULL, inputs TEXT NOT NULL,"
    " done TEXT, done_by INTEGER, outcome TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX decision_patient ON decision (patient, number);"
    // Until where a person, or the board (person 0), has looked: number of finding_change.
    "CREATE TABLE seen (patient TEXT NOT NULL, person INTEGER NOT NULL, at TEXT NOT NULL,"
    " change INTEGER NOT NULL, PRIMARY KEY (patient, person)) WITHOUT ROWID;"
    "CREATE TABLE feed (hash BLOB PRIMARY KEY, patient TEXT NOT NULL, person INTEGER NOT NULL,"
    " made TEXT NOT NULL, ended TEXT) WITHOUT ROWID;";

static const char *const people =
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL DEFAULT "
    "'',"
    " added TEXT NOT NULL, gone TEXT);"
    // What opens a session once; only hashes of secrets are kept. Times here are seconds since
    // 1970.
    "CREATE TABLE sign_in (hash BLOB PRIMARY KEY, person INTEGER NOT NULL, made INTEGER NOT NULL,"
    " expires INTEGER NOT NULL, used INTEGER) WITHOUT ROWID;"
    "CREATE TABLE session (hash BLOB PRIMARY KEY, person INTEGER NOT NULL, made INTEGER NOT NULL,"
    " seen INTEGER NOT NULL, ended INTEGER) WITHOUT ROWID;"
    // Who saw or changed what. `hash` is over the row and the hash of the row before it.
    "CREATE TABLE audit (number INTEGER PRIMARY KEY, at TEXT NOT NULL, person INTEGER NOT NULL,"
    " action TEXT NOT NULL, patient TEXT NOT NULL, what TEXT NOT NULL, hash BLOB NOT NULL);"
    "CREATE INDEX audit_patient ON audit (patient, number);";

static const char *const *const versions[][5] = {
    {&records, &conclusions, &work, &people, NULL},
};

enum { NEWEST = sizeof versions / sizeof versions[0] };

static bool version_of(Store *store, int64_t *version, Err *err) {
    Sql *sql = sql_get(store, "PRAGMA user_version", err);
    if (sql == NULL) return false;
    *version = sql_step(sql) ? sql_int(sql, 0) : 0;
    return sql_done(sql, err);
}

// 1447642953 is "VIGI" in the head of the file (application_id). A file of SQLite that another
// program made is not ours to write to.
static bool is_ours(Store *store, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT (SELECT count(*) FROM sqlite_schema) = 0 OR"
                       " (SELECT application_id FROM pragma_application_id) = 1447642953",
                       err);
    if (sql == NULL) return false;
    bool ours = sql_step(sql) && sql_int(sql, 0) != 0;
    return sql_done(sql, err) &&
           (ours || err_set(err, ERR_PARSE, "this file is no store of Vigil"));
}

static bool is_newer(int64_t version, Err *err) {
    return err_set(err, ERR_CHECK,
                   "the store is of version %lld, this program knows %d: use the newer program",
                   (long long)version, NEWEST);
}

bool schema_check(Store *store, Err *err) {
    int64_t version;
    if (!is_ours(store, err) || !version_of(store, &version, err)) return false;
    if (version == 0) return err_set(err, ERR_PARSE, "this file is no store of Vigil");
    if (version > NEWEST) return is_newer(version, err);
    return version == NEWEST ||
           err_set(err, ERR_CHECK, "the store is of version %lld: load or serve brings it to %d",
                   (long long)version, NEWEST);
}

static bool step_up(Store *store, int64_t from, Err *err) {
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %lld", (long long)from + 1);
    bool ok = sql_script(store, "PRAGMA application_id = 1447642953", err);
    for (size_t i = 0; ok && versions[from][i] != NULL; i++)
        ok = sql_script(store, *versions[from][i], err);
    return ok && sql_script(store, pragma, err);
}

bool schema_migrate(Store *store, Err *err) {
    int64_t version = 0;
    if (!is_ours(store, err)) return false;
    if (!version_of(store, &version, err)) return false;
    while (version < NEWEST) {
        // Another program may migrate at the same time: ask again when the file is ours.
        if (!store_begin(store, err)) return false;
        bool ok = version_of(store, &version, err);
        if (ok && version < NEWEST) ok = step_up(store, version, err);
        if (!ok || !store_commit(store, err)) {
            store_rollback(store);
            return false;
        }
        if (!version_of(store, &version, err)) return false;
    }
    if (version != NEWEST) return is_newer(version, err);
    // A first load that was killed had left it out.
    return resource_index_make(store, err);
}
