#include "runtime/host/frame_buffer.h"

#include "runtime/host/refusal.h"
#include "runtime/wire/frame.h"

#include <algorithm>
#include <cstring>

namespace evd::runtime {

FrameBuffer::Room FrameBuffer::room() {
    size_t there = end_ - begin_;
    if (there > 0 && begin_ > 0) std::memmove(bytes_.data(), bytes_.data() + begin_, there);
    begin_ = 0;
    end_ = there;
    size_t wanted = std::max(bytes_.size(), kSmall);
    if (there == bytes_.size()) wanted = std::max(wanted, 2 * there);   // a frame longer than the buffer
    else if (full_ && wanted < kBusy) wanted = kBusy;
    else if (there < kBusy / 2 && wanted > kBusy) wanted = kBusy;   // it was taken
    if (wanted != bytes_.size()) {
        bytes_.resize(wanted);
        bytes_.shrink_to_fit();
    }
    return {bytes_.data() + end_, bytes_.size() - end_};
}

void FrameBuffer::filled(size_t bytes) {
    end_ += bytes;
    full_ = end_ == bytes_.size();
}

std::optional<std::string_view> FrameBuffer::next(size_t limit) {
    if (end_ - begin_ < kFrameHead) return std::nullopt;
    size_t length = 0;
    for (size_t i = 0; i < kFrameHead; ++i) length = length << 8 | static_cast<unsigned char>(bytes_[begin_ + i]);
    if (length > limit)
        throw Refusal{"EVD7012", "it announces " + std::to_string(length) + " bytes where at most " +
                                     std::to_string(limit) + " are allowed"};
    if (end_ - begin_ - kFrameHead < length) return std::nullopt;
    std::string_view body(bytes_.data() + begin_ + kFrameHead, length);
    begin_ += kFrameHead + length;
    return body;
}

}   // namespace evd::runtime
