/* DuckDB makes records as Arrow arrays, Fatiao decides them, DuckDB reads the results, and both must agree: the same rules stand as SQL.
 * FATIAO_DUCKDB: the path of libduckdb.so. tests/run fetches it; by hand:   . tests/setup.sh && duckdb && ctest --preset release -R duckdb */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/fatiao.h"

/* ---- what is used of its C API ---- */
typedef struct { void *ptr; } *Handle;
typedef struct { uint64_t a, b, c; void *d, *e, *f; } Result;
static int (*db_open)(const char *path, Handle *out);
static int (*db_connect)(Handle db, Handle *out);
static int (*db_query)(Handle con, const char *sql, Result *out);
static const char *(*db_result_error)(Result *r);
static void (*db_destroy_result)(Result *r);
static int64_t (*db_value_int64)(Result *r, uint64_t column, uint64_t row);
static int (*db_query_arrow)(Handle con, const char *sql, Handle *out);
static int (*db_query_arrow_schema)(Handle result, Handle *out);
static int (*db_query_arrow_array)(Handle result, Handle *out);
static const char *(*db_query_arrow_error)(Handle result);
static void (*db_destroy_arrow)(Handle *result);
static int (*db_arrow_scan)(Handle con, const char *name, Handle stream);
static const char *(*db_version)(void);
static void (*db_disconnect)(Handle *con);
static void (*db_close)(Handle *db);
static void bind(void *library, const char *name, void *to)
{
    void *at = dlsym(library, name);
    if (!at) { fprintf(stderr, "this libduckdb has no %s\n", name); exit(1); }
    memcpy(to, &at, sizeof at);
}
static bool open_library(void)
{
    const char *path = getenv("FATIAO_DUCKDB");
    void *library = dlopen(path && *path ? path : "libduckdb.so", RTLD_NOW);
    if (!library && path && *path) { fprintf(stderr, "%s\n", dlerror()); exit(1); }
    if (!library) return false;
    bind(library, "duckdb_open", &db_open), bind(library, "duckdb_connect", &db_connect), bind(library, "duckdb_query", &db_query), bind(library, "duckdb_result_error", &db_result_error);
    bind(library, "duckdb_destroy_result", &db_destroy_result), bind(library, "duckdb_value_int64", &db_value_int64), bind(library, "duckdb_query_arrow", &db_query_arrow);
    bind(library, "duckdb_query_arrow_schema", &db_query_arrow_schema), bind(library, "duckdb_query_arrow_array", &db_query_arrow_array), bind(library, "duckdb_query_arrow_error", &db_query_arrow_error);
    bind(library, "duckdb_destroy_arrow", &db_destroy_arrow), bind(library, "duckdb_arrow_scan", &db_arrow_scan), bind(library, "duckdb_library_version", &db_version);
    bind(library, "duckdb_disconnect", &db_disconnect), bind(library, "duckdb_close", &db_close);
    return true;
}
enum { LEFT_OUT = 77 }; /* as ctest is told */
static int left_out(void)
{
    const char *why = getenv("FATIAO_DUCKDB_WHY");
    printf("left out: columns with DuckDB: %s\n", why && *why ? why : "no libduckdb.so; its path is expected in FATIAO_DUCKDB, and tests/run fetches it");
    return LEFT_OUT;
}
static Handle connection;
static int64_t query(const char *sql)
{
    Result r;
    if (db_query(connection, sql, &r) != 0) { fprintf(stderr, "%s\n%s\n", sql, db_result_error(&r)); exit(1); }
    int64_t v = db_value_int64(&r, 0, 0);
    db_destroy_result(&r);
    return v;
}

/* ---- a query as a stream ---- */
static int stream_schema(struct ArrowArrayStream *s, struct ArrowSchema *out)
{
    Handle at = (Handle)out;
    return db_query_arrow_schema(s->private_data, &at);
}
static int stream_next(struct ArrowArrayStream *s, struct ArrowArray *out)
{
    Handle at = (Handle)out;
    out->release = NULL;
    return db_query_arrow_array(s->private_data, &at);
}
static const char *stream_error(struct ArrowArrayStream *s) { return db_query_arrow_error(s->private_data); }
static void stream_release(struct ArrowArrayStream *s)
{
    Handle result = s->private_data;
    db_destroy_arrow(&result);
    s->release = NULL;
}
static struct ArrowArrayStream stream_of(const char *sql)
{
    Handle result;
    if (db_query_arrow(connection, sql, &result) != 0) { fprintf(stderr, "%s\n%s\n", sql, db_query_arrow_error(result)); exit(1); }
    return (struct ArrowArrayStream){stream_schema, stream_next, stream_error, stream_release, result};
}

/* ---- the rules, twice ---- */
static const char POLICY[] =
    "regulation \"Aid\" (aid_rules)\n  in force from 2020-01-01\n"
    "entity child\n  disabled: bool\n  birth_date: date\n"
    "entity household\n  poor: bool\n  size: int 0 to 20\n  children: list of child\n"
    "entity person\n  name: text\n  sex: male / female\n  income: yuan\n  age: int 0 to 150\n  household: household\n"
    "article 1\n> Whoever is sixty and poor is helped.\n"
    "benefit aid for person\n  when all of\n    (1) age at least 60\n    (2) household.poor\n  amount monthly 100 yuan × household.size\n"
    "define level for person: high / middle / low\n  case income at least 1000.50 yuan: high\n  case sex is female: middle\n  otherwise: low\n"
    "define payment for person: yuan/month\n  case income at least 1000.50 yuan: 0 yuan/month\n  case sex is female: 800.50 yuan/month\n  otherwise: 1000 yuan/month\n"
    "define disabled_children for person = count(household.children where disabled and birth_date before 2015-01-01)\n";
static const char RECORDS[] =
    "CREATE TABLE people AS SELECT i AS number, 'P' || i AS name, (CASE WHEN i % 11 = 0 THEN NULL WHEN hash(i) % 2 = 0 THEN 'male' ELSE 'female' END)::sex AS sex,"
    " CASE WHEN i % 7 = 0 THEN NULL ELSE (hash(i * 3) % 200000 / 100)::DECIMAL(18, 2) END AS income, CASE WHEN i % 13 = 0 THEN NULL ELSE (hash(i * 5) % 100)::UTINYINT END AS age,"
    " CASE WHEN i % 17 = 0 THEN NULL ELSE {'poor': CASE WHEN i % 5 = 0 THEN NULL ELSE hash(i * 7) % 2 = 0 END, 'size': (hash(i * 11) % 8)::INTEGER,"
    "   'children': CASE WHEN i % 19 = 0 THEN NULL ELSE [{'disabled': hash(i * 31 + k) % 2 = 0, 'birth_date': DATE '2010-01-01' + (hash(i * 37 + k) % 4000)::INTEGER} FOR k IN range((i % 4)::BIGINT)] END} END AS household"
    " FROM range(100000) t(i)";
/* Kleene's logic is SQL's own; what is left out of a record is NULL. */
static const char EXPECTED[] =
    "CREATE TABLE expected AS SELECT number, CASE WHEN age >= 60 AND household.poor THEN CASE WHEN household.size IS NULL THEN 'undetermined' ELSE 'granted' END"
    "  WHEN NOT (age >= 60 AND household.poor) THEN 'denied' ELSE 'undetermined' END AS aid, CASE WHEN age >= 60 AND household.poor THEN 100 * household.size END AS amount,"
    " CASE WHEN income >= 1000.50 THEN 'high' WHEN income < 1000.50 AND sex = 'female' THEN 'middle' WHEN income < 1000.50 AND sex = 'male' THEN 'low' END AS level,"
    " CASE WHEN income >= 1000.50 THEN 0 WHEN income < 1000.50 AND sex = 'female' THEN 800.50 WHEN income < 1000.50 AND sex = 'male' THEN 1000 END AS payment,"
    " CASE WHEN household.children IS NOT NULL THEN len(list_filter(household.children, c -> c.disabled AND c.birth_date < DATE '2015-01-01')) END AS disabled FROM people";
static void must(fatiao_status status, const fatiao_evaluator *ev)
{
    if (status == FATIAO_OK) return;
    fprintf(stderr, "%s: %s\n", fatiao_status_text(status, FATIAO_EN), ev && fatiao_message(ev) ? fatiao_message(ev) : "");
    exit(1);
}
static int64_t check(const char *what, const char *sql)
{
    int64_t n = query(sql);
    if (n) printf("%s: %lld rows differ\n", what, (long long)n);
    return n;
}
/* The digits after the point of an amount in a column of whole numbers. */
static int scale_of(const struct ArrowSchema *s, const char *decision)
{
    for (int64_t i = 0; i < s->n_children; i++) {
        if (strcmp(s->children[i]->name, decision) != 0) continue;
        const char *at = s->children[i]->children[1]->metadata;
        int32_t n = 0, key, value;
        if (at) memcpy(&n, at, 4), at += 4;
        while (n-- > 0) {
            memcpy(&key, at, 4), memcpy(&value, at + 4 + key, 4);
            if (key == 5 && memcmp(at + 4, "scale", 5) == 0) return atoi(at + 8 + key);
            at += 8 + key + value;
        }
    }
    return 0;
}
static int64_t decided_in(const fatiao_policy *policy, fatiao_numbers form, int64_t *n)
{
    static const int POWERS[] = {1, 10, 100, 1000};
    fatiao_evaluator *ev;
    struct ArrowSchema schema;
    char sql[400];
    must(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = "person", .numbers = form}, (fatiao_sink){0}, &ev), NULL);
    struct ArrowArrayStream in = stream_of("SELECT name, sex, income, age, household FROM people ORDER BY number"), out;
    must(fatiao_eval_arrow_stream(ev, &in, &out), ev);
    fatiao_evaluator_free(ev);
    if (out.get_schema(&out, &schema) != 0) { fputs("there is no schema\n", stderr); exit(1); }
    int aid = POWERS[scale_of(&schema, "aid")], payment = POWERS[scale_of(&schema, "payment")];
    schema.release(&schema);
    if (db_arrow_scan(connection, "decided", (Handle)&out) != 0) { fputs("DuckDB does not take the results\n", stderr); exit(1); }
    query("CREATE OR REPLACE TABLE results AS SELECT row_number() OVER () - 1 AS number, * FROM decided");
    *n = query("SELECT count(*) FROM results");
    int64_t bad = *n != 100000;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM results JOIN expected USING (number) WHERE results.aid.status <> expected.aid OR results.aid.value IS DISTINCT FROM amount * %d", aid);
    bad += check("aid", sql);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM results JOIN expected USING (number) WHERE results.payment.value IS DISTINCT FROM expected.payment * %d", payment);
    bad += check("payment", sql);
    bad += check("level", "SELECT count(*) FROM results JOIN expected USING (number) WHERE results.level.value::VARCHAR IS DISTINCT FROM expected.level");
    bad += check("children", "SELECT count(*) FROM results JOIN expected USING (number) WHERE results.disabled_children.value IS DISTINCT FROM expected.disabled");
    query("DROP VIEW decided");
    if (out.release) out.release(&out);
    return bad;
}
int main(void)
{
    Handle db;
    fatiao_policy *policy;
    if (!open_library()) return left_out();
    if (db_open(NULL, &db) != 0 || db_connect(db, &connection) != 0) { fputs("cannot open a database\n", stderr); return 1; }
    query("CREATE TYPE sex AS ENUM ('female', 'male')");
    query(RECORDS), query(EXPECTED);
    must(fatiao_compile_memory(&(fatiao_memory_file){"aid.law", POLICY, sizeof POLICY - 1}, 1, NULL, &policy), NULL);
    int64_t bad = 0, n = 0;
    for (int form = FATIAO_DECIMAL; form <= FATIAO_DICTIONARY; form++) bad += decided_in(policy, (fatiao_numbers)form, &n);
    fatiao_policy_free(policy);
    int64_t granted = query("SELECT count(*) FROM expected WHERE aid = 'granted'"), open = query("SELECT count(*) FROM expected WHERE aid = 'undetermined'");
    bad += granted < 1000 || open < 1000;
    printf("DuckDB %s: %lld rows, %lld granted, %lld open, %s\n", db_version(), (long long)n, (long long)granted, (long long)open, bad ? "they differ" : "all agree");
    db_disconnect(&connection), db_close(&db);
    return bad != 0;
}
