#pragma once
// The total order and the hash of values, by type descriptor.

#include "runtime/values/object.h"

namespace evd::runtime {

inline int sign(evd_word a, evd_word b) { return a < b ? -1 : a > b ? 1 : 0; }

/// Compares two handles of one type.
int compareHandles(const evd_type* type, evd_word a, evd_word b);

/// Compares flat values of `count` words slot by slot; -1, 0 or 1. Right for flat enums too: unused slots are zero.
inline int compareWords(const evd_type* const* types, size_t count, const evd_word* a, const evd_word* b) {
    for (size_t i = 0; i < count; ++i) {
        if (a[i] == b[i]) continue;
        if (types[i] == nullptr || a[i] == 0 || b[i] == 0) return sign(a[i], b[i]);
        if (int order = compareHandles(types[i], a[i], b[i])) return order;
    }
    return 0;
}

/// One step of a hash: a multiplication that spreads, and the high bits brought down to where tables look.
inline uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 32);
}

/// A handle that is not null into a running hash. Equal values have equal hashes.
uint64_t hashHandle(const evd_type* type, evd_word handle, uint64_t seed);
/// One word of a value into a running hash; `type` null for a scalar.
inline uint64_t hashWord(const evd_type* type, evd_word word, uint64_t seed) {
    return type == nullptr || word == 0 ? mix(seed, static_cast<uint64_t>(word)) : hashHandle(type, word, seed);
}
/// A sequence of words into a running hash.
uint64_t hashWords(const evd_type* const* types, size_t count, const evd_word* words, uint64_t seed);

/// Compares the keys (whole elements but for maps) of two elements of a collection like `shape`.
int compareKeys(const Object* shape, const evd_word* a, const evd_word* b);

}   // namespace evd::runtime
