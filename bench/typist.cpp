#include "bench/typist.h"

#include <algorithm>
#include <stdexcept>

namespace evd::bench {

namespace {

constexpr const char* kMistake = " + true";

}   // namespace

void waitFor(Client& client, const std::string& uri, bool mistakes) {
    while (true) {
        Json last = client.diagnostics(uri);
        if (last.is_object() && !last["diagnostics"].empty() == mistakes) return;
        if (!client.take(120000)) throw std::runtime_error("no diagnostics of " + uri);
    }
}

Typist::Typist(const Language& language, Client& client, const std::string& path, std::string text)
    : language_(language), client_(client), uri_("file://" + path), text_(std::move(text)),
      sent_(client.notifications.size()) {
    client_.notify("textDocument/didOpen",
                   {{"textDocument", {{"uri", uri_}, {"languageId", "any"}, {"version", version_}, {"text", text_}}}});
}

size_t Typist::offset(const Spot& spot, size_t nth) const {
    size_t at = text_.find(spot.text);
    for (size_t i = 0; i < nth && at != std::string::npos; ++i) {
        size_t next = text_.find(spot.text, at + 1);
        if (next == std::string::npos) break;
        at = next;
    }
    if (at == std::string::npos) throw std::runtime_error("no '" + spot.text + "' in " + uri_);
    return at + static_cast<size_t>(spot.column);
}

Json Typist::position(size_t offset) const {
    auto end = text_.begin() + static_cast<std::ptrdiff_t>(offset);
    size_t line = static_cast<size_t>(std::count(text_.begin(), end, '\n')),
           begin = offset == 0 ? std::string::npos : text_.rfind('\n', offset - 1);
    return {{"line", line}, {"character", begin == std::string::npos ? offset : offset - begin - 1}};
}

void Typist::change(size_t begin, size_t end, const std::string& text) {
    Json range = {{"start", position(begin)}, {"end", position(end)}};
    text_.replace(begin, end - begin, text);
    sent_ = client_.notifications.size();
    client_.notify("textDocument/didChange", {{"textDocument", {{"uri", uri_}, {"version", ++version_}}},
                                              {"contentChanges", Json::array({{{"range", range}, {"text", text}}})}});
}

void Typist::toggle(const Spot& spot, size_t nth) {
    size_t at = offset(spot, nth);
    std::string mistake = kMistake;
    if (text_.compare(at, mistake.size(), mistake) == 0) change(at, at + mistake.size(), "");
    else change(at, at, mistake);
}

void Typist::overwrite(const Spot& spot, const std::string& word) {
    size_t at = offset(spot, 0);
    change(at, at + word.size(), word);
}

void Typist::waitFor(bool mistakes) {
    auto mine = [&](const Json& one) {
        return one["method"] == "textDocument/publishDiagnostics" && one["params"]["uri"] == uri_;
    };
    while (true) {
        auto reports = std::count_if(client_.notifications.begin() + static_cast<std::ptrdiff_t>(sent_),
                                     client_.notifications.end(), mine);
        if (static_cast<size_t>(reports) >= language_.reports &&
            !client_.diagnostics(uri_)["diagnostics"].empty() == mistakes)
            return;
        if (!client_.take(120000)) throw std::runtime_error("no diagnostics of " + uri_);
    }
}

Json Typist::at(const Spot& spot, size_t nth) const {
    return {{"textDocument", {{"uri", uri_}}}, {"position", position(offset(spot, nth))}};
}

}   // namespace evd::bench
