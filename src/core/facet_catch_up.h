// facet_catch_up.h -- incidents that the index does not know: of a database from before it, or put
// there by other means.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/store.h"

/* Puts all of them into the index, some thousand a transaction; outside any. *out_count: how many
 * there were. Before requests are served: until then searches do not find them. */
MUST_CHECK enum err facet_catch_up(struct store *s, int64_t *out_count);
