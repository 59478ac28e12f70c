// web.h -- pages for people. So far one: the share page of an incident.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"

extern const struct dialect web_dialect;
