/* Options of the command line. See args.h.
 * Must never know what a verb does. */
#include "interp/cli/args.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "interp/cli/files.h"

typedef enum { TAKES_NOTHING, TAKES_TEXT, TAKES_NAMES, TAKES_SETTING, TAKES_PATHS } Takes;
typedef struct { const char *name; Takes takes; size_t at; const char *value, *zh, *en; } Option;
static const Option OPTIONS[] = {
    {"--help", TAKES_NOTHING, offsetof(Args, help), "", "显示这个命令的用法", "show how to use this command"},
    {"--lang", TAKES_TEXT, 0, "zh|en", "消息用的语言；fmt：译成这种语言", "language of messages; fmt: translate into it"},
    {"--as-of", TAKES_TEXT, offsetof(Args, as_of), "DATE", "评定日（YYYY-MM-DD），不写是今天", "assessment date (YYYY-MM-DD), today if not given"},
    {"--law-as-of", TAKES_TEXT, offsetof(Args, law_as_of), "DATE", "法律日，不写同评定日", "date that chooses the law in force; the assessment date if not given"},
    {"--record", TAKES_TEXT, offsetof(Args, record), "FILE|-", "记录：一个 JSON 对象、数组或 NDJSON", "records: one JSON object, an array, or NDJSON"},
    {"--records", TAKES_TEXT, offsetof(Args, record), "FILE|-", "同 --record", "the same as --record"},
    {"--entity", TAKES_TEXT, offsetof(Args, entity), "NAME", "记录属于哪个实体", "the entity the records belong to"},
    {"--only", TAKES_NAMES, offsetof(Args, only), "NAME,..", "只要这些决定", "only these decisions"},
    {"--decision", TAKES_TEXT, offsetof(Args, decision), "NAME", "要说明的决定", "the decision to explain"},
    {"--format", TAKES_TEXT, offsetof(Args, format), "FORMAT", "写成哪种格式，不写是第一种", "how it is written; the first if not given"},
    {"--from", TAKES_TEXT, offsetof(Args, from), "DATE", "从这一天起", "the first day"},
    {"--to", TAKES_TEXT, offsetof(Args, to), "DATE", "到这一天止", "the last day"},
    {"--individuals", TAKES_TEXT, offsetof(Args, individuals), "FILE|-", "把决定有变化的人逐条写到这里（NDJSON）", "write everybody of whom something is decided otherwise there, a line each (NDJSON)"},
    {"--by", TAKES_TEXT, offsetof(Args, by), "NAME", "按这个字段或定义分组", "group by this field or define"},
    {"--over", TAKES_TEXT, offsetof(Args, over), "FROM..TO", "其间每月首日各数一次，应发的加起来", "count on the first day of each month between, and add up what is due"},
    {"--against", TAKES_SETTING, offsetof(Args, against), "NAME=VALUE", "同改用这个参数值或读法相比，可重复", "compare with this parameter or reading; may be repeated"},
    {"--state", TAKES_TEXT, offsetof(Args, state), "FILE", "数到哪里存在这个文件，中断以后接着数", "keep what was counted in this file, to go on after an interruption"},
    {"--save", TAKES_TEXT, offsetof(Args, save), "FILE", "把问答存到这个文件", "keep the dialogue in this file"},
    {"--replay", TAKES_TEXT, offsetof(Args, replay), "FILE", "先用这份存下来的问答回答", "answer from this saved dialogue first"},
    {"--names", TAKES_TEXT, offsetof(Args, names), "en|zh", "结果里的名称用哪种", "names in results"},
    {"--jobs", TAKES_TEXT, offsetof(Args, jobs), "N", "几个线程一起算（不写是 1），结果和次序不变", "threads that work (1 if not given); results and their order stay the same"},
    {"--set", TAKES_SETTING, offsetof(Args, sets), "NAME=VALUE", "给待定参数的值，可重复", "value of a pending parameter; may be repeated"},
    {"--reading", TAKES_SETTING, offsetof(Args, readings), "NAME=OTHER", "换一种读法，可重复", "take another reading; may be repeated"},
    {"--json", TAKES_NOTHING, offsetof(Args, json), "", "诊断用 JSON", "diagnostics as JSON"},
    {"--receipt", TAKES_NOTHING, offsetof(Args, receipt), "", "附上重复这次决定所需的一切", "add what is needed to repeat the decision"},
    {"--lean", TAKES_NOTHING, offsetof(Args, lean), "", "每个决定只写一个值", "flat scalars only"},
    {"--cost", TAKES_NOTHING, offsetof(Args, cost), "", "一条记录最多要算多少步", "worst-case cost of one record"},
    {"--disassemble", TAKES_NOTHING, offsetof(Args, disassemble), "", "列出字节码", "list the bytecode"},
    {"--output", TAKES_TEXT, offsetof(Args, output), "PATH", "写到这个文件；doc：写到这个文件夹", "write to this file; doc: into this folder"},
    {"--write", TAKES_NOTHING, offsetof(Args, write), "", "直接改写文件", "rewrite the files"},
    {"--check", TAKES_NOTHING, offsetof(Args, check), "", "只看是否已经是标准格式，不是则退出状态为 1", "only say which files are not formatted; exit status 1 if any"},
    {"--coverage", TAKES_NOTHING, offsetof(Args, coverage), "", "哪些条件没有例子检验", "which conditions no example tests"},
    {"--body", TAKES_TEXT, offsetof(Args, body), "NAME", "只列这个单位的", "only what this body answers for"},
    {"--article", TAKES_TEXT, offsetof(Args, article), "N", "只列这一条的（如 75、75.1.11）", "only what stands in this article (75, 75.1.11)"},
    {"--structure", TAKES_NOTHING, offsetof(Args, structure), "", "只比写法，不问对谁有影响", "only what is written, not for whom it matters"},
    {"--complete-records", TAKES_NOTHING, offsetof(Args, complete), "", "只问事实齐全的人", "only people whose facts are all given"},
    {"--max-children", TAKES_TEXT, offsetof(Args, max_children), "N", "列表最多几项（不写是 5）", "most elements of a list (5 if not given)"},
    {"--timeout", TAKES_TEXT, offsetof(Args, timeout), "SECONDS", "每个问题最多算几秒（不写是 10）", "most seconds for one question (10 if not given)"},
    {"--html", TAKES_TEXT, offsetof(Args, html), "FILE", "另写一份网页对照", "also write a page with both sides"},
    {"--decree", TAKES_TEXT, offsetof(Args, decree), "FILE", "另把变化写成修改决定的草案，consolidate 能照它改", "also write the change as the draft of an amendment, which consolidate can carry out"},
    {"--in-force", TAKES_TEXT, offsetof(Args, in_force), "DATE", "草案从哪一天起施行，不写是下个月一日", "when the draft is to come into force, the first of next month if not given"},
    {"--with", TAKES_PATHS, offsetof(Args, with), "POLICY", "翻译时另外要读的法规（被补充的那一个），可重复", "a policy to read as well when translating (the one that is supplied); may be repeated"},
    {"--man", TAKES_NOTHING, offsetof(Args, manual), "", "写出手册页（roff）", "write the manual page (roff)"},
    {"--completion", TAKES_TEXT, offsetof(Args, completion), "bash|zsh|fish", "写出这种命令行的补全", "write completions for this shell"},
    {"--library", TAKES_PATHS, offsetof(Args, library), "FOLDER", "引用还在这里找，可重复", "a folder to look for used files in; may be repeated"},
};
enum { N_OPTIONS = sizeof OPTIONS / sizeof *OPTIONS };
_Static_assert(N_OPTIONS <= 64, "a bit for each option");

static bool zh(const Args *args) { return args->language == FATIAO_ZH; }
static bool word_in(const char *word, size_t len, const char *list)
{
    for (const char *p = list; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n == len && memcmp(p, word, len) == 0) return true;
        p += n;
    }
    return false;
}
/* Every verb takes --help and --lang. */
static bool takes(const Verb *verb, const Option *option)
{
    return strcmp(option->name, "--help") == 0 || strcmp(option->name, "--lang") == 0 || word_in(option->name, strlen(option->name), verb->options);
}

bool args_option(const Verb *verb, int index, OptionInfo *info)
{
    for (int k = 0; k < N_OPTIONS; k++) {
        const Option *o = &OPTIONS[k];
        if (!takes(verb, o) || index--) continue;
        *info = (OptionInfo){.name = o->name, .zh = o->zh, .en = o->en, .has_value = o->takes != TAKES_NOTHING, .repeats = o->takes == TAKES_SETTING || o->takes == TAKES_PATHS};
        bool formats = o->at == offsetof(Args, format) && verb->formats;
        snprintf(info->value, sizeof info->value, "%s", formats ? verb->formats : o->value);
        for (char *p = info->value; *p; p++)
            if (*p == ' ') *p = '|';
        info->choice = strchr(info->value, '|') && strspn(info->value, "abcdefghijklmnopqrstuvwxyz|") == strlen(info->value);
        return true;
    }
    return false;
}

/* ---- nearest ---- */
/* Of words in ASCII. What the library counts slips by is inside it. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[64];
    if (n >= 64 || m >= 64) return 99;
    for (size_t j = 0; j <= m; j++) row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t up = row[j], best = diagonal + (a[i - 1] != b[j - 1]);
            if (up + 1 < best) best = up + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = up;
            row[j] = best;
        }
    }
    return row[m];
}
const char *args_nearest(const char *word, const char *list, size_t *len)
{
    const char *best = NULL;
    size_t n = strlen(word), best_distance = n < 4 ? 2 : n / 2 + 1;
    for (const char *p = list; *p; p += strspn(p, " ")) {
        size_t m = strcspn(p, " "), d = distance(word, n, p, m);
        if (d < best_distance) best = p, *len = m, best_distance = d;
        p += m;
    }
    return best;
}

/* ---- reading ---- */
static void *grown(void *list, int n, size_t size)
{
    void *p = realloc(list, ((size_t)n + 1) * size);
    if (!p) files_no_memory();
    return p;
}
static bool add_setting(Args *args, const Option *option, char *value)
{
    char *equals = strchr(value, '=');
    if (!equals || equals == value) {
        files_say(zh(args) ? "%s 要写成 名称=值，却是 `%s`" : "%s takes NAME=VALUE, not `%s`", option->name, value);
        return false;
    }
    *equals = '\0';
    fatiao_setting setting = {value, equals + 1};
    bool reading = option->at == offsetof(Args, readings), against = option->at == offsetof(Args, against);
    fatiao_setting **list = reading ? &args->readings : against ? &args->against : &args->sets;
    int *n = reading ? &args->n_readings : against ? &args->n_against : &args->n_sets;
    *list = grown(*list, *n, sizeof **list);
    (*list)[(*n)++] = setting;
    return true;
}
static void add_path(Args *args, const Option *option, const char *value)
{
    bool with = option->at == offsetof(Args, with);
    const char ***list = with ? &args->with : &args->library;
    int *n = with ? &args->n_with : &args->n_library;
    *list = grown(*list, *n, sizeof **list);
    (*list)[(*n)++] = value;
}
static bool add_names(Args *args, const Option *option, char *value)
{
    for (char *p = value; *p;) {
        char *comma = strchr(p, ','), *wide = strstr(p, "，"), *stop = !comma ? wide : !wide || comma < wide ? comma : wide;
        char *next = !stop ? p + strlen(p) : stop + (*stop == ',' ? 1 : 3);
        if (stop) *stop = '\0';
        if (*p) {
            args->only = grown(args->only, args->n_only, sizeof *args->only);
            args->only[args->n_only++] = p;
        }
        p = next;
    }
    if (!args->n_only) files_say(zh(args) ? "%s 后面没有名称" : "%s names nothing", option->name);
    return args->n_only > 0;
}
/* What takes one value takes it once: two would leave in doubt which of them was meant. --record and --records are one. */
static bool twice(Args *args, const Option *option)
{
    if (option->takes != TAKES_TEXT) return false;
    for (int i = 0; i < N_OPTIONS; i++)
        if (OPTIONS[i].at == option->at && OPTIONS[i].takes == TAKES_TEXT && args->given >> i & 1) {
            files_say(zh(args) ? "%s 写了两次" : "%s is given twice", option->name);
            return true;
        }
    args->given |= UINT64_C(1) << (option - OPTIONS);
    return false;
}
static bool take(Args *args, const Option *option, char *value)
{
    if (twice(args, option)) return false;
    switch (option->takes) {
    case TAKES_NOTHING: *(bool *)((char *)args + option->at) = true; return true;
    case TAKES_TEXT:
        if (option->at) *(const char **)((char *)args + option->at) = value;
        return true;
    case TAKES_NAMES: return add_names(args, option, value);
    case TAKES_SETTING: return add_setting(args, option, value);
    case TAKES_PATHS:
        add_path(args, option, value);
        return true;
    }
    return false;
}
static bool refuse_option(const Args *args, const Verb *verb, const char *name)
{
    char known[1024] = "--help --lang ";
    size_t len;
    snprintf(known + strlen(known), sizeof known - strlen(known), "%s", verb->options);
    const char *near = args_nearest(name, known, &len);
    if (near) files_say(zh(args) ? "`%s` 没有选项 `%s`，是不是 `%.*s`？" : "`%s` has no option `%s`; did you mean `%.*s`?", verb->name, name, (int)len, near);
    else files_say(zh(args) ? "`%s` 没有选项 `%s`；用法见 fatiao %s --help" : "`%s` has no option `%s`; see fatiao %s --help", verb->name, name, verb->name);
    return false;
}
/* `--name value` or `--name=value`; *i moves on. */
static bool read_option(Args *args, const Verb *verb, int argc, char **argv, int *i)
{
    char *word = argv[*i], *equals = strchr(word, '=');
    if (equals) *equals = '\0';
    const char *name = strcmp(word, "-h") == 0 ? "--help" : strcmp(word, "-o") == 0 ? "--output" : word;
    const Option *option = NULL;
    for (int k = 0; k < N_OPTIONS; k++)
        if (strcmp(OPTIONS[k].name, name) == 0 && takes(verb, &OPTIONS[k])) option = &OPTIONS[k];
    if (!option) return refuse_option(args, verb, word);
    char *value = equals ? equals + 1 : NULL;
    if (option->takes == TAKES_NOTHING && value) {
        files_say(zh(args) ? "%s 不带值" : "%s takes no value", name);
        return false;
    }
    if (option->takes != TAKES_NOTHING && !value) {
        if (*i + 1 >= argc) {
            files_say(zh(args) ? "%s 后面缺 %s" : "%s needs %s", name, option->value);
            return false;
        }
        value = argv[++*i];
    }
    return take(args, option, value);
}
bool args_read(Args *args, const Verb *verb, int argc, char **argv)
{
    bool only_paths = false;
    args->verb = verb;
    args->n_before_dashes = -1;
    for (int i = 0; i < argc; i++) {
        if (!only_paths && strcmp(argv[i], "--") == 0) {
            only_paths = true;
            args->n_before_dashes = args->n_paths;
        } else if (!only_paths && argv[i][0] == '-' && argv[i][1]) {
            if (!read_option(args, verb, argc, argv, &i)) return false;
        } else {
            args->paths = grown(args->paths, args->n_paths, sizeof *args->paths);
            args->paths[args->n_paths++] = argv[i];
        }
    }
    return true;
}
void args_language(Args *args, int argc, char **argv)
{
    const char *locale = getenv("LC_ALL");
    if (!locale || !*locale) locale = getenv("LC_MESSAGES");
    if (!locale || !*locale) locale = getenv("LANG");
    args->language = locale && strncmp(locale, "en", 2) == 0 ? FATIAO_EN : FATIAO_ZH;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7 : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1] : NULL;
        if (value && (strcmp(value, "zh") == 0 || strcmp(value, "en") == 0)) {
            args->language = value[0] == 'z' ? FATIAO_ZH : FATIAO_EN;
            args->language_given = true;
        } else if (value) {
            files_say("--lang 是 zh 或 en，不是 `%s` / --lang is zh or en, not `%s`", value, value);
            exit(EXIT_TROUBLE);
        }
    }
}
bool args_choice(const Args *args, const char *option, const char *value, const char *choices, int *index)
{
    *index = 0;
    if (!value) return true;
    for (const char *p = choices; *p; p += strspn(p, " "), ++*index) {
        size_t n = strcspn(p, " ");
        if (n == strlen(value) && memcmp(p, value, n) == 0) return true;
        p += n;
    }
    size_t len;
    const char *near = args_nearest(value, choices, &len);
    if (near) files_say(zh(args) ? "%s 不能是 `%s`，是不是 `%.*s`？" : "%s cannot be `%s`; did you mean `%.*s`?", option, value, (int)len, near);
    else files_say(zh(args) ? "%s 不能是 `%s`；可以是：%s" : "%s cannot be `%s`; it is one of: %s", option, value, choices);
    return false;
}
bool args_format(const Args *args, int *index) { return args_choice(args, "--format", args->format, args->verb->formats, index); }
const char *args_as_of(const Args *args, char out[16])
{
    if (args->as_of) return args->as_of;
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    strftime(out, 16, "%Y-%m-%d", &day);
    files_say(zh(args) ? "评定日：%s（今天）" : "as of %s (today)", out);
    return out;
}

int args_count(const Args *args, const char *option, const char *text, int most)
{
    char *end;
    if (!text) return 0;
    long n = strtol(text, &end, 10);
    if (*text && !*end && n >= 1 && n <= most) return (int)n;
    files_say(zh(args) ? "%s 是 1 至 %d 的整数，不是 `%s`" : "%s is a whole number from 1 to %d, not `%s`", option, most, text);
    return -1;
}

/* ---- help ---- */
static void print_options(const Args *args, const Verb *verb)
{
    OptionInfo o;
    for (int i = 0; args_option(verb, i, &o); i++) printf("  %-14s %-10s  %s\n", o.name, o.value, zh(args) ? o.zh : o.en);
}
const char *args_exits(const Args *args)
{
    return zh(args) ? "0 正常；1 答案为“否”、有不同，或有测试未通过；2 用法不对或读不了" : "0 fine; 1 the answer is no, or a test failed; 2 wrong usage or unreadable input";
}
void args_help(const Args *args, const Verb *verb)
{
    printf("%s\n\n", zh(args) ? verb->zh : verb->en);
    printf("  fatiao %s %s\n\n", verb->name, verb->arguments);
    print_options(args, verb);
    printf("\n%s\n  %s\n", zh(args) ? "例如" : "for example", verb->example);
    printf("\n%s%s\n", zh(args) ? "退出状态：" : "exit status: ", args_exits(args));
}
void args_help_all(const Args *args)
{
    printf("%s\n\n", zh(args) ? "fatiao：法规写成文本，办事员读得懂，计算机能执行" : "fatiao: regulations as text that a clerk can read and a computer can apply");
    for (const Verb *v = VERBS; v->name; v++) printf("  %-14s %s\n", v->name, zh(args) ? v->zh : v->en);
    printf("\n%s\n", zh(args) ? "每个命令：fatiao 命令 --help    语言：--lang zh|en" : "each command: fatiao COMMAND --help    language: --lang zh|en");
}
