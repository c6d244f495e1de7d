// Expressions, patterns and types.

#include "frontend/syntax/build.h"
#include "frontend/syntax/literals.h"

namespace evd::syntax {

using P = EvidentParser;

Span Builder::span(antlr4::Token* token) const {
    if (token == nullptr || token->getStartIndex() == INVALID_INDEX) return point(here_.end);
    auto begin = static_cast<uint32_t>(token->getStartIndex()), end = static_cast<uint32_t>(token->getStopIndex() + 1);
    return begin < end ? Span{tree_.file, begin, end} : point(begin);   // a token put in for a missing one is empty
}

Span Builder::span(antlr4::ParserRuleContext* context) const {
    if (context == nullptr || context->getStart() == nullptr) return point(here_.end);
    Span first = span(context->getStart());
    Span last = context->getStop() == nullptr ? first : span(context->getStop());
    return last.end < first.begin || first.empty() ? point(last.end)
                                                   : cover(first, last);   // an empty context ends before it begins
}

Name Builder::name(antlr4::tree::ParseTree* node) {
    while (auto* rule = dynamic_cast<antlr4::ParserRuleContext*>(node)) {
        if (rule->children.empty()) return {"", span(rule)};
        node = rule->children.front();
    }
    auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(node);
    if (terminal == nullptr) return {"", point(here_.end)};
    Span at = span(terminal->getSymbol());
    return {std::string(textAt(at)), at};
}

std::vector<Name> Builder::path(antlr4::ParserRuleContext* context) {
    std::vector<Name> parts;
    if (context != nullptr)
        for (auto* child : context->children) {
            auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(child);
            if (terminal != nullptr && terminal->getSymbol()->getType() != P::LOWER &&
                terminal->getSymbol()->getType() != P::UPPER)
                continue;
            if (terminal == nullptr && dynamic_cast<P::AnyNameContext*>(child) == nullptr &&
                dynamic_cast<P::SoftNameContext*>(child) == nullptr)
                continue;
            parts.push_back(name(child));
        }
    if (parts.empty()) parts.push_back({"", span(context)});
    return parts;
}

Expr* Builder::expr(P::ExprContext* context) {
    if (context == nullptr) return make(span(context), ErrorExpr{});
    Within whole(*this, span(context));
    Expr* inner = body(context->body());
    return withLets(context->letHead(), inner, context->body() == nullptr ? inner->span : span(context->body()));
}

Expr* Builder::withLets(const std::vector<P::LetHeadContext*>& heads, Expr* inner, Span innerExtent) {
    for (auto head = heads.rbegin(); head != heads.rend(); ++head) {
        Span headSpan = span(*head);
        innerExtent = cover(headSpan, innerExtent);
        Within whole(*this, headSpan);
        Pattern* bound = pattern((*head)->pattern());
        TypeExpr* written = (*head)->type() == nullptr ? nullptr : type((*head)->type());
        Expr* value = expr((*head)->expr());
        inner = make(innerExtent, LetExpr{bound, written, value, inner});
    }
    return inner;
}

void Builder::addPrefixed(P::PrefixedContext* context, std::vector<FlatItem>& items) {
    for (auto* part : context->children)
        if (auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(part))
            items.push_back({nullptr, terminal->getSymbol()->getType(), true, false, span(terminal->getSymbol())});
    if (Expr* least = leastNumber(context)) {
        items.back() = {least, 0, false, false, least->span};
        return;
    }
    Expr* operand = postfix(context->postfix());
    items.push_back(
        {operand, 0, false, false, context->postfix() == nullptr ? operand->span : span(context->postfix())});
}

/// `-9223372036854775808` with its sign, as there is no such number without it; null for anything else.
Expr* Builder::leastNumber(P::PrefixedContext* context) {
    auto* postfix = context->postfix();
    if (postfix == nullptr || !postfix->suffix().empty() || context->children.size() < 2) return nullptr;
    auto* primary = dynamic_cast<P::LiteralPrimaryContext*>(postfix->primary());
    auto* sign = dynamic_cast<antlr4::tree::TerminalNode*>(context->children[context->children.size() - 2]);
    if (primary == nullptr || primary->literal() == nullptr || sign == nullptr ||
        sign->getSymbol()->getType() != P::MINUS)
        return nullptr;
    auto* number = primary->literal();
    if (number->INT() == nullptr && number->DURATION() == nullptr) return nullptr;
    if (!fitsOnlyNegative(textAt(span(number)), number->DURATION() != nullptr)) return nullptr;
    return literal(number, true, cover(span(sign->getSymbol()), span(number)));
}

Expr* Builder::measure(P::MeasureContext* context) {
    std::vector<FlatItem> items;
    for (auto* child : context->children) {
        if (auto* prefixed = dynamic_cast<P::PrefixedContext*>(child)) addPrefixed(prefixed, items);
        else if (auto* op = dynamic_cast<P::MeasureOpContext*>(child)) addOperator(op, op->NOT() != nullptr, items);
    }
    return resolve(items);
}

/// One operator of a flat list; `not in` is the negated `in`.
void Builder::addOperator(antlr4::ParserRuleContext* op, bool negated, std::vector<FlatItem>& items) {
    size_t type = op->getStart() == nullptr ? 0 : negated ? static_cast<size_t>(P::IN) : op->getStart()->getType();
    items.push_back({nullptr, type, false, negated, span(op)});
}

Expr* Builder::body(P::BodyContext* context) {
    if (context == nullptr) return make(span(context), ErrorExpr{});
    if (context->prefixed().empty())
        return context->block() == nullptr ? make(span(context), ErrorExpr{}) : blockExpr(context->block());
    std::vector<FlatItem> items;
    for (auto* child : context->children) {
        auto* rule = dynamic_cast<antlr4::ParserRuleContext*>(child);
        if (auto* prefixed = dynamic_cast<P::PrefixedContext*>(child)) addPrefixed(prefixed, items);
        else if (auto* op = dynamic_cast<P::BinopContext*>(child)) addOperator(op, op->NOT() != nullptr, items);
        else if (auto* last = dynamic_cast<P::BlockContext*>(child)) {
            Expr* operand = blockExpr(last);
            items.push_back({operand, 0, false, false, operand->span});
        } else if (auto* tail = dynamic_cast<P::BodyContext*>(child)) {
            // `x and let y = e in z`: the let chain is the last operand
            Expr* inner = body(tail);
            inner = withLets(context->letHead(), inner, span(tail));
            items.push_back({inner, 0, false, false, inner->span});
        }
        if (rule != nullptr) here_ = span(rule);
    }
    return resolve(items);
}

Expr* Builder::blockExpr(P::BlockContext* context) {
    Span whole = span(context);
    Within inside(*this, whole);
    if (auto* node = dynamic_cast<P::IfBlockContext*>(context)) {
        // conditions and values alternate: if c0 then v0 else if c1 then v1 … else vn
        std::vector<Expr*> parts;
        for (auto* part : node->expr()) parts.push_back(expr(part));
        while (parts.size() < 3) parts.push_back(make({tree_.file, whole.end, whole.end}, ErrorExpr{}));
        Expr* chain = parts.back();
        auto ifs = node->IF();
        for (size_t i = (parts.size() - 1) / 2; i-- > 0;) {
            Span from =
                i == 0 || i >= ifs.size() ? whole : Span{tree_.file, span(ifs[i]->getSymbol()).begin, whole.end};
            chain = make(from, IfExpr{parts[2 * i], parts[2 * i + 1], chain});
        }
        return chain;
    }
    if (auto* node = dynamic_cast<P::QuantifierBlockContext*>(context)) {
        std::vector<QuantifiedVar> vars;
        for (auto* var : node->quantified()) {
            BoundRelation relation = BoundRelation::None;
            if (var->IN() != nullptr) relation = BoundRelation::In;
            else if (var->LT() != nullptr) relation = BoundRelation::Before;
            else if (var->LE() != nullptr) relation = BoundRelation::BeforeOrSame;
            else if (var->LT_AT() != nullptr) relation = BoundRelation::LocallyBefore;
            else if (var->GT() != nullptr) relation = BoundRelation::After;
            else if (var->GE() != nullptr) relation = BoundRelation::AfterOrSame;
            Expr* bound = relation == BoundRelation::None ? nullptr : expr(var->expr());
            vars.push_back({name(var->name()), relation, bound, nullptr});
        }
        // a bound written once holds for the names before it that have none: `forall a, b in s`
        for (size_t i = vars.size(); i-- > 1;)
            if (vars[i].relation == BoundRelation::In && vars[i - 1].relation == BoundRelation::None) {
                vars[i - 1].relation = BoundRelation::In;
                vars[i - 1].bound = vars[i].bound;
            }
        auto from = [&](antlr4::tree::TerminalNode* first) {
            return Span{tree_.file, span(first->getSymbol()).begin, whole.end};
        };
        auto* word = node->FORALL() != nullptr ? node->FORALL() : node->EXISTS();
        Span own = word == nullptr ? whole : from(word);
        Expr* quantified = make(own, QuantifierExpr{node->FORALL() != nullptr, std::move(vars), expr(node->expr())});
        auto nots = node->NOT();
        for (auto last = nots.rbegin(); last != nots.rend(); ++last)
            quantified = make(from(*last), UnaryExpr{UnaryOp::Not, quantified});
        return quantified;
    }
    if (auto* node = dynamic_cast<P::BoundedBlockContext*>(context)) {
        Pattern* bound = pattern(node->pattern());
        Expr* source = expr(node->expr(0));
        return make(whole, BoundedExpr{node->ALL() != nullptr, bound, source, expr(node->expr(1))});
    }
    if (auto* node = dynamic_cast<P::SendBlockContext*>(context)) {
        Expr* after = node->AFTER() == nullptr ? nullptr : postfix(node->postfix());
        auto message = path(node->path());
        auto given = args(node->callArgs());
        return send(whole, std::move(message), std::move(given), node->TO() == nullptr ? nullptr : expr(node->expr()),
                    after);
    }
    if (auto* node = dynamic_cast<P::EmitBlockContext*>(context))
        return emit(node->path(), node->callArgs(), node->TO(), whole);
    if (auto* node = dynamic_cast<P::TemporalBlockContext*>(context))
        return make(whole, TemporalExpr{node->ALWAYS() != nullptr ? TemporalOp::Always : TemporalOp::Eventually,
                                        expr(node->expr())});
    return make(whole, ErrorExpr{});
}

/// A destination after an output is reported and left out of the tree.
Expr* Builder::emit(P::PathContext* output, P::CallArgsContext* given, antlr4::tree::TerminalNode* to, Span whole) {
    auto named = path(output);
    if (to == nullptr) return make(whole, EmitExpr{std::move(named), args(given)});
    Span rest{whole.file, span(to->getSymbol()).begin, whole.end}, own{whole.file, whole.begin, span(given).end};
    diagnostics_.report(Code::UnexpectedToken, rest, "a destination", "the end of `emit`")
        .note("an output goes to the environment and has no destination; `send` is for messages between processes")
        .replace("remove the destination", {whole.file, own.end, rest.end}, "");
    Within inside(*this, own);
    return make(own, EmitExpr{std::move(named), args(given)});
}

/// `f(a)`, `x.f(a)`: the call that an expression of this text is.
Expr* Builder::call(Span whole, const std::vector<Name>& path, std::vector<Expr*> given) {
    Expr* callee = make(path.back().span, NameExpr{{path.back()}});
    if (path.size() == 1) return make(whole, CallExpr{callee, std::move(given), false});
    Expr* receiver = make(path.front().span, NameExpr{{path.front()}});
    for (size_t i = 1; i + 1 < path.size(); ++i)
        receiver = make(cover(path.front().span, path[i].span), FieldExpr{receiver, path[i]});
    given.insert(given.begin(), receiver);
    return make(whole, CallExpr{callee, std::move(given), true});
}

Expr* Builder::send(Span whole, std::vector<Name> message, std::vector<Expr*> given, Expr* to, Expr* after) {
    return make(whole, SendExpr{std::move(message), std::move(given), to, after});
}

std::vector<Expr*> Builder::args(P::CallArgsContext* context) {
    std::vector<Expr*> out;
    if (context != nullptr)
        for (auto* part : context->arg()) out.push_back(arg(part));
    return out;
}

Expr* Builder::arg(P::ArgContext* context) {
    if (context == nullptr || context->lambda() == nullptr) return expr(context == nullptr ? nullptr : context->expr());
    auto* lambda = context->lambda();
    Within whole(*this, span(lambda));
    std::vector<LambdaParam> params;
    if (lambda->LOWER() != nullptr)
        params.push_back({makePattern(span(lambda->getStart()), BindPattern{name(lambda->LOWER())}), nullptr});
    else if (lambda->softName() != nullptr)
        params.push_back({makePattern(span(lambda->softName()), BindPattern{name(lambda->softName())}), nullptr});
    else if (lambda->UNDERSCORE() != nullptr)
        params.push_back({makePattern(span(lambda->getStart()), WildcardPattern{}), nullptr});
    else
        for (auto* param : lambda->lambdaParam()) {
            Pattern* bound = pattern(param->pattern());
            params.push_back({bound, param->type() == nullptr ? nullptr : type(param->type())});
        }
    return make(span(lambda), LambdaExpr{std::move(params), expr(lambda->expr())});
}

Expr* Builder::postfix(P::PostfixContext* context) {
    if (context == nullptr) return make(span(context), ErrorExpr{});
    Within all(*this, span(context));
    Expr* object = primary(context->primary());
    Span first = context->primary() == nullptr ? object->span : span(context->primary());
    for (auto* suffix : context->suffix()) {
        Span whole = cover(first, span(suffix));
        Within inside(*this, whole);
        if (auto* call = dynamic_cast<P::CallSuffixContext*>(suffix)) {
            std::vector<Expr*> given;
            for (auto* part : call->arg()) given.push_back(arg(part));
            // `x.f(a)` is a call of f with x first; `module.f(a)` looks the same here and is told apart by sema
            if (auto* field = std::get_if<FieldExpr>(&object->node)) {
                Expr* callee = make(field->field.span, NameExpr{{field->field}});
                given.insert(given.begin(), field->object);
                tree_.forget(object->id);
                object = make(whole, CallExpr{callee, std::move(given), true});
            } else object = make(whole, CallExpr{object, std::move(given), false});
        } else if (auto* index = dynamic_cast<P::IndexSuffixContext*>(suffix)) {
            object = make(whole, IndexExpr{object, expr(index->expr())});
        } else if (auto* field = dynamic_cast<P::FieldSuffixContext*>(suffix)) {
            Name part = name(field->anyName());
            bool upper = !part.text.empty() && part.text.front() >= 'A' && part.text.front() <= 'Z';
            auto* module = std::get_if<NameExpr>(&object->node);
            if (upper && module != nullptr) {
                std::vector<Name> parts = module->path;
                parts.push_back(part);
                tree_.forget(object->id);
                object = make(whole, NameExpr{std::move(parts)});
            } else object = make(whole, FieldExpr{object, std::move(part)});
        } else if (auto* of = dynamic_cast<P::OfSuffixContext*>(suffix)) {
            Name variable{"", object->span};
            tree_.forget(object->id);
            if (auto* named = std::get_if<NameExpr>(&object->node)) variable = named->path.back();
            else
                diagnostics_.report(Code::UnexpectedToken, object->span, "an expression",
                                    "the name of a variable before `of`");
            auto process = path(of->path());
            ValueOfExpr made{std::move(variable), std::move(process), nullptr};
            made.hasArgs = of->callArgs() != nullptr;
            if (made.hasArgs) made.args = args(of->callArgs());
            if (of->AT() != nullptr) made.at = postfix(of->postfix());
            object = make(whole, std::move(made));
        } else if (auto* at = dynamic_cast<P::AtSuffixContext*>(suffix)) object = placed(object, *at, whole);
    }
    return object;
}

/// `S at i`, `S(a) at i`, `P at i runs`.
Expr* Builder::placed(Expr* object, P::AtSuffixContext& suffix, Span whole) {
    const auto* call = std::get_if<CallExpr>(&object->node);
    const auto* named = std::get_if<NameExpr>(call == nullptr ? &object->node : &call->callee->node);
    PlacedExpr made{{}, {}, call != nullptr, nullptr, suffix.RUNS() != nullptr};
    if (named != nullptr) made.path = named->path;
    if (call != nullptr) made.args = call->args;
    const auto* module = call == nullptr || !call->method ? nullptr : std::get_if<NameExpr>(&call->args.front()->node);
    if (module != nullptr) {   // `m.S(a)` reads as a method's call
        made.path.insert(made.path.begin(), module->path.begin(), module->path.end());
        made.args.erase(made.args.begin());
    }
    made.at = postfix(suffix.postfix());
    const bool upper = !made.path.empty() && !made.path.back().text.empty() && made.path.back().text.front() >= 'A' &&
                       made.path.back().text.front() <= 'Z';
    if (!upper || (call != nullptr && call->method && module == nullptr)) {
        diagnostics_.report(Code::UnexpectedToken, object->span, "an expression",
                            made.runs ? "the name of a process" : "the name of a state before `at`");
        return make(whole, ErrorExpr{{object, made.at}});
    }
    tree_.forget(object->id);
    if (call != nullptr) tree_.forget(call->callee->id);
    if (module != nullptr) tree_.forget(call->args.front()->id);
    return make(whole, std::move(made));
}

Expr* Builder::primary(P::PrimaryContext* context) {
    Span whole = span(context);
    Within inside(*this, whole);
    here_ = whole;
    if (auto* node = dynamic_cast<P::LiteralPrimaryContext*>(context)) return literal(node->literal(), false, whole);
    if (dynamic_cast<P::NamePrimaryContext*>(context) != nullptr ||
        dynamic_cast<P::SoftPrimaryContext*>(context) != nullptr) {
        Name named = name(context);
        if (named.missing()) return make(whole, ErrorExpr{});
        return make(whole, NameExpr{{std::move(named)}});
    }
    if (dynamic_cast<P::SelfPrimaryContext*>(context) != nullptr) return make(whole, SelfExpr{});
    if (dynamic_cast<P::HolePrimaryContext*>(context) != nullptr) return make(whole, HoleExpr{});
    if (dynamic_cast<P::StartPrimaryContext*>(context) != nullptr) return make(whole, NameExpr{{name(context)}});
    if (auto* node = dynamic_cast<P::ParenPrimaryContext*>(context)) {
        std::vector<Expr*> items;
        for (auto* item : node->expr()) items.push_back(expr(item));
        if (items.size() == 1 && node->COMMA().empty()) return items.front();
        return make(whole, TupleExpr{std::move(items)});
    }
    if (auto* node = dynamic_cast<P::ListPrimaryContext*>(context)) {
        if (node->comprehension() != nullptr)
            return comprehension(node->comprehension(), ComprehensionKind::List, expr(node->expr(0)), nullptr, whole);
        std::vector<Expr*> items;
        for (auto* item : node->expr()) items.push_back(expr(item));
        return make(whole, ListExpr{std::move(items)});
    }
    if (auto* node = dynamic_cast<P::BracePrimaryContext*>(context))
        return node->braces() == nullptr ? make(whole, SetExpr{}) : braces(node->braces(), whole);
    if (auto* node = dynamic_cast<P::MatchPrimaryContext*>(context)) {
        Expr* value = expr(node->expr());
        std::vector<MatchArm> arms;
        for (auto* arm : node->matchArm()) {
            Within armSpan(*this, span(arm));
            Pattern* matched = pattern(arm->pattern());
            Expr* guard = arm->WHEN() == nullptr ? nullptr : expr(arm->expr(0));
            arms.push_back({matched, guard, expr(arm->expr(arm->WHEN() == nullptr ? 0 : 1)), span(arm)});
        }
        return make(whole, MatchExpr{value, std::move(arms)});
    }
    if (auto* node = dynamic_cast<P::SentPrimaryContext*>(context)) {
        auto message = path(node->path());
        return make(whole, OccurrenceExpr{OccurrenceExpr::Kind::Sent, std::move(message), args(node->callArgs()),
                                          nullptr, nullptr, nullptr});
    }
    if (auto* node = dynamic_cast<P::HappenedPrimaryContext*>(context)) {
        OccurrenceExpr made{OccurrenceExpr::Kind::Happened, {}, {}, nullptr, nullptr, nullptr};
        made.name = path(node->path());
        if (node->callArgs() != nullptr) made.args = args(node->callArgs());
        if (node->AT() != nullptr) made.to = postfix(node->postfix());
        return make(whole, std::move(made));
    }
    if (auto* node = dynamic_cast<P::TravelPrimaryContext*>(context)) {
        OccurrenceExpr made{node->WAS_SENT() != nullptr ? OccurrenceExpr::Kind::WasSent
                                                        : OccurrenceExpr::Kind::InFlight,
                            {},
                            {},
                            nullptr,
                            nullptr,
                            nullptr};
        made.name = path(node->path());
        made.args = args(node->callArgs());
        size_t next = 0;
        if (node->BY() != nullptr) made.by = postfix(node->postfix(next++));
        if (node->TO() != nullptr) made.to = postfix(node->postfix(next));
        return make(whole, std::move(made));
    }
    return make(whole, ErrorExpr{});
}

std::vector<FieldInit> Builder::fieldInits(const std::vector<P::FieldInitContext*>& contexts) {
    std::vector<FieldInit> fields;
    for (auto* field : contexts) {
        Name named = name(field->anyName());
        fields.push_back({std::move(named), expr(field->expr())});
    }
    return fields;
}

Expr* Builder::braces(P::BracesContext* context, Span whole) {
    if (auto* node = dynamic_cast<P::RecordBracesContext*>(context))
        return make(whole, RecordExpr{fieldInits(node->fieldInit())});
    if (auto* node = dynamic_cast<P::UpdateBracesContext*>(context)) {
        Expr* record = expr(node->expr());
        return make(whole, RecordUpdateExpr{record, fieldInits(node->fieldInit())});
    }
    if (auto* node = dynamic_cast<P::MapBracesContext*>(context)) {
        Expr* key = expr(node->expr(0));
        Expr* value = expr(node->expr(1));
        if (node->comprehension() != nullptr)
            return comprehension(node->comprehension(), ComprehensionKind::Map, key, value, whole);
        std::vector<MapEntry> entries = {{key, value}};
        for (auto* entry : node->mapEntry()) {
            Expr* entryKey = expr(entry->expr(0));
            entries.push_back({entryKey, expr(entry->expr(1))});
        }
        return make(whole, MapExpr{std::move(entries)});
    }
    if (auto* node = dynamic_cast<P::SetBracesContext*>(context)) {
        if (node->comprehension() != nullptr)
            return comprehension(node->comprehension(), ComprehensionKind::Set, expr(node->expr(0)), nullptr, whole);
        std::vector<Expr*> items;
        for (auto* item : node->expr()) items.push_back(expr(item));
        return make(whole, SetExpr{std::move(items)});
    }
    return make(whole, ErrorExpr{});
}

Expr* Builder::comprehension(P::ComprehensionContext* context, ComprehensionKind kind, Expr* element, Expr* value,
                             Span whole) {
    std::vector<Generator> generators;
    for (auto* generator : context->generator()) {
        Pattern* bound = pattern(generator->pattern());
        generators.push_back({bound, expr(generator->expr())});
    }
    Expr* condition = context->IF() == nullptr ? nullptr : expr(context->expr());
    return make(whole, ComprehensionExpr{kind, element, value, std::move(generators), condition});
}

Expr* Builder::literal(P::LiteralContext* context, bool negative, Span whole) {
    if (context == nullptr || context->getStart() == nullptr) return make(whole, ErrorExpr{});
    Span at = span(context);
    std::string_view text = textAt(at);
    switch (context->getStart()->getType()) {
    case P::TRUE: return make(whole, BoolLiteral{true});
    case P::FALSE: return make(whole, BoolLiteral{false});
    case P::INT: return make(whole, IntLiteral{readInt(text, negative, at, diagnostics_)});
    case P::DURATION: return make(whole, DurationLiteral{readDuration(text, negative, at, diagnostics_)});
    case P::TEXT: return make(whole, TextLiteral{readText(text, at, false, diagnostics_)});
    case P::BYTES: return make(whole, BytesLiteral{readText(text, at, true, diagnostics_)});
    default: return make(whole, ErrorExpr{});   // a mistake, which was reported
    }
}

Pattern* Builder::pattern(P::PatternContext* context) {
    Span whole = span(context);
    Within inside(*this, whole);
    if (dynamic_cast<P::WildcardPatternContext*>(context) != nullptr) return makePattern(whole, WildcardPattern{});
    if (auto* node = dynamic_cast<P::PinPatternContext*>(context))
        return makePattern(whole, PinPattern{postfix(node->postfix())});
    if (auto* node = dynamic_cast<P::LiteralPatternContext*>(context))
        return makePattern(whole, LiteralPattern{literal(node->literal(), node->MINUS() != nullptr, whole)});
    if (dynamic_cast<P::BindPatternContext*>(context) != nullptr ||
        dynamic_cast<P::SoftBindPatternContext*>(context) != nullptr) {
        Name named = name(context);
        if (named.missing()) return makePattern(whole, ErrorPattern{});
        if (named.text == "_") return makePattern(whole, WildcardPattern{});
        return makePattern(whole, BindPattern{std::move(named)});
    }
    if (auto* node = dynamic_cast<P::ConstructorPatternContext*>(context)) {
        auto constructor = path(node);
        std::vector<Pattern*> parts;
        for (auto* part : node->pattern()) parts.push_back(pattern(part));
        return makePattern(whole,
                           ConstructorPattern{std::move(constructor), std::move(parts), node->openParen() != nullptr});
    }
    if (auto* node = dynamic_cast<P::TuplePatternContext*>(context)) {
        std::vector<Pattern*> items;
        for (auto* item : node->pattern()) items.push_back(pattern(item));
        if (items.size() == 1 && node->COMMA().empty()) return items.front();
        return makePattern(whole, TuplePattern{std::move(items)});
    }
    if (auto* node = dynamic_cast<P::RecordPatternContext*>(context)) {
        std::vector<FieldPattern> fields;
        for (auto* field : node->fieldPattern()) {
            Name named = name(field->name());
            fields.push_back({std::move(named), field->pattern() == nullptr ? nullptr : pattern(field->pattern())});
        }
        return makePattern(whole, RecordPattern{std::move(fields)});
    }
    return makePattern(whole, ErrorPattern{});
}

TypeExpr* Builder::type(P::TypeContext* context) {
    if (context == nullptr) return makeType(span(context), ErrorType{});
    Within inside(*this, span(context));
    TypeExpr* from = typeAtom(context->typeAtom());
    if (context->ARROW() == nullptr) return from;
    TypeExpr* to = type(context->type());
    std::vector<TypeExpr*> parameters = {from};
    // The outermost brackets are those of the list of parameters: `((A, B)) -> C` takes one pair.
    auto* list = dynamic_cast<P::TupleTypeContext*>(context->typeAtom());
    if (list != nullptr && list->type().size() > 1) {
        parameters = std::get<TupleType>(from->node).items;
        tree_.forget(from->id);
    }
    return makeType(span(context), FunctionType{std::move(parameters), to});
}

TypeExpr* Builder::typeAtom(P::TypeAtomContext* context) {
    Span whole = span(context);
    Within inside(*this, whole);
    if (auto* node = dynamic_cast<P::NamedTypeContext*>(context)) {
        auto named = path(node);
        std::vector<TypeExpr*> given;
        for (auto* part : node->type()) given.push_back(type(part));
        return makeType(whole, NamedType{std::move(named), std::move(given)});
    }
    if (auto* node = dynamic_cast<P::TupleTypeContext*>(context)) {
        std::vector<TypeExpr*> items;
        for (auto* item : node->type()) items.push_back(type(item));
        if (items.size() == 1) return items.front();
        return makeType(whole, TupleType{std::move(items)});
    }
    if (auto* node = dynamic_cast<P::RecordTypeContext*>(context)) {
        std::vector<FieldType> fields;
        for (auto* field : node->fieldType()) {
            Name named = name(field->name());
            fields.push_back({std::move(named), type(field->type())});
        }
        return makeType(whole, RecordType{std::move(fields)});
    }
    return makeType(whole, ErrorType{});
}

}   // namespace evd::syntax
