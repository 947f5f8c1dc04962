/* The command: which verbs there are, and which one is meant. Knows names.
 * Must never know what a verb does. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/cli/args.h"
#include "interp/cli/files.h"
#include "interp/cli/manual.h"

#define POLICY_OPTIONS " --set --reading --library --json"
const Verb VERBS[] = {
    {"check", "POLICY…", "--cost" POLICY_OPTIONS, "检查法规文件：名称、类型、单位、日期、缺漏", "check policy files: names, types, units, dates, gaps",
     "fatiao check policies/lanzhou", verb_check, NULL, NULL},
    {"eval", "POLICY… --record FILE|-", "--record --records --as-of --law-as-of --entity --only --format --names --lean --receipt --jobs" POLICY_OPTIONS,
     "按法规审查记录，给出决定", "decide records under a policy",
     "fatiao eval policies/lanzhou --record examples/applicants.zh.ndjson --as-of 2024-01-01 --only 提前奖励扶助", verb_eval, "ndjson table csv", NULL},
    {"explain", "POLICY… --record FILE|- --decision NAME", "--record --records --decision --as-of --law-as-of --entity --format --names" POLICY_OPTIONS,
     "说明一个决定：逐条的条件、看到的值、条文", "explain a decision: every condition, the values seen, the law's text",
     "fatiao explain policies/lanzhou --record applicant.json --as-of 2024-01-01 --decision early_reward", verb_explain, "text json html markdown", NULL},
    {"ask", "POLICY… --decision NAME [--record FILE]", "--record --records --decision --as-of --law-as-of --entity --format --names --save --replay --output" POLICY_OPTIONS,
     "缺什么问什么，一次一问，直到能下结论", "ask for what is missing, one question at a time, until the decision is certain",
     "fatiao ask policies/lanzhou --decision 提前奖励扶助 --record applicant.json --save dialogue.ndjson", verb_ask, "text json", NULL},
    {"timeline", "POLICY… --record FILE|- --from DATE --to DATE", "--record --records --from --to --law-as-of --entity --only --format --names" POLICY_OPTIONS,
     "一条记录的各项决定在哪一天变、为什么、其间应发多少", "on which days the decisions about a record change, why, and what is due between",
     "fatiao timeline policies/lanzhou --record applicant.json --from 2024-01-01 --to 2040-12-31", verb_timeline, "text json csv svg", NULL},
    {"simulate", "POLICY… --records FILE|-", "--records --record --by --over --against --state --as-of --law-as-of --entity --only --format --names --jobs" POLICY_OPTIONS,
     "数很多条记录：各项决定各有多少、合多少钱、谁负担", "count many records: how many of each decision, what they come to, who pays",
     "fatiao simulate policies/lanzhou --records people.ndjson --by 户籍区县 --over 2024-01-01..2024-12-31", verb_simulate, "table csv json html", NULL},
    {"test", "PATH…", "--format --coverage" POLICY_OPTIONS, "运行法规里的“例”", "run the examples (例) of policies", "fatiao test policies/lanzhou", verb_test, "text tap junit", NULL},
    {"fmt", "FILE…", "--write --check --with --library", "排成标准格式；--lang 译成另一种语言", "write in canonical form; --lang translates", "fatiao fmt --lang en policies/lanzhou/06-family-rights.law", verb_fmt, NULL, NULL},
    {"compile", "POLICY… [--output FILE]", "--output --disassemble" POLICY_OPTIONS, "编译成字节码", "compile to bytecode", "fatiao compile policies/lanzhou --disassemble", verb_compile, NULL, NULL},
    {"list", "KIND POLICY…", "--body --article --format" POLICY_OPTIONS, "列出法规里的 decisions、benefits、duties、targets、parameters、readings、entities、assertions",
     "list the decisions, benefits, duties, targets, parameters, readings, entities or assertions of a policy", "fatiao list duties policies/lanzhou --body 市教育局", verb_list, "table csv json", "decisions benefits duties targets parameters readings entities assertions"},
    {"source", "OFFICIAL POLICY…", "--format --library", "把文件里的条文同正式文本逐条核对", "compare the law text in the files with the official document",
     "fatiao source policies/lanzhou/official.txt policies/lanzhou", verb_source, "text json", NULL},
    {"doc", "POLICY… -o FOLDER", "--output" POLICY_OPTIONS, "把法规写成网页：左边条文，右边规则，可以打印", "write the policy as web pages: law beside rules, fit to print",
     "fatiao doc policies/lanzhou policies/superior -o site", verb_doc, NULL, NULL},
    {"diff", "OLD NEW | REVISION [REVISION] -- POLICY…", "--records --record --as-of --by --individuals --format --html --from --to --only --structure --complete-records --max-children --timeout --decree --in-force" POLICY_OPTIONS, "比较两版法规：条文、参数、条件、结果的变化；排版、注释、次序、关键词的语言不算",
     "compare two versions of a policy: text, parameters, conditions, results; layout, comments, order and the language of keywords do not count", "fatiao diff HEAD~1 -- policies/lanzhou", verb_diff, "text json markdown html", NULL},
    {"prove", "POLICY…", "--from --to --only --format --max-children --timeout" POLICY_OPTIONS, "查法规自身的毛病：冲突、落空、多余的条件、空档、重日；每处附一个例",
     "find what is wrong with a policy by itself: conflicts, what can never be, idle conditions, gaps, days twice; each with an example",
     "fatiao prove policies/lanzhou --from 2024-01-01 --to 2040-12-31", verb_prove, "text json", NULL},
    {"consolidate", "POLICY AMENDMENT… [--as-of DATE] [--output FOLDER]", "--as-of --output" POLICY_OPTIONS, "把已经施行的修正并入法规，得出那一天的文本",
     "the law as of a day: the amendments in force carried out on the policy's files", "fatiao consolidate policies/lanzhou amendment.law --as-of 2026-12-31 --output policies/lanzhou-2026", verb_consolidate, NULL, NULL},
    {"git-setup", "", "", "让当前的 git 仓库按条显示法规的变化", "make the git repository at hand show changes of policies by article", "fatiao git-setup", verb_git_setup, NULL, NULL},
    {"explain-error", "[CODE]", "", "详细说明一个错误代码", "tell more about an error code", "fatiao explain-error E012", verb_explain_error, NULL, NULL},
    {"help", "[COMMAND]", "--man --completion", "显示命令列表；写出手册页和命令行补全", "list the commands; write the manual page and completions", "fatiao help eval", verb_help, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

static const Verb *find_verb(const char *name)
{
    for (const Verb *v = VERBS; v->name; v++)
        if (strcmp(v->name, name) == 0) return v;
    return NULL;
}
static int refuse_verb(const Args *args, const char *name)
{
    char names[512] = "";
    size_t len;
    for (const Verb *v = VERBS; v->name; v++) snprintf(names + strlen(names), sizeof names - strlen(names), "%s ", v->name);
    const char *near = args_nearest(name, names, &len);
    bool zh = args->language == FATIAO_ZH;
    if (near) files_say(zh ? "没有命令 `%s`，是不是 `%.*s`？" : "there is no command `%s`; did you mean `%.*s`?", name, (int)len, near);
    else files_say(zh ? "没有命令 `%s`；命令有：%s" : "there is no command `%s`; there are: %s", name, names);
    return EXIT_TROUBLE;
}
int verb_help(Args *args)
{
    const Verb *verb = args->n_paths ? find_verb(args->paths[0]) : NULL;
    if (args->n_paths && !verb) return refuse_verb(args, args->paths[0]);
    if (args->completion) return manual_completion(args);
    if (args->manual) manual_page(args);
    else if (verb) args_help(args, verb);
    else args_help_all(args);
    return EXIT_FINE;
}
static int run(Args *args, const Verb *verb)
{
    if (!args->help) return verb->run(args);
    args_help(args, verb);
    return EXIT_FINE;
}
/* Everything written is out, or that is the answer. */
static int finish(const Args *args, int status)
{
    bool zh = args->language == FATIAO_ZH;
    bool printed = fflush(stdout) == 0 && !ferror(stdout);
    if (!printed) files_say(zh ? "写不出结果" : "cannot write the output");
    bool written = files_finish(&files_stdout, zh);
    return files_finish(&files_stderr, zh) && written && printed ? status : EXIT_TROUBLE;
}
int main(int argc, char **argv)
{
    Args args = {0};
    signal(SIGPIPE, SIG_IGN), signal(SIGXFSZ, SIG_IGN); /* a closed pipe, a file that may not grow: errors of write then, and said */
    args_language(&args, argc, argv);
    int status = EXIT_TROUBLE, at = 1;
    while (at < argc && strncmp(argv[at], "--lang", 6) == 0) at += argv[at][6] == '=' ? 1 : 2; /* fatiao --lang en eval … */
    const Verb *verb = at < argc ? find_verb(argv[at]) : NULL;
    if (at >= argc) args_help_all(&args);
    else if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) status = verb_help(&args);
    else if (strcmp(argv[at], "--version") == 0) status = printf("fatiao %s\n", FATIAO_VERSION) < 0 ? EXIT_TROUBLE : EXIT_FINE;
    else if (!verb) status = refuse_verb(&args, argv[at]);
    else if (args_read(&args, verb, argc - at - 1, argv + at + 1)) status = run(&args, verb);
    status = finish(&args, status);
    free(args.paths), free(args.only), free(args.library), free(args.with), free(args.sets), free(args.readings), free(args.against);
    return status;
}
