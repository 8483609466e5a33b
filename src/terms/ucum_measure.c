#include "terms/ucum_measure.h"

// Reading a unit, by recursive descent over the grammar of UCUM section 2:
//
//     term      = "/"? component (("." | "/") component)*
//     component = "(" term ")" | annotation | simple exponent? annotation? | number
//
// A unit's definition is itself read as a unit. What all products come to is kept as whole numbers
// and powers of ten, so that converting loses nothing.

enum { MAX_LENGTH = 200, MAX_DEPTH = 12, MAX_TEN = 1000 };

// ---- arithmetic

static Whole common_divisor(Whole a, Whole b) {
    while (b != 0) {
        Whole rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void take_tens(Whole *number, int *ten, int step) {
    for (; *number % 10 == 0; *number /= 10) *ten += step;
}

static bool add_exponent(int *exponent, int by, int limit) {
    *exponent += by;
    return *exponent <= limit && *exponent >= -limit;
}

static bool add_arbitrary(Measure *measure, const UnitAtom *atom, int exponent) {
    for (int i = 0; i < measure->arbitrary_count; i++) {
        if (measure->arbitrary[i].atom != atom) continue;
        if (!add_exponent(&measure->arbitrary[i].exponent, exponent, MAX_EXPONENT)) return false;
        if (measure->arbitrary[i].exponent == 0) {
            measure->arbitrary[i] = measure->arbitrary[--measure->arbitrary_count];
        }
        return true;
    }
    if (measure->arbitrary_count == MAX_ARBITRARY) return false;
    measure->arbitrary[measure->arbitrary_count].atom = atom;
    measure->arbitrary[measure->arbitrary_count++].exponent = exponent;
    return true;
}

static Measure one(void) {
    return (Measure){.top = 1, .bottom = 1};
}

static bool multiply_factor(Measure *measure, Whole top, Whole bottom) {
    Whole left = common_divisor(measure->top, bottom);
    Whole right = common_divisor(top, measure->bottom);
    if (__builtin_mul_overflow(measure->top / left, top / right, &measure->top)) return false;
    if (__builtin_mul_overflow(measure->bottom / right, bottom / left, &measure->bottom)) {
        return false;
    }
    take_tens(&measure->top, &measure->ten, 1);
    take_tens(&measure->bottom, &measure->ten, -1);
    return true;
}

bool measure_multiply(Measure *measure, const Measure *by) {
    if (measure->special != NULL || by->special != NULL) return false;
    if (!multiply_factor(measure, by->top, by->bottom)) return false;
    if (!add_exponent(&measure->ten, by->ten, MAX_TEN)) return false;
    if (!add_exponent(&measure->pi, by->pi, MAX_EXPONENT)) return false;
    for (int i = 0; i < DIM_COUNT; i++) {
        if (!add_exponent(&measure->dims[i], by->dims[i], MAX_EXPONENT)) return false;
    }
    for (int i = 0; i < by->arbitrary_count; i++) {
        if (!add_arbitrary(measure, by->arbitrary[i].atom, by->arbitrary[i].exponent)) return false;
    }
    return true;
}

static Measure inverse(const Measure *measure) {
    Measure result = *measure;
    result.top = measure->bottom;
    result.bottom = measure->top;
    result.ten = -measure->ten;
    result.pi = -measure->pi;
    for (int i = 0; i < DIM_COUNT; i++) result.dims[i] = -measure->dims[i];
    for (int i = 0; i < measure->arbitrary_count; i++) {
        result.arbitrary[i].exponent = -measure->arbitrary[i].exponent;
    }
    return result;
}

bool measure_power(const Measure *base, int exponent, Measure *result) {
    if (exponent < -MAX_EXPONENT || exponent > MAX_EXPONENT) return false;
    if (base->special != NULL) {
        *result = *base;
        return exponent == 1;
    }
    Measure factor = exponent < 0 ? inverse(base) : *base;
    Measure power = one();
    for (int left = exponent < 0 ? -exponent : exponent; left > 0; left--) {
        if (!measure_multiply(&power, &factor)) return false;
    }
    *result = power;
    return true;
}

bool measure_same_dimension(const Measure *a, const Measure *b) {
    for (int i = 0; i < DIM_COUNT; i++) {
        if (a->dims[i] != b->dims[i]) return false;
    }
    if (a->arbitrary_count != b->arbitrary_count) return false;
    for (int i = 0; i < a->arbitrary_count; i++) {
        bool found = false;
        for (int k = 0; k < b->arbitrary_count; k++) {
            found = found || (a->arbitrary[i].atom == b->arbitrary[k].atom &&
                              a->arbitrary[i].exponent == b->arbitrary[k].exponent);
        }
        if (!found) return false;
    }
    return true;
}

bool measure_is_number(const Measure *measure) {
    Measure number = one();
    return measure->special == NULL && measure_same_dimension(measure, &number);
}

// ---- one unit

typedef struct {
    Str text;
    size_t at;
    int depth;
    UnitProduct *product;
    Err *err;
} Reader;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool wrong(Reader *reader, const char *why) {
    return err_set(reader->err, ERR_PARSE, "not a UCUM unit: %s at character %zu", why,
                   reader->at + 1);
}

static bool measure_at_depth(Str unit, int depth, Measure *measure, Err *err);

// "7000", "0.001", "pi": digits as a whole number, the point as a power of ten.
static bool value_of(Str text, Measure *measure) {
    *measure = one();
    if (str_eq(text, STR("pi"))) {
        measure->pi = 1;
        return true;
    }
    Whole number = 0;
    bool after_point = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '.') {
            after_point = true;
            continue;
        }
        if (number > UINT64_MAX / 10) return false;
        number = number * 10 + (unsigned)(text.data[i] - '0');
        measure->ten -= after_point;
    }
    return number != 0 && multiply_factor(measure, number, 1);
}

static bool atom_measure(const UnitAtom *atom, const UnitPrefix *prefix, int depth,
                         Measure *measure, Err *err) {
    Measure result = one();
    if ((atom->flags & UNIT_BASE) != 0) {
        result.dims[atom->value[0] - '0'] = 1;
    } else if ((atom->flags & UNIT_ARBITRARY) != 0) {
        add_arbitrary(&result, atom, 1);
    } else {
        Measure unit;
        if (!value_of(str_from(atom->value), &result) ||
            !measure_at_depth(str_from(atom->unit), depth + 1, &unit, err) ||
            !measure_multiply(&result, &unit)) {
            return false;
        }
    }
    if ((atom->flags & UNIT_SPECIAL) != 0) {
        result.special = atom;
        result.prefix = prefix;
    } else {
        result.ten += prefix->ten;
        if (!multiply_factor(&result, (Whole)1 << prefix->two, 1)) return false;
    }
    *measure = result;
    return true;
}

// The calendar units of CQL: those with a fixed length are UCUM's own.
static const struct {
    const char *one;
    const char *many;
    const char *code;  // NULL: months of the calendar
    int months;
} calendar[] = {
    {"year", "years", NULL, 12},   {"month", "months", NULL, 1},
    {"week", "weeks", "wk", 0},    {"day", "days", "d", 0},
    {"hour", "hours", "h", 0},     {"minute", "minutes", "min", 0},
    {"second", "seconds", "s", 0}, {"millisecond", "milliseconds", "ms", 0},
};

static bool calendar_unit(Str *text, Measure *measure) {
    for (size_t i = 0; i < sizeof calendar / sizeof calendar[0]; i++) {
        if (!str_eq(*text, str_from(calendar[i].one)) &&
            !str_eq(*text, str_from(calendar[i].many))) {
            continue;
        }
        if (calendar[i].code != NULL) {
            *text = str_from(calendar[i].code);
            return false;
        }
        *measure = one();
        measure->dims[DIM_MONTH] = 1;
        return multiply_factor(measure, (Whole)calendar[i].months, 1);
    }
    return false;
}

// ---- the grammar

// A simple unit runs to the next sign of the grammar; inside brackets anything may stand.
static size_t token_end(const Reader *reader) {
    size_t at = reader->at;
    bool brackets = false;
    for (; at < reader->text.len; at++) {
        char c = reader->text.data[at];
        if (c == '[') brackets = true;
        if (c == ']') brackets = false;
        if (!brackets && (c == '.' || c == '/' || c == '(' || c == ')' || c == '{' || c == '}')) {
            break;
        }
    }
    return at;
}

enum { TOO_LARGE = MAX_EXPONENT + 1 };

// Takes "-3" off the end of "m-3"; 1 when there is none, or TOO_LARGE.
static int split_exponent(Str *token) {
    size_t digits = token->len;
    while (digits > 0 && is_digit(token->data[digits - 1])) digits--;
    if (digits == token->len || digits == 0 || token->len - digits > 2) {
        return digits == token->len || digits == 0 ? 1 : TOO_LARGE;
    }
    int exponent = 0;
    for (size_t i = digits; i < token->len; i++) exponent = exponent * 10 + (token->data[i] - '0');
    if (token->data[digits - 1] == '-' || token->data[digits - 1] == '+') {
        digits--;
        if (token->data[digits] == '-') exponent = -exponent;
    }
    token->len = digits;
    return exponent;
}

static bool add_term(Reader *reader, UnitTerm term) {
    if (reader->product->count == MAX_TERMS) return wrong(reader, "too many parts");
    reader->product->terms[reader->product->count++] = term;
    return true;
}

static bool read_number(Reader *reader, Str token, int sign) {
    UnitTerm term = {.text = token, .exponent = sign, .number = true};
    if (token.len > 15 || !value_of(token, &term.measure)) {
        return wrong(reader, "a number that is zero or too large");
    }
    return add_term(reader, term);
}

static bool read_simple(Reader *reader, int sign) {
    size_t end = token_end(reader);
    Str token = {reader->text.data + reader->at, end - reader->at};
    if (token.len == 0) return wrong(reader, "a unit is missing");
    size_t digits = 0;
    while (digits < token.len && is_digit(token.data[digits])) digits++;
    if (digits == token.len) {
        if (!read_number(reader, token, sign)) return false;
    } else {
        UnitTerm term = {0};
        const UnitPrefix *prefix;
        // The exact text goes first: 10* and 10^ end in no digit, but no other unit does either.
        int exponent = split_exponent(&token);
        if (exponent == TOO_LARGE) return wrong(reader, "an exponent that is too large");
        term.exponent = sign * exponent;
        term.text = token;
        if (!calendar_unit(&term.text, &term.measure)) {
            const UnitAtom *atom = unit_find(term.text, &prefix);
            if (atom == NULL) return wrong(reader, "an unknown unit");
            if (!atom_measure(atom, prefix, reader->depth, &term.measure, reader->err)) {
                return false;
            }
        }
        if (!add_term(reader, term)) return false;
    }
    reader->at = end;
    return true;
}

static bool at_char(const Reader *reader, char c) {
    return reader->at < reader->text.len && reader->text.data[reader->at] == c;
}

static bool read_annotation(Reader *reader) {
    while (!at_char(reader, '}')) {
        if (reader->at == reader->text.len) return wrong(reader, "a missing }");
        reader->at++;
        if (at_char(reader, '{')) return wrong(reader, "a { within an annotation");
    }
    reader->at++;
    return true;
}

static bool read_term(Reader *reader, int sign, int depth);

static bool read_component(Reader *reader, int sign, int depth) {
    if (at_char(reader, '(')) {
        reader->at++;
        if (!read_term(reader, sign, depth + 1)) return false;
        if (!at_char(reader, ')')) return wrong(reader, "a missing )");
        reader->at++;
        return true;
    }
    if (!at_char(reader, '{') && !read_simple(reader, sign)) return false;
    return !at_char(reader, '{') || read_annotation(reader);
}

static bool read_term(Reader *reader, int sign, int depth) {
    if (depth > MAX_DEPTH) return wrong(reader, "too many brackets");
    int next = sign;
    if (at_char(reader, '/')) {
        reader->at++;
        next = -sign;
    }
    while (true) {
        if (!read_component(reader, next, depth)) return false;
        if (at_char(reader, '.')) {
            next = sign;
        } else if (at_char(reader, '/')) {
            next = -sign;
        } else {
            return true;
        }
        reader->at++;
    }
}

static bool product_at_depth(Str unit, int depth, UnitProduct *product, Err *err) {
    Reader reader = {.text = unit, .depth = depth, .product = product, .err = err};
    product->count = 0;
    if (unit.len == 0) return true;
    if (unit.len > MAX_LENGTH || depth > MAX_DEPTH) {
        return err_set(err, ERR_PARSE, "not a UCUM unit: more than %d characters", MAX_LENGTH);
    }
    if (!read_term(&reader, 1, 0)) return false;
    return reader.at == unit.len || wrong(&reader, "something that does not belong here");
}

static bool measure_at_depth(Str unit, int depth, Measure *measure, Err *err) {
    UnitProduct product;
    if (!product_at_depth(unit, depth, &product, err)) return false;
    if (product.count == 1 && product.terms[0].exponent == 1) {
        *measure = product.terms[0].measure;
        return true;
    }
    Measure result = one();
    for (size_t i = 0; i < product.count; i++) {
        Measure power;
        if (product.terms[i].measure.special != NULL) {
            return err_set(err, ERR_PARSE, "not a UCUM unit: %s stands alone only",
                           product.terms[i].measure.special->code);
        }
        if (!measure_power(&product.terms[i].measure, product.terms[i].exponent, &power) ||
            !measure_multiply(&result, &power)) {
            return err_set(err, ERR_PARSE, "a UCUM unit beyond what can be computed");
        }
    }
    *measure = result;
    return true;
}

bool unit_product(Str unit, UnitProduct *product, Err *err) {
    return product_at_depth(unit, 0, product, err);
}

bool unit_measure(Str unit, Measure *measure, Err *err) {
    return measure_at_depth(unit, 0, measure, err);
}
