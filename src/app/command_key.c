// command_key.c -- `tocsin key create | list | revoke`.
//
// Where a server runs on the database, it does the work, asked through its Unix socket; else, and
// always on PostgreSQL, the command opens the database itself. Both ways end in core/key_admin.
// SPDX-License-Identifier: Apache-2.0
#include "app/admin_client.h"
#include "app/commands.h"
#include "app/database.h"
#include "core/key_admin.h"
#include "json/json_read.h"
#include "json/json_write.h"

enum { KEY_MAX_SCOPES = 16, BODY_MAX_BYTES = 64 * 1024 };

struct key_command {
    str verb;
    str name;
    str team;
    str id;
    str scopes[KEY_MAX_SCOPES];
    size_t scope_count;
    str output; // what is printed on success
};

/* The word after a flag; false when there is none, or an empty one: an unset shell variable is no
 * wish. */
static bool take_value(struct arguments arguments, int *at, str *out)
{
    if (*at + 1 >= arguments.count)
        return false;
    *out = str_from_cstr(arguments.items[++*at]);
    return out->n > 0;
}

static bool read_flag(struct key_command *command, struct arguments arguments, int *at)
{
    const str flag = str_from_cstr(arguments.items[*at]);
    if (str_eq(flag, S("--name")))
        return take_value(arguments, at, &command->name);
    if (str_eq(flag, S("--team")))
        return take_value(arguments, at, &command->team);
    if (str_eq(flag, S("--scope")))
        return command->scope_count < KEY_MAX_SCOPES &&
               take_value(arguments, at, &command->scopes[command->scope_count++]);
    if (str_starts(flag, S("-")))
        return false;
    if (command->verb.p == NULL)
        command->verb = flag;
    else if (command->id.p == NULL)
        command->id = flag;
    else
        return false;
    return true;
}

static bool read_command(struct arguments arguments, struct key_command *out)
{
    for (int at = 0; at < arguments.count; at++) {
        if (!read_flag(out, arguments, &at))
            return false;
    }
    if (str_eq(out->verb, S("create")))
        return out->name.n > 0;
    return str_eq(out->verb, S("list")) || (str_eq(out->verb, S("revoke")) && out->id.n > 0);
}

// ---- without a server ----

static enum err work(struct ctx *c, void *context)
{
    struct key_command *command = context;
    const struct key_order order = {.name = command->name,
                                    .team_uid = command->team,
                                    .scopes = command->scopes,
                                    .scope_count = command->scope_count};
    if (str_eq(command->verb, S("create")))
        return key_admin_create(c, &order, &command->output);
    if (str_eq(command->verb, S("revoke")))
        return key_admin_revoke(c, command->id);
    command->output = key_admin_list(c);
    return OK;
}

// ---- through the server ----

static str create_body(struct arena *arena, const struct key_command *command)
{
    struct buf body;
    struct json_writer w;
    buf_init(&body, arena, BODY_MAX_BYTES);
    json_writer_init(&w, &body);
    jw_obj(&w, ITEM);
    jw_str(&w, S("name"), command->name);
    jw_str(&w, S("team"), command->team);
    jw_arr(&w, S("scopes"));
    for (size_t i = 0; i < command->scope_count; i++)
        jw_str(&w, ITEM, command->scopes[i]);
    jw_end(&w);
    jw_end(&w);
    return buf_str(&body);
}

static enum err ask_server(struct arena *arena, str socket_path, const struct key_command *command,
                           struct admin_answer *out)
{
    if (str_eq(command->verb, S("create")))
        return admin_ask(arena, socket_path, S("POST"), S("/keys"), create_body(arena, command),
                         out);
    if (str_eq(command->verb, S("list")))
        return admin_ask(arena, socket_path, S("GET"), S("/keys"), S(""), out);
    return admin_ask(arena, socket_path, S("DELETE"), STR_JOIN(arena, S("/keys/"), command->id),
                     S(""), out);
}

static str answer_text(struct arena *arena, str body, str key)
{
    const struct json *answer = NULL;
    struct json_error why = {0};
    if (json_read(arena, body, &answer, &why) != OK)
        return (str){0};
    const struct json *value = json_get(answer, key);
    return value != NULL && value->kind == JSON_STRING ? value->text : (str){0};
}

static int print_answer(struct arena *arena, const struct key_command *command,
                        const struct admin_answer *answer)
{
    if (answer->status != 200)
        return complain(answer_text(arena, answer->body, S("message")));
    const str output =
        answer_text(arena, answer->body, str_eq(command->verb, S("create")) ? S("key") : S("text"));
    printf("%.*s%s", STR(output), str_eq(command->verb, S("create")) ? "\n" : "");
    return EXIT_SUCCESS;
}

int command_key(struct arena *arena, const struct settings *settings, struct arguments arguments)
{
    struct key_command command = {0};
    struct admin_answer answer = {0};
    str why = {0};
    if (!read_command(arguments, &command))
        return complain(S("usage: tocsin key create --name NAME [--team UID] [--scope SCOPE]... | "
                          "list | revoke ID"));
    const str socket_path = database_socket(arena, settings);
    const enum err asked =
        socket_path.p == NULL ? ERR_UNAVAILABLE : ask_server(arena, socket_path, &command, &answer);
    if (asked == OK)
        return print_answer(arena, &command, &answer);
    if (asked != ERR_UNAVAILABLE)
        return complain(S("the running server did not answer"));
    if (database_run(arena, settings, work, &command, &why) != OK)
        return complain(why);
    printf("%.*s%s", STR(command.output), str_eq(command.verb, S("create")) ? "\n" : "");
    return EXIT_SUCCESS;
}
