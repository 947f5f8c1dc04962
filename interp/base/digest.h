/* SHA-256 (FIPS 180-4): a fingerprint of policies and counts. It protects no secret.
 * Must never know what the bytes mean. */
#ifndef FATIAO_DIGEST_H
#define FATIAO_DIGEST_H
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_TEXT = 2 * DIGEST_BYTES + 1 };
typedef struct { uint8_t bytes[DIGEST_BYTES]; } Digest;
Digest digest_of(const void *bytes, size_t n);
/* In lower-case hexadecimal. */
void digest_text(const Digest *digest, char out[DIGEST_TEXT]);
#endif
