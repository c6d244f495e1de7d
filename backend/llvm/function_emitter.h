#pragma once
// Emits the code of one function: expressions and statements in SSA form, with exact ownership of handles on every
// path.
//
// Ownership in short (flow.h has the data). `emit` gives words that are owned or borrowed; `consume` turns a word into
// one reference that the next operation takes over (moving it out of its storage at its last use, else duplicating it);
// `release` ends the use of a word that was only looked at. A borrowed word pins its storage, so that nobody moves it
// meanwhile. What is owned at a place where the event faults is dropped there.

#include "backend/llvm/flow.h"
#include "backend/llvm/module_emitter.h"
#include "ir/analysis/select.h"

#include <llvm/IR/IRBuilder.h>

#include <functional>
#include <span>

namespace evd::backend {

class FunctionEmitter {
public:
    /// What the function is made for. `automaton` is null in functions of the spec, assumptions and placements.
    struct Purpose {
        const ir::Automaton* automaton = nullptr;
        const ir::Clause* clause = nullptr;   ///< whose received message or chosen values `event` holds
        std::optional<ir::MessageId> message;
        std::optional<ir::FunctionId> caller;   ///< the spec's function whose body this is
        bool first = false;                     ///< the value of IsFirst
        bool internal = false;                  ///< returns {status, words} instead of storing to `result`
    };

    FunctionEmitter(ModuleEmitter& shared, llvm::Function* function, Purpose purpose, Span span);

    /// The function returns the values of these expressions; with `arguments`, its locals are the words after the
    /// shared ones.
    void returnValues(const std::vector<ir::ExprId>& exprs);
    void bindArguments(const std::vector<ir::LocalId>& params);
    void bindEventFields(const std::vector<ir::LocalId>& locals);
    /// All these clauses as one step, which writes the given variables (ascending).
    void returnStep(const std::vector<ir::Candidate>& candidates, const std::vector<uint32_t>& written);
    /// A word of a local or variable that a fold's body reads.
    struct Capture {
        Key key;
        bool handle;
    };
    /// The loop of a fold in a function of its own: collection, initial words, then the words of `captured`.
    void returnFold(const ir::Expr& fold, const std::vector<Capture>& captured);

private:
    // ---- flow.cpp: blocks, faults, ownership
    llvm::BasicBlock* newBlock(const char* name);
    void setBlock(llvm::BasicBlock* block);
    void locate(Span span);
    llvm::Value* i64(int64_t value) { return b_.getInt64(static_cast<uint64_t>(value)); }
    llvm::Value* call(RtOp op, llvm::ArrayRef<llvm::Value*> args);
    llvm::Value* rt() { return function_->getArg(kArgRt); }
    llvm::Value* load(unsigned argument, uint32_t slot);
    /// `note`, if any, emits what is done on the way to the fault.
    void failIf(llvm::Value* condition, int kind, Span span, const std::function<void()>& note = {});
    void failIfMissing(llvm::Value* index, RtOp note, ir::TypeId type, const Words& key, Span span);
    void failIfOutside(llvm::Value* index, const Word& list, Span span);
    void failIfStatus(llvm::Value* kind, Span span);   // a bare kind from an operation
    void failIfFault(llvm::Value* status);             // kind and site from one of our functions
    llvm::BasicBlock* landing(llvm::Value* status, llvm::BasicBlock* from);
    void finish(llvm::ArrayRef<llvm::Value*> words);
    Word fresh(llvm::Value* handle);
    Word plain(llvm::Value* scalar) { return {scalar, false, kNoToken, kNoKey, false}; }
    Word borrowed(llvm::Value* handle) { return {handle, true, kNoToken, kNoKey, false}; }
    llvm::Value* consume(Word& word);
    std::vector<llvm::Value*> consumeAll(Words& words);
    void own(Word& word);
    void release(Word& word);
    void releaseAll(Words& words);
    Words project(Word container, const std::vector<llvm::Value*>& values, const TypeLayout& layout);
    Word readKey(Key key, bool handle);
    Words readRange(KeyRange range, const TypeLayout& layout);
    bool movable(Key key, const Storage& storage) const;
    bool neededLater(Key key) const;
    void expect(ir::ExprId expr, int delta);
    void bind(KeyRange range, Words words);
    void unbind(KeyRange range, Words* result);
    void stage(const std::vector<llvm::Value*>& words);
    void stage(const Words& borrowed);

    // ---- merge.cpp: where branches meet
    Words merge(Flow& a, Words& wordsA, Flow& b, Words& wordsB);
    void within(Flow& flow, const std::function<void()>& work);
    void dropStorage(Key key);
    void ensureAssigned(uint32_t variable);
    void zeroMoved(KeyRange range);
    void agree(Flow& a, Flow& b);
    Words branch(llvm::Value* condition, const std::function<Words()>& then, const std::function<Words()>& otherwise);

    // ---- expr*.cpp
    Words emit(ir::ExprId expr);
    Words emitOther(const ir::Expr& expr);
    llvm::Value* cond(ir::ExprId expr);
    llvm::Value* condAll(std::span<const ir::ExprId> exprs);
    llvm::Value* scalar(ir::ExprId expr);
    std::vector<Words> emitArgs(const std::vector<ir::ExprId>& args);
    std::vector<Words> emitArgs(const ir::Expr& expr) { return emitArgs(expr.args); }
    const ir::Expr& at(ir::ExprId expr) const { return ir_[expr]; }
    const TypeLayout& layoutOf(ir::ExprId expr) { return layout_[ir_[expr].type]; }
    ir::TypeKind kindOf(ir::ExprId expr) const { return ir_.types[ir_[expr].type].kind; }
    Words systemParam(uint32_t param, ir::TypeId type);
    Words emitIf(const ir::Expr& expr);
    llvm::Value* lazyBool(const ir::Expr& expr);
    Words emitLet(const ir::Expr& expr);
    llvm::Value* arithmetic(const ir::Expr& expr);
    llvm::Value* overflowing(unsigned intrinsic, llvm::Value* a, llvm::Value* b, Span span);
    llvm::Value* division(const ir::Expr& expr, llvm::Value* a, llvm::Value* b);
    llvm::Value* comparison(const ir::Expr& expr);
    llvm::Value* equalWords(const TypeLayout& layout, const Words& a, const Words& b);
    llvm::Value* lessWords(const TypeLayout& layout, const Words& a, const Words& b, bool orEqual);
    Words zeroWords(const TypeLayout& layout);
    Words emitConstruct(const ir::Expr& expr);
    Words emitPayload(const ir::Expr& expr);
    llvm::Value* isConstructor(const ir::Expr& expr);
    Words construct(ir::TypeId type, uint32_t ctor, std::vector<Words> fields, Span span);

    // ---- collections.cpp
    Words emitCollection(const ir::Expr& expr);
    Words literal(const ir::Expr& expr);
    Words changed(const ir::Expr& expr);
    Words combined(const ir::Expr& expr);
    Words elementAt(Word collection, llvm::Value* index, uint32_t fromSlot, ir::TypeId type);
    llvm::Value* find(const Word& collection, const Words& element);
    Word add(Word collection, ir::TypeKind kind, Words element);
    Word put(Word map, Words key, Words value);
    Word remove(Word collection, Words& element);
    Words emitAt(const ir::Expr& expr);
    Words emitFind(const ir::Expr& expr);
    Words emitRing(const ir::Expr& expr);

    // ---- calls.cpp
    Words emitCall(const ir::Expr& expr);
    Words emitFold(const ir::Expr& expr);
    Words emitParamCall(const ir::Expr& expr);
    std::vector<Capture> captures(ir::ExprId body);
    void bindElement(const Word& collection, ir::TypeId type, llvm::Value* index, ir::LocalId first);
    void unbindElement(ir::TypeId type, ir::LocalId first);
    void loopMetadata(llvm::BranchInst* back);

    // ---- statements.cpp
    void block(const std::vector<ir::StmtId>& body, const Keys& after);
    void statement(const ir::Stmt& stmt, const Keys& after, std::vector<KeyRange>& scope);
    void emitIf(const ir::Stmt& stmt, const Keys& after);
    void emitForEach(const ir::Stmt& stmt, const Keys& after);
    void assign(uint32_t variable, Words words);
    void emitSend(const ir::Stmt& stmt);

    // ---- step.cpp
    struct Outcome {
        Words words;
        llvm::Value* written = nullptr;
        llvm::Value* valid = nullptr;
    };   ///< of a variable so far
    void emitClause(const ir::Clause& clause, llvm::Value* guard, std::map<uint32_t, Outcome>& outcomes);
    void conclude(uint32_t variable, Outcome& outcome);
    uint32_t firstStateSlot(uint32_t variable);

    ModuleEmitter& shared_;
    const ir::Module& ir_;
    Layout& layout_;
    Liveness& liveness_;
    llvm::Function* function_;
    Purpose purpose_;
    llvm::IRBuilder<> b_;
    llvm::BasicBlock* entry_;
    llvm::BasicBlock* body_;
    std::map<std::pair<unsigned, uint32_t>, llvm::Value*> loads_;
    std::map<std::vector<int>, llvm::PHINode*> landings_;
    Flow flow_;
    int nextToken_ = 0;
    std::map<Key, int> later_;   // uses by parts of the expression at hand that are still to come
    Keys liveOut_;               // needed after the statement at hand
    Keys keep_;                  // variables' words whose value before the event is still read by later clauses
    bool mayTake_ = false;       // in clause bodies
};

}   // namespace evd::backend
