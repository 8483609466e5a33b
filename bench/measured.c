// measured: runs a program and writes what it took: CPU and wall seconds, peak memory in KB, exit
// status.
//
//     measured REPORT PROGRAM [ARGUMENT...]
//
// Apart from the script that starts it, because the kernel counts the memory of whoever starts a
// program as the program's own.

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: measured REPORT PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror("measured");
        return 1;
    }
    FILE *report = fopen(argv[1], "w");
    if (report == NULL) {
        perror(argv[1]);
        return 1;
    }
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(report, "{\"cpu\":%.6f,\"wall\":%.6f,\"kilobytes\":%ld,\"status\":%d}\n",
            seconds(used.ru_utime) + seconds(used.ru_stime), now() - start, used.ru_maxrss, code);
    return fclose(report) == 0 ? 0 : 1;
}
