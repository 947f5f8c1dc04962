/* The file of an amendment: head, statements, what stands under them. See draft.h. Must never know the regulation. */
#include "interp/amend/draft.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/strbuf.h"
#include "grammar/tokens.h"
#include "interp/base/calendar.h"

/* Lines of a text and where each begins in its file. */
typedef struct { size_t at; uint32_t start; } LineStart;
typedef struct {
    Arena *arena; const SourceSet *sources; Diags *diags; Draft *out; uint32_t source;
    StrBuf text; LineStart *lines; int n_lines; /* of the statement being collected */
    const char *label; Span label_span; bool open; /* a quotation goes on; a labelled statement is being collected */
    int ordinal; LawPlace place; bool placed; int statement; const Node *change;
} Reader;

bool draft_is(const Node *file)
{
    for (int i = 0; i < file->n_child; i++)
        if (file->child[i]->kind == N_AMENDMENT) return true;
    return false;
}

/* ---- where words stand ---- */
static Span at(const void *cx, const char *s, size_t len)
{
    const Reader *r = cx;
    size_t offset = (size_t)(s - r->text.text);
    int line = 0;
    while (line + 1 < r->n_lines && r->lines[line + 1].at <= offset) line++;
    size_t rest = strcspn(s, "\n");
    uint32_t start = r->lines[line].start + (uint32_t)(offset - r->lines[line].at);
    return (Span){r->source, start, start + (uint32_t)(len && len < rest ? len : rest)};
}
/* A line of law text as it stands in the file. apart: an empty one stands before it. */
typedef struct { const char *text; Span span; bool apart; } LawLine;
static void collect(Reader *r, const LawLine *line)
{
    if (r->text.n) strbuf_add(&r->text, line->apart ? "\n\n" : "\n");
    LIST_ADD(r->arena, r->lines, r->n_lines, (LineStart){r->text.n, line->span.start});
    strbuf_add(&r->text, line->text);
}
static bool quote_open(const char *text)
{
    for (const char *s = text; *s;) {
        if (*s == '"' || !draft_quote_opens(s)) { /* a plain mark goes on over no line */
            s++;
            continue;
        }
        s = draft_quote_end(s);
        if (!s) return true;
    }
    return false;
}

/* ---- statements ---- */
/* 一、 or 1. before a statement: its bytes; 0: none. */
static size_t label_of(const char *s, int *number)
{
    size_t n = strspn(s, "0123456789"), len = strlen(s);
    if (n) *number = atoi(s);
    else {
        while (len >= n + 3 && chinese_number(s + n, 3) >= 0) n += 3;
        *number = chinese_number(s, n);
    }
    if (!n) return 0;
    if (strncmp(s + n, "、", 3) == 0) return n + 3;
    if (isdigit((unsigned char)*s) && s[n] == '.' && s[n + 1] == ' ') return n + 2;
    return 0;
}
static void end_statement(Reader *r)
{
    if (!r->label) return;
    int before = r->out->n_edits;
    const DraftSentences to = {r->arena, r->diags, r->out, at, r, r->statement};
    int errors = r->diags->n_errors;
    const char *sentences = r->text.text + strlen(r->label);
    draft_sentences(&to, sentences);
    if (r->out->n_edits == before && r->diags->n_errors == errors) diag_add(r->diags, D_AMEND_STATEMENT, at(r, sentences, 0), arena_strndup(r->arena, sentences, strcspn(sentences, "\n")), NULL, NULL);
    for (int i = before; i < r->out->n_edits && !r->placed; i++) { /* what stands below belongs to the first place it changes */
        const DraftEdit *e = &r->out->edits[i];
        r->place = e->kind == DRAFT_ADD && e->as.article ? e->as : e->place;
        r->placed = r->place.article != NULL;
    }
    r->label = NULL, r->open = false;
}
static void begin_statement(Reader *r, const LawLine *law, size_t label, int number)
{
    r->text = (StrBuf){.arena = r->arena};
    r->lines = NULL, r->n_lines = 0;
    r->label = arena_strndup(r->arena, law->text, label);
    if (number != ++r->ordinal) diag_add(r->diags, D_LABEL_GAP, law->span, r->label, arena_printf(r->arena, "%d", r->ordinal - 1), NULL);
    r->ordinal = number;
    r->statement = r->out->n_statements;
    r->placed = false, r->place = (LawPlace){0};
    LIST_ADD(r->arena, r->out->statements, r->out->n_statements, (DraftStatement){r->label, law->span});
    collect(r, law);
    r->open = quote_open(r->text.text);
}

/* ---- first and last words ---- */
static Span words_in(const Reader *r, const LawLine *law, const char *s, size_t len)
{
    const char *file = r->sources->items[r->source].text + law->span.start, *found = strstr(file, arena_strndup(r->arena, s, len));
    uint32_t start = found ? law->span.start + (uint32_t)(found - file) : law->span.start;
    return (Span){r->source, start, start + (uint32_t)len};
}
static void find_title(Reader *r, const char *text, Span span)
{
    const char *open = text ? strstr(text, "《") : NULL, *close = open ? strstr(open, "》") : NULL;
    if (!close || r->out->law_title) return;
    r->out->law_title = arena_strndup(r->arena, open + 3, (size_t)(close - open) - 3);
    r->out->law_title_span = span;
}
/* 2026年7月1日 or 2026-07-01 */
static bool read_day(const char *s, int32_t *day)
{
    int part[3] = {0};
    for (int i = 0; i < 3; i++) {
        if (!isdigit((unsigned char)*s)) return false;
        part[i] = (int)strtol(s, (char **)&s, 10);
        if (i < 2) s += *s == '-' ? 1 : *s ? 3 : 0;
    }
    if (!calendar_valid(part[0], part[1], part[2])) return false;
    *day = calendar_day(part[0], part[1], part[2]);
    return true;
}
static const char *printed(Arena *arena, int32_t day)
{
    char *out = arena_alloc(arena, CALENDAR_TEXT);
    calendar_print(day, out);
    return out;
}
static void check_day(Reader *r, const LawLine *law, const char *words, int32_t day)
{
    if (r->out->from == INT32_MIN || day == r->out->from) return;
    size_t len = strspn(words, "0123456789-");
    if (strncmp(words + len, "年", 3) == 0) len = (size_t)(strstr(words, "日") ? strstr(words, "日") + 3 - words : 3);
    diag_add(r->diags, D_AMEND_DAY_DIFFERS, words_in(r, law, words, len), printed(r->arena, day), printed(r->arena, r->out->from), NULL);
}
static void unlabelled(Reader *r, const LawLine *law)
{
    static const char *const FORCE[] = {"本决定自", "本修正案自", "This decision is in force from "};
    int32_t day;
    if (!r->out->n_statements) find_title(r, law->text, law->span);
    if (strstr(law->text, "条文顺序作相应调整") || strstr(law->text, "renumbered accordingly")) r->out->renumbers = true;
    for (int i = 0; i < 3; i++) {
        const char *words = strstr(law->text, FORCE[i]);
        if (words && read_day(words + strlen(FORCE[i]), &day)) check_day(r, law, words + strlen(FORCE[i]), day);
    }
}
static void read_line(Reader *r, const LawLine *law)
{
    int number = 0;
    bool part = r->label && (strncmp(law->text, "（", 3) == 0 || law->text[0] == '('); /* （一） under 一、 */
    if (r->label && (r->open || part)) {
        collect(r, law);
        r->open = quote_open(r->text.text);
        return;
    }
    size_t label = label_of(law->text, &number);
    end_statement(r);
    r->change = NULL, r->placed = false, r->place = (LawPlace){0}, r->statement = -1;
    if (label) begin_statement(r, law, label, number);
    else unlabelled(r, law);
}
static void read_law(Reader *r, const Node *law)
{
    const char *file = r->sources->items[r->source].text;
    uint32_t here = law->span.start;
    bool first = true;
    for (const char *s = law->text; *s; first = false) {
        size_t n = strcspn(s, "\n");
        const char *text = arena_strndup(r->arena, s, n), *end = file + here + strcspn(file + here, "\n"), *found = strstr(file + here, text);
        uint32_t start = found && found < end ? (uint32_t)(found - file) : here;
        if (n) read_line(r, &(LawLine){text, {r->source, start, start + (uint32_t)n}, first});
        here = (uint32_t)(end - file) + 1;
        s += n + (s[n] == '\n');
    }
}

/* ---- rules ---- */
static const char *reason_of(const Node *change)
{
    const Node *last = change->child[change->n_child - 1];
    return last->kind == N_STRING ? last->text : NULL;
}
static void add_change(Reader *r, int op, const Node *node, const Node *change)
{
    LIST_ADD(r->arena, r->out->changes, r->out->n_changes, (DraftChange){op, node, change, r->place, r->placed, r->statement, reason_of(change)});
}
static void read_change(Reader *r, const Node *n)
{
    if (n->op == OP_CHANGE_REPLACED || n->op == OP_CHANGE_ADDED) r->change = n;
    else add_change(r, n->op, n, n);
}
static void read_heading(Reader *r, const Node *n)
{
    r->change = NULL;
    switch (n->op) {
    case OP_ARTICLE: r->place = (LawPlace){.article = n->text}, r->placed = true; break;
    case OP_PARAGRAPH: r->place.paragraph = atoi(n->text), r->place.item = NULL; break;
    case OP_ITEM: r->place.item = n->text; break;
    default: diag_add(r->diags, D_AMEND_OUTSIDE, n->span, NULL, NULL, NULL);
    }
}
static void read_date(const Node *clause, int32_t *day, Diags *diags)
{
    const Node *x = clause->child[0];
    if (calendar_parse(x->text, strlen(x->text), day) != CALENDAR_OK) diag_add(diags, D_NO_SUCH_DAY, x->span, x->text, NULL, NULL), *day = INT32_MIN;
}
static void read_head(Reader *r, const Node *n)
{
    Draft *d = r->out;
    if (d->head) {
        diag_add(r->diags, D_AMEND_OUTSIDE, n->span, NULL, NULL, NULL);
        return;
    }
    d->head = n, d->title = n->text ? n->text : "";
    for (int i = 1; i < n->n_child; i++) {
        const Node *c = n->child[i];
        if (c->kind != N_CLAUSE) continue;
        if (c->op == OP_C_AMENDS) d->amends = c->child[0];
        else if (c->op == OP_C_ISSUED) read_date(c, &d->issued, r->diags);
        else if (c->op == OP_C_IN_FORCE) read_date(c, &d->from, r->diags);
        else diag_add(r->diags, D_AMEND_OUTSIDE, c->span, NULL, NULL, NULL);
    }
    if (!d->amends) diag_add(r->diags, D_AMEND_NO_TARGET, n->span, NULL, NULL, NULL);
    if (d->from == INT32_MIN) diag_add(r->diags, D_AMEND_NO_DAY, n->span, NULL, NULL, NULL);
    if (d->issued != INT32_MIN && d->from != INT32_MIN && d->from < d->issued) diag_add(r->diags, D_AMEND_BACK, n->span, printed(r->arena, d->from), printed(r->arena, d->issued), NULL);
    find_title(r, d->title, n->span);
}
Draft draft_read(Arena *arena, const SourceSet *sources, const Node *file, Diags *diags)
{
    Draft d = {.file = file, .title = "", .issued = INT32_MIN, .from = INT32_MIN};
    Reader r = {.arena = arena, .sources = sources, .diags = diags, .out = &d, .source = file->span.source, .statement = -1};
    for (int i = 0; i < file->n_child; i++) {
        const Node *n = file->child[i];
        if (n->kind == N_LAW) {
            read_law(&r, n);
            continue;
        }
        if (r.label) end_statement(&r);
        if (n->kind == N_AMENDMENT) read_head(&r, n);
        else if (n->kind == N_CHANGE) read_change(&r, n);
        else if (n->kind == N_HEADING) read_heading(&r, n);
        else if (n->kind == N_USE) continue;
        else if (r.change && n->kind != N_REGULATION && n->kind != N_PART_OF && n->kind != N_CONVENTIONS) add_change(&r, r.change->op, n, r.change);
        else diag_add(diags, D_AMEND_OUTSIDE, n->span, NULL, NULL, NULL);
    }
    end_statement(&r);
    return d;
}
