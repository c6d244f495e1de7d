#include "explore/export/tla.h"

#include "explore/export/tla_clause.h"
#include "explore/export/tla_prelude.h"
#include "explore/states/judge.h"
#include "ir/analysis/running.h"
#include "ir/core/walk.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace evd::explore {

namespace {

const char* const kTla = "TLA+";

class TlaWriter {
public:
    TlaWriter(const ExportSubject& subject, std::string name, Diagnostics& diagnostics)
        : subject_(subject), module_(subject.module()), name_(std::move(name)), diagnostics_(diagnostics),
          transitions_(subject.interpreter, subject.network, inputs()), names_(tlaReserved()),
          expressions_(subject, names_, places_) {}

    std::optional<TlaText> text();

private:
    /// A process where a system places it.
    struct Placed {
        const ir::Automaton* automaton = nullptr;
        std::vector<uint32_t> locations;
        std::vector<size_t> roots;   ///< which instance of the location it is
        std::string states;          ///< the variable; empty if it has none
        std::string where, initial;
        std::vector<std::string> params;
        std::vector<std::string> operators;   ///< by clause
    };
    std::vector<Input> inputs() const {
        std::vector<Input> out = subject_.start != nullptr ? subject_.start->inputs : std::vector<Input>();
        out.insert(out.end(), subject_.instance.inputs.begin(), subject_.instance.inputs.end());
        return out;
    }
    template <class... Args> void line(fmt::format_string<Args...> format, Args&&... args) {
        out_ += fmt::format(format, std::forward<Args>(args)...);
        out_ += '\n';
    }
    static bool counts(uint32_t budget) { return budget > 0 && budget != kAnyNumber; }
    const Faults& faults() const { return subject_.instance.faults; }
    std::string location(uint32_t number) const {
        return tlaString(subject_.interpreter.deployment().names[number], subject_.span);
    }
    std::string locations(const std::vector<uint32_t>& numbers) const {
        std::vector<std::string> parts;
        for (uint32_t one : numbers) parts.push_back(location(one));
        return fmt::format("{{{}}}", fmt::join(parts, ", "));
    }
    std::string unchanged(const std::set<std::string>& changed) const {
        std::vector<std::string> rest;
        for (const std::string& one : variables_)
            if (!changed.contains(one)) rest.push_back(one);
        return rest.empty() ? "" : fmt::format("  /\\ UNCHANGED <<{}>>\n", fmt::join(rest, ", "));
    }

    void refuseWhatHasNoWords();
    World beginning() const;
    void place(const World& world);
    void declare(const World& world);
    std::string byLocation(const std::vector<uint32_t>& locations, const std::vector<std::string>& values) const;
    std::string instanceText(const ir::Automaton& automaton, const ir::Instance& instance) const;
    void network();
    void clauses();
    std::string results(const std::function<bool(const ir::Clause&)>& wanted, const std::string& args,
                        std::vector<const Placed*>& some) const;
    void event(const std::string& head, const std::string& before, const std::string& rest,
               const std::function<bool(const ir::Clause&)>& wanted, const std::string& args,
               std::set<std::string> changed);
    std::string awaited(const Placed& placed, const std::string& after, const std::string& bag) const;
    void start();
    void receipts();
    void actions();
    void environment(const World& world);
    void outages();
    void next();
    void init(const World& world);
    std::vector<std::pair<uint32_t, std::string>> statements();
    std::string bagText(const World& world) const;
    std::string packetText(const Packet& packet) const;

    const ExportSubject& subject_;
    const ir::Module& module_;
    const std::string name_;
    Diagnostics& diagnostics_;
    Transitions transitions_;
    ExportNames names_;
    TlaPlaces places_;
    TlaExpressions expressions_;
    std::vector<Placed> placed_;
    std::vector<std::string> variables_;
    std::vector<std::string> next_;   ///< alternatives of Next
    bool lossy_ = false;              ///< messages may be lost because of crashes
    bool stays_ = false;              ///< messages that pass the network stay there
    std::string out_;
};

// ---- what is there ----------------------------------------------------------------------------------------------

void TlaWriter::refuseWhatHasNoWords() {
    if (transitions_.hasOrder()) throw NoWords{subject_.span, "some messages arrive in order"};
    for (ir::AutomatonId id : ir::running(module_, subject_.interpreter.system())) {
        const ir::Automaton& automaton = module_.automata[id];
        if (!automaton.tables.empty()) throw NoWords{automaton.span, fmt::format("`{}` starts others", automaton.name)};
        for (const ir::Variable& variable : automaton.vars)
            if (nameCharacters(variable.name) != variable.name)
                throw NoWords{variable.span, fmt::format("`{}` is no name there", variable.name)};
        if (automaton.role == ir::Role::Environment && lossy_)
            throw NoWords{automaton.span, "processes of the environment stand beside crashes"};
    }
    if (!subject_.interpreter.observers().empty())
        diagnostics_.report(Code::ExportLacks, subject_.span, kTla,
                            "observers, so that what they assert is not looked at");
}

World TlaWriter::beginning() const {
    World world = transitions_.initial();
    if (subject_.start == nullptr) return world;
    for (const Move& move : subject_.start->moves) {
        world.nowNs = move.nowNs;
        if (move.again) {
            world.packets.push_back(*move.again);
            world.packets.back().id = world.nextPacket++;
        }
        transitions_.apply(world, move.choice);
    }
    return world;
}

/// `[i \in {…} |-> …]`: the same everywhere, or a table.
std::string TlaWriter::byLocation(const std::vector<uint32_t>& where, const std::vector<std::string>& values) const {
    if (std::all_of(values.begin(), values.end(), [&](const auto& one) { return one == values.front(); }))
        return fmt::format("[i0 \\in {} |-> {}]", locations(where), values.empty() ? "0" : values.front());
    std::vector<std::string> cases;
    for (size_t i = 0; i < where.size(); ++i)
        cases.push_back(fmt::format("i0 = {} -> {}", location(where[i]), values[i]));
    return fmt::format("[i0 \\in {} |-> CASE {}]", locations(where), fmt::join(cases, " [] "));
}

std::string TlaWriter::instanceText(const ir::Automaton& automaton, const ir::Instance& instance) const {
    std::vector<std::string> parts;
    for (size_t i = 0; i < automaton.vars.size(); ++i)
        parts.push_back(
            fmt::format("{} |-> {}", automaton.vars[i].name,
                        expressions_.literal(automaton.vars[i].type, instance.vars[i], automaton.vars[i].span)));
    return fmt::format("[{}]", fmt::join(parts, ", "));
}

/// The processes and where they are.
void TlaWriter::place(const World& world) {
    const ir::System& system = subject_.interpreter.system();
    std::vector<size_t> count(world.states.size(), 0);   // of instances, by location
    for (const ir::Placement& placement : system.placements) {
        const auto where = subject_.interpreter.evaluate(placement.where);
        if (!where) throw NoWords{placement.span, "it is not known where this is placed"};
        Placed one;
        one.automaton = &module_.automata[placement.automaton];
        if (module_.types[module_[placement.where].type].kind == ir::TypeKind::Loc)
            one.locations.push_back(static_cast<uint32_t>(where->number));
        else
            for (const ir::Value& location : where->list())
                one.locations.push_back(static_cast<uint32_t>(location.number));
        std::sort(one.locations.begin(), one.locations.end());
        one.locations.erase(std::unique(one.locations.begin(), one.locations.end()), one.locations.end());
        if (one.locations.empty()) continue;
        for (uint32_t location : one.locations) one.roots.push_back(count[location]++);
        const std::string name = nameCharacters(one.automaton->name);
        one.where = names_.make(name + "At");
        line("{} == {}", one.where, locations(one.locations));
        for (size_t p = 0; p < one.automaton->params.size(); ++p) {
            std::vector<std::string> values;
            for (size_t i = 0; i < one.locations.size(); ++i)
                values.push_back(expressions_.literal(one.automaton->params[p].type,
                                                      world.states[one.locations[i]].roots[one.roots[i]].params[p],
                                                      placement.span));
            one.params.push_back(names_.make(name + "_" + one.automaton->params[p].name));
            line("{} == {}", one.params.back(), byLocation(one.locations, values));
        }
        if (!one.automaton->vars.empty()) {
            one.states = names_.make(name);   // a capital, which no parameter has
            std::vector<std::string> values;
            const World initial = transitions_.initial();
            for (size_t i = 0; i < one.locations.size(); ++i)
                values.push_back(instanceText(*one.automaton, initial.states[one.locations[i]].roots[one.roots[i]]));
            one.initial = names_.make(name + "Initially");
            line("{} == {}", one.initial, byLocation(one.locations, values));
        }
        TlaPlaces::Process& process = places_.processes[placement.automaton];
        const auto& vars = one.automaton->vars;
        if (!process.where.empty() &&
            std::any_of(vars.begin(), vars.end(), [](const ir::Variable& var) { return var.timer.has_value(); }))
            throw NoWords{placement.span, "a process with timers is placed several times"};
        process.several |= !process.where.empty();
        process.states = one.states;
        process.where = one.where;
        process.params = one.params;
        process.locations = one.locations;
        placed_.push_back(std::move(one));
    }
}

void TlaWriter::declare(const World& world) {
    for (const Placed& one : placed_)
        if (!one.states.empty()) variables_.push_back(one.states);
    for (const char* name : {"started", "msgs"}) variables_.emplace_back(name);
    if (lossy_) {
        variables_.emplace_back("up");
        variables_.emplace_back("gone");
        places_.up = "up";
    }
    if (counts(faults().crashes)) variables_.emplace_back("crashes");
    if (counts(faults().restarts)) variables_.emplace_back("restarts");
    if (counts(faults().drops)) variables_.emplace_back("drops");
    if (counts(faults().duplicates)) variables_.emplace_back("duplicates");
    if (!transitions_.inputs().empty()) variables_.emplace_back("asked");
    (void)world;
    line("\nVARIABLES {}\nvars == <<{}>>\n", fmt::join(variables_, ", "), fmt::join(variables_, ", "));
}

// ---- the network ------------------------------------------------------------------------------------------------

void TlaWriter::network() {
    std::vector<std::string> internal, input, timers;
    for (const ir::Message& one : module_.messages) {
        if (one.kind == ir::MessageKind::Internal) internal.push_back(tlaString(one.name, one.span));
        if (one.kind == ir::MessageKind::Timer) timers.push_back(tlaString(one.name, one.span));
        if (one.kind == ir::MessageKind::Input) input.push_back(tlaString(one.name, one.span));
    }
    line("\\* msgs: how often each message is on its way{}.",
         stays_ ? "; what passes the network may be repeated without end, so that it stays there, once" : "");
    line("InputKinds == {{{}}}", fmt::join(input, ", "));
    line("PassesNetwork(m) ==\n  /\\ m.kind \\in {{{}}} /\\ m.from # m.to /\\ m.from \\in Inside /\\ m.to \\in Inside",
         fmt::join(internal, ", "));
    for (const ir::LinkPromise& one : module_.links) {
        if (!one.reliable) continue;
        std::vector<std::string> kinds;
        for (ir::MessageId id : one.messages) kinds.push_back(tlaString(module_.messages[id].name, one.span));
        std::vector<std::string> parts = {fmt::format("m.kind \\in {{{}}}", fmt::join(kinds, ", "))};
        for (const auto& [end, name] : {std::pair(one.from, "m.from"), std::pair(one.to, "m.to")}) {
            if (!end.valid()) continue;
            const std::string text = expressions_.value(end, {});
            const ir::TypeKind kind = expressions_.kind(end);
            const std::string in = kind == ir::TypeKind::Loc   ? " = "
                                   : kind == ir::TypeKind::Set ? " \\in "
                                                               : " \\in Range";
            parts.push_back(fmt::format("{}{}({})", name, in, text));
        }
        line("  /\\ ~({})", fmt::join(parts, " /\\ "));
    }
    if (lossy_) {
        line("Marked(x) == IF up[x.to]{} THEN x ELSE [x EXCEPT !.mayBeLost = TRUE]",
             stays_ ? " \\/ PassesNetwork(x)" : "");
        line("Unmarked(x) == [x EXCEPT !.mayBeLost = FALSE]");
    }
    const char* const fresh = lossy_ ? "[y \\in {Marked(x) : x \\in DOMAIN new} |-> new[Unmarked(y)]]" : "new";
    names_.make("new");
    std::vector<std::string> once;
    if (stays_) once.emplace_back("PassesNetwork(x)");
    if (!timers.empty()) {
        line("\\* Timers are messages to self, of which those that are set anew replace the others.");
        line("TimerKinds == {{{}}}", fmt::join(timers, ", "));
        once.emplace_back("x.kind \\in TimerKinds");
    }
    if (!once.empty())
        line("Sent(old, new) ==\n  LET both == Plus(old, {}) IN [x \\in DOMAIN both |-> IF {} THEN 1 ELSE both[x]]",
             fresh, fmt::join(once, " \\/ "));
    else line("Sent(old, new) == Plus(old, {})", fresh);
    line("Taken(m) == {}Minus(msgs, Single(m))\n", stays_ ? "IF PassesNetwork(m) THEN msgs ELSE " : "");
}

// ---- events -----------------------------------------------------------------------------------------------------

/// An operator for each clause.
void TlaWriter::clauses() {
    std::vector<std::vector<uint32_t>> listeners(module_.messages.size());
    for (const Placed& one : placed_) {
        if (one.automaton->role != ir::Role::Environment) continue;
        for (const ir::Clause& clause : one.automaton->clauses)
            if (clause.trigger == ir::Trigger::Receive &&
                module_.messages[clause.message].kind == ir::MessageKind::Output)
                for (uint32_t location : one.locations) listeners[clause.message].push_back(location);
    }
    for (std::vector<uint32_t>& some : listeners) {
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
    }
    TlaClauses writer(subject_, names_, expressions_, listeners, lossy_);
    for (Placed& one : placed_)
        for (const ir::Clause& clause : one.automaton->clauses) {
            TlaScope scope;
            scope.self = "self";
            for (const std::string& param : one.params) scope.params.push_back(param + "[self]");
            std::string name = nameCharacters(one.automaton->name) + "_", args = "(self, s";
            switch (clause.trigger) {
            case ir::Trigger::Start:
            case ir::Trigger::StartOther:
                name += "on_start";
                scope.first = "TRUE";
                break;
            case ir::Trigger::Receive:
                name += "on_" + nameCharacters(module_.messages[clause.message].name);
                args += ", m";
                scope.message = "m";
                scope.kind = clause.message;
                break;
            case ir::Trigger::Action:
                name += "does_" + nameCharacters(clause.name);
                for (ir::LocalId local : clause.chosen) args += ", " + expressions_.bind(local);
                break;
            case ir::Trigger::Observe: break;   // of observers, which nothing places
            }
            one.operators.push_back(names_.make(name));
            bool mayFail = false;
            const std::string text =
                writer.define(one.operators.back() + args + ")", *one.automaton, clause, scope, mayFail);
            const bool atStart = clause.trigger == ir::Trigger::Start || clause.trigger == ir::Trigger::StartOther;
            if (atStart && mayFail)
                throw NoWords{clause.span, "a first event that may be rejected happens again with the next"};
            line("{}", text);
        }
}

/// Definitions of what the processes make of an event: `r1`, `r2`, … for those that it concerns.
std::string TlaWriter::results(const std::function<bool(const ir::Clause&)>& wanted, const std::string& args,
                               std::vector<const Placed*>& some) const {
    std::string out;
    for (const Placed& one : placed_) {
        std::string result;
        const std::string state = one.states.empty() ? "<<>>" : one.states + "[self]";
        for (size_t i = 0; i < one.automaton->clauses.size(); ++i) {
            if (!wanted(one.automaton->clauses[i])) continue;
            const std::string call = fmt::format("{}(self, {}{})", one.operators[i], state, args);
            result = result.empty() ? call : fmt::format("Both({}, {}, {})", state, result, call);
        }
        if (result.empty()) continue;
        some.push_back(&one);
        if (one.locations != subject_.interpreter.locations())
            result = fmt::format("IF self \\in {} THEN {} ELSE Ignored(<<>>)", one.where, result);
        out += fmt::format("{}r{} == {}\n", out.empty() ? "" : "         ", some.size(), result);
    }
    return out;
}

/// A bag without the timers of a process that it does not wait for any more in the state `after`.
std::string TlaWriter::awaited(const Placed& placed, const std::string& after, const std::string& bag) const {
    std::vector<std::string> gone;
    for (const ir::Variable& variable : placed.automaton->vars)
        if (variable.timer)
            gone.push_back(fmt::format("(x.kind = \"{}\" /\\ ~{}.{})", module_.messages[*variable.timer].name, after,
                                       variable.name));
    if (gone.empty()) return bag;
    return fmt::format("Except({}, LAMBDA x : x.to = self /\\ ({}))", bag, fmt::join(gone, " \\/ "));
}

/// An action: what the processes make of an event, all of them or none.
void TlaWriter::event(const std::string& head, const std::string& before, const std::string& rest,
                      const std::function<bool(const ir::Clause&)>& wanted, const std::string& args,
                      std::set<std::string> changed) {
    std::vector<const Placed*> some;
    const std::string lets = results(wanted, args, some);
    line("{} ==", head);
    if (!before.empty()) out_ += before;
    changed.insert("msgs");
    if (some.empty()) {
        line("  /\\ msgs' = {}", rest);
    } else {
        std::vector<std::string> ok;
        std::string sends;
        for (size_t i = 1; i <= some.size(); ++i) {
            ok.push_back(fmt::format("r{}.ok", i));
            sends = i == 1 ? "r1.sends" : fmt::format("Plus({}, r{}.sends)", sends, i);
        }
        out_ += fmt::format("  /\\ LET {}         ok == {}\n     IN", lets, fmt::join(ok, " /\\ "));
        for (size_t i = 0; i < some.size(); ++i) {
            const Placed& one = *some[i];
            if (one.states.empty()) continue;
            changed.insert(one.states);
            const bool everywhere = one.locations == subject_.interpreter.locations();
            line(" /\\ {0}' = IF ok{1} THEN [{0} EXCEPT ![self] = r{2}.next] ELSE {0}", one.states,
                 everywhere ? "" : fmt::format(" /\\ self \\in {}", one.where), i + 1);
            out_ += "       ";
        }
        std::string after = fmt::format("Sent({}, {})", rest, sends);
        for (size_t i = 0; i < some.size(); ++i) {
            const Placed& one = *some[i];
            const bool everywhere = one.locations == subject_.interpreter.locations();
            const std::string less = awaited(one, fmt::format("r{}.next", i + 1), after);
            if (less != after)
                after = everywhere ? less : fmt::format("(IF self \\in {} THEN {} ELSE {})", one.where, less, after);
        }
        line(" /\\ msgs' = IF ok THEN {} ELSE {}", after, rest);
    }
    // Who makes a second copy says what becomes of `duplicates`.
    if (head.find("rest") != std::string::npos) changed.insert("duplicates");
    out_ += unchanged(changed);
    out_ += '\n';
}

void TlaWriter::start() {
    event("Start(self)",
          fmt::format("  /\\ ~started[self]{}\n  /\\ started' = [started EXCEPT ![self] = TRUE]\n",
                      lossy_ ? " /\\ up[self]" : ""),
          "msgs",
          [](const ir::Clause& one) {
              return one.trigger == ir::Trigger::Start || one.trigger == ir::Trigger::StartOther;
          },
          "", {"started"});
    next_.emplace_back("\\E self \\in Inside : Start(self)");
}

void TlaWriter::receipts() {
    std::vector<std::string> kinds, alternatives;
    for (ir::MessageId id = 0; id < module_.messages.size(); ++id) {
        const auto wanted = [&](const ir::Clause& one) {
            return one.trigger == ir::Trigger::Receive && one.message == id;
        };
        const bool handled = std::any_of(placed_.begin(), placed_.end(), [&](const Placed& one) {
            return std::any_of(one.automaton->clauses.begin(), one.automaton->clauses.end(), wanted);
        });
        if (!handled) continue;
        const std::string kind = tlaString(module_.messages[id].name, module_.messages[id].span);
        const std::string name = names_.make(module_.messages[id].name, "Receive_");
        event(fmt::format("{}(self, m, rest)", name), fmt::format("  /\\ m.kind = {}\n", kind), "rest", wanted, ", m",
              {});
        kinds.push_back(kind);
        alternatives.push_back(fmt::format("{}(m.to, m, rest)", name));
    }
    line("\\* What nothing handles, or leaves the system, arrives all the same.");
    std::set<std::string> changed = {"msgs", "duplicates"};
    line("Leave(m, rest) ==\n  /\\ m.to \\notin Inside \\/ m.kind \\notin {{{}}}\n  /\\ msgs' = rest\n{}",
         fmt::join(kinds, ", "), unchanged(changed));
    line("Arrive(m, rest) ==\n  \\/ Leave(m, rest)");
    if (!alternatives.empty()) {
        line("  \\/ /\\ m.to \\in Inside");
        for (size_t i = 0; i < alternatives.size(); ++i) line("     {} \\/ {}", i == 0 ? "/\\" : "  ", alternatives[i]);
    }
    line("CanArrive(m) == m.to \\in Inside => started[m.to]{}\n", lossy_ ? " /\\ up[m.to]" : "");
    const bool counted = counts(faults().duplicates);
    next_.push_back(fmt::format("\\E m \\in DOMAIN msgs : CanArrive(m) /\\ Arrive(m, Taken(m)){}",
                                counted ? " /\\ UNCHANGED duplicates" : ""));
    if (counted)
        next_.push_back(
            fmt::format("\\E m \\in DOMAIN msgs :\n       /\\ duplicates < {} /\\ PassesNetwork(m) /\\ CanArrive(m)"
                        "\n       /\\ Arrive(m, msgs) /\\ duplicates' = duplicates + 1",
                        faults().duplicates));
}

void TlaWriter::actions() {
    for (const Placed& one : placed_)
        for (size_t i = 0; i < one.automaton->clauses.size(); ++i) {
            const ir::Clause& clause = one.automaton->clauses[i];
            if (clause.trigger != ir::Trigger::Action) continue;
            TlaScope scope;
            scope.self = "self";
            for (const ir::Variable& variable : one.automaton->vars)
                scope.vars.push_back(fmt::format("{}[self].{}", one.states, variable.name));
            for (const std::string& param : one.params) scope.params.push_back(param + "[self]");
            const std::string name =
                names_.make(nameCharacters(one.automaton->name) + "_" + nameCharacters(clause.name));
            line("{}(self) ==\n  /\\ started[self]{}", name, lossy_ ? " /\\ up[self]" : "");
            std::string args, indent = "  ";
            // What it chooses from and whether it may happen: where that faults it does not.
            for (size_t k = 0; k < clause.chosen.size(); ++k) {
                if (const std::string ok = expressions_.defined(clause.domains[k], scope); !ok.empty())
                    line("{}/\\ {}", indent, ok);
                const std::string domain = expressions_.value(clause.domains[k], scope);
                const bool isSet = expressions_.kind(clause.domains[k]) == ir::TypeKind::Set;
                const std::string chosen = expressions_.bind(clause.chosen[k]);
                args += ", " + chosen;
                line("{}/\\ \\E {} \\in {} :", indent, chosen, isSet ? domain : fmt::format("Range({})", domain));
                indent += "    ";
            }
            if (const std::string ok = expressions_.defined(clause.guard, scope); !ok.empty())
                line("{}/\\ {}", indent, ok);
            line("{}/\\ {}", indent, expressions_.value(clause.guard, scope));
            const std::string state = one.states.empty() ? "<<>>" : one.states + "[self]";
            line("{0}/\\ LET r == {1}(self, {2}{3})\n{0}   IN /\\ r.ok", indent, one.operators[i], state, args);
            if (!one.states.empty()) line("{0}      /\\ {1}' = [{1} EXCEPT ![self] = r.next]", indent, one.states);
            line("{}      /\\ msgs' = {}", indent, awaited(one, "r.next", "Sent(msgs, r.sends)"));
            out_ += unchanged({one.states, "msgs"});
            out_ += '\n';
            next_.push_back(fmt::format("\\E self \\in {} : {}(self)", one.where, name));
        }
}

std::string TlaWriter::packetText(const Packet& packet) const {
    const ir::Message& kind = module_.messages[packet.message];
    std::vector<std::string> parts = {fmt::format("kind |-> {}", tlaString(kind.name, kind.span)),
                                      "from |-> " + location(packet.from), "to |-> " + location(packet.to)};
    if (lossy_) parts.push_back(fmt::format("mayBeLost |-> {}", packet.losable ? "TRUE" : "FALSE"));
    for (size_t i = 0; i < packet.payload.size(); ++i)
        parts.push_back(fmt::format("{} |-> {}", expressions_.field(packet.message, i),
                                    expressions_.literal(kind.fields[i].type, packet.payload[i], kind.fields[i].span)));
    return fmt::format("[{}]", fmt::join(parts, ", "));
}

void TlaWriter::environment(const World& world) {
    const std::vector<Input>& all = transitions_.inputs();
    if (all.empty()) return;
    (void)world;
    line("Inputs == <<");
    for (size_t i = 0; i < all.size(); ++i) {
        Packet packet;
        packet.message = all[i].message;
        packet.payload = all[i].payload;
        packet.from = all[i].from;
        packet.to = all[i].to;
        line("  [group |-> {}, sends |-> {}]{}", all[i].group, packetText(packet), i + 1 < all.size() ? "," : ">>");
    }
    line("\\* A group comes when all before it have been put in and have arrived.");
    line("PutIn(n) ==\n  /\\ n \\notin asked\n  /\\ \\A i \\in DOMAIN Inputs : Inputs[i].group < Inputs[n].group => i "
         "\\in asked");
    line("  /\\ \\/ Inputs[n].group = 0\n     \\/ \\E i \\in asked : Inputs[i].group = Inputs[n].group");
    line("     \\/ \\A m \\in DOMAIN msgs : m.kind \\notin InputKinds");
    line("  /\\ asked' = asked \\cup {{n}}\n  /\\ msgs' = Sent(msgs, Single(Inputs[n].sends))\n{}",
         unchanged({"asked", "msgs"}));
    next_.emplace_back("\\E n \\in DOMAIN Inputs : PutIn(n)");
}

void TlaWriter::outages() {
    if (faults().drops > 0 && !stays_) {   // what stays is not lost
        line("Drop(m) ==\n  /\\ PassesNetwork(m){}", lossy_ ? " /\\ ~m.mayBeLost" : "");
        if (counts(faults().drops)) line("  /\\ drops < {} /\\ drops' = drops + 1", faults().drops);
        line("  /\\ msgs' = Minus(msgs, Single(m))\n{}", unchanged({"msgs", "drops"}));
        next_.emplace_back("\\E m \\in DOMAIN msgs : Drop(m)");
    }
    if (!lossy_) return;
    line("Lose(m) ==\n  /\\ m.mayBeLost\n  /\\ msgs' = Minus(msgs, Single(m))\n{}", unchanged({"msgs"}));
    next_.emplace_back("\\E m \\in DOMAIN msgs : Lose(m)");
    std::vector<uint32_t> mortal;
    for (uint32_t location : subject_.interpreter.locations())
        if (!transitions_.isEnvironment(location)) mortal.push_back(location);
    line("\\* What waits in its memory is gone; what it has sent, or what is on its way to it, may be lost.");
    line("Touched(self, m) == (m.to = self \\/ (m.from = self /\\ (m.kind \\notin InputKinds \\/ self \\notin "
         "Inside))){}",
         stays_ ? " /\\ ~PassesNetwork(m)" : "");
    line("AfterCrash(self) ==\n  LET kept == {{m \\in DOMAIN msgs : ~(m.from = self /\\ m.to = self /\\ m.kind \\notin "
         "InputKinds)}}");
    line("      After(x) == IF Touched(self, x) THEN [x EXCEPT !.mayBeLost = TRUE] ELSE x");
    line("  IN [y \\in {{After(x) : x \\in kept}} |->");
    line("       Copies(msgs, y) + (IF y.mayBeLost /\\ Touched(self, y) THEN Copies(msgs, Unmarked(y)) ELSE 0)]");
    for (const bool forGood : {true, false}) {
        const uint32_t budget = forGood ? faults().crashes : faults().restarts;
        if (budget == 0) continue;
        const char* const counter = forGood ? "crashes" : "restarts";
        line("{}(self) ==\n  /\\ up[self] /\\ up' = [up EXCEPT ![self] = FALSE]", forGood ? "StopForGood" : "Crash");
        line("  /\\ gone' = {}", forGood ? "gone \\cup {self}" : "gone");
        if (counts(budget)) line("  /\\ {0} < {1} /\\ {0}' = {0} + 1", counter, budget);
        line("  /\\ msgs' = AfterCrash(self)\n{}", unchanged({"up", "gone", "msgs", counter}));
        next_.push_back(
            fmt::format("\\E self \\in {} : {}(self)", locations(mortal), forGood ? "StopForGood" : "Crash"));
    }
    if (faults().restarts == 0) return;
    line("\\* What is durable is kept.");
    line("Restart(self) ==\n  /\\ ~up[self] /\\ self \\notin gone\n  /\\ up' = [up EXCEPT ![self] = TRUE]");
    line("  /\\ started' = [started EXCEPT ![self] = FALSE]");
    std::set<std::string> changed = {"up", "started"};
    for (const Placed& one : placed_) {
        if (one.states.empty()) continue;
        std::vector<std::string> kept;
        if (one.automaton->durable) {   // all but its timers
            for (const ir::Variable& variable : one.automaton->vars)
                if (variable.timer) kept.push_back(fmt::format("!.{} = FALSE", variable.name));
            if (kept.empty()) continue;
            line("  /\\ {0}' = IF self \\in {1} THEN [{0} EXCEPT ![self] = [{0}[self] EXCEPT {2}]] ELSE {0}",
                 one.states, one.where, fmt::join(kept, ", "));
            changed.insert(one.states);
            continue;
        }
        for (const ir::Variable& variable : one.automaton->vars)
            if (variable.durable) kept.push_back(fmt::format("!.{0} = {1}[self].{0}", variable.name, one.states));
        const std::string initial = one.initial + "[self]";
        const std::string after =
            kept.empty() ? initial : fmt::format("[{} EXCEPT {}]", initial, fmt::join(kept, ", "));
        line("  /\\ {0}' = IF self \\in {1} THEN [{0} EXCEPT ![self] = {2}] ELSE {0}", one.states, one.where, after);
        changed.insert(one.states);
    }
    line("{}", unchanged(changed));
    next_.push_back(fmt::format("\\E self \\in {} : Restart(self)", locations(mortal)));
}

// ---- the whole --------------------------------------------------------------------------------------------------

std::string TlaWriter::bagText(const World& world) const {
    std::vector<std::string> parts;
    std::set<std::string> staying;
    for (const Packet& packet : world.packets) {
        const bool stays = stays_ && transitions_.passesNetwork(world, packet);
        Packet one = packet;
        one.losable &= !stays;
        const std::string text = packetText(one);
        if (!stays || staying.insert(text).second) parts.push_back(text);
    }
    return parts.empty() ? "<<>>" : fmt::format("BagOf(<<{}>>)", fmt::join(parts, ",\n       "));
}

void TlaWriter::init(const World& world) {
    line("Init ==");
    for (const Placed& one : placed_) {
        if (one.states.empty()) continue;
        std::vector<std::string> values;
        for (size_t i = 0; i < one.locations.size(); ++i)
            values.push_back(instanceText(*one.automaton, world.states[one.locations[i]].roots[one.roots[i]]));
        line("  /\\ {} = {}", one.states, subject_.start == nullptr ? one.initial : byLocation(one.locations, values));
    }
    const auto flags = [&](const std::function<bool(uint32_t)>& flag, const std::vector<uint32_t>& of) {
        std::vector<std::string> values;
        for (uint32_t location : of) values.emplace_back(flag(location) ? "TRUE" : "FALSE");
        return byLocation(of, values);
    };
    const std::vector<uint32_t> inside = subject_.interpreter.locations();
    line("  /\\ started = {}", flags([&](uint32_t i) { return world.started[i]; }, inside));
    line("  /\\ msgs = {}", bagText(world));
    if (lossy_) {
        std::vector<uint32_t> all;
        for (uint32_t i = 0; i < subject_.interpreter.deployment().names.size(); ++i) all.push_back(i);
        line("  /\\ up = {}\n  /\\ gone = {{}}", flags([&](uint32_t i) { return world.isUp(i); }, all));
    }
    for (const auto& [name, budget] :
         {std::pair("crashes", faults().crashes), std::pair("restarts", faults().restarts),
          std::pair("drops", faults().drops), std::pair("duplicates", faults().duplicates)})
        if (counts(budget)) line("  /\\ {} = 0", name);
    if (!transitions_.inputs().empty()) {
        std::vector<std::string> done;
        for (size_t i = 0; i < world.requested.size(); ++i)
            if (world.requested[i]) done.push_back(std::to_string(i + 1));
        line("  /\\ asked = {{{}}}", fmt::join(done, ", "));
    }
    line("");
}

void TlaWriter::next() {
    std::vector<std::string> bounds;
    for (ir::ExprId bound : subject_.instance.bounds) {
        const std::string ok = expressions_.defined(bound, {});
        bounds.push_back(ok.empty() ? expressions_.value(bound, {})
                                    : fmt::format("{} /\\ {}", ok, expressions_.value(bound, {})));
    }
    for (const std::string& bound : bounds) line("Bound{} == {}", bound == bounds.front() ? "" : "2", bound);
    if (bounds.size() > 2) throw NoWords{subject_.span, "it has more than two bounds"};
    line("Happens ==");
    for (const std::string& one : next_) line("  \\/ {}", one);
    line("\\* States outside of the bounds are not gone on from.");
    line("Next == {}{}Happens", bounds.empty() ? "" : "Bound /\\ ", bounds.size() > 1 ? "Bound2 /\\ " : "");
    line("Spec == Init /\\ [][Next]_vars\n");
}

std::vector<std::pair<uint32_t, std::string>> TlaWriter::statements() {
    std::vector<std::pair<uint32_t, std::string>> out;
    for (uint32_t number : subject_.statements) {
        const ir::Statement& one = module_.statements[number];
        std::string whyNot = whyNotOnStates(subject_.interpreter, one);
        if (whyNot.empty() && ir::readsOf(module_, one.formula).events)
            whyNot = "it speaks of what has happened, which the module does not keep";
        if (whyNot.empty()) {
            try {
                ir::ExprId formula = one.formula;
                if (module_[formula].op == ir::Op::Always) formula = module_[formula].args[0];
                const std::string ok = expressions_.defined(formula, {});
                const std::string text = expressions_.value(formula, {});
                out.emplace_back(number, names_.make(one.name));
                line("{} == {}{}\n", out.back().second, ok.empty() ? "" : ok + " => ", text);
                if (!ok.empty())
                    diagnostics_.report(
                        Code::ExportLacks, one.span, kTla,
                        fmt::format("the states in which `{}` faults, where it says nothing", one.name));
            } catch (const NoWords& none) { whyNot = none.why; }
        }
        if (!whyNot.empty()) leaveOut(diagnostics_, subject_, number, kTla, whyNot);
    }
    return out;
}

std::optional<TlaText> TlaWriter::text() {
    try {
        lossy_ = faults().crashes > 0 || faults().restarts > 0;
        stays_ = faults().duplicates == kAnyNumber;
        const World world = beginning();
        for (uint32_t i = 0; i < world.inside.size() && !lossy_; ++i)
            if (!world.isUp(i))
                throw NoWords{subject_.span, "a location is down where the runs begin, and none may crash"};
        refuseWhatHasNoWords();
        line("Inside == {}", locations(subject_.interpreter.locations()));
        place(world);
        const std::string sets = std::exchange(out_, "");
        declare(world);
        network();
        clauses();
        start();
        receipts();
        actions();
        environment(world);
        outages();
        init(world);
        next();
        TlaText out;
        out.invariants = statements();
        out.module =
            fmt::format("---- MODULE {} ----\n\\* {} of the spec {}{}\nEXTENDS Integers, Sequences, FiniteSets, TLC\n\n"
                        "{}\n{}{}{}====\n",
                        name_, subject_.title, module_.name, subject_.check.empty() ? "" : ", with " + subject_.check,
                        tlaPrelude(), expressions_.definitions(), sets, out_);
        out.config = "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n";
        for (const auto& [number, name] : out.invariants) out.config += "INVARIANT " + name + "\n";
        return out;
    } catch (const NoWords& none) {
        refuseExport(diagnostics_, subject_, none.at, kTla, none.why);
        return std::nullopt;
    }
}

}   // namespace

std::optional<TlaText> tlaOf(const ExportSubject& subject, const std::string& name, Diagnostics& diagnostics) {
    return TlaWriter(subject, name, diagnostics).text();
}

}   // namespace evd::explore
