// ast: a CQL library as it was written, before anything has been looked up.
//
// Every expression, type specifier and clause is one uniform node, Ast, so that a reader is a
// switch on `kind` with the kids at fixed places (NULL where the source has none). Names are not
// resolved: `A.B` is a MEMBER, be A a library, an alias or a define. Operators have the names of
// ELM (ast_op_name), so that a node leads straight to the table of operators. All nodes and texts
// live in the arena that the parser was given; nothing changes after parsing, so that many
// threads may read one tree. Texts may point into the source: the source must live as long.
//
// No tree is higher than AST_MAX_HEIGHT, so that recursion over it is safe; `a or b or c` is one
// node with three kids.
//
// Source: CQL 1.5.3, grammar cql.g4 and fhirpath.g4; author's and developer's guide.

#ifndef CQL_AST_H
#define CQL_AST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/datetime.h"
#include "base/str.h"

enum {
    AST_MAX_NESTING = 200,  // brackets and prefix operators within each other
    AST_MAX_HEIGHT = 1000   // of a tree: `1 + 1 + ...` leans to the left without brackets
};

typedef struct {
    uint32_t line, column;          // 1-based; a column is a character, not a byte
    uint32_t end_line, end_column;  // just behind the last character
    uint32_t offset, length;        // in bytes of the source
} AstPlace;

// What a node is.   text | more | op | precision | flag | kids
// "-" after the kind: nothing else is set. `expr` any expression, `type` any TYPE_*.
typedef enum {
    // ---- literals
    AST_NULL,      // -
    AST_BOOLEAN,   // flag TRUE or 0
    AST_INTEGER,   // text "42": digits, never a sign
    AST_LONG,      // text "42", without the L
    AST_DECIMAL,   // text "4.20"
    AST_STRING,    // text unescaped
    AST_DATE,      // text "2024-05-03", without the @; not yet checked against the calendar
    AST_DATETIME,  // text "2024-05T", "2024-05-03T10:30Z": the T is always there
    AST_TIME,      // text "10:30", without @T
    AST_QUANTITY,  // text number; more unit as written ("mg", "days", empty if none);
                   //   flag CALENDAR if the unit is a bare calendar word
    AST_RATIO,     // kids: QUANTITY, QUANTITY

    // ---- names and calls
    AST_IDENTIFIER,  // text; flag QUOTED
    AST_MEMBER,      // text; flag QUOTED; kids: expr to the left of the point
    AST_CALL,        // text function; flag QUOTED; kids: arguments
    AST_METHOD,      // `a.f(b)`: text f; flag QUOTED; kids: a, arguments. Fluent, or a is a library
    AST_INDEX,       // `a[b]`; kids: a, b
    AST_THIS,        // `$this` -
    AST_ITEM_NUMBER,  // `$index` -
    AST_TOTAL,        // `$total` -
    AST_EXTERNAL,     // `%name`: text
    AST_REFERENCE,    // a code system or code named in a declaration or a code selector:
                      //   text; flag QUOTED; more library alias or empty

    // ---- operators
    AST_OPERATOR,  // op; kids: operands. AND, OR, XOR take two or more, the others see AST_OPS.
                   //   precision: IN, CONTAINS "in day of" (NONE: none given), DURATION_BETWEEN,
                   //   DIFFERENCE_BETWEEN, COMPONENT_FROM, and `per day` of EXPAND, COLLAPSE
    AST_TIMING,    // `timing` is set; kids: left, right
    AST_BETWEEN,   // flag PROPERLY; kids: point, low, high
    AST_IS,        // kids: expr, type
    AST_AS,        // `x as T`; flag STRICT: `cast x as T`; kids: expr, type
    AST_CONVERT,   // kids: expr, type or NULL; type NULL: more is the unit, flag CALENDAR
    AST_EXTENT,    // `minimum T`, `maximum T`: op MIN_VALUE, MAX_VALUE; kids: type

    // ---- selectors
    AST_INTERVAL,  // flag LOW_CLOSED | HIGH_CLOSED; kids: low, high
    AST_LIST,      // kids: element type or NULL, items
    AST_TUPLE,     // kids: ELEMENTs; none for `{:}`
    AST_INSTANCE,  // kids: TYPE_NAMED, ELEMENTs
    AST_ELEMENT,   // text name; flag QUOTED; kids: expr (in a TYPE_TUPLE or a parameter: type)
    AST_CODE,      // `Code 'text' from R display 'more'`: more.data NULL if none; kids: REFERENCE
    AST_CONCEPT,   // more display as in CODE; kids: CODEs

    // ---- conditions
    AST_IF,    // kids: condition, then, else
    AST_CASE,  // kids: comparand or NULL, WHENs (at least one), else expr last
    AST_WHEN,  // kids: condition or value, result

    // ---- retrieve and query
    AST_RETRIEVE,   // `[kid0 -> kid1: kid2 op kid3]`; op IN, EQUAL, EQUIVALENT or NONE;
                    //   kids: context expr or NULL, TYPE_NAMED, path or NULL, terminology or NULL
                    //   (path: IDENTIFIER, MEMBER, or INDEX by an INTEGER, DECIMAL or STRING)
    AST_QUERY,      // kids, at AstQueryKid: sources, lets, relations, where, result, sort
    AST_GROUP,      // only within QUERY; kids: SOURCEs, LETs, or WITHs and WITHOUTs
    AST_SOURCE,     // text alias; flag QUOTED; kids: expr
    AST_LET,        // text name; flag QUOTED; kids: expr
    AST_WITH,       // text alias; flag QUOTED; kids: source expr, condition
    AST_WITHOUT,    // same
    AST_RETURN,     // flag ALL if `all`, DISTINCT if `distinct` was written; kids: expr
    AST_AGGREGATE,  // text accumulator; flag QUOTED, ALL, DISTINCT; kids: start or NULL, expr
    AST_SORT,       // `sort asc`: op ASCENDING, no kids; `sort by`: op NONE; kids: SORT_ITEMs
    AST_SORT_ITEM,  // op ASCENDING (also when not written), DESCENDING; kids: expr, in which an
                    //   IDENTIFIER is first an element of the row and `$this` the row

    // ---- type specifiers
    AST_TYPE_NAMED,     // text name; flag QUOTED; more qualifier ("FHIR", or empty)
    AST_TYPE_LIST,      // kids: type
    AST_TYPE_INTERVAL,  // kids: type
    AST_TYPE_TUPLE,     // kids: ELEMENTs
    AST_TYPE_CHOICE     // kids: types, one or more
} AstKind;

// Bits of `flag`; which of them a kind may have stands above.
enum {
    AST_TRUE = 1,
    AST_QUOTED = 2,    // the identifier stood in "" or ``
    AST_CALENDAR = 4,  // `4 days`, not `4 'd'`
    AST_PROPERLY = 1,
    AST_STRICT = 1,
    AST_LOW_CLOSED = 1,
    AST_HIGH_CLOSED = 4,
    AST_ALL = 1,
    AST_DISTINCT = 4
};

// Kids of AST_QUERY.
typedef enum {
    QUERY_SOURCES,    // GROUP of SOURCE, one or more
    QUERY_LETS,       // GROUP of LET, or NULL
    QUERY_RELATIONS,  // GROUP of WITH and WITHOUT in order, or NULL
    QUERY_WHERE,      // expr, or NULL
    QUERY_RESULT,     // RETURN, AGGREGATE or NULL
    QUERY_SORT,       // SORT, or NULL
    QUERY_KIDS
} AstQueryKid;

// constant, ELM name, operands; 0 operands: not an operator of its own
#define AST_OPS(X)                                                                                \
    X(NONE, "", 0)                                                                                \
    X(ADD, "Add", 2)                                                                              \
    X(SUBTRACT, "Subtract", 2)                                                                    \
    X(MULTIPLY, "Multiply", 2)                                                                    \
    X(DIVIDE, "Divide", 2)                                                                        \
    X(TRUNCATED_DIVIDE, "TruncatedDivide", 2)                                                     \
    X(MODULO, "Modulo", 2)                                                                        \
    X(POWER, "Power", 2)                                                                          \
    X(CONCATENATE, "Concatenate", 2) /* `&`: null counts as '' */                                 \
    X(NEGATE, "Negate", 1)                                                                        \
    X(POSITIVE, "Positive", 1) /* `+x`: not in ELM, is x */                                       \
    X(EQUAL, "Equal", 2)                                                                          \
    X(NOT_EQUAL, "NotEqual", 2)                                                                   \
    X(EQUIVALENT, "Equivalent", 2)                                                                \
    X(NOT_EQUIVALENT, "NotEquivalent", 2) /* `!~`: not in ELM, Not(Equivalent) */                 \
    X(LESS, "Less", 2)                                                                            \
    X(LESS_OR_EQUAL, "LessOrEqual", 2)                                                            \
    X(GREATER, "Greater", 2)                                                                      \
    X(GREATER_OR_EQUAL, "GreaterOrEqual", 2)                                                      \
    X(AND, "And", 2) /* 2 or more */                                                              \
    X(OR, "Or", 2)   /* 2 or more */                                                              \
    X(XOR, "Xor", 2) /* 2 or more */                                                              \
    X(IMPLIES, "Implies", 2)                                                                      \
    X(NOT, "Not", 1)                                                                              \
    X(EXISTS, "Exists", 1)                                                                        \
    X(IS_NULL, "IsNull", 1) /* `is not null` is NOT of it */                                      \
    X(IS_TRUE, "IsTrue", 1)                                                                       \
    X(IS_FALSE, "IsFalse", 1)                                                                     \
    X(UNION, "Union", 2)                                                                          \
    X(INTERSECT, "Intersect", 2)                                                                  \
    X(EXCEPT, "Except", 2)                                                                        \
    X(IN, "In", 2)                                                                                \
    X(CONTAINS, "Contains", 2)                                                                    \
    X(START, "Start", 1)                                                                          \
    X(END, "End", 1)                                                                              \
    X(WIDTH, "Width", 1)                                                                          \
    X(SUCCESSOR, "Successor", 1)                                                                  \
    X(PREDECESSOR, "Predecessor", 1)                                                              \
    X(SINGLETON_FROM, "SingletonFrom", 1)                                                         \
    X(POINT_FROM, "PointFrom", 1)                                                                 \
    X(DATE_FROM, "DateFrom", 1)                                                                   \
    X(TIME_FROM, "TimeFrom", 1)                                                                   \
    X(TIMEZONE_OFFSET_FROM, "TimezoneOffsetFrom", 1)                                              \
    X(COMPONENT_FROM, "DateTimeComponentFrom", 1)                                                 \
    X(DURATION_BETWEEN, "DurationBetween", 2)     /* 1: `duration in days of x`, x an interval */ \
    X(DIFFERENCE_BETWEEN, "DifferenceBetween", 2) /* 1: `difference in days of x` */              \
    X(DISTINCT, "Distinct", 1)                                                                    \
    X(FLATTEN, "Flatten", 1)                                                                      \
    X(EXPAND, "Expand", 1)     /* 2: `per` an expression */                                       \
    X(COLLAPSE, "Collapse", 1) /* 2: `per` an expression */                                       \
    X(MIN_VALUE, "MinValue", 0)                                                                   \
    X(MAX_VALUE, "MaxValue", 0)                                                                   \
    X(ASCENDING, "asc", 0)                                                                        \
    X(DESCENDING, "desc", 0)

typedef enum {
#define X(constant, name, operands) AST_OP_##constant,
    AST_OPS(X)
#undef X
} AstOp;

// A timing phrase between two operands (CQL 1.5.3, author's guide, "Timing and Interval
// Operators"): constant, name of the operator in ELM (which has none for "Within").
#define AST_RELATIONS(X)                                                                          \
    X(SAME_AS, "SameAs")                                                                          \
    X(SAME_OR_BEFORE, "SameOrBefore")                                                             \
    X(SAME_OR_AFTER, "SameOrAfter")                                                               \
    X(BEFORE, "Before")                                                                           \
    X(AFTER, "After")                                                                             \
    X(ON_OR_BEFORE, "SameOrBefore") /* `on or before`, `before or on`: without an offset, that */ \
    X(ON_OR_AFTER, "SameOrAfter")                                                                 \
    X(INCLUDES, "Includes")                                                                       \
    X(PROPER_INCLUDES, "ProperIncludes")                                                          \
    X(INCLUDED_IN, "IncludedIn") /* `during`, `included in` */                                    \
    X(PROPER_INCLUDED_IN, "ProperIncludedIn")                                                     \
    X(MEETS, "Meets")                                                                             \
    X(MEETS_BEFORE, "MeetsBefore")                                                                \
    X(MEETS_AFTER, "MeetsAfter")                                                                  \
    X(OVERLAPS, "Overlaps")                                                                       \
    X(OVERLAPS_BEFORE, "OverlapsBefore")                                                          \
    X(OVERLAPS_AFTER, "OverlapsAfter")                                                            \
    X(STARTS, "Starts")                                                                           \
    X(ENDS, "Ends")                                                                               \
    X(WITHIN, "Within") /* `within 3 days of` */

typedef enum {
#define X(constant, name) AST_##constant,
    AST_RELATIONS(X)
#undef X
} AstRelation;

typedef enum {
    OFFSET_NONE,       // no quantity
    OFFSET_EXACT,      // `3 days before`; WITHIN: `within 3 days of`
    OFFSET_OR_MORE,    // `3 days or more before`
    OFFSET_OR_LESS,    // `3 days or less before`
    OFFSET_MORE_THAN,  // `more than 3 days before`
    OFFSET_LESS_THAN   // `less than 3 days before`
} AstOffset;

typedef enum { BOUNDARY_NONE, BOUNDARY_START, BOUNDARY_END } AstBoundary;

typedef struct Ast Ast;

typedef struct {
    uint8_t relation;     // an AstRelation
    uint8_t precision;    // a Precision; NONE if none was given
    uint8_t offset;       // an AstOffset: BEFORE, AFTER, ON_OR_BEFORE, ON_OR_AFTER; WITHIN
    uint8_t left;         // an AstBoundary: `A starts before B` takes the start of A
    uint8_t right;        // an AstBoundary: `A before end B` takes the end of B
    bool properly;        // WITHIN only
    const Ast *quantity;  // AST_QUANTITY; NULL when offset is NONE
} AstTiming;

struct Ast {
    uint8_t kind;       // an AstKind
    uint8_t flag;       // AST_TRUE | AST_QUOTED | ...
    uint8_t op;         // an AstOp
    uint8_t precision;  // a Precision
    uint16_t height;    // 1 for a node without kids
    uint32_t kid_count;
    AstPlace place;
    Str text;
    Str more;
    Ast **kids;
    const AstTiming *timing;  // AST_TIMING only
};

typedef struct {
    AstPlace place;
    Str text;    // between the marks, as written
    bool block;  // /* */, not //
} AstComment;

typedef enum {
    AST_USING,
    AST_INCLUDE,
    AST_CODESYSTEM,
    AST_VALUESET,
    AST_CODE_DECLARATION,
    AST_CONCEPT_DECLARATION,
    AST_PARAMETER,
    AST_CONTEXT,
    AST_DEFINE,
    AST_FUNCTION
} AstDeclarationKind;

// One declaration. Fields that its kind does not mention are zero.
typedef struct {
    uint8_t kind;  // an AstDeclarationKind
    bool is_private, is_fluent, is_external, is_quoted /* its name */;
    bool is_broken;  // there was an error in it: fields may be missing
    Str name;        // what it is called in this library; INCLUDE: the alias; CONTEXT: "Patient"
    Str qualifier;   // INCLUDE: "a.b" of `include a.b.Name`; CONTEXT: the model, if written
    Str target;   // INCLUDE: the library's own name; CODESYSTEM, VALUESET: the id; CODE: the code
    Str version;  // USING, INCLUDE, CODESYSTEM, VALUESET; data NULL if none
    Str display;  // CODE, CONCEPT; data NULL if none
    Str context;  // DEFINE, FUNCTION: the context it stands in; empty before the first `context`
    Ast **references;  // VALUESET: code systems; CODE: its code system; CONCEPT: codes (REFERENCE)
    uint32_t reference_count;
    Ast **parameters;  // FUNCTION: ELEMENTs with a type
    uint32_t parameter_count;
    Ast *type;        // PARAMETER: its type; FUNCTION: `returns`; NULL if none
    Ast *expression;  // PARAMETER: default or NULL; DEFINE, FUNCTION: body, NULL if external
    const AstComment *comment;  // the block comment right before it (only blanks between), or NULL
    AstPlace place;             // of all of it
    AstPlace name_place;
} AstDeclaration;

typedef struct {
    Str file;                            // as given to the parser
    Str source;                          // the text all places refer to
    Str name;                            // "" for a library without `library`
    Str qualifier;                       // "a.b" of `library a.b.Name`
    Str version;                         // data NULL if none
    AstPlace place;                      // of the `library` line; zero without one
    const AstComment *comment;           // right before `library`, or NULL
    const AstDeclaration *declarations;  // in source order
    uint32_t declaration_count;
    const AstComment *comments;  // all of them, in source order
    uint32_t comment_count;
} AstLibrary;

const char *ast_kind_name(AstKind kind);              // "Operator", "TypeList"
const char *ast_op_name(AstOp op);                    // "Add"
const char *ast_relation_name(AstRelation relation);  // "SameOrBefore"

// The smallest place that holds both.
AstPlace ast_place_join(AstPlace first, AstPlace last);

// The tree as one S-expression on one line, equal for equal trees (places are left out):
//     (Add (Integer 1) (Member value (Identifier O)))
void ast_write(Buf *buf, const Ast *node);
void ast_write_library(Buf *buf, const AstLibrary *library);  // a line a declaration

#endif
