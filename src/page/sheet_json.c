// The sheet as JSON, for the browser (docs/api.md, "The sheet"); what is empty is left out.

#include "page/sheet_internal.h"

static void put(JsonWriter *w, const char *key, Str text) {
    if (text.len == 0) return;
    json_key(w, key);
    json_put_string(w, text);
}

static void put_name(JsonWriter *w, const char *key, const char *name) {
    put(w, key, str_from(name));
}

static void put_line(JsonWriter *w, const SheetLine *line) {
    static const char *const kinds[] = {[PIECE_PLAIN] = "",
                                        [PIECE_STRONG] = "strong",
                                        [PIECE_QUIET] = "quiet",
                                        [PIECE_UNKNOWN] = "unknown",
                                        [PIECE_ANSWERED] = "answered"};
    json_begin(w, '{');
    if (line->tier != TIER_NONE) put_name(w, "tier", tier_name(line->tier));
    json_key(w, "pieces");
    json_begin(w, '[');
    for (size_t i = 0; i < line->count; i++) {
        json_begin(w, '{');
        put(w, "text", line->pieces[i].text);
        put_name(w, "is", kinds[line->pieces[i].kind]);
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void put_lines(JsonWriter *w, const char *key, const SheetLines *lines) {
    json_key(w, key);
    json_begin(w, '[');
    for (size_t i = 0; i < lines->count; i++) put_line(w, &lines->items[i]);
    json_end(w, ']');
}

static void put_column(JsonWriter *w, const SheetColumn *column) {
    put(w, "title", column->title);
    put_lines(w, "lines", &column->lines);
}

static void put_patient(JsonWriter *w, const SheetPerson *person) {
    json_key(w, "patient");
    json_begin(w, '{');
    put(w, "name", person->name);
    put(w, "birth", person->birth);
    put(w, "age", person->age);
    put(w, "sex", person->sex);
    put(w, "mrn", person->mrn);
    put(w, "died", person->died);
    json_end(w, '}');
}

static void put_board(JsonWriter *w, const Sheet *sheet) {
    json_key(w, "board");
    json_begin(w, '{');
    put(w, "name", sheet->board);
    put(w, "day", sheet->board_day);
    put(w, "owner", sheet->owner);
    json_end(w, '}');
}

static void put_bands(JsonWriter *w, const SheetCourse *course) {
    static const char *const kinds[] = {
        [BAND_TREATMENT] = "treatment", [BAND_STATUS] = "status", [BAND_UNKNOWN] = "unknown"};
    json_key(w, "bands");
    json_begin(w, '[');
    for (size_t i = 0; i < course->band_count; i++) {
        const SheetBand *band = &course->bands[i];
        json_begin(w, '{');
        put(w, "from", band->from);
        put(w, "to", band->to);
        put_name(w, "is", kinds[band->kind]);
        put(w, "text", band->text);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_course(JsonWriter *w, const SheetCourse *course) {
    json_key(w, "course");
    json_begin(w, '{');
    put(w, "from", course->from);
    put(w, "to", course->to);
    put_bands(w, course);
    json_key(w, "marks");
    json_begin(w, '[');
    for (size_t i = 0; i < course->mark_count; i++) {
        const SheetMark *mark = &course->marks[i];
        json_begin(w, '{');
        put(w, "at", mark->at);
        put(w, "text", mark->text);
        if (mark->tier != TIER_NONE) put_name(w, "tier", tier_name(mark->tier));
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

static void put_columns(JsonWriter *w, const Sheet *sheet) {
    json_key(w, "columns");
    json_begin(w, '[');
    for (size_t i = 0; i < sheet->column_count; i++) {
        json_begin(w, '{');
        put_column(w, &sheet->columns[i]);
        json_end(w, '}');
    }
    json_end(w, ']');
}

static void put_discussion(JsonWriter *w, const Sheet *sheet) {
    json_key(w, "discussion");
    json_begin(w, '{');
    put_column(w, &sheet->discussion);
    json_key(w, "questions");
    json_put_int(w, (int64_t)sheet->questions);
    json_key(w, "spaces");
    json_begin(w, '[');
    for (size_t i = 0; i < sheet->space_count; i++) json_put_string(w, sheet->spaces[i]);
    json_end(w, ']');
    json_end(w, '}');
}

static void put_named(JsonWriter *w, const char *key, const SheetColumn *column) {
    json_key(w, key);
    json_begin(w, '{');
    put_column(w, column);
    json_end(w, '}');
}

void sheet_write_json(Buf *out, const Sheet *sheet) {
    JsonWriter w = {.buf = out};
    json_begin(&w, '{');
    put(&w, "asOf", sheet->as_of_text);
    json_key(&w, "fictitious");
    json_put_bool(&w, sheet->fictitious);
    put_patient(&w, &sheet->person);
    json_key(&w, "heading");
    put_line(&w, &sheet->heading);
    put_lines(&w, "facts", &sheet->facts);
    put_board(&w, sheet);
    put_lines(&w, "wait", &sheet->waits);
    json_key(&w, "looked");
    put_line(&w, &sheet->looked);
    put_course(&w, &sheet->course);
    put_columns(&w, sheet);
    put_discussion(&w, sheet);
    put_named(&w, "fresh", &sheet->fresh);
    put_named(&w, "options", &sheet->options);
    put_lines(&w, "foot", &sheet->foot);
    json_end(&w, '}');
}
