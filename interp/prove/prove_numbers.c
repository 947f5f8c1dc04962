/* Numbers that can leave the 64 bits.
 * Must never know how findings are shown. */
#include "interp/prove/prove_scene.h"

void prove_numbers(Scene *s)
{
    const Logic *l = scene_logic(s);
    Truth lost = l->no;
    Sample sample;
    for (int i = 0; i < s->lost.n; i++) lost = logic_or(l, lost, s->lost.items[i]);
    Truth open = logic_and(l, lost, s->outcome.status[STATUS_UNDETERMINED]);
    if (scene_ask(s, FIND_OVERFLOW, s->about->span, open, &sample) != ANSWER_YES) return;
    Shows shows = {.s = s, .status = STATUS_ERROR, .reason = REASON_OVERFLOW};
    if (!scene_shows(&shows, &sample)) return; /* lost in a place that does not count */
    Finding *f = scene_find(s, FIND_OVERFLOW, s->about->span, NULL);
    scene_show(s, f, sample, scene_shows, &shows, NULL);
}
