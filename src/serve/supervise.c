#include "serve/supervise.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "serve/log.h"

enum { FIRST_PAUSE_MS = 50, LONGEST_PAUSE_MS = 5000, WELL_MS = 1000 };

static int64_t clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static sigset_t our_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGCHLD);
    return set;
}

static pid_t start(SuperviseRun *run, void *context) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    // Nobody is left to restart it: it goes with its parent. What it holds is written nowhere.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    exit(run(context));
}

// Waits for a signal, at most so long. 0: none came.
static int signal_wait(int64_t ms) {
    sigset_t set = our_signals();
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    int got = sigtimedwait(&set, NULL, ms < 0 ? NULL : &time);
    return got < 0 ? 0 : got;
}

// Passes the wish to stop on; who does not hear it is ended.
static int stop(pid_t child, int64_t stop_seconds) {
    enum { GRACE_MS = 2000 };
    int status = 0;
    int64_t end = clock_ms() + stop_seconds * 1000 + GRACE_MS;
    kill(child, SIGTERM);
    while (waitpid(child, &status, WNOHANG) != child) {
        int64_t left = end - clock_ms();
        if (left <= 0) {
            log_event("worker-killed", "pid=%d", (int)child);
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            break;
        }
        signal_wait(left < 200 ? left : 200);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

// Waits between two starts, longer when it died soon after each. True: told to stop meanwhile.
static bool pause_told(int64_t ms) {
    int64_t end = clock_ms() + ms;
    for (int64_t left = ms; left > 0; left = end - clock_ms()) {
        int got = signal_wait(left);
        if (got == SIGTERM || got == SIGINT) return true;
    }
    return false;
}

int supervise(SuperviseRun *run, void *context, int64_t stop_seconds) {
    sigset_t set = our_signals();
    sigprocmask(SIG_BLOCK, &set, NULL);
    int64_t pause = FIRST_PAUSE_MS;
    while (true) {
        int64_t begun = clock_ms();
        pid_t child = start(run, context);
        if (child < 0) {
            log_event("no-worker", "errno=%d", errno);
            return 1;
        }
        int status;
        while (waitpid(child, &status, WNOHANG) != child) {
            int got = signal_wait(1000);
            if (got == SIGTERM || got == SIGINT) return stop(child, stop_seconds);
        }
        bool ended = WIFEXITED(status);
        if (ended && WEXITSTATUS(status) != err_exit_status(ERR_MEMORY)) return WEXITSTATUS(status);
        log_event("worker-died", "pid=%d %s=%d after_ms=%lld", (int)child,
                  ended ? "status" : "signal", ended ? WEXITSTATUS(status) : WTERMSIG(status),
                  (long long)(clock_ms() - begun));
        bool was_well = clock_ms() - begun >= WELL_MS;
        pause = was_well ? FIRST_PAUSE_MS : pause * 2;
        if (pause > LONGEST_PAUSE_MS) pause = LONGEST_PAUSE_MS;
        if (pause_told(pause)) return 0;
    }
}
