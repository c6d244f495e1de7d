#pragma once
// Texts that are checked in memory, for tests that repair them.

#include "frontend/repair/repair.h"
#include "frontend/sema/check.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace evd::repair::testing {

class OneText : public evd::SourceReader {
public:
    explicit OneText(std::string text) : text_(std::move(text)) {}
    std::optional<std::string> read(const std::string& path) override {
        if (path == "root.evd") return text_;
        std::ifstream in(path, std::ios::binary);
        if (!in) return std::nullopt;
        return std::string(std::istreambuf_iterator<char>(in), {});
    }

private:
    std::string text_;
};

struct Checked {
    std::string text;
    evd::SourceSet sources;
    evd::Diagnostics diagnostics;
    std::shared_ptr<const evd::sema::Program> program;

    explicit Checked(std::string with) : text(std::move(with)) {
        OneText reader(text);
        program = evd::sema::check("root.evd", reader, EVD_SOURCE_DIR "/stdlib", sources, diagnostics);
    }
    size_t count(evd::Code code) const {
        return static_cast<size_t>(std::count_if(diagnostics.all().begin(), diagnostics.all().end(),
                                                 [&](const auto& one) { return one.code == code; }));
    }
    size_t errors() const {
        return static_cast<size_t>(std::count_if(diagnostics.all().begin(), diagnostics.all().end(),
                                                 [](const auto& one) { return one.severity == evd::Severity::Error; }));
    }
    std::string all() const {
        std::string out;
        for (const auto& one : diagnostics.all()) out += evd::codeName(one.code) + " " + one.message + "\n";
        return out;
    }
};

inline std::string applied(const std::string& text, const evd::Fix& fix) {
    std::string out = text;
    for (auto edit = fix.edits.rbegin(); edit != fix.edits.rend(); ++edit)
        out.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    return out;
}

}   // namespace evd::repair::testing
