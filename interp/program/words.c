/* See words.h. Must never know how anything is laid out, syntax. */
#include "interp/program/words.h"
#include "grammar/strbuf.h"

Words rule_kind_words(RuleKind kind)
{
    switch (kind) {
    case RULE_DEFINE: return (Words){"定义", "define"};
    case RULE_BENEFIT: return (Words){"待遇", "benefit"};
    case RULE_PRIORITY: return (Words){"优先", "priority"};
    case RULE_LIST: return (Words){"清单", "list"};
    case RULE_DUTY: return (Words){"义务", "duty"};
    case RULE_PROHIBITION: return (Words){"禁止", "prohibition"};
    case RULE_ENCOURAGED: return (Words){"鼓励", "encouraged"};
    case RULE_TARGET: return (Words){"目标", "target"};
    }
    return (Words){"", ""};
}
const char *rule_kind_word(RuleKind kind, bool chinese) { return chinese ? rule_kind_words(kind).zh : rule_kind_words(kind).en; }

static const char *name_word(const Name *name, bool chinese) { return chinese ? name->zh : name->alias; }
static const char *values_words(Arena *arena, const Enum *e, bool chinese)
{
    StrBuf b = {.arena = arena};
    for (int i = 0; i < e->n_values; i++) strbuf_printf(&b, "%s%s", i ? " / " : "", name_word(&e->values[i].name, chinese));
    return b.text ? b.text : "";
}
static const char *number_words(const Type *type, bool chinese)
{
    const char *unit = chinese ? unit_name_zh(type->unit) : unit_name_en(type->unit);
    if (*unit) return unit;
    if (type->scale) return chinese ? "小数" : "decimal";
    return chinese ? "整数" : "int";
}
const char *type_shown(Arena *arena, const Program *program, const Type *type, bool chinese)
{
    switch ((TypeKind)type->kind) {
    case TY_BOOL: return chinese ? "是否" : "yes/no";
    case TY_ENUM: return values_words(arena, &program->enums[type->ref], chinese);
    case TY_NUM: return number_words(type, chinese);
    case TY_QUOT: return chinese ? "比例" : "ratio";
    case TY_DATE: return chinese ? "日期" : "date";
    case TY_TEXT: return chinese ? "文本" : "text";
    case TY_ENTITY: return name_word(&program->entities[type->ref].name, chinese);
    case TY_LIST: return arena_printf(arena, chinese ? "%s 列表" : "list of %s", name_word(&program->entities[type->ref].name, chinese));
    case TY_ERROR: return "";
    }
    return "";
}
