#pragma once
// Texts from disk, for everything that is given the name of a file by a user or by another file.

#include <istream>
#include <optional>
#include <string>

namespace evd {

/// No more of one text is read than this; what a text may hold is far less.
inline constexpr size_t kReadMax = size_t{64} << 20;

/// The text of a regular file. A folder, a device, a pipe or a socket is refused before anything is read from it: some
/// of them never end, and some wait for ever. Nothing if it cannot be read; `why` then says the reason.
std::optional<std::string> readFile(const std::string& path, std::string* why = nullptr);

/// What comes from a stream that was asked for by `-`.
std::string readAll(std::istream& in);

}   // namespace evd
