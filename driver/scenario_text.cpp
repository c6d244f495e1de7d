#include "driver/scenario_text.h"

#include "explore/simulate/replay.h"
#include "explore/simulate/scenario.h"
#include "explore/trace/summary.h"
#include "frontend/syntax/tokens.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <set>

namespace evd::driver {

namespace {

constexpr size_t kWidth = 100;   // of a line that goes on

/// How much a scenario says.
enum class Detail : uint8_t {
    Brief,   ///< nothing of starts, and of what leaves the system
    Exact,   ///< all
};

class ScenarioWriter {
public:
    ScenarioWriter(const Prepared& prepared, const explore::Run& run)
        : module_(prepared.module), interpreter_(*prepared.interpreters[prepared.instanceOf(run.seed)]), run_(run) {}

    std::string write(const std::string& name, Detail detail) {
        lines_.clear();
        for (const explore::Deed& deed : explore::deedsOf(module_, run_)) step(deed, detail);
        std::string out = "scenario " + name;
        if (module_.systems.size() > 1) out += " in " + interpreter_.system().name;
        const std::string with = bindings();
        if (!with.empty()) out += " with " + with;
        out += " {\n";
        for (const Line& line : lines_) out += "  " + line.text + "\n";
        return out + "}\n";
    }

private:
    /// A step, which the next one may extend: `n1 receives m(3) from a` by `, b`.
    struct Line {
        std::string text, common;
    };

    /// As a step names it: in quotes if its name is none of the language, or begins another step.
    std::string place(uint32_t location) const {
        static const std::set<std::string> kSteps = {"expect", "wait", "fairly", "again", "start"};
        const std::string& name = run_.names[location];
        const bool isName = std::all_of(name.begin(), name.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
        });
        const bool plain = isName && !name.empty() && std::islower(static_cast<unsigned char>(name.front())) != 0 &&
                           !syntax::isReserved(name) && kSteps.count(name) == 0;
        return plain ? name : ir::quotedText(name, false);
    }

    std::string literal(ir::TypeId type, const ir::Value& of) const {
        return ir::expressionText(module_.types, type, of, [this](uint32_t location) { return place(location); });
    }

    std::string bindings() const {
        std::string out;
        for (size_t i = 0; i < module_.params.size(); ++i) {
            const ir::SystemParam& param = module_.params[i];
            const ir::Value& value = interpreter_.deployment().params[i];
            out += (out.empty() ? "" : ", ") + param.name + " = ";
            out += param.domain.empty() ? literal(param.type, value) : table(param, value);
        }
        return out;
    }

    /// A function parameter: `{n1: 5, (n1, 2): 7}`.
    std::string table(const ir::SystemParam& param, const ir::Value& value) const {
        std::string out = "{";
        for (size_t i = 0; i + 1 < value.list().size(); i += 2) {
            const ir::Value& key = value.list()[i];
            std::string args;
            for (size_t j = 0; j < param.domain.size(); ++j)
                args += (j ? ", " : "") + literal(param.domain[j], param.domain.size() == 1 ? key : key.list()[j]);
            out += (i ? ", " : "") + (param.domain.size() == 1 ? args : "(" + args + ")") + ": " +
                   literal(param.type, value.list()[i + 1]);
        }
        return out + "}";
    }

    std::string message(const explore::Deed& deed) const {
        const ir::Message& message = module_.messages[deed.message];
        if (module_.isTimer(deed.message) && deed.payload.empty()) return message.name;
        std::string out = message.name + "(";
        for (size_t i = 0; i < deed.payload.size(); ++i)
            out += (i ? ", " : "") + literal(message.fields[i].type, deed.payload[i]);
        return out + ")";
    }

    void put(const std::string& head, const std::string& last = "", const std::string& tail = "") {
        const std::string common = last.empty() || !tail.empty() ? "" : head;
        const bool goesOn = !common.empty() && !lines_.empty() && lines_.back().common == common;
        if (goesOn && lines_.back().text.size() + last.size() < kWidth) lines_.back().text += ", " + last;
        else lines_.push_back({head + last + tail, common});
    }

    void step(const explore::Deed& deed, Detail detail) {
        using Kind = explore::Choice::Kind;
        const explore::Event* event = run_.events.empty() ? nullptr : &run_.events[deed.event];
        const bool rejected = deed.kind != Kind::Lose && event != nullptr && event->fault != ir::Fault::None;
        const std::string who = place(deed.location);
        switch (deed.kind) {
        case Kind::Start:
            if (detail == Detail::Exact) put(who + " starts");
            break;
        case Kind::Crash: put(who + " crashes"); break;
        case Kind::Restart: put(who + " restarts"); break;
        case Kind::Request:
            if (rejected) break;   // it has not happened
            if (run_.inside[deed.from] || deed.from == firstOutside()) put(message(deed) + " to ", who);
            else put(message(deed) + " to " + who + " from " + place(deed.from));
            break;
        case Kind::Receive:
            if (module_.isTimer(deed.message)) {
                if (!rejected) put(who + " does " + message(deed));
                break;
            }
            if (!run_.inside[deed.location] && detail == Detail::Brief) break;
            put(who + (rejected ? " rejects " : " receives ") + message(deed) + " from ", place(deed.from),
                deed.again ? " again" : "");
            break;
        case Kind::Lose: put(who + " loses " + message(deed) + " from ", place(deed.from)); break;
        case Kind::Act: {
            if (rejected) break;
            const ir::Automaton& automaton = module_.automata[deed.action.automaton];
            const ir::Clause& clause = automaton.clauses[deed.action.clause];
            std::string args;
            for (size_t i = 0; i < deed.payload.size(); ++i)
                args += (i ? ", " : "") + literal(module_.locals[clause.chosen[i]].type, deed.payload[i]);
            put(who + " does " + automaton.name + "." + clause.name + (args.empty() ? "" : "(" + args + ")"));
            break;
        }
        }
    }

    uint32_t firstOutside() const {
        const auto at = std::find(run_.inside.begin(), run_.inside.end(), false);
        return static_cast<uint32_t>(at - run_.inside.begin());
    }

    const ir::Module& module_;
    const ir::Interpreter& interpreter_;
    const explore::Run& run_;
    std::vector<Line> lines_;
};

/// Whether two runs violate the same, or both nothing.
bool sameEnd(const std::optional<explore::Violation>& a, const std::optional<explore::Violation>& b) {
    return a.has_value() == b.has_value() &&
           (!a || (a->name == b->name && a->statement.has_value() == b->statement.has_value()));
}

}   // namespace

std::string scenarioName(const Prepared& prepared, const explore::Run& run) {
    const std::string base = run.violation && run.violation->statement
                                 ? run.violation->name.substr(run.violation->name.rfind('.') + 1) + "_violated"
                                 : fmt::format("run_of_seed_{}", run.seed);
    std::string name = base;
    auto taken = [&] {
        const auto& symbols = prepared.checked.program->symbols;
        return std::any_of(symbols.begin(), symbols.end(), [&](const sema::Symbol& one) { return one.name == name; });
    };
    for (int number = 2; taken(); ++number) name = fmt::format("{}_{}", base, number);
    return name;
}

Result<std::string> scenarioText(Session& session, const Prepared& prepared, const explore::Run& run,
                                 const std::string& spec, const std::string& name) {
    std::string text;
    for (size_t i = 0; i < prepared.checked.sources.size(); ++i)
        if (const SourceFile& file = prepared.checked.sources.file(static_cast<FileId>(i)); file.path() == spec)
            text = std::string(file.text());
    std::string why;
    for (Detail detail : {Detail::Brief, Detail::Exact}) {
        const std::string made = ScenarioWriter(prepared, run).write(name, detail);
        session.setText(spec, text + "\n" + made);
        Checked checked = session.check(spec);
        const Lowered module = checked.ok() ? session.lower(checked, {}) : std::nullopt;
        session.setText(spec, text);
        if (!module) {
            for (const Diagnostic& one : checked.diagnostics.all())
                if (one.severity == Severity::Error && why.empty()) why = one.message;
            continue;
        }
        const auto scenario = std::find_if(module->scenarios.begin(), module->scenarios.end(),
                                           [&](const ir::Scenario& one) { return one.name == name; });
        const explore::Played played = explore::play(*module, *scenario);
        if (sameEnd(played.run.violation, run.violation) &&
            (!played.failure || played.failure->kind == explore::Failure::Kind::Statement))
            return made;
        why = played.failure ? played.failure->what : "it does not do the same";
    }
    return Error{codeName(Code::NotAScenario), why};
}

}   // namespace evd::driver
