/* Records as columns in the Arrow C Data Interface: what DuckDB, Polars, pyarrow and others give and take without copying. Here the columns
 * are plain arrays of this program; a real producer fills in the same structs.   ./columns aid.law */
#include <fatiao.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 5, COLUMNS = 4 };
static const int32_t BIRTHS[ROWS] = {-10837, -10837, -7185, -10837, -10837}; /* date32: days since 1970-01-01 */
static const int8_t HUKOU[ROWS] = {1, 0, 0, 0, 1};                           /* an enumeration by index */
static const int64_t INCOMES[ROWS] = {800, 1200, 800, 0, 999};
static const uint8_t INCOMES_KNOWN[] = {1 | 2 | 4 | 16};                     /* a bit for each row; a null is an unknown fact */
static const int32_t CHILD_OFFSETS[ROWS + 1] = {0, 2, 2, 2, 2, 3};           /* row 0 has children 0 and 1, row 4 child 2 */
static const uint8_t DISABLED[] = {1 | 4};                                   /* booleans are bits as well */

/* Static memory: releasing only marks it released, as the interface asks. */
static void drop_array(struct ArrowArray *a) { a->release = NULL; }
static void drop_schema(struct ArrowSchema *s) { s->release = NULL; }
#define SCHEMA(FORMAT, NAME, N, CHILDREN) {.format = FORMAT, .name = NAME, .flags = ARROW_FLAG_NULLABLE, .n_children = N, .children = CHILDREN, .release = drop_schema}
#define ARRAY(LENGTH, NULLS, N_BUFFERS, BUFFERS, N, CHILDREN) {.length = LENGTH, .null_count = NULLS, .n_buffers = N_BUFFERS, .buffers = BUFFERS, .n_children = N, .children = CHILDREN, .release = drop_array}

static const void *no_validity[] = {NULL}, *births[] = {NULL, BIRTHS}, *hukou[] = {NULL, HUKOU}, *incomes[] = {INCOMES_KNOWN, INCOMES}, *disabled[] = {NULL, DISABLED}, *offsets[] = {NULL, CHILD_OFFSETS};
static struct ArrowSchema disabled_type = SCHEMA("b", "disabled", 0, NULL), *disabled_types[] = {&disabled_type};
static struct ArrowSchema child_type = SCHEMA("+s", "item", 1, disabled_types), *child_types[] = {&child_type};
static struct ArrowSchema birth_type = SCHEMA("tdD", "birth_date", 0, NULL), hukou_type = SCHEMA("c", "hukou", 0, NULL), income_type = SCHEMA("l", "income", 0, NULL), children_type = SCHEMA("+l", "children", 1, child_types);
static struct ArrowSchema *types[] = {&birth_type, &hukou_type, &income_type, &children_type};
static struct ArrowSchema schema = SCHEMA("+s", "", COLUMNS, types);
static struct ArrowArray disabled_array = ARRAY(3, 0, 2, disabled, 0, NULL), *disabled_arrays[] = {&disabled_array};
static struct ArrowArray child_array = ARRAY(3, 0, 1, no_validity, 1, disabled_arrays), *child_arrays[] = {&child_array};
static struct ArrowArray birth_array = ARRAY(ROWS, 0, 2, births, 0, NULL), hukou_array = ARRAY(ROWS, 0, 2, hukou, 0, NULL), income_array = ARRAY(ROWS, 1, 2, incomes, 0, NULL), children_array = ARRAY(ROWS, 0, 2, offsets, 1, child_arrays);
static struct ArrowArray *arrays[] = {&birth_array, &hukou_array, &income_array, &children_array};
static struct ArrowArray records = ARRAY(ROWS, 0, 1, no_validity, COLUMNS, arrays);

static int child(const struct ArrowSchema *s, const char *name)
{
    for (int i = 0; i < s->n_children; i++)
        if (strcmp(s->children[i]->name, name) == 0) return i;
    return -1;
}
/* A status is an index into a dictionary of strings. */
static void print_text(const struct ArrowArray *dictionary, int index)
{
    const int32_t *at = dictionary->buffers[1];
    printf("%.*s", (int)(at[index + 1] - at[index]), (const char *)dictionary->buffers[2] + at[index]);
}
static void print_results(const struct ArrowSchema *type, const struct ArrowArray *results)
{
    int aid = child(type, "aid");
    const struct ArrowSchema *aid_type = type->children[aid];
    const struct ArrowArray *aids = results->children[aid], *status = aids->children[child(aid_type, "status")], *value = aids->children[child(aid_type, "value")];
    const uint8_t *valid = value->buffers[0]; /* the schema says "l", 64-bit integers; an amount with digits after the point is a decimal128 */
    for (int64_t i = 0; i < results->length; i++) {
        print_text(status->dictionary, ((const uint8_t *)status->buffers[1])[i]);
        if (!valid || valid[i / 8] >> i % 8 & 1) printf(" %lld", (long long)((const int64_t *)value->buffers[1])[i]);
        printf("\n");
    }
}

/* What went wrong: the first error of the policy, else what the evaluator says. */
static int failed(fatiao_status status, const fatiao_policy *policy, const fatiao_evaluator *evaluator)
{
    int n;
    const fatiao_diagnostic *d = fatiao_policy_problems(policy, FATIAO_EN, &n);
    const char *message = n ? d->message : fatiao_message(evaluator);
    if (n && d->place.file) printf("%s:%u:%u: ", d->place.file, d->place.line, d->place.column);
    printf("%s\n", message ? message : fatiao_status_text(status, FATIAO_EN));
    return 1;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "aid.law", *wanted = "aid";
    fatiao_policy *policy;
    fatiao_evaluator *evaluator = NULL;
    struct ArrowSchema type;
    struct ArrowArray results;
    const fatiao_options options = {.as_of = "2024-01-01", .entity = "person", .only = &wanted, .n_only = 1, .names = FATIAO_EN, .language = FATIAO_EN};
    fatiao_status status = fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = 1}, &policy);
    if (status == FATIAO_OK) status = fatiao_evaluator_new(policy, &options, (fatiao_sink){0}, &evaluator);
    if (status == FATIAO_OK) status = fatiao_eval_arrow(evaluator, &schema, &records, &type, &results);
    if (status == FATIAO_OK) {
        print_results(&type, &results);
        results.release(&results);
        type.release(&type);
    } else failed(status, policy, evaluator);
    records.release(&records); /* they stayed ours */
    schema.release(&schema);
    fatiao_evaluator_free(evaluator);
    fatiao_policy_free(policy);
    return status != FATIAO_OK;
}
