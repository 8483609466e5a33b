// sheet_desk: the sheet of a patient of the store, as the record stands and with what people did.

#ifndef PAGE_SHEET_DESK_H
#define PAGE_SHEET_DESK_H

#include "page/desk.h"
#include "page/sheet.h"

// By FHIR id ("p1", "Patient/p1") or by key. The sheet lives until the next one of this desk.
bool desk_sheet(Desk *desk, Str patient, Arena *arena, const Sheet **sheet, Err *err);
// Ids of all who are on the board of a day ("2026-11-26"), by name.
bool desk_board(Desk *desk, Str day, Arena *arena, Str **ids, size_t *count, Err *err);
// The instant of this desk.
DateTime desk_now(const Desk *desk);

#endif
