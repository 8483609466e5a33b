// The table of addresses. docs/api.md says what goes in and comes out.

#include "serve/own.h"

enum {
    SHELL = ROUTE_OPEN | ROUTE_DIRECT,
    FORM = ROUTE_OPEN | ROUTE_FORM | ROUTE_CHANGES,
    CHANGE = ROUTE_CHANGES
};

// clang-format off
const Route serve_routes[] = {
    // the page: one file, which shows what the address says
    {"GET", "/", NULL, NULL, own_page, SHELL},
    {"GET", "/patient/KEY", NULL, NULL, own_page, SHELL},
    {"GET", "/sheet/KEY", NULL, NULL, own_page, SHELL},
    {"GET", "/guidelines", NULL, NULL, own_page, SHELL},
    {"GET", "/audit", NULL, NULL, own_page, SHELL},
    {"GET", "/leaflets", NULL, NULL, own_page, SHELL},
    {"GET", "/leaflet/NAME", NULL, NULL, own_page, SHELL},
    {"GET", "/app/*", NULL, NULL, own_asset, SHELL},
    {"GET", "/sign-in/TOKEN", NULL, NULL, own_sign_in_page, SHELL},
    {"POST", "/sign-in/TOKEN", "sign-in", NULL, own_sign_in, FORM},
    {"POST", "/api/sign-out", "sign-out", NULL, own_sign_out, CHANGE},
    {"GET", "/calendar/SECRET.ics", "feed", page_feed, NULL, ROUTE_OPEN},

    {"GET", "/api/me", NULL, NULL, own_me, 0},
    {"GET", "/api/audit", "audit", NULL, own_audit, 0},
    {"GET", "/api/people", NULL, page_people, NULL, 0},
    {"GET", "/api/guidelines", NULL, page_guidelines, NULL, 0},
    {"GET", "/api/leaflets", NULL, page_leaflets, NULL, 0},
    {"GET", "/api/leaflet/NAME", NULL, page_leaflet, NULL, 0},
    {"POST", "/api/worklist", "worklist", page_worklist, NULL, 0},

    {"GET", "/api/patient/KEY", "patient", page_patient, NULL, 0},
    {"GET", "/api/patient/KEY/sheet", "sheet", page_sheet, NULL, 0},
    {"GET", "/api/patient/KEY/sheet.pdf", "sheet", page_sheet_pdf, NULL, 0},
    {"GET", "/api/patient/KEY/calendar.ics", "calendar", page_calendar, NULL, 0},
    {"POST", "/api/patient/KEY/why", "why", page_why, NULL, 0},
    {"POST", "/api/patient/KEY/whatif", "what-if", page_what_if, NULL, 0},

    {"POST", "/api/patient/KEY/answer", "answer", page_answer, NULL, CHANGE},
    {"POST", "/api/patient/KEY/undo/ID", "undo", page_undo, NULL, CHANGE},
    {"POST", "/api/patient/KEY/take", "take", page_take, NULL, CHANGE},
    {"POST", "/api/patient/KEY/release", "release", page_release, NULL, CHANGE},
    {"POST", "/api/patient/KEY/handover", "hand-over", page_hand_over, NULL, CHANGE},
    {"POST", "/api/patient/KEY/snooze", "snooze", page_snooze, NULL, CHANGE},
    {"POST", "/api/patient/KEY/wake", "wake", page_wake, NULL, CHANGE},
    {"POST", "/api/patient/KEY/board", "board", page_board, NULL, CHANGE},
    {"POST", "/api/patient/KEY/seen", "seen", page_seen, NULL, CHANGE},
    {"POST", "/api/patient/KEY/alarm/N/acknowledge", "acknowledge", page_acknowledge, NULL, CHANGE},
    {"POST", "/api/patient/KEY/alarm/N/close", "close-alarm", page_close_alarm, NULL, CHANGE},
    {"POST", "/api/patient/KEY/decision", "decision", page_decide, NULL, CHANGE},
    {"POST", "/api/patient/KEY/decision/N/done", "decision-done", page_decision_done, NULL, CHANGE},
    {"POST", "/api/patient/KEY/feed", "feed-new", page_feed_new, NULL, CHANGE},
    {NULL, NULL, NULL, NULL, NULL, 0},
};
// clang-format on
