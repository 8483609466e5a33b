#include "base/lines.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

// The buffer holds bytes [begin, end) that were read and not yet given out; `given` is where the
// line given last starts. It slides down before it grows, and grows to one line of the limit.

enum {
    FIRST_SIZE = 256 * 1024,
    READ_SIZE = 256 * 1024,  // still in the cache when its line feeds are looked for
    SLIDE_SIZE = 2 * READ_SIZE,
    GZ_SIZE = 16 * 1024  // zlib's own buffer; what is read in larger pieces goes past it, uncopied
};
static const size_t DEFAULT_MAX_LINE = 128U << 20;

struct LineReader {
    gzFile gz;
    char *path;
    char *buffer;
    size_t size;  // without the padding
    size_t begin;
    size_t end;
    size_t given;
    uint64_t offset;  // of buffer[0] in the stream
    int64_t number;   // of the line given last
    size_t max_line;
    bool at_end;
    bool broken;
    char trouble[128];
};

static void *or_die(void *memory, size_t size) {
    if (memory == NULL) memory_out(size);
    return memory;
}

static int open_descriptor(const char *path, Err *err) {
    int descriptor =
        strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        err_set(err, errno == ENOENT ? ERR_MISSING : ERR_IO, "cannot open: %s", strerror(errno));
        err_at(err, str_from(path), 0, 0);
        return -1;
    }
    struct stat status;
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        close(descriptor);
        err_set(err, ERR_IO, "this is a folder, not a file");
        err_at(err, str_from(path), 0, 0);
        return -1;
    }
    return descriptor;
}

bool lines_open(const char *path, size_t max_line, LineReader **reader, Err *err) {
    int descriptor = open_descriptor(path, err);
    if (descriptor < 0) return false;
    gzFile gz = gzdopen(descriptor, "rb");
    if (gz == NULL) {
        close(descriptor);
        memory_out(GZ_SIZE);
    }
    gzbuffer(gz, GZ_SIZE);
    LineReader *opened = or_die(malloc(sizeof *opened), sizeof *opened);
    *opened = (LineReader){
        .gz = gz,
        .path = or_die(strdup(path), strlen(path)),
        .buffer = or_die(calloc(1, FIRST_SIZE + LINES_PADDING), FIRST_SIZE),
        .size = FIRST_SIZE,
        .max_line = max_line == 0 ? DEFAULT_MAX_LINE : max_line,
    };
    *reader = opened;
    return true;
}

void lines_close(LineReader *reader) {
    if (reader == NULL) return;
    gzclose(reader->gz);
    free(reader->path);
    free(reader->buffer);
    free(reader);
}

static void drop(LineReader *reader, size_t count) {
    memmove(reader->buffer, reader->buffer + count, reader->end - count);
    reader->offset += count;
    reader->begin -= count;
    reader->end -= count;
}

static void make_room(LineReader *reader) {
    if (reader->begin > 0) drop(reader, reader->begin);
    if (reader->end <= reader->size / 2) return;  // else much would be slid down soon again
    // More is never held: whoever holds more than a line may have reads no further.
    size_t most = reader->max_line + SLIDE_SIZE;
    if (reader->size >= most) return;
    // Of what is large only the pages that are used cost something.
    size_t size = reader->size * (reader->size < MEMORY_LARGE / 2 ? 2 : 8);
    if (size > most) size = most;
    size_t bytes = size + LINES_PADDING;
    if (size < MEMORY_LARGE) {
        reader->buffer = or_die(realloc(reader->buffer, bytes), bytes);
    } else {
        char *buffer = memory_large(bytes);
        memcpy(buffer, reader->buffer, reader->end);
        free(reader->buffer);
        reader->buffer = buffer;
    }
    memset(reader->buffer + size, 0, LINES_PADDING);
    reader->size = size;
}

// Once much was given out, what follows is read over it: that is still in the cache.
static void slide(LineReader *reader) {
    size_t held = reader->end - reader->begin;
    if (reader->begin >= SLIDE_SIZE && held <= READ_SIZE) drop(reader, reader->begin);
}

// Reads some more; at_end or broken is set when there is no more.
static void fill(LineReader *reader) {
    if (reader->end == reader->size) make_room(reader);
    size_t space = reader->size - reader->end;
    unsigned wanted = space < READ_SIZE ? (unsigned)space : READ_SIZE;
    errno = 0;
    int got = gzread(reader->gz, reader->buffer + reader->end, wanted);
    if (got > 0) reader->end += (size_t)got;
    if (got == (int)wanted) return;
    int code = Z_OK;
    gzerror(reader->gz, &code);
    if (got >= 0 && code == Z_OK) {
        reader->at_end = true;
        return;
    }
    if (code == Z_MEM_ERROR) memory_out(READ_SIZE);
    reader->broken = true;
    const char *why = code == Z_BUF_ERROR ? "the compressed file is cut off"
                      : code == Z_ERRNO   ? strerror(errno)
                                          : "the compressed data are damaged";
    snprintf(reader->trouble, sizeof reader->trouble, "cannot read further: %s", why);
}

// A byte order mark may stand before the first character (RFC 8259, section 8.1).
static void skip_mark(LineReader *reader) {
    if (reader->offset + reader->begin != 0) return;
    while (reader->end < 3 && !reader->at_end && !reader->broken) fill(reader);
    if (reader->end >= 3 && memcmp(reader->buffer, "\xEF\xBB\xBF", 3) == 0) reader->begin = 3;
}

static LineStatus report_broken(LineReader *reader, Line *line, Err *err) {
    *line = (Line){.start = reader->offset + reader->begin, .number = reader->number + 1};
    reader->begin = reader->end;
    reader->broken = false;
    reader->at_end = true;
    err_set(err, ERR_IO, "%s", reader->trouble);
    err->byte = line->start;
    err_at(err, str_from(reader->path), 0, 0);
    return LINES_BROKEN;
}

// Reads past the rest of a line (or, with `all`, of the file) without keeping it.
static void skip_rest(LineReader *reader, bool all) {
    while (true) {
        size_t held = reader->end - reader->begin;
        const char *start = reader->buffer + reader->begin;
        const char *feed = all || held == 0 ? NULL : memchr(start, '\n', held);
        if (feed != NULL) {
            reader->begin += (size_t)(feed - start) + 1;
            return;
        }
        reader->begin = reader->end;
        if (reader->at_end || reader->broken) return;
        drop(reader, reader->begin);
        fill(reader);
    }
}

static LineStatus report_long(LineReader *reader, Line *line, bool all, Err *err) {
    *line = (Line){.start = reader->offset + reader->begin, .number = ++reader->number};
    skip_rest(reader, all);
    reader->given = reader->begin;
    err_set(err, ERR_LIMIT, "%s of more than %zu bytes", all ? "a text" : "a line",
            reader->max_line);
    err->byte = line->start;
    err_at(err, str_from(reader->path), 0, 0);
    return LINES_TOO_LONG;
}

LineStatus lines_next(LineReader *reader, Line *line, Err *err) {
    skip_mark(reader);
    slide(reader);
    size_t searched = 0;  // bytes after begin known to hold no line feed
    const char *feed = NULL;
    while (true) {
        const char *start = reader->buffer + reader->begin;
        size_t held = reader->end - reader->begin;
        if (held > searched) feed = memchr(start + searched, '\n', held - searched);
        if (feed != NULL || reader->at_end || reader->broken) break;
        searched = held;
        // One more for a carriage return, which does not count.
        if (held > reader->max_line + 1) return report_long(reader, line, false, err);
        fill(reader);
    }
    if (feed == NULL && reader->broken) return report_broken(reader, line, err);
    if (feed == NULL && reader->begin == reader->end) return LINES_END;
    const char *start = reader->buffer + reader->begin;
    size_t length = feed != NULL ? (size_t)(feed - start) : reader->end - reader->begin;
    size_t taken = length + (feed != NULL);
    if (length > 0 && start[length - 1] == '\r') length--;
    if (length > reader->max_line) return report_long(reader, line, false, err);
    *line = (Line){{start, length}, reader->offset + reader->begin, ++reader->number};
    reader->given = reader->begin;
    reader->begin += taken;
    return LINES_LINE;
}

void lines_again(LineReader *reader) {
    assert(reader->given < reader->begin);  // a line was given, and not yet taken back
    reader->begin = reader->given;
    reader->number--;
}

Str lines_take(LineReader *reader, Str text, Buf *into) {
    size_t rest = reader->end - reader->begin;
    buf_reset(into);
    if (text.len <= rest) {
        buf_add(into, text);
        return buf_str(into);
    }
    size_t least = (rest > FIRST_SIZE ? rest : FIRST_SIZE) + LINES_PADDING;
    buf_reserve(into, least);
    memcpy(into->data, reader->buffer + reader->begin, rest);
    Buf taken = {reader->buffer, reader->begin, reader->size + LINES_PADDING};
    reader->buffer = into->data;
    reader->size = into->size - LINES_PADDING;
    memset(reader->buffer + reader->size, 0, LINES_PADDING);
    reader->offset += reader->begin;
    reader->given = reader->begin = 0;
    reader->end = rest;
    *into = taken;
    return text;
}

LineStatus lines_rest(LineReader *reader, Line *rest, Err *err) {
    skip_mark(reader);
    while (!reader->at_end && !reader->broken) {
        if (reader->end - reader->begin > reader->max_line) break;
        fill(reader);
    }
    size_t held = reader->end - reader->begin;
    if (held > reader->max_line) return report_long(reader, rest, true, err);
    if (reader->broken) return report_broken(reader, rest, err);
    if (held == 0) return LINES_END;
    *rest = (Line){
        {reader->buffer + reader->begin, held}, reader->offset + reader->begin, reader->number + 1};
    reader->given = reader->begin = reader->end;
    return LINES_LINE;
}

uint64_t lines_bytes_read(const LineReader *reader) {
    z_off_t at = gzoffset(reader->gz);
    return at > 0 ? (uint64_t)at : reader->offset + reader->end;
}
