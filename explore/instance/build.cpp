// What an instance must satisfy, however it is written.

#include "explore/instance/instance.h"

#include "explore/trace/run.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace evd::explore {

namespace {

/// The function parameters that an expression asks, those of the functions it calls too.
void askedFunctions(const ir::Module& module, ir::ExprId id, std::set<uint32_t>& seen, std::set<uint32_t>& params) {
    if (!id.valid() || !seen.insert(id.index).second) return;
    const ir::Expr& expr = module[id];
    if (expr.op == ir::Op::ParamCall) params.insert(expr.index);
    if (expr.op == ir::Op::Call) askedFunctions(module, module.functions[expr.index].body, seen, params);
    for (ir::ExprId arg : expr.args) askedFunctions(module, arg, seen, params);
}

/// The locations of the system for which a function of locations has no value, as text; empty if there are none.
std::string withoutValue(const ir::Interpreter& interpreter, uint32_t index) {
    const ir::Module& module = interpreter.module();
    const ir::SystemParam& param = module.params[index];
    if (param.domain.size() != 1 || module.types[param.domain[0]].kind != ir::TypeKind::Loc) return "";
    std::set<int64_t> given;
    const auto& table = interpreter.deployment().params[index].list();
    for (size_t i = 0; i < table.size(); i += 2) given.insert(table[i].number);
    std::vector<std::string> missing;
    for (uint32_t location : interpreter.locations())
        if (!given.count(location)) missing.push_back(interpreter.deployment().names[location]);
    return fmt::format("{}", fmt::join(missing, ", "));
}

Span valueOf(const Origin& origin, uint32_t param) { return origin.valueOf ? origin.valueOf(param) : origin.span; }

/// Fills in what modules share, and reports what is missing.
void complete(const ir::Module& module, Written& written, Diagnostics& diagnostics) {
    for (uint32_t i = 0; i < module.params.size(); ++i) {
        const std::string& name = module.params[i].name;
        for (uint32_t j = 0; j < module.params.size() && !written.given[i]; ++j)
            if (written.given[j] && module.params[j].name == name.substr(name.rfind('.') + 1)) {
                written.values[i] = written.values[j];
                written.given[i] = true;
            }
        if (written.given[i]) continue;
        Diagnostic& missing = diagnostics.report(Code::MissingParam, written.origin.span, written.origin.title, name);
        if (!written.origin.advice.empty()) missing.note(written.origin.advice);
    }
}

/// No host program is there to supply the functions.
void checkExterns(const ir::Module& module, Diagnostics& diagnostics) {
    for (const ir::Function& function : module.functions)
        if (function.isExtern && !function.body.valid())
            diagnostics
                .report(Code::ExternWithoutModel, function.span, function.name,
                        "`evident run` needs one to stand in for the host program")
                .note("give it a model: `extern fn " + function.name +
                      "(…) : T = …`; a host program's function takes its place");
}

/// Whether an assumption cannot be evaluated because functions lack values; says which.
bool reportMissingArguments(const ir::Interpreter& interpreter, const ir::NamedFormula& assumption,
                            const Origin& origin, Diagnostics& diagnostics) {
    const ir::Module& module = interpreter.module();
    const std::optional<ir::FaultAt> fault = interpreter.faultOf(assumption.formula);
    if (!fault || fault->fault != ir::Fault::MissingKey) return false;
    std::set<uint32_t> seen, asked;
    askedFunctions(module, assumption.formula, seen, asked);
    bool any = false;
    for (uint32_t index : asked) {
        const std::string missing = withoutValue(interpreter, index);
        if (missing.empty()) continue;
        diagnostics.report(Code::MissingArgument, valueOf(origin, index), module.params[index].name, missing)
            .label(module[assumption.formula].span, "the assumption `" + assumption.name + "` asks for it");
        any = true;
    }
    return any;
}

void checkAssumptions(const ir::Interpreter& interpreter, const Origin& origin, Diagnostics& diagnostics) {
    const ir::Module& module = interpreter.module();
    for (uint32_t index : interpreter.failedAssumptions()) {
        const ir::NamedFormula& assumption = module.assumptions[index];
        if (reportMissingArguments(interpreter, assumption, origin, diagnostics)) continue;
        if (std::optional<ir::FaultAt> fault = interpreter.faultOf(assumption.formula)) {
            reportFault(diagnostics, *fault)
                .note(fmt::format("so it is not known whether {} satisfies the assumption `{}`", origin.title,
                                  assumption.name));
            continue;
        }
        diagnostics.report(Code::AssumptionFails, origin.span, origin.title, assumption.name)
            .label(module[assumption.formula].span, "this must hold of the values");
    }
}

/// A location without an initial state cannot run; the native runtime refuses it with the same code.
void checkInitialStates(const ir::Interpreter& interpreter, Diagnostics& diagnostics) {
    for (const ir::Placement& placement : interpreter.system().placements)
        if (std::optional<ir::FaultAt> fault = interpreter.faultOf(placement.where)) {
            reportFault(diagnostics, *fault).note("so it is not known where the system runs");
            return;
        }
    const ir::LocationNames& names = interpreter.deployment().names;
    for (uint32_t location = 0; location < names.size(); ++location) {
        const std::optional<ir::FaultAt> fault = interpreter.initialFault(location);
        if (!fault) continue;
        Diagnostic& diagnostic = reportFault(diagnostics, *fault);
        if (fault->fault == ir::Fault::MissingKey) noteMissingArgument(interpreter, fault->at, diagnostic);
        diagnostic.note("so `" + names[location] + "` has no initial state, and the system cannot start");
        return;
    }
}

bool isInside(const ir::Interpreter& interpreter, uint32_t location) {
    const std::vector<uint32_t> inside = interpreter.locations();
    return std::find(inside.begin(), inside.end(), location) != inside.end();
}

}   // namespace

std::optional<Instance> build(const ir::Module& module, Written written, Diagnostics& diagnostics) {
    Diagnostics found;
    complete(module, written, found);
    checkExterns(module, found);
    std::optional<Instance> out;
    if (written.system && !found.hasErrors()) {
        out.emplace();
        out->system = *written.system;
        out->deployment.names = std::move(written.names);
        out->deployment.params = std::move(written.values);
        out->deployment.externs.resize(module.functions.size());
        const ir::Interpreter interpreter(module, out->system, out->deployment);
        checkAssumptions(interpreter, written.origin, found);
        if (!found.hasErrors()) checkInitialStates(interpreter, found);
        if (found.hasErrors()) out.reset();
    }
    diagnostics.append(found);
    return out;
}

void noteMissingArgument(const ir::Interpreter& interpreter, Span at, Diagnostic& diagnostic) {
    for (const ir::Expr& expr : interpreter.module().exprs) {
        if (expr.op != ir::Op::ParamCall || expr.span != at) continue;
        const std::string missing = withoutValue(interpreter, expr.index);
        if (!missing.empty())
            diagnostic.note("`" + interpreter.module().params[expr.index].name + "` has no value for " + missing);
        return;
    }
}

uint32_t defaultSender(const ir::Interpreter& interpreter, uint32_t receiver) {
    for (uint32_t i = 0; i < interpreter.deployment().names.size(); ++i)
        if (!isInside(interpreter, i)) return i;
    return receiver;
}

std::string whyNoReceiver(const ir::Interpreter& interpreter, uint32_t to) {
    if (isInside(interpreter, to)) return "";
    return "cannot go to `" + interpreter.deployment().names[to] + "`: the system runs nothing there";
}

std::string whyNoSender(const ir::Interpreter& interpreter, uint32_t from) {
    if (!isInside(interpreter, from)) return "";
    return "cannot come from `" + interpreter.deployment().names[from] +
           "`: the system runs there, and inputs come from outside it";
}

}   // namespace evd::explore
