#pragma once
// Steps made by the summaries of clauses instead of their bodies. All else is as `ir/interp/step` does it.

#include "ir/analysis/step_summary.h"
#include "ir/interp/interp.h"

#include <map>

namespace evd::summaries {

class SummarySteps {
public:
    /// Summarizes all clauses of a copy of the module.
    SummarySteps(const ir::Module& module, const ir::Deployment& deployment);

    ir::StepResult step(ir::LocationState& state, const ir::Event& event) const;

    const ir::Module& module() const { return module_; }
    size_t clauses() const { return summaries_.size(); }

private:
    friend class SummaryStep;
    ir::Module module_;
    const ir::Deployment& deployment_;
    std::map<std::pair<ir::AutomatonId, uint32_t>, ir::StepSummary> summaries_;
};

}   // namespace evd::summaries
