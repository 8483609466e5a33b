// local: what site/site.json says: findings that a hospital has switched off, each with its reason,
// and the values it gives to parameters of guidelines.
//
//     {"off": [{"guideline": "bone-metastasis", "finding": "fracture-risk", "reason": "..."}],
//      "parameters": {"Mirels": {"Cut Off": {"type": "Integer", "value": 8}}}}
//
// A key that nobody reads is an error: a hospital would believe that something is switched off.
// Whatever a parameter that is set here can change is marked local.

#ifndef GUIDELINE_LOCAL_H
#define GUIDELINE_LOCAL_H

#include "guideline/bind.h"

// Takes the text of `file` into the items of `b` and into set->parameters; errors go to b->err. A
// date-time without an offset has that of `now`.
bool local_take(Str text, Str file, DateTime now, Binder *b, GuidelineSet *set);
// Marks items, once set->by_declaration stands.
void local_mark(const GuidelineSet *set, Binder *b);

#endif
