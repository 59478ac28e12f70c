// bare_sqlite.c -- the least that a create can cost: its rows, through SQLite, in a bare loop.
//
//   bare_sqlite DATABASE SECONDS GROUP
//
// Writes the rows of POST /incidents/create, GROUP creates to a transaction, on a connection set up
// like the server's writer: WAL, synchronous FULL, checkpoints between transactions. One thread; no
// HTTP, no JSON, no key, no answer, no savepoint. Prints one JSON line; the times in it are those
// of whole transactions.
// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    CHECKPOINT_PAGES = 4000, // as in the server
    ID_BLOCK = 4096,         // row ids taken at once, as in the server
    IDS_EACH = 4,            // group, incident, timeline entry, outbox row
    IDENTITY_BYTES = 32,     // of hex
    TITLE_BYTES = 128,
    MAX_COMMITS = 1 << 20,
};

#define US_PER_SECOND INT64_C(1000000)

static const char *const pragmas = "PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA wal_autocheckpoint = 0;"
                                   "PRAGMA journal_size_limit = 67108864;"
                                   "PRAGMA foreign_keys = ON;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -8000;"
                                   "PRAGMA secure_delete = FAST;"
                                   "PRAGMA trusted_schema = OFF;";

static const char *const metadata =
    "{\"status\":\"firing\",\"labels\":{\"alertname\":\"DiskUsageHigh\",\"severity\":\"warning\","
    "\"instance\":\"db-1.eu-west-1:9100\",\"job\":\"node\",\"mountpoint\":\"/var/lib/data\","
    "\"team\":\"storage\"},\"annotations\":{\"summary\":\"Disk usage above 91 %\",\"description\":"
    "\"The volume fills at 12 MB/s and is full in 12 hours unless somebody acts.\","
    "\"runbook_url\":\"https://runbooks.example.com/disk-usage-high\"},"
    "\"fingerprint\":\"1000000001\"}";

// What a create writes. ?1 is the organisation, ?2 the team, ?3 the number of the create; ids count
// up from ?4, that of the group; ?5 is the time.
static const char *const sql[] = {
    "BEGIN IMMEDIATE",
    "UPDATE counter SET value = value + 1 WHERE org_id = ?1 AND name = 'group' AND owner_id = ?2",
    "UPDATE counter SET value = value + 1 WHERE org_id = ?1 AND name = 'incident' AND owner_id = 0",
    "INSERT INTO incident_group (id, org_id, team_id, number, identity, newest_incident_id,"
    " occurrences, window_started_at, window_events, limited_until, version, created_at)"
    " VALUES (?4, ?1, ?2, ?3, ?6, ?4 + 1, 1, ?5, 1, 0, 1, ?5)",
    "INSERT INTO incident (id, org_id, group_id, team_id, number, occurrence, status_id,"
    " response_state, title, metadata, policy_id, step, suppressed, responders, is_shared,"
    " created_at, updated_at)"
    " VALUES (?4 + 1, ?1, ?4, ?2, ?3, 1, 5, 0, ?7, ?8, 4, 0, 0, 0, 0, ?5, ?5)",
    "INSERT INTO incident_count (org_id, team_id, response_state, incidents) VALUES (?1, ?2, 0, 1)"
    " ON CONFLICT (org_id, team_id, response_state) DO UPDATE SET incidents = incidents + 1",
    "INSERT INTO timeline (org_id, incident_id, id, kind, at, actor_kind, actor_id, old_value,"
    " new_value, is_public) VALUES (?1, ?4 + 1, ?4 + 2, 'created', ?5, 'api_key', 19, NULL, '5', "
    "0)",
    "INSERT INTO outbox (org_id, id, incident_id, kind, state, user_id, via, policy_id, step, "
    "due_at,"
    " created_at) VALUES (?1, ?4 + 3, ?4 + 1, 'page', 'pending', 3, '', 4, 0, ?5, ?5)",
    "COMMIT",
};

enum { SQL_COUNT = sizeof(sql) / sizeof(sql[0]), FIRST_OF_CREATE = 1, COMMIT = SQL_COUNT - 1 };

struct loop {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    int64_t org_id;
    int64_t team_id;
    int64_t number; // of the last create
    int64_t next_id;
    int64_t end_id;
    uint64_t random;
    int wal_pages;
    int64_t commits;
    int64_t commit_us[MAX_COMMITS];
};

static void check(const struct loop *loop, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    fprintf(stderr, "bare_sqlite: %s\n", sqlite3_errmsg(loop->db));
    exit(EXIT_FAILURE);
}

static int64_t clock_us(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * US_PER_SECOND + now.tv_nsec / 1000;
}

static int64_t look_up(struct loop *loop, const char *query)
{
    sqlite3_stmt *statement;
    check(loop, sqlite3_prepare_v2(loop->db, query, -1, &statement, NULL));
    check(loop, sqlite3_step(statement));
    const int64_t value = sqlite3_column_int64(statement, 0);
    check(loop, sqlite3_finalize(statement));
    return value;
}

static int note_wal_pages(void *context, sqlite3 *db, const char *name, int pages)
{
    struct loop *loop = context;
    (void)db;
    (void)name;
    loop->wal_pages = pages;
    return SQLITE_OK;
}

static void open_loop(struct loop *loop, const char *path)
{
    check(loop,
          sqlite3_open_v2(path, &loop->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    check(loop, sqlite3_exec(loop->db, pragmas, NULL, NULL, NULL));
    sqlite3_wal_hook(loop->db, note_wal_pages, loop);
    for (int i = 0; i < SQL_COUNT; i++)
        check(loop, sqlite3_prepare_v3(loop->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                       &loop->statements[i], NULL));
    loop->org_id = look_up(loop, "SELECT id FROM org");
    loop->team_id = look_up(loop, "SELECT id FROM team WHERE is_default = 1");
    loop->number = look_up(loop, "SELECT value FROM counter WHERE name = 'incident'");
    loop->random = (uint64_t)loop->number * 2 + 1;
}

static void close_loop(struct loop *loop)
{
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(loop->statements[i]);
    check(loop, sqlite3_close(loop->db));
}

static void run(struct loop *loop, sqlite3_stmt *statement)
{
    check(loop, sqlite3_step(statement));
    check(loop, sqlite3_reset(statement));
}

static void take_block(struct loop *loop)
{
    loop->end_id = 1 + look_up(loop, "UPDATE counter SET value = value + 4096 WHERE name = 'row_id'"
                                     " RETURNING value");
    loop->next_id = loop->end_id - ID_BLOCK;
}

/* As scattered in the index as a digest is. */
static void write_identity(struct loop *loop, char identity[IDENTITY_BYTES + 1])
{
    for (int i = 0; i < 2; i++) {
        loop->random = loop->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint64_t mixed = loop->random ^ loop->random >> 29;
        snprintf(identity + 16 * i, 17, "%016llx", (unsigned long long)mixed);
    }
}

static void bind(const struct loop *loop, sqlite3_stmt *statement, const char *identity,
                 const char *title)
{
    const int64_t numbers[] = {loop->org_id, loop->team_id, loop->number, loop->next_id,
                               clock_us(CLOCK_REALTIME) / 1000};
    const char *const texts[] = {identity, title, metadata};
    const int wanted = sqlite3_bind_parameter_count(statement);
    for (int i = 0; i < 5 && i < wanted; i++)
        check(loop, sqlite3_bind_int64(statement, i + 1, numbers[i]));
    for (int i = 0; i < 3 && i + 5 < wanted; i++)
        check(loop, sqlite3_bind_text(statement, i + 6, texts[i], -1, SQLITE_STATIC));
}

static void create(struct loop *loop)
{
    char identity[IDENTITY_BYTES + 1];
    char title[TITLE_BYTES];
    if (loop->end_id - loop->next_id < IDS_EACH)
        take_block(loop);
    loop->number++;
    write_identity(loop, identity);
    snprintf(title, sizeof(title), "Disk usage above 91 %% on db-1.eu-west-1, event bare-%lld",
             (long long)loop->number);
    for (int i = FIRST_OF_CREATE; i < COMMIT; i++) {
        bind(loop, loop->statements[i], identity, title);
        run(loop, loop->statements[i]);
    }
    loop->next_id += IDS_EACH;
}

static void write_group(struct loop *loop, int group)
{
    const int64_t started_us = clock_us(CLOCK_MONOTONIC);
    run(loop, loop->statements[0]);
    for (int i = 0; i < group; i++)
        create(loop);
    run(loop, loop->statements[COMMIT]);
    loop->commit_us[loop->commits++] = clock_us(CLOCK_MONOTONIC) - started_us;
    if (loop->wal_pages > CHECKPOINT_PAGES)
        check(loop,
              sqlite3_wal_checkpoint_v2(loop->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL));
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double percentile_ms(const struct loop *loop, int percent)
{
    return (double)loop->commit_us[loop->commits * percent / 100] / 1000.0;
}

static void report(struct loop *loop, int64_t creates, int64_t elapsed_us, int64_t cpu_us)
{
    qsort(loop->commit_us, (size_t)loop->commits, sizeof(loop->commit_us[0]), compare);
    printf("{\"requests\":%lld,\"seconds\":%f,\"p50_ms\":%f,\"p99_ms\":%f,\"errors\":0,"
           "\"cpu_us\":%f}\n",
           (long long)creates, (double)elapsed_us / US_PER_SECOND, percentile_ms(loop, 50),
           percentile_ms(loop, 99), (double)cpu_us / (double)creates);
}

int main(int argc, char **argv)
{
    static struct loop loop;
    if (argc != 4) {
        fprintf(stderr, "usage: bare_sqlite DATABASE SECONDS GROUP\n");
        return EXIT_FAILURE;
    }
    const int group = atoi(argv[3]);
    open_loop(&loop, argv[1]);
    const int64_t started_us = clock_us(CLOCK_MONOTONIC);
    const int64_t started_cpu_us = clock_us(CLOCK_PROCESS_CPUTIME_ID);
    const int64_t until_us = started_us + (int64_t)(atof(argv[2]) * US_PER_SECOND);
    while (clock_us(CLOCK_MONOTONIC) < until_us && loop.commits < MAX_COMMITS)
        write_group(&loop, group);
    report(&loop, loop.commits * group, clock_us(CLOCK_MONOTONIC) - started_us,
           clock_us(CLOCK_PROCESS_CPUTIME_ID) - started_cpu_us);
    close_loop(&loop);
    return EXIT_SUCCESS;
}
