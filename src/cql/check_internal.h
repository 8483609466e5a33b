// check_internal: what the files of the checker share; nobody else includes it.

#ifndef CQL_CHECK_INTERNAL_H
#define CQL_CHECK_INTERNAL_H

#include <assert.h>

#include "base/map.h"
#include "cql/check.h"
#include "cql/diagnostics.h"
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
    const Type *type;  // NULL: of an expression that is wrong
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

typedef enum { BODY_WAITS, BODY_RUNNING, BODY_DONE, BODY_WRONG } BodyState;

// What the checker knows of a library.
typedef struct {
    Map *names;  // Str -> Name *
    Declaration **functions;
    size_t function_count;
    bool uses_fhir;
    bool is_bare;   // one expression
    bool is_added;  // given by the caller, not only included by another
    Map *broken;    // names of declarations that are wrong: what uses them is not
} Names;

// The declarations that are being checked, one because of the other.
typedef struct Running Running;
struct Running {
    const Running *outer;
    const Declaration *declaration;
};

enum { MAX_INCLUDES = 32 };

struct Checker {
    CheckOptions options;
    Arena *arena;
    TypeTable *types;
    Program *program;
    Err *err;           // of what is not about a place in a library
    Diagnostics *list;  // all errors so far
    bool stopped;       // by a limit: nothing more is looked at
    bool parsed;
    Str including[MAX_INCLUDES];  // the libraries that are being added, each included by the last
    size_t including_count;

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
    const Running *running;
    Variable *scope;
    uint32_t frame;
    uint32_t depth;
    uint32_t nesting;  // of bodies that are being checked
    uint32_t steps;    // expressions looked at for this declaration
    Map *signatures;   // address of an OpRow -> parsed signature
    bool *is_base;     // by FhirType: some other type is one of it
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

// Adds an error; returns NULL, so that a check reads `return wrong(...)`. A newline in it stands
// before the hint. A check that gives NULL has told why; its caller goes on with what stands beside
// it and then gives NULL as well, without a word.
Node *wrong(Checker *c, AstPlace place, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));
// The same, not about the place of an expression.
bool wrong_with(Checker *c, ErrCode code, AstPlace place, const char *format, ...)
    __attribute__((format(printf, 4, 5), cold));
const char *type_text(Checker *c, const Type *type);  // for messages

// ---- expressions (check_expr.c and others)
Node *check(Checker *c, const Ast *ast);
Node *check_to(Checker *c, const Ast *ast, const Type *type,
               const char *what);  // converted to `type`
Node *check_literal(Checker *c, const Ast *ast);
Node *check_selector(Checker *c, const Ast *ast);
Node *check_fhir_instance(Checker *c, const Ast *ast, const Type *type);  // check_instance.c
Node *check_identifier(Checker *c, const Ast *ast);
Node *check_member(Checker *c, const Ast *ast);
Node *check_call(Checker *c, const Ast *ast);
Node *check_query(Checker *c, const Ast *ast);
Node *check_retrieve(Checker *c, const Ast *ast);
Node *check_timing(Checker *c, const Ast *ast);
const Type *check_type(Checker *c, const Ast *ast);  // a type specifier; NULL with an error
// A part of a System structure or an Interval: Quantity.unit, Interval.low, ...
bool part_find(Checker *c, const Type *type, Str name, Part *part, const Type **is);
// The names of its parts, at most MAX_PARTS; returns how many.
enum { MAX_PARTS = 8 };
size_t part_names(const Type *type, Str *names);

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
// Is it the name of a declaration that is wrong?
bool name_is_broken(const Library *library, Str name);
// Its body, if that is still to be done. False: it is wrong, which was told.
bool declaration_check(Checker *c, Declaration *declaration);

// ---- what else may be meant (check_suggest.c): "\ndid you mean ...", or "" when nothing is near
const char *near_library(Checker *c, const Library *library, Str name);
// Of all that `in` declares as a value of that type (a code, a code system, ...).
const char *near_value(Checker *c, const Library *in, Str name, const Type *type);
const char *near_type(Checker *c, Str name, bool fhir);
Node *unknown_name(Checker *c, const Ast *ast);
Node *unknown_member(Checker *c, const Ast *ast, const Library *in);
Node *unknown_function(Checker *c, const Ast *ast, const Library *in);
// What is no unit, and why (`err`, of unit_check).
Node *unknown_unit(Checker *c, const Ast *quantity, const Err *err);
Node *unknown_element(Checker *c, const Type *type, Str name, AstPlace place);

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
typedef enum {
    FOUND_NONE,    // no function of that name
    FOUND_OTHERS,  // none of them takes the arguments
    FOUND_ONE      // that was meant; the node is NULL if it is wrong
} Found;
// The function of `library` that `call` names.
Node *call_declared(Checker *c, const Library *library, const Ast *call, Args args, bool fluent,
                    Found *found);
// Tells which functions of that name there are, and that none takes the arguments.
Node *no_function(Checker *c, const Library *in, const Ast *call, Args args);
Node *ambiguous_function(Checker *c, const Library *in, const Ast *call, Args args);
// How a `found` becomes a `wanted`: "\n..." or "".
const char *wanted_hint(const Type *found, const Type *wanted);
// Tells why no row of the operator takes the arguments, and what to write (check_mismatch.c).
Node *no_overload(Checker *c, const char *name, const char *more, AstPlace place, Args args);
// Do both rows fit as well? Tells which they are, and to choose.
Node *ambiguous_overload(Checker *c, const OpRow *one, const OpRow *two, AstPlace place, Args args);
// What a row's arguments must be, as types with variables; NULL: none at that place.
const Type *signature_parameter(Checker *c, const OpRow *row, size_t i);
Node *call_helpers(Checker *c, Str name, AstPlace place, Node *const *args, size_t count);

static inline Str str_of(const char *text) {
    return (Str){text, strlen(text)};
}

#endif
