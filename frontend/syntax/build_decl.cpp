// Declarations, process members and statements.

#include "frontend/syntax/build.h"
#include "frontend/syntax/literals.h"

namespace evd::syntax {

using P = EvidentParser;

std::vector<Param> Builder::params(P::ParamsContext* context) {
    std::vector<Param> out;
    if (context != nullptr)
        for (auto* param : context->param()) {
            Name named = name(param->name());
            if (named.missing()) continue;   // after a trailing comma; reported
            out.push_back({std::move(named), param->type() == nullptr ? nullptr : type(param->type()), nullptr});
        }
    return out;
}

std::vector<Name> Builder::typeParams(P::TypeParamsContext* context) {
    std::vector<Name> out;
    if (context != nullptr)
        for (auto* param : context->upper()) out.push_back(name(param));
    return out;
}

std::vector<Stmt*> Builder::block(P::StmtBlockContext* context) {
    std::vector<Stmt*> out;
    if (context != nullptr)
        for (auto* part : context->stmt()) out.push_back(statement(part));
    return out;
}

/// A variable or a part of one; anything else is reported.
Expr* Builder::assignTarget(Expr* target) {
    const Expr* whole = target;
    while (true) {
        if (const auto* index = std::get_if<IndexExpr>(&whole->node)) whole = index->object;
        else if (const auto* field = std::get_if<FieldExpr>(&whole->node)) whole = field->object;
        else break;
    }
    if (std::holds_alternative<NameExpr>(whole->node) || std::holds_alternative<ErrorExpr>(whole->node)) return target;
    diagnostics_.report(Code::UnexpectedToken, whole->span, "an expression", "a variable to assign");
    return make(target->span, ErrorExpr{{target}});
}

Stmt* Builder::statement(P::StmtContext* context) {
    Span whole = span(context);
    Within inside(*this, whole);
    here_ = whole;
    if (auto* node = dynamic_cast<P::AssignStmtContext*>(context)) {
        Expr* target = assignTarget(postfix(node->postfix()));
        AssignOp op = node->PLUS_ASSIGN() != nullptr    ? AssignOp::Add
                      : node->MINUS_ASSIGN() != nullptr ? AssignOp::Remove
                                                        : AssignOp::Set;
        if (node->EQ() != nullptr) {
            Span at = span(node->EQ()->getSymbol());
            diagnostics_.report(Code::EqualsInAssignment, at).replace("write `:=`", at, ":=");
        }
        return makeStmt(whole, AssignStmt{target, op, expr(node->expr())});
    }
    if (auto* node = dynamic_cast<P::LetStmtContext*>(context)) {
        Pattern* bound = pattern(node->pattern());
        TypeExpr* written = node->type() == nullptr ? nullptr : type(node->type());
        if (node->ASSIGN() != nullptr) {
            Span at = span(node->ASSIGN()->getSymbol());
            diagnostics_.report(Code::AssignInLet, at).replace("write `=`", at, "=");
        }
        return makeStmt(whole, LetStmt{bound, written, expr(node->expr())});
    }
    if (auto* node = dynamic_cast<P::IfStmtContext*>(context)) {
        // if c0 {b0} else if c1 {b1} … else {bn}
        std::vector<Expr*> conditions;
        for (auto* part : node->expr()) conditions.push_back(expr(part));
        std::vector<std::vector<Stmt*>> bodies;
        for (auto* part : node->stmtBlock()) bodies.push_back(block(part));
        if (conditions.empty()) return makeStmt(whole, ErrorStmt{});
        bodies.resize(std::max(bodies.size(), conditions.size()));
        bool hasElse = bodies.size() > conditions.size();
        std::vector<Stmt*> otherwise = hasElse ? bodies.back() : std::vector<Stmt*>{};
        auto ifs = node->IF();
        for (size_t i = conditions.size(); i-- > 0;) {
            Span from =
                i == 0 || i >= ifs.size() ? whole : Span{tree_.file, span(ifs[i]->getSymbol()).begin, whole.end};
            Stmt* made = makeStmt(from, IfStmt{conditions[i], bodies[i], otherwise, hasElse});
            otherwise = {made};
            hasElse = true;
        }
        return otherwise.front();
    }
    if (auto* node = dynamic_cast<P::MatchStmtContext*>(context)) {
        Expr* value = expr(node->expr());
        std::vector<StmtArm> arms;
        for (auto* arm : node->stmtArm()) {
            Within armSpan(*this, span(arm));
            Pattern* matched = pattern(arm->pattern());
            Expr* guard = arm->WHEN() == nullptr ? nullptr : expr(arm->expr());
            arms.push_back({matched, guard, block(arm->stmtBlock()), span(arm)});
        }
        return makeStmt(whole, MatchStmt{value, std::move(arms)});
    }
    if (auto* node = dynamic_cast<P::ForStmtContext*>(context)) {
        Pattern* bound = pattern(node->pattern());
        Expr* source = expr(node->expr());
        return makeStmt(whole, ForStmt{bound, source, block(node->stmtBlock())});
    }
    if (auto* node = dynamic_cast<P::OutputStmtContext*>(context)) {
        if (node->EMIT() != nullptr)
            return makeStmt(whole, OutputStmt{emit(node->path(), node->callArgs(), node->TO(), whole)});
        auto named = path(node->path());
        Expr* after = node->AFTER() == nullptr ? nullptr : postfix(node->postfix());
        auto given = args(node->callArgs());
        Expr* to = node->TO() == nullptr ? nullptr : expr(node->expr());
        return makeStmt(whole, OutputStmt{send(whole, std::move(named), std::move(given), to, after)});
    }
    if (auto* node = dynamic_cast<P::CallStmtContext*>(context)) {
        auto named = path(node->messagePath());
        return makeStmt(whole, OutputStmt{call(whole, named, args(node->callArgs()))});
    }
    if (auto* node = dynamic_cast<P::SpawnStmtContext*>(context)) {
        auto named = path(node->path());
        return makeStmt(whole, SpawnStmt{std::move(named), args(node->callArgs())});
    }
    if (auto* node = dynamic_cast<P::BecomeStmtContext*>(context)) {
        auto named = path(node->path());
        return makeStmt(whole, BecomeStmt{std::move(named), args(node->callArgs())});
    }
    if (dynamic_cast<P::StopStmtContext*>(context) != nullptr) return makeStmt(whole, StopStmt{});
    if (auto* node = dynamic_cast<P::AssertStmtContext*>(context))
        return makeStmt(whole, AssertStmt{expr(node->expr())});
    if (auto* node = dynamic_cast<P::SetStmtContext*>(context)) {
        Name timer = name(node->name());
        Expr* least = postfix(node->postfix(0));
        return makeStmt(
            whole, SetStmt{std::move(timer), least, node->BETWEEN() == nullptr ? nullptr : postfix(node->postfix(1))});
    }
    if (auto* node = dynamic_cast<P::CancelStmtContext*>(context))
        return makeStmt(whole, CancelStmt{name(node->name())});
    return makeStmt(whole, ErrorStmt{});
}

void Builder::member(P::MemberContext* context, std::vector<ProcessMember>& members) {
    Span whole = span(context);
    Within inside(*this, whole);
    std::string doc = docBefore(text_, tree_.comments, whole.begin);
    if (auto* node = dynamic_cast<P::VarMemberContext*>(context)) {
        Name named = name(node->name());
        TypeExpr* written = node->type() == nullptr ? nullptr : type(node->type());
        members.push_back(
            VarDecl{std::move(named), written, expr(node->expr()), node->DURABLE() != nullptr, whole, std::move(doc)});
    } else if (auto* node = dynamic_cast<P::HandlerMemberContext*>(context)) {
        ClassExpr* event = handled(node);
        Expr* guard = node->WHEN() == nullptr ? nullptr : expr(node->expr());
        members.push_back(HandlerDecl{event, guard, block(node->stmtBlock()), whole, std::move(doc)});
    } else if (auto* node = dynamic_cast<P::ActionMemberContext*>(context)) {
        Name named = name(node->name());
        std::vector<ActionParam> chosen;
        for (auto* param : node->actionParam()) {
            Name parameter = name(param->name());
            chosen.push_back({std::move(parameter), expr(param->expr())});
        }
        Expr* guard = node->WHEN() == nullptr ? nullptr : expr(node->expr());
        members.push_back(ActionDecl{std::move(named), node->FAIR() != nullptr, std::move(chosen), guard,
                                     block(node->stmtBlock()), whole, std::move(doc)});
    } else if (auto* node = dynamic_cast<P::FrameMemberContext*>(context)) {
        std::vector<FrameKind> kinds;
        for (auto* kind : node->frameKind()) {
            std::vector<Name> named = path(kind->path());
            bool isStart = named.size() == 1 && named[0].text == kStart;
            if (isStart) named.clear();
            kinds.push_back({kind->ON() != nullptr && !isStart, isStart, std::move(named)});
        }
        std::vector<std::vector<Name>> subjects;
        for (auto* subject : node->path()) subjects.push_back(path(subject));
        members.push_back(FrameDecl{std::move(kinds), node->SENDS() != nullptr, std::move(subjects), whole});
    } else if (auto* node = dynamic_cast<P::TimerMemberContext*>(context)) {
        members.push_back(TimerDecl{name(node->name()), whole, std::move(doc)});
    } else {
        members.push_back(ErrorMember{whole});
    }
}

/// What a handler is for. Of an observer: where, by whom, to whom is seen.
ClassExpr* Builder::handled(P::HandlerMemberContext* node) {
    const bool plain = node->seen().empty() && node->SENT() == nullptr && node->ownedAction() == nullptr;
    ClassExpr* simple = node->START() != nullptr         ? makeClass(span(node->START()->getSymbol()), StartClass{})
                        : node->ownedAction() == nullptr ? messageClass(node->messageClass())
                                                         : nullptr;
    if (plain && !inObserver_) return simple;
    SightClass made{{{}, {}, false, nullptr}, node->SENT() != nullptr, nullptr, nullptr};
    Span whole = simple != nullptr ? simple->span : span(node->ownedAction());
    if (node->SENT() != nullptr) whole = cover(span(node->SENT()->getSymbol()), whole);
    if (auto* action = node->ownedAction(); action != nullptr) {
        made.what.message = path(action->ownedPath());
        made.what.hasArgs = action->LPAREN() != nullptr;
        for (auto* part : action->pattern()) made.what.args.push_back(pattern(part));
    } else if (auto* message = std::get_if<MessageClass>(&simple->node); message != nullptr) made.what = *message;
    if (simple != nullptr) tree_.forget(simple->id);
    for (auto* part : node->seen()) {
        whole = cover(whole, span(part));
        Pattern* bound = pattern(part->pattern());
        const bool by = part->BY() != nullptr;
        if (by != made.sent && part->TO() == nullptr) {
            const Span at = span(part->getStart());
            diagnostics_.report(Code::UnexpectedToken, at, by ? "`by`" : "`at`", by ? "`at`" : "`by`")
                .replace(by ? "write `at`" : "write `by`", at, by ? "at" : "by");
        }
        Pattern*& place = part->TO() != nullptr ? made.to : made.place;
        if (place != nullptr)
            diagnostics_.report(Code::UnexpectedToken, span(part), "`" + std::string(textAt(span(part))) + "`",
                                "the body of the handler");
        else place = bound;
    }
    return makeClass(whole, std::move(made));
}

std::vector<CheckBinding> Builder::bindings(const std::vector<P::BindingContext*>& contexts) {
    std::vector<CheckBinding> out;
    for (auto* binding : contexts) {
        std::vector<Name> named = path(binding->path());
        Expr* value = binding->expr() == nullptr ? nullptr : expr(binding->expr());
        out.push_back({std::move(named), value, binding->ANY() != nullptr,
                       binding->name() == nullptr ? Name{} : name(binding->name())});
    }
    return out;
}

/// `m(v…)` in a step: which message or action it speaks of.
Expr* Builder::stepSubject(P::PathContext* named, P::CallArgsContext* given) {
    Span whole = span(named);
    if (given != nullptr) whole.end = span(given).end;
    OccurrenceExpr made{OccurrenceExpr::Kind::Happened, {}, {}, nullptr, nullptr, nullptr};
    made.name = path(named);
    if (given != nullptr) made.args = args(given);
    return make(whole, std::move(made));
}

ScenarioStep Builder::scenarioStep(P::ScenarioStepContext* context) {
    using Kind = ScenarioStep::Kind;
    ScenarioStep made{Kind::None, {}, nullptr, {}, false, span(context)};
    Within inside(*this, made.span);
    if (auto* expects = dynamic_cast<P::ExpectStepContext*>(context)) {
        made.kind = Kind::Expect;
        made.what = expr(expects->expr());
    } else if (auto* waits = dynamic_cast<P::WaitStepContext*>(context)) {
        made.kind = Kind::Wait;
        made.what = expr(waits->expr());
    } else if (auto* fairly = dynamic_cast<P::FairlyStepContext*>(context)) {
        made.kind = Kind::Fairly;
        if (fairly->expr() != nullptr) made.what = expr(fairly->expr());
    } else if (auto* input = dynamic_cast<P::InputStepContext*>(context)) {
        made.kind = Kind::Input;
        made.what = stepSubject(input->path(), input->callArgs());
        for (auto* part : input->expr()) made.places.push_back(expr(part));
        if (input->FROM() != nullptr && made.places.size() > 1) {
            made.from = {made.places.back()};
            made.places.pop_back();
        }
    } else if (auto* message = dynamic_cast<P::MessageStepContext*>(context)) {
        made.kind = message->REJECTS() != nullptr ? Kind::Rejects
                    : message->LOSES() != nullptr ? Kind::Loses
                                                  : Kind::Receives;
        made.places = {postfix(message->postfix())};
        made.what = stepSubject(message->path(), message->callArgs());
        for (auto* part : message->expr()) made.from.push_back(expr(part));
        made.again = message->AGAIN() != nullptr;
    } else if (auto* action = dynamic_cast<P::ActionStepContext*>(context)) {
        made.kind = Kind::Does;
        made.places = {postfix(action->postfix())};
        made.what = stepSubject(action->path(), action->callArgs());
    } else if (auto* outage = dynamic_cast<P::OutageStepContext*>(context)) {
        made.kind = outage->STARTS() != nullptr    ? Kind::Starts
                    : outage->CRASHES() != nullptr ? Kind::Crashes
                                                   : Kind::Restarts;
        made.places = {postfix(outage->postfix())};
    } else if (auto* none = dynamic_cast<P::NoStepContext*>(context)) made.what = expr(none->expr());
    else made.what = make(made.span, ErrorExpr{});   // a part is missing, which has been reported
    return made;
}

/// An input of a check: `m(v…) to i from k`.
ScenarioStep Builder::given(P::GivenContext* context) {
    ScenarioStep made{ScenarioStep::Kind::Input, {}, nullptr, {}, false, span(context)};
    Within inside(*this, made.span);
    made.what =
        context->path() == nullptr ? make(made.span, ErrorExpr{}) : stepSubject(context->path(), context->callArgs());
    made.places = {expr(context->expr(0))};
    if (context->FROM() != nullptr) made.from = {expr(context->expr(1))};
    return made;
}

void Builder::scenario(P::ScenarioDeclContext* node, Decl& decl) {
    decl.name = name(node->name());
    ScenarioDecl made;
    size_t next = 0;
    if (node->IN() != nullptr) made.system = path(node->path(next++));
    if (node->FROM() != nullptr) made.base = path(node->path(next));
    made.with = bindings(node->binding());
    if (node->EQ() != nullptr) made.sign = span(node->EQ()->getSymbol());
    for (auto* step : node->scenarioStep()) made.steps.push_back(scenarioStep(step));
    decl.node = std::move(made);
}

void Builder::check(P::CheckDeclContext* node, Decl& decl) {
    CheckDecl check;
    std::vector<std::vector<Name>> paths;
    for (auto* one : node->path()) paths.push_back(path(one));
    if (node->FROM() != nullptr && paths.size() > 1) {
        check.base = std::move(paths.back());
        paths.pop_back();
    }
    if (node->IN() != nullptr && paths.size() > 1) {
        check.system = std::move(paths.back());
        paths.pop_back();
    }
    check.properties = std::move(paths);
    check.with = bindings(node->binding());
    size_t group = 0;   // of what comes next
    for (auto* child : node->children) {
        auto* word = dynamic_cast<antlr4::tree::TerminalNode*>(child);
        if (word != nullptr && word->getSymbol()->getType() == P::THEN) ++group;
        auto* input = dynamic_cast<P::GivenContext*>(child);
        if (input == nullptr) continue;
        check.given.resize(group + 1);
        check.given[group].push_back(given(input));
    }
    for (auto* bound : node->expr()) check.bounds.push_back(expr(bound));
    for (auto* fault : node->faultItem()) {
        BinaryOp op = fault->LT() != nullptr ? BinaryOp::Lt : fault->EQEQ() != nullptr ? BinaryOp::Eq : BinaryOp::Le;
        Name named = name(fault->name());
        check.faults.push_back({std::move(named), op, fault->expr() == nullptr ? nullptr : expr(fault->expr())});
    }
    if (!check.properties.empty() && !check.properties.front().empty())
        decl.name = {"", check.properties.front().back().span};
    decl.node = std::move(check);
}

Decl* Builder::declaration(P::ChunkContext* chunk, const std::string& doc, Span whole) {
    Decl* decl = tree_.make<Decl>(Name{"", {whole.file, whole.begin, whole.begin}}, whole, doc, ErrorDecl{});
    Within inside(*this, whole);
    here_ = {whole.file, whole.begin, whole.begin};
    auto* context = chunk == nullptr ? nullptr : chunk->decl();
    if (context == nullptr) return decl;
    if (auto* node = dynamic_cast<P::SpecDeclContext*>(context)) {
        decl->name = name(node->name());   // parse() takes it from here
    } else if (auto* node = dynamic_cast<P::ImportDeclContext*>(context)) {
        ImportDecl import;
        if (node->TEXT() != nullptr) {
            import.fileSpan = span(node->TEXT()->getSymbol());
            import.file = readText(textAt(import.fileSpan), import.fileSpan, false, diagnostics_);
        } else import.path = path(node->path());
        if (node->name() != nullptr) import.alias = name(node->name());
        decl->node = std::move(import);
    } else if (auto* node = dynamic_cast<P::UseDeclContext*>(context)) {
        UseDecl use;
        if (node->TEXT() != nullptr) {
            use.fileSpan = span(node->TEXT()->getSymbol());
            use.file = readText(textAt(use.fileSpan), use.fileSpan, false, diagnostics_);
        } else use.path = path(node->path());
        for (auto* arg : node->useArg()) {
            UseArg made{arg->upper() != nullptr ? name(arg->upper()) : name(arg->name()), nullptr, nullptr};
            if (arg->upper() != nullptr) made.type = type(arg->type());
            else made.value = this->arg(arg->arg());
            use.args.push_back(std::move(made));
        }
        if (node->name() != nullptr) use.alias = name(node->name());
        decl->node = std::move(use);
    } else if (auto* node = dynamic_cast<P::ParamDeclContext*>(context)) {
        bool isType = node->TYPE() != nullptr;
        decl->name = isType ? name(node->upper()) : name(node->name());
        decl->node = ParamDecl{isType ? nullptr : type(node->type()), isType};
    } else if (auto* node = dynamic_cast<P::AssumeDeclContext*>(context)) {
        decl->name = name(node->name());
        decl->node = AssumeDecl{expr(node->expr())};
    } else if (auto* node = dynamic_cast<P::TypeDeclContext*>(context)) {
        decl->name = name(node->upper());
        decl->node = TypeDecl{typeParams(node->typeParams()), type(node->type())};
    } else if (auto* node = dynamic_cast<P::EnumDeclContext*>(context)) {
        decl->name = name(node->upper());
        EnumDecl made;
        made.typeParams = typeParams(node->typeParams());
        for (auto* constructor : node->constructor()) {
            Within constructorSpan(*this, span(constructor));
            Name named = name(constructor->upper());
            made.constructors.push_back({std::move(named), params(constructor->params()), span(constructor)});
        }
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::FnDeclContext*>(context)) {
        decl->name = name(node->name());
        FunctionDecl fn{typeParams(node->typeParams()),
                        params(node->params()),
                        node->type() == nullptr ? nullptr : type(node->type()),
                        nullptr,
                        nullptr,
                        node->EXTERN() != nullptr};
        if (node->measure() != nullptr) fn.decreases = measure(node->measure());
        if (node->EQ() != nullptr) fn.body = expr(node->expr());
        decl->node = std::move(fn);
    } else if (auto* node = dynamic_cast<P::PredicateDeclContext*>(context)) {
        decl->name = name(node->name());
        FunctionDecl made{{}, params(node->params()), nullptr, nullptr, nullptr, false, true};
        made.body = expr(node->expr());
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::MessageDeclContext*>(context)) {
        decl->name = name(node->name());
        MessageKind kind = node->INPUT() != nullptr    ? MessageKind::Input
                           : node->OUTPUT() != nullptr ? MessageKind::Output
                                                       : MessageKind::Internal;
        decl->node = MessageDecl{kind, params(node->params())};
    } else if (auto* node = dynamic_cast<P::ClassDeclContext*>(context)) {
        decl->name = name(node->upper());
        ClassDecl made{params(node->params()), node->type() == nullptr ? nullptr : type(node->type()), nullptr};
        made.body = classExpr(node->classExpr());
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::StateDeclContext*>(context)) {
        decl->name = name(node->upper());
        StateDecl made{
            params(node->params()), node->type() == nullptr ? nullptr : type(node->type()), expr(node->expr()), {}};
        for (auto* clause : node->stateClause()) {
            Within clauseSpan(*this, span(clause));
            ClassExpr* on = classExpr(clause->classExpr());
            made.clauses.push_back({on, expr(clause->expr()), span(clause)});
        }
        made.durable = node->DURABLE() != nullptr;
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::ProcessDeclContext*>(context)) {
        decl->name = name(node->upper());
        ProcessDecl made;
        made.open = node->OPEN() != nullptr;
        made.durable = node->DURABLE() != nullptr;
        if (node->ENVIRONMENT() != nullptr) made.role = ProcessRole::Environment;
        made.params = params(node->params());
        for (auto* part : node->member()) member(part, made.members);
        made.bodySpan =
            node->LBRACE() == nullptr ? whole : Span{whole.file, span(node->LBRACE()->getSymbol()).begin, whole.end};
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::ObserverDeclContext*>(context)) {
        decl->name = name(node->upper());
        ProcessDecl made;
        made.open = false;
        made.role = ProcessRole::Observer;
        inObserver_ = true;
        for (auto* part : node->member()) member(part, made.members);
        inObserver_ = false;
        made.bodySpan =
            node->LBRACE() == nullptr ? whole : Span{whole.file, span(node->LBRACE()->getSymbol()).begin, whole.end};
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::QuorumDeclContext*>(context)) {
        decl->name = name(node->upper());
        QuorumDecl made{postfix(node->postfix()), name(node->name()), BinaryOp::Eq, nullptr};
        made.op = node->GE() != nullptr   ? BinaryOp::Ge
                  : node->GT() != nullptr ? BinaryOp::Gt
                  : node->LE() != nullptr ? BinaryOp::Le
                  : node->LT() != nullptr ? BinaryOp::Lt
                                          : BinaryOp::Eq;
        made.size = expr(node->expr());
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::LinksDeclContext*>(context)) {
        LinksDecl made{};
        for (auto* part : node->LOWER()) made.promises.push_back(name(part));
        for (auto* part : node->path()) made.messages.push_back(path(part));
        size_t next = 0;
        if (node->FROM() != nullptr) made.from = expr(node->expr(next++));
        if (node->TO() != nullptr) made.to = expr(node->expr(next));
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::SystemDeclContext*>(context)) {
        decl->name = name(node->upper());
        decl->node = SystemDecl{classExpr(node->classExpr())};
    } else if (auto* node = dynamic_cast<P::PropertyDeclContext*>(context)) {
        decl->name = name(node->name());
        decl->node = PropertyDecl{node->INVARIANT() != nullptr ? PropertyKind::Invariant : PropertyKind::Property,
                                  expr(node->expr())};
    } else if (auto* node = dynamic_cast<P::ProveDeclContext*>(context)) {
        ProveDecl made;
        size_t by = node->BY() == nullptr ? INVALID_INDEX : node->BY()->getSymbol()->getTokenIndex();
        for (auto* goal : node->path())
            (goal->getStart()->getTokenIndex() > by ? made.by : made.goals).push_back(path(goal));
        decl->node = std::move(made);
    } else if (auto* node = dynamic_cast<P::CheckDeclContext*>(context)) {
        check(node, *decl);
    } else if (auto* node = dynamic_cast<P::ScenarioDeclContext*>(context)) {
        scenario(node, *decl);
    } else if (auto* node = dynamic_cast<P::ClocksDeclContext*>(context)) {
        decl->node = ClocksDecl{expr(node->expr()), node->PPM() != nullptr};
    }
    return decl;
}

}   // namespace evd::syntax
