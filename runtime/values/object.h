#pragma once
// Heap objects behind handles: one header, then words; what every collection, text and boxed enum looks like.

#include "runtime/abi.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace evd::runtime {

/// A reference-counted vector of elements, each of `width` words. Text: `size` bytes. Box: constructor number, then its
/// fields.
struct Object {
    const evd_type* type;
    uint64_t shadow;   ///< the event in which the state's own reference does not count (evd_take)
    uint32_t refs;
    uint32_t size;             ///< elements; bytes of a text; words of a box
    uint16_t width;            ///< words per element; a map's key and value together
    uint16_t keyWidth;         ///< words that are compared when looking up; of a box of a recursive enum: its depth
    uint32_t capacity : 30;    ///< words that fit
    uint32_t handles : 1;      ///< whether elements hold handles
    uint32_t keyHandles : 1;   ///< whether keys do

    evd_word* words() { return reinterpret_cast<evd_word*>(this + 1); }
    const evd_word* words() const { return reinterpret_cast<const evd_word*>(this + 1); }
    evd_word* element(uint32_t index) { return words() + static_cast<size_t>(index) * width; }
    const evd_word* element(uint32_t index) const { return words() + static_cast<size_t>(index) * width; }
    char* bytes() { return reinterpret_cast<char*>(words()); }
    const char* bytes() const { return reinterpret_cast<const char*>(words()); }
    bool isText() const { return type->kind == EVD_STR || type->kind == EVD_BYTES; }
    bool isBox() const { return type->kind == EVD_ENUM; }
    /// Of a box of a recursive enum: levels of values in it, itself included (EVD_DEPTH_MAX).
    uint32_t boxDepth() const { return keyWidth; }
};
static_assert(sizeof(Object) == 32);

inline Object* object(evd_word handle) { return reinterpret_cast<Object*>(handle); }
inline evd_word handle(const Object* object) { return reinterpret_cast<evd_word>(object); }

/// Copies words that do not overlap. Mostly they are few, and a call of memcpy would cost more than they do.
inline void copyWords(evd_word* to, const evd_word* from, size_t count) {
    switch (count) {
    case 4: to[3] = from[3]; [[fallthrough]];
    case 3: to[2] = from[2]; [[fallthrough]];
    case 2: to[1] = from[1]; [[fallthrough]];
    case 1: to[0] = from[0]; [[fallthrough]];
    case 0: return;
    default: std::memcpy(to, from, count * sizeof(evd_word));   // larger ones are rare
    }
}

/// The type of the handle in slot `slot` of an element of a collection, or null for a scalar.
inline const evd_type* elementSlotType(const evd_type* collection, uint32_t slot) {
    const evd_type* first = collection->args[0];
    return slot < first->slots ? first->slot_types[slot] : collection->args[1]->slot_types[slot - first->slots];
}

/// Calls `visit(type, word)` for every non-zero handle word inside an object.
template <class Visit> void forEachHandle(Object* o, Visit visit) {
    if (!o->handles) return;   // texts too
    if (o->isBox()) {
        const evd_ctor& ctor = o->type->ctors[o->words()[0]];
        for (uint32_t i = 0; i < ctor.arg_count; ++i)
            for (uint32_t s = 0; s < ctor.args[i]->slots; ++s)
                if (const evd_type* type = ctor.args[i]->slot_types[s]) {
                    evd_word& word = o->words()[1 + ctor.arg_slots[i] + s];
                    if (word != 0) visit(type, word);
                }
        return;
    }
    for (uint32_t slot = 0; slot < o->width; ++slot) {
        const evd_type* type = elementSlotType(o->type, slot);
        if (type == nullptr) continue;
        for (uint32_t i = 0; i < o->size; ++i) {
            evd_word& word = o->element(i)[slot];
            if (word != 0) visit(type, word);
        }
    }
}

}   // namespace evd::runtime
