#include "ir/core/reader.h"

#include <fmt/format.h>
#include <iterator>
#include <limits>

namespace evd::ir {

namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWordCharacter(char c) { return isLetter(c) || isDigit(c); }

struct Unit {
    std::string_view name;
    int64_t factor;
};
constexpr Unit kUnits[] = {{"h", 3'600'000'000'000}, {"min", 60'000'000'000}, {"s", 1'000'000'000},
                           {"ms", 1'000'000},        {"us", 1'000},           {"ns", 1}};

int hexDigit(char c) {
    if (isDigit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void appendUtf8(uint32_t c, std::string& out) {
    auto byte = [&](uint32_t b) { out += static_cast<char>(b); };
    if (c < 0x80) byte(c);
    else if (c < 0x800) {
        byte(0xC0 | c >> 6);
        byte(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        byte(0xE0 | c >> 12);
        byte(0x80 | (c >> 6 & 0x3F));
        byte(0x80 | (c & 0x3F));
    } else {
        byte(0xF0 | c >> 18);
        byte(0x80 | (c >> 12 & 0x3F));
        byte(0x80 | (c >> 6 & 0x3F));
        byte(0x80 | (c & 0x3F));
    }
}

}   // namespace

void Reader::skipBlanks() {
    while (at_ < text_.size()) {
        char c = text_[at_];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') ++at_;
        else if (text_.substr(at_, 2) == "//") {
            while (at_ < text_.size() && text_[at_] != '\n') ++at_;
        } else return;
    }
}

bool Reader::peek(std::string_view symbol) {
    skipBlanks();
    return text_.substr(at_, symbol.size()) == symbol;
}

bool Reader::accept(std::string_view symbol) {
    if (!peek(symbol)) return false;
    at_ += symbol.size();
    return true;
}

void Reader::expect(std::string_view symbol) {
    if (!accept(symbol)) fail(fmt::format("expected `{}`", symbol));
}

bool Reader::peekWord(std::string_view word) {
    if (!peek(word)) return false;
    size_t end = at_ + word.size();
    return end >= text_.size() || !isWordCharacter(text_[end]);
}

bool Reader::acceptWord(std::string_view word) {
    if (!peekWord(word)) return false;
    at_ += word.size();
    return true;
}

void Reader::expectWord(std::string_view word) {
    if (!acceptWord(word)) fail(fmt::format("expected `{}`", word));
}

std::string_view Reader::word(std::string_view more) {
    skipBlanks();
    size_t begin = at_;
    if (!isWordCharacter(next())) return {};
    while (at_ < text_.size() && (isWordCharacter(text_[at_]) || more.find(text_[at_]) != std::string_view::npos))
        ++at_;
    return text_.substr(begin, at_ - begin);
}

std::string Reader::location() { return peek("\"") ? quoted(false) : std::string(word("-")); }

std::string Reader::name(const char* what) {
    skipBlanks();
    size_t begin = at_;
    if (next() == '`') {
        size_t close = text_.find('`', begin + 1);
        if (close == std::string_view::npos) fail("expected a closing '`'");
        at_ = close + 1;
        return std::string(text_.substr(begin + 1, close - begin - 1));
    }
    if (!isLetter(next())) fail(fmt::format("expected {}", what));
    return std::string(word("~"));
}

bool Reader::peekDigit() {
    skipBlanks();
    return isDigit(next());
}

int64_t Reader::integer() {
    skipBlanks();
    size_t begin = at_;
    bool negative = next() == '-';
    if (negative) ++at_;
    if (!isDigit(next())) {
        at_ = begin;
        fail("expected a number");
    }
    int64_t n = 0;   // counted downwards, because the least number has no positive counterpart
    for (; isDigit(next()) || next() == '_'; ++at_) {   // `1_000` as in the language
        if (next() == '_') continue;
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, next() - '0', &n)) {
            at_ = begin;
            fail("expected a number of 64 bits");
        }
    }
    if (negative) return n;
    if (n == std::numeric_limits<int64_t>::min()) {
        at_ = begin;
        fail("expected a number of 64 bits");
    }
    return -n;
}

uint32_t Reader::index() {
    if (!peekDigit()) fail("expected a number");
    size_t begin = at_;
    int64_t n = integer();
    if (n > std::numeric_limits<int32_t>::max()) {
        at_ = begin;
        fail("expected a smaller number");
    }
    return static_cast<uint32_t>(n);
}

int64_t Reader::unit() {
    for (const Unit& one : kUnits) {
        size_t end = at_ + one.name.size();
        if (text_.substr(at_, one.name.size()) != one.name || (end < text_.size() && isWordCharacter(text_[end])))
            continue;
        at_ = end;
        return one.factor;
    }
    return 0;
}

int64_t Reader::nanoseconds(int64_t count, int64_t factor) const {
    int64_t ns = 0;
    if (__builtin_mul_overflow(count, factor, &ns)) fail("expected a duration of at most 64 bits in nanoseconds");
    return ns;
}

void Reader::escape(bool isBytes, std::string& out) {
    char c = next();
    if (c == '\0') fail("expected the end of an escape sequence");
    ++at_;
    auto hex = [&](size_t most) {
        uint32_t n = 0;
        size_t digits = 0;
        for (; digits < most && hexDigit(next()) >= 0; ++digits, ++at_)
            n = n * 16 + static_cast<uint32_t>(hexDigit(next()));
        if (digits == 0) fail("expected a hexadecimal digit");
        return n;
    };
    switch (c) {
    case 'n': out += '\n'; return;
    case 't': out += '\t'; return;
    case 'r': out += '\r'; return;
    case '0': out += '\0'; return;
    case '"':
    case '\\': out += c; return;
    case 'x':
        if (!isBytes) break;
        out += static_cast<char>(hex(2));
        return;
    case 'u': {
        if (isBytes || next() != '{') break;
        ++at_;
        uint32_t n = hex(6);
        if (next() != '}' || n > 0x10FFFF || (n >= 0xD800 && n < 0xE000))
            fail("expected the number of a character and `}`");
        ++at_;
        appendUtf8(n, out);
        return;
    }
    default: break;   // no such escape
    }
    at_ -= 1;
    fail("expected one of the escapes \\n \\t \\r \\0 \\\" \\\\ and \\u{…} in texts, \\x… in bytes");
}

std::string Reader::quoted(bool isBytes) { return literal(isBytes ? "b\"" : "\"", isBytes); }

std::string Reader::literal(std::string_view opening, bool isBytes) {
    if (!accept(opening)) fail(opening.size() > 1 ? "expected bytes such as b\"…\"" : "expected a text in quotes");
    std::string out;
    while (true) {
        if (at_ >= text_.size()) fail("expected a closing quote");
        char c = text_[at_++];
        if (c == '"') return out;
        if (c == '\\') escape(isBytes, out);
        else out += c;
    }
}

std::string_view Reader::until(std::string_view ends) {
    skipBlanks();
    size_t begin = at_, end = text_.find_first_of(ends, at_);
    if (end == std::string_view::npos) fail("expected a name");
    at_ = end;
    while (end > begin && text_[end - 1] == ' ') --end;
    return text_.substr(begin, end - begin);
}

bool Reader::atEnd() {
    skipBlanks();
    return at_ >= text_.size();
}

void Reader::skipBraces() {
    expect("{");
    for (int depth = 1; depth > 0;) {
        if (atEnd()) fail("expected `}`");
        if (peek("\"")) quoted(false);
        else if (peek("b\"")) quoted(true);
        else if (next() == '`') name("a name");
        else if (word().empty()) {
            if (next() == '{') ++depth;
            if (next() == '}') --depth;
            ++at_;
        }
    }
}

std::string quotedText(std::string_view text, bool isBytes) {
    std::string out = isBytes ? "b\"" : "\"";
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (c == '\r') out += "\\r";
        else if (c == '\0') out += "\\0";
        else if (isBytes && (byte < 0x20 || byte >= 0x7F)) out += fmt::format("\\x{:02x}", byte);
        else if (byte < 0x20) out += fmt::format("\\u{{{:x}}}", byte);
        else out += c;
    }
    return out + '"';
}

std::string locationText(const std::string& name) {
    bool plain = !name.empty() && isWordCharacter(name.front());
    for (char c : name) plain = plain && (isWordCharacter(c) || c == '-');
    return plain ? name : quotedText(name, false);
}

std::string durationText(int64_t ns) {
    for (const Unit& unit : kUnits)
        if (ns != 0 && ns % unit.factor == 0) return fmt::format("{}{}", ns / unit.factor, unit.name);
    return fmt::format("{}ns", ns);
}

bool isUtf8(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        auto at = [&](size_t j) { return j < text.size() ? static_cast<unsigned char>(text[j]) : 0u; };
        unsigned lead = at(i);
        size_t length = lead < 0x80                   ? 1
                        : lead >= 0xC2 && lead < 0xE0 ? 2
                        : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xF0 && lead < 0xF5 ? 4
                                                      : 0;
        if (length == 0) return false;
        for (size_t j = 1; j < length; ++j)
            if (at(i + j) < 0x80 || at(i + j) >= 0xC0) return false;
        if ((lead == 0xE0 && at(i + 1) < 0xA0) || (lead == 0xED && at(i + 1) >= 0xA0) ||
            (lead == 0xF0 && at(i + 1) < 0x90) || (lead == 0xF4 && at(i + 1) >= 0x90))
            return false;
        i += length;
    }
    return true;
}

}   // namespace evd::ir
