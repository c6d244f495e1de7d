#pragma once
// Parses texts in memory and shows trees, declarations and diagnostics in forms that tests can compare.

#include "base/source.h"
#include "frontend/syntax/parse.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace evd::syntax::testing {

/// One text and everything the parser says about it.
struct Parsed {
    SourceFile file;
    Diagnostics diagnostics;
    std::shared_ptr<const Tree> tree;

    explicit Parsed(std::string text);
    /// Parsed after an earlier text.
    Parsed(std::string text, const Parsed& earlier);
    std::string_view text() const { return file.text(); }
    std::string_view at(Span span) const { return file.text().substr(span.begin, span.end - span.begin); }
    /// The whole tree, without the numbers of lines.
    std::string dump() const;
    /// One declaration, its documentation first.
    std::string dump(const Decl& decl) const;
    /// All declarations, each as `dump(decl)`.
    std::vector<std::string> decls() const;
    /// `EVD0001 12-15 'text'` for every diagnostic, ordered by position.
    std::vector<std::string> shown() const;
};

/// The dump of the one declaration of a text, which has no mistakes. `spec s` is put before it.
std::string decl(const std::string& text);
/// The dump of an expression, as the value of a function.
std::string expr(const std::string& text);
/// The dump of a formula, as a property.
std::string formula(const std::string& text);
/// The dump of a class expression, as the body of a class.
std::string classExpr(const std::string& text);
/// The dump of a statement or several, as the body of a handler, two levels of indentation taken away.
std::string stmts(const std::string& text);
/// The dump of a pattern, as that of a `match` arm.
std::string pattern(const std::string& text);
/// The dump of a type, as that of a parameter.
std::string type(const std::string& text);

/// Takes `⟦` and `⟧` out of a text and reports exactly where they were. `⟦⟧` marks a point.
struct Marked {
    std::string text;
    std::vector<Span> marks;
    explicit Marked(const std::string& marked);
};

/// Expects exactly these codes, one per mark in text order and exactly there, and nothing else. The text is the whole
/// file.
void expectAt(const std::string& marked, const std::vector<Code>& codes);

/// A spec of the repository.
struct SpecFile {
    std::string path;   ///< below the repository
    std::string text;
};

/// The `.evd` files of these folders of the repository and of the folders in them, ordered by path; at least one.
const std::vector<SpecFile>& correctSpecs();   ///< examples, stdlib, tests/corpus, tests/meaning
const std::vector<SpecFile>& wrongSpecs();     ///< tests/wrong
std::vector<SpecFile> allSpecs();

/// True if the long forms of the tests are wanted (`EVD_FULL=1`): every case instead of a sample.
bool full();

}   // namespace evd::syntax::testing
