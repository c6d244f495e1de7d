#pragma once
// Messages as they go over a connection: length, then one CBOR array (docs/wire-format.md).

#include "runtime/wire/codec.h"

#include <string>
#include <vector>

namespace evd::runtime {

/// Longer frames are refused before anything is read.
inline constexpr size_t kFrameMax = 16 * 1024 * 1024;
inline constexpr size_t kFrameHead = 4;   ///< big-endian length of what follows

/// Why the body of a frame was refused.
enum class FrameError { None, Malformed, UnknownMessage, Schema, UnknownSender };

/// A message read from a frame; `words` are owned, to be given up with dropMessage.
struct FrameMessage {
    uint32_t message = 0;
    uint32_t sender = 0;
    std::vector<evd_word> words;
    FrameError error = FrameError::None;
    std::string reason;   ///< of the error, for people
};

/// Appends a whole frame, head included. False, with nothing appended, if it would be too long.
bool appendFrame(const evd_rt& rt, uint32_t message, uint32_t sender, const evd_word* words, std::string& out);
/// Reads the body of a frame.
FrameMessage readFrame(evd_rt& rt, std::string_view body);
void dropMessage(evd_rt& rt, FrameMessage& message);

/// The number of a message, or -1.
int64_t messageNumber(const evd_module& module, std::string_view name);
/// A hash as eight bytes, most significant first, and back (false if it is not eight bytes).
std::string hashBytes(uint64_t hash);

}   // namespace evd::runtime
