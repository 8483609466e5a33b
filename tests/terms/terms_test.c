#include "terms/terms.h"

#include <stdio.h>

#include "test.h"

// Reads one resource written with ' for ", and loads it.
static bool load(Terms *terms, Arena *arena, const char *text, Err *err) {
    Str copy = arena_str(arena, str_from(text));
    char *json = arena_alloc(arena, copy.len, 1);
    for (size_t i = 0; i < copy.len; i++) json[i] = copy.data[i] == '\'' ? '"' : copy.data[i];
    Json root;
    if (!CHECK_ROW(json_read((Str){json, copy.len}, NULL, &json_limits, arena, &root, err), "%s",
                   text)) {
        return false;
    }
    return terms_load(terms, &root, STR("a.json"), err);
}

// The codes of a set as "system|code ...".
static Str listed(Arena *arena, const ValueSet *set) {
    Buf buf = {0};
    for (size_t i = 0; i < value_set_count(set); i++) {
        Str system;
        Str code;
        Str display;
        value_set_code(set, i, &system, &code, &display);
        buf_printf(&buf, "%s%.*s|%.*s", i == 0 ? "" : " ", STR_ARG(system), STR_ARG(code));
    }
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static const char *const bones =
    "{'resourceType': 'CodeSystem', 'url': 'bones', 'content': 'complete', 'concept': ["
    "{'code': 'long', 'display': 'Long bone', 'concept': [{'code': 'femur'}, {'code': 'tibia',"
    "'concept': [{'code': 'malleolus'}]}]}, {'code': 'flat'}]}";

TEST(terms_codes_have_ids) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    CHECK_INT(terms_code_id(terms, STR("s"), STR("c")), 0);
    uint32_t id = terms_code_add(terms, STR("s"), STR("c"), STR(""));
    CHECK_INT(id, 1);
    CHECK_INT(terms_code_add(terms, STR("s"), STR("c"), STR("Femur")), 1);
    CHECK_INT(terms_code_add(terms, STR("s"), STR("c"), STR("Thigh bone")), 1);
    CHECK_STR(terms_code_display(terms, id), "Femur");
    Str system;
    Str its_code;
    terms_code_get(terms, id, &system, &its_code);
    CHECK_STR(system, "s");
    CHECK_STR(its_code, "c");
    CHECK_INT(terms_code_add(terms, STR("sc"), STR(""), STR("")), 2);
    CHECK_INT(terms_code_id(terms, STR("sc"), STR("")), 2);
    CHECK_INT(terms_code_id(terms, STR(""), STR("sc")), 0);
    int wrong = 0;
    for (int i = 0; i < 10000; i++) {
        char code[20];
        snprintf(code, sizeof code, "%d", i);
        wrong += terms_code_add(terms, STR("many"), str_from(code), STR("")) != (uint32_t)i + 3;
    }
    for (int i = 0; i < 10000; i++) {
        char code[20];
        snprintf(code, sizeof code, "%d", i);
        wrong += terms_code_id(terms, STR("many"), str_from(code)) != (uint32_t)i + 3;
    }
    CHECK_INT(wrong, 0);
    arena_free(arena);
}

TEST(terms_value_sets_resolve) {
    static const struct {
        const char *set;  // compose or expansion of the set "x"
        const char *want;
    } rows[] = {
        {"'compose': {'include': [{'system': 's', 'concept': [{'code': 'b'}, {'code': 'a'}]}]}",
         "s|a s|b"},
        {"'compose': {'include': [{'system': 's', 'concept': [{'code': 'a'}, {'code': 'a'}]},"
         "{'system': 'r', 'concept': [{'code': 'a'}]}]}",
         "r|a s|a"},
        {"'compose': {'include': [{'system': 'bones'}]}",
         "bones|femur bones|flat bones|long bones|malleolus bones|tibia"},
        {"'compose': {'include': [{'system': 'bones', 'filter': [{'property': 'concept', 'op': "
         "'is-a', 'value': 'long'}]}]}",
         "bones|femur bones|long bones|malleolus bones|tibia"},
        {"'compose': {'include': [{'system': 'bones', 'filter': [{'property': 'concept', 'op': "
         "'descendent-of', 'value': 'tibia'}]}]}",
         "bones|malleolus"},
        {"'compose': {'include': [{'valueSet': ['y']}]}", "s|a s|c"},
        {"'compose': {'include': [{'valueSet': ['y', 'z']}]}", "s|c"},
        {"'compose': {'include': [{'valueSet': ['y']}, {'valueSet': ['z']}]}", "s|a s|c s|d"},
        {"'compose': {'include': [{'system': 's', 'concept': [{'code': 'a'}, {'code': 'q'}],"
         "'valueSet': ['y|1']}]}",
         "s|a"},
        {"'compose': {'include': [{'valueSet': ['y']}], 'exclude': [{'system': 's', 'concept': "
         "[{'code': 'a'}]}]}",
         "s|c"},
        {"'compose': {'include': [{'valueSet': ['y']}], 'exclude': [{'valueSet': ['z']}]}", "s|a"},
        {"'compose': {'include': [{'system': 's', 'filter': [{'property': 'code', 'op': 'regex', "
         "'value': 'a.*'}], 'valueSet': ['y']}]}",
         "s|a"},
        {"'expansion': {'contains': [{'system': 's', 'code': 'k', 'abstract': true, 'contains': "
         "[{'system': 's', 'code': 'm'}]}, {'display': 'heading', 'contains': [{'system': 's', "
         "'code': 'n'}]}]}, 'compose': {'include': [{'system': 'not-there'}]}",
         "s|m s|n"},
        {"'expansion': {'total': 2, 'contains': [{'system': 's', 'code': 'm'}, "
         "{'system': 's', 'code': 'n'}]}",
         "s|m s|n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Terms *terms = terms_new(arena);
        Err err = {0};
        Str x = arena_printf(arena, "{'resourceType': 'ValueSet', 'url': 'x', %s}", rows[i].set);
        // The set that includes comes first: order of loading does not matter.
        CHECK_ROW(load(terms, arena, x.data, &err), "%s", err.message);
        CHECK(load(terms, arena, bones, &err));
        CHECK(load(terms, arena,
                   "{'y': {'1': [{'system': 's', 'code': 'a'}, {'system': 's', 'code': 'c', "
                   "'version': null}]}, 'z': {'1': [{'system': 's', 'code': 'd'}, {'system': 's', "
                   "'code': 'c'}]}}",
                   &err));
        if (!CHECK_ROW(terms_freeze(terms, &err), "%s", err.message)) continue;
        const ValueSet *set = terms_value_set(terms, STR("x"), STR(""));
        CHECK_STR(listed(arena, set), rows[i].want);
        arena_free(arena);
    }
}

TEST(terms_what_cannot_be_resolved_is_an_error) {
    static const struct {
        const char *resource;
        ErrCode code;
        const char *says;
    } rows[] = {
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'valueSet': "
         "['gone']}]}}",
         ERR_MISSING, "gone"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'system': 'gone'}]}}",
         ERR_MISSING, "gone"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'valueSet': ['x']}]}}",
         ERR_CHECK, "itself"},
        {"{'resourceType': 'Bundle', 'entry': [{'resource': {'resourceType': 'ValueSet', 'url': "
         "'x', 'compose': {'include': [{'valueSet': ['y']}]}}}, {'resource': {'resourceType': "
         "'ValueSet', 'url': 'y', 'compose': {'include': [{'valueSet': ['x']}]}}}]}",
         ERR_CHECK, "itself"},
        {"{'resourceType': 'ValueSet', 'url': 'x'}", ERR_MISSING, "x"},
        {"{'resourceType': 'ValueSet'}", ERR_CHECK, "url"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'system': 's', "
         "'filter': [{'property': 'status', 'op': '=', 'value': 'active'}]}]}}",
         ERR_MISSING, "status"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'system': 's', "
         "'filter': [{'property': 'code', 'op': 'regex', 'value': 'C4['}]}]}}",
         ERR_CHECK, "C4["},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'concept': [{'code': "
         "'a'}]}]}}",
         ERR_CHECK, "system"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'system': 's', "
         "'concept': [{'display': 'a'}]}]}}",
         ERR_CHECK, "code"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'system': 's', "
         "'concept': {}}]}}",
         ERR_CHECK, "concept"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'valueSet': [5]}]}}",
         ERR_CHECK, "text"},
        {"{'resourceType': 'ValueSet', 'url': 'x', 'expansion': {'total': 3, 'contains': "
         "[{'system': 's', 'code': 'm'}]}}",
         ERR_CHECK, "cut off"},
        {"{'resourceType': 'CodeSystem', 'content': 'complete'}", ERR_CHECK, "url"},
        {"{'resourceType': 'Patient'}", ERR_CHECK, "Patient"},
        {"{'x': 5}", ERR_CHECK, "resourceType"},
        {"{'x': {'1': [{'system': 's'}]}}", ERR_CHECK, "code"},
        {"{'x': {'1': 7}}", ERR_CHECK, "x"},
        {"[]", ERR_CHECK, "object"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Terms *terms = terms_new(arena);
        Err err = {0};
        bool ok = load(terms, arena, rows[i].resource, &err) && terms_freeze(terms, &err);
        CHECK_ROW(!ok && err.code == rows[i].code, "%s: %d %s", rows[i].resource, (int)err.code,
                  err.message);
        CHECK_ROW(strstr(err.message, rows[i].says) != NULL, "%s: \"%s\" should name %s",
                  rows[i].resource, err.message, rows[i].says);
        CHECK_STR(str_from(err.source), "a.json");
        arena_free(arena);
    }
}

TEST(terms_fragment_of_a_code_system_is_not_the_whole) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Err err;
    CHECK(load(terms, arena,
               "{'resourceType': 'CodeSystem', 'url': 's', 'content': 'fragment', 'concept': "
               "[{'code': 'a'}]}",
               &err));
    CHECK(
        load(terms, arena,
             "{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'system': 's'}]}}",
             &err));
    CHECK(!terms_freeze(terms, &err) && err.code == ERR_MISSING);
    arena_free(arena);
}

TEST(terms_membership_by_pattern) {
    static const struct {
        const char *pattern, *code;
        bool in;
    } rows[] = {
        {"C40.*", "C40", true},
        {"C40.*", "C40.2", true},
        {"C40.*", "C4", false},
        {"C40.*", "XC40", false},
        {"C40\\\\..*", "C40.2", true},
        {"C40\\\\..*", "C40", false},
        {"C4[01](\\\\..*)?", "C41", true},
        {"C4[01](\\\\..*)?", "C41.9", true},
        {"C4[01](\\\\..*)?", "C419", false},
        {"C4[01](\\\\..*)?", "C42", false},
        {"91[89][0-9]/3", "9180/3", true},
        {"91[89][0-9]/3", "9180/31", false},
        {"91[89][0-9]/3", "9200/3", false},
        {"a|b", "ab", false},
        {"a|b", "b", true},
        {"(a+)+", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false},
        {"(a+)+b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Terms *terms = terms_new(arena);
        Err err = {0};
        Str set = arena_printf(arena,
                               "{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': "
                               "[{'system': 'icd', 'filter': [{'property': 'code', 'op': 'regex', "
                               "'value': '%s'}]}]}}",
                               rows[i].pattern);
        // Twice: as a code that nobody named, and as one that has an id.
        for (int known = 0; known < 2; known++) {
            Terms *fresh = known ? terms_new(arena) : terms;
            Str code = str_from(rows[i].code);
            CHECK_ROW(load(fresh, arena, set.data, &err), "%s", err.message);
            if (known) terms_code_add(fresh, STR("icd"), code, STR(""));
            CHECK(terms_freeze(fresh, &err));
            const ValueSet *x = terms_value_set(fresh, STR("x"), STR(""));
            CHECK_INT((int64_t)value_set_count(x), 0);
            CHECK(value_set_has_filters(x));
            CHECK_ROW(value_set_has(x, STR("icd"), code) == rows[i].in, "%s in %s, known %d",
                      rows[i].code, rows[i].pattern, known);
            CHECK_ROW(value_set_has(x, STR(""), code) == rows[i].in, "%s in %s, no system",
                      rows[i].code, rows[i].pattern);
            CHECK(!value_set_has(x, STR("other"), code));
            uint32_t id = terms_code_id(fresh, STR("icd"), code);
            CHECK((id != 0) == (known != 0));
            CHECK(value_set_has_id(x, id) == (known && rows[i].in));
        }
        arena_free(arena);
    }
}

TEST(terms_patterns_with_exclusions_and_inclusions) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Err err = {0};
    CHECK(load(terms, arena,
               "{'resourceType': 'ValueSet', 'url': 'bone', 'compose': {'include': [{'system': "
               "'icd', 'filter': [{'property': 'code', 'op': 'regex', 'value': 'C4[01].*'}]}, "
               "{'system': 'icd', 'concept': [{'code': 'C79.5'}]}], 'exclude': [{'system': 'icd', "
               "'concept': [{'code': 'C41.0'}]}, {'system': 'icd', 'filter': [{'property': 'code', "
               "'op': 'regex', 'value': 'C40\\\\.9.*'}]}]}}",
               &err));
    CHECK(load(terms, arena,
               "{'resourceType': 'ValueSet', 'url': 'all', 'compose': {'include': [{'valueSet': "
               "['limb']}, {'system': 'icd', 'concept': [{'code': 'C49'}]}]}}",
               &err));
    CHECK(load(terms, arena,
               "{'resourceType': 'ValueSet', 'url': 'limb', 'compose': {'include': [{'system': "
               "'icd', 'filter': [{'property': 'code', 'op': 'regex', 'value': 'C40.*'}]}]}}",
               &err));
    if (!CHECK_ROW(terms_freeze(terms, &err), "%s", err.message)) return;
    const ValueSet *bone = terms_value_set(terms, STR("bone"), STR(""));
    static const struct {
        const char *code;
        bool in;
    } rows[] = {{"C40.2", true},   {"C41.0", false}, {"C41.1", true},  {"C40.9", false},
                {"C40.91", false}, {"C79.5", true},  {"C79.51", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str code = str_from(rows[i].code);
        CHECK_ROW(value_set_has(bone, STR("icd"), code) == rows[i].in, "%s", rows[i].code);
        CHECK_ROW(value_set_has(bone, STR(""), code) == rows[i].in, "%s alone", rows[i].code);
    }
    CHECK_STR(listed(arena, bone), "icd|C79.5");
    const ValueSet *all = terms_value_set(terms, STR("all"), STR(""));
    CHECK(value_set_has(all, STR("icd"), STR("C40.0")));
    CHECK(value_set_has(all, STR("icd"), STR("C49")));
    CHECK(!value_set_has(all, STR("icd"), STR("C41")));
    arena_free(arena);
}

TEST(terms_versions) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Err err = {0};
    CHECK(load(terms, arena,
               "{'x': {'1.9': [{'system': 's', 'code': 'old'}], '1.10': [{'system': 's', 'code': "
               "'new'}], '': []}}",
               &err));
    CHECK(!load(terms, arena, "{'x': {'1.9': []}}", &err) && err.code == ERR_CHECK);
    CHECK(strstr(err.message, "a.json") != NULL);
    CHECK(terms_freeze(terms, &err));
    CHECK_STR(listed(arena, terms_value_set(terms, STR("x"), STR(""))), "s|new");
    CHECK_STR(listed(arena, terms_value_set(terms, STR("x"), STR("1.9"))), "s|old");
    CHECK_STR(listed(arena, terms_value_set(terms, STR("x|1.9"), STR(""))), "s|old");
    CHECK(terms_value_set(terms, STR("x"), STR("2")) == NULL);
    CHECK(terms_value_set(terms, STR("y"), STR("")) == NULL);
    CHECK(terms_value_set(terms, STR(""), STR("")) == NULL);
    CHECK_STR(value_set_url(terms_value_set(terms, STR("x"), STR(""))), "x");
    arena_free(arena);
}

TEST(terms_site_maps) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Err err = {0};
    CHECK(!terms_has_map(terms));
    CHECK(load(terms, arena,
               "{'resourceType': 'ConceptMap', 'group': [{'source': 'house', 'target': 'ours', "
               "'element': [{'code': 'OS', 'target': [{'code': 'osteosarcoma', 'display': "
               "'Osteosarcoma', 'equivalence': 'equivalent'}]}, {'code': 'XX', 'target': "
               "[{'equivalence': 'unmatched'}]}, {'code': 'PO', 'target': [{'code': 'bone', "
               "'equivalence': 'wider'}]}]}, {'target': 'http://unitsofmeasure.org', 'element': "
               "[{'code': 'mmHg', 'target': [{'code': 'mm[Hg]', 'equivalence': 'equal'}]}]}]}",
               &err));
    CHECK(terms_freeze(terms, &err) && terms_has_map(terms));
    Str system;
    Str code;
    Str display;
    CHECK(terms_map(terms, STR("house"), STR("OS"), &system, &code, &display));
    CHECK_STR(system, "ours");
    CHECK_STR(code, "osteosarcoma");
    CHECK_STR(display, "Osteosarcoma");
    CHECK(terms_map(terms, STR("house"), STR("PO"), &system, &code, &display));
    CHECK(!terms_map(terms, STR("house"), STR("XX"), &system, &code, &display));
    CHECK(!terms_map(terms, STR("hous"), STR("eOS"), &system, &code, &display));
    CHECK(!terms_map(terms, STR(""), STR(""), &system, &code, &display));
    char text[700] = {0};
    CHECK(!terms_map(terms, (Str){text, 700}, STR("OS"), &system, &code, &display));
    CHECK(!terms_map(terms, STR("house"), (Str){text, 700}, &system, &code, &display));
    CHECK_STR(terms_unit(terms, STR("mmHg")), "mm[Hg]");
    CHECK_STR(terms_unit(terms, STR("mg")), "mg");
    arena_free(arena);
}

TEST(terms_knows_what_anything_loaded_names) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Err err = {0};
    terms_code_add(terms, STR("loinc"), STR("1-2"), STR(""));
    CHECK(load(terms, arena,
               "{'resourceType': 'ValueSet', 'url': 'x', 'compose': {'include': [{'system': 'sct', "
               "'concept': [{'code': '7'}]}, {'system': 'icd', 'filter': [{'property': 'code', "
               "'op': 'regex', 'value': 'C4[01].*'}]}], 'exclude': [{'system': 'icd', 'filter': "
               "[{'property': 'code', 'op': 'regex', 'value': 'C41.*'}]}]}}",
               &err));
    CHECK(load(terms, arena,
               "{'resourceType': 'ConceptMap', 'group': [{'source': 'house', 'target': 'sct', "
               "'element': [{'code': 'OS', 'target': [{'code': '8', 'equivalence': 'equal'}]}]}]}",
               &err));
    CHECK(terms_freeze(terms, &err));
    static const struct {
        const char *system, *code;
        bool known;
    } rows[] = {{"loinc", "1-2", true},  {"loinc", "1-3", false}, {"sct", "7", true},
                {"sct", "8", true},      {"sct", "9", false},     {"icd", "C40.2", true},
                {"icd", "C41.2", false}, {"sct", "C40.2", false}, {"", "C40.2", false},
                {"house", "OS", true},   {"house", "XX", false},  {"", "7", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(terms_knows(terms, str_from(rows[i].system), str_from(rows[i].code)) ==
                      rows[i].known,
                  "%s|%s", rows[i].system, rows[i].code);
    }
    arena_free(arena);
}

TEST(terms_site_maps_that_would_invent) {
    static const char *const rows[] = {
        "{'code': 'a', 'target': [{'code': 'b', 'equivalence': 'narrower'}]}",
        "{'code': 'a', 'target': [{'code': 'b', 'equivalence': 'inexact'}]}",
        "{'code': 'a', 'target': [{'code': 'b'}, {'code': 'c'}]}",
        "{'code': 'a', 'target': [{'display': 'b'}]}",
        "{'target': [{'code': 'b'}]}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Terms *terms = terms_new(arena);
        Err err = {0};
        Str map = arena_printf(arena,
                               "{'resourceType': 'ConceptMap', 'group': [{'source': 'h', 'target': "
                               "'o', 'element': [%s]}]}",
                               rows[i]);
        CHECK_ROW(!load(terms, arena, map.data, &err) && err.code == ERR_CHECK, "%s", rows[i]);
        arena_free(arena);
    }
}

TEST(terms_load_path_of_files_and_folders) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Err err = {0};
    CHECK(!terms_load_path(terms, "/no/such/file", &err) && err.code == ERR_MISSING);
    CHECK(!terms_load_path(terms, "Makefile", &err) && err.code == ERR_PARSE);
    CHECK_STR(str_from(err.source), "Makefile");
    CHECK(terms_load_path(terms, "tests/terms/data", &err));
    CHECK(terms_freeze(terms, &err));
    const ValueSet *set =
        terms_value_set(terms, STR("https://vigil.example/ValueSet/both"), STR(""));
    if (CHECK(set != NULL)) {
        CHECK_STR(listed(arena, set), "https://vigil.example/CodeSystem/side|left "
                                      "https://vigil.example/CodeSystem/side|right");
    }
    arena_free(arena);
}

// The chain is as long as sets may stand in each other, then one longer.
TEST(terms_chain_of_includes_is_bounded) {
    for (int length = 30; length <= 200; length += 170) {
        Arena *arena = arena_new();
        Terms *terms = terms_new(arena);
        Err err = {0};
        for (int i = 0; i < length; i++) {
            Str set = arena_printf(arena,
                                   "{'resourceType': 'ValueSet', 'url': 'v%d', 'compose': "
                                   "{'include': [{'valueSet': ['v%d']}]}}",
                                   i, i + 1);
            CHECK(load(terms, arena, set.data, &err));
        }
        Str last = arena_printf(arena, "{'v%d': {'1': [{'system': 's', 'code': 'a'}]}}", length);
        CHECK(load(terms, arena, last.data, &err));
        bool ok = terms_freeze(terms, &err);
        CHECK_ROW(ok == (length == 30), "%d", length);
        if (!ok) CHECK(err.code == ERR_CHECK);
        arena_free(arena);
    }
}
