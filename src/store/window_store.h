// window_store.h -- writing maintenance windows. They are read with the directory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/status_page.h"
#include "store/store.h"

/* The row, and what it covers. */
MUST_CHECK enum err window_insert(struct store *s, const struct maintenance_window *window,
                                  struct id_list targets);
MUST_CHECK enum err window_update(struct store *s, const struct maintenance_window *window,
                                  struct id_list targets);

/* What it has covered until `at` becomes a removed window of its own, `copy_id`. */
MUST_CHECK enum err window_keep_past(struct store *s, int64_t id, int64_t copy_id, msec at);

/* It ends at `at`, unless before, and stays as history. */
MUST_CHECK enum err window_remove_at(struct store *s, int64_t id, msec at);

/* As if it had never been. */
MUST_CHECK enum err window_delete(struct store *s, int64_t id);

/* No window covers the service or integration any more. */
MUST_CHECK enum err window_target_drop(struct store *s, int64_t target_id);
