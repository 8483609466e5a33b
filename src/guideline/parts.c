#include "guideline/parts.h"

#include <ctype.h>

// ---- texts

// Blanks that FHIR's pattern for strings does not take ("[ \r\n\t\S]+"), as UTF-8.
static size_t foreign_blank(Str text, size_t at) {
    static const Str blanks[] = {{"\xc2\xa0", 2},     {"\xe1\x9a\x80", 3}, {"\xe2\x80\xa8", 3},
                                 {"\xe2\x80\xa9", 3}, {"\xe2\x80\xaf", 3}, {"\xe2\x81\x9f", 3},
                                 {"\xe3\x80\x80", 3}, {"\xef\xbb\xbf", 3}};
    if ((unsigned char)text.data[at] < 0x80) return 0;
    Str rest = {text.data + at, text.len - at};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        if (str_starts(rest, blanks[i])) return blanks[i].len;
    }
    // U+2000 to U+200A
    bool wide = rest.len >= 3 && str_starts(rest, STR("\xe2\x80")) &&
                (unsigned char)rest.data[2] >= 0x80 && (unsigned char)rest.data[2] <= 0x8a;
    return wide ? 3 : 0;
}

static bool is_control(char c) {
    unsigned char byte = (unsigned char)c;
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

Str part_clean(Arena *arena, Str text) {
    bool clean = true;
    for (size_t i = 0; i < text.len && clean; i++)
        clean = !is_control(text.data[i]) && foreign_blank(text, i) == 0;
    while (text.len > 0 && isspace((unsigned char)text.data[text.len - 1])) text.len--;
    while (text.len > 0 && isspace((unsigned char)text.data[0])) {
        text.data++;
        text.len--;
    }
    if (clean) return text;
    Buf buf = {0};
    for (size_t i = 0; i < text.len;) {
        size_t blank = foreign_blank(text, i);
        if (blank > 0) {
            buf_add_char(&buf, ' ');
        } else if (is_control(text.data[i])) {
            buf_add(&buf, STR("\xef\xbf\xbd"));
        } else {
            buf_add_char(&buf, text.data[i]);
        }
        i += blank > 0 ? blank : 1;
    }
    Str made = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return part_clean(arena, made);  // what was a blank of another kind may stand at an end
}

void part_text(JsonWriter *w, Arena *arena, const char *key, Str text) {
    Str clean = part_clean(arena, text);
    if (clean.len == 0) return;
    if (key != NULL) json_key(w, key);
    json_put_string(w, clean);
}

void part_word(JsonWriter *w, const char *key, const char *word) {
    if (key != NULL) json_key(w, key);
    json_put_string(w, str_from(word));
}

void part_number(JsonWriter *w, const char *key, Decimal number) {
    Buf text = {0};
    decimal_write(&text, number);
    json_key(w, key);
    json_put_raw(w, buf_str(&text));
    buf_free(&text);
}

void part_coding(JsonWriter *w, Arena *arena, const char *key, CodeValue code) {
    if (key != NULL) json_key(w, key);
    json_begin(w, '{');
    part_text(w, arena, "system", code.system);
    part_text(w, arena, "version", code.version);
    part_text(w, arena, "code", code.code);
    part_text(w, arena, "display", code.display);
    json_end(w, '}');
}

void part_concept(JsonWriter *w, Arena *arena, const char *key, CodeValue code, Str text) {
    if (key != NULL) json_key(w, key);
    json_begin(w, '{');
    if (code.code.len > 0) {
        json_key(w, "coding");
        json_begin(w, '[');
        part_coding(w, arena, NULL, code);
        json_end(w, ']');
    }
    part_text(w, arena, "text", text);
    json_end(w, '}');
}

void part_reference(JsonWriter *w, Arena *arena, const char *key, Str reference) {
    if (key != NULL) json_key(w, key);
    json_begin(w, '{');
    part_text(w, arena, "reference", reference);
    json_end(w, '}');
}

// ---- what is ours

Str part_url(Arena *arena, const Publisher *publisher, const char *type, Str id) {
    return arena_printf(arena, "%.*s/%s/%.*s", STR_ARG(publisher->canonical), type, STR_ARG(id));
}

Str part_canonical(Arena *arena, const Publisher *publisher, const char *type, Str id,
                   Str version) {
    Str url = part_url(arena, publisher, type, id);
    if (version.len == 0) return url;
    return arena_printf(arena, "%.*s|%.*s", STR_ARG(url), STR_ARG(version));
}

Str part_id(Arena *arena, Str name) {
    enum { MOST = 64 };
    char *id = arena_alloc(arena, MOST + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len && len < MOST; i++) {
        char c = name.data[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '.' || c == '-';
        id[len++] = c;
        if (!fits) id[len - 1] = '-';
    }
    return (Str){id, len};
}

// Apart from the codes of its questions, which may have the guideline's own name.
Str part_items_id(Arena *arena, const Guideline *guideline) {
    return part_id(arena, arena_printf(arena, "%.*s-items", STR_ARG(guideline->id)));
}

CodeValue part_item_code(Arena *arena, const Publisher *publisher, const Item *item) {
    const Guideline *guideline = item->guideline;
    return (CodeValue){
        .system = part_url(arena, publisher, "CodeSystem", part_items_id(arena, guideline)),
        .version = guideline->version,
        .code =
            arena_printf(arena, "%s.%.*s", item_kind_name((ItemKind)item->kind), STR_ARG(item->id)),
        .display = item->title.len > 0 ? item->title
                   : item->ask.len > 0 ? item->ask
                                       : item->declaration->name};
}

CodeValue part_detail_code(Arena *arena, const Publisher *publisher, const Item *item, Str name) {
    CodeValue code = part_item_code(arena, publisher, item);
    code.code = arena_printf(arena, "%.*s.%.*s", STR_ARG(code.code), STR_ARG(name));
    code.display = arena_printf(arena, "%.*s: %.*s", STR_ARG(code.display), STR_ARG(name));
    return code;
}

void part_extension(JsonWriter *w, Arena *arena, const Publisher *publisher, const char *id) {
    json_begin(w, '{');
    part_text(w, arena, "url", part_url(arena, publisher, "StructureDefinition", str_from(id)));
}

// ---- sources

static void add_sentence(Buf *buf, Str text) {
    if (text.len == 0) return;
    if (buf->len > 0) buf_add_char(buf, ' ');
    buf_add(buf, text);
    if (strchr(".?!", text.data[text.len - 1]) == NULL) buf_add_char(buf, '.');
}

Str part_source_words(Arena *arena, const Source *source) {
    Buf buf = {0};
    add_sentence(&buf, source->authors);
    add_sentence(&buf, source->title);
    add_sentence(&buf, source->journal);
    add_sentence(&buf, source->year);
    Str words = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return words;
}

static Str source_url(Arena *arena, const Source *source) {
    if (source->doi.len > 0)
        return arena_printf(arena, "https://doi.org/%.*s", STR_ARG(source->doi));
    if (source->pmid.len > 0)
        return arena_printf(arena, "https://pubmed.ncbi.nlm.nih.gov/%.*s", STR_ARG(source->pmid));
    return source->url;
}

static const char *read_words(SourceRead read) {
    static const char *const words[] = {[READ_FULL] = "read in full",
                                        [READ_ABSTRACT] = "only the abstract was read",
                                        [READ_SECONDARY] = "known from another text",
                                        [READ_RECALLED] = "recalled from memory",
                                        [READ_OWN] = "a decision of our own"};
    return words[read];
}

void part_citation(JsonWriter *w, Arena *arena, const Publisher *publisher,
                   const Citation *citation) {
    const Source *source = citation->source;
    SourceRead read = (SourceRead)source->read;
    json_begin(w, '{');
    json_key(w, "extension");
    json_begin(w, '[');
    part_extension(w, arena, publisher, "source-read");
    part_word(w, "valueCode", source_read_name(read));
    json_end(w, '}');
    json_end(w, ']');
    part_word(w, "type", "citation");
    part_text(w, arena, "label", source->id);
    part_text(w, arena, "display",
              arena_printf(arena, "%.*s%s%s", STR_ARG(citation->at),
                           citation->at.len > 0 ? "; " : "", read_words(read)));
    part_text(w, arena, "citation", part_source_words(arena, source));
    part_text(w, arena, "url", source_url(arena, source));
    json_end(w, '}');
}

// ---- data requirements

static void put_code_filter(JsonWriter *w, Arena *arena, CodeValue code) {
    json_key(w, "codeFilter");
    json_begin(w, '[');
    json_begin(w, '{');
    part_word(w, "path", "code");
    json_key(w, "code");
    json_begin(w, '[');
    part_coding(w, arena, NULL, code);
    json_end(w, ']');
    json_end(w, '}');
    json_end(w, ']');
}

void part_input_requirement(JsonWriter *w, Arena *arena, const GuidelineSet *set, const Item *input,
                            Str about) {
    json_begin(w, '{');
    json_key(w, "extension");
    json_begin(w, '[');
    part_extension(w, arena, &set->publisher, "question");
    part_text(w, arena, "valueString", input->ask.len > 0 ? input->ask : input->declaration->name);
    json_end(w, '}');
    part_extension(w, arena, &set->publisher, "input");
    part_coding(w, arena, "valueCoding", part_item_code(arena, &set->publisher, input));
    json_end(w, '}');
    if (about.len > 0) {
        part_extension(w, arena, &set->publisher, "about");
        part_reference(w, arena, "valueReference", about);
        json_end(w, '}');
    }
    json_end(w, ']');
    part_word(w, "type", "Observation");
    if (input->record != NULL) put_code_filter(w, arena, *input->record);
    json_end(w, '}');
}

static void put_codes(JsonWriter *w, Arena *arena, const Terms *terms, const uint32_t *ids) {
    json_key(w, "code");
    json_begin(w, '[');
    for (; *ids != 0; ids++) {
        CodeValue code = {.display = terms_code_display(terms, *ids)};
        terms_code_get(terms, *ids, &code.system, &code.code);
        part_coding(w, arena, NULL, code);
    }
    json_end(w, ']');
}

// The element whose date is asked for: the first one that the expression reads.
static const FhirElement *first_element(const Node *node) {
    if (node == NULL) return NULL;
    if (node->kind == NODE_FHIR_ELEMENT) return node->as.fhir.element;
    const FhirElement *found = NULL;
    for (size_t i = 0; i < node->kid_count && found == NULL; i++)
        found = first_element(node->kids[i]);
    return found;
}

void part_retrieve(JsonWriter *w, Arena *arena, const Terms *terms, const Retrieve *retrieve) {
    json_begin(w, '{');
    part_word(w, "type", fhir_type_name(retrieve->resource));
    if (retrieve->path != NULL) {
        json_key(w, "codeFilter");
        json_begin(w, '[');
        json_begin(w, '{');
        part_word(w, "path", retrieve->path->name);
        if (retrieve->value_set != NULL)
            part_text(w, arena, "valueSet", value_set_url(retrieve->value_set));
        if (retrieve->code_ids != NULL && retrieve->code_ids[0] != 0)
            put_codes(w, arena, terms, retrieve->code_ids);
        json_end(w, '}');
        json_end(w, ']');
    }
    const FhirElement *date = first_element(retrieve->path_date);
    if (date != NULL) {
        json_key(w, "dateFilter");
        json_begin(w, '[');
        json_begin(w, '{');
        part_word(w, "path", date->name);
        json_end(w, '}');
        json_end(w, ']');
    }
    json_end(w, '}');
}
