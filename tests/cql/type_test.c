// Types are interned, and subtypes are told apart from types that merely convert.

#include "cql/type.h"

#include "test.h"

TEST(type_equal_types_are_one_pointer) {
    Arena *arena = arena_new();
    TypeTable *table = type_table_new(arena);
    const Type *integer = type_system(TYPE_INTEGER);
    const Type *date = type_system(TYPE_DATE);
    CHECK(type_list(table, integer) == type_list(table, integer));
    CHECK(type_list(table, integer) != type_interval(table, integer));
    CHECK(type_variable(table, 'T') == type_variable(table, 'T'));
    CHECK(type_variable(table, 'T') != type_variable(table, 'C'));
    const Str names[] = {STR("b"), STR("a")};
    const Str sorted[] = {STR("a"), STR("b")};
    const Type *types[] = {integer, date};
    const Type *sorted_types[] = {date, integer};
    CHECK(type_tuple(table, names, types, 2) == type_tuple(table, sorted, sorted_types, 2));
    CHECK(type_tuple(table, names, types, 2) != type_tuple(table, sorted, types, 2));
    arena_free(arena);
}

TEST(type_choice_is_flat_and_without_doubles) {
    Arena *arena = arena_new();
    TypeTable *table = type_table_new(arena);
    const Type *integer = type_system(TYPE_INTEGER);
    const Type *string = type_system(TYPE_STRING);
    const Type *date = type_system(TYPE_DATE);
    const Type *two = type_choice(table, (const Type *[]){integer, string}, 2);
    const Type *three = type_choice(table, (const Type *[]){two, string, date}, 3);
    CHECK(three == type_choice(table, (const Type *[]){integer, string, date}, 3));
    CHECK(type_choice(table, (const Type *[]){integer, integer}, 2) == integer);
    CHECK(type_is_a(two, three));
    CHECK(!type_is_a(three, two));
    CHECK(type_is_a(date, three));
    CHECK(!type_is_a(three, date));
    arena_free(arena);
}

TEST(type_subtypes) {
    Arena *arena = arena_new();
    TypeTable *table = type_table_new(arena);
    const Type *any = type_system(TYPE_ANY);
    const Type *integer = type_system(TYPE_INTEGER);
    CHECK(type_is_a(type_list(table, integer), type_list(table, any)));
    CHECK(type_is_a(type_interval(table, integer), type_interval(table, any)));
    CHECK(!type_is_a(type_list(table, any), type_list(table, integer)));
    CHECK(type_is_a(type_list(table, integer), any));
    CHECK(type_is_a(type_system(TYPE_VALUESET), type_system(TYPE_VOCABULARY)));
    CHECK(!type_is_a(type_system(TYPE_VOCABULARY), type_system(TYPE_VALUESET)));
    CHECK(!type_is_a(integer, type_system(TYPE_DECIMAL)));
    const Str names[] = {STR("a")};
    const Type *narrow = type_tuple(table, names, (const Type *[]){integer}, 1);
    CHECK(type_is_a(narrow, type_tuple(table, names, (const Type *[]){any}, 1)));
    CHECK(!type_is_a(narrow, type_tuple(table, NULL, NULL, 0)));
    const Type *condition = type_fhir(table, fhir_type_find(STR("Condition")));
    const Type *resource = type_fhir(table, fhir_type_find(STR("Resource")));
    CHECK(type_is_a(condition, resource));
    CHECK(!type_is_a(resource, condition));
    arena_free(arena);
}

TEST(type_names_as_cql_writes_them) {
    Arena *arena = arena_new();
    TypeTable *table = type_table_new(arena);
    const Type *date = type_system(TYPE_DATE);
    const Type *list = type_list(table, type_interval(table, date));
    CHECK_STR(type_name(arena, list), "List<Interval<Date>>");
    const Str names[] = {STR("first seen"), STR("at")};
    const Type *types[] = {date, list};
    CHECK_STR(type_name(arena, type_tuple(table, names, types, 2)),
              "Tuple{at List<Interval<Date>>, \"first seen\" Date}");
    CHECK_STR(type_name(arena, type_choice(table, types, 2)), "Choice<Date, List<Interval<Date>>>");
    CHECK_STR(type_name(arena, type_variable(table, 'T')), "T");
    CHECK_STR(type_name(arena, type_fhir(table, fhir_type_find(STR("Condition")))),
              "FHIR.Condition");
    CHECK(type_system_find(STR("DateTime")) == type_system(TYPE_DATETIME));
    CHECK(type_system_find(STR("datetime")) == NULL);
    arena_free(arena);
}
