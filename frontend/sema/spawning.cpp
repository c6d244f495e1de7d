#include "frontend/sema/spawning.h"

#include "frontend/sema/clauses.h"
#include "frontend/sema/exclusion.h"
#include "frontend/syntax/walk.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace evd::sema {

using namespace syntax;

namespace {

constexpr int kClassesMax = 5000;   // class expressions looked at; beyond, nothing is said

/// The births of one parent at one kind of event.
class Births {
public:
    Births(Terms& terms, SymbolId parent, SymbolId message)
        : terms_(terms), program_(terms.program()), parent_(parent), message_(message),
          module_(program_[parent].module) {}

    std::vector<Birth> run() {
        const Decl* decl = program_[parent_].decl;
        if (const auto* process = std::get_if<ProcessDecl>(&decl->node)) clauses(*process);
        else if (const auto* declared = std::get_if<ClassDecl>(&decl->node))
            inside(declared->body, Condition::always());
        return steps_ > kClassesMax ? std::vector<Birth>{} : std::move(births_);
    }

private:
    /// A value that a class may have at the event.
    struct Value {
        Condition when;
        TermId value;
    };

    const Module& m() const { return program_.modules[module_]; }
    TermId of(const Expr* expr) { return terms_.of(module_, expr); }
    Condition when(const Expr* truth, bool holds = true) { return conditionOf(terms_, of(truth), holds); }
    TermId tuple(std::vector<TermId> items) {
        if (items.size() == 1) return items.front();
        return terms_.make({Head::Tuple, 0, "", std::move(items), 0, nullptr, false});
    }
    TermId unknown(const ClassExpr* expr) {
        return terms_.make({Head::Opaque,
                            static_cast<int64_t>(expr->id),
                            "class " + std::to_string(module_),
                            {},
                            0,
                            m().typeOf(expr->id),
                            false});
    }

    void born(const Name& name, const std::vector<Expr*>& args, Span span, const Condition& facts) {
        SymbolId child = m().resolve(name);
        if (child == kNoSymbol) return;
        Birth made{parent_, child, span, {}, facts};
        for (const Expr* arg : args) made.args.push_back(of(arg));
        births_.push_back(std::move(made));
    }

    // ---- processes

    void clauses(const ProcessDecl& process) {
        auto variables = [&](bool initial, const std::set<SymbolId>& of) {
            for (SymbolId id : program_[parent_].members)
                if (const VarDecl* variable = program_[id].variable; variable != nullptr && of.count(id) != 0) {
                    terms_.unbind(id);
                    if (initial && variable->initial != nullptr) terms_.bind(id, terms_.of(module_, variable->initial));
                }
        };
        std::set<SymbolId> all(program_[parent_].members.begin(), program_[parent_].members.end());
        variables(true, all);   // the event is the first: variables have their initial values
        for (const Clause& clause : clausesOf(program_, m(), process)) {
            bool happens = clause.on == Clause::On::Start ||
                           (clause.on == Clause::On::Message && clause.trigger == message_ && message_ != kNoSymbol);
            if (!happens) continue;
            Condition facts = demandsOf(terms_, module_, clause.message, clause.guard);
            std::set<SymbolId> written;
            for (const auto& [variable, where] : writesOf(program_, m(), clause)) written.insert(variable);
            variables(false, written);
            block(*clause.body, facts);
            variables(true, written);
        }
        variables(false, all);
    }

    void block(const std::vector<Stmt*>& body, const Condition& facts) {
        for (const Stmt* stmt : body) statement(stmt, facts);
    }

    void statement(const Stmt* stmt, const Condition& facts) {
        if (const auto* spawn = std::get_if<SpawnStmt>(&stmt->node))
            born(spawn->process.back(), spawn->args, stmt->span, facts);
        else if (const auto* become = std::get_if<BecomeStmt>(&stmt->node))
            born(become->process.back(), become->args, stmt->span, facts);
        else if (const auto* let = std::get_if<LetStmt>(&stmt->node))
            terms_.bind(module_, let->pattern, of(let->value));
        else if (const auto* test = std::get_if<IfStmt>(&stmt->node)) {
            block(test->thenBody, both(facts, when(test->condition)));
            block(test->elseBody, both(facts, when(test->condition, false)));
        } else if (const auto* loop = std::get_if<ForStmt>(&stmt->node)) {
            TermId collection = of(loop->source);
            terms_.bindElement(module_, loop->pattern, collection);
            block(loop->body, both(facts, atLeast(terms_, terms_.sizeOf(collection), terms_.number(1))));
        } else if (const auto* match = std::get_if<MatchStmt>(&stmt->node)) {
            TermId value = of(match->value);
            Condition before = facts;
            for (const StmtArm& arm : match->arms) {
                terms_.bind(module_, arm.pattern, value);
                Condition here = both(before, matching(terms_, module_, arm.pattern, value));
                Condition missed = matching(terms_, module_, arm.pattern, value, false);
                if (arm.guard != nullptr) {
                    here = both(here, when(arm.guard));
                    missed = either(missed, when(arm.guard, false));
                }
                block(arm.body, here);
                before = both(before, missed);
            }
        }
    }

    // ---- classes

    /// Runs `visit` on the body of the class a reference stands for, its parameters bound to the arguments. False if it
    /// stands for something else, or is being looked at already.
    bool expand(const ClassRef& ref, const std::function<void(const ClassExpr*)>& visit) {
        SymbolId id = m().resolve(ref.path.back());
        if (id == kNoSymbol || program_[id].kind != SymbolKind::Class || !active_.insert(id).second) return false;
        std::vector<TermId> args;
        for (const Expr* arg : ref.args) args.push_back(of(arg));
        auto saved = terms_.bindings();
        uint32_t module = std::exchange(module_, program_[id].module);
        for (size_t i = 0; i < args.size() && i < program_[id].members.size(); ++i)
            terms_.bind(program_[id].members[i], args[i]);
        visit(std::get<ClassDecl>(program_[id].decl->node).body);
        module_ = module;
        terms_.setBindings(std::move(saved));
        active_.erase(id);
        return true;
    }

    /// The values of a class at its first event.
    std::vector<Value> valuesOf(const ClassExpr* expr) {
        if (++steps_ > kClassesMax) return {};
        if (std::holds_alternative<StartClass>(expr->node)) return {{Condition::always(), tuple({})}};
        if (const auto* node = std::get_if<MessageClass>(&expr->node)) {
            SymbolId id = m().resolve(node->message.back());
            if (id == kNoSymbol || program_.wire(id) != message_) return {};
            std::vector<TermId> fields;
            for (SymbolId field : program_[message_].members) fields.push_back(terms_.symbol(field));
            return {{demandsOf(terms_, module_, node, nullptr), tuple(std::move(fields))}};
        }
        if (const auto* node = std::get_if<ClassRef>(&expr->node)) {
            std::vector<Value> out;
            SymbolId id = m().resolve(node->path.back());
            if (id != kNoSymbol && program_[id].kind == SymbolKind::State)
                return {{Condition::always(), unknown(expr)}};
            expand(*node, [&](const ClassExpr* body) { out = valuesOf(body); });
            return out;
        }
        if (const auto* node = std::get_if<AsClass>(&expr->node)) {
            std::vector<Value> out = valuesOf(node->source);
            for (Value& one : out) {
                terms_.bind(module_, node->pattern, one.value);
                one.when = both(one.when, matching(terms_, module_, node->pattern, one.value));
            }
            return out;
        }
        if (const auto* node = std::get_if<PairClass>(&expr->node)) {
            std::vector<Value> out;
            for (const Value& left : valuesOf(node->left))
                for (const Value& right : valuesOf(node->right))
                    out.push_back({both(left.when, right.when), tuple({left.value, right.value})});
            return out;
        }
        if (const auto* node = std::get_if<RuleClass>(&expr->node)) return ruleValues(expr, *node);
        if (const auto* node = std::get_if<UnionClass>(&expr->node)) {
            std::vector<Value> out = valuesOf(node->left), more = valuesOf(node->right);
            out.insert(out.end(), more.begin(), more.end());
            return out;
        }
        if (const auto* node = std::get_if<OnceClass>(&expr->node)) return valuesOf(node->source);
        if (const auto* node = std::get_if<UntilClass>(&expr->node)) return valuesOf(node->source);
        if (const auto* node = std::get_if<AtClass>(&expr->node)) return valuesOf(node->source);
        if (std::holds_alternative<BeforeClass>(expr->node)) return {{Condition::always(), unknown(expr)}};
        if (const auto* node = std::get_if<LatestClass>(&expr->node))   // nothing was earlier
            return {{Condition::always(), of(node->otherwise)}};
        if (const auto* node = std::get_if<SpawnClass>(&expr->node)) {
            std::vector<Value> out;
            eachValue(*node, Condition::always(), [&](const Condition& facts) {
                for (Value& one : valuesOf(node->child)) out.push_back({both(facts, one.when), one.value});
            });
            return out;
        }
        return {};
    }

    std::vector<Value> ruleValues(const ClassExpr* expr, const RuleClass& node) {
        std::vector<Value> out = valuesOf(node.source);
        for (Value& one : out) {
            if (node.condition != nullptr) one.when = both(one.when, when(node.condition));
            if (node.value == nullptr) continue;
            one.value = node.each ? unknown(expr) : of(node.value);
            if (node.each) one.when = both(one.when, atLeast(terms_, terms_.sizeOf(of(node.value)), terms_.number(1)));
        }
        return out;
    }

    void eachValue(const SpawnClass& node, const Condition& facts, const std::function<void(const Condition&)>& visit) {
        for (const Value& one : valuesOf(node.source)) {
            terms_.bind(module_, node.pattern, one.value);
            visit(both(facts, one.when));
        }
    }

    /// Births in a class expression whose first event this is.
    void inside(const ClassExpr* expr, const Condition& facts) {
        if (expr == nullptr || ++steps_ > kClassesMax) return;
        if (const auto* node = std::get_if<SpawnClass>(&expr->node)) {
            inside(node->source, facts);
            eachValue(*node, facts, [&](const Condition& here) {
                if (const auto* child = std::get_if<ClassRef>(&node->child->node))
                    born(child->path.back(), child->args, expr->span, here);
                else inside(node->child, here);
            });
        } else if (const auto* node = std::get_if<ClassRef>(&expr->node))
            expand(*node, [&](const ClassExpr* body) { inside(body, facts); });
        else if (const auto* node = std::get_if<AsClass>(&expr->node)) inside(node->source, facts);
        else if (const auto* node = std::get_if<RuleClass>(&expr->node)) inside(node->source, facts);
        else if (const auto* node = std::get_if<OnceClass>(&expr->node)) inside(node->source, facts);
        else if (const auto* node = std::get_if<AtClass>(&expr->node)) inside(node->source, facts);
        else if (const auto* node = std::get_if<LatestClass>(&expr->node)) inside(node->source, facts);
        else if (const auto* node = std::get_if<PairClass>(&expr->node)) {
            inside(node->left, facts);
            inside(node->right, facts);
        } else if (const auto* node = std::get_if<UnionClass>(&expr->node)) {
            inside(node->left, facts);
            inside(node->right, facts);
        } else if (const auto* node = std::get_if<UntilClass>(&expr->node)) {
            inside(node->source, facts);
            inside(node->end, facts);
        }
    }

    Terms& terms_;
    const Program& program_;
    SymbolId parent_, message_;
    uint32_t module_;
    std::vector<Birth> births_;
    std::set<SymbolId> active_;
    int steps_ = 0;
};

}   // namespace

bool Birth::isSure() const {
    return std::any_of(facts.cases.begin(), facts.cases.end(), [](const Case& one) { return one.empty(); });
}

std::vector<Birth> birthsOf(Terms& terms, SymbolId parent, SymbolId message) {
    return Births(terms, parent, message).run();
}

std::set<SymbolId> messagesOf(const Program& program, const std::vector<SymbolId>& parents) {
    std::set<SymbolId> out, seen;
    std::function<void(SymbolId)> visit = [&](SymbolId id) {
        const Module& module = program.modules[program[id].module];
        if (const auto* process = std::get_if<ProcessDecl>(&program[id].decl->node)) {
            for (const Clause& clause : clausesOf(program, module, *process))
                if (clause.message != nullptr) out.insert(clause.trigger);
        } else if (const auto* declared = std::get_if<ClassDecl>(&program[id].decl->node))
            walkClasses(declared->body, [&](const ClassExpr* part) {
                const auto* message = std::get_if<MessageClass>(&part->node);
                SymbolId taken = message == nullptr ? kNoSymbol : module.resolve(message->message.back());
                if (taken != kNoSymbol) out.insert(program.wire(taken));
                const auto* ref = std::get_if<ClassRef>(&part->node);
                SymbolId target = ref == nullptr ? kNoSymbol : module.resolve(ref->path.back());
                if (target != kNoSymbol && program[target].kind == SymbolKind::Class && seen.insert(target).second)
                    visit(target);
            });
    };
    for (SymbolId parent : parents)
        if (seen.insert(parent).second) visit(parent);
    out.erase(kNoSymbol);
    return out;
}

}   // namespace evd::sema
