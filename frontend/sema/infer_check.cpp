// Checks: the instances on which statements are to be explored, what the environment puts in, and what may go wrong.

#include "frontend/sema/checker.h"
#include "frontend/sema/ranges.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

void Checker::inferCheck(const Decl* decl, const CheckDecl& check) {
    const auto isProperty = [](const Symbol& s) { return s.kind == SymbolKind::Property; };
    for (const auto& path : check.properties) lookupPath(path, Code::UnknownProperty, isProperty);
    const size_t reports = diagnostics_.all().size();
    InstanceScope& own = checks_[decl];
    Nested scope(*this);
    if (!check.base.empty()) {
        const SymbolId base = lookupPath(check.base, Code::UnknownName, [this](const Symbol& s) {
            return s.kind == SymbolKind::Scenario && s.module == current_;
        });
        if (base != kNoSymbol) {
            inferSymbol(base);
            own = scenarios_[base];
            scopes_.back() = own.names;
        }
        own.hasSystem = true;   // said there, or reported there
    }
    own.title = "the check of `" + joined(check.properties) + "`";
    own.ranges = true;
    for (const CheckBinding& binding : check.with) bindInstance(binding, own);
    own.names = scopes_.back();
    whichSystem(check.system, check.base, own);
    for (const std::vector<ScenarioStep>& group : check.given)
        for (const ScenarioStep& input : group) {
            Nested inner(*this);
            if (std::holds_alternative<OccurrenceExpr>(input.what->node)) checkStep(input);
            solvePending();
        }
    for (const Expr* bound : check.bounds) {
        Nested inner(*this);
        inferBound(bound);
        solvePending();
    }
    checkFaults(check.faults);
    solvePending(true);
    noteSharedDomains(reports);
}

/// A formula. The name of a variable of a process, which means nothing else here, stands for that of every instance at
/// every location.
void Checker::inferBound(const Expr* bound) {
    walk(bound, [&](const Expr* part) {
        const auto* named = std::get_if<NameExpr>(&part->node);
        if (named == nullptr || named->path.size() != 1 || named->path.front().missing()) return;
        const Name& name = named->path.front();
        const SymbolId known = lookup(name);
        if (known != kNoSymbol && symbol(known).kind != SymbolKind::Builtin) return;
        std::vector<SymbolId> found;
        for (SymbolId id : module().symbols) {
            if (symbol(id).kind != SymbolKind::Process) continue;
            for (SymbolId member : symbol(id).members)
                if ((symbol(member).kind == SymbolKind::Variable || symbol(member).kind == SymbolKind::Parameter) &&
                    symbol(member).name == name.text)
                    found.push_back(member);
        }
        if (found.empty()) return;
        inferSymbol(symbol(found.front()).parent);
        scopes_.back()[name.text] = found.front();
        if (found.size() == 1) return;
        const std::string& first = symbol(symbol(found.front()).parent).name;
        auto& diagnostic = diagnostics_.report(Code::UnevaluableStep, name.span,
                                               "several processes have a variable `" + name.text + "`");
        for (SymbolId one : found)
            diagnostic.label(symbol(one).nameSpan, "of `" + symbol(symbol(one).parent).name + "`");
        diagnostic.note("write `forall i: " + name.text + " of " + first + " at i …`");
    });
    Context logic;
    logic.logic = true;
    expect(bound, types_.basic(Kind::Bool), logic);
}

/// Each kind of fault stands once, and a budget is a number of times.
void Checker::checkFaults(const std::vector<CheckFault>& faults) {
    static const std::vector<std::string> kFaults = {"crash", "restart", "drop", "duplicate", "reorder", "delay"};
    std::map<std::string, Span> seen;
    for (const CheckFault& fault : faults) {
        if (fault.name.missing()) continue;
        const std::string& name = fault.name.text;
        if (fault.bound != nullptr) {
            Context logic;
            logic.logic = true;
            expect(fault.bound, types_.basic(Kind::Int), logic);
        }
        if (std::find(kFaults.begin(), kFaults.end(), name) == kFaults.end()) {
            auto& diagnostic = diagnostics_.report(Code::UnknownName, fault.name.span, name)
                                   .note("faults are crash, restart, drop, duplicate, reorder and delay");
            if (std::string near = nearest(name, kFaults); !near.empty())
                diagnostic.replace("replace by `" + near + "`", fault.name.span, near);
            continue;
        }
        const auto report = [&](const std::string& why) -> Diagnostic& {
            return diagnostics_.report(Code::BadFault, fault.name.span, name, why);
        };
        if (auto [first, isNew] = seen.try_emplace(name, fault.name.span); !isNew)
            report("it stands there twice").label(first->second, "here too");
        else if (fault.bound == nullptr) continue;
        else if (name == "reorder" || name == "delay") report("it is no number of times");
        else if (fault.op == BinaryOp::Eq) report("how often is said by `<=`");
        else if (std::string why = whyNoAssumption(program_, sources_, 0, fault.bound); !why.empty())
            diagnostics_.report(Code::UnevaluableStep, fault.bound->span, why);
    }
}

}   // namespace evd::sema
