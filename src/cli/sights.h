// sights: what was seen in records and is not known, each with how often, in bounded memory.
//
// A tally keeps at most `most` different sights, each text cut to a length. Beyond that it keeps
// those whose text comes first by a fixed hash: which they are, and their counts, then depend
// neither on the order of the patients nor on the threads that met them. Tallies of several threads
// are merged at the end. What was not kept is still counted. One thread at a time; texts are
// copied.
//
//     Sights *sights = sights_new(20000);
//     sights_next_patient(sights);
//     sights_add(sights, &(Sight){.path = path, .system = system, .code = code});
//     const Sight **sorted = sights_sorted(sights, arena, &count);

#ifndef CLI_SIGHTS_H
#define CLI_SIGHTS_H

#include <stdint.h>

#include "base/arena.h"

enum { SIGHT_TEXT = 120, SIGHT_DISPLAY = 60 };  // bytes kept of a text, of a display

// Which sight it is: all but display and counts. Empty where it does not matter.
typedef struct {
    Str path;    // where it stood: "Condition.code"
    Str system;  // of the code, or of the code of what was measured
    Str code;
    Str unit;
    Str why;      // what is wrong with the unit
    Str display;  // of the code, from a record; of several the first in the order of bytes
    uint64_t patients, occurrences;
} Sight;

typedef struct Sights Sights;

Sights *sights_new(size_t most);
void sights_free(Sights *sights);
// What is added from now on belongs to another patient.
void sights_next_patient(Sights *sights);
// Counts it once for the patient at hand.
void sights_add(Sights *sights, const Sight *sight);
// No patient may have been met by both.
void sights_merge(Sights *into, const Sights *from);
// The kept ones, of the most patients first, then of the most occurrences, then by text.
const Sight **sights_sorted(Sights *sights, Arena *arena, size_t *count);
// Of all, also those that were not kept.
uint64_t sights_total(const Sights *sights);

#endif
