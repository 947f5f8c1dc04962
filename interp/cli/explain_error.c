/* fatiao explain-error: the pages of docs/errors.
 * Must never know what is in them but their headings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/cli/args.h"
#include "interp/cli/files.h"
#include "interp/cli/pages.h"

/* The part under the heading of one language; the whole page where there is none. */
static void section(const char *text, bool zh, const char **from, size_t *len)
{
    const char *start = strstr(text, zh ? "## 中文\n" : "## English\n");
    *from = text, *len = strlen(text);
    if (!start) return;
    *from = strchr(start, '\n') + 1;
    *from += strspn(*from, "\n");
    const char *stop = strstr(*from, "\n## ");
    *len = stop ? (size_t)(stop - *from) : strlen(*from);
    while (*len && (*from)[*len - 1] == '\n') --*len;
}
static int list_pages(bool zh)
{
    for (const Page *p = PAGES; p->name; p++) {
        const char *from;
        size_t len;
        section(p->text, zh, &from, &len);
        printf("%s  %.*s\n", p->name, (int)strcspn(from, "\n"), from);
    }
    return EXIT_FINE;
}
/* "E012", "e12", "12" name the same page. */
int verb_explain_error(Args *args)
{
    bool zh = args->language == FATIAO_ZH;
    if (args->n_paths == 0) return list_pages(zh);
    const char *code = args->paths[0], *digits = code + strcspn(code, "0123456789");
    for (const Page *p = PAGES; p->name; p++) {
        if (!*digits || digits - code > 1 || atoi(p->name + 1) != atoi(digits) || digits[strspn(digits, "0123456789")]) continue;
        const char *from;
        size_t len;
        section(p->text, zh, &from, &len);
        printf("%s\n\n%.*s\n", p->name, (int)len, from);
        return EXIT_FINE;
    }
    files_say(zh ? "没有错误代码 `%s`；全部代码：fatiao explain-error" : "there is no error code `%s`; all codes: fatiao explain-error", code);
    return EXIT_TROUBLE;
}
