#include "explore/simulate/coverage.h"

#include "explore/trace/summary.h"
#include "ir/analysis/running.h"

#include <map>
#include <tuple>

namespace evd::explore {

namespace {

constexpr size_t kTextMax = 48;   // columns of what is written at a gap

class Search {
public:
    Search(const ir::Module& module, const ir::Coverage& coverage) : module_(module), coverage_(coverage) {}

    void automaton(ir::AutomatonId id) {
        const ir::Automaton& automaton = module_.automata[id];
        for (uint32_t i = 0; i < automaton.clauses.size(); ++i) {
            const ir::Clause& clause = automaton.clauses[i];
            const bool happened = coverage_.has(coverage_.happened(id, i));
            Gap::Kind kind = Gap::Kind::Start;
            if (clause.trigger == ir::Trigger::Action) kind = Gap::Kind::Action;
            if (clause.trigger == ir::Trigger::Receive)
                kind = module_.isTimer(clause.message) ? Gap::Kind::Timer : Gap::Kind::Message;
            if (clause.trigger == ir::Trigger::Observe) kind = Gap::Kind::Seen;
            const bool handler = clause.trigger == ir::Trigger::Receive || clause.trigger == ir::Trigger::Observe;
            if (handler && coverage_.has(coverage_.came(id, i))) kind = Gap::Kind::Refused;
            note(clause.span, false, kind, happened, automaton);
            if (happened) body(clause.body, automaton);
        }
    }

    struct Place {
        Gap::Kind kind = Gap::Kind::Message;
        const ir::Automaton* of = nullptr;
        bool reached = false;
    };
    /// By position, and whether it is the branch for what does not hold.
    using Key = std::tuple<FileId, uint32_t, uint32_t, bool>;
    const std::map<Key, Place>& places() const { return places_; }

private:
    void note(Span span, bool isElse, Gap::Kind kind, bool reached, const ir::Automaton& of) {
        if (span.empty()) return;   // nobody wrote it
        Place& place = places_[{span.file, span.begin, span.end, isElse}];
        // Of several copies the one that came furthest tells.
        if (!place.reached && (place.of == nullptr || kind == Gap::Kind::Refused)) place.kind = kind;
        place.of = &of;
        place.reached |= reached;
    }

    void body(const std::vector<ir::StmtId>& statements, const ir::Automaton& of) {
        for (ir::StmtId id : statements) {
            const ir::Stmt& one = module_[id];
            if (one.kind == ir::StmtKind::ForEach) body(one.body, of);
            if (one.kind != ir::StmtKind::If) continue;
            for (const bool condition : {true, false}) {
                const std::vector<ir::StmtId>& branch = condition ? one.body : one.orElse;
                const bool reached = coverage_.has(coverage_.branch(id, condition));
                if (!branch.empty())
                    note(module_[one.expr].span, !condition, condition ? Gap::Kind::Then : Gap::Kind::Else, reached,
                         of);
                if (reached) body(branch, of);
            }
        }
    }

    const ir::Module& module_;
    const ir::Coverage& coverage_;
    std::map<Key, Place> places_;
};

}   // namespace

Reached reached(const ir::Interpreter& interpreter, const SourceSet& sources, const ir::Coverage& coverage) {
    Reached out;
    if (!coverage) return out;
    const ir::Module& module = interpreter.module();
    Search search(module, coverage);
    for (ir::AutomatonId id : ir::running(module, interpreter.system())) search.automaton(id);
    for (ir::AutomatonId id : interpreter.observers()) search.automaton(id);
    for (const auto& [key, place] : search.places()) {
        ++out.points;
        if (place.reached) continue;
        const auto [file, begin, end, isElse] = key;
        Gap gap;
        gap.kind = place.kind;
        gap.of = place.of->name.substr(0, place.of->name.find('/'));
        const std::string_view text = sources.text({file, begin, end});
        const size_t line = text.find('\n');
        gap.text = shortened(std::string(text.substr(0, line)) + (line == text.npos ? "" : " …"), kTextMax);
        gap.path = sources.file(file).path();
        const LineColumn at = sources.file(file).position(begin);
        gap.line = at.line + 1;
        gap.column = at.column + 1;
        out.gaps.push_back(std::move(gap));
    }
    return out;
}

}   // namespace evd::explore
