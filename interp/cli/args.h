/* The command line: verbs, their options, what they say about themselves. Knows spellings.
 * Must never know what a verb does. */
#ifndef FATIAO_CLI_ARGS_H
#define FATIAO_CLI_ARGS_H
#include <stdbool.h>
#include "interp/fatiao.h"

enum { EXIT_FINE = 0, EXIT_NO = 1, EXIT_TROUBLE = 2 };

typedef struct Verb Verb;
typedef struct {
    const Verb *verb;
    fatiao_language language;  /* of messages, until a file says more */
    bool language_given;
    const char **paths; int n_paths, n_before_dashes; /* how many of them stand before `--`, -1 without one */
    const char *as_of, *law_as_of, *record, *entity, *decision, *format, *names, *output, *completion, *body, *article, *html, *decree, *in_force, *timeout, *max_children, *from, *to, *save, *replay, *by, *individuals, *over, *state, *jobs;
    const char **only; int n_only;
    const char **library; int n_library;
    const char **with; int n_with;
    fatiao_setting *sets; int n_sets;
    fatiao_setting *readings; int n_readings;
    fatiao_setting *against; int n_against;
    bool json, lean, receipt, cost, disassemble, write, check, coverage, manual, complete, structure, help;
    uint64_t given; /* by option: it has its value */
} Args;

struct Verb {
    const char *name, *arguments; /* "POLICY…" */
    const char *options;          /* names of the options it takes, parted by spaces */
    const char *zh, *en;          /* what it does, one line */
    const char *example;
    int (*run)(Args *args);
    const char *formats, *words;  /* what --format and the first argument may be, parted by spaces; NULL: there is no --format, anything */
};
extern const Verb VERBS[]; /* the last one has no name */

/* The options a verb takes, from index 0; false: no more. value: what stands for it, "DATE"; or, where it is a choice, the words parted by bars. */
typedef struct { const char *name, *zh, *en; char value[64]; bool has_value, choice, repeats; } OptionInfo;
bool args_option(const Verb *verb, int index, OptionInfo *info);
/* Reads argv behind the verb. False: it has said on standard error what is wrong. */
bool args_read(Args *args, const Verb *verb, int argc, char **argv);
/* --lang given or not, from the command line as a whole and the locale; Chinese where neither says. */
void args_language(Args *args, int argc, char **argv);
const char *args_exits(const Args *args); /* what the exit statuses mean */
void args_help(const Args *args, const Verb *verb);
void args_help_all(const Args *args);
/* The word of the list (parted by spaces) nearest to `word`, in static storage of the list; NULL when none is near. *len: its length. */
const char *args_nearest(const char *word, const char *list, size_t *len);
/* One of the words of `choices`; false: it has said what is wrong. NULL counts as the first. */
bool args_choice(const Args *args, const char *option, const char *value, const char *choices, int *index);
/* The format asked for, as its place in the verb's list. */
bool args_format(const Args *args, int *index);
/* "YYYY-MM-DD" or Chinese or slashes is left to the engine; NULL: today, written into `out`, and said on standard error. */
const char *args_as_of(const Args *args, char out[16]);

/* A whole number from 1 to most; -1: it has said what is wrong. 0: not given. */
int args_count(const Args *args, const char *option, const char *text, int most);

int verb_check(Args *args);
int verb_eval(Args *args);
int verb_explain(Args *args);
int verb_timeline(Args *args);
int verb_ask(Args *args);
int verb_simulate(Args *args);
int verb_test(Args *args);
int verb_fmt(Args *args);
int verb_compile(Args *args);
int verb_explain_error(Args *args);
int verb_list(Args *args);
int verb_source(Args *args);
int verb_diff(Args *args);
int verb_consolidate(Args *args);
int verb_git_setup(Args *args);
int verb_doc(Args *args);
int verb_prove(Args *args);
int verb_help(Args *args);
#endif
