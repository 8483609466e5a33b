#include "store/answer.h"

#include "record/fhir.h"
#include "store/resource.h"
#include "store/roll.h"
#include "store/sql.h"

// After all that was loaded so far.
static bool last_ordinal(Store *store, int64_t *ordinal, Err *err) {
    Sql *sql = sql_get(store, "SELECT coalesce(max(run), 0) FROM load", err);
    if (sql == NULL) return false;
    int64_t run = sql_step(sql) ? sql_int(sql, 0) : 0;
    *ordinal = ((run + 1) << 40) - 1;
    return sql_done(sql, err);
}

static bool put(Store *store, const StoreAnswer *answer, NewResource *resource, Arena *arena,
                Err *err) {
    int64_t next;
    Put done;
    FhirType type = fhir_type_find(answer->type);
    if (type == 0) return err_set(err, ERR_PARSE, "R4 has no such resource type");
    resource->packed = text_pack(store_texts(store), 0, type, answer->json, arena);
    return subject_number(store, answer->patient, &resource->subject, err) &&
           resource_next(store, resource->subject, &next, err) &&
           last_ordinal(store, &resource->ordinal, err) &&
           resource_put(store_texts(store), store, resource, &next, &done, err) &&
           (done.result == PUT_SAME || revision_raise(store, answer->patient, err));
}

bool store_answer_put(Store *store, const StoreAnswer *answer, Err *err) {
    bool has;
    if (!roll_has(store, answer->patient, &has, err)) return false;
    if (!has) return err_set(err, ERR_MISSING, "no such patient");
    Arena *arena = arena_new();
    NewResource resource = {.key = resource_key(answer->type, answer->id),
                            .type = answer->type,
                            .id = answer->id,
                            .full_url = STR(""),
                            .last_updated = STR(""),
                            .known_at = answer->known_at_ms,
                            .origin = ORIGIN_ANSWERED,
                            .text = answer->json};
    bool ok = put(store, answer, &resource, arena, err);
    arena_free(arena);
    return ok;
}

bool store_answer_remove(Store *store, Str type, Str id, Err *err) {
    Arena *arena = arena_new();
    FoundResource found;
    Str patient;
    bool ok = resource_find(store, type, id, arena, &found, err);
    if (ok && (found.number == 0 || found.origin != ORIGIN_ANSWERED))
        ok = err_set(err, ERR_MISSING, "there is no such answer");
    ok = ok && subject_id(store, found.number >> SUBJECT_BITS, arena, &patient, err) &&
         resource_remove(store, found.number, err) && revision_raise(store, patient, err);
    arena_free(arena);
    return ok;
}
