// Text for the page: the one place where what is not ours is made harmless.

#include "base/digest.h"
#include "finding/html.h"
#include "finding/terminal.h"

void html_text(Buf *out, Str text, size_t most) {
    Buf safe = {0};
    terminal_text(&safe, text, most);
    for (size_t i = 0; i < safe.len; i++) {
        switch (safe.data[i]) {
        case '&':
            MARK(out, "&amp;");
            break;
        case '<':
            MARK(out, "&lt;");
            break;
        case '>':
            MARK(out, "&gt;");
            break;
        case '"':
            MARK(out, "&quot;");
            break;
        case '\'':
            MARK(out, "&#39;");
            break;
        default:
            buf_add_char(out, safe.data[i]);
        }
    }
    buf_free(&safe);
}

void html_record_text(Buf *out, Str text, size_t most) {
    MARK(out, "<bdi>");
    html_text(out, text, most);
    MARK(out, "</bdi>");
}

void html_count(Buf *out, size_t count, const char *one, const char *many) {
    buf_printf(out, "%zu ", count);
    html_text(out, str_from(count == 1 ? one : many), 0);
}

void html_days(Buf *out, int64_t days) {
    buf_printf(out, "%lld day%s", (long long)days, days == 1 ? "" : "s");
}

// ---- dates

typedef struct {
    Str year, month, day;
    unsigned month_number;
} DateParts;

static bool digits(Str text, size_t at, size_t count, unsigned *number) {
    if (at + count > text.len) return false;
    *number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        *number = *number * 10 + (unsigned)(text.data[i] - '0');
    }
    return true;
}

// YYYY, YYYY-MM, YYYY-MM-DD, or that and a time of day, which is left out.
static bool split_date(Str date, DateParts *parts) {
    unsigned number;
    if (!digits(date, 0, 4, &number)) return false;
    *parts = (DateParts){.year = {date.data, 4}};
    if (date.len == 4) return true;
    if (date.data[4] != '-' || !digits(date, 5, 2, &parts->month_number)) return false;
    if (parts->month_number < 1 || parts->month_number > 12) return false;
    parts->month = (Str){date.data + 5, 2};
    if (date.len == 7) return true;
    if (date.data[7] != '-' || !digits(date, 8, 2, &number) || number < 1 || number > 31)
        return false;
    parts->day = (Str){date.data + 8, 2};
    return date.len == 10 || date.data[10] == 'T';
}

void html_date(Buf *out, Str date) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    DateParts parts;
    if (!split_date(date, &parts)) {
        html_record_text(out, date, 40);
        return;
    }
    size_t len = date.len < 10 ? date.len : 10;
    MARK(out, "<time datetime=\"");
    html_text(out, (Str){date.data, len}, 0);
    MARK(out, "\">");
    if (parts.day.len > 0) {
        const char *day = parts.day.data[0] == '0' ? parts.day.data + 1 : parts.day.data;
        buf_printf(out, "%.*s ", (int)(parts.day.data + 2 - day), day);
    }
    if (parts.month.len > 0) buf_printf(out, "%s ", months[parts.month_number - 1]);
    buf_printf(out, "%.*s", STR_ARG(parts.year));
    MARK(out, "</time>");
}

void html_instant(Buf *out, DateTime instant) {
    enum { DAY = 10, MINUTE = 16 };
    Buf iso = {0};
    datetime_write(&iso, instant);
    Str text = buf_str(&iso);
    html_date(out, text);
    if (text.len >= MINUTE) {
        size_t zone = MINUTE;
        while (zone < text.len && strchr("Z+-", text.data[zone]) == NULL) zone++;
        Str offset = {text.data + zone, text.len - zone};
        bool utc = str_eq(offset, STR("Z")) || str_eq(offset, STR("+00:00"));
        MARK(out, ", ");
        html_text(out, (Str){text.data + DAY + 1, MINUTE - DAY - 1}, 0);
        MARK(out, " ");
        html_text(out, utc ? STR("UTC") : offset, 0);
    }
    buf_free(&iso);
}

void html_dates(Buf *out, Str low, Str high) {
    Str first = low.len > 0 ? low : high;
    html_date(out, first);
    if (high.len == 0 || str_eq(first, high)) return;
    MARK(out, " to ");
    html_date(out, high);
}

// ---- anchors

// Letters, digits, '-' and '.' stand for themselves, any other byte is '_' and two digits; what is
// long is its digest.
void html_anchor(Buf *out, char kind, Str id) {
    enum { LONGEST = 100 };
    buf_printf(out, "%c-", kind);
    if (id.len > LONGEST) {
        Digest digest;
        char hash[DIGEST_TEXT];
        digest_begin(&digest);
        digest_add(&digest, id);
        digest_end(&digest, hash);
        buf_printf(out, "_%s", strchr(hash, ':') + 1);
        return;
    }
    for (size_t i = 0; i < id.len; i++) {
        char c = id.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.';
        if (plain) buf_add_char(out, c);
        if (!plain) buf_printf(out, "_%02x", (unsigned)(unsigned char)c);
    }
}
