#pragma once
// Scenarios of specs of the world, played with the texts that editors hold.

#include "driver/session.h"
#include "explore/simulate/scenario.h"
#include "lsp/server/request.h"

namespace evd::lsp {

/// The scenarios of a spec, played; or a sentence that says why none is.
struct Playing {
    std::string error;
    driver::Checked checked;
    driver::Lowered module;
    std::vector<explore::Played> played;   ///< in the order of the text

    const explore::Played* of(const std::string& scenario) const;
};

/// Plays all scenarios of the spec `uri` of the parameters, and tells the server what became of them: it takes no time,
/// and so none is told of an older text than another.
Playing playScenarios(const Request& request, const Json& params);

/// "holds (44 events)", "fails: no `vote(0, _)` is on its way to n1".
std::string outcomeText(const explore::Played& played);

}   // namespace evd::lsp
