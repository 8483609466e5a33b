// FHIR structures written in CQL: FHIR.Quantity { value: FHIR.decimal { value: 5.0 } }.
//
// Each element has the type that FHIR gives it: FHIR.string, not System.String. A primitive has one
// element, `value`, of its System type.

#include "cql/check_internal.h"

static Node *check_primitive(Checker *c, const Ast *ast, const Type *type) {
    Conversion conversion;
    const Type *system = system_type_of(c, type->model, &conversion);
    if (ast->kid_count != 2 || !str_eq(ast->kids[1]->text, STR("value"))) {
        return wrong(c, ast->place, "FHIR.%s is written with one element, value: a %s",
                     fhir_type_name(type->model), type_text(c, system));
    }
    Node *value = check_to(c, ast->kids[1]->kids[0], system, "this element");
    if (value == NULL) return NULL;
    Node *node = make_node(c, NODE_FHIR_INSTANCE, type, ast->place, 1);
    node_kid(node, 0, value);
    return make_done(c, node);
}

Node *check_fhir_instance(Checker *c, const Ast *ast, const Type *type) {
    if (fhir_primitive(type->model) != FHIR_NOT_PRIMITIVE) return check_primitive(c, ast, type);
    if (fhir_type_is_abstract(type->model)) {
        return wrong(c, ast->place, "FHIR.%s is abstract: write one of its kinds",
                     fhir_type_name(type->model));
    }
    Node *node = make_node(c, NODE_FHIR_INSTANCE, type, ast->place, ast->kid_count - 1);
    const FhirElement **elements = ARENA_ARRAY(c->arena, const FhirElement *, ast->kid_count);
    for (uint32_t i = 1; i < ast->kid_count; i++) {
        const Ast *element = ast->kids[i];
        elements[i - 1] = fhir_element_find(type->model, element->text);
        if (elements[i - 1] == NULL) return unknown_element(c, type, element->text, element->place);
        Node *value =
            check_to(c, element->kids[0], element_type(c, elements[i - 1]), "this element");
        if (value == NULL) return NULL;
        node_kid(node, i - 1, value);
    }
    node->as.elements = elements;
    return make_done(c, node);
}
