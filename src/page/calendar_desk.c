// Calendars of patients of the store: to keep, or under a secret address.

#include "page/calendar.h"
#include "page/desk_internal.h"
#include "store/feed.h"

enum { SECRET_BYTES = 32, SECRET_DIGITS = 64, GONE = 410 };

static bool reply_calendar(Desk *desk, const StorePatient *patient, PageReply *reply, Err *err) {
    Reviewed reviewed;
    const ReviewWish wish = {.detail = DETAIL_NONE, .as_of = desk_instant(desk)};
    if (!desk_review(desk, patient, &wish, &reviewed, err)) return false;
    const CalendarSource source = {.as_of = wish.as_of,
                                   .key = patient->key,
                                   .layout = desk_layout(desk),
                                   .findings = reviewed.findings,
                                   .count = reviewed.count};
    calendar_write(&reply->body, &source, reviewed.arena);
    reply->type = "text/calendar; charset=utf-8";
    reply->name = "appointments.ics";
    return true;
}

bool page_calendar(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    return asked_patient(desk, request, &patient, err) &&
           reply_calendar(desk, &patient, reply, err);
}

bool page_feed_new(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StorePatient patient;
    Str secret = random_word(request->arena, SECRET_BYTES);
    Str now = instant_text(request->arena, desk_instant(desk));
    if (!asked_patient(desk, request, &patient, err) ||
        !store_feed_new(desk->store, secret, patient.id, request->person, now, err))
        return false;
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '{');
    put_text(&w, "address", arena_printf(request->arena, "/calendar/%.*s.ics", STR_ARG(secret)));
    json_end(&w, '}');
    return true;
}

static bool is_secret(Str text) {
    if (text.len != SECRET_DIGITS) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

bool page_feed(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    StoreFeed feed;
    StorePatient patient;
    Str secret = request->part;
    if (str_ends(secret, STR(".ics"))) secret.len -= 4;
    if (!is_secret(secret)) return err_set(err, ERR_MISSING, "there is no such calendar");
    if (!store_feed(desk->store, secret, request->arena, &feed, err)) return false;
    if (feed.ended.len > 0) {
        reply->status = GONE;
        reply->type = "text/plain; charset=utf-8";
        buf_add(&reply->body, STR("This address has ended. Ask for the new one.\n"));
        return true;
    }
    return store_patient_by_id(desk->store, feed.patient, request->arena, &patient, err) &&
           reply_calendar(desk, &patient, reply, err);
}
