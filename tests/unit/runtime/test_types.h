#pragma once
// Type descriptors made by hand, as the back end emits them, for tests of the runtime.

#include "runtime/abi.h"
#include "runtime/engine/rt.h"

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace evd::runtime::test {

/// Makes and owns descriptors.
class Types {
public:
    struct Ctor {
        std::string name;
        std::vector<const evd_type*> args;
    };

    const evd_type* scalar(evd_kind kind, const char* name) {
        evd_type& type = add(kind, name);
        type.slots = 1;
        return finish(type, {nullptr});
    }
    const evd_type* text(evd_kind kind, const char* name) { return handleType(kind, {}, name); }
    const evd_type* collection(evd_kind kind, std::vector<const evd_type*> args, const char* name) {
        return handleType(kind, std::move(args), name);
    }
    const evd_type* tuple(std::vector<const evd_type*> items, const char* name) {
        evd_type& type = add(EVD_TUPLE, name);
        std::vector<const evd_type*> slots;
        for (const evd_type* item : items) slots.insert(slots.end(), item->slot_types, item->slot_types + item->slots);
        type.slots = static_cast<uint32_t>(slots.size());
        setArgs(type, std::move(items));
        return finish(type, std::move(slots));
    }
    const evd_type* flatEnum(std::vector<Ctor> ctors, const char* name) {
        evd_type& type = add(EVD_ENUM, name);
        std::vector<const evd_type*> slots{nullptr};
        for (Ctor& ctor : ctors) addCtor(type, ctor, &slots);
        type.slots = static_cast<uint32_t>(slots.size());
        finishCtors(type);
        return finish(type, std::move(slots));
    }
    /// Declares a boxed enum first, so that its constructors may hold it.
    evd_type* declareBoxed(const char* name) {
        evd_type& type = add(EVD_ENUM, name);
        type.slots = 1;
        type.boxed = EVD_RECURSIVE;
        finish(type, {&type});
        return &type;
    }
    void defineBoxed(evd_type* type, std::vector<Ctor> ctors) {
        for (Ctor& ctor : ctors) addCtor(*type, ctor, nullptr);
        finishCtors(*type);
    }

private:
    evd_type& add(evd_kind kind, const char* name) {
        types_.push_back({});
        types_.back().kind = kind;
        types_.back().name = name;
        return types_.back();
    }
    const evd_type* handleType(evd_kind kind, std::vector<const evd_type*> args, const char* name) {
        evd_type& type = add(kind, name);
        type.slots = 1;
        setArgs(type, std::move(args));
        return finish(type, {&type});
    }
    void setArgs(evd_type& type, std::vector<const evd_type*> args) {
        lists_.push_back(std::move(args));
        type.args = lists_.back().data();
        type.arg_count = static_cast<uint32_t>(lists_.back().size());
    }
    const evd_type* finish(evd_type& type, std::vector<const evd_type*> slots) {
        lists_.push_back(std::move(slots));
        type.slot_types = lists_.back().data();
        return &type;
    }
    void addCtor(evd_type& type, Ctor& ctor, std::vector<const evd_type*>* slots) {
        uint32_t at = slots != nullptr ? static_cast<uint32_t>(slots->size()) : 0;
        std::vector<uint32_t> places;
        for (const evd_type* arg : ctor.args) {
            places.push_back(at);
            at += arg->slots;
            if (slots != nullptr) slots->insert(slots->end(), arg->slot_types, arg->slot_types + arg->slots);
        }
        names_.push_back(ctor.name);
        places_.push_back(places);
        lists_.push_back(ctor.args);
        pending_.push_back({names_.back().c_str(), static_cast<uint32_t>(ctor.args.size()), lists_.back().data(),
                            places_.back().data(), nullptr});
        (void)type;
    }
    void finishCtors(evd_type& type) {
        ctors_.push_back(std::move(pending_));
        pending_.clear();
        type.ctors = ctors_.back().data();
        type.ctor_count = static_cast<uint32_t>(ctors_.back().size());
    }

    std::deque<evd_type> types_;
    std::deque<std::vector<const evd_type*>> lists_;
    std::deque<std::vector<uint32_t>> places_;
    std::deque<std::string> names_;
    std::deque<std::vector<evd_ctor>> ctors_;
    std::vector<evd_ctor> pending_;
};

/// The types that the tests share.
struct Standard {
    Types make;
    const evd_type* Int = make.scalar(EVD_INT, "Int");
    const evd_type* Nat = make.scalar(EVD_NAT, "Nat");
    const evd_type* Bool = make.scalar(EVD_BOOL, "Bool");
    const evd_type* Unit = make.scalar(EVD_UNIT, "Unit");
    const evd_type* Loc = make.scalar(EVD_LOC, "Loc");
    const evd_type* Duration = make.scalar(EVD_DURATION, "Duration");
    const evd_type* Str = make.text(EVD_STR, "Str");
    const evd_type* Bytes = make.text(EVD_BYTES, "Bytes");
    const evd_type* Pair = make.tuple({Int, Str}, "(Int, Str)");
    const evd_type* ListInt = make.collection(EVD_LIST, {Int}, "List<Int>");
    const evd_type* ListStr = make.collection(EVD_LIST, {Str}, "List<Str>");
    const evd_type* ListPair = make.collection(EVD_LIST, {Pair}, "List<(Int, Str)>");
    const evd_type* SetInt = make.collection(EVD_SET, {Int}, "Set<Int>");
    const evd_type* SetStr = make.collection(EVD_SET, {Str}, "Set<Str>");
    const evd_type* SetLoc = make.collection(EVD_SET, {Loc}, "Set<Loc>");
    const evd_type* SetPair = make.collection(EVD_SET, {Pair}, "Set<(Int, Str)>");
    const evd_type* BagInt = make.collection(EVD_BAG, {Int}, "Bag<Int>");
    const evd_type* BagPair = make.collection(EVD_BAG, {Pair}, "Bag<(Int, Str)>");
    const evd_type* BagListInt = make.collection(EVD_BAG, {ListInt}, "Bag<List<Int>>");
    const evd_type* MapIntInt = make.collection(EVD_MAP, {Int, Int}, "Map<Int, Int>");
    const evd_type* MapStrList = make.collection(EVD_MAP, {Str, ListInt}, "Map<Str, List<Int>>");
    const evd_type* MapIntStr = make.collection(EVD_MAP, {Int, Str}, "Map<Int, Str>");
    const evd_type* RingLoc = make.collection(EVD_RING, {Loc}, "Ring<Loc>");
    const evd_type* Option = make.flatEnum({{"None", {}}, {"Some", {Int}}}, "Option<Int>");
    const evd_type* Shape = make.flatEnum({{"Dot", {}}, {"Name", {Str}}, {"Box", {Int, ListInt}}}, "Shape");
    evd_type* Chain = make.declareBoxed("Chain");
    evd_type* Fork = make.declareBoxed("Fork");
    const evd_type* ListFork = make.collection(EVD_LIST, {Fork}, "List<Fork>");
    evd_type* Twin = make.declareBoxed("Twin");
    Standard() {
        make.defineBoxed(Twin, {{"Same", {}}, {"Both", {Twin, Twin}}});
        make.defineBoxed(Chain, {{"End", {}}, {"Link", {Int, Chain}}});
        make.defineBoxed(Fork, {{"Fork", {ListFork}}});
    }
};

inline const Standard& types() {
    static const Standard standard;
    return standard;
}

/// An otherwise empty process to try operations in.
inline const evd_module& emptyModule() {
    static const evd_module module = [] {
        evd_module m{};
        m.abi = EVD_ABI_VERSION;
        m.name = "empty";
        m.result_slots = m.event_slots = 16;
        return m;
    }();
    return module;
}

}   // namespace evd::runtime::test
