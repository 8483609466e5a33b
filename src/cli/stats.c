#include "cli/stats.h"

#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

typedef struct {
    uint64_t ns[STATS_ROWS];
} Times;

struct StatsClock {
    Times *patients;
    size_t count, size;
    Times now;
    unsigned row;
    uint64_t since, started;
};

struct Stats {
    StatsClock *clocks;
    unsigned workers;
};

// Of this thread: what others do on the machine does not count.
static uint64_t clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

Stats *stats_new(unsigned workers) {
    Stats *stats = calloc(1, sizeof *stats);
    if (stats == NULL) memory_out(sizeof *stats);
    stats->clocks = calloc(workers, sizeof *stats->clocks);
    if (stats->clocks == NULL) memory_out(workers * sizeof *stats->clocks);
    stats->workers = workers;
    return stats;
}

void stats_free(Stats *stats) {
    if (stats == NULL) return;
    for (unsigned i = 0; i < stats->workers; i++) free(stats->clocks[i].patients);
    free(stats->clocks);
    free(stats);
}

StatsClock *stats_clock(Stats *stats, unsigned worker) {
    return &stats->clocks[worker];
}

void stats_begin(StatsClock *clock) {
    clock->now = (Times){0};
    clock->row = PHASE_EVALUATE;
    clock->started = clock->since = clock_ns();
}

void stats_phase(void *ctx, ReviewPhase phase) {
    StatsClock *clock = ctx;
    uint64_t now = clock_ns();
    clock->now.ns[clock->row] += now - clock->since;
    clock->since = now;
    clock->row = phase;
}

void stats_end(StatsClock *clock) {
    stats_phase(clock, PHASE_EVALUATE);
    clock->now.ns[STATS_ALL] = clock->since - clock->started;
    if (clock->count == clock->size) {
        size_t size = clock->size == 0 ? 256 : clock->size * 2;
        Times *grown = realloc(clock->patients, size * sizeof *grown);
        if (grown == NULL) memory_out(size * sizeof *grown);
        clock->patients = grown;
        clock->size = size;
    }
    clock->patients[clock->count++] = clock->now;
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// The times of all patients in one row, shortest first; free it.
static uint64_t *sorted_row(const Stats *stats, unsigned row, size_t *count) {
    *count = 0;
    for (unsigned w = 0; w < stats->workers; w++) *count += stats->clocks[w].count;
    uint64_t *times = calloc(*count + 1, sizeof *times);
    if (times == NULL) memory_out(*count * sizeof *times);
    size_t at = 0;
    for (unsigned w = 0; w < stats->workers; w++) {
        const StatsClock *clock = &stats->clocks[w];
        for (size_t i = 0; i < clock->count; i++) times[at++] = clock->patients[i].ns[row];
    }
    qsort(times, *count, sizeof *times, by_size);
    return times;
}

static uint64_t nearest_rank(const uint64_t *sorted, size_t count, unsigned percent) {
    if (count == 0) return 0;
    size_t rank = (count * percent + 99) / 100;
    return sorted[rank == 0 ? 0 : rank - 1];
}

uint64_t stats_percentile(const Stats *stats, unsigned row, unsigned percent) {
    size_t count;
    uint64_t *times = sorted_row(stats, row, &count);
    uint64_t ns = nearest_rank(times, count, percent);
    free(times);
    return ns;
}

static void write_ms(Buf *out, uint64_t ns) {
    enum { NS_PER_US = 1000, US_PER_MS = 1000 };
    uint64_t us = (ns + NS_PER_US / 2) / NS_PER_US;
    buf_printf(out, " %8llu.%03llu", (unsigned long long)(us / US_PER_MS),
               (unsigned long long)(us % US_PER_MS));
}

void stats_write(Buf *out, const Stats *stats) {
    static const char *const names[] = {
        [PHASE_EVALUATE] = "evaluate", [PHASE_MISSING] = "missing", [PHASE_EVIDENCE] = "evidence",
        [PHASE_REASONS] = "reasons",   [PHASE_WRITE] = "write",     [STATS_ALL] = "all"};
    size_t count = 0;
    for (unsigned w = 0; w < stats->workers; w++) count += stats->clocks[w].count;
    buf_printf(out, "%-10s %12s %12s %12s %12s   ms of processor time a patient, %zu patient%s\n",
               "phase", "median", "p99", "longest", "sum", count, count == 1 ? "" : "s");
    for (unsigned row = 0; row < STATS_ROWS; row++) {
        uint64_t *times = sorted_row(stats, row, &count);
        uint64_t sum = 0;
        for (size_t i = 0; i < count; i++) sum += times[i];
        buf_printf(out, "%-10s", names[row]);
        write_ms(out, nearest_rank(times, count, 50));
        write_ms(out, nearest_rank(times, count, 99));
        write_ms(out, nearest_rank(times, count, 100));
        write_ms(out, sum);
        buf_add_char(out, '\n');
        free(times);
    }
}
