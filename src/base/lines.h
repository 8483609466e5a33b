// lines: reads a file, a .gz or standard input one line at a time.
//
// Whether the bytes are compressed is seen from the bytes, not from the name. Memory is
// bounded: a line longer than the limit is read past, reported as LINES_TOO_LONG, and the
// next one goes on. Offsets count decompressed bytes. A UTF-8 byte order mark at the start
// is left out, and so is a carriage return before the line feed.
//
//     LineReader *reader;
//     if (!lines_open("patients.ndjson.gz", 128 << 20, &reader, err)) return false;
//     Line line;
//     LineStatus status;
//     while ((status = lines_next(reader, &line, err)) != LINES_END) ...
//     lines_close(reader);

#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct LineReader LineReader;

enum { LINES_PADDING = 64 };  // bytes after a text that may be read (not relied on), for wide loads

typedef struct {
    Str text;        // without its line end; valid until the next call
    uint64_t start;  // offset of its first byte
    int64_t number;  // 1-based
} Line;

typedef enum {
    LINES_LINE,      // *line is the next one; it may be empty
    LINES_END,       // there is no further line
    LINES_TOO_LONG,  // ERR_LIMIT: *line has start and number, no text; the next call goes on
    LINES_BROKEN     // ERR_IO: the file cannot be read further (cut off .gz, read error)
} LineStatus;

// "-" is standard input. max_line 0: 128 MB.
bool lines_open(const char *path, size_t max_line, LineReader **reader, Err *err);
LineStatus lines_next(LineReader *reader, Line *line, Err *err);
// Gives the line that lines_next() gave last (LINES_LINE) once more: to look at the first one
// and then decide how to read.
void lines_again(LineReader *reader);
// `text` is of the line given last: puts it into `into` (what was there is gone) and returns it
// there. What is long goes with the reader's memory, uncopied; the reader goes on in that of
// `into`.
Str lines_take(LineReader *reader, Str text, Buf *into);
// All that is left, in one text, up to the same limit: for a file that holds one JSON value.
LineStatus lines_rest(LineReader *reader, Line *rest, Err *err);
// Bytes of the file (compressed ones, if it is) taken in so far, for progress.
uint64_t lines_bytes_read(const LineReader *reader);
void lines_close(LineReader *reader);

#endif
