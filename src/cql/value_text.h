// value_text: the characters of CQL strings: Unicode code points, their case and blanks.
//
// Strings are valid UTF-8 (checked where they were read). Case follows Unicode's simple
// mappings and no locale, so the same text gives the same result on every machine.

#ifndef CQL_VALUE_TEXT_H
#define CQL_VALUE_TEXT_H

#include "base/str.h"

#include <stdint.h>

// Reads the first character of `text` (not empty); returns its length in bytes.
size_t text_decode(Str text, uint32_t *character);
size_t text_encode(uint32_t character, char bytes[4]);
size_t text_length(Str text);  // in characters
// Byte offset of the index-th character; text.len when there are not so many.
size_t text_offset(Str text, size_t index);

uint32_t text_lower(uint32_t character);
uint32_t text_upper(uint32_t character);
bool text_is_space(uint32_t character);

// "~" of strings: without regard to case, all blanks alike (CQL 1.5.3, Equivalent).
bool text_equivalent(Str a, Str b);

#endif
