// world: what a system may do to a program, as a library that is loaded before it (LD_PRELOAD).
//
//     TORTURE_FAIL=N      the N-th request for memory after main has begun is refused,
//     TORTURE_FOR_GOOD=1  and all that follow
//     TORTURE_COUNT=FILE  adds there how many requests there were, when a process ends
//     TORTURE_BITS=SEED   read and write take less than was offered, or are interrupted
//
// Arenas take their blocks from malloc, so that these are refused as well. What glibc's streams
// read and write does not come by here. zlib takes an interruption for a broken file, and says so;
// no command that reads files has a handler of a signal, so it meets none.

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

SHOWN ssize_t read(int file, void *bytes, size_t size) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_read(file, bytes, (size_t)some);
}

SHOWN ssize_t write(int file, const void *bytes, size_t size) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_write(file, bytes, (size_t)some);
}

SHOWN ssize_t pread(int file, void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_pread(file, bytes, (size_t)some, at);
}

SHOWN ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_pwrite(file, bytes, (size_t)some, at);
}

SHOWN ssize_t pread64(int file, void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_pread(file, bytes, (size_t)some, at);
}

SHOWN ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at) {
    ssize_t some = share(size, __builtin_return_address(0));
    return some < 0 ? -1 : real_pwrite(file, bytes, (size_t)some, at);
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
    refused = number_of("TORTURE_FAIL");
    for_good = number_of("TORTURE_FOR_GOOD") != 0;
    seed = number_of("TORTURE_BITS");
    count_path = getenv("TORTURE_COUNT");
}

__attribute__((destructor)) static void tell(void) {
    atomic_store(&begun, false);
    if (count_path == NULL) return;
    char text[32];
    int length = snprintf(text, sizeof text, "%llu\n", (unsigned long long)atomic_load(&requests));
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
