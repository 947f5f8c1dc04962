/* fatiao ask: one question at a time, until the decision is certain.
 * Must never know which question comes next. */
#include "interp/cli/common.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };
static bool zh(const Args *args) { return args->language == FATIAO_ZH; }
/* Questions go to standard error, the result to standard output. */
static fatiao_status converse(const Args *args, fatiao_dialogue *d, fatiao_evaluator *ev)
{
    char line[LINE_MAX_BYTES];
    fatiao_question q;
    fatiao_status status = FATIAO_OK;
    while (fatiao_dialogue_question(d, &q)) {
        fprintf(stderr, "%d. %s\n> ", q.number, q.text);
        fflush(stderr);
        if (!fgets(line, sizeof line, stdin)) { fputc('\n', stderr); break; }
        if (!strchr(line, '\n') && !feof(stdin)) { /* the rest of an endless line */
            for (int c; (c = getchar()) != EOF && c != '\n';) {}
            line[sizeof line - 2] = '\0';
        }
        line[strcspn(line, "\r\n")] = '\0';
        if (!isatty(0)) fprintf(stderr, "%s\n", line); /* so that a transcript shows the answer */
        status = fatiao_dialogue_answer(d, line);
        if (status == FATIAO_UNKNOWN) fprintf(stderr, "%s\n", fatiao_message(ev));
        else if (status != FATIAO_OK) return status;
    }
    if (!fatiao_dialogue_certain(d) && fatiao_dialogue_question(d, &q)) files_say(zh(args) ? "问答没有做完" : "the dialogue is not finished");
    return FATIAO_OK;
}
static bool replay(const Args *args, fatiao_dialogue *d, fatiao_evaluator *ev)
{
    size_t len;
    if (!args->replay) return true;
    char *lines = files_whole(args->replay, zh(args), RECORD_BYTES_MAX, &len);
    if (!lines) return false;
    fatiao_status status = fatiao_dialogue_replay(d, lines, len);
    free(lines);
    if (status == FATIAO_UNKNOWN) files_say(zh(args) ? "%s：%s" : "%s: %s", args->replay, fatiao_message(ev));
    return status == FATIAO_OK;
}
static bool keep(const Args *args, fatiao_dialogue *d, const char *path, fatiao_status (*write)(fatiao_dialogue *d, fatiao_sink sink))
{
    Memory memory = {0};
    if (!path) return true;
    bool fine = write(d, files_memory(&memory)) == FATIAO_OK && files_replace(path, zh(args), memory.bytes, memory.n);
    free(memory.bytes);
    return fine;
}
static int talk(const Args *args, fatiao_dialogue *d, fatiao_evaluator *ev)
{
    if (!replay(args, d, ev)) return EXIT_TROUBLE;
    fatiao_status status = converse(args, d, ev);
    if (status == FATIAO_OK) status = fatiao_dialogue_result(d, files_sink(&files_stdout));
    if (!keep(args, d, args->save, fatiao_dialogue_save) || !keep(args, d, args->output, fatiao_dialogue_record)) return EXIT_TROUBLE;
    return status == FATIAO_OK ? (fatiao_dialogue_certain(d) ? EXIT_FINE : EXIT_NO) : job_status(args, status, fatiao_message(ev), EXIT_TROUBLE);
}
static int run(Args *args, const Job *job, fatiao_format format, fatiao_language names)
{
    char today[16];
    size_t len = 0;
    char *record = args->record ? files_whole(args->record, zh(args), RECORD_BYTES_MAX, &len) : NULL;
    if (args->record && !record) return EXIT_TROUBLE;
    fatiao_options options = {.as_of = args_as_of(args, today), .law_as_of = args->law_as_of, .entity = args->entity, .format = format, .names = names, .language = args->language};
    fatiao_evaluator *ev;
    fatiao_dialogue *d = NULL;
    fatiao_status status = fatiao_evaluator_new(job->policy, &options, files_sink(&files_stdout), &ev);
    if (status == FATIAO_OK) status = fatiao_dialogue_new(ev, record, len, args->decision, &d);
    const char *message = ev ? fatiao_message(ev) : NULL;
    int result = status == FATIAO_OK ? talk(args, d, ev) : job_status(args, status, message, EXIT_TROUBLE);
    if (status == FATIAO_ERRORS && message) files_say("%s", message);
    fatiao_dialogue_free(d);
    fatiao_evaluator_free(ev);
    free(record);
    return result;
}
int verb_ask(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON};
    int format, names;
    if (!args_format(args, &format) || !args_choice(args, "--names", args->names, "en zh", &names)) return EXIT_TROUBLE;
    if (!args->decision) return files_say(zh(args) ? "缺 --decision 名称" : "--decision NAME is missing"), EXIT_TROUBLE;
    if (args->record && strcmp(args->record, "-") == 0) return files_say(zh(args) ? "标准输入留给回答用；记录请放在文件里" : "standard input is for the answers; put the record into a file"), EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    status = status == EXIT_FINE ? run(args, &job, FORMATS[format], job_names(args)) : EXIT_TROUBLE;
    job_end(&job);
    return status;
}
