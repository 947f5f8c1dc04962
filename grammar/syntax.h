/* The syntax tree: one node type, many kinds (the language's form, comments and places kept elsewhere by the source).
 * Must never know names' meaning or types. Nodes live in the arena of the parse. */
#ifndef FATIAO_SYNTAX_H
#define FATIAO_SYNTAX_H
#include "grammar/arena.h"
#include "grammar/source.h"

/* kind: text | children. "?" may be absent (NULL child is never stored: absent optional parts are N_NONE nodes, so positions are fixed). */
typedef enum {
    N_NONE,
    N_FILE,        /* declarations and headings in order */
    /* names and literals */
    N_NAME,        /* text = name as written (unquoted) */
    N_DECLNAME,    /* text = zh or only spelling; child 0: N_NAME alias? */
    N_NUMBER,      /* text = canonical decimal digits "14.5", "30000", "0.000145"; child 0: N_UNIT? (percent and permille folded into a scale: "20%" is 0.20 with N_UNIT text "%") */
    N_UNIT,        /* text = canonical unit: 元 元/月 元/年 元/人 周岁 年 月 天 小时 人 户 个 % ‰ ... */
    N_DATE,        /* text = "2023-08-07" as written in either form, not yet validated for the calendar */
    N_STRING,      /* text = contents */
    N_BOOL,        /* text = "true" / "false" (真 假 是 否 yes no) */
    /* expressions */
    N_BINARY,      /* op; lhs, rhs (or and comparisons + - * /) */
    N_UNARY,       /* op OP_NOT OP_NEG; operand */
    N_MEMBER,      /* base, N_NAME (a.b a 的 b) */
    N_AT,          /* expr, date; op OP_LAW_THEN when 按当时规定 follows */
    N_CALL,        /* text = function as written, canonical in op (OP_FN_*); arguments */
    N_AGGREGATE,   /* op (OP_COUNT ...); list expr, filter?, argument? */
    N_IN_SET,      /* expr, then members; op OP_IN or OP_NOT_IN */
    N_IN_RANGE,    /* expr, low, high (2至3岁, 1—5家) both included */
    N_HAS_ITEM,    /* rule expr, N_NAME item (X 含 项) */
    N_READING_IS,  /* N_NAME reading, N_NAME option (解读 NAME 为 OTHER) */
    N_ALL_OF, N_ANY_OF, /* N_ITEM children */
    N_ITEM,        /* text = label as written "（一）"; expr (an expression or a nested list) */
    N_CASES,       /* N_CASE children, then N_OTHERWISE? */
    N_CASE,        /* condition, value */
    N_OTHERWISE,   /* value */
    N_DENIED,      /* 不享受 as the value of a case */
    N_SHARE,       /* shares 4：6 : N_NUMBER children */
    N_NOT_APPLICABLE, /* unused as yet */
    /* places of the law */
    N_HEADING,     /* op = level OP_PART CHAPTER SECTION ARTICLE PARAGRAPH ITEM SUBITEM; text = number canonical "69", "6", "11", "69-1" (第六十九条之一); children: N_STRING title?, N_DATE from? (自 … 起) */
    N_LAW,         /* text = one paragraph of official text; several > lines joined by LF, marks removed; a lone > starts the next N_LAW */
    /* declarations: child 0 is N_DECLNAME unless said otherwise */
    N_REGULATION,  /* N_STRING title in text; declname = alias; clauses */
    N_CONVENTIONS, /* text = profile title; clauses N_CLAUSE */
    N_USE,         /* text = path */
    N_PART_OF,     /* text = regulation alias */
    N_ENUM,        /* name, then N_DECLNAME values */
    N_GROUP,       /* name, then N_NAME members */
    N_ENTITY,      /* name, N_STRING description?, then N_FIELD, N_CLAUSE (报告) */
    N_FIELD,       /* name, type, N_STRING description? */
    N_TYPE,        /* op OP_TYPE_BOOL INT DECIMAL DATE TEXT RATIO MONEY(unit child) NUMBER(unit child) NAMED(text) LIST(text) INLINE_ENUM(N_DECLNAME values); last two children: low?, high? for 整数 0至2 */
    N_PARAMETER,   /* name, type?, N_VERSION children, N_CLAUSE (核实). `supplied` flag in op OP_SUPPLY for 补充 参数 */
    N_VERSION,     /* N_DATE from?, value expr or N_PENDING */
    N_PENDING,     /* text = where it should come from */
    N_READING,     /* name, clauses: 问 采 另 理由 */
    N_DEFINE, N_BENEFIT, N_PRIORITY, N_LISTRULE, N_DUTY, N_PROHIBITION, N_ENCOURAGED, N_TARGET, N_TABLE, /* name, N_NAME subject?, N_TYPE type?, then clauses; define with "= expr" has it as N_CLAUSE OP_C_VALUE */
    N_EXCEPTION,   /* name, N_NAME rule or exception it overrides, clauses */
    N_EXAMPLE,     /* text = title; child 0 N_DATE as of?, child 1 N_DATE law as of?; clauses */
    N_ASSERT,      /* reserved for 断言 */
    /* clauses: op OP_C_*; children as listed beside the op in syntax.c */
    N_CLAUSE,
    N_ROW,         /* a table row: cells; header row has N_NAME / expr cells */
    N_ANY,         /* cell — or 任意 */
    N_CELL_TEST,   /* op comparison; operand (cell ≥ 60周岁) */
    N_GIVEN,       /* 已知: text = name or dotted path, value expr?; op OP_GIVEN_FIELD, OP_GIVEN_ELEMENT (text list, child 1 N_NUMBER index), OP_GIVEN_BLOCK (家庭：) */
    N_ERROR        /* what recovery left out */
} NodeKind;

typedef struct Node Node;
struct Node {
    NodeKind kind; int op; const char *text; Span span;
    Node **child; int n_child;
    bool quoted;      /* a name written in quotes */
    bool parenthesised;
};
Node *node_new(Arena *arena, NodeKind kind, int op, const char *text, Span span);
void node_add(Arena *arena, Node *parent, Node *child);
bool node_equal(const Node *a, const Node *b); /* same meaning: kinds, ops, texts, children; places ignored */
#endif
