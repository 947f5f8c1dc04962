/* Inside the engine: what a bundle holds of a policy. Only engine*.c includes this.
 * Must never know files or checksums. */
#ifndef FATIAO_ENGINE_PACK_H
#define FATIAO_ENGINE_PACK_H
#include <string.h>
#include "interp/engine/engine_internal.h"
#include "interp/base/wire.h"

/* Writes the policy, or fills an empty one from the wire; then w->failed says whether that went well. Writing changes nothing. */
void policy_walk(Wire *w, fatiao_policy *policy);
/* Whether what was read may be run and shown: every index in range, chunks and rules of one shape. On false *why names the fault. */
bool policy_sound(const fatiao_policy *policy, const char **why);
#endif
