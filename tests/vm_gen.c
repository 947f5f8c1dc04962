/* Random programs, records and blocks. See vm_gen.h. */
#include "tests/vm_gen.h"
#include <string.h>
#include "interp/base/calendar.h"

const Type GEN_BOOL_TYPE = {.kind = TY_BOOL}, GEN_INT_TYPE = {.kind = TY_NUM}, GEN_YUAN_TYPE = {.kind = TY_NUM, .scale = 2, .unit = {U_YUAN, U_ONE}},
           GEN_DATE_TYPE = {.kind = TY_DATE}, GEN_COLOUR_TYPE = {.kind = TY_ENUM}, GEN_TEXT_TYPE = {.kind = TY_TEXT}, GEN_RATIO_TYPE = {.kind = TY_NUM, .scale = 2};
static const Type quot_type = {.kind = TY_QUOT};
static const char *const texts[] = {"", "75.1.1-a", "文本", "another"};

static bool chance(Gen *g, uint32_t percent) { return rng_below(g->rng, 100) < percent; }
static uint32_t below(Gen *g, uint32_t n) { return rng_below(g->rng, n); }

/* ---- nodes ---- */
Expr *gen_node(Gen *g, ExprKind kind, Type type, Expr *a, Expr *b, Expr *c)
{
    Expr *e = arena_alloc(g->arena, sizeof *e);
    *e = (Expr){.kind = kind, .type = type, .a = a, .b = b, .c = c, .id = g->program->n_exprs++};
    return e;
}
Expr *gen_const(Gen *g, Type type, int64_t v)
{
    Expr *e = gen_node(g, E_CONST, type, NULL, NULL, NULL);
    if (type.kind == TY_TEXT) e->v.text = texts[v];
    else e->v.i = v;
    return e;
}
static Path path_to(int up, int entity, int n, const int *field)
{
    Path p = {.up = (uint8_t)up, .n = (uint8_t)n, .entity = (int16_t)entity};
    for (int i = 0; i < n; i++) p.field[i] = (uint16_t)field[i];
    return p;
}
Expr *gen_field(Gen *g, int up, int entity, int n, const int *field)
{
    for (int i = 0, at = entity; i < n; i++) {
        const Field *f = &g->program->entities[at].fields[field[i]];
        if (i < n - 1) { at = f->type.ref; continue; }
        Expr *e = gen_node(g, E_FIELD, f->type, NULL, NULL, NULL);
        e->path = path_to(up, entity, n, field);
        return e;
    }
    return NULL;
}

/* ---- schema ---- */
static void scalars(Field *f)
{
    const Field all[GEN_SCALARS] = {
        [GEN_FLAG] = {.name = {"是", "flag"}, .type = GEN_BOOL_TYPE}, [GEN_SIGN] = {.name = {"否", "sign"}, .type = GEN_BOOL_TYPE},
        [GEN_COLOUR] = {.name = {"色", "colour"}, .type = GEN_COLOUR_TYPE},
        [GEN_SMALL] = {.name = {"小", "small"}, .type = GEN_INT_TYPE, .lo = 0, .hi = 5},
        [GEN_COUNT] = {.name = {"数", "count"}, .type = GEN_INT_TYPE, .lo = 0, .hi = INT64_MAX},
        [GEN_MONEY] = {.name = {"钱", "money"}, .type = GEN_YUAN_TYPE, .lo = 0, .hi = INT64_MAX},
        [GEN_DAY] = {.name = {"日", "day"}, .type = GEN_DATE_TYPE}, [GEN_DATE] = {.name = {"期", "date"}, .type = GEN_DATE_TYPE},
        [GEN_TEXT] = {.name = {"文", "text"}, .type = GEN_TEXT_TYPE},
    };
    memcpy(f, all, sizeof all);
}
static void parameter(Gen *g, Type type, int n, const ParamVersion *versions)
{
    Param p = {.name = {"参数", "parameter"}, .type = type, .n_versions = n, .versions = arena_alloc(g->arena, (size_t)n * sizeof *versions), .verified_until = INT32_MAX, .unit = 0};
    memcpy(p.versions, versions, (size_t)n * sizeof *versions);
    LIST_ADD(g->arena, g->program->params, g->program->n_params, p);
}
void gen_schema(Gen *g)
{
    Program *p = g->program;
    static EnumValue colours[] = {{{"红", "red"}}, {{"绿", "green"}}, {{"蓝", "blue"}}};
    LIST_ADD(g->arena, p->enums, p->n_enums, (Enum){.name = {"颜色", "colours"}, .values = colours, .n_values = 3});
    for (int e = 0; e < GEN_ENTITIES; e++) {
        Entity entity = {.name = {"实体", "entity"}, .fields = arena_alloc(g->arena, (GEN_SCALARS + 2) * sizeof(Field)), .n_fields = GEN_SCALARS};
        scalars(entity.fields);
        if (e == GEN_A) entity.fields[entity.n_fields++] = (Field){.name = {"乙", "b"}, .type = {.kind = TY_ENTITY, .ref = GEN_B}};
        if (e == GEN_A || e == GEN_B) entity.fields[entity.n_fields++] = (Field){.name = {"丙", "c"}, .type = {.kind = TY_LIST, .ref = GEN_C}};
        if (e == GEN_C) entity.fields[entity.n_fields++] = (Field){.name = {"丁", "e"}, .type = {.kind = TY_LIST, .ref = GEN_E}};
        LIST_ADD(g->arena, p->entities, p->n_entities, entity);
    }
    LIST_ADD(g->arena, p->regulations, p->n_regulations, (Regulation){.title = {"法", "law"}, .from = 10957, .until = 20500});
    parameter(g, GEN_INT_TYPE, 1, (ParamVersion[]){{.from = INT32_MIN, .value = 18}});
    parameter(g, GEN_INT_TYPE, 3, (ParamVersion[]){{.from = 12000, .value = 3}, {.from = 15500, .state = PV_REPEALED}, {.from = 19000, .value = 300}});
    parameter(g, GEN_INT_TYPE, 1, (ParamVersion[]){{.from = INT32_MIN, .state = PV_PENDING}});
    parameter(g, GEN_YUAN_TYPE, 3, (ParamVersion[]){{.from = INT32_MIN, .value = 100000}, {.from = 15000, .state = PV_PENDING}, {.from = 19000, .value = 120050}});
    parameter(g, GEN_DATE_TYPE, 1, (ParamVersion[]){{.from = INT32_MIN, .value = 19782}});
}

/* ---- expressions ---- */
typedef enum { T_BOOL, T_INT, T_YUAN, T_DATE, T_COLOUR, T_TEXT, T_COUNT_ } T;
static const Type *type_of(T t)
{
    static const Type *const types[] = {&GEN_BOOL_TYPE, &GEN_INT_TYPE, &GEN_YUAN_TYPE, &GEN_DATE_TYPE, &GEN_COLOUR_TYPE, &GEN_TEXT_TYPE};
    return types[t];
}
typedef struct { int entity[4], n; } Scope; /* innermost last */
static Expr *gen(Gen *g, T t, int depth, const Scope *s);

int32_t gen_day(Rng *rng)
{
    static const int32_t days[] = {19723, 19782, 11016, -365, -366, 364, 19576, 11382, 16799, 0};
    return rng_below(rng, 2) ? days[rng_below(rng, 10)] + (int32_t)rng_below(rng, 3) - 1 : (int32_t)rng_below(rng, 22000) - 2000;
}
static Expr *constant(Gen *g, T t)
{
    switch (t) {
    case T_BOOL: return gen_const(g, GEN_BOOL_TYPE, below(g, 2));
    case T_INT: return gen_const(g, GEN_INT_TYPE, below(g, 9));
    case T_YUAN: return gen_const(g, GEN_YUAN_TYPE, below(g, 100000));
    case T_DATE: return gen_const(g, GEN_DATE_TYPE, gen_day(g->rng));
    case T_COLOUR: return gen_const(g, GEN_COLOUR_TYPE, below(g, 3));
    case T_TEXT: case T_COUNT_: break;
    }
    return gen_const(g, GEN_TEXT_TYPE, below(g, 4));
}
/* Where to look: an element around, perhaps the B nested in an A. */
static int look(Gen *g, const Scope *s, int *up, int field[2], int *n)
{
    *up = chance(g, 65) ? 0 : (int)below(g, (uint32_t)s->n), *n = 0;
    int entity = s->entity[s->n - 1 - *up];
    if (entity == GEN_A && chance(g, 40)) field[(*n)++] = GEN_NESTED, entity = GEN_B;
    return entity;
}
static Expr *fact(Gen *g, T t, const Scope *s)
{
    static const uint8_t first[] = {GEN_FLAG, 0, GEN_MONEY, GEN_DAY, GEN_COLOUR, GEN_TEXT}, count[] = {2, 2, 1, 2, 1, 1};
    int up, n, field[2];
    look(g, s, &up, field, &n);
    field[n++] = t == T_INT ? (chance(g, 60) ? GEN_SMALL : GEN_COUNT) : first[t] + (int)below(g, count[t]);
    return gen_field(g, up, s->entity[s->n - 1 - up], n, field);
}
static bool yields(const Program *p, const Rule *r, T t, Aspect *aspect)
{
    const Type *want = type_of(t);
    *aspect = ASPECT_VALUE;
    switch (r->kind) {
    case RULE_DEFINE: return r->type.kind == want->kind && r->type.scale == want->scale;
    case RULE_BENEFIT: case RULE_PRIORITY: *aspect = t == T_BOOL ? ASPECT_GRANTED : ASPECT_AMOUNT; return t == T_BOOL || (t == T_YUAN && r->versions[0].amount);
    case RULE_LIST: *aspect = ASPECT_ITEM; return t == T_BOOL;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: return t == T_BOOL;
    }
    (void)p;
    return false;
}
static Expr *rule_fact(Gen *g, T t, const Scope *s)
{
    int up, n, field[2], entity = look(g, s, &up, field, &n);
    Aspect aspect;
    for (int tries = 0; g->program->n_rules && tries < 6; tries++) {
        int i = (int)below(g, (uint32_t)g->program->n_rules);
        const Rule *r = &g->program->rules[i];
        if ((r->subject >= 0 && r->subject != entity) || !yields(g->program, r, t, &aspect)) continue;
        Expr *e = gen_node(g, E_RULE, *type_of(t), NULL, NULL, NULL);
        e->path = path_to(up, s->entity[s->n - 1 - up], n, field);
        e->ref = i, e->aspect = aspect, e->item = aspect == ASPECT_ITEM ? (int)below(g, 2) : 0;
        return e;
    }
    return NULL;
}
static Expr *param_fact(Gen *g, T t)
{
    int i = (int)below(g, (uint32_t)g->program->n_params);
    const Type type = g->program->params[i].type;
    if (type.kind != type_of(t)->kind || type.scale != type_of(t)->scale) return NULL;
    Expr *e = gen_node(g, E_PARAM, type, NULL, NULL, NULL);
    e->ref = i;
    return e;
}
static Expr *leaf(Gen *g, T t, const Scope *s)
{
    Expr *e = NULL;
    uint32_t pick = below(g, 10);
    if (pick < 2 && s->entity[0] >= 0) e = rule_fact(g, t, s);
    else if (pick < 3) e = param_fact(g, t);
    else if (pick < 5 && t == T_DATE) e = gen_node(g, chance(g, 75) ? E_ASOF : E_LAWDATE, GEN_DATE_TYPE, NULL, NULL, NULL);
    else if (pick < 5) e = constant(g, t);
    if (e) return e;
    return s->entity[0] < 0 ? constant(g, t) : fact(g, t, s);
}
static Expr *aggregate(Gen *g, ExprKind kind, Type type, T arg, int depth, const Scope *s)
{
    Scope inner = *s;
    int up = chance(g, 75) ? 0 : (int)below(g, (uint32_t)s->n), n = 0, field[2], entity = s->entity[s->n - 1 - up];
    if (entity < 0 || entity == GEN_E || s->n == 3 || g->budget < 0) return NULL;
    g->budget -= 3;
    if (entity == GEN_A && chance(g, 50)) field[n++] = GEN_NESTED, field[n++] = GEN_SCALARS;
    else field[n++] = entity == GEN_A ? GEN_LIST_OF_A : GEN_SCALARS;
    Expr *e = gen_node(g, kind, type, NULL, NULL, NULL);
    e->path = path_to(up, entity, n, field);
    inner.entity[inner.n++] = entity == GEN_C ? GEN_E : GEN_C;
    if (chance(g, 75) || kind == E_SHARE) e->a = gen(g, T_BOOL, depth - 1, &inner);
    if (kind != E_COUNT && (kind != E_ANY || chance(g, 20))) e->b = gen(g, arg, depth - 1, &inner);
    return e;
}
static Expr *binary(Gen *g, ExprKind kind, T t, T a, T b, int depth, const Scope *s)
{
    Expr *x = gen(g, a, depth - 1, s), *y = gen(g, b, depth - 1, s);
    return gen_node(g, kind, *type_of(t), x, y, NULL);
}
static Expr *fraction(Gen *g, int depth, const Scope *s)
{
    Expr *share = chance(g, 30) ? aggregate(g, E_SHARE, quot_type, T_BOOL, depth, s) : NULL;
    if (share) return share;
    Expr *a = gen(g, chance(g, 50) ? T_INT : T_YUAN, depth - 1, s), *b = gen(g, chance(g, 70) ? T_INT : T_YUAN, depth - 1, s);
    Expr *q = gen_node(g, E_DIV, quot_type, a, b, NULL);
    if (depth > 1 && chance(g, 20)) q = gen_node(g, E_IF, quot_type, gen(g, T_BOOL, depth - 1, s), q, fraction(g, depth - 1, s));
    return q;
}
static Expr *rounded(Gen *g, Expr *a)
{
    static const Type step_types[] = {{.kind = TY_NUM, .unit = {U_YUAN, U_ONE}}, {.kind = TY_NUM, .scale = 1, .unit = {U_YUAN, U_ONE}}, {.kind = TY_NUM, .scale = 2, .unit = {U_YUAN, U_ONE}}};
    static const uint8_t steps[] = {1, 5, 10, 50, 3};
    Expr *e = gen_node(g, E_ROUND, GEN_YUAN_TYPE, a, gen_const(g, step_types[below(g, 3)], steps[below(g, 5)]), NULL);
    e->mode = (RoundMode)below(g, 4);
    return e;
}
static Expr *truth(Gen *g, int depth, const Scope *s)
{
    Expr *e;
    switch (below(g, 13)) {
    case 0: case 1: return binary(g, E_AND, T_BOOL, T_BOOL, T_BOOL, depth, s);
    case 2: return binary(g, E_OR, T_BOOL, T_BOOL, T_BOOL, depth, s);
    case 3: return gen_node(g, E_NOT, GEN_BOOL_TYPE, gen(g, T_BOOL, depth - 1, s), NULL, NULL);
    case 4: return binary(g, (ExprKind)(E_EQ + below(g, 6)), T_BOOL, T_INT, T_INT, depth, s);
    case 5: return binary(g, (ExprKind)(E_EQ + below(g, 6)), T_BOOL, T_YUAN, T_YUAN, depth, s);
    case 6: return binary(g, (ExprKind)(E_EQ + below(g, 6)), T_BOOL, T_DATE, T_DATE, depth, s);
    case 7: { T t = chance(g, 50) ? T_COLOUR : chance(g, 50) ? T_TEXT : T_BOOL; return binary(g, (ExprKind)(E_EQ + below(g, 2)), T_BOOL, t, t, depth, s); }
    case 8: e = aggregate(g, E_ANY, GEN_BOOL_TYPE, T_BOOL, depth, s); break;
    case 9: e = aggregate(g, E_ALL, GEN_BOOL_TYPE, T_BOOL, depth, s); break;
    case 10: {
        Expr *years = gen_node(g, chance(g, 80) ? E_YEARS : E_MONTHS, GEN_INT_TYPE, gen(g, T_DATE, depth > 2 ? 1 : 0, s), gen_node(g, E_ASOF, GEN_DATE_TYPE, NULL, NULL, NULL), NULL);
        Expr *n = chance(g, 70) ? gen_const(g, GEN_INT_TYPE, below(g, 70)) : gen(g, T_INT, 0, s);
        return chance(g, 80) ? gen_node(g, (ExprKind)(E_EQ + below(g, 6)), GEN_BOOL_TYPE, years, n, NULL) : gen_node(g, (ExprKind)(E_EQ + below(g, 6)), GEN_BOOL_TYPE, n, years, NULL);
    }
    default: {
        Expr *q = fraction(g, depth, s), *r = chance(g, 70) ? gen_const(g, GEN_RATIO_TYPE, below(g, 201)) : fraction(g, depth, s);
        return gen_node(g, (ExprKind)(E_LT + below(g, 4)), GEN_BOOL_TYPE, q, r, NULL);
    }
    }
    return e ? e : leaf(g, T_BOOL, s);
}
static Expr *whole(Gen *g, int depth, const Scope *s)
{
    Expr *e = NULL;
    switch (below(g, 11)) {
    case 0: return binary(g, E_ADD, T_INT, T_INT, T_INT, depth, s);
    case 1: return binary(g, E_SUB, T_INT, T_INT, T_INT, depth, s);
    case 2: return binary(g, E_MUL, T_INT, T_INT, T_INT, depth, s);
    case 3: return binary(g, chance(g, 50) ? E_MIN : E_MAX, T_INT, T_INT, T_INT, depth, s);
    case 4: return gen_node(g, E_NEG, GEN_INT_TYPE, gen(g, T_INT, depth - 1, s), NULL, NULL);
    case 5: return gen_node(g, E_YEAR_OF, GEN_INT_TYPE, gen(g, T_DATE, depth - 1, s), NULL, NULL);
    case 6: return binary(g, (ExprKind)(E_YEARS + below(g, 3)), T_INT, T_DATE, T_DATE, depth, s);
    case 7: case 8: e = aggregate(g, E_COUNT, GEN_INT_TYPE, T_BOOL, depth, s); break;
    case 9: e = aggregate(g, E_SUM, GEN_INT_TYPE, T_INT, depth, s); break;
    default: e = aggregate(g, chance(g, 50) ? E_LMAX : E_LMIN, GEN_INT_TYPE, T_INT, depth, s);
    }
    return e ? e : leaf(g, T_INT, s);
}
static Expr *yuan(Gen *g, int depth, const Scope *s)
{
    Expr *e = NULL;
    switch (below(g, 9)) {
    case 0: return binary(g, E_ADD, T_YUAN, T_YUAN, T_YUAN, depth, s);
    case 1: return binary(g, E_SUB, T_YUAN, T_YUAN, T_YUAN, depth, s);
    case 2: return binary(g, E_MUL, T_YUAN, T_YUAN, T_INT, depth, s);
    case 3: return gen_node(g, E_RESCALE, GEN_YUAN_TYPE, gen(g, T_INT, depth - 1, s), NULL, NULL);
    case 4: return rounded(g, gen(g, T_YUAN, depth - 1, s));
    case 5: return rounded(g, fraction(g, depth, s));
    case 6: return binary(g, chance(g, 50) ? E_MIN : E_MAX, T_YUAN, T_YUAN, T_YUAN, depth, s);
    case 7: e = aggregate(g, E_SUM, GEN_YUAN_TYPE, T_YUAN, depth, s); break;
    default: e = aggregate(g, chance(g, 50) ? E_LMAX : E_LMIN, GEN_YUAN_TYPE, T_YUAN, depth, s);
    }
    return e ? e : leaf(g, T_YUAN, s);
}
static Expr *day(Gen *g, int depth, const Scope *s)
{
    Expr *e = NULL;
    switch (below(g, 4)) {
    case 0: case 1: {
        const UnitBase units[] = {U_DAY, U_MONTH, U_YEAR, U_AGE};
        Type type = {.kind = TY_NUM, .unit = {(uint8_t)units[below(g, 4)], U_ONE}};
        Expr *n = chance(g, 60) ? gen_const(g, type, (int64_t)below(g, 60) - 20) : gen(g, T_INT, depth - 2, s);
        n->type.unit = type.unit;
        return gen_node(g, E_DATE_ADD, GEN_DATE_TYPE, gen(g, T_DATE, depth - 1, s), n, NULL);
    }
    case 2: return binary(g, chance(g, 50) ? E_MIN : E_MAX, T_DATE, T_DATE, T_DATE, depth, s);
    default: e = aggregate(g, chance(g, 50) ? E_LMAX : E_LMIN, GEN_DATE_TYPE, T_DATE, depth, s);
    }
    return e ? e : leaf(g, T_DATE, s);
}
static Expr *dated(Gen *g, T t, int depth, const Scope *s)
{
    g->budget -= 2;
    Expr *on = gen(g, T_DATE, chance(g, 50) ? 0 : depth - 1, s), *what = chance(g, 50) ? rule_fact(g, t, s) : NULL;
    Expr *e = gen_node(g, E_AT, *type_of(t), what ? what : gen(g, t, depth - 1, s), on, NULL);
    e->law_then = chance(g, 25);
    return e;
}
static Expr *gen(Gen *g, T t, int depth, const Scope *s)
{
    if (depth <= 0 || g->budget-- < 0) return leaf(g, t, s);
    uint32_t pick = below(g, 20);
    if (pick < 3) return dated(g, t, depth, s);
    if (pick < 5) {
        Expr *c = gen(g, T_BOOL, depth - 1, s), *a = gen(g, t, depth - 1, s);
        return gen_node(g, E_IF, *type_of(t), c, a, chance(g, 20) ? gen_node(g, E_UNDEF, *type_of(t), NULL, NULL, NULL) : gen(g, t, depth - 1, s));
    }
    switch (t) {
    case T_BOOL: return truth(g, depth, s);
    case T_INT: return whole(g, depth, s);
    case T_YUAN: return yuan(g, depth, s);
    case T_DATE: return day(g, depth, s);
    case T_COLOUR: case T_TEXT: case T_COUNT_: break;
    }
    return leaf(g, t, s);
}

/* ---- rules ---- */
static Expr *rule_expr(Gen *g, T t, int depth, int subject)
{
    Scope s = {.entity = {subject}, .n = 1};
    g->budget = 14;
    return gen(g, t, depth, &s);
}
static void exceptions(Gen *g, RuleVersion *v, RuleKind kind, T t, int subject)
{
    if (!chance(g, 35)) return;
    int n = 1 + (int)below(g, 3);
    v->exceptions = arena_alloc(g->arena, (size_t)n * sizeof *v->exceptions);
    for (int i = 0; i < n; i++) {
        Exception *x = &v->exceptions[v->n_exceptions++];
        *x = (Exception){.condition = rule_expr(g, T_BOOL, 2, subject), .overrides = i && chance(g, 40) ? (int)below(g, (uint32_t)i) : -1};
        x->off = x->overrides >= 0 && chance(g, 50);
        if (x->off) continue;
        if (kind == RULE_DEFINE) x->value = chance(g, 50) ? constant(g, t) : rule_expr(g, t, 2, subject);
        else if (chance(g, 30)) x->grant = true, x->amount = v->amount && chance(g, 60) ? rule_expr(g, T_YUAN, 1, subject) : NULL;
    }
}
static void rule_version(Gen *g, RuleVersion *v, const Rule *r, T t)
{
    switch (r->kind) {
    case RULE_DEFINE: v->value = rule_expr(g, t, 3, r->subject); break;
    case RULE_LIST:
        if (chance(g, 50)) v->when = rule_expr(g, T_BOOL, 2, r->subject);
        v->n_items = 2, v->items = arena_alloc(g->arena, 2 * sizeof *v->items);
        for (int i = 0; i < 2; i++) v->items[i].condition = rule_expr(g, T_BOOL, 2, r->subject);
        break;
    case RULE_BENEFIT: case RULE_PRIORITY:
        v->when = rule_expr(g, T_BOOL, 3, r->subject);
        v->amount_type = GEN_YUAN_TYPE;
        if (r->type.kind == TY_NUM) v->amount = rule_expr(g, T_YUAN, 3, r->subject);
        break;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET:
        if (chance(g, 60)) v->applies = rule_expr(g, T_BOOL, 2, r->subject);
        v->must = rule_expr(g, T_BOOL, 3, r->subject);
    }
    if (r->kind == RULE_DEFINE || r->kind == RULE_BENEFIT || r->kind == RULE_PRIORITY) exceptions(g, v, r->kind, t, r->subject);
}
void gen_rules(Gen *g, int n)
{
    static const uint8_t kinds[] = {RULE_DEFINE, RULE_DEFINE, RULE_DEFINE, RULE_DEFINE, RULE_BENEFIT, RULE_BENEFIT, RULE_DUTY, RULE_LIST, RULE_ENCOURAGED, RULE_TARGET};
    static const int8_t subjects[] = {GEN_C, GEN_E, GEN_B, GEN_B, GEN_A, GEN_A, GEN_A, -1};
    for (int i = 0; i < n; i++) {
        T t = (T)below(g, T_COUNT_);
        Rule r = {.name = {"规则", "rule"}, .kind = (RuleKind)kinds[below(g, 10)], .subject = subjects[below(g, 8)], .unit = chance(g, 60) ? 0 : -1};
        r.type = r.kind == RULE_DEFINE ? *type_of(t) : r.kind == RULE_BENEFIT && chance(g, 70) ? GEN_YUAN_TYPE : GEN_BOOL_TYPE;
        if (r.kind != RULE_DEFINE) t = T_BOOL;
        r.n_versions = chance(g, 25) ? 2 : 1;
        r.versions = arena_alloc(g->arena, (size_t)r.n_versions * sizeof *r.versions);
        for (int k = 0; k < r.n_versions; k++) {
            r.versions[k].from = k ? 19500 : chance(g, 80) ? INT32_MIN : 15000;
            rule_version(g, &r.versions[k], &r, t);
        }
        LIST_ADD(g->arena, g->program->rules, g->program->n_rules, r);
    }
}

/* ---- records ---- */
static void scalar(Gen *g, const Field *f, RefField *out)
{
    switch (f->type.kind) {
    case TY_BOOL: out->i = below(g, 2); return;
    case TY_ENUM: out->i = below(g, 3); return;
    case TY_DATE: out->i = gen_day(g->rng); return;
    case TY_TEXT: out->text = texts[below(g, 4)]; return;
    default: break;
    }
    if (f->hi < 1000) out->i = below(g, (uint32_t)f->hi + 1);
    else if (chance(g, 2)) out->i = INT64_MAX / 4 + below(g, 1000); /* now and then what overflows */
    else out->i = chance(g, 50) ? below(g, 6) : below(g, 200000);
}
RefRecord *gen_record(Gen *g, int entity, int missing)
{
    const Entity *e = &g->program->entities[entity];
    RefRecord *r = arena_alloc(g->arena, sizeof *r);
    r->entity = entity, r->fields = arena_alloc(g->arena, (size_t)e->n_fields * sizeof *r->fields);
    for (int i = 0; i < e->n_fields; i++) {
        const Field *f = &e->fields[i];
        RefField *out = &r->fields[i];
        if (chance(g, (uint32_t)(i < GEN_SCALARS ? missing : missing / 2))) continue;
        out->known = true;
        if (f->type.kind == TY_ENTITY) out->record = gen_record(g, f->type.ref, missing);
        else if (f->type.kind == TY_LIST) {
            out->n_list = (int)below(g, 4);
            out->list = arena_alloc(g->arena, 4 * sizeof *out->list);
            for (int k = 0; k < out->n_list; k++) out->list[k] = gen_record(g, f->type.ref, missing);
        } else scalar(g, f, out);
    }
    return r;
}

/* ---- blocks ---- */
typedef struct { const RefRecord **at; uint32_t n; } Lanes;
static const RefField *walk(const RefRecord *r, const uint16_t *field, int n)
{
    for (int i = 0; i < n - 1 && r; i++) r = r->fields[field[i]].record;
    return r ? &r->fields[field[n - 1]] : NULL;
}
static uint64_t *plane(Arena *arena, uint32_t lanes) { return arena_alloc(arena, ((size_t)lanes / 64 + 1) * 8); }
static void fill_space(Arena *arena, const SpaceSpec *spec, const Lanes *owners, Lanes *out, SpaceData *data)
{
    uint32_t total = 0, *offsets = arena_alloc(arena, ((size_t)owners->n + 1) * sizeof *offsets);
    uint64_t *known = plane(arena, owners->n);
    bool all = true;
    for (uint32_t i = 0; i < owners->n; i++) {
        const RefField *f = walk(owners->at[i], spec->field, spec->n);
        offsets[i] = total;
        if (f && f->known) known[i / 64] |= 1ull << (i % 64), total += (uint32_t)f->n_list;
        else all = false;
    }
    offsets[owners->n] = total;
    *out = (Lanes){arena_alloc(arena, (size_t)total * sizeof *out->at + 1), 0};
    for (uint32_t i = 0; i < owners->n; i++) {
        const RefField *f = walk(owners->at[i], spec->field, spec->n);
        for (int k = 0; f && f->known && k < f->n_list; k++) out->at[out->n++] = f->list[k];
    }
    *data = (SpaceData){total, offsets, all ? NULL : known};
}
static uint32_t text_id(const Chunk *c, const char *text)
{
    for (int i = 0; i < c->n_texts; i++) if (strcmp(c->texts[i], text) == 0) return (uint32_t)i;
    for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) if (strcmp(texts[i], text) == 0) return (uint32_t)c->n_texts + i;
    return UINT32_MAX;
}
static void store(const Chunk *c, ColumnKind kind, void *data, uint32_t i, const RefField *f)
{
    switch (kind) {
    case COL_BIT: ((uint64_t *)data)[i / 64] |= (uint64_t)(f->i != 0) << (i % 64); return;
    case COL_U8: ((uint8_t *)data)[i] = (uint8_t)f->i; return;
    case COL_I32: ((int32_t *)data)[i] = (int32_t)f->i; return;
    case COL_I64: ((int64_t *)data)[i] = f->i; return;
    case COL_TEXT: ((uint32_t *)data)[i] = text_id(c, f->text); return;
    }
}
static Column fill_column(Arena *arena, const Chunk *c, const ColumnSpec *spec, const Lanes *lanes)
{
    static const uint8_t width[] = {0, 1, 4, 8, 4};
    size_t size = spec->kind == COL_BIT ? ((size_t)lanes->n / 64 + 1) * 8 : (size_t)width[spec->kind] * lanes->n;
    void *data = arena_alloc(arena, size + 1);
    uint64_t *known = plane(arena, lanes->n);
    bool all = true;
    for (uint32_t i = 0; i < lanes->n; i++) {
        const RefField *f = walk(lanes->at[i], spec->field, spec->n);
        if (!f || !f->known) { all = false; continue; }
        known[i / 64] |= 1ull << (i % 64);
        store(c, (ColumnKind)spec->kind, data, i, f);
    }
    return (Column){data, all ? NULL : known};
}
Block *gen_block(Arena *arena, const Program *program, const Chunk *chunk, RefRecord *const *records, uint32_t n, const int32_t *as_of, const int32_t *law, bool uniform_dates)
{
    (void)program;
    Lanes *lanes = arena_alloc(arena, (size_t)chunk->n_specs * sizeof *lanes);
    SpaceData *spaces = arena_alloc(arena, (size_t)chunk->n_specs * sizeof *spaces);
    Column *columns = arena_alloc(arena, (size_t)chunk->n_columns * sizeof *columns + 1);
    Block *b = arena_alloc(arena, sizeof *b);
    lanes[0] = (Lanes){(const RefRecord **)records, n};
    spaces[0] = (SpaceData){.lanes = n};
    for (int i = 1; i < chunk->n_specs; i++) fill_space(arena, &chunk->specs[i], &lanes[chunk->specs[i].parent], &lanes[i], &spaces[i]);
    for (int i = 0; i < chunk->n_columns; i++) columns[i] = fill_column(arena, chunk, &chunk->columns[i], &lanes[chunk->columns[i].space]);
    *b = (Block){.spaces = spaces, .columns = columns, .as_of = as_of, .law_as_of = law, .uniform_dates = uniform_dates};
    return b;
}
Block *gen_blank_block(Arena *arena, const Chunk *chunk, uint32_t n, Rng *rng)
{
    static const uint8_t width[] = {8, 1, 4, 8, 4};
    SpaceData *spaces = arena_alloc(arena, (size_t)chunk->n_specs * sizeof *spaces);
    Column *columns = arena_alloc(arena, (size_t)chunk->n_columns * sizeof *columns + 1);
    Block *b = arena_alloc(arena, sizeof *b);
    int32_t *dates = arena_alloc(arena, (size_t)n * sizeof *dates);
    for (uint32_t i = 0; i < n; i++) dates[i] = gen_day(rng);
    spaces[0] = (SpaceData){.lanes = n};
    for (int i = 1; i < chunk->n_specs; i++) {
        uint32_t owners = spaces[chunk->specs[i].parent].lanes, *offsets = arena_alloc(arena, ((size_t)owners + 1) * sizeof *offsets);
        for (uint32_t k = 0; k < owners; k++) offsets[k + 1] = offsets[k] + (owners < 200 ? rng_below(rng, 3) : 0);
        spaces[i] = (SpaceData){offsets[owners], offsets, NULL};
    }
    for (int i = 0; i < chunk->n_columns; i++) {
        uint32_t lanes = spaces[chunk->columns[i].space].lanes;
        uint8_t *data = arena_alloc(arena, ((size_t)lanes + 64) * width[chunk->columns[i].kind]);
        for (uint32_t k = 0; k < lanes; k++) data[k] = (uint8_t)rng_below(rng, 3);
        columns[i] = (Column){data, rng_below(rng, 2) ? plane(arena, lanes) : NULL};
        if (columns[i].known) memset(data, 0, (size_t)lanes * width[chunk->columns[i].kind]);
    }
    *b = (Block){.spaces = spaces, .columns = columns, .as_of = dates, .law_as_of = dates, .uniform_dates = rng_below(rng, 2)};
    return b;
}
