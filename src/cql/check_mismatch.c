// Why an operator or a function does not take its operands, in an author's words, and what to write
// instead: the mistake that the types tell of, else the overloads that are nearest.

#include "cql/check_internal.h"

enum { MOST_SHOWN = 3 };

// ---- names

typedef struct {
    const char *name;   // of the rows
    const char *shown;  // as it is written
} Spelling;

// Sorted by no order: messages are rare.
static const Spelling spellings[] = {
    {"Add", "+"},
    {"Subtract", "-"},
    {"Multiply", "*"},
    {"Divide", "/"},
    {"TruncatedDivide", "div"},
    {"Modulo", "mod"},
    {"Power", "^"},
    {"ConcatenateAmp", "&"},
    {"Negate", "-"},
    {"Equal", "="},
    {"Equivalent", "~"},
    {"Less", "<"},
    {"LessOrEqual", "<="},
    {"Greater", ">"},
    {"GreaterOrEqual", ">="},
    {"Not", "not"},
    {"Xor", "xor"},
    {"Exists", "exists"},
    {"In", "in"},
    {"InValueSet", "in"},
    {"InCodeSystem", "in"},
    {"AnyInValueSet", "in"},
    {"AnyInCodeSystem", "in"},
    {"Contains", "contains"},
    {"Includes", "includes"},
    {"IncludedIn", "included in"},
    {"ProperIn", "properly included in"},
    {"ProperContains", "properly includes"},
    {"ProperIncludes", "properly includes"},
    {"ProperIncludedIn", "properly included in"},
    {"Before", "before"},
    {"After", "after"},
    {"SameAs", "same as"},
    {"SameOrBefore", "same or before"},
    {"SameOrAfter", "same or after"},
    {"Meets", "meets"},
    {"MeetsBefore", "meets before"},
    {"MeetsAfter", "meets after"},
    {"Overlaps", "overlaps"},
    {"OverlapsBefore", "overlaps before"},
    {"OverlapsAfter", "overlaps after"},
    {"Starts", "starts"},
    {"Ends", "ends"},
    {"Union", "union"},
    {"Intersect", "intersect"},
    {"Except", "except"},
    {"Start", "start of"},
    {"End", "end of"},
    {"Width", "width of"},
    {"Successor", "successor of"},
    {"Predecessor", "predecessor of"},
    {"SingletonFrom", "singleton from"},
    {"PointFrom", "point from"},
    {"DateFrom", "date from"},
    {"TimeFrom", "time from"},
    {"TimezoneOffsetFrom", "timezoneoffset from"},
    {"DateTimeComponentFrom", "... from"},
    {"DurationBetween", "... between"},
    {"DifferenceBetween", "difference in ... between"},
    {"Distinct", "distinct"},
    {"Flatten", "flatten"},
    {"Expand", "expand"},
    {"Collapse", "collapse"},
    {"Indexer", "[...]"},
    {"ConvertQuantity", "convert"},
};

static const char *shown_name(Checker *c, const char *name) {
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (strcmp(spellings[i].name, name) == 0)
            return arena_printf(c->arena, "'%s'%c", spellings[i].shown, 0).data;
    }
    return name;
}

static bool is_one_of(const char *name, const char *const *names) {
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) return true;
    }
    return false;
}

static const char *const comparisons[] = {"Equal",   "Equivalent",     "Less", "LessOrEqual",
                                          "Greater", "GreaterOrEqual", NULL};
static const char *const timings[] = {"Before",      "After", "SameAs",   "SameOrBefore",
                                      "SameOrAfter", "Add",   "Subtract", "Multiply",
                                      "Divide",      NULL};
static const char *const list_operators[] = {"Union", "Intersect", "Except", NULL};

// ---- kinds of types

// What a FHIR value is once it is converted; the type itself when it is not.
static const Type *plain(Checker *c, const Type *type) {
    Conversion conversion;
    const Type *system =
        type->kind == TYPE_FHIR ? system_type_of(c, type->model, &conversion) : NULL;
    return system == NULL ? type : system;
}

static bool is_kind(Checker *c, const Type *type, const TypeKind *kinds, size_t count) {
    type = plain(c, type);
    for (size_t i = 0; i < count; i++) {
        if (type->kind == kinds[i]) return true;
    }
    return false;
}
#define IS_KIND(c, type, ...)                       \
    is_kind((c), (type), (TypeKind[]){__VA_ARGS__}, \
            sizeof((TypeKind[]){__VA_ARGS__}) / sizeof(TypeKind))

static bool is_coded(Checker *c, const Type *type) {
    if (type->kind == TYPE_LIST) return is_coded(c, type->as.of);
    for (uint32_t i = 0; type->kind == TYPE_CHOICE && i < type->count; i++) {
        if (is_coded(c, type->as.choices[i])) return true;
    }
    return IS_KIND(c, type, TYPE_CODE, TYPE_CONCEPT);
}

static bool is_number(Checker *c, const Type *type) {
    return IS_KIND(c, type, TYPE_INTEGER, TYPE_LONG, TYPE_DECIMAL);
}

static bool is_moment(Checker *c, const Type *type) {
    return IS_KIND(c, type, TYPE_DATE, TYPE_DATETIME, TYPE_TIME);
}

// ---- the mistakes that the types tell of; NULL: none of them

// A text where a number or a date is meant.
static const char *text_hint(Checker *c, const Node *text) {
    if (text->kind != NODE_LITERAL || text->as.literal.kind != VALUE_STRING) return NULL;
    Str written = value_str(text->as.literal);
    size_t digits = 0;
    while (digits < written.len && ((written.data[digits] >= '0' && written.data[digits] <= '9') ||
                                    (digits > 0 && written.data[digits] == '.')))
        digits++;
    if (digits == 0) return NULL;
    if (digits == written.len)
        return arena_printf(c->arena, "write the number without quotes: %.*s%c", STR_ARG(written),
                            0)
            .data;
    if (digits == 4 && written.data[4] == '-')
        return arena_printf(c->arena, "a date is written without quotes: @%.*s%c", STR_ARG(written),
                            0)
            .data;
    size_t unit = digits;
    while (unit < written.len && written.data[unit] == ' ') unit++;
    return arena_printf(c->arena, "only the unit stands in quotes: %.*s '%.*s'%c", (int)digits,
                        written.data, (int)(written.len - unit), written.data + unit, 0)
        .data;
}

static const char *value_hint(Checker *c, const Node *text, const Node *other) {
    if (plain(c, text->type)->kind != TYPE_STRING) return NULL;
    bool value = is_number(c, other->type) || is_moment(c, other->type) ||
                 plain(c, other->type)->kind == TYPE_QUANTITY;
    return value ? text_hint(c, text) : NULL;
}

static const char *code_hint(Checker *c, const Type *a, const Type *b) {
    bool codes = (is_coded(c, a) && IS_KIND(c, b, TYPE_STRING)) ||
                 (is_coded(c, b) && IS_KIND(c, a, TYPE_STRING));
    if (codes)
        return "write '~' and a code that is declared (code \"Name\": ...), or 'in' and a value "
               "set";
    bool set = a->kind == TYPE_VALUESET || b->kind == TYPE_VALUESET;
    return set ? "a code is looked up in a value set with 'in'" : NULL;
}

static const char *list_hint(Checker *c, const char *name, const Type *a, const Type *b) {
    bool left = a->kind == TYPE_LIST;
    if (left == (b->kind == TYPE_LIST)) return NULL;
    const Type *rows = left ? a : b;
    if (is_one_of(name, comparisons) && is_coded(c, rows))
        return "the codes stand in a list: write exists (... X where X ~ \"Code\")";
    if (is_one_of(name, comparisons) && is_number(c, left ? b : a) && !is_number(c, rows->as.of))
        return "to ask how many there are write Count(...)";
    if (is_one_of(name, list_operators))
        return left ? "put the right side in braces, it is one value: { ... }"
                    : "put the left side in braces, it is one value: { ... }";
    if (!is_one_of(name, comparisons) && !is_one_of(name, timings)) return NULL;
    return left ? "the left side is a list: take one value with First(...), or with 'singleton "
                  "from' when there is only one"
                : "the right side is a list: take one value with First(...), or with 'singleton "
                  "from' when there is only one";
}

static const char *in_hint(Checker *c, const char *name, const Type *a, const Type *b) {
    bool contains = strcmp(name, "Contains") == 0;
    const Type *whole = contains ? a : b;
    if ((strcmp(name, "In") != 0 && !contains) || whole->kind == TYPE_LIST ||
        plain(c, whole)->kind == TYPE_INTERVAL)
        return NULL;
    if (is_coded(c, whole)) return "it wants a value set or a list; one code is compared with '~'";
    return "it wants a list, an interval or a value set; one value is compared with '='";
}

static const char *interval_hint(Checker *c, const char *name, const Type *a, const Type *b) {
    bool left = plain(c, a)->kind == TYPE_INTERVAL;
    if (left == (plain(c, b)->kind == TYPE_INTERVAL) || is_one_of(name, list_operators))
        return NULL;
    if (!is_one_of(name, comparisons) && !is_one_of(name, timings)) return NULL;
    return left ? "the left side is an interval: take 'start of' or 'end of' it"
                : "the right side is an interval: take 'start of' or 'end of' it";
}

static const char *date_hint(Checker *c, const char *name, const Type *a, const Type *b) {
    bool add = strcmp(name, "Add") == 0;
    bool subtract = strcmp(name, "Subtract") == 0;
    if (!add && !subtract) return NULL;
    if (is_moment(c, a) && is_number(c, b)) return "write the unit: + 3 days, - 6 months";
    if (subtract && is_moment(c, a) && is_moment(c, b))
        return "for the time between two dates write: days between A and B";
    if (add && is_moment(c, b) && is_number(c, a))
        return "the date stands first, and the number needs a unit: date + 3 days";
    if (add && is_moment(c, b)) return "the date stands first: date + 3 days";
    if (add && (IS_KIND(c, a, TYPE_STRING) || IS_KIND(c, b, TYPE_STRING)))
        return "make a text of the other side with ToString(...)";
    return NULL;
}

static const char *one_hint(Checker *c, const char *name, const Type *type) {
    static const char *const lists[] = {
        "Exists", "First",   "Last",    "Count",   "Sum",      "Avg",           "Min",
        "Max",    "AllTrue", "AnyTrue", "Flatten", "Distinct", "SingletonFrom", NULL};
    if (!is_one_of(name, lists)) {
        bool ends = strcmp(name, "Start") == 0 || strcmp(name, "End") == 0;
        if (ends && is_moment(c, type)) return "it is a point in time already: leave it away";
        return NULL;
    }
    if (type->kind == TYPE_LIST) return NULL;
    if (strcmp(name, "Exists") == 0)
        return "it wants a list; whether there is one value is asked with '... is not null'";
    return "it wants a list; one value becomes a list in braces: { ... }";
}

// A FHIR value that no System type stands for.
static const char *parts_hint(Checker *c, const Type *a, const Type *b) {
    const Type *whole = plain(c, a)->kind == TYPE_FHIR   ? a
                        : plain(c, b)->kind == TYPE_FHIR ? b
                                                         : NULL;
    if (whole == NULL) return NULL;
    if (str_eq(str_of(fhir_type_name(whole->model)), STR("Reference")))
        return "compare the part of it that you mean: '.reference'";
    return "compare the part of it that you mean: '.name'";
}

static const char *special_hint(Checker *c, const char *name, Args args) {
    if (args.count == 1) return one_hint(c, name, args.items[0]->type);
    if (args.count != 2) return NULL;
    const Type *a = args.items[0]->type;
    const Type *b = args.items[1]->type;
    bool compares = is_one_of(name, comparisons);
    const char *hint = compares ? code_hint(c, a, b) : NULL;
    if (hint == NULL) hint = list_hint(c, name, a, b);
    if (hint == NULL) hint = in_hint(c, name, a, b);
    if (hint == NULL) hint = interval_hint(c, name, a, b);
    if (hint == NULL) hint = value_hint(c, args.items[1], args.items[0]);
    if (hint == NULL) hint = value_hint(c, args.items[0], args.items[1]);
    if (hint == NULL) hint = date_hint(c, name, a, b);
    if (hint == NULL && compares) hint = parts_hint(c, a, b);
    return hint;
}

const char *wanted_hint(const Type *found, const Type *wanted) {
    if (found->kind == TYPE_LIST && wanted->kind == TYPE_BOOLEAN)
        return "\nwrite 'exists (...)' to ask whether the list holds anything";
    if (found->kind == TYPE_LIST && wanted->kind != TYPE_LIST)
        return "\ntake one value with First(...), or with 'singleton from' when there is only one";
    if (wanted->kind == TYPE_LIST && found->kind != TYPE_LIST)
        return "\none value becomes a list in braces: { ... }";
    if (wanted->kind == TYPE_BOOLEAN) return "\nwrite a comparison, or '... is not null'";
    return "";
}

// ---- the nearest overloads

// As an author would say it: "a list" for List<T>.
static const char *pattern_text(Checker *c, const Type *type) {
    if (type->kind == TYPE_VARIABLE) return "any value";
    bool open = (type->kind == TYPE_LIST || type->kind == TYPE_INTERVAL) &&
                type->as.of->kind == TYPE_VARIABLE;
    if (open) return type->kind == TYPE_LIST ? "a list" : "an interval";
    return type_text(c, type);
}

static bool fits_pattern(Checker *c, const Type *type, const Type *pattern) {
    if (pattern->kind == TYPE_VARIABLE || type->kind == TYPE_ANY) return true;
    if ((pattern->kind == TYPE_LIST || pattern->kind == TYPE_INTERVAL))
        return plain(c, type)->kind == pattern->kind &&
               fits_pattern(c, plain(c, type)->as.of, pattern->as.of);
    return conversion_cost(c, type, pattern) < COST_NONE;
}

typedef struct {
    const OpRow *rows[MOST_SHOWN];
    size_t fits[MOST_SHOWN];
    size_t count, of;
} Nearest;

// Keeps those that fit the most operands; of equals the first.
static void keep_nearest(Nearest *best, const OpRow *row, size_t fits) {
    best->of++;
    size_t at = best->count;
    while (at > 0 && best->fits[at - 1] < fits) at--;
    if (at == MOST_SHOWN) return;
    if (best->count < MOST_SHOWN) best->count++;
    for (size_t i = best->count - 1; i > at; i--) {
        best->rows[i] = best->rows[i - 1];
        best->fits[i] = best->fits[i - 1];
    }
    best->rows[at] = row;
    best->fits[at] = fits;
}

static void write_row(Checker *c, Buf *buf, const OpRow *row) {
    const Type *type;
    if (signature_parameter(c, row, 1) == NULL && signature_parameter(c, row, 0) != NULL) {
        buf_printf(buf, "%s", pattern_text(c, signature_parameter(c, row, 0)));
        return;
    }
    buf_add_char(buf, '(');
    for (size_t i = 0; (type = signature_parameter(c, row, i)) != NULL; i++)
        buf_printf(buf, "%s%s", i == 0 ? "" : ", ", pattern_text(c, type));
    buf_add_char(buf, ')');
}

static void find_nearest(Checker *c, const char *name, Args args, Nearest *best) {
    size_t count;
    const OpRow *const *rows = ops_find(str_of(name), &count);
    for (size_t i = 0; i < count; i++) {
        size_t fits = 0;
        size_t wanted = 0;
        const Type *type;
        for (; (type = signature_parameter(c, rows[i], wanted)) != NULL; wanted++)
            fits += wanted < args.count && fits_pattern(c, args.items[wanted]->type, type);
        keep_nearest(best, rows[i], wanted == args.count ? fits * 2 + 1 : fits);
    }
}

static const char *nearest_text(Checker *c, const char *name, const char *more, Args args) {
    Nearest best = {.count = 0};
    find_nearest(c, name, args, &best);
    if (more != NULL) find_nearest(c, more, args, &best);
    if (best.count == 0) return "";
    Buf buf = {0};
    for (size_t i = 0; i < best.count; i++) {
        buf_add(&buf, i == 0 ? STR("") : i + 1 == best.count ? STR(" or ") : STR(", "));
        write_row(c, &buf, best.rows[i]);
    }
    if (best.of > best.count) buf_add(&buf, STR(", and others"));
    const char *text = arena_printf(c->arena, "it takes %.*s%c", (int)buf.len, buf.data, 0).data;
    buf_free(&buf);
    return text;
}

static const char *argument_text(Checker *c, Args args, const char *between) {
    Buf buf = {0};
    for (size_t i = 0; i < args.count; i++) {
        const char *before = i == 0 ? "" : i + 1 == args.count ? between : ", ";
        buf_printf(&buf, "%s%s", before, type_text(c, args.items[i]->type));
    }
    buf_add_char(&buf, '\0');
    const char *text = arena_str(c->arena, buf_str(&buf)).data;
    buf_free(&buf);
    return text;
}

Node *no_overload(Checker *c, const char *name, const char *more, AstPlace place, Args args) {
    const char *hint = special_hint(c, name, args);
    const char *shown = shown_name(c, name);
    if (is_one_of(name, comparisons))
        return wrong(c, place, "%s cannot compare %s\n%s", shown, argument_text(c, args, " with "),
                     hint != NULL ? hint : "both sides must be of one type, or one must convert");
    if (args.count == 0)
        return wrong(c, place, "%s cannot be used without arguments\n%s", shown,
                     nearest_text(c, name, more, args));
    return wrong(c, place, "%s cannot be used with %s\n%s", shown, argument_text(c, args, " and "),
                 hint != NULL ? hint : nearest_text(c, name, more, args));
}

Node *ambiguous_overload(Checker *c, const OpRow *one, const OpRow *two, AstPlace place,
                         Args args) {
    Buf buf = {0};
    write_row(c, &buf, one);
    buf_add(&buf, STR(" and "));
    write_row(c, &buf, two);
    wrong(
        c, place,
        "%s of %s is ambiguous: %.*s fit alike\nsay which is meant: write 'as' and the type behind "
        "an operand",
        shown_name(c, one->name), argument_text(c, args, " and "), (int)buf.len, buf.data);
    buf_free(&buf);
    return NULL;
}

// ---- functions written in CQL

static void write_function(Buf *buf, const Declaration *function) {
    buf_printf(buf, "%.*s(", STR_ARG(function->name));
    for (uint32_t i = 0; i < function->parameter_count; i++) {
        buf_printf(buf, "%s%.*s ", i == 0 ? "" : ", ", STR_ARG(function->parameter_names[i]));
        type_write(buf, function->parameter_types[i]);
    }
    buf_printf(buf, ") in line %u", function->ast->name_place.line);
}

// The functions of that name, at most three; *count how many there are.
static const char *functions_text(Checker *c, const Library *in, const Ast *call, size_t *count) {
    const Names *names = in->check;
    Buf buf = {0};
    *count = 0;
    for (size_t i = 0; i < names->function_count; i++) {
        if (!str_eq(names->functions[i]->name, call->text)) continue;
        if (++*count > MOST_SHOWN) continue;
        if (*count > 1) buf_add(&buf, STR(", "));
        write_function(&buf, names->functions[i]);
    }
    if (*count > MOST_SHOWN) buf_add(&buf, STR(" and others"));
    if (*count > 0 && in != c->library) buf_printf(&buf, " of %.*s", STR_ARG(in->name));
    buf_add_char(&buf, '\0');
    const char *text = arena_str(c->arena, buf_str(&buf)).data;
    buf_free(&buf);
    return text;
}

Node *no_function(Checker *c, const Library *in, const Ast *call, Args args) {
    size_t count;
    const char *text = functions_text(c, in, call, &count);
    return wrong(c, call->place, "no function '%.*s' takes (%s)%s%s", STR_ARG(call->text),
                 argument_text(c, args, ", "), count == 0 ? "" : "\nthere is ", text);
}

Node *ambiguous_function(Checker *c, const Library *in, const Ast *call, Args args) {
    size_t count;
    const char *text = functions_text(c, in, call, &count);
    return wrong(
        c, call->place,
        "'%.*s' of (%s) is ambiguous: %s fit alike\nsay which is meant: write 'as' and the "
        "type behind an argument",
        STR_ARG(call->text), argument_text(c, args, ", "), text);
}
