// Which checks are explored while nobody asks, and what the client is told of explorations.

#include "lsp/server/exploring.h"
#include "lsp/server/server.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::lsp {

void Server::noteMeanings(const std::string& path, const FileEntry& entry, const Analysis& analysis) {
    const SecondLook& look = analysis.secondLook();   // somebody has had that look
    if (analysis.diagnostics().hasErrors() || look.found.hasErrors()) return;
    std::map<std::string, std::string> meanings;
    for (const Statement& check : checksOf(analysis))
        if (auto meaning = look.checks.find(check.anchor); meaning != look.checks.end())
            meanings[check.key()] = meaning->second;
    const auto isExplored = [&](const std::string& meaning) {
        const World::Checks& all = world_->checks(path);
        return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one->meaning == meaning; });
    };
    const bool first = checks_.count(path) == 0;
    KnownChecks& known = checks_[path];
    std::set<std::string> wanted;
    for (const auto& [check, meaning] : meanings) {
        const auto before = known.meanings.find(check);
        const bool changed = !first && (before == known.meanings.end() || before->second != meaning);
        if ((changed || known.wanted.count(check) != 0) && !isExplored(meaning)) wanted.insert(check);
    }
    for (const auto& one : explorations_.all()) {
        if (one->path != path) continue;
        const auto now = meanings.find(one->check);
        if (now == meanings.end() || now->second != one->meaning) one->dropped = true;
    }
    known = {entry.check, std::move(meanings), std::move(wanted)};
}

void Server::dropBackground() {
    for (const auto& one : explorations_.all())
        if (one->background) one->dropped = true;
}

bool Server::wantsToExplore() const {
    if (!settings_->flag("explore.background") || state_ != State::Running || !explorations_.all().empty())
        return false;
    return std::any_of(checks_.begin(), checks_.end(), [](const auto& one) { return !one.second.wanted.empty(); });
}

void Server::startDueExplorations() {
    if (!wantsToExplore()) return;
    for (auto& [path, known] : checks_) {
        const FileEntry* entry = world_->find(path);
        if (known.wanted.empty() || entry == nullptr || entry->check != known.text) continue;   // it is another text
        auto what = std::make_shared<Exploration>();
        what->path = path;
        what->check = *known.wanted.begin();
        what->meaning = known.meanings[what->check];
        what->background = true;
        explorations_.add(what);
        explorer_->background([this, what, world = world_, budget = budgetOf(*settings_, true)] {
            auto record =
                exploreCheck(*world, *what, budget, [&] { queue_.push(Exploring{what}); }, [] { return false; });
            queue_.push(Explored{what, std::move(record)});
        });
        return;   // one at a time
    }
}

void Server::handle(Exploring& event) {
    const auto& what = event.what;
    if (what->dropped) return;
    if (client_.refreshLenses) ask("workspace/codeLens/refresh", Json(), [](const Json&) {});
    const Json report = {{"kind", "report"}, {"message", what->check.substr(6) + ": " + what->frontierText()}};
    if (!what->token.is_null()) return progress(what->token, report);
    if (!what->background || !client_.progress) return;
    const auto [told, isNew] = told_.try_emplace(what);
    if (told->second.begun) return progress(told->second.token, report);
    if (!isNew) return;   // the client has not answered yet
    told->second.token = fmt::format("evident-explore-{}", nextToken_++);
    ask("window/workDoneProgress/create", {{"token", told->second.token}}, [this, what](const Json&) {
        const auto mine = told_.find(what);
        if (mine == told_.end()) return;   // it has ended meanwhile
        mine->second.begun = true;
        progress(mine->second.token, {{"kind", "begin"},
                                      {"title", "Exploring"},
                                      {"cancellable", true},
                                      {"message", what->check.substr(6) + ": " + what->frontierText()}});
    });
}

void Server::handle(Explored& event) {
    const auto& what = event.what;
    explorations_.remove(what);
    if (const auto told = told_.find(what); told != told_.end()) {
        if (told->second.begun) progress(told->second.token, {{"kind", "end"}});
        told_.erase(told);
    }
    if (event.record) keep(what->path, event.record);   // also of what means something else by now: as an old verdict
    else if (client_.refreshLenses) ask("workspace/codeLens/refresh", Json(), [](const Json&) {});
    if (what->dropped) return;
    if (const auto known = checks_.find(what->path); known != checks_.end()) known->second.wanted.erase(what->check);
}

void Server::keep(const std::string& spec, std::shared_ptr<const CheckRecord> record) {
    std::set<std::string> paths = filesFoundBy(spec);
    world_ = world_->withCheck(spec, std::move(record));
    verdictsChanged(spec, std::move(paths));
}

void Server::progress(const Json& token, Json value) {
    notify("$/progress", {{"token", token}, {"value", std::move(value)}});
}

void Server::progressCancelled(const Json& token) {
    for (const auto& one : explorations_.all()) {
        const auto told = told_.find(one);
        if (one->token == token || (told != told_.end() && told->second.token == token)) one->stopped = true;
    }
}

}   // namespace evd::lsp
