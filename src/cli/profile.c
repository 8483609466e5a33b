#include "cli/profile.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

typedef struct {
    const Declaration *declaration;
    EvalProfile profile;
} Row;

static int by_own_time(const void *a, const void *b) {
    const Row *x = a;
    const Row *y = b;
    if (x->profile.own_ns != y->profile.own_ns)
        return x->profile.own_ns > y->profile.own_ns ? -1 : 1;
    return x->declaration->index < y->declaration->index ? -1 : 1;
}

static void print_ms(uint64_t ns) {
    fprintf(stderr, "%9llu.%03llu ", (unsigned long long)(ns / 1000000),
            (unsigned long long)(ns / 1000 % 1000));
}

void profile_print(const Program *program, Eval *const *evals, unsigned count) {
    Row *rows = calloc(program->declaration_count + 1, sizeof *rows);
    size_t kept = 0;
    if (rows == NULL) memory_out(sizeof *rows);
    for (size_t i = 0; i < program->declaration_count; i++) {
        Row *row = &rows[kept];
        *row = (Row){.declaration = program->declarations[i]};
        for (unsigned w = 0; w < count; w++) {
            EvalProfile more = eval_profile_get(evals[w], (uint32_t)i);
            row->profile.calls += more.calls;
            row->profile.own_ns += more.own_ns;
            row->profile.all_ns += more.all_ns;
        }
        if (row->profile.calls > 0) kept++;
    }
    if (kept > 1) qsort(rows, kept, sizeof *rows, by_own_time);
    fprintf(stderr, "%13s %13s %10s  define\n", "own ms", "all ms", "calls");
    for (size_t i = 0; i < kept; i++) {
        const Declaration *declaration = rows[i].declaration;
        print_ms(rows[i].profile.own_ns);
        print_ms(rows[i].profile.all_ns);
        fprintf(stderr, "%10llu  %.*s.%.*s\n", (unsigned long long)rows[i].profile.calls,
                STR_ARG(declaration->library->name), STR_ARG(declaration->name));
    }
    free(rows);
}
