// facet_changes.h -- changes of the index that wait for the end of their transaction.
//
// The jobs of one transaction mostly change the same few rows (a status, a day); written together,
// each row is written once. Part of write_group; use cases call core/facet.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/facet_store.h"

struct facet_changes {
    struct facet_change *items;
    size_t count;
    size_t kept; // of jobs that have ended
    size_t capacity;
};

/* FACET_NONE as a kind changes no bit, only the version of the chunk. */
void facet_changes_add(struct facet_changes *changes, const struct facet_change *change);

/* The running job has ended: its changes stay, or are thrown away. */
void facet_changes_keep(struct facet_changes *changes);
void facet_changes_drop(struct facet_changes *changes);

/* Writes all; later ones win over earlier ones. */
MUST_CHECK enum err facet_changes_write(struct facet_changes *changes, struct store *s);

/* Forgets all. */
void facet_changes_clear(struct facet_changes *changes);
void facet_changes_release(struct facet_changes *changes);
