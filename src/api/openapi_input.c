// openapi_input.c -- what a route takes: its parameters and its body, as schemas.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi_input.h"

void openapi_open_json(struct json_writer *w)
{
    jw_obj(w, S("content"));
    jw_obj(w, S("application/json"));
    jw_obj(w, S("schema"));
}

void openapi_close_json(struct json_writer *w)
{
    jw_end(w);
    jw_end(w);
    jw_end(w);
}

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

static void open_items(struct json_writer *w)
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
    write_type(w, S("string"), field->format);
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
    open_items(w);
    write_type(w, S("string"), (str){0});
    jw_end(w);
    if (field->required)
        jw_i64(w, S("minItems"), 1);
    jw_i64(w, S("maxItems"), max_or(field, BIND_LIST_MAX_ITEMS));
}

static void write_members(struct json_writer *w, const struct bind_field *field)
{
    openapi_write_object(w, &field->members, 1, (str){0});
}

/* An array of objects, or what takes everything: {}. */
static void write_any(struct json_writer *w, const struct bind_field *field)
{
    if (field->members.count == 0)
        return;
    open_items(w);
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

void openapi_write_object(struct json_writer *w, const struct bind_table *tables, size_t count,
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

static void write_shape(struct json_writer *w, const struct route_parameter *parameter)
{
    const struct parameter_shape *shape = &parameter_shapes[parameter->type];
    if (shape->is_list)
        open_items(w);
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

static void write_parameter(struct json_writer *w, str place,
                            const struct route_parameter *parameter)
{
    jw_obj(w, ITEM);
    jw_str(w, S("name"), parameter->name);
    jw_str(w, S("in"), place);
    if (parameter->required || str_eq(place, S("path")))
        jw_bool(w, S("required"), true);
    if (parameter->description.n > 0)
        jw_str(w, S("description"), parameter->description);
    jw_obj(w, S("schema"));
    write_shape(w, parameter);
    jw_end(w);
    jw_end(w);
}

static void write_table(struct json_writer *w, str place, const struct parameter_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        write_parameter(w, place, &table->items[i]);
}

/* The next "{name}" of a path, without its braces. */
static bool next_path_parameter(str *rest, str *out_name)
{
    while (rest->p != NULL) {
        const str segment = str_cut(rest, '/');
        if (!str_starts(segment, S("{")))
            continue;
        *out_name = str_slice(segment, 1, segment.n - 2);
        return true;
    }
    return false;
}

static void write_path_parameters(struct json_writer *w, const struct dialect *dialect, str path)
{
    for (str name = {0}; next_path_parameter(&path, &name);) {
        struct route_parameter parameter = {.name = name};
        for (size_t i = 0; dialect->doc != NULL && i < dialect->doc->path.count; i++) {
            if (str_eq(dialect->doc->path.items[i].name, name))
                parameter = dialect->doc->path.items[i];
        }
        write_parameter(w, S("path"), &parameter);
    }
}

static void write_header(struct json_writer *w, bool is_read, str name, str description)
{
    const struct route_parameter header = {.name = name, .description = description};
    if (is_read)
        write_parameter(w, S("header"), &header);
}

void openapi_write_parameters(struct json_writer *w, const struct dialect *dialect,
                              const struct route *route, const struct route_doc *doc)
{
    jw_arr(w, S("parameters"));
    write_path_parameters(w, dialect, route->path);
    write_table(w, S("query"), &doc->query);
    if (dialect->doc != NULL && route_wants_key(route))
        write_table(w, S("header"), &dialect->doc->headers);
    write_header(w, doc->may_be_304, S("If-None-Match"), S("The ETag of what is known already"));
    write_header(w, doc->may_be_412, S("If-Match"), S("The ETag of what is to be changed"));
    write_header(w, (route->flags & ROUTE_IDEMPOTENT) != 0, S("Idempotency-Key"),
                 S("The same key gets the same answer again"));
    jw_end(w);
}

// ---- the body ----

void openapi_write_body(struct json_writer *w, const struct route *route,
                        const struct route_doc *doc)
{
    const unsigned kinds = route->flags & (ROUTE_BODY | ROUTE_LIST);
    const bool is_list = kinds == ROUTE_LIST;
    if (kinds == 0)
        return;
    jw_obj(w, S("requestBody"));
    jw_bool(w, S("required"), true);
    openapi_open_json(w);
    if (is_list)
        open_items(w);
    openapi_write_object(w, doc->body, DOC_BODY_TABLES, doc->required);
    if (is_list)
        jw_end(w);
    openapi_close_json(w);
    jw_end(w);
}
