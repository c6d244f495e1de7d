// One protocol written as processes and as event classes: event by event the same outputs, under the same random
// schedules of messages (reordered, some twice). What a process does by actions happens right after the event that
// enables it.

#include "tests/unit/lower/fixture.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

namespace evd::lower::testing {
namespace {

/// One system of a module on all locations.
class Cluster {
public:
    Cluster(const Compiled& compiled, const std::string& system, const ir::Deployment& deployment)
        : compiled_(compiled), names_(deployment.names),
          interpreter_(compiled.module, systemOf(compiled.module, system), deployment) {
        for (uint32_t at = 0; at < names_.size(); ++at) states_.push_back(interpreter_.initial(at));
    }

    /// The outputs of the event and of all actions that it enables.
    std::vector<ir::Output> happens(uint32_t at, const ir::Event& event) {
        std::vector<ir::Output> all = apply(at, event);
        for (int limit = 0; limit < 20; ++limit) {
            auto enabled = interpreter_.enabled(states_[at]);
            if (enabled.empty()) break;
            ir::Event action;
            action.kind = ir::Event::Kind::Action;
            action.instance = enabled[0].instance;
            action.clause = enabled[0].clause;
            action.payload = enabled[0].chosen;
            for (ir::Output& output : apply(at, action)) all.push_back(std::move(output));
        }
        return all;
    }

    std::vector<std::string> shown(const std::vector<ir::Output>& outputs) const {
        std::vector<std::string> out;
        for (const ir::Output& output : outputs) {
            const ir::Message& message = compiled_.module.messages[output.message];
            std::string text = message.name;
            for (size_t i = 0; i < output.payload.size(); ++i)
                text += " " + ir::text(compiled_.module.types, message.fields[i].type, output.payload[i], names_);
            out.push_back(text + fmt::format(" to {}", fmt::join(output.to, ",")));
        }
        std::sort(out.begin(), out.end());
        return out;
    }

private:
    static ir::SystemId systemOf(const ir::Module& module, const std::string& name) {
        for (ir::SystemId id = 0; id < module.systems.size(); ++id)
            if (module.systems[id].name == name) return id;
        ADD_FAILURE() << "no system " << name;
        return 0;
    }
    std::vector<ir::Output> apply(uint32_t at, const ir::Event& event) {
        ir::StepResult result = interpreter_.step(states_[at], event);
        EXPECT_EQ(result.fault, ir::Fault::None);
        return result.outputs;
    }

    const Compiled& compiled_;
    std::vector<std::string> names_;
    ir::Interpreter interpreter_;
    std::vector<ir::LocationState> states_;
};

struct InFlight {
    uint32_t to = 0, from = 0;
    ir::MessageId message = 0;
    std::vector<ir::Value> payload;
};

/// Drives both systems with one schedule; returns how many outputs went outside.
size_t compareForms(const Compiled& compiled, const std::string& one, const std::string& other,
                    const ir::Deployment& deployment, const std::vector<uint32_t>& places, std::vector<InFlight> inputs,
                    uint64_t seed, size_t steps) {
    std::mt19937_64 random(seed);
    Cluster first(compiled, one, deployment), second(compiled, other, deployment);
    std::vector<InFlight> pool = std::move(inputs);
    std::vector<uint32_t> unstarted = places;
    std::shuffle(unstarted.begin(), unstarted.end(), random);
    size_t outside = 0;
    for (size_t step = 0; step < steps && (!pool.empty() || !unstarted.empty()); ++step) {
        ir::Event event;
        uint32_t at = 0;
        if (!unstarted.empty()) {   // a location's first event is its start (R13)
            at = unstarted.back();
            unstarted.pop_back();
        } else {
            size_t chosen = random() % pool.size();
            InFlight message = pool[chosen];
            if (random() % 8 != 0)
                pool.erase(pool.begin() + static_cast<std::ptrdiff_t>(chosen));   // otherwise it comes again
            at = message.to;
            event.kind = ir::Event::Kind::Receive;
            event.message = message.message;
            event.payload = message.payload;
            event.sender = message.from;
        }
        auto mine = first.happens(at, event), theirs = second.happens(at, event);
        EXPECT_EQ(first.shown(mine), second.shown(theirs))
            << "seed " << seed << ", step " << step << " at " << deployment.names[at];
        if (::testing::Test::HasFailure()) break;
        for (const ir::Output& output : mine) {
            outside += output.emitted ? 1 : 0;
            for (uint32_t to : output.to) {
                if (std::find(places.begin(), places.end(), to) != places.end())
                    pool.push_back({to, at, output.message, output.payload});
                else ++outside;
            }
        }
    }
    return outside;
}

ir::Deployment deploy(Compiled& compiled, std::vector<std::string> names,
                      const std::map<std::string, std::string>& params) {
    ir::Deployment deployment;
    deployment.names = std::move(names);
    for (const ir::SystemParam& param : compiled.module.params) {
        ir::TypeId type = param.domain.empty() ? param.type : compiled.module.types.map(param.domain[0], param.type);
        auto value = ir::parseValue(compiled.module.types, type, params.at(param.name), deployment.names);
        EXPECT_TRUE(value) << param.name;
        deployment.params.push_back(value ? *value : ir::Value{});
    }
    return deployment;
}

constexpr uint64_t kFirstSeed = 1, kSeeds = 200;

TEST(TwoForms, RingElectionIsOneProtocol) {
    auto compiled = compile(fixture::sourceText("examples/ring_election/ring_election.evd"));
    ASSERT_EQ(compiled->errors, "");
    std::printf("seeds %llu to %llu\n", static_cast<unsigned long long>(kFirstSeed),
                static_cast<unsigned long long>(kFirstSeed + kSeeds - 1));
    for (uint64_t seed = kFirstSeed; seed < kFirstSeed + kSeeds && !HasFailure(); ++seed) {
        std::vector<int> uids = {1, 2, 3, 4, 5};
        std::mt19937_64 random(seed);
        std::shuffle(uids.begin(), uids.end(), random);
        auto deployment = deploy(*compiled, {"a", "b", "c", "d", "e"},
                                 {{"ring", "[a, b, c, d, e]"},
                                  {"uid", fmt::format("{{a: {}, b: {}, c: {}, d: {}, e: {}}}", uids[0], uids[1],
                                                      uids[2], uids[3], uids[4])}});
        EXPECT_EQ(compareForms(*compiled, "RingElection", "RingElection2", deployment, {0, 1, 2, 3, 4}, {}, seed, 1000),
                  1u)
            << "one leader, seed " << seed;
    }
}

TEST(TwoForms, TwoThirdsIsOneProtocol) {
    auto compiled = compile(fixture::sourceText("examples/two_thirds/two_thirds.evd"));
    ASSERT_EQ(compiled->errors, "");
    std::printf("seeds %llu to %llu\n", static_cast<unsigned long long>(kFirstSeed),
                static_cast<unsigned long long>(kFirstSeed + kSeeds - 1));
    auto deployment =
        deploy(*compiled, {"a", "b", "c", "d", "k"}, {{"f", "1"}, {"nodes", "{a, b, c, d}"}, {"clients", "{k}"}});
    size_t outside = 0;
    for (uint64_t seed = kFirstSeed; seed < kFirstSeed + kSeeds && !HasFailure(); ++seed) {
        std::vector<InFlight> inputs;
        ir::MessageId propose = 0;
        while (compiled->module.messages[propose].name != "propose") ++propose;
        std::mt19937_64 random(seed);
        for (uint32_t to = 0; to < 4; ++to)
            for (int64_t slot = 0; slot < 2; ++slot)
                inputs.push_back(
                    {to, 4, propose, {ir::Value::scalar(slot), ir::Value::ofText(random() % 2 == 0 ? "A" : "B")}});
        outside +=
            compareForms(*compiled, "TwoThirds", "TwoThirdsClasses", deployment, {0, 1, 2, 3}, inputs, seed, 300);
    }
    EXPECT_GT(outside, 4 * kSeeds) << "most slots are decided";
}

}   // namespace
}   // namespace evd::lower::testing
