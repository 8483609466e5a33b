#include "json/scan.h"

#include <stdatomic.h>

#include "json/json.h"

static const char *fault_set(JsonFault *fault, const char *at, ErrCode code, const char *what) {
    *fault = (JsonFault){at, code, what};
    return NULL;
}

static const char NOT_UTF8[] = "not UTF-8";

// ---- UTF-8

static bool is_tail(const char *at, const char *end) {
    return at < end && ((unsigned char)*at & 0xC0) == 0x80;
}

// The length of the sequence at `at`, 0 when it is none. Table 3-7 limits only the second byte.
static size_t sequence_length(const char *at, const char *end) {
    unsigned char lead = (unsigned char)at[0];
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4 || !is_tail(at + 1, end)) return 0;
    if (lead < 0xE0) return 2;
    unsigned char second = (unsigned char)at[1];
    if (!is_tail(at + 2, end)) return 0;
    if (lead < 0xF0) {
        bool is_wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F);
        return is_wrong ? 0 : 3;
    }
    if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
    return is_tail(at + 3, end) ? 4 : 0;
}

const char *json_utf8_end(const char *at, const char *end) {
    while (at < end) {
        uint64_t word;
        if (end - at >= 8 && (memcpy(&word, at, 8), (word & 0x8080808080808080U) == 0)) {
            at += 8;
            continue;
        }
        size_t length = sequence_length(at, end);
        if (length == 0) return at;
        at += length;
    }
    return end;
}

// ---- skipping

const char *json_skip_string(const char *at, const char *end, JsonFault *fault) {
    const char *from = at;
    unsigned high = 0;
    for (;;) {
        at = json_find_special(at, end, &high);
        if (at == end) break;
        if (*at == '"') {
            const char *wrong = high == 0 ? at : json_utf8_end(from, at);
            return wrong == at ? at + 1 : fault_set(fault, wrong, ERR_PARSE, NOT_UTF8);
        }
        if (*at == '\\') at++;
        if (at == end) break;
        if ((unsigned char)*at < 0x20) {
            return fault_set(fault, at, ERR_PARSE, "a control character in a string");
        }
        high |= (unsigned char)*at & 0x80u;
        at++;
    }
    return fault_set(fault, end, ERR_PARSE, "the text ends inside a string");
}

const char *json_skip_scalar(const char *at, const char *end, uint32_t room, JsonFault *fault) {
    const char *from = at;
    uint64_t kinds = 0;  // a bit an open bracket, innermost lowest: 1 for '{'
    uint32_t depth = 0;
    while (at < end) {
        char c = *at;
        switch (c) {
        case '"':
            at = json_skip_string(at + 1, end, fault);
            if (at == NULL) return NULL;
            continue;
        case '{':
        case '[':
            if (depth == room) return fault_set(fault, at, ERR_LIMIT, "nested too deep");
            kinds = kinds << 1 | (c == '{');
            depth++;
            break;
        case '}':
        case ']':
            if ((kinds & 1) != (c == '}')) {
                return fault_set(fault, at, ERR_PARSE, "brackets do not match");
            }
            kinds >>= 1;
            if (--depth > 0) break;
            const char *wrong = json_utf8_end(from, at + 1);
            return wrong > at ? wrong : fault_set(fault, wrong, ERR_PARSE, NOT_UTF8);
        case '\\':
            return fault_set(fault, at, ERR_PARSE, "a backslash outside a string");
        default:
            break;
        }
        at++;
    }
    return fault_set(fault, end, ERR_PARSE, "the text ends before a bracket is closed");
}

// ---- engines

static bool always(void) {
    return true;
}

static const char *skip_scalar(const char *at, const char *end, uint32_t room) {
    JsonFault fault;
    return json_skip_scalar(at, end, room, &fault);
}

const JsonEngine json_engine_scalar = {"scalar", always, skip_scalar};

// Best first.
static const JsonEngine *const engines[] = {
#if defined(__x86_64__)
    &json_engine_avx2,
#endif
    &json_engine_scalar,
};
enum { ENGINE_COUNT = sizeof engines / sizeof engines[0] };

// NULL until the first read or json_use(). Every thread would choose the same, so a race does no
// harm.
static _Atomic(const JsonEngine *) engine_chosen;

const JsonEngine *json_engine_now(void) {
    const JsonEngine *engine = atomic_load_explicit(&engine_chosen, memory_order_relaxed);
    for (size_t i = 0; engine == NULL && i < ENGINE_COUNT; i++) {
        if (!engines[i]->is_supported()) continue;
        engine = engines[i];
        atomic_store_explicit(&engine_chosen, engine, memory_order_relaxed);
    }
    return engine;
}

const char *json_engine(void) {
    return json_engine_now()->name;
}

bool json_use(const char *name) {
    for (size_t i = 0; i < ENGINE_COUNT; i++) {
        if (strcmp(engines[i]->name, name) != 0 || !engines[i]->is_supported()) continue;
        atomic_store_explicit(&engine_chosen, engines[i], memory_order_relaxed);
        return true;
    }
    return false;
}
