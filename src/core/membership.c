// membership.c -- members come and go.
// SPDX-License-Identifier: Apache-2.0
#include "core/membership.h"

#include "store/document_store.h"

enum err membership_create(struct ctx *c, const struct incident_handle *handle,
                           struct membership *membership)
{
    if (!handle->is_private)
        return ctx_fail(c, ERR_INVALID, S("incident_id"),
                        S("incident_id must be of a private incident"));
    if (directory_user(c->directory, membership->user_id) == NULL)
        return ctx_fail(c, ERR_INVALID, S("user_id"), S("user_id must be the id of a user"));
    TRY(ctx_next_id(c, &membership->id));
    membership->incident_id = handle->id;
    membership->created_at = c->now;
    TRY(membership_insert(&c->store, membership));
    return membership_get(&c->store, membership);
}

enum err membership_revoke(struct ctx *c, const struct incident_handle *handle, int64_t user_id)
{
    const struct membership membership = {.incident_id = handle->id, .user_id = user_id};
    bool was_member = false;
    TRY(membership_delete(&c->store, &membership, &was_member));
    if (!was_member)
        return ctx_fail(c, ERR_INVALID, S("user_id"),
                        S("user_id must be the id of a member of the incident"));
    return OK;
}
