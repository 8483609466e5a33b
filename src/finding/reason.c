// Why: the minimal reasons of a conclusion, as a tree in the order of the CQL. Of a false `and` the
// part that made it false, of a true `or` the part that made it true, of a comparison what was
// compared; down to the inputs, and from each input to the data it rests on.

#include "finding/review.h"

enum { MAX_DEPTH = 40, MAX_REASONS = 400, MAX_TEXT = 160 };

typedef struct {
    Review *review;
    size_t left;  // reasons that may still be made
    unsigned depth;
} Explainer;

typedef struct {
    const Reason **items;
    size_t count, size;
} Reasons;

static Reason *explain(Explainer *e, const Node *node, Str about);

static void add(Explainer *e, Reasons *reasons, const Reason *reason) {
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
static Str source_text(Arena *arena, const Node *node) {
    Str source = node->library->source;
    if (node->place.offset + node->place.length > source.len) return (Str){0};
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
            memcpy(text + len, "...", 3);
            return (Str){text, len + 3};
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

static void set_kids(Reason *reason, const Reasons *kids) {
    reason->kids = kids->items;
    reason->kid_count = kids->count;
}

static bool says_nothing(const Node *node) {
    return node->kind == NODE_LITERAL;
}

// The kids whose value is `wanted`; only the first of them if it alone decides.
static void explain_kids(Explainer *e, const Node *node, Tri wanted, bool first_only, Str about,
                         Reasons *kids) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (value_to_tri(eval_part(e->review->eval, node->kids[i])) != wanted) continue;
        add(e, kids, explain(e, node->kids[i], about));
        if (first_only) return;
    }
}

static void explain_all(Explainer *e, const Node *node, Str about, Reasons *kids) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (!says_nothing(node->kids[i])) add(e, kids, explain(e, node->kids[i], about));
    }
}

static void explain_logic(Explainer *e, const Node *node, Value value, Str about, Reasons *kids) {
    Tri tri = value_to_tri(value);
    Tri deciding = node->kind == NODE_AND ? TRI_FALSE : TRI_TRUE;
    explain_kids(e, node, tri, tri == deciding, about, kids);
}

// The branch that was taken, and the condition that led to it.
static void explain_branches(Explainer *e, const Node *node, Str about, Reasons *kids) {
    uint16_t first = node->kind == NODE_CASE && node->flag != 0 ? 1 : 0;
    if (first == 1) add(e, kids, explain(e, node->kids[0], about));
    uint16_t last = (uint16_t)(node->kid_count - 1);
    for (uint16_t i = first; i < last; i += 2) {
        Tri tri = value_to_tri(eval_part(e->review->eval, node->kids[i]));
        if (tri == TRI_TRUE || (tri == TRI_UNKNOWN && first == 0))
            add(e, kids, explain(e, node->kids[i], about));
        if (tri != TRI_TRUE) continue;
        if (!says_nothing(node->kids[i + 1])) add(e, kids, explain(e, node->kids[i + 1], about));
        return;
    }
    if (!says_nothing(node->kids[last])) add(e, kids, explain(e, node->kids[last], about));
    // Nothing was unknown and nothing held: what was asked is the reason.
    for (uint16_t i = first; kids->count == 0 && i < last; i += 2)
        add(e, kids, explain(e, node->kids[i], about));
}

// Of a function over parts (a list of Booleans written out): the parts that have the value of the
// whole.
static void explain_call(Explainer *e, const Node *node, Value value, Str about, Reasons *kids) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        const Node *argument = node->kids[i];
        if (argument->kind == NODE_LIST && node->type->kind == TYPE_BOOLEAN) {
            explain_kids(e, argument, value_to_tri(value), value_to_tri(value) == TRI_TRUE, about,
                         kids);
        } else if (argument->kind == NODE_LIST) {
            explain_all(e, argument, about, kids);
        } else if (!says_nothing(argument) && argument->kind != NODE_LOCAL) {
            add(e, kids, explain(e, argument, about));
        }
    }
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
    reason->evidence = evidence_of(review, (InputKey){declaration, about}, &reason->evidence_count);
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
    Reasons kids = {0};
    EvalFrame frame = eval_enter(e->review->eval, declaration, about);
    const Reason *body = declaration->body == NULL ? NULL : explain(e, declaration->body, about);
    eval_leave(e->review->eval, frame);
    // A body that is one reference or one operator is its own reason.
    if (body != NULL && body->declaration == NULL && body->evidence_count == 0) {
        reason->kids = body->kids;
        reason->kid_count = body->kid_count;
        return reason;
    }
    add(e, &kids, body);
    set_kids(reason, &kids);
    return reason;
}

static Reason *explain_node(Explainer *e, const Node *node, Str about) {
    Eval *eval = e->review->eval;
    if (node->kind == NODE_DEFINE)
        return explain_declaration(e, node, node->as.declaration, (Str){0});
    if (node->kind == NODE_CALL && node->as.declaration->each) {
        Value argument = eval_part(eval, node->kids[0]);
        return explain_declaration(e, node, node->as.declaration,
                                   argument.kind == VALUE_STRING ? value_str(argument) : (Str){0});
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
    case NODE_IF:
    case NODE_CASE:
        explain_branches(e, node, about, &kids);
        break;
    case NODE_CALL:
        explain_call(e, node, value, about, &kids);
        break;
    case NODE_QUERY:
    case NODE_EXISTS:
    case NODE_RETRIEVE:
    case NODE_LOCAL:
    case NODE_MAP:
        break;
    case NODE_COALESCE:
        for (uint16_t i = 0; i < node->kid_count; i++) {
            bool decides = !value_is_null(eval_part(eval, node->kids[i]));
            if (decides || value_is_null(value)) add(e, &kids, explain(e, node->kids[i], about));
            if (decides) break;
        }
        break;
    default:
        explain_all(e, node, about, &kids);
        break;
    }
    set_kids(reason, &kids);
    return reason;
}

static Reason *explain(Explainer *e, const Node *node, Str about) {
    if (e->depth >= MAX_DEPTH || e->left == 0) return NULL;
    e->depth++;
    Reason *reason = explain_node(e, node, about);
    e->depth--;
    return reason;
}

void find_reason(Review *review, Finding *finding) {
    const Item *item = finding->item;
    Explainer e = {.review = review, .left = MAX_REASONS};
    const Node root = {.library = item->declaration->library,
                       .place = item->declaration->ast->name_place};
    Reasons kids = {0};
    if (item->when != NULL && finding->holds != HOLDS_YES) {
        add(&e, &kids,
            explain_declaration(&e, &root, item->when,
                                item->when->is_function ? finding->about : (Str){0}));
    }
    const Reason *own = explain_declaration(&e, &root, item->declaration,
                                            item->each == NULL ? (Str){0} : finding->about);
    if (finding->holds == HOLDS_NOT_APPLICABLE) own = NULL;
    for (size_t i = 0; i < item->gate_count; i++) {
        add(&e, &kids,
            explain_declaration(&e, &root, item->gates[i]->declaration,
                                item->gates[i]->each == NULL ? (Str){0} : finding->about));
    }
    if (kids.count == 0) {
        finding->reason = own;
        return;
    }
    add(&e, &kids, own);
    Reason *both = ARENA_NEW(review->arena, Reason);
    *both = (Reason){.text = item->title,
                     .value = value_null(),
                     .library = item->declaration->library,
                     .place = root.place};
    if (finding->holds == HOLDS_YES) both->value = value_boolean(true);
    if (finding->holds == HOLDS_NO) both->value = value_boolean(false);
    set_kids(both, &kids);
    finding->reason = both;
}
