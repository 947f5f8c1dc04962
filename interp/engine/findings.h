/* Findings in words: text and JSON. Must never know how they were found. */
#ifndef FATIAO_FINDINGS_H
#define FATIAO_FINDINGS_H
#include "interp/prove/prove.h"

typedef struct { const fatiao_policy *policy; const ProveOptions *options; const ProveReport *report; bool chinese, colour; } FindingsShow;
const char *findings_text(Arena *arena, const FindingsShow *show);
const char *findings_json(Arena *arena, const FindingsShow *show); /* docs/prove.md */
const char *finding_id(FindingKind kind); /* conflict, gap, ... */
/* What is wrong, in a clause: "没有人能享受". */
const char *finding_says(Arena *arena, const Program *program, const Finding *f, bool chinese);
/* The title of its 例. */
const char *finding_title(Arena *arena, const Program *program, const Finding *f, bool chinese);
#endif
