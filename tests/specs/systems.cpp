// Systems, and statements about runs.

#include "tests/specs/generator.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::specs {

/// Where a part of a system runs: what may follow `at`, or "".
std::string Generator::places() {
    std::vector<std::string> collections, single;
    for (const Param& param : params_) {
        if (!param.parameter.domain.empty()) continue;
        ShapeRef shape = param.parameter.shape;
        auto name = reference(param.module, param.parameter.name);
        if (!name) continue;
        if (shape->kind == Kind::Loc) single.push_back(*name);
        else if ((shape->kind == Kind::Set || shape->kind == Kind::List || shape->kind == Kind::Ring) &&
                 shape->args[0]->kind == Kind::Loc)
            collections.push_back(*name);
    }
    if (!single.empty() && chance_.percent(20))
        return chance_.percent(50) ? chance_.pick(single) : "{" + chance_.pick(single) + "}";
    if (collections.empty()) return single.empty() ? "" : chance_.pick(single);
    return chance_.pick(collections);
}

/// Arguments of a process or class, with their brackets.
std::optional<std::string> Generator::arguments(const std::vector<Field>& params) {
    std::string args;
    for (const Field& param : params) {
        if (!makeable(param.shape)) return std::nullopt;
        args += (args.empty() ? "" : ", ") + arg(param.shape, 1);
    }
    return args.empty() ? "" : "(" + args + ")";
}

/// A class composed of processes.
void Generator::declareComposed() {
    Nested scope(*this);
    context_ = {};
    context_.functions = functions_.size();
    context_.grow = false;
    Composed made{"", current_, {}, false};
    if (chance_.percent(30)) made.params.push_back({fieldName({}), smallShape()});
    std::string params = fieldsText(made.params);
    bindAll(made.params);
    std::string text;
    auto add = [&](size_t module, const std::string& name, const std::vector<Field>& needs) {
        auto named = reference(module, name, true);
        auto args = arguments(needs);
        if (!named || !args) return;
        text += (text.empty() ? "" : " || ") + *named + *args;
        if (std::string where = places(); !where.empty() && chance_.percent(10)) text += " at " + where;
    };
    for (size_t i = 1 + chance_.below(3); i > 0 && !processes_.empty(); --i) {
        const Process& process = chance_.pick(processes_);
        add(process.module, process.name, process.params);
    }
    if (text.empty()) return;
    if (!composed_.empty() && chance_.percent(30)) {
        const Composed& other = chance_.pick(composed_);
        add(other.module, other.name, other.params);
    }
    for (const EventClass& one : classes_)
        if (one.value == nullptr && chance_.percent(10)) add(one.module, one.name, one.params);
    made.name = declareName(true);
    put(fmt::format("class {}{} = {}", made.name, params.empty() ? "" : "(" + params + ")", text));
    composed_.push_back(made);
}

void Generator::declareSystem() {
    Nested scope(*this);
    context_ = {};
    context_.functions = functions_.size();
    context_.grow = false;
    std::vector<const Process*> processes;
    for (const Process& process : processes_)
        if (reference(process.module, process.name, true)) processes.push_back(&process);
    std::vector<const EventClass*> sending, values;
    for (const EventClass& one : classes_)
        if (reference(one.module, one.name, true)) (one.value == nullptr ? sending : values).push_back(&one);
    std::vector<const Composed*> composed;
    for (const Composed& one : composed_)
        if (reference(one.module, one.name, true)) composed.push_back(&one);
    bool placed = false;   // the part says its places itself
    auto part = [&]() -> std::string {
        placed = false;
        if (!composed.empty() && chance_.percent(30)) {
            const Composed& chosen = *chance_.pick(composed);
            auto args = arguments(chosen.params);
            placed = chosen.system;
            return args ? reference(chosen.module, chosen.name, true).value() + *args : "";
        }
        if (!processes.empty() && chance_.percent(60)) {
            const Process& chosen = *chance_.pick(processes);
            auto args = arguments(chosen.params);
            if (args) processes_[static_cast<size_t>(&chosen - processes_.data())].placed = true;
            return args ? reference(chosen.module, chosen.name, true).value() + *args : "";
        }
        if (!sending.empty() && chance_.percent(30)) {
            Nested inner(*this);
            context_.self = true;   // what it spawns is at a location
            return sendingClass();
        }
        if (!sending.empty() && chance_.percent(80)) {
            const EventClass& chosen = *chance_.pick(sending);
            auto args = arguments(chosen.params);
            return args ? reference(chosen.module, chosen.name, true).value() + *args : "";
        }
        if (values.empty()) return "";
        // any class, shown by an output
        Nested inner(*this);
        context_.self = true;
        const EventClass& chosen = *chance_.pick(values);
        auto args = arguments(chosen.params);
        if (!args) return "";
        std::vector<Field> bound;
        std::string p = pattern(chosen.value, 1, false, bound);
        bindAll(bound);
        std::string send = sendExpr(1);
        if (send.empty()) return "";
        return fmt::format("({}{} as {} => {})", reference(chosen.module, chosen.name, true).value(), *args, p, send);
    };
    std::string text;
    for (size_t i = 1 + chance_.below(3); i > 0; --i) {
        std::string one = part(), where = places();
        if (one.empty() || where.empty()) continue;
        if (placed && chance_.percent(60)) {
            text += (text.empty() ? "" : " || ") + one;
            continue;
        }
        if (chance_.percent(30))
            if (std::string second = part(); !second.empty()) one = fmt::format("({} || {})", one, second);
        text += (text.empty() ? "" : " || ") + one + " at " + where;
    }
    if (text.empty()) return;
    std::string name = declareName(true);
    put(fmt::format("system {} = {}", name, text));
    systems_.push_back(name);
    composed_.push_back({name, current_, {}, true});
}

/// About the variables of processes.
void Generator::declareInvariant() {
    Nested scope(*this);
    context_ = {};
    context_.functions = functions_.size();
    context_.grow = false;
    context_.logic = true;
    std::vector<const Process*> usable;
    for (const Process& process : processes_)
        if (reference(process.module, process.name, true) && !process.vars.empty()) usable.push_back(&process);
    std::string where;
    for (const Param& param : params_)
        if (param.parameter.domain.empty() &&
            (param.parameter.shape->kind == Kind::Set || param.parameter.shape->kind == Kind::List) &&
            param.parameter.shape->args[0]->kind == Kind::Loc)
            if (auto name = reference(param.module, param.parameter.name)) where = *name;
    if (usable.empty() || where.empty()) return;
    const Process& chosen = *chance_.pick(usable);
    std::string process = reference(chosen.module, chosen.name, true).value();
    std::vector<std::string> names = {"i"};
    if (chance_.percent(40)) names.push_back("j");
    for (const std::string& name : names) {
        if (isLocal(name)) return;
        bind(name, basic(Kind::Loc));
        for (const Field& var : chosen.vars)
            locals_.push_back({fmt::format("{} of {} at {}", var.name, process, name), var.shape, {}, true});
    }
    std::string body = truth(3).text;
    std::string name = declareName(false);
    const char* quantifier = chance_.percent(80) ? "forall" : "exists";
    put(fmt::format("invariant {} = {} {} in {}: {}", name, quantifier, names.size() == 1 ? "i" : "i, j", where, body));
    if (chance_.percent(20))
        put(fmt::format("property {} = (forall i in {}: {}) leads_to (exists i in {}: {})", declareName(false), where,
                        names.size() == 1 ? body : "true", where, names.size() == 1 ? body : "true"));
    if (chance_.percent(20) && names.size() == 1) {
        const Field& var = chance_.pick(chosen.vars);
        put(fmt::format("property {} = forall i in {}, e: ({} of {} at i) before e == ({} of {} at i) after e",
                        declareName(false), where, var.name, process, var.name, process));
    }
    invariants_.emplace_back(name, current_);
}

void Generator::declareProperty() {
    std::vector<const Message*> sent;
    for (const Message& message : messages_)
        if (messageUsable(message, false)) sent.push_back(&message);
    if (sent.empty()) return;
    const Message& chosen = *chance_.pick(sent);
    std::string name = reference(chosen.module, chosen.name).value(), args, vars;
    for (size_t i = 0; i < chosen.fields.size(); ++i) {
        bool hole = chance_.percent(30);
        args += (i == 0 ? "" : ", ") + (hole ? "_" : fmt::format("v{}", i));
        if (!hole) vars += fmt::format("v{}, ", i);
    }
    static const std::vector<std::string> kForms = {
        "forall {2}e: sent {0}({1}) @ e implies exists e0 <= e: sent {0}({1}) @ e0",
        "always forall {2}e: sent {0}({1}) @ e implies e == e",
        "eventually exists {2}e: sent {0}({1}) @ e",
        "forall {2}e: sent {0}({1}) @ e implies (exists e1 <@ e: e1 <@ e) or e == e",
        "forall {2}i: was_sent {0}({1}) by i implies exists e: sent {0}({1}) @ e and e @ i",
        "(exists {2}e: sent {0}({1}) @ e) leads_to (eventually exists e: e == e)",
    };
    std::string form = chance_.pick(kForms);
    std::string property = declareName(false);
    put(fmt::format("property {} = ", property) + fmt::format(fmt::runtime(form), name, args, vars));
    if (chance_.percent(30)) put("prove " + property);
}

void Generator::declareCheck() {
    std::vector<std::string> own;
    for (const auto& [name, owner] : invariants_)
        if (owner == current_) own.push_back(name);
    if (own.empty()) return;
    std::string text = "check " + chance_.pick(own);
    for (const Param& param : params_)
        if (param.module == current_ && param.parameter.domain.empty() && param.parameter.shape->kind == Kind::Set &&
            param.parameter.shape->args[0]->kind == Kind::Loc && text.find(" with ") == std::string::npos &&
            chance_.percent(60))
            text += " with " + param.parameter.name + " = {here, there}";
    if (chance_.percent(50)) text += chance_.percent(50) ? " faults reorder, duplicate" : " faults crash <= 1, drop";
    put(text);
    if (chance_.percent(30)) put("prove " + chance_.pick(own));
}

}   // namespace evd::specs
