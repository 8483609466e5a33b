#include "cql/value.h"
#include "test.h"

// One list, held many times, is small in memory and would be 4^20 numbers when written.
TEST(value_what_is_written_has_an_end) {
    Value leaf = value_integer(7);
    Value lists[20];
    Value items[20][4];
    for (size_t i = 0; i < 20; i++) {
        for (size_t k = 0; k < 4; k++) items[i][k] = i == 0 ? leaf : lists[i - 1];
        lists[i] = value_list(items[i], 4);
    }
    Buf cql = {0};
    Buf json = {0};
    value_write_cql(&cql, lists[19]);
    value_write_json(&json, lists[19]);
    CHECK(cql.len > VALUE_MAX_WRITTEN && cql.len < VALUE_MAX_WRITTEN + 4096);
    CHECK(json.len > VALUE_MAX_WRITTEN / 2 && json.len < 2 * VALUE_MAX_WRITTEN + 4096);
    buf_free(&cql);
    buf_free(&json);
}
