// made_library: a CQL library made by dice that type-checks: retrieves, queries, conversions and
// comparisons over any elements of R4's types, walked from the same table that the records are.

#ifndef FUZZ_MADE_LIBRARY_H
#define FUZZ_MADE_LIBRARY_H

#include "made_records.h"

enum { MADE_DEFINES = 6, MADE_PATH = 120 };

static const char made_head[] = "library Made version '1'\n"
                                "using FHIR version '4.0.1'\n"
                                "include FHIRHelpers version '4.0.1' called FHIRHelpers\n"
                                "codesystem \"SNOMED\": 'http://snomed.info/sct'\n"
                                "codesystem \"LOINC\": 'http://loinc.org'\n"
                                "valueset \"Cancer\": 'http://example.org/vs/cancer'\n"
                                "code \"Weight\": '29463-7' from \"LOINC\"\n"
                                "code \"Tumour\": '254837009' from \"SNOMED\"\n"
                                "context Patient\n";

// What an element comes to, and what can be asked of that. The last row is of all other types.
typedef struct {
    const char *type;     // or what it is a kind of
    const char *value;    // the element as a value
    const char *asks[3];  // conditions on that value
} MadeKind;

#define MADE_DATES "%s before @2021-01-01T00:00:00Z", "year from %s = 2020", "%s is not null"
static const MadeKind made_kinds[] = {
    {"boolean", "(%s).value", {"%s", "%s is not false", "not %s"}},
    {"integer", "(%s).value", {"%s > 2", "%s + 1 = 8", "%s in {1, 7}"}},
    {"positiveInt", "(%s).value", {"%s > 2", "%s + 1 = 8", "%s in {1, 7}"}},
    {"unsignedInt", "(%s).value", {"%s > 2", "%s + 1 = 8", "%s in {1, 7}"}},
    {"decimal", "(%s).value", {"%s > 2.0", "Round(%s) = 62", "%s is null"}},
    {"date", "(%s).value", {"%s before @2021-01-01", "year from %s = 2020", "%s is not null"}},
    {"dateTime", "(%s).value", {MADE_DATES}},
    {"instant", "(%s).value", {MADE_DATES}},
    {"time", "(%s).value", {"%s > @T10:30", "%s is not null", "hour from %s = 10"}},
    {"Quantity",
     "FHIRHelpers.ToQuantity(%s)",
     {"%s > 10 'kg'", "(%s).value > 1.0", "(%s).unit = 'kg'"}},
    {"CodeableConcept",
     "FHIRHelpers.ToConcept(%s)",
     {"%s in \"Cancer\"", "%s ~ ToConcept(\"Tumour\")", "exists ((%s).codes)"}},
    {"Coding",
     "FHIRHelpers.ToCode(%s)",
     {"%s in \"Cancer\"", "%s ~ \"Weight\"", "(%s).display is null"}},
    {"Period",
     "FHIRHelpers.ToInterval(%s)",
     {"start of %s before @2021-06-01T00:00:00Z", "@2021-01-02T00:00:00Z in %s", "%s is not null"}},
    {"Range",
     "FHIRHelpers.ToInterval(%s)",
     {"%s contains 2 'kg'", "%s is null", "start of %s > 1 'kg'"}},
    {"Ratio",
     "FHIRHelpers.ToRatio(%s)",
     {"%s is null", "(%s).numerator > 1 'kg'", "(%s).denominator is not null"}},
    {"string", "(%s).value", {"%s = 'final'", "StartsWith(%s, 'a')", "Length(%s) > 3"}},
    {NULL, "(%s)", {"%s is not null", "%s is null", "%s = %s"}}};
enum {
    MADE_KINDS = sizeof made_kinds / sizeof made_kinds[0],
    MADE_STRING = MADE_KINDS - 2,
    MADE_OTHER = MADE_KINDS - 1
};

typedef struct {
    char text[MADE_PATH];
    FhirType type;
    bool list;
} MadePath;

static inline const MadeKind *made_kind(FhirType type) {
    for (size_t i = 0; i < MADE_STRING; i++) {
        FhirType base = fhir_type_find(str_from(made_kinds[i].type));
        if (type == base || (base != 0 && !fhir_primitive(base) && fhir_type_is_a(type, base)))
            return &made_kinds[i];
    }
    return &made_kinds[fhir_primitive(type) == FHIR_STRING ? MADE_STRING : MADE_OTHER];
}

// One step further down; false when there is none, or no room.
static inline bool made_step(Dice *dice, MadePath *path) {
    size_t count;
    const FhirElement *elements = fhir_elements(path->type, &count);
    if (count == 0 || fhir_primitive(path->type) != FHIR_NOT_PRIMITIVE) return false;
    const FhirElement *element = &elements[dice_below(dice, (uint32_t)count)];
    // What records seldom hold is seldom asked for.
    if (!made_is_plain(element)) element = &elements[dice_below(dice, (uint32_t)count)];
    const FhirChoice *choice = &element->choices[dice_below(dice, element->choice_count)];
    FhirType type = element->content != 0 ? element->content : choice->type;
    bool cast = element->choice_count > 1;
    if (fhir_type_is_abstract(type) || (cast && path->list)) return false;
    MadePath next = {.type = type, .list = path->list || element->list};
    int length =
        cast ? snprintf(next.text, sizeof next.text, "(%s.\"%s\" as FHIR.\"%s\")", path->text,
                        element->name, fhir_type_name(type))
             : snprintf(next.text, sizeof next.text, "%s.\"%s\"", path->text, element->name);
    if (length >= MADE_PATH) return false;
    *path = next;
    return true;
}

static inline MadePath made_path(Dice *dice, const char *alias, FhirType type) {
    MadePath path = {.type = type};
    snprintf(path.text, sizeof path.text, "%s", alias);
    unsigned steps = 1 + dice_below(dice, 3);
    while (steps-- > 0 && made_step(dice, &path)) {
    }
    return path;
}

// Adds a pattern with `text` in the place of each %s.
static inline void made_fill(Buf *out, const char *pattern, Str text) {
    for (const char *hole; (hole = strstr(pattern, "%s")) != NULL; pattern = hole + 2) {
        buf_add(out, (Str){pattern, (size_t)(hole - pattern)});
        buf_add(out, text);
    }
    made_text(out, pattern);
}

// The path as a value; of many elements a list of values.
static inline void made_path_value(Buf *out, const MadePath *path) {
    const MadeKind *kind = made_kind(path->type);
    if (path->list) {
        buf_printf(out, "((%s) E return all ", path->text);
        made_fill(out, kind->value, STR("E"));
        buf_add_char(out, ')');
    } else {
        made_fill(out, kind->value, str_from(path->text));
    }
}

static inline void made_condition(Dice *dice, Buf *out, const char *alias, FhirType type) {
    MadePath path = made_path(dice, alias, type);
    const MadeKind *kind = made_kind(path.type);
    Buf value = {0};
    if (path.list) buf_printf(out, "exists ((%s) E where ", path.text);
    made_fill(&value, kind->value, path.list ? STR("E") : str_from(path.text));
    made_fill(out, DICE_PICK(dice, kind->asks), buf_str(&value));
    if (path.list) buf_add_char(out, ')');
    buf_free(&value);
}

static inline FhirType made_retrieve(Dice *dice, Buf *out) {
    const char *name = dice_one_in(dice, 8) ? "Medication" : made_type(dice);
    FhirType type = fhir_type_find(str_from(name));
    static const char *const terms[] = {"\"Weight\"", "\"Tumour\"", "\"Cancer\""};
    bool coded = fhir_code_path(type) != NULL && dice_one_in(dice, 3);
    buf_printf(out, coded ? "[%s: %s]" : "[%s]", name, DICE_PICK(dice, terms));
    return type;
}

// ---- defines

static inline void made_rows(Dice *dice, Buf *out) {
    made_text(out, dice_one_in(dice, 3) ? "First(" : "(");
    FhirType type = made_retrieve(dice, out);
    made_text(out, " X");
    if (dice_one_in(dice, 3)) {
        made_text(out, " where ");
        made_condition(dice, out, "X", type);
    }
    made_text(out, " return all ");
    MadePath path = made_path(dice, "X", type);
    made_path_value(out, &path);
    made_text(out, ")");
}

static inline void made_whole(Dice *dice, Buf *out) {
    static const char *const around[] = {"%s",
                                         "Count(%s)",
                                         "exists %s",
                                         "First(%s)",
                                         "(%s X return all X.id.value)",
                                         "Count(Descendents(First(%s)))"};
    Buf inner = {0};
    made_retrieve(dice, &inner);
    made_fill(out, DICE_PICK(dice, around), buf_str(&inner));
    buf_free(&inner);
}

static inline void made_related(Dice *dice, Buf *out) {
    FhirType type = made_retrieve(dice, out);
    made_text(out, dice_one_in(dice, 2) ? " X with " : " X without ");
    FhirType other = made_retrieve(dice, out);
    made_text(out, " Y such that ");
    made_condition(dice, out, "X", type);
    made_text(out, dice_one_in(dice, 2) ? " and " : " or ");
    made_condition(dice, out, "Y", other);
    made_text(out, " return all X.id.value");
}

static inline void made_tuple(Dice *dice, Buf *out) {
    FhirType type = made_retrieve(dice, out);
    made_text(out, " X let c: ");
    made_condition(dice, out, "X", type);
    made_text(out, " return all Tuple { c: c");
    for (char name = 'e'; name < 'j'; name++) {
        MadePath path = made_path(dice, "X", type);
        buf_printf(out, ", %c: ", name);
        made_path_value(out, &path);
    }
    made_text(out, " }");
}

static inline void made_patient_value(Dice *dice, Buf *out) {
    MadePath path = made_path(dice, "Patient", fhir_type_find(STR("Patient")));
    made_path_value(out, &path);
}

static inline void made_union(Dice *dice, Buf *out) {
    made_text(out, "(");
    made_retrieve(dice, out);
    made_text(out, " union ");
    made_retrieve(dice, out);
    made_text(out, dice_one_in(dice, 2) ? ") U return all U" : ") U where U is FHIR.Condition");
}

static inline void made_case(Dice *dice, Buf *out) {
    FhirType type = fhir_type_find(STR("Patient"));
    made_text(out, "if ");
    made_condition(dice, out, "Patient", type);
    made_text(out, " then AgeInYearsAt(@2021-01-01) else Count(");
    made_retrieve(dice, out);
    made_text(out, ")");
}

static inline void made_library(Dice *dice, Buf *out) {
    static void (*const defines[])(Dice * dice, Buf * out) = {
        made_rows,  made_rows,          made_whole, made_related,
        made_tuple, made_patient_value, made_union, made_case};
    made_text(out, made_head);
    unsigned count = 1 + dice_below(dice, MADE_DEFINES);
    for (unsigned i = 0; i < count; i++) {
        buf_printf(out, "define D%u: ", i);
        DICE_PICK(dice, defines)(dice, out);
        buf_add_char(out, '\n');
    }
}

#endif
