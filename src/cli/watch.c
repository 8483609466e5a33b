#include "cli/watch.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/memory.h"

// What the files look like: their names, sizes and times in one number, and the file that was
// changed last.
typedef struct {
    uint64_t sum;
    struct timespec latest;
    Buf name;
} Look;

static void stir(uint64_t *sum, uint64_t value) {
    *sum = (*sum ^ value) * 1099511628211U;  // FNV-1a
}

static void look_at(Look *look, const FTSENT *entry, size_t below) {
    Str name = {entry->fts_name, entry->fts_namelen};
    bool counts =
        str_ends(name, STR(".cql")) || str_ends(name, STR(".json")) || str_ends(name, STR(".md"));
    if (!counts || name.data[0] == '.') return;
    const struct stat *file = entry->fts_statp;
    for (size_t i = 0; i < entry->fts_pathlen; i++)
        stir(&look->sum, (unsigned char)entry->fts_path[i]);
    stir(&look->sum, (uint64_t)file->st_size);
    stir(&look->sum, (uint64_t)file->st_mtim.tv_sec);
    stir(&look->sum, (uint64_t)file->st_mtim.tv_nsec);
    bool later = file->st_mtim.tv_sec > look->latest.tv_sec ||
                 (file->st_mtim.tv_sec == look->latest.tv_sec &&
                  file->st_mtim.tv_nsec > look->latest.tv_nsec);
    if (!later) return;
    look->latest = file->st_mtim;
    buf_reset(&look->name);
    buf_add(&look->name, (Str){entry->fts_path + below, entry->fts_pathlen - below});
}

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool look_below(const char *folder, Look *look, Err *err) {
    char *copy = strdup(folder);
    if (copy == NULL) memory_out(strlen(folder));
    char *roots[] = {copy, NULL};
    look->sum = 14695981039346656037U;
    look->latest = (struct timespec){0};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    bool ok = tree != NULL;
    for (FTSENT *entry; ok && (entry = fts_read(tree)) != NULL;) {
        if (entry->fts_info == FTS_F) look_at(look, entry, strlen(folder) + 1);
        // A file that goes while we look is a change; the folder itself has to be there.
        if (entry->fts_level == 0 && (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR))
            ok = false;
        if (entry->fts_level > 0 && entry->fts_info == FTS_D && entry->fts_name[0] == '.')
            fts_set(tree, entry, FTS_SKIP);
    }
    if (tree != NULL) fts_close(tree);
    free(copy);
    return ok || err_set(err, ERR_MISSING, "the folder '%s' cannot be read", folder);
}

static bool do_work(int (*work)(void *ctx), void *ctx, Err *err) {
    fflush(NULL);
    pid_t child = fork();
    if (child < 0) return err_set(err, ERR_IO, "no process could be started");
    if (child == 0) {
        int status = work(ctx);
        fflush(NULL);
        _exit(status);
    }
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) printf("the check was ended by signal %d\n", WTERMSIG(status));
    return true;
}

static void wait_a_moment(void) {
    struct timespec moment = {.tv_nsec = 200000000};
    nanosleep(&moment, NULL);
}

static void announce(const Look *look) {
    char clock[16];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(clock, sizeof clock, "%H:%M:%S", &local);
    if (isatty(STDOUT_FILENO)) fputs("\033[H\033[2J\033[3J", stdout);
    printf("%s  %.*s\n", clock, (int)look->name.len, look->name.data);
    fflush(stdout);
}

bool watch(const char *folder, int (*work)(void *ctx), void *ctx, Err *err) {
    Look look = {0};
    bool ok = look_below(folder, &look, err);
    while (ok) {
        uint64_t done = look.sum;
        ok = do_work(work, ctx, err);
        while (ok && look.sum == done) {
            wait_a_moment();
            ok = look_below(folder, &look, err);
        }
        for (uint64_t before = done; ok && look.sum != before;) {
            before = look.sum;
            wait_a_moment();
            ok = look_below(folder, &look, err);
        }
        if (ok) announce(&look);
    }
    buf_free(&look.name);
    return false;
}
