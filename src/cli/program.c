#include "cli/program.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

int program_main(int argc, char **argv, int (*run)(int argc, char **argv)) {
    // A file that may not grow further is an error of writing, which is reported, not an end.
    signal(SIGXFSZ, SIG_IGN);
    int status = run(argc, argv);
    bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (written || status == err_exit_status(ERR_IO)) return status;
    fprintf(stderr, "standard output could not be written\n");
    return err_exit_status(ERR_IO);
}

int program_become_page(char **argv) {
    static const char suffix[] = "-page";
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof suffix);
    if (length < 0) length = 0;
    memcpy(path + length, suffix, sizeof suffix);
    execv(path, argv);
    fprintf(stderr, "%s: cannot be run: %s; it belongs beside vigil\n", path, strerror(errno));
    return err_exit_status(ERR_MISSING);
}
