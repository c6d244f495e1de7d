// Questions that change nothing: sizes, elements, looking up, counting, rings, boxes.

#include "runtime/values/edit.h"

using namespace evd::runtime;

namespace {

evd_word countOf(const Object* o, const evd_word* key) {
    evd_word count = 0;
    if (o->type->kind == EVD_LIST || o->type->kind == EVD_RING) {
        for (uint32_t i = 0; i < o->size; ++i) count += compareKeys(o, o->element(i), key) == 0 ? 1 : 0;
        return count;
    }
    bool found = false;
    for (uint32_t i = lowerBound(o, key, found); i < o->size && compareKeys(o, o->element(i), key) == 0; ++i) ++count;
    return count;
}

}   // namespace

extern "C" {

evd_word evd_size(evd_word h) { return object(h)->size; }
evd_word evd_word_at(evd_word h, evd_word index, uint32_t slot) {
    return object(h)->element(static_cast<uint32_t>(index))[slot];
}

evd_word evd_find(evd_rt* rt, evd_word h) { return find(object(h), rt->takeStaged()); }
evd_word evd_find1(evd_rt*, evd_word h, evd_word word) { return find(object(h), &word); }
evd_word evd_count(evd_rt* rt, evd_word h) { return countOf(object(h), rt->takeStaged()); }
evd_word evd_count1(evd_rt*, evd_word h, evd_word word) { return countOf(object(h), &word); }

evd_word evd_box_ctor(evd_word h) { return object(h)->words()[0]; }
evd_word evd_box_word(evd_word h, uint32_t slot) { return object(h)->words()[1 + slot]; }

evd_word evd_ring_step(evd_rt* rt, evd_word ring, evd_word delta) {
    const Object* o = object(ring);
    evd_word at = find(o, rt->takeStaged());
    if (at < 0) return -1;
    return delta > 0 ? (at + 1 == o->size ? 0 : at + 1) : (at == 0 ? o->size - 1 : at - 1);
}
}
