// program: a checked CQL library, ready to run.
//
// The checker turns an AST into Nodes: every overload, implicit conversion and name is resolved, so
// evaluation is one call of a function pointer a node and never looks at a static type again. A
// Program is frozen after the check and shared by all threads; what changes while it runs is in an
// Eval (eval.h). Nodes keep their place in the source, for errors, profiles and explanations.

#ifndef CQL_PROGRAM_H
#define CQL_PROGRAM_H

#include "cql/ast.h"
#include "cql/ops.h"
#include "cql/type.h"
#include "cql/value.h"
#include "record/record.h"

typedef struct Eval Eval;
typedef struct Node Node;
typedef struct Library Library;
typedef struct Declaration Declaration;
typedef Value NodeEval(Eval *eval, const Node *node);

typedef enum {
    NODE_LITERAL,
    NODE_LOCAL,      // alias, let, parameter of a function, $this, $index, $total
    NODE_DEFINE,     // reference to a define
    NODE_CALL,       // call of a function written in CQL
    NODE_PARAMETER,  // reference to a `parameter`
    NODE_OP,         // a row of the operator tables
    NODE_AND,
    NODE_OR,
    NODE_IMPLIES,
    NODE_IF,  // condition, then, else
    // pairs of when and then, last the else; with `comparand` the first kid is compared with each
    // when
    NODE_CASE,
    NODE_COALESCE,
    NODE_IS_NULL,
    NODE_IS_TRUE,
    NODE_IS_FALSE,
    NODE_FHIR_ELEMENT,  // an element of a FHIR value
    NODE_FHIR_CONVERT,  // a FHIR value as a System value (what FHIRHelpers does)
    // kid 0 is a list; kid 1 is evaluated for each element in local `slot`: conversions and paths
    // over lists
    NODE_MAP,
    NODE_TUPLE_GET,
    NODE_PART,  // value/unit of a Quantity, low/high/.. of an Interval, codes of a Concept, ...
    NODE_TUPLE,
    NODE_LIST,
    NODE_INTERVAL,       // low, high, and for an interval converted from another its closedness
    NODE_INSTANCE,       // a System structure: Quantity, Code, Concept, Ratio, ValueSet, CodeSystem
    NODE_FHIR_INSTANCE,  // a FHIR structure; of a primitive the one kid is its System value
    NODE_INTERVAL_MAP,   // kid 0 an interval, kid 1 converts a bound in local `slot`
    NODE_QUERY,
    NODE_EXISTS,  // exists over a query, without building its list
    NODE_RETRIEVE,
    NODE_AS,  // null when the value is of another type; `strict` (cast): an error
    NODE_IS,
    NODE_PATIENT  // the Patient resource of the record
} NodeKind;

// System parts that NODE_PART and NODE_INSTANCE read and write.
typedef enum {
    PART_VALUE,
    PART_UNIT,
    PART_NUMERATOR,
    PART_DENOMINATOR,
    PART_CODE,
    PART_SYSTEM,
    PART_VERSION,
    PART_DISPLAY,
    PART_CODES,
    PART_ID,
    PART_NAME,
    PART_LOW,
    PART_HIGH,
    PART_LOW_CLOSED,
    PART_HIGH_CLOSED
} Part;

typedef enum {
    CONVERT_VALUE,     // .value of a primitive
    CONVERT_QUANTITY,  // ToQuantity(FHIR.Quantity): an error message and null with a comparator
    CONVERT_QUANTITY_PLAIN,  // ToQuantityIgnoringComparator
    CONVERT_QUANTITY_INTERVAL,
    CONVERT_PERIOD,
    CONVERT_RANGE,
    CONVERT_RATIO,
    CONVERT_CODING,
    CONVERT_CONCEPT,
    CONVERT_ANY  // ToValue: whatever of the above fits, else the element itself
} Conversion;

typedef struct {
    const Node *expression;  // source list (or one value)
    uint32_t slot;
    bool is_list;
} QuerySource;

typedef struct {
    const Node *expression;
    uint32_t slot;
} QueryLet;

typedef struct {
    QuerySource source;
    const Node *such_that;
    bool without;
} QueryRelation;

typedef struct {
    const Node *key;  // evaluated with the row in `slot`; NULL: the row itself
    bool descending;
} QuerySortKey;

typedef struct {
    QuerySource *sources;
    QueryLet *lets;
    QueryRelation *relations;
    QuerySortKey *sort;
    uint16_t source_count, let_count, relation_count, sort_count;
    const Node *where;  // NULL: all rows
    const Node *
        result;  // what a row gives: the return clause, the alias itself, or a tuple of the aliases
    bool distinct;                // a `return` without `all`
    bool is_list;                 // false when every source is one value
    uint32_t sort_slot;           // holds the row while a sort key is evaluated
    const Node *aggregate;        // NULL when there is no aggregate clause
    const Node *aggregate_start;  // NULL: null
    uint32_t aggregate_slot;
    bool aggregate_distinct;
} Query;

typedef struct {
    FhirType resource;
    const FhirElement *path;    // the element that codes are looked for in; NULL: no code filter
    bool by_code_path;          // path is the type's code path: the record's code ids serve
    const ValueSet *value_set;  // one of these three filters
    const uint32_t *code_ids;   // 0-terminated
    const Node *codes;          // an expression: List<Code>, Code or Concept
    const Node *
        // how `path` of the resource in local `slot` becomes List<Code> (when ids do not serve)
        path_codes;
    uint32_t slot;
    const Node *date_range;  // `during`: an Interval<DateTime>; NULL
    const Node *path_date;
    uint32_t cache;  // number of its kept result + 1; 0: not kept
} Retrieve;

struct Node {
    NodeEval *eval;
    const Type *type;
    const Node **kids;
    uint16_t kid_count;
    uint8_t kind;   // a NodeKind
    uint8_t flag;   // IF/AS: strict; CASE: comparand; FHIR_ELEMENT: list; INSTANCE: TypeKind;
                    // INTERVAL: of a timing phrase
    uint32_t slot;  // LOCAL, MAP
    const Library *library;
    AstPlace place;
    union {
        Value literal;
        const Declaration *declaration;  // DEFINE, CALL
        uint32_t parameter;
        struct {
            const OpRow *row;
            OpCall call;
        } op;
        struct {
            const FhirElement *element;
            FhirType owner;
        } fhir;
        Conversion conversion;
        uint32_t index;  // TUPLE_GET
        Part part;
        struct {
            const Str *names;  // sorted; kids in the same order
        } tuple;
        struct {
            bool low_closed, high_closed;
            const Node *low_closed_from, *high_closed_from;
        } interval;
        const Part *parts;                   // INSTANCE: what each kid is
        const FhirElement *const *elements;  // FHIR_INSTANCE: the same
        const Query *query;
        const Retrieve *retrieve;
        const Type *target;  // AS, IS
    } as;
};

typedef enum { CONTEXT_PATIENT, CONTEXT_UNFILTERED } DeclarationContext;

struct Declaration {
    Str name;
    const Library *library;
    const AstDeclaration *ast;
    bool is_function, is_private, is_fluent;
    uint8_t context;
    uint32_t index;    // among all declarations of the program
    const Type *type;  // of its result
    const Str *parameter_names;
    const Type *const *parameter_types;
    uint32_t parameter_count;
    uint32_t frame_size;  // locals, parameters first
    const Node *body;     // NULL: the implicit define "Patient"
    // Set by the guideline loader, never by the checker:
    bool each;      // a function of one String whose results are kept by (declaration, argument)
    bool kept;      // another function of one String: kept as well, but not for null
    bool is_input;  // an @input: opaque, counted, can be overridden
};

typedef struct {
    Str name;
    const Type *type;
    const Library *library;
    const Node *fallback;  // default; NULL
    uint32_t frame_size;
} Parameter;

struct Library {
    Str name, version, file, source;
    const AstLibrary *ast;
    Declaration *const *declarations;  // in source order
    size_t declaration_count;
    void *check;  // private to the checker
};

typedef struct {
    Arena *arena;
    TypeTable *types;
    const Terms *terms;
    Library *const *libraries;  // those included before those that include them
    size_t library_count;
    Declaration *const *declarations;
    size_t declaration_count;
    const Parameter *parameters;
    size_t parameter_count;
    size_t
        retrieve_count;  // retrieves without a changing part, whose result is kept for the patient
    RecordNeeds *needs;
} Program;

#endif
