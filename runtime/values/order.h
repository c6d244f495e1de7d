#pragma once
// The total order and the hash of values, by type descriptor.

#include "runtime/values/object.h"

namespace evd::runtime {

/// Compares flat values of `count` words slot by slot; -1, 0 or 1. Right for flat enums too: unused slots are zero.
int compareWords(const evd_type* const* types, size_t count, const evd_word* a, const evd_word* b);
/// Compares two handles of one type.
int compareHandles(const evd_type* type, evd_word a, evd_word b);
/// Equal values have equal hashes.
uint64_t hashWords(const evd_type* const* types, size_t count, const evd_word* words, uint64_t seed);
/// One word of a value into a running hash; `type` null for a scalar.
uint64_t hashWord(const evd_type* type, evd_word word, uint64_t seed);
/// Compares the keys (whole elements but for maps) of two elements of a collection like `shape`.
int compareKeys(const Object* shape, const evd_word* a, const evd_word* b);

} // namespace evd::runtime
