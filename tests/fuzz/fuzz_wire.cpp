// Any bytes as a value, a frame, a stream of frames, or a snapshot. What is read must be written again byte for byte;
// what is refused must leave nothing behind; and memory stays proportional to the input. The first byte chooses what
// the rest is read as.

#include "runtime/evident.h"
#include "runtime/host/frame_buffer.h"
#include "runtime/host/refusal.h"
#include "runtime/wire/frame.h"
#include "tests/unit/runtime/test_types.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

using namespace evd::runtime;
using evd::runtime::test::types;

void require(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "fuzz_wire: %s\n", what);
    std::abort();
}

const std::vector<const evd_type*>& allTypes() {
    static const std::vector<const evd_type*> all = {
        types().Int,       types().Nat,        types().Bool,      types().Unit,    types().Loc,     types().Duration,
        types().Str,       types().Bytes,      types().Pair,      types().ListInt, types().ListStr, types().ListPair,
        types().SetInt,    types().SetStr,     types().SetPair,   types().BagInt,  types().BagPair, types().BagListInt,
        types().MapIntInt, types().MapStrList, types().MapIntStr, types().RingLoc, types().Option,  types().Shape,
        types().Chain,     types().Fork,       types().ListFork};
    return all;
}

/// A spec without processes: one message `m` with a field of each type.
const evd_module& module() {
    static const evd_module made = [] {
        static std::vector<evd_field> fields;
        static std::vector<const evd_type*> slots;
        for (const evd_type* type : allTypes()) {
            fields.push_back({"f", type, static_cast<uint32_t>(slots.size())});
            slots.insert(slots.end(), type->slot_types, type->slot_types + type->slots);
        }
        static const evd_field few[] = {{"a", types().Int, 0}, {"b", types().Str, 1}};
        static const evd_message messages[] = {{"m", EVD_INPUT, static_cast<uint32_t>(fields.size()), fields.data(),
                                                static_cast<uint32_t>(slots.size()), slots.data()},
                                               {"n", EVD_INTERNAL, 2, few, 2, types().Pair->slot_types}};
        static const evd_system systems[] = {{"S", 0, nullptr}};
        evd_module m{};
        m.abi = EVD_ABI_VERSION;
        m.name = "fuzz";
        m.message_count = 2;
        m.messages = messages;
        m.system_count = 1;
        m.systems = systems;
        m.result_slots = 1;
        m.event_slots = EVD_EVENT_FIELDS + static_cast<uint32_t>(slots.size());
        return m;
    }();
    return made;
}

evd_rt* makeProcess() {
    static const char* const names[] = {"a", "b", "n1"};
    evident_deployment deployment{sizeof deployment, nullptr, names, 3, "a", nullptr, 0, nullptr, 0};
    return evident_create(&module(), &deployment, nullptr);
}

void readValue(evd_rt& rt, const evd_type* type, std::string_view bytes) {
    std::vector<evd_word> words(type->slots, 0);
    cbor::Reader reader(bytes);
    if (!decode(rt, type, reader, words.data())) return;
    std::string again;
    encode(rt, type, words.data(), again);
    require(again == bytes.substr(0, bytes.size() - reader.remaining()),
            "a value that was read is written differently");
    dropWords(rt.heap, type->slot_types, type->slots, words.data());
}

void readWholeFrame(evd_rt& rt, std::string_view bytes) {
    FrameMessage frame = readFrame(rt, bytes);
    if (frame.error != FrameError::None) return;
    std::string again;
    require(appendFrame(rt, frame.message, frame.sender, frame.words.data(), again),
            "a frame that was read is too long to be written");
    require(again.substr(kFrameHead) == bytes, "a frame that was read is written differently");
    dropMessage(rt, frame);
}

/// The same frames, whether bytes come at once or in pieces of the sizes that the first of them say.
void cutIntoFrames(std::string_view bytes) {
    auto frames = [bytes](auto size) {
        std::string out;
        FrameBuffer buffer;
        try {
            for (size_t at = 0, n = 0; at < bytes.size();) {
                FrameBuffer::Room room = buffer.room();
                size_t piece = std::min({room.size, bytes.size() - at, size(n++)});
                std::copy_n(bytes.data() + at, piece, room.data);
                buffer.filled(piece);
                at += piece;
                require(buffer.capacity() <= std::max<size_t>(64 * 1024, 4 * at), "room for more than what came");
                while (auto body = buffer.next(1 << 20)) out += std::to_string(body->size()) + ":" + std::string(*body);
            }
        } catch (const Refusal& refusal) { out += refusal.text; }
        return out;
    };
    std::string pieces =
        frames([bytes](size_t n) { return 1 + size_t{static_cast<unsigned char>(bytes[n % bytes.size()])}; });
    require(pieces == frames([](size_t) { return SIZE_MAX; }), "frames depend on how they arrive");
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    static std::unique_ptr<evd_rt, void (*)(evd_rt*)> process(makeProcess(), evident_destroy);
    require(process != nullptr, "no process");
    std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    size_t before = process->heap.live();
    if (data[0] < allTypes().size()) readValue(*process, allTypes()[data[0]], rest);
    else if (data[0] == 'S') evident_restore(process.get(), rest.data(), rest.size(), nullptr);
    else if (data[0] == 'B') cutIntoFrames(rest);
    else readWholeFrame(*process, rest);
    require(process->heap.live() == before, "objects are left behind");
    return 0;
}
