#include "lsp/server/exploring.h"

#include "lsp/protocol/uri.h"
#include "lsp/server/running.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMegabyte = 1024 * 1024;
// What is over sooner is not worth a progress bar; more often than this nobody can read.
constexpr auto kToldAfter = std::chrono::milliseconds(300), kToldEvery = std::chrono::milliseconds(1000);

/// The checks that the parameters name by their title, their line or one statement; all of them if they name none.
std::vector<Statement> chosenChecks(const Analysis& analysis, const Json& params) {
    std::vector<Statement> all = checksOf(analysis);
    const std::string name = stringAt(params, "check");
    if (name.empty()) return all;
    for (const Statement& one : all)
        if (one.title() == name) return {one};
    std::erase_if(all, [&](const Statement& one) {
        return std::to_string(analysis.file().position(one.whole.begin).line + 1) != name;
    });
    return all;
}

/// Each error with what is noted of it, a line each.
std::string sentencesOf(const Diagnostics& diagnostics) {
    std::string out;
    for (const Diagnostic& one : diagnostics.all()) {
        if (one.severity != Severity::Error) continue;
        out += (out.empty() ? "" : "\n") + one.message;
        for (const std::string& note : one.notes) out += "\n" + note;
    }
    return out.empty() ? "there is no instance" : out;
}

CheckRecord search(const World& world, Exploration& what, const Statement& check, const Analysis& analysis,
                   const ExploreBudget& budget, const std::function<bool(const explore::Progress&)>& goOn) {
    driver::PrepareRequest wanted;
    wanted.spec = what.path;
    wanted.check = std::to_string(analysis.file().position(check.anchor).line + 1);
    wanted.purpose = "explore";
    driver::Session session = sessionOf(world);
    Diagnostics diagnostics;
    SourceSet sources;
    const std::unique_ptr<driver::Prepared> prepared = driver::prepare(session, wanted, diagnostics, sources);
    CheckRecord out;
    if (!prepared || diagnostics.hasErrors()) {
        out.error = sentencesOf(diagnostics);
        return out;
    }
    explore::ExploreOptions options;
    options.secondsMax = budget.seconds;
    options.bytesMax = budget.bytes;
    options.progress = goOn;
    driver::ExploredCheck explored(*prepared, options);
    what.states = explored.reached.states;
    return recordOf(explored, *prepared);
}

Json recordJson(const Statement& check, const CheckRecord& record) {
    Json out = {{"check", check.title()}, {"ok", record.error.empty() && !record.found}, {"statements", Json::array()}};
    if (!record.error.empty()) {
        out["error"] = record.error;
        return out;
    }
    out.update({{"states", record.reached.states},
                {"transitions", record.reached.transitions},
                {"waiting", record.reached.waiting},
                {"depth", record.reached.depth},
                {"seconds", record.reached.seconds},
                {"text", record.extent}});
    for (const Verdict& one : record.verdicts) {
        out["statements"].push_back({{"name", one.statement}, {"verdict", name(one.kind)}, {"text", one.text}});
        if (one.event) out["statements"].back()["event"] = *one.event;
    }
    return out;
}

/// What a person reads of one check.
std::string textOf(const Statement& check, const CheckRecord& record) {
    if (!record.error.empty()) return fmt::format("The {} cannot be explored: {}", check.key(), record.error);
    std::string out = fmt::format("The {}: {}.", check.key(), record.extent);
    for (const Verdict& one : record.verdicts) out += fmt::format(" {} {}.", one.statement, one.text);
    if (record.found && record.named(Verdict::Kind::Refuted).empty()) out += " An assertion fails.";
    return out;
}

}   // namespace

ExploreBudget budgetOf(const Settings& settings, bool background) {
    return {static_cast<double>(settings.number(background ? "explore.backgroundSeconds" : "explore.seconds")),
            static_cast<size_t>(settings.number(background ? "explore.backgroundMemory" : "explore.memory")) *
                kMegabyte};
}

std::shared_ptr<const CheckRecord> exploreCheck(const World& world, Exploration& what, const ExploreBudget& budget,
                                                const std::function<void()>& tell,
                                                const std::function<bool()>& cancelled) {
    const auto isOver = [&] { return what.dropped || cancelled(); };
    if (isOver()) return nullptr;
    what.running = true;
    auto tellAt = Clock::now() + kToldAfter;
    const auto goOn = [&](const explore::Progress& now) {
        what.states = now.states;
        what.transitions = now.transitions;
        what.waiting = now.waiting;
        what.seconds = now.seconds;
        if (Clock::now() >= tellAt) {
            tell();
            tellAt = Clock::now() + kToldEvery;
        }
        return !what.stopped && !isOver();
    };
    CheckRecord record;
    try {
        const auto analysis = world.analysis(what.path);
        const std::vector<Statement> checks = checksOf(*analysis);
        const auto check =
            std::find_if(checks.begin(), checks.end(), [&](const Statement& one) { return one.key() == what.check; });
        if (check == checks.end()) return nullptr;
        record = search(world, what, *check, *analysis, budget, goOn);
    } catch (const std::exception& error) { record.error = std::string("internal error: ") + error.what(); }
    if (isOver()) return nullptr;
    record.check = what.check;
    record.meaning = what.meaning;
    record.background = what.background;
    return std::make_shared<const CheckRecord>(std::move(record));
}

Json exploreSpec(const Request& request, const Json& params) {
    const std::string path = pathOf(stringAt(params, "uri"));
    if (path.empty() || request.explorations == nullptr) return failed("there is no spec to explore");
    const auto analysis = request.world->analysis(path);
    if (analysis->diagnostics().hasErrors()) return failed(errorText(analysis->diagnostics(), analysis->sources()));
    const SecondLook& look = analysis->secondLook();
    if (look.found.hasErrors()) return failed(errorText(look.found, analysis->sources()));
    const std::vector<Statement> checks = chosenChecks(*analysis, params);
    if (checks.empty())
        return failed(stringAt(params, "check").empty()
                          ? "the spec declares no check, which says what instance to explore"
                          : "there is no check `" + stringAt(params, "check") + "`");
    std::vector<std::shared_ptr<Exploration>> all;
    for (const Statement& check : checks) {
        auto one = std::make_shared<Exploration>();
        one->path = path;
        one->check = check.key();
        const auto meaning = look.checks.find(check.anchor);
        if (meaning != look.checks.end()) one->meaning = meaning->second;
        one->token = member(request.params, "workDoneToken");
        request.explorations->add(one);
        all.push_back(std::move(one));
    }
    ExploreBudget budget = budgetOf(request.settings, false);
    budget.seconds = static_cast<double>(
        std::clamp<int64_t>(intAt(params, "seconds", static_cast<int64_t>(budget.seconds)), 0, 1'000'000));
    budget.bytes = static_cast<size_t>(std::clamp<int64_t>(
                       intAt(params, "memory", static_cast<int64_t>(budget.bytes / kMegabyte)), 1, 1'000'000)) *
                   kMegabyte;
    Json list = Json::array();
    bool ok = true;
    std::string text;
    for (size_t i = 0; i < all.size(); ++i) {
        const auto record = exploreCheck(
            *request.world, *all[i], budget, [&] { request.exploring(all[i]); },
            [&] { return request.cancelled.load(); });
        request.explored(all[i], record);
        if (!record) continue;
        list.push_back(recordJson(checks[i], *record));
        ok &= list.back()["ok"].get<bool>();
        text += (text.empty() ? "" : "\n") + textOf(checks[i], *record);
    }
    if (list.empty()) return failed("the exploration has ended: the check means something else by now");
    return {{"ok", ok}, {"text", text}, {"checks", list}};
}

Json stopExploring(const Request& request, const Json& params) {
    const std::string path = pathOf(stringAt(params, "uri")), name = stringAt(params, "check");
    size_t ended = 0;
    if (request.explorations != nullptr)
        for (const auto& one : request.explorations->all()) {
            if (one->path != path || (!name.empty() && one->check != "check " + name)) continue;
            one->stopped = true;
            ++ended;
        }
    return {{"ok", ended > 0}, {"text", ended > 0 ? "The exploration ends." : "Nothing is being explored there."}};
}

RefutingRun refutingRun(const Request& request, const Json& params) {
    const auto analysis = request.analysis();
    if (!analysis) return {"there is no such spec", nullptr};
    const std::string wanted = stringAt(params, "statement");
    std::vector<Statement> checks = chosenChecks(*analysis, params);
    if (checks.empty()) return {"there is no check `" + stringAt(params, "check") + "`", nullptr};
    for (const Statement& check : checks) {
        const auto [record, fresh] = known(*request.world, request.path(), *analysis, check, true);
        if (!record || !fresh) continue;
        for (const auto& [statement, run] : record->runs)
            if (wanted.empty() || statement == wanted) return {"", run};
    }
    return {fmt::format("no run refutes {} in the text as it is now: explore the check again",
                        wanted.empty() ? "anything" : "`" + wanted + "`"),
            nullptr};
}

}   // namespace evd::lsp
