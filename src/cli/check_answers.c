// Every answer that an input lists is stored in the record of every case, with the thing it is
// about as its focus, and read back through the input: what a person answers must be what the
// guideline then knows, whatever else the record says.

#include "cli/check.h"
#include "finding/answers.h"

typedef struct {
    Check *check;
    const Case *one;
    const Item *input;
    Arena *arena;  // of one answer
    bool asked;    // there was something to ask about
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

static bool ask_all(Asking *asking, Str about, const Value *answers, size_t count) {
    asking->asked = true;
    for (size_t i = 0; i < count; i++) {
        arena_reset(asking->arena);
        if (!ask(asking, about, answers[i])) return false;
    }
    return true;
}

// The record of one case: about the patient, or about each thing of the input's @each.
static bool ask_in_case(Asking *asking) {
    Check *check = asking->check;
    Record *record;
    Err err = {0};
    arena_reset(check->patient);
    if (!case_record(asking->one, check->set, NULL, check->patient, &record, &err)) return true;
    Eval *eval = check_eval(check, asking->one->as_of);
    eval_start(eval, record, record->arena);
    size_t count;
    const Value *answers = input_answers(eval, asking->input, &count);
    if (asking->input->each == NULL) return ask_all(asking, (Str){0}, answers, count);
    Value things = value_null();
    if (!eval_define(eval, asking->input->each, (Str){0}, &things, &err) ||
        things.kind != VALUE_LIST)
        return true;  // the case itself fails then
    for (uint32_t i = 0; i < things.count; i++) {
        if (things.as.items[i].kind == VALUE_STRING &&
            !ask_all(asking, value_str(things.as.items[i]), answers, count))
            return false;
    }
    return true;
}

static void check_input(Check *check, const Item *input, const Case *cases, size_t count,
                        Arena *arena) {
    Asking asking = {.check = check, .input = input, .arena = arena};
    for (size_t i = 0; i < count; i++) {
        asking.one = &cases[i];
        if (!ask_in_case(&asking)) return;  // one fault an input
    }
    if (asking.asked) {
        tally_pass(&check->tally);
        return;
    }
    Spot spot = item_spot(input);
    tally_fail(&check->tally, &spot, "no case has anything that input '%.*s' could be asked about",
               STR_ARG(input->id));
}

void check_answers(Check *check, const Guideline *guideline, const Case *cases, size_t count) {
    Arena *arena = arena_new();
    for (size_t i = 0; i < check->set->item_count; i++) {
        const Item *item = check->set->items[i];
        if (item->guideline != guideline || item->kind != KIND_INPUT || item->record == NULL)
            continue;
        check_input(check, item, cases, count, arena);
    }
    arena_free(arena);
}
