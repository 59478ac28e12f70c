// incident_config_role.c -- types of incidents, and the roles that people have in them.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_config.h"
#include "core/incident_config_rules.h"
#include "store/coordination_store.h"

// ---- types ----

static enum err check_type(struct ctx *c, const struct incident_type *type)
{
    const struct named_rows rows = NAMED_ROWS(c->directory->types, "incident type");
    const struct incident_type *present = directory_default_type(c->directory);
    TRY(config_check(c, &rows, type->id, type->name));
    if (present != NULL && present->id == type->id && !type->is_default)
        return ctx_fail(c, ERR_INVALID, S("is_default"),
                        S("is_default: make another type the default one instead"));
    return OK;
}

/* From the one that has it. */
static enum err take_default(struct ctx *c, const struct incident_type *type)
{
    const struct incident_type *present = directory_default_type(c->directory);
    if (!type->is_default || present == NULL || present->id == type->id)
        return OK;
    struct incident_type former = *present;
    former.is_default = false;
    former.updated_at = config_touch(c, former.updated_at);
    return type_update(&c->store, &former);
}

enum err type_create(struct ctx *c, struct incident_type *type)
{
    TRY(check_type(c, type));
    TRY(take_default(c, type));
    TRY(ctx_stamp(c, &type->id, &type->created_at, &type->updated_at));
    return type_insert(&c->store, type);
}

enum err type_change(struct ctx *c, struct incident_type *type)
{
    TRY(check_type(c, type));
    TRY(take_default(c, type));
    type->updated_at = config_touch(c, type->updated_at);
    return type_update(&c->store, type);
}

enum err type_remove(struct ctx *c, const struct incident_type *type)
{
    const struct facet facet = {.kind = FACET_TYPE, .value = type->id};
    TRY(config_check_removal(c, type->is_default ? S("this is the default type") : (str){0}));
    TRY(type_delete(&c->store, type->id));
    return config_check_unused(c, facet, S("incidents are of this type"));
}

// ---- roles ----

static enum err check_role(struct ctx *c, const struct incident_role *role)
{
    const struct named_rows rows = NAMED_ROWS(c->directory->incident_roles, "role");
    return config_check(c, &rows, role->id, role->name);
}

enum err incident_role_create(struct ctx *c, struct incident_role *role)
{
    TRY(check_role(c, role));
    role->kind = INCIDENT_ROLE_CUSTOM;
    TRY(ctx_stamp(c, &role->id, &role->created_at, &role->updated_at));
    return incident_role_insert(&c->store, role);
}

enum err incident_role_change(struct ctx *c, struct incident_role *role)
{
    TRY(check_role(c, role));
    role->updated_at = config_touch(c, role->updated_at);
    return incident_role_update(&c->store, role);
}

enum err incident_role_remove(struct ctx *c, const struct incident_role *role)
{
    bool is_assigned = false;
    if (role->kind != INCIDENT_ROLE_CUSTOM)
        return config_check_removal(c, S("every incident has the roles lead and reporter"));
    TRY(config_check_removal(c, (str){0}));
    TRY(incident_role_delete(&c->store, role->id)); // and then: see incident_hold.h
    TRY(incident_role_assigned(&c->store, role->id, &is_assigned));
    return is_assigned
               ? ctx_fail(c, ERR_INVALID, S("id"), S("somebody has this role in an incident"))
               : OK;
}
