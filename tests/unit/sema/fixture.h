#pragma once
// Checks small specs in memory. `⟦…⟧` in a text marks the range of an expected diagnostic.

#include "tests/fixture/checked.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

namespace evd::sema::testing {

/// The outcome of one check.
struct Checked : fixture::Checked {
    using fixture::Checked::Checked;
    std::vector<Span> marks;   ///< of the root file, in text order

    /// "EVD2001 12-15", or with the covered text: `EVD2001 'x'`, in order of position.
    std::vector<std::string> shown() const;
    const Symbol* symbol(const std::string& name, SymbolKind kind) const;
    /// The text of a symbol's type; "" if there is no such symbol.
    std::string type(const std::string& name, SymbolKind kind) const;
    /// Byte offset of the n-th occurrence (from 0) of `text` in the root file.
    uint32_t offset(const std::string& text, size_t n = 0) const;
};

/// Checks `text` as the root file `/specs/main.evd`; `spec main` is put before it if it has no header of its own.
Checked check(const std::string& text, std::map<std::string, std::string> imports = {});

/// Expects exactly the given codes, one per mark in text order, at exactly the marked ranges, and nothing else.
void expectCodes(const std::string& text, const std::vector<Code>& codes,
                 std::map<std::string, std::string> imports = {});

/// Expects one diagnostic with this code among the others, at the only mark; other warnings do not matter.
Diagnostic expectOne(const std::string& text, Code code, std::map<std::string, std::string> imports = {});

/// Expects no diagnostic at all.
void expectClean(const std::string& text, std::map<std::string, std::string> imports = {});

/// Expects no diagnostic but that messages or variables are not used (EVD1015, EVD3008, EVD3009): for texts with more
/// of them than they need.
void expectQuiet(const std::string& text);

/// Expects that no diagnostic is an error or has this code.
void expectWithout(const std::string& text, Code code);

}   // namespace evd::sema::testing
