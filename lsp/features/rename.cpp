#include "lsp/features/rename.h"

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

/// Whether the name at `offset` is a field of a record pattern without a pattern of its own: `{ a, b }` binds `a` and
/// `b`.
bool isShortField(const Analysis& analysis, Span name) {
    const auto& tokens = analysis.tree().tokens;
    size_t at = analysis.tokenAt(name.begin);
    if (at == 0 || at + 1 >= tokens.size() || tokens[at].span.begin != name.begin) return false;
    std::string_view before = analysis.tokenText(at - 1), after = analysis.tokenText(at + 1);
    if ((before != "{" && before != ",") || (after != "}" && after != ",")) return false;
    unsigned depth = 0;
    for (size_t i = at; i-- > 0;) {
        std::string_view token = analysis.tokenText(i);
        if (token == ")" || token == "]" || token == "}") ++depth;
        if (token != "(" && token != "[" && token != "{") continue;
        if (depth-- > 0) continue;
        if (token != "{") return false;
        for (const auto& [span, id] : analysis.tree().typedNodes()) {
            sema::TypeRef type = span.begin == tokens[i].span.begin ? analysis.root().typeOf(id) : nullptr;
            if (type != nullptr && type->kind == sema::Kind::Record && name.end < span.end) return true;
        }
        return false;
    }
    return false;
}

/// The replacements of one file, and where its positions go.
class FileChange {
public:
    void add(const Replacement& one) { changes_[{one.place.begin, one.place.end}] = one.text; }

    std::string applied(std::string text) const {
        for (auto change = changes_.rbegin(); change != changes_.rend(); ++change)
            text.replace(change->first.first, change->first.second - change->first.first, change->second);
        return text;
    }
    /// Where the name that begins at an offset begins afterwards: names stand at the end of what replaces them.
    uint32_t moved(uint32_t offset, uint32_t length) const {
        int64_t shift = 0;
        for (const auto& [range, text] : changes_) {
            if (range.first == offset && range.second == offset + length)
                return static_cast<uint32_t>(offset + shift + static_cast<int64_t>(text.rfind(' ') + 1));
            if (range.second > offset) break;
            shift += static_cast<int64_t>(text.size()) - (range.second - range.first);
        }
        return static_cast<uint32_t>(offset + shift);
    }
    /// How many names were put where there was none.
    size_t insertions() const {
        return static_cast<size_t>(std::count_if(changes_.begin(), changes_.end(), [](const auto& change) {
            return change.first.first == change.first.second;
        }));
    }

private:
    std::map<std::pair<uint32_t, uint32_t>, std::string> changes_;
};

/// What a name refers to, so that it can be found again in the changed program.
using Meaning = std::tuple<std::string, uint32_t, SymbolKind, std::string>;

class Comparison {
public:
    explicit Comparison(const std::vector<Replacement>& replacements) {
        for (const Replacement& one : replacements) changes_[normalPath(one.place.file->path())].add(one);
    }

    Overlay overlay(Overlay base, const std::vector<Replacement>& replacements) const {
        for (const Replacement& one : replacements) {
            std::string path = normalPath(one.place.file->path());
            base[path] =
                std::make_shared<const std::string>(changes_.at(path).applied(std::string(one.place.file->text())));
        }
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
        auto change = changes_.find(normalPath(before.path()));
        size_t inserted = change == changes_.end() ? 0 : change->second.insertions();
        return there.size() <= inserted ? "" : different(after, there.begin()->second->span);
    }

private:
    static std::string pathOf(const Analysis& analysis, Span span) {
        return normalPath(analysis.sources().file(span.file).path());
    }
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
            if (use->symbol != symbol) continue;
            // A file that imports a spec calls it by the name in its header only if its import gives no other.
            std::optional<Link> import = importNamed(*file, *use);
            if (import && (!import->link->byFile() || !import->link->as().missing())) continue;
            bool isShort = use->isDeclaration && isShortField(*file, use->span);
            out.push_back({file->place(use->span), isShort ? key.name + " = " + name : name});
        }
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
        bool affected = std::any_of(replacements.begin(), replacements.end(), [&](const Replacement& one) {
            return file->dependsOn(normalPath(one.place.file->path()));
        });
        if (!affected) continue;
        auto after = Analysis::make(file->path(), changed, stdlibPath, file.get());
        if (std::string problem = comparison.problem(*file, *after); !problem.empty()) return problem;
    }
    return "";
}

}   // namespace evd::lsp
