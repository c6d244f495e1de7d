// Event class expressions.

#include "frontend/syntax/build.h"

namespace evd::syntax {

using P = EvidentParser;

ClassExpr* Builder::classExpr(P::ClassExprContext* context) {
    const auto rules = context == nullptr ? std::vector<P::ClassRuleContext*>() : context->classRule();
    if (rules.empty()) return makeClass(span(context), ErrorClass{});
    Within inside(*this, span(context));
    ClassExpr* left = classRule(rules[0]);
    for (size_t i = 1; i < rules.size(); ++i) {
        ClassExpr* right = classRule(rules[i]);
        left = makeClass(cover(span(rules[0]), span(rules[i])), UnionClass{left, right});
    }
    return left;
}

ClassExpr* Builder::classRule(P::ClassRuleContext* context) {
    if (context == nullptr) return makeClass(span(context), ErrorClass{});
    Within inside(*this, span(context));
    ClassExpr* source = classPair(context->classPair());
    if (context->WHEN() == nullptr && context->FATARROW() == nullptr) return source;
    Expr* condition = context->WHEN() == nullptr ? nullptr : expr(context->expr(0));
    Expr* value = context->FATARROW() == nullptr ? nullptr : expr(context->expr(context->WHEN() == nullptr ? 0 : 1));
    return makeClass(span(context), RuleClass{source, condition, value, context->EACH() != nullptr});
}

ClassExpr* Builder::classPair(P::ClassPairContext* context) {
    const auto posts = context == nullptr ? std::vector<P::ClassPostContext*>() : context->classPost();
    if (posts.empty()) return makeClass(span(context), ErrorClass{});
    Within inside(*this, span(context));
    ClassExpr* left = classPost(posts[0]);
    for (size_t i = 1; i < posts.size(); ++i) {
        ClassExpr* right = classPost(posts[i]);
        left = makeClass(cover(span(posts[0]), span(posts[i])), PairClass{left, right});
    }
    return left;
}

ClassExpr* Builder::classPost(P::ClassPostContext* context) {
    if (context == nullptr) return makeClass(span(context), ErrorClass{});
    Within all(*this, span(context));
    ClassExpr* source = classPrefix(context->classPrefix());
    Span first = context->classPrefix() == nullptr ? source->span : span(context->classPrefix());
    for (auto* suffix : context->classSuffix()) {
        Span whole = cover(first, span(suffix));
        Within inside(*this, whole);
        if (suffix->AS() != nullptr) source = makeClass(whole, AsClass{source, pattern(suffix->pattern())});
        else if (suffix->UNTIL() != nullptr)
            source = makeClass(whole, UntilClass{source, classPrefix(suffix->classPrefix())});
        else if (suffix->AT() != nullptr) source = makeClass(whole, AtClass{source, postfix(suffix->postfix())});
    }
    return source;
}

ClassExpr* Builder::classPrefix(P::ClassPrefixContext* context) {
    Span whole = span(context);
    Within inside(*this, whole);
    if (auto* node = dynamic_cast<P::OnceClassContext*>(context))
        return makeClass(whole, OnceClass{classPrefix(node->classPrefix())});
    if (auto* node = dynamic_cast<P::BeforeClassContext*>(context))
        return makeClass(whole, BeforeClass{classPrefix(node->classPrefix())});
    if (auto* node = dynamic_cast<P::LatestClassContext*>(context)) {
        ClassExpr* source = classPrefix(node->classPrefix());
        return makeClass(whole, LatestClass{source, expr(node->expr())});
    }
    if (auto* node = dynamic_cast<P::EachClassContext*>(context)) {
        Pattern* bound = pattern(node->pattern());
        ClassExpr* source = classPair(node->classPair());
        return makeClass(whole, SpawnClass{bound, source, classPrimary(node->classPrimary())});
    }
    if (auto* node = dynamic_cast<P::PlainClassContext*>(context)) return classPrimary(node->classPrimary());
    return makeClass(whole, ErrorClass{});
}

ClassExpr* Builder::classPrimary(P::ClassPrimaryContext* context) {
    Span whole = span(context);
    Within inside(*this, whole);
    here_ = whole;
    if (dynamic_cast<P::StartClassContext*>(context) != nullptr) return makeClass(whole, StartClass{});
    if (auto* node = dynamic_cast<P::MessageClassPrimaryContext*>(context)) return messageClass(node->messageClass());
    if (auto* node = dynamic_cast<P::ClassRefPrimaryContext*>(context)) {
        auto named = path(node);
        return makeClass(whole, ClassRef{std::move(named), args(node->callArgs())});
    }
    if (auto* node = dynamic_cast<P::ParenClassContext*>(context)) return classExpr(node->classExpr());
    return makeClass(whole, ErrorClass{});
}

ClassExpr* Builder::messageClass(P::MessageClassContext* context) {
    if (context == nullptr) return makeClass(span(context), ErrorClass{});
    Within inside(*this, span(context));
    auto message = path(context->messagePath());
    std::vector<Pattern*> given;
    for (auto* one : context->pattern()) given.push_back(pattern(one));
    Pattern* from = nullptr;   // the last one
    if (context->FROM() != nullptr && !given.empty()) {
        from = given.back();
        given.pop_back();
    }
    return makeClass(span(context),
                     MessageClass{std::move(message), std::move(given), context->LPAREN() != nullptr, from});
}

}   // namespace evd::syntax
