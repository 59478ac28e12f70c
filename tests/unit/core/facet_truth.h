// facet_truth.h -- does the index of incidents say what the tables say?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/store.h"

/* NULL, or the first fault: a bit that is set or missing against the rows, an incident out of order
 * that is not late. Looks at everything. */
const char *facet_fault(struct store *s);
