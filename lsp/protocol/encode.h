#pragma once
// Positions, places and edits as JSON and back. The one helper that counts columns.

#include "base/diagnostics.h"
#include "base/source.h"
#include "lsp/features/analysis.h"
#include "lsp/protocol/json.h"
#include "lsp/protocol/uri.h"

#include <memory>

namespace evd::lsp {

/// Writes positions in the unit that client and server agreed on.
class Encoder {
public:
    explicit Encoder(ColumnUnit unit = ColumnUnit::Utf16, std::shared_ptr<const Uris> uris = nullptr)
        : unit(unit), uris_(std::move(uris)) {}
    ColumnUnit unit;

    /// The URI of a file by its name: the client's own, if it has one.
    std::string uri(const std::string& name) const { return uris_ ? uris_->of(name) : uriOf(name); }

    Json position(const SourceFile& file, uint32_t offset) const;
    Json range(const SourceFile& file, uint32_t begin, uint32_t end) const;
    Json range(const Place& place) const { return range(*place.file, place.begin, place.end); }
    /// `{ uri, range }`.
    Json location(const Place& place) const;
    Json locations(const std::vector<Place>& places) const;
    /// The byte offset of a JSON position.
    uint32_t offset(const SourceFile& file, const Json& position) const;

private:
    std::shared_ptr<const Uris> uris_;
    mutable std::string lastPath_, lastUri_;   ///< most places of an answer are in one file
};

/// `{ line, character }`; what is no number counts as 0, what is negative too.
LineColumn lineColumn(const Json& position);

}   // namespace evd::lsp
