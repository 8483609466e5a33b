#include "base/digest.h"

#include <stdint.h>

void digest_begin(Digest *digest) {
    sha256_init(&digest->state);
}

void digest_add(Digest *digest, Str piece) {
    uint8_t length[8];
    for (unsigned i = 0; i < 8; i++) length[i] = (uint8_t)((uint64_t)piece.len >> (8 * i));
    sha256_update(&digest->state, sizeof length, length);
    if (piece.len > 0) sha256_update(&digest->state, piece.len, (const uint8_t *)piece.data);
}

void digest_end(Digest *digest, char hash[DIGEST_TEXT]) {
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_digest(&digest->state, sizeof bytes, bytes);
    memcpy(hash, "sha256:", 7);
    for (unsigned i = 0; i < sizeof bytes; i++) {
        hash[7 + 2 * i] = digits[bytes[i] >> 4];
        hash[8 + 2 * i] = digits[bytes[i] & 15];
    }
    hash[7 + 2 * sizeof bytes] = '\0';
}

void digest_end_bytes(Digest *digest, unsigned char bytes[SHA256_DIGEST_SIZE]) {
    sha256_digest(&digest->state, SHA256_DIGEST_SIZE, bytes);
}
