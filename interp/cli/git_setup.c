/* fatiao git-setup: teaches the repository at hand to show changes of policies by article.
 * Must never know what is in a policy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/cli/common.h"
#include "interp/cli/revision.h"

/* Headings and declarations, in both vocabularies: what git writes behind @@. */
static const char HUNK_HEADINGS[] =
    "^(第[〇零一二三四五六七八九十百千0-9（）()]+[编章节条款项目].*|(part|chapter|section|article|item) +[0-9].*|"
    "(参数|补充|解读|定义|待遇|优先|清单|义务|禁止|鼓励|目标|表|例外|实体|枚举|修正|parameter|supply|reading|define|benefit|priority|list|duty|prohibition|encouraged|target|table|exception|entity|enumeration|amendment) .*)$";
/* Numbers and Latin words whole, each Chinese character a word. */
static const char WORDS[] = "[0-9]+([.,][0-9]+)*[%‰]?|[A-Za-z_][A-Za-z0-9_]*|[^[:space:]]";
static const struct { const char *key, *value; } SETTINGS[] = {
    {"diff.fatiao.xfuncname", HUNK_HEADINGS}, {"diff.fatiao.wordRegex", WORDS}, {"difftool.fatiao.cmd", "fatiao diff \"$LOCAL\" \"$REMOTE\""}, {"difftool.prompt", "false"},
};
static bool has_line(const char *text, const char *line)
{
    size_t n = strlen(line);
    for (const char *p = text; p && *p; p = strchr(p, '\n'), p = p ? p + 1 : NULL)
        if (strncmp(p, line, n) == 0 && (p[n] == '\n' || p[n] == '\r' || p[n] == '\0')) return true;
    return false;
}
/* Adds what is missing, and nothing else. */
static bool write_attributes(const char *top, bool zh)
{
    static const char LINE[] = "*.law diff=fatiao text eol=lf";
    char path[4200];
    size_t len = 0;
    snprintf(path, sizeof path, "%s/.gitattributes", top);
    FILE *there = fopen(path, "rb");
    char *before = NULL;
    if (there) {
        fclose(there);
        before = files_whole(path, zh, 1 << 20, &len);
        if (!before) return false;
    }
    bool fine = true;
    if (!before || !has_line(before, LINE)) {
        size_t room = len + sizeof LINE + 2;
        char *after = malloc(room);
        if (!after) files_no_memory();
        int n = snprintf(after, room, "%s%s%s\n", before ? before : "", before && len && before[len - 1] != '\n' ? "\n" : "", LINE);
        fine = files_replace(path, zh, after, (size_t)n);
        free(after);
    }
    free(before);
    return fine;
}
int verb_git_setup(Args *args)
{
    bool zh = args->language == FATIAO_ZH;
    char top[4096];
    if (args->n_paths) return files_say(zh ? "git-setup 不要参数：它设置当前文件夹所在的仓库" : "git-setup takes no argument: it sets up the repository of the current folder"), EXIT_TROUBLE;
    if (!revision_top(top, sizeof top)) return files_say(zh ? "这里不是 git 仓库（或者没有安装 git）" : "this is no git repository (or git is not installed)"), EXIT_TROUBLE;
    if (!write_attributes(top, zh)) return EXIT_TROUBLE;
    for (size_t i = 0; i < sizeof SETTINGS / sizeof *SETTINGS; i++)
        if (!revision_configure(SETTINGS[i].key, SETTINGS[i].value)) return files_say(zh ? "git 不接受设置 `%s`" : "git does not take the setting `%s`", SETTINGS[i].key), EXIT_TROUBLE;
    printf(zh ? "已设置 %s：git diff、git log -p 按条显示；git difftool --tool=fatiao 用 fatiao 对照\n" : "%s is set up: git diff and git log -p show articles; git difftool --tool=fatiao compares with fatiao\n", top);
    return EXIT_FINE;
}
