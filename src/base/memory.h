// memory: large pieces of it, and what becomes of the program when the system has none left.
//
// Without memory no result can be trusted to be whole, and to tidy up would take memory as well:
// the process says so on standard error and ends at once, with the exit status of ERR_MEMORY. What
// stands in buffers is not written, what was begun in a store is taken back when that is next
// opened, and no core file keeps a record. A server's worker is started again (supervise.h). GMP
// and MPFR end the program in the same way.

#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

// Memory of this size or more (a huge page of x86-64) that will be filled: page by page the system
// takes longer to give it than it takes to fill. It is asked for huge pages (madvise(2),
// MADV_HUGEPAGE); where it has none, this is memory like any other. Freed with free(). Does not
// return without memory.
enum { MEMORY_LARGE = 2 * 1024 * 1024 };
void *memory_large(size_t size);

// `wanted`: bytes; 0: not known.
void memory_out(size_t wanted) __attribute__((noreturn));

#endif
