#pragma once
// Texts that are checked in memory, for tests that repair them.

#include "frontend/repair/repair.h"
#include "tests/fixture/checked.h"

#include <string>

namespace evd::repair::testing {

struct Checked : fixture::Checked {
    std::string text;
    explicit Checked(std::string with)
        : fixture::Checked("root.evd", fixture::Texts({{"root.evd", with}})), text(std::move(with)) {}
};

inline std::string applied(const std::string& text, const evd::Fix& fix) {
    std::string out = text;
    for (auto edit = fix.edits.rbegin(); edit != fix.edits.rend(); ++edit)
        out.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    return out;
}

}   // namespace evd::repair::testing
