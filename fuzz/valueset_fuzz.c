// Any JSON loads as codes or is refused; what a frozen set lists is in it, by id, code and text.

#include <assert.h>

#include "terms/terms.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_set(const Terms *terms, const ValueSet *set) {
    Str before_system = {0};
    Str before_code = {0};
    for (size_t i = 0; i < value_set_count(set); i++) {
        Str system;
        Str code;
        Str display;
        value_set_code(set, i, &system, &code, &display);
        uint32_t id = terms_code_id(terms, system, code);
        assert(id != 0 && value_set_has_id(set, id));
        assert(value_set_has(set, system, code) && value_set_has(set, STR_NONE, code));
        int order = str_compare(before_system, system);
        if (order == 0) order = str_compare(before_code, code);
        assert(i == 0 || order < 0);
        before_system = system;
        before_code = code;
    }
    assert(!value_set_has_id(set, 0));
    if (!value_set_has_filters(set)) assert(!value_set_has(set, STR("nobody's"), STR("code")));
}

// Every text of the input that may be the name of a set.
static void check_names(const Terms *terms, const Json *value, int depth) {
    if (value->kind == JSON_STRING) {
        const ValueSet *set = terms_value_set(terms, json_text(value), STR_NONE);
        if (set != NULL) check_set(terms, set);
        terms_unit(terms, json_text(value));
    }
    if (value->kind != JSON_ARRAY && value->kind != JSON_OBJECT) return;
    for (uint32_t i = 0; i < value->count && depth < 64; i++) {
        const Json *item = &value->as.items[i];
        if (value->kind == JSON_OBJECT) {
            const ValueSet *set = terms_value_set(terms, json_name(item), STR_NONE);
            if (set != NULL) check_set(terms, set);
        }
        check_names(terms, item, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Arena *arena = arena_new();
    Json root;
    Err err = {0};
    if (json_read((Str){(const char *)bytes, size}, NULL, &json_limits, arena, &root, &err)) {
        Terms *terms = terms_new(arena);
        bool ok = terms_load(terms, &root, STR("fuzz"), &err) && terms_freeze(terms, &err);
        if (ok) {
            check_names(terms, &root, 0);
        } else {
            assert(err.code != ERR_NONE && err.message[0] != '\0');
            assert(str_eq(str_from(err.source), STR("fuzz")));
        }
    }
    arena_free(arena);
    return 0;
}
