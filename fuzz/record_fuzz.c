// record_fuzz: whatever stands between two patients, both are reviewed, each once, with one thread
// or two.
//
// Properties: the reader never stops on bad bytes; sequences are 0, 1, 2, ...; a patient of another
// line is neither lost nor changed (unless the bytes name that patient); the number of threads
// changes nothing.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "everything.h"
#include "record/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The neighbours: loose resources, so that everything waits for the end of the input, or Bundles,
// which stream.
#define PATIENT(id) "{\"resourceType\":\"Patient\",\"id\":\"" id "\"}"
#define CONDITION                             \
    "{\"resourceType\":\"Condition\",\"id\":" \
    "\"k\",\"subject\":{\"reference\":\"Patient/last-one\"}}"
#define BUNDLE "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
static const char *const firsts[] = {PATIENT("first-one") "\n",
                                     BUNDLE PATIENT("first-one") "}]}\n"};
static const char *const lasts[] = {"\n" PATIENT("last-one") "\n" CONDITION "\n",
                                    "\n" BUNDLE PATIENT("last-one") "},{\"resource\":" CONDITION
                                                                    "}]}\n"};

typedef struct {
    uint64_t count;
    uint64_t sum_of_sequences;
    uint64_t sum_of_resources;
    bool first, last;
    pthread_mutex_t lock;
} Seen;

static void must(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

static bool on_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    Seen *seen = ctx;
    (void)worker;
    (void)err;
    must(record->patient != NULL, "a record has its Patient");
    pthread_mutex_lock(&seen->lock);
    seen->count++;
    seen->sum_of_sequences += sequence;
    seen->sum_of_resources += record->resource_count;
    if (str_eq(record->patient_id, STR("first-one"))) {
        must(!seen->first, "a patient comes once");
        seen->first = true;
    }
    if (str_eq(record->patient_id, STR("last-one"))) {
        must(!seen->last, "a patient comes once");
        size_t conditions;
        record_of_type(record, fhir_type_find(STR("Condition")), &conditions);
        must(conditions >= 1, "a patient keeps what is theirs");
        seen->last = true;
    }
    pthread_mutex_unlock(&seen->lock);
    return true;
}

static Seen read_with(const RecordNeeds *needs, const char *path, unsigned jobs,
                      ReaderSummary *summary) {
    Seen seen = {.lock = PTHREAD_MUTEX_INITIALIZER};
    ReaderOptions options = {.needs = needs, .jobs = jobs};
    Err err = {0};
    must(reader_run(&path, 1, &options, on_patient, &seen, summary, &err), "bad bytes do not stop");
    must(summary->patients == seen.count, "the summary counts the patients");
    must(seen.sum_of_sequences == seen.count * (seen.count - (seen.count > 0)) / 2,
         "sequences have no gap");
    return seen;
}

static void add(int descriptor, const void *bytes, size_t size) {
    must(write(descriptor, bytes, size) == (ssize_t)size, "write");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int descriptor = memfd_create("record_fuzz", MFD_CLOEXEC);
    const char *first = firsts[size % 2];
    const char *last = lasts[size % 2];
    add(descriptor, first, strlen(first));
    add(descriptor, data, size);
    add(descriptor, last, strlen(last));
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    const RecordNeeds *needs = everything();
    ReaderSummary one;
    ReaderSummary two;
    Seen seen = read_with(needs, path, 1, &one);
    Seen again = read_with(needs, path, 2, &two);
    must(seen.count == again.count && seen.sum_of_resources == again.sum_of_resources,
         "the same patients with two threads");
    must(one.skipped == two.skipped && one.troubles == two.troubles &&
             one.resources == two.resources,
         "the same trouble with two threads");
    bool names_them = memmem(data, size, "-one", 4) != NULL || memmem(data, size, "\\", 1) != NULL;
    must(names_them || (seen.first && seen.last), "both patients are reviewed");
    close(descriptor);
    return 0;
}
