#pragma once
// How a state of many small numbers is put into few words.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace evd::explore {

/// Where each part of a state stands: parts of few bits, none across two words.
class Packing {
public:
    explicit Packing(size_t parts) : bits_(parts, 0) { place(); }

    uint32_t words() const { return words_; }
    size_t parts() const { return bits_.size(); }
    /// Whether the number fits into the part.
    bool fits(size_t part, uint32_t number) const { return number <= places_[part].mask; }
    /// Makes the part wide enough, with a bit to spare, so that it is not asked for often. States of before are of
    /// another packing then.
    void widen(size_t part, uint32_t number) {
        bits_[part] = std::min(32U, static_cast<uint32_t>(std::bit_width(number)) + (number > 255 ? 1 : 0));
        place();
    }

    uint32_t get(const uint64_t* state, size_t part) const {
        const Place& at = places_[part];
        return static_cast<uint32_t>(state[at.word] >> at.shift & at.mask);
    }
    void set(uint64_t* state, size_t part, uint32_t number) const {
        const Place& at = places_[part];
        state[at.word] = (state[at.word] & ~(at.mask << at.shift)) | uint64_t{number} << at.shift;
    }

private:
    struct Place {
        uint32_t word, shift;
        uint64_t mask;
    };
    void place() {
        places_.clear();
        uint32_t word = 0, used = 0;
        for (uint32_t bits : bits_) {
            if (used + bits > 64) {
                ++word;
                used = 0;
            }
            places_.push_back({word, bits == 0 ? 0 : used, (uint64_t{1} << bits) - 1});
            used += bits;
        }
        words_ = word + 1;
    }

    std::vector<uint32_t> bits_;
    std::vector<Place> places_;
    uint32_t words_ = 1;
};

}   // namespace evd::explore
