#pragma once
// Instances to export: checks of a spec in memory, and specs of the tree on their deployments.

#include "driver/prepare.h"
#include "explore/export/subject.h"
#include "tests/specs/spec_of.h"

namespace evd::exporting {

/// A spec with inputs, timers, what is durable and outputs to a location outside, for checks with
/// `nodes = {a, b}, hub = h, outer = o`. Only a bound on `sum` gives it finitely many states.
const std::string& courier();

/// The check that begins with a text such as `check one_holder`. Null, and a failure of the test, if there is none.
std::unique_ptr<driver::Prepared> preparedCheck(driver::Session& session, const std::string& text,
                                                const std::string& check);

/// Its first instance, with all of its statements.
explore::ExportSubject subjectOf(const driver::Prepared& prepared);

/// A spec of the tree, its deployment and one of its systems.
struct Deployed {
    std::string spec, deployment, system;
};
std::vector<Deployed> deployedBelow(const std::string& folder);

/// On its deployment, without inputs; null if something is wrong.
std::unique_ptr<driver::Prepared> prepared(driver::Session& session, const Deployed& one);

/// A spec that is made at random, on a deployment of its template; null if it cannot be.
std::unique_ptr<driver::Prepared> preparedSpec(driver::Session& session, const specs::MadeSpec& spec, size_t seed);
/// Up to three inputs for it.
std::vector<explore::Input> inputsAtRandom(const driver::Prepared& prepared, size_t seed);

/// The statements that can be judged on states and speak of the present alone.
std::vector<uint32_t> statementsOfThePresent(const driver::Prepared& prepared);

/// One kind of trouble.
struct Trouble {
    std::string name;
    explore::Faults faults;
    bool inOrder = false;
};
const std::vector<Trouble>& troubles();

}   // namespace evd::exporting
