// The inputs of a guideline as a Questionnaire: an item for each, with the question as its text and
// the code of @record as its code, so that an answer becomes the Observation that the input reads
// (SDC, observation-based extraction).
//
// @answers lists one value in each class that matters to the rules. Codes are the options; texts
// are options, too, but other words may be written. For numbers and dates they are none: an option
// would forbid every number between them. An interval is a group of two items; inputs about each
// thing are a group that repeats, whose first item says which thing.

#include "guideline/publish_internal.h"

static void put_extension(Publishing *p, const char *url) {
    json_begin(&p->w, '{');
    part_word(&p->w, "url", url);
}

static void put_item_head(Publishing *p, Str link, Str text, const char *type) {
    part_text(&p->w, p->arena, "linkId", link);
    part_text(&p->w, p->arena, "text", text);
    part_word(&p->w, "type", type);
}

// ---- answers

static Value answers_of(Publishing *p, const Item *input) {
    Value list = value_null();
    Err ignored = {0};
    if (input->answers == NULL ||
        !eval_define(p->eval, input->answers, STR_NONE, &list, &ignored) || list.kind != VALUE_LIST)
        return value_null();
    return list;
}

static bool is_option(Value answer) {
    return answer.kind == VALUE_CODE || answer.kind == VALUE_STRING ||
           (answer.kind == VALUE_CONCEPT && answer.as.concept->count > 0);
}

static void put_option(Publishing *p, Value answer) {
    json_begin(&p->w, '{');
    if (answer.kind == VALUE_STRING) {
        part_text(&p->w, p->arena, "valueString", value_str(answer));
    } else {
        const CodeValue *code =
            answer.kind == VALUE_CODE ? answer.as.code : &answer.as.concept->codes[0];
        part_coding(&p->w, p->arena, "valueCoding", *code);
    }
    json_end(&p->w, '}');
}

static void put_options(Publishing *p, Value answers) {
    bool open = false;
    for (uint32_t i = 0; answers.kind == VALUE_LIST && i < answers.count; i++) {
        if (!is_option(answers.as.items[i])) continue;
        if (!open) json_key(&p->w, "answerOption"), json_begin(&p->w, '[');
        open = true;
        put_option(p, answers.as.items[i]);
    }
    if (open) json_end(&p->w, ']');
}

// FHIR writes units of time by their UCUM codes.
static Str unit_code(const QuantityValue *quantity) {
    static const char *const codes[] = {
        [PRECISION_YEAR] = "a",   [PRECISION_MONTH] = "mo",      [PRECISION_WEEK] = "wk",
        [PRECISION_DAY] = "d",    [PRECISION_HOUR] = "h",        [PRECISION_MINUTE] = "min",
        [PRECISION_SECOND] = "s", [PRECISION_MILLISECOND] = "ms"};
    Precision unit;
    if (!quantity->calendar || !precision_find(quantity->unit, &unit)) return quantity->unit;
    return str_from(codes[unit]);
}

static bool unit_before(Value answers, uint32_t at) {
    Str unit = unit_code(answers.as.items[at].as.quantity);
    for (uint32_t i = 0; i < at; i++) {
        if (answers.as.items[i].kind == VALUE_QUANTITY &&
            str_eq(unit_code(answers.as.items[i].as.quantity), unit))
            return true;
    }
    return false;
}

// The units of the answers, as the ones to choose from.
static void put_units(Publishing *p, Value answers) {
    for (uint32_t i = 0; answers.kind == VALUE_LIST && i < answers.count; i++) {
        if (answers.as.items[i].kind != VALUE_QUANTITY || unit_before(answers, i)) continue;
        const QuantityValue *quantity = answers.as.items[i].as.quantity;
        put_extension(p, "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption");
        part_coding(&p->w, p->arena, "valueCoding",
                    (CodeValue){.system = STR("http://unitsofmeasure.org"),
                                .code = unit_code(quantity),
                                .display = quantity->unit});
        json_end(&p->w, '}');
    }
}

// ---- items

static const char *item_type(const Type *type) {
    switch ((TypeKind)type->kind) {
    case TYPE_BOOLEAN:
        return "boolean";
    case TYPE_INTEGER:
        return "integer";
    case TYPE_DECIMAL:
        return "decimal";
    case TYPE_DATE:
        return "date";
    case TYPE_DATETIME:
        return "dateTime";
    case TYPE_QUANTITY:
        return "quantity";
    case TYPE_CONCEPT:
        return "choice";
    case TYPE_INTERVAL:
        return "group";
    default:
        return "string";
    }
}

static void put_end(Publishing *p, const Item *input, const char *which, const char *text) {
    json_begin(&p->w, '{');
    put_item_head(p, arena_printf(p->arena, "%.*s.%s", STR_ARG(input->id), which), str_from(text),
                  item_type(input->declaration->type->as.of));
    json_end(&p->w, '}');
}

static void put_interval(Publishing *p, const Item *input) {
    json_key(&p->w, "item");
    json_begin(&p->w, '[');
    put_end(p, input, "low", "From");
    put_end(p, input, "high", "To");
    json_end(&p->w, ']');
}

static void put_input_extensions(Publishing *p, const Item *input, Value answers) {
    bool units = input->declaration->type->kind == TYPE_QUANTITY;
    if (input->record == NULL && !units) return;
    json_key(&p->w, "extension");
    json_begin(&p->w, '[');
    if (input->record != NULL) {
        put_extension(p, "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
                         "sdc-questionnaire-observationExtract");
        json_key(&p->w, "valueBoolean");
        json_put_bool(&p->w, true);
        json_end(&p->w, '}');
    }
    if (units) put_units(p, answers);
    json_end(&p->w, ']');
}

static void put_input(Publishing *p, const Item *input) {
    JsonWriter *w = &p->w;
    const Type *type = input->declaration->type;
    bool dated = type->kind == TYPE_DATE || type->kind == TYPE_DATETIME;
    Value answers = dated ? value_null() : answers_of(p, input);
    bool worded = type->kind == TYPE_STRING && answers.kind == VALUE_LIST && answers.count > 0;
    json_begin(w, '{');
    put_input_extensions(p, input, answers);
    part_text(w, p->arena, "linkId", input->id);
    if (input->record != NULL) {
        json_key(w, "code");
        json_begin(w, '[');
        part_coding(w, p->arena, NULL, *input->record);
        json_end(w, ']');
    }
    part_text(w, p->arena, "text", input->ask.len > 0 ? input->ask : input->declaration->name);
    part_word(w, "type", worded ? "open-choice" : item_type(type));
    json_key(w, "required");
    json_put_bool(w, false);
    put_options(p, answers);
    if (type->kind == TYPE_INTERVAL) put_interval(p, input);
    json_end(w, '}');
}

// ---- groups of what is asked about each thing

static bool is_asked(const Item *item, const Declaration *each) {
    return item->kind == KIND_INPUT && item->each == each;
}

static bool came_before(const Guideline *guideline, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (is_asked(guideline->items[i], guideline->items[at]->each)) return true;
    }
    return false;
}

// Two libraries of a guideline may call their lists alike: then the library is named, too.
static Str name_of_list(Publishing *p, const Guideline *guideline, const Declaration *each) {
    for (size_t i = 0; i < guideline->item_count; i++) {
        const Declaration *other = guideline->items[i]->each;
        if (guideline->items[i]->kind != KIND_INPUT || other == NULL || other == each ||
            !str_eq(other->name, each->name))
            continue;
        return part_id(p->arena, arena_printf(p->arena, "%.*s.%.*s", STR_ARG(each->library->name),
                                              STR_ARG(each->name)));
    }
    return part_id(p->arena, each->name);
}

static void put_group(Publishing *p, const Guideline *guideline, const Declaration *each) {
    JsonWriter *w = &p->w;
    Str name = name_of_list(p, guideline, each);
    json_begin(w, '{');
    put_item_head(p, arena_printf(p->arena, "each.%.*s", STR_ARG(name)), each->name, "group");
    json_key(w, "repeats");
    json_put_bool(w, true);
    json_key(w, "item");
    json_begin(w, '[');
    json_begin(w, '{');
    put_item_head(p, arena_printf(p->arena, "about.%.*s", STR_ARG(name)),
                  STR("Which one is it about?"), "reference");
    json_key(w, "required");
    json_put_bool(w, true);
    json_end(w, '}');
    for (size_t i = 0; i < guideline->item_count; i++) {
        if (is_asked(guideline->items[i], each)) put_input(p, guideline->items[i]);
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void put_items(Publishing *p, const Guideline *guideline) {
    bool open = false;
    for (size_t i = 0; i < guideline->item_count; i++) {
        const Item *item = guideline->items[i];
        if (item->kind != KIND_INPUT || (item->each != NULL && came_before(guideline, i))) continue;
        if (!open) json_key(&p->w, "item"), json_begin(&p->w, '[');
        open = true;
        if (item->each == NULL) {
            put_input(p, item);
        } else {
            put_group(p, guideline, item->each);
        }
    }
    if (open) json_end(&p->w, ']');
}

// Whoever fills it in does so for a patient, whom the form can name.
static void put_launch_context(Publishing *p) {
    JsonWriter *w = &p->w;
    json_key(w, "extension");
    json_begin(w, '[');
    put_extension(p,
                  "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-launchContext");
    json_key(w, "extension");
    json_begin(w, '[');
    put_extension(p, "name");
    part_coding(w, p->arena, "valueCoding",
                (CodeValue){.system = STR("http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext"),
                            .code = STR("patient"),
                            .display = STR("Patient")});
    json_end(w, '}');
    put_extension(p, "type");
    part_word(w, "valueCode", "Patient");
    json_end(w, '}');
    json_end(w, ']');
    json_end(w, '}');
    json_end(w, ']');
}

bool publish_questionnaire(Publishing *p, const Guideline *guideline) {
    Head head = {.type = "Questionnaire",
                 .id = part_id(p->arena, guideline->id),
                 .version = guideline->version,
                 .name = arena_printf(p->arena, "%.*sQuestions",
                                      STR_ARG(publish_name(p->arena, guideline->id))),
                 .title = guideline->title,
                 .status = guideline->status,
                 .date = guideline->reviewed,
                 .description = STR("What the guideline asks. An answer is stored as an "
                                    "Observation with the code of its question; what is not "
                                    "answered stays not known.")};
    publish_begin(p, &head);
    part_text(&p->w, p->arena, "lastReviewDate", guideline->reviewed);
    put_launch_context(p);
    json_key(&p->w, "subjectType");
    json_begin(&p->w, '[');
    json_put_string(&p->w, STR("Patient"));
    json_end(&p->w, ']');
    put_items(p, guideline);
    return publish_end(p);
}
