// attachment.c -- attaching and letting go.
// SPDX-License-Identifier: Apache-2.0
#include "core/attachment.h"

#include "core/incident_find.h"

enum err attachment_create(struct ctx *c, struct attachment *attachment)
{
    struct attachment_list present = {0};
    TRY(ctx_check_link(c, S("resource.url"), attachment->permalink));
    TRY(attachments_of(&c->store, attachment->incident_id, &present));
    if (present.count >= ATTACHMENTS_MAX)
        return ctx_fail(c, ERR_INVALID, S("incident_id"),
                        S("incident_id names an incident that has 500 attachments, the most"));
    TRY(ctx_next_id(c, &attachment->id));
    attachment->created_at = c->now;
    TRY(attachment_insert(&c->store, attachment));
    return attachment_find(&c->store, attachment, attachment);
}

static enum err no_such(struct ctx *c)
{
    return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such attachment"));
}

enum err attachment_remove(struct ctx *c, int64_t id)
{
    struct attachment attachment = {0};
    struct incident_handle handle = {0};
    const enum err found = attachment_get(&c->store, id, &attachment);
    if (found == ERR_NOT_FOUND)
        return no_such(c);
    TRY(found);
    TRY(incident_handle_by_id(&c->store, attachment.incident_id, &handle));
    return incident_in_reach(c, &handle) ? attachment_delete(&c->store, id) : no_such(c);
}

enum err attachment_list(struct ctx *c, int64_t incident_id, struct attachment_list *out)
{
    return attachments_of(&c->store, incident_id, out);
}

enum err attachment_search(struct ctx *c, enum resource_type type, str external_id,
                           struct attachment_list *out)
{
    const struct team_view team = {.team_id = c->who.team_id,
                                   .hides_private = !ctx_sees_private(c)};
    return attachments_of_resource(&c->store, type, external_id, team, out);
}
