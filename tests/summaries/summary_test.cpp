// The summaries of clauses against the reference interpreter, on random events: the same next state, the same outputs
// in the same order, the same fault at the same place. And their effects: what they do not name does not happen.
// EVD_SEED chooses other events, EVD_SEEDS=first:count other random modules.

#include "driver/prepare.h"
#include "ir/analysis/effects.h"
#include "tests/differential/random_module.h"
#include "tests/differential/random_value.h"
#include "tests/fixture/files.h"
#include "tests/summaries/summary_steps.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <regex>

namespace evd::summaries {

namespace {

namespace fs = std::filesystem;
using differential::RandomValues;

constexpr size_t kEvents = 150;
constexpr size_t kLargestState = 20000;   // bytes; then the location begins anew

size_t numberFrom(const char* variable, size_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string told(const ir::Module& module, const ir::LocationNames& names, const ir::StepResult& result) {
    std::string out;
    if (result.fault != ir::Fault::None)
        out = "fault " + std::to_string(static_cast<int>(result.fault)) + " at " +
              std::to_string(result.faultAt.begin) + " " + result.faultDetail;
    for (const ir::Output& output : result.outputs) {
        out += "\n" + module.messages[output.message].name + (output.emitted ? " emitted" : " to");
        for (uint32_t to : output.to) out += " " + names[to];
        for (size_t i = 0; i < output.payload.size(); ++i)
            out +=
                " " + ir::text(module.types, module.messages[output.message].fields[i].type, output.payload[i], names);
        out += " after " + std::to_string(output.afterNs) + " to " + std::to_string(output.afterMaxNs) + " span " +
               std::to_string(output.span.begin);
    }
    return out;
}

struct Totals {
    size_t events = 0, faults = 0, outputs = 0, clauses = 0, changed = 0;
};

/// Random events at the locations of a system.
class Walk {
public:
    Walk(const ir::Module& module, ir::SystemId system, const ir::Deployment& deployment, uint64_t seed)
        : module_(module), deployment_(deployment), interpreter_(module, system, deployment),
          summaries_(module, deployment), random_(module.types, seed), locations_(interpreter_.locations()) {
        for (size_t i = 0; i < module.params.size(); ++i)
            if (module.params[i].domain.empty()) random_.remember(module.params[i].type, deployment.params[i]);
        for (const ir::Expr& expr : module.exprs)
            if (expr.op == ir::Op::Str) random_.remember(expr.type, ir::Value::ofText(module.texts[expr.index]));
        random_.keep();
        for (uint32_t location : locations_) states_[location] = interpreter_.initial(location);
    }

    bool canStart() const {
        return !locations_.empty() && std::none_of(locations_.begin(), locations_.end(), [&](uint32_t location) {
            return interpreter_.initialFault(location).has_value();
        });
    }

    void run(size_t events, Totals& totals) {
        totals.clauses += summaries_.clauses();
        for (size_t i = 0; i < events && !testing::Test::HasFailure(); ++i) {
            const uint32_t location = locations_[random_.below(locations_.size())];
            ir::LocationState& state = states_.at(location);
            if (interpreter_.canonical(state).size() > kLargestState) {
                state = interpreter_.initial(location);
                started_.erase(location);
            }
            const std::optional<ir::Event> event = next(state);
            if (!event) continue;
            ir::LocationState other = state;
            const ir::LocationState before = state;
            const ir::StepResult result = interpreter_.step(state, *event), summary = summaries_.step(other, *event);
            const std::string text = told(module_, deployment_.names, result);
            ASSERT_EQ(told(module_, deployment_.names, summary), text) << "event " << i;
            ASSERT_EQ(interpreter_.canonical(other), interpreter_.canonical(state)) << "event " << i << text;
            if (std::optional<ir::LocationState> changed = elsewhere(before, *event, state)) {
                const ir::StepResult same = interpreter_.step(*changed, *event);
                ASSERT_EQ(told(module_, deployment_.names, same), text)
                    << "event " << i << ": what is not read matters";
                if (result.fault == ir::Fault::None)
                    ASSERT_EQ(interpreter_.canonical(*changed), interpreter_.canonical(expected_)) << "event " << i;
                ++totals.changed;
            }
            ++totals.events;
            totals.faults += result.fault != ir::Fault::None;
            totals.outputs += result.outputs.size();
            for (const ir::Output& output : result.outputs)
                if (flying_.size() < 200)
                    for (uint32_t to : output.to) flying_.push_back({to, location, output});
        }
    }

private:
    struct Flying {
        uint32_t to, from;
        ir::Output output;
    };

    std::optional<ir::Event> next(const ir::LocationState& state) {
        ir::Event event;
        if (started_.insert(state.location).second) return event;
        if (random_.chance(0.15)) {
            const std::vector<ir::EnabledAction> actions = interpreter_.enabled(state);
            if (actions.empty()) return std::nullopt;
            const ir::EnabledAction& action = actions[random_.below(actions.size())];
            event.kind = ir::Event::Kind::Action;
            event.instance = action.instance;
            event.clause = action.clause;
            event.payload = action.chosen;
            return event;
        }
        if (module_.messages.empty()) return std::nullopt;
        event.kind = ir::Event::Kind::Receive;
        if (!flying_.empty() && random_.chance(0.5)) {
            const Flying& one = flying_[random_.below(flying_.size())];
            event.message = one.output.message;
            event.payload = one.output.payload;
            event.sender = one.from;
        } else {
            random_.forget();
            remember(state.roots);
            event.message = static_cast<ir::MessageId>(random_.below(module_.messages.size()));
            event.sender = static_cast<uint32_t>(random_.below(deployment_.names.size()));
            for (const ir::Parameter& field : module_.messages[event.message].fields)
                event.payload.push_back(random_.value(field.type, deployment_.names.size()));
        }
        return event;
    }

    /// The state before an event with another value of a variable that no clause for it reads, if there is one. What
    /// the event makes of it is what it makes of the state, but for that variable if it is not written: `expected_`.
    std::optional<ir::LocationState> elsewhere(const ir::LocationState& before, const ir::Event& event,
                                               const ir::LocationState& after) {
        const size_t root = before.roots.empty() ? 0 : random_.below(before.roots.size());
        if (before.roots.empty() || before.roots[root].stopped || after.roots[root].stopped) return std::nullopt;
        const ir::Instance& instance = before.roots[root];
        if (instance.vars.empty() || after.roots[root].automaton != instance.automaton) return std::nullopt;
        const auto variable = static_cast<uint32_t>(random_.below(instance.vars.size()));
        const ir::Automaton& automaton = module_.automata[instance.automaton];
        ir::Occasion occasion{event.kind, event.message, {}, instance.first};
        if (event.kind == ir::Event::Kind::Action && event.instance == ir::InstancePath{static_cast<uint32_t>(root)})
            occasion.acting = event.clause;
        bool writes = false;
        for (uint32_t index : clausesAt(automaton, occasion)) {
            const ir::Effects effects = effectsOf(module_, automaton.clauses[index]);
            if (effects.reads.count(variable) != 0 || effects.ends) return std::nullopt;
            writes |= effects.writes.count(variable) != 0;
        }
        if (writes) return std::nullopt;
        ir::LocationState out = before;
        expected_ = after;
        out.roots[root].vars[variable] = random_.value(automaton.vars[variable].type, deployment_.names.size());
        expected_.roots[root].vars[variable] = out.roots[root].vars[variable];
        return out;
    }

    template <class Instances> void remember(const Instances& instances) {
        for (const ir::Instance& instance : instances) {
            if (instance.stopped) continue;
            const ir::Automaton& automaton = module_.automata[instance.automaton];
            for (size_t p = 0; p < instance.params.size(); ++p)
                random_.remember(automaton.params[p].type, instance.params[p]);
            for (size_t v = 0; v < instance.vars.size(); ++v)
                random_.remember(automaton.vars[v].type, instance.vars[v]);
            for (const auto& table : instance.tables) remember(table);
        }
    }

    const ir::Module& module_;
    const ir::Deployment& deployment_;
    const ir::Interpreter interpreter_;
    const SummarySteps summaries_;
    RandomValues random_;
    const std::vector<uint32_t> locations_;
    std::map<uint32_t, ir::LocationState> states_;
    std::set<uint32_t> started_;
    std::vector<Flying> flying_;
    ir::LocationState expected_;
};

/// All specs of the examples and the corpora with a deployment.
TEST(Summaries, OfSpecsAgreeWithTheInterpreter) {
    const uint64_t seed = numberFrom("EVD_SEED", 1);
    Totals totals;
    size_t specs = 0;
    for (const char* folder : {"examples", "tests/corpus", "tests/meaning"})
        for (const auto& entry : fs::recursive_directory_iterator(fixture::source(folder))) {
            const fs::path path = entry.path();
            if (path.extension() != ".evd") continue;
            const fs::path own = fs::path(path).replace_extension(".toml"),
                           shared = path.parent_path() / "cluster.toml";
            if (!fs::exists(own) && !fs::exists(shared)) continue;
            static const std::regex kSystem(R"(\nsystem +(\w+))");
            const std::string text = fixture::read(path);
            for (auto at = std::sregex_iterator(text.begin(), text.end(), kSystem); at != std::sregex_iterator();
                 ++at) {
                driver::Session session(fixture::source("stdlib"));
                driver::PrepareRequest request;
                request.spec = path.string();
                request.deployment = (fs::exists(own) ? own : shared).string();
                request.system = (*at)[1];
                Diagnostics diagnostics;
                SourceSet sources;
                const auto prepared = driver::prepare(session, request, diagnostics, sources);
                ASSERT_TRUE(prepared) << path;
                SCOPED_TRACE(path.string() + " " + request.system + ", seed " + std::to_string(seed));
                Walk walk(prepared->module, prepared->instances.front().system, prepared->deployment(), seed);
                walk.run(numberFrom("EVD_EVENTS", kEvents), totals);
                if (HasFatalFailure()) return;
                ++specs;
            }
        }
    std::printf("seed %lu: %zu systems, %zu clauses, %zu events, %zu faults, %zu outputs, %zu other states\n", seed,
                specs, totals.clauses, totals.events, totals.faults, totals.outputs, totals.changed);
    EXPECT_GT(totals.outputs, totals.events / 10);
}

TEST(Summaries, OfRandomModulesAgreeWithTheInterpreter) {
    uint64_t first = 1, count = 40;
    if (const char* text = std::getenv("EVD_SEEDS")) std::sscanf(text, "%lu:%lu", &first, &count);
    Totals totals;
    for (uint64_t seed = first; seed < first + count && !HasFatalFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ir::Module module = differential::randomModule(seed);
        RandomValues random(module.types, seed);
        ir::TypeTable& types = module.types;   // the maps that are made must be known to `random`
        ir::Deployment deployment;
        deployment.names = {"a", "b", "c"};
        for (const ir::SystemParam& param : module.params)
            deployment.params.push_back(
                random.value(param.domain.empty() ? param.type : types.map(types.tuple(param.domain), param.type), 3));
        deployment.params[1] = ir::Value::ofItems({ir::Value::scalar(0), ir::Value::scalar(1)});
        deployment.externs.resize(module.functions.size());
        Walk walk(module, 0, deployment, seed);
        if (walk.canStart()) walk.run(60, totals);
    }
    std::printf("seeds %lu to %lu: %zu clauses, %zu events, %zu faults, %zu outputs\n", first, first + count - 1,
                totals.clauses, totals.events, totals.faults, totals.outputs);
    EXPECT_GT(totals.faults, 0u);
    EXPECT_GT(totals.events, count);
}

}   // namespace

}   // namespace evd::summaries
