// What a guideline says and asks: every {name} in a text means something, every state with a tier
// has its text, the bands of a score follow each other, and no two questions are stored under one
// code.

#include "cql/eval.h"
#include "guideline/lint_internal.h"

// ---- texts

static bool is_element(const Item *item, Str name) {
    const Type *type = item->declaration->type;
    for (uint32_t i = 0; type->kind == TYPE_TUPLE && i < type->count; i++) {
        if (str_eq(type->as.tuple.names[i], name)) return true;
    }
    return false;
}

static bool is_known(const Item *item, Str name) {
    if (str_eq(name, STR("missing")) || is_element(item, name)) return true;
    for (size_t i = 0; i < item->show_count; i++) {
        if (str_eq(item->shows[i]->id, name)) return true;
    }
    return guideline_item(item->guideline, KIND_INPUT, name) != NULL;
}

static void check_text(Lint *lint, const Item *item, const char *tag, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '{') continue;
        size_t end = i + 1;
        while (end < text.len && text.data[end] != '}') end++;
        Str name = {text.data + i + 1, end - i - 1};
        if (end == text.len || !is_known(item, name)) {
            complain(lint, item->declaration->library, tag_place(lint, item, tag), "text",
                     "{%.*s} is no score that is shown, no input, not {missing} and no element of "
                     "the finding",
                     STR_ARG(name));
        }
        i = end;
    }
}

static void check_texts(Lint *lint, const Item *item) {
    const struct {
        const char *tag;
        Str text;
        Tier tier;
    } states[] = {{"yes", item->text_yes, (Tier)item->tier_yes},
                  {"no", item->text_no, (Tier)item->tier_no},
                  {"unknown", item->text_unknown, (Tier)item->tier_unknown}};
    bool tiers = false;
    for (size_t i = 0; i < 3; i++) tiers = tiers || states[i].tier != TIER_NONE;
    for (size_t i = 0; i < 3; i++) {
        check_text(lint, item, states[i].tag, states[i].text);
        if (tiers && states[i].text.len == 0) {
            complain(lint, item->declaration->library, item->place, "text",
                     "@finding %.*s has tiers and no @%s: say what it means", STR_ARG(item->id),
                     states[i].tag);
        } else if (tiers && states[i].tier == TIER_NONE) {
            complain(lint, item->declaration->library, tag_place(lint, item, "tier"), "text",
                     "@tier says nothing of '%s': write '@tier: yes T, unknown T, no T'",
                     states[i].tag);
        }
    }
}

void lint_texts(Lint *lint) {
    for (size_t i = 0; i < lint->set->item_count; i++) {
        const Item *item = lint->set->items[i];
        if (item->kind == KIND_FINDING) check_texts(lint, item);
        if (item->kind != KIND_OPTION) continue;
        check_text(lint, item, "for", item->text_for);
        check_text(lint, item, "against", item->text_against);
    }
}

// ---- bands

static Decimal number_of(Value value) {
    return value.kind == VALUE_INTEGER ? decimal_from_int(value.as.integer)
                                       : value_to_decimal(value);
}

// NULL when the row is in order after the one before it; what is wrong otherwise.
static const char *band_complaint(Value row, bool whole, bool first, Decimal *above) {
    Value points = value_tuple_get(row, STR("points"));
    Value name = value_tuple_get(row, STR("name"));
    if (points.kind != VALUE_INTERVAL || points.as.interval->low.kind == VALUE_NULL ||
        points.as.interval->high.kind == VALUE_NULL)
        return "a band needs points with both ends";
    if (!points.as.interval->low_closed || !points.as.interval->high_closed)
        return "a band has closed ends: Interval[a, b]";
    if (name.kind != VALUE_STRING || name.count == 0) return "a band needs a name";
    Decimal low = number_of(points.as.interval->low);
    Decimal step = {whole ? DECIMAL_ONE : 1, 0};
    Decimal next = *above;
    if (!first && !decimal_add(*above, step, &next)) return "the bands reach too far";
    int order = first ? 0 : decimal_compare(low, next);
    *above = number_of(points.as.interval->high);
    return order < 0   ? "this band overlaps the one before it, or stands before it"
           : order > 0 ? "there is a gap between this band and the one before it"
                       : NULL;
}

static void check_bands(Lint *lint, Eval *eval, const Item *score) {
    Value list = value_null();
    Err err = {0};
    const Library *library = score->bands->library;
    AstPlace place = score->bands->ast->name_place;
    if (!eval_define(eval, score->bands, STR_NONE, &list, &err)) {
        complain(lint, library, place, "bands", "the bands cannot be evaluated: %s", err.message);
        return;
    }
    if (list.kind != VALUE_LIST || list.count == 0) {
        complain(lint, library, place, "bands", "a score needs at least one band");
        return;
    }
    bool whole = score->declaration->type->as.of->kind == TYPE_INTEGER;
    Decimal above = {0};
    for (uint32_t i = 0; i < list.count; i++) {
        const char *message = band_complaint(list.as.items[i], whole, i == 0, &above);
        if (message == NULL) continue;
        complain(lint, library, place, "bands", "band %u: %s", i + 1, message);
        return;
    }
}

void lint_scores(Lint *lint) {
    // Bands are the same for every patient and every day: any instant serves.
    DateTime any_day;
    datetime_make((Civil){.year = 2000, .month = 1, .day = 1}, PRECISION_MILLISECOND, 0, &any_day);
    Eval *eval = eval_new(lint->set->program, &(EvalOptions){.now = any_day}, NULL);
    eval_start(eval, NULL, lint->arena);
    for (size_t i = 0; i < lint->set->item_count; i++) {
        const Item *item = lint->set->items[i];
        if (item->kind == KIND_SCORE && item->bands->ast != NULL) check_bands(lint, eval, item);
    }
    eval_free(eval);
}

// ---- how answers are stored

static bool same_code(const CodeValue *a, const CodeValue *b) {
    return str_eq(a->system, b->system) && str_eq(a->code, b->code);
}

void lint_records(Lint *lint) {
    for (size_t i = 0; i < lint->set->item_count; i++) {
        const Item *item = lint->set->items[i];
        const Library *library = item->declaration->library;
        if (item->kind != KIND_INPUT) continue;
        if (item->record == NULL) {
            complain(lint, library, item->place, "record",
                     "@input %.*s has no @record: its answer cannot be stored", STR_ARG(item->id))
                ->remark = true;
            continue;
        }
        for (size_t k = 0; k < i; k++) {
            const Item *other = lint->set->items[k];
            if (other->kind != KIND_INPUT || other->record == NULL ||
                other->guideline != item->guideline || !same_code(other->record, item->record))
                continue;
            complain(lint, library, tag_place(lint, item, "record"), "record",
                     "@input %.*s is stored under the same code: give each question its own",
                     STR_ARG(other->id));
        }
    }
}
