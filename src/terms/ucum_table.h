// ucum_table: the units and prefixes of UCUM.
//
// Source: The Unified Code for Units of Measure 2.2, section 3 (prefixes) and 4 (units), the
// case-sensitive codes.

#ifndef TERMS_UCUM_TABLE_H
#define TERMS_UCUM_TABLE_H

#include <stdint.h>

#include "base/str.h"

enum {
    UNIT_BASE = 1,       // `value` is the number of its dimension
    UNIT_METRIC = 2,     // takes prefixes
    UNIT_SPECIAL = 4,    // converts by a function (ucum_special.h)
    UNIT_ARBITRARY = 8,  // compares only with itself
};

typedef struct {
    const char *code;
    unsigned flags;
    const char *value;  // "7000", or "pi"
    const char *unit;   // "[gr]"
} UnitAtom;

typedef struct {
    const char *code;
    int ten;  // times 10^ten
    int two;  // times 2^two
} UnitPrefix;

// NULL when there is no such unit.
const UnitAtom *unit_atom_find(Str code);
// With or without a prefix; *prefix is the empty one when there is none.
const UnitAtom *unit_find(Str code, const UnitPrefix **prefix);

size_t unit_atom_count(void);
const UnitAtom *unit_atom(size_t i);

#endif
