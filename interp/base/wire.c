/* Tables to bytes and back. See wire.h.
 * Must never know what the tables are. */
#include "interp/base/wire.h"
#include <string.h>

void wire_bytes(Wire *w, void *p, size_t n)
{
    if (w->reading) {
        if (w->failed || n > w->left) {
            w->failed = true;
            if (n) memset(p, 0, n);
            return;
        }
        if (n) memcpy(p, w->in, n);
        w->in += n, w->left -= n;
        return;
    }
    if (w->len + n > w->cap) {
        size_t cap = (w->len + n) * 2 + 256;
        w->out = arena_grow(w->arena, w->out, w->len, cap);
        w->cap = cap;
    }
    if (n) memcpy(w->out + w->len, p, n);
    w->len += n;
}
void wire_number(Wire *w, uint64_t *v, int n)
{
    uint8_t raw[8] = {0};
    for (int i = 0; i < n; i++) raw[i] = (uint8_t)(*v >> (8 * i));
    wire_bytes(w, raw, (size_t)n);
    *v = 0;
    for (int i = 0; i < n; i++) *v |= (uint64_t)raw[i] << (8 * i);
}
void wire_flag(Wire *w, bool *b)
{
    uint8_t v = *b;
    WIRE_U8(w, v);
    if (v > 1) w->failed = true;
    if (w->reading) *b = v == 1;
}
void wire_text(Wire *w, const char **text)
{
    int len = w->reading || !*text ? -1 : (int)strlen(*text);
    WIRE_I32(w, len);
    if (!w->reading) {
        if (len > 0) wire_bytes(w, (char *)*text, (size_t)len);
        return;
    }
    *text = NULL;
    if (len == -1 && !w->failed) return;
    if (len < 0 || (size_t)len > w->left || memchr(w->in, 0, (size_t)len)) w->failed = true;
    if (w->failed) return;
    *text = arena_strndup(w->arena, (const char *)w->in, (size_t)len);
    w->in += len, w->left -= (size_t)len;
}
void *wire_array(Wire *w, int *n, void *now, size_t size, size_t least)
{
    WIRE_I32(w, *n);
    if (!w->reading) return now;
    if (*n < 0 || (size_t)*n > w->left / least) w->failed = true;
    if (w->failed) *n = 0;
    return arena_alloc(w->arena, (size_t)*n * size + 1);
}
