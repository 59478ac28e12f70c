// version.h -- which Tocsin this is; the build defines it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#ifndef TOCSIN_VERSION
#define TOCSIN_VERSION "unknown"
#endif
