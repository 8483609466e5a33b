// An answer that an input lists is stored in the record of a case, with the thing it is about as
// its focus, and read back through the input: what a person answers must be what the guideline then
// knows, whatever else the record says. Every answer is tried on the first thing there is to ask
// about; after that the answers take turns, one for each thing of each case.

#include "cli/check.h"
#include "finding/answers.h"

typedef struct {
    Check *check;
    const Case *one;
    const Item *input;
    Arena *arena;  // of one answer
    size_t asked;  // things it was asked about so far
    bool failed;   // and said so: one fault an input
} Asking;

static Str literal(Arena *arena, Value value) {
    Buf buf = {0};
    value_write_cql(&buf, value);
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static bool complain(Asking *asking, Value answer, Str what) {
    Spot spot = item_spot(asking->input);
    tally_fail(&asking->check->tally, &spot, "the answer %.*s to input '%.*s' %.*s (%.*s)",
               STR_ARG(literal(asking->arena, answer)), STR_ARG(asking->input->id), STR_ARG(what),
               STR_ARG(asking->one->file));
    asking->failed = true;
    return false;
}

static bool store(Asking *asking, Str about, Value answer, Record **record) {
    const Json *patient = NULL;
    const Json *resources = asking->one->record;
    for (uint32_t i = 0; i < resources->count && patient == NULL; i++) {
        if (str_eq(json_string(&resources->as.items[i], STR("resourceType")), STR("Patient")))
            patient = &resources->as.items[i];
    }
    Str id = patient == NULL ? STR("") : json_string(patient, STR("id"));
    AnswerPlace place = {.input = asking->input,
                         .about = about,
                         .patient = arena_printf(asking->arena, "Patient/%.*s", STR_ARG(id)),
                         .id = STR("vigil-answer"),
                         .at = asking->one->as_of};
    Buf buf = {0};
    bool written = answer_write(&buf, &place, answer);
    Str text = arena_str(asking->arena, buf_str(&buf));
    buf_free(&buf);
    if (!written)
        return complain(asking, answer,
                        STR("has no place in a FHIR Observation: use another type"));
    Json observation;
    Err err = {0};
    if (json_read(text, NULL, &json_limits, asking->arena, &observation, &err) &&
        case_record(asking->one, asking->check->set, &observation, asking->arena, record, &err))
        return true;
    return complain(asking, answer,
                    arena_printf(asking->arena, "cannot be stored: %s", err.message));
}

static bool ask(Asking *asking, Str about, Value answer) {
    Record *record;
    Value read = value_null();
    Err err = {0};
    if (!store(asking, about, answer, &record)) return false;
    Eval *eval = check_eval(asking->check, asking->one->as_of);
    eval_start(eval, record, asking->arena);
    if (!eval_define(eval, asking->input->declaration, about, &read, &err)) {
        return complain(asking, answer,
                        arena_printf(asking->arena, "cannot be read back: %s", err.message));
    }
    if (value_equal(read, answer) == TRI_TRUE) return true;
    return complain(asking, answer,
                    arena_printf(asking->arena, "is stored and comes back as %.*s",
                                 STR_ARG(literal(asking->arena, read))));
}

static void ask_about(Asking *asking, Str about, const Value *answers, size_t count) {
    size_t turn = asking->asked++;
    for (size_t i = 0; i < count && !asking->failed; i++) {
        if (turn > 0 && i != turn % count) continue;
        arena_reset(asking->arena);
        ask(asking, about, answers[i]);
    }
}

// What the record of a case has to ask an input about, and the answers there, copied out of the
// evaluation of that record.
typedef struct {
    const Value *answers;
    size_t answer_count;
    Value things;  // list of references; null: the patient
} Questions;

static Questions questions_of(Eval *eval, const Item *input) {
    Questions questions = {.things = value_null()};
    questions.answers = input_answers(eval, input, &questions.answer_count);
    Err ignored = {0};
    if (input->each != NULL &&
        (!eval_define(eval, input->each, STR_NONE, &questions.things, &ignored) ||
         questions.things.kind != VALUE_LIST))
        questions.things = value_list(NULL, 0);  // the case itself fails then
    return questions;
}

static void ask_in_case(Asking *askings, size_t count, const Case *one) {
    Check *check = askings[0].check;
    Record *record;
    Err err = {0};
    arena_reset(check->patient);
    if (!case_record(one, check->set, NULL, check->patient, &record, &err)) return;
    Eval *eval = check_eval(check, one->as_of);
    eval_start(eval, record, record->arena);
    Questions *questions = ARENA_ARRAY(check->patient, Questions, count);
    for (size_t i = 0; i < count; i++) questions[i] = questions_of(eval, askings[i].input);
    for (size_t i = 0; i < count; i++) {
        const Questions *q = &questions[i];
        askings[i].one = one;
        if (q->things.kind == VALUE_NULL)
            ask_about(&askings[i], STR_NONE, q->answers, q->answer_count);
        for (uint32_t k = 0; q->things.kind == VALUE_LIST && k < q->things.count; k++) {
            if (q->things.as.items[k].kind == VALUE_STRING)
                ask_about(&askings[i], value_str(q->things.as.items[k]), q->answers,
                          q->answer_count);
        }
    }
}

static void judge(const Asking *asking) {
    Tally *tally = &asking->check->tally;
    if (asking->failed) return;
    if (asking->asked > 0) {
        tally_pass(tally);
        return;
    }
    Spot spot = item_spot(asking->input);
    tally_fail(tally, &spot, "no case has anything that input '%.*s' could be asked about",
               STR_ARG(asking->input->id));
}

void check_answers(Check *check, const Guideline *guideline, const Case *cases, size_t count) {
    Arena *arena = arena_new();
    Asking *askings = ARENA_ARRAY(check->arena, Asking, guideline->item_count + 1);
    size_t inputs = 0;
    for (size_t i = 0; i < guideline->item_count; i++) {
        const Item *item = guideline->items[i];
        if (item->kind == KIND_INPUT && item->record != NULL)
            askings[inputs++] = (Asking){.check = check, .input = item, .arena = arena};
    }
    for (size_t i = 0; i < count && inputs > 0; i++) ask_in_case(askings, inputs, &cases[i]);
    for (size_t i = 0; i < inputs; i++) judge(&askings[i]);
    arena_free(arena);
}
