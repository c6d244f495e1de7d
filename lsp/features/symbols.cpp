#include "lsp/features/symbols.h"

#include <algorithm>
#include <cctype>

namespace evd::lsp {

namespace {

class Outliner {
public:
    explicit Outliner(const Analysis& analysis) : analysis_(analysis) {}

    std::vector<OutlineItem> all() {
        std::vector<OutlineItem> out;
        const syntax::Tree& tree = analysis_.tree();
        for (const syntax::Decl* decl : tree.decls)
            std::visit([&](const auto& node) { add(*decl, node, out); }, decl->node);
        return out;
    }

private:
    static OutlineItem item(const syntax::Decl& decl, OutlineKind kind, std::string detail) {
        return {decl.name.text, std::move(detail), kind, decl.span, decl.name.span, {}};
    }
    std::string signature(const syntax::Name& name) const {
        sema::SymbolId id = analysis_.root().resolve(name);
        if (id == sema::kNoSymbol) return "";
        // The name stands beside it already.
        std::string whole = analysis_.program().signature(id);
        size_t at = whole.find(name.text);
        while (at != std::string::npos && at > 0 && whole[at - 1] != ' ') at = whole.find(name.text, at + 1);
        if (at == std::string::npos) return whole;
        std::string rest = whole.substr(at + name.text.size());
        return rest.substr(std::min(rest.find_first_not_of(": "), rest.size()));
    }
    std::string typeText(const syntax::Name& name) const {
        sema::SymbolId id = analysis_.root().resolve(name);
        return id == sema::kNoSymbol ? "" : analysis_.program().text(analysis_.program()[id].type);
    }

    void add(const syntax::Decl& decl, const syntax::ParamDecl& node, std::vector<OutlineItem>& out) const {
        put(item(decl, node.isType ? OutlineKind::TypeParameter : OutlineKind::Constant, signature(decl.name)), out);
    }
    void add(const syntax::Decl& decl, const syntax::AssumeDecl&, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Property, "assume"), out);
    }
    void add(const syntax::Decl& decl, const syntax::TypeDecl& node, std::vector<OutlineItem>& out) const {
        OutlineItem made = item(decl, OutlineKind::Struct, "type");
        const auto* record = node.type == nullptr ? nullptr : std::get_if<syntax::RecordType>(&node.type->node);
        if (record != nullptr)
            for (const syntax::FieldType& field : record->fields)
                put({field.name.text, "", OutlineKind::Field, field.name.span, field.name.span, {}}, made.children);
        put(std::move(made), out);
    }
    void add(const syntax::Decl& decl, const syntax::EnumDecl& node, std::vector<OutlineItem>& out) const {
        OutlineItem made = item(decl, OutlineKind::Enum, "enum");
        for (const auto& constructor : node.constructors)
            put({constructor.name.text, "", OutlineKind::EnumMember, constructor.span, constructor.name.span, {}},
                made.children);
        put(std::move(made), out);
    }
    void add(const syntax::Decl& decl, const syntax::FunctionDecl&, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Function, signature(decl.name)), out);
    }
    void add(const syntax::Decl& decl, const syntax::MessageDecl&, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Event, signature(decl.name)), out);
    }
    void add(const syntax::Decl& decl, const syntax::ClassDecl&, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Interface, signature(decl.name)), out);
    }
    void add(const syntax::Decl& decl, const syntax::StateDecl&, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Interface, signature(decl.name)), out);
    }
    void add(const syntax::Decl& decl, const syntax::ProcessDecl& node, std::vector<OutlineItem>& out) const {
        OutlineItem made = item(decl, OutlineKind::Class, "process");
        for (const auto& member : node.members) {
            if (const auto* variable = std::get_if<syntax::VarDecl>(&member))
                put({variable->name.text,
                     typeText(variable->name),
                     OutlineKind::Field,
                     variable->span,
                     variable->name.span,
                     {}},
                    made.children);
            else if (const auto* handler = std::get_if<syntax::HandlerDecl>(&member))
                put({"on " + std::string(analysis_.sources().text(handler->event->span)),
                     handler->guard == nullptr ? ""
                                               : "when " + std::string(analysis_.sources().text(handler->guard->span)),
                     OutlineKind::Event,
                     handler->span,
                     handler->event->span,
                     {}},
                    made.children);
            else if (const auto* action = std::get_if<syntax::ActionDecl>(&member))
                put({action->name.text,
                     action->fair ? "fair action" : "action",
                     OutlineKind::Method,
                     action->span,
                     action->name.span,
                     {}},
                    made.children);
            else if (const auto* timer = std::get_if<syntax::TimerDecl>(&member))
                put({timer->name.text, "timer", OutlineKind::Method, timer->span, timer->name.span, {}}, made.children);
        }
        put(std::move(made), out);
    }
    void add(const syntax::Decl& decl, const syntax::SystemDecl&, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Object, "system"), out);
    }
    void add(const syntax::Decl& decl, const syntax::PropertyDecl& node, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Property, node.kind == syntax::PropertyKind::Invariant ? "invariant" : "property"),
            out);
    }
    void add(const syntax::Decl& decl, const syntax::ScenarioDecl&, std::vector<OutlineItem>& out) const {
        put(item(decl, OutlineKind::Function, "scenario"), out);
    }
    template <class Other> void add(const syntax::Decl&, const Other&, std::vector<OutlineItem>&) const {}

    /// Clients refuse items without a name, and names outside of the whole.
    static void put(OutlineItem made, std::vector<OutlineItem>& out) {
        if (made.name.empty()) return;
        if (made.nameSpan.begin < made.span.begin || made.nameSpan.end > made.span.end) made.nameSpan = made.span;
        out.push_back(std::move(made));
    }

    const Analysis& analysis_;
};

}   // namespace

std::vector<OutlineItem> outline(const Analysis& analysis) { return Outliner(analysis).all(); }

bool fuzzyMatches(std::string_view name, std::string_view query) {
    size_t at = 0;
    for (char c : name)
        if (at < query.size() &&
            std::tolower(static_cast<unsigned char>(c)) == std::tolower(static_cast<unsigned char>(query[at])))
            ++at;
    return at == query.size();
}

}   // namespace evd::lsp
