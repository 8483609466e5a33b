// coverage_internal: what coverage*.c share; nobody else includes it.

#ifndef CLI_COVERAGE_INTERNAL_H
#define CLI_COVERAGE_INTERNAL_H

#include "cli/coverage.h"
#include "guideline/graph.h"

enum {
    SAW_TRUE = 1,
    SAW_FALSE = 2,
    SAW_NULL = 4,
    SAW_EQUAL = 8,  // of an interval: its low end
    SAW_HIGH_END = 16
};

// A comparison with a literal, or the same comparison for one call that hands the literal to it.
typedef struct Comparison Comparison;
struct Comparison {
    const Node *node;
    const Node *call;  // NULL: the literal stands in the comparison itself
    unsigned demanded, seen;
    Comparison *next;  // of the same node
};

// What is known of an observed node.
typedef struct {
    const Node *node;  // NULL: a free place of the table
    const Declaration *owner;
    bool is_condition;
    unsigned demanded, seen;  // of a condition
    unsigned impossible;      // outcomes that conditions before it rule out
    uint64_t known;           // locals that are not null where it stands (node_may_be_null)
    uint64_t parameters;      // of a comparison: those of its owner that it compares with
    Comparison *comparisons;
} Point;

enum { MOST_CALLS = 512 };

struct Coverage {
    Arena *arena;
    const GuidelineSet *set;
    Point *points;  // by address of the node: open addressing
    size_t size;    // a power of two
    size_t count;
    const Comparison **comparisons;  // all, in the order in which they were found
    size_t comparison_count, comparison_size;
    const Node *calls[MOST_CALLS];  // those that run, the outermost first
    size_t depth;
    EvalObserver observer;
};

// NULL when the node is not looked at.
Point *coverage_point(const Coverage *coverage, const Node *node);
// Does a library count?
bool coverage_looks_at(const Coverage *coverage, const Library *library);

// ---- comparisons.c

// What an operand is made of: literals, and parameters of the function it stands in.
typedef struct {
    bool literal;
    uint64_t parameters;
} Operand;
Operand operand_of(const Node *node, const Declaration *owner);
bool is_comparison(const Node *node);
// With an end of a range of points: a score that is not known is a range, and its ends are there.
bool compares_ends_of_points(const Node *node);

// The outcomes that `later` cannot have where `earlier` was not true: x <= 6 after x > 6 is not
// false.
unsigned comparison_rules_out(const Node *earlier, const Node *later);

// Finds the comparisons with a literal in what is reached; needs the points.
void comparisons_find(Coverage *coverage, const bool *reached);
// Notes what a comparison came to.
void comparison_saw(const Coverage *coverage, const Point *point, const Value *operands,
                    size_t count, Value value);

#endif
