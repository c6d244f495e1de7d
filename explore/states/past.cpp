#include "explore/states/past.h"

#include "ir/analysis/reads.h"
#include "ir/core/walk.h"

#include <algorithm>
#include <numeric>

namespace evd::explore {

namespace {

void appendNumber(uint64_t number, std::string& out) {
    for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(number >> shift & 0xFF);
}

/// Texts stand with their length, and lists too, so that nothing else has the same bytes.
void appendValue(const ir::Value& value, std::string& out) {
    appendNumber(static_cast<uint64_t>(value.number), out);
    if (value.isText()) {
        appendNumber(value.text().size(), out);
        out += value.text();
        return;
    }
    appendNumber(value.list().size(), out);
    for (const ir::Value& item : value.list()) appendValue(item, out);
}

void appendValues(const std::vector<ir::Value>& values, std::string& out) {
    appendNumber(values.size(), out);
    for (const ir::Value& value : values) appendValue(value, out);
}

std::string bytesOf(const ir::Happening& what, const std::vector<ir::Output>& outputs) {
    std::string out;
    out += static_cast<char>(what.kind);
    appendNumber(what.message, out);
    appendNumber(what.action.automaton, out);
    appendNumber(what.action.clause, out);
    appendNumber(what.sender, out);
    appendValues(what.payload, out);
    appendNumber(outputs.size(), out);
    for (const ir::Output& output : outputs) {
        appendNumber(output.message, out);
        appendNumber(output.to.size(), out);
        for (uint32_t to : output.to) appendNumber(to, out);
        appendValues(output.payload, out);
    }
    return out;
}

bool holdsEvents(const ir::TypeTable& types, ir::TypeId type) {
    const ir::Type& one = types[type];
    return one.kind == ir::TypeKind::Event ||
           std::any_of(one.args.begin(), one.args.end(), [&](ir::TypeId part) { return holdsEvents(types, part); });
}

}   // namespace

Watched::Watched(const ir::Module& module)
    : received(module.messages.size()), sent(module.messages.size()), acted(module.actions.size()) {}

void Watched::add(const ir::Module& module, ir::ExprId formula, bool anyOrder) {
    const ir::Reads reads = ir::readsOf(module, formula);
    for (ir::MessageId message : reads.received) received[message] = true;
    for (ir::MessageId message : reads.sent) sent[message] = true;
    for (uint32_t action : reads.acted) acted[action] = true;
    any_ |= reads.events;
    if (anyOrder) return;
    ordered |= reads.order;
    const auto isOccurrences = [](ir::Op op) { return op >= ir::Op::Events && op <= ir::Op::Acted; };
    ir::forEachExpr(module, formula, [&](const ir::Expr& expr) {
        all |= expr.op == ir::Op::Events || expr.op == ir::Op::IsFirstEvent || expr.op == ir::Op::PredEvent ||
               expr.op == ir::Op::EventKind;
        // Where nothing is said of events but that there is one with such fields at such a place, equal ones are one.
        const bool quantifies = expr.op == ir::Op::Fold && module.types[expr.type].kind == ir::TypeKind::Bool;
        const bool takesApart =
            quantifies || expr.op == ir::Op::Let || expr.op == ir::Op::Get || expr.op == ir::Op::EventLoc;
        for (ir::ExprId arg : expr.args)
            ordered |= !takesApart && (isOccurrences(module[arg].op) || holdsEvents(module.types, module[arg].type));
    });
    ordered |= all;
}

void Past::add(const ir::Module& module, const Watched& watched, uint32_t locations, ir::Happening what,
               std::vector<ir::Output> outputs, const Clock& before) {
    if (!watched.any()) return;
    if (watched.ordered && !before.empty()) {
        clock_.resize(locations);
        for (size_t i = 0; i < before.size(); ++i) clock_[i] = std::max(clock_[i], before[i]);
    }
    std::erase_if(outputs, [&](const ir::Output& output) { return !watched.sent[output.message]; });
    bool isWatched = watched.all || !outputs.empty();
    if (what.kind == ir::Happening::Kind::Receive) isWatched |= watched.received[what.message];
    for (size_t i = 0; what.kind == ir::Happening::Kind::Action && i < watched.acted.size(); ++i)
        isWatched |= watched.acted[i] && module.actions[i] == what.action;
    if (!isWatched) return;
    Noted noted;
    noted.bytes = bytesOf(what, outputs);
    noted.outputs = std::move(outputs);
    if (watched.ordered) {
        clock_.resize(locations);
        ++clock_[what.location];
        noted.clock = clock_;
        noted.what = std::move(what);
        log_.push_back(std::move(noted));
        return;
    }
    const auto at = std::lower_bound(log_.begin(), log_.end(), noted.bytes,
                                     [](const Noted& one, const std::string& bytes) { return one.bytes < bytes; });
    if (at != log_.end() && at->bytes == noted.bytes) return;
    noted.what = std::move(what);
    log_.insert(at, std::move(noted));
}

void Past::append(std::string& out) const {
    appendLog(out);
    for (uint32_t count : clock_) appendNumber(count, out);
}

void Past::appendLog(std::string& out) const {
    appendNumber(log_.size(), out);
    for (const Noted& one : log_) {
        appendNumber(one.bytes.size(), out);
        out += one.bytes;
        for (uint32_t count : one.clock) appendNumber(count, out);
    }
}

ir::History historyOf(const ir::Module& module, const std::vector<const Past*>& pasts,
                      std::vector<ir::LocationState> states, const ir::Reads& wanted) {
    const std::vector<ir::LocationState> present = states;
    ir::History out(module, std::move(states), wanted);
    std::vector<const Past::Noted*> all;
    for (const Past* past : pasts)
        for (const Past::Noted& one : past->log()) all.push_back(&one);
    // What is after another has a greater sum.
    const auto sum = [](const Past::Noted* one) { return std::accumulate(one->clock.begin(), one->clock.end(), 0U); };
    std::stable_sort(all.begin(), all.end(), [&](auto* a, auto* b) { return sum(a) < sum(b); });
    for (const Past::Noted* one : all) out.add(one->what, one->outputs, present[one->what.location], one->clock);
    return out;
}

}   // namespace evd::explore
