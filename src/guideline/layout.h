// layout: guidelines/page.json, which finding stands in which place of the page.
//
// It is no part of a conclusion and does not count in the hash of the guidelines. What it names
// must be there: a finding, score, option or due item that no guideline has is an error with its
// place, as are a key that nobody reads and a due item without a word for the calendar.

#ifndef GUIDELINE_LAYOUT_H
#define GUIDELINE_LAYOUT_H

#include "guideline/guideline.h"

// text must live as long as *layout.
bool layout_read(Str text, Str file, const GuidelineSet *set, Arena *arena, const Json **layout,
                 Err *err);

#endif
