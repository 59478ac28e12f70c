// key_role.c -- the table of roles.
// SPDX-License-Identifier: Apache-2.0
#include "model/key_role.h"

// clang-format off
#define GIVES(name, scopes, text) {.word = S(name), .description = S(text), .gives = (scopes)}
#define COVERED(name, scopes, text) {.word = S(name), .description = S(text), .covered = (scopes)}
#define NOT_SERVED(name) {.word = S(name)}

// A role that gives one scope comes before others that give it (key_role_giving).
const struct key_role key_roles[KEY_ROLE_COUNT] = {
    GIVES("viewer", SCOPE_READ, "See incidents, people and configuration"),
    GIVES("incident_editor", SCOPE_RESPOND, "Make and change incidents"),
    GIVES("incident_creator", SCOPE_RESPOND, "Make and change incidents"),
    GIVES("manage_settings", SCOPE_MANAGE, "Change configuration"),
    GIVES("global_access", SCOPE_PRIVATE, "See private incidents too"),
    GIVES("owner", SCOPE_ALL, "Everything: people, teams and keys too"), // ours
    COVERED("api_keys_manage", SCOPE_ADMIN, "Make and end keys"),
    COVERED("catalog_viewer", SCOPE_READ, "See the catalog"),
    COVERED("catalog_editor", SCOPE_MANAGE, "Change the catalog"),
    COVERED("incident_memberships_editor", SCOPE_RESPOND, "Say who sees private incidents"),
    COVERED("incident_workload_viewer", SCOPE_READ, "See how long people worked on incidents"),
    COVERED("incident_workload_private_viewer", SCOPE_READ | SCOPE_PRIVATE,
            "See how long people worked on private incidents"),
    COVERED("postmortems_manage", SCOPE_RESPOND, "Write post-mortems"),
    COVERED("status_page_publisher", SCOPE_RESPOND, "Tell the world of incidents"),
    COVERED("team_memberships_manage", SCOPE_ADMIN, "Say who is in a team"),
    NOT_SERVED("act_on_behalf_of_users"),
    NOT_SERVED("call_transcripts_viewer"),
    NOT_SERVED("escalation_creator"),
    NOT_SERVED("heartbeats_ping"),
    NOT_SERVED("investigation_download"),
    NOT_SERVED("notification_methods_manage"),
    NOT_SERVED("notification_methods_unredacted_viewer"),
    NOT_SERVED("on_call_editor"),
    NOT_SERVED("on_call_viewer"),
    NOT_SERVED("post_incident_flow_opt_out"),
    NOT_SERVED("private_escalation_workflows_editor"),
    NOT_SERVED("private_workflows_editor"),
    NOT_SERVED("schedule_overrides_editor"),
    NOT_SERVED("schedules_editor"),
    NOT_SERVED("schedules_reader"),
    NOT_SERVED("secrets_manage"),
    NOT_SERVED("secrets_use"),
    NOT_SERVED("security_settings_editor"),
    NOT_SERVED("workflows_editor"),
    NOT_SERVED("workflows_viewer"),
};
// clang-format on

const struct key_role *key_role_find(str word)
{
    for (size_t i = 0; i < KEY_ROLE_COUNT; i++) {
        if (str_eq(key_roles[i].word, word))
            return &key_roles[i];
    }
    return NULL;
}

bool key_role_is_served(const struct key_role *role)
{
    return role->gives != 0 || role->covered != 0;
}

const struct key_role *key_role_giving(unsigned scope)
{
    for (size_t i = 0; i < KEY_ROLE_COUNT; i++) {
        if (key_roles[i].gives == scope)
            return &key_roles[i];
    }
    return key_role_find(S("owner"));
}
