/* Whether a column keeps to a range, many values at a time. Must never know what they stand for. */
#include "interp/engine/engine_arrow.h"

static bool bytes_within(const uint8_t *v, uint32_t n, int64_t lo, int64_t hi)
{
    uint8_t least = 255, most = 0;
    if (lo <= 0 && hi >= 255) return true;
    if (lo <= 0) for (uint32_t i = 0; i < n; i++) most = v[i] > most ? v[i] : most;
    else for (uint32_t i = 0; i < n; i++) least = v[i] < least ? v[i] : least, most = v[i] > most ? v[i] : most;
    return (lo <= 0 || least >= lo) && most <= hi;
}
static bool days_within(const int32_t *v, uint32_t n, int64_t from, int64_t to)
{
    const int32_t lo = from < INT32_MIN ? INT32_MIN : (int32_t)from, hi = to > INT32_MAX ? INT32_MAX : (int32_t)to;
    int32_t outside = 0;
    for (uint32_t i = 0; i < n; i++) outside |= -(v[i] < lo) | -(v[i] > hi);
    return !outside;
}
static bool longs_within(const int64_t *v, uint32_t n, int64_t lo, int64_t hi)
{
    bool outside = false;
    if (lo == INT64_MIN && hi == INT64_MAX) return true;
    for (uint32_t i = 0; i < n; i++) outside |= (v[i] < lo) | (v[i] > hi);
    return !outside;
}
bool arrow_within(ColumnKind kind, const void *data, uint32_t n, int64_t lo, int64_t hi)
{
    switch (kind) {
    case COL_U8: return bytes_within(data, n, lo, hi);
    case COL_I32: return days_within(data, n, lo, hi);
    case COL_I64: return longs_within(data, n, lo, hi);
    case COL_BIT: case COL_TEXT: break;
    }
    return false;
}
