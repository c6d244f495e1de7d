// Rules about what a system puts together: messages that nothing in it receives, memory that nothing keeps.

#include "frontend/sema/behaviour.h"
#include "frontend/sema/checker.h"

#include <fmt/ranges.h>

namespace evd::sema {

using namespace syntax;

/// A message that is sent in a system and has its handlers elsewhere: one was forgotten in the system's line.
void Checker::checkHandledInSystems() {
    if (diagnostics_.hasErrors()) return;
    std::map<SymbolId, std::vector<std::string>> receivers;   // by message: the declarations of the spec
    for (SymbolId id = 0; id < program_.symbols.size(); ++id) {
        if (symbol(id).kind == SymbolKind::System) continue;
        for (const Mention& message : behaviourOf(program_, id).receives) {
            std::vector<std::string>& names = receivers[message.symbol];
            if (names.empty() || names.back() != symbol(id).name) names.push_back(symbol(id).name);
        }
    }
    for (SymbolId system : program_.modules[0].symbols) {
        if (symbol(system).kind != SymbolKind::System || used_.count(system) != 0) continue;   // a part is not whole
        std::set<SymbolId> received;
        std::map<SymbolId, Span> sent;
        for (SymbolId part : reachable(program_, {system}, true)) {
            Behaviour behaviour = behaviourOf(program_, part);
            for (const Mention& message : behaviour.receives) received.insert(message.symbol);
            for (const Mention& message : behaviour.sends) sent.emplace(message.symbol, message.span);
        }
        for (const auto& [message, at] : sent) {
            const auto* decl =
                symbol(message).decl == nullptr ? nullptr : std::get_if<MessageDecl>(&symbol(message).decl->node);
            if (decl == nullptr || decl->kind != syntax::MessageKind::Internal || received.count(message) != 0)
                continue;
            if (receivers[message].empty()) continue;   // EVD3008 says that nothing at all receives it
            diagnostics_
                .report(Code::NotHandledInSystem, symbol(system).nameSpan, symbol(system).name, symbol(message).name)
                .label(at, "it is sent here")
                .note(fmt::format("it is received by {}, which the system does not place",
                                  fmt::join(receivers[message], ", ")));
        }
    }
}

namespace {

bool isDurable(const Symbol& symbol) {
    const auto* process = symbol.decl == nullptr ? nullptr : std::get_if<ProcessDecl>(&symbol.decl->node);
    return process != nullptr && process->durable;
}

}   // namespace

/// `durable` where a crash takes the memory all the same: it is that of an instance which nothing brings back.
void Checker::checkKept() {
    if (diagnostics_.hasErrors()) return;
    std::vector<SymbolId> systems;
    struct Spawn {
        SymbolId by;
        Span at;
    };
    std::map<SymbolId, std::vector<Spawn>> spawned;   // what has a memory of its own, by whom
    for (SymbolId id = 0; id < program_.symbols.size(); ++id) {
        if (symbol(id).kind == SymbolKind::System) systems.push_back(id);
        for (const Mention& child : behaviourOf(program_, id).spawns)
            for (SymbolId part : reachable(program_, {child.symbol}, false)) spawned[part].push_back({id, child.span});
    }
    std::set<SymbolId> placed = reachable(program_, systems, false);
    auto report = [&](const Name& name, const std::string& why, const Spawn& spawn) -> Diagnostic& {
        return diagnostics_.report(Code::NotKept, name.span, name.text, why).label(spawn.at, "it is started here");
    };
    auto insertDurable = [](Diagnostic& diagnostic, const Symbol& process) {
        diagnostic.replace("make it `durable process " + process.name + "`",
                           {process.decl->span.file, process.decl->span.begin, process.decl->span.begin}, "durable ");
    };
    for (const auto& [id, spawns] : spawned) {
        const Symbol& s = symbol(id);
        if (s.decl == nullptr || s.module != 0) continue;
        if (const auto* state = std::get_if<StateDecl>(&s.decl->node);
            state != nullptr && state->durable && placed.count(id) == 0)
            report(s.decl->name,
                   "it is part of what `" + symbol(spawns.front().by).name + "` starts, which ends with a crash",
                   spawns.front());
        const auto* process = std::get_if<ProcessDecl>(&s.decl->node);
        if (process == nullptr) continue;
        if (process->durable) {
            for (const Spawn& spawn : spawns) {
                const Symbol& parent = symbol(spawn.by);
                if (isDurable(parent)) continue;
                Diagnostic& diagnostic =
                    report(s.decl->name, "`" + parent.name + "`, which starts it, is no durable process", spawn);
                if (parent.kind == SymbolKind::Process && parent.module == 0) insertDurable(diagnostic, parent);
                break;
            }
            continue;
        }
        if (placed.count(id) != 0) continue;
        for (const ProcessMember& member : process->members) {
            const auto* variable = std::get_if<VarDecl>(&member);
            if (variable == nullptr || !variable->durable) continue;
            Diagnostic& diagnostic =
                report(variable->name, "instances of `" + s.name + "` are only started by others, and end with a crash",
                       spawns.front());
            diagnostic.note("a `durable process` keeps its instances if all that start them are durable processes too");
            insertDurable(diagnostic, s);
        }
    }
}

}   // namespace evd::sema
