// Repairs of names that mean nothing here, or that nobody uses.

#include "frontend/repair/site.h"

#include <set>

namespace evd::repair {

using namespace syntax;

namespace {

std::string quoted(const std::string& name) { return "`" + name + "`"; }

std::vector<Fix> addImport(const Site& site, const std::string& name) {
    auto found = site.exports.find(name);
    if (found == site.exports.end()) return {};
    return {{"import " + quoted(found->second), {site.declare({"import"}, "import " + found->second)}}};
}

/// The nearest name that also fits in that it is called, or not.
std::vector<Fix> misspelt(const Site& site, const Diagnostic& diagnostic) {
    bool called = site.word(site.token(diagnostic.span.end)) == "(";
    const Decl* here = site.declaration(diagnostic.span.begin);
    std::vector<std::string> candidates;
    for (const sema::Symbol& symbol : site.program.symbols) {
        bool fits = false;
        switch (symbol.kind) {
        case sema::SymbolKind::Function: fits = called; break;
        case sema::SymbolKind::Constructor: fits = called == (symbol.type != nullptr && symbol.type->kind == sema::Kind::Function); break;
        case sema::SymbolKind::Param: fits = !called; break;
        case sema::SymbolKind::Variable: case sema::SymbolKind::Local: case sema::SymbolKind::Parameter:
            fits = !called && here != nullptr && symbol.decl == here;
            break;
        default: break;
        }
        if (fits && !symbol.name.empty()) candidates.push_back(symbol.name);
    }
    std::string near = nearest(site.text(diagnostic.span), candidates);
    if (near.empty()) return {};
    return {{"replace by " + quoted(near), {{diagnostic.span, near}}}};
}

/// Field names and types for a message, from the values or patterns it is written with.
class Fields {
public:
    explicit Fields(const Site& site) : site_(site) {}
    void add(const std::string& wanted, sema::TypeRef type) {
        static const char* const kNames[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
        std::string name = wanted.empty() || wanted == "_" ? kNames[used_.size() % 8] : wanted;
        while (!used_.insert(name).second) name += "_";
        text_ += (text_.empty() ? "" : ", ") + name + ": " + site_.typeText(type);
    }
    const std::string& text() const { return text_; }

private:
    const Site& site_;
    std::set<std::string> used_;
    std::string text_;
};

std::vector<Fix> declareMessage(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span), word;
    Fields fields(site);
    auto values = [&](const std::vector<Expr*>& args) {
        for (const Expr* arg : args) {
            const auto* named = std::get_if<NameExpr>(&arg->node);
            fields.add(named != nullptr && named->path.size() == 1 ? named->path[0].text : "", site.module.typeOf(arg->id));
        }
    };
    site.eachExpr([&](const Expr* expr) {
        if (!word.empty()) return;
        const auto* send = std::get_if<SendExpr>(&expr->node);
        const auto* emit = std::get_if<EmitExpr>(&expr->node);
        if (send != nullptr && !send->message.empty() && send->message.back().span == diagnostic.span) { word = "message"; values(send->args); }
        if (emit != nullptr && !emit->output.empty() && emit->output.back().span == diagnostic.span) { word = "output"; values(emit->args); }
    });
    site.eachClass([&](const ClassExpr* expr) {
        const auto* message = std::get_if<MessageClass>(&expr->node);
        if (!word.empty() || message == nullptr || message->message.empty() || message->message.back().span != diagnostic.span) return;
        word = "input";
        for (const Pattern* arg : message->args) {
            const auto* bind = std::get_if<BindPattern>(&arg->node);
            fields.add(bind != nullptr ? bind->name.text : "", site.module.typeOf(arg->id));
        }
    });
    if (word.empty()) return {};
    std::string text = word + " " + name + "(" + fields.text() + ")";
    return {{"declare " + quoted(text), {site.declare({"input", "output", "message"}, text)}}};
}

std::vector<Fix> declareVariable(const Site& site, const Diagnostic& diagnostic) {
    const Decl* decl = site.declaration(diagnostic.span.begin);
    const auto* process = decl == nullptr ? nullptr : std::get_if<ProcessDecl>(&decl->node);
    if (process == nullptr || process->bodySpan.empty()) return {};
    sema::TypeRef type = nullptr;
    bool assigned = false;
    site.eachStatement([&](const Stmt* stmt) {
        const auto* assign = std::get_if<AssignStmt>(&stmt->node);
        if (assign == nullptr || assign->target == nullptr || assign->target->span != diagnostic.span || assign->op != AssignOp::Set) return;
        assigned = true;
        type = site.module.typeOf(assign->value->id);
    });
    if (!assigned) return {};
    std::string value = site.placeholder(type), written = site.typeText(type);
    if (value.empty()) { value = "0"; written = "Int"; }
    std::string text = "var " + site.text(diagnostic.span) + " : " + written + " = " + value;
    size_t brace = site.token(process->bodySpan.begin);
    while (brace < site.tokenCount() && site.word(brace) != "{") ++brace;
    if (brace == site.tokenCount()) return {};
    std::string_view whole = site.sources.file(diagnostic.span.file).text();
    uint32_t at = site.tokenSpan(brace).end;
    bool ends = at >= whole.size() || whole[at] == '\n' || whole[at] == '\r';
    return {{"declare " + quoted(text), {site.insert(at, ends ? "\n  " + text : " " + text + " ")}}};
}

/// Local names begin with `_` if nobody is to use them; declarations nobody uses are removed.
std::vector<Fix> unused(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span);
    for (const Decl* decl : site.tree().decls) {
        if (decl->name.span == diagnostic.span) return {{"remove " + quoted(name), {site.remove(decl->span)}}};
        const auto* process = std::get_if<ProcessDecl>(&decl->node);
        if (process == nullptr) continue;
        for (const ProcessMember& member : process->members) {
            const auto* var = std::get_if<VarDecl>(&member);
            if (var == nullptr || var->name.span != diagnostic.span) continue;
            sema::SymbolId symbol = site.module.resolve(var->name);
            size_t uses = 0;
            for (const auto& [begin, use] : site.module.uses) uses += use.symbol == symbol ? 1 : 0;
            if (uses > 1) return {};   // it is written, though never read
            return {{"remove " + quoted(name), {site.remove(var->span)}}};
        }
    }
    return {{"rename to " + quoted("_" + name), {{diagnostic.span, "_" + name}}}};
}

std::vector<Fix> declareType(const Site& site, const Diagnostic& diagnostic) {
    std::string name = site.text(diagnostic.span);
    if (name.empty() || name.find('.') != std::string::npos) return {};
    return {{"declare " + quoted("param type " + name), {site.declare({"param"}, "param type " + name)}},
            {"declare " + quoted("enum " + name), {site.declare({"enum", "type"}, "enum " + name + " { First, Second }")}}};
}

std::vector<Fix> declareConstructor(const Site& site, const Diagnostic& diagnostic) {
    // The enum is not known; the only one of the file is probably meant.
    const Decl* only = nullptr;
    for (const Decl* decl : site.tree().decls)
        if (std::holds_alternative<EnumDecl>(decl->node)) {
            if (only != nullptr) return {};
            only = decl;
        }
    if (only == nullptr || site.word(site.token(diagnostic.span.end)) == "(") return {};
    const auto& constructors = std::get<EnumDecl>(only->node).constructors;
    if (constructors.empty()) return {};
    std::string name = site.text(diagnostic.span);
    return {{"add " + quoted(name) + " to " + quoted(only->name.text), {site.insert(constructors.back().span.end, ", " + name)}}};
}

} // namespace

std::vector<Fix> repairsOfNames(const Site& site, const Diagnostic& diagnostic) {
    switch (diagnostic.code) {
    case Code::UnknownClass: return addImport(site, site.text(diagnostic.span));
    case Code::UnknownName: {
        std::vector<Fix> out = misspelt(site, diagnostic), imported = addImport(site, site.text(diagnostic.span));
        out.insert(out.end(), imported.begin(), imported.end());
        return out;
    }
    case Code::UnknownType: {
        std::vector<Fix> out = addImport(site, site.text(diagnostic.span)), declared = declareType(site, diagnostic);
        out.insert(out.end(), declared.begin(), declared.end());
        return out;
    }
    case Code::UnknownMessage: return declareMessage(site, diagnostic);
    case Code::UnknownVariable: return declareVariable(site, diagnostic);
    case Code::UnknownConstructor: {
        std::vector<Fix> out = misspelt(site, diagnostic), declared = declareConstructor(site, diagnostic);
        out.insert(out.end(), declared.begin(), declared.end());
        return out;
    }
    case Code::UnusedName: return unused(site, diagnostic);
    case Code::UnknownModule: {
        const Decl* decl = site.declaration(diagnostic.span.begin);
        if (decl == nullptr || !std::holds_alternative<ImportDecl>(decl->node)) return {};
        return {{"remove the import", {site.remove(decl->span)}}};
    }
    default: return {};
    }
}

} // namespace evd::repair
