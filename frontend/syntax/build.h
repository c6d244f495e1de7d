#pragma once
// From the generated parser's contexts to our tree. Every function accepts null and damaged contexts and then makes
// error nodes.

#include "base/diagnostics.h"
#include "frontend/syntax/tokens.h"
#include "frontend/syntax/tree.h"

#include "EvidentParser.h"

#include <algorithm>

namespace evd::syntax {

using grammar::EvidentParser;

/// One operand or operator of a flat expression, before precedence is resolved.
struct FlatItem {
    Expr* operand = nullptr;   ///< set for operands
    size_t op = 0;             ///< token type of a prefix or infix operator (NOT IN is IN with `negated`)
    bool prefix = false;
    bool negated = false;
    Span span;   ///< with the parentheses round an operand, which its node does not cover
};

/// Collects the parts of one node: while it lives, missing parts are placed inside `whole`.
class Within;

/// The one name that has a meaning of its own: the event that starts a process, in frames.
inline constexpr std::string_view kStart = "start";

class Builder {
public:
    Builder(Tree& tree, std::string_view text, Diagnostics& diagnostics)
        : tree_(tree), text_(text), diagnostics_(diagnostics) {}

    /// The declaration of one chunk; an ErrorDecl if nothing could be understood.
    Decl* declaration(EvidentParser::ChunkContext* chunk, const std::string& doc, Span whole);

private:
    // build_decl.cpp
    void member(EvidentParser::MemberContext* context, std::vector<ProcessMember>& members);
    std::vector<Param> params(EvidentParser::ParamsContext* context);
    std::vector<Name> typeParams(EvidentParser::TypeParamsContext* context);
    std::vector<Stmt*> block(EvidentParser::StmtBlockContext* context);
    Expr* assignTarget(Expr* target);
    Stmt* statement(EvidentParser::StmtContext* context);
    std::vector<CheckBinding> bindings(const std::vector<EvidentParser::BindingContext*>& contexts);
    Expr* stepSubject(EvidentParser::PathContext* named, EvidentParser::CallArgsContext* given);
    ScenarioStep scenarioStep(EvidentParser::ScenarioStepContext* context);
    ClassExpr* handled(EvidentParser::HandlerMemberContext* context);
    void scenario(EvidentParser::ScenarioDeclContext* context, Decl& decl);
    ScenarioStep given(EvidentParser::GivenContext* context);
    void check(EvidentParser::CheckDeclContext* context, Decl& decl);
    // build_class.cpp
    ClassExpr* classExpr(EvidentParser::ClassExprContext* context);
    ClassExpr* classRule(EvidentParser::ClassRuleContext* context);
    ClassExpr* classPair(EvidentParser::ClassPairContext* context);
    ClassExpr* classPost(EvidentParser::ClassPostContext* context);
    ClassExpr* classPrefix(EvidentParser::ClassPrefixContext* context);
    ClassExpr* classPrimary(EvidentParser::ClassPrimaryContext* context);
    ClassExpr* messageClass(EvidentParser::MessageClassContext* context);
    // build_expr.cpp
    Expr* expr(EvidentParser::ExprContext* context);
    Expr* body(EvidentParser::BodyContext* context);
    Expr* measure(EvidentParser::MeasureContext* context);
    void addPrefixed(EvidentParser::PrefixedContext* context, std::vector<FlatItem>& items);
    void addOperator(antlr4::ParserRuleContext* op, bool negated, std::vector<FlatItem>& items);
    Expr* leastNumber(EvidentParser::PrefixedContext* context);
    Expr* blockExpr(EvidentParser::BlockContext* context);
    Expr* postfix(EvidentParser::PostfixContext* context);
    Expr* primary(EvidentParser::PrimaryContext* context);
    Expr* placed(Expr* object, EvidentParser::AtSuffixContext& suffix, Span whole);
    Expr* braces(EvidentParser::BracesContext* context, Span span);
    Expr* comprehension(EvidentParser::ComprehensionContext* context, ComprehensionKind kind, Expr* element,
                        Expr* value, Span span);
    Expr* literal(EvidentParser::LiteralContext* context, bool negative, Span span);
    std::vector<Expr*> args(EvidentParser::CallArgsContext* context);
    Expr* arg(EvidentParser::ArgContext* context);
    Expr* emit(EvidentParser::PathContext* output, EvidentParser::CallArgsContext* given,
               antlr4::tree::TerminalNode* to, Span whole);
    Expr* call(Span span, const std::vector<Name>& path, std::vector<Expr*> args);
    Expr* send(Span span, std::vector<Name> message, std::vector<Expr*> args, Expr* to, Expr* after);
    Pattern* pattern(EvidentParser::PatternContext* context);
    TypeExpr* type(EvidentParser::TypeContext* context);
    TypeExpr* typeAtom(EvidentParser::TypeAtomContext* context);
    std::vector<FieldInit> fieldInits(const std::vector<EvidentParser::FieldInitContext*>& contexts);
    // precedence.cpp
    Expr* resolve(const std::vector<FlatItem>& items);

    Name name(antlr4::tree::ParseTree* node);                     ///< of any rule or terminal that is one token
    std::vector<Name> path(antlr4::ParserRuleContext* context);   ///< of all name-like tokens below
    /// What a context or token covers; a point inside the enclosing node where it is missing.
    Span span(antlr4::ParserRuleContext* context) const;
    Span span(antlr4::Token* token) const;
    Span point(uint32_t at) const {
        return {tree_.file, std::clamp(at, within_.begin, within_.end), std::clamp(at, within_.begin, within_.end)};
    }
    std::string_view textAt(Span span) const { return text_.substr(span.begin, span.end - span.begin); }

    Expr* withLets(const std::vector<EvidentParser::LetHeadContext*>& heads, Expr* inner, Span innerExtent);

    template <class N> Expr* make(Span span, N node) {
        return tree_.make<Expr>(span, tree_.nodeCount++, std::move(node));
    }
    template <class N> Pattern* makePattern(Span span, N node) {
        return tree_.make<Pattern>(span, tree_.nodeCount++, std::move(node));
    }
    template <class N> TypeExpr* makeType(Span span, N node) {
        return tree_.make<TypeExpr>(span, tree_.nodeCount++, std::move(node));
    }
    template <class N> ClassExpr* makeClass(Span span, N node) {
        return tree_.make<ClassExpr>(span, tree_.nodeCount++, std::move(node));
    }
    template <class N> Stmt* makeStmt(Span span, N node) { return tree_.make<Stmt>(span, std::move(node)); }

    Tree& tree_;
    std::string_view text_;
    Diagnostics& diagnostics_;
    Span here_;     ///< where missing parts are said to be: the end of the last understood context
    Span within_;   ///< the node being built; what is missing in it is said to be inside
    bool inObserver_ = false;
    friend class Within;
    friend class Precedence;
};

class Within {
public:
    Within(Builder& builder, Span whole) : builder_(builder), outer_(builder.within_) { builder.within_ = whole; }
    ~Within() { builder_.within_ = outer_; }
    Within(const Within&) = delete;

private:
    Builder& builder_;
    Span outer_;
};

}   // namespace evd::syntax
