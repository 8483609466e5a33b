// words: values and questions as people read them.

#ifndef FINDING_WORDS_H
#define FINDING_WORDS_H

#include "base/arena.h"
#include "base/buf.h"
#include "cql/value.h"

void value_write_words(Buf *buf, Value value);
Str value_words(Arena *arena, Value value);
// What a step of an argument came to: of a finding's tuple whether it holds, of rows how many.
Str step_words(Arena *arena, Value value);
// A question as part of a sentence: "how much of the bone's diameter is destroyed".
Str question_words(Arena *arena, Str ask);

#endif
