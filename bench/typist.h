#pragma once
// Somebody who types into one file: edits and requests at places of the text, as an editor sends them.

#include "bench/language.h"
#include "tests/session/client.h"

#include <chrono>
#include <thread>

namespace evd::bench {

using session::Client;
using session::Json;

class Typist {
public:
    /// Opens the file, which need not exist.
    Typist(const Language& language, Client& client, const std::string& path, std::string text);

    /// The time between two keys; a server may take faster ones for a burst.
    static void rest() { std::this_thread::sleep_for(std::chrono::milliseconds(150)); }
    /// Puts ` + true` there, or takes it away again.
    void toggle(const Spot& spot, size_t nth);
    /// Replaces the spot's word by another of the same length.
    void overwrite(const Spot& spot, const std::string& word);
    /// Until the text as it is now is checked: diagnostics are published, some or none. Throws when nothing comes
    /// within two minutes.
    void waitFor(bool mistakes);
    /// The parameters of a request at the spot.
    Json at(const Spot& spot, size_t nth) const;
    const std::string& text() const { return text_; }

private:
    size_t offset(const Spot& spot, size_t nth) const;
    Json position(size_t offset) const;
    void change(size_t begin, size_t end, const std::string& text);

    const Language& language_;
    Client& client_;
    std::string uri_, text_;
    int version_ = 1;
    size_t sent_;   ///< notifications that had come when the text was sent
};

/// Until some diagnostics of a file are published, or none.
void waitFor(Client& client, const std::string& uri, bool mistakes);

}   // namespace evd::bench
