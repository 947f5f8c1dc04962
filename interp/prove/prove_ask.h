/* Putting a question to the solver, and reading its answer. Knows the solver's calls. Must never know what the question is about. */
#ifndef FATIAO_PROVE_ASK_H
#define FATIAO_PROVE_ASK_H
#include "interp/prove/prove_term.h"

/* YES: some record does it, the model is one. NO: none does. UNSETTLED: not within the time. */
typedef enum { ANSWER_YES, ANSWER_NO, ANSWER_UNSETTLED } Answer;
typedef struct { const Terms *terms; Z3_solver solver; Z3_model model; int axioms; } Ask;

void ask_open(Ask *ask, const Terms *terms, unsigned timeout_ms); /* 0: no limit */
void ask_close(Ask *ask);
void ask_timeout(Ask *ask, unsigned timeout_ms);
void ask_assert(Ask *ask, Truth a);
/* Axioms of the terms made so far. Within a push they go with its pop: call it before one. */
void ask_axioms(Ask *ask);
void ask_push(Ask *ask);
void ask_pop(Ask *ask);
Answer ask_check(Ask *ask);
/* In the model of the last YES. */
bool ask_truth(const Ask *ask, Truth a);
int64_t ask_number(const Ask *ask, Num a);
#endif
