#include "record/spill.h"

#include <stdio.h>

#include "base/file.h"
#include "base/map.h"

enum { MAX_PARTITIONS = 128 };
static const uint64_t IN_MEMORY = (uint64_t)64 << 20;       // bytes of all partitions together
static const uint64_t PARTITION_SIZE = (uint64_t)32 << 20;  // of input, aimed at
static const uint64_t PARTITION_SEED = 0x5bd1e995;  // fixed: the same input, the same partitions

// What stands before the texts of a row.
typedef struct {
    uint64_t ordinal;
    uint64_t byte;
    int64_t line;
    Str file;  // names live as long as the run
    uint32_t file_number;
    uint32_t bytes;
    uint32_t patient_len, url_len, id_len, json_len;
    FhirType type;
} Head;

typedef struct {
    Buf buf;
    FILE *file;  // NULL: nothing of it is on disk
    uint64_t on_disk;
} Partition;

struct Spill {
    Arena *arena;
    const char *tmp_dir;
    size_t count;
    Partition parts[MAX_PARTITIONS + 1];
    uint64_t in_memory;
    uint64_t bytes;
};

Spill *spill_new(const char *tmp_dir, uint64_t expected, Arena *arena) {
    Spill *spill = ARENA_NEW(arena, Spill);
    spill->arena = arena;
    spill->tmp_dir = tmp_dir;
    uint64_t count = expected == 0 ? MAX_PARTITIONS : expected / PARTITION_SIZE + 1;
    spill->count = count > MAX_PARTITIONS ? MAX_PARTITIONS : (size_t)count;
    return spill;
}

void spill_free(Spill *spill) {
    for (size_t i = 0; i <= spill->count; i++) {
        buf_free(&spill->parts[i].buf);
        if (spill->parts[i].file != NULL) fclose(spill->parts[i].file);
    }
}

size_t spill_partitions(const Spill *spill) {
    return spill->count;
}

uint64_t spill_bytes(const Spill *spill) {
    return spill->bytes;
}

uint64_t spill_disk_bytes(const Spill *spill) {
    uint64_t bytes = 0;
    for (size_t i = 0; i <= spill->count; i++) bytes += spill->parts[i].on_disk;
    return bytes;
}

static bool flush_part(Spill *spill, Partition *part, Err *err) {
    if (part->buf.len == 0) return true;
    if (part->file == NULL && !file_temp(spill->tmp_dir, &part->file, err)) return false;
    size_t written = fwrite(part->buf.data, 1, part->buf.len, part->file);
    if (written != part->buf.len || fflush(part->file) != 0) {
        return err_set(err, ERR_IO, "cannot keep what waits in a temporary file: is %s full?",
                       spill->tmp_dir == NULL ? "the folder for them" : spill->tmp_dir);
    }
    part->on_disk += part->buf.len;
    spill->in_memory -= part->buf.len;
    buf_free(&part->buf);
    part->buf = (Buf){0};
    return true;
}

static bool flush_all(Spill *spill, Err *err) {
    for (size_t i = 1; i <= spill->count; i++) {
        if (!flush_part(spill, &spill->parts[i], err)) return false;
    }
    return true;
}

bool spill_put(Spill *spill, const Found *found, uint64_t ordinal, Err *err) {
    size_t at = 0;
    Str patient = found->role == ROLE_SHARED ? STR("") : found->patient_id;
    if (patient.len > 0) at = 1 + str_hash(patient, PARTITION_SEED) % spill->count;
    Partition *part = &spill->parts[at];
    if (at == 0 && part->buf.len > IN_MEMORY * 4) {
        return err_set(err, ERR_LIMIT, "too many resources about nobody in one run");
    }
    Head head = {.ordinal = ordinal,
                 .byte = found->place.byte,
                 .line = found->place.line,
                 .file = found->place.file,
                 .file_number = found->place.file_number,
                 .bytes = found->item.bytes,
                 .patient_len = (uint32_t)patient.len,
                 .url_len = (uint32_t)found->item.full_url.len,
                 .id_len = (uint32_t)found->item.id.len,
                 .type = found->item.type};
    size_t start = part->buf.len;
    buf_add(&part->buf, (Str){(const char *)&head, sizeof head});
    buf_add(&part->buf, patient);
    buf_add(&part->buf, found->item.full_url);
    buf_add(&part->buf, found->item.id);
    size_t before = part->buf.len;
    json_write(&part->buf, found->item.json, false);
    head.json_len = (uint32_t)(part->buf.len - before);
    memcpy(part->buf.data + start, &head, sizeof head);
    spill->bytes += part->buf.len - start;
    if (at == 0) return true;
    spill->in_memory += part->buf.len - start;
    return spill->in_memory <= IN_MEMORY || flush_all(spill, err);
}

static bool load_file(const Partition *part, Buf *buf, Err *err) {
    if (part->file == NULL) return true;
    rewind(part->file);
    char *to = buf_reserve(buf, (size_t)part->on_disk);
    size_t got = fread(to, 1, (size_t)part->on_disk, part->file);
    buf->len += got;
    return got == part->on_disk ||
           err_set(err, ERR_IO, "cannot read what waited in a temporary file");
}

static Str take(const Buf *buf, size_t *at, size_t len) {
    Str text = {buf->data + *at, len};
    *at += len;
    return text;
}

static size_t next_row(const Buf *buf, size_t at, Spilled *row) {
    Head head;
    memcpy(&head, buf->data + at, sizeof head);
    at += sizeof head;
    *row = (Spilled){.ordinal = head.ordinal,
                     .place = {.file = head.file,
                               .file_number = head.file_number,
                               .line = head.line,
                               .byte = head.byte},
                     .type = head.type,
                     .bytes = head.bytes};
    row->patient_id = take(buf, &at, head.patient_len);
    row->full_url = take(buf, &at, head.url_len);
    row->id = take(buf, &at, head.id_len);
    row->json = take(buf, &at, head.json_len);
    return at;
}

bool spill_load(Spill *spill, size_t partition, Buf *buf, Arena *arena, SpilledRows *rows,
                Err *err) {
    const Partition *part = &spill->parts[partition];
    buf_reset(buf);
    if (!load_file(part, buf, err)) return false;
    buf_add(buf, buf_str(&part->buf));
    Spilled row;
    size_t found = 0;
    for (size_t at = 0; at < buf->len; found++) at = next_row(buf, at, &row);
    Spilled *list = ARENA_ARRAY(arena, Spilled, found);
    size_t at = 0;
    for (size_t i = 0; i < found; i++) at = next_row(buf, at, &list[i]);
    *rows = (SpilledRows){list, found};
    return true;
}
