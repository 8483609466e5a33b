// reader: every form of FHIR input, one patient at a time.
//
// Grouped input (a Bundle a line, a Bundle file, an export organised by patient) streams with one
// patient in memory. A folder by type, and loose resources, are spilled, projected, into partitions
// under `tmp_dir`, then read partition by partition. Trouble (a truncated file, a line that is not
// JSON, an unknown resource type, a reference to nothing, two different patients with one id, a
// line over the limit) is reported through `trouble` with file, line and byte, counted, and the
// other patients go on.
//
//     ReaderOptions options = {...};
//     if (!reader_run(paths, path_count, &options, on_patient, ctx, &summary, err)) ...

#ifndef RECORD_READER_H
#define RECORD_READER_H

#include "record/record.h"

typedef struct {
    Str file;
    int64_t line;  // 1-based, 0 when the format has no lines
    int64_t byte;  // offset in the file
    const char *
        // "json", "utf8", "type", "shape", "reference", "patient", "limit", "io", "duplicate"
        kind;
    const char *message;  // never holds patient data
    bool skipped;         // something was left out (exit status 65); otherwise a remark
    uint64_t count;       // resources it stands for; the place is that of the first
} ReaderTrouble;

// Resources of one type, wherever they stood.
typedef struct {
    uint64_t read;
    uint64_t passed;  // over: nothing asks for this type
} ReaderTypeCount;

typedef struct {
    const RecordNeeds *needs;
    const Terms *terms;
    const char *tmp_dir;  // NULL: $TMPDIR or /tmp
    Str only_patient;     // "" for all
    bool strict;          // read everything, not only what is projected
    unsigned jobs;        // threads that evaluate; 1: on_patient is called on the calling thread
    size_t max_line;      // bytes; 0: 128 MB
    void (*trouble)(void *ctx, const ReaderTrouble *trouble);  // serialized
    void (*progress)(void *ctx, uint64_t bytes_read, uint64_t bytes_total,
                     uint64_t patients);  // may be NULL; serialized
    // Once, when resources that wait for their patient no longer fit memory: the bytes of disk they
    // may need at most (0: not known, standard input). May be NULL; serialized.
    void (*needs_disk)(void *ctx, uint64_t bytes);
    void *ctx;
    // By FhirType, fhir_type_count() + 1 rows of 0 that the reader fills in, without what was left
    // out; NULL: not counted.
    ReaderTypeCount *by_type;
    bool timed;  // the summary says what reading took
    // For who keeps the resources instead of reviewing patients (blocks.h); on_patient is not
    // called.
    const struct ReaderBlocks *blocks;
} ReaderOptions;

typedef struct {
    uint64_t patients, resources, bytes, duplicates, skipped, troubles;
    uint64_t bytes_skipped;  // of `bytes`: values that nothing asks for
    uint64_t merges;         // patients whose resources stand under the one who replaced them
    uint64_t disk_bytes;     // that were spilled to tmp_dir
    // When timed. Resources that were kept, the others being of types that nothing asks for; of the
    // processor, over all threads: from texts to values of the right shape, from these to records.
    uint64_t kept, json_ns, record_ns;
    struct {
        const char *kind;
        uint64_t count;
    } by_kind[16];
} ReaderSummary;

// Called once a patient; `worker` 0..jobs-1 says on which thread. Calls of one worker never
// overlap; `sequence` numbers patients in output order (the caller puts results in order). Return
// false (with err) to stop the run.
typedef bool ReaderOnPatient(void *ctx, unsigned worker, uint64_t sequence, Record *record,
                             Err *err);

// Reads all inputs ("-" is standard input). True also when something was skipped (see summary);
// false when the run had to stop.
bool reader_run(const char *const *paths, size_t path_count, const ReaderOptions *options,
                ReaderOnPatient *on_patient, void *ctx, ReaderSummary *summary, Err *err);

// One patient from a JSON value that holds a list of resources or a Bundle (guideline cases,
// tests).
bool reader_from_json(const Json *resources, const RecordNeeds *needs, const Terms *terms,
                      Arena *arena, Record **record, Err *err);

#endif
