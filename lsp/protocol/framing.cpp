#include "lsp/protocol/framing.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

constexpr size_t kHeaderMax = 4096;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
    return text;
}

bool isContentLength(std::string_view name) {
    constexpr std::string_view kName = "content-length";
    return std::equal(name.begin(), name.end(), kName.begin(), kName.end(),
                      [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

/// A decimal number that fits, or nothing.
std::optional<size_t> number(std::string_view text) {
    if (text.empty() || text.size() > 18) return std::nullopt;
    size_t value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<size_t>(c - '0');
    }
    return value;
}

}   // namespace

MessageSplitter::Found MessageSplitter::header(std::string& complaint) {
    size_t blank = buffer_.find_first_not_of("\r\n");   // blank lines between messages do no harm
    buffer_.erase(0, std::min(blank, buffer_.size()));
    bool damaged = false, conflict = false;
    std::optional<size_t> length;
    for (size_t at = 0;;) {
        size_t end = buffer_.find('\n', at);
        if (end == std::string::npos) {
            if (buffer_.size() <= kHeaderMax) return Found::Nothing;   // wait for the rest
            buffer_.clear();
            complaint = "the header is too long";
            return Found::Garbage;
        }
        std::string_view line = trimmed(std::string_view(buffer_).substr(at, end - at));
        at = end + 1;
        if (line.empty()) {
            buffer_.erase(0, at);
            break;
        }
        size_t colon = line.find(':');
        if (colon == std::string_view::npos || !isContentLength(trimmed(line.substr(0, colon)))) continue;
        std::optional<size_t> found = number(trimmed(line.substr(colon + 1)));
        if (!found) damaged = true;
        else if (length && *length != *found) conflict = true;
        else length = found;
    }
    if (!length || conflict || damaged) {
        complaint = conflict ? "two different Content-Length headers" : "a header without a valid Content-Length";
        return Found::Garbage;
    }
    if (*length > kMessageMax) {
        skip_ = *length;
        complaint = fmt::format("a message of {} bytes is too large", *length);
        return Found::Garbage;
    }
    length_ = length;
    return Found::Header;
}

std::optional<MessageSplitter::Item> MessageSplitter::next() {
    for (;;) {
        if (skip_ > 0) {
            size_t gone = std::min(skip_, buffer_.size());
            buffer_.erase(0, gone);
            skip_ -= gone;
            if (skip_ > 0) return std::nullopt;
        }
        if (!length_) {
            std::string complaint;
            Found found = header(complaint);
            if (found == Found::Nothing) return std::nullopt;
            bool first = found == Found::Garbage && !complained_;
            complained_ = found == Found::Garbage;
            if (first) return Item{false, complaint};
            continue;
        }
        if (buffer_.size() < *length_) return std::nullopt;
        Item item{true, buffer_.substr(0, *length_)};
        buffer_.erase(0, *length_);
        length_.reset();
        return item;
    }
}

std::string framed(std::string_view body) { return fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body); }

}   // namespace evd::lsp
