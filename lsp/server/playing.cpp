#include "lsp/server/playing.h"

#include "explore/trace/summary.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/run_record.h"
#include "lsp/server/running.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::lsp {

const explore::Played* Playing::of(const std::string& scenario) const {
    auto found =
        std::find_if(played.begin(), played.end(), [&](const explore::Played& one) { return one.name == scenario; });
    return found == played.end() ? nullptr : &*found;
}

std::string outcomeText(const explore::Played& played) {
    const size_t events = played.run.events.size();
    if (!played.failure) return fmt::format("holds ({} event{})", events, events == 1 ? "" : "s");
    const explore::Failure& failure = *played.failure;
    switch (failure.kind) {
    case explore::Failure::Kind::Instance:
    case explore::Failure::Kind::Impossible:
    case explore::Failure::Kind::Fault: return "fails: " + failure.what;
    case explore::Failure::Kind::Expectation: return "fails: not so: " + failure.what;
    case explore::Failure::Kind::Statement: return "fails: " + explore::violatedText(played.run);
    }
    return "fails";
}

Playing playScenarios(const Request& request, const Json& params) {
    Playing out;
    const std::string spec = pathOf(stringAt(params, "uri"));
    driver::Session session = sessionOf(*request.world);
    out.checked = session.check(spec);
    if (out.checked.ok()) out.module = session.lower(out.checked, {});
    if (!out.module) {
        out.error = errorText(out.checked.diagnostics, out.checked.sources);
        return out;
    }
    for (const ir::Scenario& scenario : out.module->scenarios) {
        if (request.cancelled) return out;
        out.played.push_back(explore::play(*out.module, scenario));
    }
    const FileEntry* entry = request.world->find(spec);
    if (entry == nullptr || out.played.empty()) return out;
    request.ran(spec, std::make_shared<RunRecord>(recordOf(*out.module, out.played, out.checked.sources, entry->check,
                                                           request.publishOptions())));
    return out;
}

}   // namespace evd::lsp
