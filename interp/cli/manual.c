/* The manual page. See manual.h.
 * Must never know what a verb does. */
#include "interp/cli/manual.h"
#include <stdio.h>
#include <string.h>

static void text(const char *s) /* roff reads a backslash, and a point at the beginning of a line */
{
    if (*s == '.' || *s == '\'') fputs("\\&", stdout);
    for (; *s; s++) {
        if (*s == '\\') fputs("\\e", stdout);
        else if (*s == '-') fputs("\\-", stdout);
        else putchar(*s);
    }
}
static void line(const char *s) { text(s), putchar('\n'); }
static void verb_section(const Verb *v, bool zh)
{
    OptionInfo o;
    fputs(".SS \"fatiao ", stdout), text(v->name), putchar(' '), text(v->arguments), puts("\"");
    line(zh ? v->zh : v->en);
    for (int i = 0; args_option(v, i, &o); i++) {
        if (strcmp(o.name, "--help") == 0 || strcmp(o.name, "--lang") == 0) continue;
        fputs(".TP\n\\fB", stdout), text(o.name), fputs("\\fR", stdout);
        if (o.has_value) fputs(" \\fI", stdout), text(o.value), fputs("\\fR", stdout);
        putchar('\n');
        line(zh ? o.zh : o.en);
    }
    puts(zh ? ".PP\n例如：\n.PP\n.RS\n.nf" : ".PP\nFor example:\n.PP\n.RS\n.nf");
    line(v->example);
    puts(".fi\n.RE");
}
void manual_page(const Args *args)
{
    bool zh = args->language == FATIAO_ZH;
    puts(".ad l"); /* Chinese has no spaces that could be widened */
    printf(".TH FATIAO 1 \"\" \"fatiao %s\" \"%s\"\n", fatiao_version(), zh ? "Fatiao 手册" : "Fatiao Manual");
    puts(zh ? ".SH 名称\nfatiao \\- 法规写成文本，办事员读得懂，计算机能执行" : ".SH NAME\nfatiao \\- regulations as text that a clerk can read and a computer can apply");
    puts(zh ? ".SH 用法\n.B fatiao\n.I 命令\n[\\fI选项\\fR ...] [\\fI参数\\fR ...]" : ".SH SYNOPSIS\n.B fatiao\n.I command\n[\\fIoption\\fR ...] [\\fIargument\\fR ...]");
    puts(zh ? ".SH 说明\n法规文件（*.law）条文在上，规则在下，一句对一句。一个文件夹可以直接给出，其中所有文件合为一部法规；编译好的法规（fatiao compile \\-\\-output）也可以当作法规给出。每个命令都有 \\fB\\-\\-help\\fR 和 \\fB\\-\\-lang\\fR \\fIzh|en\\fR。选项可以写成 \\fB\\-\\-name\\fR \\fI值\\fR 或 \\fB\\-\\-name=\\fR\\fI值\\fR，\\fB\\-o\\fR 同 \\fB\\-\\-output\\fR，\\fB\\-h\\fR 同 \\fB\\-\\-help\\fR；\\fB\\-\\-\\fR 之后都是参数，\\fB\\-\\fR 是标准输入。"
            : ".SH DESCRIPTION\nA policy is a file (*.law) in which the law's text stands above its rules. A folder may be given as it is: all files in it make one policy. A compiled policy (fatiao compile \\-\\-output) may stand for one. Every command takes \\fB\\-\\-help\\fR and \\fB\\-\\-lang\\fR \\fIzh|en\\fR. Options are written \\fB\\-\\-name\\fR \\fIvalue\\fR or \\fB\\-\\-name=\\fR\\fIvalue\\fR; \\fB\\-o\\fR is \\fB\\-\\-output\\fR, \\fB\\-h\\fR is \\fB\\-\\-help\\fR; what stands after \\fB\\-\\-\\fR are arguments; \\fB\\-\\fR is standard input.");
    puts(zh ? ".SH 命令" : ".SH COMMANDS");
    for (const Verb *v = VERBS; v->name; v++) verb_section(v, zh);
    puts(zh ? ".SH 退出状态" : ".SH EXIT STATUS");
    line(args_exits(args));
    puts(zh ? ".SH 环境变量\n.TP\n.B FATIAO_LIBRARY\n引用还在这些文件夹里找，用冒号隔开。\n.TP\n.B NO_COLOR\n有值时不用颜色。\n.TP\n.BR LC_ALL \", \" LC_MESSAGES \", \" LANG\n消息用的语言；以 en 开头是英文，否则是中文。\n.SH 文件\n.TP\n.I share/fatiao/stdlib\n标准库，引用 \"stdlib/...\" 在这里找。\n.TP\n.I share/doc/fatiao\n文档、示例法规和示例记录。"
            : ".SH ENVIRONMENT\n.TP\n.B FATIAO_LIBRARY\nfolders to look for used files in, parted by colons.\n.TP\n.B NO_COLOR\nwhere it has a value nothing is coloured.\n.TP\n.BR LC_ALL \", \" LC_MESSAGES \", \" LANG\nthe language of messages: English where it begins with en, else Chinese.\n.SH FILES\n.TP\n.I share/fatiao/stdlib\nthe standard library, where a use of \"stdlib/...\" is found.\n.TP\n.I share/doc/fatiao\ndocuments, example policies and records.");
}
