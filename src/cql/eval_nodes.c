// The evaluators of the plain nodes, one short function each. The checker stores the right one in
// the node, so nothing here asks for a static type. Nulls: an operator without OP_NULLS is not
// called with one.

#include "cql/eval_internal.h"

enum { MAX_ARGUMENTS = 16 };

void eval_place(Eval *eval, const Node *node) {
    if (!eval->runtime.failed || eval->err.source[0] != '\0' || node->library == NULL) return;
    err_at(&eval->err, node->library->file, (int)node->place.line, (int)node->place.column);
}

Value eval_fail_at(Eval *eval, const Node *node, const char *message) {
    if (!eval->runtime.failed) op_fail(&eval->runtime, "%s", message);
    eval_place(eval, node);
    return value_null();
}

Value eval_made(Eval *eval, const Node *node, Value value) {
    if (!value_is_too_deep(value)) return value;
    Str name = eval_running_name(eval);
    op_fail(&eval->runtime, "%.*s is nested more than %d values deep", STR_ARG(name),
            VALUE_MAX_DEPTH);
    eval_place(eval, node);
    return value_null();
}

static Value eval_literal(Eval *eval, const Node *node) {
    (void)eval;
    return node->as.literal;
}

static Value eval_local(Eval *eval, const Node *node) {
    return eval->locals[node->slot];
}

static Value eval_define_ref(Eval *eval, const Node *node) {
    return eval_cell(eval, node->as.declaration, STR_NONE);
}

static Value eval_call_ref(Eval *eval, const Node *node) {
    const Declaration *function = node->as.declaration;
    if (function->each) {  // of one argument
        Value about = eval_node(eval, node->kids[0]);
        if (about.kind != VALUE_STRING) return value_null();
        return eval_cell(eval, function, value_str(about));
    }
    Value args[MAX_ARGUMENTS];
    for (uint16_t i = 0; i < node->kid_count; i++) args[i] = eval_node(eval, node->kids[i]);
    bool is_memo = memo_serves(eval, function);
    Value value;
    if (is_memo && memo_find(eval, function, args, &value)) return value;
    bool is_kept = !is_memo && function->kept && eval->observer == NULL;
    if (is_kept && node->kid_count == 1 && args[0].kind == VALUE_STRING)
        return eval_cell(eval, function, value_str(args[0]));
    for (uint16_t i = 0; i < node->kid_count; i++) eval->top[i] = args[i];
    value = eval_body(eval, function);
    if (is_memo) memo_add(eval, function, args, value);
    return value;
}

static Value eval_patient(Eval *eval, const Node *node) {
    if (eval->record == NULL)
        return eval_fail_at(eval, node, "Patient needs a patient: give --data");
    return value_fhir(node->type->model, eval->record->patient);
}

static Value eval_parameter(Eval *eval, const Node *node) {
    return eval->parameters[node->as.parameter];
}

// ---- operators

// Long lists and texts cost work and memory although they are one argument or result.
static void operated(Eval *eval, const Node *node, const Value *args, uint64_t elements) {
    for (uint16_t i = 0; i < node->kid_count; i++) elements += args[i].count;
    if (elements >= BUDGET_LARGE || eval->runtime.budget.left == 0) eval_spends(eval, elements);
    // The operator said no and why; where is known here.
    eval_place(eval, node);
}

// `large`: the counts of the arguments, each bit that any of them has.
static inline Value operate(Eval *eval, const Node *node, const Value *args, uint32_t large) {
    if (eval->runtime.failed) return value_null();
    Value value = node->as.op.row->eval(&eval->runtime, &node->as.op.call, args);
    if ((large | value.count) >= BUDGET_LARGE || eval->runtime.failed ||
        eval->runtime.budget.left == 0)
        operated(eval, node, args, value.count);
    return value;
}

Value eval_operate_two(Eval *eval, const Node *node, const Value *args) {
    return operate(eval, node, args, args[0].count | args[1].count);
}

static Value eval_op_any(Eval *eval, const Node *node) {
    Value args[MAX_ARGUMENTS];
    unsigned flags = node->as.op.row->flags;
    uint32_t large = 0;
    for (uint16_t i = 0; i < node->kid_count; i++) {
        args[i] = eval_node(eval, node->kids[i]);
        if ((args[i].kind == VALUE_NULL && (flags & OP_NULLS) == 0) ||
            (args[i].kind == VALUE_UNCERTAIN && (flags & OP_RANGES) == 0)) {
            return value_null();
        }
        large |= args[i].count;
    }
    return operate(eval, node, args, large);
}

static Value eval_op_one(Eval *eval, const Node *node) {
    Value args[1];
    args[0] = eval_node(eval, node->kids[0]);
    if (args[0].kind == VALUE_NULL ||
        (args[0].kind == VALUE_UNCERTAIN && (node->as.op.row->flags & OP_RANGES) == 0)) {
        return value_null();
    }
    return operate(eval, node, args, args[0].count);
}

static Value eval_op_two(Eval *eval, const Node *node) {
    Value args[2];
    args[0] = eval_node(eval, node->kids[0]);
    if (args[0].kind == VALUE_NULL) return args[0];
    args[1] = eval_node(eval, node->kids[1]);
    if (args[1].kind == VALUE_NULL) return args[1];
    if ((node->as.op.row->flags & OP_RANGES) == 0 &&
        (args[0].kind == VALUE_UNCERTAIN || args[1].kind == VALUE_UNCERTAIN)) {
        return value_null();
    }
    return operate(eval, node, args, args[0].count | args[1].count);
}

// ---- logic (CQL 1.5.3 appendix B, Logical Operators): n-ary, stop at the value that decides

static Value eval_and(Eval *eval, const Node *node) {
    Value result = value_boolean(true);
    for (uint16_t i = 0; i < node->kid_count; i++) {
        Tri tri = value_to_tri(eval_node(eval, node->kids[i]));
        if (tri == TRI_FALSE) return value_boolean(false);
        if (tri == TRI_UNKNOWN) result = value_null();
    }
    return result;
}

static Value eval_or(Eval *eval, const Node *node) {
    Value result = value_boolean(false);
    for (uint16_t i = 0; i < node->kid_count; i++) {
        Tri tri = value_to_tri(eval_node(eval, node->kids[i]));
        if (tri == TRI_TRUE) return value_boolean(true);
        if (tri == TRI_UNKNOWN) result = value_null();
    }
    return result;
}

static Value eval_implies(Eval *eval, const Node *node) {
    Tri left = value_to_tri(eval_node(eval, node->kids[0]));
    if (left == TRI_FALSE) return value_boolean(true);
    Tri right = value_to_tri(eval_node(eval, node->kids[1]));
    if (right == TRI_TRUE) return value_boolean(true);
    return left == TRI_TRUE ? value_tri(right) : value_null();
}

static Value eval_if(Eval *eval, const Node *node) {
    bool yes = value_to_tri(eval_node(eval, node->kids[0])) == TRI_TRUE;
    return eval_node(eval, node->kids[yes ? 1 : 2]);
}

static Value eval_case(Eval *eval, const Node *node) {
    uint16_t last = (uint16_t)(node->kid_count - 1);
    for (uint16_t i = 0; i < last; i += 2) {
        if (value_to_tri(eval_node(eval, node->kids[i])) == TRI_TRUE)
            return eval_node(eval, node->kids[i + 1]);
    }
    return eval_node(eval, node->kids[last]);
}

// `case X when A then ...`: kid 0 fills the local `slot`, which the comparisons made by the checker
// read.
static Value eval_case_comparand(Eval *eval, const Node *node) {
    eval->locals[node->slot] = eval_node(eval, node->kids[0]);
    uint16_t last = (uint16_t)(node->kid_count - 1);
    for (uint16_t i = 1; i < last; i += 2) {
        if (value_to_tri(eval_node(eval, node->kids[i])) == TRI_TRUE)
            return eval_node(eval, node->kids[i + 1]);
    }
    return eval_node(eval, node->kids[last]);
}

static Value eval_coalesce(Eval *eval, const Node *node) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        Value value = eval_node(eval, node->kids[i]);
        if (value.kind != VALUE_NULL) return value;
    }
    return value_null();
}

static Value eval_is_null(Eval *eval, const Node *node) {
    return value_boolean(eval_node(eval, node->kids[0]).kind == VALUE_NULL);
}

static Value eval_is_true(Eval *eval, const Node *node) {
    return value_boolean(value_to_tri(eval_node(eval, node->kids[0])) == TRI_TRUE);
}

static Value eval_is_false(Eval *eval, const Node *node) {
    return value_boolean(value_to_tri(eval_node(eval, node->kids[0])) == TRI_FALSE);
}

// ---- structures

static Value eval_tuple(Eval *eval, const Node *node) {
    Tuple *tuple = arena_alloc(eval->arena, 1, sizeof *tuple + node->kid_count * sizeof(Value));
    tuple->count = node->kid_count;
    tuple->names = node->as.tuple.names;
    for (uint16_t i = 0; i < node->kid_count; i++) tuple->items[i] = eval_node(eval, node->kids[i]);
    return eval_made(eval, node, value_tuple_made(tuple));
}

static Value eval_tuple_get(Eval *eval, const Node *node) {
    Value tuple = eval_node(eval, node->kids[0]);
    if (tuple.kind != VALUE_TUPLE || node->as.index >= tuple.as.tuple->count) return value_null();
    return tuple.as.tuple->items[node->as.index];
}

static Value eval_list(Eval *eval, const Node *node) {
    Value *items = ARENA_ARRAY(eval->arena, Value, node->kid_count);
    for (uint16_t i = 0; i < node->kid_count; i++) items[i] = eval_node(eval, node->kids[i]);
    return eval_made(eval, node, value_list(items, node->kid_count));
}

// An interval whose low end lies above its high end is an error (author's guide, Interval Values);
// equal ends must be closed.
// The interval of a timing phrase may be empty: "0 days or less after".
static bool interval_is_proper(const Node *node, Value low, bool low_closed, Value high,
                               bool high_closed) {
    int order;
    if (low.kind == VALUE_NULL || high.kind == VALUE_NULL || !value_order(low, high, &order))
        return true;
    return order < 0 || (order == 0 && (node->flag != 0 || (low_closed && high_closed)));
}

static Value eval_interval(Eval *eval, const Node *node) {
    Value low = eval_node(eval, node->kids[0]);
    Value high = eval_node(eval, node->kids[1]);
    bool low_closed = node->as.interval.low_closed;
    bool high_closed = node->as.interval.high_closed;
    if (!interval_is_proper(node, low, low_closed, high, high_closed)) {
        return eval_fail_at(eval, node,
                            "the low end of this interval is greater than its high end");
    }
    return eval_made(eval, node, value_interval(eval->arena, low, low_closed, high, high_closed));
}

static Value eval_interval_map(Eval *eval, const Node *node) {
    Value value = eval_node(eval, node->kids[0]);
    if (value.kind != VALUE_INTERVAL) return value_null();
    const Interval *from = value.as.interval;
    eval->locals[node->slot] = from->low;
    Value low = eval_node(eval, node->kids[1]);
    eval->locals[node->slot] = from->high;
    Value high = eval_node(eval, node->kids[1]);
    return value_interval(eval->arena, low, from->low_closed, high, from->high_closed);
}

// Kid 1 for each element of kid 0. `flag`: results that are lists are joined (a path over a list),
// nulls are dropped.
static Value eval_map(Eval *eval, const Node *node) {
    Value list = eval_node(eval, node->kids[0]);
    if (list.kind != VALUE_LIST) return value_null();
    Values out = {0};
    for (uint32_t i = 0; i < list.count && !eval_stops(eval); i++) {
        eval->locals[node->slot] = list.as.items[i];
        Value value = eval_node(eval, node->kids[1]);
        if (node->flag != 0 && value.kind == VALUE_LIST) {
            for (uint32_t j = 0; j < value.count; j++)
                values_add(eval->arena, &out, value.as.items[j]);
        } else if (node->flag == 0 || value.kind != VALUE_NULL) {
            values_add(eval->arena, &out, value);
        }
    }
    return eval_made(eval, node, value_list(out.items, out.count));
}

static Value text_or_null(Str text) {
    return text.data == NULL ? value_null() : value_string(text);
}

static Value code_part(const CodeValue *code, Part part) {
    switch (part) {
    case PART_CODE:
        return text_or_null(code->code);
    case PART_SYSTEM:
        return text_or_null(code->system);
    case PART_VERSION:
        return text_or_null(code->version);
    default:
        return text_or_null(code->display);
    }
}

static Value concept_part(Eval *eval, const ConceptValue *concept, Part part) {
    if (part == PART_DISPLAY) return text_or_null(concept->display);
    Value *codes = ARENA_ARRAY(eval->arena, Value, concept->count);
    for (uint32_t i = 0; i < concept->count; i++)
        codes[i] = value_code(eval->arena, concept->codes[i]);
    return value_list_flat(codes, concept->count);
}

static Value interval_part(const Interval *interval, Part part) {
    switch (part) {
    case PART_LOW:
        return interval->low;
    case PART_HIGH:
        return interval->high;
    case PART_LOW_CLOSED:
        return value_boolean(interval->low_closed);
    default:
        return value_boolean(interval->high_closed);
    }
}

static Value vocabulary_part(const VocabularyValue *vocabulary, Part part) {
    return text_or_null(part == PART_ID        ? vocabulary->id
                        : part == PART_VERSION ? vocabulary->version
                                               : vocabulary->name);
}

static Value eval_structure_part(Eval *eval, const Node *node) {
    Value value = eval_node(eval, node->kids[0]);
    Part part = node->as.part;
    switch (value.kind) {
    case VALUE_QUANTITY:
        if (part == PART_UNIT) return text_or_null(value.as.quantity->unit);
        return value_decimal(eval->arena, value.as.quantity->value);
    case VALUE_RATIO: {
        const QuantityValue *q =
            part == PART_NUMERATOR ? &value.as.ratio->numerator : &value.as.ratio->denominator;
        return (Value){.kind = VALUE_QUANTITY, .as.quantity = q};
    }
    case VALUE_CODE:
        return code_part(value.as.code, part);
    case VALUE_CONCEPT:
        return concept_part(eval, value.as.concept, part);
    case VALUE_INTERVAL:
        return interval_part(value.as.interval, part);
    case VALUE_VALUESET:
    case VALUE_CODESYSTEM:
        return vocabulary_part(value.as.vocabulary, part);
    default:
        return value_null();
    }
}

// ---- System structures written as instances: Quantity { value: 5, unit: 'g' }

static Str part_text(const Value *parts, Part part) {
    return parts[part].kind == VALUE_STRING ? value_str(parts[part]) : STR_NONE;
}

static Value make_concept(Eval *eval, const Value *parts) {
    Value list = parts[PART_CODES];
    if (list.kind == VALUE_CODE)
        return value_concept(eval->arena, list.as.code, 1, part_text(parts, PART_DISPLAY));
    CodeValue *codes =
        ARENA_ARRAY(eval->arena, CodeValue, list.kind == VALUE_LIST ? list.count : 0);
    size_t count = 0;
    for (uint32_t i = 0; list.kind == VALUE_LIST && i < list.count; i++) {
        if (list.as.items[i].kind == VALUE_CODE) codes[count++] = *list.as.items[i].as.code;
    }
    return value_concept(eval->arena, codes, count, part_text(parts, PART_DISPLAY));
}

static Value make_vocabulary(Eval *eval, const Value *parts, ValueKind kind) {
    VocabularyValue *made = ARENA_NEW(eval->arena, VocabularyValue);
    *made = (VocabularyValue){part_text(parts, PART_ID), part_text(parts, PART_VERSION),
                              part_text(parts, PART_NAME), NULL};
    if (kind == VALUE_VALUESET && eval->runtime.terms != NULL) {
        made->set = terms_value_set(eval->runtime.terms, made->id, made->version);
    }
    return (Value){.kind = (uint8_t)kind, .as.vocabulary = made};
}

static Value make_ratio(Eval *eval, const Value *parts) {
    if (parts[PART_NUMERATOR].kind != VALUE_QUANTITY ||
        parts[PART_DENOMINATOR].kind != VALUE_QUANTITY)
        return value_null();
    RatioValue *ratio = ARENA_NEW(eval->arena, RatioValue);
    *ratio = (RatioValue){*parts[PART_NUMERATOR].as.quantity, *parts[PART_DENOMINATOR].as.quantity};
    return (Value){.kind = VALUE_RATIO, .as.ratio = ratio};
}

static Value eval_instance(Eval *eval, const Node *node) {
    Value parts[PART_HIGH_CLOSED + 1];
    for (size_t i = 0; i <= PART_HIGH_CLOSED; i++) parts[i] = value_null();
    for (uint16_t i = 0; i < node->kid_count; i++)
        parts[node->as.parts[i]] = eval_node(eval, node->kids[i]);
    switch ((TypeKind)node->flag) {
    case TYPE_QUANTITY:
        if (parts[PART_VALUE].kind != VALUE_DECIMAL) return value_null();
        return value_quantity(eval->arena, value_to_decimal(parts[PART_VALUE]),
                              parts[PART_UNIT].kind == VALUE_STRING ? part_text(parts, PART_UNIT)
                                                                    : STR("1"),
                              precision_find(part_text(parts, PART_UNIT), &(Precision){0}));
    case TYPE_RATIO:
        return make_ratio(eval, parts);
    case TYPE_CODE:
        return value_code(eval->arena,
                          (CodeValue){part_text(parts, PART_CODE), part_text(parts, PART_SYSTEM),
                                      part_text(parts, PART_VERSION),
                                      part_text(parts, PART_DISPLAY)});
    case TYPE_CONCEPT:
        return make_concept(eval, parts);
    case TYPE_VALUESET:
        return make_vocabulary(eval, parts, VALUE_VALUESET);
    default:
        return make_vocabulary(eval, parts, VALUE_CODESYSTEM);
    }
}

// ---- types at run time (choices)

static bool value_fits(Budget *budget, Value value, const Type *type);
static bool list_fits(Budget *budget, Value value, const Type *type);

static bool tuple_fits(Budget *budget, const Tuple *tuple, const Type *type) {
    if (tuple->count != type->count) return false;
    for (uint32_t i = 0; i < tuple->count; i++) {
        Value item = tuple->items[i];
        if (!str_eq(tuple->names[i], type->as.tuple.names[i])) return false;
        if (item.kind != VALUE_NULL && !value_fits(budget, item, type->as.tuple.types[i]))
            return false;
    }
    return true;
}

// Is this value of this type?
static bool value_fits(Budget *budget, Value value, const Type *type) {
    static const uint8_t kind_of[] = {
        [VALUE_BOOLEAN] = TYPE_BOOLEAN,   [VALUE_INTEGER] = TYPE_INTEGER,
        [VALUE_LONG] = TYPE_LONG,         [VALUE_DECIMAL] = TYPE_DECIMAL,
        [VALUE_STRING] = TYPE_STRING,     [VALUE_DATE] = TYPE_DATE,
        [VALUE_DATETIME] = TYPE_DATETIME, [VALUE_TIME] = TYPE_TIME,
        [VALUE_QUANTITY] = TYPE_QUANTITY, [VALUE_RATIO] = TYPE_RATIO,
        [VALUE_CODE] = TYPE_CODE,         [VALUE_CONCEPT] = TYPE_CONCEPT,
        [VALUE_VALUESET] = TYPE_VALUESET, [VALUE_CODESYSTEM] = TYPE_CODESYSTEM,
        [VALUE_UNCERTAIN] = TYPE_INTEGER,
    };
    switch (type->kind) {
    case TYPE_ANY:
        return true;
    case TYPE_CHOICE:
        for (uint32_t i = 0; i < type->count; i++) {
            if (value_fits(budget, value, type->as.choices[i])) return true;
        }
        return false;
    case TYPE_FHIR:
        return value.kind == VALUE_FHIR && fhir_type_is_a(value_fhir_type(value), type->model);
    case TYPE_LIST:
        return list_fits(budget, value, type->as.of);
    case TYPE_INTERVAL: {
        if (value.kind != VALUE_INTERVAL) return false;
        const Interval *interval = value.as.interval;
        Value bound = interval->low.kind != VALUE_NULL ? interval->low : interval->high;
        return bound.kind == VALUE_NULL || value_fits(budget, bound, type->as.of);
    }
    case TYPE_TUPLE:
        return value.kind == VALUE_TUPLE && tuple_fits(budget, value.as.tuple, type);
    case TYPE_VOCABULARY:
        return value.kind == VALUE_VALUESET || value.kind == VALUE_CODESYSTEM;
    default:
        return value.kind < sizeof kind_of && kind_of[value.kind] == type->kind;
    }
}

static bool list_fits(Budget *budget, Value value, const Type *type) {
    if (value.kind != VALUE_LIST) return false;
    for (uint32_t i = 0; i < value.count; i++) {
        Value item = value.as.items[i];
        if (!budget_spend(budget, BUDGET_WALK)) return false;
        if (item.kind != VALUE_NULL && !value_fits(budget, item, type)) return false;
    }
    return true;
}

static bool fits(Eval *eval, Value value, const Node *node) {
    bool fit = value_fits(&eval->runtime.budget, value, node->as.target);
    if (eval->runtime.budget.left == 0 && eval_spends(eval, 1)) eval_place(eval, node);
    return fit;
}

static Value eval_as(Eval *eval, const Node *node) {
    Value value = eval_node(eval, node->kids[0]);
    if (value.kind == VALUE_NULL || fits(eval, value, node)) return value;
    return node->flag == 0 ? value_null()
                           : eval_fail_at(eval, node, "cast: the value is of another type");
}

static Value eval_is(Eval *eval, const Node *node) {
    Value value = eval_node(eval, node->kids[0]);
    return value_boolean(value.kind != VALUE_NULL && fits(eval, value, node));
}

// ----

NodeEval *node_evaluator(const Node *node) {
    static NodeEval *const evaluators[] = {
        [NODE_LITERAL] = eval_literal,
        [NODE_LOCAL] = eval_local,
        [NODE_DEFINE] = eval_define_ref,
        [NODE_CALL] = eval_call_ref,
        [NODE_PARAMETER] = eval_parameter,
        [NODE_AND] = eval_and,
        [NODE_OR] = eval_or,
        [NODE_IMPLIES] = eval_implies,
        [NODE_IF] = eval_if,
        [NODE_COALESCE] = eval_coalesce,
        [NODE_IS_NULL] = eval_is_null,
        [NODE_IS_TRUE] = eval_is_true,
        [NODE_IS_FALSE] = eval_is_false,
        [NODE_FHIR_ELEMENT] = eval_fhir_element_node,
        [NODE_FHIR_CONVERT] = eval_fhir_convert_node,
        [NODE_MAP] = eval_map,
        [NODE_TUPLE_GET] = eval_tuple_get,
        [NODE_PART] = eval_structure_part,
        [NODE_TUPLE] = eval_tuple,
        [NODE_LIST] = eval_list,
        [NODE_INTERVAL] = eval_interval,
        [NODE_INTERVAL_MAP] = eval_interval_map,
        [NODE_INSTANCE] = eval_instance,
        [NODE_FHIR_INSTANCE] = eval_fhir_instance,
        [NODE_QUERY] = eval_query_node,
        [NODE_EXISTS] = eval_exists_node,
        [NODE_RETRIEVE] = eval_retrieve_node,
        [NODE_AS] = eval_as,
        [NODE_IS] = eval_is,
        [NODE_PATIENT] = eval_patient,
    };
    if (node->kind == NODE_CASE) return node->flag != 0 ? eval_case_comparand : eval_case;
    if (node->kind == NODE_OP) {
        bool nulls = (node->as.op.row->flags & OP_NULLS) != 0;
        if (!nulls && node->kid_count == 1) return eval_op_one;
        if (!nulls && node->kid_count == 2) return eval_op_two;
        return eval_op_any;
    }
    assert(node->kind < sizeof evaluators / sizeof evaluators[0] && evaluators[node->kind] != NULL);
    return evaluators[node->kind];
}
