// Instances as the spec itself writes them: of scenarios and checks.

#include "explore/instance/instance.h"

#include "explore/trace/run.h"
#include "ir/core/walk.h"
#include "ir/interp/evaluate.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::explore {

namespace {

using Range = ir::ParamValue::Range;
using ir::TypeKind;
using ir::Value;

bool repeats(const Value& list) {
    for (size_t i = 0; i < list.list().size(); ++i)
        for (size_t j = 0; j < i; ++j)
            if (compare(list.list()[i], list.list()[j]) == 0) return true;
    return false;
}

/// Evaluates what a scenario or check gives to the parameters, in this order, each from those before it.
class TermsReader {
public:
    TermsReader(const ir::Module& module, const ir::InstanceTerms& terms, Origin origin, Diagnostics& diagnostics)
        : module_(module), terms_(terms), origin_(std::move(origin)), diagnostics_(diagnostics) {
        deployment_.names = terms.locations;
        std::sort(deployment_.names.begin(), deployment_.names.end());
        deployment_.params.resize(module.params.size());
        deployment_.externs.resize(module.functions.size());
        given_.assign(module.params.size(), false);
        origin_.valueOf = [this](uint32_t param) {
            for (const ir::ParamValue& one : terms_.with)
                if (one.param == param) return one.value.valid() ? module_[one.value].span : one.span;
            return origin_.span;
        };
    }

    /// All instances; those that the assumptions exclude are left out if parameters range over several values.
    std::vector<Instance> read() {
        if (!terms_.whyNot.empty()) fails(origin_.span, terms_.whyNot);
        else expand(0);
        if (out_.empty() && !failed_) diagnostics_.append(excluded_);
        if (failed_) out_.clear();
        return std::move(out_);
    }

private:
    Diagnostic& fails(Span span, const std::string& what) {
        failed_ = true;
        return diagnostics_.report(Code::NoInstance, span, origin_.title, what);
    }

    /// Gives values to the bindings from `next` on, each of their ranges, and builds what comes out.
    void expand(size_t next) {
        if (next == terms_.with.size()) return make();
        const ir::ParamValue& one = terms_.with[next];
        std::vector<Value> values;
        if (one.range == Range::One) {
            std::optional<Value> value = single(one);
            if (!value) return;
            values.push_back(std::move(*value));
        } else if (std::optional<std::vector<Value>> all = range(one)) {
            values = std::move(*all);
            ranges_ = true;
        }
        for (Value& value : values) {
            if (failed_) return;
            deployment_.params[one.param] = std::move(value);
            given_[one.param] = true;
            expand(next + 1);
            given_[one.param] = false;
        }
    }

    void make() {
        if (out_.size() + left_ >= kInstancesMax) {
            failed_ = true;
            diagnostics_.report(Code::ManyInstances, origin_.span, origin_.title, kInstancesMax);
            return;
        }
        Diagnostics found;
        Written written{origin_, terms_.system, deployment_.names, deployment_.params, given_};
        std::optional<Instance> made = build(module_, std::move(written), found);
        if (made) {
            out_.push_back(std::move(*made));
            return;
        }
        const auto excludes = [](const Diagnostic& one) { return one.code == Code::AssumptionFails; };
        if (ranges_ && std::all_of(found.all().begin(), found.all().end(), excludes)) {
            if (++left_ == 1) excluded_ = std::move(found);
            return;
        }
        failed_ = true;
        diagnostics_.append(found);
    }

    std::optional<Value> single(const ir::ParamValue& one) {
        const ir::SystemParam& param = module_.params[one.param];
        bool later = false;
        ir::forEachExpr(module_, one.value, [&](const ir::Expr& part) {
            const bool reads = part.op == ir::Op::SystemParam || part.op == ir::Op::ParamCall;
            if (!reads || given_[part.index] || later) return;
            later = true;
            fails(part.span, "`" + module_.params[part.index].name + "` is given its value later");
        });
        if (later) return std::nullopt;
        try {
            Value value = ir::Evaluator(ir::Surroundings{module_, deployment_}).value(one.value);
            if (module_.types[param.type].kind == TypeKind::Ring && param.domain.empty() && repeats(value)) {
                fails(module_[one.value].span, "in the ring `" + param.name + "` something stands twice");
                return std::nullopt;
            }
            return value;
        } catch (const ir::FaultSignal& fault) {
            fails(module_[one.value].span, "the value of `" + param.name + "` faults")
                .label(fault.at, faultCode(fault.fault) + ": " + faultText(fault.fault, fault.detail));
            return std::nullopt;
        }
    }

    // ---- ranges ----

    /// All values of a type with few; nothing if it is none.
    std::optional<std::vector<Value>> valuesOf(ir::TypeId id) const {
        const ir::Type& type = module_.types[id];
        std::vector<Value> out;
        switch (type.kind) {
        case TypeKind::Unit: out.push_back(Value::scalar(0)); return out;
        case TypeKind::Bool: out = {Value::scalar(0), Value::scalar(1)}; return out;
        case TypeKind::Loc:
            for (size_t i = 0; i < deployment_.names.size(); ++i) out.push_back(Value::scalar(static_cast<int64_t>(i)));
            return out;
        case TypeKind::Enum:
            for (size_t i = 0; i < type.constructors.size(); ++i) {
                if (!type.constructors[i].types.empty()) return std::nullopt;
                out.push_back(Value::ofItems({}, static_cast<int64_t>(i)));
            }
            return out;
        case TypeKind::Tuple: return product(type.args);
        default: return std::nullopt;   // there are too many
        }
    }

    /// All tuples.
    std::optional<std::vector<Value>> product(const std::vector<ir::TypeId>& types) const {
        std::vector<std::vector<Value>> all{{}};
        for (ir::TypeId type : types) {
            const std::optional<std::vector<Value>> values = valuesOf(type);
            if (!values || all.size() * std::max<size_t>(values->size(), 1) > kInstancesMax) return std::nullopt;
            std::vector<std::vector<Value>> longer;
            for (const std::vector<Value>& before : all)
                for (const Value& value : *values) {
                    longer.push_back(before);
                    longer.back().push_back(value);
                }
            all = std::move(longer);
        }
        std::vector<Value> out;
        for (std::vector<Value>& items : all)
            out.push_back(items.size() == 1 ? items.front() : Value::ofItems(std::move(items)));
        return out;
    }

    std::optional<std::vector<Value>> range(const ir::ParamValue& one) {
        const ir::SystemParam& param = module_.params[one.param];
        const auto tooMany = [&]() -> std::optional<std::vector<Value>> {
            failed_ = true;
            diagnostics_.report(Code::ManyInstances, one.span, origin_.title, kInstancesMax);
            return std::nullopt;
        };
        if (param.domain.empty()) {
            std::optional<std::vector<Value>> values = valuesOf(param.type);
            return values ? values : tooMany();
        }
        const std::optional<std::vector<Value>> arguments = product(param.domain);
        if (!arguments) return tooMany();
        std::optional<std::vector<Value>> results = valuesOf(param.type);
        const TypeKind kind = module_.types[param.type].kind;
        if (kind == TypeKind::Int || kind == TypeKind::Nat) {
            results.emplace();
            for (size_t i = 1; i <= arguments->size(); ++i) results->push_back(Value::scalar(static_cast<int64_t>(i)));
        }
        if (!results) return tooMany();
        std::vector<Value> out;
        std::vector<size_t> chosen;   // results, by argument
        const bool injective = one.range == Range::Injective;
        const std::function<bool()> choose = [&] {
            if (chosen.size() == arguments->size()) {
                std::vector<Value> table;
                for (size_t i = 0; i < chosen.size(); ++i) {
                    table.push_back((*arguments)[i]);
                    table.push_back((*results)[chosen[i]]);
                }
                out.push_back(Value::ofItems(std::move(table)));
                return out.size() <= kInstancesMax;
            }
            for (size_t i = 0; i < results->size(); ++i) {
                if (injective && std::find(chosen.begin(), chosen.end(), i) != chosen.end()) continue;
                chosen.push_back(i);
                const bool goOn = choose();
                chosen.pop_back();
                if (!goOn) return false;
            }
            return true;
        };
        if (!choose()) return tooMany();
        if (out.empty()) fails(one.span, "there is no injective `" + param.name + "`: it has too few results");
        return out;
    }

    const ir::Module& module_;
    const ir::InstanceTerms& terms_;
    Origin origin_;
    Diagnostics& diagnostics_;
    ir::Deployment deployment_;   ///< with the values given so far
    std::vector<bool> given_;
    std::vector<Instance> out_;
    Diagnostics excluded_;   ///< why the first that is left out is
    size_t left_ = 0;        ///< how many are left out
    bool ranges_ = false, failed_ = false;
};

/// What a check puts in and lets go wrong, on one of its instances.
class CheckReader {
public:
    CheckReader(const ir::Module& module, const ir::Check& check, Instance& instance, Diagnostics& diagnostics)
        : module_(module), check_(check), instance_(instance), diagnostics_(diagnostics),
          interpreter_(module, instance.system, instance.deployment) {}

    bool read() {
        for (size_t group = 0; group < check_.given.size(); ++group)
            for (const ir::ScenarioStep& step : check_.given[group])
                if (!input(step, static_cast<uint32_t>(group))) return false;
        for (const ir::FaultBudget& fault : check_.faults)
            if (!budget(fault)) return false;
        instance_.bounds = check_.bounds;
        if (check_.start) instance_.start = &module_.scenarios[*check_.start];
        return true;
    }

private:
    std::optional<Value> value(ir::ExprId expr) {
        try {
            return ir::Evaluator(ir::Surroundings{module_, instance_.deployment}).value(expr);
        } catch (const ir::FaultSignal& fault) {
            reportFault(diagnostics_, fault).note("in " + titleOf(module_, check_));
            return std::nullopt;
        }
    }

    bool input(const ir::ScenarioStep& step, uint32_t group) {
        Input made;
        made.message = step.message;
        made.group = group;
        for (ir::ExprId arg : step.args) {
            std::optional<Value> field = value(arg);
            if (!field) return false;
            made.payload.push_back(std::move(*field));
        }
        const std::optional<Value> to = value(step.place);
        const std::optional<Value> from = step.from.valid() ? value(step.from) : Value();
        if (!to || !from) return false;
        made.to = static_cast<uint32_t>(to->number);
        made.from = step.from.valid() ? static_cast<uint32_t>(from->number) : defaultSender(interpreter_, made.to);
        std::string why = whyNoReceiver(interpreter_, made.to);
        if (why.empty() && step.from.valid()) why = whyNoSender(interpreter_, made.from);
        if (why.empty()) instance_.inputs.push_back(std::move(made));
        else diagnostics_.report(Code::BadInput, step.span, why);
        return why.empty();
    }

    bool budget(const ir::FaultBudget& fault) {
        uint32_t most = kAnyNumber;
        if (fault.most.valid()) {
            const std::optional<Value> number = value(fault.most);
            if (!number) return false;
            if (number->number < 0) {
                diagnostics_.report(Code::BadFault, fault.span, std::string(name(fault.kind)),
                                    fmt::format("at most {} times is never", number->number));
                return false;
            }
            most = static_cast<uint32_t>(std::min<int64_t>(number->number, kAnyNumber));
        }
        switch (fault.kind) {
        case ir::FaultBudget::Kind::Crash: instance_.faults.crashes = most; break;
        case ir::FaultBudget::Kind::Restart: instance_.faults.restarts = most; break;
        case ir::FaultBudget::Kind::Drop: instance_.faults.drops = most; break;
        case ir::FaultBudget::Kind::Duplicate: instance_.faults.duplicates = most; break;
        case ir::FaultBudget::Kind::Delay: instance_.faults.delays = true; break;
        case ir::FaultBudget::Kind::Reorder: break;   // what arrives does so in any order
        }
        return true;
    }

    const ir::Module& module_;
    const ir::Check& check_;
    Instance& instance_;
    Diagnostics& diagnostics_;
    const ir::Interpreter interpreter_;
};

}   // namespace

std::string titleOf(const ir::Module& module, const ir::Check& check) {
    std::vector<std::string> names;
    for (uint32_t statement : check.statements) names.push_back(module.statements[statement].name);
    return fmt::format("the check of `{}`", fmt::join(names, ", "));
}

std::string titleOf(const ir::Scenario& scenario) { return "the scenario `" + scenario.name + "`"; }

std::optional<Instance> instanceOf(const ir::Module& module, const ir::Scenario& scenario, Diagnostics& diagnostics) {
    const Origin origin{titleOf(scenario), scenario.span, {}, {}};
    std::vector<Instance> all = TermsReader(module, scenario, origin, diagnostics).read();
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

std::vector<Instance> instancesOf(const ir::Module& module, const ir::Check& check, Diagnostics& diagnostics) {
    const Origin origin{titleOf(module, check), check.span, {}, {}};
    std::vector<Instance> out = TermsReader(module, check, origin, diagnostics).read();
    for (Instance& instance : out)
        if (!CheckReader(module, check, instance, diagnostics).read()) return {};
    return out;
}

}   // namespace evd::explore
