#pragma once
// Checks of specs of the world, explored with the texts that editors hold.

#include "lsp/server/check_record.h"
#include "lsp/server/explorations.h"
#include "lsp/server/request.h"

namespace evd::lsp {

/// What one exploration may use.
struct ExploreBudget {
    double seconds = 0;   ///< 0: as long as it takes
    size_t bytes = 0;     ///< of memory, about
};
/// As the settings say, of those in the background or of those that somebody has asked for.
ExploreBudget budgetOf(const Settings& settings, bool background);

/// Explores the check that `what` names, in the world as it is. `tell` is called now and then while it goes on;
/// it ends when `what` says so, or `cancelled`. Null if it was dropped or cancelled; else a record, which says so if
/// something is wrong.
std::shared_ptr<const CheckRecord> exploreCheck(const World& world, Exploration& what, const ExploreBudget& budget,
                                                const std::function<void()>& tell,
                                                const std::function<bool()>& cancelled);

/// Explores one check of the spec of a request (evident/explore), or all, and tells the server what it has found.
Json exploreSpec(const Request& request, const Json& params);
/// Ends explorations of a spec, of the check that is named or of all; what they have found until then counts.
Json stopExploring(const Request& request, const Json& params);

/// The diagram's answer for the run that refutes a statement of a check: the run, or why there is none.
struct RefutingRun {
    std::string error;
    std::shared_ptr<const explore::Run> run;
};
RefutingRun refutingRun(const Request& request, const Json& params);

}   // namespace evd::lsp
