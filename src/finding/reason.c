// Why: the minimal reasons of a conclusion, as a tree in the order of the CQL. Of a false `and` the
// part that made it false, of a true `or` the part that made it true, of a choice the condition
// that chose, of a comparison what was compared; down to the inputs, and from each input to the
// data it rests on. A step that only passes on what is below it is left out.

#include "finding/reason_internal.h"

enum { MAX_DEPTH = 40, MAX_TEXT = 160 };

void reasons_add(Explainer *e, Reasons *reasons, const Reason *reason) {
    if (reason == NULL) return;
    if (reasons->count == reasons->size) {
        size_t size = reasons->size == 0 ? 8 : reasons->size * 2;
        const Reason **items = ARENA_ARRAY(e->review->arena, const Reason *, size);
        if (reasons->count > 0) memcpy(items, reasons->items, reasons->count * sizeof *items);
        reasons->items = items;
        reasons->size = size;
    }
    reasons->items[reasons->count++] = reason;
}

// The source text of an expression on one line, cut if long.
Str source_text(Arena *arena, const Node *node) {
    Str source = node->library->source;
    if (node->place.offset + node->place.length > source.len) return STR_NONE;
    char *text = arena_alloc(arena, MAX_TEXT + 4, 1);
    size_t len = 0;
    bool blank = false;
    for (uint32_t i = 0; i < node->place.length; i++) {
        char c = source.data[node->place.offset + i];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            blank = len > 0;
            continue;
        }
        if (len + 2 > MAX_TEXT) {
            while (len > 0 && ((unsigned char)text[len - 1] & 0xc0U) == 0x80U) len--;
            for (int dots = 0; dots < 3; dots++) text[len++] = '.';
            return (Str){text, len};
        }
        if (blank) text[len++] = ' ';
        blank = false;
        text[len++] = c;
    }
    return (Str){text, len};
}

static Reason *new_reason(Explainer *e, const Node *node, Value value) {
    if (e->left == 0) return NULL;
    e->left--;
    Reason *reason = ARENA_NEW(e->review->arena, Reason);
    *reason = (Reason){.text = source_text(e->review->arena, node),
                       .value = value,
                       .library = node->library,
                       .place = node->place};
    return reason;
}

// Both halves of `x between 1 and 5` have its text: once is enough.
static bool is_said(const Reason *const *kids, size_t count, const Reason *kid) {
    for (size_t i = 0; i < count; i++) {
        if (kids[i]->library == kid->library && kids[i]->place.offset == kid->place.offset &&
            kids[i]->place.length == kid->place.length && value_same(kids[i]->value, kid->value))
            return true;
    }
    return false;
}

// What was explained before is a reason only where it is the only one.
static void set_kids(Reason *reason, const Reasons *kids) {
    size_t kept = 0;
    for (size_t i = 0; i < kids->count; i++) {
        const Reason *kid = kids->items[i];
        if (!kid->repeated && !is_said(kids->items, kept, kid)) kids->items[kept++] = kid;
    }
    if (kept == 0 && kids->count > 0) kept = 1;
    reason->kids = kids->items;
    reason->kid_count = kept;
}

bool is_op(const Node *node, const char *name) {
    return node->kind == NODE_OP && strcmp(node->as.op.row->name, name) == 0;
}

// Does it hold a number of its own, a limit say? Then it is a step that is worth showing.
static bool has_number(const Node *node) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (node->kids[i]->kind != NODE_LITERAL) continue;
        uint8_t kind = node->kids[i]->as.literal.kind;
        if (kind == VALUE_INTEGER || kind == VALUE_LONG || kind == VALUE_DECIMAL ||
            kind == VALUE_QUANTITY)
            return true;
    }
    return false;
}

// `x is not null` is a Not around `x is null`, and both have its text.
static bool is_negated_test(const Node *node) {
    return is_op(node, "Not") && node->kids[0]->place.offset == node->place.offset &&
           node->kids[0]->place.length == node->place.length;
}

// The reason itself, or the only one below it when it adds nothing to that.
static const Reason *slim(const Node *node, Reason *reason) {
    if (reason == NULL || reason->kid_count != 1 || reason->input != NULL ||
        reason->evidence_count > 0 || reason->note.len > 0)
        return reason;
    const Reason *kid = reason->kids[0];
    bool same = value_same(reason->value, kid->value);
    if (reason->declaration != NULL)
        return kid->declaration != NULL && kid->input == NULL && same ? kid : reason;
    if (node->kind == NODE_IF || node->kind == NODE_CASE || node->kind == NODE_TUPLE_GET ||
        is_op(node, "In"))
        return kid;
    if (is_op(node, "Not") && !is_negated_test(node)) return kid;
    if (node->kind != NODE_CALL || kid->declaration != NULL) return reason;
    if (same && !has_number(node)) return kid;
    reason->kids = kid->kids;
    reason->kid_count = kid->kid_count;
    reason->evidence = kid->evidence;
    reason->evidence_count = kid->evidence_count;
    reason->note = kid->note;
    return reason;
}

// A literal, or an element of a row that stands in the source.
bool says_nothing(const Node *node) {
    while (node->kind == NODE_TUPLE_GET) {
        node = node->kids[0];
        if (node->kind == NODE_LOCAL) return true;
    }
    return node->kind == NODE_LITERAL;
}

// Has this declaration been explained before? Once is enough: the second time it only says so.
static bool told_before(Explainer *e, const Declaration *declaration, Str about) {
    for (size_t i = 0; i < e->told_count; i++) {
        if (e->told[i].declaration == declaration && str_eq(e->told[i].about, about)) return true;
    }
    if (e->told_count < MAX_REASONS) e->told[e->told_count++] = (InputKey){declaration, about};
    return false;
}

// The kids whose value is `wanted`; only the first of them if it alone decides.
static void explain_kids(Explainer *e, const Node *node, Tri wanted, bool first_only, Str about,
                         Reasons *kids) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (value_to_tri(eval_part(e->review->eval, node->kids[i])) != wanted) continue;
        if (says_nothing(node->kids[i])) continue;
        reasons_add(e, kids, explain(e, node->kids[i], about));
        if (first_only) return;
    }
}

static void explain_all(Explainer *e, const Node *node, Str about, Reasons *kids) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (!says_nothing(node->kids[i])) reasons_add(e, kids, explain(e, node->kids[i], about));
    }
}

// `a implies b` is true of a false a alone, or of a true b; false of both; null of what is null.
static void explain_implies(Explainer *e, const Node *node, Value value, Str about, Reasons *kids) {
    Eval *eval = e->review->eval;
    Tri left = value_to_tri(eval_part(eval, node->kids[0]));
    Tri right = value_to_tri(eval_part(eval, node->kids[1]));
    Tri tri = value_to_tri(value);
    bool by_left = tri == TRI_TRUE ? left == TRI_FALSE : tri == TRI_FALSE || left == TRI_UNKNOWN;
    bool by_right = tri == TRI_TRUE    ? left != TRI_FALSE
                    : tri == TRI_FALSE ? true
                                       : right == TRI_UNKNOWN;
    if (by_left && !says_nothing(node->kids[0]))
        reasons_add(e, kids, explain(e, node->kids[0], about));
    if (by_right && !says_nothing(node->kids[1]))
        reasons_add(e, kids, explain(e, node->kids[1], about));
}

// An operator that is null because an operand is: only that one, the first, for the others were not
// looked at. Anything else: what was operated on.
static void explain_operator(Explainer *e, const Node *node, Value value, Str about,
                             Reasons *kids) {
    if (is_negated_test(node)) node = node->kids[0];
    bool strict = node->kind == NODE_OP && (node->as.op.row->flags & OP_NULLS) == 0;
    for (uint16_t i = 0; strict && value_is_null(value) && i < node->kid_count; i++) {
        if (!value_is_null(eval_part(e->review->eval, node->kids[i]))) continue;
        if (!says_nothing(node->kids[i])) reasons_add(e, kids, explain(e, node->kids[i], about));
        return;
    }
    explain_all(e, node, about, kids);
}

static void explain_logic(Explainer *e, const Node *node, Value value, Str about, Reasons *kids) {
    Tri tri = value_to_tri(value);
    Tri deciding = node->kind == NODE_AND ? TRI_FALSE : TRI_TRUE;
    explain_kids(e, node, tri, tri == deciding, about, kids);
}

// The branch that was taken, and the condition that led to it.
static void explain_branches(Explainer *e, const Node *node, Str about, Reasons *kids) {
    uint16_t first = node->kind == NODE_CASE && node->flag != 0 ? 1 : 0;
    if (first == 1) reasons_add(e, kids, explain(e, node->kids[0], about));
    uint16_t last = (uint16_t)(node->kid_count - 1);
    for (uint16_t i = first; i < last; i += 2) {
        Tri tri = value_to_tri(eval_part(e->review->eval, node->kids[i]));
        bool asked = tri == TRI_TRUE || (tri == TRI_UNKNOWN && first == 0) || node->kind == NODE_IF;
        if (asked && !says_nothing(node->kids[i]))
            reasons_add(e, kids, explain(e, node->kids[i], about));
        if (tri != TRI_TRUE) continue;
        if (!says_nothing(node->kids[i + 1]))
            reasons_add(e, kids, explain(e, node->kids[i + 1], about));
        return;
    }
    if (!says_nothing(node->kids[last])) reasons_add(e, kids, explain(e, node->kids[last], about));
    // Nothing was unknown and nothing held: what was asked is the reason.
    for (uint16_t i = first; kids->count == 0 && i < last; i += 2)
        reasons_add(e, kids, explain(e, node->kids[i], about));
}

// Of what a function was given: of a list of Booleans written out, the parts that have the value of
// the whole; of anything else, what came out again, or all.
static void explain_call(Explainer *e, const Node *node, Value value, Str about, Reasons *kids) {
    bool chooses = false;
    bool plain = node->type->kind != TYPE_BOOLEAN && !value_is_null(value);
    for (uint16_t i = 0; i < node->kid_count; i++)
        chooses =
            chooses || (plain && value_same(eval_part(e->review->eval, node->kids[i]), value));
    for (uint16_t i = 0; i < node->kid_count; i++) {
        const Node *argument = node->kids[i];
        if (chooses && !value_same(eval_part(e->review->eval, argument), value)) continue;
        if (argument->kind == NODE_LIST && node->type->kind == TYPE_BOOLEAN) {
            explain_kids(e, argument, value_to_tri(value), value_to_tri(value) == TRI_TRUE, about,
                         kids);
        } else if (argument->kind == NODE_LIST) {
            explain_all(e, argument, about, kids);
        } else if (!says_nothing(argument) && argument->kind != NODE_LOCAL) {
            reasons_add(e, kids, explain(e, argument, about));
        }
    }
}

// `x in { a, b }`, the list written out here or in a define: the first part that is x.
static void explain_in(Explainer *e, const Node *node, Str about, Reasons *kids) {
    const Node *list = node->kids[1];
    const Declaration *define = list->kind == NODE_DEFINE ? list->as.declaration : NULL;
    if (define != NULL && define->body != NULL && !define->is_input) list = define->body;
    if (list->kind != NODE_LIST || value_to_tri(eval_part(e->review->eval, node)) != TRI_TRUE) {
        explain_all(e, node, about, kids);
        return;
    }
    Value wanted = eval_part(e->review->eval, node->kids[0]);
    if (!says_nothing(node->kids[0])) reasons_add(e, kids, explain(e, node->kids[0], about));
    EvalFrame frame = {0};
    if (list != node->kids[1]) frame = eval_enter(e->review->eval, define, STR_NONE);
    for (uint16_t i = 0; i < list->kid_count; i++) {
        if (!value_same(eval_part(e->review->eval, list->kids[i]), wanted)) continue;
        if (!says_nothing(list->kids[i])) reasons_add(e, kids, explain(e, list->kids[i], about));
        break;
    }
    if (list != node->kids[1]) eval_leave(e->review->eval, frame);
}

// Of the tuple of a finding: whether it holds, then, if it does, its tier. Its other elements are
// words.
static void explain_tuple(Explainer *e, const Node *node, Str about, Reasons *kids) {
    if (e->item == NULL || e->item->holds_index < 0 || node != e->item->declaration->body) {
        explain_all(e, node, about, kids);
        return;
    }
    const Node *holds = node->kids[e->item->holds_index];
    if (!says_nothing(holds)) reasons_add(e, kids, explain(e, holds, about));
    if (e->item->tier_index < 0 || value_to_tri(eval_part(e->review->eval, holds)) != TRI_TRUE)
        return;
    const Node *tier = node->kids[e->item->tier_index];
    if (!says_nothing(tier)) reasons_add(e, kids, explain(e, tier, about));
}

static void explain_first(Explainer *e, const Node *node, Value value, Str about, Reasons *kids) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        bool decides = !value_is_null(eval_part(e->review->eval, node->kids[i]));
        bool counts = (decides || value_is_null(value)) && !says_nothing(node->kids[i]);
        if (counts) reasons_add(e, kids, explain(e, node->kids[i], about));
        if (decides) break;
    }
}

static bool is_path(const Node *node) {
    return node->kind == NODE_MAP || node->kind == NODE_FHIR_ELEMENT ||
           node->kind == NODE_FHIR_CONVERT || node->kind == NODE_PART || node->kind == NODE_AS ||
           node->kind == NODE_IS;
}

// A path is explained by where it starts: `First(...).value` by the First.
static void explain_owner(Explainer *e, const Node *node, Str about, Reasons *kids) {
    while (is_path(node)) node = node->kids[0];
    if (node->kind != NODE_LOCAL && node->kind != NODE_PATIENT && !says_nothing(node))
        reasons_add(e, kids, explain(e, node, about));
}

static Reason *explain_input(Explainer *e, const Node *node, const Declaration *declaration,
                             Str about) {
    Review *review = e->review;
    Value value = input_value(review, (InputKey){declaration, about});
    Reason *reason = new_reason(e, node, value);
    if (reason == NULL) return NULL;
    reason->input = guideline_input(review->options->set, declaration);
    reason->declaration = declaration;
    reason->text = declaration->name;
    reason->library = declaration->library;
    reason->place = declaration->ast->name_place;
    reason->repeated = told_before(e, declaration, about);
    if (!reason->repeated) {
        reason->evidence =
            evidence_of(review, (InputKey){declaration, about}, &reason->evidence_count);
    }
    return reason;
}

static Reason *explain_declaration(Explainer *e, const Node *node, const Declaration *declaration,
                                   Str about) {
    if (declaration->is_input) return explain_input(e, node, declaration, about);
    Value value = value_null();
    Err err = {0};
    eval_define(e->review->eval, declaration, about, &value, &err);
    Reason *reason = new_reason(e, node, value);
    if (reason == NULL) return NULL;
    reason->declaration = declaration;
    reason->text = declaration->name;
    if (declaration->ast != NULL) {
        reason->library = declaration->library;
        reason->place = declaration->ast->name_place;
    }
    reason->repeated = told_before(e, declaration, about);
    if (reason->repeated) return reason;
    Reasons kids = {0};
    EvalFrame frame = eval_enter(e->review->eval, declaration, about);
    const Reason *body = declaration->body == NULL ? NULL : explain(e, declaration->body, about);
    eval_leave(e->review->eval, frame);
    // A body that is one operator without a limit in it is its own reason.
    if (body != NULL && body->declaration == NULL && !has_number(declaration->body)) {
        reason->kids = body->kids;
        reason->kid_count = body->kid_count;
        reason->evidence = body->evidence;
        reason->evidence_count = body->evidence_count;
        reason->note = body->note;
        return reason;
    }
    reasons_add(e, &kids, body);
    set_kids(reason, &kids);
    return reason;
}

// `"Pain".holds` where "Pain" is a tuple written out: only that element is a reason.
static const Reason *explain_member(Explainer *e, const Node *node) {
    const Node *owner = node->kids[0];
    if (owner->kind != NODE_DEFINE || owner->as.declaration->is_input) return NULL;
    const Declaration *declaration = owner->as.declaration;
    if (declaration->body == NULL || declaration->body->kind != NODE_TUPLE) return NULL;
    Reason *reason = new_reason(e, node, eval_part(e->review->eval, node));
    if (reason == NULL) return NULL;
    EvalFrame frame = eval_enter(e->review->eval, declaration, STR_NONE);
    const Node *element = declaration->body->kids[node->as.index];
    const Reason *body = says_nothing(element) ? NULL : explain(e, element, STR_NONE);
    eval_leave(e->review->eval, frame);
    Reasons kids = {0};
    reasons_add(e, &kids, body);
    set_kids(reason, &kids);
    return slim(node, reason);
}

static const Reason *explain_node(Explainer *e, const Node *node, Str about) {
    Eval *eval = e->review->eval;
    if (node->kind == NODE_TUPLE_GET) {
        const Reason *member = explain_member(e, node);
        if (member != NULL) return member;
    }
    if (node->kind == NODE_DEFINE)
        return slim(node, explain_declaration(e, node, node->as.declaration, STR_NONE));
    if (node->kind == NODE_CALL && (node->as.declaration->each || node->as.declaration->kept)) {
        Value argument = eval_part(eval, node->kids[0]);
        bool is_about = argument.kind == VALUE_STRING;
        Str of = is_about ? value_str(argument) : STR_NONE;
        if (is_about || node->as.declaration->each)
            return slim(node, explain_declaration(e, node, node->as.declaration, of));
    }
    Value value = eval_part(eval, node);
    Reason *reason = new_reason(e, node, value);
    if (reason == NULL) return NULL;
    Reasons kids = {0};
    switch ((NodeKind)node->kind) {
    case NODE_AND:
    case NODE_OR:
        explain_logic(e, node, value, about, &kids);
        break;
    case NODE_IMPLIES:
        explain_implies(e, node, value, about, &kids);
        break;
    case NODE_IF:
    case NODE_CASE:
        explain_branches(e, node, about, &kids);
        break;
    case NODE_CALL:
        explain_call(e, node, value, about, &kids);
        break;
    case NODE_TUPLE:
        explain_tuple(e, node, about, &kids);
        break;
    case NODE_COALESCE:
        explain_first(e, node, value, about, &kids);
        break;
    case NODE_QUERY:
    case NODE_EXISTS:
    case NODE_RETRIEVE:
        explain_rows(e, node, about, reason, &kids);
        break;
    // What the record holds is a datum, not a step of an argument.
    case NODE_LOCAL:
    case NODE_PATIENT:
        break;
    case NODE_MAP:
    case NODE_FHIR_ELEMENT:
    case NODE_FHIR_CONVERT:
    case NODE_PART:
    case NODE_AS:
    case NODE_IS:
        explain_owner(e, node, about, &kids);
        break;
    default:
        if (is_op(node, "In")) {
            explain_in(e, node, about, &kids);
        } else if (!explain_aggregate(e, node, value, about, reason, &kids)) {
            explain_operator(e, node, value, about, &kids);
        }
        break;
    }
    set_kids(reason, &kids);
    return slim(node, reason);
}

const Reason *explain(Explainer *e, const Node *node, Str about) {
    if (e->depth >= MAX_DEPTH || e->left == 0) return NULL;
    e->depth++;
    const Reason *reason = explain_node(e, node, about);
    e->depth--;
    return reason;
}

// @when is a reason only where it is why the finding does not apply, or is not known.
static bool when_decides(Review *review, const Finding *finding) {
    if (finding->item->when == NULL || finding->holds == HOLDS_YES) return false;
    Value when = value_null();
    Err err = {0};
    Str about = finding->item->when->is_function ? finding->about : STR_NONE;
    eval_define(review->eval, finding->item->when, about, &when, &err);
    return value_to_tri(when) != TRI_TRUE;
}

static Reason *whole_item(Explainer *e, const Finding *finding, const Reasons *kids) {
    const Item *item = finding->item;
    Reason *reason = ARENA_NEW(e->review->arena, Reason);
    *reason = (Reason){.text = item->title,
                       .value = value_null(),
                       .declaration = item->declaration,
                       .library = item->declaration->library,
                       .place = item->declaration->ast->name_place};
    if (finding->holds == HOLDS_YES) reason->value = value_boolean(true);
    if (finding->holds == HOLDS_NO) reason->value = value_boolean(false);
    set_kids(reason, kids);
    return reason;
}

// Of a list of windows the values are the conclusion; the reasons are the inputs that set the
// clock.
static void add_inputs(Explainer *e, const Reason *reason, Reasons *kids) {
    if (reason->input != NULL) reasons_add(e, kids, reason);
    for (size_t i = 0; i < reason->kid_count; i++) add_inputs(e, reason->kids[i], kids);
}

// An option: all that must hold, or the first part that does not.
static void add_gates(Explainer *e, const Node *root, const Finding *finding, const Reason *own,
                      Reasons *kids) {
    bool refused = finding->holds == HOLDS_NO;
    if (own != NULL && (!refused || value_to_tri(own->value) == TRI_FALSE))
        reasons_add(e, kids, own);
    for (size_t i = 0; i < finding->item->gate_count && !(refused && kids->count > 0); i++) {
        const Item *gate = finding->item->gates[i];
        Str about = gate->each == NULL ? (STR_NONE) : finding->about;
        Reason *reason = explain_declaration(e, root, gate->declaration, about);
        if (reason == NULL || (refused && value_to_tri(reason->value) != TRI_FALSE)) continue;
        if (gate->title.len > 0) reason->text = gate->title;
        reasons_add(e, kids, reason);
    }
}

void find_reason(Review *review, Finding *finding) {
    const Item *item = finding->item;
    Explainer e = {.review = review, .left = MAX_REASONS, .item = item};
    const Node root = {.library = item->declaration->library,
                       .place = item->declaration->ast->name_place};
    if (when_decides(review, finding)) {
        finding->reason = explain_declaration(&e, &root, item->when,
                                              item->when->is_function ? finding->about : STR_NONE);
        return;
    }
    Str own_about = item->each == NULL ? (STR_NONE) : finding->about;
    const Reason *own = explain_declaration(&e, &root, item->declaration, own_about);
    finding->reason = own;
    Reasons kids = {0};
    if (own != NULL && item->kind == KIND_DUE) {
        add_inputs(&e, own, &kids);
        finding->reason = whole_item(&e, finding, &kids);
    } else if (item->gate_count > 0) {
        add_gates(&e, &root, finding, own, &kids);
        finding->reason = whole_item(&e, finding, &kids);
    }
}

const Reason *define_reason(Eval *eval, const Declaration *define) {
    const ReviewOptions options = {.detail = DETAIL_FULL};
    Review review = {.options = &options,
                     .eval = eval,
                     .record = eval_record(eval),
                     .arena = eval_runtime(eval)->arena};
    Explainer e = {.review = &review, .left = MAX_REASONS};
    const Node root = {.library = define->library, .place = define->ast->name_place};
    return explain_declaration(&e, &root, define, STR_NONE);
}
