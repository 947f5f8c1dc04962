/* The workload's columns through the public interface: Arrow arrays in, Arrow arrays out. Must never know how anything is evaluated. */
#include <stdlib.h>
#include <string.h>
#include "tests/bench/bench_arrow.h"

typedef struct { struct ArrowSchema schema, types[N_FACTS], *type_list[N_FACTS]; struct ArrowArray records, arrays[N_FACTS], *array_list[N_FACTS]; const void *buffers[N_FACTS][2]; } Columnar;
struct ArrowMachine { fatiao_evaluator *evaluator; Columnar c; struct ArrowSchema type; struct ArrowArray results; };

static void drop_array(struct ArrowArray *a) { a->release = NULL; }
static void drop_schema(struct ArrowSchema *s) { s->release = NULL; }
static void fill_columns(Columnar *a, const Columns *c)
{
    static const void *nothing[1];
    for (int f = 0; f < N_FACTS; f++) {
        const void *data = f == FACT_BIRTH ? (void *)c->birth : c->truth[f] ? (void *)c->truth[f] : c->bytes[f];
        a->buffers[f][0] = c->known[f], a->buffers[f][1] = data;
        a->types[f] = (struct ArrowSchema){.format = f == FACT_BIRTH ? "tdD" : c->truth[f] ? "b" : "C", .name = fact_names[f], .flags = ARROW_FLAG_NULLABLE, .release = drop_schema};
        a->arrays[f] = (struct ArrowArray){.length = (int64_t)c->n, .null_count = c->known[f] ? -1 : 0, .n_buffers = 2, .buffers = a->buffers[f], .release = drop_array};
        a->type_list[f] = &a->types[f], a->array_list[f] = &a->arrays[f];
    }
    a->schema = (struct ArrowSchema){.format = "+s", .name = "", .n_children = N_FACTS, .children = a->type_list, .release = drop_schema};
    a->records = (struct ArrowArray){.length = (int64_t)c->n, .n_buffers = 1, .buffers = nothing, .n_children = N_FACTS, .children = a->array_list, .release = drop_array};
}
ArrowMachine *arrow_open(const fatiao_policy *policy, const Columns *columns, fatiao_numbers numbers)
{
    ArrowMachine *m = bench_alloc(sizeof *m);
    const fatiao_options options = {.as_of = "2024-01-01", .entity = "applicant", .only = (const char *const *)decision_names, .n_only = N_DECISIONS, .numbers = numbers};
    if (fatiao_evaluator_new(policy, &options, (fatiao_sink){0}, &m->evaluator) != FATIAO_OK) bench_trouble("no evaluator");
    fill_columns(&m->c, columns);
    return m;
}
static void forget_results(ArrowMachine *m)
{
    if (m->results.release) m->results.release(&m->results), m->type.release(&m->type);
}
void arrow_run(void *ctx)
{
    ArrowMachine *m = ctx;
    forget_results(m);
    if (fatiao_eval_arrow(m->evaluator, &m->c.schema, &m->c.records, &m->type, &m->results) != FATIAO_OK) bench_trouble("the columns are refused: %s", fatiao_message(m->evaluator));
}
/* Values that are there, of the decisions that are no truths: 0 ones included. */
uint64_t arrow_values(const ArrowMachine *m)
{
    uint64_t n = 0;
    for (int64_t d = 0; d < m->results.n_children; d++)
        for (int64_t i = 0; i < m->results.children[d]->n_children; i++) {
            const struct ArrowArray *a = m->results.children[d]->children[i];
            const uint8_t *valid = a->buffers[0];
            if (strcmp(m->type.children[d]->children[i]->name, "value") != 0) continue;
            for (int64_t r = 0; r < a->length; r++) n += !valid || valid[r / 8] >> r % 8 & 1;
        }
    return n;
}
void arrow_close(ArrowMachine *m)
{
    forget_results(m);
    fatiao_evaluator_free(m->evaluator);
    free(m);
}
