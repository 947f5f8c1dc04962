/* Type terms and units. See types.h.
 * Must never know values or syntax. */
#include "interp/base/types.h"
#include <stddef.h>
#include <string.h>

static const struct { const char *zh, *en; Unit unit; } NAMES[] = {
    {"", "", {U_ONE, U_ONE}}, {"元", "yuan", {U_YUAN, U_ONE}}, {"元/月", "yuan/month", {U_YUAN, U_MONTH}}, {"元/年", "yuan/year", {U_YUAN, U_YEAR}},
    {"元/天", "yuan/day", {U_YUAN, U_DAY}}, {"元/人", "yuan/person", {U_YUAN, U_PERSON}}, {"元/户", "yuan/household", {U_YUAN, U_HOUSEHOLD}}, {"元/个", "yuan/place", {U_YUAN, U_PLACE}},
    {"周岁", "years of age", {U_AGE, U_ONE}}, {"年", "years", {U_YEAR, U_ONE}}, {"月", "months", {U_MONTH, U_ONE}}, {"天", "days", {U_DAY, U_ONE}}, {"小时", "hours", {U_HOUR, U_ONE}},
    {"人", "persons", {U_PERSON, U_ONE}}, {"户", "households", {U_HOUSEHOLD, U_ONE}}, {"个", "places", {U_PLACE, U_ONE}},
    {"%", "%", {U_ONE, U_ONE}}, {"‰", "‰", {U_ONE, U_ONE}}, {"个月", "months", {U_MONTH, U_ONE}}, {"岁", "years of age", {U_AGE, U_ONE}},
};
enum { NAMES_COUNT = sizeof NAMES / sizeof *NAMES };

/* Counting words compare with plain counts, and an age in years with a number of years. */
static uint8_t family(uint8_t base)
{
    switch (base) {
    case U_PERSON: case U_HOUSEHOLD: case U_PLACE: return U_ONE;
    case U_AGE: return U_YEAR;
    default: return base;
    }
}
bool unit_equal(Unit a, Unit b) { return family(a.base) == family(b.base) && a.per == b.per; }
bool unit_multiply(Unit a, Unit b, Unit *out)
{
    if (a.per != U_ONE && family(a.per) == family(b.base) && b.per == U_ONE && (family(a.per) != U_ONE || a.per == b.base)) return *out = (Unit){a.base, U_ONE}, true;
    if (b.per != U_ONE && family(b.per) == family(a.base) && a.per == U_ONE && (family(b.per) != U_ONE || b.per == a.base)) return *out = (Unit){b.base, U_ONE}, true;
    if (family(b.base) == U_ONE && b.per == U_ONE) return *out = a, true;
    if (family(a.base) == U_ONE && a.per == U_ONE) return *out = b, true;
    return false;
}
bool unit_divide(Unit a, Unit b, Unit *out)
{
    if (unit_equal(a, b)) return *out = (Unit){U_ONE, U_ONE}, true;
    if (family(b.base) == U_ONE && b.per == U_ONE) return *out = a, true;
    if (a.per == U_ONE && b.per == U_ONE && a.base == U_YUAN && b.base != U_YUAN) return *out = (Unit){a.base, b.base}, true;
    return false;
}
static int find(Unit u)
{
    for (int i = 0; i < NAMES_COUNT; i++)
        if (NAMES[i].unit.base == u.base && NAMES[i].unit.per == u.per) return i;
    return 0;
}
const char *unit_name_zh(Unit u) { return NAMES[find(u)].zh; }
const char *unit_name_en(Unit u) { return NAMES[find(u)].en; }
bool unit_parse(const char *name, Unit *out)
{
    for (int i = 1; i < NAMES_COUNT; i++)
        if (strcmp(NAMES[i].zh, name) == 0 || strcmp(NAMES[i].en, name) == 0) return *out = NAMES[i].unit, true;
    return false;
}
