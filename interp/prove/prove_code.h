/* A chunk's instructions as terms over the record in question: one term for each lane that can be. A list has as many lanes as it may
 * have elements, for each lane of its owner. Knows bytecode. Must never know rules, or why the question is asked. */
#ifndef FATIAO_PROVE_CODE_H
#define FATIAO_PROVE_CODE_H
#include "interp/prove/prove_facts.h"

/* A truth register taken to be so, whatever it rests on. */
typedef struct { int reg; bool yes; } Forced;
/* One program's reading of the question, on one assessment date. Several may share the question: two versions, or two days. */
typedef struct {
    Question *q; const Program *program; const Chunk *chunk;
    Term as_of, law;       /* dates */
    uint32_t *lanes;       /* by space */
    const char ***place;   /* by spec and lane: what stands before a field's alias, "" or "children[2]." */
    const Fact ***list;    /* by spec and lane of its parent */
    bool *dates;           /* by register: holds dates */
    Term **terms;          /* by register and lane; NULL: not wanted so far */
    Forced *forced; int n_forced;
    const bool *own, *own_lists; /* columns and lists (by spec) that are facts of their own, under paths marked SAMPLE_OWN: of a second person; NULL: none */
} Code;

/* as_of, law: known dates. */
void code_open(Code *code, Question *q, const Program *program, const Chunk *chunk, Term as_of, Term law);
/* The register in the root's lane. Everything it rests on is put to terms. */
Term code_term(Code *code, int reg);
/* In any lane of its space, with what in its space are the lanes that may be. */
const Term *code_lanes(Code *code, int reg, uint32_t *n);
/* The list whose elements are the lanes of the space; NULL where it is no list of the root record itself. */
const Fact *code_list(Code *code, int space);
/* Registers it rests on, itself among them: true. As many as the chunk has instructions, in the question's arena. */
bool *code_cone(const Code *code, const int *regs, int n);
/* What the record reader refuses, of the facts asked for so far: an earlier date after a later one, a report's code twice.
 * Call it once all registers are wanted. */
void code_requirements(Code *code);
#endif
