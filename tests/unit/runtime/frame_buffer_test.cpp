// Frames out of what a connection delivers, in whatever pieces.

#include "runtime/host/frame_buffer.h"
#include "runtime/host/refusal.h"

#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <string>

namespace evd::runtime::test {

namespace {

constexpr size_t kLimit = 1 << 20;

std::string frameOf(const std::string& body) {
    std::string out;
    for (size_t i = 0; i < 4; ++i) out += static_cast<char>(body.size() >> (8 * (3 - i)));
    return out + body;
}

/// Puts in as much of the bytes as there is room for; the rest stays.
void feed(FrameBuffer& buffer, std::string& bytes, size_t most) {
    FrameBuffer::Room room = buffer.room();
    ASSERT_GT(room.size, 0u);
    size_t size = std::min({room.size, bytes.size(), most});
    std::memcpy(room.data, bytes.data(), size);
    bytes.erase(0, size);
    buffer.filled(size);
}

std::vector<std::string> take(FrameBuffer& buffer) {
    std::vector<std::string> out;
    while (auto body = buffer.next(kLimit)) out.emplace_back(*body);
    return out;
}

TEST(FrameBuffer, GivesWholeFramesWhateverThePieces) {
    unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 100; ++round) {
        std::vector<std::string> wanted, found;
        std::string bytes;
        for (unsigned i = 0; i < 1 + random() % 20; ++i) {
            size_t size = random() % 4 == 0 ? random() % 200000 : random() % 50;
            wanted.emplace_back(size, static_cast<char>('a' + random() % 26));
            bytes += frameOf(wanted.back());
        }
        FrameBuffer buffer;
        while (!bytes.empty()) {
            feed(buffer, bytes, 1 + random() % (round % 2 == 0 ? 10000 : 100000));
            for (std::string& body : take(buffer)) found.push_back(std::move(body));
        }
        EXPECT_EQ(found, wanted);
    }
}

TEST(FrameBuffer, OneReadGivesManyFrames) {
    std::string bytes;
    for (int i = 0; i < 5000; ++i) bytes += frameOf("0123456789");
    FrameBuffer buffer;
    size_t reads = 0, frames = 0;
    for (; !bytes.empty(); ++reads) {
        feed(buffer, bytes, SIZE_MAX);
        frames += take(buffer).size();
    }
    EXPECT_EQ(frames, 5000u);
    EXPECT_LE(reads, 4u);
}

TEST(FrameBuffer, RoomGrowsWithWhatCameNotWithWhatIsAnnounced) {
    FrameBuffer buffer;
    std::string head = frameOf(std::string(kLimit, 'x')).substr(0, 10);
    feed(buffer, head, SIZE_MAX);
    EXPECT_FALSE(buffer.next(kLimit));
    buffer.room();
    EXPECT_LE(buffer.capacity(), 4096u);

    std::string rest(kLimit - 6, 'x');
    while (!rest.empty()) feed(buffer, rest, SIZE_MAX);
    EXPECT_EQ(take(buffer).size(), 1u);
    buffer.room();
    EXPECT_LE(buffer.capacity(), 64u * 1024u) << "and what was needed once is given back";
}

TEST(FrameBuffer, TooLongFramesAreRefusedAtTheirHead) {
    FrameBuffer buffer;
    std::string bytes = frameOf("good") + std::string("\x00\x10\x00\x01", 4);
    feed(buffer, bytes, SIZE_MAX);
    EXPECT_EQ(buffer.next(kLimit), "good");
    try {
        buffer.next(kLimit);
        ADD_FAILURE();
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.text, "it announces 1048577 bytes where at most 1048576 are allowed");
    }
}

}   // namespace

}   // namespace evd::runtime::test
