// Values and texts as people read them.

#include "finding/review.h"

static void concept_words(Buf *buf, const ConceptValue *concept) {
    Str text = concept->display;
    for (uint32_t i = 0; text.len == 0 && i < concept->count; i++) text = concept->codes[i].display;
    if (text.len == 0 && concept->count > 0) text = concept->codes[0].code;
    buf_add(buf, text);
}

static void interval_words(Buf *buf, const Interval *interval) {
    if (value_same(interval->low, interval->high)) {
        value_write_words(buf, interval->low);
        return;
    }
    value_write_words(buf, interval->low);
    buf_add(buf, STR(" to "));
    value_write_words(buf, interval->high);
}

void value_write_words(Buf *buf, Value value) {
    switch (value.kind) {
    case VALUE_NULL:
        buf_add(buf, STR("not known"));
        return;
    case VALUE_BOOLEAN:
        buf_add(buf, value.as.boolean ? STR("yes") : STR("no"));
        return;
    case VALUE_STRING:
        buf_add(buf, value_str(value));
        return;
    case VALUE_DECIMAL:
        decimal_write(buf, value_to_decimal(value));
        return;
    case VALUE_DATE:
    case VALUE_DATETIME:
        date_write(buf, datetime_date(value_datetime(value)));
        return;
    case VALUE_QUANTITY:
        decimal_write(buf, value.as.quantity->value);
        if (!str_eq(value.as.quantity->unit, STR("1")))
            buf_printf(buf, " %.*s", STR_ARG(value.as.quantity->unit));
        return;
    case VALUE_CODE:
        buf_add(buf, value.as.code->display.len > 0 ? value.as.code->display : value.as.code->code);
        return;
    case VALUE_CONCEPT:
        concept_words(buf, value.as.concept);
        return;
    case VALUE_INTERVAL:
        interval_words(buf, value.as.interval);
        return;
    case VALUE_LIST:
        for (uint32_t i = 0; i < value.count && buf->len <= VALUE_MAX_WRITTEN; i++) {
            if (i > 0) buf_add(buf, STR(", "));
            value_write_words(buf, value.as.items[i]);
        }
        return;
    default:
        value_write_cql(buf, value);
        return;
    }
}

Str value_words(Arena *arena, Value value) {
    Buf buf = {0};
    value_write_words(&buf, value);
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

Str step_words(Arena *arena, Value value) {
    bool is_rows =
        value.kind == VALUE_LIST && (value.count == 0 || value.as.items[0].kind == VALUE_FHIR);
    if (is_rows) return arena_printf(arena, "%u row%s", value.count, value.count == 1 ? "" : "s");
    if (value.kind != VALUE_TUPLE) return value_words(arena, value);
    return value_words(arena, value_tuple_get(value, STR("holds")));
}

// "Is there pain at night?" -> "is there pain at night"; an abbreviation or "I" keeps its capital.
Str question_words(Arena *arena, Str ask) {
    Str copy = arena_str(arena, ask);
    while (copy.len > 0 && (copy.data[copy.len - 1] == '?' || copy.data[copy.len - 1] == ' '))
        copy.len--;
    bool word = copy.len > 1 && copy.data[0] >= 'A' && copy.data[0] <= 'Z' && copy.data[1] >= 'a' &&
                copy.data[1] <= 'z';
    if (!word) return copy;
    return arena_printf(arena, "%c%.*s", copy.data[0] | 0x20, (int)copy.len - 1, copy.data + 1);
}

static void write_missing(Buf *buf, Arena *arena, const Finding *finding) {
    enum { NAMED = 3 };
    if (finding->missing_count == 0) {
        buf_add(buf, STR("what is not on record"));
        return;
    }
    size_t named = finding->missing_count < NAMED ? finding->missing_count : NAMED;
    for (size_t i = 0; i < named; i++) {
        if (i > 0) buf_add(buf, i + 1 == finding->missing_count ? STR(" and ") : STR("; "));
        buf_add(buf, question_words(arena, finding->missing[i].input->ask));
    }
    if (finding->missing_count > named)
        buf_printf(buf, "; and %zu more", finding->missing_count - named);
}

static void write_score(Buf *buf, const ScoreRange *range) {
    if (!range->known) {
        buf_add(buf, STR("not known"));
        return;
    }
    decimal_write(buf, range->low);
    if (decimal_compare(range->low, range->high) != 0) {
        buf_add(buf, STR(" to "));
        decimal_write(buf, range->high);
    }
}

// What a {name} in a text stands for: a score, an input, {missing}, an element of the finding's
// tuple.
static bool write_name(Review *review, Buf *buf, const Finding *finding, const Outcome *outcome,
                       Str name) {
    if (str_eq(name, STR("missing"))) {
        write_missing(buf, review->arena, finding);
        return true;
    }
    const Item *item = finding->item;
    for (size_t i = 0; i < item->show_count; i++) {
        if (!str_eq(item->shows[i]->id, name)) continue;
        // An @when that is not met leaves the scores unread.
        const ScoreRange none = {0};
        write_score(buf, i < outcome->score_count ? &outcome->scores[i] : &none);
        return true;
    }
    if (outcome->value.kind == VALUE_TUPLE) {
        const Tuple *tuple = outcome->value.as.tuple;
        for (uint32_t i = 0; i < tuple->count; i++) {
            if (!str_eq(tuple->names[i], name)) continue;
            value_write_words(buf, tuple->items[i]);
            return true;
        }
    }
    // Whether the finding applies is not known, so nobody asked what it says.
    const Type *type = item->declaration->type;
    for (uint32_t i = 0; type->kind == TYPE_TUPLE && i < type->count; i++) {
        if (!str_eq(type->as.tuple.names[i], name)) continue;
        buf_add(buf, STR("not known"));
        return true;
    }
    const Item *input = guideline_item(item->guideline, KIND_INPUT, name);
    if (input == NULL) return false;
    value_write_words(
        buf, input_value(review, (InputKey){input->declaration,
                                            input->each == NULL ? (STR_NONE) : finding->about}));
    return true;
}

Str fill_text(Review *review, const Finding *finding, const Outcome *outcome, Str text) {
    Buf buf = {0};
    for (size_t i = 0; i < text.len;) {
        size_t end = i + 1;
        while (text.data[i] == '{' && end < text.len && text.data[end] != '}') end++;
        Str name = {text.data + i + 1, end - i - 1};
        if (text.data[i] == '{' && end < text.len &&
            write_name(review, &buf, finding, outcome, name)) {
            i = end + 1;
        } else {
            buf_add_char(&buf, text.data[i++]);
        }
    }
    Str filled = arena_str(review->arena, buf_str(&buf));
    buf_free(&buf);
    return filled;
}
