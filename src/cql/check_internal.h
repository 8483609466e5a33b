// check_internal: what the files of the checker share; nobody else includes it.

#ifndef CQL_CHECK_INTERNAL_H
#define CQL_CHECK_INTERNAL_H

#include <assert.h>

#include "base/map.h"
#include "cql/check.h"
#include "cql/eval.h"
#include "cql/eval_internal.h"
#include "cql/parse.h"
#include "terms/ucum.h"

// A name that an expression sees: an alias, a let, a parameter of a function, or the row of a `sort
// by`.
typedef struct Variable Variable;
struct Variable {
    Variable *outer;
    Str name;
    const Type *type;
    uint32_t slot;
    bool is_row;  // elements of it are names of their own
};

typedef enum {
    NAME_NONE,
    NAME_DECLARATION,
    NAME_PARAMETER,
    NAME_VALUE,
    NAME_LIBRARY,
    NAME_HELPERS
} NameKind;

// What a library declares under one name, besides functions.
typedef struct {
    uint8_t kind;  // a NameKind
    bool is_private;
    Declaration *declaration;
    uint32_t parameter;
    const Type *type;  // VALUE: a code, concept, value set or code system
    Value value;
    VocabularyValue
        *vocabulary;         // of a value set: what `value` points at, bound to its codes later
    const Library *library;  // LIBRARY
} Name;

typedef enum { BODY_WAITS, BODY_RUNNING, BODY_DONE } BodyState;

// What the checker knows of a library.
typedef struct {
    Map *names;  // Str -> Name *
    Declaration **functions;
    size_t function_count;
    bool uses_fhir;
    bool is_bare;  // one expression
} Names;

struct Checker {
    CheckOptions options;
    Arena *arena;
    TypeTable *types;
    Program *program;
    Err *err;
    bool parsed;

    Library **libraries;
    size_t library_count, library_size;
    Declaration **declarations;
    size_t declaration_count, declaration_size;
    uint8_t *body_states;
    Parameter *parameters;
    size_t parameter_count, parameter_size;

    // of the declaration that is being checked
    const Library *library;
    Declaration *declaration;
    Variable *scope;
    uint32_t frame;
    uint32_t depth;
    uint32_t nesting;  // of bodies that are being checked
    Map *signatures;   // address of an OpRow -> parsed signature
    bool terms_frozen;
};

// The arguments of a call.
typedef struct {
    Node *const *items;
    size_t count;
} Args;

// ---- nodes (check_node.c)
Node *make_node(Checker *c, NodeKind kind, const Type *type, AstPlace place, size_t kid_count);
static inline void node_kid(Node *node, size_t i, const Node *kid) {
    node->kids[i] = kid;
}
// Sets the evaluator; folds constants. Returns the node to use. NULL in, NULL out.
Node *make_done(Checker *c, Node *node);
Node *make_literal(Checker *c, const Type *type, AstPlace place, Value value);
Node *make_local(Checker *c, const Type *type, AstPlace place, uint32_t slot);
Node *make_op(Checker *c, const OpRow *row, const Type *result, Precision precision, AstPlace place,
              Args args);
uint32_t new_slot(Checker *c);

// Fills the error with the place; returns NULL, so that a check reads `return wrong(...)`.
Node *wrong(Checker *c, AstPlace place, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));
// "did you mean 'X'?" or ""; `names` are candidates.
const char *did_you_mean(Checker *c, Str name, const Str *names, size_t count);
const char *type_text(Checker *c, const Type *type);  // for messages

// ---- expressions (check_expr.c and others)
Node *check(Checker *c, const Ast *ast);
Node *check_to(Checker *c, const Ast *ast, const Type *type,
               const char *what);  // converted to `type`
Node *check_literal(Checker *c, const Ast *ast);
Node *check_selector(Checker *c, const Ast *ast);
Node *check_identifier(Checker *c, const Ast *ast);
Node *check_member(Checker *c, const Ast *ast);
Node *check_call(Checker *c, const Ast *ast);
Node *check_query(Checker *c, const Ast *ast);
Node *check_retrieve(Checker *c, const Ast *ast);
Node *check_timing(Checker *c, const Ast *ast);
const Type *check_type(Checker *c, const Ast *ast);  // a type specifier; NULL with an error
// A part of a System structure or an Interval: Quantity.unit, Interval.low, ...
bool part_find(Checker *c, const Type *type, Str name, Part *part, const Type **is);

// The element `name` of a value.
Node *property(Checker *c, Node *owner, Str name, AstPlace place);
// The type of a FHIR element.
const Type *element_type(Checker *c, const FhirElement *element);
// Marks what a conversion or an access reads. Type and its subtypes.
void need(Checker *c, FhirType type, const char *element, bool whole);
void need_whole(Checker *c, const Type *type);  // every FHIR element type within is read whole
void need_conversion(Checker *c, FhirType type, Conversion conversion);

// A name as seen from `library`; NULL if it declares no such thing.
Name *name_find(const Library *library, Str name);
Node *name_node(Checker *c, const Name *name, AstPlace place);
bool declaration_check(Checker *c,
                       Declaration *declaration);  // its body, if that is still to be done

// ---- conversions (check_convert.c)
enum {
    COST_EXACT = 0,
    COST_SUBTYPE = 1,
    COST_COMPATIBLE = 2,
    COST_CAST = 3,
    COST_SIMPLE = 4,
    COST_CLASS = 5,
    COST_NONE = 1000
};
// How much it takes to use a `from` as a `to`; COST_NONE if it cannot be.
int conversion_cost(Checker *c, const Type *from, const Type *to);
// `node` as a `to`; the cost must not be COST_NONE.
Node *convert(Checker *c, Node *node, const Type *to);
// A type that all can be used as: one of them, or a choice.
const Type *common_type(Checker *c, const Type *const *types, size_t count);
// The System type that a FHIR type converts to; NULL if to none.
const Type *system_type_of(Checker *c, FhirType type, Conversion *conversion);

// ---- overloads (check_overload.c)
// The best of the rows of that name (and of `more`, if not NULL) for these arguments, called with
// them. Reports why there is none.
Node *call_operator(Checker *c, const char *name, const char *more, Precision precision,
                    AstPlace place, Args given);
// Is there such a row at all?
bool operator_fits(Checker *c, const char *name, Node *const *args, size_t count);
// The function of `library` that `call` names; *found: there is one of that name. NULL without an
// error when none fits.
Node *call_declared(Checker *c, const Library *library, const Ast *call, Args args, bool fluent,
                    bool *found);
Node *call_helpers(Checker *c, Str name, AstPlace place, Node *const *args, size_t count);

static inline Str str_of(const char *text) {
    return (Str){text, strlen(text)};
}

#endif
