// Queries and retrieves.

#include "cql/check_internal.h"

static const Type *row_type(const Type *source, bool *is_list) {
    *is_list = source->kind == TYPE_LIST;
    return *is_list ? source->as.of : source;
}

static Variable *add_variable(Checker *c, Str name, const Type *type) {
    Variable *variable = ARENA_NEW(c->arena, Variable);
    *variable = (Variable){.outer = c->scope, .name = name, .type = type, .slot = new_slot(c)};
    c->scope = variable;
    return variable;
}

// *row is NULL when the source is wrong: the rest of the query is looked at all the same.
static bool check_source(Checker *c, const Ast *ast, QuerySource *source, const Type **row) {
    Node *node = check(c, ast->kids[0]);
    *row = NULL;
    if (node == NULL) return false;
    if (node->type->kind == TYPE_VALUESET)
        node = convert(c, node, type_list(c->types, type_system(TYPE_CODE)));
    source->expression = node;
    *row = row_type(node->type, &source->is_list);
    return true;
}

static bool check_sources(Checker *c, const Ast *group, Query *query) {
    query->source_count = (uint16_t)group->kid_count;
    query->sources = ARENA_ARRAY(c->arena, QuerySource, group->kid_count);
    Variable *outer = c->scope;
    const Type **rows = ARENA_ARRAY(c->arena, const Type *, group->kid_count);
    bool ok = true;
    for (uint32_t i = 0; i < group->kid_count; i++) {
        ok = check_source(c, group->kids[i], &query->sources[i], &rows[i]) && ok;
        query->is_list = query->is_list || query->sources[i].is_list;
        c->scope = outer;  // a source does not see the aliases beside it
    }
    for (uint32_t i = 0; i < group->kid_count; i++) {
        query->sources[i].slot = add_variable(c, group->kids[i]->text, rows[i])->slot;
    }
    return ok;
}

static bool check_lets(Checker *c, const Ast *group, Query *query) {
    if (group == NULL) return true;
    query->lets = ARENA_ARRAY(c->arena, QueryLet, group->kid_count);
    bool ok = true;
    for (uint32_t i = 0; i < group->kid_count; i++) {
        Node *node = check(c, group->kids[i]->kids[0]);
        const Type *type = node == NULL ? NULL : node->type;
        ok = ok && node != NULL;
        query->lets[i] = (QueryLet){node, add_variable(c, group->kids[i]->text, type)->slot};
        query->let_count++;
    }
    return ok;
}

static bool check_relations(Checker *c, const Ast *group, Query *query) {
    if (group == NULL) return true;
    query->relations = ARENA_ARRAY(c->arena, QueryRelation, group->kid_count);
    bool ok = true;
    for (uint32_t i = 0; i < group->kid_count; i++) {
        const Ast *ast = group->kids[i];
        QueryRelation *relation = &query->relations[i];
        const Type *row;
        ok = check_source(c, ast, &relation->source, &row) && ok;
        Variable *outer = c->scope;
        relation->source.slot = add_variable(c, ast->text, row)->slot;
        relation->such_that =
            check_to(c, ast->kids[1], type_system(TYPE_BOOLEAN), "the condition of 'such that'");
        relation->without = ast->kind == AST_WITHOUT;
        c->scope = outer;
        ok = ok && relation->such_that != NULL;
        query->relation_count++;
    }
    return ok;
}

// Without a return clause: the one alias, or a tuple of all of them.
static Node *plain_result(Checker *c, const Ast *ast, const Query *query) {
    const Ast *sources = ast->kids[QUERY_SOURCES];
    size_t count = query->source_count;
    Str *names = ARENA_ARRAY(c->arena, Str, count);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, count);
    Node **locals = ARENA_ARRAY(c->arena, Node *, count);
    for (size_t i = 0; i < count; i++) {
        bool is_list;
        names[i] = sources->kids[i]->text;
        if (query->sources[i].expression == NULL) return NULL;
        types[i] = row_type(query->sources[i].expression->type, &is_list);
        locals[i] = make_local(c, types[i], sources->kids[i]->place, query->sources[i].slot);
    }
    if (count == 1) return locals[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (str_eq(names[i], names[k]))
                return wrong(c, ast->place, "two sources are called '%.*s'", STR_ARG(names[i]));
        }
    }
    const Type *type = type_tuple(c->types, names, types, count);
    Node *tuple = make_node(c, NODE_TUPLE, type, ast->place, count);
    tuple->as.tuple.names = type->as.tuple.names;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (str_eq(type->as.tuple.names[i], names[k])) node_kid(tuple, i, locals[k]);
        }
    }
    return make_done(c, tuple);
}

static Node *check_aggregate(Checker *c, const Ast *clause, Query *query, Node *node) {
    Node *start = clause->kids[0] == NULL ? NULL : check(c, clause->kids[0]);
    bool ok = clause->kids[0] == NULL || start != NULL;
    const Type *type = !ok ? NULL : start == NULL ? type_system(TYPE_ANY) : start->type;
    Variable *outer = c->scope;
    Variable *total = add_variable(c, clause->text, type);
    query->aggregate_slot = total->slot;
    Node *step = check(c, clause->kids[1]);
    if (step == NULL || !ok) return NULL;
    if (step->type != type) {  // the accumulator takes the type of the step: check again with it
        const Type *types[2] = {type, step->type};
        type = common_type(c, types, 2);
        total->type = type;
        step = check(c, clause->kids[1]);
        if (step == NULL) return NULL;
        if (conversion_cost(c, step->type, type) >= COST_NONE) {
            return wrong(c, clause->place, "the aggregate starts as %s and becomes %s",
                         type_text(c, type), type_text(c, step->type));
        }
        step = convert(c, step, type);
    }
    c->scope = outer;
    query->aggregate = step;
    query->aggregate_start = start == NULL ? NULL : convert(c, start, type);
    query->aggregate_distinct = (clause->flag & AST_DISTINCT) != 0;
    node->type = type;
    return make_done(c, node);
}

// What rows are ordered by: a System value; a FHIR element stands for the System value it converts
// to.
static Node *sortable(Checker *c, Node *key) {
    if (key == NULL) return NULL;
    static const TypeKind kinds[] = {TYPE_DATETIME, TYPE_DATE,   TYPE_QUANTITY, TYPE_DECIMAL,
                                     TYPE_INTEGER,  TYPE_STRING, TYPE_TIME};
    if (key->type->kind != TYPE_FHIR && key->type->kind != TYPE_CHOICE) return key;
    Conversion conversion;
    const Type *system =
        key->type->kind == TYPE_FHIR ? system_type_of(c, key->type->model, &conversion) : NULL;
    if (system != NULL) return convert(c, key, system);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const Type *type = type_system(kinds[i]);
        if (conversion_cost(c, key->type, type) < COST_NONE) return convert(c, key, type);
    }
    return wrong(c, key->place, "rows cannot be sorted by %s", type_text(c, key->type));
}

static bool check_sort(Checker *c, const Ast *sort, Query *query, const Type *row) {
    if (sort == NULL) return true;
    Variable *outer = c->scope;
    bool ok = true;
    Variable *variable = add_variable(c, STR("$this"), row);
    variable->is_row = true;
    query->sort_slot = variable->slot;
    size_t count = sort->kid_count == 0 ? 1 : sort->kid_count;
    query->sort = ARENA_ARRAY(c->arena, QuerySortKey, count);
    if (sort->kid_count == 0 && row != NULL) {
        query->sort[0].descending = sort->op == AST_OP_DESCENDING;
        query->sort[0].key = sortable(c, make_local(c, row, sort->place, variable->slot));
        ok = query->sort[0].key != NULL;
    }
    for (uint32_t i = 0; i < sort->kid_count; i++) {
        query->sort[i].descending = sort->kids[i]->op == AST_OP_DESCENDING;
        query->sort[i].key = sortable(c, check(c, sort->kids[i]->kids[0]));
        ok = ok && query->sort[i].key != NULL;
    }
    query->sort_count = (uint16_t)count;
    c->scope = outer;
    return ok;
}

// Return or aggregate, and sort; NULL as well when the query's sources are wrong.
static Node *finish_query(Checker *c, const Ast *ast, Query *query, Node *node) {
    const Ast *clause = ast->kids[QUERY_RESULT];
    Node *result = clause != NULL && clause->kind == AST_RETURN ? check(c, clause->kids[0])
                                                                : plain_result(c, ast, query);
    query->result = result;
    if (clause != NULL && clause->kind == AST_AGGREGATE)
        return check_aggregate(c, clause, query, node);
    // A `return` without `all` is distinct (language semantics, Return Clause); without `return`, a
    // query of one source is not, one of several is (developer's guide, Multi-Source Queries).
    query->distinct = clause != NULL ? (clause->flag & AST_ALL) == 0 : query->source_count > 1;
    if (query->distinct && result != NULL) need_whole(c, result->type);
    const Type *row = result == NULL ? NULL : result->type;
    if (!check_sort(c, ast->kids[QUERY_SORT], query, row) || result == NULL) return NULL;
    node->type = query->is_list ? type_list(c->types, result->type) : result->type;
    return make_done(c, node);
}

Node *check_query(Checker *c, const Ast *ast) {
    Variable *outer = c->scope;
    Query *query = ARENA_NEW(c->arena, Query);
    Node *node = make_node(c, NODE_QUERY, NULL, ast->place, 0);
    node->as.query = query;
    bool ok = check_sources(c, ast->kids[QUERY_SOURCES], query);
    ok = check_lets(c, ast->kids[QUERY_LETS], query) && ok;
    ok = check_relations(c, ast->kids[QUERY_RELATIONS], query) && ok;
    if (ast->kids[QUERY_WHERE] != NULL) {
        query->where = check_to(c, ast->kids[QUERY_WHERE], type_system(TYPE_BOOLEAN),
                                "the condition of 'where'");
        ok = ok && query->where != NULL;
    }
    node = finish_query(c, ast, query, node);
    c->scope = outer;
    return ok ? node : NULL;
}

// ---- retrieves

static uint32_t const *ids_of(Checker *c, const Node *node) {
    const Terms *terms = c->options.terms;
    const CodeValue *codes = node->type->kind == TYPE_CODE ? node->as.literal.as.code
                                                           : node->as.literal.as.concept->codes;
    uint32_t count = node->type->kind == TYPE_CODE ? 1 : node->as.literal.as.concept->count;
    uint32_t *ids = ARENA_ARRAY(c->arena, uint32_t, count + 1);
    uint32_t kept = 0;
    for (uint32_t i = 0; terms != NULL && i < count; i++) {
        uint32_t id = terms_code_id(terms, codes[i].system, codes[i].code);
        if (id == 0) return NULL;  // written in an expression, not declared: compared as text
        ids[kept++] = id;
    }
    return terms == NULL ? NULL : ids;
}

// The filter's right side: a value set, codes known at load, or an expression.
static bool check_terminology(Checker *c, const Ast *ast, Node *node, Retrieve *retrieve) {
    bool constant = node->kind == NODE_LITERAL;
    if (constant && node->type->kind == TYPE_VALUESET) {
        retrieve->value_set = node->as.literal.as.vocabulary->set;
        return true;
    }
    if (constant && (node->type->kind == TYPE_CODE || node->type->kind == TYPE_CONCEPT)) {
        retrieve->code_ids = ids_of(c, node);
        if (retrieve->code_ids != NULL) return true;
    }
    const Type *codes = type_list(c->types, type_system(TYPE_CODE));
    const Type *concepts = type_list(c->types, type_system(TYPE_CONCEPT));
    if (node->type->kind == TYPE_VALUESET || node->type->kind == TYPE_CODE ||
        node->type->kind == TYPE_CONCEPT) {
        retrieve->codes = node;
    } else if (conversion_cost(c, node->type, codes) < COST_NONE) {
        retrieve->codes = convert(c, node, codes);
    } else if (conversion_cost(c, node->type, type_system(TYPE_CONCEPT)) < COST_NONE) {
        retrieve->codes = convert(c, node, type_system(TYPE_CONCEPT));
    } else if (conversion_cost(c, node->type, concepts) < COST_NONE) {
        retrieve->codes = convert(c, node, concepts);
    } else {
        wrong(c, ast->place,
              "a retrieve is filtered by a value set, a code, a concept or a list of codes, not by "
              "%s\ndeclare it: valueset \"Name\": 'url', or code \"Name\": '...' from \"System\"",
              type_text(c, node->type));
        return false;
    }
    return true;
}

// How the codes of a resource are read: its path as Concepts, Codes or Strings.
static bool check_path_codes(Checker *c, const Type *resource, Str path, AstPlace place,
                             Retrieve *retrieve) {
    retrieve->slot = new_slot(c);
    Node *node = property(c, make_local(c, resource, place, retrieve->slot), path, place);
    if (node == NULL) return false;
    const Type *wanted[] = {type_system(TYPE_CONCEPT),
                            type_system(TYPE_CODE),
                            type_list(c->types, type_system(TYPE_CONCEPT)),
                            type_list(c->types, type_system(TYPE_CODE)),
                            type_system(TYPE_STRING),
                            type_list(c->types, type_system(TYPE_STRING))};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (conversion_cost(c, node->type, wanted[i]) >= COST_NONE) continue;
        retrieve->path_codes = convert(c, node, wanted[i]);
        return true;
    }
    wrong(c, place, "'%.*s' of %s holds no codes", STR_ARG(path), type_text(c, resource));
    return false;
}

// `[Observation: issued in X]`, `[Encounter: period during X]`: a date path, of a point or a
// period.
static bool check_path_date(Checker *c, const Type *resource, const Ast *ast, Node *range,
                            Retrieve *retrieve) {
    Str path = ast->kids[2]->text;
    retrieve->slot = new_slot(c);
    Node *local = make_local(c, resource, ast->place, retrieve->slot);
    Node *value = property(c, local, path, ast->kids[2]->place);
    if (value == NULL) return false;
    retrieve->date_range = range;
    const Type *point = type_system(TYPE_DATETIME);
    bool is_point = conversion_cost(c, value->type, point) < COST_NONE;
    Node *args[2] = {is_point ? convert(c, value, point) : value, range};
    retrieve->path_date = call_operator(c, is_point ? "In" : "IncludedIn", NULL, PRECISION_NONE,
                                        ast->place, (Args){args, 2});
    return retrieve->path_date != NULL;
}

// The filter behind the colon; *changing: it depends on more than the record.
static bool check_filter(Checker *c, const Type *type, const Ast *ast, Node *filter,
                         Retrieve *retrieve, bool *changing) {
    const char *code_path = fhir_code_path(type->model);
    bool written = ast->kids[2] != NULL;
    Str path = written ? ast->kids[2]->text : str_of(code_path == NULL ? "" : code_path);
    if (path.len == 0)
        return wrong(c, ast->place,
                     "%s has no element that its codes stand in by itself\nwrite which one: "
                     "[%.*s: element in ...]",
                     type_text(c, type), STR_ARG(ast->kids[1]->text)) != NULL;
    if (ast->op == AST_OP_IN && written && filter->type->kind == TYPE_INTERVAL) {
        *changing = true;
        return check_path_date(c, type, ast, filter, retrieve);
    }
    retrieve->path = fhir_element_find(type->model, path);
    retrieve->by_code_path = code_path != NULL && str_eq(path, str_of(code_path));
    bool ok = check_terminology(c, ast->kids[3], filter, retrieve);
    AstPlace place = written ? ast->kids[2]->place : ast->place;
    ok = check_path_codes(c, type, path, place, retrieve) && ok;
    *changing = retrieve->codes != NULL;
    return ok;
}

Node *check_retrieve(Checker *c, const Ast *ast) {
    if (ast->kids[0] != NULL)
        return wrong(c, ast->place, "a retrieve related to another context is not supported");
    const Type *type = check_type(c, ast->kids[1]);
    Node *filter = ast->kids[3] == NULL ? NULL : check(c, ast->kids[3]);
    if (type == NULL) return NULL;
    if (type->kind != TYPE_FHIR || !fhir_type_is_resource(type->model)) {
        return wrong(c, ast->kids[1]->place,
                     "%s is no resource type\nonly resources can be retrieved, such as "
                     "[Condition] or [Observation]",
                     type_text(c, type));
    }
    if (ast->kids[3] != NULL && filter == NULL) {
        if (ast->kids[2] != NULL && fhir_element_find(type->model, ast->kids[2]->text) == NULL)
            unknown_element(c, type, ast->kids[2]->text, ast->kids[2]->place);
        return NULL;
    }
    Retrieve *retrieve = ARENA_NEW(c->arena, Retrieve);
    retrieve->resource = type->model;
    record_need_resource(c->program->needs, type->model);
    bool changing = false;
    if (filter != NULL && !check_filter(c, type, ast, filter, retrieve, &changing)) return NULL;
    if (!changing) retrieve->cache = (uint32_t)++c->program->retrieve_count;
    Node *node = make_node(c, NODE_RETRIEVE, type_list(c->types, type), ast->place, 0);
    node->as.retrieve = retrieve;
    return make_done(c, node);
}
