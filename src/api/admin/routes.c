// routes.c -- keys: create, list, revoke.
// SPDX-License-Identifier: Apache-2.0
#include "api/admin/admin.h"

#include "core/configure.h"
#include "core/key_admin.h"

struct key_body {
    str name;
    str team;
    struct str_list scopes;
};

static const struct bind_field key_fields[] = {
    BIND_FIELD("name", TEXT, struct key_body, name, .required = true, .max = NAME_MAX_BYTES),
    BIND_FIELD("team", TEXT, struct key_body, team, .max = NAME_MAX_BYTES),
    BIND_FIELD("scopes", TEXT_LIST, struct key_body, scopes, .max = 16),
};

static enum err create_key(struct api_request *q)
{
    struct key_body body = {0};
    str text = {0};
    TRY(api_bind(q, key_fields, ARRAY_LEN(key_fields), &body));
    const struct key_order order = {.name = body.name,
                                    .team_uid = body.team,
                                    .scopes = body.scopes.items,
                                    .scope_count = body.scopes.count};
    TRY(key_admin_create(&q->ctx, &order, &text));
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("key"), text);
    jw_end(&q->w);
    return OK;
}

static enum err list_keys(struct api_request *q)
{
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("text"), key_admin_list(&q->ctx));
    jw_end(&q->w);
    return OK;
}

static enum err revoke_key(struct api_request *q)
{
    TRY(key_admin_revoke(&q->ctx, api_param(q, 0)));
    jw_obj(&q->w, ITEM);
    jw_end(&q->w);
    return OK;
}

// clang-format off
static const struct route routes[] = {
    ROUTE(POST, "/keys", ADMIN, WRITE, ROUTE_BODY, create_key, "Create an API key"),
    ROUTE(GET, "/keys", ADMIN, NONE, 0, list_keys, "List API keys"),
    ROUTE(DELETE, "/keys/{id}", ADMIN, WRITE, 0, revoke_key, "Revoke an API key"),
};
// clang-format on

const struct dialect admin_dialect = {
    .name = S("admin"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = api_authenticate_key,
    .render_error = api_render_message,
};
