/* See lives.h. */
#include "tests/lives.h"
#include "interp/base/calendar.h"

static void add_date(Text *t, Rng *rng, const char *key, int from, int to)
{
    int year = from + (int)rng_below(rng, (uint32_t)(to - from + 1)), month = 1 + (int)rng_below(rng, 12), day = 1 + (int)rng_below(rng, 28);
    if (rng_below(rng, 6) == 0) year -= year % 4, month = 2, day = calendar_leap(year) ? 29 : 28;
    else if (rng_below(rng, 6) == 0) day = 1;
    else if (rng_below(rng, 6) == 0) month = 8, day = 31;
    if (rng_below(rng, 12)) text_add(t, ",\"%s\":\"%04d-%02d-%02d\"", key, year, month, day);
}
static void add_flag(Text *t, Rng *rng, const char *key, uint32_t percent)
{
    if (rng_below(rng, 12)) text_add(t, ",\"%s\":%s", key, rng_below(rng, 100) < percent ? "true" : "false");
}
static void add_word(Text *t, Rng *rng, const char *key, int n, const char *const *words)
{
    if (rng_below(rng, 12)) text_add(t, ",\"%s\":\"%s\"", key, words[rng_below(rng, (uint32_t)n)]);
}
static void add_child(Text *t, Rng *rng)
{
    static const char *const SEXES[] = {"female", "male"};
    text_add(t, "{\"adopted\":false");
    add_word(t, rng, "sex", 2, SEXES);
    add_date(t, rng, "birth_date", 1984, 2015);
    add_flag(t, rng, "deceased", 70);
    add_date(t, rng, "death_date", 2020, 2035);
    if (rng_below(rng, 12)) text_add(t, ",\"disability_grade\":%u", rng_below(rng, 5));
    text_add(t, "}");
}
void random_life(Rng *rng, Text *t)
{
    static const char *const HUKOU[] = {"rural", "rural", "rural", "non_rural"}, *const DISTRICTS[] = {"chengguan", "yuzhong", "lanzhou_new_area", "outside"}, *const CARE[] = {"able", "semi_disabled", "disabled"};
    text_add(t, "\"sex\":\"male\"");
    add_date(t, rng, "birth_date", 1925, 1985);
    add_word(t, rng, "hukou", 4, HUKOU), add_word(t, rng, "self_care", 3, CARE);
    add_flag(t, rng, "can_work", 30), add_flag(t, rng, "has_livelihood", 30);
    text_add(t, ",\"household\":{\"hukou\":\"rural\"");
    add_word(t, rng, "hukou_district", 4, DISTRICTS);
    if (rng_below(rng, 12)) text_add(t, ",\"living_spouses\":%u", rng_below(rng, 3));
    add_flag(t, rng, "recognised", 80), add_date(t, rng, "recognised_date", 2020, 2036);
    add_flag(t, rng, "art_done", 50), add_date(t, rng, "art_date", 2020, 2036), add_flag(t, rng, "art_aid_paid", 20);
    if (rng_below(rng, 12)) text_add(t, ",\"art_cost\":\"%u.5\"", rng_below(rng, 60000));
    add_flag(t, rng, "visited", 70), add_date(t, rng, "last_visit_date", 2023, 2036);
    uint32_t n = rng_below(rng, 12) ? 1 + (rng_below(rng, 4) == 0) : 0;
    text_add(t, ",\"children\":[");
    for (uint32_t i = 0; i < n; i++) {
        if (i) text_add(t, ",");
        add_child(t, rng);
    }
    text_add(t, "]}");
}
