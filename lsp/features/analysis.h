#pragma once
// One checked file as the editor features see it: immutable, with positions as byte offsets.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/sema/program.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evd::lsp {

/// The one name of a file, by which texts, checks and answers know it: of an absolute path the canonical one; what is
/// no path of a file (`untitled:1`) is its own name.
std::string fileName(std::string_view path);

/// A range of one file's text. The file belongs to an Analysis that must be kept alive.
struct Place {
    const SourceFile* file = nullptr;
    uint32_t begin = 0;
    uint32_t end = 0;
};

/// The texts that editors hold, by file name; the rest comes from disk.
using Overlay = std::map<std::string, std::shared_ptr<const std::string>>;

/// The text of a file by its name, or nothing if it cannot be read.
std::optional<std::string> readText(const Overlay& overlay, const std::string& name);

/// Reads as `readText` does.
std::unique_ptr<SourceReader> readerOf(const Overlay& overlay);

/// What a longer look at a spec gives than typing allows.
struct SecondLook {
    Diagnostics found;   ///< mistakes that show only where classes and functions are written out, and the statements
                         ///< that no run evaluates (EVD3025)
    /// What each `check` of the file means (ir/analysis/content_hash.h), by Statement::anchor: a number
    /// that an edit of comments or layout leaves as it is. None if the spec has errors.
    std::map<uint32_t, std::string> checks;
};

/// What checking one file as the root of a program found.
class Analysis {
public:
    /// Checks the file of a name. Reads imports from `overlay` and disk. What is unchanged since the check `before` is
    /// not parsed again.
    static std::shared_ptr<const Analysis> make(const std::string& path, const Overlay& overlay,
                                                const std::string& stdlibPath, const Analysis* before = nullptr);

    const std::string& path() const { return path_; }
    /// The folder of the standard library.
    const std::string& stdlibPath() const { return stdlibPath_; }
    const sema::Program& program() const { return *program_; }
    const sema::Module& root() const { return program_->root(); }
    const syntax::Tree& tree() const { return *root().tree; }
    const SourceSet& sources() const { return sources_; }
    const SourceFile& file() const { return sources_.file(tree().file); }
    std::string_view text() const { return file().text(); }
    const Diagnostics& diagnostics() const { return diagnostics_; }
    /// Whether the file of this name was read or looked for.
    bool dependsOn(const std::string& path) const;
    /// The longer look, made at most once, by whoever needs it first. Empty if the spec has errors.
    const SecondLook& secondLook() const;
    /// The same if somebody has made it, else null.
    const SecondLook* secondLookIfKnown() const { return known_; }
    /// How long the check took.
    double milliseconds() const { return milliseconds_; }

    /// The occurrence of a name at an offset (its end included), or null.
    const sema::Use* useAt(uint32_t offset) const;
    /// The occurrences in the root file, in text order.
    const std::vector<const sema::Use*>& uses() const { return uses_; }
    /// Index in the tree's tokens of the token that covers or follows `offset`.
    size_t tokenAt(uint32_t offset) const;
    std::string_view tokenText(size_t index) const { return sources_.text(tree().tokens[index].span); }

    Place place(Span span) const { return {&sources_.file(span.file), span.begin, span.end}; }
    /// Where a symbol is declared; no file for what is built in.
    Place declaration(sema::SymbolId symbol) const;

private:
    Analysis() = default;

    std::string path_, stdlibPath_;
    SourceSet sources_;
    Diagnostics diagnostics_;
    std::shared_ptr<const sema::Program> program_;
    std::vector<std::string> dependencies_;
    std::vector<const sema::Use*> uses_;
    double milliseconds_ = 0;
    mutable std::once_flag looked_;
    mutable SecondLook second_;
    mutable std::atomic<const SecondLook*> known_{nullptr};
};

/// A symbol that means the same in several programs: the file and place of its declaration, or its built-in name.
struct SymbolKey {
    std::string path;
    uint32_t begin = 0;
    std::string name;
    bool operator==(const SymbolKey&) const = default;
};
SymbolKey keyOf(const Analysis& analysis, sema::SymbolId symbol);
/// The symbol with this key in another program, or kNoSymbol.
sema::SymbolId find(const Analysis& analysis, const SymbolKey& key);

}   // namespace evd::lsp
