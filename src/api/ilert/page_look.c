// page_look.c -- how a status page looks: texts, flags and choices that no rule of ours reads.
//
// They are kept as one JSON object. The table below reads it, reads a body over it, and writes
// both the object and the answers.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/page.h"

#include "api/ilert/ilert.h"

#include <arpa/inet.h>

enum {
    URL_MAX_BYTES = 2048,
    TITLE_MAX_BYTES = 255,
    CSS_MAX_BYTES = 64 * 1024,
    WHITELIST_MAX_ITEMS = 100,
    WHITELIST_ITEM_MAX_BYTES = 254,
    LOOK_MAX_BYTES = 2 * 1024 * 1024, // all of it, escaped
};

struct look {
    str favicon_url;
    str logo_url;
    str logo_redirect_url;
    str page_title;
    str page_description;
    struct bind_bool hidden_from_search;
    struct bind_bool show_subscribe_action;
    struct bind_bool show_incident_history_option;
    struct bind_bool account_wide_view;
    struct str_list ip_whitelist;
    struct str_list email_whitelist;
    str custom_css;
    int theme_mode; // this and the next: -1 when not set
    int page_layout;
    int appearance;
    str announcement;
    struct bind_bool announcement_on_page;
    struct bind_bool announcement_in_widget;
    struct bind_bool audience_specific;
};

static const str theme_words[] = {S("SYSTEM"), S("LIGHT"), S("DARK")};
static const str layout_words[] = {S("SINGLE_COLUMN"), S("RESPONSIVE")};
static const str appearance_words[] = {S("LIGHT"), S("DARK")};

#define TEXT(name, member, most) BIND_FIELD(name, TEXT, struct look, member, .max = (most))
#define FLAG(name, member) BIND_FIELD(name, BOOL, struct look, member)
#define LIST(name, member)                                                                         \
    BIND_FIELD(name, TEXT_LIST, struct look, member, .max = WHITELIST_MAX_ITEMS)
#define WORD(name, member, list)                                                                   \
    BIND_FIELD(name, WORD, struct look, member, .words = (list), .word_count = ARRAY_LEN(list))

const struct bind_field ilert_look_fields[ILERT_LOOK_FIELDS] = {
    TEXT("faviconUrl", favicon_url, URL_MAX_BYTES),
    TEXT("logoUrl", logo_url, URL_MAX_BYTES),
    TEXT("logoRedirectUrl", logo_redirect_url, URL_MAX_BYTES),
    TEXT("pageTitle", page_title, TITLE_MAX_BYTES),
    TEXT("pageDescription", page_description, ILERT_TEXT_MAX_BYTES),
    FLAG("hiddenFromSearch", hidden_from_search),
    FLAG("showSubscribeAction", show_subscribe_action),
    FLAG("showIncidentHistoryOption", show_incident_history_option),
    FLAG("accountWideView", account_wide_view),
    LIST("ipWhitelist", ip_whitelist),
    LIST("emailWhitelist", email_whitelist),
    TEXT("customCss", custom_css, CSS_MAX_BYTES),
    WORD("themeMode", theme_mode, theme_words),
    WORD("pageLayout", page_layout, layout_words),
    WORD("appearance", appearance, appearance_words),
    TEXT("announcement", announcement, ILERT_TEXT_MAX_BYTES),
    FLAG("announcementOnPage", announcement_on_page),
    FLAG("announcementInWidget", announcement_in_widget),
    FLAG("audienceSpecific", audience_specific),
};

enum { EVERY_SHAPE = PAGE_WRITTEN | PAGE_LISTED | PAGE_WHOLE };

// By the vendor's document some answers lack some of them.
static const struct {
    str name;
    unsigned shapes;
} lacking[] = {
    {S("pageLayout"), PAGE_WRITTEN | PAGE_WHOLE},
    {S("appearance"), PAGE_WRITTEN | PAGE_WHOLE},
    {S("announcement"), PAGE_LISTED | PAGE_WHOLE},
    {S("announcementOnPage"), PAGE_LISTED | PAGE_WHOLE},
    {S("announcementInWidget"), PAGE_LISTED | PAGE_WHOLE},
    {S("audienceSpecific"), PAGE_LISTED | PAGE_WHOLE},
};

static unsigned shapes_of(str name)
{
    for (size_t i = 0; i < ARRAY_LEN(lacking); i++) {
        if (str_eq(lacking[i].name, name))
            return lacking[i].shapes;
    }
    return EVERY_SHAPE;
}

// ---- written ----

static void write_list(struct json_writer *w, str key, const struct str_list *list)
{
    if (list->count == 0)
        return;
    jw_arr(w, key);
    for (size_t i = 0; i < list->count; i++)
        jw_str(w, ITEM, list->items[i]);
    jw_end(w);
}

/* A member that is not set is left out. */
static void write_member(struct json_writer *w, const struct bind_field *field, const void *slot)
{
    const str *text = slot;
    const struct bind_bool *flag = slot;
    const int *word = slot;
    if (field->type == BIND_TEXT && text->n > 0)
        jw_str(w, field->name, *text);
    if (field->type == BIND_BOOL && flag->is_set)
        jw_bool(w, field->name, flag->value);
    if (field->type == BIND_WORD && *word >= 0)
        jw_str(w, field->name, field->words[*word]);
    if (field->type == BIND_TEXT_LIST)
        write_list(w, field->name, slot);
}

static void write_members(struct json_writer *w, const struct look *look, unsigned shapes)
{
    for (size_t i = 0; i < ARRAY_LEN(ilert_look_fields); i++) {
        const struct bind_field *field = &ilert_look_fields[i];
        if ((shapes_of(field->name) & shapes) != 0)
            write_member(w, field, (const char *)look + field->offset);
    }
}

static str text_of(struct arena *arena, const struct look *look)
{
    struct buf text;
    struct json_writer w;
    buf_init(&text, arena, LOOK_MAX_BYTES);
    json_writer_init(&w, &text);
    jw_obj(&w, ITEM);
    write_members(&w, look, EVERY_SHAPE);
    jw_end(&w);
    CHECK(json_writer_ok(&w));
    return buf_str(&text);
}

// ---- read ----

/* What was taken once stays, though it be too long today. */
static void read_member(struct arena *arena, const struct json *object, size_t index,
                        struct look *look)
{
    struct bind_field field = ilert_look_fields[index];
    struct errinfo unused = {0};
    struct look read = *look;
    field.max = LOOK_MAX_BYTES;
    if (json_bind(arena, object, &field, 1, &read, &unused) == OK)
        *look = read;
}

/* What another version of the program wrote and this one cannot read is as if it were not set. */
static struct look read_stored(struct arena *arena, str stored)
{
    struct look look = {.theme_mode = -1, .page_layout = -1, .appearance = -1};
    const struct json *object = NULL;
    struct json_error unused = {0};
    if (stored.p == NULL || json_read(arena, stored, &object, &unused) != OK)
        return look;
    for (size_t i = 0; i < ARRAY_LEN(ilert_look_fields); i++)
        read_member(arena, object, i, &look);
    return look;
}

void ilert_look_write(struct api_request *q, str stored, enum page_shape shape)
{
    const struct look look = read_stored(q->ctx.store.arena, stored);
    write_members(&q->w, &look, shape);
}

// ---- checked ----

static bool is_web_address(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] <= ' ')
            return false;
    }
    return text.n == 0 || str_starts(text, S("https://")) || str_starts(text, S("http://"));
}

/* An address, or a network such as 10.0.0.0/8. */
static bool is_network(struct arena *arena, str text)
{
    unsigned char address[sizeof(struct in6_addr)];
    str prefix = text;
    int64_t bits = 0;
    char *host = str_cstr(arena, str_cut(&prefix, '/'));
    const bool is_v4 = inet_pton(AF_INET, host, address) == 1;
    if (!is_v4 && inet_pton(AF_INET6, host, address) != 1)
        return false;
    return prefix.p == NULL ||
           (str_to_i64(prefix, &bits) && bits >= 0 && bits <= (is_v4 ? 32 : 128));
}

static bool are_networks(struct arena *arena, const struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!is_network(arena, list->items[i]))
            return false;
    }
    return true;
}

static bool are_short(const struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].n == 0 || list->items[i].n > WHITELIST_ITEM_MAX_BYTES)
            return false;
    }
    return true;
}

static enum err check(struct api_request *q, const struct look *look, bool is_private)
{
    // clang-format off
    const struct {
        bool is_good;
        str field;
        str why;
    } rules[] = {
        {is_web_address(look->favicon_url), S("faviconUrl"), S(" must be an http or https URL")},
        {is_web_address(look->logo_url), S("logoUrl"), S(" must be an http or https URL")},
        {is_web_address(look->logo_redirect_url), S("logoRedirectUrl"),
         S(" must be an http or https URL")},
        {are_networks(q->ctx.store.arena, &look->ip_whitelist), S("ipWhitelist"),
         S(" must hold IPv4 or IPv6 addresses")},
        {are_short(&look->email_whitelist), S("emailWhitelist"),
         S(" must hold texts of 1 to 254 bytes")},
        {is_private || look->ip_whitelist.count == 0, S("ipWhitelist"),
         S(" is for PRIVATE pages only")},
        {is_private || look->email_whitelist.count == 0, S("emailWhitelist"),
         S(" is for PRIVATE pages only")},
    };
    // clang-format on
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (!rules[i].is_good)
            return api_fail(q, ERR_INVALID, rules[i].field,
                            STR_JOIN(q->ctx.store.arena, rules[i].field, rules[i].why));
    }
    return OK;
}

enum err ilert_look_merge(struct api_request *q, str stored, bool is_private, str *out)
{
    struct arena *arena = q->ctx.store.arena;
    struct look look = read_stored(arena, stored);
    TRY(ilert_bind(q, ilert_look_fields, ARRAY_LEN(ilert_look_fields), &look));
    TRY(check(q, &look, is_private));
    *out = text_of(arena, &look);
    return OK;
}
