// What a spec says in vain: guards that are never true, systems of nothing, state clauses that always meet, children
// that never end, properties whose premise cannot occur, constants that overflow, declarations nobody uses.

#include "frontend/sema/checker.h"
#include "frontend/sema/clauses.h"
#include "frontend/sema/exclusion.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// Whether nothing satisfies both the pattern of a message (null: none) and a condition.
bool neverTrue(const Program& program, const TypeStore& types, uint32_t module, const MessageClass* message,
               const Expr* condition) {
    Terms terms(program, types);
    return contradictory(terms, demandsOf(terms, module, message, condition));
}

/// The message that a member of a process receives; null if it is none.
const MessageClass* messageOf(const ProcessMember& member) {
    const auto* handler = std::get_if<HandlerDecl>(&member);
    return handler == nullptr ? nullptr : std::get_if<MessageClass>(&handler->event->node);
}

/// The value of a constant sum or product; nothing if it is none or does not fit.
class Constants {
public:
    std::optional<int64_t> of(const Expr* expr) {
        auto [at, isNew] = known_.try_emplace(expr);
        if (!isNew) return at->second;
        std::optional<int64_t> value = compute(expr);
        return known_[expr] = value;
    }

private:
    std::optional<int64_t> compute(const Expr* expr) {
        if (const auto* number = std::get_if<IntLiteral>(&expr->node)) return number->value;
        if (const auto* unary = std::get_if<UnaryExpr>(&expr->node); unary != nullptr && unary->op == UnaryOp::Negate) {
            auto value = of(unary->operand);
            if (value && *value != INT64_MIN) return -*value;
        }
        const auto* binary = std::get_if<BinaryExpr>(&expr->node);
        if (binary == nullptr) return std::nullopt;
        auto left = of(binary->left), right = of(binary->right);
        if (!left || !right) return std::nullopt;
        int64_t out = 0;
        switch (binary->op) {
        case BinaryOp::Add: return __builtin_add_overflow(*left, *right, &out) ? std::nullopt : std::optional(out);
        case BinaryOp::Sub: return __builtin_sub_overflow(*left, *right, &out) ? std::nullopt : std::optional(out);
        case BinaryOp::Mul: return __builtin_mul_overflow(*left, *right, &out) ? std::nullopt : std::optional(out);
        default: return std::nullopt;   // only these are computed
        }
    }

    std::map<const Expr*, std::optional<int64_t>> known_;
};

const std::vector<Stmt*>* bodyOf(const ProcessMember& member) {
    if (const auto* handler = std::get_if<HandlerDecl>(&member)) return &handler->body;
    if (const auto* action = std::get_if<ActionDecl>(&member)) return &action->body;
    return nullptr;
}

const Expr* guardOf(const ProcessMember& member) {
    if (const auto* handler = std::get_if<HandlerDecl>(&member)) return handler->guard;
    if (const auto* action = std::get_if<ActionDecl>(&member)) return action->guard;
    return nullptr;
}

/// Which messages can ever be sent, going out from inputs, starts and actions. Errs on the side of "can".
class Senders {
public:
    Senders(const Program& program, const TypeStore& types) : program_(program), types_(types) {
        for (uint32_t m = 0; m < program.modules.size(); ++m)
            for (SymbolId id : program.modules[m].symbols) collect(m, id);
        for (size_t i = 0; i < rules_.size(); ++i)
            for (SymbolId cause : rules_[i].causes) by_[cause].push_back(i);
        // A class that no message leads to has its values by something else.
        std::set<SymbolId> caused = following(messages_, false);
        for (Rule& rule : rules_) rule.always |= rule.causes.empty() || (rule.of && caused.count(*rule.of) == 0);
        occurring_ = following(inputs_, true);
    }

    bool canBeSent(SymbolId message) const { return occurring_.count(message) != 0; }

private:
    /// A class, a handler, an action or a function: what makes it happen, and what it sends.
    struct Rule {
        bool always = false;
        std::optional<SymbolId> of;         ///< the class
        std::set<SymbolId> causes, sends;   ///< messages; causes also classes
    };

    /// What occurs where these do: messages and classes. `fully`: by what rules send, and where they always happen.
    std::set<SymbolId> following(const std::vector<SymbolId>& first, bool fully) const {
        std::set<SymbolId> out;
        std::vector<SymbolId> open;
        auto occurs = [&](SymbolId id) {
            if (out.insert(id).second) open.push_back(id);
        };
        auto happens = [&](const Rule& rule) {
            if (rule.of) occurs(*rule.of);
            if (fully)
                for (SymbolId message : rule.sends) occurs(message);
        };
        for (SymbolId id : first) occurs(id);
        for (const Rule& rule : rules_)
            if (fully && rule.always) happens(rule);
        while (!open.empty()) {
            auto next = by_.find(open.back());
            open.pop_back();
            if (next == by_.end()) continue;
            for (size_t rule : next->second) happens(rules_[rule]);
        }
        return out;
    }

    ExprVisitor sendsOf(uint32_t module, std::set<SymbolId>& out) {
        return [this, module, &out](const Expr* expr) {
            if (const auto* send = std::get_if<SendExpr>(&expr->node))
                out.insert(program_.modules[module].resolve(send->message.back()));
            if (const auto* emit = std::get_if<EmitExpr>(&expr->node))
                out.insert(program_.modules[module].resolve(emit->output.back()));
        };
    }

    void collect(uint32_t module, SymbolId id) {
        const Symbol& symbol = program_[id];
        if (symbol.decl == nullptr) return;
        if (const auto* message = std::get_if<MessageDecl>(&symbol.decl->node)) {
            messages_.push_back(id);
            if (message->kind == syntax::MessageKind::Input) inputs_.push_back(id);
        } else if (const auto* function = std::get_if<FunctionDecl>(&symbol.decl->node)) {
            Rule rule;
            walk(function->body, sendsOf(module, rule.sends));
            rules_.push_back(std::move(rule));
        } else if (const auto* node = std::get_if<ClassDecl>(&symbol.decl->node)) {
            Rule rule;
            rule.of = id;
            walk(node->body, sendsOf(module, rule.sends));
            causesOf(module, node->body, rule);
            rules_.push_back(std::move(rule));
        } else if (const auto* process = std::get_if<ProcessDecl>(&symbol.decl->node))
            for (const ProcessMember& member : process->members) {
                const Expr* guard = guardOf(member);
                if (bodyOf(member) == nullptr) continue;
                if (guard != nullptr && neverTrue(program_, types_, module, messageOf(member), guard)) continue;
                Rule rule;
                walk(*bodyOf(member), sendsOf(module, rule.sends));
                if (const MessageClass* message = messageOf(member)) {
                    const SymbolId cause = program_.modules[module].resolve(message->message.back());
                    if (cause != kNoSymbol && program_[cause].kind == SymbolKind::Timer) rule.always = true;
                    else rule.causes.insert(cause);
                }
                rules_.push_back(std::move(rule));
            }
    }

    void causesOf(uint32_t module, const ClassExpr* body, Rule& rule) {
        walkClasses(body, [&](const ClassExpr* part) {
            if (std::holds_alternative<StartClass>(part->node)) rule.always = true;
            if (const auto* message = std::get_if<MessageClass>(&part->node))
                rule.causes.insert(program_.modules[module].resolve(message->message.back()));
            const auto* ref = std::get_if<ClassRef>(&part->node);
            SymbolId target = ref == nullptr ? kNoSymbol : program_.modules[module].resolve(ref->path.back());
            if (target == kNoSymbol || program_[target].decl == nullptr) return;
            SymbolKind kind = program_[target].kind;
            if (kind == SymbolKind::Class) rule.causes.insert(target);
            else if (kind == SymbolKind::Parameter) rule.always = true;   // a class given as an argument
        });
    }

    const Program& program_;
    const TypeStore& types_;
    std::vector<Rule> rules_;
    std::vector<SymbolId> messages_, inputs_;
    std::map<SymbolId, std::vector<size_t>> by_;   ///< the rules that something makes happen
    std::set<SymbolId> occurring_;
};

/// The messages that must occur for the premise of a property to hold.
void premiseMessages(const Module& module, const Expr* formula, bool inPremise, std::vector<SymbolId>& out) {
    if (const auto* quantifier = std::get_if<QuantifierExpr>(&formula->node)) {
        if (inPremise != quantifier->forall) premiseMessages(module, quantifier->body, inPremise, out);
    } else if (const auto* temporal = std::get_if<TemporalExpr>(&formula->node)) {
        if (!inPremise && temporal->op == TemporalOp::Always) premiseMessages(module, temporal->body, false, out);
    } else if (const auto* binary = std::get_if<BinaryExpr>(&formula->node)) {
        if (!inPremise && binary->op == BinaryOp::Implies) premiseMessages(module, binary->left, true, out);
        else if (inPremise && binary->op == BinaryOp::And) {
            premiseMessages(module, binary->left, true, out);
            premiseMessages(module, binary->right, true, out);
        }
    } else if (const auto* occurrence = std::get_if<OccurrenceExpr>(&formula->node);
               occurrence != nullptr && inPremise && !occurrence->name.empty())
        out.push_back(module.resolve(occurrence->name.back()));
}

}   // namespace

void Checker::checkHints() {
    const Module& root = program_.modules[0];
    Constants constants;
    auto overflow = [&](const Expr* expr) {
        const auto* binary = std::get_if<BinaryExpr>(&expr->node);
        if (binary == nullptr ||
            (binary->op != BinaryOp::Add && binary->op != BinaryOp::Sub && binary->op != BinaryOp::Mul))
            return;
        if (constants.of(binary->left) && constants.of(binary->right) && !constants.of(expr))
            diagnostics_.report(Code::ConstantFault, expr->span, "the result does not fit in 64 bits");
    };
    auto guard = [&](const Expr* condition, const MessageClass* message) {
        if (condition != nullptr && neverTrue(program_, types_, 0, message, condition))
            diagnostics_.report(Code::GuardAlwaysFalse, condition->span);
    };
    auto rules = [&](const ClassExpr* body) {
        walk(body, overflow);
        walkClasses(body, [&](const ClassExpr* part) {
            if (const auto* rule = std::get_if<RuleClass>(&part->node)) guard(rule->condition, nullptr);
        });
    };
    bool hasSystem = false;
    for (const Decl* decl : root.tree->decls) {
        if (const auto* node = std::get_if<FunctionDecl>(&decl->node)) walk(node->body, overflow);
        else if (const auto* node = std::get_if<ClassDecl>(&decl->node)) rules(node->body);
        else if (const auto* node = std::get_if<StateDecl>(&decl->node)) {
            for (const StateClause& clause : node->clauses) {
                rules(clause.on);
                walk(clause.value, overflow);
            }
            checkStateClauses(*node, decl->name);
        } else if (const auto* node = std::get_if<ProcessDecl>(&decl->node)) {
            for (const ProcessMember& member : node->members) {
                guard(guardOf(member), messageOf(member));
                if (guardOf(member) != nullptr) walk(guardOf(member), overflow);
                if (bodyOf(member) != nullptr) walk(*bodyOf(member), overflow);
                if (const auto* variable = std::get_if<VarDecl>(&member);
                    variable != nullptr && variable->initial != nullptr)
                    walk(variable->initial, overflow);
            }
        } else if (const auto* node = std::get_if<SystemDecl>(&decl->node)) {
            hasSystem = true;
            bool placesSomewhere = false;
            walkClasses(node->body, [&](const ClassExpr* part) {
                const auto* at = std::get_if<AtClass>(&part->node);
                const auto* set = at == nullptr ? nullptr : std::get_if<SetExpr>(&at->locations->node);
                const auto* list = at == nullptr ? nullptr : std::get_if<ListExpr>(&at->locations->node);
                const auto* map = at == nullptr ? nullptr : std::get_if<MapExpr>(&at->locations->node);
                bool none = (set != nullptr && set->items.empty()) || (list != nullptr && list->items.empty()) ||
                            (map != nullptr && map->entries.empty());
                placesSomewhere |= at != nullptr && !none;
                const auto* ref = std::get_if<ClassRef>(&part->node);   // what it names may say where
                SymbolId named = ref == nullptr ? kNoSymbol : root.resolve(ref->path.back());
                placesSomewhere |=
                    named != kNoSymbol && (symbol(named).kind == SymbolKind::System || symbol(named).composite);
                placesSomewhere |= std::holds_alternative<ErrorClass>(part->node);
            });
            if (!placesSomewhere) diagnostics_.report(Code::EmptySystem, decl->name.span, decl->name.text);
        }
    }
    checkSpawnedForEver();
    checkSpawnedStates();
    if (!hasSystem) return;   // a library: others use it
    Senders senders(program_, types_);
    for (const Decl* decl : root.tree->decls) {
        const auto* property = std::get_if<PropertyDecl>(&decl->node);
        if (property == nullptr) continue;
        std::vector<SymbolId> needed;
        premiseMessages(root, property->formula, false, needed);
        for (SymbolId message : needed) {
            if (message == kNoSymbol || symbol(message).kind != SymbolKind::Message || senders.canBeSent(message))
                continue;
            diagnostics_.report(Code::VacuousProperty, decl->name.span, decl->name.text)
                .label(symbol(message).nameSpan, "nothing can send this");
            break;
        }
    }
    checkUnusedDeclarations();
}

/// Two clauses that take every occurrence of one message: the second would always overrule or extend the first.
void Checker::checkStateClauses(const StateDecl& state, const Name& name) {
    std::map<SymbolId, Span> taken;
    for (const StateClause& clause : state.clauses) {
        const auto* message = std::get_if<MessageClass>(&clause.on->node);
        bool takes = message != nullptr && takesEvery(*message);
        SymbolId id = takes ? program_.modules[0].resolve(message->message.back()) : kNoSymbol;
        if (id == kNoSymbol) continue;
        id = program_.wire(id);
        auto [earlier, isNew] = taken.try_emplace(id, clause.span);
        if (isNew) continue;
        diagnostics_.report(Code::StateClauseConflict, clause.span, name.text)
            .label(earlier->second, "this clause takes every `" + symbol(id).name + "` too")
            .note("give both a `when`, or write one clause that says what both do");
    }
}

/// R6: memory is bounded by the children that live. A child spawned for a message or by an action, which nothing ends,
/// stays.
void Checker::checkSpawnedForEver() {
    const Module& root = program_.modules[0];
    std::map<SymbolId, Span> spawnedAgain;
    std::set<SymbolId> ends;
    for (SymbolId id : root.symbols) {
        if (symbol(id).kind != SymbolKind::Process) continue;
        for (const ProcessMember& member : std::get<ProcessDecl>(symbol(id).decl->node).members) {
            if (bodyOf(member) == nullptr) continue;
            const auto* handler = std::get_if<HandlerDecl>(&member);
            bool once = handler != nullptr && std::holds_alternative<StartClass>(handler->event->node);
            bool endsItself = false;
            walkStatements(*bodyOf(member), [&](const Stmt* stmt) {
                endsItself |=
                    std::holds_alternative<StopStmt>(stmt->node) || std::holds_alternative<BecomeStmt>(stmt->node);
            });
            if (endsItself) ends.insert(id);
            walkStatements(*bodyOf(member), [&](const Stmt* stmt) {
                const auto* spawn = std::get_if<SpawnStmt>(&stmt->node);
                if (spawn != nullptr && !once && !endsItself)
                    spawnedAgain.try_emplace(root.resolve(spawn->process.back()), stmt->span);
            });
        }
    }
    for (const auto& [child, where] : spawnedAgain)
        if (child != kNoSymbol && symbol(child).module == 0 && ends.count(child) == 0)
            diagnostics_.report(Code::UnboundedSpawn, symbol(child).nameSpan, symbol(child).name)
                .label(where, "spawned here, each time")
                .note("let it `stop` when its work is done");
}

/// R4: a spawned class that keeps a state of messages none of whose fields is pinned: what came before the spawning
/// event is lost.
void Checker::checkSpawnedStates() {
    const Module& root = program_.modules[0];
    std::set<SymbolId> seen;   // a state is reported with the first class that starts it
    std::function<void(const ClassExpr*, std::vector<SymbolId>&)> statesIn = [&](const ClassExpr* body,
                                                                                 std::vector<SymbolId>& found) {
        walkClasses(body, [&](const ClassExpr* part) {
            const auto* ref = std::get_if<ClassRef>(&part->node);
            SymbolId id = ref == nullptr ? kNoSymbol : root.resolve(ref->path.back());
            if (id == kNoSymbol || symbol(id).module != 0 || symbol(id).decl == nullptr || !seen.insert(id).second)
                return;
            if (symbol(id).kind == SymbolKind::State) found.push_back(id);
            if (symbol(id).kind == SymbolKind::Class) statesIn(std::get<ClassDecl>(symbol(id).decl->node).body, found);
        });
    };
    auto pinned = [](const MessageClass& message) {
        return std::any_of(message.args.begin(), message.args.end(),
                           [](const Pattern* arg) { return !matchesAll(arg); }) ||
               !matchesAll(message.from);
    };
    for (SymbolId id : root.symbols) {
        if (symbol(id).kind != SymbolKind::Class || symbol(id).decl == nullptr) continue;
        walkClasses(std::get<ClassDecl>(symbol(id).decl->node).body, [&](const ClassExpr* part) {
            const auto* spawn = std::get_if<SpawnClass>(&part->node);
            if (spawn == nullptr) return;
            std::vector<SymbolId> found;
            statesIn(spawn->child, found);
            for (SymbolId state : found) {
                for (const StateClause& clause : std::get<StateDecl>(symbol(state).decl->node).clauses) {
                    const auto* message =
                        std::get_if<MessageClass>(&clause.on->node);   // a `when` may say which ones are meant
                    if (message == nullptr || pinned(*message) || message->message.back().missing()) continue;
                    diagnostics_.report(Code::SpawnCountsEarlier, message->message.back().span, symbol(state).name)
                        .label(part->span, "spawned here: it sees this event and later ones")
                        .note("pin a field to a parameter of the state (`^x`), or let the parent keep the state");
                    break;
                }
            }
        });
    }
}

/// Imports, functions, classes, states and variables of the root that nothing mentions.
void Checker::checkUnusedDeclarations() {
    if (diagnostics_.hasErrors()) return;   // an error may hide the use
    std::set<SymbolId> mentioned;
    for (const Module& module : program_.modules)
        for (const auto& [offset, use] : module.uses)
            if (!use.isDeclaration) mentioned.insert(use.symbol);
    auto report = [&](SymbolId id) {
        const Symbol& s = symbol(id);
        if (mentioned.count(id) == 0 && !s.nameSpan.empty() && s.name.front() != '_')
            diagnostics_.report(Code::UnusedName, s.nameSpan, s.name);
    };
    for (SymbolId id : program_.modules[0].symbols) {
        SymbolKind kind = symbol(id).kind;
        if (kind == SymbolKind::Function || kind == SymbolKind::Class || kind == SymbolKind::State) report(id);
        if (kind == SymbolKind::Process)
            for (SymbolId member : symbol(id).members)
                if (symbol(member).kind == SymbolKind::Variable) report(member);
    }
    for (const ModuleLink* link : program_.unusedImports())
        diagnostics_.report(Code::UnusedName, link->at, link->alias);
}

}   // namespace evd::sema
