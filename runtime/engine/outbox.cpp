#include "runtime/engine/outbox.h"

#include <algorithm>

namespace evd::runtime {

Outbox::Outbox(const evd_module& module, Heap& heap) : module_(module), heap_(heap) {
    for (uint32_t m = 0; m < module.message_count; ++m) {
        const evd_message& message = module.messages[m];
        hasHandles_.push_back(std::any_of(message.slot_types, message.slot_types + message.slots,
                                          [](const evd_type* type) { return type != nullptr; }));
    }
}

void Outbox::add(uint32_t message, bool emitted, Delay delay, const evd_word* payload) {
    entries_.push_back({message, emitted, delay, to_.size(), 0, words_.size()});
    words_.insert(words_.end(), payload, payload + module_.messages[message].slots);
}

void Outbox::truncate(size_t size) {
    if (size >= entries_.size()) return;
    for (size_t i = size; i < entries_.size(); ++i) {
        if (!hasHandles_[entries_[i].message]) continue;
        const evd_message& message = module_.messages[entries_[i].message];
        dropWords(heap_, message.slot_types, message.slots, payload(entries_[i]));
    }
    to_.resize(entries_[size].toAt);
    words_.resize(entries_[size].wordsAt);
    entries_.resize(size);
}

}   // namespace evd::runtime
