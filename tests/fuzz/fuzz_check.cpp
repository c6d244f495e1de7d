// Any bytes as a spec: lexer, parser, name resolution, types and rules. Nothing may crash, hang or leak; what checks without
// an error must lower to a well-formed module, and printing and reading that module must give it back.

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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    OneFile reader(std::string(reinterpret_cast<const char*>(data), size));
    evd::SourceSet sources;
    evd::Diagnostics diagnostics;
    auto program = evd::sema::check("fuzz.evd", reader, EVD_SOURCE_DIR "/stdlib", sources, diagnostics);
    for (uint32_t offset = 0; offset < size; offset += 1 + static_cast<uint32_t>(size) / 16) evd::sema::at(*program, 0, offset);
    if (diagnostics.hasErrors()) return 0;
    auto module = evd::lower::lower(*program, sources, {}, diagnostics);
    if (diagnostics.hasErrors()) return 0;
    auto broken = evd::ir::verify(module);
    EVD_CHECK(broken.empty(), broken.front().c_str());
    std::string text = evd::ir::print(module);
    auto again = evd::ir::parse(text);
    EVD_CHECK(again, again.error().message.c_str());
    EVD_CHECK(evd::ir::print(*again) == text, "printing and reading a module changes it");
    return 0;
}
