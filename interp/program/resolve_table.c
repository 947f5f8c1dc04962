/* Decision tables: rows to cases, and whether they leave gaps or overlap where that can be told. See resolver.h.
 * Must never know clauses, files, bytecode. */
#include <stdlib.h>
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/base/number.h"
#include "interp/program/resolve_rules.h"

enum { COLUMNS_MAX = 32, ROWS_MAX = 256, POINTS_MAX = 512, STEPS_MAX = 200000 };

/* ---- where the columns can be decided ---- */
/* Points at which a column is tried: every value of an enumeration, and for ordered values those at and beside each bound. */
typedef struct { Expr *expr; const Node *head; int64_t *point; int n_points, cap; } Column;
typedef struct { Resolver *r; const Node **rows; Expr *test[ROWS_MAX][COLUMNS_MAX]; Column column[COLUMNS_MAX]; int n_columns, n_rows, steps; unsigned char *holds; } Table;

typedef struct { bool known; int64_t v; int scale; } Trial;
static Trial trial(bool known, int64_t v, int scale) { return (Trial){known, v, scale}; }
/* A cell's test for one value of its column; only what cells are made of. */
static Trial try_cell(const Table *t, const Expr *column, int64_t value, const Expr *e)
{
    if (e == column) return trial(true, value, e->type.scale);
    Trial a = {0}, b = {0};
    if (e->a) a = try_cell(t, column, value, e->a);
    if (e->b) b = try_cell(t, column, value, e->b);
    bool both = a.known && b.known;
    int order = both ? number_compare(a.v, a.scale, b.v, b.scale) : 0;
    const Program *p = t->r->program;
    switch (e->kind) {
    case E_CONST: return trial(e->type.kind != TY_TEXT, e->v.i, e->type.scale);
    case E_PARAM: return trial(p->params[e->ref].n_versions == 1 && p->params[e->ref].versions[0].state == PV_KNOWN, p->params[e->ref].n_versions ? p->params[e->ref].versions[0].value : 0, e->type.scale);
    case E_RESCALE: return a;
    case E_NOT: return trial(a.known, !a.v, 0);
    case E_AND: return trial(both, a.v && b.v, 0);
    case E_OR: return trial(both, a.v || b.v, 0);
    case E_EQ: return trial(both, order == 0, 0);
    case E_NE: return trial(both, order != 0, 0);
    case E_LT: return trial(both, order < 0, 0);
    case E_LE: return trial(both, order <= 0, 0);
    case E_GT: return trial(both, order > 0, 0);
    case E_GE: return trial(both, order >= 0, 0);
    default: return trial(false, 0, 0);
    }
}
static void add_point(Table *t, Column *c, int64_t v)
{
    int64_t lo = INT64_MIN, hi = INT64_MAX;
    const Expr *e = c->expr;
    if (e->kind == E_FIELD) {
        int entity = e->path.entity;
        for (int i = 0; i + 1 < e->path.n; i++) entity = t->r->program->entities[entity].fields[e->path.field[i]].type.ref;
        const Field *f = &t->r->program->entities[entity].fields[e->path.field[e->path.n - 1]];
        if (f->type.kind == TY_NUM) lo = f->lo, hi = f->hi;
    } else if (e->kind == E_COUNT) lo = 0;
    if (v < lo || v > hi || c->n_points >= POINTS_MAX) return;
    LIST_ADD(t->r->arena, c->point, c->n_points, v);
}
static void add_bounds(Table *t, Column *c, const Expr *e, int depth)
{
    Trial x;
    int64_t v;
    if (!e || e == c->expr || depth > 64) return;
    if ((e->kind == E_CONST || e->kind == E_PARAM) && e->type.kind == c->expr->type.kind && (x = try_cell(t, c->expr, 0, e)).known) {
        NumberWide wide = x.v;
        if (x.scale > c->expr->type.scale) wide = number_round_quotient(wide, number_power(x.scale - c->expr->type.scale), NUMBER_DOWN);
        else wide *= number_power(c->expr->type.scale - x.scale);
        if (number_fit(wide, &v) && v > INT64_MIN + 1 && v < INT64_MAX - 1)
            for (int64_t k = v - 1; k <= v + 1; k++) add_point(t, c, k);
    }
    add_bounds(t, c, e->a, depth + 1);
    add_bounds(t, c, e->b, depth + 1);
}
static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}
static bool choose_points(Table *t, int column)
{
    Column *c = &t->column[column];
    Type type = c->expr->type;
    int values = type.kind == TY_BOOL ? 2 : type.kind == TY_ENUM ? t->r->program->enums[type.ref].n_values : -1;
    if (values < 0 && type.kind != TY_NUM && type.kind != TY_DATE) return false;
    for (int i = 0; i < values; i++) add_point(t, c, i);
    if (values >= 0) return c->n_points > 0;
    for (int i = 0; i < t->n_rows; i++) add_bounds(t, c, t->test[i][column], 0);
    if (!c->n_points) add_point(t, c, 0); /* 任意 in every row */
    if (!c->n_points) return false;
    qsort(c->point, (size_t)c->n_points, sizeof *c->point, by_value);
    int n = 1;
    for (int i = 1; i < c->n_points; i++)
        if (c->point[i] != c->point[n - 1]) c->point[n++] = c->point[i];
    c->n_points = n;
    return true;
}
static unsigned char *holds_at(const Table *t, int row, int column, int point) { return &t->holds[((size_t)row * (size_t)t->n_columns + (size_t)column) * POINTS_MAX + (size_t)point]; }
static bool try_all(Table *t)
{
    t->holds = arena_alloc(t->r->arena, (size_t)t->n_rows * (size_t)t->n_columns * POINTS_MAX);
    for (int c = 0; c < t->n_columns; c++) {
        if (!choose_points(t, c)) return false;
        for (int i = 0; i < t->n_rows; i++)
            for (int k = 0; k < t->column[c].n_points; k++) {
                Trial x = try_cell(t, t->column[c].expr, t->column[c].point[k], t->test[i][c]);
                if (!x.known) return false;
                *holds_at(t, i, c, k) = x.v != 0;
            }
    }
    return true;
}

/* ---- words ---- */
static void say_point(const Table *t, StrBuf *out, int column, int point, bool zh)
{
    const Column *c = &t->column[column];
    Type type = c->expr->type;
    int64_t v = c->point[point];
    char text[NUMBER_TEXT];
    if (out->n) strbuf_add(out, zh ? "，" : ", ");
    if (type.kind == TY_ENUM) {
        const Name *name = &t->r->program->enums[type.ref].values[v].name;
        strbuf_add(out, zh ? name->zh : name->alias);
        return;
    }
    if (c->head->text) strbuf_printf(out, "%s ", c->head->text);
    if (type.kind == TY_BOOL) strbuf_add(out, zh ? (v ? "是" : "否") : v ? "yes" : "no");
    else if (type.kind == TY_DATE) {
        if (v < CALENDAR_DAY_MIN || v > CALENDAR_DAY_MAX) v = v < 0 ? CALENDAR_DAY_MIN : CALENDAR_DAY_MAX;
        calendar_print((int32_t)v, text);
        strbuf_add(out, text);
    } else {
        number_print(text, v, type.scale, 0);
        strbuf_printf(out, zh ? "%s%s" : "%s %s", text, zh ? unit_name_zh(type.unit) : unit_name_en(type.unit));
    }
}
static void say_points(const Table *t, DiagId id, Span at, const int *point, int n)
{
    StrBuf zh = {.arena = t->r->arena}, en = {.arena = t->r->arena};
    for (int c = 0; c < n; c++) {
        if (point[c] < 0) continue;
        say_point(t, &zh, c, point[c], true);
        say_point(t, &en, c, point[c], false);
    }
    diag_add(t->r->diags, id, at, zh.text ? zh.text : "任意", en.text ? en.text : "anything", NULL);
}

/* ---- overlaps ---- */
static bool catches_all(const Table *t, int row)
{
    for (int c = 0; c < t->n_columns; c++)
        if (t->rows[row]->child[c]->kind != N_ANY) return false;
    return true;
}
static const Node *result_of(const Table *t, int row) { return t->rows[row]->child[t->n_columns]; }
static bool both_hold(const Table *t, int a, int b, int point[COLUMNS_MAX])
{
    for (int c = 0; c < t->n_columns; c++) {
        point[c] = -1;
        for (int k = 0; k < t->column[c].n_points && point[c] < 0; k++)
            if (*holds_at(t, a, c, k) && *holds_at(t, b, c, k)) point[c] = k;
        if (point[c] < 0) return false;
    }
    return true;
}
static void find_overlaps(const Table *t)
{
    int point[COLUMNS_MAX];
    for (int i = 1; i < t->n_rows; i++) {
        if (i == t->n_rows - 1 && catches_all(t, i)) return; /* the rest: meant to come last */
        for (int k = 0; k < i; k++)
            if (!node_equal(result_of(t, i), result_of(t, k)) && both_hold(t, k, i, point)) {
                say_points(t, D_TABLE_OVERLAP, t->rows[i]->span, point, t->n_columns);
                break;
            }
    }
}

/* ---- gaps ---- */
static bool find_gap(Table *t, int column, const unsigned char *alive, int point[COLUMNS_MAX])
{
    int n = 0;
    for (int i = 0; i < t->n_rows; i++) n += alive[i];
    if (!n) {
        for (int c = column; c < t->n_columns; c++) point[c] = -1;
        return true;
    }
    if (column == t->n_columns) return false;
    for (int k = 0; k < t->column[column].n_points && t->steps < STEPS_MAX; k++) {
        unsigned char left[ROWS_MAX] = {0};
        t->steps += t->n_rows;
        for (int i = 0; i < t->n_rows; i++) left[i] = alive[i] && *holds_at(t, i, column, k);
        point[column] = k;
        if (find_gap(t, column + 1, left, point)) return true;
    }
    return false;
}
static bool columns_differ(const Table *t)
{
    for (int i = 1; i < t->n_columns; i++)
        for (int k = 0; k < i; k++)
            if (node_equal(t->column[i].head, t->column[k].head)) return false;
    return true;
}
static void check_table(Table *t, const Node *node)
{
    unsigned char alive[ROWS_MAX];
    int point[COLUMNS_MAX];
    if (!columns_differ(t) || !try_all(t)) return;
    find_overlaps(t);
    memset(alive, 1, sizeof alive);
    if (find_gap(t, 0, alive, point)) say_points(t, D_TABLE_GAP, rule_name_node(node)->span, point, t->n_columns);
}

/* ---- rows to cases ---- */
static int shape(Resolver *r, const Node *node, const Node **rows, int max)
{
    int n = 0;
    for (int i = 3; i < node->n_child; i++) {
        const Node *row = node->child[i];
        if (row->kind != N_ROW || n == max) continue;
        if (n && row->n_child != rows[0]->n_child) {
            complain(r, D_TABLE_SHAPE, row, arena_printf(r->arena, "%d", rows[0]->n_child), arena_printf(r->arena, "%d", row->n_child), NULL);
            continue;
        }
        rows[n++] = row;
    }
    return n;
}
static Type common(Expr *const *value, int n)
{
    Type type = {.kind = TY_ERROR};
    for (int i = 0; i < n; i++) {
        Type t = value[i]->type;
        if (type.kind == TY_ERROR) type = t;
        else if (t.kind == type.kind && t.scale > type.scale) type.scale = t.scale;
    }
    return type;
}
/* — in the last column: the law states no result for these. */
static bool unstated(const Node *row)
{
    const Node *cell = row->child[row->n_child - 1];
    return cell->kind == N_ANY && !cell->text;
}
static Expr **results(Resolver *r, const Scope *scope, const Node **rows, int n, Type *type)
{
    Expr **value = arena_alloc(r->arena, (size_t)n * sizeof *value);
    const Type *seen = type->kind != TY_ERROR ? type : NULL;
    for (int i = 0; i < n; i++) {
        const Node *cell = rows[i]->child[rows[i]->n_child - 1];
        value[i] = unstated(rows[i]) ? expr_new(r, E_UNDEF, (Type){.kind = TY_ERROR}, cell->span) : expr_build(r, scope, cell, seen);
        if (!seen && value[i]->type.kind != TY_ERROR) seen = &value[i]->type;
    }
    if (type->kind == TY_ERROR) *type = common(value, n);
    for (int i = 0; i < n; i++)
        if (unstated(rows[i])) value[i]->type = *type;
        else if (value[i]->type.kind != TY_ERROR && !expr_fit(r, rows[i]->child[rows[i]->n_child - 1], &value[i], *type)) value[i]->type.kind = TY_ERROR;
    return value;
}
void build_table(Resolver *r, const Node *node, const Scope *scope, RuleVersion *v, Type type)
{
    const Node **rows = arena_alloc(r->arena, (size_t)node->n_child * sizeof *rows + 1);
    int n = shape(r, node, rows, node->n_child) - 1, columns = n >= 0 ? rows[0]->n_child - 1 : 0;
    if (columns > COLUMNS_MAX) {
        complain(r, D_TABLE_TOO_WIDE, rule_name_node(node), arena_printf(r->arena, "%d", COLUMNS_MAX + 1), arena_printf(r->arena, "%d", columns + 1), NULL);
        return;
    }
    if (n < 1 || columns < 1) {
        complain(r, D_TABLE_EMPTY, rule_name_node(node), NULL, NULL, NULL);
        return;
    }
    Table *t = arena_alloc(r->arena, sizeof *t);
    *t = (Table){.r = r, .rows = rows + 1, .n_columns = columns, .n_rows = n};
    bool told = n <= ROWS_MAX;
    for (int c = 0; c < columns; c++) {
        t->column[c].head = rows[0]->child[c];
        t->column[c].expr = expr_build(r, scope, rows[0]->child[c], NULL);
        told &= t->column[c].expr->type.kind != TY_ERROR;
    }
    Name own = name_of(r, rule_name_node(node));
    const Node *last = rows[0]->child[columns];
    if (last->kind == N_NAME && name_is(&own, last->text)) name_used(r, last, &own);
    Expr **value = results(r, scope, t->rows, n, &type), *chain = expr_new(r, E_UNDEF, type, node->span);
    for (int i = n - 1; i >= 0; i--) {
        Expr *all = NULL;
        for (int c = 0; c < columns; c++) {
            const Node *cell = t->rows[i]->child[c];
            Expr *test = expr_cell(r, scope, cell, t->column[c].expr);
            told &= test->type.kind != TY_ERROR;
            if (i < ROWS_MAX) t->test[i][c] = test;
            if (cell->kind != N_ANY) all = all ? expr_and(r, all, test) : test;
        }
        if (all) all->span = t->rows[i]->span;
        chain = all ? expr_if(r, all, value[i], chain) : value[i];
        chain->type = type;
    }
    v->value = chain, v->table = true;
    if (told) check_table(t, node);
}
