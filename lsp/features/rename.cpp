#include "lsp/features/rename.h"

#include "lsp/features/fields.h"
#include "lsp/features/navigate.h"
#include "lsp/features/references.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

namespace evd::lsp {

namespace {

using sema::SymbolKind;

/// The replacements of one file, and where its positions go.
class FileChange {
public:
    void add(const Replacement& one) { changes_[{one.place.begin, one.place.end}].text = one.text; }
    /// After everything has been added.
    void settle() {
        int64_t shift = 0;
        for (auto& [range, change] : changes_) {
            change.shift = shift;
            shift += static_cast<int64_t>(change.text.size()) - (range.second - range.first);
            insertions_ += range.first == range.second ? 1 : 0;
        }
    }

    std::string applied(std::string_view text) const {
        std::string out;
        size_t done = 0;
        for (const auto& [range, change] : changes_) {
            out += text.substr(done, range.first - done);
            out += change.text;
            done = range.second;
        }
        return out += text.substr(done);
    }
    /// Where the name that begins at an offset begins afterwards: names stand at the end of what replaces them.
    uint32_t moved(uint32_t offset, uint32_t length) const {
        auto own = changes_.find({offset, offset + length});
        if (own != changes_.end())
            return static_cast<uint32_t>(offset + own->second.shift +
                                         static_cast<int64_t>(own->second.text.rfind(' ') + 1));
        return begin(offset);
    }
    /// Where what begins at an offset begins afterwards.
    uint32_t begin(uint32_t offset) const {
        auto after = changes_.lower_bound({offset, offset});
        while (after != changes_.end() && after->first.second <= offset) ++after;   // an insertion here
        if (after == changes_.begin()) return offset;
        const auto& [range, change] = *std::prev(after);
        if (range.second > offset) return static_cast<uint32_t>(offset + change.shift);
        return static_cast<uint32_t>(offset + change.shift + static_cast<int64_t>(change.text.size()) -
                                     (range.second - range.first));
    }
    /// How many names were put where there was none.
    size_t insertions() const { return insertions_; }

private:
    struct Change {
        std::string text;
        int64_t shift = 0;   ///< of what stands before it
    };
    std::map<std::pair<uint32_t, uint32_t>, Change> changes_;
    size_t insertions_ = 0;
};

/// What a name refers to, so that it can be found again in the changed program.
using Meaning = std::tuple<std::string, uint32_t, SymbolKind, std::string>;

class Comparison {
public:
    explicit Comparison(const std::vector<Replacement>& replacements) {
        for (const Replacement& one : replacements) changes_[one.place.file->path()].add(one);
        for (auto& [path, change] : changes_) change.settle();
    }

    Overlay overlay(Overlay base, const std::vector<Replacement>& replacements) const {
        std::map<std::string, const SourceFile*> files;
        for (const Replacement& one : replacements) files[one.place.file->path()] = one.place.file;
        for (const auto& [path, file] : files)
            base[path] = std::make_shared<const std::string>(changes_.at(path).applied(file->text()));
        return base;
    }

    std::string problem(const Analysis& before, const Analysis& after) const {
        std::set<std::tuple<Code, std::string, uint32_t>> known;
        for (const Diagnostic& one : before.diagnostics().all())
            if (one.severity == Severity::Error)
                known.insert({one.code, pathOf(before, one.span), moved(before, one.span)});
        for (const Diagnostic& one : after.diagnostics().all())
            if (one.severity == Severity::Error &&
                known.count({one.code, pathOf(after, one.span), one.span.begin}) == 0)
                return "this would be an error at " + shown(after, one.span) + ": " + one.message;
        // Every occurrence there was refers to what it did, and there are no others.
        std::map<uint32_t, const sema::Use*> there;
        for (const sema::Use* use : after.uses()) there[use->span.begin] = use;
        for (const sema::Use* use : before.uses()) {
            auto found = there.find(moved(before, use->span));
            if (found == there.end() ||
                meaning(before, use->symbol, true) != meaning(after, found->second->symbol, false))
                return different(before, use->span);
            there.erase(found);
        }
        auto change = changes_.find(before.path());
        size_t inserted = change == changes_.end() ? 0 : change->second.insertions();
        if (there.size() > inserted) return different(after, there.begin()->second->span);
        return fieldProblem(before, after);
    }

private:
    /// Every mention of a field is one still, and there are no others.
    std::string fieldProblem(const Analysis& before, const Analysis& after) const {
        std::set<uint32_t> there;
        for (const sema::FieldUse& use : after.root().fields) there.insert(use.span.begin);
        auto change = changes_.find(before.path());
        for (const sema::FieldUse& use : before.root().fields) {
            uint32_t at = change == changes_.end() ? use.span.begin : change->second.begin(use.span.begin);
            if (there.erase(at) == 0) return different(before, use.span);
        }
        for (const sema::FieldUse& use : after.root().fields)
            if (there.count(use.span.begin) != 0) return different(after, use.span);
        return "";
    }
    static std::string pathOf(const Analysis& analysis, Span span) { return analysis.sources().file(span.file).path(); }
    static std::string shown(const Analysis& analysis, Span span) {
        const SourceFile& file = analysis.sources().file(span.file);
        return "line " + std::to_string(file.position(span.begin).line + 1) + " of " +
               std::filesystem::path(file.path()).filename().string();
    }
    static std::string different(const Analysis& analysis, Span span) {
        return "`" + std::string(analysis.sources().text(span)) + "` in " + shown(analysis, span) +
               " would no longer mean the same";
    }
    uint32_t moved(const Analysis& analysis, Span span) const {
        auto change = changes_.find(pathOf(analysis, span));
        return change == changes_.end() ? span.begin : change->second.moved(span.begin, span.end - span.begin);
    }
    /// `isBefore`: in the program before the change, so that the place of the declaration moves.
    Meaning meaning(const Analysis& analysis, sema::SymbolId id, bool isBefore) const {
        const sema::Symbol& symbol = analysis.program()[id];
        if (symbol.nameSpan.empty()) return {"", 0, symbol.kind, symbol.name};   // built in
        return {pathOf(analysis, symbol.nameSpan), isBefore ? moved(analysis, symbol.nameSpan) : symbol.nameSpan.begin,
                symbol.kind, ""};
    }

    std::map<std::string, FileChange> changes_;
};

}   // namespace

std::vector<Replacement> renameSymbol(const Files& files, const SymbolKey& key, const std::string& name) {
    std::vector<Replacement> out;
    for (const auto& file : files) {
        if (!file->dependsOn(key.path)) continue;
        sema::SymbolId symbol = find(*file, key);
        if (symbol == sema::kNoSymbol) continue;
        for (const sema::Use* use : file->uses()) {
            if (!sameDeclaration(*file, use->symbol, symbol)) continue;
            // A file that imports a spec calls it by the name in its header only if its import gives no other.
            std::optional<Link> import = importNamed(*file, *use);
            if (import && (!import->link->byFile() || !import->link->as().missing())) continue;
            bool isShort = use->isDeclaration && isShortField(*file, use->span);
            out.push_back({file->place(use->span), isShort ? key.name + " = " + name : name});
        }
    }
    return out;
}

std::vector<Replacement> renameField(const std::vector<FieldMention>& mentions, const std::string& name) {
    std::vector<Replacement> out;
    for (const FieldMention& one : mentions) {
        std::string local = one.use->isShort ? " = " + std::string(one.analysis->sources().text(one.use->span)) : "";
        out.push_back({one.analysis->place(one.use->span), name + local});
    }
    return out;
}

std::vector<Replacement> renameImportedName(const Analysis& analysis, const sema::Use& use, const std::string& name) {
    std::vector<Replacement> out;
    std::optional<Link> import = importNamed(analysis, use);
    if (!import) return out;
    for (const sema::Use* other : analysis.uses())
        if (other->symbol == use.symbol && analysis.sources().text(other->span) == import->name)
            out.push_back({analysis.place(other->span), name});
    if (import->link->as().missing()) {
        const Span whole = import->link->decl->span;
        out.push_back({analysis.place({whole.file, whole.end, whole.end}), " as " + name});
    }
    return out;
}

std::string meaningProblem(const Files& files, const std::vector<Replacement>& replacements, const Overlay& overlay,
                           const std::string& stdlibPath) {
    Comparison comparison(replacements);
    Overlay changed = comparison.overlay(overlay, replacements);
    for (const auto& file : files) {
        bool affected = std::any_of(replacements.begin(), replacements.end(),
                                    [&](const Replacement& one) { return file->dependsOn(one.place.file->path()); });
        if (!affected) continue;
        auto after = Analysis::make(file->path(), changed, stdlibPath, file.get());
        if (std::string problem = comparison.problem(*file, *after); !problem.empty()) return problem;
    }
    return "";
}

}   // namespace evd::lsp
