// Requests that decorate a document: semantic tokens, folding, hints, lenses.

#include "lsp/features/semantic_tokens.h"
#include "lsp/server/request.h"

namespace evd::lsp {

namespace {

std::vector<uint32_t> encoded(const Request& request, const Analysis& analysis, const std::vector<SemanticToken>& tokens) {
    std::vector<uint32_t> data;
    data.reserve(tokens.size() * 5);
    LineColumn before;
    for (const SemanticToken& token : tokens) {
        LineColumn begin = analysis.file().position(token.span.begin, request.encode.unit), end = analysis.file().position(token.span.end, request.encode.unit);
        if (begin.line != end.line) continue;
        data.insert(data.end(), {begin.line - before.line, begin.line == before.line ? begin.column - before.column : begin.column,
                                 end.column - begin.column, token.type, token.modifiers});
        before = begin;
    }
    return data;
}

Reply full(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    std::vector<uint32_t> data = encoded(request, *analysis, semanticTokens(*analysis));
    Json json = data;
    return Json{{"resultId", request.tokens.put(request.path(), std::move(data))}, {"data", std::move(json)}};
}

/// One edit between the common beginning and the common end.
Reply delta(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    std::optional<TokenCache::Entry> old = request.tokens.get(request.path());
    if (!old || old->id != stringAt(request.params, "previousResultId")) return full(request);
    std::vector<uint32_t> data = encoded(request, *analysis, semanticTokens(*analysis));
    size_t begin = 0, same = std::min(old->data.size(), data.size());
    while (begin < same && old->data[begin] == data[begin]) ++begin;
    size_t end = 0;
    while (end < same - begin && old->data[old->data.size() - 1 - end] == data[data.size() - 1 - end]) ++end;
    Json edits = Json::array();
    if (begin + end < std::max(old->data.size(), data.size())) {
        std::vector<uint32_t> middle(data.begin() + static_cast<std::ptrdiff_t>(begin), data.end() - static_cast<std::ptrdiff_t>(end));
        edits.push_back({{"start", begin}, {"deleteCount", old->data.size() - begin - end}, {"data", middle}});
    }
    return Json{{"resultId", request.tokens.put(request.path(), std::move(data))}, {"edits", edits}};
}

Reply range(const Request& request) {
    auto analysis = request.analysis();
    if (!analysis) return Json();
    const Json& wanted = member(request.params, "range");
    uint32_t begin = request.encode.offset(analysis->file(), member(wanted, "start")), end = request.encode.offset(analysis->file(), member(wanted, "end"));
    return Json{{"data", encoded(request, *analysis, semanticTokens(*analysis, std::pair(begin, end)))}};
}

} // namespace

void addReading(Handlers& handlers) {
    handlers["textDocument/semanticTokens/full"] = full;
    handlers["textDocument/semanticTokens/full/delta"] = delta;
    handlers["textDocument/semanticTokens/range"] = range;
}

} // namespace evd::lsp
