#include "page/calendar.h"

#include <stdio.h>

#include "base/digest.h"
#include "page/sheet_internal.h"

enum { OCTETS = 75, DAY_MS = 86400000 };

// ---- lines (RFC 5545 sections 3.1 and 3.3.11)

static bool is_inside(char c) {
    return ((unsigned char)c & 0xc0U) == 0x80U;
}

void calendar_fold(Buf *out, Str line) {
    size_t room = OCTETS;
    while (line.len > room) {
        size_t cut = room;
        while (cut > 1 && is_inside(line.data[cut])) cut--;
        buf_add(out, (Str){line.data, cut});
        buf_add(out, STR("\r\n "));
        line = (Str){line.data + cut, line.len - cut};
        room = OCTETS - 1;  // the blank counts
    }
    buf_add(out, line);
    buf_add(out, STR("\r\n"));
}

void calendar_escape(Buf *out, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '\\' || c == ';' || c == ',') buf_add_char(out, '\\');
        if (c == '\n') buf_add(out, STR("\\n"));
        // No control but a tab may stand in a text.
        if ((unsigned char)c >= 0x20 && c != 0x7f) buf_add_char(out, c);
    }
}

static void put(Buf *out, const char *name, Str value) {
    Buf line = {0};
    buf_printf(&line, "%s:", name);
    buf_add(&line, value);
    calendar_fold(out, buf_str(&line));
    buf_free(&line);
}

static void put_text(Buf *out, const char *name, Str text) {
    Buf value = {0};
    calendar_escape(&value, text);
    put(out, name, buf_str(&value));
    buf_free(&value);
}

// ---- entries

static Str day_of_calendar(Arena *arena, int64_t day) {
    Civil civil = datetime_civil((DateTime){.local_ms = day * DAY_MS, .precision = PRECISION_DAY});
    return arena_printf(arena, "%04d%02d%02d", civil.year, civil.month, civil.day);
}

static Str word_of(const CalendarSource *source, const Item *item) {
    const Json *words = layout_array(layout_object(source->layout, "calendar"), "words");
    for (uint32_t i = 0; words != NULL && i < words->count; i++) {
        const Json *row = &words->as.items[i];
        if (item_is_named(item, layout_text(row, "due", STR(""))))
            return layout_text(row, "word", STR("Appointment"));
    }
    return STR("Appointment");
}

// The same for an item of a patient whenever it is due; says nothing of either.
static Str entry_id(const CalendarSource *source, const Finding *finding, size_t nth,
                    Arena *arena) {
    enum { SHOWN = 32, PREFIX = 7 };
    char hash[DIGEST_TEXT];
    char number[24];
    Digest digest;
    Str count = {number, 0};
    count.len = (size_t)snprintf(number, sizeof number, "%zu", nth);
    digest_begin(&digest);
    digest_add(&digest, STR("calendar"));
    digest_add(&digest, source->key);
    digest_add(&digest, finding->item->guideline->id);
    digest_add(&digest, finding->item->id);
    digest_add(&digest, finding->about);
    digest_add(&digest, count);
    digest_end(&digest, hash);
    return arena_printf(arena, "%.*s@vigil", SHOWN, hash + PREFIX);
}

typedef struct {
    Buf *out;
    const CalendarSource *source;
    Arena *arena;
    int64_t today;
    Str stamp;
} Calendar;

static void put_entry(const Calendar *calendar, const Finding *finding, const DueWindow *due,
                      size_t nth) {
    int64_t low;
    int64_t high;
    Str first = due->low.len > 0 ? due->low : due->high;
    Str last = due->high.len > 0 ? due->high : due->low;
    if (!iso_day(first, false, &low) || !iso_day(last, true, &high)) return;
    if (high < calendar->today) low = high = calendar->today;
    if (high < low) high = low;
    Buf *out = calendar->out;
    Str sequence = arena_printf(calendar->arena, "%lld",
                                (long long)(calendar->today - 730119));  // days since 2000
    put(out, "BEGIN", STR("VEVENT"));
    put(out, "UID", entry_id(calendar->source, finding, nth, calendar->arena));
    put(out, "DTSTAMP", calendar->stamp);
    put(out, "SEQUENCE", sequence);
    put(out, "DTSTART;VALUE=DATE", day_of_calendar(calendar->arena, low));
    put(out, "DTEND;VALUE=DATE", day_of_calendar(calendar->arena, high + 1));
    put_text(out, "SUMMARY", word_of(calendar->source, finding->item));
    put(out, "CLASS", STR("PRIVATE"));
    put(out, "TRANSP", STR("TRANSPARENT"));
    put(out, "END", STR("VEVENT"));
}

static void put_entries(const Calendar *calendar, const Finding *finding) {
    size_t nth = 0;
    if (finding->item->kind != KIND_DUE || finding->holds == HOLDS_NOT_APPLICABLE) return;
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        if (due->done.len == 0 && due->window_known) put_entry(calendar, finding, due, nth++);
    }
}

void calendar_write(Buf *out, const CalendarSource *source, Arena *arena) {
    DateTime utc = datetime_at_offset(source->as_of, 0);
    Civil at = datetime_civil(utc);
    Calendar calendar = {.out = out, .source = source, .arena = arena};
    calendar.today = utc.local_ms / DAY_MS;
    calendar.stamp = arena_printf(arena, "%04d%02d%02dT%02d%02d%02dZ", at.year, at.month, at.day,
                                  at.hour, at.minute, at.second);
    put(out, "BEGIN", STR("VCALENDAR"));
    put(out, "VERSION", STR("2.0"));
    put(out, "PRODID", STR("-//Vigil//Calendar//EN"));
    put(out, "CALSCALE", STR("GREGORIAN"));
    put(out, "METHOD", STR("PUBLISH"));
    put_text(out, "X-WR-CALNAME", STR("Appointments"));
    for (size_t i = 0; i < source->count; i++) put_entries(&calendar, &source->findings[i]);
    put(out, "END", STR("VCALENDAR"));
}
