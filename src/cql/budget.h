// budget: how much work an evaluation may still do.
//
// Whoever walks a value (to compare, to hash, to sort) takes a unit for each element that it looks
// at, and stops when there is none left: a list may hold one list twice, that one another, and so
// on, until a value of sixty lists is walked 2^60 times. What a walk that was stopped gives counts
// for nothing; whoever gave the budget has to look at `left`.
//
//     Budget budget = {BUDGET_ALONE};
//     if (!budget_spend(&budget, count)) return TRI_UNKNOWN;

#ifndef CQL_BUDGET_H
#define CQL_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BUDGET_STEP = 16,        // units of a step: a row, a call (eval.h)
    BUDGET_WALK = 3,         // of an element that is compared or hashed
    BUDGET_LARGE = 256,      // what a list or text of fewer elements or bytes costs is not counted
    BUDGET_ALONE = 1 << 26,  // units of one walk outside of an evaluation
};

typedef struct {
    uint64_t left;  // 0: spent
} Budget;

// False: there was not enough left, and now there is nothing.
static inline bool budget_spend(Budget *budget, uint64_t units) {
    if (units >= budget->left) {
        budget->left = 0;
        return false;
    }
    budget->left -= units;
    return true;
}

// The bytes of a text that is looked at: many at a time.
static inline bool budget_spend_text(Budget *budget, size_t bytes) {
    return bytes < BUDGET_LARGE || budget_spend(budget, bytes / 16);
}

#endif
