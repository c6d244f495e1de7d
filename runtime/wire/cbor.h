#pragma once
// Deterministic CBOR (RFC 8949 4.2.1), the part of it that values need: writing, and strict reading.

#include <cstdint>
#include <string>
#include <string_view>

namespace evd::runtime::cbor {

void writeInt(std::string& out, int64_t value);
void writeBool(std::string& out, bool value);
void writeNull(std::string& out);
void writeText(std::string& out, std::string_view text);
void writeBytes(std::string& out, std::string_view bytes);
/// The head of an array; exactly `count` items must follow.
void writeArray(std::string& out, uint64_t count);

/// Reads canonical items only; the first error sticks, and everything read after it is zero or empty.
class Reader {
public:
    explicit Reader(std::string_view input) : input_(input) {}

    int64_t readInt();
    bool readBool();
    void readNull();
    std::string_view readText();   ///< valid UTF-8; a view into the input
    std::string_view readBytes();
    /// The count of items of an array; never more than bytes that follow, since each item takes at least one.
    uint64_t readArray();
    /// Whether the next item is null; consumes it if so.
    bool skipNull();

    bool failed() const { return error_ != nullptr; }
    /// Why, as "expected …"; null if nothing failed.
    const char* error() const { return error_; }
    /// Offset of the item that failed, else of the next one.
    size_t offset() const { return at_; }
    size_t remaining() const { return input_.size() - at_; }
    bool atEnd() const { return at_ == input_.size(); }
    /// Records an error unless there is one; `what` must be a literal.
    void fail(const char* what) {
        if (error_ == nullptr) error_ = what;
    }

private:
    struct Head {
        unsigned major;
        uint64_t argument;
    };
    Head readHead(const char* expected);
    std::string_view readString(unsigned major, const char* expected);

    std::string_view input_;
    size_t at_ = 0;
    const char* error_ = nullptr;
};

/// Whether the bytes are valid UTF-8 (no surrogates, no overlong forms).
bool isUtf8(std::string_view text);

}   // namespace evd::runtime::cbor
