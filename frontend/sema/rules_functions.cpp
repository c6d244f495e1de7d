// Functions end (R3), and enums have values.

#include "frontend/sema/calls.h"
#include "frontend/sema/checker.h"
#include "frontend/sema/shrinking.h"
#include "frontend/syntax/walk.h"

#include <fmt/format.h>

namespace evd::sema {

using namespace syntax;

namespace {

/// What makes a function one that is written out where it is called; null if nothing does.
const char* writtenOut(const Symbol& function, const TypeStore& types) {
    const auto& args = function.type->args;
    if (types.resolved(args.back())->kind == Kind::Send) return "makes sends";
    bool takes =
        std::any_of(args.begin(), args.end(), [&](TypeRef arg) { return types.resolved(arg)->kind == Kind::Function; });
    return takes ? "takes a function" : nullptr;
}

const FunctionDecl& functionOf(const Symbol& symbol) { return std::get<FunctionDecl>(symbol.decl->node); }

/// Groups of functions that can call each other again.
class Circles {
public:
    explicit Circles(const Program& program) {
        for (const Module& module : program.modules)
            for (SymbolId id : module.symbols)
                if (program[id].kind == SymbolKind::Function && !functionOf(program[id]).isPredicate)
                    calls_[id] = calledIn(program, program[id].module, functionOf(program[id]).body);
        for (const auto& [id, called] : calls_)
            if (order_.count(id) == 0) visit(id);
    }
    const std::vector<std::set<SymbolId>>& groups() const { return groups_; }

private:
    size_t visit(SymbolId id) {   // Tarjan
        size_t own = order_[id] = order_.size(), lowest = own;
        stack_.push_back(id);
        for (SymbolId next : calls_[id]) {
            if (order_.count(next) == 0) lowest = std::min(lowest, visit(next));
            else if (std::find(stack_.begin(), stack_.end(), next) != stack_.end())
                lowest = std::min(lowest, order_[next]);
        }
        if (lowest != own) return lowest;
        auto begin = std::find(stack_.begin(), stack_.end(), id);
        std::set<SymbolId> group(begin, stack_.end());
        stack_.erase(begin, stack_.end());
        if (group.size() > 1 || calls_[id].count(id) != 0) groups_.push_back(std::move(group));
        return lowest;
    }

    std::map<SymbolId, std::set<SymbolId>> calls_;
    std::map<SymbolId, size_t> order_;
    std::vector<SymbolId> stack_;
    std::vector<std::set<SymbolId>> groups_;
};

/// The integers of a measure: one, or the items of a tuple, of which the first that changes counts.
std::vector<const Expr*> measuresOf(const Expr* decreases) {
    if (const auto* tuple = std::get_if<TupleExpr>(&decreases->node)) return {tuple->items.begin(), tuple->items.end()};
    return {decreases};
}

enum class Verdict { Ends, NoSmaller, NoEnd };

/// Whether the measure of the callee, with the arguments of the call, is less than that of the caller.
Verdict measured(Terms& terms, const CallSite& site) {
    const Program& program = terms.program();
    const Symbol &caller = program[site.caller], &callee = program[site.callee];
    auto here = measuresOf(functionOf(caller).decreases), there = measuresOf(functionOf(callee).decreases);
    std::map<SymbolId, TermId> given;
    for (size_t i = 0; i < callee.members.size() && i < site.args.size(); ++i) given[callee.members[i]] = site.args[i];
    for (size_t i = 0; i < here.size() && i < there.size(); ++i) {
        TermId now = terms.of(caller.module, here[i]);
        TermId next = terms.replace(terms.of(callee.module, there[i]), given);
        if (isLess(terms, next, now, site.facts))
            return isNatural(terms, now, site.facts) ? Verdict::Ends : Verdict::NoEnd;
        if (!isNoMore(terms, next, now, site.facts)) return Verdict::NoSmaller;
    }
    return Verdict::NoSmaller;
}

Step stepOf(Terms& terms, const CallSite& site, size_t from, size_t to) {
    const Program& program = terms.program();
    Step out{from, to, {}};
    for (SymbolId param : program[site.caller].members) {
        std::vector<Change> row;
        for (size_t i = 0; i < program[site.callee].members.size(); ++i)
            row.push_back(i < site.args.size() ? changeOf(terms, site.args[i], terms.symbol(param), site.facts)
                                               : Change::Unknown);
        out.changes.push_back(std::move(row));
    }
    return out;
}

bool makesSmaller(const Step& step) {
    for (const auto& row : step.changes)
        if (std::find(row.begin(), row.end(), Change::Smaller) != row.end()) return true;
    return false;
}

}   // namespace

/// `self` needs an event, which has a location. A function that is written out where it is called is part of that
/// event.
void Checker::checkSelf() {
    for (const SelfUse& use : selfUses_) {
        const Symbol& owner = symbol(use.owner);
        switch (owner.kind) {
        case SymbolKind::Function:
            if (writtenOut(owner, types_) != nullptr) break;
            diagnostics_.report(Code::NoSelf, use.span, "the function `" + owner.name + "`")
                .note(
                    "only what makes sends or takes functions is part of the event that calls it; give other functions "
                    "the location as an argument");
            break;
        case SymbolKind::Assumption:
            diagnostics_.report(Code::NoSelf, use.span, "an assumption")
                .note("say for which locations it holds: `forall i in nodes: …`");
            break;
        case SymbolKind::Property:
            diagnostics_.report(Code::NoSelf, use.span, "a statement about runs")
                .note("say for which locations it holds: `forall i in nodes: …`");
            break;
        case SymbolKind::Scenario:
            diagnostics_.report(Code::NoSelf, use.span, "a scenario")
                .note("name the location, as `with` introduces it");
            break;
        case SymbolKind::Process:
            if (roleOf(use.owner) == ProcessRole::Observer)
                diagnostics_.report(Code::ObserverLooksOn, use.span, "it has no `self`")
                    .note("where something happens is said by `at i`");
            break;
        case SymbolKind::System:
        case SymbolKind::Class:
            if (owner.kind == SymbolKind::Class && !owner.composite) break;
            if (use.inPlaces) diagnostics_.report(Code::NoSelf, use.span, "the places of a system");
            break;
        default: break;   // every other kind
        }
    }
}

/// R3: no function calls itself for ever.
void Checker::checkTotality() {
    Circles circles(program_);
    for (const std::set<SymbolId>& group : circles.groups()) checkEnds(group);
}

void Checker::checkEnds(const std::set<SymbolId>& group) {
    Terms terms(program_, types_);
    std::vector<CallSite> sites;
    bool measures = false;
    for (SymbolId id : group) {
        measures |= functionOf(symbol(id)).decreases != nullptr;
        for (CallSite& site : callSites(terms, id, group)) {
            const char* why = writtenOut(symbol(site.callee), types_);
            if (why == nullptr || writtenOut(symbol(id), types_) == nullptr) {
                sites.push_back(std::move(site));
                continue;
            }
            diagnostics_
                .report(Code::HigherOrderNotYet, site.name.span,
                        fmt::format("`{}` {} and calls itself", symbol(site.callee).name, why))
                .note("such a function is written out where it is called, so it cannot contain itself");
        }
    }
    if (measures) {
        for (const CallSite& site : sites) checkMeasure(terms, site);
        return;
    }
    std::vector<Step> steps;
    auto number = [&](SymbolId id) { return static_cast<size_t>(std::distance(group.begin(), group.find(id))); };
    for (const CallSite& site : sites) steps.push_back(stepOf(terms, site, number(site.caller), number(site.callee)));
    if (stepsEnd(steps)) return;
    bool each = std::all_of(steps.begin(), steps.end(), makesSmaller);
    for (size_t i = 0; i < sites.size(); ++i)
        if (each || !makesSmaller(steps[i])) notSmaller(sites[i], each);
}

/// A call that makes no argument smaller, or (`each`) one of several that make different ones smaller by turns.
void Checker::notSmaller(const CallSite& site, bool each) {
    auto& diagnostic = diagnostics_.report(Code::NotTotal, site.expr->span, symbol(site.caller).name);
    if (each) diagnostic.note("each of the calls makes an argument smaller, but none gets smaller by all of them");
    bool parts = false;
    for (size_t i = 0; !each && i < symbol(site.callee).members.size() && i < site.given.size(); ++i) {
        const Symbol& param = symbol(symbol(site.callee).members[i]);
        Kind kind = types_.resolved(param.type)->kind;
        bool hasParts = kind == Kind::Enum || kind == Kind::Tuple || kind == Kind::Record || kind == Kind::List ||
                        kind == Kind::Set || kind == Kind::Bag || kind == Kind::Map;
        if (!hasParts) continue;
        parts = true;
        diagnostic.note(fmt::format("`{}`, which `{}` receives, is not seen to be a part of an argument of `{}`",
                                    sources_.text(site.given[i]->span), param.name, symbol(site.caller).name));
    }
    labelHidden(diagnostic, site);
    diagnostic.note(parts
                        ? "pass on a part of an argument, or write `decreases e` after the signature, with an integer "
                          "that every recursive call makes smaller"
                        : "write `decreases e` after the signature, with an integer that every recursive call makes "
                          "smaller");
}

/// Shows names in the arguments that look like parameters and are others.
void Checker::labelHidden(Diagnostic& diagnostic, const CallSite& site) {
    std::set<SymbolId> shown;
    for (const Expr* arg : site.given)
        walk(arg, [&](const Expr* part) {
            const auto* name = std::get_if<NameExpr>(&part->node);
            SymbolId id =
                name == nullptr ? kNoSymbol : program_.modules[symbol(site.caller).module].resolve(name->path.back());
            if (id == kNoSymbol || symbol(id).kind != SymbolKind::Local || !shown.insert(id).second) return;
            for (SymbolId param : symbol(site.caller).members)
                if (symbol(param).name == symbol(id).name)
                    diagnostic.label(symbol(id).nameSpan, "this `" + symbol(id).name + "` hides the parameter");
        });
}

void Checker::checkMeasure(Terms& terms, const CallSite& site) {
    const FunctionDecl &caller = functionOf(symbol(site.caller)), &callee = functionOf(symbol(site.callee));
    auto report = [&](std::string note) -> Diagnostic& {
        auto& diagnostic = diagnostics_.report(Code::NotTotal, site.expr->span, symbol(site.caller).name);
        diagnostic.note(std::move(note));
        return diagnostic;
    };
    for (const auto& [decl, id] : {std::pair{&caller, site.caller}, std::pair{&callee, site.callee}})
        if (decl->decreases == nullptr) {
            report(fmt::format("`{}` has no `decreases`: functions that call each other need it on all of them, or on "
                               "none",
                               symbol(id).name))
                .label(symbol(id).nameSpan, "without `decreases`");
            return;
        }
    Verdict verdict = measured(terms, site);
    if (verdict == Verdict::Ends) return;
    if (verdict == Verdict::NoEnd) {
        report("nothing keeps the value of `decreases` from falling for ever: make it a Nat, or call only under a "
               "condition like `n > 0`");
        return;
    }
    std::string given;
    for (size_t i = 0; i < symbol(site.callee).members.size() && i < site.given.size(); ++i) {
        SymbolId param = symbol(site.callee).members[i];
        bool matters = false;
        walk(callee.decreases, [&](const Expr* part) {
            const auto* name = std::get_if<NameExpr>(&part->node);
            matters |=
                name != nullptr && program_.modules[symbol(site.callee).module].resolve(name->path.back()) == param;
        });
        if (matters)
            given += fmt::format("{}`{}` is `{}`", given.empty() ? "" : ", ", symbol(param).name,
                                 sources_.text(site.given[i]->span));
    }
    labelHidden(report(fmt::format("the value of `decreases {}` is not seen to be smaller where {}",
                                   sources_.text(callee.decreases->span),
                                   given.empty() ? "nothing it speaks of changes" : given)),
                site);
}

/// An enum has a value: some constructor needs no value of the enum itself. Each constructor waits for the enums that
/// its fields need; one that waits for nothing gives its enum a value.
void Checker::checkInhabited() {
    std::map<SymbolId, std::vector<SymbolId>> waiting;   // enum -> constructors, once for each type that needs it
    std::map<SymbolId, size_t> missing;                  // constructor -> how many of those are left
    std::set<TypeRef> seen;                              // by the fields of one constructor
    std::function<void(TypeRef, SymbolId)> wait = [&](TypeRef type, SymbolId constructor) {
        type = types_.resolved(type);
        if (!seen.insert(type).second) return;
        if (type->kind == Kind::Enum) {
            waiting[type->symbol].push_back(constructor);
            ++missing[constructor];
        }
        if (type->kind != Kind::Tuple && type->kind != Kind::Record) return;   // collections can be empty
        for (TypeRef part : type->args) wait(part, constructor);
    };
    std::set<SymbolId> inhabited;
    std::vector<SymbolId> found;
    auto has = [&](SymbolId constructor) {
        if (missing[constructor] == 0 && inhabited.insert(symbol(constructor).parent).second)
            found.push_back(symbol(constructor).parent);
    };
    std::vector<SymbolId> enums;
    for (SymbolId id = 0; id < program_.symbols.size(); ++id)
        if (symbol(id).kind == SymbolKind::Enum) enums.push_back(id);
    for (SymbolId id : enums)
        for (SymbolId constructor : symbol(id).members) {
            seen.clear();
            for (SymbolId field : symbol(constructor).members) wait(symbol(field).type, constructor);
            has(constructor);
        }
    while (!found.empty()) {
        SymbolId id = found.back();
        found.pop_back();
        for (SymbolId constructor : waiting[id]) {
            --missing[constructor];
            has(constructor);
        }
    }
    for (SymbolId id : enums) {
        if (inhabited.count(id) != 0 || symbol(id).members.empty()) continue;   // reported where it is declared
        diagnostics_.report(Code::EmptyType, symbol(id).nameSpan, symbol(id).name)
            .note("every constructor needs a value of the enum itself");
    }
}

}   // namespace evd::sema
