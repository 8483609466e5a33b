#include "base/memory.h"

#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"

void memory_out(size_t wanted) {
    char text[64];
    int length = wanted == 0
                     ? snprintf(text, sizeof text, "out of memory\n")
                     : snprintf(text, sizeof text, "out of memory: %zu bytes wanted\n", wanted);
    if (length > 0 && write(STDERR_FILENO, text, (size_t)length) < 0) {
        // Nobody listens; the status still says it.
    }
    _exit(err_exit_status(ERR_MEMORY));
}

void *memory_large(size_t size) {
    void *memory = NULL;
    if (posix_memalign(&memory, MEMORY_LARGE, size) != 0) memory_out(size);
    madvise(memory, size, MADV_HUGEPAGE);  // a wish: refused, nothing is lost
    return memory;
}

// ---- GMP and MPFR, which would abort

static void *number_new(size_t size) {
    void *memory = malloc(size);
    if (memory == NULL) memory_out(size);
    return memory;
}

static void *number_grow(void *old, size_t old_size, size_t size) {
    (void)old_size;
    void *memory = realloc(old, size);
    if (memory == NULL) memory_out(size);
    return memory;
}

static void number_free(void *memory, size_t size) {
    (void)size;
    free(memory);
}

__attribute__((constructor)) static void tell_numbers(void) {
    mp_set_memory_functions(number_new, number_grow, number_free);
}
