// Every spec of the tree lowers to a well-formed module, and every system takes 2,000 random events: faults reject
// atomically, and nothing is an internal error.

#include "ir/interp/collections.h"
#include "tests/unit/lower/fixture.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace evd::lower::testing {
namespace {

/// A small random value; collections have up to three elements, rings are all locations.
class Values {
public:
    Values(const ir::TypeTable& types, uint64_t seed) : types_(types), random_(seed) {}

    size_t below(size_t bound) { return std::uniform_int_distribution<size_t>(0, bound - 1)(random_); }

    ir::Value make(ir::TypeId id, int depth = 3) {
        const ir::Type type = types_[id];
        using Kind = ir::TypeKind;
        std::vector<ir::Value> items;
        size_t size = depth > 0 ? below(4) : 0;
        switch (type.kind) {
        case Kind::Int: return ir::Value::scalar(below(40) == 0 ? INT64_MAX : static_cast<int64_t>(below(7)) - 1);
        case Kind::Nat: return ir::Value::scalar(static_cast<int64_t>(below(5)));
        case Kind::Bool: return ir::Value::scalar(static_cast<int64_t>(below(2)));
        case Kind::Unit: return ir::Value::scalar(0);
        case Kind::Loc: return ir::Value::scalar(static_cast<int64_t>(below(3)));
        case Kind::Event: return ir::Value::scalar(0);   // no message has one
        case Kind::Duration: return ir::Value::scalar(static_cast<int64_t>(below(5)) * 1'000'000);
        case Kind::Str:
        case Kind::Bytes: return ir::Value::ofText(std::string(1, static_cast<char>('A' + below(3))));
        case Kind::Tuple:
        case Kind::Record:
            for (ir::TypeId part : type.args) items.push_back(make(part, depth - 1));
            return ir::Value::ofItems(std::move(items));
        case Kind::Enum: {
            size_t chosen = below(type.constructors.size());
            if (depth <= 0)
                for (size_t i = 0; i < type.constructors.size(); ++i)
                    if (type.constructors[i].types.size() < type.constructors[chosen].types.size()) chosen = i;
            for (ir::TypeId part : type.constructors[chosen].types) items.push_back(make(part, depth - 1));
            return ir::Value::ofItems(std::move(items), static_cast<int64_t>(chosen));
        }
        case Kind::Ring: return ir::Value::ofItems({ir::Value::scalar(0), ir::Value::scalar(1), ir::Value::scalar(2)});
        case Kind::List:
        case Kind::Set:
        case Kind::Bag:
        case Kind::Map:
            for (size_t i = 0; i < size; ++i)
                for (ir::TypeId part : type.args) items.push_back(make(part, depth - 1));
            break;
        }
        if (type.kind == Kind::List) return ir::Value::ofItems(std::move(items));
        auto less = [](const ir::Value& a, const ir::Value& b) { return ir::compare(a, b) < 0; };
        if (type.kind == Kind::Map) {
            std::vector<std::pair<ir::Value, ir::Value>> pairs;
            for (size_t i = 0; i + 1 < items.size(); i += 2)
                if (std::none_of(pairs.begin(), pairs.end(),
                                 [&](const auto& pair) { return ir::compare(pair.first, items[i]) == 0; }))
                    pairs.emplace_back(items[i], items[i + 1]);
            std::sort(pairs.begin(), pairs.end(), [&](const auto& a, const auto& b) { return less(a.first, b.first); });
            items.clear();
            for (auto& [key, value] : pairs) {
                items.push_back(key);
                items.push_back(value);
            }
            return ir::Value::ofItems(std::move(items));
        }
        std::sort(items.begin(), items.end(), less);
        if (type.kind == Kind::Set)
            items.erase(std::unique(items.begin(), items.end(),
                                    [](const auto& a, const auto& b) { return ir::compare(a, b) == 0; }),
                        items.end());
        return ir::Value::ofItems(std::move(items));
    }

private:
    const ir::TypeTable& types_;
    std::mt19937_64 random_;
};

/// A function of any number of arguments as a table: an entry for each of many random arguments.
ir::Value table(ir::Module& module, const ir::SystemParam& param, Values& values) {
    ir::TypeId key = param.domain.size() == 1 ? param.domain[0] : module.types.tuple(param.domain);
    std::vector<std::pair<ir::Value, ir::Value>> entries;
    for (int i = 0; i < 60; ++i) {
        ir::Value argument = values.make(key);
        if (std::none_of(entries.begin(), entries.end(),
                         [&](const auto& entry) { return ir::compare(entry.first, argument) == 0; }))
            entries.emplace_back(argument, values.make(param.type));
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return ir::compare(a.first, b.first) < 0; });
    std::vector<ir::Value> items;
    for (auto& [argument, result] : entries) {
        items.push_back(argument);
        items.push_back(result);
    }
    return ir::Value::ofItems(std::move(items));
}

class RandomEvents : public ::testing::TestWithParam<std::string> {};

TEST_P(RandomEvents, AreTakenOrRejectedAtomically) {
    auto compiled = compileFile(GetParam());
    ASSERT_EQ(compiled->errors, "");
    ir::Module& module = compiled->module;
    const uint64_t seed = 20;
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    Values values(module.types, seed);
    ir::Deployment deployment;
    deployment.names = {"a", "b", "c"};
    for (const ir::SystemParam& param : module.params)
        deployment.params.push_back(param.domain.empty() ? values.make(param.type) : table(module, param, values));
    for (ir::FunctionId id = 0; id < module.functions.size(); ++id)   // a host for extern functions without a model
        deployment.externs.push_back(
            module.functions[id].isExtern && !module.functions[id].body.valid()
                ? [&, id](const std::vector<ir::Value>&) { return values.make(module.functions[id].result); }
                : std::function<ir::Value(const std::vector<ir::Value>&)>());
    for (ir::SystemId system = 0; system < module.systems.size(); ++system) {
        ir::Interpreter interpreter(module, system, deployment);
        ir::LocationState state;
        for (int i = 0; i < 2000; ++i) {
            if (i % 60 == 0) {   // from the start again: random events make states that grow without bound
                state = interpreter.initial(static_cast<uint32_t>(i / 60 % 3));
                interpreter.step(state, {});
            }
            ir::Event event;
            auto enabled = interpreter.enabled(state);
            if (!enabled.empty() && values.below(4) == 0) {
                const ir::EnabledAction& chosen = enabled[values.below(enabled.size())];
                event.kind = ir::Event::Kind::Action;
                event.instance = chosen.instance;
                event.clause = chosen.clause;
                event.payload = chosen.chosen;
            } else {
                if (module.messages.empty()) continue;
                event.kind = ir::Event::Kind::Receive;
                event.message = static_cast<ir::MessageId>(values.below(module.messages.size()));
                if (module.messages[event.message].kind == ir::MessageKind::Output) continue;
                for (const auto& field : module.messages[event.message].fields)
                    event.payload.push_back(values.make(field.type));
                event.sender = static_cast<uint32_t>(values.below(3));
            }
            std::string before = interpreter.canonical(state);
            ir::StepResult result = interpreter.step(state, event);
            if (result.fault == ir::Fault::None) continue;
            ASSERT_EQ(interpreter.canonical(state), before) << "event " << i;
            ASSERT_TRUE(result.outputs.empty()) << "event " << i;
        }
    }
}

std::string testName(const ::testing::TestParamInfo<std::string>& info) {
    std::string name = info.param.substr(0, info.param.size() - 4);
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Specs, RandomEvents,
                         ::testing::ValuesIn(fixture::specsBelow({"tests/corpus", "tests/meaning", "examples"})),
                         testName);

}   // namespace
}   // namespace evd::lower::testing
