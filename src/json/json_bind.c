// json_bind.c -- one small binder a type, and the sentence for each refusal.
//
// A sentence starts with the field's name and goes to the client as it is.
// SPDX-License-Identifier: Apache-2.0
#include "json/json_bind.h"

struct binding {
    struct arena *arena;
    const struct bind_field *field;
    const struct json *value; // present and not null
    void *slot;               // the struct's field
    struct errinfo *info;
};

static bool is_of_type(const struct json *value, enum bind_type type)
{
    static const enum json_kind kinds[] = {
        [BIND_TEXT] = JSON_STRING, [BIND_BOOL] = JSON_BOOL,       [BIND_INTEGER] = JSON_NUMBER,
        [BIND_WORD] = JSON_STRING, [BIND_TEXT_LIST] = JSON_ARRAY, [BIND_OBJECT] = JSON_OBJECT,
    };
    if (type == BIND_INTEGER && value->kind == JSON_NUMBER)
        return value->is_integer;
    return type == BIND_ANY || value->kind == kinds[type];
}

static enum flaw flaw_of(const struct binding *b)
{
    if (b->value == NULL || b->value->kind == JSON_NULL)
        return FLAW_MISSING;
    if (!is_of_type(b->value, b->field->type))
        return FLAW_FORM;
    const bool is_empty = (b->field->type == BIND_TEXT && b->value->text.n == 0) ||
                          (b->field->type == BIND_TEXT_LIST && b->value->count == 0);
    return is_empty ? FLAW_MISSING : FLAW_VALUE;
}

static enum err refuse_as(const struct binding *b, enum flaw flaw, str predicate)
{
    const str message = STR_JOIN(b->arena, b->field->name, S(" "), predicate);
    return fail_as(b->info, flaw, b->field->name, message);
}

/* Records "<name> <predicate>". */
static enum err refuse(const struct binding *b, str predicate)
{
    return refuse_as(b, flaw_of(b), predicate);
}

static str number_text(const struct binding *b, size_t number)
{
    return str_from_i64(b->arena, (int64_t)number);
}

static size_t max_or(const struct binding *b, size_t fallback)
{
    return b->field->max == 0 ? fallback : b->field->max;
}

static enum err bind_text(const struct binding *b)
{
    const size_t max = max_or(b, BIND_TEXT_MAX_BYTES);
    const str text = b->value->text;
    if (b->value->kind != JSON_STRING)
        return refuse(b, S("must be a string"));
    if (b->field->required && text.n == 0)
        return refuse(b, S("must not be empty"));
    if (text.n > max)
        return refuse(b,
                      STR_JOIN(b->arena, S("must be at most "), number_text(b, max), S(" bytes")));
    if (str_find(text, '\0') < text.n)
        return refuse(b, S("must not contain U+0000"));
    *(str *)b->slot = text;
    return OK;
}

static enum err bind_bool(const struct binding *b)
{
    if (b->value->kind != JSON_BOOL)
        return refuse(b, S("must be true or false"));
    *(struct bind_bool *)b->slot = (struct bind_bool){.is_set = true, .value = b->value->boolean};
    return OK;
}

static enum err refuse_integer(const struct binding *b)
{
    const str min = str_from_i64(b->arena, b->field->min);
    if (b->field->max == 0)
        return refuse(b, STR_JOIN(b->arena, S("must be an integer of at least "), min));
    return refuse(b, STR_JOIN(b->arena, S("must be an integer from "), min, S(" to "),
                              number_text(b, b->field->max)));
}

static enum err bind_integer(const struct binding *b)
{
    const int64_t integer = b->value->integer;
    if (b->value->kind != JSON_NUMBER || !b->value->is_integer || integer < b->field->min ||
        integer > (int64_t)max_or(b, INT64_MAX))
        return refuse_integer(b);
    *(struct bind_integer *)b->slot = (struct bind_integer){.is_set = true, .value = integer};
    return OK;
}

static enum err refuse_word(const struct binding *b)
{
    str message = S("must be one of ");
    for (size_t i = 0; i < b->field->word_count; i++)
        message = STR_JOIN(b->arena, message, i == 0 ? S("") : S(", "), b->field->words[i]);
    return refuse(b, message);
}

static enum err bind_word(const struct binding *b)
{
    if (b->value->kind != JSON_STRING)
        return refuse_word(b);
    for (size_t i = 0; i < b->field->word_count; i++) {
        if (str_eq(b->value->text, b->field->words[i])) {
            *(int *)b->slot = (int)i;
            return OK;
        }
    }
    return refuse_word(b);
}

static enum err refuse_list(const struct binding *b, enum flaw flaw)
{
    return refuse_as(b, flaw,
                     b->field->required ? S("must be a non-empty list of strings")
                                        : S("must be a list of strings"));
}

static enum err check_item(const struct binding *b, const struct json *item)
{
    const size_t max = BIND_TEXT_MAX_BYTES;
    if (item->kind != JSON_STRING)
        return refuse_list(b, FLAW_FORM);
    if (item->text.n > max)
        return refuse(b, STR_JOIN(b->arena, S("must hold strings of at most "), number_text(b, max),
                                  S(" bytes")));
    if (str_find(item->text, '\0') < item->text.n)
        return refuse(b, S("must not contain U+0000"));
    return OK;
}

static enum err bind_text_list(const struct binding *b)
{
    const size_t max = max_or(b, BIND_LIST_MAX_ITEMS);
    const size_t count = b->value->count;
    if (b->value->kind != JSON_ARRAY || (b->field->required && count == 0))
        return refuse_list(b, flaw_of(b));
    if (count > max)
        return refuse(
            b, STR_JOIN(b->arena, S("must have at most "), number_text(b, max), S(" items")));
    str *items = arena_array(b->arena, str, count);
    size_t n = 0;
    for (const struct json *item = b->value->first; item != NULL; item = item->next) {
        TRY(check_item(b, item));
        items[n++] = item->text;
    }
    *(struct str_list *)b->slot = (struct str_list){items, n, true};
    return OK;
}

static enum err bind_object(const struct binding *b)
{
    if (b->value->kind != JSON_OBJECT)
        return refuse(b, S("must be an object"));
    *(const struct json **)b->slot = b->value;
    return OK;
}

static enum err bind_any(const struct binding *b)
{
    *(const struct json **)b->slot = b->value;
    return OK;
}

static enum err bind_value(const struct binding *b)
{
    static enum err (*const binders[])(const struct binding *) = {
        [BIND_TEXT] = bind_text, [BIND_BOOL] = bind_bool,           [BIND_INTEGER] = bind_integer,
        [BIND_WORD] = bind_word, [BIND_TEXT_LIST] = bind_text_list, [BIND_OBJECT] = bind_object,
        [BIND_ANY] = bind_any,
    };
    if (b->value != NULL && b->value->kind != JSON_NULL)
        return binders[b->field->type](b);
    return b->field->required ? refuse(b, S("is required")) : OK;
}

enum err json_bind(struct arena *arena, const struct json *object, const struct bind_field *fields,
                   size_t count, void *out, struct errinfo *info)
{
    if (object == NULL || object->kind != JSON_OBJECT)
        return fail_as(info, FLAW_FORM, (str){0}, S("the body must be a JSON object"));
    for (size_t i = 0; i < count; i++) {
        const struct binding binding = {
            .arena = arena,
            .field = &fields[i],
            .value = json_get(object, fields[i].name),
            .slot = (char *)out + fields[i].offset,
            .info = info,
        };
        TRY(bind_value(&binding));
    }
    return OK;
}
