#pragma once
// The sends of committed events that the host has not collected yet, and those of the event in progress.

#include "runtime/values/heap.h"

#include <vector>

namespace evd::runtime {

/// In nanoseconds; of a timer any delay between the two.
struct Delay {
    int64_t least = 0, most = 0;
};

struct OutboxEntry {
    uint32_t message;
    bool emitted;
    Delay delay;
    size_t toAt, toCount;   ///< destinations
    size_t wordsAt;         ///< payload
};

/// Buffers are reused: a steady state allocates nothing.
class Outbox {
public:
    Outbox(const evd_module& module, Heap& heap);

    /// Adds a send without destinations; the payload's references move in. Follow with `to`.
    void add(uint32_t message, bool emitted, Delay delay, const evd_word* payload);
    void to(uint32_t location) {
        to_.push_back(location);
        ++entries_.back().toCount;
    }

    size_t size() const { return entries_.size(); }
    const OutboxEntry& entry(size_t index) const { return entries_[index]; }
    const uint32_t* destinations(const OutboxEntry& entry) const { return to_.data() + entry.toAt; }
    const evd_word* payload(const OutboxEntry& entry) const { return words_.data() + entry.wordsAt; }

    /// Drops every entry from number `size` on.
    void truncate(size_t size);

private:
    const evd_module& module_;
    Heap& heap_;
    std::vector<uint8_t> hasHandles_;   ///< by message
    std::vector<OutboxEntry> entries_;
    std::vector<uint32_t> to_;
    std::vector<evd_word> words_;
};

}   // namespace evd::runtime
