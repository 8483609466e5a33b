#include "finding/questions.h"

#include <stdlib.h>

#include "finding/summary.h"

static int by_effect(const void *a, const void *b) {
    const Question *x = a;
    const Question *y = b;
    if (x->tier != y->tier) return (int)x->tier - (int)y->tier;
    if (x->settles != y->settles) return x->settles > y->settles ? -1 : 1;
    if (x->findings != y->findings) return x->findings > y->findings ? -1 : 1;
    if (x->others != y->others) return x->others > y->others ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static void weigh(const Finding *findings, size_t count, Question *question) {
    for (size_t i = 0; i < count; i++) {
        const Finding *finding = &findings[i];
        for (size_t k = 0; k < finding->missing_count; k++) {
            const Missing *missing = &finding->missing[k];
            if (missing->input != question->missing->input ||
                !str_eq(missing->about, question->missing->about))
                continue;
            bool is_finding = finding->item->kind == KIND_FINDING;
            question->settles += is_finding && missing->settles;
            question->findings += is_finding;
            question->others += !is_finding;
            Tier tier = (Tier)finding->item->tier_yes;
            if (is_finding && (question->first == NULL || tier < question->tier)) {
                question->first = finding;
                question->tier = tier;
            }
            break;
        }
    }
}

size_t questions_ranked(Arena *arena, const Finding *findings, size_t count,
                        const Question **questions) {
    const Missing **missing;
    size_t open = open_questions(arena, findings, count, &missing);
    Question *ranked = ARENA_ARRAY(arena, Question, open);
    for (size_t i = 0; i < open; i++) {
        ranked[i] = (Question){.missing = missing[i], .order = i, .tier = TIER_NONE};
        weigh(findings, count, &ranked[i]);
    }
    if (open > 1) qsort(ranked, open, sizeof *ranked, by_effect);
    *questions = ranked;
    return open;
}
