#include "runtime/host/notation.h"

#include <algorithm>
#include <cctype>

namespace evd::runtime {

namespace {

bool isNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isNamePart(char c) { return isNameStart(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

void appendUtf8(uint32_t point, std::string& out) {
    if (point < 0x80) {
        out += static_cast<char>(point);
        return;
    }
    int extra = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static constexpr unsigned kLead[] = {0, 0xc0, 0xe0, 0xf0};
    out += static_cast<char>(kLead[extra] | point >> (6 * extra));
    while (extra-- > 0) out += static_cast<char>(0x80 | (point >> (6 * extra) & 0x3f));
}

}   // namespace

void TextReader::skipBlanks() {
    while (at_ < text_.size()) {
        char c = text_[at_];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') ++at_;
        else if (text_.substr(at_, 2) == "//") at_ = std::min(text_.find('\n', at_), text_.size());
        else return;
    }
}

bool TextReader::atEnd() {
    skipBlanks();
    return at_ == text_.size();
}

bool TextReader::accept(std::string_view word) {
    skipBlanks();
    if (failed() || text_.substr(at_, word.size()) != word) return false;
    if (isNamePart(word.back()) && at_ + word.size() < text_.size() && isNamePart(text_[at_ + word.size()]))
        return false;
    at_ += word.size();
    return true;
}

void TextReader::expect(std::string_view word) {
    if (!accept(word)) fail("expected `" + std::string(word) + "`");
}

std::string_view TextReader::name() {
    skipBlanks();
    size_t start = at_;
    if (failed() || at_ == text_.size() || !isNameStart(text_[at_])) return {};
    // A `-` inside is part of a location's name; no value continues with one.
    while (at_ < text_.size() &&
           (isNamePart(text_[at_]) || (text_[at_] == '-' && at_ + 1 < text_.size() && isNamePart(text_[at_ + 1]))))
        ++at_;
    return text_.substr(start, at_ - start);
}

std::string TextReader::location() {
    skipBlanks();
    if (at_ < text_.size() && text_[at_] == '"') return quoted(false);
    size_t size = failed() ? 0 : plainLocation(text_.substr(at_));
    at_ += size;
    return std::string(text_.substr(at_ - size, size));
}

int64_t TextReader::integer() {
    bool negative = accept("-");
    if (!negative) skipBlanks();
    size_t start = at_;
    uint64_t value = 0, limit = static_cast<uint64_t>(INT64_MAX) + (negative ? 1 : 0);
    bool digits = false;
    for (;
         at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) || (digits && text_[at_] == '_'));
         ++at_) {
        if (text_[at_] == '_') continue;
        digits = true;
        auto digit = static_cast<uint64_t>(text_[at_] - '0');
        if (value > (limit - digit) / 10) {
            at_ = start;
            fail("expected a number of 64 bits");
            return 0;
        }
        value = 10 * value + digit;
    }
    if (!digits) fail("expected a number");
    return negative ? static_cast<int64_t>(~value + 1) : static_cast<int64_t>(value);
}

int64_t TextReader::duration() {
    int64_t count = integer();
    if (failed()) return 0;
    bool adjacent = at_ < text_.size() && isNameStart(text_[at_]);   // `10ms`, not `10 ms`
    std::string_view unit = adjacent ? name() : std::string_view();
    int64_t size = unit == "ns"    ? 1
                   : unit == "us"  ? 1000
                   : unit == "ms"  ? 1000000
                   : unit == "s"   ? 1000000000
                   : unit == "min" ? 60000000000
                   : unit == "h"   ? 3600000000000
                                   : 0;
    int64_t result = 0;
    if (size == 0) fail("expected a unit of time: ns, us, ms, s, min or h");
    else if (__builtin_mul_overflow(count, size, &result)) fail("expected a shorter time");
    return result;
}

void TextReader::appendEscape(bool bytes, std::string& out) {
    char c = at_ < text_.size() ? text_[at_++] : '\0';
    auto hex = [this](size_t most) {
        uint32_t value = 0;
        size_t start = at_;
        for (size_t i = 0; i < most && at_ < text_.size() && std::isxdigit(static_cast<unsigned char>(text_[at_]));
             ++i, ++at_)
            value = value * 16 + static_cast<uint32_t>(std::isdigit(static_cast<unsigned char>(text_[at_]))
                                                           ? text_[at_] - '0'
                                                           : (text_[at_] | 32) - 'a' + 10);
        if (at_ == start) fail("expected a hexadecimal digit");
        return value;
    };
    switch (c) {
    case 'n': out += '\n'; return;
    case 't': out += '\t'; return;
    case 'r': out += '\r'; return;
    case '0': out += '\0'; return;
    case '"':
    case '\\': out += c; return;
    case 'x':
        if (!bytes) break;
        out += static_cast<char>(hex(2));
        return;
    case 'u': {
        if (bytes || at_ == text_.size() || text_[at_++] != '{') break;
        uint32_t point = hex(6);
        if (at_ == text_.size() || text_[at_++] != '}' || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
            break;
        appendUtf8(point, out);
        return;
    }
    default: break;   // no such escape
    }
    fail("expected an escape: \\n \\t \\r \\0 \\\" \\\\ \\u{…}");
}

std::string TextReader::quoted(bool bytes) {
    std::string out;
    if (!accept(bytes ? "b\"" : "\"")) {
        fail(bytes ? "expected bytes such as b\"\\x00\"" : "expected a text in quotes");
        return out;
    }
    while (!failed()) {
        if (at_ == text_.size()) {
            fail("expected a closing quote");
            break;
        }
        char c = text_[at_++];
        if (c == '"') return out;
        if (c == '\\') appendEscape(bytes, out);
        else out += c;
    }
    return {};
}

}   // namespace evd::runtime
