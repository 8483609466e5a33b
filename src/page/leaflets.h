// leaflets: what patients are given to read, written beside the guidelines, as pages to print.
//
// Read once, when the clinic is opened; frozen afterwards. A leaflet is general: it holds nothing
// about anybody. Its text is Markdown; raw HTML, images and addresses in it come to nothing.

#ifndef PAGE_LEAFLETS_H
#define PAGE_LEAFLETS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

typedef struct {
    Str name;       // "osteosarcoma-relapse", "osteosarcoma-relapse.children": of its address
    Str title;      // its first heading
    Str guideline;  // folder
    Str text;
} Leaflet;

typedef struct {
    Leaflet *items;  // by name
    size_t count;
} Leaflets;

enum { LEAFLETS_MOST = 500, LEAFLET_BYTES = 256 << 10 };

// Of all folders of guidelines in `folder`, or of the one guideline that it is: leaflet.en.md and
// leaflet-NAME.en.md. No leaflet at all is no error.
bool leaflets_read(const char *folder, Arena *arena, Leaflets *leaflets, Err *err);
const Leaflet *leaflets_find(const Leaflets *leaflets, Str name);  // NULL
// A whole page with our rules of style.
void leaflet_write(Buf *out, const Leaflet *leaflet);

#endif
