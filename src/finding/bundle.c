#include "base/digest.h"
#include "finding/bundle_internal.h"
#include "finding/summary.h"

// ---- ids

// 32 of the hash's digits, with the version (8: made by a rule of ours) and the variant of RFC
// 9562.
static Str uuid_of(Arena *arena, const char hash[DIGEST_TEXT]) {
    const char *hex = hash + sizeof "sha256:" - 1;
    static const char variants[] = "89ab";
    char variant = variants[(hex[16] <= '9' ? hex[16] - '0' : hex[16] - 'a' + 10) & 3];
    return arena_printf(arena, "%.8s-%.4s-8%.3s-%c%.3s-%.12s", hex, hex + 8, hex + 13, variant,
                        hex + 17, hex + 20);
}

Str bundle_id(const Bundling *b, const char *type, const Guideline *guideline,
              const Finding *finding, size_t number) {
    Digest digest;
    char hash[DIGEST_TEXT];
    digest_begin(&digest);
    digest_add(&digest, b->publisher->canonical);
    digest_add(&digest, str_from(type));
    digest_add(&digest, b->patient);
    digest_add(&digest, b->as_of);
    if (guideline != NULL) {
        digest_add(&digest, guideline->id);
        digest_add(&digest, guideline->version);
    }
    if (finding != NULL) {
        digest_add(&digest, str_from(item_kind_name((ItemKind)finding->item->kind)));
        digest_add(&digest, finding->item->id);
        digest_add(&digest, finding->about);
    }
    digest_add(&digest, arena_printf(b->arena, "%zu", number));
    digest_end(&digest, hash);
    return uuid_of(b->arena, hash);
}

// ---- entries

static void put_tag(Bundling *b, bool *open, OwnSystem system, const char *code) {
    if (!*open) {
        json_key(&b->w, "meta");
        json_begin(&b->w, '{');
        json_key(&b->w, "tag");
        json_begin(&b->w, '[');
        *open = true;
    }
    part_coding(&b->w, b->arena, NULL, own_code(b->arena, b->publisher, system, code));
}

static void put_tags(Bundling *b, const Guideline *guideline, const Finding *finding) {
    bool open = false;
    if (str_eq(guideline->status, STR("draft"))) put_tag(b, &open, OWN_MARK, "draft");
    if (str_eq(guideline->status, STR("retired"))) put_tag(b, &open, OWN_MARK, "retired");
    if (finding != NULL && finding->local) put_tag(b, &open, OWN_MARK, "local");
    if (finding != NULL && finding->item->citation_count > 0 &&
        finding->item->best_read != READ_FULL)
        put_tag(b, &open, OWN_MARK, "not-read-in-full");
    if (finding != NULL && finding->tier != TIER_NONE)
        put_tag(b, &open, OWN_TIER, tier_name(finding->tier));
    if (!open) return;
    json_end(&b->w, ']');
    json_end(&b->w, '}');
}

void bundle_entry_begin(Bundling *b, const char *type, Str id, const Guideline *guideline,
                        const Finding *finding) {
    json_begin(&b->w, '{');
    part_text(&b->w, b->arena, "fullUrl", arena_printf(b->arena, "urn:uuid:%.*s", STR_ARG(id)));
    json_key(&b->w, "resource");
    json_begin(&b->w, '{');
    part_word(&b->w, "resourceType", type);
    part_text(&b->w, b->arena, "id", id);
    put_tags(b, guideline, finding);
}

void bundle_entry_end(Bundling *b) {
    json_end(&b->w, '}');
    json_end(&b->w, '}');
}

// ---- the GuidanceResponse of a guideline

typedef struct {
    const Finding *findings;
    size_t count;
    const Guideline *guideline;
} Concluded;

static bool is_of(const Concluded *all, size_t i) {
    return all->findings[i].item->guideline == all->guideline;
}

static bool is_open(const Finding *finding) {
    return finding->holds == HOLDS_UNKNOWN || finding->holds == HOLDS_ERROR;
}

// What could not be evaluated, in an OperationOutcome within the resource.
static void put_troubles(Bundling *b, const Concluded *all) {
    JsonWriter *w = &b->w;
    json_key(w, "contained");
    json_begin(w, '[');
    json_begin(w, '{');
    part_word(w, "resourceType", "OperationOutcome");
    part_word(w, "id", "trouble");
    json_key(w, "issue");
    json_begin(w, '[');
    for (size_t i = 0; i < all->count; i++) {
        const Finding *finding = &all->findings[i];
        if (!is_of(all, i) || finding->error == NULL) continue;
        json_begin(w, '{');
        part_word(w, "severity", "error");
        part_word(w, "code", "processing");
        part_concept(w, b->arena, "details", part_item_code(b->arena, b->publisher, finding->item),
                     finding->item->title);
        part_text(w, b->arena, "diagnostics", str_from(finding->error));
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
    json_end(w, ']');
}

static bool asked_before(const Concluded *all, size_t finding, size_t missing) {
    const Missing *asked = &all->findings[finding].missing[missing];
    for (size_t i = 0; i <= finding; i++) {
        size_t count = i == finding ? missing : all->findings[i].missing_count;
        for (size_t k = 0; is_of(all, i) && k < count; k++) {
            const Missing *before = &all->findings[i].missing[k];
            if (before->input == asked->input && str_eq(before->about, asked->about)) return true;
        }
    }
    return false;
}

// Each missing datum once, in the order of the findings that lack it.
static void put_requirements(Bundling *b, const Concluded *all) {
    bool open = false;
    for (size_t i = 0; i < all->count; i++) {
        const Finding *finding = &all->findings[i];
        for (size_t k = 0; is_of(all, i) && k < finding->missing_count; k++) {
            if (asked_before(all, i, k)) continue;
            if (!open) {
                json_key(&b->w, "dataRequirement");
                json_begin(&b->w, '[');
            }
            open = true;
            part_input_requirement(&b->w, b->arena, b->options->set, finding->missing[k].input,
                                   finding->missing[k].about);
        }
    }
    if (open) json_end(&b->w, ']');
}

// What site/ switched off was not evaluated, and the response says so.
static void put_switched_off(Bundling *b, const Guideline *guideline) {
    bool open = false;
    for (size_t i = 0; i < guideline->item_count; i++) {
        const Item *item = guideline->items[i];
        if (!item->is_off) continue;
        if (!open) {
            json_key(&b->w, "note");
            json_begin(&b->w, '[');
        }
        open = true;
        json_begin(&b->w, '{');
        part_text(&b->w, b->arena, "text",
                  arena_printf(b->arena, "Switched off here: %.*s: %.*s",
                               STR_ARG(item->title.len > 0 ? item->title : item->id),
                               STR_ARG(item->off_reason)));
        json_end(&b->w, '}');
    }
    if (open) json_end(&b->w, ']');
}

// FHIR's guidance-response-status. An error counts as unknown, as everywhere.
static const char *status_of(const Concluded *all) {
    bool wants = false;
    for (size_t i = 0; i < all->count; i++) {
        if (!is_of(all, i)) continue;
        if (is_open(&all->findings[i])) return "data-required";
        wants = wants || all->findings[i].missing_count > 0;
    }
    return wants ? "data-requested" : "success";
}

static void put_guidance(Bundling *b, const Concluded *all) {
    JsonWriter *w = &b->w;
    const Guideline *guideline = all->guideline;
    bool failed = false;
    for (size_t i = 0; i < all->count; i++)
        failed = failed || (is_of(all, i) && all->findings[i].error != NULL);
    bundle_entry_begin(b, "GuidanceResponse", bundle_id(b, "GuidanceResponse", guideline, NULL, 0),
                       guideline, NULL);
    if (failed) put_troubles(b, all);
    json_key(w, "extension");
    json_begin(w, '[');
    part_extension(w, b->arena, b->publisher, "guidelines-hash");
    part_text(w, b->arena, "valueString", str_from(b->options->set->hash));
    json_end(w, '}');
    json_end(w, ']');
    part_text(w, b->arena, "moduleCanonical",
              part_canonical(b->arena, b->publisher, "PlanDefinition",
                             part_id(b->arena, guideline->id), guideline->version));
    part_word(w, "status", status_of(all));
    part_reference(w, b->arena, "subject", b->patient);
    part_text(w, b->arena, "occurrenceDateTime", b->as_of);
    put_switched_off(b, guideline);
    if (failed) {
        json_key(w, "evaluationMessage");
        json_begin(w, '[');
        part_reference(w, b->arena, NULL, STR("#trouble"));
        json_end(w, ']');
    }
    put_requirements(b, all);
    bundle_entry_end(b);
}

// ---- the Bundle

// To the second unless it was given finer, "Z" for UTC.
static Str instant_text(Arena *arena, DateTime instant) {
    Buf text = {0};
    if (instant.local_ms % 1000 == 0) instant.precision = PRECISION_SECOND;
    datetime_write(&text, instant);
    Str written = buf_str(&text);
    bool utc = str_ends(written, STR("+00:00"));
    if (utc) written.len -= sizeof "+00:00" - 1;
    written = arena_printf(arena, "%.*s%s", STR_ARG(written), utc ? "Z" : "");
    buf_free(&text);
    return written;
}

// With --finding only the guidelines that have it.
static bool is_asked(const ReviewOptions *options, const Guideline *guideline) {
    if (options->only_finding.len == 0) return true;
    for (size_t i = 0; i < guideline->item_count; i++) {
        const Item *item = guideline->items[i];
        if (item->kind != KIND_INPUT && item->kind != KIND_GATE &&
            str_eq(item->id, options->only_finding))
            return true;
    }
    return false;
}

void bundle_write(Buf *out, const ReviewOptions *options, const Record *record,
                  const Finding *findings, size_t count) {
    Arena *arena = record->arena;
    Bundling bundling = {.w = {.buf = out},
                         .options = options,
                         .publisher = &options->set->publisher,
                         .arena = arena,
                         .record = record,
                         .patient =
                             arena_printf(arena, "Patient/%.*s", STR_ARG(record->patient_id)),
                         .as_of = instant_text(arena, options->as_of)};
    Bundling *b = &bundling;
    json_begin(&b->w, '{');
    part_word(&b->w, "resourceType", "Bundle");
    part_text(&b->w, arena, "id", bundle_id(b, "Bundle", NULL, NULL, 0));
    part_word(&b->w, "type", "collection");
    part_text(&b->w, arena, "timestamp", b->as_of);
    json_key(&b->w, "entry");
    json_begin(&b->w, '[');
    for (size_t g = 0; g < options->set->guideline_count; g++) {
        Concluded all = {findings, count, options->set->guidelines[g]};
        if (!is_asked(options, all.guideline)) continue;
        put_guidance(b, &all);
        for (size_t i = 0; i < count; i++) {
            if (is_of(&all, i)) bundle_conclusion(b, &findings[i]);
        }
    }
    json_end(&b->w, ']');
    json_end(&b->w, '}');
    buf_add_char(out, '\n');
}
