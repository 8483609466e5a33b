// digest: SHA-256 of what went in, as "sha256:<64 hex digits>" (FIPS 180-4, by nettle).
//
//     Digest digest;
//     digest_begin(&digest);
//     digest_add(&digest, text);
//     char hash[DIGEST_TEXT];
//     digest_end(&digest, hash);

#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <nettle/sha2.h>

#include "base/str.h"

enum { DIGEST_TEXT = 72 };  // the prefix, 64 digits and the end

typedef struct {
    struct sha256_ctx state;
} Digest;

void digest_begin(Digest *digest);
// Each piece counts with its length, so that "ab", "c" and "a", "bc" differ.
void digest_add(Digest *digest, Str piece);
void digest_end(Digest *digest, char hash[DIGEST_TEXT]);
// The 32 bytes themselves.
void digest_end_bytes(Digest *digest, unsigned char bytes[SHA256_DIGEST_SIZE]);

#endif
