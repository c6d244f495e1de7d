#pragma once
// Diagnostics as the protocol wants them.

#include "lsp/features/analysis.h"
#include "lsp/protocol/encode.h"

#include <map>
#include <string>

namespace evd::lsp {

struct PublishOptions {
    Encoder encode;
    std::string documentation;   ///< folder or URL of the pages of codes; empty: no links
    size_t maximum = 200;        ///< most diagnostics of one file
};

/// One diagnostic as the protocol writes it. Its file must be among the sources.
Json diagnosticJson(const Diagnostic& diagnostic, const SourceSet& sources, const PublishOptions& options);

/// Those about places in texts, by the path of their file; of each file at most `options.maximum`.
std::map<std::string, Json> diagnosticsByFile(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources,
                                              const PublishOptions& options);

/// The diagnostics of one file, from several sources; at most so many, of which the last one says how many more there
/// are.
class DiagnosticList {
public:
    explicit DiagnosticList(size_t maximum) : maximum_(maximum) {}
    void add(Json diagnostic);
    /// What is there already is not added again.
    void addOnce(const Json& diagnostic);
    /// Whether there is one of the same code at the same place.
    bool hasLike(const Json& diagnostic) const;
    /// Nothing more is shown; what else there is need only be counted.
    bool full() const { return list_.size() >= maximum_; }
    void count() { ++more_; }
    Json take();

private:
    size_t maximum_, more_ = 0;
    Json list_ = Json::array();
};

}   // namespace evd::lsp
