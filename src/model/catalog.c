// catalog.c -- the words.
// SPDX-License-Identifier: Apache-2.0
#include "model/catalog.h"

#define X(name, text) S(text),
const str catalog_color_words[CATALOG_COLOR_COUNT] = {CATALOG_COLORS(X)};
const str catalog_category_words[CATALOG_CATEGORY_COUNT] = {CATALOG_CATEGORIES(X)};
const str catalog_mode_words[CATALOG_MODE_COUNT] = {CATALOG_MODES(X)};
#undef X

const str catalog_icon_words[CATALOG_ICON_COUNT] = {
    S("alert"),    S("bolt"),
    S("box"),      S("briefcase"),
    S("browser"),  S("bulb"),
    S("calendar"), S("clock"),
    S("cog"),      S("components"),
    S("database"), S("doc"),
    S("email"),    S("escalation-path"),
    S("files"),    S("flag"),
    S("folder"),   S("globe"),
    S("money"),    S("server"),
    S("severity"), S("status-page"),
    S("store"),    S("star"),
    S("tag"),      S("user"),
    S("users"),
};
