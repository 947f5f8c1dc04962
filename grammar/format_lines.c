/* Lines of the source with their indentation: what each is, how deep it stands, where an empty line stands. See format_internal.h.
 * Must never know what names mean, types, files. */
#include "grammar/format_internal.h"
#include "policy.h"

enum { STEP = 2, BLOCKS_MAX = 8 };
typedef struct {
    Arena *arena; const Source *source; const Tokens *tokens; const Lexemes *in; Lines out;
    int x;             /* next lexeme */
    bool fresh, blank; /* a logical line begins; an empty line came before */
    bool asserts;      /* under 断言: its items stand two in */
    int base, depth, lists, cases; /* indentation of the logical line, open brackets and lists, where cases stand */
    uint32_t block[BLOCKS_MAX]; int blocks; /* columns of 子女 1：, as the builder keeps them */
} Reader;

bool format_is_empty(const Lexeme *x) { return x->code == TK_LIST_OPEN || x->code == TK_LIST_CLOSE || x->code == TK_FIELD || x->code == TK_GIVEN_LINE; }

static uint32_t column_of(const Reader *r, int token)
{
    uint32_t start = r->tokens->items[token].start, at = start;
    while (at > 0 && r->source->text[at - 1] != '\n') at--;
    return start - at;
}
/* ---- where a line begins ---- */
static bool role_is(const Lexeme *x, KeywordRole role) { return x->keyword >= 0 && KEYWORDS[x->keyword].role == role; }
static int given_indent(Reader *r, const Line *line)
{
    while (r->blocks && line->column <= r->block[r->blocks - 1]) r->blocks--;
    int indent = 2 * STEP + STEP * r->blocks;
    if (r->in->items[line->end - 1].code == TK_COLON && r->blocks < BLOCKS_MAX) r->block[r->blocks++] = line->column;
    return indent;
}
static void begin_clause(Reader *r, Line *line, int code)
{
    line->kind = LINE_BODY;
    line->indent = STEP;
    if (code == TK_C_CASE || code == TK_C_OTHERWISE) line->indent = r->cases;
    else r->cases = code == TK_C_AMOUNT || code == TK_C_BORNE_BY || code == TK_C_RESULT ? 2 * STEP : STEP;
}
static void begin(Reader *r, Line *line)
{
    int i = line->first;
    bool given = false;
    for (; i < line->end && format_is_empty(&r->in->items[i]); i++) {
        int code = r->in->items[i].code;
        r->lists += code == TK_LIST_OPEN ? 1 : code == TK_LIST_CLOSE ? -1 : 0;
        given |= code == TK_GIVEN_LINE;
    }
    const Lexeme *x = &r->in->items[i < line->end ? i : line->end - 1];
    if (!given) r->blocks = 0;
    r->depth = 0;
    line->kind = LINE_BODY;
    line->indent = STEP;
    if (x->code == TK_LAW) line->kind = LINE_LAW, line->indent = 0;
    else if (x->code == TK_HEADING || x->code == TK_LEVEL || (x->code == TK_CHANGE && x->op != OP_CHANGE_NONE)) line->kind = LINE_HEADING, line->indent = 0;
    else if (x->code == TK_LABEL) line->indent = STEP * r->lists + (r->asserts ? 0 : STEP);
    else if (given) line->indent = given_indent(r, line);
    else if (x->code == TK_BAR || x->code == TK_RULE_ROW) line->kind = LINE_ROW;
    else if (role_is(x, ROLE_DECL)) {
        line->kind = LINE_DECL, line->indent = 0;
        line->uses = x->code == TK_USE || x->code == TK_PART_OF;
        r->cases = STEP, r->asserts = x->code == TK_ASSERT;
    } else if (role_is(x, ROLE_CLAUSE)) begin_clause(r, line, x->code);
    r->base = line->indent;
}
static int bracket_change(int code)
{
    switch (code) {
    case TK_LPAREN: case TK_LBRACE: case TK_LBRACKET: return 1;
    case TK_RPAREN: case TK_RBRACE: case TK_RBRACKET: return -1;
    default: return 0;
    }
}
/* A line that goes on stands deeper by its open brackets; one that begins by closing them stands at the bracket's own depth. */
static void go_on(Reader *r, Line *line)
{
    int deep = r->depth;
    bool closes = bracket_change(r->in->items[line->first].code) < 0;
    if (closes) deep--;
    else if (deep < 1) deep = 1;
    line->kind = LINE_MORE;
    line->indent = r->base + STEP * (deep < 0 ? 0 : deep > 20 ? 20 : deep);
}
static void add_line(Reader *r, Line line)
{
    line.blank = r->blank && r->out.n_items > 0;
    LIST_ADD(r->arena, r->out.items, r->out.n_items, line);
    r->blank = false;
}
/* The tokens from i to the newline at j. */
static void read_line(Reader *r, int i, int j)
{
    Line line = {.first = r->x, .comment = j > i && r->tokens->items[j - 1].kind == T_COMMENT ? j - 1 : -1, .column = column_of(r, i)};
    while (r->x < r->in->n_items && r->in->items[r->x].token < j) r->x++;
    line.end = r->x;
    if (line.end == line.first) {
        if (line.comment >= 0) line.kind = LINE_COMMENT, add_line(r, line);
    } else {
        if (r->fresh) begin(r, &line);
        else go_on(r, &line);
        for (int k = line.first; k < line.end; k++) r->depth += bracket_change(r->in->items[k].code);
        r->fresh = false;
        add_line(r, line);
    }
}

/* ---- comments and empty lines ---- */
/* A comment belongs to the line below it, unless it stands deeper than that and no less deep than the line above. */
static void place_comment(Line *c, const Line *above, const Line *below)
{
    int next_indent = below ? below->indent : 0;
    bool deeper = below ? below->column < c->column : c->column > 0;
    c->indent = next_indent;
    if (!above || !deeper) return;
    int inside = above->kind == LINE_DECL && c->column > above->column ? above->indent + STEP : c->column >= above->column ? above->indent : 0;
    if (inside > next_indent) c->indent = inside;
}
static void place_comments(Lines *l)
{
    const Line *above = NULL; /* the beginning of the logical line */
    for (int i = 0; i < l->n_items; i++) {
        int from = i;
        while (i < l->n_items && l->items[i].kind == LINE_COMMENT) i++;
        for (int k = from; k < i; k++) place_comment(&l->items[k], above, i < l->n_items ? &l->items[i] : NULL);
        if (i < l->n_items && l->items[i].kind != LINE_MORE) above = &l->items[i];
    }
}
static bool has_body(const Lines *l, int i)
{
    do i++;
    while (i < l->n_items && l->items[i].kind == LINE_COMMENT);
    LineKind kind = i < l->n_items ? l->items[i].kind : LINE_DECL;
    return kind == LINE_BODY || kind == LINE_ROW || kind == LINE_MORE;
}
/* Whether an empty line has to stand between these two. */
static bool apart(const Lines *l, int above, int i)
{
    LineKind before = l->items[above].kind;
    switch (l->items[i].kind) {
    case LINE_HEADING: return true;
    case LINE_LAW: return before != LINE_HEADING && before != LINE_LAW;
    case LINE_DECL: return before != LINE_HEADING && (before != LINE_DECL || has_body(l, i) || l->items[above].uses != l->items[i].uses);
    case LINE_COMMENT: case LINE_BODY: case LINE_ROW: case LINE_MORE: return false;
    }
    return false;
}
/* Comments right above a line belong to it: the empty line stands above them. */
static void part(Lines *l, int i)
{
    int first = i;
    while (!l->items[first].blank && first > 0 && l->items[first - 1].kind == LINE_COMMENT && l->items[first - 1].indent == l->items[i].indent) first--;
    if (first > 0) l->items[first].blank = true;
}
Lines format_lines(Arena *arena, const Source *source, const Tokens *tokens, const Lexemes *in)
{
    Reader r = {.arena = arena, .source = source, .tokens = tokens, .in = in, .fresh = true, .cases = STEP};
    for (int i = 0, j = 0; tokens->items[i].kind != T_END; i = ++j) {
        while (tokens->items[j].kind != T_NEWLINE) j++;
        if (j > i) read_line(&r, i, j);
        else r.blank = true;
        while (r.x < in->n_items && in->items[r.x].token == j) r.fresh |= in->items[r.x++].code == TK_NL;
    }
    place_comments(&r.out);
    for (int i = 0, above = -1; i < r.out.n_items; i++) {
        if (r.out.items[i].kind == LINE_COMMENT) continue;
        if (above >= 0 && apart(&r.out, above, i)) part(&r.out, i);
        above = i;
    }
    return r.out;
}
