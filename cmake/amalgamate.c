/* amalgamate OUT ROOT GENERATED FILE...: writes the C files of the library as one, after the headers they share. Names that are static in
 * one file and mean something else in another are given the file's name as well; macros of a file end with it. Knows the tokens of C and
 * where a declaration begins. Must never know what the library does.
 * A header interp/vm/kernels_*.h is a part of the file that includes it, each time anew; so are *.def. Parts for the solver are left out. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts and sets of names ---- */
typedef struct { char *s; size_t n, cap; } Text;
static void *must(void *p)
{
    if (!p) fputs("amalgamate: no memory\n", stderr), exit(2);
    return p;
}
static void add(Text *t, const char *s, size_t n)
{
    if (t->n + n + 1 > t->cap) t->s = must(realloc(t->s, t->cap = 2 * (t->n + n) + 1024));
    memcpy(t->s + t->n, s, n);
    t->s[t->n += n] = '\0';
}
static void adds(Text *t, const char *s) { add(t, s, strlen(s)); }
/* A name is one thing wherever it is seen from the place that declares it, its owner. */
typedef enum { OBJECT = 1, TYPE = 2, MACRO = 4, EXTERNAL = 8 } Kind;
typedef struct { char *name; const char *owner; int kind; } Name;
typedef struct { Name *items; int n, cap; int *slots; } Names;
static int *slot(const Names *set, const char *s, size_t n)
{
    unsigned h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 16777619u;
    for (unsigned k = h;; k++) {
        int *at = &set->slots[k & (unsigned)(set->cap - 1)];
        if (*at < 0 || (strlen(set->items[*at].name) == n && memcmp(set->items[*at].name, s, n) == 0)) return at;
    }
}
static Name *find(const Names *set, const char *s, size_t n)
{
    int *at = set->n ? slot(set, s, n) : NULL;
    return at && *at >= 0 ? &set->items[*at] : NULL;
}
static void note(Names *set, const char *s, size_t n, int kind, const char *owner)
{
    Name *old = find(set, s, n);
    if (old) { old->kind |= kind; return; }
    if (set->n * 2 >= set->cap) {
        set->cap = set->cap ? set->cap * 2 : 256;
        set->items = must(realloc(set->items, (size_t)set->cap * sizeof *set->items));
        set->slots = must(realloc(set->slots, (size_t)set->cap * sizeof *set->slots));
        memset(set->slots, -1, (size_t)set->cap * sizeof *set->slots);
        for (int i = 0; i < set->n; i++) *slot(set, set->items[i].name, strlen(set->items[i].name)) = i;
    }
    char *copy = must(malloc(n + 1));
    memcpy(copy, s, n), copy[n] = '\0';
    *slot(set, s, n) = set->n;
    set->items[set->n++] = (Name){copy, owner, kind};
}

/* ---- tokens ---- */
/* An identifier, a punctuation mark, a literal (l); space, comments and, in a text read for its declarations, directives are passed over. */
typedef struct { const char *s; size_t n; char kind; } Token;
static const char *skip(const char *p, bool directives, bool line_start)
{
    for (;;) {
        if (*p == '\n') line_start = true, p++;
        else if (isspace((unsigned char)*p)) p++;
        else if (p[0] == '/' && p[1] == '/') p += strcspn(p, "\n");
        else if (p[0] == '/' && p[1] == '*') p = strstr(p + 2, "*/") + 2;
        else if (*p == '#' && line_start && directives)
            while (*p && *p != '\n') p += p[0] == '\\' && p[1] == '\n' ? 2 : 1;
        else return p;
    }
}
static Token token_at(const char *p)
{
    Token t = {p, 1, '.'};
    if (isalpha((unsigned char)*p) || *p == '_') {
        while (isalnum((unsigned char)p[t.n]) || p[t.n] == '_') t.n++;
        t.kind = 'i';
    } else if (isdigit((unsigned char)*p)) {
        while (isalnum((unsigned char)p[t.n]) || p[t.n] == '_' || p[t.n] == '.') t.n++;
        t.kind = 'l';
    } else if (*p == '"' || *p == '\'') {
        while (p[t.n] != *p) t.n += p[t.n] == '\\' ? 2 : 1;
        t.n++, t.kind = 'l';
    } else if (p[0] == '-' && p[1] == '>') t.n = 2;
    return t;
}
typedef struct { Token *items; int n; } Tokens;
static Tokens tokens_of(const char *text)
{
    Tokens t = {0};
    int cap = 0;
    for (const char *p = skip(text, true, true); *p; p = skip(p, true, false)) {
        if (t.n == cap) t.items = must(realloc(t.items, (size_t)(cap = cap * 2 + 1024) * sizeof *t.items));
        t.items[t.n++] = token_at(p);
        p += t.items[t.n - 1].n;
    }
    return t;
}
static bool is(const Tokens *t, int i, const char *s) { return i >= 0 && i < t->n && strlen(s) == t->items[i].n && memcmp(t->items[i].s, s, t->items[i].n) == 0; }
static bool is_name(const Tokens *t, int i) { return i >= 0 && i < t->n && t->items[i].kind == 'i'; }
static int closing(const Tokens *t, int i) /* of the bracket at i */
{
    int depth = 0;
    for (; i < t->n; i++) {
        if (is(t, i, "(") || is(t, i, "{") || is(t, i, "[")) depth++;
        if ((is(t, i, ")") || is(t, i, "}") || is(t, i, "]")) && --depth == 0) return i;
    }
    fputs("amalgamate: a bracket is not closed\n", stderr);
    exit(2);
}
static void note_token(Names *set, const Tokens *t, int i, Kind kind)
{
    if (is_name(t, i)) note(set, t->items[i].s, t->items[i].n, kind, NULL);
}

/* ---- what a text declares outside functions ---- */
static void note_enumerators(Names *set, const Tokens *t, int from, int to)
{
    for (int i = from; i < to; i++) {
        note_token(set, t, i, TYPE);
        while (i < to && !is(t, i, ",")) i = is(t, i, "(") ? closing(t, i) + 1 : i + 1;
    }
}
static bool is_called(const Tokens *t, int name)
{
    for (int i = 0; i < t->n; i++)
        if (is(t, i + 1, "(") && t->items[i].n == t->items[name].n && memcmp(t->items[i].s, t->items[name].s, t->items[i].n) == 0) return true;
    return false;
}
/* From `from` to behind the declaration. all: also what is not static. */
static int declaration(Names *set, const Tokens *t, int from, bool all)
{
    int i = from;
    bool is_typedef = is(t, i, "typedef"), is_static = false, named = false, function = false;
    for (; i < t->n; i++) {
        if (is(t, i, "static")) is_static = true;
        else if (is(t, i, ";")) return i + 1;
        else if (is(t, i, "__attribute__") || is(t, i, "_Alignas") || is(t, i, "_Static_assert")) i = closing(t, i + 1);
        else if (is(t, i, "struct") || is(t, i, "union") || is(t, i, "enum")) {
            bool list = is(t, i, "enum");
            if (is_name(t, i + 1) && (is(t, i + 2, "{") || is(t, i + 2, ";"))) note_token(set, t, i + 1, TYPE);
            if (is_name(t, i + 1)) i++;
            if (!is(t, i + 1, "{")) continue;
            int end = closing(t, i + 1);
            if (list) note_enumerators(set, t, i + 2, end);
            i = end;
        } else if (is(t, i, "{")) { /* a function's body */
            i = closing(t, i);
            if (function) return i + 1;
        } else if (is(t, i, "(") && !named) { /* a function, or a pointer to one */
            int at = is(t, i + 1, "*") ? i + 2 : i - 1;
            if (i - 1 == from && !is(t, closing(t, i) + 1, ";") && !is(t, closing(t, i) + 1, "{")) { /* a macro; perhaps it makes a function that its argument names */
                if (is_called(t, i + 1)) note_token(set, t, i + 1, OBJECT);
                return closing(t, i) + 1;
            }
            if (is_typedef || is_static || all) note_token(set, t, at, is_typedef ? TYPE : is_static ? OBJECT : EXTERNAL);
            named = true, function = at < i;
            i = closing(t, i);
        } else if (is(t, i, "(")) i = closing(t, i);
        else if (is(t, i, "[")) i = closing(t, i);
        else if (is_name(t, i) && !named && (is(t, i + 1, ";") || is(t, i + 1, "=") || is(t, i + 1, ",") || is(t, i + 1, "["))) {
            if (is_typedef || is_static || all) note_token(set, t, i, is_typedef ? TYPE : is_static ? OBJECT : EXTERNAL);
            named = true;
        } else if (is(t, i, ",")) named = false;
        else if (is(t, i, "=") && is(t, i + 1, "{")) i = closing(t, i + 1);
    }
    return i;
}
static void declarations(Names *set, const char *text, bool all)
{
    Tokens t = tokens_of(text);
    for (int i = 0; i < t.n;) i = declaration(set, &t, i, all);
    free(t.items);
    for (const char *p = text; (p = strstr(p, "#define ")); p++) {
        const char *name = p + 8 + strspn(p + 8, " ");
        if (p == text || p[-1] == '\n') note(set, name, token_at(name).n, MACRO, NULL);
    }
}

/* ---- files ---- */
/* A C file, or a header: its text without what it includes, and what is seen in it. */
typedef struct { const char *path; char *stem; bool header; Text text; Names seen; } Part;
static const char *root, *generated;
static Text system_headers;
static Part **parts;
static int n_parts;
static char *slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    Text t = {0};
    char block[65536];
    for (size_t n; (n = fread(block, 1, sizeof block, f)); add(&t, block, n)) continue;
    fclose(f);
    adds(&t, "");
    return t.s;
}
static char *included(const char *name)
{
    static const char *const UNDER[] = {"%s/%s", "%s/grammar/%s"};
    char path[4096], *text = NULL;
    for (int i = 0; i < 4 && !text; i++) {
        snprintf(path, sizeof path, UNDER[i / 2], i % 2 ? generated : root, name);
        text = slurp(path);
    }
    if (!text) fprintf(stderr, "amalgamate: there is no %s\n", name), exit(2);
    return text;
}
static char *copied(const char *s, size_t n)
{
    char *copy = must(malloc(n + 1));
    memcpy(copy, s, n), copy[n] = '\0';
    return copy;
}
static bool starts(const char *s, const char *with) { return strncmp(s, with, strlen(with)) == 0; }
static bool ends(const char *s, const char *with) { return strlen(s) >= strlen(with) && strcmp(s + strlen(s) - strlen(with), with) == 0; }
static bool part_of_file(const char *name) { return starts(name, "interp/vm/kernels_") || ends(name, ".def"); }
static void read_part(const char *path, const char *text, bool header);
static void see(Names *to, const Names *from)
{
    for (int i = 0; i < from->n; i++) note(to, from->items[i].name, strlen(from->items[i].name), from->items[i].kind, from->items[i].owner);
}
static void expand(const char *text, Part *part);
static void include(const char *name, Part *part)
{
    if (strcmp(name, "interp/fatiao.h") == 0) return;
    char *inner = included(name);
    if (part_of_file(name)) expand(inner, part);
    else {
        int at = 0;
        while (at < n_parts && strcmp(parts[at]->path, name) != 0) at++;
        if (at == n_parts) read_part(name, inner, true);
        for (at = 0; strcmp(parts[at]->path, name) != 0;) at++;
        see(&part->seen, &parts[at]->seen);
    }
    free(inner);
}
/* Copies a text without its includes and without what is for the solver. */
static void expand(const char *text, Part *part)
{
    int depth = 0, without = 0; /* how deep the solver's part stands; below zero: what stands in its place */
    for (const char *p = text, *end; *p; p = end) {
        end = p + strcspn(p, "\n");
        end += *end == '\n';
        depth += starts(p, "#if");
        if (!without && starts(p, "#ifdef FATIAO_SOLVER")) without = depth;
        bool at = depth == without || depth == -without, close = starts(p, "#endif"), other = at && starts(p, "#else");
        depth -= close;
        if (other) without = -without;
        bool passed = without > 0 || other || (close && at);
        if (close && at) without = 0;
        if (passed) continue;
        if (starts(p, "#include \"")) {
            char *name = copied(p + 10, strcspn(p + 10, "\""));
            include(name, part);
        } else if (starts(p, "#include <cjson/")) continue;
        else if (starts(p, "#include <") && (depth == 0 || part->header)) {
            char line[256];
            snprintf(line, sizeof line, "#include <%.*s>\n", (int)strcspn(p + 10, ">"), p + 10);
            if (!system_headers.s || !strstr(system_headers.s, line)) adds(&system_headers, line);
        } else add(&part->text, p, (size_t)(end - p));
    }
}
static char *stem_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return copied(name, (size_t)(dot - name));
}
static void read_part(const char *path, const char *text, bool header)
{
    Part *part = must(calloc(1, sizeof *part));
    Names own = {0};
    *part = (Part){.path = copied(path, strlen(path)), .stem = stem_of(path), .header = header};
    expand(text, part);
    adds(&part->text, "\n");
    declarations(&own, part->text.s, header);
    for (int i = 0; i < own.n; i++) own.items[i].owner = part->path;
    see(&part->seen, &own);
    parts = must(realloc(parts, ((size_t)n_parts + 1) * sizeof *parts));
    parts[n_parts++] = part;
}

/* ---- writing a part ---- */
/* Where a name is a member of a struct, not the thing of that name: behind . and ->, and where the struct lists it. */
typedef struct { int depth, offsetof_depth; bool in_struct[64]; Token before, two_before; } Where;
static bool same(Token t, const char *s) { return strlen(s) == t.n && memcmp(t.s, s, t.n) == 0; }
static void move(Where *w, Token t)
{
    if (same(t, "{") || same(t, "(") || same(t, "[")) {
        bool body = same(t, "{") && (same(w->before, "struct") || same(w->before, "union") || same(w->two_before, "struct") || same(w->two_before, "union"));
        if (same(t, "(") && same(w->before, "offsetof")) w->offsetof_depth = w->depth + 1;
        w->depth++;
        w->in_struct[w->depth & 63] = body || (!same(t, "{") && w->in_struct[(w->depth - 1) & 63]);
    } else if (same(t, "}") || same(t, ")") || same(t, "]")) {
        if (w->depth == w->offsetof_depth) w->offsetof_depth = 0;
        w->depth -= w->depth > 0;
    }
    w->two_before = w->before, w->before = t;
}
static bool is_member(const Where *w, const Name *name)
{
    if (same(w->before, ".") || same(w->before, "->")) return true;
    if (name->kind & TYPE) return false;
    return w->in_struct[w->depth & 63] || (w->offsetof_depth && w->offsetof_depth == w->depth && same(w->before, ","));
}
static const Part *part_at(const char *path)
{
    for (int i = 0; i < n_parts; i++)
        if (parts[i]->path == path) return parts[i];
    return NULL;
}
/* Names that more than one part owns; only what is not external can be called otherwise. */
static Names clashes(void)
{
    Names first = {0}, several = {0};
    for (int i = 0; i < n_parts; i++)
        for (int k = 0; k < parts[i]->seen.n; k++) {
            const Name *name = &parts[i]->seen.items[k];
            size_t n = strlen(name->name);
            if (name->owner != parts[i]->path) continue;
            if (find(&first, name->name, n)) note(&several, name->name, n, name->kind, NULL);
            else note(&first, name->name, n, name->kind, name->owner);
        }
    return several;
}
static void write_part(Text *out, const Part *part, const Names *several)
{
    Where w = {.before = {"", 0, ' '}, .two_before = {"", 0, ' '}};
    const char *p = part->text.s;
    while (*p) {
        const char *next = skip(p, false, false);
        add(out, p, (size_t)(next - p));
        if (!*(p = next)) break;
        Token t = token_at(p);
        const Name *name = t.kind == 'i' ? find(&part->seen, t.s, t.n) : NULL;
        add(out, t.s, t.n);
        if (name && !(name->kind & (MACRO | EXTERNAL)) && find(several, t.s, t.n) && !is_member(&w, name)) {
            const Part *owner = part_at(name->owner);
            adds(out, "__"), adds(out, owner->stem), adds(out, owner->header ? "_h" : "");
        }
        move(&w, t);
        p += t.n;
    }
}
/* The macros of a C file end with it. */
static void end_macros(Text *out, const Part *part)
{
    for (int k = 0; k < part->seen.n; k++) {
        const Name *name = &part->seen.items[k];
        if (part->header || !(name->kind & MACRO) || name->owner != part->path) continue;
        adds(out, "#undef "), adds(out, name->name), adds(out, "\n");
    }
}
static void write_all(Text *out)
{
    Names several = clashes();
    adds(out, "/* Fatiao in one file, made from its sources by the target `amalgamation`. Compile it as C11, with cJSON beside it. */\n"
              "#ifndef _XOPEN_SOURCE\n#define _XOPEN_SOURCE 700\n#endif\n");
    adds(out, system_headers.s);
    adds(out, "#if defined(__has_include)\n#if __has_include(\"cJSON.h\")\n#include \"cJSON.h\"\n#endif\n#endif\n#ifndef cJSON__h\n#include <cjson/cJSON.h>\n#endif\n");
    adds(out, "#include \"fatiao.h\"\n#pragma GCC visibility push(hidden)\n");
    for (int i = 0; i < 2 * n_parts; i++) {
        const Part *part = parts[i % n_parts];
        if (part->header != (i < n_parts)) continue;
        bool target = strstr(part->text.s, "#pragma GCC target") != NULL;
        adds(out, target ? "\n#pragma GCC push_options\n" : "\n");
        write_part(out, part, &several);
        end_macros(out, part);
        if (target) adds(out, "#pragma GCC pop_options\n");
    }
    adds(out, "#pragma GCC visibility pop\n");
}
int main(int argc, char **argv)
{
    if (argc < 5) return fputs("amalgamate OUT ROOT GENERATED FILE...\n", stderr), 2;
    root = argv[2], generated = argv[3];
    for (int i = 4; i < argc; i++) {
        char *text = slurp(argv[i]);
        if (!text) return perror(argv[i]), 2;
        read_part(argv[i], text, false);
        free(text);
    }
    Text out = {0};
    write_all(&out);
    FILE *f = fopen(argv[1], "wb");
    if (!f || fwrite(out.s, 1, out.n, f) != out.n || fclose(f) != 0) return perror(argv[1]), 2;
    return 0;
}
