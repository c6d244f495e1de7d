#pragma once
// What an event changed in place inside the state's own collections, so that a fault can take it back (R1).

#include "runtime/values/heap.h"

namespace evd::runtime {

class UndoLog {
public:
    explicit UndoLog(Heap& heap) : heap_(heap) {}

    /// `count` elements were inserted at `at`.
    void inserted(Object* o, uint32_t at, uint32_t count) { entries_.push_back({Kind::Inserted, o, at, count, 0}); }
    /// The element at `at` is about to be removed; its references move into the log.
    void removing(Object* o, uint32_t at);
    /// `count` words of element `at` from `slot` on are about to be overwritten; their references move into the log.
    void replacing(Object* o, uint32_t at, uint32_t slot, uint32_t count);

    /// The event stands: gives up what was removed.
    void commit();
    /// The event did not happen: plays everything back in reverse.
    void rollback();
    bool empty() const { return entries_.empty(); }

private:
    enum class Kind : uint8_t { Inserted, Removed, Replaced };
    struct Entry {
        Kind kind;
        Object* object;
        uint32_t at, count;   ///< elements; for Replaced the first word and the number of words
        size_t saved;         ///< index into saved_
    };
    const evd_type* typeOfWord(const Object* o, uint32_t word) const {
        return elementSlotType(o->type, word % o->width);
    }

    Heap& heap_;
    std::vector<Entry> entries_;
    std::vector<evd_word> saved_;
};

}   // namespace evd::runtime
