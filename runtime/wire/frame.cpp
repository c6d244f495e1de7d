#include "runtime/wire/frame.h"

namespace evd::runtime {

std::string hashBytes(uint64_t hash) {
    std::string bytes(8, '\0');
    for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(hash >> (8 * (7 - i)));
    return bytes;
}

int64_t messageNumber(const evd_module& module, std::string_view name) {
    for (uint32_t m = 0; m < module.message_count; ++m)
        if (name == module.messages[m].name) return m;
    return -1;
}

bool appendFrame(const evd_rt& rt, uint32_t number, uint32_t sender, const evd_word* words, std::string& out) {
    const evd_message& message = rt.module.messages[number];
    size_t start = out.size();
    out.append(kFrameHead, '\0');
    cbor::writeArray(out, 4);
    cbor::writeText(out, message.name);
    cbor::writeBytes(out, hashBytes(rt.module.schema));
    cbor::writeText(out, rt.locations[sender]);
    encodeFields(rt, message.fields, message.field_count, words, out, start + kFrameHead + kFrameMax);
    size_t length = out.size() - start - kFrameHead;
    if (length > kFrameMax) {
        out.resize(start);
        return false;
    }
    for (size_t i = 0; i < kFrameHead; ++i) out[start + i] = static_cast<char>(length >> (8 * (kFrameHead - 1 - i)));
    return true;
}

FrameMessage readFrame(evd_rt& rt, std::string_view body) {
    FrameMessage frame;
    auto refuse = [&frame](FrameError error, std::string reason) {
        frame.error = error;
        frame.reason = std::move(reason);
        return frame;
    };
    cbor::Reader reader(body);
    if (reader.readArray() != 4) reader.fail("expected an array of four items");
    std::string_view name = reader.readText();
    std::string_view schema = reader.readBytes();
    std::string_view sender = reader.readText();
    if (reader.failed())
        return refuse(FrameError::Malformed,
                      std::string(reader.error()) + " at byte " + std::to_string(reader.offset()));
    if (schema != hashBytes(rt.module.schema)) return refuse(FrameError::Schema, "another version of the spec");
    int64_t number = messageNumber(rt.module, name);
    if (number < 0) return refuse(FrameError::UnknownMessage, "no message `" + std::string(name.substr(0, 64)) + "`");
    int64_t from = locationNumber(rt, sender);
    if (from < 0) return refuse(FrameError::UnknownSender, "no location `" + std::string(sender.substr(0, 64)) + "`");
    const evd_message& message = rt.module.messages[number];
    frame.message = static_cast<uint32_t>(number);
    frame.sender = static_cast<uint32_t>(from);
    frame.words.assign(message.slots, 0);
    bool good = decodeFields(rt, message.fields, message.field_count, reader, frame.words.data());
    if (good && !reader.atEnd()) {
        dropMessage(rt, frame);
        reader.fail("expected the end");
    }
    if (reader.failed())
        return refuse(FrameError::Malformed,
                      std::string(reader.error()) + " at byte " + std::to_string(reader.offset()));
    return frame;
}

void dropMessage(evd_rt& rt, FrameMessage& frame) {
    const evd_message& message = rt.module.messages[frame.message];
    dropWords(rt.heap, message.slot_types, frame.words.size(), frame.words.data());
    frame.words.clear();
}

}   // namespace evd::runtime
