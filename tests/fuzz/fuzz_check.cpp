// Any bytes as a spec: lexer, parser, name resolution, types and rules. Nothing may crash, hang or leak; what checks
// without an error must lower to a well-formed module, and printing and reading that module must give it back. An edit
// of the text checked after it must give what it gives alone.

#include "base/check.h"
#include "frontend/lower/lower.h"
#include "frontend/sema/check.h"
#include "ir/core/parse.h"
#include "ir/core/print.h"
#include "ir/core/verify.h"

#include <cstdint>
#include <fstream>
#include <sstream>

namespace {

/// The fuzzed text as the root file; the standard library from disk.
class OneFile : public evd::SourceReader {
public:
    explicit OneFile(std::string text) : text_(std::move(text)) {}
    std::optional<std::string> read(const std::string& path) override {
        if (path == "fuzz.evd") return text_;
        std::ifstream in(path, std::ios::binary);
        if (!in || path.rfind(EVD_SOURCE_DIR "/stdlib/", 0) != 0) return std::nullopt;
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }

private:
    std::string text_;
};

struct Checked {
    evd::SourceSet sources;
    evd::Diagnostics diagnostics;
    std::shared_ptr<const evd::sema::Program> program;

    explicit Checked(const std::string& text, const evd::sema::Before& before = {}) {
        OneFile reader(text);
        program = evd::sema::check("fuzz.evd", reader, EVD_SOURCE_DIR "/stdlib", sources, diagnostics, before);
    }
    std::string shown() const {
        std::string out;
        for (const auto& one : diagnostics.all())
            out += std::to_string(static_cast<int>(one.code)) + " " + std::to_string(one.span.begin) + " " +
                   std::to_string(one.span.end) + " " + one.message + "\n";
        return out;
    }
};

/// The text without a piece of it that its own bytes choose.
std::string shortened(const std::string& text) {
    size_t hash = std::hash<std::string>()(text), at = hash % (text.size() + 1);
    return text.substr(0, at) + text.substr(std::min(text.size(), at + 1 + hash / 7 % 40));
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    Checked checked(text);
    auto& [sources, diagnostics, program] = checked;
    std::string edited = shortened(text);
    EVD_CHECK(Checked(edited, {program.get(), &sources}).shown() == Checked(edited).shown(),
              "a check after an edit differs from a check alone");
    for (uint32_t offset = 0; offset < size; offset += 1 + static_cast<uint32_t>(size) / 16)
        evd::sema::at(*program, 0, offset);
    if (diagnostics.hasErrors()) return 0;
    auto module = evd::lower::lower(*program, sources, {}, diagnostics);
    if (diagnostics.hasErrors()) return 0;
    auto broken = evd::ir::verify(module);
    EVD_CHECK(broken.empty(), broken.front().c_str());
    std::string printed = evd::ir::print(module);
    auto again = evd::ir::parse(printed);
    EVD_CHECK(again, again.error().message.c_str());
    EVD_CHECK(evd::ir::print(*again) == printed, "printing and reading a module changes it");
    return 0;
}
