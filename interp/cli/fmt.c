/* fatiao fmt: files in canonical form, to standard output or in place.
 * Must never know the form. */
#include "interp/cli/common.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* EXIT_NO: it was not formatted. */
static int settle(const Args *args, const char *path, const Memory *text)
{
    bool zh = args->language == FATIAO_ZH;
    size_t len;
    char *before = files_whole(path, zh, SIZE_MAX, &len);
    if (!before) return EXIT_TROUBLE;
    bool same = len == text->n && memcmp(before, text->bytes ? text->bytes : "", len) == 0;
    free(before);
    if (same) return EXIT_FINE;
    if (!args->write) return files_say(zh ? "`%s` 不是标准格式" : "`%s` is not formatted", path), EXIT_NO;
    return files_replace(path, zh, text->bytes ? text->bytes : "", text->n) ? EXIT_FINE : EXIT_TROUBLE;
}
static int format(const Args *args, const fatiao_source *source, const char *path)
{
    Memory text = {0};
    bool in_place = args->write || args->check;
    fatiao_status status = fatiao_format_file(source, path, args->language_given ? &args->language : NULL, args->language, job_colour(2),
                                              in_place ? files_memory(&text) : files_sink(&files_stdout), files_sink(&files_stderr));
    int result = job_status(args, status, NULL, EXIT_TROUBLE);
    if (result == EXIT_FINE && in_place) result = settle(args, path, &text);
    free(text.bytes);
    return result;
}
int verb_fmt(Args *args)
{
    bool zh = args->language == FATIAO_ZH;
    if (args->n_paths == 0) return files_say(zh ? "缺文件" : "name a file"), EXIT_TROUBLE;
    if (args->write && args->check) return files_say(zh ? "--write 和 --check 只能用一个" : "--write and --check exclude each other"), EXIT_TROUBLE;
    Disk disk;
    fatiao_files files = files_open(&disk, zh, args->library, args->n_library);
    int worst = EXIT_FINE;
    fatiao_source source = {.files = &files, .paths = args->with, .n_paths = args->n_with};
    for (int i = 0; i < args->n_paths; i++) {
        if ((args->write || args->check) && strcmp(args->paths[i], "-") == 0) {
            files_say(zh ? "标准输入不能用 --write、--check" : "--write and --check do not go with standard input");
            worst = EXIT_TROUBLE;
            continue;
        }
        int status = format(args, &source, args->paths[i]);
        if (status > worst) worst = status;
    }
    files_close(&disk);
    return worst;
}
