// catalog.h -- the catalog: types of things that an organisation has, and their attributes.
//
// The numbers of the enums are stored; append only. 0 means "none" for ids and times.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

#define CATALOG_COLORS(X)                                                                          \
    X(YELLOW, "yellow")                                                                            \
    X(GREEN, "green")                                                                              \
    X(BLUE, "blue")                                                                                \
    X(VIOLET, "violet")                                                                            \
    X(PINK, "pink")                                                                                \
    X(CYAN, "cyan")                                                                                \
    X(ORANGE, "orange")

#define X(name, text) CATALOG_##name,
enum catalog_color { CATALOG_COLORS(X) CATALOG_COLOR_COUNT };
#undef X

#define CATALOG_CATEGORIES(X)                                                                      \
    X(CUSTOMER, "customer")                                                                        \
    X(ISSUE_TRACKER, "issue-tracker")                                                              \
    X(PRODUCT_FEATURE, "product-feature")                                                          \
    X(SERVICE, "service")                                                                          \
    X(ON_CALL, "on-call")                                                                          \
    X(TEAM, "team")                                                                                \
    X(USER, "user")

#define X(name, text) CATALOG_CATEGORY_##name,
enum catalog_category { CATALOG_CATEGORIES(X) CATALOG_CATEGORY_COUNT };
#undef X

// How an attribute gets its values.
#define CATALOG_MODES(X)                                                                           \
    X(DEFAULT, "")                                                                                 \
    X(API, "api")                                                                                  \
    X(DASHBOARD, "dashboard")                                                                      \
    X(EXTERNAL, "external")                                                                        \
    X(INTERNAL, "internal")                                                                        \
    X(DYNAMIC, "dynamic")                                                                          \
    X(BACKLINK, "backlink")                                                                        \
    X(PATH, "path")

#define X(name, text) CATALOG_MODE_##name,
enum catalog_mode { CATALOG_MODES(X) CATALOG_MODE_COUNT };
#undef X

enum { CATALOG_ICON_COUNT = 27, CATALOG_ICON_DEFAULT = 2 };

extern const str catalog_color_words[CATALOG_COLOR_COUNT];
extern const str catalog_category_words[CATALOG_CATEGORY_COUNT];
extern const str catalog_mode_words[CATALOG_MODE_COUNT];
extern const str catalog_icon_words[CATALOG_ICON_COUNT];

struct catalog_type {
    int64_t id;
    str name;
    str type_name; // Custom["Service"]: how attributes name it
    str description;
    enum catalog_color color;
    int icon;            // in catalog_icon_words
    unsigned categories; // bits 1 << enum catalog_category
    str annotations;     // a JSON object of texts
    str source_repo_url; // absent: none
    bool is_ranked;
    bool names_identify; // an entry's name names it as its external id does
    int64_t schema_version;
    msec created_at;
    msec updated_at;
};

struct catalog_attribute {
    int64_t type_id;
    str id; // the client's own, or a made one
    str name;
    str value_type; // String, Number, Custom["Service"] ...
    bool is_array;
    enum catalog_mode mode;
    str backlink; // the attribute of the other type that links here; absent: none
    str path;     // the ids of attributes, a line each; absent: none
};

struct catalog_entry {
    int64_t id;
    int64_t type_id;
    str name;
    str external_id; // absent: none
    str aliases;     // a JSON array of texts
    int64_t rank;
    msec created_at;
    msec updated_at;
};

// One literal of an attribute of an entry.
struct catalog_value {
    int64_t entry_id;
    str attribute_id;
    str literal;
};
