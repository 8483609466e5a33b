// Findings as CSV (RFC 4180), one row each. A field that a spreadsheet would take for a formula
// gets a leading apostrophe.

#include "finding/finding.h"

// The length of the control or blank at `at`; 0: it is none. C0, DEL, and C1 as UTF-8 has them.
static size_t control_at(Str text, size_t at) {
    unsigned char c = (unsigned char)text.data[at];
    if (c < 0x20 || c == 0x7f) return 1;
    unsigned char next = at + 1 < text.len ? (unsigned char)text.data[at + 1] : 0;
    return c == 0xc2 && next >= 0x80 && next < 0xa0 ? 2 : 0;
}

// Would a spreadsheet take it for a formula? What it passes over at the start counts as nothing,
// and the full-width forms of the signs as the signs.
static bool is_formula(Str text) {
    static const char *const signs[] = {
        "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    size_t at = 0;
    for (size_t skip = 1; skip > 0 && at < text.len;) {
        skip = text.data[at] == ' ' ? 1 : control_at(text, at);
        at += skip;
    }
    Str rest = {text.data + at, text.len - at};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (str_starts(rest, str_from(signs[i]))) return true;
    }
    return false;
}

// Every field is quoted, quotes doubled; line ends and other controls become blanks.
static void field(Buf *out, Str text, bool last) {
    buf_add_char(out, '"');
    if (is_formula(text)) buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        size_t control = control_at(text, i);
        if (text.data[i] == '"') buf_add_char(out, '"');
        if (control > 0) {
            buf_add_char(out, ' ');
        } else {
            buf_add_char(out, text.data[i]);
        }
        if (control > 1) i += control - 1;
    }
    buf_add(out, last ? STR("\"\r\n") : STR("\","));
}

static void field_text(Buf *out, const char *text) {
    field(out, (Str){text, strlen(text)}, false);
}

void findings_write_csv_head(Buf *out) {
    static const char *const names[] = {
        "patient",  "kind",   "guideline", "version",    "finding", "about",
        "holds",    "tier",   "score_low", "score_high", "says",    "overdue_days",
        "due_from", "due_to", "done",      "missing",    "sources"};
    enum { COUNT = sizeof names / sizeof names[0] };
    for (size_t i = 0; i < COUNT; i++)
        field(out, (Str){names[i], strlen(names[i])}, i + 1 == COUNT);
}

static void number(Buf *out, bool given, Decimal value) {
    Buf text = {0};
    if (given) decimal_write(&text, value);
    field(out, buf_str(&text), false);
    buf_free(&text);
}

static void row(Buf *out, Str patient, const Finding *finding, const DueWindow *due) {
    const Item *item = finding->item;
    Buf text = {0};
    field(out, patient, false);
    field_text(out, item_kind_name((ItemKind)item->kind));
    field(out, item->guideline->id, false);
    field(out, item->guideline->version, false);
    field(out, item->id, false);
    field(out, finding->about, false);
    field_text(out, item->kind == KIND_SCORE ? "" : holds_name(finding->holds));
    field_text(out, tier_name(finding->tier));
    number(out, finding->has_score, finding->score_low);
    number(out, finding->has_score, finding->score_high);
    field(out, finding->error != NULL ? STR("could not be evaluated") : finding->says, false);
    if (due != NULL && due->overdue_days > 0)
        buf_printf(&text, "%lld", (long long)due->overdue_days);
    field(out, buf_str(&text), false);
    field(out, due == NULL ? (STR_NONE) : due->low, false);
    field(out, due == NULL ? (STR_NONE) : due->high, false);
    field(out, due == NULL ? (STR_NONE) : due->done, false);
    buf_reset(&text);
    for (size_t i = 0; i < finding->missing_count; i++) {
        buf_printf(&text, "%s%.*s", i > 0 ? "; " : "", STR_ARG(finding->missing[i].input->id));
    }
    field(out, buf_str(&text), false);
    buf_reset(&text);
    for (size_t i = 0; i < item->citation_count; i++) {
        buf_printf(&text, "%s%.*s, %.*s", i > 0 ? "; " : "", STR_ARG(item->citations[i].source->id),
                   STR_ARG(item->citations[i].at));
    }
    field(out, buf_str(&text), true);
    buf_free(&text);
}

void finding_write_csv(Buf *out, const ReviewOptions *options, Str patient,
                       const Finding *finding) {
    (void)options;
    if (finding->item->kind == KIND_EVENT) return;
    if (finding->due_count == 0) row(out, patient, finding, NULL);
    for (size_t i = 0; i < finding->due_count; i++) row(out, patient, finding, &finding->due[i]);
}
