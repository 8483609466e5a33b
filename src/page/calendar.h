// calendar: what is due for a patient, as a calendar file (iCalendar, RFC 5545).
//
// The file travels: to the patient, to whoever looks at that telephone. Nothing in it names a
// disease or an organ: a title is one of the few general words that the layout has for a due item.

#ifndef PAGE_CALENDAR_H
#define PAGE_CALENDAR_H

#include "finding/finding.h"

typedef struct {
    DateTime as_of;
    Str key;             // of the patient: what makes the ids of entries differ from another's
    const Json *layout;  // NULL: every entry has the same word
    const Finding *findings;
    size_t count;
} CalendarSource;

// Entries of what is open, each of a window of whole days; what is overdue stands on the day of the
// instant. An entry keeps its id when its window moves.
void calendar_write(Buf *out, const CalendarSource *source, Arena *arena);

// A line of the file, folded at 75 octets between characters, with its end.
void calendar_fold(Buf *out, Str line);
// Text with the escapes of a TEXT value.
void calendar_escape(Buf *out, Str text);

#endif
