// What a finding tells other systems beside its text: when it happened (@at), and the elements of
// its tuple that are data (@details). Only of a finding that holds: of a no there is nothing to
// tell, of an unknown it would look like knowledge.

#include "finding/review.h"

static Str day_words(Arena *arena, Value value) {
    return value.kind == VALUE_DATE ? value_words(arena, value) : STR_NONE;
}

static void fill_at(Review *review, Finding *finding, Value at) {
    if (at.kind == VALUE_INTERVAL) {
        finding->at_low = day_words(review->arena, at.as.interval->low);
        finding->at_high = day_words(review->arena, at.as.interval->high);
    } else {
        finding->at_low = finding->at_high = day_words(review->arena, at);
    }
}

void fill_data(Review *review, Finding *finding, const Outcome *outcome) {
    const Item *item = finding->item;
    if (finding->holds != HOLDS_YES || outcome->value.kind != VALUE_TUPLE) return;
    const Value *elements = outcome->value.as.tuple->items;
    if (item->at_index >= 0) fill_at(review, finding, elements[item->at_index]);
    FindingDetail *details = ARENA_ARRAY(review->arena, FindingDetail, item->detail_count);
    const Str *names = item->declaration->type->as.tuple.names;
    for (size_t i = 0; i < item->detail_count; i++) {
        Value value = elements[item->details[i]];
        if (value_is_null(value)) continue;
        details[finding->detail_count++] = (FindingDetail){names[item->details[i]], value};
    }
    finding->details = details;
}
