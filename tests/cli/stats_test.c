// stats: what a review took, by phase; percentiles are times that were measured.

#include "cli/stats.h"

#include <time.h>

#include "test.h"

// Keeps this thread's processor busy.
static void work_ms(long ms) {
    struct timespec from;
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    } while ((now.tv_sec - from.tv_sec) * 1000000000L + now.tv_nsec - from.tv_nsec < ms * 1000000L);
}

TEST(stats_by_phase) {
    enum { MS = 1000000 };
    Stats *stats = stats_new(2);
    for (unsigned worker = 0; worker < 2; worker++) {
        StatsClock *clock = stats_clock(stats, worker);
        stats_begin(clock);
        stats_phase(clock, PHASE_EVIDENCE);
        work_ms(worker == 0 ? 2 : 20);
        stats_phase(clock, PHASE_WRITE);
        work_ms(1);
        stats_end(clock);
    }
    uint64_t median = stats_percentile(stats, PHASE_EVIDENCE, 50);
    uint64_t longest = stats_percentile(stats, PHASE_EVIDENCE, 100);
    CHECK(median >= 2 * MS && longest >= 20 * MS && median < longest);
    CHECK(stats_percentile(stats, PHASE_EVIDENCE, 99) == longest);
    CHECK(stats_percentile(stats, PHASE_WRITE, 50) >= 1 * MS);
    CHECK(stats_percentile(stats, PHASE_REASONS, 100) == 0);
    CHECK(stats_percentile(stats, STATS_ALL, 100) >= longest + 1 * MS);
    Buf out = {0};
    stats_write(&out, stats);
    CHECK(memmem(out.data, out.len, "ms of processor time a patient, 2 patients\n", 43) != NULL);
    size_t lines = 0;
    for (size_t i = 0; i < out.len; i++) lines += out.data[i] == '\n';
    CHECK_INT((int64_t)lines, 1 + STATS_ROWS);
    buf_free(&out);
    stats_free(stats);
}

TEST(stats_of_nobody) {
    Stats *stats = stats_new(1);
    CHECK(stats_percentile(stats, STATS_ALL, 50) == 0);
    stats_free(stats);
}
