// Leaflets as a list, and one of them as a page.

#include "page/desk_internal.h"
#include "page/leaflets.h"

bool page_leaflets(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    (void)request;
    (void)err;
    const Leaflets *leaflets = &desk->clinic->leaflets;
    JsonWriter w = {.buf = &reply->body};
    json_begin(&w, '[');
    for (size_t i = 0; i < leaflets->count; i++) {
        json_begin(&w, '{');
        put_text(&w, "name", leaflets->items[i].name);
        put_text(&w, "title", leaflets->items[i].title);
        put_text(&w, "guideline", leaflets->items[i].guideline);
        json_end(&w, '}');
    }
    json_end(&w, ']');
    return true;
}

bool page_leaflet(Desk *desk, const PageRequest *request, PageReply *reply, Err *err) {
    const Leaflet *leaflet = leaflets_find(&desk->clinic->leaflets, request->part);
    if (leaflet == NULL) return err_set(err, ERR_MISSING, "there is no such leaflet");
    leaflet_write(&reply->body, leaflet);
    reply->type = "text/html; charset=utf-8";
    return true;
}
