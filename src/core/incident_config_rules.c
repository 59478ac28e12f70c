// incident_config_rules.c -- names, ranks and who may write.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_config_rules.h"

#include "core/facet_use.h"
#include "core/incident_config.h"

#define BEGINS_AS_NAMED_ROW(type)                                                                  \
    _Static_assert(offsetof(struct type, id) == offsetof(struct named_row, id) &&                  \
                       offsetof(struct type, name) == offsetof(struct named_row, name),            \
                   #type " begins with its id and its name")
BEGINS_AS_NAMED_ROW(severity);
BEGINS_AS_NAMED_ROW(incident_status);
BEGINS_AS_NAMED_ROW(incident_type);
BEGINS_AS_NAMED_ROW(incident_role);
BEGINS_AS_NAMED_ROW(incident_timestamp);
BEGINS_AS_NAMED_ROW(duration_metric);
BEGINS_AS_NAMED_ROW(custom_field);
BEGINS_AS_NAMED_ROW(catalog_type);

static struct named_row row_at(const struct named_rows *rows, size_t index)
{
    struct named_row row = {0};
    memcpy(&row, (const char *)rows->items + index * rows->size, sizeof(row));
    return row;
}

static enum err check_room(struct ctx *c, const struct named_rows *rows)
{
    struct arena *arena = c->store.arena;
    if (rows->count < rows->most)
        return OK;
    return ctx_fail(c, ERR_INVALID, S("name"),
                    STR_JOIN(arena, S("name of one more "), rows->what, S(": there are "),
                             str_from_i64(arena, (int64_t)rows->most), S(" already")));
}

enum err config_check(struct ctx *c, const struct named_rows *rows, int64_t id, str name)
{
    TRY(ctx_permit_organisation(c));
    if (id == 0)
        TRY(check_room(c, rows));
    if (str_trim(name).n == 0)
        return ctx_fail(c, ERR_INVALID, S("name"), S("name must not be blank"));
    for (size_t i = 0; i < rows->count; i++) {
        const struct named_row row = row_at(rows, i);
        if (row.id != id && str_eq_nocase(row.name, name))
            return ctx_fail(c, ERR_INVALID, S("name"),
                            STR_JOIN(c->store.arena, S("name is taken by another "), rows->what));
    }
    return OK;
}

msec config_touch(struct ctx *c, msec last_updated_at)
{
    ctx_not_before(c, last_updated_at);
    c->directory_changed = true;
    return c->now;
}

enum err config_check_removal(struct ctx *c, str why)
{
    TRY(ctx_permit_organisation(c));
    if (why.p != NULL)
        return ctx_fail(c, ERR_INVALID, S("id"), why);
    c->directory_changed = true;
    return OK;
}

enum err config_check_unused(struct ctx *c, struct facet facet, str use)
{
    bool is_used = false;
    TRY(facet_is_used(c, facet, &is_used));
    return is_used ? ctx_fail(c, ERR_INVALID, S("id"), use) : OK;
}

int config_next_rank(int highest)
{
    return highest < CONFIG_RANK_MAX ? highest + 1 : CONFIG_RANK_MAX;
}
