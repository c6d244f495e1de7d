#pragma once
// Whether a repair repairs: it is tried on a copy of the texts.

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/sema/check.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace evd::repair {

/// A program as it was checked, with what is needed to check it again after a change.
class Trial {
public:
    /// `before` must outlive the trial; `path` is the file that was checked.
    Trial(std::string path, SourceReader& reader, std::string stdlibPath, sema::Before before, size_t budget = kBudget)
        : path_(std::move(path)), reader_(reader), stdlibPath_(std::move(stdlibPath)), before_(before),
          budget_(budget) {}

    /// Whether a change takes the diagnostic away and adds no error. No, if the budget is used up.
    bool mends(const Diagnostic& diagnostic, const std::vector<Edit>& edits);

    /// How many bytes of specs are checked again before no more changes are tried.
    static constexpr size_t kBudget = size_t{2} << 20;

private:
    struct Found {
        std::vector<Diagnostic> shown, followUps;
    };
    using Texts = std::map<std::string, std::string>;

    Found check(const Texts& changed, SourceSet& sources) const;
    const Found& unchanged();

    std::string path_;
    SourceReader& reader_;
    std::string stdlibPath_;
    sema::Before before_;
    size_t budget_;
    std::optional<Found> unchanged_;
    SourceSet sources_;   ///< of the unchanged program
};

/// Takes from diagnostics the fixes that do not mend them.
void keepSound(Trial& trial, Diagnostics& diagnostics);

}   // namespace evd::repair
