// load_take: what a load does with each resource, one after the other in the order of the input.

#include <stdlib.h>

#include "record/patients.h"
#include "store/load_internal.h"
#include "store/roll.h"
#include "store/sql.h"

// ---- subjects

// Another load may have entered or removed the patient since it was looked for.
static bool know_patient(Load *load, LoadSubject *subject, Err *err) {
    if (subject->has_in >= load->known_since && subject->has_in != 0) return true;
    subject->has_in = load->transaction;
    return roll_has(load->store, subject->id, &subject->has_patient, err);
}

bool load_subject(Load *load, Str id, LoadSubject **subject, Err *err) {
    LoadSubject *known = map_pointer(load->by_id, id);
    if (known == NULL) {
        known = ARENA_NEW(load->arena, LoadSubject);
        known->id = arena_str(load->arena, id);
        if (!subject_number(load->store, known->id, &known->number, err)) return false;
        map_put_pointer(load->by_id, known->id, known);
        buf_add(&load->subjects, (Str){(const char *)&known, sizeof(LoadSubject *)});
    }
    *subject = known;
    return know_patient(load, known, err);
}

static bool know_next(Load *load, LoadSubject *subject, Err *err) {
    if (subject->next_in >= load->known_since && subject->next_in != 0) return true;
    if (!resource_next(load->store, subject->number, &subject->next, err)) return false;
    subject->next_in = load->transaction;
    return true;
}

static void mark_changed(Load *load, LoadSubject *subject) {
    if (subject->changed_in == load->transaction) return;
    subject->changed_in = load->transaction;
    buf_add(&load->changed, (Str){(const char *)&subject, sizeof(LoadSubject *)});
}

// What is about nobody may be looked at by many.
static bool change_shared(Load *load, Str type, Str id, Str full_url, Err *err) {
    if (!revision_raise_users(load->store, resource_key(type, id), err)) return false;
    return full_url.len == 0 ||
           revision_raise_users(load->store, resource_key(STR(""), full_url), err);
}

static bool change_of(Load *load, int64_t number, const LoadRemoval *what, Err *err) {
    if (number == NOBODY) return change_shared(load, what->type, what->id, what->full_url, err);
    Arena *scratch = arena_new();
    Str id;
    LoadSubject *subject;
    bool ok =
        subject_id(load->store, number, scratch, &id, err) && load_subject(load, id, &subject, err);
    if (ok) mark_changed(load, subject);
    arena_free(scratch);
    return ok;
}

// ---- trouble

static void tell(Load *load, Place place, const char *message, bool skipped, uint64_t count) {
    trouble_add(&load->block->troubles, load->block->arena,
                &(Trouble){.place = place,
                           .kind = "patient",
                           .message = message,
                           .skipped = skipped,
                           .count = count});
}

static Place lasting_place(Load *load, Place place) {
    if (!str_eq(place.file, load->last_file[0])) {
        load->last_file[0] = load->last_file[1] = arena_str(load->arena, place.file);
    }
    place.file = load->last_file[1];
    place.lines = NULL;
    return place;
}

static void wait_for_patient(Load *load, LoadSubject *subject, Place place) {
    if (subject->has_patient) return;
    if (subject->waiting++ == 0) subject->first = lasting_place(load, place);
}

static bool find(Load *load, Str type, Str id, FoundResource *found, Err *err) {
    ResourcePlace place = {keys_find(load, resource_key(type, id)), type, id};
    return resource_find_at(load->store, &place, load->block->arena, found, err);
}

// ---- putting

static void count_put(LoadSummary *summary, PutResult result) {
    switch (result) {
    case PUT_NEW:
        summary->fresh++;
        break;
    case PUT_CHANGED:
        summary->changed++;
        break;
    case PUT_SAME:
        summary->same++;
        break;
    case PUT_OLDER:
        summary->older++;
        break;
    }
}

static bool put(Load *load, LoadSubject *subject, const NewResource *row, PutResult *result,
                Err *err) {
    NewResource resource = *row;
    Put done;
    resource.subject = subject->number;
    resource.ordinal = load->run << 40 | load->came++;
    resource.stands = keys_find(load, row->key);
    if (!know_next(load, subject, err) ||
        !resource_put(load->texts, load->store, &resource, &subject->next, &done, err) ||
        !keys_put(load, row->key, done.number, err))
        return false;
    *result = done.result;
    count_put(load->summary, done.result);
    if (load->options->snapshot && !snapshot_saw(load, done.number, err)) return false;
    if (done.result == PUT_SAME || done.result == PUT_OLDER) return true;
    LoadRemoval what = {.type = row->type, .id = row->id, .full_url = row->full_url};
    if (done.left >= 0 && !change_of(load, done.left, &what, err)) return false;
    if (subject == &load->nobody)
        return change_shared(load, row->type, row->id, row->full_url, err);
    mark_changed(load, subject);
    return true;
}

// ---- people

typedef enum { SAME_PERSON, CORRECTED_PERSON, OTHER_PERSON } Sameness;

// Is the Patient that comes the person of the Patient that stands there? A newer version from the
// same place may correct a name or a date of birth; two in one input are two.
static bool compare_people(Load *load, const Found *found, const NewResource *row,
                           const LoadSubject *subject, Sameness *sameness, Err *err) {
    *sameness = SAME_PERSON;
    if (!subject->has_patient) return true;
    Arena *arena = load->block->arena;
    FoundResource standing;
    Str text;
    Json json;
    if (!find(load, STR("Patient"), subject->id, &standing, err)) return false;
    if (standing.number == 0) return true;
    StoredText stored = {standing.data, standing.dictionary, (size_t)standing.bytes};
    if (!text_unpack(load->texts, &stored, arena, &text, err)) return false;
    if (!json_read(text, record_projection(load->needs), &json_limits, arena, &json, err))
        return false;
    Identity before = identity_of(&json);
    Identity now = identity_of(found->item.json);
    if (!identity_differs(&before, &now)) return true;
    bool is_dated = instant_is_before(standing.last_updated, row->last_updated) ||
                    instant_is_before(row->last_updated, standing.last_updated);
    *sameness = is_dated && !subject->came ? CORRECTED_PERSON : OTHER_PERSON;
    return true;
}

static bool enter_patient(Load *load, LoadSubject *subject, const Found *found, Err *err) {
    bool links = false;
    RollPlace place = {subject->id, subject->number};
    if (!roll_put(load->store, place, found->item.json, &links, err)) return false;
    load->links |= links;
    if (!subject->has_patient) subject->entered_in = load->transaction;
    subject->has_patient = true;
    return true;
}

static bool take_patient(Load *load, const Found *found, const NewResource *row, Err *err) {
    LoadSubject *subject;
    Sameness sameness;
    PutResult result;
    if (!load_subject(load, found->item.id, &subject, err) ||
        !compare_people(load, found, row, subject, &sameness, err))
        return false;
    if (sameness == OTHER_PERSON) {
        tell(load, found->place,
             "two different patients with one id: what belongs to whom cannot be told", true, 1);
        subject->is_two = load->links = true;
        return roll_two(load->store, subject->id, true, err);
    }
    if (sameness == CORRECTED_PERSON) {
        tell(load, found->place,
             "the person of this id changed name or date of birth: taken as a correction", false,
             1);
    }
    if (!subject->came) load->summary->patients++;
    subject->came = true;
    if (!put(load, subject, row, &result, err)) return false;
    bool stands = subject->has_patient && (result == PUT_SAME || result == PUT_OLDER);
    return stands || enter_patient(load, subject, found, err);
}

// ---- removing

bool load_remove(Load *load, const LoadRemoval *removal, Err *err) {
    int64_t number = removal->number >> SUBJECT_BITS;
    int64_t key = resource_key(removal->type, removal->id);
    if (!resource_remove(load->store, removal->number, err) ||
        !keys_put(load, key, STANDS_NOWHERE, err) || !change_of(load, number, removal, err))
        return false;
    load->summary->removed++;
    if (!str_eq(removal->type, STR("Patient"))) return true;
    LoadSubject *subject;
    if (!load_subject(load, removal->id, &subject, err)) return false;
    subject->has_patient = subject->is_two = false;
    load->summary->patients_removed++;
    return roll_remove(load->store, (RollPlace){subject->id, subject->number}, &load->links, err);
}

static bool take_deletion(Load *load, const Found *found, Err *err) {
    Str type = str_from(fhir_type_name(found->item.type));
    FoundResource standing;
    if (!find(load, type, found->item.id, &standing, err)) return false;
    if (standing.number == 0 || standing.origin == ORIGIN_ANSWERED) return true;
    if (instant_is_before(found->text, standing.last_updated)) return true;  // it came back since
    return load_remove(load, &(LoadRemoval){standing.number, type, found->item.id, STR("")}, err);
}

// ---- a text

static bool take_one(Load *load, const Found *found, const NewResource *row, Err *err) {
    LoadSubject *subject;
    PutResult result;
    switch (found->role) {
    case ROLE_PATIENT:
        return take_patient(load, found, row, err);
    case ROLE_ABOUT:
        if (!load_subject(load, found->patient_id, &subject, err)) return false;
        wait_for_patient(load, subject, found->place);
        return put(load, subject, row, &result, err);
    case ROLE_SHARED:
    case ROLE_OTHER:
        if (found->item.json == NULL) return true;
        return put(load, &load->nobody, row, &result, err);
    case ROLE_DELETED:
        return take_deletion(load, found, err);
    case ROLE_REFUSED:
        break;
    }
    return true;
}

// In a Bundle of whole patients what belongs to whom is plain: a second person with the id of one
// who is in the store is left out with all that is theirs.
static bool find_strangers(Load *load, BlockText *text, const NewResource *rows, Map *strangers,
                           Err *err) {
    Unpacked *unpacked = &text->unpacked;
    for (size_t i = 0; i < unpacked->count; i++) {
        const Found *found = &unpacked->found[i];
        if (found->role != ROLE_PATIENT || map_has(strangers, found->item.id)) continue;
        LoadSubject *subject;
        Sameness sameness;
        if (!load_subject(load, found->item.id, &subject, err) ||
            !compare_people(load, found, &rows[i], subject, &sameness, err))
            return false;
        if (sameness != OTHER_PERSON) continue;
        uint64_t count = 0;
        for (size_t k = 0; k < unpacked->count; k++) {
            const Found *other = &unpacked->found[k];
            bool is_theirs = other->role == ROLE_PATIENT || other->role == ROLE_ABOUT;
            count += is_theirs && str_eq(other->patient_id, found->item.id);
        }
        tell(load, found->place, "two different patients with one id: the second is left out", true,
             count);
        map_put(strangers, found->item.id, 1);
    }
    return true;
}

static bool is_strangers(const Map *strangers, const Found *found) {
    if (found->role != ROLE_PATIENT && found->role != ROLE_ABOUT) return false;
    return map_count(strangers) > 0 && map_has(strangers, found->patient_id);
}

bool load_take_text(Load *load, BlockText *text, const NewResource *rows, Err *err) {
    Unpacked *unpacked = &text->unpacked;
    Map *strangers = NULL;
    if (unpacked->is_bundle && !unpacked->is_page) {
        strangers = map_new(load->block->arena);
        if (!find_strangers(load, text, rows, strangers, err)) return false;
    }
    for (size_t i = 0; i < unpacked->count; i++) {
        // The newest version of a history comes first.
        size_t at = unpacked->is_history ? unpacked->count - 1 - i : i;
        const Found *found = &unpacked->found[at];
        if (strangers != NULL && is_strangers(strangers, found)) continue;
        if (!take_one(load, found, &rows[at], err)) return false;
    }
    return true;
}
