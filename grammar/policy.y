/* The grammar, line by line: a declaration's header, a clause, a table row, a heading. One call per action; builder.h keeps
 * what belongs together. Knows the order of words. Must never know types, names' meaning, files. */
%include {
#include "grammar/builder.h"
#include <assert.h>
#include <string.h>
#define YYMALLOCARGTYPE size_t
}
%name Policy
%token_prefix TK_
%token_type { const Lexeme * }
%default_type { Node * }
%extra_context { Builder *b }
%token_destructor { (void)b; (void)$$; }
%stack_size 1500
%stack_overflow { builder_overflow(b); }
%syntax_error { builder_syntax_error(b, yymajor, TOKEN); }
%parse_failure { builder_failed(b); }
%code {
/* After a line that could not be read, the next one is judged afresh. */
void policy_settle(void *parser) { ((yyParser *)parser)->yyerrcnt = -1; }
/* Whether this terminal, taken as itself and not as a name, could come where the states were remembered: the reductions are played through on a copy. */
void policy_remember(const void *parser, Builder *b)
{
    const yyParser *p = parser;
    b->n_states = (int)(p->yytos - p->yystack) + 1;
    memcpy(b->stack, p->yystack, (size_t)b->n_states * sizeof *p->yystack);
}
bool policy_takes(const Builder *b, int code)
{
    YYACTIONTYPE states[PARSER_STACK];
    int top = b->n_states - 1;
    for (int i = 0; i <= top; i++) states[i] = ((const yyStackEntry *)b->stack)[i].stateno;
    for (int steps = 0; steps < 4000; steps++) {
        YYACTIONTYPE act = states[top];
        if (act <= YY_MAX_SHIFT) {
            int at = yy_shift_ofst[act] + code;
            act = yy_lookahead[at] == code ? yy_action[at] : yy_default[act];
        }
        if (act < YY_MIN_REDUCE) return act <= YY_MAX_SHIFTREDUCE;
        int rule = act - YY_MIN_REDUCE;
        top += yyRuleInfoNRhs[rule] + 1;
        if (top < 1 || top >= PARSER_STACK) return false;
        states[top] = yy_find_reduce_action(states[top - 1], (YYCODETYPE)yyRuleInfoLhs[rule]);
    }
    return false;
}
size_t policy_size(void) { return sizeof(yyParser); }
}

%token BROKEN.
%fallback NAME OF TO FROM ON PENDING REPEALED BECAUSE SOURCE_OF NOT_COMPUTABLE GRANT DENY INSIDE INTO PER_HEAD PERIOD PAID_FROM FREE LACKS LAW_AS_OF LIST_OF LISTED ANY NONE UNKNOWN FUNCTION AGGREGATE HAS WITHIN FOR LAW_THEN WHERE EVERY TREND WHILE MOVES.
%left OR.
%left AND.

file ::= lines.
lines ::= .
lines ::= lines line.
line ::= NL.
line ::= error NL.

/* ---- headings and law ---- */
line ::= HEADING(H) title(T) since(F) NL. { builder_heading(b, H, T, F); }
line ::= LEVEL(L) NUMBER(N) title(T) since(F) NL. { builder_heading_en(b, L, N, NULL, T, F); }
line ::= LEVEL(L) NUMBER(N) MINUS NUMBER(M) title(T) since(F) NL. { builder_heading_en(b, L, N, M->text, T, F); }
line ::= LAW(L) NL. { builder_law(b, L); }
title(A) ::= . { A = builder_none(b); }
title(A) ::= STRING(S). { A = builder_leaf(b, N_STRING, S); }
since(A) ::= . { A = builder_none(b); }
since(A) ::= FROM DATE(D) on. { A = builder_leaf(b, N_DATE, D); }
on ::= .
on ::= ON.

/* ---- names ---- */
name(A) ::= NAME(T). { A = builder_leaf(b, N_NAME, T); }
alias(A) ::= . { A = builder_none(b); }
alias(A) ::= LPAREN name(N) RPAREN. { A = N; }
declname(A) ::= name(N) alias(L). { A = builder_declname(b, N, L); }
string_opt(A) ::= . { A = builder_none(b); }
string_opt(A) ::= STRING(S). { A = builder_leaf(b, N_STRING, S); }
subject(A) ::= . { A = builder_none(b); }
subject(A) ::= FOR name(N). { A = N; }
because(A) ::= . { A = builder_none(b); }
because(A) ::= BECAUSE STRING(S). { A = builder_leaf(b, N_STRING, S); }
source(A) ::= . { A = builder_none(b); }
source(A) ::= SOURCE_OF STRING(S). { A = builder_leaf(b, N_STRING, S); }
path(A) ::= name(N). { A = builder_path(b, N); }
path(A) ::= path(P) dot name(N). { A = builder_path_step(b, P, N); }
path(A) ::= path(P) LBRACKET NUMBER(N) RBRACKET. { A = builder_path_index(b, P, N); }
dot ::= DOT.
dot ::= OF.
paths(A) ::= path(P). { A = builder_list(b, P); }
paths(A) ::= paths(L) COMMA path(P). { A = builder_more(b, L, P); }
names(A) ::= name(N). { A = builder_list(b, N); }
names(A) ::= names(L) COMMA name(N). { A = builder_more(b, L, N); }
parties(A) ::= party(N). { A = builder_list(b, N); }
parties(A) ::= parties(L) COMMA party(N). { A = builder_more(b, L, N); }
party(A) ::= name(N). { A = N; }
party(A) ::= STRING(S). { A = builder_leaf(b, N_STRING, S); }

/* ---- declarations ---- */
line ::= REGULATION(K) STRING(S) alias(L) NL. { builder_titled(b, N_REGULATION, K, S, L); }
line ::= CONVENTIONS(K) STRING(S) alias(L) NL. { builder_titled(b, N_CONVENTIONS, K, S, L); }
line ::= AMENDMENT(K) STRING(S) alias(L) NL. { builder_titled(b, N_AMENDMENT, K, S, L); }
line ::= CHANGE(K) because(R) NL. { builder_change(b, K->op, K, NULL, R); }
line ::= REMOVE(K) names(N) because(R) NL. { builder_change(b, OP_CHANGE_REMOVED, K, N, R); }
line ::= REMOVE(K) EXAMPLE STRING(S) because(R) NL. { builder_change(b, OP_CHANGE_REMOVED, K, builder_list(b, builder_leaf(b, N_STRING, S)), R); }
line ::= REWORD(K) name(N) INSIDE STRING(O) INTO STRING(W) because(R) NL. { builder_change(b, OP_CHANGE_REWORDED, K, builder_more(b, builder_more(b, builder_list(b, N), builder_leaf(b, N_STRING, O)), builder_leaf(b, N_STRING, W)), R); }
line ::= USE(K) STRING(S) NL. { builder_titled(b, N_USE, K, S, builder_none(b)); }
line ::= PART_OF(K) name(N) NL. { builder_part_of(b, K, N); }
line ::= ENUMERATION(K) declname(N) COLON enum_values(V) NL. { builder_declare(b, N_ENUM, K, N, V); }
enum_values(A) ::= declname(N). { A = builder_list(b, N); }
enum_values(A) ::= enum_values(L) COMMA declname(N). { A = builder_more(b, L, N); }
line ::= GROUP(K) declname(N) EQ LBRACE names(V) RBRACE NL. { builder_declare(b, N_GROUP, K, N, V); }
line ::= ENTITY(K) declname(N) string_opt(S) NL. { builder_declare(b, N_ENTITY, K, N, builder_list(b, S)); }
line ::= FIELD declname(N) COLON type(T) string_opt(S) NL. { builder_field(b, N, T, S); }
type(A) ::= type_names(L). { A = L; }
type_names(A) ::= declname(N). { A = builder_type_names(b, N); }
type_names(A) ::= type_names(L) DIVIDE declname(N). { A = builder_more(b, L, N); }
type(A) ::= name(N) NUMBER(L) TO NUMBER(H). { A = builder_type_range(b, N, L, H); }
type(A) ::= name(N) NUMBER(S). { A = builder_type_scaled(b, N, S); }
type(A) ::= name(N) LISTED. { A = builder_type_list(b, N); }
type(A) ::= LIST_OF name(N). { A = builder_type_list(b, N); }
type_opt(A) ::= . { A = builder_none(b); }
type_opt(A) ::= COLON type(T). { A = T; }
line ::= PARAMETER(K) declname(N) type_opt(T) NL. { builder_parameter(b, K, 0, N, T, builder_none(b), builder_none(b)); }
line ::= PARAMETER(K) declname(N) type_opt(T) EQ value(V) source(S) NL. { builder_parameter(b, K, 0, N, T, V, S); }
line ::= SUPPLY(K) PARAMETER declname(N) NL. { builder_parameter(b, K, 1, N, builder_none(b), builder_none(b), builder_none(b)); }
line ::= SUPPLY(K) PARAMETER declname(N) EQ value(V) source(S) NL. { builder_parameter(b, K, 1, N, builder_none(b), V, S); }
line ::= FROM(K) DATE(D) on colon_opt value(V) source(S) NL. { builder_version(b, K, D, V, S); }
colon_opt ::= .
colon_opt ::= COLON.
value(A) ::= expr(E). { A = E; }
value(A) ::= IS(K). { A = builder_yes(b, K); }
value(A) ::= PENDING(K) string_opt(S). { A = builder_pending(b, K, S); }
value(A) ::= REPEALED(K). { A = builder_leaf(b, N_REPEALED, K); }
line ::= READING(K) declname(N) NL. { builder_declare(b, N_READING, K, N, NULL); }
line ::= DEFINE(K) declname(N) subject(S) type_opt(T) NL. { builder_define(b, K, N, S, T, builder_none(b)); }
line ::= DEFINE(K) declname(N) subject(S) type_opt(T) EQ expr(V) NL. { builder_define(b, K, N, S, T, V); }
line ::= rule_word(K) declname(N) subject(S) NL. { builder_rule(b, K, N, S); }
rule_word(A) ::= BENEFIT(K). { A = builder_word(b, N_BENEFIT, K); }
rule_word(A) ::= PRIORITY(K). { A = builder_word(b, N_PRIORITY, K); }
rule_word(A) ::= LIST(K). { A = builder_word(b, N_LISTRULE, K); }
rule_word(A) ::= DUTY(K). { A = builder_word(b, N_DUTY, K); }
rule_word(A) ::= PROHIBITION(K). { A = builder_word(b, N_PROHIBITION, K); }
rule_word(A) ::= ENCOURAGED(K). { A = builder_word(b, N_ENCOURAGED, K); }
rule_word(A) ::= TARGET(K). { A = builder_word(b, N_TARGET, K); }
line ::= TABLE(K) declname(N) subject(S) type_opt(T) NL. { builder_table(b, K, N, S, T); }
line ::= BAR cells(C) NL. { builder_row(b, C); }
line ::= RULE_ROW NL.
cells(A) ::= cell(C) BAR. { A = builder_list(b, C); }
cells(A) ::= cells(L) cell(C) BAR. { A = builder_more(b, L, C); }
cell(A) ::= expr(E). { A = E; }
cell(A) ::= cmp(O) sum(E). { A = builder_cell_test(b, O, E); }
cell(A) ::= range(R). { A = R; }
cell(A) ::= WITHIN range(R). { A = R; }
cell(A) ::= bounded(B). { A = B; }
cell(A) ::= IS(K). { A = builder_yes(b, K); }
cell(A) ::= LBRACE(K) members(M) RBRACE(E). { A = builder_set(b, K, M, E); }
cell(A) ::= ANY(K). { A = builder_leaf(b, N_ANY, K); }
cell(A) ::= DASH(K). { A = builder_leaf(b, N_ANY, K); }
line ::= EXCEPTION(K) declname(N) to_rule name(R) NL. { builder_declare(b, N_EXCEPTION, K, N, builder_list(b, R)); }
to_rule ::= AT.
to_rule ::= TO.
line ::= asserted(A) COLON condition(E). { builder_assert(b, A, E, NULL, 0); }
line ::= asserted(A) COLON expr(V) TREND(T) WHILE expr(X) MOVES(C) NL. { builder_assert(b, A, V, X, T->op == C->op ? OP_NEVER_FALLS : OP_NEVER_RISES); }
asserted(A) ::= ASSERT(K) for_every name(S). { A = builder_asserted(b, K, builder_none(b), S); }
asserted(A) ::= ASSERT(K) declname(N) for_every name(S). { A = builder_asserted(b, K, N, S); }
for_every ::= PER_HEAD.
for_every ::= FOR PER_HEAD.
for_every ::= FOR EVERY.
line ::= EXAMPLE(K) STRING(S) at_date(D) law_date(L) NL. { builder_example(b, K, S, D, L); }
at_date(A) ::= . { A = builder_none(b); }
at_date(A) ::= AT DATE(D). { A = builder_leaf(b, N_DATE, D); }
law_date(A) ::= . { A = builder_none(b); }
law_date(A) ::= LAW_AS_OF DATE(D). { A = builder_leaf(b, N_DATE, D); }

/* ---- clauses ---- */
line ::= C_ISSUED(K) DATE(D) NL. { builder_clause1(b, OP_C_ISSUED, K, builder_leaf(b, N_DATE, D)); }
line ::= C_IN_FORCE(K) DATE(D) NL. { builder_clause1(b, OP_C_IN_FORCE, K, builder_leaf(b, N_DATE, D)); }
line ::= C_REPEALED(K) DATE(D) NL. { builder_clause1(b, OP_C_REPEALED, K, builder_leaf(b, N_DATE, D)); }
line ::= C_VERIFIED(K) DATE(D) NL. { builder_clause1(b, OP_C_VERIFIED, K, builder_leaf(b, N_DATE, D)); }
line ::= C_INTERPRETER(K) party(P) NL. { builder_clause1(b, OP_C_INTERPRETER, K, P); }
line ::= C_AMENDS(K) party(P) NL. { builder_clause1(b, OP_C_AMENDS, K, P); }
line ::= C_CONVENTIONS(K) STRING(S) NL. { builder_clause_text(b, OP_C_CONVENTIONS, K, S); }
line ::= convention(K) convention_value(V) source(S) NL. { builder_convention(b, K, V, S); }
convention(A) ::= C_LEAP_DAY(K). { A = builder_word(b, OP_C_LEAP_DAY, K); }
convention(A) ::= C_MONTH_END(K). { A = builder_word(b, OP_C_MONTH_END, K); }
convention(A) ::= C_ROUNDING(K). { A = builder_word(b, OP_C_ROUNDING, K); }
convention(A) ::= C_BOUNDS(K). { A = builder_word(b, OP_C_BOUNDS, K); }
convention_value(A) ::= STRING(S). { A = builder_leaf(b, N_STRING, S); }
convention_value(A) ::= name(N). { A = N; }
convention_value(A) ::= NUMBER(M) NUMBER(D). { A = builder_month_day(b, M, D); }
line ::= C_REPORT(K) paths(P) NL. { builder_clause_list(b, OP_C_REPORT, K, P); }
line ::= C_REQUIRE(K) name(L) CMP name(E) NL. { builder_clause2(b, OP_C_REQUIRE, K, L, E); }
line ::= C_QUESTION(K) STRING(S) NL. { builder_clause_text(b, OP_C_QUESTION, K, S); }
line ::= C_ADOPT(K) declname(N) string_opt(S) because(R) NL. { builder_clause3(b, OP_C_ADOPT, K, N, S, R); }
line ::= C_OTHER_READING(K) declname(N) string_opt(S) not_computable(R) NL. { builder_clause3(b, OP_C_OTHER_READING, K, N, S, R); }
not_computable(A) ::= . { A = builder_none(b); }
not_computable(A) ::= NOT_COMPUTABLE STRING(S). { A = builder_leaf(b, N_STRING, S); }
line ::= C_CASE(K) expr(C) COLON case_value(V) NL. { builder_case(b, K, C, V); }
line ::= C_OTHERWISE(K) COLON case_value(V) NL. { builder_otherwise(b, K, V); }
case_value(A) ::= expr(E). { A = E; }
case_value(A) ::= IS(K). { A = builder_yes(b, K); }
case_value(A) ::= DENY(K). { A = builder_leaf(b, N_DENIED, K); }
case_value(A) ::= share(S). { A = S; }
line ::= C_WHEN(K) condition(E). { builder_clause1(b, OP_C_WHEN, K, E); }
line ::= C_EXCEPT(K) condition(E). { builder_clause1(b, OP_C_EXCEPT, K, E); }
line ::= C_WEIGHT(K) condition(E). { builder_clause1(b, OP_C_WEIGHT, K, E); }
line ::= C_IF(K) condition(E). { builder_clause1(b, OP_C_IF, K, E); }
line ::= C_MUST(K) condition(E). { builder_clause1(b, OP_C_MUST, K, E); }
line ::= C_MUST_NOT(K) condition(E). { builder_clause1(b, OP_C_MUST_NOT, K, E); }
line ::= C_PROVIDES(K) STRING(S) NL. { builder_clause_text(b, OP_C_PROVIDES, K, S); }
line ::= C_CODE(K) STRING(S) NL. { builder_clause_text(b, OP_C_CODE, K, S); }
line ::= C_CITES(K) STRING(S) NL. { builder_clause_text(b, OP_C_CITES, K, S); }
line ::= C_AMOUNT(K) marks(M) NL. { builder_amount(b, K, M, builder_none(b)); }
line ::= C_AMOUNT(K) marks(M) expr(E) NL. { builder_amount(b, K, M, E); }
marks(A) ::= . { A = builder_none(b); }
marks(A) ::= marks(M) PER_HEAD(K). { A = builder_mark(b, M, K); }
marks(A) ::= marks(M) PERIOD(K). { A = builder_mark(b, M, K); }
marks(A) ::= marks(M) FREE(K). { A = builder_mark(b, M, K); }
marks(A) ::= marks(M) CMP(K). { A = builder_mark(b, M, K); }
line ::= C_BORNE_BY(K) parties(P) NL. { builder_borne(b, K, P, NULL, NULL); }
line ::= C_BORNE_BY(K) shared(P) NL. { builder_borne(b, K, P, builder_none(b), NULL); }
line ::= C_BORNE_BY(K) shared(P) EQ share(S) NL. { builder_borne(b, K, P, S, NULL); }
line ::= C_BORNE_BY(K) shared(P) EQ share(S) ROUND(R) sum(U) NL. { builder_borne(b, K, P, S, builder_round(b, R, S, U)); }
line ::= C_BORNE_BY(K) shared(P) ROUND(R) sum(U) NL. { builder_borne(b, K, P, builder_none(b), builder_round(b, R, builder_none(b), U)); }
shared(A) ::= party(F) COLON party(S). { A = builder_more(b, builder_list(b, F), S); }
shared(A) ::= shared(L) COLON party(P). { A = builder_more(b, L, P); }
share(A) ::= NUMBER(F) COLON NUMBER(S). { A = builder_share(b, F, S); }
share(A) ::= share(L) COLON NUMBER(N). { A = builder_share_more(b, L, N); }
line ::= C_RESPONSIBLE(K) parties(P) NL. { builder_clause_list(b, OP_C_RESPONSIBLE, K, P); }
line ::= C_TERM(K) PERIOD(P) NL. { builder_clause1(b, OP_C_TERM, K, builder_leaf(b, N_STRING, P)); }
line ::= C_TERM(K) expr(E) NL. { builder_clause1(b, OP_C_TERM, K, E); }
line ::= C_PAID(K) PAID_FROM(P) NL. { builder_clause1(b, OP_C_PAID, K, builder_word(b, 0, P)); }
line ::= C_ITEM(K) declname(N) NL. { builder_clause2(b, OP_C_ITEM, K, N, builder_none(b)); }
line ::= C_ITEM(K) declname(N) COLON condition(E). { builder_clause2(b, OP_C_ITEM, K, N, E); }
line ::= C_BY(K) name(F) expr(E) NL. { builder_clause2(b, OP_C_BY, K, F, E); }
line ::= C_RESULT(K) expr(E) NL. { builder_clause1(b, OP_C_RESULT, K, E); }
line ::= C_RESULT(K) LBRACE(L) members(M) RBRACE(E) NL. { builder_clause1(b, OP_C_RESULT, K, builder_set(b, L, M, E)); }
line ::= C_RESULT(K) IS(V) NL. { builder_clause1(b, OP_C_RESULT, K, builder_yes(b, V)); }
line ::= C_RESULT(K) GRANT(G) NL. { builder_clause1(b, OP_C_RESULT, K, builder_leaf(b, N_GRANTED, G)); }
line ::= C_RESULT(K) DENY(G) NL. { builder_clause1(b, OP_C_RESULT, K, builder_leaf(b, N_DENIED, G)); }
line ::= C_OFF(K) NL. { builder_clause0(b, OP_C_OFF, K); }
line ::= C_FOR(K) name(N) NL. { builder_clause1(b, OP_C_FOR, K, N); }

/* ---- examples ---- */
line ::= C_GIVEN(K) NL. { builder_clause0(b, OP_C_GIVEN, K); }
line ::= GIVEN_LINE path(P) COLON fact(V) NL. { builder_given(b, P, V); }
line ::= GIVEN_LINE path(P) COLON NL. { builder_given_block(b, P); }
line ::= GIVEN_LINE path(P) NUMBER(N) COLON NL. { builder_given_element(b, P, N, NULL); }
line ::= GIVEN_LINE path(P) NUMBER(N) COLON facts(F) NL. { builder_given_element(b, P, N, F); }
facts(A) ::= pair(P). { A = builder_list(b, P); }
facts(A) ::= facts(L) COMMA pair(P). { A = builder_more(b, L, P); }
pair(A) ::= path(P) fact(V). { A = builder_pair(b, P, V); }
pair(A) ::= path(P) COLON fact(V). { A = builder_pair(b, P, V); }
pair(A) ::= path(P) IS(K). { A = builder_pair(b, P, builder_yes(b, K)); }
fact(A) ::= literal(L). { A = L; }
fact(A) ::= MINUS NUMBER(N). { A = builder_negative(b, N); }
fact(A) ::= name(N). { A = N; }
fact(A) ::= NONE(K). { A = builder_leaf(b, N_EMPTY, K); }
fact(A) ::= UNKNOWN(K). { A = builder_leaf(b, N_UNKNOWN, K); }
line ::= GIVEN_LINE path(P) COLON IS(K) NL. { builder_given(b, P, builder_yes(b, K)); }
line ::= C_ASSUME(K) path(P) assume_sign fact(V) NL. { builder_clause2(b, OP_C_ASSUME, K, P, V); }
line ::= C_ASSUME(K) path(P) assume_sign IS(V) NL. { builder_clause2(b, OP_C_ASSUME, K, P, builder_yes(b, V)); }
line ::= C_READING(K) name(R) assume_sign name(O) NL. { builder_clause2(b, OP_C_READING, K, R, O); }
assume_sign ::= COLON.
assume_sign ::= EQ.
assume_sign ::= IS.
line ::= C_GRANTED(K) names(N) NL. { builder_clause_list(b, OP_C_GRANTED, K, N); }
line ::= C_DENIED(K) names(N) NL. { builder_clause_list(b, OP_C_DENIED, K, N); }
line ::= C_CONFLICT(K) names(N) NL. { builder_clause_list(b, OP_C_CONFLICT, K, N); }
line ::= C_UNDETERMINED(K) name(N) NL. { builder_clause1(b, OP_C_UNDETERMINED, K, N); }
line ::= C_UNDETERMINED(K) name(N) LACKS paths(P) NL. { builder_undetermined(b, K, N, P); }

/* ---- conditions: an expression to the line's end, or a list of labelled ones ---- */
condition(A) ::= expr(E) NL. { A = E; }
condition(A) ::= labelled(L). { A = L; }
labelled(A) ::= ALL_OF(K) colon_opt NL LIST_OPEN items(L) LIST_CLOSE. { A = builder_labelled(b, N_ALL_OF, K, L); }
labelled(A) ::= ANY_OF(K) colon_opt NL LIST_OPEN items(L) LIST_CLOSE. { A = builder_labelled(b, N_ANY_OF, K, L); }
items(A) ::= item(I). { A = builder_list(b, I); }
items(A) ::= items(L) item(I). { A = builder_more(b, L, I); }
item(A) ::= LABEL(K) condition(E). { A = builder_item(b, K, E); }
item(A) ::= LABEL(K) error NL. { A = builder_item(b, K, builder_none(b)); }

/* ---- expressions, loosest first ---- */
expr(A) ::= disjunction(E). { A = E; }
disjunction(A) ::= conjunction(E). { A = E; }
disjunction(A) ::= disjunction(L) OR(O) conjunction(R). { A = builder_binary(b, O, L, R); }
conjunction(A) ::= negation(E). { A = E; }
conjunction(A) ::= conjunction(L) AND(O) negation(R). { A = builder_binary(b, O, L, R); }
negation(A) ::= comparison(E). { A = E; }
negation(A) ::= NOT(O) negation(E). { A = builder_unary(b, O, OP_NOT, E); }
comparison(A) ::= rounded(E). { A = E; }
comparison(A) ::= rounded(L) cmp(O) rounded(R). { A = builder_compare(b, O, L, R); }
comparison(A) ::= rounded(L) cmp(O) IS(K). { A = builder_compare(b, O, L, builder_yes(b, K)); }
comparison(A) ::= rounded(L) cmp(O) LBRACE(K) members_opt(M) RBRACE(E). { A = builder_compare(b, O, L, builder_set(b, K, M, E)); }
comparison(A) ::= rounded(L) bounded(B). { A = builder_bounded(b, L, B); }
comparison(A) ::= rounded(L) IN LBRACE(K) members(M) RBRACE(E). { A = builder_in_set(b, OP_IN, L, builder_set(b, K, M, E)); }
comparison(A) ::= rounded(L) NOT_IN LBRACE(K) members(M) RBRACE(E). { A = builder_in_set(b, OP_NOT_IN, L, builder_set(b, K, M, E)); }
comparison(A) ::= rounded(L) IN name(G). { A = builder_in_set(b, OP_IN, L, builder_list(b, G)); }
comparison(A) ::= rounded(L) NOT_IN name(G). { A = builder_in_set(b, OP_NOT_IN, L, builder_list(b, G)); }
comparison(A) ::= rounded(L) WITHIN range(R). { A = builder_in_range(b, L, R); }
comparison(A) ::= rounded(L) IN range(R). { A = builder_in_range(b, L, R); }
comparison(A) ::= rounded(L) HAS name(N). { A = builder_has(b, L, N); }
comparison(A) ::= READING(K) name(R) IS name(O). { A = builder_reading(b, K, R, O); }
cmp(A) ::= CMP(K). { A = builder_word(b, 0, K); }
cmp(A) ::= IS(K). { A = builder_word(b, 0, K); }
cmp(A) ::= EQ(K). { A = builder_word(b, 0, K); }
bounded(A) ::= NUMBER(N) BOUND(K). { A = builder_bound(b, builder_number(b, N), K); }
bounded(A) ::= DATE(D) BOUND(K). { A = builder_bound(b, builder_leaf(b, N_DATE, D), K); }
range(A) ::= NUMBER(L) TO NUMBER(H). { A = builder_range(b, L, H); }
range(A) ::= NUMBER(L) DASH NUMBER(H). { A = builder_range(b, L, H); }
range(A) ::= DATE(L) TO DATE(H). { A = builder_date_range(b, L, H); }
range(A) ::= DATE(L) DASH DATE(H). { A = builder_date_range(b, L, H); }
rounded(A) ::= sum(E). { A = E; }
rounded(A) ::= sum(E) ROUND(K) sum(U). { A = builder_round(b, K, E, U); }
sum(A) ::= product(E). { A = E; }
sum(A) ::= sum(L) PLUS(O) product(R). { A = builder_binary(b, O, L, R); }
sum(A) ::= sum(L) MINUS(O) product(R). { A = builder_binary(b, O, L, R); }
product(A) ::= signed(E). { A = E; }
product(A) ::= product(L) TIMES(O) signed(R). { A = builder_binary(b, O, L, R); }
product(A) ::= product(L) DIVIDE(O) signed(R). { A = builder_binary(b, O, L, R); }
signed(A) ::= dated(E). { A = E; }
signed(A) ::= MINUS(O) signed(E). { A = builder_unary(b, O, OP_NEG, E); }
dated(A) ::= postfix(E). { A = E; }
dated(A) ::= dated(E) AT day(D) law_then(L). { A = builder_at(b, E, D, L); }
law_then(A) ::= . { A = NULL; }
law_then(A) ::= LAW_THEN(K). { A = builder_leaf(b, N_NONE, K); }
day(A) ::= DATE(D). { A = builder_leaf(b, N_DATE, D); }
day(A) ::= name(N). { A = N; }
day(A) ::= LPAREN expr(E) RPAREN. { A = E; }
postfix(A) ::= primary(E). { A = E; }
postfix(A) ::= postfix(E) dot member(N). { A = builder_member(b, E, N); }
member(A) ::= name(N). { A = N; }
primary(A) ::= literal(L). { A = L; }
primary(A) ::= name(N). { A = N; }
primary(A) ::= LPAREN expr(E) RPAREN. { A = builder_parenthesised(b, E); }
primary(A) ::= FUNCTION(K) LPAREN members(M) RPAREN(E). { A = builder_call(b, K, M, E); }
primary(A) ::= AGGREGATE(K) LPAREN postfix(L) RPAREN(E). { A = builder_aggregate(b, K, L, NULL, NULL, E); }
primary(A) ::= AGGREGATE(K) LPAREN postfix(L) WHERE expr(C) RPAREN(E). { A = builder_aggregate(b, K, L, C, NULL, E); }
primary(A) ::= AGGREGATE(K) LPAREN postfix(L) COMMA expr(X) RPAREN(E). { A = builder_aggregate(b, K, L, NULL, X, E); }
primary(A) ::= AGGREGATE(K) LPAREN postfix(L) WHERE expr(C) COMMA expr(X) RPAREN(E). { A = builder_aggregate(b, K, L, C, X, E); }
literal(A) ::= NUMBER(N). { A = builder_number(b, N); }
literal(A) ::= DATE(D). { A = builder_leaf(b, N_DATE, D); }
literal(A) ::= BOOL(K). { A = builder_bool(b, K); }
literal(A) ::= STRING(S). { A = builder_leaf(b, N_STRING, S); }
members_opt(A) ::= . { A = builder_list(b, NULL); }
members_opt(A) ::= members(M). { A = M; }
members(A) ::= expr(E). { A = builder_list(b, E); }
members(A) ::= members(L) COMMA expr(E). { A = builder_more(b, L, E); }
