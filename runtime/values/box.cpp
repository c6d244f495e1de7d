#include "runtime/values/box.h"

#include <algorithm>

namespace evd::runtime {

namespace {

uint32_t depthOfFields(const evd_ctor& ctor, const evd_word* fields) {
    uint32_t inner = 0;
    for (uint32_t i = 0; i < ctor.arg_count; ++i)
        inner = std::max(inner, depthOf(ctor.args[i], fields + ctor.arg_slots[i]));
    return ctor.arg_count == 0 ? 0 : 1 + inner;
}

uint32_t depthOfElements(const Object* o) {
    if (o->size == 0) return 0;
    uint32_t inner = 0;
    for (uint32_t i = 0; i < o->size; ++i) {
        const evd_word* words = o->element(i);
        for (uint32_t a = 0; a < o->type->arg_count; words += o->type->args[a++]->slots)
            inner = std::max(inner, depthOf(o->type->args[a], words));
    }
    return 1 + inner;
}

}   // namespace

uint32_t depthOf(const evd_type* type, const evd_word* words) {
    switch (type->kind) {
    case EVD_INT:
    case EVD_NAT:
    case EVD_BOOL:
    case EVD_UNIT:
    case EVD_STR:
    case EVD_BYTES:
    case EVD_LOC:
    case EVD_DURATION: return 0;
    case EVD_TUPLE:
    case EVD_RECORD: {
        uint32_t inner = 0;
        for (uint32_t i = 0; i < type->arg_count; words += type->args[i++]->slots)
            inner = std::max(inner, depthOf(type->args[i], words));
        return type->arg_count == 0 ? 0 : 1 + inner;
    }
    case EVD_ENUM: {
        if (type->boxed == EVD_FLAT) return depthOfFields(type->ctors[words[0]], words);
        const Object* box = object(words[0]);
        if (type->boxed == EVD_RECURSIVE) return box->boxDepth();
        return depthOfFields(type->ctors[box->words()[0]], box->words() + 1);
    }
    default: return depthOfElements(object(words[0]));   // collections
    }
}

Object* makeBox(Heap& heap, const evd_type* type, uint32_t ctor) {
    const evd_ctor& description = type->ctors[ctor];
    size_t words = 1;
    for (uint32_t i = 0; i < description.arg_count; ++i)
        words = std::max<size_t>(words, 1 + description.arg_slots[i] + description.args[i]->slots);
    Object* box = heap.make(type, words);
    std::fill_n(box->words(), words, 0);
    box->words()[0] = ctor;
    box->size = static_cast<uint32_t>(words);
    return box;
}

bool sealBox(Object* box) {
    if (box->type->boxed != EVD_RECURSIVE) return true;
    uint32_t depth = depthOfFields(box->type->ctors[box->words()[0]], box->words() + 1);
    box->keyWidth = static_cast<uint16_t>(std::min<uint32_t>(depth, UINT16_MAX));
    return depth <= EVD_DEPTH_MAX;
}

}   // namespace evd::runtime
