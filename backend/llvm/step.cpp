// Whole functions: the clauses of one kind of event as one step, and functions that return values (function_emitter.h).

#include "backend/llvm/function_emitter.h"

#include "base/check.h"

namespace evd::backend {

using namespace ir;
using llvm::Value;

void FunctionEmitter::bindArguments(const std::vector<LocalId>& params) {
    unsigned arg = kSharedArgs;
    for (LocalId param : params) {
        const TypeLayout& layout = layout_[ir_.locals[param].type];
        Words words;
        for (const auto& handle : layout.handles) {
            Value* value = function_->getArg(arg++);
            words.push_back(handle ? borrowed(value) : plain(value));
        }
        bind(liveness_.local(param), std::move(words));
    }
}

void FunctionEmitter::bindEventFields(const std::vector<LocalId>& locals) {
    uint32_t slot = EVD_EVENT_FIELDS;
    for (LocalId local : locals) {
        const TypeLayout& layout = layout_[ir_.locals[local].type];
        Words words;
        for (const auto& handle : layout.handles) {
            Value* value = load(kArgEvent, slot++);
            words.push_back(handle ? borrowed(value) : plain(value));
        }
        bind(liveness_.local(local), std::move(words));
    }
    shared_.needFields(slot - EVD_EVENT_FIELDS);
}

void FunctionEmitter::returnValues(const std::vector<ExprId>& exprs) {
    Words all;
    for (Words& words : emitArgs(exprs)) all.insert(all.end(), words.begin(), words.end());
    finish(consumeAll(all));
}

uint32_t FunctionEmitter::firstStateSlot(uint32_t variable) { return shared_.varSlot(*purpose_.automaton, variable); }

void FunctionEmitter::returnStep(const std::vector<Candidate>& candidates, const std::vector<uint32_t>& written) {
    std::vector<const Clause*> clauses;
    for (const Candidate& one : candidates) clauses.push_back(&purpose_.automaton->clauses[one.clause]);
    Keys all;
    for (uint32_t v = 0; v < liveness_.variableCount(); ++v)
        for (uint32_t i = 0; i < liveness_.variable(v).count; ++i) all.insert(liveness_.variable(v).first + i);
    if (purpose_.clause != nullptr) bindEventFields(purpose_.clause->chosen);
    // All guards are looked at on the state before the event.
    liveOut_ = all;
    std::vector<Value*> guards;
    for (const Candidate& one : candidates) guards.push_back(condAll(one.conditions));
    // Then each body starts from that state; no variable may have two writers (R7).
    std::map<uint32_t, Outcome> outcomes;
    for (size_t i = 0; i < clauses.size(); ++i) {
        keep_.clear();
        for (size_t later = i + 1; later < clauses.size(); ++later)
            for (uint32_t v : liveness_.readVariables(clauses[later]->body))
                for (uint32_t k = 0; k < liveness_.variable(v).count; ++k)
                    keep_.insert(liveness_.variable(v).first + k);
        locate(clauses[i]->span);
        emitClause(*clauses[i], guards[i], outcomes);
    }
    std::vector<Value*> values;
    for (uint32_t variable : written) {
        Outcome& outcome = outcomes[variable];
        conclude(variable, outcome);
        for (Value* value : consumeAll(outcome.words)) values.push_back(value);
    }
    if (purpose_.clause != nullptr)
        for (LocalId local : purpose_.clause->chosen) unbind(liveness_.local(local), nullptr);
    finish(values);
}

void FunctionEmitter::emitClause(const Clause& clause, Value* guard, std::map<uint32_t, Outcome>& outcomes) {
    std::set<uint32_t> assigned = liveness_.assigned(clause.body);
    Keys all;
    for (uint32_t v = 0; v < liveness_.variableCount(); ++v)
        for (uint32_t i = 0; i < liveness_.variable(v).count; ++i) all.insert(liveness_.variable(v).first + i);
    // The outcome of every variable that the clause may assign, as words: its slots, written, valid.
    auto happens = [&] {
        mayTake_ = true;
        block(clause.body, all);
        locate(clause.span);
        Words packed;
        for (uint32_t variable : assigned) {
            ensureAssigned(variable);
            KeyRange range = liveness_.variable(variable);
            Value* flag = flow_.written.at(variable);
            Words words;
            for (uint32_t i = 0; i < range.count; ++i) {
                const Storage& storage = flow_.storage.at(range.first + i);
                EVD_CHECK(storage.mode == Storage::Mode::Owned || storage.mode == Storage::Mode::Scalar,
                          "at its end a body has every variable");
                words.push_back({storage.value, storage.mode == Storage::Mode::Owned, storage.token, kNoKey, false});
            }
            auto earlier = outcomes.find(variable);
            if (earlier != outcomes.end()) {
                Outcome& other = earlier->second;
                failIf(b_.CreateAnd(flag, other.written), EVD_FAULT_CONFLICT, clause.span, [&] {
                    call(RtOp::evd_note_variable,
                         {rt(), b_.CreateGlobalString(purpose_.automaton->vars[variable].name)});
                });
                Value* mine = b_.CreateOr(flag, b_.CreateNot(other.valid));
                for (uint32_t i = 0; i < range.count; ++i) {
                    Value *x = words[i].value, *y = other.words[i].value;
                    if (words[i].handle) {
                        flow_.live.erase(words[i].token);
                        flow_.live.erase(other.words[i].token);
                        call(RtOp::evd_drop, {rt(), b_.CreateSelect(mine, y, x)});
                        words[i] = fresh(b_.CreateSelect(mine, x, y));
                    } else {
                        words[i] = plain(b_.CreateSelect(mine, x, y));
                    }
                }
                flag = b_.CreateOr(flag, other.written);
            }
            packed.insert(packed.end(), words.begin(), words.end());
            packed.push_back(plain(flag));
            packed.push_back(plain(b_.getTrue()));
        }
        for (uint32_t v = 0; v < liveness_.variableCount();
             ++v)   // the next body starts from the state before the event again
            for (uint32_t i = 0; i < liveness_.variable(v).count; ++i)
                flow_.storage.erase(liveness_.variable(v).first + i);
        flow_.written.clear();
        mayTake_ = false;
        return packed;
    };
    auto rests = [&] {
        Words packed;
        for (uint32_t variable : assigned) {
            auto earlier = outcomes.find(variable);
            if (earlier != outcomes.end()) {
                packed.insert(packed.end(), earlier->second.words.begin(), earlier->second.words.end());
                packed.push_back(plain(earlier->second.written));
                packed.push_back(plain(earlier->second.valid));
                continue;
            }
            for (const auto& handle : layout_[purpose_.automaton->vars[variable].type].handles)
                packed.push_back(handle ? fresh(i64(0)) : plain(i64(0)));
            packed.push_back(plain(b_.getFalse()));
            packed.push_back(plain(b_.getFalse()));
        }
        for (uint32_t v = 0; v < liveness_.variableCount(); ++v)
            for (uint32_t i = 0; i < liveness_.variable(v).count; ++i)
                flow_.storage.erase(liveness_.variable(v).first + i);
        return packed;
    };
    Words packed = branch(guard, happens, rests);
    size_t at = 0;
    for (uint32_t variable : assigned) {
        Outcome& outcome = outcomes[variable];
        size_t slots = liveness_.variable(variable).count;
        outcome.words.assign(packed.begin() + static_cast<long>(at), packed.begin() + static_cast<long>(at + slots));
        outcome.written = packed[at + slots].value;
        outcome.valid = packed[at + slots + 1].value;
        at += slots + 2;
    }
}

/// Where no clause gave the variable a value, its slot keeps the word from before.
void FunctionEmitter::conclude(uint32_t variable, Outcome& outcome) {
    const TypeLayout& layout = layout_[purpose_.automaton->vars[variable].type];
    bool never = outcome.words.empty();
    for (uint32_t i = 0; i < layout.slots; ++i) {
        Value* before = load(kArgState, firstStateSlot(variable) + i);
        if (never) {
            Word word = layout.handles[i] ? borrowed(before) : plain(before);
            own(word);
            outcome.words.push_back(word);
            continue;
        }
        if (auto* sure = llvm::dyn_cast<llvm::ConstantInt>(outcome.valid); sure != nullptr && sure->isOne()) continue;
        Word& word = outcome.words[i];
        Value* now = b_.CreateSelect(outcome.valid, word.value, before);
        if (!word.handle) {
            word.value = now;
            continue;
        }
        call(RtOp::evd_dup, {b_.CreateSelect(outcome.valid, i64(0), before)});
        flow_.live.erase(word.token);
        word = fresh(now);
    }
}

}   // namespace evd::backend
