/* Two decisions over one record in question: is there somebody for whom they say something else? Knows the solver's terms of both.
 * Must never know policies' files, or how an answer is shown. */
#ifndef FATIAO_PROVE_PAIR_H
#define FATIAO_PROVE_PAIR_H
#include "interp/decide/change.h"
#include "interp/prove/prove_ask.h"
#include "interp/prove/prove_outcome.h"
#include "interp/decide/sample.h"

typedef struct { const Program *program; const Chunk *chunk; int decision; } PairSide;
/* Assessment dates from .. to; the law's date is the same unless has_law. */
typedef struct { FactLimits limits; int32_t from, to, law; bool has_law; unsigned timeout_ms; } PairOptions;
typedef struct { PairSide side[2]; Question q; Ask ask; Code code[2]; Outcome outcome[2]; Truth differ; End as_of, law; } Pair;

/* False: no solver. */
bool pair_open(Pair *p, Arena *arena, const PairSide side[2], const PairOptions *options);
void pair_close(Pair *p);
/* Somebody not yet excluded. complete: with all facts given, pending parameters too. */
Answer pair_next(Pair *p, Arena *arena, bool complete, Sample *out);
/* All for whom the decisions change so. */
void pair_exclude(Pair *p, const Change *change);

/* ---- prove_sample.c ---- */
/* The days an unknown assessment date may be: from .. to. */
End question_day(Question *q, const char *name, int32_t from, int32_t to);
/* The record of the solver's last answer. */
Sample sample_of(Arena *arena, const Question *q, const Ask *ask, End as_of, End law);
/* Every fact is given; what is pending is supposed to be something, or (supposed false) is not. */
Truth question_complete(const Question *q, bool supposed);
#endif
