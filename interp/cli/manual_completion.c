/* Completions of bash, zsh and fish. See manual.h.
 * Must never know what a verb does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/cli/files.h"
#include "interp/cli/manual.h"

/* ---- what a value may be ---- */
static bool is_path(const OptionInfo *o)
{
    static const char *const PATHS[] = {"FILE", "FILE|-", "PATH", "FOLDER", "POLICY"};
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
        if (strcmp(o->value, PATHS[i]) == 0) return true;
    return false;
}
/* The words of a choice, parted by spaces. */
static void words(const OptionInfo *o)
{
    for (const char *p = o->value; *p; p++) putchar(*p == '|' ? ' ' : *p);
}
static void verbs(void)
{
    for (const Verb *v = VERBS; v->name; v++) printf(v == VERBS ? "%s" : " %s", v->name);
}
static const char *first_words(const Verb *v) { return v->words ? v->words : ""; }
static bool takes_verb(const Verb *v) { return strcmp(v->name, "help") == 0; }
/* Text inside single quotation marks; `also` are characters that get a backslash. */
static void quoted(const char *s, const char *also)
{
    for (; *s; s++) {
        if (*s == '\'') fputs("'\\''", stdout);
        else if (strchr(also, *s)) printf("\\%c", *s);
        else putchar(*s);
    }
}

/* ---- bash ---- */
static void bash_values(void)
{
    OptionInfo o;
    for (const Verb *v = VERBS; v->name; v++)
        for (int i = 0; args_option(v, i, &o); i++) {
            if (!o.has_value) continue;
            printf("    %s:%s) ", v->name, o.name);
            if (o.choice) fputs("COMPREPLY=($(compgen -W '", stdout), words(&o), fputs("' -- \"$cur\")); ", stdout);
            else if (is_path(&o)) fputs("COMPREPLY=($(compgen -f -- \"$cur\")); ", stdout);
            puts("return ;;");
        }
}
/* What may stand where no option's value does. */
static void bash_words(void)
{
    OptionInfo o;
    for (const Verb *v = VERBS; v->name; v++) {
        printf("    %s) options='", v->name);
        for (int i = 0; args_option(v, i, &o); i++) printf("%s%s", i ? " " : "", o.name);
        printf("' words='%s", first_words(v));
        if (takes_verb(v)) verbs();
        puts("' ;;");
    }
}
static void bash(void)
{
    puts("# bash completion for fatiao\n_fatiao() {\n    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= at=0 options= words= i\n    COMPREPLY=()");
    puts("    for ((i = 1; i < COMP_CWORD; i++)); do\n        case ${COMP_WORDS[i]} in\n        --lang) ((i++)) ;;\n        -*) ;;\n        *) verb=${COMP_WORDS[i]} at=$i; break ;;\n        esac\n    done");
    puts("    if [[ -z $verb && $prev == --lang ]]; then\n        COMPREPLY=($(compgen -W 'zh en' -- \"$cur\"))\n        return\n    fi");
    fputs("    if [[ -z $verb ]]; then\n        COMPREPLY=($(compgen -W '", stdout), verbs();
    puts(" --help --version --lang' -- \"$cur\"))\n        return\n    fi\n    case $verb:$prev in");
    bash_values();
    puts("    esac\n    case $verb in");
    bash_words();
    puts("    esac\n    if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n    elif [[ -n $words && $COMP_CWORD -eq $((at + 1)) ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))");
    puts("    else COMPREPLY=($(compgen -f -- \"$cur\"))\n    fi\n}\ncomplete -o filenames -F _fatiao fatiao");
}

/* ---- zsh ---- */
static void zsh_option(const OptionInfo *o, bool zh)
{
    printf(" \\\n        '%s%s[", o->repeats ? "*" : "", o->name), quoted(zh ? o->zh : o->en, "[]:"), putchar(']');
    if (o->choice) fputs(":value:(", stdout), words(o), putchar(')');
    else if (o->has_value) putchar(':'), quoted(o->value, ":"), fputs(is_path(o) ? ":_files" : ": ", stdout);
    putchar('\'');
}
static void zsh(bool zh)
{
    OptionInfo o;
    puts("#compdef fatiao\n_fatiao() {\n    local -a verbs\n    verbs=(");
    for (const Verb *v = VERBS; v->name; v++) printf("        '%s:", v->name), quoted(zh ? v->zh : v->en, ""), puts("'");
    puts("    )\n    if (( CURRENT == 2 )); then\n        _describe -t commands command verbs\n        return\n    fi\n    local verb=$words[2]\n    (( CURRENT-- ))\n    shift words\n    case $verb in");
    for (const Verb *v = VERBS; v->name; v++) {
        printf("    %s) _arguments", v->name);
        for (int i = 0; args_option(v, i, &o); i++) zsh_option(&o, zh);
        if (*first_words(v)) printf(" \\\n        '1:word:(%s)'", first_words(v));
        if (takes_verb(v)) fputs(" \\\n        '1:word:(", stdout), verbs(), fputs(")'", stdout);
        puts(" \\\n        '*:file:_files' ;;");
    }
    puts("    esac\n}\n_fatiao \"$@\"");
}

/* ---- fish ---- */
static void fish(bool zh)
{
    OptionInfo o;
    puts("# fish completion for fatiao");
    for (const Verb *v = VERBS; v->name; v++) printf("complete -c fatiao -f -n __fish_use_subcommand -a %s -d '", v->name), quoted(zh ? v->zh : v->en, "\\"), puts("'");
    for (const Verb *v = VERBS; v->name; v++) {
        for (int i = 0; args_option(v, i, &o); i++) {
            printf("complete -c fatiao -n '__fish_seen_subcommand_from %s' -l %s", v->name, o.name + 2);
            if (o.choice) fputs(" -x -a '", stdout), words(&o), putchar('\'');
            else if (o.has_value) fputs(is_path(&o) ? " -r -F" : " -x", stdout);
            fputs(" -d '", stdout), quoted(zh ? o.zh : o.en, "\\"), puts("'");
        }
        if (*first_words(v)) printf("complete -c fatiao -n '__fish_seen_subcommand_from %s' -a '%s'\n", v->name, first_words(v));
        if (takes_verb(v)) printf("complete -c fatiao -f -n '__fish_seen_subcommand_from %s' -a '", v->name), verbs(), puts("'");
    }
}
int manual_completion(const Args *args)
{
    int shell;
    if (!args_choice(args, "--completion", args->completion, "bash zsh fish", &shell)) return EXIT_TROUBLE;
    if (shell == 0) bash();
    else if (shell == 1) zsh(args->language == FATIAO_ZH);
    else fish(args->language == FATIAO_ZH);
    return EXIT_FINE;
}
