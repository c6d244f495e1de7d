#pragma once
// A map from keys to numbers, for what is asked for at every state.

#include <cstdint>
#include <vector>

namespace evd::explore {

/// Open addressing; nothing is taken out again.
class NumberMap {
public:
    static constexpr uint32_t kNone = UINT32_MAX;

    /// The number of a key; kNone if it has none.
    uint32_t find(uint64_t key) const {
        for (size_t slot = slotOf(key);; slot = (slot + 1) & (entries_.size() - 1))
            if (entries_[slot].number == kNone || entries_[slot].key == key) return entries_[slot].number;
    }
    /// The key, which has no number, has this one now.
    void set(uint64_t key, uint32_t number) {
        if (++size_ * 2 > entries_.size()) {
            std::vector<Entry> old(entries_.size() * 2);
            old.swap(entries_);
            for (const Entry& one : old)
                if (one.number != kNone) put(one);
        }
        put({key, number});
    }
    size_t bytes() const { return entries_.size() * sizeof(Entry); }

private:
    struct Entry {
        uint64_t key = 0;
        uint32_t number = kNone;
    };
    size_t slotOf(uint64_t key) const {
        key *= 0x9e3779b97f4a7c15ULL;
        return (key ^ key >> 32) & (entries_.size() - 1);
    }
    void put(const Entry& one) {
        size_t slot = slotOf(one.key);
        while (entries_[slot].number != kNone) slot = (slot + 1) & (entries_.size() - 1);
        entries_[slot] = one;
    }

    std::vector<Entry> entries_ = std::vector<Entry>(16);
    size_t size_ = 0;
};

}   // namespace evd::explore
