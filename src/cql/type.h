// type: the static types of CQL.
//
// Types are interned: two equal types are one pointer, for as long as their TypeTable. The System
// types and Any are static and shared by all tables.
//
// Source: CQL 1.5.3, language semantics, "Type System"; appendix A.

#ifndef CQL_TYPE_H
#define CQL_TYPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "record/fhir.h"

typedef enum {
    TYPE_ANY,
    TYPE_BOOLEAN,
    TYPE_INTEGER,
    TYPE_LONG,
    TYPE_DECIMAL,
    TYPE_STRING,
    TYPE_DATE,
    TYPE_DATETIME,
    TYPE_TIME,
    TYPE_QUANTITY,
    TYPE_RATIO,
    TYPE_CODE,
    TYPE_CONCEPT,
    TYPE_VOCABULARY,  // base of the next two
    TYPE_VALUESET,
    TYPE_CODESYSTEM,
    TYPE_FHIR,  // a named type of the model
    TYPE_INTERVAL,
    TYPE_LIST,
    TYPE_TUPLE,
    TYPE_CHOICE,
    TYPE_VARIABLE  // T, C, R in an operator's signature
} TypeKind;

typedef struct Type Type;
struct Type {
    uint8_t kind;    // a TypeKind
    FhirType model;  // TYPE_FHIR
    uint32_t count;  // TUPLE: elements; CHOICE: alternatives; VARIABLE: its letter
    uint32_t size;   // lists, intervals, tuples and choices in it, itself included, as written out
    union {
        const Type *of;              // INTERVAL: point type; LIST: element type
        const Type *const *choices;  // CHOICE, in order of declaration, no choice within
        struct {
            const Str *names;  // TUPLE, sorted
            const Type *const *types;
        } tuple;
    } as;
};

typedef struct TypeTable TypeTable;
TypeTable *type_table_new(Arena *arena);

const Type *type_system(TypeKind kind);  // ANY .. CODESYSTEM
const Type *type_fhir(TypeTable *table, FhirType model);
const Type *type_list(TypeTable *table, const Type *of);
const Type *type_interval(TypeTable *table, const Type *of);
const Type *type_variable(TypeTable *table, char letter);
// Sorts the names; names must differ.
const Type *type_tuple(TypeTable *table, const Str *names, const Type *const *types, size_t count);
// Flattens choices within, drops doubles; one alternative gives that type itself.
const Type *type_choice(TypeTable *table, const Type *const *types, size_t count);

bool type_is_a(
    const Type *type,
    const Type *base);  // subtype or same (Any is base of all; lists and intervals covariant)
// As CQL writes it: "List<System.Integer>" without the "System." : "List<Integer>",
// "FHIR.Condition", "Tuple{at DateTime}".
void type_write(Buf *buf, const Type *type);
Str type_name(Arena *arena, const Type *type);
// The same for messages: a choice of many types is cut ("Choice<A, B, C, 8 more>").
void type_write_short(Buf *buf, const Type *type);
// The System type of that name ("Integer", "Quantity"), NULL if none.
const Type *type_system_find(Str name);

#endif
