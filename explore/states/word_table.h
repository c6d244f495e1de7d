#pragma once
// Exact sets of tuples of words, numbered: what the explorer keeps its states in.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

namespace evd::explore {

/// A set of tuples of `width` 64-bit words. Each has a number, in the order in which they came. Open addressing over
/// numbers; the tuples stand one behind the other, so that the set takes 8 bytes per word and 5 to 8 per tuple.
class WordTable {
public:
    static constexpr uint32_t kNone = UINT32_MAX;

    explicit WordTable(uint32_t width);

    /// Where a tuple is, and whether it was not there before.
    struct Place {
        uint32_t number;
        bool isNew;
    };
    Place insert(const uint64_t* words);
    /// Inserts many, one behind the other, in their order; it does not wait for memory between them.
    void insert(const uint64_t* words, size_t count, Place* out);
    const uint64_t* operator[](uint32_t number) const {
        return chunks_[number >> kChunkBits].get() + size_t{number & (kChunk - 1)} * width_;
    }
    uint32_t size() const { return size_; }
    uint32_t width() const { return width_; }
    /// Bytes of memory.
    size_t bytes() const;

private:
    static constexpr uint32_t kChunkBits = 18, kChunk = 1U << kChunkBits;

    uint64_t hash(const uint64_t* words) const;
    size_t slotOf(uint64_t hash) const { return static_cast<size_t>((hash >> 32) * slotCount_ >> 32); }
    uint32_t entry(uint32_t number, uint64_t hash) const { return static_cast<uint32_t>(hash) << numberBits_ | number; }
    uint32_t numberOf(uint32_t entry) const { return entry & ((uint32_t{1} << numberBits_) - 1); }
    bool isLike(uint32_t entry, uint64_t hash) const { return ((entry ^ this->entry(0, hash)) >> numberBits_) == 0; }
    bool equal(uint32_t number, const uint64_t* words) const;
    Place insertHashed(const uint64_t* words, uint64_t hash);
    void grow();
    void setNumberBits();

    uint32_t width_;
    uint32_t size_ = 0;
    /// Memory that is given back; where it is large, in large pages if the system has them.
    struct Free {
        void operator()(void* memory) const { std::free(memory); }
    };
    template <class T> using Memory = std::unique_ptr<T[], Free>;
    template <class T> static Memory<T> memory(size_t count);

    std::vector<Memory<uint64_t>> chunks_;
    /// Numbers, and in the bits that these do not need a part of the hash, so that few others are looked at.
    Memory<uint32_t> slots_;
    size_t slotCount_;
    uint32_t numberBits_;
};

/// A set of tuples of 32-bit numbers, two to a word.
class NumberTable {
public:
    explicit NumberTable(uint32_t length)
        : length_(length), table_((length + 1) / 2), words_(std::max(1U, (length + 1) / 2)) {}

    WordTable::Place insert(std::span<const uint32_t> numbers);
    uint32_t at(uint32_t tuple, uint32_t index) const {
        return static_cast<uint32_t>(table_[tuple][index / 2] >> index % 2 * 32);
    }
    uint32_t size() const { return table_.size(); }
    size_t bytes() const { return table_.bytes(); }

private:
    uint32_t length_;
    WordTable table_;
    std::vector<uint64_t> words_;
};

}   // namespace evd::explore
