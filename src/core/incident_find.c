// incident_find.c -- the many names of an incident.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_find.h"

/* Decimal digits only, above zero, as they are written: no leading zero. */
static bool read_number(str text, int64_t *out)
{
    return text.n > 0 && text.p[0] >= '1' && text.p[0] <= '9' && str_to_i64(text, out);
}

/* "<uid>-<n>": the newest occurrence of a group. */
static enum err find_by_counter(struct ctx *c, str name, struct incident_handle *out)
{
    size_t dash = name.n;
    while (dash > 0 && name.p[dash - 1] != '-')
        dash--;
    int64_t number = 0;
    if (dash == 0 || !read_number(str_slice(name, dash, name.n), &number))
        return ERR_NOT_FOUND;
    const struct team *team = directory_team_by_uid(c->directory, str_slice(name, 0, dash - 1));
    if (team == NULL)
        return ERR_NOT_FOUND;
    return incident_handle_by_counter(&c->store, team->id, number, out);
}

static enum err find_by_reference(struct ctx *c, str name, struct incident_handle *out)
{
    int64_t number = 0;
    if (name.n <= 4 || !str_eq_nocase(str_slice(name, 0, 4), S("INC-")) ||
        !read_number(str_slice(name, 4, name.n), &number))
        return ERR_NOT_FOUND;
    return incident_handle_by_number(&c->store, number, out);
}

static enum err find_by_bare_number(struct ctx *c, str name, int64_t team_id,
                                    struct incident_handle *out)
{
    int64_t number = 0;
    if (!read_number(name, &number))
        return ERR_NOT_FOUND;
    if (team_id != 0) {
        const enum err found = incident_handle_by_counter(&c->store, team_id, number, out);
        if (found != ERR_NOT_FOUND)
            return found;
    }
    return incident_handle_by_id(&c->store, number, out);
}

static enum err find_by_object_id(struct ctx *c, str name, struct incident_handle *out)
{
    int64_t id = 0;
    if (!object_id_read(&c->secrets->ids, ID_INCIDENT, name, &id))
        return ERR_NOT_FOUND;
    return incident_handle_by_id(&c->store, id, out);
}

static enum err find_by_any_name(struct ctx *c, str name, int64_t team_id,
                                 struct incident_handle *out)
{
    enum err found = find_by_object_id(c, name, out);
    if (found == ERR_NOT_FOUND)
        found = find_by_counter(c, name, out);
    if (found == ERR_NOT_FOUND)
        found = find_by_reference(c, name, out);
    if (found == ERR_NOT_FOUND)
        found = find_by_bare_number(c, name, team_id, out);
    return found;
}

static bool sees(const struct ctx *c, int64_t team_id, bool is_private)
{
    return ctx_reaches(c, team_id) && (!is_private || ctx_sees_private(c));
}

bool incident_in_reach(const struct ctx *c, const struct incident_handle *handle)
{
    return sees(c, handle->team_id, handle->is_private);
}

/* The outcome of looking it up. */
static enum err settle(struct ctx *c, enum err found, const struct incident_handle *handle,
                       struct incident_handle *out)
{
    if (found == ERR_NOT_FOUND || (found == OK && !incident_in_reach(c, handle)))
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such incident"));
    TRY(found);
    *out = *handle;
    return OK;
}

enum err incident_find(struct ctx *c, str name, int64_t team_id, struct incident_handle *out)
{
    struct incident_handle handle = {0};
    enum err found = find_by_any_name(c, name, team_id, &handle);
    if (found == OK && team_id != 0 && handle.team_id != team_id)
        found = ERR_NOT_FOUND;
    return settle(c, found, &handle, out);
}

enum err incident_find_id(struct ctx *c, int64_t id, struct incident_handle *out)
{
    struct incident_handle handle = {0};
    const enum err found = incident_handle_by_id(&c->store, id, &handle);
    return settle(c, found, &handle, out);
}

/* On PostgreSQL a row may be of a team that another node has made a moment ago. */
static enum err check_team(struct ctx *c, const struct incident *incident)
{
    if (directory_team(c->directory, incident->team_id) != NULL)
        return OK;
    c->directory_is_behind = true;
    return ctx_fail(c, ERR_UNAVAILABLE, (str){0}, S("the configuration is changing; try again"));
}

enum err incident_read(struct ctx *c, int64_t id, struct incident *out)
{
    struct incident incident = {0};
    enum err found = incident_get(&c->store, id, &incident);
    if (found == OK && !sees(c, incident.team_id, incident.is_private))
        found = ERR_NOT_FOUND;
    if (found == ERR_NOT_FOUND)
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such incident"));
    TRY(found);
    TRY(check_team(c, &incident));
    *out = incident;
    return OK;
}

enum err incident_find_shared(struct ctx *c, str token, struct incident *out)
{
    int64_t id = 0;
    struct incident incident = {0};
    if (!share_token_read(c->secrets, c->store.arena, token, &id))
        return ERR_NOT_FOUND;
    TRY(incident_get(&c->store, id, &incident));
    if (!incident.is_shared || incident.is_private)
        return ERR_NOT_FOUND;
    TRY(check_team(c, &incident));
    *out = incident;
    return OK;
}
