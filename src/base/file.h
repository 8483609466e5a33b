// file: whole files, folders, and a file or folder of one's own for a while.
//
// Everything that is given back lives in the caller's arena. Errors name the path.

#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"

// The whole file, in the arena, with LINES_PADDING readable bytes after it. More than `limit`
// bytes is ERR_LIMIT; not there is ERR_MISSING; "-" is standard input.
bool file_read(const char *path, size_t limit, Arena *arena, Str *text, Err *err);
// Writes a whole file anew.
bool file_write(const char *path, Str text, Err *err);

bool file_exists(const char *path);
bool file_is_folder(const char *path);
// Bytes; 0 when there is no such file.
uint64_t file_size(const char *path);

// Names in a folder that end with `suffix` ("" for all), in byte order, without those that start
// with a dot.
bool folder_list(const char *path, Str suffix, Arena *arena, Str **names, size_t *count, Err *err);
// A new folder only we can read, below `parent` (NULL: $TMPDIR, else /tmp). NUL-terminated.
bool folder_temp(const char *parent, Arena *arena, const char **path, Err *err);
// A file below `parent` (as above) that only we can read and that has no name: it is gone when it
// is closed, or when the program dies.
bool file_temp(const char *parent, FILE **file, Err *err);
// Removes the files of a folder, then the folder itself. Does not go into folders below it.
bool folder_remove(const char *path, Err *err);

// "folder/name", NUL-terminated.
const char *path_join(Arena *arena, const char *folder, Str name);

#endif
