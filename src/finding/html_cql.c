// The CQL itself as a page: every clause marked by what it came to for one patient, the data beside
// it. The source is cut at the places of the expressions; what stands inside another is nested in
// it. A line of the source is an item of a numbered list, so what spans lines is opened again.

#include "finding/html_cql.h"
#include "finding/clauses.h"
#include "finding/html.h"
#include "finding/review.h"
#include "finding/summary.h"

#include <stdlib.h>

#include "cql/walk.h"

enum { VALUE_MOST = 120, DATA_SHOWN = 5, NEST_MOST = 64 };

static const char *const rules[] = {
    ".cql{padding:0 0 0 4em;margin:4px 0;font:var(--s)/1.65 var(--mono)}\n",
    ".cql li{list-style:decimal;color:var(--ink-3)}\n",
    ".cql code{font:inherit;color:var(--ink);white-space:pre-wrap;overflow-wrap:anywhere}\n",
    ".c{border-radius:2px;-webkit-box-decoration-break:clone;box-decoration-break:clone;\n",
    "color:var(--ink);text-decoration:none}\n",
    ".c-t{background:var(--green-bg)}.c-f{background:var(--red-bg)}\n",
    ".c-n{background:var(--hatch)}.c-m{background:var(--amber-bg)}\n",
    ".c-v{background:var(--surface);box-shadow:inset 0 -1px 0 var(--line-2)}\n",
    ".c-e{background:var(--red-bg);outline:2px solid var(--red)}\n",
    ".c-z{background:none;color:var(--ink-3);box-shadow:none}\n",
    ".k::after{font-weight:700;padding:0 1px}\n",
    ".k.c-t::after{content:\"\\2713\";color:var(--green)}\n",
    ".k.c-f::after{content:\"\\2717\";color:var(--red)}\n",
    ".k.c-n::after{content:\"?\";color:var(--unknown)}\n",
    ".k.c-m::after{content:\"\\b1\";color:var(--amber)}\n",
    ".k.c-e::after{content:\"!\";color:var(--red)}\n",
    ".sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);\n",
    "white-space:nowrap}\n",
    ".legend{display:flex;flex-wrap:wrap;gap:4px 16px;padding:8px 0;font-size:var(--s)}\n",
    ".decl{display:grid;grid-template-columns:minmax(0,1fr) minmax(14rem,24rem);gap:0 20px;\n",
    "padding:8px 0;border-top:1px solid var(--line)}\n",
    ".beside{font-size:var(--s)}.beside ul{list-style:disc;padding-left:18px}\n",
    "@media screen and (max-width:720px){.decl{grid-template-columns:minmax(0,1fr)}\n",
    ".cql{padding-left:2.6em;font-size:var(--xs)}}\n",
    "@media print{.decl{break-inside:avoid}.cql{font-size:7.5pt}}\n",
    "@media (forced-colors:active){.c-t,.c-f,.c-n,.c-m,.c-e{border:1px solid}}\n",
    NULL};

typedef struct {
    const Node *node;
    const Clause *clause;
    size_t start, end;
} Span;

typedef struct {
    Span *items;
    size_t count, size;
} Spans;

typedef struct {
    Buf *out;
    Review *review;
    Clauses *clauses;
    const Library *library;
} Page;

// ---- the clauses of a declaration

typedef struct {
    Page *page;
    const Declaration *declaration;
    Spans spans;
} Gather;

// `exists` runs over the rows of a query itself, without making its list.
static bool is_part_of_exists(const Page *page, const Node *node) {
    return node->kind == NODE_QUERY && clause_find(page->clauses, node) == NULL &&
           clause_find(page->clauses, node->as.query->sources[0].expression) != NULL;
}

static bool gather(void *ctx, const Node *node) {
    Gather *g = ctx;
    const AstPlace *whole = &g->declaration->ast->place;
    const AstPlace *place = &node->place;
    bool inside = node->library == g->declaration->library && place->length > 0 &&
                  place->offset >= whole->offset &&
                  place->offset + place->length <= whole->offset + whole->length;
    if (node->kind == NODE_LITERAL || !inside || is_part_of_exists(g->page, node)) return true;
    if (g->spans.count == g->spans.size) {
        size_t size = g->spans.size == 0 ? 32 : g->spans.size * 2;
        Span *items = ARENA_ARRAY(g->page->review->arena, Span, size);
        if (g->spans.count > 0) memcpy(items, g->spans.items, g->spans.count * sizeof *items);
        g->spans.items = items;
        g->spans.size = size;
    }
    g->spans.items[g->spans.count++] = (Span){.node = node,
                                              .clause = clause_find(g->page->clauses, node),
                                              .start = place->offset,
                                              .end = place->offset + place->length};
    return true;
}

// From the outside in; of one place the one that was visited first, which stands outside.
static int by_place(const void *a, const void *b) {
    const Span *x = a;
    const Span *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->end == y->end ? 0 : x->end > y->end ? -1 : 1;
}

// A stable sort by merging is not needed: doubles are dropped before, by a look at those there are.
static void drop_doubles(Spans *spans) {
    size_t kept = 0;
    for (size_t i = 0; i < spans->count; i++) {
        size_t k = 0;
        while (k < kept && by_place(&spans->items[k], &spans->items[i]) != 0) k++;
        if (k == kept) spans->items[kept++] = spans->items[i];
    }
    spans->count = kept;
}

// ---- what a clause came to, in words

static Str reference_of(const Page *page, Value value) {
    Str id = {0};
    const Json *member = json_member(value.as.fhir, STR("id"));
    if (member != NULL && member->kind == JSON_PAIR) member = &member->as.items[0];
    if (member != NULL && member->kind == JSON_STRING) id = json_text(member);
    return arena_printf(page->review->arena, "%s%s%.*s", fhir_type_name(value_fhir_type(value)),
                        id.len > 0 ? "/" : "", STR_ARG(id));
}

static Str came_words(const Page *page, Value value) {
    Arena *arena = page->review->arena;
    if (value.kind == VALUE_FHIR && value.as.fhir != NULL && value.as.fhir->kind == JSON_OBJECT)
        return reference_of(page, value);
    if (value.kind == VALUE_LIST &&
        (value.count > 3 || value.count == 0 || value.as.items[0].kind == VALUE_FHIR ||
         value.as.items[0].kind == VALUE_TUPLE))
        return arena_printf(arena, "a list of %u", value.count);
    Buf text = {0};
    value_write_cql(&text, value);
    Str words = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return words;
}

static void count_words(Buf *text, const Clause *clause) {
    static const char *const names[] = {[CAME_TRUE] = "true",
                                        [CAME_FALSE] = "false",
                                        [CAME_NULL] = "null",
                                        [CAME_VALUE] = "other",
                                        [CAME_FAILED] = "failed"};
    const char *before = "";
    for (size_t i = 0; i < CAME_KINDS; i++) {
        if (clause->times[i] == 0) continue;
        buf_printf(text, "%s%u %s", before, clause->times[i], names[i]);
        before = ", ";
    }
}

// "true"; of several times how often what, and the last.
static Str clause_words(const Page *page, const Clause *clause) {
    uint64_t times = clause_times(clause);
    if (times == 0) return STR("never evaluated");
    Str last = clause->times[CAME_FAILED] == times ? STR("failed") : came_words(page, clause->last);
    if (times == 1) return last;
    Buf text = {0};
    buf_printf(&text, "%llu times: ", (unsigned long long)times);
    count_words(&text, clause);
    buf_printf(&text, "; the last: %.*s", STR_ARG(last));
    Str words = arena_str(page->review->arena, buf_str(&text));
    buf_free(&text);
    return words;
}

static char class_of(const Clause *clause) {
    static const char classes[] = {[CAME_TRUE] = 't',
                                   [CAME_FALSE] = 'f',
                                   [CAME_NULL] = 'n',
                                   [CAME_VALUE] = 'v',
                                   [CAME_FAILED] = 'e'};
    Came came;
    if (clause == NULL) return 'z';
    if (clause->times[CAME_FAILED] > 0) return 'e';
    if (!clause_came(clause, &came)) return 'm';
    return classes[came];
}

// ---- the source

static void open_span(Page *page, const Span *span, bool is_last_piece) {
    Buf *out = page->out;
    char class = class_of(span->clause);
    bool marked = is_last_piece && class != 'v' && class != 'z';
    MARK(out, "<span class=\"c c-");
    buf_add_char(out, class);
    if (marked) MARK(out, " k");
    MARK(out, "\" title=\"");
    html_text(out, clause_words(page, span->clause), VALUE_MOST);
    MARK(out, "\">");
}

static void close_span(Page *page, const Span *span) {
    char class = class_of(span->clause);
    if (class != 'v' && class != 'z') {
        MARK(page->out, "<span class=\"sr\"> (");
        html_text(page->out, clause_words(page, span->clause), VALUE_MOST);
        MARK(page->out, ") </span>");
    }
    MARK(page->out, "</span>");
}

static void source_bytes(Buf *out, const char *data, size_t from, size_t to) {
    size_t plain = from;
    for (size_t i = from; i <= to; i++) {
        if (i < to && data[i] != '\t' && data[i] != '\r') continue;
        html_text(out, (Str){data + plain, i - plain}, 0);
        if (i < to && data[i] == '\t') MARK(out, "    ");
        plain = i + 1;
    }
}

typedef struct {
    Page *page;
    const char *data;
    size_t at, end;
    const Spans *spans;
    size_t next;
    const Span *stack[NEST_MOST];
    size_t depth;
} Writer;

static size_t line_end(const Writer *w, size_t from) {
    const char *found = from >= w->end ? NULL : memchr(w->data + from, '\n', w->end - from);
    return found == NULL ? w->end : (size_t)(found - w->data);
}

static void open_here(Writer *w) {
    while (w->next < w->spans->count && w->spans->items[w->next].start <= w->at) {
        const Span *span = &w->spans->items[w->next++];
        size_t outer = w->depth > 0 ? w->stack[w->depth - 1]->end : w->end;
        if (span->start < w->at || span->end > outer || w->depth == NEST_MOST) continue;
        w->stack[w->depth++] = span;
        open_span(w->page, span, span->end <= line_end(w, w->at));
    }
}

static void close_here(Writer *w) {
    while (w->depth > 0 && w->stack[w->depth - 1]->end <= w->at)
        close_span(w->page, w->stack[--w->depth]);
}

// A new line: what is open is closed, and opened again behind the blanks it starts with.
static void next_line(Writer *w) {
    Buf *out = w->page->out;
    for (size_t i = 0; i < w->depth; i++) MARK(out, "</span>");
    MARK(out, "</code></li>\n<li><code>");
    w->at++;
    size_t blanks = w->at;
    while (blanks < w->end && (w->data[blanks] == ' ' || w->data[blanks] == '\t')) blanks++;
    source_bytes(out, w->data, w->at, blanks);
    w->at = blanks;
    for (size_t i = 0; i < w->depth; i++)
        open_span(w->page, w->stack[i], w->stack[i]->end <= line_end(w, w->at));
}

static void write_source(Page *page, size_t from, size_t to, uint32_t line, const Spans *spans) {
    Writer w = {
        .page = page, .data = page->library->source.data, .at = from, .end = to, .spans = spans};
    buf_printf(page->out, "<ol class=\"cql\" start=\"%u\">\n<li><code>", line);
    while (w.at < to) {
        close_here(&w);
        open_here(&w);
        size_t stop = line_end(&w, w.at);
        if (w.depth > 0 && w.stack[w.depth - 1]->end < stop) stop = w.stack[w.depth - 1]->end;
        if (w.next < spans->count && spans->items[w.next].start < stop)
            stop = spans->items[w.next].start;
        source_bytes(page->out, w.data, w.at, stop);
        w.at = stop;
        if (w.at < to && w.data[w.at] == '\n') {
            close_here(&w);
            next_line(&w);
        }
    }
    close_here(&w);
    while (w.depth > 0) close_span(page, w.stack[--w.depth]);
    MARK(page->out, "</code></li>\n</ol>\n");
}

// ---- beside it

static void write_datum(Buf *out, const Evidence *evidence) {
    MARK(out, "<li>");
    if (evidence->what.len > 0) {
        html_record_text(out, evidence->what, VALUE_MOST);
        MARK(out, ": ");
    }
    html_record_text(out, evidence->shown, VALUE_MOST);
    if (evidence->date.len > 0) MARK(out, ", ");
    html_date(out, evidence->date);
    MARK(out, " <span class=\"mono\">");
    html_record_text(out, evidence->resource, VALUE_MOST);
    if (evidence->path.len > 0) MARK(out, " ");
    html_text(out, evidence->path, VALUE_MOST);
    MARK(out, "</span>");
    if (evidence->local) MARK(out, " <span class=\"read\">local</span>");
    MARK(out, "</li>\n");
}

// The resources behind the value of a define, found by hiding.
static void write_data(Page *page, const Declaration *declaration, Str about) {
    Buf *out = page->out;
    size_t count = 0;
    InputKey key = {declaration, about};
    if (declaration->is_function && !declaration->each) return;
    if (page->review->record == NULL ||
        eval_handed_out(page->review->eval, declaration, about)->count == 0)
        return;
    const Evidence *data = evidence_of(page->review, key, &count);
    // what it rests on may be the Patient, or nothing that can be named
    if (count == 0 || (data[0].path.len == 0 && str_starts(data[0].resource, STR("Patient/"))))
        return;
    MARK(out, "<ul>\n");
    for (size_t i = 0; i < count && i < DATA_SHOWN; i++) write_datum(out, &data[i]);
    if (count > DATA_SHOWN) buf_printf(out, "<li>and %zu more</li>\n", count - DATA_SHOWN);
    MARK(out, "</ul>\n");
}

static void write_beside(Page *page, const Declaration *declaration, Str about) {
    Buf *out = page->out;
    const Clause *clause = clause_find(page->clauses, declaration->body);
    bool is_literal = declaration->body->kind == NODE_LITERAL;
    MARK(out, "<div class=\"beside\"><p><b>");
    html_text(out, declaration->name, 0);
    MARK(out, "</b> ");
    if (declaration->is_function && !declaration->each) MARK(out, "called: ");
    if (about.len > 0) MARK(out, "about ");
    if (about.len > 0) html_record_text(out, about, VALUE_MOST);
    if (about.len > 0) MARK(out, ": ");
    html_record_text(out,
                     is_literal ? came_words(page, declaration->body->as.literal)
                                : clause_words(page, clause),
                     VALUE_MOST);
    MARK(out, "</p>\n");
    write_data(page, declaration, about);
    MARK(out, "</div>\n");
}

static void write_declaration(Page *page, const Declaration *declaration, Str about) {
    Gather g = {.page = page, .declaration = declaration};
    const AstPlace *place = &declaration->ast->place;
    node_walk(declaration->body, gather, &g);
    drop_doubles(&g.spans);
    if (g.spans.count > 1) qsort(g.spans.items, g.spans.count, sizeof(Span), by_place);
    MARK(page->out, "<div class=\"decl\"><div>\n");
    write_source(page, place->offset, place->offset + place->length, place->line, &g.spans);
    MARK(page->out, "</div>\n");
    write_beside(page, declaration, about);
    MARK(page->out, "</div>\n");
}

static bool has_source(const Declaration *declaration) {
    return declaration->ast != NULL && declaration->body != NULL &&
           declaration->ast->place.offset + declaration->ast->place.length <=
               declaration->library->source.len;
}

// ---- a library

static uint32_t line_of(Str source, size_t at) {
    uint32_t line = 1;
    for (size_t i = 0; i < at; i++) line += source.data[i] == '\n';
    return line;
}

// What stands between declarations, without blank lines at its ends.
static void write_between(Page *page, size_t from, size_t to) {
    static const Spans none = {0};
    Str source = page->library->source;
    for (size_t i = from; i < to && (source.data[i] == '\n' || source.data[i] == ' '); i++) {
        if (source.data[i] == '\n') from = i + 1;
    }
    while (to > from && (source.data[to - 1] == '\n' || source.data[to - 1] == ' ')) to--;
    if (from < to) write_source(page, from, to, line_of(source, from), &none);
}

static void write_library(Page *page, const Library *library) {
    size_t at = 0;
    page->library = library;
    for (size_t i = 0; i < library->declaration_count; i++) {
        const Declaration *declaration = library->declarations[i];
        if (!has_source(declaration) || declaration->ast->place.offset < at) continue;
        write_between(page, at, declaration->ast->place.offset);
        write_declaration(page, declaration, STR_NONE);
        at = declaration->ast->place.offset + declaration->ast->place.length;
    }
    write_between(page, at, library->source.len);
}

static void write_legend(Buf *out) {
    MARK(
        out,
        "<p class=\"legend\"><span><span class=\"c c-t k\">true</span></span> "
        "<span><span class=\"c c-f k\">false</span></span> "
        "<span><span class=\"c c-n k\">null: not known</span></span> "
        "<span><span class=\"c c-m k\">several times, not always the same</span></span> "
        "<span><span class=\"c c-v\">another value</span></span> "
        "<span><span class=\"c c-e k\">failed</span></span> "
        "<span><span class=\"c c-z\">never evaluated</span></span></p>\n"
        "<p class=\"dim\">Each clause bears its value as a title. What is evaluated several times, "
        "a function or a row of a query, says how often it was what, and its last value. Beside "
        "each define stand its value and the data without which it would be another.</p>\n");
}

static void write_top(Page *page, Str title, DateTime as_of) {
    Buf *out = page->out;
    const Record *record = page->review->record;
    MARK(out, "<header class=\"top\"><p class=\"brand\"><b>");
    html_text(out, title, 0);
    MARK(out, "</b></p><p class=\"asof\">As of <b>");
    html_instant(out, as_of);
    MARK(out, "</b></p></header>\n<main id=\"main\">\n");
    if (record == NULL) {
        MARK(out, "<h1>");
        html_text(out, title, 0);
        MARK(out, "</h1>\n<p class=\"dim\">Without a patient.</p>\n");
        return;
    }
    MARK(out, "<h1><bdi>");
    Str name = patient_name(page->review->arena, record);
    html_text(out, name.len > 0 ? name : record->patient_id, VALUE_MOST);
    MARK(out, "</bdi></h1>\n<p class=\"dim\">");
    html_record_text(out, patient_about(page->review->arena, record, as_of), VALUE_MOST);
    MARK(out, " <span class=\"mono\">Patient/");
    html_record_text(out, record->patient_id, VALUE_MOST);
    MARK(out, "</span></p>\n");
}

void html_write_cql(Buf *out, Eval *eval, const Library *library, DateTime as_of) {
    Record *record = eval_record(eval);
    Arena *arena = eval_runtime(eval)->arena;
    const ReviewOptions no_options = {0};
    Review review = {.options = &no_options, .eval = eval, .record = record, .arena = arena};
    Page page = {.out = out, .review = &review, .clauses = clauses_new(arena)};
    eval_observe(eval, clauses_observer(page.clauses));
    for (size_t i = 0; i < library->declaration_count; i++) {
        Value value;
        Err err = {0};
        if (!library->declarations[i]->is_function)
            eval_define(eval, library->declarations[i], STR_NONE, &value, &err);
    }
    eval_observe(eval, NULL);
    Str title = library->name.len > 0 ? library->name : STR("CQL");
    html_open(out, title, rules);
    write_top(&page, title, as_of);
    write_legend(out);
    MARK(out, "<section>\n<h2>");
    html_text(out, title, 0);
    MARK(out, "</h2>\n");
    write_library(&page, library);
    MARK(out, "</section>\n</main>\n");
    html_notice(out);
}

// ---- of a finding

static void evaluate_part(Eval *eval, const Item *part, Str about) {
    Value value;
    Err err = {0};
    eval_define(eval, part->declaration, part->each == NULL ? (STR_NONE) : about, &value, &err);
}

// What the conclusion asks: its @when, itself, its scores and gates.
static void evaluate_item(Eval *eval, const Item *item, Str about) {
    Value value = value_null();
    Err err = {0};
    const Declaration *when = item->when;
    if (when != NULL) eval_define(eval, when, when->is_function ? about : STR_NONE, &value, &err);
    bool applies = when == NULL || value_to_tri(value) != TRI_FALSE;
    Str own = item->each == NULL ? (STR_NONE) : about;
    if (applies) eval_define(eval, item->declaration, own, &value, &err);
    for (size_t i = 0; applies && i < item->show_count; i++)
        evaluate_part(eval, item->shows[i], own);
    for (size_t i = 0; applies && i < item->gate_count; i++)
        evaluate_part(eval, item->gates[i], own);
}

static bool is_reached(const Page *page, const Declaration *declaration) {
    return has_source(declaration) && clause_find(page->clauses, declaration->body) != NULL;
}

// Of each library, from the one that asks to those that answer, what was reached.
static void write_reached(Page *page, Str about) {
    const Program *program = eval_program(page->review->eval);
    for (size_t i = program->library_count; i-- > 0;) {
        const Library *library = program->libraries[i];
        bool head = false;
        page->library = library;
        for (size_t k = 0; k < library->declaration_count; k++) {
            const Declaration *declaration = library->declarations[k];
            if (!is_reached(page, declaration)) continue;
            if (!head) {
                MARK(page->out, "<h3>");
                html_text(page->out, library->name, 0);
                MARK(page->out, "</h3>\n");
            }
            head = true;
            write_declaration(page, declaration, declaration->each ? about : STR_NONE);
        }
    }
}

static void write_conclusion(Page *page, const Finding *finding) {
    Buf *out = page->out;
    MARK(out, "<section>\n<h2>");
    if (finding->tier != TIER_NONE) html_tier(out, finding->tier);
    MARK(out, " ");
    html_title(out, finding->item);
    html_state(out, finding);
    html_about(out, finding);
    MARK(out, "</h2>\n");
    if (finding->says.len > 0) {
        MARK(out, "<p class=\"says\">");
        html_record_text(out, finding->says, 0);
        MARK(out, "</p>\n");
    }
}

void html_write_explained(Buf *out, const ReviewOptions *options, Eval *eval,
                          const Finding *findings, size_t count) {
    Record *record = eval_record(eval);
    Arena *arena = record->arena;
    Review review = {.options = options, .eval = eval, .record = record, .arena = arena};
    Page page = {.out = out, .review = &review};
    Str title = count > 0 ? findings[0].item->guideline->title : STR("Vigil");
    html_open(out, title, rules);
    write_top(&page, title, options->as_of);
    write_legend(out);
    for (size_t i = 0; i < count; i++) {
        page.clauses = clauses_new(arena);
        eval_start(eval, record, arena);
        eval_observe(eval, clauses_observer(page.clauses));
        evaluate_item(eval, findings[i].item, findings[i].about);
        eval_observe(eval, NULL);
        review.evidence = NULL;
        write_conclusion(&page, &findings[i]);
        write_reached(&page, findings[i].about);
        MARK(out, "</section>\n");
    }
    MARK(out, "</main>\n");
    html_notice(out);
}
