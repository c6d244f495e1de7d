#pragma once
// What was read from a connection, cut into frames.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace evd::runtime {

/// Room grows with what arrives, never with what a head announces.
class FrameBuffer {
public:
    struct Room {
        char* data;
        size_t size;
    };

    /// Where to put what is read next; never empty. Frames taken before are gone.
    Room room();
    /// So many bytes were put there.
    void filled(size_t bytes);
    /// The body of the next frame if all of it is there; valid until `room`. Throws Refusal (EVD7012) if it announces
    /// more than `limit` bytes.
    std::optional<std::string_view> next(size_t limit);

    /// Bytes of memory held.
    size_t capacity() const { return bytes_.size(); }

private:
    static constexpr size_t kSmall = 4 * 1024;   // of a connection that says little
    static constexpr size_t kBusy = 64 * 1024;   // of one that sends as fast as it can; more only for a longer frame

    std::vector<char> bytes_;
    size_t begin_ = 0, end_ = 0;   // what is there
    bool full_ = false;            // the last read took all the room
};

}   // namespace evd::runtime
