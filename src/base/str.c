// str.c -- views of bytes.
// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include <strings.h>

str str_from_cstr(const char *text)
{
    return text == NULL ? (str){0} : (str){text, strlen(text)};
}

bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_nocase(str a, str b)
{
    return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && str_eq((str){s.p, prefix.n}, prefix);
}

bool str_ends(str s, str suffix)
{
    return s.n >= suffix.n && str_eq((str){s.p + (s.n - suffix.n), suffix.n}, suffix);
}

int str_cmp(str a, str b)
{
    const size_t shared = a.n < b.n ? a.n : b.n;
    const int order = shared == 0 ? 0 : memcmp(a.p, b.p, shared);
    if (order != 0)
        return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

size_t str_find(str s, char c)
{
    const char *at = s.n == 0 ? NULL : memchr(s.p, c, s.n);
    return at == NULL ? s.n : (size_t)(at - s.p);
}

size_t str_find_str(str s, str needle)
{
    const char *at = s.n == 0 ? NULL : memmem(s.p, s.n, needle.p, needle.n);
    return at == NULL ? s.n : (size_t)(at - s.p);
}

str str_slice(str s, size_t start, size_t count)
{
    if (start >= s.n)
        return (str){s.n == 0 ? s.p : s.p + s.n, 0};
    return (str){s.p + start, count < s.n - start ? count : s.n - start};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

str str_trim(str s)
{
    while (s.n > 0 && is_blank(s.p[0]))
        s = (str){s.p + 1, s.n - 1};
    while (s.n > 0 && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

str str_cut(str *rest, char c)
{
    const size_t at = str_find(*rest, c);
    const str head = {rest->p, at};
    *rest = at == rest->n ? (str){0} : (str){rest->p + at + 1, rest->n - at - 1};
    return head;
}

bool str_to_i64(str s, int64_t *out)
{
    const bool negative = s.n > 0 && s.p[0] == '-';
    int64_t value = 0;
    if (s.n == (negative ? 1U : 0U))
        return false;
    for (size_t i = negative ? 1 : 0; i < s.n; i++) {
        const int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit,
                                   &value)) // counts downwards: INT64_MIN has no positive twin
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *out = negative ? value : -value;
    return true;
}

str str_copy(struct arena *arena, str s)
{
    if (s.p == NULL)
        return s;
    char *copy = arena_alloc_raw(arena, s.n);
    if (s.n > 0)
        memcpy(copy, s.p, s.n);
    return (str){copy, s.n};
}

char *str_cstr(struct arena *arena, str s)
{
    char *copy = arena_alloc_raw(arena, s.n + 1);
    if (s.n > 0)
        memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    return copy;
}

str str_join(struct arena *arena, const str *parts, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += parts[i].n;
    char *joined = arena_alloc_raw(arena, total);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].n > 0)
            memcpy(joined + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (str){joined, total};
}

str str_from_i64(struct arena *arena, int64_t value)
{
    char text[24];
    const int n = snprintf(text, sizeof(text), "%lld", (long long)value);
    return str_copy(arena, (str){text, (size_t)n});
}

str str_lower(struct arena *arena, str s)
{
    char *copy = arena_alloc_raw(arena, s.n);
    for (size_t i = 0; i < s.n; i++)
        copy[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + ('a' - 'A') : s.p[i]);
    return (str){copy, s.n};
}
