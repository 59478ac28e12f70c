// template.c -- incident templates.
// SPDX-License-Identifier: Apache-2.0
#include "core/template.h"

#include "core/configure.h"
#include "store/directory_store.h"

static enum err set_teams(struct ctx *c, int64_t id, const struct id_list *teams)
{
    struct id_list settled = {0};
    TRY(teams_settle(c, id, teams, &settled));
    return object_teams_set(&c->store, id, settled);
}

enum err template_create(struct ctx *c, struct incident_template *template,
                         const struct id_list *teams)
{
    if (c->directory->templates.count >= TEMPLATES_MAX)
        return ctx_fail(c, ERR_INVALID, S("id"), S("id of a new template: there are 1000 already"));
    TRY(ctx_stamp(c, &template->id, &template->created_at, &template->updated_at));
    TRY(template_insert(&c->store, template));
    return set_teams(c, template->id, teams);
}

enum err template_change(struct ctx *c, struct incident_template *template,
                         const struct id_list *teams)
{
    template->updated_at = c->now;
    c->directory_changed = true;
    TRY(template_update(&c->store, template));
    return teams == NULL ? OK : set_teams(c, template->id, teams);
}

enum err template_remove(struct ctx *c, int64_t id)
{
    c->directory_changed = true;
    TRY(object_teams_set(&c->store, id, (struct id_list){0}));
    return template_delete(&c->store, id);
}
