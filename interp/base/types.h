/* Type terms and units. Knows which types fit. Must never know values or syntax. */
#ifndef FATIAO_TYPES_H
#define FATIAO_TYPES_H
#include <stdbool.h>
#include <stdint.h>
typedef enum { TY_ERROR, TY_BOOL, TY_ENUM, TY_NUM, TY_DATE, TY_TEXT, TY_QUOT, TY_ENTITY, TY_LIST } TypeKind;
/* Unit of a number: base per `per`. Counting words (个 家 名 户 人 次 套 所 班 ...) are U_ONE with display only, save 人 and 户 after a slash. */
typedef enum { U_ONE, U_YUAN, U_AGE /* 周岁 */, U_YEAR, U_MONTH, U_DAY, U_HOUR, U_PERSON, U_HOUSEHOLD, U_PLACE } UnitBase;
typedef struct { uint8_t base, per; } Unit; /* per: U_ONE = none, U_MONTH, U_YEAR, U_DAY, U_PERSON ... */
typedef struct { uint8_t kind, scale; Unit unit; int16_t ref; /* enum or entity index */ } Type;
bool unit_equal(Unit a, Unit b);
/* Product of units by the table of semantics 6; false where the product has no meaning. */
bool unit_multiply(Unit a, Unit b, Unit *out);
bool unit_divide(Unit a, Unit b, Unit *out);
/* Either spelling. */
bool unit_parse(const char *name, Unit *out);
const char *unit_name_zh(Unit u); /* "元/月", "" for none */
const char *unit_name_en(Unit u);
#endif
