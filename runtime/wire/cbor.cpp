#include "runtime/wire/cbor.h"

namespace evd::runtime::cbor {

namespace {

constexpr unsigned kUnsigned = 0, kNegative = 1, kBytes = 2, kText = 3, kArray = 4;
constexpr char kFalse = '\xf4', kTrue = '\xf5', kNull = '\xf6';

void writeHead(std::string& out, unsigned major, uint64_t argument) {
    char head[9];
    size_t size;
    if (argument < 24) {
        head[0] = static_cast<char>(major << 5 | argument);
        out.push_back(head[0]);
        return;
    }
    if (argument <= 0xff) {
        head[0] = static_cast<char>(major << 5 | 24);
        size = 1;
    } else if (argument <= 0xffff) {
        head[0] = static_cast<char>(major << 5 | 25);
        size = 2;
    } else if (argument <= 0xffffffff) {
        head[0] = static_cast<char>(major << 5 | 26);
        size = 4;
    } else {
        head[0] = static_cast<char>(major << 5 | 27);
        size = 8;
    }
    for (size_t i = 0; i < size; ++i) head[1 + i] = static_cast<char>(argument >> (8 * (size - 1 - i)));
    out.append(head, 1 + size);
}

}   // namespace

void writeInt(std::string& out, int64_t value) {
    if (value >= 0) writeHead(out, kUnsigned, static_cast<uint64_t>(value));
    else writeHead(out, kNegative, ~static_cast<uint64_t>(value));
}

void writeBool(std::string& out, bool value) { out.push_back(value ? kTrue : kFalse); }
void writeNull(std::string& out) { out.push_back(kNull); }

void writeText(std::string& out, std::string_view text) {
    writeHead(out, kText, text.size());
    out.append(text);
}

void writeBytes(std::string& out, std::string_view bytes) {
    writeHead(out, kBytes, bytes.size());
    out.append(bytes);
}

void writeArray(std::string& out, uint64_t count) { writeHead(out, kArray, count); }

Reader::Head Reader::readHead(const char* expected) {
    if (failed()) return {8, 0};
    if (atEnd()) {
        fail("unexpected end");
        return {8, 0};
    }
    auto byte = static_cast<unsigned char>(input_[at_]);
    unsigned low = byte & 31;
    uint64_t argument = low;
    size_t size = 0;
    if (low >= 24) {
        if (low > 27) {
            fail(expected);
            return {8, 0};
        }   // reserved, or an item of indefinite length
        size = size_t{1} << (low - 24);
        if (remaining() - 1 < size) {
            fail("unexpected end");
            return {8, 0};
        }
        argument = 0;
        for (size_t i = 0; i < size; ++i) argument = argument << 8 | static_cast<unsigned char>(input_[at_ + 1 + i]);
        bool shorter = size == 1 ? argument < 24 : argument >> (4 * size) == 0;
        if (shorter && byte >> 5 != 7) {
            fail("expected the shortest form of a number");
            return {8, 0};
        }
    }
    at_ += 1 + size;
    return {static_cast<unsigned>(byte >> 5), argument};
}

int64_t Reader::readInt() {
    size_t start = at_;
    Head head = readHead("expected an integer");
    if (failed()) return 0;
    if (head.major > kNegative) {
        at_ = start;
        fail("expected an integer");
        return 0;
    }
    if (head.argument > static_cast<uint64_t>(INT64_MAX)) {
        at_ = start;
        fail("expected an integer of 64 bits");
        return 0;
    }
    auto magnitude = static_cast<int64_t>(head.argument);
    return head.major == kUnsigned ? magnitude : -1 - magnitude;
}

bool Reader::readBool() {
    if (failed() || atEnd() || (input_[at_] != kFalse && input_[at_] != kTrue)) {
        fail("expected a truth value");
        return false;
    }
    return input_[at_++] == kTrue;
}

void Reader::readNull() {
    if (!skipNull()) fail("expected null");
}

bool Reader::skipNull() {
    if (failed() || atEnd() || input_[at_] != kNull) return false;
    ++at_;
    return true;
}

std::string_view Reader::readString(unsigned major, const char* expected) {
    size_t start = at_;
    Head head = readHead(expected);
    if (failed()) return {};
    if (head.major != major) {
        at_ = start;
        fail(expected);
        return {};
    }
    if (head.argument > remaining()) {
        at_ = start;
        fail("unexpected end");
        return {};
    }
    std::string_view view = input_.substr(at_, head.argument);
    at_ += head.argument;
    return view;
}

std::string_view Reader::readText() {
    size_t start = at_;
    std::string_view text = readString(kText, "expected a text");
    if (isUtf8(text)) return text;
    at_ = start;
    fail("expected UTF-8");
    return {};
}

std::string_view Reader::readBytes() { return readString(kBytes, "expected bytes"); }

uint64_t Reader::readArray() {
    size_t start = at_;
    Head head = readHead("expected an array");
    if (failed()) return 0;
    if (head.major != kArray) {
        at_ = start;
        fail("expected an array");
        return 0;
    }
    if (head.argument > remaining()) {
        at_ = start;
        fail("unexpected end");
        return 0;
    }
    return head.argument;
}

bool isUtf8(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) {
            ++i;
            continue;
        }
        size_t extra = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
        if (byte < 0xc2 || byte > 0xf4 || text.size() - i <= extra) return false;
        uint32_t point = byte & (0x3f >> extra);
        for (size_t k = 1; k <= extra; ++k) {
            auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0) != 0x80) return false;
            point = point << 6 | (next & 0x3f);
        }
        if ((extra == 2 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) ||
            (extra == 3 && (point < 0x10000 || point > 0x10ffff)))
            return false;
        i += extra + 1;
    }
    return true;
}

}   // namespace evd::runtime::cbor
