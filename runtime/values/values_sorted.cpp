// Sets, bags and maps as sorted vectors: inserting and removing one element or key.

#include "runtime/values/edit.h"

using namespace evd::runtime;

namespace {

evd_word insertWords(evd_rt* rt, evd_word collection, const evd_word* words) {
    Object* o = object(collection);
    bool found = false;
    uint32_t at = lowerBound(o, words, found);
    if (found && o->type->kind == EVD_SET) {
        dropElement(rt, o, words);
        return collection;
    }
    if (found && o->type->kind == EVD_MAP) {   // the equal key stays; only the value is new
        Target target = makeRoom(rt, o, 0);
        const uint32_t key = target.object->keyWidth;
        replaceAt(rt, target, at, key, target.object->width - key, words + key);
        if (target.object->keyHandles) dropWords(rt->heap, target.object->type->args[0]->slot_types, key, words);
        return handle(target.object);
    }
    Target target = makeRoom(rt, o, 1);
    insertAt(rt, target, at, words);
    return handle(target.object);
}

evd_word removeWords(evd_rt* rt, evd_word collection, const evd_word* key) {
    bool found = false;
    uint32_t at = lowerBound(object(collection), key, found);
    if (!found) return collection;
    Target target = makeRoom(rt, object(collection), 0);
    removeAt(rt, target, at);
    return handle(target.object);
}

}   // namespace

extern "C" {

evd_word evd_insert(evd_rt* rt, evd_word h) { return insertWords(rt, h, rt->takeStaged()); }
evd_word evd_insert1(evd_rt* rt, evd_word h, evd_word word) { return insertWords(rt, h, &word); }

evd_word evd_put11(evd_rt* rt, evd_word map, evd_word key, evd_word value) {
    const evd_word words[2] = {key, value};
    return insertWords(rt, map, words);
}

evd_word evd_remove(evd_rt* rt, evd_word h) { return removeWords(rt, h, rt->takeStaged()); }
evd_word evd_remove1(evd_rt* rt, evd_word h, evd_word word) { return removeWords(rt, h, &word); }
}
