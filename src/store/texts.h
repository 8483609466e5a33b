// texts: single resources, compressed with what resources of their type have in common. Private to
// store/.
//
// A resource is small, so that zstd alone makes little of it. Of each type a few that came first
// become a dictionary, which is kept in the store and stands with each row that was made with it.
// Texts belongs to one Store and one thread, but text_pack() may be called on several at a time,
// each with a worker number of its own.

#ifndef STORE_TEXTS_H
#define STORE_TEXTS_H

#include "record/fhir.h"
#include "store/store.h"

typedef struct Texts Texts;

// Dictionaries are read from the store when they are first needed.
Texts *texts_new(Store *store, unsigned workers);
void texts_free(Texts *texts);

// Those that texts are packed with: the newest of each type. Before, texts are packed without one
// and nothing is learned: a dictionary that is new must not outlive a transaction that did not.
bool texts_load(Texts *texts, Err *err);

typedef struct {
    Str bytes;
    int slot;  // what it was packed with; texts_number() gives what to store
} PackedText;

// Also learns from it, while the type has no dictionary.
PackedText text_pack(Texts *texts, unsigned worker, FhirType type, Str text, Arena *arena);
// The number of the dictionary for resource.dictionary; keeps one that is new in the store.
bool texts_number(Texts *texts, int slot, int64_t *number, Err *err);

// As a row has it.
typedef struct {
    Str bytes;
    int64_t dictionary;
    size_t length;  // of the text
} StoredText;

// The text again, in the arena with LINES_PADDING after it.
bool text_unpack(Texts *texts, const StoredText *stored, Arena *arena, Str *text, Err *err);

#endif
