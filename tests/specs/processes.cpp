// Processes: variables, handlers, actions, frames and statements.

#include "tests/specs/generator.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::specs {

namespace {
std::string indented(size_t indent) { return std::string(2 * indent, ' '); }

/// Stands where `durable` may stand, until it is known what starts the process.
std::string durableMark(char of, size_t process) { return fmt::format("@{}{}@", of, process); }
}   // namespace

bool Generator::messageUsable(const Message& message, bool receive) {
    bool own = message.module == current_;   // others may send a module's inputs and receive its outputs
    if (own && (receive ? message.way == Way::Output : message.way == Way::Input)) return false;
    return reference(message.module, message.name).has_value();
}

void Generator::declareProcess() {
    Nested scope(*this);
    Process made;
    made.module = current_;
    made.name = declareName(true);
    std::set<std::string> taken;
    if (chance_.percent(50))
        for (size_t i = 1 + chance_.below(2); i > 0; --i) {
            made.params.push_back({fieldName(taken), smallShape()});
            taken.insert(made.params.back().name);
        }
    context_ = {};
    context_.self = true;
    context_.functions = functions_.size();
    std::string params = fieldsText(made.params);
    bindAll(made.params);
    std::vector<std::string> members;
    for (size_t i = 1 + chance_.below(4); i > 0; --i) {
        ShapeRef shape = anyShape(chance_.below(3));
        if (!makeable(shape) || !nameable(shape)) continue;
        std::string name = fieldName(taken);
        taken.insert(name);
        made.vars.push_back({name, shape});
        bool written = chance_.percent(90);
        std::string initial = chance_.percent(70) ? literal(shape, 1, written).text : top(shape, 2, written);
        members.push_back(fmt::format("{}var {}{} = {}", chance_.percent(20) ? durableMark('V', processes_.size()) : "",
                                      name, written ? " : " + typeText(shape) : "", initial));
    }
    bindAll(made.vars);
    process_ = &made;
    assigners_.clear();
    senders_.clear();
    for (size_t i = chance_.percent(40) ? 1 : 0; i > 0; --i) members.push_back(handler(made, nullptr));
    // At most one handler of a message writes a variable, unless its guard says when.
    for (size_t i = 1 + chance_.below(4); i > 0; --i) {
        std::vector<const Message*> usable;
        for (const Message& message : messages_)
            if (messageUsable(message, true)) usable.push_back(&message);
        if (usable.empty()) break;
        const Message* chosen = chance_.pick(usable);
        members.push_back(handler(made, chosen));
        if (chance_.percent(20)) members.push_back(handler(made, chosen));
    }
    for (size_t i = chance_.below(3); i > 0; --i) {
        std::string name = fieldName(taken);
        taken.insert(name);
        std::string text = action(made);
        size_t at = text.find("ACTION");
        members.push_back(text.replace(at, 6, name));
        for (const std::string& var : hasAssigned_) assigners_[var].insert(name);
        for (const std::string& message : hasSent_) senders_[message].insert(name);
    }
    if (std::string written = frames(made); !written.empty()) members.push_back(written);
    process_ = nullptr;
    if (chance_.percent(40)) chance_.shuffle(members);
    std::string body;
    for (const std::string& member : members) body += "  " + member + "\n";
    put(fmt::format("{}{}process {}{} {{\n{}}}", durableMark('P', processes_.size()), chance_.percent(5) ? "open " : "",
                    made.name, made.params.empty() ? (chance_.percent(10) ? "()" : "") : "(" + params + ")", body));
    processes_.push_back(std::move(made));
}

/// A crash takes what nothing brings back: a process that others start is durable only if those are, and its variables
/// only if a system places it.
void Generator::decideDurable() {
    for (Module& module : modules_) {
        bool spawns = false;   // instances of classes end with a crash, and the states in them
        for (const std::string& decl : module.decls) spawns |= decl.find(" spawn ") != std::string::npos;
        for (std::string& decl : module.decls)
            if (decl.rfind("@S@", 0) == 0) decl.replace(0, 3, spawns ? "" : "durable ");
    }
    std::vector<bool> durable(processes_.size());
    for (size_t i = processes_.size(); i-- > 0;) {   // what starts a process stands after it
        const Process& process = processes_[i];
        durable[i] = chance_.percent(25);
        for (size_t starter : process.starters) durable[i] = durable[i] && durable[starter];
        bool kept = process.starters.empty() || process.placed || durable[i];
        for (Module& module : modules_)
            for (std::string& decl : module.decls)
                for (char of : {'P', 'V'}) {
                    std::string mark = durableMark(of, i);
                    for (size_t at = 0; (at = decl.find(mark, at)) != std::string::npos;)
                        decl.replace(at, mark.size(), (of == 'P' ? durable[i] : kept) ? "durable " : "");
                }
    }
}

/// Frames that allow just the kinds of event that do it, or "".
std::string Generator::frames(const Process& process) {
    std::string out;
    auto frame = [&](const std::set<std::string>& kinds, const char* verb, const std::string& subject) {
        if (kinds.empty() || kinds.count("") != 0 || !chance_.percent(25)) return;
        out += fmt::format("{}only {} {} {}", out.empty() ? "" : "\n  ", fmt::join(kinds, ", "), verb, subject);
    };
    for (const Field& var : process.vars) frame(assigners_[var.name], "affects", var.name);
    for (const Message& message : messages_)
        if (message.module == current_ && !isLocal(message.name)) frame(senders_[message.key], "sends", message.name);
    return out;
}

/// A handler of a message, or of the start.
std::string Generator::handler(Process& process, const Message* message) {
    Nested scope(*this);
    mayAssign_.clear();
    std::string key = message == nullptr ? "start" : message->key;
    std::string head = "on start";
    std::vector<Field> bound;
    if (message != nullptr) {
        std::string patterns;
        for (const Field& field : message->fields)
            patterns += (patterns.empty() ? "" : ", ") + pattern(field.shape, 2, true, bound);
        head = "on " + reference(message->module, message->name).value();
        bool bare = patterns.empty() ? chance_.percent(20) : false;
        if (!bare) head += "(" + patterns + ")";
        if (chance_.percent(40)) head += " from " + pattern(basic(Kind::Loc), 1, true, bound);
    }
    bindAll(bound);
    bool guarded = chance_.percent(40);
    if (guarded) head += " when " + at(truth(2), Text::LeadsTo);
    for (const Field& var : process.vars)
        if (guarded ? chance_.percent(70) : process.assigned.count(key + " " + var.name) == 0)
            mayAssign_.insert(var.name);
    hasAssigned_.clear();
    hasSent_.clear();
    sendsLeft_ = 3;
    inLoop_ = false;
    std::string body = block(2, 2);
    // a frame names messages of this module only
    std::string kind = message == nullptr ? "on start" : message->module == current_ ? "on " + message->name : "";
    for (const std::string& name : hasAssigned_) {
        process.assigned.insert(key + " " + name);
        assigners_[name].insert(kind);
    }
    for (const std::string& name : hasSent_) senders_[name].insert(kind);
    return head + " {" + body + "}";
}

std::string Generator::action(Process& process) {
    Nested scope(*this);
    std::string head = chance_.percent(50) ? "fair action ACTION" : "action ACTION";
    std::string domains;
    std::set<std::string> taken;
    for (size_t i = chance_.percent(40) ? 1 + chance_.below(2) : 0; i > 0; --i) {
        ShapeRef over = collectionShape();
        if (over->kind == Kind::Map) over = shapes_.of(Kind::Set, {over->args[0]});
        if (!makeable(over->args[0])) continue;
        Text from = collectionValue(over, 1);
        std::string name = fieldName(taken);
        taken.insert(name);
        domains += (domains.empty() ? "" : ", ") + name + " in " + from.text;
        bind(name, over->args[0]);   // the next ones see it
    }
    if (!domains.empty()) head += "(" + domains + ")";
    if (chance_.percent(85)) head += " when " + at(truth(2), Text::LeadsTo);
    mayAssign_.clear();
    hasAssigned_.clear();
    hasSent_.clear();
    for (const Field& var : process.vars) mayAssign_.insert(var.name);
    sendsLeft_ = 2;
    inLoop_ = false;
    return head + " {" + block(1, 2) + "}";
}

/// The statements of a block, between its brackets.
std::string Generator::block(size_t depth, size_t indent) {
    Nested scope(*this);
    std::string out;
    for (size_t i = chance_.percent(5) ? 0 : 1 + chance_.below(3); i > 0; --i) {
        std::string made = statement(depth, indent);
        if (!made.empty()) out += indented(indent) + made + "\n";
    }
    return out.empty() ? " " : "\n" + out + indented(indent - 1);
}

std::string Generator::statement(size_t depth, size_t indent) {
    if (chance_.percent(4) && sendsLeft_ > 0) {
        --sendsLeft_;
        return sendCall().value_or("");
    }
    switch (chance_.below(depth == 0 ? 9 : 15)) {
    case 0:
    case 1:
    case 2:
    case 3: return assignment(2);
    case 4:
    case 5: return output(2);
    case 6: {
        ShapeRef shape = anyShape(1);
        if (!makeable(shape) || !nameable(shape)) return "";
        bool written = chance_.percent(40);
        std::vector<Field> bound;
        std::string value = top(shape, 2, written);
        std::string p = pattern(shape, 1, false, bound);
        bindAll(bound);
        return fmt::format("let {}{} = {}", p, written ? " : " + typeText(shape) : "", value);
    }
    case 7:
    case 8: {
        if (inLoop_) return "";
        if (chance_.percent(20)) return "stop";
        std::vector<const Process*> usable;
        for (const Process& process : processes_)
            if (reference(process.module, process.name, true)) usable.push_back(&process);
        if (usable.empty()) return "";
        const Process* chosen = chance_.pick(usable);
        std::string args;
        Nested scope(*this);
        context_.grow = false;
        for (const Field& param : chosen->params) {
            if (!makeable(param.shape)) return "";
            args += (args.empty() ? "" : ", ") + arg(param.shape, 1);
        }
        std::string name = reference(chosen->module, chosen->name, true).value();
        processes_[static_cast<size_t>(chosen - processes_.data())].starters.insert(processes_.size());
        return fmt::format("{} {}{}", chance_.percent(75) ? "spawn" : "become", name,
                           chosen->params.empty() && chance_.percent(50) ? "" : "(" + args + ")");
    }
    case 9:
    case 10:
    case 11: {
        std::string out = "if " + at(truth(2), Text::LeadsTo) + " {" + block(depth - 1, indent + 1) + "}";
        if (chance_.percent(30))
            out += " else if " + at(truth(1), Text::LeadsTo) + " {" + block(depth - 1, indent + 1) + "}";
        if (chance_.percent(40)) out += " else {" + block(depth - 1, indent + 1) + "}";
        return out;
    }
    case 12:
    case 13: {
        ShapeRef over = nullptr;
        for (int tries = 0; tries < 6; ++tries) {
            ShapeRef candidate = locals_.empty() ? nullptr : locals_[chance_.below(locals_.size())].shape;
            if (candidate == nullptr || candidate->kind == Kind::Ring || candidate->kind == Kind::Variable ||
                !nameable(candidate))
                continue;
            over = candidate;
            if (candidate->kind == Kind::Enum) break;
        }
        if (over == nullptr || !makeable(over)) return "";
        std::string out = "match " + at(expr(over, 1, false), Text::LeadsTo) + " {\n";
        auto arm = [&](const std::string& p, const std::vector<Field>& bound, bool mayGuard) {
            Nested scope(*this);
            bindAll(bound);
            std::string guard = mayGuard && chance_.percent(30) ? " when " + truth(1).text : "";
            out += indented(indent + 1) + p + guard + " => {" + block(depth - 1, indent + 2) + "}" +
                   (chance_.percent(20) ? "," : "") + "\n";
        };
        for (size_t i = 1 + chance_.below(2); i > 0; --i) {
            std::vector<Field> bound;
            std::string p = pattern(over, 2, true, bound);
            arm(p, bound, true);
        }
        arm("_", {}, false);
        return out + indented(indent) + "}";
    }
    default: {
        if (context_.degree == 0 || inLoop_) return "";
        ShapeRef over = collectionShape();
        if (!nameable(over)) return "";
        ShapeRef item = over->kind == Kind::Map ? shapes_.of(Kind::Tuple, over->args) : over->args[0];
        Text from = collectionValue(over, 1);
        Nested scope(*this);
        --context_.degree;
        context_.grow = false;
        context_.loopBase = locals_.size();
        std::vector<Field> bound;
        std::string p = pattern(item, 1, false, bound);
        bindAll(bound);
        inLoop_ = true;
        std::string body = block(depth - 1, indent + 1);
        inLoop_ = false;
        return fmt::format("for {} in {} {{{}}}", p, at(from, Text::LeadsTo), body);
    }
    }
}

std::string Generator::assignment(size_t depth) {
    std::vector<Field> usable;
    for (const Field& var : process_->vars)
        if (mayAssign_.count(var.name) != 0)
            if (std::count_if(locals_.begin(), locals_.end(),
                              [&](const Local& local) { return local.name == var.name; }) == 1)
                usable.push_back(var);
    if (usable.empty()) return "";
    Field var = chance_.pick(usable);
    ShapeRef shape = var.shape;
    if (!makeable(shape)) return "";
    hasAssigned_.insert(var.name);
    ShapeRef Int = basic(Kind::Int);
    switch (shape->kind) {
    case Kind::Int:
    case Kind::Nat:
    case Kind::Duration:
        if (chance_.percent(40)) return var.name + (chance_.percent(60) ? " += " : " -= ") + arg(shape, depth - 1);
        break;
    case Kind::Str:
    case Kind::Bytes:
        if (chance_.percent(40)) return var.name + " += " + literal(shape, 0, true).text;
        break;
    case Kind::List:
    case Kind::Set:
    case Kind::Bag: {
        if (!makeable(shape->args[0])) break;
        if (shape->kind == Kind::List && chance_.percent(20))
            return fmt::format("{}[{}] := {}", var.name, arg(Int, 1), small(shape->args[0], 1));
        if (chance_.percent(50)) {
            // of collections of collections only what is plainly an element
            if (shape->args[0]->collection()) return var.name + " += " + literal(shape->args[0], 1, false).text;
            return var.name + (shape->kind == Kind::List || chance_.percent(60) ? " += " : " -= ") +
                   small(shape->args[0], 1);
        }
        break;
    }
    case Kind::Map:
        if (!makeable(shape->args[0]) || !makeable(shape->args[1])) break;
        if (chance_.percent(60))
            return fmt::format("{}[{}] := {}", var.name, small(shape->args[0], 1), small(shape->args[1], 1));
        if (chance_.percent(30)) return fmt::format("{} -= {}", var.name, small(shape->args[0], 1));
        break;
    case Kind::Record:
        if (chance_.percent(60) && !shape->args.empty()) {
            size_t field = chance_.below(shape->args.size());
            if (makeable(shape->args[field]))
                return fmt::format("{}.{} := {}", var.name, shape->fields[field], arg(shape->args[field], depth));
        }
        break;
    default: break;
    }
    return var.name + " := " + arg(shape, depth);
}

std::string Generator::messageArgs(const Message& message, size_t depth) {
    Nested scope(*this);
    context_.grow = false;
    std::string out;
    for (const Field& field : message.fields) out += (out.empty() ? "" : ", ") + arg(field.shape, depth);
    return out;
}

std::optional<std::string> Generator::destination(size_t depth) {
    Nested scope(*this);
    context_.grow = false;
    context_.loopBase = 0;
    ShapeRef Loc = basic(Kind::Loc);
    static const std::vector<Kind> kMany = {Kind::Set, Kind::List, Kind::Bag, Kind::Ring};
    if (chance_.percent(50))
        for (int tries = 0; tries < 3; ++tries)
            if (auto many = variable(shapes_.of(chance_.pick(kMany), {Loc}))) return many->text;
    if (!makeable(Loc)) return std::nullopt;
    return at(expr(Loc, depth), Text::LeadsTo);
}

std::string Generator::output(size_t depth) {
    if (sendsLeft_ == 0) return "";
    --sendsLeft_;
    std::vector<const Message*> usable;
    for (const Message& message : messages_) {
        bool good = messageUsable(message, false);
        for (const Field& field : message.fields) good = good && makeable(field.shape);
        if (good) usable.push_back(&message);
    }
    if (usable.empty()) return "";
    const Message& chosen = *chance_.pick(usable);
    hasSent_.insert(chosen.key);
    std::string call =
        fmt::format("{}({})", reference(chosen.module, chosen.name).value(), messageArgs(chosen, depth - 1));
    if (chosen.way == Way::Output && chance_.percent(80)) return "emit " + call;
    auto to = destination(1);
    if (!to) return chosen.way == Way::Output ? "emit " + call : "";
    std::string delay;
    if (chance_.percent(25)) {
        Text time = expr(basic(Kind::Duration), chance_.below(2));
        delay = "after " + at(time, Text::Postfix) + " ";
    }
    return fmt::format("{}send {} to {}", delay, call, *to);
}

}   // namespace evd::specs
