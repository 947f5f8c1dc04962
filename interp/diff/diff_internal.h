/* Inside the comparison of two policies. Only diff*.c includes this. Must never know how differences are shown. */
#ifndef FATIAO_DIFF_INTERNAL_H
#define FATIAO_DIFF_INTERNAL_H
#include "interp/diff/diff.h"
#include "interp/program/same.h"
#include "interp/program/words.h"

typedef struct { Arena *arena; const DiffSide *before, *after; bool chinese; DiffReport report; DiffChange *at; /* being filled */ } Diff;

/* ---- diff.c ---- */
const char *diff_word(const Diff *d, const char *zh, const char *en);
const char *diff_name(const Diff *d, const Name *name);
const char *diff_day(Diff *d, int32_t day); /* NULL for open ends */
const char *diff_value(Diff *d, const Program *program, const Type *type, int64_t value);
const char *diff_type(Diff *d, const Program *program, const Type *type);
/* Nothing when the two are equal. */
void diff_point(Diff *d, const char *zh, const char *en, const char *label, const char *before, const char *after);
/* A point whose words are kept apart from whether it changed. */
void diff_changed_point(Diff *d, const char *zh, const char *en, const char *label, const char *before, const char *after);
/* ---- diff_rule.c ---- */
void diff_rule(Diff *d, const Rule *before, const Rule *after);
/* ---- diff_facts.c ---- */
void diff_param(Diff *d, const Param *before, const Param *after);
void diff_reading(Diff *d, const Reading *before, const Reading *after);
void diff_enum(Diff *d, const Enum *before, const Enum *after);
void diff_entity(Diff *d, const Entity *before, const Entity *after);
/* Whether an assertion of the one program is one of the other: by name, else by what it says. */
bool diff_same_assertion(const Program *p, const Assertion *a, const Program *q, const Assertion *b);
void diff_assertion(Diff *d, const Assertion *before, const Assertion *after);
/* ---- diff_text.c ---- */
void diff_texts(Diff *d);
#endif
