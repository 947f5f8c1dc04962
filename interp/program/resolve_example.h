/* An example under construction, as the two files that read it share it.
 * Must never know files, bytecode, or how anything is evaluated. */
#ifndef FATIAO_RESOLVE_EXAMPLE_H
#define FATIAO_RESOLVE_EXAMPLE_H
#include "interp/program/resolve_rules.h"

/* The record that the facts stand for. One fact of it: a scalar as JSON text, a nested record, or elements. */
typedef struct Facts Facts;
typedef struct { bool set; const char *json; Facts *record; Facts **element; int n_elements; } Fact;
struct Facts { int entity; Fact *fact; };

Facts *given_new(Resolver *r, int entity);
/* 已知: every field exists and every value fits, or a message says what does not. */
void given_give(Resolver *r, Facts *into, const Node *given);
const char *given_json(Resolver *r, const Facts *facts);
/* Does the path lead to a field of this entity, or of one nested in it? Says nothing. */
bool given_has(const Resolver *r, int entity, const char *path);
/* The field of this name in the entity, else the only one in those nested in it: its path, or n = 0. */
Path given_field(const Resolver *r, int entity, const char *name);
/* home.children[2].birth_date from 家庭.子女[2].出生日期; NULL after a message. A pending parameter stands for itself. */
const char *given_path(Resolver *r, int entity, const Node *path);
/* One step of a written path: its name, and its element number (0 where none is given). False at the end. */
bool path_step(Resolver *r, const char **rest, const char **name, int *element);
/* The rule that the path ends with, and how to reach the entity it belongs to; -1 when there is none. */
int path_rule(Resolver *r, int entity, const Node *path, Path *out);
#endif
