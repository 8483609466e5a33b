// sights: an open-addressing table that grows to twice the number it may keep, then is cut down to
// those of the smallest hashes. What was cut can never come back into the smallest, so that a
// counter that is there at the end was there since its first sight, and is exact.

#include "cli/sights.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"

enum { FIELDS = 5, FIRST_SIZE = 64 };

typedef struct {
    Sight sight;
    char *display;  // SIGHT_DISPLAY bytes for it; NULL: none seen
    uint64_t hash;
    uint64_t last_patient;
} Entry;

struct Sights {
    Arena *arena;
    size_t most;
    Entry *entries;
    size_t count, size;  // size: of entries; the table of slots is twice as large
    uint32_t *slots;     // position + 1
    uint64_t most_hash;  // greater ones are only counted
    uint64_t patient;
    uint64_t total;
};

static void room(Sights *sights, size_t size) {
    Entry *entries = ARENA_ARRAY(sights->arena, Entry, size);
    if (sights->count > 0) memcpy(entries, sights->entries, sights->count * sizeof *entries);
    sights->entries = entries;
    sights->size = size;
    sights->slots = ARENA_ARRAY(sights->arena, uint32_t, size * 2);
    for (size_t i = 0; i < sights->count; i++) {
        size_t slot = entries[i].hash & (size * 2 - 1);
        while (sights->slots[slot] != 0) slot = (slot + 1) & (size * 2 - 1);
        sights->slots[slot] = (uint32_t)i + 1;
    }
}

Sights *sights_new(size_t most) {
    Sights *sights = calloc(1, sizeof *sights);
    if (sights == NULL) memory_out(sizeof *sights);
    sights->arena = arena_new();
    sights->most = most;
    sights->most_hash = UINT64_MAX;
    room(sights, FIRST_SIZE);
    return sights;
}

void sights_free(Sights *sights) {
    if (sights == NULL) return;
    arena_free(sights->arena);
    free(sights);
}

void sights_next_patient(Sights *sights) {
    sights->patient++;
}

// ---- which sight

static const Str *field(const Sight *sight, size_t i) {
    const Str *const fields[FIELDS] = {&sight->path, &sight->system, &sight->code, &sight->unit,
                                       &sight->why};
    return fields[i];
}

// Cut to whole characters of UTF-8.
static Str cut(Str text, size_t most) {
    if (text.len <= most) return text;
    while (most > 0 && ((unsigned char)text.data[most] & 0xc0U) == 0x80U) most--;
    return (Str){text.data, most};
}

// The seed is fixed: the same sights are kept in every run.
static uint64_t hash_of(const Sight *sight) {
    uint64_t hash = 0;
    for (size_t i = 0; i < FIELDS; i++) hash = str_hash(*field(sight, i), hash);
    return hash;
}

static int compare_text(const Sight *a, const Sight *b) {
    int order = 0;
    for (size_t i = 0; order == 0 && i < FIELDS; i++) {
        order = str_compare(*field(a, i), *field(b, i));
    }
    return order;
}

static Entry *find(const Sights *sights, const Sight *sight, uint64_t hash, size_t *slot) {
    size_t mask = sights->size * 2 - 1;
    for (*slot = hash & mask; sights->slots[*slot] != 0; *slot = (*slot + 1) & mask) {
        Entry *entry = &sights->entries[sights->slots[*slot] - 1];
        if (entry->hash == hash && compare_text(&entry->sight, sight) == 0) return entry;
    }
    return NULL;
}

// ---- keeping

// The display is written over by one that comes first in order: its room is kept.
static void show(Arena *arena, Entry *entry, Str display) {
    Str *shown = &entry->sight.display;
    if (display.len == 0 || (shown->len > 0 && str_compare(display, *shown) >= 0)) return;
    if (entry->display == NULL) entry->display = ARENA_ARRAY(arena, char, SIGHT_DISPLAY);
    memcpy(entry->display, display.data, display.len);
    *shown = (Str){entry->display, display.len};
}

static Entry keep(Arena *arena, const Entry *entry) {
    const Sight *sight = &entry->sight;
    Entry kept = {.hash = entry->hash, .last_patient = entry->last_patient};
    kept.sight = (Sight){.path = arena_str(arena, sight->path),
                         .system = arena_str(arena, sight->system),
                         .code = arena_str(arena, sight->code),
                         .unit = arena_str(arena, sight->unit),
                         .why = arena_str(arena, sight->why),
                         .patients = sight->patients,
                         .occurrences = sight->occurrences};
    show(arena, &kept, sight->display);
    return kept;
}

static int by_hash(const void *left, const void *right) {
    const Entry *a = left;
    const Entry *b = right;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return compare_text(&a->sight, &b->sight);
}

static void cut_down(Sights *sights) {
    if (sights->count <= sights->most) return;
    qsort(sights->entries, sights->count, sizeof(Entry), by_hash);
    sights->count = sights->most;
    sights->most_hash = sights->entries[sights->most - 1].hash;
    Arena *old = sights->arena;
    sights->arena = arena_new();
    for (size_t i = 0; i < sights->count; i++) {
        sights->entries[i] = keep(sights->arena, &sights->entries[i]);
    }
    room(sights, sights->size);
    arena_free(old);
}

static Entry *add_entry(Sights *sights, const Sight *sight, uint64_t hash, size_t slot) {
    if (sights->count == sights->size) {
        if (sights->count >= 2 * sights->most) {
            cut_down(sights);
        } else {
            room(sights, sights->size * 2);
        }
        if (hash > sights->most_hash) return NULL;
        find(sights, sight, hash, &slot);
    }
    Entry *entry = &sights->entries[sights->count++];
    *entry = keep(sights->arena, &(Entry){.sight = *sight, .hash = hash});
    sights->slots[slot] = (uint32_t)sights->count;
    return entry;
}

static Entry *enter(Sights *sights, const Sight *sight) {
    uint64_t hash = hash_of(sight);
    size_t slot;
    if (hash > sights->most_hash) return NULL;
    Entry *entry = find(sights, sight, hash, &slot);
    if (entry == NULL) return add_entry(sights, sight, hash, slot);
    show(sights->arena, entry, sight->display);
    return entry;
}

void sights_add(Sights *sights, const Sight *sight) {
    Sight shorter = {.path = cut(sight->path, SIGHT_TEXT),
                     .system = cut(sight->system, SIGHT_TEXT),
                     .code = cut(sight->code, SIGHT_TEXT),
                     .unit = cut(sight->unit, SIGHT_TEXT),
                     .why = cut(sight->why, SIGHT_TEXT),
                     .display = cut(sight->display, SIGHT_DISPLAY)};
    sights->total++;
    Entry *entry = enter(sights, &shorter);
    if (entry == NULL) return;
    entry->sight.occurrences++;
    if (entry->last_patient == sights->patient) return;
    entry->last_patient = sights->patient;
    entry->sight.patients++;
}

void sights_merge(Sights *into, const Sights *from) {
    if (from->most_hash < into->most_hash) into->most_hash = from->most_hash;
    for (size_t i = 0; i < from->count; i++) {
        Sight sight = from->entries[i].sight;
        sight.patients = sight.occurrences = 0;
        Entry *entry = enter(into, &sight);
        if (entry == NULL) continue;
        entry->sight.patients += from->entries[i].sight.patients;
        entry->sight.occurrences += from->entries[i].sight.occurrences;
    }
    into->total += from->total;
}

// ---- reading

static int by_count(const void *left, const void *right) {
    const Sight *a = *(const Sight *const *)left;
    const Sight *b = *(const Sight *const *)right;
    if (a->patients != b->patients) return a->patients > b->patients ? -1 : 1;
    if (a->occurrences != b->occurrences) return a->occurrences > b->occurrences ? -1 : 1;
    return compare_text(a, b);
}

const Sight **sights_sorted(Sights *sights, Arena *arena, size_t *count) {
    cut_down(sights);
    const Sight **sorted = ARENA_ARRAY(arena, const Sight *, sights->count + 1);
    for (size_t i = 0; i < sights->count; i++) sorted[i] = &sights->entries[i].sight;
    qsort(sorted, sights->count, sizeof *sorted, by_count);
    *count = sights->count;
    return sorted;
}

uint64_t sights_total(const Sights *sights) {
    return sights->total;
}
