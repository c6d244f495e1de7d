#pragma once
// Small specs with marks, analysed in memory. `⟦…⟧` marks a range, `⟦⟧` a point.

#include "lsp/features/analysis.h"
#include "tests/fixture/files.h"

#include <memory>
#include <string>
#include <vector>

namespace evd::lsp::testing {

struct Spec {
    std::string text;   ///< without the marks
    std::vector<Span> marks;
    std::shared_ptr<const Analysis> analysis;

    uint32_t at(size_t mark = 0) const { return marks.at(mark).begin; }
    std::string textOf(Span span) const { return text.substr(span.begin, span.end - span.begin); }
    /// `line:column` from 1, or `path-name:line:column` if the place is in another file.
    std::string shown(const Place& place) const;
};

/// Analyses `marked` as /specs/main.evd; `spec main` is put before it if it has no header.
Spec spec(const std::string& marked, const std::map<std::string, std::string>& others = {});

/// All specs of the examples, the corpus and the standard library.
std::vector<std::string> specFiles();
/// All specs with mistakes.
std::vector<std::string> wrongFiles();

}   // namespace evd::lsp::testing
