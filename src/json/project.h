// project: finding a member's name among those that a projection wants.

#ifndef JSON_PROJECT_H
#define JSON_PROJECT_H

#include "json/json.h"

// Names that one projection may want; the reader notes those it has seen in so many bits.
enum { JSON_MAX_WANTED = 512 };

// The row of `projection` with this name, or NULL. The projection must be frozen.
const JsonWanted *json_project_find(const JsonProjection *projection, Str name);

#endif
