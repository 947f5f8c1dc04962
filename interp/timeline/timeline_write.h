/* A timeline as text, JSON, CSV and as a chart. Must never know how it was found. */
#ifndef FATIAO_TIMELINE_WRITE_H
#define FATIAO_TIMELINE_WRITE_H
#include "interp/timeline/timeline.h"

/* names: by decision, as results call it; id: of the record, raw JSON, NULL none. chinese_names: of decisions and facts. */
typedef struct { const SourceSet *sources; const Name *names; const char *id; size_t id_len; bool chinese, chinese_names, colour; } TimelineForm;
const char *timeline_text(const Timeline *timeline, const TimelineForm *form);
const char *timeline_json(const Timeline *timeline, const TimelineForm *form);
const char *timeline_csv(const Timeline *timeline, const TimelineForm *form);
/* A document of its own: a bar for each stretch in which something is granted, met or open. */
const char *timeline_svg(const Timeline *timeline, const TimelineForm *form);

const char *timeline_day(Arena *arena, int32_t day);
const char *timeline_name(const TimelineForm *form, const Track *track);
/* Why a stretch began, joined; "" for the first. */
const char *timeline_why(const Timeline *timeline, const TimelineForm *form, const Stretch *stretch);
const char *timeline_money(Arena *arena, Type type, NumberWide sum); /* "64000.00" */
#endif
