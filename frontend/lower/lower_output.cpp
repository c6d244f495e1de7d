// Sends are never data: an expression of type Send becomes the statements that send.

#include "frontend/lower/lowering.h"

#include "base/check.h"

namespace evd::lower {

using ir::StmtKind;
using namespace syntax;

void Lowering::output(const Expr* e, const Env& env, Statements& out) {
    Span span = e->span;
    if (const auto* node = std::get_if<SendExpr>(&e->node)) {
        ir::MessageId message = this->message(node->message.back(), env);
        std::vector<ir::TypeId> places;
        for (const auto& field : m_.messages[message].fields) places.push_back(field.type);
        auto args = arguments(node->args, places, env);
        ir::ExprId to = expr(node->to, env);
        ir::ExprId after = node->after == nullptr ? ir::ExprId{} : expr(node->after, env);
        out.push_back(statement(StmtKind::Send, span, [&](ir::Stmt& s) {
            s.index = message;
            s.args = args;
            s.to = to;
            s.after = after;
        }));
    } else if (const auto* node = std::get_if<EmitExpr>(&e->node)) {
        ir::MessageId message = this->message(node->output.back(), env);
        std::vector<ir::TypeId> places;
        for (const auto& field : m_.messages[message].fields) places.push_back(field.type);
        auto args = arguments(node->args, places, env);
        bool wired = m_.messages[message].kind != ir::MessageKind::Output;   // then it is a message to self (R13)
        ir::ExprId self = wired ? make(ir::Op::Self, basic(ir::TypeKind::Loc), span) : ir::ExprId{};
        out.push_back(statement(wired ? StmtKind::Send : StmtKind::Emit, span, [&](ir::Stmt& s) {
            s.index = message;
            s.args = args;
            s.to = self;
        }));
    } else if (const auto* node = std::get_if<IfExpr>(&e->node)) {
        ir::ExprId condition = expr(node->condition, env);
        Statements yes, no;
        output(node->thenValue, env, yes);
        output(node->elseValue, env, no);
        out.push_back(statement(StmtKind::If, span, [&](ir::Stmt& s) {
            s.expr = condition;
            s.body = yes;
            s.orElse = no;
        }));
    } else if (const auto* node = std::get_if<LetExpr>(&e->node)) {
        Env inner = env;
        std::vector<ir::ExprId> none;
        pattern(node->pattern, bindRepeatable(expr(node->value, env), "bound", span, out), inner, none);
        output(node->body, inner, out);
    } else if (const auto* node = std::get_if<MatchExpr>(&e->node)) {
        choice(*node, span, env, out,
               [&](const Expr* value, const Env& inner, Statements& body) { output(value, inner, body); });
    } else if (const auto* node = std::get_if<CallExpr>(&e->node)) {
        // a function that makes sends is written out where it is called
        const auto* callee = std::get_if<NameExpr>(&node->callee->node);
        EVD_CHECK(callee != nullptr, "only named functions are called");
        SymbolId id = resolve(callee->path.back(), env);
        const sema::Use* named = use(callee->path.back(), env);
        const sema::Symbol& s = symbol(id);
        Env inner = moduleEnv(s.module);
        for (sema::TypeRef arg : named->typeArgs) inner.generics.push_back(type(arg, env, true));
        std::vector<const Expr*> args = argumentsOf(*node, env);
        for (size_t i = 0; i < args.size(); ++i) {
            SymbolId param = s.members[i];
            if (bindFunction(param, args[i], env, inner)) continue;
            ir::ExprId value = stored(expr(args[i], env), type(symbol(param).type, inner), args[i]->span);
            inner.names[param] = {bindRepeatable(value, symbol(param).name, span, out)};
        }
        output(std::get<FunctionDecl>(s.decl->node).body, inner, out);
    } else EVD_CHECK(false, "every expression of type Send is a send, a choice or a call");
}

/// The first arm that fits, each written out by `arm`.
void Lowering::choice(const MatchExpr& match, Span span, const Env& env, Statements& out,
                      const std::function<void(const Expr*, const Env&, Statements&)>& arm) {
    ir::ExprId value = bindRepeatable(expr(match.value, env), "matched", span, out);
    std::vector<std::pair<ir::ExprId, Statements>> arms;
    for (const MatchArm& one : match.arms) {
        Env inner = env;
        std::vector<ir::ExprId> conditions;
        pattern(one.pattern, value, inner, conditions);
        if (one.guard != nullptr) conditions.push_back(expr(one.guard, inner));
        Statements body;
        arm(one.value, inner, body);
        arms.emplace_back(all(conditions, one.span), std::move(body));
    }
    Statements rest = std::move(arms.back().second);
    for (size_t i = arms.size() - 1; i-- > 0;)
        rest = {statement(StmtKind::If, span, [&](ir::Stmt& s) {
            s.expr = arms[i].first;
            s.body = std::move(arms[i].second);
            s.orElse = std::move(rest);
        })};
    out.insert(out.end(), rest.begin(), rest.end());
}

/// `=> each s`: all sends of a collection.
void Lowering::outputs(const Expr* e, const Env& env, Statements& out) {
    Span span = e->span;
    if (const auto* node = std::get_if<ListExpr>(&e->node)) {
        for (const Expr* item : node->items) output(item, env, out);
        return;
    }
    if (const auto* node = std::get_if<IfExpr>(&e->node)) {
        ir::ExprId condition = expr(node->condition, env);
        Statements yes, no;
        outputs(node->thenValue, env, yes);
        outputs(node->elseValue, env, no);
        out.push_back(statement(StmtKind::If, span, [&](ir::Stmt& s) {
            s.expr = condition;
            s.body = yes;
            s.orElse = no;
        }));
        return;
    }
    if (const auto* node = std::get_if<LetExpr>(&e->node)) {
        Env inner = env;
        std::vector<ir::ExprId> none;
        pattern(node->pattern, bindRepeatable(expr(node->value, env), "bound", span, out), inner, none);
        outputs(node->body, inner, out);
        return;
    }
    if (const auto* node = std::get_if<MatchExpr>(&e->node)) {
        choice(*node, span, env, out,
               [&](const Expr* value, const Env& inner, Statements& body) { outputs(value, inner, body); });
        return;
    }
    if (const auto* node = std::get_if<BinaryExpr>(&e->node); node != nullptr && node->op == BinaryOp::Add) {
        outputs(node->left, env, out);
        outputs(node->right, env, out);
        return;
    }
    if (const auto* node = std::get_if<ComprehensionExpr>(&e->node)) {
        std::function<void(size_t, const Env&, Statements&)> nested = [&](size_t next, const Env& outer,
                                                                          Statements& into) {
            if (next == node->generators.size()) {
                Statements body;
                output(node->element, outer, body);
                if (node->condition == nullptr) {
                    into.insert(into.end(), body.begin(), body.end());
                    return;
                }
                ir::ExprId condition = expr(node->condition, outer);
                into.push_back(statement(StmtKind::If, span, [&](ir::Stmt& s) {
                    s.expr = condition;
                    s.body = body;
                }));
                return;
            }
            ir::ExprId source = expr(node->generators[next].source, outer);
            const ir::Type collection = m_.types[typeOf(source)];
            ir::LocalId first = m_.addLocal("x", collection.args[0]);
            ir::ExprId element = local(first, span);
            if (collection.kind == ir::TypeKind::Map) {
                m_.addLocal("value", collection.args[1]);
                element = make(ir::Op::Tuple, m_.types.tuple({collection.args[0], collection.args[1]}), span,
                               {element, local(first + 1, span)});
            }
            Env inner = outer;
            std::vector<ir::ExprId> none;
            pattern(node->generators[next].pattern, element, inner, none);
            Statements body;
            nested(next + 1, inner, body);
            into.push_back(statement(StmtKind::ForEach, span, [&](ir::Stmt& s) {
                s.expr = source;
                s.local = first;
                s.body = body;
            }));
        };
        nested(0, env, out);
        return;
    }
    diagnostics_.report(Code::SendNotStored, span)
        .note("after `=> each`, write the list of sends itself, a comprehension or a choice of these");
}

std::vector<ir::ExprId> Lowering::arguments(const std::vector<Expr*>& args, const std::vector<ir::TypeId>& places,
                                            const Env& env) {
    std::vector<ir::ExprId> out;
    for (size_t i = 0; i < args.size(); ++i) out.push_back(stored(expr(args[i], env), places[i], args[i]->span));
    return out;
}

}   // namespace evd::lower
