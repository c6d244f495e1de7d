#include "runtime/values/undo.h"

#include <cstring>

namespace evd::runtime {

void UndoLog::removing(Object* o, uint32_t at) {
    entries_.push_back({Kind::Removed, o, at, 1, saved_.size()});
    saved_.insert(saved_.end(), o->element(at), o->element(at) + o->width);
}

void UndoLog::replacing(Object* o, uint32_t at, uint32_t slot, uint32_t count) {
    uint32_t word = at * o->width + slot;
    entries_.push_back({Kind::Replaced, o, word, count, saved_.size()});
    saved_.insert(saved_.end(), o->words() + word, o->words() + word + count);
}

void UndoLog::commit() {
    for (const Entry& entry : entries_) {
        if (entry.kind == Kind::Inserted || !entry.object->handles) continue;
        uint32_t words = entry.kind == Kind::Removed ? entry.object->width : entry.count;
        uint32_t first = entry.kind == Kind::Removed ? 0 : entry.at;
        for (uint32_t i = 0; i < words; ++i)
            if (typeOfWord(entry.object, first + i) != nullptr) heap_.drop(saved_[entry.saved + i]);
    }
    entries_.clear();
    saved_.clear();
}

void UndoLog::rollback() {
    while (!entries_.empty()) {
        Entry entry = entries_.back();
        entries_.pop_back();
        Object* o = entry.object;
        const evd_word* saved = saved_.data() + entry.saved;
        size_t elementBytes = o->width * sizeof(evd_word);
        if (entry.kind == Kind::Inserted) {
            if (o->handles)
                for (uint32_t i = 0; i < entry.count * o->width; ++i)
                    if (typeOfWord(o, i) != nullptr) heap_.drop(o->element(entry.at)[i]);
            std::memmove(o->element(entry.at), o->element(entry.at + entry.count),
                         (o->size - entry.at - entry.count) * elementBytes);
            o->size -= entry.count;
        } else if (entry.kind == Kind::Removed) {
            std::memmove(o->element(entry.at + 1), o->element(entry.at), (o->size - entry.at) * elementBytes);
            std::memcpy(o->element(entry.at), saved, elementBytes);
            ++o->size;
        } else {
            for (uint32_t i = 0; i < entry.count; ++i) {
                if (o->handles && typeOfWord(o, entry.at + i) != nullptr) heap_.drop(o->words()[entry.at + i]);
                o->words()[entry.at + i] = saved[i];
            }
        }
    }
    saved_.clear();
}

}   // namespace evd::runtime
