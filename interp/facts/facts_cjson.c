/* A caller's cJSON tree, walked along the schema into the same sink as text. cJSON holds numbers as doubles and ends strings at NUL:
 * what it may have lost is refused. Must never know what becomes of values. */
#include "interp/facts/facts_core.h"
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_CHARS = 32 };
/* The shortest text of at most 15 digits that is this double, if there is one. */
static bool number_text(double v, char out[NUMBER_CHARS])
{
    snprintf(out, NUMBER_CHARS, "%.15g", v);
    bool exact = strtod(out, NULL) == v && v - v == 0; /* not infinite, not NaN */
    for (char *p = out; *p; p++)
        if (!strchr("0123456789+-e", *p)) *p = exact ? '.' : *p; /* the point of the process's locale */
    return exact;
}
static FactsToken token(FactsTokenKind kind, const char *s) { return (FactsToken){s, s ? (uint32_t)strlen(s) : 0, (uint16_t)kind, 0}; }
/* False: a number or an item that cannot be taken. buffer: for a number's text. */
static bool item_token(FactsReader *r, const Frame *f, const cJSON *item, char buffer[NUMBER_CHARS], FactsToken *t)
{
    switch (item->type & 0xFF) {
    case cJSON_False: *t = token(FT_FALSE, "false"); return true;
    case cJSON_True: *t = token(FT_TRUE, "true"); return true;
    case cJSON_NULL: *t = token(FT_NULL, "null"); return true;
    case cJSON_String: *t = token(FT_STRING, item->valuestring ? item->valuestring : ""); break;
    case cJSON_Array: *t = token(FT_LIST, NULL); return true;
    case cJSON_Object: *t = token(FT_OBJECT, NULL); return true;
    case cJSON_Number:
        if (!number_text(item->valuedouble, buffer)) return facts_fail(r, f, D_RECORD_TREE_DIGITS, NULL, ARG(buffer), NO_ARG, NO_ARG);
        *t = token(FT_NUMBER, buffer);
        return true;
    default: return facts_fail(r, f, D_RECORD_TREE_ITEM, NULL, NO_ARG, NO_ARG, NO_ARG);
    }
    return utf8_valid_prefix(t->start, t->len) == t->len || facts_fail(r, f, D_RECORD_UTF8, NULL, NO_ARG, NO_ARG, NO_ARG);
}

/* ---- objects ---- */
static bool walk_members(FactsReader *r, Frame *f, const cJSON *object);
static bool walk_list(FactsReader *r, Frame *f, const NodeField *field, const cJSON *list)
{
    if (!frame_list(r, f, field)) return false;
    for (const cJSON *item = list->child; item; item = item->next) {
        char buffer[NUMBER_CHARS];
        FactsToken t;
        Frame inner = {.up = f, .node = field->child, .index = f->elements + 1, .field = -1};
        if (!item_token(r, &inner, item, buffer, &t)) return false;
        if (t.kind != FT_OBJECT) return facts_fail_token(r, &inner, D_RECORD_WANT_OBJECT, t, "");
        if (!frame_element(r, f, field, &inner, NULL) || !walk_members(r, &inner, item)) return false;
    }
    return true;
}
static bool walk_value(FactsReader *r, Frame *f, const NodeField *field, const cJSON *item)
{
    char buffer[NUMBER_CHARS];
    FactsToken t;
    Frame inner;
    if (!item_token(r, f, item, buffer, &t)) return false;
    if (t.kind == FT_NULL) return true;
    switch ((TypeKind)field->kind) {
    case TY_ENTITY:
        if (t.kind != FT_OBJECT) return facts_fail_token(r, f, D_RECORD_WANT_OBJECT, t, "");
        return frame_open(r, &inner, f, field->child, f->lane, NULL) && walk_members(r, &inner, item);
    case TY_LIST:
        if (t.kind != FT_LIST) return facts_fail_token(r, f, D_RECORD_WANT_LIST, t, "");
        return walk_list(r, f, field, item);
    case TY_ERROR: case TY_BOOL: case TY_ENUM: case TY_NUM: case TY_DATE: case TY_TEXT: case TY_QUOT: break;
    }
    return frame_scalar(r, f, field, t, t.start, t.len);
}
/* A tree's id as the JSON text that would mean it. */
static bool walk_id(FactsReader *r, Frame *f, FactsToken t)
{
    if (t.kind != FT_STRING) return reserved_id(r, f, t, t.start, t.len);
    r->scratch.n = 0;
    bool fine = pool_add(r, &r->scratch, "\"", 1);
    for (const char *s = t.start; s < t.start + t.len && fine; s++) {
        char escaped[8];
        if ((unsigned char)*s >= 0x20 && *s != '"' && *s != '\\') fine = pool_add(r, &r->scratch, s, 1);
        else fine = pool_add(r, &r->scratch, escaped, (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned char)*s));
    }
    return fine && pool_add(r, &r->scratch, "\"", 1) && reserved_id(r, f, t, r->scratch.bytes, r->scratch.n);
}
static bool walk_reserved(FactsReader *r, Frame *f, int key, const cJSON *item)
{
    char buffer[NUMBER_CHARS];
    FactsToken t;
    if (!item_token(r, f, item, buffer, &t)) return false;
    return key == 'i' ? walk_id(r, f, t) : key == 'e' ? reserved_entity(r, f, t, t.start, t.len) : reserved_as_of(r, f, t, t.start, t.len);
}
static bool walk_members(FactsReader *r, Frame *f, const cJSON *object)
{
    for (const cJSON *item = object->child; item; item = item->next) {
        const char *key = item->string ? item->string : "";
        int reserved = f->up ? 0 : reserved_key(key, strlen(key));
        f->field = -1;
        const NodeField *field = reserved ? NULL : frame_key(r, f, key, strlen(key), NULL);
        if (reserved ? !walk_reserved(r, f, reserved, item) : !field || !walk_value(r, f, field, item)) return false;
    }
    f->field = -1;
    return frame_close(r, f, NULL);
}

/* ---- the record ---- */
static int tree_entity(FactsReader *r, const cJSON *tree)
{
    if (r->options.entity >= 0) return r->options.entity;
    KeyCount count = {.hits = r->hits};
    memset(r->hits, 0, (size_t)r->program->n_entities * sizeof *r->hits);
    r->stated = -1;
    for (const cJSON *item = tree->child; item; item = item->next) {
        const char *key = item->string ? item->string : "";
        char buffer[NUMBER_CHARS];
        FactsToken t;
        int reserved = reserved_key(key, strlen(key));
        if (!reserved) keys_count(r, &count, key, strlen(key), NULL);
        if (reserved != 'e') continue;
        if (!item_token(r, NULL, item, buffer, &t) || !reserved_entity(r, NULL, t, t.start, t.len)) return -1;
    }
    return keys_entity(r, &count, NULL);
}
FactsResult facts_read_cjson(FactsReader *r, const cJSON *tree, uint64_t tag)
{
    char buffer[NUMBER_CHARS];
    FactsToken t;
    Frame root;
    r->text = NULL, r->len = 0, r->no_memory = r->has_id = false;
    if (!tree) return facts_fail(r, NULL, D_RECORD_TREE_ITEM, NULL, NO_ARG, NO_ARG, NO_ARG), FACTS_BAD;
    if (!item_token(r, NULL, tree, buffer, &t)) return FACTS_BAD;
    if (t.kind != FT_OBJECT) return facts_fail_token(r, NULL, D_RECORD_WANT_OBJECT, t, ""), FACTS_BAD;
    int entity = tree_entity(r, tree);
    if (entity < 0) return FACTS_BAD;
    if (!record_fits(r, entity)) return FACTS_FULL;
    bool fine = record_begin(r, entity, &root, NULL) && walk_members(r, &root, tree);
    if (record_end(r, entity, fine, true, tag, NULL)) return FACTS_ADDED;
    return r->no_memory ? FACTS_NO_MEMORY : FACTS_BAD;
}
