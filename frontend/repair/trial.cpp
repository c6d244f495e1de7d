#include "frontend/repair/trial.h"

#include <algorithm>
#include <utility>

namespace evd::repair {

namespace {

/// The texts of a program with some of them changed; what it did not read so far comes from the reader below.
class Changed : public SourceReader {
public:
    Changed(const std::map<std::string, std::string>& changed, const SourceSet& before, SourceReader& below)
        : changed_(changed), before_(before), below_(below) {}

    std::optional<std::string> read(const std::string& path) override {
        if (auto found = changed_.find(path); found != changed_.end()) return found->second;
        for (FileId id = 0; id < before_.size(); ++id)
            if (before_.file(id).path() == path) return std::string(before_.file(id).text());
        return below_.read(path);
    }
    std::string name(const std::string& path) override { return below_.name(path); }

private:
    const std::map<std::string, std::string>& changed_;
    const SourceSet& before_;
    SourceReader& below_;
};

/// The edits in text order, if they do not overlap.
std::optional<std::vector<Edit>> inOrder(std::vector<Edit> edits) {
    std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
        return std::pair(a.span.file, a.span.begin) < std::pair(b.span.file, b.span.begin);
    });
    for (size_t i = 1; i < edits.size(); ++i)
        if (edits[i].span.file == edits[i - 1].span.file && edits[i].span.begin < edits[i - 1].span.end)
            return std::nullopt;
    return edits;
}

/// Where an offset of a file lies after edits in text order: a range, if it lies in what is replaced.
std::pair<uint32_t, uint32_t> moved(const std::vector<Edit>& edits, Span at) {
    int64_t shift = 0;
    for (const Edit& edit : edits) {
        if (edit.span.file != at.file) continue;
        if (edit.span.begin > at.begin) break;
        auto begin = static_cast<uint32_t>(edit.span.begin + shift);
        auto length = static_cast<uint32_t>(edit.text.size());
        if (edit.span.end > at.begin || edit.span == at) return {begin, begin + length};
        shift += static_cast<int64_t>(length) - (edit.span.end - edit.span.begin);
    }
    auto begin = static_cast<uint32_t>(at.begin + shift);
    return {begin, begin};
}

}   // namespace

Trial::Found Trial::check(const Texts& changed, SourceSet& sources) const {
    Changed reader(changed, *before_.sources, reader_);
    Diagnostics shown, followUps;
    sema::check(path_, reader, stdlibPath_, sources, shown, before_, &followUps);
    return {shown.all(), followUps.all()};
}

const Trial::Found& Trial::unchanged() {
    if (!unchanged_) unchanged_ = check({}, sources_);
    return *unchanged_;
}

bool Trial::mends(const Diagnostic& diagnostic, const std::vector<Edit>& given) {
    std::optional<std::vector<Edit>> edits = inOrder(given);
    if (!edits || edits->empty()) return false;
    Texts texts;
    for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit) {
        if (edit->span.file >= before_.sources->size()) return false;
        const SourceFile& file = before_.sources->file(edit->span.file);
        std::string& text = texts.try_emplace(file.path(), file.text()).first->second;
        text.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    }
    size_t cost = 0;
    for (FileId id = 0; id < before_.sources->size(); ++id) cost += before_.sources->file(id).text().size();
    if (cost > budget_) return false;
    budget_ -= cost;
    // Every error afterwards is one that was there, if only behind another one; the one to be mended does not count.
    struct Known {
        const Diagnostic* what;
        std::string path;
        std::pair<uint32_t, uint32_t> at;
    };
    std::vector<Known> known;
    bool isThere = false;
    auto path = [](const SourceSet& sources, Span span) {
        return span.file < sources.size() ? sources.file(span.file).path() : std::string();
    };
    auto counts = [&](const Diagnostic& one) { return one.severity == Severity::Error || one.code == diagnostic.code; };
    auto add = [&](const Diagnostic& one) {
        bool itself = one.code == diagnostic.code && one.span == diagnostic.span && one.args == diagnostic.args;
        if (itself && !std::exchange(isThere, true)) return;
        if (counts(one)) known.push_back({&one, path(sources_, one.span), moved(*edits, one.span)});
    };
    for (const Diagnostic& one : unchanged().shown) add(one);
    for (const Diagnostic& one : unchanged().followUps) add(one);
    SourceSet sources;
    for (const Diagnostic& one : check(texts, sources).shown) {
        if (!counts(one)) continue;
        std::string where = path(sources, one.span);
        auto same = [&](const Known& other) {
            return other.what->code == one.code && other.path == where && other.at.first <= one.span.begin &&
                   one.span.begin <= other.at.second;
        };
        auto alike = [&](const Known& other) {
            return other.what->code == one.code && other.path == where && other.what->args == one.args;
        };
        auto found = std::find_if(known.begin(), known.end(), same);
        if (found == known.end()) found = std::find_if(known.begin(), known.end(), alike);
        if (found == known.end()) return false;
        known.erase(found);
    }
    return isThere;
}

void keepSound(Trial& trial, Diagnostics& diagnostics) {
    Diagnostics kept;
    for (Diagnostic one : diagnostics.all()) {
        std::erase_if(one.fixes, [&](const Fix& fix) { return !trial.mends(one, fix.edits); });
        kept.add(one.code, one.span, one.args) = std::move(one);
    }
    diagnostics = std::move(kept);
}

}   // namespace evd::repair
