#include "runtime/host/client.h"

#include "runtime/host/notation.h"

#include <cstdio>

namespace evd::runtime {

Client::Client(asio::io_context& io, evd_rt& rt, const Deployment& deployment, uint64_t expect, bool verbose)
    : io_(io), rt_(rt), expect_(expect), verbose_(verbose),
      mesh_(
          io, rt, deployment, [this](uint32_t peer, std::string_view body) { onFrame(peer, body); },
          [this](bool important, const std::string& text) {
              if (important || verbose_) logLine(rt_.locations[rt_.self], text);
          }),
      settling_(io), quiet_(io) {}

void Client::start() {
    for (uint32_t member : rt_.members) mesh_.keep(member);
    awaitConnections(500);
}

void Client::awaitConnections(int attempts) {
    if (mesh_.settled() || attempts == 0) {
        ready_ = true;
        for (const std::string& line : waiting_) send(line);
        waiting_.clear();
        if (ended_) awaitQuiet();
        return;
    }
    settling_.expires_after(std::chrono::milliseconds(2));
    settling_.async_wait([this, attempts](const asio::error_code& error) {
        if (!error) awaitConnections(attempts - 1);
    });
}

void Client::onLine(const std::string& line) {
    if (ready_) send(line);
    else waiting_.push_back(line);
}

void Client::onEnd() {
    ended_ = true;
    if (ready_) awaitQuiet();
}

void Client::awaitQuiet() {
    quiet_.expires_after(kQuiet);
    quiet_.async_wait([this](const asio::error_code& error) {
        if (!error) io_.stop();
    });
}

void Client::complain(const char* code, const std::string& text) {
    ++refused_;
    logLine(rt_.locations[rt_.self], std::string(code) + ": " + text);
}

void Client::send(const std::string& line) {
    TextReader reader(line);
    if (reader.atEnd() || reader.accept("#")) return;
    std::vector<uint32_t> to;
    if (reader.accept("*")) {
        to = rt_.members;
    } else {
        std::string name = reader.location();
        if (reader.failed())
            return complain("EVD6011", "cannot read the location in `" + line + "`: " + reader.error());
        int64_t location = locationNumber(rt_, name);
        if (location < 0) return complain("EVD6006", "`" + name + "` is not a location of this deployment");
        to.push_back(static_cast<uint32_t>(location));
    }
    std::vector<evd_word> words;
    int64_t number = parseMessage(rt_, reader, words);
    if (number < 0)
        return complain("EVD6011", "cannot read the message `" + line + "`: " + reader.error() + " at column " +
                                       std::to_string(reader.column()));
    const evd_message& message = rt_.module.messages[number];
    auto frame = std::make_shared<std::string>();
    bool fits = appendFrame(rt_, static_cast<uint32_t>(number), rt_.self, words.data(), *frame);
    dropWords(rt_.heap, message.slot_types, message.slots, words.data());
    if (message.kind != EVD_INPUT)
        return complain("EVD6011", "cannot send `" + std::string(message.name) + "`: it is not an input message");
    if (!fits)
        return complain("EVD6011", "cannot send `" + std::string(message.name) + "`: it is longer than a frame may be");
    for (uint32_t location : to) mesh_.send(location, frame);
}

void Client::onFrame(uint32_t peer, std::string_view body) {
    FrameMessage frame = readFrame(rt_, body);
    if (frame.error != FrameError::None)
        throw Refusal{frame.error == FrameError::Schema ? "EVD7011" : "EVD7012", frame.reason};
    std::string text = printMessage(rt_, frame.message, frame.words.data());
    bool honest = frame.sender == peer;
    dropMessage(rt_, frame);
    if (!honest) throw Refusal{"EVD7012", "it names another sender"};
    if (done()) return;
    std::printf("%s\n", printable(locationText(rt_.locations[peer]) + " -> " + text).c_str());
    if (std::fflush(stdout) != 0) return io_.stop();   // answers that nobody reads: the end says so
    ++received_;
    if (ended_) awaitQuiet();
    if (done()) io_.stop();
}

}   // namespace evd::runtime
