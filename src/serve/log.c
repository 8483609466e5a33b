#include "serve/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LINE = 512 };

void log_event(const char *event, const char *format, ...) {
    char line[MAX_LINE + 1];
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t used = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &utc);
    used += (size_t)snprintf(line + used, sizeof line - used, ".%03ldZ %s ", now.tv_nsec / 1000000,
                             event);
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line + used, MAX_LINE - used, format, args);
    va_end(args);
    if (length > 0) used += (size_t)length;
    if (used > MAX_LINE - 1) used = MAX_LINE - 1;
    line[used++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, used);
    (void)ignored;
}
