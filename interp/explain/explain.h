/* Why a decision came out as it did: registers and program to a tree of reasons, and the tree to text, JSON, Markdown and HTML.
 * Must never evaluate anything: every value shown is read from a register. */
#ifndef FATIAO_EXPLAIN_H
#define FATIAO_EXPLAIN_H
#include "interp/explain/advise.h"
#include "interp/explain/missing_sets.h"

/* vm: VM_KEEP, already run. source texts are read for the words of a condition. */
typedef struct { const Program *program; const SourceSet *sources; const Chunk *chunk; Vm *vm; const FactsReader *facts; uint32_t lane /* of the vm */, row /* of the reader */; } ExplainInput;
typedef struct Explanation Explanation;
typedef struct { bool chinese; bool chinese_names; bool colour; } ExplainOptions;

Explanation *explain_build(Arena *arena, const ExplainInput *input, int decision);
/* What would change the answer, to be told with it; kept. NULL: nothing is said of it. */
void explain_take_advice(Explanation *explanation, const Advice *advice);
/* Of missing facts, for a decision that is undetermined. */
void explain_take_sets(Explanation *explanation, const MissingSets *sets);
bool explain_is_open(const Explanation *explanation);
const char *explain_text(Arena *arena, const Explanation *explanation, ExplainOptions options);
const char *explain_json(Arena *arena, const Explanation *explanation, ExplainOptions options);
const char *explain_markdown(Arena *arena, const Explanation *explanation, ExplainOptions options);
const char *explain_html(Arena *arena, const Explanation *explanation, ExplainOptions options);
/* An expression in words, for other answers. */
const char *explain_words(Arena *arena, const Program *program, const SourceSet *sources, const Expr *expr, ExplainOptions options);
/* What an assertion says, likewise. */
const char *explain_asserted(Arena *arena, const Program *program, const SourceSet *sources, const Assertion *asserted, ExplainOptions options);
#endif
