// world: what a system may do to a program, as a library that is loaded before it (LD_PRELOAD).
//
//     TORTURE_FAIL=N      the N-th request for memory after main has begun is refused,
//     TORTURE_FOR_GOOD=1  and all that follow
//     TORTURE_COUNT=FILE  adds there, when a process ends, how many requests and writes there were
//     TORTURE_BITS=SEED   read and write take less than was offered, or are interrupted
//     TORTURE_DIE=N       the process is killed in its N-th write, when half of it is done; to
//                         remove a file counts as a write, not done then; after fewer, at its end
//     TORTURE_POWER=all   then what was written to files and not synced is lost as well
//     TORTURE_POWER=some  or a part of it, here and there
//
// Arenas take their blocks from malloc, so that these are refused as well. What glibc's streams
// read and write does not come by here. zlib takes an interruption for a broken file, and says so;
// no command that reads files has a handler of a signal, so it meets none.

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

// ---- memory

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_bool begun;
static atomic_uint_fast64_t requests;
static uint64_t refused;  // which; 0: none
static bool for_good;
static const char *count_path;

static bool is_refused(void) {
    if (!atomic_load(&begun)) return false;
    uint64_t number = atomic_fetch_add(&requests, 1) + 1;
    if (refused == 0 || (for_good ? number < refused : number != refused)) return false;
    errno = ENOMEM;
    return true;
}

SHOWN void *malloc(size_t size) {
    return is_refused() ? NULL : __libc_malloc(size);
}

SHOWN void *calloc(size_t count, size_t size) {
    return is_refused() ? NULL : __libc_calloc(count, size);
}

SHOWN void *realloc(void *memory, size_t size) {
    return is_refused() ? NULL : __libc_realloc(memory, size);
}

SHOWN int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (is_refused()) return ENOMEM;
    *memory = __libc_memalign(alignment, size);
    return *memory == NULL ? ENOMEM : 0;
}

// ---- reading and writing

static atomic_uint_fast64_t throws;
static uint64_t seed;  // 0: whole

static uint64_t thrown(void) {
    uint64_t x = atomic_fetch_add(&throws, 1) * 0x9E3779B97F4A7C15U + seed;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

static bool is_zlib(const void *caller) {
    Dl_info info;
    return dladdr(caller, &info) != 0 && strstr(info.dli_fname, "libz.") != NULL;
}

// How much of `size` is done; -1: it is interrupted.
static ssize_t share(size_t size, const void *caller) {
    if (seed == 0 || size == 0 || !atomic_load(&begun)) return (ssize_t)size;
    uint64_t dice = thrown();
    if (dice % 16 == 0 && !is_zlib(caller)) {
        errno = EINTR;
        return -1;
    }
    size_t most = dice / 16 % 4 == 0 ? 3 : size;
    return 1 + (ssize_t)(dice / 64 % (most < size ? most : size));
}

typedef ssize_t Read(int file, void *bytes, size_t size);
typedef ssize_t Write(int file, const void *bytes, size_t size);
typedef ssize_t ReadAt(int file, void *bytes, size_t size, off_t at);
typedef ssize_t WriteAt(int file, const void *bytes, size_t size, off_t at);
static Read *real_read;
static Write *real_write;
static ReadAt *real_pread;
static WriteAt *real_pwrite;

// ---- dying, and what was not synced

// What a write that is not synced yet wrote over.
typedef struct {
    int file;  // a descriptor of our own
    dev_t device;
    ino_t inode;
    off_t at;
    off_t size;  // of the file before
    size_t count;
    size_t old_count;  // less than `count` where the file grew
    unsigned char *old;
} Unsynced;

enum { MOST_UNSYNCED = 1 << 16 };
static Unsynced unsynced[MOST_UNSYNCED];
static size_t unsynced_count;
static pthread_mutex_t unsynced_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_uint_fast64_t writes;
static uint64_t dies_at;  // 0: never
static enum { LOSES_NOTHING, LOSES_ALL, LOSES_SOME } loses;

static void remember(int file, off_t at, size_t count) {
    struct stat status;
    if (loses == LOSES_NOTHING || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return;
    pthread_mutex_lock(&unsynced_lock);
    if (unsynced_count == MOST_UNSYNCED) abort();
    Unsynced *row = &unsynced[unsynced_count++];
    *row = (Unsynced){dup(file), status.st_dev,           status.st_ino, at, status.st_size, count,
                      0,         __libc_malloc(count + 1)};
    ssize_t got = real_pread(row->file, row->old, count, at);
    row->old_count = got < 0 ? 0 : (size_t)got;
    pthread_mutex_unlock(&unsynced_lock);
}

// The descriptors of our own stay open: closing one would give up the process's locks on the file.
static void forget(int file) {
    struct stat status;
    if (unsynced_count == 0 || fstat(file, &status) != 0) return;
    pthread_mutex_lock(&unsynced_lock);
    size_t kept = 0;
    for (size_t i = 0; i < unsynced_count; i++) {
        bool is_other = unsynced[i].device != status.st_dev || unsynced[i].inode != status.st_ino;
        if (is_other) unsynced[kept++] = unsynced[i];
    }
    unsynced_count = kept;
    pthread_mutex_unlock(&unsynced_lock);
}

static void lose(const Unsynced *row) {
    static const unsigned char nothing[1];
    real_pwrite(row->file, row->old, row->old_count, row->at);
    if (loses == LOSES_ALL) {
        if (ftruncate(row->file, row->size) != 0) abort();
        return;
    }
    for (size_t i = row->old_count; i < row->count; i++) {
        real_pwrite(row->file, nothing, 1, row->at + (off_t)i);
    }
}

static void die(void) {
    seed = dies_at;
    for (size_t i = unsynced_count; i > 0; i--) {
        if (loses == LOSES_ALL || thrown() % 2 == 0) lose(&unsynced[i - 1]);
    }
    kill(getpid(), SIGKILL);
    pause();
}

// Is this the write in which the process dies?
static bool is_last(int file, off_t at, size_t count) {
    if (!atomic_load(&begun)) return false;
    remember(file, at, count);
    return atomic_fetch_add(&writes, 1) + 1 == dies_at;
}

static ssize_t do_write(int file, const void *bytes, size_t size) {
    bool last = is_last(file, lseek(file, 0, SEEK_CUR), size);
    ssize_t done = real_write(file, bytes, last ? size / 2 : size);
    if (last) die();
    return done;
}

static ssize_t do_pwrite(int file, const void *bytes, size_t size, off_t at) {
    bool last = is_last(file, at, size);
    ssize_t done = real_pwrite(file, bytes, last ? size / 2 : size, at);
    if (last) die();
    return done;
}

typedef int Remove(const char *path);
static Remove *real_unlink;

SHOWN int unlink(const char *path) {
    if (atomic_load(&begun) && atomic_fetch_add(&writes, 1) + 1 == dies_at) die();
    return real_unlink(path);
}

typedef int Sync(int file);
static Sync *real_fsync;
static Sync *real_fdatasync;

SHOWN int fsync(int file) {
    int result = real_fsync(file);
    forget(file);
    return result;
}

SHOWN int fdatasync(int file) {
    int result = real_fdatasync(file);
    forget(file);
    return result;
}

// ---- what the program calls

SHOWN ssize_t read(int file, void *bytes, size_t size) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_read(file, bytes, (size_t)some);
}

SHOWN ssize_t write(int file, const void *bytes, size_t size) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : do_write(file, bytes, (size_t)some);
}

SHOWN ssize_t pread(int file, void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_pread(file, bytes, (size_t)some, at);
}

SHOWN ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : do_pwrite(file, bytes, (size_t)some, at);
}

SHOWN ssize_t pread64(int file, void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_pread(file, bytes, (size_t)some, at);
}

SHOWN ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : do_pwrite(file, bytes, (size_t)some, at);
}

// ---- where it begins and ends

static uint64_t number_of(const char *name) {
    const char *text = getenv(name);
    return text == NULL ? 0 : strtoull(text, NULL, 10);
}

static void find(const char *name, void *function) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    memcpy(function, &found, sizeof found);
}

__attribute__((constructor)) static void prepare(void) {
    find("read", &real_read);
    find("write", &real_write);
    find("pread", &real_pread);
    find("pwrite", &real_pwrite);
    find("unlink", &real_unlink);
    find("fsync", &real_fsync);
    find("fdatasync", &real_fdatasync);
    dies_at = number_of("TORTURE_DIE");
    const char *power = getenv("TORTURE_POWER");
    if (power != NULL && power[0] != 0) loses = strcmp(power, "all") == 0 ? LOSES_ALL : LOSES_SOME;
    refused = number_of("TORTURE_FAIL");
    for_good = number_of("TORTURE_FOR_GOOD") != 0;
    seed = number_of("TORTURE_BITS");
    count_path = getenv("TORTURE_COUNT");
}

__attribute__((destructor)) static void tell(void) {
    atomic_store(&begun, false);
    if (dies_at > atomic_load(&writes)) die();
    if (count_path == NULL) return;
    char text[64];
    int length =
        snprintf(text, sizeof text, "%llu %llu\n", (unsigned long long)atomic_load(&requests),
                 (unsigned long long)atomic_load(&writes));
    int file = open(count_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0 || real_write(file, text, (size_t)length) != length) abort();
    close(file);
}

typedef int Main(int argc, char **argv, char **environment);
typedef int StartMain(Main *run, int argc, char **argv, void (*first)(void), void (*last)(void),
                      void (*loader)(void), void *stack);
static Main *real_main;

static int begin(int argc, char **argv, char **environment) {
    atomic_store(&begun, true);
    return real_main(argc, argv, environment);
}

// What libraries ask for before main is not the program's.
SHOWN StartMain __libc_start_main;

int __libc_start_main(Main *run, int argc, char **argv, void (*first)(void), void (*last)(void),
                      void (*loader)(void), void *stack) {
    StartMain *start;
    find("__libc_start_main", &start);
    real_main = run;
    return start(begin, argc, argv, first, last, loader, stack);
}
