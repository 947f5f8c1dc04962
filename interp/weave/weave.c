/* The pages of a site, in order. See weave.h.
 * Must never know the disk, or how anything runs. */
#include <string.h>
#include "interp/weave/catalogue.h"
#include "interp/weave/weave_internal.h"

/* How many examples expect something of each rule. */
static int *count_tests(Arena *arena, const Program *p)
{
    int *out = arena_alloc(arena, ((size_t)p->n_rules + 1) * sizeof *out);
    for (int i = 0; i < p->n_examples; i++) {
        const Example *e = &p->examples[i];
        for (int k = 0; k < e->n_expectations; k++) {
            bool again = false;
            for (int m = 0; m < k; m++) again |= e->expectations[m].rule == e->expectations[k].rule;
            out[e->expectations[k].rule] += !again;
        }
    }
    return out;
}
bool weave_site(Arena *arena, const WeaveInput *in, WeaveOut out)
{
    const CatalogueFilter all = {.chinese = in->chinese}; /* without a filter the rows are the program's rules, versions of parameters, fields, in order */
    Weave *w = arena_alloc(arena, sizeof *w);
    *w = (Weave){.arena = arena, .in = in, .program = in->program, .zh = in->chinese, .out = out};
    w->rules = catalogue_list(arena, in->program, LIST_DECISIONS, &all);
    w->params = catalogue_list(arena, in->program, LIST_PARAMETERS, &all);
    w->fields = catalogue_list(arena, in->program, LIST_ENTITIES, &all);
    w->tests = count_tests(arena, in->program);
    weave_places(w);
    weave_marks(w);
    w->title = in->program->n_regulations ? in->program->regulations[0].title.zh : w->n_leaves ? w->leaves[0].title : weave_word(w, "法规", "policy");
    bool fine = weave_index(w) && weave_articles(w) && weave_decisions(w) && weave_duties(w) && weave_parameters(w) && weave_readings(w) && weave_entities(w);
    for (int i = 0; fine && i < w->n_leaves; i++) fine = weave_chapter(w, i);
    return fine && out.write(out.ctx, "style.css", WEAVE_STYLE, strlen(WEAVE_STYLE));
}
