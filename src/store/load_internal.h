// load_internal: the state of one load. Private to store/load*.c.

#ifndef STORE_LOAD_INTERNAL_H
#define STORE_LOAD_INTERNAL_H

#include "base/map.h"
#include "record/blocks.h"
#include "store/load.h"
#include "store/resource.h"

// Somebody resources are about, as long as the load lasts.
typedef struct {
    Str id;
    int64_t number;
    int64_t next;         // order of coming of the next resource...
    uint64_t next_in;     // ...known since this transaction
    uint64_t changed_in;  // the transaction that last changed its record
    uint64_t entered_in;  // the transaction that entered its patient
    bool has_patient;     // in the store...
    uint64_t has_in;      // ...known since this transaction
    bool came;            // its Patient, in this load
    bool is_two;
    Place first;       // of those that wait
    uint64_t waiting;  // resources that came without a patient in the store
} LoadSubject;

typedef struct {
    int64_t *rows;  // key and number; 0, 0: empty
    size_t size;    // of rows, a power of two
    size_t count;
} Keys;

typedef struct {
    Store *store;
    const LoadOptions *options;
    LoadSummary *summary;
    Texts *texts;
    const RecordNeeds *needs;
    Arena *arena;
    Map *by_id;
    Buf subjects;  // of LoadSubject *, in order of coming
    Buf changed;   // of LoadSubject *, in this transaction
    LoadSubject nobody;
    Str last_file[2];  // as it was given, and in the arena
    int64_t run;
    int64_t came;  // resources so far
    uint64_t transaction;
    int64_t writes;        // of others, at the begin of this transaction
    uint64_t known_since;  // the transaction since which nobody else wrote
    bool is_pipe;          // some input may come slowly
    bool is_new;           // the store was empty
    bool is_fresh;         // and only this load has written to it: `keys` knows all, no index does
    Keys keys;
    uint64_t begun_ns;
    bool links;  // who stands for whom has to be worked out anew
    Block *block;
} Load;

// ---- load_keys.c
// The numbers of all resources while a load fills an empty store: a table in memory is several
// times as fast as the index, which is made at the end.
bool keys_open(Load *load, Err *err);
void keys_close(Load *load);
// The end of that: others write, too, or there are many, or the input has ended.
bool keys_settle(Load *load, Err *err);
// For NewResource.stands.
int64_t keys_find(const Load *load, int64_t key);
bool keys_put(Load *load, int64_t key, int64_t number, Err *err);

// ---- load_take.c
// In the order of the input: one text and what is in it.
bool load_take_text(Load *load, BlockText *text, const NewResource *rows, Err *err);
bool load_subject(Load *load, Str id, LoadSubject **subject, Err *err);
// Removes a resource and tells those whom it concerns.
typedef struct {
    int64_t number;
    Str type, id, full_url;
} LoadRemoval;
bool load_remove(Load *load, const LoadRemoval *removal, Err *err);

// ---- load.c
bool load_begin(Load *load, Err *err);
bool load_commit(Load *load, Err *err);

// ---- load_snapshot.c
bool snapshot_open(Load *load, Err *err);
bool snapshot_saw(Load *load, int64_t number, Err *err);
bool snapshot_remove(Load *load, Err *err);

#endif
