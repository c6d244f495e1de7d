#include "tests/unit/lower/fixture.h"

#include "frontend/lower/lower.h"
#include "ir/core/verify.h"
#include "ir/passes/pipeline.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace evd::lower::testing {

namespace {

/// The parts between commas that stand outside brackets and quotation marks.
std::vector<std::string> parts(const std::string& text) {
    std::vector<std::string> out;
    int depth = 0;
    bool quoted = false, open = false;
    for (char c : text) {
        if (!open && c == ' ') continue;
        if (!open) {
            out.emplace_back();
            open = true;
        }
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '(' || c == '[' || c == '{')) ++depth;
        if (!quoted && (c == ')' || c == ']' || c == '}')) --depth;
        if (c == ',' && depth == 0 && !quoted) open = false;
        else out.back() += c;
    }
    return out;
}

/// Lowers what was checked, and notes what is wrong with it.
void lowered(Compiled& made, bool passes, const std::map<std::string, std::string>& typeArgs) {
    if (!made.diagnostics.hasErrors()) made.module = lower(*made.program, made.sources, {typeArgs}, made.diagnostics);
    for (const Diagnostic& one : made.diagnostics.all())
        if (one.severity == Severity::Error) {
            made.errors +=
                codeName(one.code) + " " + one.message + ": " + std::string(made.sources.text(one.span)) + "\n";
            for (const auto& note : one.notes) made.errors += "  " + note + "\n";
        }
    if (!made.ok()) return;
    if (passes) ir::runPipeline(made.module);
    for (const std::string& complaint : ir::verify(made.module)) made.errors += complaint + "\n";
}

size_t below(const std::vector<std::vector<ir::Child>>& tables) {
    size_t count = 0;
    for (const auto& table : tables)
        for (const ir::Instance& child : table) count += 1 + below(child.tables);
    return count;
}

}   // namespace

std::unique_ptr<Compiled> compile(const std::string& text, const std::map<std::string, std::string>& imports,
                                  bool passes, const std::map<std::string, std::string>& typeArgs) {
    std::map<std::string, std::string> files = imports;
    files["/specs/main.evd"] = fixture::withHeader(text);
    auto made = std::make_unique<Compiled>("/specs/main.evd", fixture::Texts(std::move(files)));
    lowered(*made, passes, typeArgs);
    return made;
}

std::unique_ptr<Compiled> compileFile(const std::string& path) {
    auto made =
        std::make_unique<Compiled>(fixture::source(path).string(), fixture::Texts({}, fixture::Texts::Disk::All));
    lowered(*made, false, {});
    return made;
}

Driven::Driven(const std::string& text, const std::map<std::string, std::string>& params,
               const std::map<std::string, std::string>& imports, const std::string& system,
               const std::map<std::string, std::string>& typeArgs)
    : compiled_(compile(text, imports, false, typeArgs)) {
    EXPECT_EQ(compiled_->errors, "") << text;
    if (!compiled_->ok()) return;
    deployment_.names = {"a", "b", "c"};
    for (const ir::SystemParam& param : compiled_->module.params) {
        auto given = params.find(param.name);
        std::string written = given != params.end() ? given->second : param.name == "nodes" ? "{a, b}" : "";
        ir::TypeId type = param.type;
        if (!param.domain.empty())
            type = compiled_->module.types.map(
                param.domain.size() == 1 ? param.domain[0] : compiled_->module.types.tuple(param.domain), type);
        auto value = ir::parseValue(compiled_->module.types, type, written, deployment_.names);
        EXPECT_TRUE(value) << "parameter " << param.name << " is not " << written;
        deployment_.params.push_back(value ? *value : ir::Value{});
    }
    EXPECT_FALSE(compiled_->module.systems.empty()) << text;
    if (compiled_->module.systems.empty()) return;
    ir::SystemId chosen = 0;
    for (ir::SystemId id = 0; id < compiled_->module.systems.size(); ++id)
        if (compiled_->module.systems[id].name == system) chosen = id;
    interpreter_ = std::make_unique<ir::Interpreter>(compiled_->module, chosen, deployment_);
    state_ = interpreter_->initial(0);
}

std::string Driven::at(const std::string& text, const std::string& from) {
    if (!interpreter_) return "does not compile";
    ir::Event event;
    if (text != "start" && !read(text, from, event)) return "cannot read the event";
    std::string before = interpreter_->canonical(state_);
    ir::StepResult result = interpreter_->step(state_, event);
    if (result.fault != ir::Fault::None) {
        bool atomic = result.outputs.empty() && interpreter_->canonical(state_) == before;
        return fmt::format("{} EVD{}", atomic ? "fault" : "torn fault", 7000 + static_cast<int>(result.fault));
    }
    std::vector<std::string> outputs;
    for (const ir::Output& output : result.outputs) outputs.push_back(shown(output));
    std::sort(outputs.begin(), outputs.end());
    return fmt::format("{}", fmt::join(outputs, " & "));
}

size_t Driven::settle(const std::string& text, size_t limit) {
    std::vector<ir::Event> waiting(1);
    if (!interpreter_ || !read(text, "b", waiting[0])) return 0;
    size_t done = 0;
    for (; done < waiting.size() && done < limit; ++done) {
        ir::StepResult result = interpreter_->step(state_, ir::Event(waiting[done]));
        EXPECT_EQ(result.fault, ir::Fault::None);
        for (const ir::Output& output : result.outputs)
            if (std::find(output.to.begin(), output.to.end(), state_.location) != output.to.end()) {
                ir::Event made;
                made.kind = ir::Event::Kind::Receive;
                made.message = output.message;
                made.payload = output.payload;
                waiting.push_back(std::move(made));
            }
    }
    return done;
}

size_t Driven::instances() const {
    size_t count = 0;
    for (const ir::Instance& root : state_.roots) count += below(root.tables);
    return count;
}

std::string Driven::shown(const ir::Output& output) const {
    const ir::Message& message = compiled_->module.messages[output.message];
    std::vector<std::string> args, to;
    for (size_t i = 0; i < output.payload.size(); ++i)
        args.push_back(ir::text(compiled_->module.types, message.fields[i].type, output.payload[i], deployment_.names));
    for (uint32_t place : output.to) to.push_back(deployment_.names[place]);
    std::string made = fmt::format("{}({})", message.name, fmt::join(args, ", "));
    if (!output.emitted) made += fmt::format(" to {}", fmt::join(to, ", "));
    return output.afterNs == 0 ? made : fmt::format("after {}ms {}", output.afterNs / 1'000'000, made);
}

bool Driven::read(const std::string& text, const std::string& from, ir::Event& event) const {
    if (text[0] == '!') {
        for (const ir::EnabledAction& action : interpreter_->enabled(state_)) {
            const ir::Instance* at = &state_.roots[action.instance[0]];
            for (size_t i = 1; i + 1 < action.instance.size(); i += 2)
                at = at->tables[action.instance[i]][action.instance[i + 1]].get();
            if (compiled_->module.automata[at->automaton].clauses[action.clause].name != text.substr(1)) continue;
            event.kind = ir::Event::Kind::Action;
            event.instance = action.instance;
            event.clause = action.clause;
            event.payload = action.chosen;
            return true;
        }
        return false;
    }
    size_t open = text.find('(');
    if (open == std::string::npos) return false;
    event.kind = ir::Event::Kind::Receive;
    event.sender = static_cast<uint32_t>(std::find(deployment_.names.begin(), deployment_.names.end(), from) -
                                         deployment_.names.begin());
    std::vector<std::string> args = parts(text.substr(open + 1, text.size() - open - 2));
    for (ir::MessageId id = 0; id < compiled_->module.messages.size(); ++id) {
        const ir::Message& message = compiled_->module.messages[id];
        if (message.name != text.substr(0, open) || message.fields.size() != args.size()) continue;
        event.message = id;
        for (size_t i = 0; i < args.size(); ++i) {
            auto value = ir::parseValue(compiled_->module.types, message.fields[i].type, args[i], deployment_.names);
            if (!value) return false;
            event.payload.push_back(*value);
        }
        return true;
    }
    return false;
}

}   // namespace evd::lower::testing
