#include "base/edits.h"

enum { LONGEST = 64 };

static bool same_letter(char x, char y) {
    return x == y || ((x ^ y) == 0x20 && (x | 0x20) >= 'a' && (x | 0x20) <= 'z');
}

size_t str_edits(Str a, Str b, size_t limit) {
    size_t apart = a.len > b.len ? a.len - b.len : b.len - a.len;
    if (a.len > LONGEST || b.len > LONGEST || apart > limit) return limit + 1;
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++) rows[0][j] = j;
    size_t *before = rows[2];
    size_t *last = rows[0];
    size_t *row = rows[1];
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.data[i - 1];
            char y = b.data[j - 1];
            size_t best = last[j - 1] + (same_letter(x, y) ? 0 : 1);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && x == b.data[j - 2] && a.data[i - 2] == y;
            if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b.len] > limit ? limit + 1 : last[b.len];
}

void nearest_offer(Nearest *nearest, Str text) {
    Str name = nearest->name;
    size_t limit = name.len < 6 ? 1 : name.len / 3;
    nearest->offered++;
    if (nearest->best.len > 0) {
        if (nearest->distance == 0) return;
        limit = nearest->distance - 1;
    }
    size_t distance = str_edits(name, text, limit);
    if (distance > limit || distance >= name.len) return;  // nothing of it would stay
    nearest->best = text;
    nearest->distance = distance;
}

const Str *str_nearest(Str name, const Str *texts, size_t count) {
    Nearest nearest = nearest_to(name);
    const Str *best = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *before = nearest.best.data;
        nearest_offer(&nearest, texts[i]);
        if (nearest.best.data != before) best = &texts[i];
    }
    return best;
}
