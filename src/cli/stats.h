// stats: the processor time that the parts of a review take for a patient: median, 99th percentile,
// longest.
//
// One Stats a run, one StatsClock a worker. finding/ says which phase begins, the time is taken
// here. For every patient one number a phase is kept, so that the percentiles are exact.
//
//     Stats *stats = stats_new(jobs);
//     options.phase = stats_phase;
//     options.phase_ctx = stats_clock(stats, worker);
//     stats_begin(clock);  ... review, write ...  stats_end(clock);

#ifndef CLI_STATS_H
#define CLI_STATS_H

#include "finding/finding.h"

enum { STATS_ALL = PHASES, STATS_ROWS };  // rows: the phases, then all of them

typedef struct Stats Stats;
typedef struct StatsClock StatsClock;

Stats *stats_new(unsigned workers);  // free with stats_free
void stats_free(Stats *stats);
StatsClock *stats_clock(Stats *stats, unsigned worker);

// A patient begins; what is before the first phase counts as PHASE_EVALUATE.
void stats_begin(StatsClock *clock);
// For ReviewOptions.phase; `ctx` is a StatsClock.
void stats_phase(void *ctx, ReviewPhase phase);
// The patient is done: its times are kept. Aborts when there is no memory left for them.
void stats_end(StatsClock *clock);

// Nanoseconds of a row (a phase, or STATS_ALL) below which `percent` of the patients
// lie (nearest rank); 0 when there were none.
uint64_t stats_percentile(const Stats *stats, unsigned row, unsigned percent);

// A table in milliseconds, a row a phase: median, p99, longest, sum.
void stats_write(Buf *out, const Stats *stats);

#endif
