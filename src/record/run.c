#include "record/run.h"

#include <assert.h>
#include <time.h>

struct Share {
    RunNext *next;
    void *ctx;
    pthread_mutex_t lock;
    bool ended;
};

static bool share_next(Run *run, Share *share, Item *item) {
    pthread_mutex_lock(&share->lock);
    bool more = !share->ended && !run_is_stopped(run) && share->next(share->ctx, item);
    share->ended = !more;
    if (more) item->number = run->submitted++;
    pthread_mutex_unlock(&share->lock);
    return more;
}

static void work_on(Run *run, unsigned worker, Item *item) {
    switch (item->kind) {
    case ITEM_TEXT:
        if (run->options->blocks != NULL) {
            block_work(run, worker, item);
            break;
        }
        stream_text(run, worker, item);
        break;
    case ITEM_PATIENT:
        gather_patient(run, worker, item);
        break;
    case ITEM_TROUBLE: {
        Troubles one = {0};
        trouble_add(&one, run->arenas[worker], &item->trouble);
        turn_take(item);
        turn_report(run, &one);
        turn_end(item);
        break;
    }
    case ITEM_SHARE: {
        Share *share = item->share;
        while (share_next(run, share, item)) {
            work_on(run, worker, item);
        }
        break;
    }
    }
    arena_reset(run->arenas[worker]);
}

static void work(void *context, unsigned worker, void *argument) {
    Run *run = context;
    Item *item = argument;
    work_on(run, worker, item);
    pthread_mutex_lock(&run->lock);
    item->free = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

bool run_open(Run *run, Err *err) {
    run->jobs = run->options->jobs == 0 ? 1 : run->options->jobs;
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    run->arena = arena_new();
    run->arenas = ARENA_ARRAY(run->arena, Arena *, run->jobs);
    for (unsigned i = 0; i < run->jobs; i++) run->arenas[i] = arena_new();
    if (run->options->timed) run->times = ARENA_ARRAY(run->arena, StepTimes, run->jobs);
    run->item_count = run->jobs == 1 ? 1 : (size_t)run->jobs * 3;
    run->items = ARENA_ARRAY(run->arena, Item, run->item_count);
    for (size_t i = 0; i < run->item_count; i++) run->items[i].free = true;
    run->patients = patients_new(run->arena);
    PoolOptions pool = {
        .workers = run->jobs, .queue = (size_t)run->jobs * 2, .task = work, .context = run};
    return pool_new(&pool, &run->pool, err);
}

void run_did(const Run *run, unsigned worker, Step step) {
    struct timespec now;
    if (run->times == NULL) return;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    uint64_t ns = (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
    run->times[worker].ns[step] += ns - run->times[worker].since;
    run->times[worker].since = ns;
}

void run_close(Run *run) {
    pool_free(run->pool);
    for (unsigned i = 0; run->times != NULL && i < run->jobs; i++) {
        run->summary->json_ns += run->times[i].ns[STEP_JSON];
        run->summary->record_ns += run->times[i].ns[STEP_RECORD];
    }
    for (size_t i = 0; i < run->item_count; i++) {
        buf_free(&run->items[i].copy);
        buf_free(&run->items[i].pieces);
    }
    if (run->spill != NULL) spill_free(run->spill);
    patients_free(run->patients);
    for (unsigned i = 0; i < run->jobs; i++) arena_free(run->arenas[i]);
    pthread_cond_destroy(&run->changed);
    pthread_mutex_destroy(&run->lock);
    arena_free(run->arena);
}

static Item *find_free(Run *run) {
    for (size_t i = 0; i < run->item_count; i++) {
        if (run->items[i].free) return &run->items[i];
    }
    return NULL;
}

Item *run_item(Run *run, ItemKind kind) {
    pthread_mutex_lock(&run->lock);
    Item *item;
    while ((item = find_free(run)) == NULL) pthread_cond_wait(&run->changed, &run->lock);
    item->free = false;
    pthread_mutex_unlock(&run->lock);
    item->kind = kind;
    item->run = run;
    return item;
}

void run_submit(Run *run, Item *item) {
    item->number = run->submitted++;
    pool_submit(run->pool, item);
}

void run_share(Run *run, RunNext *next, void *ctx) {
    Share share = {.next = next, .ctx = ctx};
    pthread_mutex_init(&share.lock, NULL);
    for (unsigned i = 0; i < run->jobs; i++) {
        Item *item = run_item(run, ITEM_SHARE);
        item->share = &share;
        pool_submit(run->pool, item);
    }
    pool_wait(run->pool);
    pthread_mutex_destroy(&share.lock);
}

bool run_settle(Run *run) {
    block_flush(run);
    pool_wait(run->pool);
    return !run->stopped;
}

void run_text(Run *run, Str text, Place place, bool has_lines) {
    if (run->options->blocks != NULL) {
        block_add(run, text, place, has_lines);
        return;
    }
    Item *item = run_item(run, ITEM_TEXT);
    item->place = place;
    item->text = text;
    item->has_lines = has_lines;
    if (run->jobs > 1) {
        buf_reset(&item->copy);
        buf_add(&item->copy, text);
        item->text = buf_str(&item->copy);
    }
    run_submit(run, item);
}

void run_trouble_in(Item *item, const Trouble *trouble) {
    buf_reset(&item->copy);  // the message may not live as long
    buf_add(&item->copy, (Str){trouble->message, strlen(trouble->message) + 1});
    item->kind = ITEM_TROUBLE;
    item->trouble = *trouble;
    item->trouble.message = item->copy.data;
}

void run_trouble(Run *run, const Trouble *trouble) {
    block_flush(run);
    Item *item = run_item(run, ITEM_TROUBLE);
    run_trouble_in(item, trouble);
    run_submit(run, item);
}

void run_progress(Run *run, uint64_t bytes_in_file) {
    enum { STEP = 1 << 20 };
    uint64_t bytes = run->bytes_done + bytes_in_file;
    if (run->options->progress == NULL || bytes < run->reported + STEP) return;
    run->reported = bytes;
    pthread_mutex_lock(&run->lock);
    run->options->progress(run->options->ctx, bytes, run->bytes_total, run->summary->patients);
    pthread_mutex_unlock(&run->lock);
}

void run_stop(Run *run, const Err *err) {
    pthread_mutex_lock(&run->lock);
    if (!run->stopped) *run->err = *err;
    run->stopped = true;
    pthread_mutex_unlock(&run->lock);
}

bool run_is_stopped(Run *run) {
    pthread_mutex_lock(&run->lock);
    bool stopped = run->stopped;
    pthread_mutex_unlock(&run->lock);
    return stopped;
}

bool run_wants(const Run *run, const Patient *patient) {
    if (run->only_patient.len == 0 || str_eq(run->only_patient, patient->id)) return true;
    const Patient *asked = patients_find(run->patients, run->only_patient);
    return asked != NULL && patients_at(run->patients, asked->stands) == patient;
}

// ---- turns

void turn_take(const Item *item) {
    Run *run = item->run;
    pthread_mutex_lock(&run->lock);
    while (run->turn != item->number) pthread_cond_wait(&run->changed, &run->lock);
    pthread_mutex_unlock(&run->lock);
}

void turn_end(const Item *item) {
    Run *run = item->run;
    pthread_mutex_lock(&run->lock);
    assert(run->turn == item->number);
    run->turn++;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

static void count_kind(ReaderSummary *summary, const char *kind, uint64_t count) {
    size_t size = sizeof summary->by_kind / sizeof summary->by_kind[0];
    for (size_t i = 0; i < size; i++) {
        if (summary->by_kind[i].kind == NULL) summary->by_kind[i].kind = kind;
        if (strcmp(summary->by_kind[i].kind, kind) != 0) continue;
        summary->by_kind[i].count += count;
        return;
    }
}

// The lock is against progress, which the reading thread tells.
void turn_count_patient(Run *run, const Record *record) {
    pthread_mutex_lock(&run->lock);
    run->summary->patients++;
    run->summary->merges += record->merged_count;
    run->summary->duplicates += record->duplicate_count;
    pthread_mutex_unlock(&run->lock);
}

void turn_count_text(Run *run, const Unpacked *unpacked, uint64_t bytes) {
    pthread_mutex_lock(&run->lock);
    run->summary->resources += unpacked->resources;
    run->summary->bytes += bytes;
    run->summary->bytes_skipped += unpacked->skipped;
    bool counts = run->options->by_type != NULL || run->options->timed;
    for (size_t i = 0; counts && i < unpacked->count; i++) {
        const RecordItem *item = &unpacked->found[i].item;
        run->summary->kept += item->json != NULL;
        if (run->options->by_type == NULL) continue;
        ReaderTypeCount *count = &run->options->by_type[item->type];
        *(item->json != NULL ? &count->read : &count->passed) += 1;
    }
    pthread_mutex_unlock(&run->lock);
}

void turn_report(Run *run, const Troubles *troubles) {
    pthread_mutex_lock(&run->lock);
    for (const Trouble *trouble = troubles->first; trouble != NULL; trouble = trouble->next) {
        run->summary->troubles++;
        if (trouble->skipped) run->summary->skipped += trouble->count;
        count_kind(run->summary, trouble->kind, trouble->count);
        if (run->options->trouble == NULL) continue;
        ReaderTrouble told = {.file = trouble->place.file,
                              .line = trouble->place.line,
                              .byte = (int64_t)trouble->place.byte,
                              .kind = trouble->kind,
                              .message = trouble->message,
                              .skipped = trouble->skipped,
                              .count = trouble->count};
        run->options->trouble(run->options->ctx, &told);
    }
    pthread_mutex_unlock(&run->lock);
}
