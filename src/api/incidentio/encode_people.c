// encode_people.c -- users with what they may do, teams with their members.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"

// What a person may be, as the vendor has it. The numbers are part of the ids: append only.
static const struct base_role {
    int64_t id;
    str slug; // the words of incidentio_user_role
    str name;
    str description;
    str seat; // of responding; on-call seats come with it
    str on_call_seat;
} base_roles[] = {
    {1, S("viewer"), S("Viewer"), S("Sees incidents."), S("viewer_only"), S("none")},
    {2, S("responder"), S("Responder"), S("Responds to incidents."), S("full_access"),
     S("full_access")},
    {3, S("owner"), S("Owner"), S("Administers the organisation."), S("full_access"),
     S("full_access")},
};

static const struct base_role *base_role_of(const struct user_account *user)
{
    const str word = incidentio_user_role(user);
    size_t i = 0;
    while (!str_eq(base_roles[i].slug, word))
        CHECK(++i < ARRAY_LEN(base_roles));
    return &base_roles[i];
}

static void write_base_role(struct api_request *q, const struct base_role *role)
{
    jw_obj(&q->w, S("base_role"));
    jw_str(&q->w, S("description"), role->description);
    incidentio_write_id(q, S("id"), ID_PERSON_ROLE, role->id, q->ctx.directory->org.created_at);
    jw_str(&q->w, S("name"), role->name);
    jw_str(&q->w, S("slug"), role->slug);
    jw_end(&q->w);
}

void incidentio_write_user_with_roles(struct api_request *q, str key,
                                      const struct user_account *user)
{
    const struct base_role *role = base_role_of(user);
    jw_obj(&q->w, key);
    write_base_role(q, role);
    jw_arr(&q->w, S("custom_roles"));
    jw_end(&q->w);
    jw_str(&q->w, S("email"), user->email);
    incidentio_write_id(q, S("id"), ID_USER, user->id, user->created_at);
    jw_bool(&q->w, S("is_active"), true);
    jw_str(&q->w, S("name"), incidentio_user_name(q, user));
    jw_str(&q->w, S("role"), role->slug);
    jw_obj(&q->w, S("seats"));
    jw_str(&q->w, S("on_call"), role->on_call_seat);
    jw_str(&q->w, S("response"), role->seat);
    jw_end(&q->w);
    jw_end(&q->w);
}

static void write_member(struct api_request *q, const struct user_account *user)
{
    if (user == NULL)
        return;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("email"), user->email);
    incidentio_write_id(q, S("id"), ID_USER, user->id, user->created_at);
    jw_str(&q->w, S("name"), incidentio_user_name(q, user));
    jw_end(&q->w);
}

/* The vendor keeps teams in its catalog as well; here a team is its own entry. */
void incidentio_write_team(struct api_request *q, str key, const struct team *team)
{
    const struct directory *d = q->ctx.directory;
    const struct team_member_list members = directory_members_of(d, team->id);
    jw_obj(&q->w, key);
    incidentio_write_team_slim(q, S("catalog_entry"), team);
    incidentio_write_id(q, S("id"), ID_TEAM, team->id, team->created_at);
    jw_arr(&q->w, S("members"));
    for (size_t i = 0; i < members.count; i++)
        write_member(q, directory_user(d, members.items[i].user_id));
    jw_end(&q->w);
    jw_str(&q->w, S("name"), team->name);
    jw_end(&q->w);
}

void incidentio_write_team_slim(struct api_request *q, str key, const struct team *team)
{
    if (team == NULL)
        return;
    jw_obj(&q->w, key);
    incidentio_write_id(q, S("id"), ID_TEAM, team->id, team->created_at);
    jw_str(&q->w, S("name"), team->name);
    jw_end(&q->w);
}
