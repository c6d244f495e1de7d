#include "frontend/sema/monitored.h"

#include "frontend/syntax/walk.h"

#include <algorithm>
#include <sstream>

namespace evd::sema {

using namespace syntax;

namespace {

/// Looks through one formula for the first thing that is not about the present.
class Finder {
public:
    Finder(const Program& program, const SourceSet& sources, uint32_t module)
        : program_(program), sources_(sources), module_(module) {}

    std::string find(const Expr* formula) {
        walk(formula, [&](const Expr* e) {
            std::string reason = std::visit([&](const auto& node) { return of(node, e, formula); }, e->node);
            // That it speaks of other things than the present counts more than a domain that could be given.
            std::string& first = std::holds_alternative<QuantifierExpr>(e->node) ? domain_ : reason_;
            if (first.empty()) first = std::move(reason);
        });
        return reason_.empty() ? domain_ : reason_;
    }

private:
    template <class Node> std::string of(const Node&, const Expr*, const Expr*) const { return ""; }
    std::string of(const OccurrenceExpr&, const Expr* e, const Expr*) const { return quoted(e) + " speaks of events"; }
    std::string of(const AtEventExpr&, const Expr* e, const Expr*) const { return quoted(e) + " speaks of an event"; }
    std::string of(const HoleExpr&, const Expr*, const Expr*) const { return "`_` stands for any value"; }

    std::string of(const TemporalExpr& node, const Expr* e, const Expr* formula) const {
        return node.op == TemporalOp::Always && e == formula ? "" : quoted(e) + " speaks of other moments";
    }

    std::string of(const BinaryExpr& node, const Expr* e, const Expr*) const {
        return node.op == BinaryOp::LeadsTo || node.op == BinaryOp::Before ? quoted(e) + " speaks of other moments"
                                                                           : "";
    }

    std::string of(const NameExpr& node, const Expr* e, const Expr*) const {
        SymbolId id = resolve(node.path.back());
        if (id == kNoSymbol) return "";
        const Symbol& symbol = program_[id];
        if (symbol.kind == SymbolKind::State) return quoted(e) + " is no variable of a process";
        const auto* other =
            symbol.kind == SymbolKind::Property ? std::get_if<PropertyDecl>(&symbol.decl->node) : nullptr;
        return other == nullptr ? "" : whyNotMonitored(program_, sources_, symbol.module, other->formula);
    }

    std::string of(const QuantifierExpr& node, const Expr*, const Expr*) const {
        for (const QuantifiedVar& var : node.vars) {
            if (var.relation == BoundRelation::In) continue;
            SymbolId id = resolve(var.name);
            TypeRef type = id == kNoSymbol ? nullptr : program_[id].type;
            if (type == nullptr || type->kind == Kind::Event) return "`" + var.name.text + "` ranges over events";
            if (!isFinite(program_, type))
                return "`" + var.name.text + "` ranges over every " + program_.text(type) +
                       "; give it a collection: `" + var.name.text + " in …`";
        }
        return "";
    }

    SymbolId resolve(const Name& name) const { return program_.modules[module_].resolve(name); }

    /// The source, on one line.
    std::string quoted(const Expr* e) const {
        std::istringstream words{std::string(sources_.text(e->span))};
        std::string out, word;
        while (words >> word) out += (out.empty() ? "`" : " ") + word;
        return out + "`";
    }

    const Program& program_;
    const SourceSet& sources_;
    uint32_t module_;
    std::string reason_, domain_;
};

bool isBuiltin(const Program& program, uint32_t module, const Name& name) {
    SymbolId id = program.modules[module].resolve(name);
    return id != kNoSymbol && program[id].kind == SymbolKind::Builtin;
}

}   // namespace

bool isFinite(const Program& program, TypeRef type) {
    if (type->kind == Kind::Loc || type->kind == Kind::Bool) return true;
    if (type->kind != Kind::Enum) return false;
    const auto* declared =
        program[type->symbol].decl == nullptr ? nullptr : std::get_if<EnumDecl>(&program[type->symbol].decl->node);
    return declared != nullptr && std::all_of(declared->constructors.begin(), declared->constructors.end(),
                                              [](const Constructor& one) { return one.fields.empty(); });
}

std::string whyNotMonitored(const Program& program, const SourceSet& sources, uint32_t module, const Expr* formula) {
    return Finder(program, sources, module).find(formula);
}

std::string whyNoAssumption(const Program& program, const SourceSet& sources, uint32_t module, const Expr* formula) {
    std::string reason = whyNotMonitored(program, sources, module, formula);
    walk(formula, [&](const Expr* e) {
        const auto* call = std::get_if<CallExpr>(&e->node);
        const auto* callee = call == nullptr ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        bool up =
            callee != nullptr && callee->path.back().text == "up" && isBuiltin(program, module, callee->path.back());
        if (reason.empty() && (up || std::holds_alternative<ValueOfExpr>(e->node)))
            reason = "`" + std::string(sources.text(e->span)) + "` speaks of a run, which has not begun";
    });
    return reason;
}

Diagnostics notes(const Program& program, const SourceSet& sources) {
    Diagnostics out;
    for (uint32_t m = 0; m < program.modules.size(); ++m)
        for (SymbolId id : program.modules[m].symbols) {
            const Symbol& symbol = program[id];
            const auto* property = symbol.kind != SymbolKind::Property || symbol.decl == nullptr
                                       ? nullptr
                                       : std::get_if<PropertyDecl>(&symbol.decl->node);
            if (property == nullptr || property->kind != PropertyKind::Invariant) continue;
            if (std::string why = whyNotMonitored(program, sources, m, property->formula); !why.empty())
                out.report(Code::NotWatched, symbol.nameSpan, program.qualifiedName(id), why);
        }
    return out;
}

}   // namespace evd::sema
