/* The solver's calls. See prove_ask.h.
 * Must never know what the question is about. */
#include "interp/prove/prove_ask.h"

/* An object of the solver lives only if it is counted before the next call that makes one. */
void ask_open(Ask *ask, const Terms *terms, unsigned timeout_ms)
{
    Z3_context z = terms->logic.z;
    *ask = (Ask){.terms = terms, .solver = Z3_mk_solver(z)};
    Z3_solver_inc_ref(z, ask->solver);
    if (timeout_ms) ask_timeout(ask, timeout_ms);
}
void ask_timeout(Ask *ask, unsigned timeout_ms)
{
    Z3_context z = ask->terms->logic.z;
    Z3_params p = Z3_mk_params(z);
    Z3_params_inc_ref(z, p);
    Z3_params_set_uint(z, p, Z3_mk_string_symbol(z, "timeout"), timeout_ms);
    Z3_solver_set_params(z, ask->solver, p);
    Z3_params_dec_ref(z, p);
}
static void forget_model(Ask *ask)
{
    if (ask->model) Z3_model_dec_ref(ask->terms->logic.z, ask->model);
    ask->model = NULL;
}
void ask_close(Ask *ask)
{
    if (!ask->solver) return; /* memory ran out before it was opened */
    forget_model(ask);
    Z3_solver_dec_ref(ask->terms->logic.z, ask->solver);
}
void ask_assert(Ask *ask, Truth a) { Z3_solver_assert(ask->terms->logic.z, ask->solver, a); }
void ask_push(Ask *ask) { Z3_solver_push(ask->terms->logic.z, ask->solver); }
void ask_pop(Ask *ask) { Z3_solver_pop(ask->terms->logic.z, ask->solver, 1); }
void ask_axioms(Ask *ask)
{
    for (; ask->axioms < ask->terms->n_axioms; ask->axioms++) ask_assert(ask, ask->terms->axioms[ask->axioms]);
}
Answer ask_check(Ask *ask)
{
    Z3_context z = ask->terms->logic.z;
    ask_axioms(ask);
    forget_model(ask);
    Z3_lbool answer = Z3_solver_check(z, ask->solver);
    if (answer == Z3_L_FALSE) return ANSWER_NO;
    if (answer == Z3_L_UNDEF) return ANSWER_UNSETTLED;
    ask->model = Z3_solver_get_model(z, ask->solver);
    if (ask->model) Z3_model_inc_ref(z, ask->model);
    return ask->model ? ANSWER_YES : ANSWER_UNSETTLED;
}
static Z3_ast value_of(const Ask *ask, Z3_ast a)
{
    Z3_ast v = NULL;
    return Z3_model_eval(ask->terms->logic.z, ask->model, a, true, &v) ? v : NULL;
}
bool ask_truth(const Ask *ask, Truth a)
{
    Z3_ast v = value_of(ask, a);
    return v && Z3_get_bool_value(ask->terms->logic.z, v) == Z3_L_TRUE;
}
int64_t ask_number(const Ask *ask, Num a)
{
    if (num_constant(a)) return (int64_t)a.min;
    Z3_ast v = value_of(ask, a.term);
    int64_t n = 0;
    return v && Z3_get_numeral_int64(ask->terms->logic.z, v, &n) ? n : 0;
}
