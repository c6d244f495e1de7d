// Frames (theory account 2.5, F2): which kinds of events may write a variable or send a message.

#include "frontend/sema/checker.h"
#include "frontend/sema/clauses.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// What a name in a frame stands for: a message stands for all that it is wired to.
SymbolId meaning(const Program& program, const Module& module, const Name& name) {
    SymbolId id = module.resolve(name);
    return id != kNoSymbol && program[id].kind == SymbolKind::Message ? program.wire(id) : id;
}

bool names(const FrameDecl& frame, const Clause& clause, const Program& program, const Module& module) {
    return std::any_of(frame.kinds.begin(), frame.kinds.end(), [&](const FrameKind& kind) {
        Clause::On on = kind.isStart ? Clause::On::Start : kind.isMessage ? Clause::On::Message : Clause::On::Action;
        return on == clause.on && (kind.isStart || meaning(program, module, kind.path.back()) == clause.trigger);
    });
}

/// Whether a frame speaks of a kind of event that there is not.
bool namesUnknown(const FrameDecl& frame, const Program& program, const Module& module) {
    return std::any_of(frame.kinds.begin(), frame.kinds.end(), [&](const FrameKind& kind) {
        return !kind.isStart && (kind.path.empty() || meaning(program, module, kind.path.back()) == kNoSymbol);
    });
}

/// A deed that a frame may forbid.
struct Deed {
    const Clause* by;
    Span at;
};
using Deeds = std::map<SymbolId, std::vector<Deed>>;   ///< by variable or message

/// What is sent and emitted, by forms themselves or by the functions that they call. Each function is read once.
class Sending {
public:
    Sending(const Program& program, const std::set<SymbolId>& messages) : program_(program), messages_(messages) {}

    /// Adds the places in a clause, those of calls for what functions send.
    void read(const Clause& clause, const Module& module, Deeds& out) {
        walk(*clause.body, [&](const Expr* expr) {
            for (const auto& [message, at] : sentBy(*expr, module)) out[message].push_back({&clause, at});
        });
    }

private:
    std::map<SymbolId, Span> sentBy(const Expr& expr, const Module& module) {
        if (const auto* send = std::get_if<SendExpr>(&expr.node)) return one(send->message.back(), module);
        if (const auto* emit = std::get_if<EmitExpr>(&expr.node)) return one(emit->output.back(), module);
        const auto* call = std::get_if<CallExpr>(&expr.node);
        const auto* callee = call == nullptr ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        std::map<SymbolId, Span> out;
        if (callee != nullptr)
            for (SymbolId message : sentIn(module.resolve(callee->path.back()))) out[message] = expr.span;
        return out;
    }

    std::map<SymbolId, Span> one(const Name& name, const Module& module) const {
        SymbolId message = meaning(program_, module, name);
        if (messages_.count(message) == 0) return {};
        return {{message, name.span}};
    }

    const std::set<SymbolId>& sentIn(SymbolId function) {
        auto [known, isNew] = functions_.try_emplace(function);
        std::set<SymbolId>& out = known->second;   // stays where it is
        const auto* decl = !isNew || function == kNoSymbol || program_[function].decl == nullptr
                               ? nullptr
                               : std::get_if<FunctionDecl>(&program_[function].decl->node);
        if (decl != nullptr)
            walk(decl->body, [&](const Expr* expr) {
                for (const auto& [message, at] : sentBy(*expr, program_.modules[program_[function].module]))
                    out.insert(message);
            });
        return out;
    }

    const Program& program_;
    const std::set<SymbolId>& messages_;                 ///< the others do not matter
    std::map<SymbolId, std::set<SymbolId>> functions_;   ///< what makes sends does not call itself
};

}   // namespace

void Checker::checkFrames(SymbolId id) {
    const auto& decl = std::get<ProcessDecl>(symbol(id).decl->node);
    std::vector<Clause> clauses = clausesOf(program_, module(), decl);
    std::set<SymbolId> framed, messages;
    bool ofVariables = false;
    for (const auto& member : decl.members) {
        const auto* frame = std::get_if<FrameDecl>(&member);
        if (frame == nullptr) continue;
        ofVariables |= !frame->sends;
        for (const std::vector<Name>& path : frame->subjects)
            if (frame->sends) messages.insert(meaning(program_, module(), path.back()));
    }
    Deeds sends, writes;
    Sending sending(program_, messages);
    for (const Clause& clause : clauses) {
        if (!messages.empty()) sending.read(clause, module(), sends);
        if (ofVariables)
            for (const auto& [variable, at] : writesOf(program_, module(), clause))
                writes[variable].push_back({&clause, at});
    }
    for (const auto& member : decl.members) {
        const auto* frame = std::get_if<FrameDecl>(&member);
        if (frame == nullptr || namesUnknown(*frame, program_, module()))
            continue;   // what is unknown has been reported
        for (const std::vector<Name>& path : frame->subjects) {
            const Name& name = path.back();
            SymbolId subject = meaning(program_, module(), name);
            if (subject == kNoSymbol) continue;
            framed.insert(subject);
            for (const Deed& deed : (frame->sends ? sends : writes)[subject])
                if (!names(*frame, *deed.by, program_, module()))
                    diagnostics_
                        .report(Code::FrameViolation, deed.at, deed.by->kind,
                                (frame->sends ? "send `" : "write `") + name.text + "`")
                        .label(frame->span, "this frame says who may");
        }
    }
    if (!decl.open) return;   // an open process without a frame for a variable: the theory lets any event change it
    for (SymbolId member : symbol(id).members)
        if (symbol(member).kind == SymbolKind::Variable && framed.count(member) == 0)
            diagnostics_.report(Code::OpenProcessHavoc, symbol(member).nameSpan, symbol(member).name)
                .note("add `only … affects " + symbol(member).name + "`, or close the process");
}

}   // namespace evd::sema
