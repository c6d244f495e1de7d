// What a spec does, event by event, against values worked out by hand from docs/language.md.
//
// At the end of each spec of tests/meaning stands a script, one event at location `a` a line:
//     //! start                 => vote(1) to a, b
//     //! vote(1) from b        => done(1) & done(2)        outputs, in any order (R5)
//     //! go(3)                 =>                          none
//     //! go(0)                 => fault EVD7002            rejected: no output and no change (R1)
//     //! action win            => done(4)                  an action, its parameters in parentheses
//     //! enabled               => propose & win(1)         the actions that may happen now
// Sends are written `m(…) to d, e` or `after 5ms m(…) to d`, what is emitted without `to`. The deployment is
// tests/meaning/cluster.toml: locations a, b and c, nodes = {a, b}. The sender is `b` unless `from` says otherwise.

#include "driver/prepare.h"
#include "explore/trace/run.h"
#include "tests/unit/corpus/specs.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sstream>

namespace evd::corpus {
namespace {

std::string trimmed(std::string text) {
    size_t from = text.find_first_not_of(' ');
    return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') - from + 1);
}

/// The parts of a text between separators that stand outside brackets and quotation marks.
std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    int depth = 0;
    bool quoted = false;
    for (char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '(' || c == '[' || c == '{')) ++depth;
        if (!quoted && (c == ')' || c == ']' || c == '}')) --depth;
        if (c == separator && depth == 0 && !quoted) parts.emplace_back();
        else parts.back() += c;
    }
    for (std::string& part : parts) part = trimmed(part);
    return parts.size() == 1 && parts.front().empty() ? std::vector<std::string>{} : parts;
}

/// One spec being driven by hand.
class Driven {
public:
    explicit Driven(const std::string& spec) : session_((source("stdlib")).string()) {
        driver::PrepareRequest request;
        request.spec = (source(spec).string());
        request.deployment = (source("tests/meaning/cluster.toml")).string();
        Diagnostics diagnostics;
        SourceSet sources;
        prepared_ = driver::prepare(session_, request, diagnostics, sources);
        for (const Diagnostic& diagnostic : diagnostics.all())   // warnings are welcome: odd specs have meanings too
            if (diagnostic.severity == Severity::Error)
                problems_ += codeName(diagnostic.code) + " " + diagnostic.message + "\n";
        if (prepared_) state_ = prepared_->interpreter->initial(location("a"));
    }

    const std::string& problems() const { return problems_; }
    bool ready() const { return prepared_ != nullptr; }

    /// What the event gives, as a sorted list of outputs; or one `fault EVD####`; or one sentence if the event cannot
    /// be read.
    std::vector<std::string> happens(const std::string& text) {
        if (text == "enabled") return enabled();
        ir::Event event;
        if (text != "start" &&
            !(text.rfind("action ", 0) == 0 ? readAction(text.substr(7), event) : readMessage(text, event)))
            return {"cannot read the event"};
        std::string before = prepared_->interpreter->canonical(state_);
        ir::StepResult result = prepared_->interpreter->step(state_, event);
        if (result.fault != ir::Fault::None) {
            if (prepared_->interpreter->canonical(state_) != before || !result.outputs.empty())
                return {"a fault that is not atomic"};
            return {"fault " + codeName(explore::codeOf(result.fault))};
        }
        std::vector<std::string> outputs;
        for (const ir::Output& output : result.outputs) outputs.push_back(outputText(output));
        std::sort(outputs.begin(), outputs.end());
        return outputs;
    }

private:
    const ir::LocationNames& names() const { return prepared_->deployment().names; }
    uint32_t location(const std::string& name) const {
        return static_cast<uint32_t>(std::find(names().begin(), names().end(), name) - names().begin());
    }

    std::string callText(const std::string& name, const std::vector<std::string>& args) const {
        return fmt::format("{}({})", name, fmt::join(args, ", "));
    }

    std::string outputText(const ir::Output& output) const {
        const ir::Message& message = prepared_->module.messages[output.message];
        std::vector<std::string> args, to;
        for (size_t i = 0; i < output.payload.size(); ++i)
            args.push_back(ir::text(prepared_->module.types, message.fields[i].type, output.payload[i], names()));
        for (uint32_t destination : output.to) to.push_back(names()[destination]);
        std::string text = callText(message.name, args);
        if (!output.emitted) text += fmt::format(" to {}", fmt::join(to, ", "));
        return output.afterNs == 0 ? text : fmt::format("after {}ms {}", output.afterNs / 1'000'000, text);
    }

    bool readMessage(const std::string& text, ir::Event& event) {
        size_t open = text.find('('), close = text.rfind(')'), from = text.find(" from ", close);
        if (open == std::string::npos) return false;
        event.kind = ir::Event::Kind::Receive;
        event.sender = location(from == std::string::npos ? "b" : trimmed(text.substr(from + 6)));
        auto args = split(text.substr(open + 1, close - open - 1), ',');
        for (ir::MessageId id = 0; id < prepared_->module.messages.size(); ++id) {
            const ir::Message& message = prepared_->module.messages[id];
            if (message.name != trimmed(text.substr(0, open)) || message.fields.size() != args.size()) continue;
            event.message = id;
            for (size_t i = 0; i < args.size(); ++i) {
                auto value = ir::parseValue(prepared_->module.types, message.fields[i].type, args[i], names());
                if (!value) return false;
                event.payload.push_back(*value);
            }
            return true;
        }
        return false;
    }

    std::string actionText(const ir::EnabledAction& action) const {
        const ir::Instance* at = &state_.roots[action.instance[0]];
        for (size_t i = 1; i + 1 < action.instance.size(); i += 2)
            at = at->tables[action.instance[i]][action.instance[i + 1]].get();
        const ir::Clause& clause = prepared_->module.automata[at->automaton].clauses[action.clause];
        std::vector<std::string> args;
        for (size_t i = 0; i < action.chosen.size(); ++i)
            args.push_back(ir::text(prepared_->module.types, prepared_->module.locals[clause.chosen[i]].type,
                                    action.chosen[i], names()));
        return args.empty() ? clause.name : callText(clause.name, args);
    }

    bool readAction(const std::string& text, ir::Event& event) {
        for (const ir::EnabledAction& action : prepared_->interpreter->enabled(state_)) {
            if (actionText(action) != text) continue;
            event.kind = ir::Event::Kind::Action;
            event.instance = action.instance;
            event.clause = action.clause;
            event.payload = action.chosen;
            return true;
        }
        return false;
    }

    std::vector<std::string> enabled() {
        std::vector<std::string> actions;
        for (const ir::EnabledAction& action : prepared_->interpreter->enabled(state_))
            actions.push_back(actionText(action));
        std::sort(actions.begin(), actions.end());
        return actions;
    }

    driver::Session session_;
    std::unique_ptr<driver::Prepared> prepared_;
    ir::LocationState state_;
    std::string problems_;
};

class Meaning : public testing::TestWithParam<std::string> {};

TEST_P(Meaning, IsAsWorkedOutByHand) {
    Driven driven(GetParam());
    EXPECT_EQ(driven.problems(), "");
    ASSERT_TRUE(driven.ready());
    std::istringstream in(sourceText(GetParam()));
    size_t events = 0, number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.rfind("//! ", 0) != 0) continue;
        size_t arrow = line.find("=>");
        ASSERT_NE(arrow, std::string::npos) << GetParam() << ":" << number << " has no `=>`";
        std::vector<std::string> expected = split(line.substr(arrow + 2), '&');
        std::sort(expected.begin(), expected.end());
        ++events;
        EXPECT_EQ(driven.happens(trimmed(line.substr(4, arrow - 4))), expected)
            << GetParam() << ":" << number << ": " << line;
    }
    EXPECT_GT(events, 0u) << GetParam() << " has no script";
}

std::string testName(const testing::TestParamInfo<std::string>& info) {
    return std::filesystem::path(info.param).stem().string();
}

INSTANTIATE_TEST_SUITE_P(ByHand, Meaning, testing::ValuesIn(specsIn("tests/meaning")), testName);

}   // namespace
}   // namespace evd::corpus
