#include "lsp/features/hints.h"

#include "frontend/syntax/walk.h"
#include "lsp/features/flow.h"

#include <fmt/format.h>

namespace evd::lsp {

namespace {

using sema::SymbolKind;

class Hinter {
public:
    Hinter(const Analysis& analysis, uint32_t begin, uint32_t end, HintOptions options)
        : analysis_(analysis), begin_(begin), end_(end), options_(options) {}

    std::vector<InlayHint> run() {
        for (const syntax::Decl* decl : analysis_.tree().decls) {
            if (decl->span.end < begin_ || decl->span.begin > end_) continue;
            declaration(*decl);
            expressions(*decl);
        }
        return std::move(out_);
    }

private:
    void add(uint32_t offset, std::string text, bool isType) {
        if (offset < begin_ || offset > end_) return;
        out_.push_back({offset, std::move(text), isType,
                        isType && text.find('_') == std::string::npos && text.find("Send") == std::string::npos});
    }
    /// `colon`: as the formatter writes it there, `: ` within brackets, ` : ` elsewhere.
    void type(const syntax::Name& name, uint32_t offset, const char* colon = " : ") {
        sema::SymbolId id = analysis_.root().resolve(name);
        if (id == sema::kNoSymbol) return;
        sema::TypeRef type = analysis_.program()[id].type;
        if (type == nullptr || type->kind == sema::Kind::Error || type->kind == sema::Kind::Variable) return;
        add(offset, colon + analysis_.program().text(type), true);
    }
    void params(const std::vector<syntax::Param>& params) {
        if (!options_.types) return;
        for (const syntax::Param& param : params)
            if (param.type == nullptr && !param.name.missing()) type(param.name, param.name.span.end, ": ");
    }
    /// The closing parenthesis of the list after a name, or the name's end.
    uint32_t afterList(const syntax::Name& name) const {
        size_t at = analysis_.tokenAt(name.span.end);
        const auto& tokens = analysis_.tree().tokens;
        unsigned depth = 0;
        if (at >= tokens.size() || (analysis_.tokenText(at) != "(" && analysis_.tokenText(at) != "<"))
            return name.span.end;
        for (; at < tokens.size(); ++at) {
            std::string_view text = analysis_.tokenText(at);
            if (text == "(" || text == "<") ++depth;
            if ((text == ")" || text == ">") && --depth == 0 &&
                (at + 1 >= tokens.size() || analysis_.tokenText(at + 1) != "("))
                return tokens[at].span.end;
        }
        return name.span.end;
    }
    void result(const syntax::Decl& decl) {
        sema::SymbolId id = options_.results ? analysis_.root().resolve(decl.name) : sema::kNoSymbol;
        if (id == sema::kNoSymbol) return;
        sema::TypeRef type = analysis_.program()[id].type;
        bool usable = type != nullptr && (type->kind == sema::Kind::Class || type->kind == sema::Kind::Function) &&
                      !type->args.empty();
        if (!usable || type->args.back()->kind == sema::Kind::Error) return;
        add(afterList(decl.name), " : " + analysis_.program().text(type->args.back()), true);
    }
    void declaration(const syntax::Decl& decl) {
        if (const auto* node = std::get_if<syntax::FunctionDecl>(&decl.node)) {
            params(node->params);
            if (node->result == nullptr) result(decl);
        } else if (const auto* node = std::get_if<syntax::ClassDecl>(&decl.node)) {
            params(node->params);
            if (node->result == nullptr) result(decl);
        } else if (const auto* node = std::get_if<syntax::StateDecl>(&decl.node)) {
            params(node->params);
            if (node->type == nullptr) result(decl);
        } else if (const auto* node = std::get_if<syntax::ProcessDecl>(&decl.node)) {
            params(node->params);
            for (const auto& member : node->members) {
                if (const auto* variable = std::get_if<syntax::VarDecl>(&member);
                    variable != nullptr && variable->type == nullptr && options_.types)
                    type(variable->name, variable->name.span.end);
                const std::vector<syntax::Stmt*>* body = nullptr;
                if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member)) body = &handler->body;
                else if (const auto* action = std::get_if<syntax::ActionDecl>(&member)) body = &action->body;
                if (body == nullptr || !options_.types) continue;
                syntax::walkStatements(*body, [&](const syntax::Stmt* stmt) {
                    const auto* let = std::get_if<syntax::LetStmt>(&stmt->node);
                    const auto* bind = let == nullptr || let->type != nullptr
                                           ? nullptr
                                           : std::get_if<syntax::BindPattern>(&let->pattern->node);
                    if (bind != nullptr) type(bind->name, bind->name.span.end);
                });
            }
        }
    }
    void call(const syntax::CallExpr& call) {
        const auto* name = std::get_if<syntax::NameExpr>(&call.callee->node);
        sema::SymbolId id =
            name == nullptr || name->path.empty() ? sema::kNoSymbol : analysis_.root().resolve(name->path.back());
        if (id == sema::kNoSymbol) return;
        std::vector<std::string> names;
        for (sema::SymbolId member : analysis_.program()[id].members) names.push_back(analysis_.program()[member].name);
        for (size_t i = call.method ? 1 : 0; i < call.args.size() && i < names.size(); ++i) {
            std::string_view text = analysis_.sources().text(call.args[i]->span);
            if (!names[i].empty() && text != names[i] && call.args.size() > 1)
                add(call.args[i]->span.begin, names[i] + ":", false);
        }
    }
    void expressions(const syntax::Decl& decl) {
        if (!options_.parameters) return;
        syntax::ExprVisitor visit = [&](const syntax::Expr* expr) {
            if (const auto* node = std::get_if<syntax::CallExpr>(&expr->node)) call(*node);
        };
        if (const auto* node = std::get_if<syntax::FunctionDecl>(&decl.node)) syntax::walk(node->body, visit);
        else if (const auto* node = std::get_if<syntax::ClassDecl>(&decl.node)) syntax::walk(node->body, visit);
        else if (const auto* node = std::get_if<syntax::PropertyDecl>(&decl.node)) syntax::walk(node->formula, visit);
        else if (const auto* node = std::get_if<syntax::ProcessDecl>(&decl.node))
            for (const auto& member : node->members) {
                if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member)) syntax::walk(handler->body, visit);
                else if (const auto* action = std::get_if<syntax::ActionDecl>(&member))
                    syntax::walk(action->body, visit);
            }
    }

    const Analysis& analysis_;
    uint32_t begin_, end_;
    HintOptions options_;
    std::vector<InlayHint> out_;
};

}   // namespace

std::vector<InlayHint> inlayHints(const Analysis& analysis, uint32_t begin, uint32_t end, HintOptions options) {
    return Hinter(analysis, begin, end, options).run();
}

std::vector<Lens> lenses(const Analysis& analysis, bool run, bool references) {
    std::vector<Lens> out;
    Flow flow;
    if (references) flow = flowOf(analysis, false);
    for (sema::SymbolId id : analysis.root().symbols) {
        const sema::Symbol& symbol = analysis.program()[id];
        if (symbol.decl == nullptr || symbol.nameSpan.empty()) continue;
        if (symbol.kind == SymbolKind::System && run) {
            out.push_back({Lens::Kind::Run, symbol.nameSpan, "Run", symbol.name, {}});
            out.push_back({Lens::Kind::Tries, symbol.nameSpan, fmt::format("Run {} Seeds", kTries), symbol.name, {}});
            out.push_back({Lens::Kind::Diagram, symbol.nameSpan, "Diagram", symbol.name, {}});
            out.push_back({Lens::Kind::Build, symbol.nameSpan, "Build", symbol.name, {}});
        }
        if (symbol.kind == SymbolKind::Scenario && run) {
            out.push_back({Lens::Kind::Play, symbol.nameSpan, "Play", "", {}, symbol.name});
            out.push_back({Lens::Kind::Diagram, symbol.nameSpan, "Diagram", "", {}, symbol.name});
        }
        if (symbol.kind == SymbolKind::Message && references) {
            auto sends = flow.of(id, true), reacts = flow.of(id, false);
            auto count = [](size_t n, const char* one, const char* many) {
                return fmt::format("{} {}", n, n == 1 ? one : many);
            };
            const auto* message = std::get_if<syntax::MessageDecl>(&symbol.decl->node);
            const auto kind = message == nullptr ? syntax::MessageKind::Internal : message->kind;
            // The environment sends inputs and takes outputs: there is nothing to find on that side.
            std::string title;
            if (kind != syntax::MessageKind::Input || !sends.empty()) title = count(sends.size(), "sender", "senders");
            if (kind != syntax::MessageKind::Output || !reacts.empty())
                title += (title.empty() ? "" : ", ") + count(reacts.size(), "reaction", "reactions");
            Lens lens{Lens::Kind::Flow, symbol.nameSpan, std::move(title), "", {}};
            for (const auto& list : {sends, reacts})
                for (const FlowEdge* edge : list) lens.locations.push_back(analysis.place(edge->at));
            out.push_back(std::move(lens));
        }
    }
    return out;
}

}   // namespace evd::lsp
