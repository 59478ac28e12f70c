// workload.c -- from rows of the timeline to people's hours.
// SPDX-License-Identifier: Apache-2.0
#include "core/workload.h"

#include "base/run.h"

static const struct zone *zone_of(const struct ctx *c, int64_t user_id)
{
    const struct user_account *user = directory_user(c->directory, user_id);
    return zone_find(user == NULL ? (str){0} : user->time_zone);
}

/* How many activities from `first` on are of the same person on the same incident. */
static size_t run_length(const struct activity_list *list, size_t first)
{
    const struct activity *of = &list->items[first];
    size_t end = first;
    while (end < list->count && list->items[end].incident_id == of->incident_id &&
           list->items[end].user_id == of->user_id)
        end++;
    return end - first;
}

static struct person_workload judge(struct ctx *c, const struct activity *items, size_t count)
{
    msec *times = arena_array(c->store.arena, msec, count);
    for (size_t i = 0; i < count; i++)
        times[i] = items[i].at;
    return (struct person_workload){
        .incident_id = items->incident_id,
        .user_id = items->user_id,
        .load = workload_of(&c->preferences->work, zone_of(c, items->user_id), times, count),
    };
}

static size_t count_people(const struct activity_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i += run_length(list, i))
        count++;
    return count;
}

/* Adds those who did something on some incidents. */
static void add_people(struct ctx *c, const struct activity_list *list, struct workload_list *all)
{
    const size_t most = all->count + count_people(list);
    struct person_workload *people = arena_array(c->store.arena, struct person_workload, most);
    size_t count = all->count;
    if (count > 0)
        memcpy(people, all->items, count * sizeof(*people));
    for (size_t i = 0, length = 0; i < list->count; i += length) {
        length = run_length(list, i);
        people[count++] = judge(c, &list->items[i], length);
    }
    *all = (struct workload_list){.items = people, .count = count};
}

enum err workloads_of(struct ctx *c, struct id_list incidents, struct workload_list *out)
{
    const struct id_list sorted = id_list_sorted(c->store.arena, incidents);
    struct workload_list all = {0};
    for (size_t first = 0; first < sorted.count; first += ACTIVE_INCIDENTS_MAX) {
        const size_t left = sorted.count - first;
        const struct id_list some = {
            .items = &sorted.items[first],
            .count = left < ACTIVE_INCIDENTS_MAX ? left : ACTIVE_INCIDENTS_MAX,
        };
        struct activity_list list = {0};
        TRY(activities_of(&c->store, some, &list));
        add_people(c, &list, &all);
    }
    *out = all;
    return OK;
}

struct workload workload_of_incident(const struct workload_list *list, int64_t incident_id)
{
    const struct run people = RUN_OF(*list, incident_id, incident_id);
    struct workload sum = {0};
    for (size_t i = 0; i < people.count; i++)
        sum = workload_sum(sum, list->items[people.first + i].load);
    return sum;
}

struct workload workload_of_person(const struct workload_list *list, int64_t incident_id,
                                   int64_t user_id)
{
    const struct run people = RUN_OF(*list, incident_id, incident_id);
    for (size_t i = 0; i < people.count; i++) {
        const struct person_workload *person = &list->items[people.first + i];
        if (person->user_id == user_id)
            return person->load;
    }
    return (struct workload){0};
}

enum err participants_list(struct ctx *c, int64_t incident_id, struct participant_list *out)
{
    return participants_of(&c->store, incident_id, out);
}
