#include "frontend/syntax/literals.h"

namespace evd::syntax {

namespace {

int digitValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// magnitude * factor with its sign, or EVD0008.
int64_t scaled(unsigned __int128 magnitude, uint64_t factor, bool negative, std::string_view text, Span span,
               Diagnostics& diagnostics) {
    unsigned __int128 limit = (static_cast<unsigned __int128>(1) << 63) - (negative ? 0 : 1);
    if (magnitude > limit / factor) {
        diagnostics.report(Code::IntegerTooLarge, span, text);
        return 0;
    }
    auto value = static_cast<uint64_t>(magnitude * factor);
    return negative ? static_cast<int64_t>(0 - value) : static_cast<int64_t>(value);
}

unsigned __int128 magnitude(std::string_view digits, unsigned base) {
    unsigned __int128 value = 0, ceiling = static_cast<unsigned __int128>(1) << 70;
    for (char c : digits) {
        int digit = digitValue(c);
        if (digit < 0 || digit >= static_cast<int>(base)) continue;   // `_`
        if (value < ceiling) value = value * base + static_cast<unsigned>(digit);
    }
    return value;
}

void appendUtf8(uint32_t code, std::string& out) {
    if (code < 0x80) out += static_cast<char>(code);
    else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

}   // namespace

int64_t readInt(std::string_view text, bool negative, Span span, Diagnostics& diagnostics) {
    bool hex = text.substr(0, 2) == "0x";
    return scaled(magnitude(hex ? text.substr(2) : text, hex ? 16 : 10), 1, negative, text, span, diagnostics);
}

int64_t readDuration(std::string_view text, bool negative, Span span, Diagnostics& diagnostics) {
    size_t unitAt = text.find_first_not_of("0123456789_");
    std::string_view unit = unitAt == std::string_view::npos ? "" : text.substr(unitAt);
    uint64_t factor = unit == "ns"    ? 1
                      : unit == "us"  ? 1'000
                      : unit == "ms"  ? 1'000'000
                      : unit == "s"   ? 1'000'000'000
                      : unit == "min" ? 60'000'000'000
                                      : 3'600'000'000'000;
    return scaled(magnitude(text.substr(0, unitAt), 10), factor, negative, text, span, diagnostics);
}

bool fitsOnlyNegative(std::string_view text, bool isDuration) {
    auto fits = [&](bool negative) {
        Diagnostics unheard;
        isDuration ? readDuration(text, negative, {}, unheard) : readInt(text, negative, {}, unheard);
        return !unheard.hasErrors();
    };
    return !fits(false) && fits(true);
}

std::string readText(std::string_view literal, Span span, bool isBytes, Diagnostics& diagnostics) {
    size_t at = isBytes ? 2 : 1;
    size_t end = literal.size() > at && literal.back() == '"' ? literal.size() - 1 : literal.size();
    std::string out;
    auto bad = [&](size_t from, size_t to) {
        auto base = static_cast<uint32_t>(span.begin);
        diagnostics
            .report(Code::BadEscape, {span.file, base + static_cast<uint32_t>(from), base + static_cast<uint32_t>(to)},
                    literal.substr(from, to - from))
            .note(isBytes ? "known are \\n \\t \\r \\0 \\\" \\\\ \\x41"
                          : "known are \\n \\t \\r \\0 \\\" \\\\ \\u{1F600}");
    };
    while (at < end) {
        char c = literal[at];
        if (c != '\\' || at + 1 >= end) {
            out += c;
            ++at;
            continue;
        }
        size_t from = at;
        char kind = literal[at + 1];
        at += 2;
        switch (kind) {
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'r': out += '\r'; break;
        case '0': out += '\0'; break;
        case '"': out += '"'; break;
        case '\\': out += '\\'; break;
        case 'x': {
            int high = at < end ? digitValue(literal[at]) : -1, low = at + 1 < end ? digitValue(literal[at + 1]) : -1;
            if (!isBytes || high < 0 || low < 0) {
                bad(from, std::min(at + 2, end));
                break;
            }
            out += static_cast<char>(high * 16 + low);
            at += 2;
            break;
        }
        case 'u': {
            size_t close = literal.find('}', at);
            bool shaped = !isBytes && at < end && literal[at] == '{' && close != std::string_view::npos &&
                          close < end && close > at + 1 && close <= at + 7;
            uint32_t code = 0;
            for (size_t i = at + 1; shaped && i < close; ++i) {
                int digit = digitValue(literal[i]);
                if (digit < 0) shaped = false;
                else code = code * 16 + static_cast<uint32_t>(digit);
            }
            if (!shaped || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
                bad(from, at);
                break;
            }
            appendUtf8(code, out);
            at = close + 1;
            break;
        }
        default: bad(from, at);   // no such escape
        }
    }
    return out;
}

}   // namespace evd::syntax
