/* The syntax tree: one node type, many kinds. A file is a list of declarations in order; a declaration has its name, what its
 * header line says, and its clauses in order. Must never know what names mean, or types. Nodes live in the arena of the parse. */
#ifndef FATIAO_SYNTAX_H
#define FATIAO_SYNTAX_H
#include "grammar/arena.h"
#include "grammar/source.h"

/* Optional children that are absent are N_NONE, so that positions are fixed. */
typedef enum {
    N_NONE,
    N_FILE,      /* declarations */
    /* names and literals */
    N_NAME,      /* text */
    N_DECLNAME,  /* text = first spelling; child 0: N_NAME alias or N_NONE */
    N_PATH,      /* text = "家庭.子女[2].出生日期" in 例: 已知, 假定, 缺 */
    N_NUMBER,    /* text = plain decimal digits, percent and permille worked in; unit = canonical unit or NULL */
    N_DATE,      /* text = YYYY-MM-DD, not yet checked against the calendar */
    N_STRING,    /* text */
    N_BOOL,      /* op 1 / 0 */
    N_EMPTY,     /* 无: the empty list */
    N_UNKNOWN,   /* 不明 */
    N_PENDING,   /* 待定; text = where the value should come from, or NULL */
    N_REPEALED,  /* 废止: no value from here on */
    /* expressions */
    N_BINARY,    /* op; two operands */
    N_UNARY,     /* op OP_NOT OP_NEG */
    N_BOUNDED,   /* op; left, number: "X 60周岁 以上" */
    N_MEMBER,    /* base, N_NAME */
    N_AT,        /* expression, date; op 1 = under the law then */
    N_CALL,      /* op OP_FN_*; arguments */
    N_AGGREGATE, /* op OP_COUNT...; list, condition or N_NONE, argument or N_NONE */
    N_IN_SET,    /* op OP_IN OP_NOT_IN; expression, then members */
    N_IN_RANGE,  /* expression, low, high: both included */
    N_HAS_ITEM,  /* rule, N_NAME */
    N_READING_IS,/* N_NAME reading, N_NAME option */
    N_ROUND,     /* op OP_ROUND_*; expression, step */
    N_ALL_OF, N_ANY_OF, /* N_ITEM... */
    N_ITEM,      /* text = label; expression or nested list */
    N_CASES,     /* N_CASE... N_OTHERWISE? in order */
    N_CASE,      /* condition, value */
    N_OTHERWISE, /* value */
    N_DENIED, N_GRANTED, /* 不享受, 享受 as a value */
    N_SHARE,     /* N_NUMBER... : 4：6 */
    N_SET,       /* members: value of a list in 结果 */
    /* tables */
    N_ROW, N_ANY, N_CELL_TEST /* op; operand */, N_CELL_RANGE /* low, high */,
    /* declarations: child 0 N_DECLNAME (or N_NONE), header children, then clauses */
    N_HEADING,     /* op OP_ARTICLE...; text = "69" or "69-1"; N_STRING title, N_DATE from */
    N_LAW,         /* text = one paragraph, its lines joined by LF */
    N_REGULATION,  /* text = title */
    N_CONVENTIONS, /* text = title */
    N_AMENDMENT,   /* text = title */
    N_CHANGE,      /* in an amendment. op OP_CHANGE_REPLACED, _ADDED: what is declared below; _NONE; _REMOVED: N_NAME rules or N_STRING titles of 例; _REWORDED: N_NAME, N_STRING old, N_STRING new; the last child: N_STRING reason or N_NONE */
    N_USE,         /* text = path */
    N_PART_OF,     /* text = alias of a regulation */
    N_ENUM,        /* N_DECLNAME values after the name */
    N_GROUP,       /* name, N_NAME members */
    N_ENTITY,      /* name, N_STRING description; then N_FIELD and clauses */
    N_FIELD,       /* name, N_TYPE, N_STRING description */
    N_TYPE,        /* op OP_TYPE_NAMES: N_DECLNAME... ("元/月" too); OP_TYPE_RANGE: N_NAME, low, high; OP_TYPE_SCALED: N_NAME, N_NUMBER; OP_TYPE_LIST: N_NAME */
    N_PARAMETER,   /* op 1 = 补充; name, N_TYPE, value (expression, N_PENDING, N_REPEALED), N_STRING source; then N_VERSION, clauses */
    N_VERSION,     /* N_DATE, value */
    N_READING,     /* name; clauses */
    N_DEFINE,      /* name, N_NAME subject, N_TYPE, value; then N_CASES at most */
    N_BENEFIT, N_PRIORITY, N_LISTRULE, N_DUTY, N_PROHIBITION, N_ENCOURAGED, N_TARGET, /* name, N_NAME subject; clauses */
    N_TABLE,       /* name, N_NAME subject, N_TYPE; then N_ROW (the first is the header) */
    N_EXCEPTION,   /* name, N_NAME what it overrides; clauses */
    N_ASSERT,      /* name or N_NONE, N_NAME subject, condition; op OP_NEVER_FALLS, OP_NEVER_RISES: value, what that goes with as it rises; clauses */
    N_EXAMPLE,     /* text = title; N_DATE as of, N_DATE law as of; clauses */
    N_CLAUSE,      /* op OP_C_*; see clause table */
    N_GIVEN,       /* op OP_GIVEN_FIELD: N_PATH, value; OP_GIVEN_ELEMENT: N_PATH, N_NUMBER, then N_GIVEN fields; OP_GIVEN_BLOCK: N_PATH */
    N_KINDS
} NodeKind;

enum {
    OP_NONE,
    OP_OR, OP_AND, OP_NOT, OP_NEG, OP_ADD, OP_SUB, OP_MUL, OP_DIV,
    OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_BEFORE, OP_AFTER, OP_NOT_BEFORE, OP_NOT_AFTER,
    OP_LT_VAGUE, OP_GT_VAGUE, OP_LE_BELOW, OP_BEFORE_VAGUE, OP_AFTER_VAGUE, /* words the law leaves open: warned about */
    OP_IN, OP_NOT_IN,
    OP_ROUND_HALF_UP, OP_ROUND_HALF_EVEN, OP_ROUND_UP, OP_ROUND_DOWN,
    OP_PAID_SAME_MONTH, OP_PAID_NEXT_MONTH, OP_PAID_SAME_YEAR, OP_PAID_NEXT_YEAR, /* 发放 当月起 … */
    OP_NEVER_FALLS, OP_NEVER_RISES, /* 断言 */
    OP_COUNT, OP_ANY, OP_ALL, OP_SUM, OP_LMAX, OP_LMIN, OP_SHARE,
    OP_FN_NONE_, /* the functions follow */
#define F(name, zh, en, expression, arguments, unit) OP_FN_##name,
#include "grammar/functions.def"
#undef F
    OP_PART, OP_CHAPTER, OP_SECTION, OP_ARTICLE, OP_PARAGRAPH, OP_ITEM, OP_SUBITEM,
    OP_TYPE_NAMES, OP_TYPE_RANGE, OP_TYPE_SCALED, OP_TYPE_LIST,
    OP_CHANGE_REPLACED, OP_CHANGE_ADDED, OP_CHANGE_NONE, OP_CHANGE_REMOVED, OP_CHANGE_REWORDED,
    OP_GIVEN_FIELD, OP_GIVEN_ELEMENT, OP_GIVEN_BLOCK,
    /* clauses: children */
    OP_C_ISSUED, OP_C_IN_FORCE, OP_C_REPEALED, OP_C_VERIFIED, /* N_DATE */
    OP_C_INTERPRETER, OP_C_AMENDS, /* N_NAME or N_STRING */
    OP_C_CONVENTIONS,  /* text = path */
    OP_C_LEAP_DAY, OP_C_MONTH_END, OP_C_ROUNDING, OP_C_BOUNDS, /* text = the value as written; N_STRING source */
    OP_C_REPORT,       /* N_PATH body, code, done */
    OP_C_REQUIRE,      /* N_NAME later, N_NAME earlier: 死亡日期 不早于 出生日期 */
    OP_C_QUESTION,     /* text */
    OP_C_ADOPT,        /* N_DECLNAME, N_STRING text, N_STRING reason */
    OP_C_OTHER_READING,/* N_DECLNAME, N_STRING text, N_STRING why not computable (N_NONE = computable) */
    OP_C_WHEN, OP_C_EXCEPT, OP_C_WEIGHT, OP_C_IF, OP_C_MUST, OP_C_MUST_NOT, /* expression; OP_C_MUST may have N_STRING: a duty in words */
    OP_C_PROVIDES, OP_C_CODE, OP_C_CITES, /* text */
    OP_C_AMOUNT,       /* N_AMOUNT_MARKS, value expression or N_CASES or N_NONE (free) */
    OP_C_BORNE_BY, OP_C_RESPONSIBLE, /* N_NAME or N_STRING payers; op2 below: a last child N_SHARE or N_CASES, and N_ROUND marks */
    OP_C_TERM,         /* N_STRING text or expression */
    OP_C_PAID,         /* N_NONE, its op which period is the first: OP_PAID_… */
    OP_C_ITEM,         /* N_DECLNAME, condition or N_NONE */
    OP_C_BY,           /* N_NAME year field, expression */
    OP_C_RESULT,       /* in 例外: value, N_GRANTED, N_DENIED; in 例: N_NAME rule, value or N_SET */
    OP_C_OFF,
    OP_C_FOR,          /* N_NAME */
    OP_C_GIVEN,
    OP_C_ASSUME,       /* N_PATH, value */
    OP_C_READING,      /* in 例: N_NAME reading, N_NAME option */
    OP_C_GRANTED, OP_C_DENIED, OP_C_CONFLICT, /* N_NAME... */
    OP_C_UNDETERMINED, /* N_NAME, then N_PATH... */
    OP_KINDS
};
/* Marks of an amount: 每人, 每月, 不低于, 免费. */
enum { PERIOD_NONE, PERIOD_ONCE, PERIOD_MONTH, PERIOD_YEAR };
enum { HEAD_NONE, HEAD_PERSON, HEAD_HOUSEHOLD, HEAD_PLACE };
typedef struct { uint8_t head, period, bound /* OP_GE floor, OP_LE ceiling, 0 */; bool free; } AmountMarks;

typedef struct Node Node;
struct Node {
    uint8_t kind, op; bool quoted, parenthesised, shared /* 负担 A：B */;
    AmountMarks marks; /* OP_C_AMOUNT */
    int depth; int n_child; Span span;
    Node **child; const char *text, *unit;
    Node *step; /* OP_C_BORNE_BY: N_ROUND of the shares, or NULL */
};
Node *node_new(Arena *arena, NodeKind kind, int op, const char *text, Span span);
void node_add(Arena *arena, Node *parent, Node *child);
/* Same meaning: kinds, operators, texts, children; places ignored. */
bool node_equal(const Node *a, const Node *b);
#endif
