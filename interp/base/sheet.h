/* Rows and columns of text, as a table for a terminal, as CSV for a spreadsheet, as JSON for machines.
 * Must never know what the cells mean. */
#ifndef FATIAO_SHEET_H
#define FATIAO_SHEET_H
#include "grammar/arena.h"

/* raw: a cell is JSON already (a number, true), empty for null; right: shown flush right; list: its lines are the entries of a list. */
typedef struct { const char *key, *zh, *en; bool raw, right, list; } SheetColumn;
typedef struct { Arena *arena; const SheetColumn *columns; int n_columns; const char **cells; int n_rows, cap_rows; } Sheet;

Sheet sheet_new(Arena *arena, const SheetColumn *columns, int n_columns);
/* A row of n_columns cells to be filled in, all NULL. Holds until the next row is added. */
const char **sheet_add_row(Sheet *sheet);
/* Columns that are empty in all rows are left out of the table. "" without rows. */
const char *sheet_table(const Sheet *sheet, bool chinese);
/* RFC 4180, CRLF, with a byte order mark, so that spreadsheets read it as UTF-8. A cell that a spreadsheet would take for a formula gets an apostrophe. */
const char *sheet_csv(const Sheet *sheet, bool chinese);
/* A table in Markdown, without the columns that are empty. */
const char *sheet_markdown(const Sheet *sheet, bool chinese);
/* A <table>. */
const char *sheet_html(const Sheet *sheet, bool chinese);
/* An array of objects; the keys are the columns'. */
const char *sheet_json(const Sheet *sheet);
#endif
