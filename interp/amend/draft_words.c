/* The sentences of a statement: 将…中的“…”修改为“…”, 增加一条，作为第…条：“…”, and the like, read word by word.
 * Must never know the regulation. */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "grammar/strbuf.h"
#include "grammar/tokens.h"
#include "interp/amend/draft.h"

enum { PARTS_MAX = 32 };
typedef enum { VERB_NONE, VERB_REPLACE, VERB_DELETE, VERB_ADD } Verb;
typedef struct { LawPlace from, to; bool ranged; } Span2;
typedef struct { const char *text; const char *start; } Quote;
typedef struct {
    const DraftSentences *to; LawPlace around; /* what the sentence before was about */
    Span2 place[PARTS_MAX], as[PARTS_MAX]; int n_places, n_as;
    Quote old[PARTS_MAX], quote[PARTS_MAX]; int n_old, n_quotes;
    Quote anchor; bool before, anchored, want_anchor, ranges, told; Verb verb; bool verb_first; DraftUnit unit;
    const char *start; /* of the sentence */
} Sentence;

/* ---- quotation marks ---- */
static bool is(const char *s, const char *word) { return strncmp(s, word, strlen(word)) == 0; }
bool draft_quote_opens(const char *s) { return is(s, "“") || *s == '"'; }
/* A “ at the start of a paragraph inside only says that the quotation goes on. */
static bool goes_on(const char *open, const char *s) { return s > open && s[-1] == '\n' && is(s, "“"); }
const char *draft_quote_end(const char *open)
{
    int deep = 0;
    const char *s = open;
    if (*s == '"') {
        s = strchr(s + 1, '"');
        return s ? s + 1 : NULL;
    }
    for (; *s; s++) {
        if (goes_on(open, s)) continue;
        if (is(s, "“")) deep++;
        if (is(s, "”") && --deep == 0) return s + strlen("”");
    }
    return NULL;
}
const char *draft_requote(Arena *arena, const char *text, size_t len)
{
    static const char *const SWAP[][2] = {{"“", "‘"}, {"”", "’"}, {"‘", "“"}, {"’", "”"}};
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    for (size_t i = 0; i < len;) {
        int k = 0;
        while (k < 4 && !(i + 3 <= len && memcmp(text + i, SWAP[k][0], 3) == 0)) k++;
        if (k < 4) strbuf_add(&b, SWAP[k][1]), i += 3;
        else strbuf_char(&b, text[i++]);
    }
    return b.text;
}
static const char *unquoted(Arena *arena, const char *open, const char *end)
{
    bool plain = *open == '"';
    const char *s = open + (plain ? 1 : strlen("“"));
    size_t len = (size_t)(end - s) - (plain ? 1 : strlen("”"));
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    for (const char *p = s; p < s + len;) {
        if (!plain && goes_on(open, p)) p += strlen("“");
        else strbuf_char(&b, *p++);
    }
    return plain ? b.text : draft_requote(arena, b.text, b.n);
}

/* ---- what a sentence comes to ---- */
static Span at(const Sentence *x, const char *s, size_t len) { return x->to->at(x->to->cx, s, len); }
static void tell(Sentence *x, const char *s, size_t len)
{
    if (x->told) return;
    x->told = true;
    diag_add(x->to->diags, D_AMEND_STATEMENT, at(x, s, len), arena_strndup(x->to->arena, s, len), NULL, NULL);
}
static void add(Sentence *x, DraftEdit e, const char *from)
{
    Draft *d = x->to->draft;
    e.statement = x->to->statement;
    e.span = at(x, from, 0);
    LIST_ADD(x->to->arena, d->edits, d->n_edits, e);
}
static Span2 here(const Sentence *x) { return (Span2){.from = x->around}; }
static void replace(Sentence *x)
{
    if (x->n_as && !x->n_quotes) {
        for (int i = 0; i < x->n_as; i++) {
            Span2 from = i < x->n_places ? x->place[i] : here(x);
            add(x, (DraftEdit){.kind = DRAFT_RENUMBER, .place = from.from, .last = from.ranged ? from.to : from.from, .as = x->as[i].from, .as_last = x->as[i].ranged ? x->as[i].to : x->as[i].from}, x->start);
        }
    } else if (x->n_quotes == 1 && !x->n_old && (x->n_places == 1 || (!x->n_places && x->around.article))) {
        Span2 p = x->n_places ? x->place[0] : here(x);
        add(x, (DraftEdit){.kind = DRAFT_REPLACE, .place = p.from, .last = p.ranged ? p.to : p.from, .text = x->quote[0].text}, x->quote[0].start);
    } else tell(x, x->start, strlen(x->start));
}
static void delete(Sentence *x)
{
    int places = x->n_places ? x->n_places : 1;
    if (!x->n_places && !x->n_quotes) tell(x, x->start, strlen(x->start));
    for (int i = 0; i < places; i++) {
        Span2 p = x->n_places ? x->place[i] : here(x);
        for (int k = 0; k < x->n_quotes; k++) add(x, (DraftEdit){.kind = DRAFT_DELETE_WORDS, .place = p.from, .words = x->quote[k].text}, x->quote[k].start);
        if (!x->n_quotes) add(x, (DraftEdit){.kind = DRAFT_DELETE, .place = p.from, .last = p.ranged ? p.to : p.from}, x->start);
    }
}
static DraftUnit unit_of(const LawPlace *p) { return p->item ? UNIT_ITEM : p->paragraph ? UNIT_PARAGRAPH : p->article ? UNIT_ARTICLE : UNIT_NONE; }
static void add_text(Sentence *x)
{
    Span2 p = x->n_places ? x->place[0] : here(x);
    if (x->anchored && x->n_quotes == 1) {
        add(x, (DraftEdit){.kind = x->before ? DRAFT_INSERT_BEFORE : DRAFT_INSERT_AFTER, .place = p.from, .words = x->anchor.text, .text = x->quote[0].text}, x->anchor.start);
        return;
    }
    if (!x->n_quotes || (x->n_as && x->n_as != x->n_quotes) || (!x->n_as && x->unit == UNIT_NONE)) {
        tell(x, x->start, strlen(x->start));
        return;
    }
    for (int i = 0; i < x->n_quotes; i++) {
        LawPlace as = x->n_as ? place_within(x->as[i].from, &p.from) : (LawPlace){.article = x->unit == UNIT_ARTICLE ? NULL : p.from.article};
        add(x, (DraftEdit){.kind = DRAFT_ADD, .unit = x->n_as ? unit_of(&x->as[i].from) : x->unit, .place = p.from, .as = as, .text = x->quote[i].text}, x->quote[i].start);
    }
}
static void finish(Sentence *x)
{
    switch (x->verb) {
    case VERB_REPLACE:
        if (!x->n_old || x->n_quotes || x->n_as) replace(x);
        break;
    case VERB_DELETE: delete(x); break;
    case VERB_ADD: add_text(x); break;
    case VERB_NONE:
        if (x->n_places || x->n_quotes) tell(x, x->start, strlen(x->start));
    }
    if (x->n_places && x->place[x->n_places - 1].from.article) x->around = x->place[x->n_places - 1].from;
    if (x->verb == VERB_REPLACE && x->n_as && x->n_places) x->around = x->place[0].from;
}
static void begin(Sentence *x, const char *s) { *x = (Sentence){.to = x->to, .around = x->around, .told = x->told, .start = s}; }

/* ---- words ---- */
typedef enum { WORD_NOTHING, WORD_REPLACE, WORD_DELETE, WORD_ADD, WORD_AS, WORD_AFTER, WORD_BEFORE, WORD_TO, WORD_ARTICLE, WORD_PARAGRAPH, WORD_ITEM, WORD_COMMA, WORD_STOP, WORD_HEAD /* 对第…条作如下修改： */ } Word;
static const struct { const char *text; Word word; } WORDS[] = {
    {"修改为", WORD_REPLACE}, {"改为", WORD_REPLACE}, {"删去", WORD_DELETE}, {"删除", WORD_DELETE}, {"增加", WORD_ADD}, {"作为", WORD_AS}, {"之后", WORD_AFTER}, {"后面", WORD_AFTER}, {"后", WORD_AFTER},
    {"之前", WORD_BEFORE}, {"前面", WORD_BEFORE}, {"前", WORD_BEFORE}, {"至", WORD_TO}, {"到", WORD_TO}, {"一条", WORD_ARTICLE}, {"二条", WORD_ARTICLE}, {"两条", WORD_ARTICLE}, {"三条", WORD_ARTICLE},
    {"一款", WORD_PARAGRAPH}, {"二款", WORD_PARAGRAPH}, {"两款", WORD_PARAGRAPH}, {"一项", WORD_ITEM}, {"二项", WORD_ITEM}, {"两项", WORD_ITEM},
    {"作如下修改：", WORD_HEAD}, {"作出修改：", WORD_HEAD}, {"作出如下修改：", WORD_HEAD}, {"对", WORD_NOTHING}, {"章名", WORD_NOTHING}, {"的章名", WORD_NOTHING}, {"，", WORD_COMMA}, {"；", WORD_STOP}, {"。", WORD_STOP}, {";", WORD_STOP}, {".", WORD_STOP}, {",", WORD_COMMA},
    {"其中的", WORD_NOTHING}, {"其中", WORD_NOTHING}, {"中的", WORD_NOTHING}, {"中", WORD_NOTHING}, {"的", WORD_NOTHING}, {"将", WORD_NOTHING}, {"在", WORD_NOTHING}, {"把", WORD_NOTHING}, {"原", WORD_NOTHING}, {"并", WORD_NOTHING}, {"和", WORD_NOTHING}, {"、", WORD_NOTHING},
    {"：", WORD_NOTHING}, {":", WORD_NOTHING}, {"依次", WORD_NOTHING}, {"分别", WORD_NOTHING}, {"相应", WORD_NOTHING}, {"该条", WORD_NOTHING}, {"\n", WORD_NOTHING}, {" ", WORD_NOTHING}, {"　", WORD_NOTHING},
};
static const struct { const char *text; Word word; } ENGLISH[] = {
    {"replaced", WORD_REPLACE}, {"becomes", WORD_REPLACE}, {"become", WORD_REPLACE}, {"renumbered", WORD_REPLACE}, {"deleted", WORD_DELETE}, {"removed", WORD_DELETE}, {"added", WORD_ADD}, {"inserted", WORD_ADD},
    {"as", WORD_AS}, {"after", WORD_AFTER}, {"before", WORD_BEFORE}, {"to", WORD_TO}, {"article", WORD_ARTICLE}, {"paragraph", WORD_PARAGRAPH}, {"item", WORD_ITEM}, {"in", WORD_NOTHING}, {"the", WORD_NOTHING}, {"a", WORD_NOTHING},
    {"an", WORD_NOTHING}, {"new", WORD_NOTHING}, {"is", WORD_NOTHING}, {"are", WORD_NOTHING}, {"of", WORD_NOTHING}, {"with", WORD_NOTHING}, {"and", WORD_NOTHING}, {"by", WORD_NOTHING}, {"words", WORD_NOTHING}, {"word", WORD_NOTHING}, {"amended", WORD_NOTHING}, {"follows", WORD_HEAD}, {"title", WORD_NOTHING},
};
/* Letters of ASCII, whatever the locale of the process says of other bytes. */
static bool letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static size_t find_word(const char *s, Word *word)
{
    size_t n = 0;
    while (letter(s[n])) n++;
    for (size_t i = 0; n && i < sizeof ENGLISH / sizeof *ENGLISH; i++)
        if (strlen(ENGLISH[i].text) == n && strncasecmp(ENGLISH[i].text, s, n) == 0) return *word = ENGLISH[i].word, n;
    for (size_t i = 0; !n && i < sizeof WORDS / sizeof *WORDS; i++)
        if (is(s, WORDS[i].text)) return *word = WORDS[i].word, strlen(WORDS[i].text);
    return 0;
}
/* （一） or (1) before a sentence. */
static size_t label_at(const char *s)
{
    bool wide = is(s, "（");
    if (!wide && *s != '(') return 0;
    const char *p = s + (wide ? 3 : 1), *end = strstr(p, wide ? "）" : ")");
    if (!end || end == p || end - p > 9 || chinese_number(p, (size_t)(end - p)) < 0) return 0;
    return (size_t)(end - s) + (wide ? 3 : 1);
}
/* “A”修改为: what was quoted so far is replaced by what is quoted next. */
static void take_verb(Sentence *x, Verb verb)
{
    if (!x->verb) x->verb_first = !x->n_quotes && !x->n_places;
    x->verb = verb;
    if (verb != VERB_REPLACE) return;
    x->n_old = x->n_quotes, x->n_quotes = 0;
    memcpy(x->old, x->quote, sizeof x->old);
}
static void take_word(Sentence *x, Word word)
{
    switch (word) {
    case WORD_REPLACE: take_verb(x, VERB_REPLACE); break;
    case WORD_DELETE: take_verb(x, VERB_DELETE); break;
    case WORD_ADD: take_verb(x, VERB_ADD); break;
    case WORD_AFTER: case WORD_BEFORE:
        x->before = word == WORD_BEFORE;
        if (x->verb == VERB_ADD) x->want_anchor = true; /* added after “…” */
        else if (x->n_quotes) x->anchor = x->quote[--x->n_quotes], x->anchored = true;
        break;
    case WORD_TO: x->ranges = x->verb != VERB_ADD && (x->n_as || x->n_places); break;
    case WORD_ARTICLE: x->unit = UNIT_ARTICLE; break;
    case WORD_PARAGRAPH: x->unit = UNIT_PARAGRAPH; break;
    case WORD_ITEM: x->unit = UNIT_ITEM; break;
    case WORD_AS: case WORD_NOTHING: case WORD_COMMA: case WORD_STOP: case WORD_HEAD: break;
    }
}
static void take_quote(Sentence *x, Quote q)
{
    if (x->want_anchor) {
        x->anchor = q, x->anchored = true, x->want_anchor = false;
        return;
    }
    if (x->verb == VERB_REPLACE && x->n_old) {
        int places = x->n_places ? x->n_places : 1;
        for (int i = 0; i < places; i++)
            for (int k = 0; k < x->n_old; k++)
                add(x, (DraftEdit){.kind = DRAFT_REPLACE_WORDS, .place = x->n_places ? x->place[i].from : x->around, .words = x->old[k].text, .text = q.text}, x->old[k].start);
        return;
    }
    if (x->n_quotes < PARTS_MAX) x->quote[x->n_quotes++] = q;
}
static void take_place(Sentence *x, LawPlace place, bool as)
{
    bool target = as || (x->verb == VERB_REPLACE && (x->n_places || x->around.article));
    Span2 *list = target ? x->as : x->place;
    int *n = target ? &x->n_as : &x->n_places;
    if (!target) place = place_within(place, *n ? &list[*n - 1].from : &x->around);
    if (x->ranges && *n) list[*n - 1].to = place, list[*n - 1].ranged = true;
    else if (*n < PARTS_MAX) list[(*n)++] = (Span2){.from = place};
    x->ranges = false;
}
/* Whether a comma ends the sentence: its verb has what it needs, and the text is not yet to come. */
static bool ends_at_comma(const Sentence *x, const char *next)
{
    Word word;
    if (!x->verb) return false;
    while (*next == ' ' || *next == '\n') next++;
    if (find_word(next, &word) && word == WORD_AS) return false;
    return x->verb_first ? x->n_quotes || x->n_places || x->n_as : true;
}
/* Up to the next mark or quotation. */
static size_t unread(const char *s)
{
    size_t n = 0;
    Word word;
    while (s[n] && s[n] != ' ' && s[n] != '\n' && !is(s + n, "“") && !(find_word(s + n, &word) && (word == WORD_STOP || word == WORD_COMMA))) n++;
    while (((unsigned char)s[n] & 0xC0) == 0x80) n++;
    return n;
}
void draft_sentences(const DraftSentences *to, const char *s)
{
    Sentence x = {.to = to};
    bool as = false;
    begin(&x, s);
    while (*s) {
        LawPlace place;
        Word word = WORD_NOTHING;
        size_t n;
        if (draft_quote_opens(s)) {
            const char *end = draft_quote_end(s);
            if (!end) {
                diag_add(to->diags, D_AMEND_QUOTE, at(&x, s, strlen("“")), NULL, NULL, NULL);
                return;
            }
            take_quote(&x, (Quote){unquoted(to->arena, s, end), s});
            s = end;
        } else if (x.ranges && isdigit((unsigned char)*s)) { /* Articles 63 to 77 */
            n = strspn(s, "0123456789");
            take_place(&x, (LawPlace){.article = arena_strndup(to->arena, s, n)}, as), s += n;
        } else if ((n = label_at(s)) > 0) {
            if (x.verb) finish(&x), begin(&x, s + n), as = false; /* what was quoted above closed with its own stop */
            s += n;
        } else if ((n = place_read(to->arena, s, &place)) > 0) take_place(&x, place, as), s += n;
        else if ((n = find_word(s, &word)) > 0) {
            as = word == WORD_AS || (as && word == WORD_NOTHING);
            take_word(&x, word);
            s += n;
            if (word == WORD_HEAD) { /* what follows is about that article */
                if (x.n_places) x.around = x.place[0].from;
                begin(&x, s), as = false;
            } else if (word == WORD_STOP || (word == WORD_COMMA && ends_at_comma(&x, s))) finish(&x), begin(&x, s), as = false;
        } else {
            tell(&x, s, unread(s));
            return;
        }
    }
    finish(&x);
}
