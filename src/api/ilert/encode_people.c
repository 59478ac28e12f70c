// encode_people.c -- people, teams and their members as objects.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

void ilert_write_user(struct api_request *q, str key, const struct user_account *user)
{
    jw_obj(&q->w, key);
    jw_i64(&q->w, S("id"), user->id);
    jw_str(&q->w, S("firstName"), user->first_name);
    jw_str(&q->w, S("lastName"), user->last_name);
    jw_str(&q->w, S("email"), user->email);
    ilert_write_text(q, S("timezone"), user->time_zone);
    ilert_write_text(q, S("position"), user->job_title);
    ilert_write_text(q, S("department"), user->department);
    ilert_write_text(q, S("language"), user->language);
    ilert_write_text(q, S("region"), user->region);
    jw_str(&q->w, S("role"), ilert_role_words[user->role]);
    ilert_write_text(q, S("shiftColor"), user->shift_color);
    ilert_write_time(q, S("mutedUntil"), user->muted_until);
    jw_time(&q->w, S("createdAt"), user->created_at);
    jw_time(&q->w, S("updatedAt"), user->updated_at);
    jw_end(&q->w);
}

/* Nobody is a guest of a team: who is one in the organisation looks on. */
static str member_role_word(enum role role)
{
    return ilert_role_words[role == ROLE_GUEST ? ROLE_STAKEHOLDER : role];
}

void ilert_write_member(struct api_request *q, const struct team_member *member)
{
    const struct user_account *user = directory_user(q->ctx.directory, member->user_id);
    if (user == NULL)
        return;
    jw_obj(&q->w, ITEM);
    ilert_write_user(q, S("user"), user);
    jw_str(&q->w, S("role"), member_role_word(member->role));
    jw_end(&q->w);
}

static void begin_team(struct api_request *q, const struct team *team)
{
    jw_obj(&q->w, ITEM);
    jw_i64(&q->w, S("id"), team->id);
    jw_str(&q->w, S("name"), team->name);
    jw_str(&q->w, S("visibility"), ilert_visibility_words[team->is_private]);
}

static void end_team(struct api_request *q, const struct team *team)
{
    jw_time(&q->w, S("createdAt"), team->created_at);
    jw_time(&q->w, S("updatedAt"), team->updated_at);
    jw_end(&q->w);
}

void ilert_write_team(struct api_request *q, const struct team *team)
{
    const struct team_member_list members = directory_members_of(q->ctx.directory, team->id);
    begin_team(q, team);
    jw_arr(&q->w, S("members"));
    for (size_t i = 0; i < members.count; i++)
        ilert_write_member(q, &members.items[i]);
    jw_end(&q->w);
    end_team(q, team);
}

void ilert_write_team_slim(struct api_request *q, const struct team *team)
{
    begin_team(q, team);
    end_team(q, team);
}
