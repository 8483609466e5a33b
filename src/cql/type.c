#include "cql/type.h"

#include <assert.h>
#include <stdint.h>

// Interning by a chained hash table. Parts of a type are interned before the type itself, so
// equality and hash look one level deep: at the kind, the count and the pointers to the parts.

enum { BUCKETS = 256, MAX_PARTS = 4096 };

typedef struct Entry Entry;
struct Entry {
    Entry *next;
    Type type;
};

struct TypeTable {
    Arena *arena;
    Entry *buckets[BUCKETS];
};

static const Type system_types[] = {
    [TYPE_ANY] = {.kind = TYPE_ANY},           [TYPE_BOOLEAN] = {.kind = TYPE_BOOLEAN},
    [TYPE_INTEGER] = {.kind = TYPE_INTEGER},   [TYPE_LONG] = {.kind = TYPE_LONG},
    [TYPE_DECIMAL] = {.kind = TYPE_DECIMAL},   [TYPE_STRING] = {.kind = TYPE_STRING},
    [TYPE_DATE] = {.kind = TYPE_DATE},         [TYPE_DATETIME] = {.kind = TYPE_DATETIME},
    [TYPE_TIME] = {.kind = TYPE_TIME},         [TYPE_QUANTITY] = {.kind = TYPE_QUANTITY},
    [TYPE_RATIO] = {.kind = TYPE_RATIO},       [TYPE_CODE] = {.kind = TYPE_CODE},
    [TYPE_CONCEPT] = {.kind = TYPE_CONCEPT},   [TYPE_VOCABULARY] = {.kind = TYPE_VOCABULARY},
    [TYPE_VALUESET] = {.kind = TYPE_VALUESET}, [TYPE_CODESYSTEM] = {.kind = TYPE_CODESYSTEM},
};

static const char *const system_names[] = {
    [TYPE_ANY] = "Any",           [TYPE_BOOLEAN] = "Boolean",
    [TYPE_INTEGER] = "Integer",   [TYPE_LONG] = "Long",
    [TYPE_DECIMAL] = "Decimal",   [TYPE_STRING] = "String",
    [TYPE_DATE] = "Date",         [TYPE_DATETIME] = "DateTime",
    [TYPE_TIME] = "Time",         [TYPE_QUANTITY] = "Quantity",
    [TYPE_RATIO] = "Ratio",       [TYPE_CODE] = "Code",
    [TYPE_CONCEPT] = "Concept",   [TYPE_VOCABULARY] = "Vocabulary",
    [TYPE_VALUESET] = "ValueSet", [TYPE_CODESYSTEM] = "CodeSystem",
};

enum { SYSTEM_COUNT = sizeof system_types / sizeof system_types[0] };

TypeTable *type_table_new(Arena *arena) {
    TypeTable *table = ARENA_NEW(arena, TypeTable);
    table->arena = arena;
    return table;
}

const Type *type_system(TypeKind kind) {
    assert((unsigned)kind < SYSTEM_COUNT);
    return &system_types[kind];
}

static Str str_of(const char *text) {
    return (Str){text, strlen(text)};
}

const Type *type_system_find(Str name) {
    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        if (str_eq(name, str_of(system_names[i]))) return &system_types[i];
    }
    return NULL;
}

static uint64_t mix(uint64_t hash, uint64_t more) {
    hash = (hash ^ more) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 29);
}

static uint64_t hash_text(uint64_t hash, Str text) {
    for (size_t i = 0; i < text.len; i++) hash = mix(hash, (unsigned char)text.data[i]);
    return mix(hash, text.len);
}

static uint64_t type_hash(const Type *type) {
    uint64_t hash = mix(type->kind, type->model);
    hash = mix(hash, type->count);
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_INTERVAL:
        return mix(hash, (uintptr_t)type->as.of);
    case TYPE_CHOICE:
        for (size_t i = 0; i < type->count; i++) hash = mix(hash, (uintptr_t)type->as.choices[i]);
        return hash;
    case TYPE_TUPLE:
        for (size_t i = 0; i < type->count; i++) {
            hash = hash_text(hash, type->as.tuple.names[i]);
            hash = mix(hash, (uintptr_t)type->as.tuple.types[i]);
        }
        return hash;
    default:
        return hash;
    }
}

static bool same_tuple(const Type *a, const Type *b) {
    for (size_t i = 0; i < a->count; i++) {
        if (!str_eq(a->as.tuple.names[i], b->as.tuple.names[i]) ||
            a->as.tuple.types[i] != b->as.tuple.types[i]) {
            return false;
        }
    }
    return true;
}

static bool same_choice(const Type *a, const Type *b) {
    for (size_t i = 0; i < a->count; i++) {
        if (a->as.choices[i] != b->as.choices[i]) return false;
    }
    return true;
}

static bool same_type(const Type *a, const Type *b) {
    if (a->kind != b->kind || a->model != b->model || a->count != b->count) return false;
    switch (a->kind) {
    case TYPE_LIST:
    case TYPE_INTERVAL:
        return a->as.of == b->as.of;
    case TYPE_CHOICE:
        return same_choice(a, b);
    case TYPE_TUPLE:
        return same_tuple(a, b);
    default:
        return true;
    }
}

// Takes over what the parts of a new type point at into the table's arena.
static void keep_parts(Arena *arena, Type *type) {
    if (type->kind == TYPE_CHOICE) {
        const Type **choices = ARENA_ARRAY(arena, const Type *, type->count);
        for (size_t i = 0; i < type->count; i++) choices[i] = type->as.choices[i];
        type->as.choices = choices;
    } else if (type->kind == TYPE_TUPLE) {
        Str *names = ARENA_ARRAY(arena, Str, type->count);
        const Type **types = ARENA_ARRAY(arena, const Type *, type->count);
        for (size_t i = 0; i < type->count; i++) {
            names[i] = arena_str(arena, type->as.tuple.names[i]);
            types[i] = type->as.tuple.types[i];
        }
        type->as.tuple.names = names;
        type->as.tuple.types = types;
    }
}

static void add_size(Type *type, const Type *part) {
    if (__builtin_add_overflow(type->size, part->size, &type->size)) type->size = UINT32_MAX;
}

static void measure(Type *type) {
    type->size = type->kind >= TYPE_INTERVAL && type->kind <= TYPE_CHOICE;
    if (type->kind == TYPE_LIST || type->kind == TYPE_INTERVAL) add_size(type, type->as.of);
    for (size_t i = 0; type->kind == TYPE_TUPLE && i < type->count; i++) {
        add_size(type, type->as.tuple.types[i]);
    }
    for (size_t i = 0; type->kind == TYPE_CHOICE && i < type->count; i++) {
        add_size(type, type->as.choices[i]);
    }
}

static const Type *intern(TypeTable *table, Type type) {
    Entry **bucket = &table->buckets[type_hash(&type) % BUCKETS];
    for (Entry *entry = *bucket; entry != NULL; entry = entry->next) {
        if (same_type(&entry->type, &type)) return &entry->type;
    }
    Entry *entry = ARENA_NEW(table->arena, Entry);
    measure(&type);
    keep_parts(table->arena, &type);
    *entry = (Entry){*bucket, type};
    *bucket = entry;
    return &entry->type;
}

const Type *type_fhir(TypeTable *table, FhirType model) {
    return intern(table, (Type){.kind = TYPE_FHIR, .model = model});
}

const Type *type_list(TypeTable *table, const Type *of) {
    return intern(table, (Type){.kind = TYPE_LIST, .as.of = of});
}

const Type *type_interval(TypeTable *table, const Type *of) {
    return intern(table, (Type){.kind = TYPE_INTERVAL, .as.of = of});
}

const Type *type_variable(TypeTable *table, char letter) {
    return intern(table, (Type){.kind = TYPE_VARIABLE, .count = (unsigned char)letter});
}

static int compare_names(Str a, Str b) {
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    if (order != 0) return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

const Type *type_tuple(TypeTable *table, const Str *names, const Type *const *types, size_t count) {
    assert(count <= MAX_PARTS);
    Str *sorted = ARENA_ARRAY(table->arena, Str, count);
    const Type **sorted_types = ARENA_ARRAY(table->arena, const Type *, count);
    for (size_t i = 0; i < count; i++) {  // insertion: tuples are short
        size_t at = i;
        for (; at > 0 && compare_names(names[i], sorted[at - 1]) < 0; at--) {
            sorted[at] = sorted[at - 1];
            sorted_types[at] = sorted_types[at - 1];
        }
        assert(at == 0 || !str_eq(sorted[at - 1], names[i]));
        sorted[at] = names[i];
        sorted_types[at] = types[i];
    }
    return intern(table, (Type){.kind = TYPE_TUPLE,
                                .count = (uint32_t)count,
                                .as.tuple = {.names = sorted, .types = sorted_types}});
}

static size_t add_choice(const Type **choices, size_t count, const Type *type) {
    for (size_t i = 0; i < count; i++) {
        if (choices[i] == type) return count;
    }
    assert(count < MAX_PARTS);
    choices[count] = type;
    return count + 1;
}

const Type *type_choice(TypeTable *table, const Type *const *types, size_t count) {
    size_t room = 0;
    for (size_t i = 0; i < count; i++) {
        room += types[i]->kind == TYPE_CHOICE ? types[i]->count : 1;
    }
    const Type **choices = ARENA_ARRAY(table->arena, const Type *, room);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (types[i]->kind != TYPE_CHOICE) {
            kept = add_choice(choices, kept, types[i]);
            continue;
        }
        for (size_t j = 0; j < types[i]->count; j++) {
            kept = add_choice(choices, kept, types[i]->as.choices[j]);
        }
    }
    assert(kept > 0);
    if (kept == 1) return choices[0];
    return intern(table,
                  (Type){.kind = TYPE_CHOICE, .count = (uint32_t)kept, .as.choices = choices});
}

// A choice is read as a set of types: it is a B when each of its alternatives is, and a type is
// a choice when it is one of its alternatives.
static bool choice_is_a(const Type *type, const Type *base) {
    if (type->kind == TYPE_CHOICE) {
        for (size_t i = 0; i < type->count; i++) {
            if (!type_is_a(type->as.choices[i], base)) return false;
        }
        return true;
    }
    for (size_t i = 0; i < base->count; i++) {
        if (type_is_a(type, base->as.choices[i])) return true;
    }
    return false;
}

static bool tuple_is_a(const Type *type, const Type *base) {
    if (type->count != base->count) return false;
    for (size_t i = 0; i < type->count; i++) {
        if (!str_eq(type->as.tuple.names[i], base->as.tuple.names[i]) ||
            !type_is_a(type->as.tuple.types[i], base->as.tuple.types[i])) {
            return false;
        }
    }
    return true;
}

bool type_is_a(const Type *type, const Type *base) {
    if (type == base || base->kind == TYPE_ANY) return true;
    if (type->kind == TYPE_CHOICE || base->kind == TYPE_CHOICE) return choice_is_a(type, base);
    if (base->kind == TYPE_VOCABULARY) {
        return type->kind == TYPE_VALUESET || type->kind == TYPE_CODESYSTEM;
    }
    if (type->kind != base->kind) return false;
    switch (type->kind) {
    case TYPE_FHIR:
        return fhir_type_is_a(type->model, base->model);
    case TYPE_LIST:
    case TYPE_INTERVAL:
        return type_is_a(type->as.of, base->as.of);
    case TYPE_TUPLE:
        return tuple_is_a(type, base);
    default:
        return type->count == base->count;
    }
}

static bool is_plain_name(Str name) {
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return name.len > 0;
}

static void write_parts(Buf *buf, const Type *type) {
    for (size_t i = 0; i < type->count; i++) {
        if (i > 0) buf_add(buf, STR(", "));
        if (type->kind == TYPE_CHOICE) {
            type_write(buf, type->as.choices[i]);
            continue;
        }
        Str name = type->as.tuple.names[i];
        const char *quote = is_plain_name(name) ? "" : "\"";
        buf_printf(buf, "%s%.*s%s ", quote, STR_ARG(name), quote);
        type_write(buf, type->as.tuple.types[i]);
    }
}

void type_write(Buf *buf, const Type *type) {
    switch (type->kind) {
    case TYPE_FHIR:
        buf_printf(buf, "FHIR.%s", fhir_type_name(type->model));
        break;
    case TYPE_LIST:
    case TYPE_INTERVAL:
        buf_add(buf, type->kind == TYPE_LIST ? STR("List<") : STR("Interval<"));
        type_write(buf, type->as.of);
        buf_add_char(buf, '>');
        break;
    case TYPE_CHOICE:
        buf_add(buf, STR("Choice<"));
        write_parts(buf, type);
        buf_add_char(buf, '>');
        break;
    case TYPE_TUPLE:
        buf_add(buf, STR("Tuple{"));
        write_parts(buf, type);
        buf_add_char(buf, '}');
        break;
    case TYPE_VARIABLE:
        buf_add_char(buf, (char)type->count);
        break;
    default:
        buf_add(buf, str_of(system_names[type->kind]));
    }
}

void type_write_short(Buf *buf, const Type *type) {
    enum { MOST = 3 };
    if (type->kind != TYPE_CHOICE || type->count <= MOST) {
        type_write(buf, type);
        return;
    }
    for (uint32_t i = 0; i < MOST; i++) {
        buf_add(buf, i == 0 ? STR("Choice<") : STR(", "));
        type_write(buf, type->as.choices[i]);
    }
    buf_printf(buf, ", %u more>", type->count - MOST);
}

Str type_name(Arena *arena, const Type *type) {
    Buf buf = {0};
    type_write(&buf, type);
    Str name = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return name;
}
