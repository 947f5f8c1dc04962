/* Tokens to the tree: drives the generated parser. See parse.h.
 * Must never know types, names' meaning, files. */
#include "grammar/parse.h"
#include "grammar/builder.h"
#include "grammar/limits.h"
#include "policy.h"

void PolicyInit(void *parser, Builder *b);
void PolicyFinalize(void *parser);
void Policy(void *parser, int code, const Lexeme *lexeme);
size_t policy_size(void);
void policy_settle(void *parser);

/* The labelled list under a line that could not be read goes with it. */
static int skip_list(const Lexemes *in, int i)
{
    int depth = 0;
    for (; i < in->n_items; i++) {
        if (in->items[i].code == TK_LIST_OPEN) depth++;
        if (in->items[i].code == TK_LIST_CLOSE && --depth <= 0) return i + 1;
    }
    return i;
}
/* Past an 例: up to the next line that is a declaration of another kind, a heading or law text. */
static int skip_examples(const Lexemes *in, int i)
{
    for (; i < in->n_items; i++) {
        const Lexeme *x = &in->items[i];
        bool other = x->code == TK_HEADING || x->code == TK_LAW || (x->keyword >= 0 && KEYWORDS[x->keyword].role == ROLE_DECL && x->code != TK_EXAMPLE);
        if (other && in->items[i - 1].code == TK_NL) break;
    }
    return i;
}
static Node *parse(Arena *arena, SourceSet *sources, uint32_t source, Diags *diags, bool examples)
{
    Arena *scratch = arena_scratch(arena);
    Tokens tokens = tokens_scan(arena, scratch, sources, source, diags);
    Lexemes in = layout_run(arena, scratch, &tokens, sources, source, diags);
    Builder b = {.arena = arena, .diags = diags, .sources = sources, .lexemes = &in};
    b.none = node_new(arena, N_NONE, 0, NULL, (Span){.source = source});
    b.file = node_new(arena, N_FILE, 0, sources->items[source].name, (Span){.source = source});
    void *parser = arena_alloc(scratch, policy_size());
    b.stack = arena_alloc(scratch, policy_size());
    PolicyInit(parser, &b);
    int errors = diags->n_errors;
    for (int i = 0; i < in.n_items && diags->n_errors - errors < ERRORS_SHOWN_MAX;) {
        const Lexeme *x = &in.items[i];
        if (b.line_failed && x->code == TK_LIST_OPEN && (i == 0 || in.items[i - 1].code == TK_NL)) {
            i = skip_list(&in, i);
            continue;
        }
        bool starts = i == 0 || in.items[i - 1].code == TK_NL;
        if (starts && x->code == TK_EXAMPLE && !examples) {
            i = skip_examples(&in, i + 1);
            continue;
        }
        if (starts) builder_line_starts(&b, x);
        b.at = i++;
        policy_remember(parser, &b);
        if (x->code == TK_STRING && !policy_takes(&b, TK_STRING) && policy_takes(&b, TK_NAME)) in.items[b.at].code = TK_NAME, in.items[b.at].quoted = true; /* any name may be quoted */
        Policy(parser, x->code, x);
        b.last = x->span;
        if (x->code == TK_NL) {
            policy_settle(parser);
            if (i < in.n_items && in.items[i].code != TK_LIST_OPEN) b.line_failed = false;
        }
    }
    if (diags->n_errors - errors < ERRORS_SHOWN_MAX) {
        b.at = in.n_items;
        policy_remember(parser, &b);
        Policy(parser, 0, &(Lexeme){.keyword = -1, .span = b.last});
    }
    PolicyFinalize(parser);
    builder_declaration_ends(&b, UINT32_MAX);
    return b.file;
}
Node *parse_file(Arena *arena, SourceSet *sources, uint32_t source, Diags *diags) { return parse(arena, sources, source, diags, true); }
Node *parse_rules(Arena *arena, SourceSet *sources, uint32_t source, Diags *diags) { return parse(arena, sources, source, diags, false); }
