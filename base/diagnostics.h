#pragma once
// Diagnostics as values. Every code is declared once, in `codes.def`.

#include "base/span.h"

#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace evd {

enum class Severity { Error, Warning, Info, Hint };

/// As it is written in messages: `error`, `warning`, `info`, `hint`.
const char* severityName(Severity severity);

/// Stable diagnostic codes. The enumerator's value is the number in `EVD####`.
enum class Code : uint16_t {
#define EVD_DIAG(number, name, severity, text) name = number,
#include "base/codes.def"
#undef EVD_DIAG
};

/// What `codes.def` says about one code.
struct CodeInfo {
    Code code;
    const char* name;
    Severity severity;
    const char* text;
};

/// The row of a code. All codes are in the table.
const CodeInfo& info(Code code);
/// All rows, ascending by number.
const std::vector<CodeInfo>& allCodes();
/// `EVD2007`.
std::string codeName(Code code);

/// A second place that explains a diagnostic.
struct Label {
    Span span;
    std::string text;
};

/// One replacement of source text.
struct Edit {
    Span span;
    std::string text;
};

/// A repair the user may accept. `title` reads as a command: "replace by `votes`".
struct Fix {
    std::string title;
    std::vector<Edit> edits;
};

/// One message to the user: what was found at `span`, what was expected, how it might be mended.
struct Diagnostic {
    Code code;
    Severity severity;
    Span span;
    std::string message;
    std::vector<std::string> args;   ///< the values put into the code's text, for quick fixes
    std::vector<Label> labels;
    std::vector<std::string> notes;   ///< further sentences: the rule, what was expected
    std::vector<Fix> fixes;

    Diagnostic& label(Span at, std::string text) {
        labels.push_back({at, std::move(text)});
        return *this;
    }
    Diagnostic& note(std::string text) {
        notes.push_back(std::move(text));
        return *this;
    }
    /// Adds a fix that replaces `at` by `replacement`.
    Diagnostic& replace(std::string title, Span at, std::string replacement) {
        fixes.push_back({std::move(title), {{at, std::move(replacement)}}});
        return *this;
    }
};

/// Collects diagnostics. Phases add to it and go on; nobody throws.
class Diagnostics {
public:
    /// Reports `code` at `span`; `args` fill `{0}`, `{1}`… of the code's text. The reference is valid
    /// until the next report: chain `.label(…).note(…)` on it at once.
    template <class... Args> Diagnostic& report(Code code, Span span, const Args&... args) {
        return add(code, span, {fmt::format("{}", args)...});
    }
    Diagnostic& add(Code code, Span span, std::vector<std::string> args);
    /// Adds what others have found.
    void append(const Diagnostics& others) { list_.insert(list_.end(), others.list_.begin(), others.list_.end()); }

    const std::vector<Diagnostic>& all() const { return list_; }
    /// One of them, to say more about it later.
    Diagnostic& operator[](size_t index) { return list_[index]; }
    bool hasErrors() const;
    /// Orders by file and position, drops exact repetitions, and keeps the first thousand: nobody reads more, and each
    /// of a file's many mistakes may cost as much as the file is long.
    void sortAndDeduplicate();
    /// How many were left out.
    size_t omitted() const { return omitted_; }

private:
    std::vector<Diagnostic> list_;
    size_t omitted_ = 0;
    bool omittedErrors_ = false;
};

/// The candidate nearest to `name` by edit distance, or "" if none is near enough to be probably meant.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

}   // namespace evd
