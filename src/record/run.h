// run: the state of one reader_run, and the parts it is made of. Private to record/.
//
// One thread reads (source.c) and submits texts; workers unpack them, build records (stream.c) and
// evaluate. A large file they read themselves, one at a time, so that a text stays with the
// processor that read it. What depends on order - who came first, the sequence, trouble - happens
// in a worker's *turn*: items take it one after the other in the order of the input, so that the
// same input gives the same output with any number of threads.

#ifndef RECORD_RUN_H
#define RECORD_RUN_H

#include <pthread.h>

#include "base/pool.h"
#include "record/patients.h"
#include "record/reader.h"
#include "record/spill.h"

typedef struct Run Run;

typedef enum { ITEM_TEXT, ITEM_TROUBLE, ITEM_PATIENT, ITEM_SHARE } ItemKind;

typedef struct Share Share;

typedef struct {
    ItemKind kind;
    Run *run;
    uint64_t number;  // order of input, and of turns; a SHARE has none
    Place place;      // TEXT
    bool has_lines;   // TEXT: it is a file that is one value
    Str text;         // TEXT: of `copy`, or of the caller when there is one thread
    Buf copy;
    Trouble trouble;  // TROUBLE
    Str message;
    const Patient *patient;  // PATIENT, with its rows in input order
    const Spilled *const *rows;
    size_t row_count;
    const Str *merged_ids;
    size_t merged_count;
    Buf pieces;    // TEXT with options->blocks: of Piece, the texts in `copy`
    Share *share;  // SHARE: what the workers read together
    bool free;
} Item;

// What a worker does, for who asks what it takes.
typedef enum { STEP_OTHER, STEP_JSON, STEP_RECORD, STEPS } Step;
typedef struct {
    uint64_t ns[STEPS];
    uint64_t since;
} StepTimes;

struct Run {
    const ReaderOptions *options;
    ReaderOnPatient *on_patient;
    void *ctx;
    ReaderSummary *summary;
    JsonLimits limits;
    Str only_patient;
    Arena *arena;    // of the run: names, patients; touched by the reading thread or in a turn
    bool spill_all;  // some input is loose resources or pages: nobody is complete before the end
    Spill *spill;
    Patients *patients;
    const struct SharedTable *shared;
    uint64_t next_sequence;
    Arena **arenas;    // by worker
    StepTimes *times;  // by worker; NULL: not timed
    unsigned jobs;
    Pool *pool;
    Item *items;
    size_t item_count;
    Item *open_block;  // that is being filled (blocks.c)
    uint64_t submitted;
    uint64_t turn;            // number of the item whose turn it is
    uint64_t bytes_total;     // of all files, as they lie there; 0 if not known
    uint64_t bytes_expected;  // of what is in them, a guess for .gz
    bool told_disk;
    uint64_t bytes_done;  // of files read to their end
    uint64_t reported;    // bytes at the last progress
    bool stopped;
    Err *err;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

// ---- run.c
bool run_open(Run *run, Err *err);
void run_close(Run *run);
// A free item; waits until there is one. Submitted, it gets the next number.
Item *run_item(Run *run, ItemKind kind);
void run_submit(Run *run, Item *item);
// Has all workers call `next` for items (TEXT, TROUBLE), one at a time, until it says that there
// are no more, and work on what they got. Returns when all is done.
typedef bool RunNext(void *ctx, Item *item);
void run_share(Run *run, RunNext *next, void *ctx);
// Waits for all that was submitted. False when the run was stopped (run->err says why).
bool run_settle(Run *run);
// Text to work on; copied when another thread does.
void run_text(Run *run, Str text, Place place, bool has_lines);
void run_trouble(Run *run, const Trouble *trouble);
void run_trouble_in(Item *item, const Trouble *trouble);  // makes the item that trouble
void run_progress(Run *run, uint64_t bytes_in_file);
// What the worker did since it last said so was this step.
void run_did(const Run *run, unsigned worker, Step step);
void run_stop(Run *run, const Err *err);
bool run_is_stopped(Run *run);
// Between these two an item is alone, and in order.
void turn_take(const Item *item);
void turn_end(const Item *item);
// In a turn: counts a patient who will be evaluated.
void turn_count_patient(Run *run, const Record *record);
void turn_count_text(Run *run, const Unpacked *unpacked, uint64_t bytes);
// In a turn: tells the caller.
void turn_report(Run *run, const Troubles *troubles);

// Did the user ask for this patient, perhaps by the id of one who was merged into it?
bool run_wants(const Run *run, const Patient *patient);

// ---- source.c: reads all inputs and submits their texts.
bool sources_read(Run *run, const char *const *paths, size_t count, Err *err);

// ---- stream.c: what a worker does with a text.
void stream_text(Run *run, unsigned worker, Item *item);

// ---- blocks.c: many texts to an item, for options->blocks.
void block_add(Run *run, Str text, Place place, bool has_lines);
void block_flush(Run *run);
void block_work(Run *run, unsigned worker, Item *item);

// ---- gather.c: patients who waited.
void gather_patient(Run *run, unsigned worker, Item *item);
bool gather_all(Run *run, Err *err);

// Builds a record and collects what is to be said about it.
typedef struct {
    const RecordParts *parts;  // `duplicate` and `ctx` are filled in here
    Place place;               // where the text of the resources stands
    Str text;                  // data NULL: places are those of `founds`
    const Place *places;       // by item; may be NULL
    bool in_bundle;
    Troubles *troubles;
} Assembly;
Record *assemble(const Assembly *assembly, Arena *arena);

#endif
