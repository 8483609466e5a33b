// gather: patients who waited, partition by partition, when all of the input was read.

#include <stdlib.h>

#include "base/map.h"
#include "record/run.h"

// The resources of one patient, or of an id without a patient, in one partition.
typedef struct {
    Str id;
    const Patient *patient;  // who stands for them; NULL: nobody
    const char *trouble;     // why they cannot be reviewed
    size_t first;            // in the sorted rows
    size_t count;
} Group;

typedef struct {
    const Spilled *row;
    const Patient *patient;
    size_t group;
} Sorted;

// ---- a worker: one patient

void gather_patient(Run *run, unsigned worker, Item *item) {
    Arena *arena = run->arenas[worker];
    RecordItem *items = ARENA_ARRAY(arena, RecordItem, item->row_count);
    Place *places = ARENA_ARRAY(arena, Place, item->row_count);
    Troubles troubles = {0};
    Err err = {0};
    bool ok = true;
    run_did(run, worker, STEP_OTHER);
    for (size_t i = 0; ok && i < item->row_count; i++) {
        const Spilled *row = item->rows[i];
        Json *json = ARENA_NEW(arena, Json);
        // It was read before and written by us.
        ok = json_read(row->json, record_projection(run->options->needs), &run->limits, arena, json,
                       &err);
        items[i] = (RecordItem){.type = row->type,
                                .bytes = row->bytes,
                                .id = row->id,
                                .full_url = row->full_url,
                                .json = json};
        places[i] = row->place;
    }
    run_did(run, worker, STEP_JSON);
    RecordParts parts = {.needs = run->options->needs,
                         .terms = run->options->terms,
                         .shared = run->shared,
                         .items = items,
                         .count = item->row_count,
                         .patient_id = item->patient->id};
    Assembly assembly = {.parts = &parts, .places = places, .troubles = &troubles};
    Record *record = ok ? assemble(&assembly, arena) : NULL;
    run_did(run, worker, STEP_RECORD);
    turn_take(item);
    if (ok) {
        record->merged_ids = item->merged_ids;
        record->merged_count = item->merged_count;
        turn_count_patient(run, record);
    }
    turn_report(run, &troubles);
    turn_end(item);
    if (ok && !run_is_stopped(run)) {
        ok = run->on_patient(run->ctx, worker, item->patient->sequence, record, &err);
    }
    if (!ok) run_stop(run, &err);
}

// ---- a partition

static int by_patient(const void *left, const void *right) {
    const Sorted *a = left;
    const Sorted *b = right;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    return (a->row->ordinal > b->row->ordinal) - (a->row->ordinal < b->row->ordinal);
}

static int by_sequence(const void *left, const void *right) {
    const Group *a = left;
    const Group *b = right;
    if ((a->trouble == NULL) != (b->trouble == NULL)) return a->trouble != NULL ? -1 : 1;
    if (a->trouble == NULL && a->patient->sequence != b->patient->sequence) {
        return a->patient->sequence < b->patient->sequence ? -1 : 1;
    }
    return (a->first > b->first) - (a->first < b->first);
}

static const char *why_not(const Patient *patient) {
    if (patient == NULL) return "about a patient who is not in the input";
    if (patient->came == CAME_STREAMED) {
        return "about a patient who was reviewed before, from a Bundle";
    }
    if (patient->came == CAME_TWICE) return "two different patients have this id: not reviewed";
    return NULL;
}

static void submit_group(Run *run, const Group *group, const Spilled *const *rows,
                         const Str *merged_ids, size_t merged_count) {
    if (group->trouble != NULL) {
        // Only the first place is told; the count says how many they are.
        run_trouble(run, &(Trouble){.place = rows[group->first]->place,
                                    .kind = "patient",
                                    .message = group->trouble,
                                    .skipped = true,
                                    .count = group->count});
        return;
    }
    if (!run_wants(run, group->patient)) return;
    Item *item = run_item(run, ITEM_PATIENT);
    item->patient = group->patient;
    item->rows = &rows[group->first];
    item->row_count = group->count;
    item->merged_ids = merged_ids;
    item->merged_count = merged_count;
    run_submit(run, item);
}

// Ids of those who were merged into `patient`.
static Str *merged_into(const Run *run, const Patient *patient, Arena *arena, size_t *count) {
    *count = 0;
    if (patient == NULL || !patient->merged) return NULL;
    size_t size = patients_count(run->patients);
    Str *ids = ARENA_ARRAY(arena, Str, size);
    for (size_t i = 0; i < size; i++) {
        const Patient *other = patients_at(run->patients, i);
        if (other != patient && patients_at(run->patients, other->stands) == patient) {
            ids[(*count)++] = other->id;
        }
    }
    return ids;
}

// Rows to groups, in the order in which the groups were met.
static size_t make_groups(Sorted *sorted, size_t count, Group *groups, Arena *arena) {
    Map *by_id = map_new(arena);
    size_t group_count = 0;
    for (size_t i = 0; i < count; i++) {
        const Patient *patient = sorted[i].patient;
        Str id = patient == NULL ? sorted[i].row->patient_id : patient->id;
        uint64_t at;
        if (!map_get(by_id, id, &at)) {
            at = group_count++;
            map_put(by_id, id, at);
            groups[at] = (Group){.id = id, .patient = patient, .trouble = why_not(patient)};
        }
        groups[at].count++;
        sorted[i].group = at;
    }
    return group_count;
}

static void evaluate(Run *run, Sorted *sorted, size_t count, Arena *arena) {
    Group *groups = ARENA_ARRAY(arena, Group, count);
    size_t group_count = make_groups(sorted, count, groups, arena);
    if (count > 0) qsort(sorted, count, sizeof *sorted, by_patient);
    const Spilled **rows = ARENA_ARRAY(arena, const Spilled *, count);
    for (size_t i = 0; i < count; i++) rows[i] = sorted[i].row;
    size_t first = 0;
    for (size_t g = 0; g < group_count; g++) {
        groups[g].first = first;
        first += groups[g].count;
    }
    if (group_count > 0) qsort(groups, group_count, sizeof *groups, by_sequence);
    for (size_t g = 0; g < group_count && !run_is_stopped(run); g++) {
        size_t merged_count;
        const Str *merged = merged_into(run, groups[g].patient, arena, &merged_count);
        submit_group(run, &groups[g], rows, merged, merged_count);
    }
    run_settle(run);
}

// Who stands for the patient of a row.
static const Patient *owner(const Run *run, const Spilled *row) {
    const Patient *patient = patients_find(run->patients, row->patient_id);
    return patient == NULL ? NULL : patients_at(run->patients, patient->stands);
}

static bool is_merged(const Run *run, const Spilled *row) {
    const Patient *patient = patients_find(run->patients, row->patient_id);
    return patient != NULL && patient->merged;
}

// Those in merges stand in several partitions: they come last, together.
static bool gather_partition(Run *run, size_t partition, Buf *buf, bool *has_merged, Err *err) {
    Arena *arena = arena_new();
    SpilledRows loaded;
    bool ok = spill_load(run->spill, partition, buf, arena, &loaded, err);
    if (ok) {
        const Spilled *rows = loaded.rows;
        size_t count = loaded.count;
        Sorted *sorted = ARENA_ARRAY(arena, Sorted, count);
        size_t used = 0;
        for (size_t i = 0; i < count; i++) {
            if (is_merged(run, &rows[i])) {
                *has_merged = true;
            } else {
                sorted[used++] = (Sorted){.row = &rows[i], .patient = owner(run, &rows[i])};
            }
        }
        evaluate(run, sorted, used, arena);
    }
    arena_free(arena);
    return ok;
}

static Spilled copy_row(const Spilled *row, Arena *arena) {
    Spilled copy = *row;
    copy.patient_id = arena_str(arena, row->patient_id);
    copy.full_url = arena_str(arena, row->full_url);
    copy.id = arena_str(arena, row->id);
    copy.json = arena_str(arena, row->json);
    return copy;
}

static bool gather_merged(Run *run, Buf *buf, Err *err) {
    Arena *arena = arena_new();
    Buf kept = {0};
    bool ok = true;
    for (size_t p = 1; ok && p <= spill_partitions(run->spill); p++) {
        Arena *scratch = arena_new();
        SpilledRows loaded = {0};
        ok = spill_load(run->spill, p, buf, scratch, &loaded, err);
        for (size_t i = 0; ok && i < loaded.count; i++) {
            if (!is_merged(run, &loaded.rows[i])) continue;
            Spilled copy = copy_row(&loaded.rows[i], arena);
            buf_add(&kept, (Str){(const char *)&copy, sizeof copy});
        }
        arena_free(scratch);
    }
    size_t count = kept.len / sizeof(Spilled);
    const Spilled *rows = (const Spilled *)(const void *)kept.data;
    Sorted *sorted = ARENA_ARRAY(arena, Sorted, count);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (Sorted){.row = &rows[i], .patient = owner(run, &rows[i])};
    }
    if (ok) evaluate(run, sorted, count, arena);
    buf_free(&kept);
    arena_free(arena);
    return ok;
}

// ---- all of it

static bool make_shared(Run *run, Buf *buf, Err *err) {
    SpilledRows loaded;
    if (!spill_load(run->spill, 0, buf, run->arena, &loaded, err)) return false;
    const Spilled *rows = loaded.rows;
    size_t count = loaded.count;
    RecordItem *items = ARENA_ARRAY(run->arena, RecordItem, count);
    for (size_t i = 0; i < count; i++) {
        Json *json = ARENA_NEW(run->arena, Json);
        if (!json_read(rows[i].json, record_projection(run->options->needs), &run->limits,
                       run->arena, json, err)) {
            return false;
        }
        items[i] = (RecordItem){.type = rows[i].type,
                                .bytes = rows[i].bytes,
                                .id = rows[i].id,
                                .full_url = rows[i].full_url,
                                .json = json};
    }
    RecordParts parts = {.needs = run->options->needs,
                         .terms = run->options->terms,
                         .items = items,
                         .count = count,
                         .patient_id = STR("")};
    run->shared = shared_build(&parts, run->arena);
    return true;
}

static void number_patients(Run *run) {
    patients_merge(run->patients);
    for (size_t i = 0; i < patients_count(run->patients); i++) {
        Patient *patient = patients_at(run->patients, i);
        bool stands = patient->came == CAME_SPILLED && patient->stands == i;
        if (stands && run_wants(run, patient)) patient->sequence = run->next_sequence++;
    }
}

bool gather_all(Run *run, Err *err) {
    if (run->spill == NULL) return true;
    run->summary->disk_bytes = spill_disk_bytes(run->spill);
    Buf shared = {0};  // its texts are pointed at until the end
    Buf buf = {0};
    bool has_merged = false;
    bool ok = make_shared(run, &shared, err);
    if (ok) number_patients(run);
    for (size_t p = 1; ok && p <= spill_partitions(run->spill); p++) {
        ok = !run_is_stopped(run) && gather_partition(run, p, &buf, &has_merged, err);
    }
    if (ok && has_merged) ok = gather_merged(run, &buf, err);
    buf_free(&buf);
    buf_free(&shared);
    return ok;
}
