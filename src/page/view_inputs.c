// The inputs of a patient's findings, and the questions among them: what is silent and would tell
// something.

#include <stdlib.h>

#include "finding/answers.h"
#include "finding/questions.h"
#include "finding/summary.h"
#include "finding/words.h"
#include "page/desk_internal.h"

static void put_input_name(JsonWriter *w, const Item *input, Str about) {
    put_text(w, "guideline", input->guideline->id);
    put_text(w, "input", input->id);
    put_text(w, "about", about);
}

// ---- inputs

typedef struct {
    const Item *input;
    Str about;
} Asked;

typedef struct {
    Asked *items;
    size_t count;
} AskedList;

static bool is_listed(const AskedList *list, const Item *input, Str about) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].input == input && str_eq(list->items[i].about, about)) return true;
    }
    return false;
}

static AskedList inputs_of_all(Desk *desk, const Finding *findings, size_t count, Arena *arena) {
    size_t most = 0;
    for (size_t i = 0; i < count; i++) most += findings[i].read_count + findings[i].missing_count;
    AskedList list = {.items = ARENA_ARRAY(arena, Asked, most)};
    for (size_t i = 0; i < count; i++) {
        const Finding *finding = &findings[i];
        if (finding->item->kind == KIND_EVENT) continue;
        for (size_t k = 0; k < finding->read_count; k++) {
            InputKey key = finding->reads[k];
            const Item *input = guideline_input(desk->clinic->set, key.declaration);
            if (input != NULL && !is_listed(&list, input, key.about))
                list.items[list.count++] = (Asked){input, key.about};
        }
        for (size_t k = 0; k < finding->missing_count; k++) {
            const Missing *missing = &finding->missing[k];
            if (!is_listed(&list, missing->input, missing->about))
                list.items[list.count++] = (Asked){missing->input, missing->about};
        }
    }
    return list;
}

// What may be chosen. Texts that a guideline tries are examples: chosen, one would be an invented
// fact.
static const Value *offered(Desk *desk, const Item *input, size_t *count) {
    const Value *choices = input_answers(desk->eval, input, count);
    if (input->declaration->type->kind == TYPE_STRING) *count = 0;
    return choices;
}

static void put_choices(JsonWriter *w, Desk *desk, const Asked *asked, Arena *arena) {
    size_t count;
    const Value *choices = offered(desk, asked->input, &count);
    const Type *type = asked->input->declaration->type;
    json_key(w, "choices");
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++) {
        json_begin(w, '{');
        json_key(w, "value");
        value_put(w, choices[i]);
        put_text(w, "says", value_words(arena, choices[i]));
        json_end(w, '}');
    }
    json_end(w, ']');
    if (type->kind != TYPE_BOOLEAN && type->kind != TYPE_CONCEPT) put_bool(w, "free", true);
    Value first = count > 0 ? choices[0] : value_null();
    if (first.kind == VALUE_INTERVAL) first = first.as.interval->low;
    if (first.kind == VALUE_QUANTITY) put_text(w, "unit", first.as.quantity->unit);
}

static void put_evidence_of(JsonWriter *w, const Evidence *evidence) {
    json_begin(w, '{');
    put_text(w, "resource", evidence->resource);
    put_text(w, "path", evidence->path);
    put_text(w, "shown", evidence->shown);
    put_text(w, "what", evidence->what);
    put_text(w, "date", evidence->date);
    if (evidence->local) put_bool(w, "local", true);
    json_end(w, '}');
}

static void put_input_evidence(JsonWriter *w, const Finding *findings, size_t count,
                               const Asked *asked) {
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t k = 0; k < findings[i].evidence_count; k++) {
            const Evidence *evidence = &findings[i].evidence[k];
            if (evidence->input != asked->input || !str_eq(evidence->about, asked->about)) continue;
            if (!found) {
                json_key(w, "evidence");
                json_begin(w, '[');
            }
            found = true;
            put_evidence_of(w, evidence);
        }
        if (!found) continue;
        json_end(w, ']');
        return;  // each finding that read it shows the same
    }
}

// The answer given here on which the input rests; "".
static Str asserted_by(const Finding *findings, size_t count, const Asked *asked) {
    Str prefix = STR("Observation/" ANSWER_PREFIX);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < findings[i].evidence_count; k++) {
            const Evidence *evidence = &findings[i].evidence[k];
            if (evidence->input == asked->input && str_eq(evidence->about, asked->about) &&
                str_starts(evidence->resource, prefix)) {
                size_t type = sizeof "Observation/" - 1;
                return (Str){evidence->resource.data + type, evidence->resource.len - type};
            }
        }
    }
    return STR_NONE;
}

// A code without a text in the record is said by the answer that has it.
static Str said(Desk *desk, const Asked *asked, Value value, Arena *arena) {
    size_t count;
    const Value *choices = input_answers(desk->eval, asked->input, &count);
    for (size_t i = 0; value.kind == VALUE_CONCEPT && i < count; i++) {
        if (choices[i].kind == VALUE_CONCEPT && value_equivalent(choices[i], value))
            return value_words(arena, choices[i]);
    }
    return value_words(arena, value);
}

static void put_input(JsonWriter *w, Desk *desk, const Finding *findings, size_t count,
                      const Asked *asked, Arena *arena) {
    Value value = value_null();
    Err err = {0};
    eval_define(desk->eval, asked->input->declaration, asked->about, &value, &err);
    json_begin(w, '{');
    put_input_name(w, asked->input, asked->about);
    put_text(w, "ask", asked->input->ask);
    put_text(w, "type", str_from(value_type_name(asked->input->declaration->type)));
    put_choices(w, desk, asked, arena);
    if (!value_is_null(value)) {
        json_key(w, "value");
        value_put(w, value);
        put_text(w, "says", said(desk, asked, value, arena));
    }
    put_input_evidence(w, findings, count, asked);
    put_text(w, "asserted", asserted_by(findings, count, asked));
    put_bool(w, "storable", asked->input->record != NULL);
    json_end(w, '}');
}

void view_put_inputs(JsonWriter *w, Desk *desk, const Reviewed *reviewed, const Finding *findings,
                     size_t count) {
    AskedList list = inputs_of_all(desk, findings, count, reviewed->arena);
    json_begin(w, '[');
    for (size_t i = 0; i < list.count; i++)
        put_input(w, desk, findings, count, &list.items[i], reviewed->arena);
    json_end(w, ']');
}

// ---- questions

static void put_finding_name(JsonWriter *w, const Finding *finding) {
    put_text(w, "guideline", finding->item->guideline->id);
    put_text(w, "finding", finding->item->id);
    put_text(w, "about", finding->about);
    put_text(w, "title", finding->item->title);
}

static const Missing *lacks(const Finding *finding, const Missing *asked) {
    for (size_t k = 0; k < finding->missing_count; k++) {
        const Missing *missing = &finding->missing[k];
        if (missing->input == asked->input && str_eq(missing->about, asked->about)) return missing;
    }
    return NULL;
}

static bool differs(const Finding *finding, const AnswerEffect *effect) {
    if (finding->item->kind != KIND_SCORE && effect->holds != finding->holds) return true;
    if (effect->tier != finding->tier || effect->has_score != finding->has_score) return true;
    return effect->has_score && (decimal_compare(effect->score_low, finding->score_low) != 0 ||
                                 decimal_compare(effect->score_high, finding->score_high) != 0);
}

static void put_effect(JsonWriter *w, const Finding *finding, const AnswerEffect *effect) {
    json_begin(w, '{');
    put_finding_name(w, finding);
    put_text(w, "kind", str_from(item_kind_name((ItemKind)finding->item->kind)));
    if (finding->item->kind != KIND_SCORE)
        put_text(w, "holds", str_from(holds_name(effect->holds)));
    if (effect->tier != TIER_NONE) put_text(w, "tier", str_from(tier_name(effect->tier)));
    if (effect->has_score) {
        put_decimal(w, "low", effect->score_low);
        put_decimal(w, "high", effect->score_high);
    }
    if (effect->settles) put_bool(w, "settles", true);
    json_end(w, '}');
}

static const AnswerEffect *effect_of(const Missing *missing, Str answer) {
    for (size_t i = 0; missing != NULL && i < missing->effect_count; i++) {
        if (str_eq(missing->effects[i].answer, answer)) return &missing->effects[i];
    }
    return NULL;
}

// An open score that reads this input; its range may narrow though its band stays open.
static bool may_narrow(const Finding *finding, const Missing *asked) {
    bool open = finding->item->kind == KIND_SCORE && finding->has_score &&
                decimal_compare(finding->score_low, finding->score_high) != 0;
    for (size_t i = 0; open && i < finding->read_count; i++) {
        if (finding->reads[i].declaration == asked->input->declaration &&
            str_eq(finding->reads[i].about, asked->about))
            return true;
    }
    return false;
}

static bool end_of(Value value, Decimal *number) {
    if (value.kind != VALUE_INTEGER && value.kind != VALUE_DECIMAL) return false;
    *number =
        value.kind == VALUE_INTEGER ? decimal_from_int(value.as.integer) : value_to_decimal(value);
    return true;
}

// The range of a score with one answer more.
static bool narrowed(Desk *desk, const Finding *score, const Missing *asked, Value answer,
                     AnswerEffect *effect) {
    InputKey key = {asked->input->declaration, asked->about};
    Value range = value_null();
    Err err = {0};
    *effect = (AnswerEffect){.holds = score->holds, .tier = score->tier, .has_score = true};
    eval_override_begin(desk->eval, &key, &answer, 1);
    bool ok = eval_define(desk->eval, score->item->declaration,
                          score->item->each == NULL ? STR_NONE : score->about, &range, &err);
    eval_override_end(desk->eval);
    return ok && range.kind == VALUE_INTERVAL &&
           end_of(range.as.interval->low, &effect->score_low) &&
           end_of(range.as.interval->high, &effect->score_high);
}

// What an answer would do to this finding; false: nothing.
static bool has_effect(Desk *desk, const Reviewed *reviewed, const Finding *finding,
                       const Missing *asked, Value answer, AnswerEffect *effect) {
    const Missing *lacked = lacks(finding, asked);
    if (lacked != NULL) {
        const AnswerEffect *tried = effect_of(lacked, value_words(reviewed->arena, answer));
        if (tried == NULL || !differs(finding, tried)) return false;
        *effect = *tried;
        return true;
    }
    return may_narrow(finding, asked) && narrowed(desk, finding, asked, answer, effect) &&
           differs(finding, effect);
}

static size_t put_answer_choice(JsonWriter *w, Desk *desk, const Reviewed *reviewed,
                                const Missing *missing, Value choice) {
    size_t effects = 0;
    json_begin(w, '{');
    json_key(w, "value");
    value_put(w, choice);
    put_text(w, "says", value_words(reviewed->arena, choice));
    json_key(w, "effects");
    json_begin(w, '[');
    // Scores first: their range says most in few words.
    for (size_t i = 0; i < 2 * reviewed->count; i++) {
        AnswerEffect effect;
        const Finding *finding = &reviewed->findings[i % reviewed->count];
        bool is_turn = (finding->item->kind == KIND_SCORE) == (i < reviewed->count);
        if (!is_turn || !has_effect(desk, reviewed, finding, missing, choice, &effect)) continue;
        put_effect(w, finding, &effect);
        effects++;
    }
    json_end(w, ']');
    json_end(w, '}');
    return effects;
}

static void put_question(JsonWriter *w, Desk *desk, const Reviewed *reviewed,
                         const Question *question, size_t rank) {
    const Missing *missing = question->missing;
    size_t count;
    const Value *choices = offered(desk, missing->input, &count);
    json_begin(w, '{');
    put_input_name(w, missing->input, missing->about);
    put_number(w, "rank", (int64_t)rank);
    if (question->tier != TIER_NONE) put_text(w, "tier", str_from(tier_name(question->tier)));
    put_bool(w, "settles", question->settles > 0);
    put_text(w, "found", missing->found);
    json_key(w, "findings");
    json_begin(w, '[');
    for (size_t i = 0; i < reviewed->count; i++) {
        if (lacks(&reviewed->findings[i], missing) == NULL) continue;
        json_begin(w, '{');
        put_finding_name(w, &reviewed->findings[i]);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_key(w, "answers");
    json_begin(w, '[');
    size_t effects = 0;
    for (size_t i = 0; i < count; i++)
        effects += put_answer_choice(w, desk, reviewed, missing, choices[i]);
    json_end(w, ']');
    if (effects == 0) put_bool(w, "open", true);
    json_end(w, '}');
}

// Does the layout ask first what this finding lacks?
static bool is_asked_first(const Desk *desk, const Finding *finding) {
    const Json *layout = desk_layout(desk);
    const Json *names = layout == NULL ? NULL : json_member(layout, STR("askFirst"));
    for (uint32_t i = 0; names != NULL && names->kind == JSON_ARRAY && i < names->count; i++) {
        if (is_named(finding, json_text(&names->as.items[i]))) return true;
    }
    return false;
}

// A conclusion that needs somebody now, or what it lacks is asked first.
static bool is_pressing(const Desk *desk, const Finding *finding) {
    Tier tier;
    return summary_is_row(finding, &tier) || is_asked_first(desk, finding);
}

// The pressing conclusion that shows this score; NULL.
static const Finding *shows_score(const Desk *desk, const Reviewed *reviewed,
                                  const Finding *score) {
    for (size_t i = 0; i < reviewed->count; i++) {
        const Finding *finding = &reviewed->findings[i];
        for (size_t k = 0; k < finding->item->show_count; k++) {
            if (finding->item->shows[k] == score->item && str_eq(finding->about, score->about) &&
                is_pressing(desk, finding))
                return finding;
        }
    }
    return NULL;
}

// Does a pressing conclusion lack this, itself or in a score it shows?
static bool presses(const Desk *desk, const Reviewed *reviewed, Question *question) {
    for (size_t i = 0; i < reviewed->count; i++) {
        const Finding *finding = &reviewed->findings[i];
        if (lacks(finding, question->missing) == NULL && !may_narrow(finding, question->missing))
            continue;
        if (is_pressing(desk, finding)) return true;
        const Finding *shown =
            finding->item->kind == KIND_SCORE ? shows_score(desk, reviewed, finding) : NULL;
        if (shown == NULL) continue;
        if (question->tier == TIER_NONE) question->tier = (Tier)shown->item->tier_yes;
        return true;
    }
    return false;
}

static bool is_ranked(const Question *questions, size_t count, const Asked *asked) {
    for (size_t i = 0; i < count; i++) {
        if (questions[i].missing->input == asked->input &&
            str_eq(questions[i].missing->about, asked->about))
            return true;
    }
    return false;
}

static bool is_silent(Desk *desk, const Asked *asked) {
    Value value = value_null();
    Err err = {0};
    return eval_define(desk->eval, asked->input->declaration, asked->about, &value, &err) &&
           value_is_null(value);
}

// What unknown conclusions lack, ranked; then whatever else is silent and was read.
static Question *all_questions(Desk *desk, const Reviewed *reviewed, size_t *count) {
    const Question *ranked;
    size_t ranked_count =
        questions_ranked(reviewed->arena, reviewed->findings, reviewed->count, &ranked);
    AskedList list = inputs_of_all(desk, reviewed->findings, reviewed->count, reviewed->arena);
    Question *all = ARENA_ARRAY(reviewed->arena, Question, ranked_count + list.count);
    for (size_t i = 0; i < ranked_count; i++) all[i] = ranked[i];
    *count = ranked_count;
    for (size_t i = 0; i < list.count; i++) {
        const Asked *asked = &list.items[i];
        if (asked->input->record == NULL || is_ranked(ranked, ranked_count, asked) ||
            !is_silent(desk, asked))
            continue;
        Missing *missing = ARENA_NEW(reviewed->arena, Missing);
        *missing = (Missing){.input = asked->input, .about = asked->about};
        all[(*count)++] = (Question){.missing = missing, .order = i, .tier = TIER_NONE};
    }
    return all;
}

// Of how many of its answers something would change, in percent.
static unsigned tells(Desk *desk, const Reviewed *reviewed, const Missing *missing) {
    size_t count;
    size_t telling = 0;
    const Value *choices = input_answers(desk->eval, missing->input, &count);
    for (size_t i = 0; i < count; i++) {
        bool tells = false;
        for (size_t k = 0; !tells && k < reviewed->count; k++) {
            AnswerEffect effect;
            tells =
                has_effect(desk, reviewed, &reviewed->findings[k], missing, choices[i], &effect);
        }
        telling += tells;
    }
    return count == 0 ? 0 : (unsigned)(100 * telling / count);
}

typedef struct {
    const Question *question;
    bool presses;
    unsigned tells;
    size_t order;
} Place;

// What presses by its tier, and there what tells most; then the rest as it is ranked.
static int by_place(const void *a, const void *b) {
    const Place *x = a;
    const Place *y = b;
    if (x->presses != y->presses) return x->presses ? -1 : 1;
    if (x->presses && x->question->tier != y->question->tier)
        return (int)x->question->tier - (int)y->question->tier;
    if (x->presses && x->tells != y->tells) return x->tells > y->tells ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

void view_put_questions(JsonWriter *w, Desk *desk, const Reviewed *reviewed) {
    size_t count;
    Question *questions = all_questions(desk, reviewed, &count);
    Place *places = ARENA_ARRAY(reviewed->arena, Place, count);
    for (size_t i = 0; i < count; i++) {
        places[i] = (Place){.question = &questions[i], .order = i};
        places[i].presses = presses(desk, reviewed, &questions[i]);
        if (places[i].presses) places[i].tells = tells(desk, reviewed, questions[i].missing);
    }
    if (count > 1) qsort(places, count, sizeof *places, by_place);
    json_key(w, "questions");
    json_begin(w, '[');
    for (size_t i = 0; i < count; i++) put_question(w, desk, reviewed, places[i].question, i + 1);
    json_end(w, ']');
}
