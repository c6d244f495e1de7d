#include "lsp/protocol/publish.h"

#include "lsp/protocol/uri.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace evd::lsp {

namespace {

int severityNumber(Severity severity) {
    switch (severity) {
    case Severity::Error: return 1;
    case Severity::Warning: return 2;
    case Severity::Info: return 3;
    case Severity::Hint: return 4;
    }
    return 1;
}

std::string pageOf(const std::string& documentation, const std::string& code) {
    std::string page = documentation + (documentation.back() == '/' ? "" : "/") + code;
    return documentation.front() == '/' ? uriOf(page + ".md") : page;
}

}   // namespace

Json diagnosticJson(const Diagnostic& diagnostic, const SourceSet& sources, const PublishOptions& options) {
    const SourceFile& file = sources.file(diagnostic.span.file);
    std::string code = codeName(diagnostic.code);
    std::string text = diagnostic.message;
    for (const std::string& note : diagnostic.notes) text += "\n" + note;
    Json out = {{"range", options.encode.range(file, diagnostic.span.begin, diagnostic.span.end)},
                {"severity", severityNumber(diagnostic.severity)},
                {"code", code},
                {"source", "evident"},
                {"message", text}};
    if (!options.documentation.empty()) out["codeDescription"] = {{"href", pageOf(options.documentation, code)}};
    if (diagnostic.code == Code::UnusedName || diagnostic.code == Code::UnreachableCase ||
        diagnostic.code == Code::StatementAfterStop)
        out["tags"] = {1};   // shown faded
    Json related = Json::array();
    for (const Label& label : diagnostic.labels)
        if (label.span.file < sources.size())
            related.push_back({{"location", options.encode.location(
                                                {&sources.file(label.span.file), label.span.begin, label.span.end})},
                               {"message", label.text}});
    if (!related.empty()) out["relatedInformation"] = related;
    return out;
}

std::map<std::string, Json> diagnosticsByFile(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources,
                                              const PublishOptions& options) {
    std::map<std::string, Json> out;
    for (const Diagnostic& one : diagnostics) {
        if (one.span.file >= sources.size()) continue;
        Json& list = out[sources.file(one.span.file).path()];
        if (list.is_null()) list = Json::array();
        if (list.size() < options.maximum) list.push_back(diagnosticJson(one, sources, options));
    }
    return out;
}

void DiagnosticList::add(Json diagnostic) {
    if (full()) count();
    else list_.push_back(std::move(diagnostic));
}

void DiagnosticList::addOnce(const Json& diagnostic) {
    if (std::find(list_.begin(), list_.end(), diagnostic) == list_.end()) add(diagnostic);
}

bool DiagnosticList::hasLike(const Json& diagnostic) const {
    return std::any_of(list_.begin(), list_.end(), [&](const Json& one) {
        return member(one, "code") == member(diagnostic, "code") && member(one, "range") == member(diagnostic, "range");
    });
}

Json DiagnosticList::take() {
    if (more_ > 0) {
        Json note = list_.back();
        note["message"] = fmt::format("and {} more diagnostics in this file", more_);
        note["severity"] = 3;
        note.erase("code");
        note.erase("codeDescription");
        note.erase("relatedInformation");
        list_.push_back(std::move(note));
    }
    return std::exchange(list_, Json::array());
}

}   // namespace evd::lsp
