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
        return on == clause.on && (kind.isStart || meaning(program, module, kind.name) == clause.trigger);
    });
}

/// Where a clause sends or emits a message, each place.
std::vector<Span> sendsOf(const Clause& clause, SymbolId message, const Program& program, const Module& module) {
    std::vector<Span> out;
    walkStatements(*clause.body, [&](const Stmt* stmt) {
        const auto* output = std::get_if<OutputStmt>(&stmt->node);
        if (output == nullptr) return;
        const auto* send = std::get_if<SendExpr>(&output->output->node);
        const auto* emit = std::get_if<EmitExpr>(&output->output->node);
        if (send == nullptr && emit == nullptr) return;
        const Name& name = send != nullptr ? send->message.back() : emit->output.back();
        if (meaning(program, module, name) == message) out.push_back(name.span);
    });
    return out;
}

}   // namespace

void Checker::checkFrames(SymbolId id) {
    const auto& decl = std::get<ProcessDecl>(symbol(id).decl->node);
    std::vector<Clause> clauses = clausesOf(program_, module(), decl);
    std::set<SymbolId> framed;
    for (const auto& member : decl.members) {
        const auto* frame = std::get_if<FrameDecl>(&member);
        if (frame == nullptr) continue;
        for (const Name& name : frame->subjects) {
            SymbolId subject = meaning(program_, module(), name);
            if (subject == kNoSymbol) continue;
            framed.insert(subject);
            for (const Clause& clause : clauses) {
                if (names(*frame, clause, program_, module())) continue;
                auto report = [&](Span where, const char* deed) {
                    diagnostics_.report(Code::FrameViolation, where, clause.kind, deed + (" `" + name.text + "`"))
                        .label(frame->span, "this frame says who may");
                };
                if (frame->sends) {
                    for (Span where : sendsOf(clause, subject, program_, module())) report(where, "send");
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
