#include "cql/ast.h"

#include <assert.h>

static const char *const kind_names[] = {
    [AST_NULL] = "Null",
    [AST_BOOLEAN] = "Boolean",
    [AST_INTEGER] = "Integer",
    [AST_LONG] = "Long",
    [AST_DECIMAL] = "Decimal",
    [AST_STRING] = "String",
    [AST_DATE] = "Date",
    [AST_DATETIME] = "DateTime",
    [AST_TIME] = "Time",
    [AST_QUANTITY] = "Quantity",
    [AST_RATIO] = "Ratio",
    [AST_IDENTIFIER] = "Identifier",
    [AST_MEMBER] = "Member",
    [AST_CALL] = "Call",
    [AST_METHOD] = "Method",
    [AST_INDEX] = "Index",
    [AST_THIS] = "This",
    [AST_ITEM_NUMBER] = "ItemNumber",
    [AST_TOTAL] = "Total",
    [AST_EXTERNAL] = "External",
    [AST_REFERENCE] = "Reference",
    [AST_OPERATOR] = "Operator",
    [AST_TIMING] = "Timing",
    [AST_BETWEEN] = "Between",
    [AST_IS] = "Is",
    [AST_AS] = "As",
    [AST_CONVERT] = "Convert",
    [AST_EXTENT] = "Extent",
    [AST_INTERVAL] = "Interval",
    [AST_LIST] = "List",
    [AST_TUPLE] = "Tuple",
    [AST_INSTANCE] = "Instance",
    [AST_ELEMENT] = "Element",
    [AST_CODE] = "Code",
    [AST_CONCEPT] = "Concept",
    [AST_IF] = "If",
    [AST_CASE] = "Case",
    [AST_WHEN] = "When",
    [AST_RETRIEVE] = "Retrieve",
    [AST_QUERY] = "Query",
    [AST_GROUP] = "Group",
    [AST_SOURCE] = "Source",
    [AST_LET] = "Let",
    [AST_WITH] = "With",
    [AST_WITHOUT] = "Without",
    [AST_RETURN] = "Return",
    [AST_AGGREGATE] = "Aggregate",
    [AST_SORT] = "Sort",
    [AST_SORT_ITEM] = "SortItem",
    [AST_TYPE_NAMED] = "TypeNamed",
    [AST_TYPE_LIST] = "TypeList",
    [AST_TYPE_INTERVAL] = "TypeInterval",
    [AST_TYPE_TUPLE] = "TypeTuple",
    [AST_TYPE_CHOICE] = "TypeChoice",
};
static_assert(sizeof kind_names / sizeof kind_names[0] == AST_TYPE_CHOICE + 1, "a name a kind");

static const char *const declaration_names[] = {
    [AST_USING] = "Using",           [AST_INCLUDE] = "Include",
    [AST_CODESYSTEM] = "CodeSystem", [AST_VALUESET] = "ValueSet",
    [AST_CODE_DECLARATION] = "Code", [AST_CONCEPT_DECLARATION] = "Concept",
    [AST_PARAMETER] = "Parameter",   [AST_CONTEXT] = "Context",
    [AST_DEFINE] = "Define",         [AST_FUNCTION] = "Function",
};

static const char *const op_names[] = {
#define X(constant, name, operands) name,
    AST_OPS(X)
#undef X
};

static const char *const relation_names[] = {
#define X(constant, name) name,
    AST_RELATIONS(X)
#undef X
};

// Two relations share an operator, so a tree is written with their own names.
static const char *const relation_words[] = {
#define X(constant, name) #constant,
    AST_RELATIONS(X)
#undef X
};

static const char *const offset_words[] = {"",        "exactly",   "or-more",
                                           "or-less", "more-than", "less-than"};

const char *ast_kind_name(AstKind kind) {
    return kind_names[kind];
}

const char *ast_op_name(AstOp op) {
    return op_names[op];
}

const char *ast_relation_name(AstRelation relation) {
    return relation_names[relation];
}

AstPlace ast_place_join(AstPlace first, AstPlace last) {
    if (first.length == 0 && first.line == 0) return last;
    if (last.offset < first.offset) {
        AstPlace swap = first;
        first = last;
        last = swap;
    }
    uint32_t end = last.offset + last.length;
    if (end <= first.offset + first.length) return first;
    first.end_line = last.end_line;
    first.end_column = last.end_column;
    first.length = end - first.offset;
    return first;
}

// ---- the S-expression

static void write_quoted(Buf *buf, Str text, char mark) {
    buf_add_char(buf, mark);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == (unsigned char)mark || c == '\\') {
            buf_add_char(buf, '\\');
            buf_add_char(buf, (char)c);
        } else if (c < 0x20 || c == 0x7f) {
            buf_printf(buf, "\\u%04x", c);
        } else {
            buf_add_char(buf, (char)c);
        }
    }
    buf_add_char(buf, mark);
}

static void write_name(Buf *buf, Str name, bool quoted) {
    if (quoted) {
        write_quoted(buf, name, '"');
    } else {
        buf_add(buf, name);
    }
}

static void write_word(Buf *buf, const char *word) {
    buf_printf(buf, " :%s", word);
}

static bool names_its_operator(const Ast *node) {
    return node->kind == AST_OPERATOR || node->kind == AST_EXTENT;
}

static bool text_is_literal(AstKind kind) {
    return kind == AST_STRING || kind == AST_CODE || kind == AST_EXTERNAL;
}

static void write_texts(Buf *buf, const Ast *node) {
    bool calendar = (node->flag & AST_CALENDAR) != 0;
    if (node->text.data != NULL) {
        buf_add_char(buf, ' ');
        if (text_is_literal((AstKind)node->kind)) {
            write_quoted(buf, node->text, '\'');
        } else {
            write_name(buf, node->text, (node->flag & AST_QUOTED) != 0);
        }
    }
    if (node->more.data == NULL) return;
    buf_add_char(buf, ' ');
    if ((node->kind == AST_QUANTITY || node->kind == AST_CONVERT) && calendar) {
        buf_add(buf, node->more);
    } else {
        write_quoted(buf, node->more, '\'');
    }
}

static void write_flags(Buf *buf, const Ast *node) {
    switch (node->kind) {
    case AST_BOOLEAN:
        buf_add(buf, node->flag == AST_TRUE ? STR(" true") : STR(" false"));
        break;
    case AST_BETWEEN:
        if (node->flag & AST_PROPERLY) write_word(buf, "properly");
        break;
    case AST_AS:
        if (node->flag & AST_STRICT) write_word(buf, "strict");
        break;
    case AST_INTERVAL:
        buf_add(buf, node->flag & AST_LOW_CLOSED ? STR(" [") : STR(" ("));
        buf_add(buf, node->flag & AST_HIGH_CLOSED ? STR("]") : STR(")"));
        break;
    case AST_RETURN:
    case AST_AGGREGATE:
        if (node->flag & AST_ALL) write_word(buf, "all");
        if (node->flag & AST_DISTINCT) write_word(buf, "distinct");
        break;
    default:
        break;
    }
}

static void write_timing(Buf *buf, const AstTiming *timing) {
    static const char *const boundaries[] = {"", "start", "end"};
    buf_printf(buf, " %s", relation_words[timing->relation]);
    if (timing->left != BOUNDARY_NONE) buf_printf(buf, " :left-%s", boundaries[timing->left]);
    if (timing->right != BOUNDARY_NONE) buf_printf(buf, " :right-%s", boundaries[timing->right]);
    if (timing->properly) write_word(buf, "properly");
    if (timing->precision != PRECISION_NONE) {
        write_word(buf, precision_name((Precision)timing->precision));
    }
    if (timing->quantity != NULL) {
        write_word(buf, offset_words[timing->offset]);
        buf_add_char(buf, ' ');
        ast_write(buf, timing->quantity);
    }
}

void ast_write(Buf *buf, const Ast *node) {
    if (node == NULL) {
        buf_add_char(buf, '-');
        return;
    }
    buf_printf(buf, "(%s", names_its_operator(node) ? op_names[node->op] : kind_names[node->kind]);
    if (!names_its_operator(node) && node->op != AST_OP_NONE) write_word(buf, op_names[node->op]);
    write_texts(buf, node);
    write_flags(buf, node);
    if (node->precision != PRECISION_NONE) {
        write_word(buf, precision_name((Precision)node->precision));
    }
    if (node->timing != NULL) write_timing(buf, node->timing);
    for (uint32_t i = 0; i < node->kid_count; i++) {
        buf_add_char(buf, ' ');
        ast_write(buf, node->kids[i]);
    }
    buf_add_char(buf, ')');
}

// ---- a library

static void write_field(Buf *buf, const char *name, Str text) {
    if (text.data == NULL) return;
    write_word(buf, name);
    buf_add_char(buf, ' ');
    write_quoted(buf, text, '\'');
}

static void write_nodes(Buf *buf, Ast *const *nodes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        buf_add_char(buf, ' ');
        ast_write(buf, nodes[i]);
    }
}

static void write_declaration(Buf *buf, const AstDeclaration *declaration) {
    buf_printf(buf, "(%s ", declaration_names[declaration->kind]);
    write_name(buf, declaration->name, declaration->is_quoted);
    if (declaration->is_private) write_word(buf, "private");
    if (declaration->is_fluent) write_word(buf, "fluent");
    if (declaration->is_external) write_word(buf, "external");
    if (declaration->qualifier.len > 0) write_field(buf, "in", declaration->qualifier);
    write_field(buf, "target", declaration->target);
    write_field(buf, "version", declaration->version);
    write_field(buf, "display", declaration->display);
    if (declaration->context.len > 0) write_field(buf, "context", declaration->context);
    write_nodes(buf, declaration->references, declaration->reference_count);
    write_nodes(buf, declaration->parameters, declaration->parameter_count);
    if (declaration->type != NULL) {
        write_word(buf, "type");
        write_nodes(buf, &(Ast *){declaration->type}, 1);
    }
    if (declaration->expression != NULL) {
        write_nodes(buf, &(Ast *){declaration->expression}, 1);
    }
    buf_add(buf, STR(")\n"));
}

void ast_write_library(Buf *buf, const AstLibrary *library) {
    buf_add(buf, STR("(Library "));
    write_quoted(buf, library->name, '"');
    if (library->qualifier.len > 0) write_field(buf, "in", library->qualifier);
    write_field(buf, "version", library->version);
    buf_add(buf, STR(")\n"));
    for (uint32_t i = 0; i < library->declaration_count; i++) {
        write_declaration(buf, &library->declarations[i]);
    }
}
