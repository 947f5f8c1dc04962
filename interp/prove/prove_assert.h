/* An assertion under question. Must never know how findings are shown. */
#ifndef FATIAO_PROVE_ASSERT_H
#define FATIAO_PROVE_ASSERT_H
#include "interp/engine/asserted.h"
#include "interp/prove/prove_scene.h"

struct Trend;
/* rule: its define in the asserted policy. answer: UNSETTLED until something is known. */
typedef struct {
    Arena *arena; const ProveOptions *options; ProveReport *report; const Asserted *asserted; const Assertion *a; int rule; AssertedAnswer answer;
    Scene scene; struct Trend *trend;
} Claim;
Finding *claim_finding(Claim *c, const Sample *sample);
void claim_example(Claim *c, StrBuf *out, const Sample *s, const char *title, const char *expectations);

/* ---- prove_trend.c: what never falls when something rises ---- */
void claim_trend(Claim *c);
void trend_close(struct Trend *trend); /* NULL: nothing */
#endif
