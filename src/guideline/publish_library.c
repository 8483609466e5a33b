// A CQL library as a Library.

#include <nettle/base64.h>

#include "guideline/publish_internal.h"

// ---- its words

// The comment before `library` up to its first tag.
static Str prose_of(const Library *library) {
    const AstComment *comment = library->ast->comment;
    if (comment == NULL) return STR_NONE;
    Str text = comment->text;
    bool at_start = true;
    for (size_t i = 0; i < text.len; i++) {
        if (at_start && text.data[i] == '@') return (Str){text.data, i};
        if (text.data[i] == '\n') {
            at_start = true;
        } else if (text.data[i] != ' ' && text.data[i] != '\t') {
            at_start = false;
        }
    }
    return text;
}

// ---- what it depends on

typedef struct {
    Publishing *p;
    bool open;
} Related;

static void begin_related(Related *related) {
    if (!related->open) {
        json_key(&related->p->w, "relatedArtifact");
        json_begin(&related->p->w, '[');
    }
    related->open = true;
}

static void add_dependency(Related *related, Str resource) {
    JsonWriter *w = &related->p->w;
    begin_related(related);
    json_begin(w, '{');
    part_word(w, "type", "depends-on");
    part_text(w, related->p->arena, "resource", resource);
    json_end(w, '}');
}

// FHIRHelpers is built in here; others find it under the URL of the FHIR model.
static Str included_url(const Publishing *p, const AstDeclaration *include) {
    for (size_t i = 0; i < p->set->program->library_count; i++) {
        const Library *library = p->set->program->libraries[i];
        if (str_eq(library->name, include->target)) return publish_library_url(p, library);
    }
    return arena_printf(p->arena, "http://hl7.org/fhir/Library/%.*s%s%.*s",
                        STR_ARG(include->target), include->version.len > 0 ? "|" : "",
                        STR_ARG(include->version));
}

static Str terms_url(const Publishing *p, const AstDeclaration *declaration) {
    if (declaration->version.len == 0) return declaration->target;
    return arena_printf(p->arena, "%.*s|%.*s", STR_ARG(declaration->target),
                        STR_ARG(declaration->version));
}

static bool cited_before(const Publishing *p, const Library *library, size_t item, size_t at) {
    const Citation *citation = &p->set->items[item]->citations[at];
    for (size_t i = 0; i <= item; i++) {
        const Item *other = p->set->items[i];
        if (other->declaration->library != library) continue;
        size_t count = i == item ? at : other->citation_count;
        for (size_t k = 0; k < count; k++) {
            if (other->citations[k].source == citation->source &&
                str_eq(other->citations[k].at, citation->at))
                return true;
        }
    }
    return false;
}

static void put_related(Publishing *p, const Library *library) {
    Related related = {p, false};
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *declaration = &library->ast->declarations[i];
        if (declaration->kind == AST_INCLUDE)
            add_dependency(&related, included_url(p, declaration));
        if (declaration->kind == AST_VALUESET || declaration->kind == AST_CODESYSTEM)
            add_dependency(&related, terms_url(p, declaration));
    }
    for (size_t i = 0; i < p->set->item_count; i++) {
        const Item *item = p->set->items[i];
        for (size_t k = 0; item->declaration->library == library && k < item->citation_count; k++) {
            if (cited_before(p, library, i, k)) continue;
            begin_related(&related);
            part_citation(&p->w, p->arena, p->publisher, &item->citations[k]);
        }
    }
    if (related.open) json_end(&p->w, ']');
}

// ---- parameters and results

// The FHIR type of a value of that CQL type; a type FHIR has no word for is "Any".
static const char *fhir_word(const Type *type) {
    switch ((TypeKind)type->kind) {
    case TYPE_BOOLEAN:
        return "boolean";
    case TYPE_INTEGER:
        return "integer";
    case TYPE_DECIMAL:
        return "decimal";
    case TYPE_STRING:
    case TYPE_LONG:  // FHIR R4 has no type of its own
        return "string";
    case TYPE_DATE:
        return "date";
    case TYPE_DATETIME:
        return "dateTime";
    case TYPE_TIME:
        return "time";
    case TYPE_QUANTITY:
        return "Quantity";
    case TYPE_RATIO:
        return "Ratio";
    case TYPE_CODE:
        return "Coding";
    case TYPE_CONCEPT:
        return "CodeableConcept";
    case TYPE_FHIR:
        // A part of a resource ("Observation.Component") is no type of its own.
        return strchr(fhir_type_name(type->model), '.') == NULL ? fhir_type_name(type->model)
                                                                : "Any";
    case TYPE_INTERVAL: {
        TypeKind of = (TypeKind)type->as.of->kind;
        if (of == TYPE_DATE || of == TYPE_DATETIME) return "Period";
        bool range = of == TYPE_INTEGER || of == TYPE_DECIMAL || of == TYPE_QUANTITY;
        return range ? "Range" : "Any";
    }
    default:
        return "Any";
    }
}

static void put_parameter(Publishing *p, const char *use, Str name, const Type *type, Str words) {
    JsonWriter *w = &p->w;
    bool list = type->kind == TYPE_LIST;
    json_begin(w, '{');
    json_key(w, "extension");
    json_begin(w, '[');
    json_begin(w, '{');
    part_word(w, "url", "http://hl7.org/fhir/StructureDefinition/cqf-cqlType");
    part_text(w, p->arena, "valueString", type_name(p->arena, type));
    json_end(w, '}');
    json_end(w, ']');
    part_text(w, p->arena, "name", name);
    part_word(w, "use", use);
    json_key(w, "min");
    json_put_int(w, 0);
    part_word(w, "max", list ? "*" : "1");
    part_text(w, p->arena, "documentation", words);
    part_word(w, "type", fhir_word(list ? type->as.of : type));
    json_end(w, '}');
}

static Str words_of(const Publishing *p, const Declaration *declaration) {
    const Item *item = p->set->by_declaration[declaration->index];
    if (item == NULL) return STR_NONE;
    return item->title.len > 0 ? item->title : item->ask;
}

// A result is what a define of the patient gives that others may name.
static bool is_result(const Declaration *declaration) {
    return declaration->ast != NULL && !declaration->is_function && !declaration->is_private &&
           declaration->context == CONTEXT_PATIENT;
}

static void put_parameters(Publishing *p, const Library *library) {
    const Program *program = p->set->program;
    bool open = false;
    for (size_t i = 0; i < program->parameter_count; i++) {
        const Parameter *parameter = &program->parameters[i];
        if (parameter->library != library) continue;
        if (!open) json_key(&p->w, "parameter"), json_begin(&p->w, '[');
        open = true;
        put_parameter(p, "in", parameter->name, parameter->type, STR_NONE);
    }
    for (size_t i = 0; i < library->declaration_count; i++) {
        const Declaration *declaration = library->declarations[i];
        if (!is_result(declaration)) continue;
        if (!open) json_key(&p->w, "parameter"), json_begin(&p->w, '[');
        open = true;
        put_parameter(p, "out", declaration->name, declaration->type, words_of(p, declaration));
    }
    if (open) json_end(&p->w, ']');
}

// ---- the text

static void put_content(Publishing *p, const Library *library) {
    JsonWriter *w = &p->w;
    size_t len = BASE64_ENCODE_RAW_LENGTH(library->source.len);
    char *text = arena_alloc(p->arena, len + 1, 1);
    base64_encode_raw(text, library->source.len, (const uint8_t *)library->source.data);
    json_key(w, "content");
    json_begin(w, '[');
    json_begin(w, '{');
    part_word(w, "contentType", "text/cql");
    json_key(w, "data");
    json_put_string(w, (Str){text, len});
    json_end(w, '}');
    json_end(w, ']');
}

bool publish_library(Publishing *p, const Library *library) {
    JsonWriter *w = &p->w;
    const Guideline *guideline = publish_guideline(p, library);
    bool is_main = guideline != NULL && guideline->library == library;
    Head head = {.type = "Library",
                 .id = part_id(p->arena, library->name),
                 .version = library->version,
                 .name = publish_name(p->arena, library->name),
                 .title = is_main ? guideline->title : library->name,
                 .status = publish_status(p, library),
                 .date = guideline == NULL ? (STR_NONE) : guideline->reviewed,
                 .description = prose_of(library)};
    publish_begin(p, &head);
    json_key(w, "type");
    json_begin(w, '{');
    json_key(w, "coding");
    json_begin(w, '[');
    part_coding(w, p->arena, NULL,
                (CodeValue){.system = STR("http://terminology.hl7.org/CodeSystem/library-type"),
                            .code = STR("logic-library")});
    json_end(w, ']');
    json_end(w, '}');
    put_related(p, library);
    put_parameters(p, library);
    bool *own = ARENA_ARRAY(p->arena, bool, p->set->program->declaration_count + 1);
    for (size_t i = 0; i < library->declaration_count; i++)
        own[library->declarations[i]->index] = library->declarations[i]->ast != NULL;
    publish_requirements(p, "dataRequirement", own);
    put_content(p, library);
    return publish_end(p);
}
