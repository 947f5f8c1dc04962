/* A comparison of two policies as text, Markdown, JSON and one self-contained HTML page.
 * Must never know how the differences were found. */
#ifndef FATIAO_DIFF_SHOW_H
#define FATIAO_DIFF_SHOW_H
#include "interp/diff/diff.h"

/* names: of the two sides, as the user gave them. */
/* meaning, impact: written in the same form by who knows of them (JSON: members of an object, an array); NULL none. */
typedef struct { bool chinese, colour; const char *before_name, *after_name, *meaning, *impact; } DiffShow;
const char *diff_show_text(Arena *arena, const DiffReport *report, const DiffShow *show);
const char *diff_show_markdown(Arena *arena, const DiffReport *report, const DiffShow *show);
/* Documented in docs/diff-json.md. */
const char *diff_show_json(Arena *arena, const DiffReport *report, const DiffShow *show);
const char *diff_show_html(Arena *arena, const DiffReport *report, const DiffShow *show);
/* ---- for the four of them ---- */
const char *diff_subject_word(const DiffChange *c, bool chinese); /* 条文, 参数, 待遇 ... */
const char *diff_kind_said(DiffKind kind, bool chinese);          /* 新增, 删去, 修改, 移动 */
const char *diff_article_said(Arena *arena, const DiffChange *c, bool chinese); /* 第62条, 第75条第（11）项, "62.1 → 63.1"; "" */
#endif
