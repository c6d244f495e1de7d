// Lists: appending, replacing, slices; concatenation is in values_merge.cpp.

#include "runtime/values/edit.h"

#include <algorithm>

using namespace evd::runtime;

extern "C" {

evd_word evd_append(evd_rt* rt, evd_word list) {
    Target target = makeRoom(rt, object(list), 1);
    insertAt(rt, target, target.object->size, rt->takeStaged());
    return handle(target.object);
}

evd_word evd_append1(evd_rt* rt, evd_word list, evd_word word) {
    Target target = makeRoom(rt, object(list), 1);
    insertAt(rt, target, target.object->size, &word);
    return handle(target.object);
}

evd_word evd_set_at(evd_rt* rt, evd_word list, evd_word index) {
    Target target = makeRoom(rt, object(list), 0);
    replaceAt(rt, target, static_cast<uint32_t>(index), 0, target.object->width, rt->takeStaged());
    return handle(target.object);
}

evd_word evd_slice(evd_rt* rt, evd_word list, evd_word from, evd_word to) {
    Object* o = object(list);
    evd_word size = o->size;
    from = std::clamp<evd_word>(from, 0, size);
    to = std::clamp<evd_word>(to, from, size);
    if (from == 0 && to == size) return list;
    auto count = static_cast<uint32_t>(to - from);
    Object* slice = rt->heap.make(o->type, static_cast<size_t>(count) * o->width);
    copyElements(rt, slice, o, static_cast<uint32_t>(from), count);
    rt->heap.drop(list);
    return handle(slice);
}
}
