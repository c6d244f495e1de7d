#include "driver/promises.h"

#include <fmt/ranges.h>
#include <set>

namespace evd::driver {

std::string keptPromises(const ir::Module& module, const explore::SimOptions& options) {
    std::vector<const char*> asked;
    bool drop = options.drop > 0, duplicate = options.duplicate > 0;
    for (const explore::LinkRule& rule : options.links) {
        drop = drop || rule.drop.value_or(0) > 0;
        duplicate = duplicate || rule.duplicate.value_or(0) > 0;
    }
    if (drop) asked.push_back("--drop");
    if (duplicate) asked.push_back("--duplicate");
    std::set<std::string> kept, partly;
    for (const ir::LinkPromise& link : module.links) {
        if (!link.reliable) continue;
        for (ir::MessageId message : link.messages)
            (link.from.valid() || link.to.valid() ? partly : kept).insert(module.messages[message].name);
    }
    for (const std::string& name : kept) partly.erase(name);
    std::set<std::string> all = kept;
    for (const std::string& name : partly) all.insert(name + " (on some links)");
    if (asked.empty() || all.empty()) return "";
    return fmt::format("the spec says `links reliable` of {}: {} {} not touch {}", fmt::join(all, ", "),
                       fmt::join(asked, " and "), asked.size() == 1 ? "does" : "do", all.size() == 1 ? "it" : "them");
}

}   // namespace evd::driver
