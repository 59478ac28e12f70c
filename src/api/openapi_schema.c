// openapi_schema.c -- the tables that handlers bind by, as schemas.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi_schema.h"

static void write_type(struct json_writer *w, str type, str format)
{
    jw_str(w, S("type"), type);
    if (format.n > 0)
        jw_str(w, S("format"), format);
}

static void write_words(struct json_writer *w, const str *words, size_t count)
{
    jw_arr(w, S("enum"));
    for (size_t i = 0; i < count; i++)
        jw_str(w, ITEM, words[i]);
    jw_end(w);
}

void schema_open_items(struct json_writer *w)
{
    jw_str(w, S("type"), S("array"));
    jw_obj(w, S("items"));
}

// ---- fields ----

static int64_t max_or(const struct bind_field *field, int64_t fallback)
{
    return field->max == 0 ? fallback : (int64_t)field->max;
}

/* A limit in bytes is one in characters too: nothing longer fits. */
static void write_text(struct json_writer *w, const struct bind_field *field)
{
    write_type(w, S("string"), (str){0});
    if (field->required)
        jw_i64(w, S("minLength"), 1);
    jw_i64(w, S("maxLength"), max_or(field, BIND_TEXT_MAX_BYTES));
}

static void write_bool(struct json_writer *w, const struct bind_field *field)
{
    (void)field;
    write_type(w, S("boolean"), (str){0});
}

static void write_integer(struct json_writer *w, const struct bind_field *field)
{
    write_type(w, S("integer"), S("int64"));
    jw_i64(w, S("minimum"), field->min);
    if (field->max != 0)
        jw_i64(w, S("maximum"), (int64_t)field->max);
}

static void write_word(struct json_writer *w, const struct bind_field *field)
{
    write_type(w, S("string"), (str){0});
    write_words(w, field->words, field->word_count);
}

static void write_text_list(struct json_writer *w, const struct bind_field *field)
{
    schema_open_items(w);
    write_type(w, S("string"), (str){0});
    jw_end(w);
    if (field->required)
        jw_i64(w, S("minItems"), 1);
    jw_i64(w, S("maxItems"), max_or(field, BIND_LIST_MAX_ITEMS));
}

static void write_members(struct json_writer *w, const struct bind_field *field)
{
    schema_write_object(w, &field->members, 1, (str){0});
}

/* An array of objects, or what takes everything: {}. */
static void write_any(struct json_writer *w, const struct bind_field *field)
{
    if (field->members.count == 0)
        return;
    schema_open_items(w);
    write_members(w, field);
    jw_end(w);
}

static void write_field(struct json_writer *w, const struct bind_field *field)
{
    static void (*const writers[])(struct json_writer *, const struct bind_field *) = {
        [BIND_TEXT] = write_text,
        [BIND_BOOL] = write_bool,
        [BIND_INTEGER] = write_integer,
        [BIND_WORD] = write_word,
        [BIND_TEXT_LIST] = write_text_list,
        [BIND_OBJECT] = write_members,
        [BIND_ANY] = write_any,
    };
    jw_obj(w, field->name);
    writers[field->type](w, field);
    jw_end(w);
}

// ---- objects ----

/* Is the name among names separated by blanks? */
static bool is_among(str name, str names)
{
    for (str rest = names; rest.p != NULL;) {
        if (str_eq(str_cut(&rest, ' '), name))
            return true;
    }
    return false;
}

/* OpenAPI wants no empty list of them: the first one opens it. */
static void write_required(struct json_writer *w, const struct bind_table *tables, size_t count,
                           str required)
{
    bool is_open = false;
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct bind_field *field = &tables[t].fields[i];
            if (!field->required && !is_among(field->name, required))
                continue;
            if (!is_open)
                jw_arr(w, S("required"));
            is_open = true;
            jw_str(w, ITEM, field->name);
        }
    }
    if (is_open)
        jw_end(w);
}

void schema_write_object(struct json_writer *w, const struct bind_table *tables, size_t count,
                         str required)
{
    write_type(w, S("object"), (str){0});
    write_required(w, tables, count, required);
    jw_obj(w, S("properties"));
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < tables[t].count; i++)
            write_field(w, &tables[t].fields[i]);
    }
    jw_end(w);
}

// ---- parameters ----

struct parameter_shape {
    str type;
    str format;
    bool is_list;
};

static const struct parameter_shape parameter_shapes[] = {
    [PARAMETER_TEXT] = {S("string"), {0}, false},
    [PARAMETER_INTEGER] = {S("integer"), S("int64"), false},
    [PARAMETER_BOOL] = {S("boolean"), {0}, false},
    [PARAMETER_TIME] = {S("string"), S("date-time"), false},
    [PARAMETER_WORD] = {S("string"), {0}, false},
    [PARAMETER_WORDS] = {S("string"), {0}, true},
    [PARAMETER_IDS] = {S("integer"), S("int64"), true},
};

void schema_write_parameter(struct json_writer *w, const struct route_parameter *parameter)
{
    const struct parameter_shape *shape = &parameter_shapes[parameter->type];
    if (shape->is_list)
        schema_open_items(w);
    write_type(w, shape->type, shape->format);
    if (parameter->word_count > 0)
        write_words(w, parameter->words, parameter->word_count);
    if (parameter->page != NULL) {
        jw_i64(w, S("minimum"), 1);
        jw_i64(w, S("maximum"), parameter->page->most);
        jw_i64(w, S("default"), parameter->page->usual);
    }
    if (shape->is_list)
        jw_end(w);
}
