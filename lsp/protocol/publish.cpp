#include "lsp/protocol/publish.h"

#include "lsp/protocol/uri.h"

#include <fmt/format.h>

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

Json one(const Analysis& analysis, const Diagnostic& diagnostic, const PublishOptions& options) {
    const SourceFile& file = analysis.file();
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
        if (label.span.file < analysis.sources().size())
            related.push_back(
                {{"location", options.encode.location(analysis.place(label.span))}, {"message", label.text}});
    if (!related.empty()) out["relatedInformation"] = related;
    return out;
}

}   // namespace

Json diagnosticsJson(const Analysis& analysis, const Diagnostics& further, const PublishOptions& options) {
    Json list = Json::array();
    size_t more = 0;
    for (const Diagnostics* diagnostics : {&analysis.diagnostics(), &further})
        for (const Diagnostic& diagnostic : diagnostics->all()) {
            if (diagnostic.span.file != analysis.tree().file) continue;   // it is published for its own file
            if (list.size() >= options.maximum) ++more;
            else list.push_back(one(analysis, diagnostic, options));
        }
    if (more > 0) {
        Json note = list.back();
        note["message"] = fmt::format("and {} more diagnostics in this file", more);
        note["severity"] = 3;
        note.erase("code");
        note.erase("codeDescription");
        note.erase("relatedInformation");
        list.push_back(note);
    }
    return {{"diagnostics", list}};
}

}   // namespace evd::lsp
