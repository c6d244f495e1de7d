// Any bytes as a spec: lexer, parser, name resolution, types and rules. Nothing may crash, hang or leak; what checks
// without an error must lower to a well-formed module, and printing and reading that module must give it back. An edit
// of the text checked after it must give what it gives alone.

#include "base/check.h"
#include "frontend/lower/lower.h"
#include "ir/core/parse.h"
#include "ir/core/print.h"
#include "ir/core/verify.h"
#include "tests/fixture/checked.h"

#include <cstdint>

namespace {

using evd::fixture::Checked;

Checked checked(const std::string& text, const evd::sema::Before& before = {}) {
    return Checked("fuzz.evd", evd::fixture::Texts({{"fuzz.evd", text}}), before);
}

std::string shown(const Checked& outcome) {
    std::string out;
    for (const auto& one : outcome.diagnostics.all())
        out += std::to_string(static_cast<int>(one.code)) + " " + std::to_string(one.span.begin) + " " +
               std::to_string(one.span.end) + " " + one.message + "\n";
    return out;
}

/// The text without a piece of it that its own bytes choose.
std::string shortened(const std::string& text) {
    size_t hash = std::hash<std::string>()(text), at = hash % (text.size() + 1);
    return text.substr(0, at) + text.substr(std::min(text.size(), at + 1 + hash / 7 % 40));
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    Checked whole = checked(text);
    auto& [sources, diagnostics, program] = whole;
    std::string edited = shortened(text);
    EVD_CHECK(shown(checked(edited, {program.get(), &sources})) == shown(checked(edited)),
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
