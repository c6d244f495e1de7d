#include "runtime/engine/foreign.h"

#include <algorithm>

namespace evd::runtime {

namespace {

/// Texts may carry any descriptor of their kind: those of literals and of what is made of them differ.
bool isHandle(const evd_rt& rt, const evd_type* type, evd_word word) {
    if (!rt.heap.contains(word) || object(word)->refs == 0) return false;
    const evd_type* found = object(word)->type;
    bool isText = type->kind == EVD_STR || type->kind == EVD_BYTES;
    return found == type || (isText && found->kind == type->kind);
}

bool isConstructor(const evd_rt& rt, const evd_type* type, const evd_word* words) {
    if (words[0] < 0 || words[0] >= type->ctor_count) return false;
    const evd_ctor& ctor = type->ctors[words[0]];
    for (uint32_t slot = 1; slot < type->slots; ++slot) {
        bool used = false;
        for (uint32_t i = 0; i < ctor.arg_count; ++i)
            used |= slot >= ctor.arg_slots[i] && slot < ctor.arg_slots[i] + ctor.args[i]->slots;
        if (!used && words[slot] != 0) return false;
    }
    for (uint32_t i = 0; i < ctor.arg_count; ++i)
        if (!isValue(rt, ctor.args[i], words + ctor.arg_slots[i])) return false;
    return true;
}

}   // namespace

bool isValue(const evd_rt& rt, const evd_type* type, const evd_word* words) {
    switch (type->kind) {
    case EVD_INT:
    case EVD_DURATION: return true;
    case EVD_NAT: return words[0] >= 0;
    case EVD_BOOL: return words[0] == 0 || words[0] == 1;
    case EVD_UNIT: return words[0] == 0;
    case EVD_LOC: return words[0] >= 0 && static_cast<uint64_t>(words[0]) < rt.locations.size();
    case EVD_TUPLE:
    case EVD_RECORD:
        for (uint32_t i = 0; i < type->arg_count; words += type->args[i++]->slots)
            if (!isValue(rt, type->args[i], words)) return false;
        return true;
    case EVD_ENUM: return type->boxed == EVD_FLAT ? isConstructor(rt, type, words) : isHandle(rt, type, words[0]);
    default: return isHandle(rt, type, words[0]);   // texts and collections
    }
}

bool areFields(const evd_rt& rt, const evd_message& message, const evd_word* words) {
    if (words == nullptr) return message.slots == 0;
    return std::all_of(message.fields, message.fields + message.field_count,
                       [&](const evd_field& field) { return isValue(rt, field.type, words + field.slot); });
}

void dropForeign(evd_rt& rt, const evd_type* type, const evd_word* words) {
    for (uint32_t slot = 0; slot < type->slots; ++slot)
        if (type->slot_types[slot] != nullptr && isHandle(rt, type->slot_types[slot], words[slot]))
            rt.heap.drop(words[slot]);
}

}   // namespace evd::runtime
