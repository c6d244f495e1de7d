#pragma once
// Texts that are checked in memory, for tests that repair them.

#include "frontend/repair/repair.h"
#include "tests/fixture/checked.h"

#include <string>

namespace evd::repair::testing {

struct Checked : fixture::Checked {
    std::string text;
    size_t hidden = 0;   ///< errors that are not shown, because they probably follow from others

    explicit Checked(std::string with) : text(std::move(with)) {
        fixture::Texts texts({{"root.evd", text}}, fixture::Texts::Disk::All);
        Diagnostics followUps;
        program = sema::check("root.evd", texts, fixture::kLibrary, sources, diagnostics, {}, &followUps);
        diagnostics.sortAndDeduplicate();
        hidden = followUps.all().size();
    }
};

/// The repairs of a diagnostic of a checked text.
inline std::vector<evd::Fix> repairsOf(const Checked& checked, const evd::Diagnostic& diagnostic,
                                       const Exports& exports = {}) {
    fixture::Texts reader({{"root.evd", checked.text}}, fixture::Texts::Disk::All);
    Trial trial("root.evd", reader, EVD_SOURCE_DIR "/stdlib", {checked.program.get(), &checked.sources});
    return repairs(*checked.program, checked.sources, diagnostic, trial, exports);
}

inline std::string applied(const std::string& text, const evd::Fix& fix) {
    std::string out = text;
    for (auto edit = fix.edits.rbegin(); edit != fix.edits.rend(); ++edit)
        out.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    return out;
}

}   // namespace evd::repair::testing
