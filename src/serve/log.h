// log: one line an event on standard error: when, what, and names with values.
//
// A value is a number, a code, the pattern of a route or a random id. What a patient's record, an
// address or a header says never comes here. A line is written at once, so lines of threads do not
// mix.

#ifndef SERVE_LOG_H
#define SERVE_LOG_H

// log_event("stop", "ms=%d", 12)
void log_event(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
