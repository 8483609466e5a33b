// value_set: FHIR ValueSets, from the file to one bit a code.
//
// Loading keeps what the file says; the freeze works it out, each set after those it includes.
// A set that lists codes gets bits; a set that also names codes by pattern keeps its filters for
// codes without an id. What cannot be worked out here is an error: an empty set would look like
// "no".

#include <stdlib.h>

#include "terms/terms_internal.h"

enum { MAX_INCLUDE_DEPTH = 32 };

// ---- loading

static bool text_of(const Json *object, const char *name, Str *text, Err *err) {
    const Json *member = json_member(object, str_from(name));
    *text = (Str){"", 0};
    if (member == NULL || member->kind == JSON_NULL) return true;
    if (member->kind != JSON_STRING) {
        return err_set(err, ERR_CHECK, "\"%s\" is not a text", name);
    }
    *text = json_text(member);
    return true;
}

// An array under `name`; *array is NULL when it is not there.
static bool array_of(const Json *object, const char *name, const Json **array, Err *err) {
    *array = json_member(object, str_from(name));
    if (*array != NULL && (*array)->kind == JSON_NULL) *array = NULL;
    if (*array != NULL && (*array)->kind != JSON_ARRAY) {
        return err_set(err, ERR_CHECK, "\"%s\" is not a list", name);
    }
    return true;
}

static bool add_code(Terms *terms, Str system, const Json *concept, IdList *ids, Err *err) {
    Str code;
    Str display;
    if (!text_of(concept, "code", &code, err) || !text_of(concept, "display", &display, err)) {
        return false;
    }
    if (code.len == 0 || system.len == 0) {
        return err_set(err, ERR_CHECK, "a code without %s", code.len == 0 ? "a code" : "a system");
    }
    id_list_add(terms->arena, ids, terms_code_add(terms, system, code, display));
    return true;
}

static bool is_true(const Json *object, const char *name) {
    const Json *member = json_member(object, str_from(name));
    return member != NULL && member->kind == JSON_TRUE;
}

// expansion.contains, a tree as deep as the reader allows. An abstract entry is only a heading.
static bool read_contains(Terms *terms, const Json *owner, IdList *ids, uint64_t *seen, Err *err) {
    const Json *contains;
    if (!array_of(owner, "contains", &contains, err)) return false;
    for (uint32_t i = 0; contains != NULL && i < contains->count; i++) {
        const Json *entry = &contains->as.items[i];
        Str system;
        if (!text_of(entry, "system", &system, err)) return false;
        bool heading = is_true(entry, "abstract") || json_member(entry, STR("code")) == NULL;
        *seen += 1;
        if (!heading && !add_code(terms, system, entry, ids, err)) return false;
        if (!read_contains(terms, entry, ids, seen, err)) return false;
    }
    return true;
}

// Half an expansion (a page of one) would make codes look absent.
static bool check_total(const Json *expansion, uint64_t seen, Err *err) {
    const Json *total = json_member(expansion, STR("total"));
    Decimal decimal;
    int64_t count;
    if (total == NULL || total->kind != JSON_NUMBER) return true;
    if (!decimal_parse_json(json_text(total), &decimal, err)) return false;
    if (!decimal_fits_int64(decimal, &count) || count < 0 || (uint64_t)count <= seen) return true;
    return err_set(err, ERR_CHECK, "the expansion is cut off: it has %llu of %lld codes",
                   (unsigned long long)seen, (long long)count);
}

static bool read_filter(Terms *terms, const Json *filter, Include *include, Err *err) {
    Str property;
    Str op;
    Str value;
    if (!text_of(filter, "property", &property, err) || !text_of(filter, "op", &op, err) ||
        !text_of(filter, "value", &value, err)) {
        return false;
    }
    if (str_eq(property, STR("code")) && str_eq(op, STR("regex"))) {
        return code_filter_add(terms, include->system, value, &include->filters, err);
    }
    bool with_self = str_eq(op, STR("is-a"));
    if (!include->is_a && str_eq(property, STR("concept")) &&
        (with_self || str_eq(op, STR("descendent-of")))) {
        include->is_a = true;
        include->with_self = with_self;
        include->ancestor = arena_str(terms->arena, value);
        return true;
    }
    return err_set(err, ERR_MISSING,
                   "the filter %.*s %.*s \"%.*s\" cannot be expanded offline: give the set an "
                   "expansion, or use property \"code\" with op \"regex\"",
                   STR_ARG(property), STR_ARG(op), STR_ARG(value));
}

static bool read_references(Terms *terms, const Json *list, Include *include, Err *err) {
    if (list == NULL || list->count == 0) return true;
    include->value_sets = ARENA_ARRAY(terms->arena, Str, list->count);
    include->value_set_count = list->count;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->as.items[i].kind != JSON_STRING) {
            return err_set(err, ERR_CHECK, "compose names a value set that is not a text");
        }
        include->value_sets[i] = arena_str(terms->arena, json_text(&list->as.items[i]));
    }
    return true;
}

static bool read_include(Terms *terms, const Json *json, Include *include, Err *err) {
    Str system;
    const Json *concepts;
    const Json *filters;
    const Json *sets;
    if (!text_of(json, "system", &system, err) || !array_of(json, "concept", &concepts, err) ||
        !array_of(json, "filter", &filters, err) || !array_of(json, "valueSet", &sets, err)) {
        return false;
    }
    include->system = arena_str(terms->arena, system);
    if (system.len == 0 && (sets == NULL || concepts != NULL || filters != NULL)) {
        return err_set(err, ERR_CHECK, "compose has an entry without a system");
    }
    include->lists_concepts = concepts != NULL;
    for (uint32_t i = 0; concepts != NULL && i < concepts->count; i++) {
        if (!add_code(terms, include->system, &concepts->as.items[i], &include->concepts, err)) {
            return false;
        }
    }
    for (uint32_t i = 0; filters != NULL && i < filters->count; i++) {
        if (!read_filter(terms, &filters->as.items[i], include, err)) return false;
    }
    return read_references(terms, sets, include, err);
}

static bool read_includes(Terms *terms, const Json *list, Include **first, Err *err) {
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        Include *include = ARENA_NEW(terms->arena, Include);
        if (!read_include(terms, &list->as.items[i], include, err)) return false;
        *first = include;
        first = &include->next;
    }
    return true;
}

// NULL, and *err set, when there is one of that name and version.
static ValueSet *add_set(Terms *terms, Str url, Str version, Str source, Err *err) {
    ValueSet *first = map_pointer(terms->sets, url);
    for (ValueSet *other = first; other != NULL; other = other->same_url) {
        if (!str_eq(other->version, version)) continue;
        err_set(err, ERR_CHECK, "value set %.*s is already there, from %.*s", STR_ARG(url),
                STR_ARG(other->source));
        return NULL;
    }
    ValueSet *set = ARENA_NEW(terms->arena, ValueSet);
    set->terms = terms;
    set->url = arena_str(terms->arena, url);
    set->version = arena_str(terms->arena, version);
    set->source = source;
    if (first == NULL) {
        map_put_pointer(terms->sets, set->url, set);
    } else {
        set->same_url = first->same_url;
        first->same_url = set;
    }
    if (terms->last_set == NULL) {
        terms->first_set = set;
    } else {
        terms->last_set->next = set;
    }
    terms->last_set = set;
    return set;
}

bool value_set_load_list(Terms *terms, Str url, Str version, const Json *codes, Str source,
                         Err *err) {
    if (codes->kind != JSON_ARRAY) {
        return err_set(err, ERR_CHECK, "the codes of %.*s are not a list", STR_ARG(url));
    }
    ValueSet *set = add_set(terms, url, version, source, err);
    if (set == NULL) return false;
    for (uint32_t i = 0; i < codes->count; i++) {
        Str system;
        if (!text_of(&codes->as.items[i], "system", &system, err) ||
            !add_code(terms, system, &codes->as.items[i], &set->listed, err)) {
            return false;
        }
    }
    return true;
}

bool value_set_load(Terms *terms, const Json *resource, Str source, Err *err) {
    Str url;
    Str version;
    if (!text_of(resource, "url", &url, err) || !text_of(resource, "version", &version, err)) {
        return false;
    }
    if (url.len == 0) return err_set(err, ERR_CHECK, "a ValueSet without a url");
    ValueSet *set = add_set(terms, url, version, source, err);
    if (set == NULL) return false;
    const Json *expansion = json_member(resource, STR("expansion"));
    if (expansion != NULL && expansion->kind == JSON_OBJECT) {
        uint64_t seen = 0;
        return read_contains(terms, expansion, &set->listed, &seen, err) &&
               check_total(expansion, seen, err);
    }
    const Json *compose = json_member(resource, STR("compose"));
    const Json *includes;
    const Json *excludes;
    if (compose == NULL || compose->kind != JSON_OBJECT) {
        return err_set(err, ERR_MISSING, "value set %.*s has neither codes (compose) nor expansion",
                       STR_ARG(url));
    }
    return array_of(compose, "include", &includes, err) &&
           array_of(compose, "exclude", &excludes, err) &&
           read_includes(terms, includes, &set->includes, err) &&
           read_includes(terms, excludes, &set->excludes, err);
}

// ---- working out

static uint64_t *bits_new(const Terms *terms) {
    return ARENA_ARRAY(terms->arena, uint64_t, terms->code_count / 64 + 1);
}

static void bit_set(uint64_t *bits, uint32_t id) {
    bits[id / 64] |= (uint64_t)1 << (id % 64);
}

static bool bit_has(const uint64_t *bits, uint32_t id) {
    return (bits[id / 64] >> (id % 64) & 1) != 0;
}

// What one include comes to: listed codes, and codes by pattern.
typedef struct {
    uint64_t *bits;
    CodeFilter *filters;
} Outcome;

static bool missing(const ValueSet *set, const char *what, Str name, Err *err) {
    err_set(err, ERR_MISSING, "value set %.*s needs %s %.*s, which is not there", STR_ARG(set->url),
            what, STR_ARG(name));
    return err_at(err, set->source, 0, 0);
}

static bool is_below(const CodeSystem *system, uint32_t concept, uint32_t ancestor) {
    for (uint32_t above = system->parents[concept]; above != 0;
         above = system->parents[above - 1]) {
        if (system->concepts.items[above - 1] == ancestor) return true;
    }
    return false;
}

// The whole of a loaded code system, or what stands below one of its codes.
static bool take_system(const ValueSet *set, const Include *include, Outcome *outcome, Err *err) {
    Terms *terms = set->terms;
    const CodeSystem *system = map_pointer(terms->systems, include->system);
    if (system == NULL) return missing(set, "the code system", include->system, err);
    if (!str_eq(system->content, STR("complete"))) {
        err_set(err, ERR_MISSING, "value set %.*s takes all of %.*s, which is not complete here",
                STR_ARG(set->url), STR_ARG(include->system));
        return err_at(err, set->source, 0, 0);
    }
    uint32_t ancestor = 0;
    if (include->is_a) {
        ancestor = terms_code_id(terms, include->system, include->ancestor);
        if (ancestor == 0) return missing(set, "the code", include->ancestor, err);
    }
    for (uint32_t i = 0; i < system->concepts.count; i++) {
        uint32_t id = system->concepts.items[i];
        bool taken =
            !include->is_a || (id == ancestor ? include->with_self : is_below(system, i, ancestor));
        if (taken) bit_set(outcome->bits, id);
    }
    return true;
}

static bool all_take(const CodeFilter *filter, Str code) {
    for (; filter != NULL; filter = filter->next) {
        if (!code_filter_takes(filter, code)) return false;
    }
    return true;
}

// The codes that the include names itself, before its value sets narrow them.
static bool take_own(const ValueSet *set, const Include *include, Outcome *outcome, Err *err) {
    Terms *terms = set->terms;
    for (uint32_t i = 0; i < include->concepts.count; i++) {
        uint32_t id = include->concepts.items[i];
        if (all_take(include->filters, terms->codes[id].code)) bit_set(outcome->bits, id);
    }
    if (include->lists_concepts) return true;
    if (include->filters != NULL && !include->is_a) {
        if (include->filters->next != NULL) {
            err_set(err, ERR_CHECK,
                    "value set %.*s: two patterns in one include; write them as one",
                    STR_ARG(set->url));
            return err_at(err, set->source, 0, 0);
        }
        CodeFilter *copy = ARENA_NEW(terms->arena, CodeFilter);
        *copy = *include->filters;
        outcome->filters = copy;
        return true;
    }
    if (!take_system(set, include, outcome, err)) return false;
    for (uint32_t id = 1; include->filters != NULL && id < terms->code_count; id++) {
        if (!bit_has(outcome->bits, id)) continue;
        if (!all_take(include->filters, terms->codes[id].code)) {
            outcome->bits[id / 64] &= ~((uint64_t)1 << (id % 64));
        }
    }
    return true;
}

static bool resolve(ValueSet *set, int depth, Err *err);

static bool find_included(const ValueSet *set, Str name, int depth, const ValueSet **found,
                          Err *err) {
    ValueSet *inner = value_set_find(set->terms, name, STR_NONE);
    if (inner == NULL) return missing(set, "the value set", name, err);
    if (!resolve(inner, depth + 1, err)) return false;
    *found = inner;
    return true;
}

static bool filter_taken(const CodeFilter *filters, const CodeEntry *entry) {
    for (const CodeFilter *filter = filters; filter != NULL; filter = filter->next) {
        if (str_eq(filter->system, entry->system) && code_filter_takes(filter, entry->code)) {
            return true;
        }
    }
    return false;
}

// Narrows to what the value sets of the include hold too.
static bool take_referenced(const ValueSet *set, const Include *include, int depth,
                            Outcome *outcome, Err *err) {
    Terms *terms = set->terms;
    for (size_t i = 0; i < include->value_set_count; i++) {
        const ValueSet *inner = NULL;
        if (!find_included(set, include->value_sets[i], depth, &inner, err)) return false;
        bool first = i == 0 && include->system.len == 0;
        if ((outcome->filters != NULL || first) && inner->filters != NULL &&
            (!first || include->value_set_count > 1 || inner->unwanted != NULL ||
             inner->unwanted_ids != NULL)) {
            err_set(err, ERR_CHECK,
                    "value set %.*s combines patterns of codes with value set %.*s; list the codes",
                    STR_ARG(set->url), STR_ARG(inner->url));
            return err_at(err, set->source, 0, 0);
        }
        for (uint32_t id = 1; id < terms->code_count; id++) {
            bool own = first || bit_has(outcome->bits, id) ||
                       filter_taken(outcome->filters, &terms->codes[id]);
            bool both = own && bit_has(inner->ids, id);
            outcome->bits[id / 64] &= ~((uint64_t)1 << (id % 64));
            if (both) bit_set(outcome->bits, id);
        }
        outcome->filters = first ? inner->filters : NULL;
    }
    return true;
}

static bool work_out(const ValueSet *set, const Include *include, int depth, Outcome *outcome,
                     Err *err) {
    *outcome = (Outcome){.bits = bits_new(set->terms)};
    if (include->system.len > 0 && !take_own(set, include, outcome, err)) return false;
    return take_referenced(set, include, depth, outcome, err);
}

// Copies the chain: the nodes belong to the set they came from.
static void add_filters(Arena *arena, const CodeFilter *from, CodeFilter **to) {
    for (; from != NULL; from = from->next) {
        CodeFilter *copy = ARENA_NEW(arena, CodeFilter);
        *copy = *from;
        copy->next = *to;
        *to = copy;
    }
}

static bool work_out_all(ValueSet *set, const Include *first, int depth, uint64_t *bits,
                         CodeFilter **filters, Err *err) {
    for (const Include *include = first; include != NULL; include = include->next) {
        Outcome outcome;
        if (!work_out(set, include, depth, &outcome, err)) return false;
        for (uint32_t i = 0; i <= set->terms->code_count / 64; i++) bits[i] |= outcome.bits[i];
        add_filters(set->terms->arena, outcome.filters, filters);
    }
    return true;
}

static int by_system_and_code(const void *a, const void *b, void *context) {
    const CodeEntry *codes = context;
    const CodeEntry *left = &codes[*(const uint32_t *)a];
    const CodeEntry *right = &codes[*(const uint32_t *)b];
    int order = str_compare(left->system, right->system);
    return order != 0 ? order : str_compare(left->code, right->code);
}

static bool resolve(ValueSet *set, int depth, Err *err) {
    if (set->state == SET_RESOLVED) return true;
    if (set->state == SET_RESOLVING || depth > MAX_INCLUDE_DEPTH) {
        err_set(err, ERR_CHECK, "value set %.*s includes itself%s", STR_ARG(set->url),
                set->state == SET_RESOLVING ? "" : ", or sets stand too deep in each other");
        return err_at(err, set->source, 0, 0);
    }
    Terms *terms = set->terms;
    set->state = SET_RESOLVING;
    set->ids = bits_new(terms);
    for (uint32_t i = 0; i < set->listed.count; i++) bit_set(set->ids, set->listed.items[i]);
    if (!work_out_all(set, set->includes, depth, set->ids, &set->filters, err)) return false;
    if (set->excludes != NULL) {
        set->unwanted_ids = bits_new(terms);
        if (!work_out_all(set, set->excludes, depth, set->unwanted_ids, &set->unwanted, err)) {
            return false;
        }
    }
    set->listed = (IdList){0};
    for (uint32_t id = 1; id < terms->code_count; id++) {
        if (set->filters == NULL && set->ids[id / 64] == 0) {
            id |= 63;  // none of these 64 is in it
            continue;
        }
        const CodeEntry *entry = &terms->codes[id];
        bool listed = bit_has(set->ids, id);
        bool in = (listed || filter_taken(set->filters, entry)) &&
                  !(set->unwanted_ids != NULL && bit_has(set->unwanted_ids, id)) &&
                  !filter_taken(set->unwanted, entry);
        set->ids[id / 64] &= ~((uint64_t)1 << (id % 64));
        if (in) bit_set(set->ids, id);
        if (in && listed) id_list_add(terms->arena, &set->listed, id);
    }
    if (set->listed.count > 0) {
        qsort_r(set->listed.items, set->listed.count, sizeof *set->listed.items, by_system_and_code,
                terms->codes);
    }
    set->state = SET_RESOLVED;
    return true;
}

bool value_sets_resolve(Terms *terms, Err *err) {
    for (ValueSet *set = terms->first_set; set != NULL; set = set->next) {
        if (!resolve(set, 0, err)) return false;
    }
    return true;
}
