// sheet_fixture: the sheet of a small patient, as JSON and as what stands on the page.

#ifndef TESTS_SHEET_FIXTURE_H
#define TESTS_SHEET_FIXTURE_H

#include "page/sheet_internal.h"

#include "finding/finding_fixture.h"

// Of the patient that was reviewed last.
static inline const Sheet *sheet_of(Clinic *clinic, const char *layout, const SheetNotes *notes) {
    Json *json = ARENA_NEW(clinic->patient, Json);
    bool read =
        json_read(str_from(layout), NULL, &json_limits, clinic->patient, json, &clinic->err);
    test_check(read, __FILE__, __LINE__, "%s", clinic->err.message);
    const SheetSource source = {.options = &clinic->options,
                                .eval = clinic->eval,
                                .record = clinic->record,
                                .findings = clinic->findings,
                                .count = clinic->count,
                                .layout = json,
                                .notes = notes};
    return sheet_new(&source, clinic->patient);
}

static inline Str sheet_json(Arena *arena, const Sheet *sheet) {
    Buf out = {0};
    sheet_write_json(&out, sheet);
    Str json = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return json;
}

static inline Str sheet_texts(Arena *arena, const Sheet *sheet) {
    Buf out = {0};
    Err err = {0};
    bool ok = sheet_write_texts(&out, sheet, &err);
    test_check(ok, __FILE__, __LINE__, "%s", err.message);
    Str texts = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return texts;
}

static inline Str sheet_pdf(Arena *arena, const Sheet *sheet) {
    Buf out = {0};
    Err err = {0};
    bool ok = sheet_write_pdf(&out, sheet, &err);
    test_check(ok, __FILE__, __LINE__, "%s", err.message);
    Str pdf = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return pdf;
}

static inline size_t times(Str text, const char *part) {
    size_t count = 0;
    size_t length = strlen(part);
    for (const char *at = text.data; at != NULL; count++) {
        at = memmem(at, text.len - (size_t)(at - text.data), part, length);
        if (at == NULL) break;
        at += length;
    }
    return count;
}

static inline size_t pdf_pages(Str pdf) {
    return times(pdf, "/Type /Page ");
}

#endif
