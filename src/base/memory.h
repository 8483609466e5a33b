// memory: what becomes of the program when the system has no memory left.
//
// Then no result can be trusted to be whole, and to tidy up would take memory as well: the process
// says so on standard error and ends at once, with the exit status of ERR_MEMORY. What stands in
// buffers is not written, what was begun in a store is taken back when that is next opened, and no
// core file keeps a record. A server's worker is started again (supervise.h). GMP and MPFR end the
// program in the same way.

#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

// `wanted`: bytes; 0: not known.
void memory_out(size_t wanted) __attribute__((noreturn));

#endif
