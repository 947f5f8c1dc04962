/* Limits of the language, one place; docs/limits.md says why.
 * Must never know more than numbers. */
#ifndef FATIAO_LIMITS_H
#define FATIAO_LIMITS_H
enum {
    FILE_BYTES_MAX = 16 * 1024 * 1024, NAME_BYTES_MAX = 256, NUMBER_DIGITS_MAX = 18, NESTING_MAX = 200, ERRORS_SHOWN_MAX = 200,
    LIST_LABELS_MAX = 8, ENUM_VALUES_MAX = 255, FIELDS_MAX = 1024, LIST_ELEMENTS_MAX = 10000, PAYERS_MAX = 64
};
#endif
