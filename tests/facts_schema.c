/* The hand-built schema. See facts_schema.h.
 * Must never need the language. */
#include "tests/facts_schema.h"

#define LEN(a) ((int)(sizeof(a) / sizeof *(a)))
#define OPEN .lo = INT64_MIN, .hi = INT64_MAX
static EnumValue sexes[] = {{{"男", "male"}}, {{"女", "female"}}}, registers[] = {{{"农村", "rural"}}, {{"非农村", "non_rural"}}};
static Enum enums[] = {{{"性别", "sex"}, sexes, 2}, {{"户籍性质", "hukou"}, registers, 2}};

static Field person[] = {
    {.name = {"性别", "sex"}, .type = {.kind = TY_ENUM, .ref = 0}, OPEN},
    {.name = {"出生日期", "birth_date"}, .type = {.kind = TY_DATE}, OPEN},
    {.name = {"床位费", "bed_fee"}, .type = {.kind = TY_NUM, .scale = 2, .unit = {U_YUAN, U_MONTH}}, .lo = 0, .hi = INT64_MAX},
    {.name = {"姓名", "name"}, .type = {.kind = TY_TEXT}, OPEN},
    {.name = {"有劳动能力", "can_work"}, .type = {.kind = TY_BOOL}, OPEN},
    {.name = {"家庭", "household"}, .type = {.kind = TY_ENTITY, .ref = E_HOUSEHOLD}, OPEN},
    {.name = {"覆盖率", "coverage"}, .type = {.kind = TY_NUM, .scale = 4}, OPEN},
};
static Field household[] = {
    {.name = {"户籍性质", "hukou"}, .type = {.kind = TY_ENUM, .ref = 1}, OPEN},
    {.name = {"在世夫妻人数", "living_spouses"}, .type = {.kind = TY_NUM}, .lo = 0, .hi = 2},
    {.name = {"子女", "children"}, .type = {.kind = TY_LIST, .ref = E_CHILD}, OPEN},
    {.name = {"邻居", "neighbours"}, .type = {.kind = TY_LIST, .ref = E_CHILD}, OPEN}, /* no column reads it */
};
static Field child[] = {
    {.name = {"出生日期", "birth_date"}, .type = {.kind = TY_DATE}, OPEN},
    {.name = {"已死亡", "deceased"}, .type = {.kind = TY_BOOL}, OPEN},
    {.name = {"死亡日期", "death_date"}, .type = {.kind = TY_DATE}, OPEN},
    {.name = {"性别", "sex"}, .type = {.kind = TY_ENUM, .ref = 0}, OPEN},
    {.name = {"玩具", "toys"}, .type = {.kind = TY_LIST, .ref = E_TASK}, OPEN},
};
static Field task[] = {{.name = {"编号", "code"}, .type = {.kind = TY_TEXT}, OPEN}, {.name = {"已落实", "done"}, .type = {.kind = TY_BOOL}, OPEN}};
static Field report[] = {{.name = {"部门", "body"}, .type = {.kind = TY_ENUM, .ref = 0}, OPEN}, {.name = {"事项", "tasks"}, .type = {.kind = TY_LIST, .ref = E_TASK}, OPEN}};
static Field node[] = {{.name = {"下级", "below"}, .type = {.kind = TY_LIST, .ref = E_NODE}, OPEN}, {.name = {"数", "n"}, .type = {.kind = TY_NUM}, OPEN}};
static Requirement death_after_birth[] = {{2, 0}};
#define NO_REPORT .report_body = -1, .report_list = -1, .report_code = -1, .report_done = -1
static Entity entities[] = {
    {.name = {"个人", "person"}, .fields = person, .n_fields = LEN(person), NO_REPORT},
    {.name = {"家庭", "household"}, .fields = household, .n_fields = LEN(household), NO_REPORT},
    {.name = {"子女", "child"}, .fields = child, .n_fields = LEN(child), NO_REPORT, .requirements = death_after_birth, .n_requirements = 1},
    {.name = {"事项", "task"}, .fields = task, .n_fields = LEN(task), NO_REPORT},
    {.name = {"部门报告", "department"}, .fields = report, .n_fields = LEN(report), .report_body = 0, .report_list = 1, .report_code = 0, .report_done = 1},
    {.name = {"节点", "node"}, .fields = node, .n_fields = LEN(node), NO_REPORT},
};
const Program facts_program = {.enums = enums, .n_enums = LEN(enums), .entities = entities, .n_entities = LEN(entities)};

static SpaceSpec person_spaces[] = {{-1, E_PERSON, 0, {0}}, {0, E_CHILD, 2, {5, 2}}, {1, E_TASK, 1, {4}}};
static ColumnSpec person_columns[] = {
    [C_SEX] = {0, 1, {0}, COL_U8}, [C_BIRTH] = {0, 1, {1}, COL_I32}, [C_FEE] = {0, 1, {2}, COL_I64}, [C_NAME] = {0, 1, {3}, COL_TEXT}, [C_LIVING] = {0, 2, {5, 1}, COL_U8},
    [C_CHILD_BIRTH] = {1, 1, {0}, COL_I32}, [C_CHILD_DEAD] = {1, 1, {1}, COL_BIT}, [C_TOY_NAME] = {2, 1, {0}, COL_TEXT},
};
static const char *person_texts[] = {"甲", "乙"};
static const Chunk person_chunk = {.entity = E_PERSON, .specs = person_spaces, .n_specs = 3, .columns = person_columns, .n_columns = N_PERSON_COLUMNS, .texts = person_texts, .n_texts = 2};
static SpaceSpec report_spaces[] = {{-1, E_REPORT, 0, {0}}, {0, E_TASK, 1, {1}}};
static const Chunk report_chunk = {.entity = E_REPORT, .specs = report_spaces, .n_specs = 2};
const Chunk *const facts_chunks[N_TEST_ENTITIES] = {[E_PERSON] = &person_chunk, [E_REPORT] = &report_chunk};
