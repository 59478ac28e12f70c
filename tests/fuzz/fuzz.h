// fuzz.h -- the one function of a fuzz target, called by libFuzzer or by replay.c.
//
// A target asserts properties with CHECK: what was accepted must come back, what was refused must
// say why.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
