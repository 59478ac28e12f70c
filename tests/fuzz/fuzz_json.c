// fuzz_json.c -- what the reader accepts can be read again from its own text, and from the
// writer's.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "fuzz.h"
#include "json/json_read.h"
#include "json/json_write.h"

#include <math.h>

enum { ARENA_BLOCK_BYTES = 64 * 1024, OUT_MAX_BYTES = 8 << 20 };

static const struct json *read_again(struct arena *arena, str text)
{
    const struct json *root = NULL;
    struct json_error why;
    CHECK(json_read(arena, text, &root, &why) == OK);
    return root;
}

struct walk {
    const struct json *parents[JSON_MAX_DEPTH]; // of the node that the walk is at
    unsigned depth;
};

/* The next node in document order, NULL after the last. */
static const struct json *walk_next(struct walk *walk, const struct json *at)
{
    if (at->first != NULL) {
        CHECK(walk->depth < JSON_MAX_DEPTH);
        walk->parents[walk->depth++] = at;
        return at->first;
    }
    while (walk->depth > 0 && at->next == NULL)
        at = walk->parents[--walk->depth];
    return walk->depth == 0 ? NULL : at->next;
}

static void check_equal(const struct json *a, const struct json *b)
{
    CHECK(a->kind == b->kind && a->count == b->count && a->boolean == b->boolean);
    CHECK(a->is_integer == b->is_integer && a->integer == b->integer);
    CHECK(a->number == b->number && signbit(a->number) == signbit(b->number)); // -0 is not 0
    CHECK(str_eq(a->text, b->text) && str_eq(a->key, b->key));
}

static void check_same_tree(const struct json *a, const struct json *b)
{
    struct walk walk_a = {.depth = 0}, walk_b = {.depth = 0};
    while (a != NULL && b != NULL) {
        check_equal(a, b);
        a = walk_next(&walk_a, a);
        b = walk_next(&walk_b, b);
    }
    CHECK(a == NULL && b == NULL);
}

static void check_node(const struct json *node, str text)
{
    size_t children = 0;
    CHECK(node->raw.p >= text.p && node->raw.n > 0);
    CHECK(node->raw.p + node->raw.n <= text.p + text.n);
    CHECK(utf8_is_valid(node->text) && utf8_is_valid(node->key));
    CHECK(str_eq(node->raw, str_trim(node->raw)));
    for (const struct json *child = node->first; child != NULL; child = child->next) {
        CHECK((child->key.p != NULL) == (node->kind == JSON_OBJECT));
        children++;
    }
    CHECK(children == node->count);
}

/* Every node is sound; returns the most parents that one has. */
static unsigned check_nodes(const struct json *root, str text)
{
    struct walk walk = {.depth = 0};
    unsigned deepest = 0;
    for (const struct json *node = root; node != NULL; node = walk_next(&walk, node)) {
        check_node(node, text);
        deepest = walk.depth > deepest ? walk.depth : deepest;
    }
    return deepest;
}

/* An empty container is closed at once, another after its last child. */
static void write_node(struct json_writer *w, const struct json *node)
{
    if (node->kind == JSON_OBJECT)
        jw_obj(w, node->key);
    else if (node->kind == JSON_ARRAY)
        jw_arr(w, node->key);
    else if (node->kind == JSON_STRING)
        jw_str(w, node->key, node->text);
    else if (node->is_integer && node->integer != 0)
        jw_i64(w, node->key, node->integer);
    else
        jw_raw(w, node->key, node->raw);
    if (node->kind >= JSON_ARRAY && node->count == 0)
        jw_end(w);
}

static str write_tree(struct arena *arena, const struct json *root)
{
    struct buf out;
    struct json_writer w;
    struct walk walk = {.depth = 0};
    buf_init(&out, arena, OUT_MAX_BYTES);
    json_writer_init(&w, &out);
    for (const struct json *node = root; node != NULL;) {
        write_node(&w, node);
        node = walk_next(&walk, node);
        while (w.depth > walk.depth)
            jw_end(&w);
    }
    CHECK(json_writer_ok(&w));
    return buf_str(&out);
}

static void check_accepted(struct arena *arena, str text, const struct json *root)
{
    const unsigned depth = check_nodes(root, text);
    check_same_tree(root, read_again(arena, root->raw));
    if (depth < JSON_WRITER_MAX_DEPTH)
        check_same_tree(root, read_again(arena, write_tree(arena, root)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    const str text = {(const char *)bytes, count};
    struct arena arena;
    const struct json *root = NULL;
    struct json_error why = {.offset = SIZE_MAX};
    arena_init(&arena, ARENA_BLOCK_BYTES);
    if (json_read(&arena, text, &root, &why) == OK)
        check_accepted(&arena, text, root);
    else
        CHECK(root == NULL && why.offset <= count && why.reason.n > 0);
    arena_release(&arena);
    return 0;
}
