// vocabulary.c -- the stored texts of the enums.
// SPDX-License-Identifier: Apache-2.0
#include "model/vocabulary.h"

#define X(name, text) S(text),
const str timeline_kind_words[TIMELINE_KIND_COUNT] = {TIMELINE_KINDS(X)};
const str actor_kind_words[ACTOR_KIND_COUNT] = {ACTOR_KINDS(X)};
const str notice_kind_words[NOTICE_KIND_COUNT] = {NOTICE_KINDS(X)};
const str target_kind_words[TARGET_KIND_COUNT] = {TARGET_KINDS(X)};
const str slug_words[SLUG_COUNT] = {SLUGS(X)};
const str status_category_words[CATEGORY_COUNT] = {STATUS_CATEGORIES(X)};
const str public_status_words[PUBLIC_STATUS_COUNT] = {PUBLIC_STATUSES(X)};
const str service_status_words[SERVICE_STATUS_COUNT] = {SERVICE_STATUSES(X)};
const str subscriber_kind_words[SUBSCRIBER_KIND_COUNT] = {SUBSCRIBER_KINDS(X)};
const str address_kind_words[ADDRESS_KIND_COUNT] = {ADDRESS_KINDS(X)};
const str role_words[ROLE_COUNT] = {ROLES(X)};
#undef X

int word_find(const str *words, size_t count, str word)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(words[i], word))
            return (int)i;
    }
    return -1;
}

struct scope_row {
    str word;
    unsigned bit;
};

#define X(name, text, scope_bit) {S(text), (scope_bit)},
static const struct scope_row scopes[] = {SCOPES(X)};
#undef X

unsigned scope_find(str word)
{
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        if (str_eq(scopes[i].word, word))
            return scopes[i].bit;
    }
    return 0;
}

str scope_word(unsigned bit)
{
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        if (scopes[i].bit == bit)
            return scopes[i].word;
    }
    return (str){0};
}
