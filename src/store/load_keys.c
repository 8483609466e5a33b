// load_keys: which resource stands where, in memory, while a load fills an empty store.

#include <stdlib.h>

#include "base/memory.h"
#include "store/load_internal.h"

enum { FIRST = 1 << 16, MOST = 8 << 20 };  // then the table has 256 MB

static int64_t *rows_new(size_t size) {
    int64_t *rows = calloc(size, 2 * sizeof *rows);
    if (rows == NULL) memory_out(size * 2 * sizeof *rows);
    return rows;
}

bool keys_open(Load *load, Err *err) {
    load->keys = (Keys){rows_new(FIRST), FIRST, 0};
    load->is_fresh = true;
    return resource_index_drop(load->store, err);
}

void keys_close(Load *load) {
    free(load->keys.rows);
    load->keys = (Keys){0};
}

bool keys_settle(Load *load, Err *err) {
    if (!load->is_fresh) return true;
    load->is_fresh = false;
    keys_close(load);
    return resource_index_make(load->store, err);
}

static int64_t *row_of(const Keys *keys, int64_t key) {
    size_t at = (size_t)key & (keys->size - 1);
    while (keys->rows[2 * at + 1] != 0 && keys->rows[2 * at] != key)
        at = (at + 1) & (keys->size - 1);
    return &keys->rows[2 * at];
}

static void grow(Keys *keys) {
    Keys grown = {rows_new(keys->size * 2), keys->size * 2, keys->count};
    for (size_t i = 0; i < keys->size; i++) {
        const int64_t *row = &keys->rows[2 * i];
        if (row[1] != 0) memcpy(row_of(&grown, row[0]), row, 2 * sizeof *row);
    }
    free(keys->rows);
    *keys = grown;
}

int64_t keys_find(const Load *load, int64_t key) {
    if (!load->is_fresh) return STANDS_MAYBE;
    const int64_t *row = row_of(&load->keys, key);
    return row[1] != 0 ? row[1] : STANDS_NOWHERE;
}

bool keys_put(Load *load, int64_t key, int64_t number, Err *err) {
    if (!load->is_fresh) return true;
    Keys *keys = &load->keys;
    if (keys->count == MOST) return keys_settle(load, err);
    if (keys->count * 2 == keys->size) grow(keys);
    int64_t *row = row_of(keys, key);
    keys->count += row[1] == 0;
    row[0] = key;
    row[1] = number;
    return true;
}
