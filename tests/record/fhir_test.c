// fhir: the type table says what R4 says. The facts here are from the resource pages of
// http://hl7.org/fhir/R4/.

#include "record/fhir.h"
#include "test.h"

static Str text_of(const char *text) {
    return (Str){text == NULL ? "" : text, text == NULL ? 0 : strlen(text)};
}

static const FhirElement *element(const char *type, const char *name) {
    return fhir_element_find(fhir_type_find(text_of(type)), text_of(name));
}

TEST(fhir_types_are_found_by_name) {
    CHECK(fhir_type_find(STR("Observation")) != 0);
    CHECK(fhir_type_find(STR("Observation.Component")) != 0);
    CHECK(fhir_type_find(STR("dateTime")) != 0);
    CHECK(fhir_type_find(STR("Timing.Repeat")) != 0);
    CHECK_INT(fhir_type_find(STR("observation")), 0);
    CHECK_INT(fhir_type_find(STR("Observation.component")), 0);
    CHECK_INT(fhir_type_find(STR("Observ")), 0);
    CHECK_INT(fhir_type_find(STR("ObservationX")), 0);
    CHECK_INT(fhir_type_find(STR("")), 0);
    // Of R4B and R5, not of R4.
    CHECK_INT(fhir_type_find(STR("SubscriptionStatus")), 0);
    CHECK_INT(fhir_type_find(STR("ImagingSelection")), 0);
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        const char *name = fhir_type_name((FhirType)i);
        CHECK_ROW(fhir_type_find(text_of(name)) == i, "%s", name);
    }
}

TEST(fhir_types_know_their_base) {
    FhirType quantity = fhir_type_find(STR("Quantity"));
    CHECK_INT(fhir_type_base(fhir_type_find(STR("Age"))), quantity);
    CHECK(fhir_type_is_a(fhir_type_find(STR("Age")), quantity));
    CHECK(fhir_type_is_a(quantity, quantity));
    CHECK(!fhir_type_is_a(quantity, fhir_type_find(STR("Age"))));
    CHECK(fhir_type_is_a(fhir_type_find(STR("Condition")), fhir_type_find(STR("Resource"))));
    CHECK(fhir_type_is_a(fhir_type_find(STR("positiveInt")), fhir_type_find(STR("integer"))));
    CHECK_INT(fhir_type_base(fhir_type_find(STR("Element"))), 0);
    CHECK_INT(fhir_type_base(fhir_type_find(STR("Resource"))), 0);
    CHECK(fhir_type_is_a(fhir_type_find(STR("Observation.Component")),
                         fhir_type_find(STR("BackboneElement"))));
    CHECK(fhir_type_is_resource(fhir_type_find(STR("Condition"))));
    CHECK(!fhir_type_is_resource(quantity));
    CHECK(!fhir_type_is_resource(fhir_type_find(STR("Observation.Component"))));
    CHECK(fhir_type_is_abstract(fhir_type_find(STR("DomainResource"))));
    CHECK(!fhir_type_is_abstract(fhir_type_find(STR("Condition"))));
}

TEST(fhir_primitives_have_a_system_type) {
    static const struct {
        const char *type;
        FhirPrimitive primitive;
    } rows[] = {{"boolean", FHIR_BOOLEAN},
                {"positiveInt", FHIR_INTEGER},
                {"unsignedInt", FHIR_INTEGER},
                {"decimal", FHIR_DECIMAL},
                {"instant", FHIR_DATETIME},
                {"dateTime", FHIR_DATETIME},
                {"date", FHIR_DATE},
                {"time", FHIR_TIME},
                {"code", FHIR_STRING},
                {"xhtml", FHIR_STRING},
                {"Quantity", FHIR_NOT_PRIMITIVE},
                {"Patient", FHIR_NOT_PRIMITIVE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(fhir_primitive(fhir_type_find(text_of(rows[i].type))) == rows[i].primitive, "%s",
                  rows[i].type);
    }
    CHECK(element("dateTime", "extension") != NULL);
    CHECK(element("dateTime", "value") == NULL);
}

TEST(fhir_elements_have_cardinality_and_type) {
    const FhirElement *code = element("Condition", "code");
    if (!CHECK(code != NULL)) return;
    CHECK(!code->list && !code->required);
    CHECK_INT(code->choice_count, 1);
    CHECK_STR(text_of(fhir_type_name(code->choices[0].type)), "CodeableConcept");
    CHECK_INT(code->first_key, fhir_key_find(STR("code")));
    CHECK_INT(code->last_key, code->first_key);
    const FhirElement *subject = element("Condition", "subject");
    CHECK(subject != NULL && subject->required);
    const FhirElement *component = element("Observation", "component");
    if (!CHECK(component != NULL && component->list)) return;
    CHECK_STR(text_of(fhir_type_name(component->choices[0].type)), "Observation.Component");
    CHECK(element("Observation", "id") != NULL);         // of Resource
    CHECK(element("Observation", "contained") != NULL);  // of DomainResource
    CHECK(element("Observation", "component.code") == NULL);
    CHECK(element("Observation", "valueQuantity") == NULL);
    size_t count;
    const FhirElement *all = fhir_elements(fhir_type_find(STR("Observation")), &count);
    CHECK_STR(text_of(all[0].name), "id");
    CHECK_STR(text_of(all[count - 1].name), "component");
    CHECK_STR(text_of(fhir_type_name(element("Observation", "id")->choices[0].type)), "id");
    CHECK_STR(text_of(fhir_type_name(element("Quantity", "id")->choices[0].type)), "string");
    CHECK_STR(text_of(fhir_type_name(element("Extension", "url")->choices[0].type)), "uri");
}

TEST(fhir_choices_are_a_range_of_keys) {
    const FhirElement *value = element("Observation", "value");
    if (!CHECK(value != NULL)) return;
    CHECK_INT(value->choice_count, 11);
    CHECK(value->last_key > value->first_key);
    bool quantity = false;
    for (uint16_t i = 0; i < value->choice_count; i++) {
        FhirChoice choice = value->choices[i];
        CHECK(choice.key >= value->first_key && choice.key <= value->last_key);
        if (choice.type == fhir_type_find(STR("Quantity"))) {
            quantity = true;
            CHECK_STR(text_of(fhir_key_name(choice.key)), "valueQuantity");
        }
    }
    CHECK(quantity);
    // A plain element whose name looks like a choice: Measure.effectivePeriod.
    const FhirElement *period = element("Measure", "effectivePeriod");
    if (!CHECK(period != NULL)) return;
    CHECK_INT(period->first_key, period->last_key);
    // Neighbouring keys never reach into the name of another element.
    uint16_t value_set = fhir_key_find(STR("valueSet"));
    CHECK(value_set != 0);
    CHECK(value_set < value->first_key || value_set > value->last_key);
}

TEST(fhir_simple_quantities_are_told_apart) {
    FhirType simple = fhir_type_find(STR("SimpleQuantity"));
    CHECK_INT(element("MedicationAdministration.Dosage", "dose")->choices[0].type, simple);
    CHECK_INT(element("Observation.ReferenceRange", "low")->choices[0].type, simple);
    const FhirElement *dose = element("Dosage.DoseAndRate", "dose");
    if (!CHECK(dose != NULL && dose->choice_count == 2)) return;
    CHECK_STR(text_of(fhir_type_name(dose->choices[0].type)), "Range");
    CHECK_INT(dose->choices[1].type, simple);
    CHECK_STR(text_of(fhir_key_name(dose->choices[1].key)), "doseQuantity");
    CHECK_STR(text_of(fhir_type_name(element("Observation.Component", "value")->choices[0].type)),
              "Quantity");
}

TEST(fhir_elements_that_repeat_others_say_so) {
    const FhirElement *item = element("Questionnaire.Item", "item");
    if (!CHECK(item != NULL)) return;
    CHECK_INT(item->content, fhir_type_find(STR("Questionnaire.Item")));
    CHECK_INT(item->choices[0].type, item->content);
    const FhirElement *range = element("Observation.Component", "referenceRange");
    if (!CHECK(range != NULL)) return;
    CHECK_INT(range->content, fhir_type_find(STR("Observation.ReferenceRange")));
    CHECK_INT(element("Condition", "code")->content, 0);
}

TEST(fhir_keys_are_found_by_name) {
    for (size_t i = 1; i <= fhir_key_count(); i++) {
        const char *name = fhir_key_name((uint16_t)i);
        CHECK_ROW(fhir_key_find(text_of(name)) == i, "%s", name);
    }
    CHECK(fhir_key_find(STR("resourceType")) != 0);
    CHECK_INT(fhir_key_find(STR("_status")), 0);
    CHECK_INT(fhir_key_find(STR("")), 0);
    CHECK_INT(fhir_key_find(STR("no such member")), 0);
}

TEST(fhir_resources_know_their_code_and_whom_they_are_about) {
    static const struct {
        const char *type, *code, *about;
    } rows[] = {
        {"Condition", "code", "subject"},
        {"Encounter", "type", "subject"},
        {"Immunization", "vaccineCode", "patient"},
        {"MedicationRequest", "medication", "subject"},
        {"Coverage", "type", "beneficiary"},  // not policyHolder, subscriber or payor
        {"ResearchSubject", "", "individual"},
        {"Task", "code", "for"},
        {"QuestionnaireResponse", "", "subject"},  // not author or source
        {"RelatedPerson", "relationship", "patient"},
        {"Device", "type", "patient"},
        {"Medication", "code", ""},
        {"Practitioner", "", ""},
        {"Group", "code", ""},
        {"Patient", "", ""},
        {"MedicinalProduct", "", ""},
        {"Provenance", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        FhirType type = fhir_type_find(text_of(rows[i].type));
        CHECK_STR(text_of(fhir_code_path(type)), rows[i].code);
        CHECK_STR(text_of(fhir_patient_path(type)), rows[i].about);
    }
}
