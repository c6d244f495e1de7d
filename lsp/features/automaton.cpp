#include "lsp/features/automaton.h"

#include "frontend/syntax/walk.h"
#include "lsp/features/flow.h"

#include <algorithm>
#include <set>

namespace evd::lsp {

namespace {

using sema::SymbolKind;

/// Source text in one line, cut to what fits.
std::string oneLine(std::string_view text, size_t most = 60) {
    std::string out;
    for (char c : text) {
        bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (space && (out.empty() || out.back() == ' ')) continue;
        out += space ? ' ' : c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out.size() <= most ? out : out.substr(0, most - 1) + "…";
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
}

void addOnce(std::vector<std::string>& list, const std::string& name) {
    if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
}

/// The variable at the root of an assignment's target.
std::string rootName(const syntax::Expr* target) {
    for (;;) {
        if (const auto* index = std::get_if<syntax::IndexExpr>(&target->node)) target = index->object;
        else if (const auto* field = std::get_if<syntax::FieldExpr>(&target->node)) target = field->object;
        else if (const auto* name = std::get_if<syntax::NameExpr>(&target->node)) return name->path.back().text;
        else return "";
    }
}

class Describer {
public:
    explicit Describer(const Analysis& analysis, const sema::Symbol& symbol) : analysis_(analysis), symbol_(symbol) {}

    std::string process(const syntax::ProcessDecl& node) {
        out_ = "automaton " + symbol_.name + "\n";
        std::vector<std::string> variables;
        for (sema::SymbolId member : symbol_.members) {
            const sema::Symbol& found = analysis_.program()[member];
            if (found.kind == SymbolKind::Variable)
                variables.push_back((found.variable != nullptr && found.variable->durable ? "durable " : "") +
                                    found.name + ": " + analysis_.program().text(found.type));
        }
        if (!variables.empty()) out_ += "  remembers  " + joined(variables) + "\n";
        for (const auto& member : node.members) {
            if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member))
                line("on " + source(handler->event->span), handler->guard, handler->body);
            else if (const auto* action = std::get_if<syntax::ActionDecl>(&member))
                line("action " + action->name.text + (action->fair ? " (fair)" : ""), action->guard, action->body);
            else if (const auto* frame = std::get_if<syntax::FrameDecl>(&member))
                out_ += "  " + source(frame->span) + "\n";
        }
        return out_;
    }

    std::string state(const syntax::StateDecl& node) {
        out_ = "state machine " + symbol_.name + "\n  begins with  " + source(node.initial->span) + "\n";
        for (const syntax::StateClause& clause : node.clauses)
            out_ += "  " + padded("on " + source(clause.on->span)) + "becomes " + source(clause.value->span) + "\n";
        return out_;
    }

    std::string classOf(const syntax::ClassDecl& node) {
        out_ = "event class " + symbol_.name + ", values " +
               (symbol_.type != nullptr && symbol_.type->kind == sema::Kind::Class
                    ? analysis_.program().text(symbol_.type->args[0])
                    : "?") +
               "\n";
        std::vector<std::string> reacts, remembers, sends;
        bool starts = false;
        syntax::walkClasses(node.body, [&](const syntax::ClassExpr* part) {
            if (std::holds_alternative<syntax::StartClass>(part->node)) starts = true;
            else if (const auto* message = std::get_if<syntax::MessageClass>(&part->node)) {
                if (!message->message.empty()) addOnce(reacts, message->message.back().text);
            } else if (const auto* other = std::get_if<syntax::ClassRef>(&part->node)) {
                if (other->path.empty()) return;
                const sema::Use* use = analysis_.useAt(other->path.back().span.begin);
                bool state = use != nullptr && analysis_.program()[use->symbol].kind == SymbolKind::State;
                addOnce(state ? remembers : reacts, other->path.back().text);
            } else if (std::holds_alternative<syntax::OnceClass>(part->node))
                addOnce(remembers, "whether it has happened (once)");
            else if (std::holds_alternative<syntax::UntilClass>(part->node))
                addOnce(remembers, "whether it is over (until)");
            else if (std::holds_alternative<syntax::LatestClass>(part->node)) addOnce(remembers, "the latest value");
            else if (std::holds_alternative<syntax::SpawnClass>(part->node))
                addOnce(remembers, "its spawned instances");
        });
        if (starts) reacts.insert(reacts.begin(), "start");
        syntax::walk(node.body, [&](const syntax::Expr* expr) { collectSend(expr, sends); });
        if (!reacts.empty()) out_ += "  reacts to  " + joined(reacts) + "\n";
        if (!remembers.empty()) out_ += "  remembers  " + joined(remembers) + "\n";
        if (!sends.empty()) out_ += "  sends      " + joined(sends) + "\n";
        return out_;
    }

private:
    std::string source(Span span) const { return oneLine(analysis_.sources().text(span)); }
    static std::string padded(std::string text) {
        text.resize(std::max(text.size() + 2, size_t{26}), ' ');
        return text;
    }
    static void collectSend(const syntax::Expr* expr, std::vector<std::string>& sends) {
        if (const auto* send = std::get_if<syntax::SendExpr>(&expr->node)) {
            if (!send->message.empty()) addOnce(sends, send->message.back().text);
        } else if (const auto* emit = std::get_if<syntax::EmitExpr>(&expr->node)) {
            if (!emit->output.empty()) addOnce(sends, emit->output.back().text);
        }
    }
    void line(const std::string& head, const syntax::Expr* guard, const std::vector<syntax::Stmt*>& body) {
        std::vector<std::string> changes, sends, more, parts;
        syntax::walkStatements(body, [&](const syntax::Stmt* stmt) {
            if (const auto* assign = std::get_if<syntax::AssignStmt>(&stmt->node)) {
                if (std::string name = rootName(assign->target); !name.empty()) addOnce(changes, name);
            } else if (const auto* spawn = std::get_if<syntax::SpawnStmt>(&stmt->node)) {
                if (!spawn->process.empty()) addOnce(more, "spawns " + spawn->process.back().text);
            } else if (const auto* become = std::get_if<syntax::BecomeStmt>(&stmt->node)) {
                if (!become->process.empty()) addOnce(more, "becomes " + become->process.back().text);
            } else if (const auto* set = std::get_if<syntax::SetStmt>(&stmt->node)) {
                addOnce(more, "sets " + set->timer.text);
            } else if (const auto* cancel = std::get_if<syntax::CancelStmt>(&stmt->node)) {
                addOnce(more, "cancels " + cancel->timer.text);
            } else if (std::holds_alternative<syntax::StopStmt>(stmt->node)) addOnce(more, "stops");
        });
        syntax::walk(body, [&](const syntax::Expr* expr) { collectSend(expr, sends); });
        if (!changes.empty()) parts.push_back("changes " + joined(changes));
        if (!sends.empty()) parts.push_back("sends " + joined(sends));
        for (const std::string& one : more) parts.push_back(one);
        if (guard != nullptr) parts.push_back("when " + source(guard->span));
        std::string text;
        for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
        out_ += "  " + padded(head) + (text.empty() ? "does nothing" : text) + "\n";
    }

    const Analysis& analysis_;
    const sema::Symbol& symbol_;
    std::string out_;
};

}   // namespace

std::string automatonText(const Analysis& analysis, sema::SymbolId id) {
    if (id == sema::kNoSymbol) return "";
    const sema::Symbol& symbol = analysis.program()[id];
    if (symbol.decl == nullptr) return "";
    Describer describer(analysis, symbol);
    if (symbol.kind == SymbolKind::Process) {
        if (const auto* node = std::get_if<syntax::ProcessDecl>(&symbol.decl->node)) return describer.process(*node);
    }
    if (symbol.kind == SymbolKind::State) {
        if (const auto* node = std::get_if<syntax::StateDecl>(&symbol.decl->node);
            node != nullptr && node->initial != nullptr)
            return describer.state(*node);
    }
    if (symbol.kind == SymbolKind::Class) {
        if (const auto* node = std::get_if<syntax::ClassDecl>(&symbol.decl->node)) return describer.classOf(*node);
    }
    return "";
}

sema::SymbolId automatonAt(const Analysis& analysis, uint32_t offset) {
    for (sema::SymbolId id : analysis.root().symbols) {
        const sema::Symbol& symbol = analysis.program()[id];
        bool fits =
            symbol.kind == SymbolKind::Process || symbol.kind == SymbolKind::State || symbol.kind == SymbolKind::Class;
        if (fits && symbol.decl != nullptr && symbol.decl->span.begin <= offset && offset <= symbol.decl->span.end)
            return id;
    }
    return sema::kNoSymbol;
}

}   // namespace evd::lsp
