#include "runtime/engine/outbox.h"

namespace evd::runtime {

void Outbox::add(uint32_t message, bool emitted, int64_t delay, const evd_word* payload) {
    entries_.push_back({message, emitted, delay, to_.size(), 0, words_.size()});
    for (uint32_t i = 0; i < module_.messages[message].slots; ++i) words_.push_back(payload[i]);
}

void Outbox::truncate(size_t size) {
    if (size >= entries_.size()) return;
    for (size_t i = size; i < entries_.size(); ++i) {
        const evd_message& message = module_.messages[entries_[i].message];
        dropWords(heap_, message.slot_types, message.slots, payload(entries_[i]));
    }
    to_.resize(entries_[size].toAt);
    words_.resize(entries_[size].wordsAt);
    entries_.resize(size);
}

} // namespace evd::runtime
