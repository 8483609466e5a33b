// made_records: FHIR resources made by dice from the table of R4's types: any element of any type
// may stand in them, each of the right shape.
//
// One to three patients, each with a few resources about them and what these refer to, in Bundles,
// in one Bundle, or loose.

#ifndef FUZZ_MADE_RECORDS_H
#define FUZZ_MADE_RECORDS_H

#include "base/buf.h"
#include "dice.h"
#include "record/fhir.h"

enum { MADE_DEPTH = 4, MADE_BYTES = 1500, MADE_PATIENTS = 3, MADE_ALL = 12000 };

// Few, so that what a library asks for is there.
static const char *const made_types[] = {"Observation",      "Observation",          "Condition",
                                         "Procedure",        "MedicationRequest",    "Encounter",
                                         "DiagnosticReport", "QuestionnaireResponse"};
static const char *const made_others[] = {"Immunization", "ServiceRequest", "AllergyIntolerance",
                                          "CarePlan", "MedicationAdministration"};

static inline const char *made_type(Dice *dice) {
    return dice_one_in(dice, 8) ? DICE_PICK(dice, made_others) : DICE_PICK(dice, made_types);
}

typedef struct {
    Dice *dice;
    Buf *out;
    size_t end;  // where there is no room left for what is not required
    unsigned patient;
} Maker;

static inline void made_text(Buf *out, const char *text) {
    buf_add(out, str_from(text));
}

static inline void made_primitive(Maker *maker, FhirType type) {
    static const char *const booleans[] = {"true", "false"};
    static const char *const integers[] = {"1", "2", "7", "40", "2147483647"};
    static const char *const decimals[] = {"0", "1.50", "61.5", "-3", "1e2", "0.00000001", "98.60"};
    static const char *const strings[] = {
        "\"final\"", "\"active\"", "\"completed\"", "\"kg\"", "\"mg\"", "\"29463-7\"",
        "\"254837009\"", "\"http://loinc.org\"", "\"a\"", "\"<b>&\\u00e4\"", "\"\\ud83d\\ude00 x\"",
        "\"http://snomed.info/sct\"", "\"http://unitsofmeasure.org\"", "\"\\\\\\\"/\\n\"",
        // Longer than the engines' blocks, and nothing of it a bracket.
        "\"He said \\\"no}]\\\" and \\\\\"",
        ("\"[{]}\\\\\\\"[[ {{ - the report is long, and it goes on for longer than two blocks of "
         "64 "
         "bytes, with \\\"quotes\\\" and }}}} brackets\\\\\"")};
    static const char *const dates[] = {"\"2020\"", "\"2020-02\"", "\"2020-02-29\"",
                                        "\"1999-12-31\""};
    static const char *const instants[] = {"\"2021-01-02T10:30:00Z\"",
                                           "\"2021-01-02T10:30:00.123+01:00\"",
                                           "\"2020-02-29T23:59:59-05:00\"",
                                           "\"2020-02\"",
                                           "\"2019\"",
                                           "\"2021-01-02\""};
    static const char *const times[] = {"\"10:30:00\"", "\"23:59:59.5\"", "\"00:00:00\""};
    const char *text = "\"x\"";
    switch (fhir_primitive(type)) {
    case FHIR_BOOLEAN:
        text = DICE_PICK(maker->dice, booleans);
        break;
    case FHIR_INTEGER:
        text = DICE_PICK(maker->dice, integers);
        break;
    case FHIR_DECIMAL:
        text = DICE_PICK(maker->dice, decimals);
        break;
    case FHIR_STRING:
        text = DICE_PICK(maker->dice, strings);
        break;
    case FHIR_DATE:
        text = DICE_PICK(maker->dice, dates);
        break;
    // An instant has no fewer parts than there are.
    case FHIR_DATETIME:
        text =
            instants[dice_below(maker->dice, strcmp(fhir_type_name(type), "instant") == 0 ? 3 : 6)];
        break;
    case FHIR_TIME:
        text = DICE_PICK(maker->dice, times);
        break;
    case FHIR_NOT_PRIMITIVE:
        break;
    }
    made_text(maker->out, text);
}

static inline void made_object(Maker *maker, FhirType type, int depth);

// What is about whom, and what it refers to, is there.
static inline void made_reference(Maker *maker, bool patient) {
    static const char *const names[] = {"Medication/m", "Practitioner/d", "Organization/h"};
    if (patient) {
        buf_printf(maker->out, "{\"reference\":\"Patient/p%u\"}", maker->patient);
    } else {
        buf_printf(maker->out, "{\"reference\":\"%s\"%s}", DICE_PICK(maker->dice, names),
                   dice_one_in(maker->dice, 4) ? ",\"display\":\"who\"" : "");
    }
}

static inline void made_value(Maker *maker, FhirType type, int depth) {
    if (fhir_primitive(type) != FHIR_NOT_PRIMITIVE) {
        made_primitive(maker, type);
    } else if (strcmp(fhir_type_name(type), "Reference") == 0) {
        made_reference(maker, false);
    } else {
        made_object(maker, type, depth);
    }
}

// A primitive may have extensions beside its value, or instead of it.
static inline void made_extended(Maker *maker, const char *key, bool list) {
    const char *open = list ? "[" : "";
    const char *close = list ? "]" : "";
    buf_printf(maker->out,
               ",\"_%s\":%s{\"extension\":[{\"url\":\"http://x\",\"valueString\":\"why\"}]}%s", key,
               open, close);
}

// Not what holds any resource, and not what a maker has set already.
static inline bool made_is_plain(const FhirElement *element) {
    static const char *const taken[] = {"id",        "contained",         "implicitRules",
                                        "extension", "modifierExtension", "link"};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcmp(element->name, taken[i]) == 0) return false;
    }
    return true;
}

static inline void made_element(Maker *maker, const FhirElement *element, int depth, bool first) {
    const FhirChoice *choice = &element->choices[dice_below(maker->dice, element->choice_count)];
    FhirType type = element->content != 0 ? element->content : choice->type;
    const char *key = fhir_key_name(choice->key);
    if (fhir_type_is_abstract(type)) return;
    if (!first) buf_add_char(maker->out, ',');
    buf_printf(maker->out, "\"%s\":", key);
    if (element->list) buf_add_char(maker->out, '[');
    unsigned count = element->list && dice_one_in(maker->dice, 3) ? 2 : 1;
    for (unsigned i = 0; i < count; i++) {
        if (i > 0) buf_add_char(maker->out, ',');
        made_value(maker, type, depth + 1);
    }
    if (element->list) buf_add_char(maker->out, ']');
    bool extends = fhir_primitive(type) != FHIR_NOT_PRIMITIVE && strcmp(element->name, "div") != 0;
    if (extends && dice_one_in(maker->dice, 8)) made_extended(maker, key, element->list);
}

// The members of an object, after those that stand there.
static inline void made_members(Maker *maker, FhirType type, int depth, bool first) {
    size_t count;
    const FhirElement *elements = fhir_elements(type, &count);
    const char *about = fhir_type_is_resource(type) ? fhir_patient_path(type) : NULL;
    for (size_t i = 0; i < count; i++) {
        const FhirElement *element = &elements[i];
        if (!made_is_plain(element)) continue;
        if (about != NULL && strcmp(element->name, about) == 0) continue;
        bool full = depth >= MADE_DEPTH || maker->out->len >= maker->end;
        // A code path is what retrieves look at.
        bool likely = depth == 0 && fhir_code_element(type) == element;
        if (!element->required && !likely && (full || !dice_one_in(maker->dice, 2))) continue;
        if (depth > MADE_DEPTH + 2) continue;
        size_t before = maker->out->len;
        made_element(maker, element, depth, first);
        first = first && maker->out->len == before;
    }
}

static inline void made_object(Maker *maker, FhirType type, int depth) {
    buf_add_char(maker->out, '{');
    made_members(maker, type, depth, true);
    buf_add_char(maker->out, '}');
}

static inline void made_resource(Maker *maker, const char *name, const char *id) {
    FhirType type = fhir_type_find(str_from(name));
    const char *about = fhir_patient_path(type);
    maker->end = maker->out->len + MADE_BYTES;
    buf_printf(maker->out, "{\"resourceType\":\"%s\",\"id\":\"%s\"", name, id);
    if (about != NULL && strcmp(name, "Patient") != 0) {
        const FhirElement *element = fhir_element_find(type, str_from(about));
        buf_printf(maker->out, ",\"%s\":", about);
        if (element != NULL && element->list) buf_add_char(maker->out, '[');
        made_reference(maker, true);
        if (element != NULL && element->list) buf_add_char(maker->out, ']');
    }
    made_members(maker, type, 0, false);
    buf_add_char(maker->out, '}');
}

// ---- all of an input

typedef enum { MADE_LOOSE, MADE_BUNDLES, MADE_BUNDLE, MADE_FORMS } MadeForm;

static inline void made_next(Maker *maker, MadeForm form, bool first) {
    if (form == MADE_LOOSE) {
        if (!first) buf_add_char(maker->out, '\n');
    } else {
        made_text(maker->out, first ? "{\"resource\":" : "},{\"resource\":");
    }
}

static inline void made_shared(Maker *maker, MadeForm form) {
    static const char *const rows[][2] = {
        {"Medication", "m"}, {"Practitioner", "d"}, {"Organization", "h"}};
    for (size_t i = 0; i < 3; i++) {
        made_next(maker, form, false);
        made_resource(maker, rows[i][0], rows[i][1]);
    }
}

static inline void made_patient(Maker *maker, MadeForm form, bool first) {
    char id[16];
    snprintf(id, sizeof id, "p%u", maker->patient);
    made_next(maker, form, first);
    made_resource(maker, "Patient", id);
    unsigned count = 2 + dice_below(maker->dice, 6);
    for (unsigned i = 0; i < count && maker->out->len < MADE_ALL; i++) {
        snprintf(id, sizeof id, "r%u-%u", maker->patient, i);
        made_next(maker, form, false);
        made_resource(maker, made_type(maker->dice), id);
    }
}

static inline void made_records(Dice *dice, Buf *out) {
    static const char bundle[] = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[";
    Maker maker = {.dice = dice, .out = out};
    MadeForm form = (MadeForm)dice_below(dice, MADE_FORMS);
    unsigned patients = 1 + dice_below(dice, MADE_PATIENTS);
    if (form == MADE_BUNDLE) made_text(out, bundle);
    for (unsigned i = 0; i < patients; i++) {
        maker.patient = i;
        if (form == MADE_BUNDLES) made_text(out, bundle);
        made_patient(&maker, form, i == 0 || form == MADE_BUNDLES);
        // The same in each Bundle, as a server would send it.
        Dice same = dice_of(STR("shared"));
        Maker again = {.dice = &same, .out = out};
        if (form == MADE_BUNDLES || i + 1 == patients) made_shared(&again, form);
        if (form == MADE_BUNDLES) made_text(out, "}]}\n");
    }
    made_text(out, form == MADE_BUNDLE ? "}]}\n" : "\n");
}

#endif
