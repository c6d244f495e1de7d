#include "lsp/features/flow.h"

#include "frontend/syntax/walk.h"

namespace evd::lsp {

namespace {

class Collector {
public:
    Collector(const Analysis& analysis, Flow& out) : analysis_(analysis), out_(out) {}

    void module(const sema::Module& module) {
        module_ = &module;
        for (const syntax::Decl* decl : module.tree->decls) {
            if (const auto* process = std::get_if<syntax::ProcessDecl>(&decl->node)) {
                for (const auto& member : process->members) {
                    if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member)) {
                        begin(decl->name.text + "." +
                                  shortText(cover({handler->span.file, handler->span.begin, handler->span.begin},
                                                  handler->event->span)),
                              handler->span, handler->event->span);
                        classes(handler->event);
                        syntax::walk(handler->event, sends());
                        syntax::walk(handler->guard, sends());
                        syntax::walk(handler->body, sends());
                    } else if (const auto* action = std::get_if<syntax::ActionDecl>(&member)) {
                        begin(decl->name.text + "." + action->name.text, action->span, action->name.span);
                        syntax::walk(action->guard, sends());
                        syntax::walk(action->body, sends());
                    }
                }
            } else if (const auto* one = std::get_if<syntax::ClassDecl>(&decl->node)) {
                begin(decl->name.text, decl->span, decl->name.span);
                classes(one->body);
                syntax::walk(one->body, sends());
            } else if (const auto* state = std::get_if<syntax::StateDecl>(&decl->node)) {
                begin(decl->name.text, decl->span, decl->name.span);
                for (const auto& clause : state->clauses) {
                    classes(clause.on);
                    syntax::walk(clause.on, sends());
                    syntax::walk(clause.value, sends());
                }
            } else if (const auto* system = std::get_if<syntax::SystemDecl>(&decl->node)) {
                begin(decl->name.text, decl->span, decl->name.span);
                classes(system->body);
                syntax::walk(system->body, sends());
            } else if (const auto* function = std::get_if<syntax::FunctionDecl>(&decl->node)) {
                begin(decl->name.text, decl->span, decl->name.span);
                syntax::walk(function->body, sends());
            }
        }
    }

private:
    std::string shortText(Span span) const {
        std::string text(analysis_.sources().text(span));
        size_t line = text.find('\n');
        if (line != std::string::npos) text.resize(line);
        return text.size() > 60 ? text.substr(0, 57) + "..." : text;
    }
    void begin(std::string name, Span span, Span nameSpan) {
        out_.nodes.push_back({std::move(name), shortText(span), span, nameSpan});
    }
    void edge(const std::vector<syntax::Name>& path, bool sends) {
        if (path.empty()) return;
        sema::SymbolId id = module_->resolve(path.back());
        if (id != sema::kNoSymbol && analysis_.program()[id].kind == sema::SymbolKind::Message)
            out_.edges.push_back({id, sends, path.back().span, out_.nodes.size() - 1});
    }
    void classes(const syntax::ClassExpr* expr) {
        syntax::walkClasses(expr, [this](const syntax::ClassExpr* part) {
            if (const auto* message = std::get_if<syntax::MessageClass>(&part->node)) edge(message->message, false);
        });
    }
    syntax::ExprVisitor sends() {
        return [this](const syntax::Expr* expr) {
            if (const auto* send = std::get_if<syntax::SendExpr>(&expr->node)) edge(send->message, true);
            else if (const auto* emit = std::get_if<syntax::EmitExpr>(&expr->node)) edge(emit->output, true);
        };
    }

    const Analysis& analysis_;
    Flow& out_;
    const sema::Module* module_ = nullptr;
};

}   // namespace

std::vector<const FlowEdge*> Flow::of(sema::SymbolId message, bool sends) const {
    std::vector<const FlowEdge*> out;
    for (const FlowEdge& edge : edges)
        if (edge.message == message && edge.sends == sends) out.push_back(&edge);
    return out;
}

Flow flowOf(const Analysis& analysis, bool rootOnly) {
    Flow out;
    Collector collector(analysis, out);
    for (const sema::Module& module : analysis.program().modules) {
        collector.module(module);
        if (rootOnly) break;
    }
    return out;
}

}   // namespace evd::lsp
