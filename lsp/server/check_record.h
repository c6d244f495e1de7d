#pragma once
// What is kept of a check that has been explored: verdicts, how much was looked at, shortest runs, and what was found
// at which place. It holds as long as the check means the same, whatever becomes of comments and layout.

#include "driver/exploration.h"
#include "lsp/features/statements.h"
#include "lsp/server/run_record.h"

namespace evd::lsp {

struct CheckRecord {
    std::string check;     ///< Statement::key
    std::string meaning;   ///< SecondLook::checks
    std::string error;     ///< why it cannot be explored, in sentences; the rest is empty then
    bool background = false;

    std::vector<Verdict> verdicts;   ///< of its statements
    explore::Progress reached;
    std::string extent;   ///< "130,920 states, …, 0.2 s: all of them"
    /// Why there are no more states.
    enum class End : uint8_t {
        All,       ///< there are none
        Decided,   ///< every statement is refuted
        Budget,
        Stopped
    } end = End::All;
    bool bounded = false;   ///< a bound of the check was reached
    bool found = false;     ///< a statement is refuted, or an assertion fails
    std::vector<std::string> reductions;
    std::map<std::string, std::shared_ptr<const explore::Run>> runs;   ///< shortest ones, by the statement they refute

    std::vector<Diagnostic> diagnostics;            ///< what was found, in these texts
    std::shared_ptr<const sema::Program> program;   ///< null if nothing was found
    SourceSet sources;

    const Verdict* of(const std::string& statement) const;
    /// The statements with a verdict.
    std::vector<std::string> named(Verdict::Kind kind) const;
};

/// What exploring a check of a prepared spec has shown.
CheckRecord recordOf(driver::ExploredCheck& explored, const driver::Prepared& prepared);

/// What is known of a check.
struct KnownCheck {
    std::shared_ptr<const CheckRecord> record;   ///< null: it has not been explored
    bool fresh = false;                          ///< it still means what it meant then
};
/// Of a check of a spec as its text is now. What it means takes a longer look; `wait`: whether to have that look, else
/// nothing is old until it has been had.
KnownCheck known(const World& world, const std::string& path, const Analysis& analysis, const Statement& check,
                 bool wait);

/// The record as a lens says it: `✓ explored · 12 k states · held`, `✗ refuted: agreement · 12 k states`.
std::string lensTitle(const CheckRecord& record, bool fresh);
/// What a hover on the check says: extent, verdicts, what was left out and why.
std::string hoverText(const CheckRecord& record, bool fresh);
/// "held", "refuted", …: the record in a word, for lists.
Verdict::Kind summary(const CheckRecord& record);

/// What the explorations of a spec have found, at the places of its text as it is now, by the path of the file.
/// Refutations of what is no more the same are warnings at their statements.
std::map<std::string, Json> findings(const World& world, const std::string& path, const Analysis& analysis,
                                     const PublishOptions& options);

}   // namespace evd::lsp
