#pragma once
// What is kept of the last run of a spec: verdicts of its statements, and what it found at which place.

#include "driver/tries.h"
#include "explore/simulate/scenario.h"
#include "lsp/protocol/publish.h"
#include "lsp/server/world.h"

namespace evd::lsp {

/// What a run says of one statement, or all runs of the instances of a check.
struct Verdict {
    enum class Kind : uint8_t {
        Held,
        Vacuous,   ///< held, but there was nothing to look at
        Unknown,   ///< its formula faulted in some state
        Violated,
        NotEvaluated,   ///< by runs
        // Of explorations, besides Vacuous and Unknown, in the words of R11:
        Checked,
        CheckedToBound,
        Refuted,
        OutOfBudget
    } kind = Kind::Held;
    std::string statement;           ///< Statement::key; `px.agreed` for one of an instance
    std::string text;                ///< "held in 37 states", "violated after event #12, for i = n1"
    std::optional<uint32_t> event;   ///< Violated, Refuted: after which
};
/// `held`, `vacuous`, `unknown`, `violated`, `not_evaluated`, `checked`, `checked_up_to_bound`, `refuted`,
/// `out_of_budget`.
const char* name(Verdict::Kind kind);
/// The same for people: "checked up to bound".
std::string word(Verdict::Kind kind);

/// The last run, or series of runs, of one spec; or its scenarios, which are no runs of a deployment.
struct RunRecord {
    bool scenarios = false;
    std::string system, deployment;   ///< the deployment by its path; of scenarios empty
    uint64_t seed = 1, tries = 1;     ///< the seed of the run that is told, and how many there were
    Json options = Json::object();    ///< `steps`, `drop`, `duplicate`, as they were asked for
    std::vector<Verdict> verdicts;
    std::map<std::string, Json> found;   ///< diagnostics by the path of their file
    std::shared_ptr<const Lazy> check;   ///< of the texts that ran
    bool deploymentChanged = false;
    std::vector<std::shared_ptr<const RunRecord>> others;   ///< the last of each other system, of the same texts

    const Verdict* of(const std::string& statement) const;
    /// The record that says something of a statement: this one if its run evaluated it, else that of another system
    /// which did. Null if none knows it.
    const RunRecord* about(const std::string& statement) const;
    /// This record with those of other systems that an earlier one leaves.
    std::shared_ptr<const RunRecord> after(const std::shared_ptr<const RunRecord>& earlier) const;
    /// The parameters of evident/run, and of the commands of lenses, that give the run that is told again, or the whole
    /// series; of a scenario those of evident/scenarios.
    Json again(const std::string& uri, bool series, const Verdict& verdict) const;
    /// "seed 3", "100 seeds".
    std::string seeds() const;
};

/// `check`: of the spec, as it was when the run began.
RunRecord recordOf(const driver::Tries& tries, const driver::Prepared& prepared, std::shared_ptr<const Lazy> check,
                   const PublishOptions& options);

/// Of scenarios of a module.
RunRecord recordOf(const ir::Module& module, const std::vector<explore::Played>& played, const SourceSet& sources,
                   std::shared_ptr<const Lazy> check, const PublishOptions& options);

/// Whether the spec, everything it imports and the deployment are as they were.
bool isFresh(const World& world, const std::string& path, const RunRecord& record);

/// The verdict as a lens says it: `✓ held in 37 states · seed 3`; `ofAnother`: of a system that was not the last to
/// run.
std::string lensTitle(const RunRecord& record, const Verdict& verdict, bool fresh, bool ofAnother);

/// The diagnostics of a run that the texts no longer are those of: what is still known is that an invariant was
/// violated; it stands at the invariant, wherever that is now.
Json staleFindings(const RunRecord& record, const Analysis& analysis, const PublishOptions& options);

}   // namespace evd::lsp
