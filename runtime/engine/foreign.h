#pragma once
// Words that come from the host as they are, without a decoder that looked at them.

#include "runtime/engine/rt.h"

namespace evd::runtime {

/// Whether words are a value of a type: numbers in their range, handles of this process that are alive and of the type.
/// Safe for any words.
bool isValue(const evd_rt& rt, const evd_type* type, const evd_word* words);
/// The same for the fields of a message.
bool areFields(const evd_rt& rt, const evd_message& message, const evd_word* words);

/// Gives up the handles in words that may be no value; what is no handle is left alone.
void dropForeign(evd_rt& rt, const evd_type* type, const evd_word* words);

}   // namespace evd::runtime
