#include "runtime/values/order.h"

#include <algorithm>
#include <cstring>

namespace evd::runtime {

namespace {

int compareTexts(const Object* a, const Object* b) {
    if (int order = std::memcmp(a->bytes(), b->bytes(), std::min(a->size, b->size))) return order < 0 ? -1 : 1;
    return sign(a->size, b->size);
}

int compareBoxes(const evd_type* type, const Object* a, const Object* b) {
    if (int order = sign(a->words()[0], b->words()[0])) return order;
    const evd_ctor& ctor = type->ctors[a->words()[0]];
    for (uint32_t i = 0; i < ctor.arg_count; ++i) {
        size_t at = 1 + ctor.arg_slots[i];
        if (int order = compareWords(ctor.args[i]->slot_types, ctor.args[i]->slots, a->words() + at, b->words() + at))
            return order;
    }
    return 0;
}

int compareElements(const evd_type* type, const Object* a, const Object* b) {
    uint32_t common = std::min(a->size, b->size);
    const evd_type* first = type->args[0];
    for (uint32_t i = 0; i < common; ++i) {
        const evd_word *x = a->element(i), *y = b->element(i);
        if (int order = compareWords(first->slot_types, first->slots, x, y)) return order;
        if (type->kind == EVD_MAP) {
            const evd_type* second = type->args[1];
            if (int order = compareWords(second->slot_types, second->slots, x + first->slots, y + first->slots))
                return order;
        }
    }
    return sign(a->size, b->size);
}

}   // namespace

int compareHandles(const evd_type* type, evd_word a, evd_word b) {
    if (a == b) return 0;
    switch (type->kind) {
    case EVD_STR:
    case EVD_BYTES: return compareTexts(object(a), object(b));
    case EVD_ENUM: return compareBoxes(type, object(a), object(b));
    default: return compareElements(type, object(a), object(b));   // collections
    }
}

int compareKeys(const Object* shape, const evd_word* a, const evd_word* b) {
    if (!shape->keyHandles) {
        for (uint32_t i = 0; i < shape->keyWidth; ++i)
            if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
        return 0;
    }
    return compareWords(shape->type->args[0]->slot_types, shape->keyWidth, a, b);
}

uint64_t hashHandle(const evd_type* type, evd_word word, uint64_t seed) {
    Object* o = object(word);
    uint64_t hash = mix(seed, o->size);
    if (o->isText()) {
        for (uint32_t i = 0; i < o->size; ++i)
            hash = (hash ^ static_cast<unsigned char>(o->bytes()[i])) * 0x100000001b3u;
        return mix(hash, 0);
    }
    if (o->isBox()) {
        hash = mix(hash, static_cast<uint64_t>(o->words()[0]));
        const evd_ctor& ctor = type->ctors[o->words()[0]];
        for (uint32_t i = 0; i < ctor.arg_count; ++i)
            hash = hashWords(ctor.args[i]->slot_types, ctor.args[i]->slots, o->words() + 1 + ctor.arg_slots[i], hash);
        return hash;
    }
    for (uint32_t i = 0; i < o->size; ++i)
        for (uint32_t slot = 0; slot < o->width; ++slot)
            hash = hashWord(elementSlotType(type, slot), o->element(i)[slot], hash);
    return hash;
}

uint64_t hashWords(const evd_type* const* types, size_t count, const evd_word* words, uint64_t seed) {
    for (size_t i = 0; i < count; ++i) seed = hashWord(types[i], words[i], seed);
    return seed;
}

}   // namespace evd::runtime

extern "C" evd_word evd_compare(const evd_type* type, evd_word a, evd_word b) {
    return evd::runtime::compareHandles(type, a, b);
}
