#pragma once
// What formulas say of states, each said once for all states that do not differ in what it looks at.

#include "explore/states/space.h"
#include "ir/analysis/reads.h"
#include "ir/logic/evaluate.h"

#include <functional>
#include <set>

namespace evd::explore {

/// Why a formula is not evaluated on states; empty if it can be. States know of what has happened which occurrences
/// there were and in which causal order, but not how all locations were at other moments. `moments`: whether what it
/// says of moments to come is taken apart, so that only the parts are judged on states.
std::string whyNotOnStates(const ir::Interpreter& interpreter, const ir::Statement& statement, bool moments = false);

/// Whether it is `forall i in …: φ(i)`, where φ looks at nothing but instances at i.
bool isOfEach(const ir::Module& module, ir::ExprId formula);

/// Judges formulas.
class Judge {
public:
    /// Of at most so many formulas each has a bit of its own in `touches`; further ones share the last.
    static constexpr size_t kBits = 63;

    struct Asked {
        ir::ExprId formula;
        bool wholeRun = false;   ///< of events: is it violated whatever comes later?
        bool anyOrder = false;   ///< everything that has happened counts as being before an event (causes.h)
        ir::Given given = {};    ///< variables around it
        std::optional<ir::Value> element = {};   ///< it is a collection: whether this is one of its elements
    };
    /// `locals` must outlive this, and asks it what moves touch.
    Judge(const ir::Interpreter& interpreter, Locals& locals, const std::vector<Asked>& asked);

    size_t size() const { return formulas_.size(); }
    /// Whether a formula can say something else of a state that was left like this.
    bool mayDiffer(size_t formula, uint64_t touches) const { return (touches & bits_[formula]) != 0; }
    /// The bits of what it looks at.
    uint64_t bits(size_t formula) const { return bits_[formula]; }
    /// What it says of a state.
    ir::Judgement judge(size_t formula, const StateSpace& space, const uint64_t* state);

    /// What a formula about the whole run says if nothing more can happen in a state.
    ir::Judgement judgeEnd(size_t formula, const StateSpace& space, const uint64_t* state) const;
    /// Whether it can be that a formula about the whole run is violated only because nothing more happens.
    bool mayOwe(size_t formula) const { return formulas_[formula].asked.wholeRun && formulas_[formula].owes; }
    bool isOfWholeRun(size_t formula) const { return formulas_[formula].asked.wholeRun; }

    /// Whether a formula that is false stays so, whatever happens: if what locations can become, by location and local
    /// state, never makes it anything else. False also if that is too much to look at.
    bool staysFalse(size_t formula,
                    const std::function<const std::vector<std::vector<uint32_t>>&(uint32_t)>& successors);

    /// Whether a formula says something of each location by itself, and holds if that holds of all of them.
    bool isOfEachLocation(size_t formula) const { return formulas_[formula].eachLocation; }
    /// What it says where a location is in this local state, and the others are as given.
    ir::Judgement judgeAt(size_t formula, std::vector<uint32_t> locals, uint32_t location, uint32_t local) const {
        locals[location] = local;
        return evaluate(formulas_[formula], locals, {});
    }

private:
    /// What a formula looks at, at one location or on the way.
    struct Looks {
        std::set<std::pair<ir::AutomatonId, uint32_t>> variables;   ///< parameters of automata behind their variables
        std::set<ir::AutomatonId> instances;
        std::set<ir::MessageId> inFlight;
        bool up = false, past = false;
    };
    struct Formula {
        Asked asked;
        ir::Reads reads;
        bool eachLocation = false;
        bool owes = false;
        Looks looks;
        /// By location and local state: a number that is the same where it sees the same.
        std::vector<std::vector<uint32_t>> views;
        std::vector<std::unordered_map<std::string, uint32_t>> viewNumbers;
        NumberTable seen;                  ///< views of all locations, and the network
        std::vector<ir::Judgement> said;   ///< by tuple of `seen`
    };
    uint32_t view(Formula& formula, uint32_t location, uint32_t local);
    uint64_t touched(uint32_t location, uint32_t before, uint32_t after);
    ir::Judgement judgeAt(const Asked& asked, const ir::Vantage& vantage) const;
    /// Of local states by location, and packets on their way.
    ir::Judgement evaluate(const Formula& formula, const std::vector<uint32_t>& locals,
                           const std::vector<uint32_t>& packets, bool ended = false) const;
    /// The local states of a state, and what is on its way.
    void parts(const StateSpace& space, const uint64_t* state, std::vector<uint32_t>& locals,
               std::vector<uint32_t>& packets) const;
    std::vector<Formula> formulas_;
    std::vector<uint64_t> bits_;
    const ir::Interpreter& interpreter_;
    Locals& locals_;
    std::vector<uint32_t> views_;   ///< scratch
};

}   // namespace evd::explore
