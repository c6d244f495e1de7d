// Operations on two whole collections or texts: union, intersection, difference, subset.

#include "runtime/values/edit.h"

#include <cstring>

using namespace evd::runtime;

namespace {

evd_word concatenateTexts(evd_rt* rt, evd_word first, evd_word second) {
    Object *a = object(first), *b = object(second);
    if (b->size == 0) return first;
    size_t size = size_t{a->size} + b->size;
    Object* target = a;
    // A text of the state is copied even if taken: an undo entry for texts would save little.
    if (accessTo(rt, a) != Access::Own || size > size_t{a->capacity} * sizeof(evd_word)) {
        target = rt->heap.make(a->type, (size + sizeof(evd_word) - 1) / sizeof(evd_word));
        std::memcpy(target->bytes(), a->bytes(), a->size);
        target->size = a->size;
    }
    std::memcpy(target->bytes() + target->size, b->bytes(), b->size);
    target->size = static_cast<uint32_t>(size);
    if (target != a) rt->heap.drop(first);
    return handle(target);
}

evd_word concatenateLists(evd_rt* rt, evd_word first, evd_word second) {
    if (object(second)->size == 0) return first;
    Object* b = object(second);
    uint32_t count = b->size;
    rt->heap.dup(second);   // `first` may be the same list
    Target target = makeRoom(rt, object(first), count);
    uint32_t at = target.object->size;
    copyElements(rt, target.object, b, 0, count);
    if (target.logged) rt->undo.inserted(target.object, at, count);
    rt->heap.drop(second);
    return handle(target.object);
}

enum class Keep { Both, OnlyFirst, Common };

/// Walks two sorted collections. Equal keys: both for bags' union, the second's for maps', one for sets'; consumed
/// pairwise.
evd_word merge(evd_rt* rt, evd_word first, evd_word second, Keep keep) {
    Object *a = object(first), *b = object(second);
    size_t bound = keep == Keep::Both ? size_t{a->size} + b->size : a->size;
    Object* out = rt->heap.make(a->type, bound * a->width);
    uint32_t i = 0, j = 0;
    while (i < a->size || j < b->size) {
        int order = i == a->size ? 1 : j == b->size ? -1 : compareKeys(a, a->element(i), b->element(j));
        if (order < 0) {
            if (keep != Keep::Common) copyElements(rt, out, a, i, 1);
            ++i;
        } else if (order > 0) {
            if (keep == Keep::Both) copyElements(rt, out, b, j, 1);
            else if (i == a->size) break;
            ++j;
        } else {
            if (keep == Keep::Both && a->type->kind == EVD_BAG) {
                copyElements(rt, out, a, i, 1);
                copyElements(rt, out, b, j, 1);
            } else if (keep == Keep::Both) copyElements(rt, out, b, j, 1);
            else if (keep == Keep::Common) copyElements(rt, out, a, i, 1);
            ++i;
            ++j;
        }
    }
    rt->heap.drop(first);
    return handle(out);
}

}   // namespace

extern "C" {

evd_word evd_union(evd_rt* rt, evd_word a, evd_word b) {
    switch (object(a)->type->kind) {
    case EVD_STR:
    case EVD_BYTES: return concatenateTexts(rt, a, b);
    case EVD_LIST: return concatenateLists(rt, a, b);
    default: return object(b)->size == 0 ? a : merge(rt, a, b, Keep::Both);   // sets, bags, maps
    }
}

evd_word evd_intersect(evd_rt* rt, evd_word a, evd_word b) { return merge(rt, a, b, Keep::Common); }
evd_word evd_difference(evd_rt* rt, evd_word a, evd_word b) {
    return object(b)->size == 0 ? a : merge(rt, a, b, Keep::OnlyFirst);
}

evd_word evd_subset(evd_word first, evd_word second) {
    const Object *a = object(first), *b = object(second);
    uint32_t j = 0;
    for (uint32_t i = 0; i < a->size; ++i, ++j) {
        while (j < b->size && compareKeys(a, b->element(j), a->element(i)) < 0) ++j;
        if (j == b->size || compareKeys(a, b->element(j), a->element(i)) != 0) return 0;
    }
    return 1;
}
}
