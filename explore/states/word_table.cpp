#include "explore/states/word_table.h"

#include "base/check.h"

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <sys/mman.h>

namespace evd::explore {

namespace {

constexpr size_t kSlotsMin = 64;
constexpr size_t kPage = size_t{1} << 21;   // a large one
constexpr size_t kBatch = 32;               // tuples whose memory is asked for at a time

uint64_t mixed(uint64_t x) {
    x ^= x >> 32;
    x *= 0xe9846af9b1a615dULL;
    x ^= x >> 32;
    x *= 0xe9846af9b1a615dULL;
    return x ^ x >> 28;
}

}   // namespace

template <class T> WordTable::Memory<T> WordTable::memory(size_t count) {
    const size_t bytes = (count * sizeof(T) + kPage - 1) / kPage * kPage;
    const bool large = count * sizeof(T) >= kPage;
    void* const out = large ? std::aligned_alloc(kPage, bytes) : std::malloc(count * sizeof(T));
    if (out == nullptr) throw std::bad_alloc();
    if (large) madvise(out, bytes, MADV_HUGEPAGE);   // a wish; without it everything is slower and the same
    return Memory<T>(static_cast<T*>(out));
}

WordTable::WordTable(uint32_t width)
    : width_(std::max(width, 1U)), slots_(memory<uint32_t>(kSlotsMin)), slotCount_(kSlotsMin) {
    std::fill_n(slots_.get(), slotCount_, kNone);
    setNumberBits();
}

/// So many that no number has all of them, which an empty slot has.
void WordTable::setNumberBits() {
    EVD_CHECK(slotCount_ < size_t{1} << 31, "numbers have less than 32 bits");
    numberBits_ = static_cast<uint32_t>(std::bit_width(slotCount_));
}

uint64_t WordTable::hash(const uint64_t* words) const {
    uint64_t out = mixed(words[0]);
    for (uint32_t i = 1; i < width_; ++i) out = mixed(out + 0x9e3779b97f4a7c15ULL + words[i]);
    return out;
}

bool WordTable::equal(uint32_t number, const uint64_t* words) const {
    const uint64_t* const there = (*this)[number];
    for (uint32_t i = 0; i < width_; ++i)
        if (there[i] != words[i]) return false;
    return true;
}

WordTable::Place WordTable::insertHashed(const uint64_t* words, uint64_t hash) {
    for (size_t slot = slotOf(hash);; slot = slot + 1 == slotCount_ ? 0 : slot + 1) {
        const uint32_t there = slots_[slot];
        if (there == kNone) {
            slots_[slot] = entry(size_, hash);
            if (size_ % kChunk == 0) chunks_.push_back(memory<uint64_t>(size_t{kChunk} * width_));
            std::copy_n(words, width_, chunks_.back().get() + size_t{size_ & (kChunk - 1)} * width_);
            return {size_++, true};
        }
        if (isLike(there, hash) && equal(numberOf(there), words)) return {numberOf(there), false};
    }
}

WordTable::Place WordTable::insert(const uint64_t* words) {
    if (size_ + 1 > slotCount_ / 4 * 3) grow();
    return insertHashed(words, hash(words));
}

void WordTable::insert(const uint64_t* words, size_t count, Place* out) {
    std::array<uint64_t, kBatch> hashes{};
    for (size_t begin = 0; begin < count; begin += kBatch) {
        const size_t now = std::min(kBatch, count - begin);
        while (size_ + now > slotCount_ / 4 * 3) grow();
        for (size_t i = 0; i < now; ++i) {
            hashes[i] = hash(words + (begin + i) * width_);
            __builtin_prefetch(&slots_[slotOf(hashes[i])]);
        }
        for (size_t i = 0; i < now; ++i)
            if (const uint32_t there = slots_[slotOf(hashes[i])]; there != kNone && isLike(there, hashes[i]))
                __builtin_prefetch((*this)[numberOf(there)]);
        for (size_t i = 0; i < now; ++i) out[begin + i] = insertHashed(words + (begin + i) * width_, hashes[i]);
    }
}

/// Half as many slots again, or twice as many while there are few. The old ones are given back first: the tuples stand
/// elsewhere.
void WordTable::grow() {
    slotCount_ = slotCount_ < size_t{1} << 22 ? slotCount_ * 2 : slotCount_ + slotCount_ / 2;
    slots_.reset();
    slots_ = memory<uint32_t>(slotCount_);
    std::fill_n(slots_.get(), slotCount_, kNone);
    setNumberBits();
    for (uint32_t number = 0; number < size_; ++number) {
        const uint64_t hash = this->hash((*this)[number]);
        size_t slot = slotOf(hash);
        while (slots_[slot] != kNone) slot = slot + 1 == slotCount_ ? 0 : slot + 1;
        slots_[slot] = entry(number, hash);
    }
}

size_t WordTable::bytes() const {
    return chunks_.size() * kChunk * width_ * sizeof(uint64_t) + slotCount_ * sizeof(uint32_t);
}

WordTable::Place NumberTable::insert(std::span<const uint32_t> numbers) {
    EVD_CHECK(numbers.size() == length_, "tuples of one table are of one length");
    std::fill(words_.begin(), words_.end(), 0);
    for (uint32_t i = 0; i < length_; ++i) words_[i / 2] |= uint64_t{numbers[i]} << i % 2 * 32;
    return table_.insert(words_.data());
}

}   // namespace evd::explore
