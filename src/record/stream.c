// stream: one text of input: patients who are complete in it are evaluated, the rest waits.
//
// Complete are the patients of a Bundle, unless the run has inputs of other forms or the Bundle is
// a page. A record is built before the item's turn, admitted in it, evaluated after it.

#include <assert.h>

#include "base/map.h"
#include "record/run.h"

typedef struct {
    size_t found;   // position of its Patient resource
    size_t stands;  // position of the local patient who stands for it
    RecordItem *items;
    Place *places;
    size_t count;
    Record *record;
    bool is_two;  // different people: what belongs to whom cannot be told, nobody is reviewed
    bool admitted;
    uint64_t sequence;
} Local;

typedef struct {
    Run *run;
    Arena *arena;
    const Item *item;
    Unpacked unpacked;
    Map *by_id;  // of locals
    Local *locals;
    size_t count;
    bool *streamed;  // by found: belongs to a local patient, or is shared by them
} Stream;

// ---- assembling (also for patients who waited)

typedef struct {
    const Assembly *assembly;
    Arena *arena;
} Assembler;

static Place item_place(const Assembly *assembly, const RecordItem *item) {
    if (assembly->places == NULL) return place_of(assembly->place, assembly->text, item->json);
    return assembly->places[item - assembly->parts->items];
}

static void add_remark(const Assembler *assembler, Place place, const char *kind,
                       const char *message) {
    trouble_add(assembler->assembly->troubles, assembler->arena,
                &(Trouble){.place = place, .kind = kind, .message = message, .count = 1});
}

static void on_duplicate(void *ctx, const RecordItem *item) {
    const Assembler *assembler = ctx;
    add_remark(assembler, item_place(assembler->assembly, item), "duplicate",
               "the same resource came before: the newer one counts");
}

static void on_dangling(void *ctx, const Resource *from, const Json *reference) {
    const Assembler *assembler = ctx;
    const Assembly *assembly = assembler->assembly;
    Place place = assembly->text.data == NULL
                      ? assembly->places[from->item]
                      : place_of(assembly->place, assembly->text, reference);
    add_remark(assembler, place, "reference",
               "a reference to a resource that is not in the record of this patient");
}

Record *assemble(const Assembly *assembly, Arena *arena) {
    Assembler assembler = {assembly, arena};
    RecordParts parts = *assembly->parts;
    parts.duplicate = on_duplicate;
    parts.ctx = &assembler;
    Record *record = record_build(&parts, arena);
    record_dangling(record, parts.needs, assembly->in_bundle, on_dangling, &assembler);
    return record;
}

// ---- a Bundle and its patients

static Local *local_of(const Stream *stream, Str id) {
    uint64_t at;
    if (id.len == 0 || !map_get(stream->by_id, id, &at)) return NULL;
    while (stream->locals[at].stands != at) at = stream->locals[at].stands;
    return &stream->locals[at];
}

static void add_trouble(Stream *stream, Place place, const char *kind, const char *message,
                        bool skipped, uint64_t count) {
    trouble_add(
        &stream->unpacked.troubles, stream->arena,
        &(Trouble){
            .place = place, .kind = kind, .message = message, .skipped = skipped, .count = count});
}

static void link_locals(void *ctx, Str from, Str to) {
    Stream *stream = ctx;
    Local *old = local_of(stream, from);
    Local *stands = local_of(stream, to);
    if (old != NULL && stands == NULL) {
        add_trouble(stream, stream->item->place, "patient",
                    "replaced by a patient who is not in this Bundle: reviewed apart", false, 1);
    }
    if (old == NULL || stands == NULL || old == stands) return;
    old->stands = (size_t)(stands - stream->locals);
}

static const char not_reviewed[] = "two different patients have this id: not reviewed";
static const char two_people[] =
    "two different patients with one id: what belongs to whom cannot be told";

// The patients of the Bundle. One id with two people in it: both are refused here already.
static void find_locals(Stream *stream) {
    const Unpacked *unpacked = &stream->unpacked;
    size_t patients = 0;
    for (size_t i = 0; i < unpacked->count; i++) {
        patients += unpacked->found[i].role == ROLE_PATIENT;
    }
    stream->by_id = map_new(stream->arena);
    stream->locals = ARENA_ARRAY(stream->arena, Local, patients);
    for (size_t i = 0; i < unpacked->count; i++) {
        const Found *found = &unpacked->found[i];
        if (found->role != ROLE_PATIENT) continue;
        stream->streamed[i] = true;
        uint64_t at;
        if (map_get(stream->by_id, found->item.id, &at)) {
            const Found *first = &unpacked->found[stream->locals[at].found];
            Identity a = identity_of(first->item.json);
            Identity b = identity_of(found->item.json);
            if (!identity_differs(&a, &b)) continue;
            add_trouble(stream, found->place, "patient", two_people, true, 1);
            stream->unpacked.found[i].role = ROLE_REFUSED;
            stream->locals[at].is_two = true;
            continue;
        }
        map_put(stream->by_id, found->item.id, stream->count);
        stream->locals[stream->count] = (Local){.found = i, .stands = stream->count};
        stream->count++;
    }
    for (size_t i = 0; i < unpacked->count; i++) {
        const Found *found = &unpacked->found[i];
        if (found->role != ROLE_PATIENT) continue;
        patient_links(found->item.json, found->item.id, link_locals, stream);
    }
}

static bool goes_to_all(const Stream *stream, const Found *found) {
    return found->role == ROLE_SHARED || (found->role == ROLE_OTHER && stream->count == 1);
}

// As it enters a record: what is about something else is there (a reference to it leads somewhere)
// and not read.
static RecordItem item_of(const Found *found) {
    RecordItem item = found->item;
    if (found->role == ROLE_OTHER) item.json = NULL;
    return item;
}

// Deals the resources out to the patients; one patient alone also has those about nobody.
static void deal(Stream *stream) {
    const Unpacked *unpacked = &stream->unpacked;
    assert(stream->locals != NULL);
    Local **owner = ARENA_ARRAY(stream->arena, Local *, unpacked->count);
    for (size_t i = 0; i < unpacked->count; i++) {
        const Found *found = &unpacked->found[i];
        if (found->role == ROLE_PATIENT || found->role == ROLE_ABOUT) {
            owner[i] = local_of(stream, found->patient_id);
        } else if (goes_to_all(stream, found)) {
            stream->streamed[i] = true;
            if (stream->count == 1) owner[i] = &stream->locals[0];
        }
        Local *local = owner[i];
        if (local == NULL) continue;
        stream->streamed[i] = true;
        local->count++;
    }
    for (size_t l = 0; l < stream->count; l++) {
        Local *local = &stream->locals[l];
        local->items = ARENA_ROOM(stream->arena, RecordItem, local->count);
        local->places = ARENA_ROOM(stream->arena, Place, local->count);
        local->count = 0;
    }
    for (size_t i = 0; i < unpacked->count; i++) {
        if (owner[i] == NULL) continue;
        size_t at = owner[i]->count++;
        owner[i]->places[at] = unpacked->found[i].place;
        owner[i]->items[at] = item_of(&unpacked->found[i]);
    }
}

static const struct SharedTable *share(const Stream *stream) {
    const Unpacked *unpacked = &stream->unpacked;
    RecordItem *items = ARENA_ARRAY(stream->arena, RecordItem, unpacked->count);
    size_t count = 0;
    for (size_t i = 0; i < unpacked->count; i++) {
        Role role = unpacked->found[i].role;
        if (role == ROLE_SHARED || role == ROLE_OTHER)
            items[count++] = item_of(&unpacked->found[i]);
    }
    RecordParts parts = {.needs = stream->run->options->needs,
                         .terms = stream->run->options->terms,
                         .items = items,
                         .count = count,
                         .patient_id = STR("")};
    return shared_build(&parts, stream->arena);
}

static void note_merges(const Stream *stream, Local *local) {
    Str *ids = ARENA_ARRAY(stream->arena, Str, stream->count);
    size_t count = 0;
    for (size_t l = 0; l < stream->count; l++) {
        if (&stream->locals[l] == local) continue;
        Str id = stream->unpacked.found[stream->locals[l].found].item.id;
        if (local_of(stream, id) == local) ids[count++] = id;
    }
    local->record->merged_ids = ids;
    local->record->merged_count = count;
}

static bool is_wanted(const Stream *stream, const Local *local) {
    Str only = stream->run->only_patient;
    return only.len == 0 || local_of(stream, only) == local;
}

static void build_locals(Stream *stream) {
    Run *run = stream->run;
    const struct SharedTable *shared = stream->count == 1 ? NULL : share(stream);
    bool has_merges = false;
    for (size_t l = 0; l < stream->count; l++) has_merges |= stream->locals[l].stands != l;
    for (size_t l = 0; l < stream->count; l++) {
        Local *local = &stream->locals[l];
        Str id = stream->unpacked.found[local->found].item.id;
        if (local->stands != l || local->is_two || !is_wanted(stream, local)) continue;
        RecordParts parts = {.needs = run->options->needs,
                             .terms = run->options->terms,
                             .shared = shared,
                             .items = local->items,
                             .count = local->count,
                             .patient_id = id};
        Assembly assembly = {.parts = &parts,
                             .place = stream->item->place,
                             .text = stream->item->text,
                             .in_bundle = true,
                             .troubles = &stream->unpacked.troubles};
        local->record = assemble(&assembly, stream->arena);
        if (has_merges) note_merges(stream, local);
    }
}

// ---- in the turn

static bool wait_with(Stream *stream, const Found *found, size_t position, Err *err) {
    Run *run = stream->run;
    if (run->spill == NULL) {
        run->spill = spill_new(run->options->tmp_dir, run->bytes_expected, run->arena);
    }
    uint64_t ordinal = (stream->item->number << 24) + position;
    if (!spill_put(run->spill, found, ordinal, err)) return false;
    if (run->told_disk || spill_disk_bytes(run->spill) == 0) return true;
    run->told_disk = true;
    if (run->options->needs_disk == NULL) return true;
    pthread_mutex_lock(&run->lock);
    run->options->needs_disk(run->options->ctx, run->bytes_expected);
    pthread_mutex_unlock(&run->lock);
    return true;
}

static void link_patients(void *ctx, Str from, Str to) {
    patients_link(ctx, from, to);
}

// A Patient who waits: the first of its id gives the place in the output.
static void register_waiting(Stream *stream, const Found *found) {
    Run *run = stream->run;
    Identity identity = identity_of(found->item.json);
    Patient *known = patients_find(run->patients, found->item.id);
    if (known == NULL) {
        known = patients_add(run->patients, found->item.id, &identity, found->place);
        known->came = CAME_SPILLED;
    } else if (known->came == CAME_SPILLED && identity_differs(&known->identity, &identity)) {
        known->came = CAME_TWICE;
        // All resources with this id are counted when it is their turn, this one too.
        add_trouble(stream, found->place, "patient", two_people, true, 0);
    }
    patient_links(found->item.json, found->item.id, link_patients, run->patients);
}

static bool keep_waiting(Stream *stream, Err *err) {
    for (size_t i = 0; i < stream->unpacked.count; i++) {
        const Found *found = &stream->unpacked.found[i];
        if (stream->streamed[i] || found->item.json == NULL || found->role == ROLE_OTHER) continue;
        if (found->role == ROLE_PATIENT) register_waiting(stream, found);
        if (wait_with(stream, found, i, err)) continue;
        if (err->code != ERR_LIMIT) return false;
        add_trouble(stream, found->place, "limit", "too many resources about nobody in one run",
                    true, 1);
    }
    return true;
}

// A patient of this Bundle: new, or known from a text before.
static void admit(Stream *stream, Local *local) {
    Run *run = stream->run;
    const Found *found = &stream->unpacked.found[local->found];
    Identity identity = identity_of(found->item.json);
    const Patient *known = patients_find(run->patients, found->item.id);
    if (known == NULL) {
        Patient *added = patients_add(run->patients, found->item.id, &identity, found->place);
        added->came = local->is_two ? CAME_TWICE : CAME_STREAMED;
        if (local->is_two)
            add_trouble(stream, found->place, "patient", not_reviewed, true, local->count);
        if (local->record == NULL) return;  // not asked for, or merged
        local->admitted = true;
        local->sequence = run->next_sequence++;
        return;
    }
    bool differs = identity_differs(&known->identity, &identity);
    add_trouble(stream, found->place, "patient",
                differs ? "two different patients with one id: the second is left out"
                        : "the same patient came before: what stands here is left out",
                true, local->count == 0 ? 1 : local->count);
}

static void count_all(Stream *stream) {
    turn_count_text(stream->run, &stream->unpacked, stream->item->text.len);
    for (size_t l = 0; l < stream->count; l++) {
        const Local *local = &stream->locals[l];
        if (local->admitted) turn_count_patient(stream->run, local->record);
    }
}

static bool take_turn(Stream *stream, Err *err) {
    turn_take(stream->item);
    for (size_t l = 0; l < stream->count; l++) admit(stream, &stream->locals[l]);
    bool ok = run_is_stopped(stream->run) || keep_waiting(stream, err);
    count_all(stream);
    turn_report(stream->run, &stream->unpacked.troubles);
    turn_end(stream->item);
    return ok;
}

void stream_text(Run *run, unsigned worker, Item *item) {
    Stream stream = {.run = run, .arena = run->arenas[worker], .item = item};
    UnpackOptions options = {
        .needs = run->options->needs, .limits = &run->limits, .strict = run->options->strict};
    run_did(run, worker, STEP_OTHER);
    item->place.lines = item->has_lines ? lines_of(item->text, stream.arena) : NULL;
    unpack(&options, item->text, item->place, stream.arena, &stream.unpacked);
    run_did(run, worker, STEP_JSON);
    stream.streamed = ARENA_ARRAY(stream.arena, bool, stream.unpacked.count);
    if (!run->spill_all && stream.unpacked.is_bundle && !stream.unpacked.is_page) {
        find_locals(&stream);
    }
    if (stream.count > 0) {
        deal(&stream);
        build_locals(&stream);
    }
    run_did(run, worker, STEP_RECORD);
    Err err = {0};
    bool ok = take_turn(&stream, &err);
    for (size_t l = 0; ok && l < stream.count && !run_is_stopped(run); l++) {
        const Local *local = &stream.locals[l];
        if (!local->admitted) continue;
        ok = run->on_patient(run->ctx, worker, local->sequence, local->record, &err);
    }
    if (!ok) run_stop(run, &err);
}
