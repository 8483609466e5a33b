// supervise: runs the server as a child and starts it anew when it dies.
//
// A request that meets a bug ends the child by a signal, and the lack of memory ends it with a
// status of its own (memory.h); the socket stays open in the parent, so who connects meanwhile
// waits and is answered. A child that ends by itself ends the parent, too.

#ifndef SERVE_SUPERVISE_H
#define SERVE_SUPERVISE_H

#include <stdint.h>

typedef int SuperviseRun(void *context);

// Blocks SIGTERM, SIGINT and SIGCHLD; no thread may run. The exit status.
int supervise(SuperviseRun *run, void *context, int64_t stop_seconds);

#endif
