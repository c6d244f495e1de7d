#pragma once
// The clauses of a process, handlers and actions alike, as the rules see them.

#include "frontend/sema/program.h"

#include <map>

namespace evd::sema {

/// What happens at one kind of event.
struct Clause {
    enum class On { Start, Message, Action } on = On::Start;
    SymbolId trigger = kNoSymbol;   ///< the message (that stands for all it is wired to) or action; none for `start`
    std::string sight;   ///< of an observer what it sees, but for names of values: `sent m`; empty if it is no observer
    std::string kind;    ///< as a frame names it: `start`, `on m`, `action a`
    const syntax::MessageClass* message = nullptr;      ///< of a receipt, and of what an observer sees
    const syntax::Pattern* place = nullptr;             ///< of an observer: where
    const syntax::ActionDecl* action = nullptr;         ///< of an action
    const syntax::Expr* guard = nullptr;                ///< null if none
    const std::vector<syntax::Stmt*>* body = nullptr;   ///< never null
    Span head;                                          ///< of the event or of the action's name
};

std::vector<Clause> clausesOf(const Program& program, const Module& module, const syntax::ProcessDecl& process);

/// The variables that a clause assigns, each with the place of the first assignment.
std::map<SymbolId, Span> writesOf(const Program& program, const Module& module, const Clause& clause);

/// Whether a pattern matches whatever comes; a missing one does.
bool matchesAll(const syntax::Pattern* pattern);
/// Whether a class or handler takes every occurrence of its message.
bool takesEvery(const syntax::MessageClass& message);

}   // namespace evd::sema
