// JSON lines to decisions through simdjson and the rules by hand: what a careful programmer would build instead. See workload.h.
#include "tests/bench/workload.h"
#include <simdjson.h>
#include <string_view>
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

using namespace simdjson;
namespace {
struct Key { int fact; const char *name; const char *values[3]; };
const Key KEYS[] = {
    {FACT_SEX, "sex", {"male", "female", nullptr}}, {FACT_BIRTH, "birth_date", {}}, {FACT_HUKOU, "hukou", {"rural", "urban", nullptr}},
    {FACT_CITY, "hukou_city", {"lanzhou", "other", nullptr}}, {FACT_FAMILY, "family_type", {"only_child", "two_daughters", "ordinary"}},
    {FACT_SPECIAL, "special", {"none", "child_lost", "child_disabled"}}, {FACT_CHILDREN, "children", {}}, {FACT_MINORS, "minor_children", {}},
    {FACT_COMPLIANT, "birth_policy_compliant", {}}, {FACT_HOMES, "owns_homes", {}}, {FACT_WORK, "work_ability", {}}, {FACT_INCOME, "income_source", {}},
    {FACT_DISABILITY, "disability", {"none", "partial", "full"}}, {FACT_INSTITUTION, "institution", {"none", "city", "county"}},
};
int number(const char *s, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) v = v * 10 + (s[i] - '0');
    return v;
}
bool read_value(ondemand::object &object, const Key &key, Row &row)
{
    std::string_view s;
    int64_t i;
    bool b;
    if (key.fact == FACT_BIRTH) {
        if (object[key.name].get(s) || s.size() != 10) return false;
        row.birth = number(s.data(), 4) * 10000 + number(s.data() + 5, 2) * 100 + number(s.data() + 8, 2);
        return true;
    }
    if (key.values[0]) {
        if (object[key.name].get(s)) return false;
        for (int k = 0; k < 3 && key.values[k]; k++)
            if (s == key.values[k]) return row.fact[key.fact] = uint8_t(k), true;
        return false;
    }
    if (key.fact == FACT_CHILDREN || key.fact == FACT_MINORS || key.fact == FACT_HOMES) {
        if (object[key.name].get(i)) return false;
        return row.fact[key.fact] = uint8_t(i), true;
    }
    if (object[key.name].get(b)) return false;
    return row.fact[key.fact] = b, true;
}
}
extern "C" const char *simdjson_version(void) { return TEXT(SIMDJSON_VERSION); }
extern "C" size_t simdjson_run(const char *text, size_t len, char *out, Totals *totals)
{
    static ondemand::parser parser;
    char *to = out;
    ondemand::document_stream stream;
    if (parser.iterate_many(text, len, 1000000).get(stream)) return 0;
    for (auto document : stream) {
        ondemand::object object;
        int64_t id;
        Row row = {};
        if (document.get_object().get(object) || object["id"].get(id)) return 0;
        row.id = uint32_t(id);
        for (const Key &key : KEYS)
            if (!read_value(object, key, row)) return 0;
        Outcome outcome = rows_one(&row);
        totals_add(totals, &outcome);
        to += outcome_json(to, row.id, &outcome);
    }
    return size_t(to - out);
}
