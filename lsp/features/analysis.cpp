#include "lsp/features/analysis.h"

#include "base/canonical_path.h"
#include "base/read_file.h"
#include "frontend/lower/lower.h"
#include "frontend/sema/check.h"
#include "frontend/sema/ranges.h"
#include "ir/analysis/content_hash.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace evd::lsp {

std::string fileName(std::string_view path) { return path.starts_with('/') ? canonicalPath(path) : std::string(path); }

std::optional<std::string> readText(const Overlay& overlay, const std::string& name) {
    if (auto open = overlay.find(name); open != overlay.end()) return *open->second;
    return readFile(name);
}

namespace {

/// Editors' texts before those on disk.
class Reader : public SourceReader {
public:
    explicit Reader(const Overlay& overlay) : overlay_(overlay) {}
    std::optional<std::string> read(const std::string& path) override { return readText(overlay_, path); }
    std::string name(const std::string& path) override { return fileName(path); }

private:
    const Overlay& overlay_;
};

/// Remembers what was asked for.
class TrackingReader : public Reader {
public:
    TrackingReader(const Overlay& overlay, std::vector<std::string>& asked) : Reader(overlay), asked_(asked) {}
    std::optional<std::string> read(const std::string& path) override {
        asked_.push_back(path);
        return Reader::read(path);
    }

private:
    std::vector<std::string>& asked_;
};

/// What each check of a file means, by its offset. The names of its statements are part of it: verdicts are told by
/// them.
std::map<uint32_t, std::string> meaningsOfChecks(const ir::Module& module, FileId file) {
    std::map<uint32_t, std::string> out;
    if (module.checks.empty()) return out;
    const ir::ContentHashes hashes(module);
    for (uint32_t i = 0; i < module.checks.size(); ++i) {   // one of each system, if none is named
        const ir::Check& check = module.checks[i];
        if (check.span.file != file) continue;
        std::string& meaning = out[check.span.begin];
        meaning += hashes.check(i).text();
        for (uint32_t statement : check.statements) meaning += " " + module.statements[statement].name;
    }
    return out;
}

}   // namespace

std::unique_ptr<SourceReader> readerOf(const Overlay& overlay) { return std::make_unique<Reader>(overlay); }

std::shared_ptr<const Analysis> Analysis::make(const std::string& path, const Overlay& overlay,
                                               const std::string& stdlibPath, const Analysis* before) {
    std::shared_ptr<Analysis> out(new Analysis);
    out->path_ = path;
    out->stdlibPath_ = stdlibPath;
    auto begin = std::chrono::steady_clock::now();
    TrackingReader reader(overlay, out->dependencies_);
    sema::Before known;
    if (before != nullptr) known = {before->program_.get(), &before->sources_};
    out->program_ = sema::check(path, reader, stdlibPath, out->sources_, out->diagnostics_, known);
    out->diagnostics_.sortAndDeduplicate();
    std::sort(out->dependencies_.begin(), out->dependencies_.end());
    out->dependencies_.erase(std::unique(out->dependencies_.begin(), out->dependencies_.end()),
                             out->dependencies_.end());
    for (const auto& [offset, use] : out->root().uses)
        if (use.symbol != sema::kNoSymbol) out->uses_.push_back(&use);
    std::sort(out->uses_.begin(), out->uses_.end(),
              [](const sema::Use* a, const sema::Use* b) { return a->span.begin < b->span.begin; });
    out->milliseconds_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return out;
}

const SecondLook& Analysis::secondLook() const {
    std::call_once(looked_, [this] {
        if (!diagnostics_.hasErrors()) {
            second_.found = sema::notes(program());
            const ir::Module module = lower::lower(program(), sources_, {}, second_.found);
            second_.found.sortAndDeduplicate();
            if (!second_.found.hasErrors()) second_.checks = meaningsOfChecks(module, tree().file);
        }
        known_ = &second_;
    });
    return second_;
}

bool Analysis::dependsOn(const std::string& path) const {
    return std::binary_search(dependencies_.begin(), dependencies_.end(), path);
}

const sema::Use* Analysis::useAt(uint32_t offset) const {
    auto after = std::upper_bound(uses_.begin(), uses_.end(), offset,
                                  [](uint32_t at, const sema::Use* use) { return at < use->span.begin; });
    if (after == uses_.begin()) return nullptr;
    const sema::Use* use = *(after - 1);
    return offset <= use->span.end ? use : nullptr;
}

size_t Analysis::tokenAt(uint32_t offset) const {
    const auto& tokens = tree().tokens;
    auto found = std::upper_bound(tokens.begin(), tokens.end(), offset,
                                  [](uint32_t at, const syntax::Token& token) { return at < token.span.end; });
    return static_cast<size_t>(found - tokens.begin());
}

Place Analysis::declaration(sema::SymbolId symbol) const {
    if (symbol == sema::kNoSymbol) return {};
    const sema::Symbol& found = program()[symbol];
    if (found.kind == sema::SymbolKind::Builtin) return {};
    return place(found.nameSpan);
}

SymbolKey keyOf(const Analysis& analysis, sema::SymbolId symbol) {
    const sema::Symbol& found = analysis.program()[symbol];
    Place at = analysis.declaration(symbol);
    if (at.file == nullptr) return {"", 0, found.name};
    return {at.file->path(), at.begin, found.name};
}

sema::SymbolId find(const Analysis& analysis, const SymbolKey& key) {
    for (sema::SymbolId id = 0; id < analysis.program().symbols.size(); ++id)
        if (analysis.program()[id].name == key.name && keyOf(analysis, id) == key) return id;
    return sema::kNoSymbol;
}

}   // namespace evd::lsp
