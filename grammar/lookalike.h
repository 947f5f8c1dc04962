/* Characters from PDFs that look like ordinary Chinese ones. Knows code points, never tokens. */
#ifndef FATIAO_LOOKALIKE_H
#define FATIAO_LOOKALIKE_H
#include <stdint.h>
/* The ordinary character that a radical or compatibility form stands for, 0 if there is none. */
uint32_t lookalike_plain(uint32_t c);
#endif
