#pragma once
// Boxed enum values, and how deep values nest, so that going through one never needs more stack than there is
// (EVD_DEPTH_MAX).

#include "runtime/values/heap.h"

namespace evd::runtime {

/// Levels of a value: constructors with fields, tuples, records, and collections that are not empty. The same numbers
/// as ir::Value::depth. Boxes of recursive enums know theirs, so that only what is around them is gone through.
uint32_t depthOf(const evd_type* type, const evd_word* words);

/// A box of one constructor whose fields, zero so far, are to be filled in; then sealBox.
Object* makeBox(Heap& heap, const evd_type* type, uint32_t ctor);
/// Notes in a new box of a recursive enum, whose fields are in place, how deep it is. False if that is too deep.
bool sealBox(Object* box);

}   // namespace evd::runtime
