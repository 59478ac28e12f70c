// incident_edit.c -- priority, severity, responders, sharing: changes that move no state.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_act.h"

#include "core/history.h"
#include "core/incident_change.h"
#include "core/incident_coordinate.h"
#include "store/history_store.h"

/* Saves and writes down one change; `changed` false: it was so already. */
static enum err finish(struct ctx *c, struct incident *incident, bool changed,
                       struct act_result *out)
{
    if (changed)
        TRY(incident_save(c, incident));
    *out = (struct act_result){.verdict = changed ? VERDICT_CHANGE : VERDICT_ALREADY};
    return OK;
}

enum err incident_set_priority(struct ctx *c, const struct incident_handle *handle, int priority,
                               struct act_result *out)
{
    struct incident incident = {0};
    TRY(incident_load_locked(c, handle, &incident));
    const struct change change = {
        .kind = TIMELINE_PRIORITY,
        .old_value = history_value(c, incident.group.priority),
        .new_value = history_value(c, priority),
    };
    const bool changed = incident.group.priority != priority;
    incident.group.priority = priority;
    if (changed)
        TRY(history_add(c, incident.id, change));
    return finish(c, &incident, changed, out);
}

enum err incident_set_severity(struct ctx *c, const struct incident_handle *handle,
                               int64_t severity_id, struct act_result *out)
{
    struct incident incident = {0};
    TRY(incident_load_locked(c, handle, &incident));
    bool changed = false;
    TRY(incident_put_severity(c, &incident, severity_id, &changed));
    return finish(c, &incident, changed, out);
}

static enum err add_responder(struct ctx *c, struct incident *incident, int64_t user_id,
                              bool *out_changed)
{
    TRY(responder_insert(&c->store, incident, user_id, c->now, out_changed));
    if (!*out_changed)
        return OK;
    incident->responders++;
    TRY(history_add(
        c, incident->id,
        (struct change){.kind = TIMELINE_RESPONDER_ADDED, .new_value = history_value(c, user_id)}));
    return notices_tell(c, incident->id, user_id, NOTICE_RESPONDER_ADDED);
}

static enum err remove_responder(struct ctx *c, struct incident *incident, int64_t user_id,
                                 bool *out_changed)
{
    TRY(responder_delete(&c->store, incident->id, user_id, out_changed));
    if (!*out_changed)
        return OK;
    incident->responders--;
    return history_add(c, incident->id,
                       (struct change){.kind = TIMELINE_RESPONDER_REMOVED,
                                       .old_value = history_value(c, user_id)});
}

typedef enum err change_responder(struct ctx *c, struct incident *incident, int64_t user_id,
                                  bool *out_changed);

static enum err change_responders(struct ctx *c, const struct incident_handle *handle,
                                  struct id_list users, change_responder *change,
                                  struct act_result *out)
{
    struct incident incident = {0};
    TRY(incident_load_locked(c, handle, &incident));
    bool any_changed = false;
    for (size_t i = 0; i < users.count; i++) {
        bool changed = false;
        TRY(change(c, &incident, users.items[i], &changed));
        any_changed = any_changed || changed;
    }
    return finish(c, &incident, any_changed, out);
}

enum err incident_add_responders(struct ctx *c, const struct incident_handle *handle,
                                 struct id_list users, struct act_result *out)
{
    return change_responders(c, handle, users, add_responder, out);
}

enum err incident_remove_responders(struct ctx *c, const struct incident_handle *handle,
                                    struct id_list users, struct act_result *out)
{
    return change_responders(c, handle, users, remove_responder, out);
}

enum err incident_set_sharing(struct ctx *c, const struct incident_handle *handle, bool is_shared,
                              struct act_result *out)
{
    struct incident incident = {0};
    TRY(incident_load_locked(c, handle, &incident));
    if (incident.is_private && is_shared)
        return ctx_fail(c, ERR_INVALID, S("publicSharing"),
                        S("a private incident cannot be shared with the public"));
    const struct change change = {
        .kind = TIMELINE_PUBLIC_SHARING,
        .old_value = incident.is_shared ? S("1") : S("0"),
        .new_value = is_shared ? S("1") : S("0"),
    };
    const bool changed = incident.is_shared != is_shared;
    incident.is_shared = is_shared;
    if (changed)
        TRY(history_add(c, incident.id, change));
    return finish(c, &incident, changed, out);
}
