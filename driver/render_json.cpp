#include "driver/render_json.h"

#include <nlohmann/json.hpp>
#include <set>

namespace evd::driver {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json, int indent = -1) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json position(const SourceFile& file, uint32_t offset) {
    LineColumn at = file.position(offset, ColumnUnit::Utf16);
    return {{"line", at.line + 1}, {"column", at.column + 1}, {"offset", offset}};
}

Json range(const SourceSet& sources, Span span) {
    const SourceFile& file = sources.file(span.file);
    return {{"file", file.path()},
            {"start", position(file, span.begin)},
            {"end", position(file, std::max(span.begin, span.end))}};
}

/// The characters that a URI reference may not hold as they are.
std::string uri(const std::string& path) {
    std::string out;
    for (unsigned char c : path) {
        bool plain = std::isalnum(c) ||
                     std::string_view("-._~/!$&'()*+,;=@").find(static_cast<char>(c)) != std::string_view::npos;
        if (plain) out += static_cast<char>(c);
        else out += fmt::format("%{:02X}", c);
    }
    return out.empty() || out[0] != '/' ? out : "file://" + out;
}

Json region(const SourceFile& file, Span span) {
    LineColumn begin = file.position(span.begin, ColumnUnit::Utf16),
               end = file.position(std::max(span.begin, span.end), ColumnUnit::Utf16);
    return {{"startLine", begin.line + 1},
            {"startColumn", begin.column + 1},
            {"endLine", end.line + 1},
            {"endColumn", end.column + 1}};
}

Json location(const SourceSet& sources, Span span) {
    const SourceFile& file = sources.file(span.file);
    return {{"physicalLocation", {{"artifactLocation", {{"uri", uri(file.path())}}}, {"region", region(file, span)}}}};
}

Json sarifResult(const Diagnostic& diagnostic, const SourceSet& sources) {
    const char* level = diagnostic.severity == Severity::Error     ? "error"
                        : diagnostic.severity == Severity::Warning ? "warning"
                                                                   : "note";
    std::string text = diagnostic.message;
    for (const std::string& note : diagnostic.notes) text += ". " + note;
    Json result = {{"ruleId", codeName(diagnostic.code)}, {"level", level}, {"message", {{"text", text}}}};
    result["locations"] = Json::array();
    if (diagnostic.span.file < sources.size()) result["locations"].push_back(location(sources, diagnostic.span));
    for (const Label& label : diagnostic.labels) {
        if (label.span.file >= sources.size()) continue;
        Json related = location(sources, label.span);
        related["message"] = {{"text", label.text}};
        result["relatedLocations"].push_back(related);
    }
    for (const Fix& fix : diagnostic.fixes) {
        Json changes = Json::array();
        for (const Edit& edit : fix.edits) {
            if (edit.span.file >= sources.size()) continue;
            const SourceFile& file = sources.file(edit.span.file);
            changes.push_back({{"artifactLocation", {{"uri", uri(file.path())}}},
                               {"replacements", Json::array({{{"deletedRegion", region(file, edit.span)},
                                                              {"insertedContent", {{"text", edit.text}}}}})}});
        }
        if (!changes.empty())
            result["fixes"].push_back({{"description", {{"text", fix.title}}}, {"artifactChanges", changes}});
    }
    return result;
}

}   // namespace

std::string renderJsonLines(const Diagnostics& diagnostics, const SourceSet& sources) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        Json json = {{"code", codeName(diagnostic.code)},
                     {"name", info(diagnostic.code).name},
                     {"severity", severityName(diagnostic.severity)},
                     {"message", diagnostic.message}};
        if (diagnostic.span.file < sources.size()) json["range"] = range(sources, diagnostic.span);
        for (const Label& label : diagnostic.labels)
            if (label.span.file < sources.size())
                json["labels"].push_back({{"range", range(sources, label.span)}, {"text", label.text}});
        if (!diagnostic.notes.empty()) json["notes"] = diagnostic.notes;
        for (const Fix& fix : diagnostic.fixes) {
            Json edits = Json::array();
            for (const Edit& edit : fix.edits)
                if (edit.span.file < sources.size())
                    edits.push_back({{"range", range(sources, edit.span)}, {"text", edit.text}});
            json["fixes"].push_back({{"title", fix.title}, {"edits", edits}});
        }
        out += dumped(json);
    }
    return out;
}

std::string renderSarif(const std::vector<SarifInput>& files, const std::string& version) {
    std::set<Code> used;
    Json results = Json::array();
    for (const SarifInput& file : files)
        for (const Diagnostic& diagnostic : file.diagnostics->all()) {
            used.insert(diagnostic.code);
            results.push_back(sarifResult(diagnostic, *file.sources));
        }
    Json rules = Json::array();
    for (Code code : used)
        rules.push_back(
            {{"id", codeName(code)}, {"name", info(code).name}, {"shortDescription", {{"text", info(code).text}}}});
    Json driver = {{"name", "evident"}, {"version", version}, {"rules", rules}};
    Json run = {{"tool", {{"driver", driver}}}, {"columnKind", "utf16CodeUnits"}, {"results", results}};
    Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                {"version", "2.1.0"},
                {"runs", Json::array({run})}};
    return dumped(log, 2);
}

}   // namespace evd::driver
