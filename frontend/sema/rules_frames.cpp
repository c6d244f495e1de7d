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

bool namesUnknown(const FrameDecl& frame, const Program& program, const Module& module) {
    return std::any_of(frame.kinds.begin(), frame.kinds.end(), [&](const FrameKind& kind) {
        return !kind.isStart && (kind.path.empty() || meaning(program, module, kind.path.back()) == kNoSymbol);
    });
}

/// Whether a form sends or emits a message by itself or by the functions that it calls.
class Sending {
public:
    Sending(const Program& program, SymbolId message) : program_(program), message_(message) {}

    /// The places in a body, those of calls for what functions send.
    std::vector<Span> placesIn(const std::vector<Stmt*>& body, const Module& module) {
        std::vector<Span> out;
        walk(body, [&](const Expr* expr) {
            if (Span place = placeOf(*expr, module); !place.empty()) out.push_back(place);
        });
        return out;
    }

private:
    Span placeOf(const Expr& expr, const Module& module) {
        if (const auto* send = std::get_if<SendExpr>(&expr.node)) return ifIt(send->message.back(), module);
        if (const auto* emit = std::get_if<EmitExpr>(&expr.node)) return ifIt(emit->output.back(), module);
        const auto* call = std::get_if<CallExpr>(&expr.node);
        const auto* callee = call == nullptr ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        return callee != nullptr && sends(module.resolve(callee->path.back())) ? expr.span : Span{};
    }

    Span ifIt(const Name& name, const Module& module) const {
        return meaning(program_, module, name) == message_ ? name.span : Span{};
    }

    bool sends(SymbolId function) {
        const auto* decl = function == kNoSymbol || program_[function].decl == nullptr
                               ? nullptr
                               : std::get_if<FunctionDecl>(&program_[function].decl->node);
        if (decl == nullptr) return false;
        if (!passed_.insert(function).second) return false;   // looked at already, and it did not
        bool found = false;
        walk(decl->body, [&](const Expr* expr) {
            found = found || !placeOf(*expr, program_.modules[program_[function].module]).empty();
        });
        if (found) passed_.erase(function);
        return found;
    }

    const Program& program_;
    SymbolId message_;
    std::set<SymbolId> passed_;
};

}   // namespace

void Checker::checkFrames(SymbolId id) {
    const auto& decl = std::get<ProcessDecl>(symbol(id).decl->node);
    std::vector<Clause> clauses = clausesOf(program_, module(), decl);
    std::set<SymbolId> framed;
    for (const auto& member : decl.members) {
        const auto* frame = std::get_if<FrameDecl>(&member);
        if (frame == nullptr || namesUnknown(*frame, program_, module()))
            continue;   // what is unknown has been reported
        for (const std::vector<Name>& path : frame->subjects) {
            const Name& name = path.back();
            SymbolId subject = meaning(program_, module(), name);
            if (subject == kNoSymbol) continue;
            framed.insert(subject);
            Sending sending(program_, subject);
            for (const Clause& clause : clauses) {
                if (names(*frame, clause, program_, module())) continue;
                auto report = [&](Span where, const char* deed) {
                    diagnostics_.report(Code::FrameViolation, where, clause.kind, deed + (" `" + name.text + "`"))
                        .label(frame->span, "this frame says who may");
                };
                if (frame->sends) {
                    for (Span where : sending.placesIn(*clause.body, module())) report(where, "send");
                    continue;
                }
                auto written = writesOf(program_, module(), clause);
                if (auto at = written.find(subject); at != written.end()) report(at->second, "write");
            }
        }
    }
    if (!decl.open) return;   // an open process without a frame for a variable: the theory lets any event change it
    for (SymbolId member : symbol(id).members)
        if (symbol(member).kind == SymbolKind::Variable && framed.count(member) == 0)
            diagnostics_.report(Code::OpenProcessHavoc, symbol(member).nameSpan, symbol(member).name)
                .note("add `only … affects " + symbol(member).name + "`, or close the process");
}

}   // namespace evd::sema
