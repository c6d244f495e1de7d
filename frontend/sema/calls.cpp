#include "frontend/sema/calls.h"

#include "frontend/syntax/walk.h"

#include <optional>

namespace evd::sema {

using namespace syntax;

namespace {

/// A call in any of its forms, taken apart.
struct Call {
    SymbolId callee;
    Name name;
    std::vector<const Expr*> args;
};

std::optional<Call> callOf(const Program& program, uint32_t module, const Expr* expr) {
    const Module& m = program.modules[module];
    if (const auto* call = std::get_if<CallExpr>(&expr->node)) {
        const auto* name = std::get_if<NameExpr>(&call->callee->node);
        SymbolId id = name == nullptr ? kNoSymbol : m.resolve(name->path.back());
        if (id == kNoSymbol) return std::nullopt;
        bool qualified = call->method && !call->args.empty() && isModule(program, module, call->args[0]);
        return Call{id, name->path.back(), {call->args.begin() + (qualified ? 1 : 0), call->args.end()}};
    }
    if (const auto* field = std::get_if<FieldExpr>(&expr->node)) {
        SymbolId id = m.resolve(field->field);
        if (id == kNoSymbol || isModule(program, module, field->object)) return std::nullopt;
        return Call{id, field->field, {field->object}};
    }
    return std::nullopt;
}

/// Which argument of a built-in is the function, and which parameter of it is an element of the first argument.
struct Visitor {
    size_t argument, parameter;
};
std::optional<Visitor> visitorOf(BuiltinId id) {
    switch (id) {
    case BuiltinId::FoldList:
    case BuiltinId::FoldSet:
    case BuiltinId::FoldBag: return Visitor{2, 1};
    case BuiltinId::MapList:
    case BuiltinId::FilterList:
    case BuiltinId::FilterSet:
    case BuiltinId::FilterBag: return Visitor{1, 0};
    default: return std::nullopt;   // every other kind
    }
}

class Walk {
public:
    Walk(Terms& terms, SymbolId caller, const std::set<SymbolId>& wanted)
        : terms_(terms), program_(terms.program()), caller_(caller), module_(program_[caller].module), wanted_(wanted) {
    }

    void visit(const Expr* expr, const Condition& facts) {
        if (expr == nullptr) return;
        if (auto call = callOf(program_, module_, expr)) {
            arguments(expr, *call, facts);
            if (wanted_.count(call->callee) != 0) site(expr, *call, facts);
            return;
        }
        std::visit([&](const auto& node) { inside(node, expr, facts); }, expr->node);
    }

    std::vector<CallSite> sites;

private:
    const Module& m() const { return program_.modules[module_]; }
    Condition when(const Expr* truth, bool holds = true) {
        return conditionOf(terms_, terms_.of(module_, truth), holds);
    }

    void site(const Expr* expr, const Call& call, const Condition& facts) {
        CallSite made{caller_, call.callee, expr, call.name, call.args, {}, facts};
        for (const Expr* arg : call.args) made.args.push_back(terms_.of(module_, arg));
        sites.push_back(std::move(made));
    }

    void arguments(const Expr* expr, const Call& call, const Condition& facts) {
        auto visitor =
            program_[call.callee].kind == SymbolKind::Builtin ? visitorOf(m().operators[expr->id]) : std::nullopt;
        for (size_t i = 0; i < call.args.size(); ++i) {
            const auto* lambda = std::get_if<LambdaExpr>(&call.args[i]->node);
            if (lambda == nullptr || !visitor || visitor->argument != i || visitor->parameter >= lambda->params.size())
                visit(call.args[i], facts);
            else visit(lambda->body, both(facts, element(lambda->params[visitor->parameter].pattern, call.args[0])));
        }
    }

    /// Binds a pattern to an element of a collection, which has one then.
    Condition element(const Pattern* pattern, const Expr* source) {
        TermId collection = terms_.of(module_, source);
        TermId one = terms_.bindElement(module_, pattern, collection);
        return both(atLeast(terms_, terms_.sizeOf(collection), terms_.number(1)),
                    matching(terms_, module_, pattern, one));
    }

    /// The values that a pattern compares with are calculated too.
    void pins(const Pattern* pattern, const Condition& facts) {
        if (pattern == nullptr) return;
        if (const auto* pin = std::get_if<PinPattern>(&pattern->node)) visit(pin->value, facts);
        else if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node))
            for (const Pattern* item : tuple->items) pins(item, facts);
        else if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node))
            for (const Pattern* arg : constructor->args) pins(arg, facts);
        else if (const auto* record = std::get_if<RecordPattern>(&pattern->node))
            for (const FieldPattern& field : record->fields) pins(field.pattern, facts);
    }

    void inside(const BinaryExpr& node, const Expr*, const Condition& facts) {
        visit(node.left, facts);
        switch (node.op) {
        case BinaryOp::And:
        case BinaryOp::Implies: visit(node.right, both(facts, when(node.left))); break;
        case BinaryOp::Or: visit(node.right, both(facts, when(node.left, false))); break;
        default: visit(node.right, facts);   // every other kind
        }
    }
    void inside(const IfExpr& node, const Expr*, const Condition& facts) {
        visit(node.condition, facts);
        visit(node.thenValue, both(facts, when(node.condition)));
        visit(node.elseValue, both(facts, when(node.condition, false)));
    }
    void inside(const MatchExpr& node, const Expr*, const Condition& facts) {
        visit(node.value, facts);
        TermId value = terms_.of(module_, node.value);
        Condition before = facts;   // no earlier arm was taken
        for (const MatchArm& arm : node.arms) {
            pins(arm.pattern, before);
            terms_.bind(module_, arm.pattern, value);
            Condition here = both(before, matching(terms_, module_, arm.pattern, value));
            Condition missed = matching(terms_, module_, arm.pattern, value, false);
            if (arm.guard != nullptr) {
                visit(arm.guard, here);
                here = both(here, when(arm.guard));
                missed = either(missed, when(arm.guard, false));
            }
            visit(arm.value, here);
            before = both(before, missed);
        }
    }
    void inside(const LetExpr& node, const Expr*, const Condition& facts) {
        visit(node.value, facts);
        terms_.bind(module_, node.pattern, terms_.of(module_, node.value));
        visit(node.body, facts);
    }
    void inside(const ComprehensionExpr& node, const Expr*, const Condition& facts) {
        Condition inner = facts;
        for (const Generator& generator : node.generators) {
            visit(generator.source, inner);
            inner = both(inner, element(generator.pattern, generator.source));
        }
        if (node.condition != nullptr) {
            visit(node.condition, inner);
            inner = both(inner, when(node.condition));
        }
        visit(node.element, inner);
        visit(node.value, inner);
    }
    void inside(const BoundedExpr& node, const Expr*, const Condition& facts) {
        visit(node.source, facts);
        visit(node.body, both(facts, element(node.pattern, node.source)));
    }
    void inside(const LambdaExpr& node, const Expr*, const Condition& facts) { visit(node.body, facts); }
    void inside(const CallExpr& node, const Expr*, const Condition& facts) {   // of something unknown
        for (const Expr* arg : node.args) visit(arg, facts);
    }
    void inside(const FieldExpr& node, const Expr*, const Condition& facts) { visit(node.object, facts); }
    void inside(const IndexExpr& node, const Expr*, const Condition& facts) {
        visit(node.object, facts);
        visit(node.index, facts);
    }
    void inside(const UnaryExpr& node, const Expr*, const Condition& facts) { visit(node.operand, facts); }
    void inside(const TupleExpr& node, const Expr*, const Condition& facts) { all(node.items, facts); }
    void inside(const ListExpr& node, const Expr*, const Condition& facts) { all(node.items, facts); }
    void inside(const SetExpr& node, const Expr*, const Condition& facts) { all(node.items, facts); }
    void inside(const MapExpr& node, const Expr*, const Condition& facts) {
        for (const MapEntry& entry : node.entries) {
            visit(entry.key, facts);
            visit(entry.value, facts);
        }
    }
    void inside(const RecordExpr& node, const Expr*, const Condition& facts) { fields(node.fields, facts); }
    void inside(const RecordUpdateExpr& node, const Expr*, const Condition& facts) {
        visit(node.record, facts);
        fields(node.fields, facts);
    }
    void inside(const SendExpr& node, const Expr*, const Condition& facts) {
        all(node.args, facts);
        visit(node.to, facts);
        visit(node.after, facts);
    }
    void inside(const EmitExpr& node, const Expr*, const Condition& facts) { all(node.args, facts); }
    void inside(const ErrorExpr& node, const Expr*, const Condition& facts) { all(node.parts, facts); }
    /// Leaves, and forms of the logic, which no function has.
    template <class Node> void inside(const Node&, const Expr*, const Condition&) {}

    void all(const std::vector<Expr*>& parts, const Condition& facts) {
        for (const Expr* part : parts) visit(part, facts);
    }
    void fields(const std::vector<FieldInit>& inits, const Condition& facts) {
        for (const FieldInit& init : inits) visit(init.value, facts);
    }

    Terms& terms_;
    const Program& program_;
    SymbolId caller_;
    uint32_t module_;
    const std::set<SymbolId>& wanted_;
};

}   // namespace

std::set<SymbolId> calledIn(const Program& program, uint32_t module, const Expr* expr) {
    std::set<SymbolId> out;
    walk(expr, [&](const Expr* part) {
        auto call = callOf(program, module, part);
        if (call && program[call->callee].kind == SymbolKind::Function) out.insert(call->callee);
    });
    return out;
}

std::vector<CallSite> callSites(Terms& terms, SymbolId caller, const std::set<SymbolId>& wanted) {
    Walk walk(terms, caller, wanted);
    walk.visit(std::get<FunctionDecl>(terms.program()[caller].decl->node).body, Condition::always());
    return std::move(walk.sites);
}

}   // namespace evd::sema
