// What expressions do that nobody means: comparisons with null, of units that never meet, of the
// same thing with itself; types that cannot be; and silence.

#include "cql/maybe_null.h"
#include "cql/silence.h"
#include "cql/value_point.h"
#include "cql/walk.h"
#include "cql/warn.h"
#include "terms/ucum.h"

typedef struct {
    const Library *library;
    Diagnostics *list;
} Watch;

static bool is_operator(const Node *node, const char *name) {
    return node->kind == NODE_OP && strcmp(node->as.op.row->name, name) == 0;
}

static bool is_one_of(const Node *node, const char *const *names) {
    for (; node->kind == NODE_OP && *names != NULL; names++) {
        if (is_operator(node, *names)) return true;
    }
    return false;
}

static Str source_of(const Node *node) {
    return (Str){node->library->source.data + node->place.offset, node->place.length};
}

static const char *const comparisons[] = {"Equal",   "Less",           "LessOrEqual",
                                          "Greater", "GreaterOrEqual", NULL};
static const char *const timings[] = {"Before",       "After",       "SameAs",
                                      "SameOrBefore", "SameOrAfter", NULL};

// Was it written where it stands? Nodes that the checker adds have the place of what they stem
// from.
static bool stands_apart(const Node *node) {
    return node->kids[0]->place.offset + node->kids[0]->place.length <= node->kids[1]->place.offset;
}

// ---- null

static bool is_null(const Node *node) {
    return node->kind == NODE_LITERAL && node->as.literal.kind == VALUE_NULL &&
           str_eq(source_of(node), STR("null"));
}

static bool warn_null(Watch *w, const Node *node) {
    bool compares = is_one_of(node, comparisons) || is_one_of(node, timings);
    bool equivalent = is_operator(node, "Equivalent");
    if ((!compares && !equivalent) || (!is_null(node->kids[0]) && !is_null(node->kids[1])))
        return false;
    if (equivalent) {
        warn_at(w->list, w->library, node->place,
                "this asks whether it is null\nsay so: '... is null', or '... is not null'");
        return true;
    }
    bool equal = is_operator(node, "Equal");
    warn_at(w->list, w->library, node->place, "a comparison with null is always null%s",
            equal ? "\nwrite '... is null', or '... is not null'" : "\ncompare with a value");
    return true;
}

// ---- the same every time

static bool is_written_out(const Node *node) {
    if (node->kind != NODE_LITERAL || node->as.literal.kind == VALUE_NULL) return false;
    switch (node->type->kind) {
    case TYPE_BOOLEAN:
    case TYPE_INTEGER:
    case TYPE_LONG:
    case TYPE_DECIMAL:
    case TYPE_STRING:
    case TYPE_DATE:
    case TYPE_DATETIME:
    case TYPE_TIME:
    case TYPE_QUANTITY:
        return true;
    default:
        return false;
    }
}

static bool warn_same(Watch *w, const Node *node) {
    if (!is_one_of(node, comparisons) && !is_operator(node, "Equivalent")) return false;
    if (is_written_out(node->kids[0]) && is_written_out(node->kids[1])) {
        warn_at(w->list, w->library, node->place,
                "both sides are written out: this is always the same\ncompare with what a record "
                "says");
        return true;
    }
    if (!stands_apart(node) || !str_eq(source_of(node->kids[0]), source_of(node->kids[1])))
        return false;
    warn_at(w->list, w->library, node->place,
            "both sides are the same: this is always the same, or null\ncompare with something "
            "else");
    return true;
}

// ---- units

// The unit that a quantity has, whatever the record says; false when that is not known.
static bool unit_of(const Node *node, Str *unit) {
    for (unsigned depth = 0; depth < 16 && node->kind == NODE_DEFINE; depth++) {
        if (node->as.declaration->body == NULL || node->as.declaration->is_input) return false;
        node = node->as.declaration->body;
    }
    if (is_operator(node, "ToQuantity") && node->kids[0]->type->kind != TYPE_STRING) {
        *unit = STR("1");
        return true;
    }
    if (node->kind != NODE_LITERAL || node->as.literal.kind != VALUE_QUANTITY) return false;
    *unit = node->as.literal.as.quantity->unit;
    return true;
}

static bool is_quantity(const Node *node) {
    return node->type->kind == TYPE_QUANTITY;
}

static bool is_moment(const Node *node) {
    return node->type->kind == TYPE_DATE || node->type->kind == TYPE_DATETIME ||
           node->type->kind == TYPE_TIME;
}

// `x > 5` where x is a quantity of the record.
static bool warn_bare_number(Watch *w, const Node *node, const Node *number) {
    Str unit;
    if (!unit_of(number, &unit) || !str_eq(unit, STR("1")) ||
        memchr(source_of(number).data, '\'', source_of(number).len) != NULL)
        return false;
    warn_at(w->list, w->library, node->place,
            "a quantity is compared with a number: this is null unless the quantity has no unit\n"
            "write the unit: 5 'mg'");
    return true;
}

static bool warn_units(Watch *w, const Node *node) {
    bool adds = is_operator(node, "Add") || is_operator(node, "Subtract");
    Str a;
    Str b;
    Precision calendar;
    if (adds && is_moment(node->kids[0]) && unit_of(node->kids[1], &b) &&
        !precision_find(b, &calendar) && units_relate(STR("s"), b) == UNITS_DIFFERENT &&
        units_relate(STR("a"), b) == UNITS_DIFFERENT) {
        if (str_eq(b, STR("1"))) {
            warn_at(w->list, w->library, node->place,
                    "a number without a unit is added to a date: this is always null\nwrite the "
                    "unit: 90 days");
            return true;
        }
        warn_at(
            w->list, w->library, node->place,
            "'%.*s' is no unit of time: this is always null\nwrite years, months, days or hours",
            STR_ARG(b));
        return true;
    }
    if ((!adds && !is_one_of(node, comparisons)) || !is_quantity(node->kids[0]) ||
        !is_quantity(node->kids[1]))
        return false;
    bool known_a = unit_of(node->kids[0], &a);
    bool known_b = unit_of(node->kids[1], &b);
    if (known_a && known_b && units_relate(a, b) == UNITS_DIFFERENT) {
        warn_at(w->list, w->library, node->place,
                "'%.*s' and '%.*s' measure different things: this is always null\nwrite units of "
                "one kind",
                STR_ARG(a), STR_ARG(b));
        return true;
    }
    if (known_a == known_b || adds) return false;
    return warn_bare_number(w, node, node->kids[known_a ? 0 : 1]);
}

// ---- whole numbers

static bool may_be_decimal(const Type *type) {
    bool found = type->kind == TYPE_DECIMAL ||
                 (type->kind == TYPE_FHIR && fhir_primitive(type->model) == FHIR_DECIMAL);
    for (uint32_t i = 0; type->kind == TYPE_CHOICE && i < type->count && !found; i++)
        found = may_be_decimal(type->as.choices[i]);
    return found;
}

// The Integer of something that may also be a Decimal: what is one is null here.
static bool is_integer_of_choice(const Node *node) {
    bool whole = node->type->kind == TYPE_INTEGER;
    while (whole && (node->kind == NODE_AS || node->kind == NODE_FHIR_CONVERT)) {
        node = node->kids[0];
        if (node->type->kind == TYPE_CHOICE && may_be_decimal(node->type)) return true;
    }
    return false;
}

static bool warn_whole(Watch *w, const Node *node) {
    if (!is_one_of(node, comparisons)) return false;
    for (int i = 0; i < 2; i++) {
        const Node *number = node->kids[1 - i];
        if (!is_written_out(number) || !is_integer_of_choice(node->kids[i])) continue;
        warn_at(w->list, w->library, node->place,
                "only a whole number is compared: a Decimal, such as that of a Quantity, is null "
                "here\nwrite %.*s.0",
                STR_ARG(source_of(number)));
        return true;
    }
    return false;
}

// ---- dates, codes

static bool is_converted_date(const Node *node) {
    return is_operator(node, "ToDateTime") && node->kids[0]->type->kind == TYPE_DATE;
}

static bool warn_date(Watch *w, const Node *node) {
    if (!is_operator(node, "Equal") || node->kids[0]->type->kind != TYPE_DATETIME ||
        is_converted_date(node->kids[0]) == is_converted_date(node->kids[1]))
        return false;
    warn_at(w->list, w->library, node->place,
            "a Date and a DateTime are never equal: on the same day this is null\nwrite 'same day "
            "as'");
    return true;
}

static bool warn_code(Watch *w, const Node *node) {
    unsigned kind = node->kind == NODE_OP ? node->kids[0]->type->kind : TYPE_ANY;
    if (!is_operator(node, "Equal") || (kind != TYPE_CODE && kind != TYPE_CONCEPT)) return false;
    warn_at(w->list, w->library, node->place,
            "'=' wants codes with the same version and display, too\nwrite '~' to compare codes");
    return true;
}

// ---- intervals and types

static bool warn_interval(Watch *w, const Node *node) {
    if (node->kind != NODE_INTERVAL || !is_written_out(node->kids[0]) ||
        !is_written_out(node->kids[1]))
        return false;
    int order;
    if (!value_order(node->kids[0]->as.literal, node->kids[1]->as.literal, &order) || order <= 0)
        return false;
    warn_at(w->list, w->library, node->place,
            "the low end is above the high end: this is an error for every patient\nexchange them");
    return true;
}

static bool may_be(const Type *type, const Type *target) {
    if (type->kind == TYPE_ANY || type_is_a(type, target) || type_is_a(target, type)) return true;
    for (uint32_t i = 0; type->kind == TYPE_CHOICE && i < type->count; i++) {
        if (may_be(type->as.choices[i], target)) return true;
    }
    for (uint32_t i = 0; target->kind == TYPE_CHOICE && i < target->count; i++) {
        if (may_be(type, target->as.choices[i])) return true;
    }
    bool parts =
        type->kind == target->kind &&
        (type->kind == TYPE_LIST || type->kind == TYPE_INTERVAL || type->kind == TYPE_TUPLE);
    return parts;
}

static bool warn_type(Watch *w, const Node *node) {
    if (node->kind != NODE_IS && node->kind != NODE_AS) return false;
    if (may_be(node->kids[0]->type, node->as.target)) return false;
    Buf found = {0};
    Buf wanted = {0};
    type_write_short(&found, node->kids[0]->type);
    type_write(&wanted, node->as.target);
    const char *model = node->as.target->kind == TYPE_FHIR ? "" : "; a type of FHIR is FHIR.Name";
    warn_at(w->list, w->library, node->place, "this is never %.*s: %s\nit is %.*s%s",
            (int)wanted.len, wanted.data,
            node->kind == NODE_IS ? "the answer is always no" : "the value is always null",
            (int)found.len, found.data, model);
    buf_free(&found);
    buf_free(&wanted);
    return true;
}

static bool see(void *ctx, const Node *node) {
    Watch *w = ctx;
    if (node->kind == NODE_OP && node->kid_count == 2) {
        if (!warn_null(w, node) && !warn_same(w, node) && !warn_units(w, node) &&
            !warn_whole(w, node) && !warn_date(w, node))
            warn_code(w, node);
    } else if (!warn_type(w, node)) {
        warn_interval(w, node);
    }
    return true;
}

// ---- silence

static bool reads_element(const Node *node) {
    while (node->kind == NODE_FHIR_CONVERT || node->kind == NODE_AS || node->kind == NODE_PART ||
           (node->kind == NODE_OP && (node->as.op.row->flags & OP_CONVERSION) != 0))
        node = node->kids[0];
    return node->kind == NODE_FHIR_ELEMENT || node->kind == NODE_MAP || node->kind == NODE_LOCAL ||
           node->kind == NODE_COALESCE;
}

static void see_silence(void *ctx, Silence what, const Node *node) {
    static const char *const texts[] = {
        [SILENCE_EQUIVALENT] = "'~' says no when a side is null\nwhere null must stay null write: "
                               "if X is null then null else X ~ ...",
        [SILENCE_ELSE] = "when the condition is null, this is the 'else'\nask '... is null' first, "
                         "and give null for it",
        [SILENCE_EXISTS] = "a row whose condition is null does not count: 'exists' says no, though "
                           "it is not known\nask for what is missing: '... is null'",
        [SILENCE_COUNT] = "a row whose condition is null does not count: the number may be too "
                          "small\nask for what is missing: '... is null'",
        [SILENCE_IN] = "the list may hold nulls: then 'no' may be wrong\ntake the nulls out: "
                       "... X where X is not null",
        [SILENCE_MEMBER] = "'in' says no when its left side is null\nwhere null must stay null "
                           "write: if X is null then null else X in ...",
        [SILENCE_AGGREGATE] =
            "the list may hold nulls, which are skipped\ntake them out where that "
            "is meant: ... X where X is not null",
    };
    Watch *w = ctx;
    // Codes of a record's own resources: everybody compares them so, and means it.
    if ((what == SILENCE_EQUIVALENT || what == SILENCE_MEMBER) &&
        (reads_element(node->kids[0]) || reads_element(node->kids[1])))
        return;
    warn_at(w->list, w->library, node->place, "%s", texts[what]);
}

static bool is_looked_at(const Declaration *declaration, const Library *library) {
    return declaration->library == library && declaration->ast != NULL && declaration->body != NULL;
}

void warn_values(const Program *program, const Library *library, Diagnostics *list) {
    Watch w = {library, list};
    for (size_t i = 0; i < program->declaration_count; i++) {
        if (is_looked_at(program->declarations[i], library))
            node_walk(program->declarations[i]->body, see, &w);
    }
}

void warn_silence(const Program *program, const Library *library, Diagnostics *list) {
    Watch w = {library, list};
    for (size_t i = 0; i < program->declaration_count; i++) {
        if (is_looked_at(program->declarations[i], library))
            silence_find(program->declarations[i], see_silence, &w);
    }
}
