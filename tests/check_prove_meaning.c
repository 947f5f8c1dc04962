/* The regulation against edited copies of itself: what changes for whom, proofs that nothing does; every example judged again by the
 * direct evaluator. Must never know how examples are found. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "interp/base/calendar.h"
#include "interp/engine/compare.h"
#include "tests/checks_arena.h"
#include "tests/disk.h"
#include "tests/example_reference.h"

#define POLICY FATIAO_ROOT "/policies/lanzhou"

/* ---- a disk with some files rewritten ---- */
typedef struct { const char *suffix, *find, *replace; } Edit;
typedef struct { char *path, *bytes; size_t len; } Rewritten;
typedef struct { const Edit *edits; int n_edits; Rewritten files[64]; int n_files; char *held; int applied; } Overlay;
static bool ends_with(const char *s, const char *suffix)
{
    size_t n = strlen(s), k = strlen(suffix);
    return n >= k && strcmp(s + n - k, suffix) == 0;
}
static bool rewritten(const Overlay *o, const fatiao_file *file, const char *path, Rewritten *out)
{
    const char *name = file->identity ? file->identity : path;
    for (int i = 0; i < o->n_files; i++)
        if (ends_with(name, o->files[i].path)) { *out = o->files[i]; return true; }
    return false;
}
static void edit(Overlay *o, const char *path, fatiao_file *file)
{
    for (int i = 0; i < o->n_edits; i++) {
        const Edit *e = &o->edits[i];
        const char *at = ends_with(path, e->suffix) ? strstr(file->bytes, e->find) : NULL;
        if (!at) continue;
        size_t before = (size_t)(at - (const char *)file->bytes), find = strlen(e->find), put = strlen(e->replace);
        char *bytes = malloc(file->len + put + 1);
        memcpy(bytes, file->bytes, before);
        memcpy(bytes + before, e->replace, put);
        memcpy(bytes + before + put, at + find, file->len - before - find + 1);
        free(o->held);
        o->held = bytes, o->applied++;
        file->bytes = bytes, file->len += put - find;
    }
}
static bool read_overlay(void *ctx, const char *path, fatiao_file *file)
{
    Overlay *o = ctx;
    fatiao_files disk = disk_files();
    Rewritten r;
    if (!disk.read(disk.ctx, path, file)) return false;
    if (file->folder) return true;
    if (rewritten(o, file, path, &r)) file->bytes = r.bytes, file->len = r.len;
    edit(o, path, file);
    return true;
}
static bool to_stderr(void *ctx, const char *bytes, size_t len) { return (void)ctx, fwrite(bytes, 1, len, stderr) == len; }
static fatiao_policy *compile(Overlay *o, const fatiao_setting *reading)
{
    static const char *const paths[] = {POLICY};
    fatiao_files files = disk_files();
    fatiao_policy *policy;
    files.ctx = o, files.read = read_overlay;
    fatiao_compile(&(fatiao_source){.files = &files, .paths = paths, .n_paths = 1, .readings = reading, .n_readings = reading != NULL}, &policy);
    if (fatiao_policy_errors(policy)) fatiao_policy_diagnostics(policy, FATIAO_ZH, false, (fatiao_sink){NULL, to_stderr});
    ck_assert_int_eq(fatiao_policy_errors(policy), 0);
    ck_assert_int_ge(o->applied, o->n_edits); /* a file may be read more than once */
    free(o->held);
    return policy;
}
static CompareOptions options(void)
{
    CompareOptions o = {.max_children = 5, .max_examples = 6, .timeout_ms = 20000};
    calendar_parse("2024-01-01", 10, &o.from), calendar_parse("2024-12-31", 10, &o.to);
    return o;
}

/* ---- examples, judged by the direct evaluator too ---- */
static void suppose(Program *p, const Sample *s)
{
    for (int i = 0; i < p->n_params; i++) {
        const SampleFact *f = sample_parameter(s, &p->params[i]);
        Param *param = &p->params[i];
        if (!f) continue;
        ParamVersion *v = arena_alloc(&arena, sizeof *v);
        *v = (ParamVersion){.from = INT32_MIN, .state = PV_KNOWN, .value = f->value};
        param->versions = v, param->n_versions = 1;
    }
}
static void judge(const fatiao_policy *policy, int side, const DecisionMeaning *m, const Difference *d)
{
    Program p = policy->program;
    const Rule *rule = &p.rules[m->rule[side]];
    p.params = arena_grow(&arena, p.params, (size_t)p.n_params * sizeof *p.params, (size_t)p.n_params * sizeof *p.params + 1);
    suppose(&p, &d->sample);
    RefRecord *record = example_record(&arena, &p, m->entity[side], d->record[side]);
    RefDecision ref = reference_decide((RefClock){&p, d->sample.as_of, d->sample.law_as_of}, m->rule[side], record);
    const DecisionResult *got = &d->result[side];
    ck_assert_msg(strcmp(ref.status, status_name(got->status, false)) == 0, "%s: %s, the direct evaluator says %s: %s", rule->name.alias, status_name(got->status, false), ref.status, d->record[side]);
    if (ref.has_value && got->value.present && rule->type.kind != TY_TEXT) ck_assert_msg(ref.value.lo == got->value.lo, "%s: another value: %s", rule->name.alias, d->record[side]);
}
static int differing(const fatiao_policy *before, const fatiao_policy *after, const Comparison *c)
{
    int n = 0;
    for (int i = 0; i < c->n_items; i++) {
        const DecisionMeaning *m = &c->items[i];
        ck_assert_msg(m->meaning != MEANING_UNSETTLED, "unsettled: %s", before->program.rules[m->rule[0]].name.alias);
        n += m->meaning == MEANING_DIFFERS;
        for (int k = 0; k < m->n_examples; k++) {
            Change again = change_between(&m->examples[k].result[0], &m->examples[k].result[1]);
            ck_assert_int_ne(again.kind, CHANGE_NONE);
            judge(before, 0, m, &m->examples[k]), judge(after, 1, m, &m->examples[k]);
        }
    }
    return n;
}
static const DecisionMeaning *about(const fatiao_policy *before, const Comparison *c, const char *alias)
{
    for (int i = 0; i < c->n_items; i++)
        if (c->items[i].rule[0] >= 0 && strcmp(before->program.rules[c->items[i].rule[0]].name.alias, alias) == 0) return &c->items[i];
    ck_abort_msg("no decision %s", alias);
    return NULL;
}
static bool has_change(const DecisionMeaning *m, ChangeKind kind, DecisionStatus before, DecisionStatus after)
{
    for (int i = 0; i < m->n_examples; i++)
        if (m->examples[i].change.kind == kind && m->examples[i].change.before == before && m->examples[i].change.after == after) return true;
    return false;
}

/* ---- real changes ---- */
typedef struct { const char *what; Edit edits[2]; fatiao_setting reading; const char *decision; ChangeKind kind; DecisionStatus before, after; int differing; } Case;
#define FAMILY "06-family-rights.law"
static const Case CASES[] = {
    {"an amount", {{FAMILY, "(allowance_disabled) = 800元", "(allowance_disabled) = 900元"}}, {0}, "special_allowance", CHANGE_MORE, STATUS_GRANTED, STATUS_GRANTED, 2},
    {"an age", {{FAMILY, "(early_reward_age) = 55周岁", "(early_reward_age) = 54周岁"}}, {0}, "early_reward", CHANGE_STATUS, STATUS_DENIED, STATUS_GRANTED, 3},
    {"a bound word", {{FAMILY, "（三）年龄 满 提前奖励年龄\n", "（三）年龄 超过 提前奖励年龄\n"}}, {0}, "early_reward", CHANGE_STATUS, STATUS_GRANTED, STATUS_DENIED, 1},
    {"a condition more", {{FAMILY, "  条件 失独家庭 且 户籍在本辖区\n  标准 每户 每年", "  条件 失独家庭 且 户籍在本辖区 且 户籍性质 为 农村\n  标准 每户 每年"}}, {0}, "housekeeping", CHANGE_STATUS, STATUS_GRANTED, STATUS_DENIED, 1},
    {"an item less", {{FAMILY, "    （二）有收养意愿\n    （三）符合收养条件\n", "    （二）符合收养条件\n"}}, {0}, "adoption_priority", CHANGE_STATUS, STATUS_DENIED, STATUS_GRANTED, 1},
    {"an exception", {{FAMILY, "  内容 \"提前享受奖励扶助政策\"\n", "  内容 \"提前享受奖励扶助政策\"\n  除外 就业状况 为 在职\n"}}, {0}, "early_reward", CHANGE_STATUS, STATUS_GRANTED, STATUS_DENIED, 1},
    {"another reading", {{0}}, {"disability_grade_reading", "grade_three"}, "special_allowance", CHANGE_STATUS, STATUS_GRANTED, STATUS_DENIED, -1},
    {"a ceiling", {{FAMILY, "(rebirth_cap) = 3万元", "(rebirth_cap) = 2万元"}}, {0}, "rebirth_grant", CHANGE_LESS, STATUS_GRANTED, STATUS_GRANTED, 1},
    {"a day of a substituted date", {{FAMILY, "计划生育特殊家庭 于 (出生日期 - 1天)", "计划生育特殊家庭 于 出生日期"}}, {0}, "rural_delivery_subsidy", CHANGE_STATUS, STATUS_GRANTED, STATUS_DENIED, 1},
    {"a case of an enumeration", {{FAMILY, "  情形 子女数 为 1：独生子女家庭\n", "  情形 子女数 不超过 1：独生子女家庭\n"}}, {0}, "family_type", CHANGE_VALUE, STATUS_VALUE, STATUS_VALUE, -1},
};
START_TEST(test_changes)
{
    const Case *c = &CASES[_i];
    Overlay plain = {0}, edited = {.edits = c->edits};
    while (edited.n_edits < 2 && c->edits[edited.n_edits].suffix) edited.n_edits++;
    fatiao_policy *before = compile(&plain, NULL), *after = compile(&edited, c->reading.name ? &c->reading : NULL);
    CompareOptions o = options();
    Comparison out;
    compare_meaning(&arena, before, after, &o, &out);
    int n = differing(before, after, &out);
    const DecisionMeaning *m = about(before, &out, c->decision);
    ck_assert_msg(m->meaning == MEANING_DIFFERS, "%s: %s is not found to differ", c->what, c->decision);
    ck_assert_msg(has_change(m, c->kind, c->before, c->after), "%s: no example of the change", c->what);
    ck_assert_msg(c->differing < 0 || n == c->differing, "%s: %d decisions differ, not %d", c->what, n, c->differing);
    fatiao_policy_free(before), fatiao_policy_free(after);
}
END_TEST

/* ---- no changes ---- */
static const Case SAME[] = {
    {"conditions in another order", {{FAMILY, "    （三）年龄 满 提前奖励年龄\n    （四）年龄 不满 国家奖励年龄\n", "    （三）年龄 不满 国家奖励年龄\n    （四）年龄 满 提前奖励年龄\n"}}, {0}, "early_reward", 0, 0, 0, 0},
    {"a bound said otherwise", {{FAMILY, "（三）年龄 满 提前奖励年龄\n", "（三）非 年龄 不满 提前奖励年龄\n"}}, {0}, "early_reward", 0, 0, 0, 0},
    {"years as a date", {{FAMILY, "（三）年龄 满 提前奖励年龄\n", "（三）评定日 不早于 出生日期 + 55年\n"}}, {0}, "early_reward", 0, 0, 0, -1}, /* one born on 29 February: the same day by the conventions */
    {"cases in another order", {{FAMILY, "    情形 家庭.失独家庭：失独特别扶助金\n    情形 家庭.独生子女伤病残家庭：伤病残特别扶助金\n", "    情形 家庭.独生子女伤病残家庭：伤病残特别扶助金\n    情形 家庭.失独家庭：失独特别扶助金\n"}}, {0}, "special_allowance", 0, 0, 0, -1},
    {"a law of De Morgan", {{FAMILY, "定义 计划生育特殊家庭 (special_family) 对 家庭 = 失独家庭 或 独生子女伤病残家庭", "定义 计划生育特殊家庭 (special_family) 对 家庭 = 非 (非 失独家庭 且 非 独生子女伤病残家庭)"}}, {0}, "special_family", 0, 0, 0, 0},
    {"a count for a quantifier", {{FAMILY, "存在(子女 其中 已出生 且 已去世)", "数量(子女 其中 已出生 且 已去世) 不少于 1"}}, {0}, "lost_only_child", 0, 0, 0, 0},
};
START_TEST(test_no_change)
{
    const Case *c = &SAME[_i];
    Overlay plain = {0}, edited = {.edits = c->edits, .n_edits = 1};
    fatiao_policy *before = compile(&plain, NULL), *after = compile(&edited, NULL);
    CompareOptions o = options();
    Comparison out;
    compare_meaning(&arena, before, after, &o, &out);
    int n = differing(before, after, &out);
    const DecisionMeaning *m = about(before, &out, c->decision);
    ck_assert_msg(m->meaning == MEANING_FORM || m->meaning == MEANING_PROVED, "%s: %s is said to differ", c->what, c->decision);
    ck_assert_msg(c->differing < 0 || n == 0, "%s: %d decisions differ", c->what, n);
    fatiao_policy_free(before), fatiao_policy_free(after);
}
END_TEST

/* ---- the whole regulation in English keywords and English names, laid out anew ---- */
static bool gather(void *ctx, const char *bytes, size_t len)
{
    Rewritten *r = ctx;
    r->bytes = realloc(r->bytes, r->len + len + 1);
    memcpy(r->bytes + r->len, bytes, len);
    r->len += len, r->bytes[r->len] = '\0';
    return true;
}
static void translate(Overlay *o, const char *folder, const char *names)
{
    static const fatiao_language english = FATIAO_EN;
    for (const char *at = names; *at; at += strlen(at) + 1) {
        char *path = arena_printf(&arena, "%s/%s/%s", FATIAO_ROOT, folder, at);
        Rewritten r = {.path = arena_printf(&arena, "%s/%s", folder, at)};
        const char *const paths[] = {path};
        fatiao_files files = disk_files();
        fatiao_status status = fatiao_format_file(&(fatiao_source){.files = &files, .paths = paths, .n_paths = 1}, path, &english, FATIAO_ZH, false, (fatiao_sink){&r, gather}, (fatiao_sink){NULL, to_stderr});
        ck_assert_msg(status == FATIAO_OK, "%s was not translated", path);
        o->files[o->n_files++] = r;
    }
}
START_TEST(test_translated)
{
    static Overlay plain, english;
    translate(&english, "policies/lanzhou", "00-regulation.law\0" "01-general.law\0" "02-fertility-policy.law\0" "03-maternal-health.law\0" "04-childcare.law\0" "05-friendly-environment.law\0" "06-family-rights.law\0" "07-organisation.law\0" "08-departments.law\0" "09-supplementary.law\0" "bodies.law\0");
    translate(&english, "stdlib", "person.law\0" "household.law\0" "child.law\0" "common.law\0");
    fatiao_policy *before = compile(&plain, NULL), *after = compile(&english, NULL);
    CompareOptions o = options();
    Comparison out;
    ck_assert_int_eq(fatiao_policy_language(after), FATIAO_EN);
    clock_t began = clock();
    compare_meaning(&arena, before, after, &o, &out);
    double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
    ck_assert_int_ge(out.n_items, 113);
    ck_assert_int_eq(differing(before, after, &out), 0);
    for (int i = 0; i < out.n_items; i++) ck_assert(out.items[i].meaning == MEANING_FORM || out.items[i].meaning == MEANING_PROVED);
    printf("the regulation translated: %d decisions the same for everyone, %.2f s\n", out.n_items, seconds);
    ck_assert_msg(seconds < 30, "%.1f s", seconds);
    for (int i = 0; i < english.n_files; i++) free(english.files[i].bytes);
    fatiao_policy_free(before), fatiao_policy_free(after);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("meaning");
    TCase *t = tcase_create("meaning");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, test_changes, 0, (int)(sizeof CASES / sizeof *CASES));
    tcase_add_loop_test(t, test_no_change, 0, (int)(sizeof SAME / sizeof *SAME));
    tcase_add_test(t, test_translated);
    return checks_run(suite, t, CK_NOFORK);
}
