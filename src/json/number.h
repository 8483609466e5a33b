// number: JSON numbers compared by value, exactly, however many digits they have.

#ifndef JSON_NUMBER_H
#define JSON_NUMBER_H

#include <stdint.h>

#include "base/str.h"

// Both texts are numbers as RFC 8259 writes them: "1.0", "10e-1" and "1" are equal, and so are
// "0" and "-0".
bool json_number_equal(Str a, Str b);
uint64_t json_number_hash(Str text);  // equal numbers have equal hashes

#endif
