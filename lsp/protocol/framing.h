#pragma once
// Byte streams as messages: the `Content-Length` framing of the base protocol.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace evd::lsp {

/// Messages beyond this are skipped and reported, so that a wrong length cannot eat all memory.
inline constexpr size_t kMessageMax = 64u << 20;

/// Cuts a byte stream into message bodies. Never fails for good: after a malformed header it looks for the next one.
class MessageSplitter {
public:
    /// One finding in the stream.
    struct Item {
        bool good = true;   ///< else `text` says what was wrong
        std::string text;   ///< the body
    };

    void push(std::string_view bytes) { buffer_.append(bytes); }
    /// The next message or complaint, or nothing until more bytes come. Header names are compared without case; lines
    /// may end with a line feed only; other headers are ignored.
    std::optional<Item> next();

private:
    enum class Found { Nothing, Header, Garbage };
    Found header(std::string& complaint);

    std::string buffer_;
    std::optional<size_t> length_;   ///< of the body being waited for
    size_t skip_ = 0;                ///< bytes of an oversized body still to be thrown away
    bool complained_ = false;        ///< within one stretch of garbage one complaint is enough
};

/// A body with its header.
std::string framed(std::string_view body);

}   // namespace evd::lsp
