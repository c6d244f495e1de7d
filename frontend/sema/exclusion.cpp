#include "frontend/sema/exclusion.h"

namespace evd::sema {

using namespace syntax;

Condition demandsOf(Terms& terms, uint32_t module, const MessageClass* message, const Expr* guard) {
    Condition out = Condition::always();
    auto takes = [&](const Pattern* pattern, TermId value) {
        terms.bind(module, pattern, value);
        out = both(out, matching(terms, module, pattern, value));
    };
    if (message != nullptr) {
        SymbolId id = terms.program().modules[module].resolve(message->message.back());
        if (id != kNoSymbol) {
            const auto& fields = terms.program()[terms.program().wire(id)].members;
            for (size_t i = 0; i < message->args.size() && i < fields.size(); ++i)
                takes(message->args[i], terms.symbol(fields[i]));
        }
        if (message->from != nullptr) takes(message->from, terms.make({Head::Sender, 0, "", {}, 0, nullptr, false}));
    }
    return guard == nullptr ? out : both(out, conditionOf(terms, terms.of(module, guard)));
}

}   // namespace evd::sema
